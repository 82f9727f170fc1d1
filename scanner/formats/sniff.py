"""What a file is, told from its bytes. The name only breaks ties between kinds of text."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from typing import BinaryIO

from scanner.formats.dbf_head import is_dbf
from scanner.formats.encoding import Decoder
from scanner.formats.zengin_kind import is_zengin

HEAD = 64 << 10
# Kinds that are text, whatever their readers make of it.
TEXTS = frozenset(
    """text csv tsv json jsonl xml html sql yaml toml ini properties markdown vcard icalendar zengin""".split()
)
_UNMARKED = {"dbt": "dbf-memo", "fpt": "dbf-memo"}  # no magic, and no text either
_ODD = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f\ufffd]")  # not in text, but for escapes and ends of files

# (offset, magic, format). Formats without a reader are named all the same: the inventory says what was not read.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (2, b"-lh", "lzh"),
    (2, b"-lz", "lzh"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"LZIP\x01", "lzip"),
    (0, b"!<arch>\n", "ar"),
    (0, b"\xed\xab\xee\xdb", "rpm"),
    (0, b"xar!\0", "xar"),
    (0, b"070701", "cpio"),
    (0, b"070702", "cpio"),
    (0, b"070707", "cpio"),
    (0, b"\xc7\x71", "cpio"),
    (0, b"]\0\0", "lzma"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"II*\0", "image"),
    (0, b"MM\0*", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (8, b"WEBP", "image"),
    *((4, b"ftyp" + brand, "image") for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")),
    (4, b"ftyp", "mp4"),
    (8, b"WAVE", "wav"),
    (8, b"AVI ", "avi"),
    (0, b"ID3", "mp3"),
    (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"SQLite format 3\0", "sqlite"),
    (0, b"PAR1", "parquet"),
    (0, b"PARE", "parquet"),  # encrypted to its last byte
    (0, b"ORC", "orc"),
    (0, b"Obj\x01", "avro"),
    (0, b"ARROW1\0\0", "arrow"),
    (40, b" EMF", "emf"),
    (0, b"\xd7\xcd\xc6\x9a", "wmf"),
    (0, b"\x01\0\x09\0\0\x03", "wmf"),
    (0, b"FEA1", "feather-1"),  # pyarrow looks at no offset of it and dies of damage
    (0, b"\xff\xff\xff\xff", "arrow"),
    (0, b"\x37\x7f\x06\x82", "sqlite-wal"),
    (0, b"\x37\x7f\x06\x83", "sqlite-wal"),
    (8, b"DUCK", "duckdb"),
    (4, b"Standard Jet DB", "access"),
    (4, b"Standard ACE DB", "access"),
    (0, b"!BDN", "pst"),
    (0, b"\xcf\xad\x12\xfe", "dbx"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (0, b"\xdb\xa5", "doc-2"),  # Word for Windows 2: no container yet
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"\x7fELF", "elf"),
    (0, b"\xcf\xfa\xed\xfe", "macho"),
    (0, b"\xca\xfe\xba\xbe", "java-class"),
    (257, b"ustar", "tar"),
    (32769, b"CD001", "iso"),
    (60, b"BOOKMOBI", "mobi"),
    (0, b"%!PS", "postscript"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"\0\x01\0\0\0", "font"),
    (0, b"OTTO", "font"),
)
_CMS = re.compile(rb"\x06[\x09\x0b]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x07|\x09\x10\x01)")  # 1.2.840.113549.1.7 and .9.16.1
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK")

_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?(?:-->|\Z)|<!\w[^>\[]*(?:\[.*?\]\s*)?>", re.S)
_TAG = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)(\s+[\w.:-]+\s*=\s*[\"']|\s*/?>)?")
_HTML_TAGS = frozenset(("html", "head", "body", "meta", "table", "div", "script", "h1", "p", "br", "font", "center"))
_MAIL_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,40}):", re.M)
_MAIL_SURE = frozenset(
    """received return-path message-id mime-version delivered-to x-mailer content-type date from to subject cc bcc
    reply-to sender x-original-to dkim-signature content-transfer-encoding in-reply-to references""".split()
)


_ANY_MAGIC = re.compile(b"|".join(b".{%d}%b" % (at, re.escape(magic)) for at, magic, _ in _MAGIC), re.DOTALL)


def identify(stream: BinaryIO, name: str) -> str:
    """Format id by content: "empty" for nothing at all, "unknown" for bytes of no kind we know. Rewinds the stream."""
    stream.seek(0)
    head = stream.read(HEAD)
    try:
        return _identify(stream, head, name) if head else "empty"
    finally:
        stream.seek(0)


def _identify(stream: BinaryIO, head: bytes, name: str) -> str:
    if head.startswith(_ZIP):
        return _zip_kind(stream)
    if head.startswith(_OLE):
        return _ole_kind(stream, name)
    for offset, magic, kind in _MAGIC if _ANY_MAGIC.match(head) else ():
        if head.startswith(magic, offset) and _really(kind, head):
            return kind
    if re.search(rb"%PDF-\d\.\d", head[:1024]) and b" obj" in head:
        return "pdf"  # junk before the header: readers accept it within the first kilobyte
    if head[:1] == b"\x30" and _CMS.search(head[:32]):
        return "pkcs7"
    if head[:2] == b"MZ" and b"\0" in head[:64]:
        return "exe"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image"
    if is_dbf(head):
        return "dbf"
    text = _text_of(head)
    if text is None:
        return _UNMARKED.get(_extension(name)) or _UNREAD_NAMES.get(_extension(name), "unknown")
    return _text_kind(text, name, whole=len(head) < HEAD)


def _really(kind: str, head: bytes) -> bool:
    """Magic of three letters or fewer also begins ordinary text; such files need one more sign."""
    if kind == "doc-2":
        return b"\0" in head[:32]
    if kind == "lzh":
        return head[6:7] == b"-"
    if kind == "bzip2":
        return head[3:4].isdigit() and head[4:10] == b"1AY&SY"
    if kind == "cpio":
        return b"\0" in head[:512]
    if kind == "lzma":  # properties, size of the dictionary, size of the file or -1
        return len(head) > 13 and (head[5:13] == b"\xff" * 8 or head[10:13] == b"\0\0\0")
    if kind == "arrow" and head[0] == 0xFF:  # a stream: the length of a flatbuffer that holds the schema
        return 16 <= int.from_bytes(head[4:8], "little") < 16 << 20 and head[8:9] not in (b"\0", b"\xff")
    if kind in ("orc", "mp3"):
        return b"\0" in head[:256]
    if kind in ("wav", "avi") or head[8:12] == b"WEBP":
        return head.startswith(b"RIFF")
    return True


def _zip_kind(stream: BinaryIO) -> str:
    """Office files are zips; their members say which."""
    names: set[str]
    if directory_bytes(stream) > MOST_DIRECTORY:
        return "zip"
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {info.filename for info in archive.infolist()[:2000]}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                for mark, found in _ODF.items():
                    if mark in kind:
                        return found
    except Exception:
        stream.seek(0)
        head = stream.read(HEAD)  # cut off: no directory, but the first members are at the front
        for mark, found in _ODF.items():
            if mark.encode() in head[:200]:
                return found
        parts = re.findall(rb"\[Content_Types\]\.xml|(?:word|xl|ppt)/[\w./-]+", head)
        names = {part.decode("ascii", "replace") for part in parts}
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx")):
        if "[Content_Types].xml" in names and any(n.replace("\\", "/").startswith(folder) for n in names):
            if "xl/workbook.bin" in names:
                return "xlsb"
            return kind
    return "zip"


_ODF = {
    "opendocument.text": "odt",
    "opendocument.spreadsheet": "ods",
    "opendocument.presentation": "odp",
    "opendocument.graphics": "odg",
    "epub+zip": "epub",
}


# A zip's directory takes twenty times its size in memory once it is opened, and no budget can be spent meanwhile.
MOST_DIRECTORY = 32 << 20


def directory_bytes(stream: BinaryIO) -> int:
    """Size of a zip's directory, as its end says (APPNOTE.TXT 4.3.14 to 4.3.16); 0 where there is none."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 65_557 - 20))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    (found,) = struct.unpack_from("<L", tail, at + 12)
    if found == 0xFFFFFFFF and at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        stream.seek(min(size, *struct.unpack_from("<Q", tail, at - 12)))
        end = stream.read(56)
        if len(end) == 56 and end.startswith(b"PK\x06\x06"):
            (found,) = struct.unpack_from("<Q", end, 40)
    return int(found) if found < size else 0


