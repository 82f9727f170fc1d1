"""What the ending of a name promises, and where the content is something else: a workbook that is called a picture.

Formats are those of `formats.sniff`. Endings that promise nothing in particular (.dat, .bak, .db) are not here.
"""

from __future__ import annotations

# Anything that is text passes under an ending of text: a table in a .txt or JSON in a .log disguises nothing.
_TEXT = frozenset(
    """txt text log csv tsv tab json jsonl ndjson xml html htm md rst sql ini cfg conf toml yaml yml properties vcf ics
    css js ts py java c h cpp cs go rs rb php pl sh bat ps1 vbs""".split()
)
# Formats that are kinds of text. All others are not.
TEXTS = frozenset(
    "text csv tsv json jsonl xml html rtf eml sql yaml toml ini properties markdown vcard icalendar zengin".split()
)
_EXPECTED: dict[str, frozenset[str]] = {
    ending: frozenset(formats.split())
    for endings, formats in (
        ("pdf", "pdf"),
        ("xlsx xlsm xltx xltm", "xlsx ooxml"),
        ("xlsb", "xlsb ooxml"),
        ("xls xlt", "xls"),
        ("docx docm dotx dotm", "docx ooxml"),
        ("doc dot", "doc"),
        ("pptx pptm ppsx potx", "pptx ooxml"),
        ("ppt pps", "ppt"),
        ("odt", "odt"),
        ("ods", "ods"),
        ("odp", "odp"),
        ("epub", "epub"),
        ("rtf", "rtf"),
        ("zip", "zip xlsx xlsb docx pptx odt ods odp odg epub"),
        ("jar war apk", "zip"),
        ("gz tgz", "gzip"),
        ("bz2 tbz2", "bzip2"),
        ("xz txz", "xz"),
        ("zst", "zstd"),
        ("7z", "7z"),
        ("rar", "rar"),
        ("lzh lha", "lzh"),
        ("cab", "cab"),
        ("tar", "tar"),
        ("jpg jpeg png gif bmp tif tiff webp heic avif", "image"),
        ("mp3", "mp3"),
        ("mp4 m4a m4v mov", "mp4"),
        ("wav", "wav"),
        ("avi", "avi"),
        ("exe dll scr", "exe"),
        ("msi", "msi ole"),
        ("eml", "eml text"),
        ("msg", "msg ole eml"),
        ("pst", "pst"),
        ("parquet", "parquet"),
        ("orc", "orc"),
        ("avro", "avro"),
        ("arrow", "arrow"),
        ("feather", "arrow feather-1"),
        ("duckdb", "duckdb"),
        ("dbf", "dbf"),
        ("sqlite sqlite3", "sqlite"),
        ("jtd", "jtd ole"),
    )
    for ending in endings.split()
}


def named_as(name: str, format: str) -> str:
    """The ending of `name` where it promises another format than `format`, else "".

    Nothing is said of empty files, of items without content, and of bytes of no known kind under an ending of text.
    """
    _, dot, ending = name.rpartition("/")[2].lower().rpartition(".")
    if not dot or format in ("", "empty"):
        return ""
    if ending in _TEXT:
        return "" if format in TEXTS or format == "unknown" else ending
    expected = _EXPECTED.get(ending)
    return ending if expected is not None and format not in expected else ""
