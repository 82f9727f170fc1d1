"""Write foreign_names.xz from the PyPI package Faker and the list by hand: python -m recognizers.data.build_foreign_names FOLDER

FOLDER is where ``pip install --target FOLDER Faker`` put it. Only for making the list anew; nothing imports this.

Four lines of lower-case words without marks: given names, family names, names that are words too (of English, of trade, of
places, or of three letters), syllables of Chinese and Korean given names. A fifth of names in katakana.
"""

from __future__ import annotations

import lzma
import pydoc_data.topics
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from recognizers.tokens import kinds

HEAD = """\
# Given and family names of people from abroad, in Latin letters and katakana.
# Source: the person providers of Faker {version} (MIT, Copyright (c) 2012 Daniele Faraglia), and foreign_names_by_hand.txt.
# Made by recognizers/data/build_foreign_names.py; below these lines a text, packed by xz.
"""
LOCALES = "en_US en_GB en_IN en_NG en_PK en_TH id_ID vi_VN zh_CN ko_KR pt_BR es_ES es_MX de_DE fr_FR ru_RU".split()
# Of Russian letters; of Hangul by the Revised Romanisation, which surnames do not follow (those are in the list by hand).
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
_INITIALS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(" ")


def latin(word: str) -> str:
    """In small letters without marks; nothing where it is not one word."""
    spelt = "".join(_CYRILLIC.get(char, _hangul(char)) for char in unicodedata.normalize("NFC", word.lower()))
    spelt = unicodedata.normalize("NFD", spelt.replace("đ", "d").replace("ß", "ss"))
    plain = "".join(char for char in spelt if not unicodedata.combining(char)).replace("-", "").replace("'", "")
    return plain if re.fullmatch("[a-z]{2,15}", plain) else ""


def _hangul(char: str) -> str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11_172:
        return char
    return _INITIALS[code // 588] + _VOWELS[code % 588 // 28] + _FINALS[code % 28]


def _of_faker(root: Path) -> dict[str, set[str]]:
    sys.path.insert(0, str(root))
    found: dict[str, set[str]] = defaultdict(set)
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            if kind := re.fullmatch(r"(first|middle|last)(?:_romanized)?_names(?:_\w+)?", name):
                words: Iterable[str] = getattr(provider, name)
                found["family" if kind[1] == "last" else "given"].update(map(latin, words))
    found["common"].update(import_module("faker.providers.lorem.en_US").Provider.word_list)
    return found


def main(folder: str) -> None:
    root, here = Path(folder), Path(__file__).parent
    version = next(root.glob("[fF]aker-*.dist-info")).name.lower().removeprefix("faker-").removesuffix(".dist-info")
    found = _of_faker(root)
    for line in (here / "foreign_names_by_hand.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, words = line.split("\t")
            for part in ("given", "family") if kind == "burmese" else (kind.split("-")[0],):
                found[part].update(words.split() if part == "kana" else map(latin, words.split()))
    # What the manual of Python writes small is a word, and what Sudachi's dictionary has as a noun.
    manual = "\n".join(pydoc_data.topics.topics.values())
    common = found["common"] | found["places"] | set(re.findall(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])", manual))
    names = found["given"] | found["family"]
    weak = {name for name in names if name in common or len(name) < 4 or "noun" in kinds(name)}
    rows = (found["given"] - weak, found["family"] - weak, weak, found["syllable"], found["kana"])
    text = "\n".join(" ".join(sorted(row - {""})) for row in rows)
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (here / "foreign_names.xz").write_bytes(HEAD.format(version=version).encode() + packed)
    print(*(f"{len(row):,}" for row in rows), f"{len(packed):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