def _ole_kind(stream: BinaryIO, name: str) -> str:
    from scanner.formats.ole import open_ole

    try:
        with open_ole(stream) as ole:
            entries = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
    except Exception:
        return {"doc": "doc", "xls": "xls", "ppt": "ppt", "msg": "msg"}.get(_extension(name), "ole")
    if "encryptedpackage" in entries:  # which of the three only the name can tell
        return {"xlsx": "xlsx", "xlsm": "xlsx", "docx": "docx", "pptx": "pptx"}.get(_extension(name), "ooxml")
    if any(entry.startswith("   1") for entry in entries):  # "   112", "   114": the tables of a project
        return "msproject"
    return next((kind for mark, kind in _OLE_KINDS if mark in entries), _UNREAD_NAMES.get(_extension(name), "ole"))


_OLE_KINDS = (
    ("workbook", "xls"),
    ("book", "xls"),
    ("worddocument", "doc"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
    ("visiodocument", "vsd"),
    ("documenttext", "ichitaro"),
    ("jsrv_segmentinformation", "ichitaro"),
    ("pp40", "ppt-95"),
    ("quill", "pub"),
    ("!_stringpool", "msi"),
    ("fileheader", "hwp"),
)
# Kinds that their content does not tell, or not all their versions: named for the inventory, read by none of us.
_UNREAD_NAMES = {
    **dict.fromkeys(("xdw", "xbd", "xct"), "docuworks"),
    **dict.fromkeys(("jtd", "jtt", "jtdc", "jttc", "jfw", "jvw", "jaw", "jbw", "juw"), "ichitaro"),
    **dict.fromkeys(("mpp", "mpt"), "msproject"),
    **dict.fromkeys(("vsd", "vss", "vst"), "vsd"),
    "pub": "pub",
    "one": "onenote",
}


def _extension(name: str) -> str:
    return name.lower().rpartition(".")[2]


def _text_of(head: bytes) -> str | None:
    """The head as text, None where it is binary."""
    decoder = Decoder(head)
    strict = 0.1
    if not decoder.wide:
        if (nulls := head.count(b"\0")) > len(head) * 0.3:
            return None
        if nulls:  # a log that was open in a crash has blocks of nulls, and no other control characters
            head, strict = head.replace(b"\0", b""), 0.01
        if len(head) > HEAD - 4096:  # the head may end inside a character
            head = head[: head.rfind(b"\n") + 1 or head.rfind(b"\r") + 1 or len(head) - 4]
    text = decoder.decode(head, final=False)
    sample = text[:8192]
    return text if len(_ODD.findall(sample)) <= len(sample) * strict else None


def _text_kind(text: str, name: str, whole: bool) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip("\ufeff \t\n\u3000")
    extension = _extension(name)
    if re.match(r"<!doctype\s+html", start, re.I):
        return "html"
    if start.startswith("<") and (tag := _TAG.search(_PROLOG.sub("", start[:8192]))):
        if tag[1].lower() in (("html",) if start.startswith("<?xml") else _HTML_TAGS):
            return "html"
        if start.startswith(("<?", "<!")) or tag[2] is not None:
            return "xml"
    if start[:1] in ("{", "[") and (kind := _json_kind(start, whole)):
        return kind
    if _is_mail(start):
        return "eml"
    if start[:15].upper().startswith(("BEGIN:VCARD", "BEGIN:VCALENDAR")):
        return "vcard" if start[6:11].upper() == "VCARD" else "icalendar"
    if is_zengin(text):
        return "zengin"
    if extension not in _SQL_NOT and (extension == "sql" or _SQL_DUMP.search(start[:400])):
        return "sql"
    if re.search(r"(?:^|[/\\])\.env[^/\\]*$", name):
        return "properties"
    if extension in _NAMED:
        return _NAMED[extension]
    return _table_kind(text, extension, whole)


def _json_kind(text: str, whole: bool) -> str:
    """ "jsonl" for a value a line, "json" for one value, "" for neither (INI sections and C code begin alike)."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not whole and len(lines) > 1:
        lines.pop()
    if len(lines) > 1 and all(_is_json(line) for line in lines[:20]):
        return "jsonl"
    if whole:
        return "json" if _is_json(text) or re.match(r'\{\s*"[^"\n]*"\s*:', text) else ""
    return "json" if re.match(r'(?:\[\s*)*(?:\{\s*"[^"\n]*"\s*:|\[?\s*(?:"|-?\d|\{|true|false|null))', text) else ""


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _is_mail(text: str) -> bool:
    if (text.startswith("From ") and "\n" in text[:500]) or re.match(r"\d{1,10}[ \t]*\n", text):
        text = text.partition("\n")[2]
    if not _MAIL_FIELD.match(text):
        return False
    header = text.partition("\n\n")[0][:16384]
    fields = {match.lower() for match in _MAIL_FIELD.findall(header)}
    lines = [line for line in header.splitlines() if line.strip()]
    shaped = sum(bool(_MAIL_FIELD.match(line)) or line[:1] in " \t" for line in lines)
    return len(fields & _MAIL_SURE) >= 2 and shaped >= 0.9 * len(lines)


def _table_kind(text: str, extension: str, whole: bool) -> str:
    if extension in ("csv", "tsv", "tab"):
        return "tsv" if "\t" in text[:4096] and text.count("\t") > text.count(",") else "csv"
    if extension in _NEVER_TABLES:
        return "text"
    lines = text[:HEAD].splitlines()
    if not whole and len(lines) > 1:
        lines.pop()
    lines = [line for line in lines[:50] if line.strip()]
    for delimiter, least, kind in (("\t", 2, "tsv"), (",", 3, "csv"), (";", 3, "csv"), ("|", 3, "csv")):
        if len(lines) >= 3 and lines[0].count(delimiter) >= least - 1:
            rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter))
            if len(rows) >= 3 and len({len(row) for row in rows}) == 1 and len(rows[0]) >= least:
                return kind
    return "text"


_SQL_DUMP = re.compile(
    r"(?:--|/\*)[^\n]{0,40}(?:MySQL|MariaDB|PostgreSQL database|SQLite|Oracle|pg_dump)[^\n]{0,20}\bdump"
    r"|PRAGMA foreign_keys ?= ?OFF;\s+BEGIN TRANSACTION;",
    re.I,
)
_SQL_NOT = frozenset(("md", "markdown", "py", "js", "sh"))
# Settings and the like, which only their names tell from other text.
_NAMED = {
    "yaml": "yaml", "yml": "yaml", "toml": "toml", "ini": "ini", "cfg": "ini", "properties": "properties",
    "md": "markdown", "markdown": "markdown",
}  # fmt: skip
# Here delimiters in step mean code, prose or configuration, not a table.
_NEVER_TABLES = frozenset(
    """py js ts java c h cpp cs go rs rb php pl sh bat ps1 sql md rst tex yaml yml toml ini cfg conf css scss
    log""".split()
)
