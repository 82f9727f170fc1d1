"""Field codes of Word, the same in docx, doc and RTF: what of them is text, and what only makes some."""

from __future__ import annotations

import re

# EQ \* jc2 \* "Font:ＭＳ 明朝" \* hps10 \o\ad(\s\up 9(すずき),鈴木): how Word set readings above words until 2000.
_RUBY = re.compile(r"\\s\\up\s*\d*\s*\(([^()]*)\)\s*[,;]\s*([^()]*)\)")
# Their arguments are formats, names of styles and bookmarks.
_DULL = frozenset(
    """TOC PAGE NUMPAGES SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME SEQ STYLEREF REF PAGEREF NOTEREF
    INDEX EQ SYMBOL AUTONUM AUTONUMLGL LISTNUM FORMTEXT FORMCHECKBOX FORMDROPDOWN = IF ADVANCE SHAPE EMBED""".split()
)


def ruby(code: str) -> str:
    """The words of an EQ field that sets a reading above them, the reading behind in brackets; "" for other fields."""
    if code.lstrip()[:2].upper() == "EQ" and (match := _RUBY.search(code)):
        return f"{match[2]}({match[1]})"
    return ""


def argument(code: str) -> str:
    """The code of a field, where it holds text of its own: the address of a link, an entry of an index, a path."""
    words = code.split(None, 1)
    if len(words) < 2 or words[0].upper() in _DULL or not ('"' in code or "@" in code):
        return ""
    return words[1].strip()
