"""What one sentence tells of one person's credit is one hit: 延滞2回のため否決, 代位弁済 R5.11.30、残債 812千円."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from recognizers.jp.statement import names_someone
from recognizers.types import Hit

_SURE = 0.5
_NEAR = 40  # characters between two hits of one statement
_APART = re.compile(r"[。\n!?！？]")


def one_each(hits: Iterable[Hit], text: str) -> list[Hit]:
    """Hits in order of place, sure credit hits joined within a sentence or line where nobody is named between them."""
    settled: list[Hit] = []
    last = -1  # where the sure credit hit before stands in `settled`
    for hit in hits:
        if hit.score >= _SURE and not hit.entity.startswith(("SPC_", "SENSITIVE_", "JP_CREDIT_INFO")):
            last = -1  # somebody, or something else of theirs, stands between
        if hit.entity != "JP_CREDIT_INFO" or hit.score < _SURE:
            settled.append(hit)
            continue
        if last >= 0 and _one(text[settled[last].end : hit.start]):
            settled[last] = _joined(settled[last], hit)
            continue
        last = len(settled)
        settled.append(hit)
    return settled


def _one(between: str) -> bool:
    return len(between) <= _NEAR and not _APART.search(between) and not names_someone(between)


def _joined(first: Hit, second: Hit) -> Hit:
    better = first if first.score >= second.score else second
    evidence = tuple(dict.fromkeys((*better.evidence, *first.evidence, *second.evidence)))
    return replace(better, start=first.start, end=max(first.end, second.end), evidence=evidence)
