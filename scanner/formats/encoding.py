"""Bytes to text for Japanese files whose encoding nobody wrote down.

The order is that of a strict trial: byte order mark, UTF-16 by its null bytes, ISO-2022-JP by its escapes, UTF-8,
then EUC-JP or CP932, whichever gives the more plausible Japanese. chardet is asked about the rest. A block no single
encoding explains is decoded line by line (logs that several programs write to), and what no line trial explains is
decoded with U+FFFD in place of the bad bytes and counted as lost.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, TypeVar

_Text = TypeVar("_Text", str, bytes)

BLOCK = 1 << 20
_LONG_LINE = 64 << 10
_LINE_GUARD = 8 << 20  # a line longer than this is cut; nobody reads such a line as one
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ESC ( B alone is no sign: terminals use it to reset colours.
_ISO2022 = re.compile(rb"\x1b(?:\$[@B]|\$\([D@B]|\([IJ])")
_CODECS = {"iso-2022-jp": "iso2022_jp_ext", "euc-jp": "euc_jp"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """lost: characters that no encoding explained; each is U+FFFD in the text."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode all of it. `declared` (a mail's or page's charset) decides only where it fits without an error."""
    if data.isascii() and _ISO2022.search(data):
        declared = "iso-2022-jp"  # whatever it says: mail from phones is called us-ascii
    if declared and (codec := known_codec(declared)) and not data.startswith(_unicode_boms()):
        text = _strict(data, codec)
        if text is not None and (codec not in ("latin-1", "iso8859-1", "cp1252", "ascii") or data.isascii()):
            return Decoded(text, codec)
    decoder = Decoder(data[:BLOCK])
    text = decoder.decode(data, final=True)
    return Decoded(text, decoder.encoding or "ascii", decoder.lost)


def known_codec(charset: str) -> str:
    """Our name for a declared charset, "" when it means nothing. What is declared Shift_JIS is CP932 in practice."""
    name = charset.strip().strip("\"'").lower().replace("_", "-")
    if name in ("shift-jis", "sjis", "x-sjis", "ms932", "windows-31j", "ms-kanji", "cp932", "shiftjis", "csshiftjis"):
        return "cp932"
    if name in ("euc-jp", "x-euc-jp", "eucjp", "eucjp-win", "eucjp-ms", "cp51932"):
        return "euc-jp"
    if name.startswith("iso-2022-jp") or name in ("cp50220", "cp50221", "jis", "csiso2022jp"):
        return "iso-2022-jp"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def detect(data: bytes) -> str:
    """The one encoding that explains all of `data`; "" when none does. `data` must not end inside a character."""
    if (wide := unicode_encoding(data)) or data.isascii():
        return wide or ("iso-2022-jp" if _ISO2022.search(data) else "ascii")
    if _strict(data, "utf-8") is not None:
        return "utf-8"
    euc, plain = _strict(data, "euc-jp"), _strict(data, "euc_jp") is not None
    sjis = _strict(data, "cp932")
    if euc is not None and len(re.findall("[ｦ-ﾟ]", euc)) > 2:
        return "euc-jp"  # half-width kana are 8E pairs there, which CP932 text does not form by chance
    euc_score = plausibility(euc) if euc is not None else -9.0
    sjis_score = plausibility(sjis) if sjis is not None else -9.0
    best, score = ("euc-jp", euc_score) if (euc_score, plain) >= (sjis_score, True) else ("cp932", sjis_score)
    if score >= 0.25:
        return best
    return _by_lines(data) or _by_chardet(data) or (best if score > -9.0 else "")


