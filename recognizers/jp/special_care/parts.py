"""The parts that phrases of special care are built from (data/special_care_parts.tsv), as expressions."""

from __future__ import annotations

from recognizers.dictionary import lines, trie_regex
from recognizers.text import fold


def part(*kinds: str) -> str:
    """One expression for all words of some kinds: body, organ, department, people, crime, illness_short, care_short."""
    rows = (fold(line).text.split("\t") for line in lines("special_care_parts.tsv"))
    return trie_regex(sorted({word for word, kind, _ in rows if kind in kinds}))


BODY = part("body", "organ")
ORGAN = part("organ")
DEPARTMENT = part("department")
PEOPLE = part("people")
CRIME = part("crime")
SHORT = part("illness_short", "care_short")
