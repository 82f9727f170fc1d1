"""Dictionaries of personal names: surnames with counts, given names, their readings in kana and Latin letters.

From the package japanese-personal-name-dataset (MIT): 1,999 surnames, about 80 % of the population, and 70,000
spellings of given names. Spellings are folded (`recognizers.text`), readings are katakana.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from recognizers.text import fold

_SET = "japanese_personal_name_dataset.dataset"
_HIRA = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}


@dataclass(frozen=True, slots=True)
class Names:
    """surnames: spelling → bearers in Japan. The rest are sets of spellings or readings, folded."""

    surnames: dict[str, int]
    given: frozenset[str]
    surname_kana: frozenset[str]
    given_kana: frozenset[str]
    surname_latin: frozenset[str]
    given_latin: frozenset[str]


def katakana(text: str) -> str:
    """Hiragana to katakana, the rest as it is."""
    return text.translate(_HIRA)


def latin_key(text: str) -> str:
    """One spelling for romaji variants: Satoh, Satou and Sato; Ohno and Ono."""
    word = text.lower().replace("-", "").replace("'", "")
    for long, short in (("ou", "o"), ("oo", "o"), ("oh", "o"), ("uu", "u"), ("mb", "nb"), ("mp", "np"), ("mm", "nm")):
        word = word.replace(long, short)
    return word


@cache
def names() -> Names:
    """The dictionaries, read once per process (0.2 s)."""
    surnames: dict[str, int] = {}
    readings: tuple[set[str], set[str], set[str], set[str], set[str]] = (set(), set(), set(), set(), set())
    surname_kana, given_kana, surname_latin, given_latin, given = readings
    lasts, spelled = rows("last_name_org.csv"), list[str]()
    for spelling, (_, count, kana, latin, *_) in zip(_folded([row[0] for row in lasts]), lasts, strict=True):
        surnames[spelling] = max(surnames.get(spelling, 0), int(count or 0))
        surname_kana.add(katakana(kana))
        surname_latin.add(latin_key(latin))
    for name in ("first_name_man_org.csv", "first_name_woman_org.csv"):
        for kana, latin, *spellings in rows(name):
            given_kana.add(katakana(kana))
            given.add(kana)
            given.add(katakana(kana))
            given_latin.add(latin_key(latin))
            spelled += spellings
    given.update(_folded(spelled))
    given.discard("")
    return Names(surnames, *(frozenset(s) for s in (given, surname_kana, given_kana, surname_latin, given_latin)))


def _folded(words: list[str]) -> list[str]:
    return fold("\n".join(words)).text.split("\n")


def rows(name: str) -> list[list[str]]:
    """A file of the package as rows of cells."""
    text = files(_SET).joinpath(name).read_text(encoding="utf-8")
    return [row for row in csv.reader(text.split("\n")) if row]