def unicode_encoding(data: bytes) -> str:
    """UTF-8 with mark, UTF-16 or UTF-32, by mark or by where the null bytes are; "" otherwise."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[: 64 << 10]
    sample = sample[: len(sample) // 2 * 2]
    even, odd = sample[0::2], sample[1::2]
    if len(sample) < 4 or not (0 in sample or _kana_side(even, odd) or _kana_side(odd, even)):
        return ""
    scores = []
    for name in ("utf-16-le", "utf-16-be"):
        text = _strict(sample, name) or _strict(sample[:-2], name)  # the sample may end in half a surrogate pair
        if text and "\0" not in text:
            scores.append((sum(c in _level1() or c in _UTF16_SIGNS for c in text[:4000]) / min(len(text), 4000), name))
    score, name = max(scores, default=(0.0, ""))
    return name if score > 0.7 else ""


def plausibility(text: str) -> float:
    """How much the non-ASCII characters of a text look like Japanese: near 1 for prose, below 0 for a wrong guess."""
    sample = [c for c in text[: 64 << 10] if c > "\x7f"][:4000]
    if not sample:
        return 0.5
    level1, total, previous = _level1(), 0.0, ""
    for char in sample:
        if "\u3040" <= char <= "\u30ff" or char in level1:
            total += 1.0
        elif "\uff66" <= char <= "\uff9f":
            voiced = previous in (_VOICED if char == "\uff9e" else "ﾊﾋﾌﾍﾎ")
            total += 0.5 if voiced or char < "\uff9e" else -1.0
        elif "\uff61" <= char <= "\uff65":
            total -= 0.7  # ｡｢｣､･: what the lead bytes of EUC-JP kana look like
        elif "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60" or char in "①②③④⑤⑥⑦⑧⑨⑩℡№㈱㈲㍻㍼㍽㍾㋿":
            total += 0.8
        elif "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff":
            total -= 0.2
        elif "\u2000" <= char <= "\u27ff" or char in "×÷±°§¶´¨":
            total += 0.3
        elif "\ue000" <= char <= "\uf8ff" or char < "\xa1":
            total -= 2.0
        else:
            total -= 0.3
        previous = char
    return total / len(sample)


class Decoder:
    """Decodes a stream of byte blocks; every block but the last ends at a line end or is cut by the caller anyhow.

    encoding: what was found, "mixed" where lines differ; "" while all was ASCII. lost: characters given up.
    """

    def __init__(self, head: bytes) -> None:
        self.wide = unicode_encoding(head)
        self.encoding = self.wide
        self.lost = 0
        self._incremental = codecs.getincrementaldecoder(self.wide)("replace") if self.wide else None

    def decode(self, block: bytes, final: bool = False) -> str:
        if self._incremental is not None:
            text = self._incremental.decode(block, final)
            self.lost += text.count("\ufffd")
            return text
        if block.isascii() and not _ISO2022.search(block):
            return block.decode("ascii")
        if not self.encoding:
            self.encoding = detect(block)
            if not self.encoding or (self.encoding == "ascii" and not block.isascii()):
                self.encoding = "mixed"
        text_or_none = None if self.encoding == "mixed" else _strict(block, self.encoding)
        return self._lines(block) if text_or_none is None else text_or_none

    def is_utf8(self, block: bytes) -> bool:
        """Whether the block, should it be UTF-8 without fault, is what `decode` would give; whoever takes it checks that."""
        if self.wide not in ("", "utf-8-sig") or b"\x1b" in block or b"\0" in block:
            return False
        return self.wide != "" or self.encoding == "utf-8" or block.isascii()

    def _lines(self, block: bytes) -> str:
        """Each line in the encoding of its own; the lines no encoding explains keep what is good of them."""
        out = []
        for line in block.splitlines(keepends=True):
            own = _strict(line, self.encoding) if self.encoding != "mixed" else None
            if own is None and (found := _line_encoding(line)):
                own = _strict(line, found)
                if self.encoding not in ("mixed", found) and found != "ascii":
                    self.encoding = "mixed"
            if own is None:
                own = _salvage(line, self.encoding)
                self.lost += own.count("\ufffd")
            out.append(own)
        return "".join(out)


def text_blocks(stream: BinaryIO, decoder: Decoder | None = None, size: int = BLOCK) -> Iterator[str]:
    """Text of the stream in blocks that end at line ends, all line ends as "\\n". No block is much over `size`."""
    if decoder is None:
        head = stream.read(64 << 10)
        stream.seek(0)
        decoder = Decoder(head)
    if decoder.wide:
        pieces = _wide_blocks(stream, decoder, size)
    else:
        pieces = (decoder.decode(block) for block in byte_blocks(stream, size))
    for text in pieces:
        if text:
            yield newlines(text)


def newlines(text: _Text) -> _Text:
    """All line ends as "\\n"."""
    if isinstance(text, bytes):
        return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def byte_blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Bytes of the stream in blocks that end at line ends."""
    rest, chunk = b"", stream.read(size)
    while chunk:
        following = stream.read(size)
        data = rest + chunk
        end = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
        if not following:
            end = len(data)
        elif not end and len(data) >= _LINE_GUARD:
            end = _soft_cut(data)
        if end:
            yield data[:end]
        rest, chunk = data[end:], following


def _soft_cut(data: bytes) -> int:
    """Where to cut an endless line: after a space, comma or the like, else between two characters."""
    tail = len(data) - (64 << 10)
    for mark in (b" ", b"\t", b",", b";", b">"):  # all below 0x40: never the second byte of a character
        if (found := data.rfind(mark, tail)) > 0:
            return found + 1
    for name in ("utf-8", "euc_jp", "cp932"):
        incremental = codecs.getincrementaldecoder(name)()
        try:
            incremental.decode(data)
        except UnicodeDecodeError:
            continue
        return len(data) - len(incremental.getstate()[0])
    return len(data)


