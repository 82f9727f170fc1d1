"""Word lists: loading, and one compact regular expression for many words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lines(name: str) -> tuple[str, ...]:
    """Lines of a file in recognizers/data, comments (#) and blank lines left out."""
    text = files("recognizers.data").joinpath(name).read_text(encoding="utf-8")
    return tuple(line.rstrip("\r\n") for line in text.splitlines() if line.strip() and not line.startswith("#"))


def trie_regex(words: Iterable[str]) -> str:
    """A regex that matches the longest of `words` at a place, without trying them one by one."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    if not root:
        return "(?!)"
    return _render(root)


def search_regex(words: Iterable[str]) -> str:
    """As `trie_regex`, for a search with `re` over long texts: hundreds of first characters are not tried one by one.

    One class finds the places, then the first character is looked up by halves.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    return f"{_class(rests)}{_by_halves(sorted(rests), rests)}" if rests else "(?!)"


def _by_halves(chars: list[str], rests: dict[str, list[str]]) -> str:
    if len(chars) == 1:
        return trie_regex(rests[chars[0]])
    half = len(chars) // 2
    first, second = chars[:half], chars[half:]
    return f"(?:(?<={_class(first)}){_by_halves(first, rests)}|(?<={_class(second)}){_by_halves(second, rests)})"


def _class(chars: Iterable[str]) -> str:
    return "[" + "".join(map(re.escape, sorted(chars))) + "]"


def _render(node: dict[str, Any]) -> str:
    ends = "" in node
    branches = []
    singles = []
    for char, child in sorted((c, n) for c, n in node.items() if c):
        rest = _render(child)
        if rest:
            branches.append(re.escape(char) + rest)
        else:
            singles.append(char)
    if singles:
        branches.append(re.escape(singles[0]) if len(singles) == 1 else "[" + "".join(map(re.escape, singles)) + "]")
    if not branches:
        return ""
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if ends else "")
