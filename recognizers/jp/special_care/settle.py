"""What only the whole passage tells of the hits in it: its genre, and that neighbouring hits are one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from recognizers.genre import Genre, plain_record
from recognizers.types import Hit

SURE = 0.5
_ROW, _NO_ROW = 0.3, 0.15
_FAINT = 0.2
# Of laws, novels and code there is nothing to look through; of leaflets and manuals a row says that they were seen.
_NOBODYS = frozenset({"statute", "literature", "code"})
_NAMED = frozenset({"person", "surname", "record"})
_JOIN, _NEAR = 16, 6  # characters between two hits of one sentence that are told as one: of one type, of one group
_GROUPS = (
    {"SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_HEALTH_CHECK", "SPC_DISABILITY"},
    {"SPC_CRIMINAL_RECORD", "SPC_CRIMINAL_PROCEDURE", "SPC_JUVENILE"},
)
_APART = re.compile(r"[。\n\t|,;；!?！？]")


def special(entity: str) -> bool:
    return entity.startswith(("SPC_", "SENSITIVE_"))


def settle(hits: Iterable[Hit], text: str) -> list[Hit]:
    """Hits in order of place; those of other types pass as they are."""
    hits = list(hits)
    said = [(hit.start, hit.end) for hit in hits if hit.entity.startswith("SPC_") and hit.score >= SURE]
    genre, settled = Genre(text), []
    last = -1  # where the special-care hit before stands in `settled`
    for hit in hits:
        if not special(hit.entity):
            settled.append(hit)
            last = -1 if last >= 0 and hit.start >= settled[last].end else last  # a name between them: another's
            continue
        if hit.entity == "SENSITIVE_HEALTH" and any(hit.start < end and start < hit.end for start, end in said):
            continue  # health that is special care already
        hit = _by_genre(hit, genre)
        if last >= 0 and _one(settled[last], hit, text):
            settled[last] = _joined(settled[last], hit)
            continue
        last = len(settled)
        settled.append(hit)
    return settled


def _by_genre(hit: Hit, genre: Genre) -> Hit:
    if hit.score < _FAINT or not (kind := genre.at(hit.start)):
        return hit
    named = bool(_NAMED & set(hit.evidence))
    if kind in _NOBODYS:
        if (named or "label" in hit.evidence) and plain_record(genre.text, hit.start, hit.end):
            return hit
        # In data that stands between code, each line may be a person's.
        if kind == "code" and named and hit.score >= SURE:
            return hit
        return replace(
            hit, score=min(hit.score, _ROW if hit.score >= SURE else _NO_ROW), evidence=(*hit.evidence, kind)
        )
    if hit.score < SURE or named or plain_record(genre.text, hit.start, hit.end):
        return hit
    return replace(hit, score=min(hit.score, _ROW), evidence=(*hit.evidence, kind))


def _one(first: Hit, second: Hit, text: str) -> bool:
    """Whether two sure hits tell one thing: 便潜血（＋） 要精密検査, 強盗に襲われ … 被害届."""
    return (
        first.score >= SURE
        and second.score >= SURE
        and 0 <= second.start - first.end <= (_JOIN if first.entity == second.entity else _NEAR)
        and (first.entity == second.entity or any({first.entity, second.entity} <= group for group in _GROUPS))
        and not _APART.search(text, first.end, second.start)
    )


def _joined(first: Hit, second: Hit) -> Hit:
    better = first if first.score >= second.score else second
    evidence = tuple(dict.fromkeys((*better.evidence, *first.evidence, *second.evidence)))
    return replace(better, start=first.start, end=second.end, evidence=evidence)