def _wide_blocks(stream: BinaryIO, decoder: Decoder, size: int) -> Iterator[str]:
    rest = ""
    while True:
        chunk = stream.read(size)
        text = rest + decoder.decode(chunk, final=not chunk)
        if not chunk:
            yield text
            return
        end = text.rfind("\n") + 1 or (len(text) if len(text) >= _LINE_GUARD else 0)
        rest = text[end:]
        yield text[:end]


def _strict(data: bytes, name: str) -> str | None:
    errors = "daicho.ms" if name in _CODECS else "strict"
    try:
        return data.decode(_CODECS.get(name, name), errors)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _line_encoding(line: bytes) -> str:
    """Like `detect`, without chardet: one line is too little for statistics."""
    if line.isascii():
        return "iso-2022-jp" if _ISO2022.search(line) else "ascii"
    if _strict(line, "utf-8") is not None:
        return "utf-8"
    scores = [(plausibility(text), name) for name in ("cp932", "euc-jp") if (text := _strict(line, name)) is not None]
    score, name = max(scores, default=(-9.0, ""))
    return name if score >= 0.0 else ""


def _by_lines(data: bytes) -> str:
    """ "mixed" where nearly every non-ASCII line is good in an encoding of its own."""
    lines = [line for line in data[: 256 << 10].splitlines() if not line.isascii()][:400]
    if len(lines) < 2:
        return ""
    good = 0
    for line in lines:
        name = _line_encoding(line)
        if name == "utf-8" or (name and plausibility(_strict(line, name) or "") > 0.4):
            good += 1
    return "mixed" if good >= 0.8 * len(lines) else ""


def _by_chardet(data: bytes) -> str:
    import chardet

    sample = data[: 64 << 10]
    guess = chardet.detect(sample)
    name = known_codec(guess.get("encoding") or "")
    if not name or (guess.get("confidence") or 0.0) < 0.5 or _strict(data, name) is None:
        return ""
    return name


def _salvage(line: bytes, encoding: str) -> str:
    """The reading of a damaged line that loses least."""
    names = [encoding] if encoding not in ("", "mixed") else []
    names += [name for name in ("utf-8", "cp932", "euc-jp") if name not in names]
    if len(line) > _LONG_LINE:  # an endless line of damage: its beginning tells
        head = line[:_LONG_LINE]
        names = [min(names, key=lambda name: _losses(_replaced(head, name)))]
    return min((_replaced(line, name) for name in names), key=_losses)


def _losses(text: str) -> tuple[int, float]:
    return text.count("\ufffd"), -plausibility(text)


def _replaced(line: bytes, name: str) -> str:
    # Our handler takes microseconds for each error, and has nothing to say of these two.
    handler = "replace" if name in ("utf-8", "cp932") else "daicho.ms.replace"
    return line.decode(_CODECS.get(name, name), handler)


def _microsoft(exc: UnicodeError) -> tuple[str, int]:
    """EUC-JP and ISO-2022-JP from Windows hold characters (①, ㈱, 髙) that only CP932 maps: go through it."""
    if not isinstance(exc, UnicodeDecodeError):
        raise exc
    pair = exc.object[exc.start : exc.start + 2]
    low, high = (0xA1, 0xFE) if exc.encoding.startswith("euc") else (0x21, 0x7E)
    if len(pair) == 2 and low <= min(pair) <= max(pair) <= high:
        row, cell = pair[0] & 0x7F, pair[1] & 0x7F
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
        trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
        try:
            char = bytes((lead, trail)).decode("cp932")
        except UnicodeDecodeError:
            raise exc from None
        if not "\ue000" <= char <= "\uf8ff":
            return char, exc.start + 2
    raise exc


def _microsoft_or_replace(exc: UnicodeError) -> tuple[str, int]:
    try:
        return _microsoft(exc)
    except UnicodeDecodeError as error:
        return "\ufffd", error.end


codecs.register_error("daicho.ms", _microsoft)
codecs.register_error("daicho.ms.replace", _microsoft_or_replace)

_UTF16_SIGNS = frozenset(
    [chr(c) for c in (*range(0x20, 0x7F), 9, 10, 13, *range(0x3000, 0x3100), *range(0xFF01, 0xFFA0))]
)
_VOICED = "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"


@lru_cache(maxsize=1)
def _level1() -> frozenset[str]:
    """The 2,965 kanji of JIS level 1: what ordinary text is made of."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xD0) for cell in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("euc_jp", "ignore") for pair in rows))


def _unicode_boms() -> tuple[bytes, ...]:
    return tuple(mark for mark, _ in _BOMS)


def _kana_side(high: bytes, low: bytes) -> bool:
    """Many 0x30 on the high side and few on the low side: kana in UTF-16, not a file of digits."""
    return high.count(0x30) * 5 > len(high) and high.count(0x30) > 4 * low.count(0x30) and max(low) > 0x7F
