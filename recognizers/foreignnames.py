"""Names of people from abroad (data/foreign_names.xz): which words are given names, which family names, which are both a
name and a word. Made by recognizers/data/build_foreign_names.py."""

from __future__ import annotations

import lzma
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from recognizers.namewords import FOREIGN_KANA, FOREIGN_LATIN

FILE = "foreign_names.xz"

_WORDS = frozenset(("mark", "park"))


@dataclass(frozen=True, slots=True)
class Foreign:
    """weak: names that are words too (Will, Grace, Park), or short. syllables: of Chinese and Korean given names."""

    given: frozenset[str]
    family: frozenset[str]
    weak: frozenset[str]
    syllables: frozenset[str]
    kana: frozenset[str]


@cache
def foreign() -> Foreign:
    """The lists, read once per process (some 10 ms)."""
    raw = files("recognizers.data").joinpath(FILE).read_bytes()
    rows = lzma.decompress(raw[raw.index(b"\xfd7zXZ") :]).decode().split("\n")
    given, family, weak, syllables, kana = (frozenset(row.split(" ")) for row in rows)
    return Foreign(
        given, family | FOREIGN_LATIN - _WORDS, weak - FOREIGN_LATIN | _WORDS, syllables, kana | FOREIGN_KANA
    )


def plain(word: str) -> str:
    """José → jose, Sung-min → sungmin."""
    if not word.isascii():
        word = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return word.lower().replace("-", "").replace("'", "")


@lru_cache(maxsize=20_000)
def is_foreign(word: str) -> bool:
    """Whether a word in Latin letters is a name of abroad and nothing else."""
    lists, spelt = foreign(), plain(word)
    return spelt in lists.given or spelt in lists.family


@lru_cache(maxsize=20_000)
def may_be_foreign(word: str) -> bool:
    """Whether it is one beside another name: Grace, Park, Xiaoling."""
    lists, spelt = foreign(), plain(word)
    return spelt in lists.weak or any(
        spelt[:n] in lists.syllables and spelt[n:] in lists.syllables for n in range(2, len(spelt) - 1)
    )
