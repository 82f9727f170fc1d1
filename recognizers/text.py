"""Folding: one spelling for the many ways Japanese text writes the same character.

Full-width letters and digits, half-width katakana, dashes, era ligatures and variant kanji are folded
so that patterns are written once. Nearly everything folds one to one; only a half-width kana with its
voicing mark (two characters) becomes one, and then the offsets are kept.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# Dashes of every origin. ー (U+30FC) is a letter in サーバー and stays; `SEPARATOR` accepts it between digits.
_DASHES = "‐‑‒–—―−─━﹣－⁃﹘"
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
_ERAS = {"㍾": "明", "㍽": "大", "㍼": "昭", "㍻": "平", "㋿": "令"}
# 異体字 and 旧字体 that NFKC leaves apart but names mix freely (identifiers.md 0.2).
VARIANTS = {
    "髙": "高", "﨑": "崎", "碕": "崎", "𠮷": "吉", "𣘺": "橋", "槗": "橋", "邉": "辺", "邊": "辺", "齋": "斎", "齊": "斉",
    "濵": "浜", "濱": "浜", "德": "徳", "澤": "沢", "櫻": "桜", "廣": "広", "國": "国", "眞": "真", "惠": "恵", 
    "嶌": "島", "嶋": "島", "舘": "館", "瀨": "瀬", "彌": "弥", "榮": "栄", "應": "応", "黑": "黒", "靑": "青", "淸": "清",
    "晉": "晋", "壽": "寿", "鐵": "鉄", "來": "来", "學": "学", "圓": "円", "萬": "万", "豐": "豊", "圡": "土",
    "絲": "糸", "與": "与", "爲": "為", "禮": "礼", "曾": "曽", "\ufa10": "塚", "條": "条", "﨟": "臈",
}  # fmt: skip
_HALF = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0xFF01, 0xFF5F):  # full-width ASCII
        table[code] = chr(code - 0xFEE0)
    for char in _HALF + "｡｢｣､･":
        table[ord(char)] = unicodedata.normalize("NFKC", char)
    table |= {ord(c): "-" for c in _DASHES}
    table |= {ord(c): " " for c in _SPACES}
    table |= {ord(k): v for k, v in _ERAS.items()}
    table |= {ord(k): v for k, v in VARIANTS.items() if len(k) == 1 and k != v}
    table[ord("〜")] = "~"
    for code in range(0x2F00, 0x2FD6):  # Kangxi radicals that PDF extraction leaves behind
        table[code] = unicodedata.normalize("NFKC", chr(code))
    return {code: char for code, char in table.items() if len(char) == 1}


FOLD = _table()
_FOLDABLE = re.compile(f"[{re.escape(''.join(map(chr, FOLD)))}]+")  # in most texts one character in twenty
VOICING = "ﾞﾟ\u3099\u309a"  # marks that stand behind their kana
_VOICED = re.compile(
    "[カキクケコサシスセソタチツテトハヒフヘホウワかきくけこさしすせそたちつてとはひふへほう][ﾞﾟ\u3099\u309a]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back. `cuts`: folded offsets after each joined pair, empty when offsets are equal."""

    text: str
    cuts: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        """The offset in the original text of an offset in the folded text."""
        return offset + bisect_right(self.cuts, offset) if self.cuts else offset


def _folded(run: re.Match[str]) -> str:
    return run[0].translate(FOLD)  # looks up each character, which takes five times as long as finding these


def fold(text: str) -> Folded:
    """Fold `text`. Joins NFD voicing marks too, as macOS writes file names."""
    return Folded(text) if text.isascii() else joined(_FOLDABLE.sub(_folded, text))


def joined(text: str) -> Folded:
    """The second half of folding: voicing marks joined to their kana, in a text folded character by character."""
    if text.isascii() or not ("ﾞ" in text or "ﾟ" in text or "\u3099" in text or "\u309a" in text):
        return Folded(text)
    out: list[str] = []
    cuts: list[int] = []
    last = done = 0
    for match in _VOICED.finditer(text):
        joined = unicodedata.normalize("NFC", match[0][0] + {"ﾞ": "\u3099", "ﾟ": "\u309a"}.get(match[0][1], match[0][1]))
        if len(joined) != 1:
            continue
        out.append(text[last : match.start()] + joined)
        done += match.start() - last + 1
        cuts.append(done)
        last = match.end()
    out.append(text[last:])
    return Folded("".join(out), tuple(cuts))


def blocks(text: str, size: int) -> Iterator[tuple[int, int]]:
    """(start, end) of pieces of at most `size` characters, cut where a sentence or line ends, or else a word."""
    start = 0
    while len(text) - start > size:
        stop = start + size
        ends = (max(text.rfind(mark, start, stop) for mark in marks) for marks in ("\n。", " \t,、;|>)\"'"))
        cut = next((end + 1 for end in ends if end > start), stop)
        yield start, cut
        start = cut
    if start < len(text):
        yield start, len(text)


def whole(text: str) -> str:
    """`text`, halves of surrogate pairs replaced one by one: no tokenizer takes them, and cut emoji leave them in JSON."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text)


def fold_all(values: list[str]) -> list[str]:
    """Fold many short values in one pass. A value with a line break in it is folded alone."""
    joined = "\n".join(values)
    folded = fold(joined).text.split("\n")
    return folded if len(folded) == len(values) else [fold(v).text for v in values]


def variants(char: str) -> tuple[str, ...]:
    """How a text folded character by character may write `char`: itself first, and with a voicing mark behind it."""
    return _VARIANTS.get(char, (char,))


def _marked() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in (*range(0x30A1, 0x30FB), *range(0x3041, 0x3097)):
        base, *mark = list(unicodedata.normalize("NFD", chr(code)))
        if mark:
            found[chr(code)] = (chr(code), base + mark[0], base + ("ﾞ" if mark[0] == "\u3099" else "ﾟ"))
    return found


_VARIANTS = _marked()
