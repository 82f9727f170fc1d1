"""Sentences with the stretches to be found in braces."""

from __future__ import annotations

import re


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its braces, and where they stood."""
    plain, spans = "", []
    for part in re.split(r"(\{[^}]*\})", text):
        if part.startswith("{"):
            spans.append((len(plain), len(plain) + len(part) - 2))
        plain += part.strip("{}") if part.startswith("{") else part
    return plain, spans
