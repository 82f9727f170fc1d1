"""RTF: the text, with the bytes of Japanese Word decoded by the fonts' code pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import decode, known_codec
from scanner.model import Passage, Problem, Reason, Segment, Stage

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_SILENT = frozenset(
    b"""fonttbl colortbl stylesheet pict object themedata colorschememapping datastore latentstyles listtable
    listoverridetable rsidtbl xmlnstbl generator""".split()
)
# Behind "\\*", which lets readers pass over what they do not know: comments and who wrote them, codes of fields (links),
# text in shapes, properties of one's own, names of bookmarks, data of a form field.
_WRITTEN = frozenset(
    b"""annotation atnauthor atnid fldinst shpinst shptxt userprops propname staticval bkmkstart docvar ffname
    ffdeftext ffhelptext ffstattext""".split()
)
# Groups that are a line of their own.
_LINES = frozenset(
    b"""title author operator company subject manager keywords doccomm annotation atnauthor fldinst propname staticval
    shptxt header footer headerl headerr headerf footerl footerr footerf footnote""".split()
)
_BREAKS = frozenset(b"par line row sect page".split())
_TABS = frozenset((b"tab", b"cell"))
_LARGE = 64 << 20
_CHUNK = 64 << 10


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    data = stream.read(_LARGE + 1)
    if len(data) > _LARGE:
        yield Problem(Stage.READ, Reason.TOO_LARGE, detail=f"more than {_LARGE} bytes of RTF")
        data = data[:_LARGE]
    data = data.replace(b"\0", b"")
    hints = Hints(name=name)
    lines: list[str] = []
    size = 0
    for line in _lines(data, budget):
        lines.append(line)
        size += len(line)
        if size > _CHUNK:
            yield Passage("\n".join(lines), hints=hints)
            lines, size = [], 0
    if any(line.strip() for line in lines):
        yield Passage("\n".join(lines), hints=hints)


def _lines(data: bytes, budget: Budget) -> Iterator[str]:
    out: list[str] = []
    raw = bytearray()  # bytes not yet decoded: a character may be spread over several \'hh
    codec = "cp932" if b"fcharset128" in data[:_CHUNK] else "cp1252"
    silent = [False]  # by group
    lines_around: list[list[str] | None] = [None]  # by group: what the paragraph had before it, for a line of its own
    skip_count, skip, starts = 1, 0, False

    def flush() -> None:
        if raw:
            out.append(decode(bytes(raw), codec).text)
            raw.clear()

    def begin() -> None:
        flush()
        if lines_around[-1] is None:
            lines_around[-1] = out[:]
            out.clear()

    for number, token in enumerate(_TOKEN.finditer(data)):
        if number % 16_384 == 0:
            budget.tick()
        word, argument, byte, symbol, brace, plain = token.groups()
        if brace == b"{":
            silent.append(silent[-1])
            lines_around.append(None)
            starts = True
            continue
        if brace == b"}":
            if len(silent) > 1:
                silent.pop()
                if (around := lines_around.pop()) is not None:
                    flush()
                    yield _joined(out)
                    out[:] = around  # the paragraph it stood in goes on
        elif symbol == b"*" and starts:
            silent[-1] = True  # a destination that readers may pass over; its name comes next
            continue
        elif word in _SILENT and starts:
            silent[-1] = True
        elif word in _WRITTEN and starts:
            silent[-1] = silent[-2] if len(silent) > 1 else False
            if word in _LINES:
                begin()
        elif word in _LINES and starts:
            begin()
        elif word == b"ansicpg" and argument:
            codec = known_codec(f"cp{int(argument)}") or codec
        elif word == b"uc" and argument:
            skip_count = max(0, int(argument))
        elif silent[-1]:
            pass
        elif word == b"u" and argument:
            flush()
            out.append(chr(int(argument) % 65_536))
            skip = skip_count
            starts = False
            continue
        elif word in _BREAKS:
            flush()
            yield _joined(out)
            out.clear()
        elif word in _TABS:
            flush()
            out.append("\t")
        elif byte:
            if skip:
                skip -= 1
            else:
                raw.append(int(byte, 16))
        elif symbol in (b"\\", b"{", b"}", b"~", b"_"):
            raw += {b"~": b" ", b"_": b"-"}.get(symbol, symbol)
        elif plain:
            raw += plain[skip:]
            skip = max(0, skip - len(plain))
        starts = False
    flush()
    if out:
        yield _joined(out)


def _joined(pieces: list[str]) -> str:
    """Characters beyond the first plane come as two halves."""
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
