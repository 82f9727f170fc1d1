"""Office files before 2007, record by record: what no library writes for Japanese. All values are invented."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

from scanner.formats.ole_write import Tree, ole_file

_STORIES = ("body", "footnote", "header", "macro", "comment", "endnote", "text box", "header box")
_TEXT_AT = 2048


def doc(
    stories: Mapping[str, str],
    *,
    latin: Sequence[str] = (),
    headers: Sequence[str] = (),
    changes: Mapping[str, str] | None = None,
    marks: Mapping[int, int] | None = None,
    strings: Mapping[int, Sequence[str]] | None = None,
    storages: Tree | None = None,
    encrypted: bool = False,
) -> bytes:
    """A Word 97 document. `latin`: words that are stored in pieces of one byte a character, as Word does.

    headers: the stories of the header text, the first six of them separators of notes. changes: words → "gone" or
    "new". marks: number of a paragraph, counted by its end mark → code of the property that says it is in a table.
    strings: place in the header → a table of strings (36: names, each behind its length).
    """
    stories = {**stories, **({"header": "".join(headers)} if headers else {})}
    text = "".join(stories.get(name, "") for name in _STORIES) + "\r"
    pieces, body = _pieces(text, latin)
    table = bytearray()
    places: dict[int, bytes] = {33: _clx(pieces)}
    if headers:
        ends = [sum(map(len, headers[:n])) for n in range(len(headers) + 1)]
        places[11] = struct.pack(f"<{len(ends) + 1}L", *ends, ends[-1])
    for number, names in (strings or {}).items():
        listed = [struct.pack("<H", len(name)) + name.encode("utf-16-le") for name in names]
        places[number] = (
            b"".join(listed) if number == 36 else struct.pack("<HHH", 0xFFFF, len(names), 0) + b"".join(listed)
        )
    body += bytes(-len(body) % 512)
    for number, page in ((12, _changes(text, pieces, changes or {})), (13, _paragraphs(text, pieces, marks or {}))):
        if page:
            places[number] = struct.pack("<LLL", _TEXT_AT, _TEXT_AT + len(body), (_TEXT_AT + len(body)) // 512)
            body += page
    header = bytearray(_TEXT_AT)
    struct.pack_into("<HHHHHH", header, 0, 0xA5EC, 0x00C1, 0, 0x0411, 0, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<H", header, 32, 14)
    struct.pack_into("<H", header, 62, 22)
    struct.pack_into("<8L", header, 76, *(len(stories.get(name, "")) for name in _STORIES))
    struct.pack_into("<H", header, 152, 93)
    for number, data in places.items():
        struct.pack_into("<LL", header, 154 + 8 * number, len(table), len(data))
        table += data
    return ole_file({"WordDocument": bytes(header) + body, "1Table": bytes(table), **(storages or {})})


def doc_95(text: str, *, wide: bool = False) -> bytes:
    """A Word 95 document saved at one go: text in the code page of Japan, or two bytes a character."""
    raw = text.encode("utf-16-le" if wide else "cp932")
    header = bytearray(0x300)
    struct.pack_into("<HHHHHH", header, 0, 0xA5DC, 104, 0, 0x0411, 0, 0x1000 if wide else 0)
    struct.pack_into("<LL", header, 0x18, len(header), len(header) + len(raw))
    struct.pack_into("<L", header, 0x34, len(raw) // (2 if wide else 1))
    return ole_file({"WordDocument": bytes(header) + raw})


_Pieces = list[tuple[int, int, int, int]]  # first and last unit, offset, bytes a unit


def _pieces(text: str, latin: Sequence[str]) -> tuple[_Pieces, bytes]:
    pieces: _Pieces = []
    body = b""
    unit = 0
    for part, narrow in _cut(text, latin):
        raw = part.encode("cp1252" if narrow else "utf-16-le")
        size = len(raw) if narrow else len(raw) // 2
        pieces.append((unit, unit + size, _TEXT_AT + len(body), 1 if narrow else 2))
        unit += size
        body += raw + bytes(len(raw) % 2)
    return pieces, body


def _cut(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    for word in words:
        before, found, after = text.partition(word)
        if found:
            parts = [*_cut(before, words), (found, True), *_cut(after, words)]
            return [part for part in parts if part[0]]
    return [(text, False)] if text else []


def _clx(pieces: _Pieces) -> bytes:
    bounds = [first for first, _, _, _ in pieces] + [pieces[-1][1]]
    entries = [struct.pack("<HLH", 0, (at * 2) | 0x40000000 if size == 1 else at, 0) for _, _, at, size in pieces]
    table = struct.pack(f"<{len(bounds)}L", *bounds) + b"".join(entries)
    return b"\x01" + struct.pack("<H", 2) + b"\0\0" + b"\x02" + struct.pack("<L", len(table)) + table


def _offset(pieces: _Pieces, unit: int) -> int:
    return next(at + (unit - first) * size for first, last, at, size in pieces if first <= unit < last)


def _unit(text: str, index: int) -> int:
    return len(text[:index].encode("utf-16-le")) // 2


def _changes(text: str, pieces: _Pieces, changes: Mapping[str, str]) -> bytes:
    runs = []
    for words, kind in changes.items():
        index = text.index(words)
        first, last = _unit(text, index), _unit(text, index + len(words)) - 1
        code = 0x0800 if kind == "gone" else 0x0801
        runs.append((_offset(pieces, first), _offset(pieces, last) + 2, b"\x03" + struct.pack("<HB", code, 1)))
    return _page(sorted(runs), 1) if runs else b""


def _paragraphs(text: str, pieces: _Pieces, marks: Mapping[int, int]) -> bytes:
    ends = [_unit(text, index) for index, char in enumerate(text) if char in "\r\x07"]
    runs = []
    for number, code in marks.items():
        at = _offset(pieces, ends[number])
        runs.append((at, at + 2, b"\x03\0\0" + struct.pack("<HB", code, 1)))
    return _page(sorted(runs), 13) if runs else b""


def _page(runs: Sequence[tuple[int, int, bytes]], entry: int) -> bytes:
    """A page of properties: bounds of runs, for each the place of its properties, and these from the end."""
    bounds: list[int] = []
    listed: list[bytes] = []
    for first, last, properties in runs:
        if bounds and bounds[-1] != first:
            listed.append(b"")
        elif bounds:
            bounds.pop()
        bounds += [first, last]
        listed.append(properties)
    page = bytearray(512)
    struct.pack_into(f"<{len(bounds)}L", page, 0, *bounds)
    end = 510
    for number, properties in enumerate(listed):
        if properties:
            end = (end - len(properties)) // 2 * 2
            page[end : end + len(properties)] = properties
            page[4 * len(bounds) + entry * number] = end // 2
    page[511] = len(listed)
    return bytes(page)


def record(kind: int, data: bytes = b"", *inner: bytes, instance: int = 0, container: bool = False) -> bytes:
    """A record of PowerPoint; a container when it has records inside."""
    data += b"".join(inner)
    return struct.pack("<HHL", instance << 4 | (15 if inner or container else 0), kind, len(data)) + data


def chars(text: str) -> bytes:
    return record(4000, text.encode("utf-16-le"))


def string(text: str, instance: int = 0) -> bytes:
    return record(4026, text.encode("utf-16-le"), instance=instance)


def ppt(
    slides: Sequence[tuple[str, bytes]],
    *,
    notes: Mapping[int, bytes] | None = None,
    masters: Sequence[bytes] = (),
    document: Sequence[bytes] = (),
    objects: Sequence[bytes] = (),
    stale: bytes = b"",
    encrypted: bool = False,
) -> bytes:
    """A presentation. Each slide: its outline, and the records of its drawing. notes: number of a slide → records.

    objects: OLE containers, stored packed. stale: records of an old state of a slide, which nothing refers to.
    """
    stream = bytearray(stale)
    places: list[int] = []

    def put(data: bytes) -> int:
        places.append(len(stream))
        stream.extend(data)
        return len(places) + 1  # number 1 is the document

    def listed(entries: Sequence[tuple[int, int, bytes]], instance: int) -> bytes:
        inner = [record(1011, struct.pack("<LLLLL", n, 0, 0, id, 0)) + outline for n, id, outline in entries]
        return record(4080, b"", *inner, instance=instance) if inner else b""

    shown = [(put(record(1006, b"", drawing)), 256 + i, chars(outline)) for i, (outline, drawing) in enumerate(slides)]
    behind = [(put(record(1016, b"", data)), 0x80000000 + i, b"") for i, data in enumerate(masters)]
    noted = []
    for number, data in (notes or {}).items():
        atom = record(1009, struct.pack("<LL", 255 + number, 0))
        noted.append((put(record(1008, b"", atom, data)), 512 + number, b""))
    for data in objects:
        put(record(4113, struct.pack("<L", len(data)) + zlib.compress(data), instance=1))
    whole = record(1000, b"", listed(behind, 1), listed(shown, 0), listed(noted, 2), *document)
    places.insert(0, len(stream))
    stream.extend(whole)
    table = len(stream)
    stream.extend(record(6002, struct.pack(f"<{len(places) + 1}L", len(places) << 20 | 1, *places)))
    edit = len(stream)
    stream.extend(record(4085, struct.pack("<LLLLLLL", 0, 0, 0, table, 1, 0, 0)))
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = record(4086, struct.pack("<LLL", 20, token, edit))
    return ole_file({"PowerPoint Document": bytes(stream), "Current User": user})


def dropped_file(name: str, data: bytes) -> bytes:
    """An OLE storage around a file that somebody dropped into a document (Ole10Native)."""
    return ole_file({"\x01Ole10Native": native(name, data)})


def native(name: str, data: bytes) -> bytes:
    raw = name.encode("cp932")
    path = b"C:\\x\\" + raw + b"\0"
    inner = b"\x02\0" + raw + b"\0" + path + b"\0\0\x03\0" + struct.pack("<L", len(path)) + path
    inner += struct.pack("<L", len(data)) + data
    return struct.pack("<L", len(inner)) + inner
