"""All patterns and word lists of depth quick, for other tools: over bytes for ripgrep, over text for hawk-eye."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from recognizers import load
from recognizers.rawregex import raw_regexes
from recognizers.text import fold


def union() -> Iterator[str]:
    """What Hyperscan is given, but for the spellings of words in other widths: one spelling of each."""
    patterns, _ = load(depth="quick")
    for pattern in patterns:
        flags = "i-u" if pattern.ignore_case else "-u"
        if pattern.regex:
            yield from (f"(?{flags}:{raw.source})" for raw in raw_regexes(pattern.regex, pattern.ignore_case))
        else:
            yield from (re.escape(fold(term).text) for term in pattern.terms)


def write(path: Path) -> None:
    path.write_text("".join(f"{one}\n" for one in dict.fromkeys(union())), encoding="utf-8")


def for_re() -> dict[str, str]:
    """Name → expression for Python's `re`, without groups, since hawk-eye takes none. What refers back to one is left out."""
    found: dict[str, str] = {}
    for pattern in load(depth="quick")[0]:
        whole = pattern.regex or "|".join(re.escape(term) for term in sorted(pattern.terms, key=len, reverse=True))
        bare = re.sub(r"(?<!\\)\((?:\?P<\w+>|(?!\?))", "(?:", whole)
        try:
            if re.compile(bare).groups == 0:
                found[f"{pattern.id} {len(found)}"] = bare
        except re.error:
            continue
    return found
