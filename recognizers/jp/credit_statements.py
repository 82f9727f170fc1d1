"""What one sentence tells of one person's credit is one hit: 延滞2回のため否決, 代位弁済 R5.11.30、残債 812千円."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from recognizers.genre import Genre, plain_record
from recognizers.jp.statement import names_someone
from recognizers.nobody import NOBODY, Appearances
from recognizers.types import Hit

_SURE = 0.5
_TOLD = 0.3  # the most that a law, a leaflet or a manual is worth
_NAMED = frozenset({"person", "surname", "record"})
_NEAR = 40  # characters between two hits of one statement
_APART = re.compile(r"[。\n!?！？]")
_TITLE = re.compile(
    r"(?:通知|依頼|登録|届出?|報告|案内|書){1,3}\s?[:：]"
)  # 債権譲渡通知：… says what the line is about


def one_each(hits: Iterable[Hit], text: str, named: bool = True) -> list[Hit]:
    """Hits in order of place, sure credit hits joined within a sentence or line where nobody is named between them."""
    settled: list[Hit] = []
    last = -1  # where the sure credit hit before stands in `settled`
    genre = Genre(text)
    others = False  # somebody, or something else of theirs, stands between
    hits = list(hits)
    somebody = Appearances(text, hits, named)
    for hit in (_by_genre(hit, genre, somebody) for hit in hits):
        if hit.entity != "JP_CREDIT_INFO" or hit.score < _SURE:
            others |= hit.score >= _SURE and not hit.entity.startswith(("SPC_", "SENSITIVE_", "JP_CREDIT_INFO"))
            settled.append(hit)
            continue
        if last >= 0 and _near(between := text[settled[last].end : hit.start]):
            if not others and not names_someone(between):
                settled[last] = _joined(settled[last], hit)
                continue
            if _TITLE.match(between):
                del settled[last]
        last, others = len(settled), False
        settled.append(hit)
    return settled


def _by_genre(hit: Hit, genre: Genre, somebody: Appearances) -> Hit:
    """Laws, manuals and advertising name debts without speaking of anybody's."""
    if hit.entity != "JP_CREDIT_INFO" or hit.score < _SURE:
        return hit
    if somebody.nobody_at(hit.start):
        return replace(hit, score=_TOLD, evidence=(*hit.evidence, NOBODY))
    if "marks" in hit.evidence:
        return hit
    if not (kind := genre.at(hit.start)) or _NAMED & set(hit.evidence) or plain_record(genre.text, hit.start, hit.end):
        return hit
    return replace(hit, score=_TOLD, evidence=(*hit.evidence, kind))


def _near(between: str) -> bool:
    return len(between) <= _NEAR and not _APART.search(between)


def _joined(first: Hit, second: Hit) -> Hit:
    better = first if first.score >= second.score else second
    evidence = tuple(dict.fromkeys((*better.evidence, *first.evidence, *second.evidence)))
    return replace(better, start=first.start, end=max(first.end, second.end), evidence=evidence)
