"""Paths as bytes, as URIs, and as people read them."""

from __future__ import annotations

import os
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from scanner.problems import ConfigError

# They turn the direction of the text after them: a name that shows as something else than it is.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Python's cp932 gives these for bytes that stand for nothing.
_UNUSED = frozenset("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")


def uri_of(path: bytes) -> str:
    """`file:///…` for an absolute path. Every byte survives, also where the name is no valid text."""
    if os.name == "nt":
        slashed = path.replace(b"\\", b"/")
        if slashed.startswith(b"//"):
            return "file:" + quote(slashed, safe="/")
        return "file:///" + quote(slashed, safe="/:")
    return "file:///" + quote(path.lstrip(b"/"), safe="/")


def quoted(name: bytes) -> str:
    """A name in a folder, as `uri_of` writes it."""
    return quote(name, safe="/:" if os.name == "nt" else "/")


def path_of(uri: str) -> bytes:
    """The path of a `file:` URI, as `uri_of` made it or as a person typed it."""
    rest = uri.removeprefix("file://")
    if rest == uri or not rest.startswith("/"):
        host = rest.partition("/")[0]
        if os.name == "nt" and rest != uri:
            return b"\\\\" + unquote_to_bytes(rest).replace(b"/", b"\\")
        if host != "localhost":
            raise ConfigError(
                f"{uri}: a file URI begins with file:/// (three slashes) on this system.",
                ja=f"{uri}: このシステムの file URI は file:/// (スラッシュ 3 つ) で始めてください。",
            )
        rest = rest.removeprefix("localhost")
    path = unquote_to_bytes(rest)
    return path.lstrip(b"/").replace(b"/", b"\\") if os.name == "nt" else path


def _guess(raw: bytes) -> str:
    """Old file servers left names in CP932 or EUC-JP. EUC-JP read as CP932 is mostly half-width kana."""
    texts = {}
    for encoding in ("cp932", "euc_jp"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNUSED.intersection(text):
            texts[encoding] = text
    if "cp932" in texts and "euc_jp" in texts:
        foreign = [char for char in texts["cp932"] if char > "\x7f"]
        kana = sum("\uff61" <= char <= "\uff9f" for char in foreign)
        return texts["euc_jp"] if 2 * kana > len(foreign) else texts["cp932"]
    return next(iter(texts.values()), raw.decode("ascii", "backslashreplace"))


def shown(path: bytes) -> str:
    """The path as a person would read it: each name decoded by itself, composed (NFC), nothing that moves a cursor."""
    if os.sep == "/" and path.isascii() and (plain := path.decode("ascii")).isprintable():
        return plain
    names = []
    for raw in path.split(os.fsencode(os.sep)):
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = _guess(raw)
        names.append(readable(name))
    return "/".join(names)


def readable(name: str) -> str:
    """A name as a person would read it: composed (NFC), nothing that moves a cursor."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    return name if name.isprintable() else "".join(_visible(char) for char in name)


def _visible(char: str) -> str:
    if char in _TURNING or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape", "surrogatepass").decode("ascii")
    return char
