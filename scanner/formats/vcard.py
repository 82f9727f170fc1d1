"""Cards and calendars: vCard 2.1 (quoted-printable, Shift_JIS), 3 and 4, iCalendar. RFC 6350, RFC 5545, vCard 2.1 (1996).

Cards become the rows of a table whose columns have the names people know; events are texts of their own.
"""

from __future__ import annotations

import base64
import binascii
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.formats.encoding import Decoder, decode, text_blocks
from scanner.formats.records import Records
from scanner.formats.text import lost
from scanner.model import Passage, Segment

_LINE = re.compile(r"(?:[\w-]{1,60}\.)?([\w-]{1,60})((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.S)
_LONGEST = 32 << 20  # characters of one line once unfolded: a picture
# https://www.w3.org/2002/12/cal/vcard-notes.html; SOUND is what Japanese mobile phones keep the reading in.
_LABELS = {
    "FN": "氏名", "N": "姓名", "SOUND": "フリガナ", "NICKNAME": "ニックネーム", "TEL": "電話番号", "EMAIL": "メールアドレス",
    "ADR": "住所", "LABEL": "宛名", "BDAY": "生年月日", "ORG": "会社名", "TITLE": "役職", "ROLE": "職種", "NOTE": "備考",
    "URL": "URL", "GENDER": "性別", "GEO": "位置", "RELATED": "家族", "ANNIVERSARY": "記念日", "IMPP": "SNS", "UID": "UID",
    "X-PHONETIC-FIRST-NAME": "名フリガナ", "X-PHONETIC-LAST-NAME": "姓フリガナ", "X-PHONETIC-ORG": "会社名フリガナ",
    "X-GENDER": "性別", "X-BIRTHDAY": "生年月日",
}  # fmt: skip
_DULL = frozenset(("VERSION", "PRODID", "REV", "BEGIN", "END", "X-DCM-EXPORT", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"))
_STRUCTURED = frozenset(("N", "ORG", "SOUND"))
_FILES = frozenset(("PHOTO", "LOGO", "KEY", "ATTACH"))


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    parameters: str
    value: str
    raw: bytes | None = None  # of a file inside


def read_cards(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder, lines = _lines(stream, budget)
    records, row, number = Records(Hints(name=name)), dict[str, str](), 1
    for line in lines:
        found = _property(line)
        if found is None:
            yield from _loose(line, name)
            continue
        if found.name == "END":
            if row:
                yield from records.add(row)
            row, number = {}, number + 1
        elif found.raw is not None:
            yield from read_member(io.BytesIO(found.raw), f"{found.name.lower()} {number}", budget, named=False)
        elif found.name not in _DULL and (text := _card_text(found)):
            label = _LABELS.get(found.name, found.name)
            row[label] = f"{row[label]}\n{text}" if label in row else text
            if who := _common_name(found.parameters):
                row["氏名"] = f"{row['氏名']}\n{who}" if "氏名" in row else who
    if row:
        yield from records.add(row)
    yield from records.flush()
    yield from lost(decoder)


def read_calendar(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """Each event, task or the like is a passage, a property a line; people with their names and addresses."""
    decoder, lines = _lines(stream, budget)
    counts: dict[str, int] = {}
    open_parts: list[tuple[str, list[str]]] = [("calendar", [])]
    hints = Hints(name=name)
    for line in lines:
        found = _property(line)
        if found is None:
            yield from _loose(line, name)
        elif found.name == "BEGIN" and len(open_parts) < 50:
            kind = re.sub(r"[^A-Z-]", "", found.value.upper())[:20]
            counts[kind] = counts.get(kind, 0) + 1
            open_parts.append((f"{kind} {counts[kind]}", []))
        elif found.name == "END" and len(open_parts) > 1:
            yield from _event(*open_parts.pop(), hints)
        elif found.raw is not None:
            yield from read_member(io.BytesIO(found.raw), f"{open_parts[-1][0]} attachment", budget, named=False)
        elif found.name not in _DULL and found.value:
            who = _common_name(found.parameters)
            value = f"{who} {found.value}".strip()
            open_parts[-1][1].append(f"{found.name}: {_unescaped(value)}")
    for at, texts in reversed(open_parts):
        yield from _event(at, texts, hints)
    yield from lost(decoder)


def _event(at: str, texts: list[str], hints: Hints) -> Iterator[Segment]:
    if texts:
        yield Passage("\n".join(texts), at=at, hints=hints)


def _loose(line: str, name: str) -> Iterator[Segment]:
    if line.strip():
        yield Passage(line, hints=Hints(name=name))


def _lines(stream: BinaryIO, budget: Budget) -> tuple[Decoder, Iterator[str]]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    return decoder, _unfolded(text_blocks(stream, decoder), budget)


def _unfolded(blocks: Iterator[str], budget: Budget) -> Iterator[str]:
    """Lines with those that go on below: behind a blank, or in quoted-printable behind "=" at the end."""
    pieces: list[str] = []
    size = 0
    for block in blocks:
        budget.tick()
        for line in block.split("\n"):
            soft = bool(pieces) and pieces[-1].endswith("=") and "QUOTED-PRINTABLE" in pieces[0][:200].upper()
            if size < _LONGEST and pieces and (soft or line[:1] in (" ", "\t")):
                if soft:
                    pieces[-1] = pieces[-1][:-1]
                pieces.append(line if soft else line[1:])
                size += len(line)
                continue
            if pieces:
                yield "".join(pieces)
            pieces, size = [line], len(line)
    yield "".join(pieces)


def _property(line: str) -> _Property | None:
    match = _LINE.match(line)
    if match is None:
        return None
    name, parameters, value = match[1].upper(), match[2], match[3]
    upper = parameters.upper()
    if "QUOTED-PRINTABLE" in upper:
        charset = re.search(r"CHARSET=\"?([\w-]+)", upper)
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")), charset[1] if charset else "").text
    elif re.search(r"(?:ENCODING=|;)\"?(?:B|BASE64)\b", upper) or (name in _FILES and value.startswith("data:")):
        try:
            raw = base64.b64decode(value.partition(",")[2] if value.startswith("data:") else value)
        except (binascii.Error, ValueError):
            return _Property(name, parameters, value)
        if name in _FILES:
            return _Property(name, parameters, "", raw)
        value = decode(raw).text
    return _Property(name, parameters, value)


def _card_text(found: _Property) -> str:
    parts = [_unescaped(part).strip() for part in re.split(r"(?<!\\);", found.value)]
    if found.name == "ADR":  # box, extension, street, town, prefecture, code, country: written the Japanese way round
        box, extension, street, town, prefecture, code, country = (parts + [""] * 7)[:7]
        whole = f"{country} {code} {prefecture}{town}{street} {extension} {box}"
        return " ".join(whole.split())
    return " ".join(filter(None, parts)) if found.name in _STRUCTURED else _unescaped(found.value).strip()


def _common_name(parameters: str) -> str:
    """CN: how a person who is invited is called."""
    match = re.search(r";CN=(?:\"([^\"]*)\"|([^;:]*))", parameters, re.I)
    return (match[1] or match[2] or "") if match else ""


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN;,\\])", lambda match: "\n" if match[1] in "nN" else match[1], value)
