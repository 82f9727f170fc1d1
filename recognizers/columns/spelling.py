"""Headers of old core systems, read: SYOGAI_KBN and ｼｮｳｶﾞｲｸﾌﾞﾝ are 障害区分, BRTH_DT is 生日, KOZA_MEIGI 口座名義.

Romaji comes in Hepburn (SHOGAI), in Kunrei (SYOGAI) and typed as for a keyboard (SHOUGAI); all are brought to one
spelling, as is kana. Words and abbreviations: data/header_words.tsv. A header with a word that is not there stays, but for
a system's mark in front (KYK_SHIMEI).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from recognizers.dictionary import lines
from recognizers.namedata import katakana

# What the parts make, and what it is called.
_SAID = (
    ("名姓", "姓"),  # nm_sei, nm_mei
    ("名名", "名"),
    ("誕生日付", "誕生日"),
    ("生年日", "生年月日"),
    ("誕生年月日", "生年月日"),
    ("生年年月日", "生年月日"),
    ("郵便コード", "郵便番号"),
)
_LONGEST = 60  # characters of a header that is read
_KINDS = frozenset("cd no nm kb kbn dt ymd kn kj fg flg".split())
_VOWELS = "aiueo"
_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ",
    "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_KANA = {kana: head + vowel for head, row in _ROWS.items() for kana, vowel in zip(row, _VOWELS, strict=True)}
_KANA |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ー": ""}
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
# To Kunrei without long vowels and double consonants: SHIMEI, SIMEI → simei; KOUZA, KOOZA, KOZA → koza.
_SAME = tuple(
    (re.compile(pattern), same)
    for pattern, same in (
        (r"sh(?=[auoe])", "sy"), (r"shi", "si"), (r"t?ch(?=[auoe])", "ty"), (r"t?chi", "ti"), (r"tsu", "tu"), (r"dzu|du", "zu"), (r"fu", "hu"),
        (r"ji|di", "zi"), (r"jy?(?=[auoe])", "zy"), (r"cy", "ty"), (r"m(?=[bmp])", "n"), (r"o[uo]|oh(?![aiueoy])", "o"), (r"uu", "u"), (r"aa", "a"),
        (r"ee", "e"), (r"(?<=e)i(?=$|[^aiueo])", "i"), (r"n'|nn(?![aiueoy])", "n"), (r"([kstpgzdbhrtc])\1", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def in_japanese(header: str) -> str:
    """The header in Japanese, where its words are known; otherwise as it is, camelCase parted. `header` is folded."""
    header = header.strip()
    if len(header) > _LONGEST:
        return header
    if re.fullmatch(r"[ァ-ヶー・ \d()_-]+|[ぁ-んー・ \d()_-]+", header):
        tokens = [t if t.isdigit() else _latin(t) for t in re.findall(r"[ァ-ヶー]+|[ぁ-んー]+|\d+", header)]
    elif re.fullmatch(r"[A-Za-z][A-Za-z0-9_ .\-]*", header):
        header = re.sub(r"(?<=[a-z]{3})(?=[A-Z])", "_", header)
        tokens = [token.lower() for token in re.findall(r"[A-Za-z]+(?:01)?|\d+", header)]
    else:
        return header
    if len(tokens) > 1 and tokens[0] in _KINDS:  # KB_KOKYAKU, NO_TEL: the kind of column comes first
        tokens = [*tokens[1:], tokens[0]]
    words = [token if token.isdigit() else _word(token) for token in tokens]
    known = next((at for at, word in enumerate(words) if word), len(words))
    if tokens == ["name"] or not all(words[known:]) or (known and not _prefix(tokens[:known], tokens[known:])):
        return header
    joined = "".join((*tokens[:known], *words[known:]))
    for made, said in _SAID:
        joined = joined.replace(made, said)
    return joined


def _prefix(unknown: list[str], rest: list[str]) -> bool:
    """KYK_SEINEN_YMD: what a system puts in front of all its columns, before a word of romaji, not JAN_CD or LOT_NO."""
    if "name" in rest:  # last_name_kana is English
        return False
    return all(len(token) <= 4 for token in unknown) and any(len(t) > 3 and t not in _lexicon()[0] for t in rest)


def _word(token: str) -> str:
    """The terms that make up a token, the fewest of them; "" where it is not made of known words."""
    whole, joined = _lexicon()
    if token in whole:
        return whole[token]
    key = _key(token)
    best: list[tuple[int, str] | None] = [(0, ""), *([None] * len(key))]
    for start in range(len(key)):
        if (before := best[start]) is None:
            continue
        for end in range(start + 1, len(key) + 1):
            if (term := joined.get(key[start:end])) is not None:
                known = best[end]
                if (
                    known is None or before[0] + 1 <= known[0]
                ):  # of equals the longer first word: 契約者|名, not 契約|車名
                    best[end] = before[0] + 1, before[1] + term
    last = best[-1]
    return last[1] if last is not None else ""


@cache
def _lexicon() -> tuple[dict[str, str], dict[str, str]]:
    """(abbreviation → term, romaji in one spelling → term)."""
    whole: dict[str, str] = {}
    joined: dict[str, str] = {}
    for line in lines("header_words.tsv"):
        term, readings, short = (*line.split("\t"), "")[:3]
        whole.update(dict.fromkeys(short.split(), term))
        for reading in readings.split():
            joined.setdefault(_key(reading), term)
    return whole, joined


def _key(romaji: str) -> str:
    for pattern, same in _SAME:
        romaji = pattern.sub(same, romaji)
    return romaji


def _latin(kana: str) -> str:
    """Kana in Latin letters, spelled so that `_key` takes it."""
    out = ""
    for char in katakana(unicodedata.normalize("NFKC", kana)):
        if char in _SMALL:
            out = out[:-1] + _SMALL[char]
        elif char == "ッ":
            continue
        else:
            out += _KANA.get(char, char)
    return out
