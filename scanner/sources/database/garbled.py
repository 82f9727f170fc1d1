"""Text in the wrong character set: bytes of CP932, EUC-JP or UTF-8 that were stored as if they were latin1, UTF-8 read as
CP932. A column is looked at as a whole, for a short value fits many encodings.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from scanner.formats.encoding import Decoded, decode

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿豈-﫿ｦ-ﾟ]")
# What MySQL calls latin1 is cp1252, and the bytes that this leaves out are themselves.
_BYTES = {chr(number): number for number in range(256)}
for _number in range(0x80, 0xA0):
    with suppress(UnicodeDecodeError):
        _BYTES[bytes([_number]).decode("cp1252")] = _number
_LATIN, _SHIFTED = "latin1", "cp932"  # what the bytes were taken for
_MOST = 500  # values that are looked at


def how(values: Sequence[str | None]) -> str:
    """What happened to a column: "latin1:cp932" is bytes of CP932 that were taken for latin1; "" for nothing."""
    some = [value for value in values if value and _FOREIGN.search(value)][:_MOST]
    if not some:
        return ""
    if sum(_JAPANESE.search(value) is not None for value in some) * 2 < len(some):
        raw = [found for value in some if (found := _raw(value)) is not None]
        if 2 * len(raw) < len(some):
            return ""
        encoding = encoding_of(raw)
        good = sum(_JAPANESE.search(_strict(one, encoding) or "") is not None for one in raw)
        return f"{_LATIN}:{encoding}" if encoding and 10 * good >= 8 * len(some) else ""
    again = sum(_again(value) is not None for value in some)
    return f"{_SHIFTED}:utf-8" if 10 * again >= 8 * len(some) else ""


def mended(value: str | None, done: str) -> str | None:
    """The value as it was meant, where that can be told. done: of `how`."""
    if not value or not _FOREIGN.search(value):
        return value
    taken_for, _, encoding = done.partition(":")
    if taken_for == _SHIFTED:
        return _again(value) or value
    raw = _raw(value)
    return value if raw is None else _strict(raw, encoding) or decode(raw).text


def encoding_of(values: Sequence[bytes]) -> str:
    """In which most values can be read, "" for none: UTF-8 first, for nothing else fits it by chance."""
    fits: Counter[str] = Counter()
    for encoding in ("utf-8", "cp932", "euc_jp"):
        fits[encoding] = sum(_strict(value, encoding) is not None for value in values)
    most = max(fits.values(), default=0)
    if not most or 10 * most < 8 * len(values):
        return ""
    best = [encoding for encoding, count in fits.items() if count == most]
    if len(best) == 1 or best[0] == "utf-8":
        return best[0]
    # Both fit: what reads more like Japanese of the two, all values together.
    found: Decoded = decode(b"\n".join(values))
    return {"euc_jp": "euc_jp", "euc-jp": "euc_jp"}.get(found.encoding.lower(), "cp932")


def read(raw: bytes, encoding: str) -> str:
    """Bytes of a column whose values are mostly in `encoding`."""
    return _strict(raw, encoding) or decode(raw).text


def _strict(value: bytes, encoding: str) -> str | None:
    try:
        return value.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _raw(value: str) -> bytes | None:
    """The bytes that latin1 makes this of."""
    try:
        return bytes(_BYTES[char] for char in value)
    except KeyError:
        return None


def _again(value: str) -> str | None:
    """UTF-8 that was read as CP932, read as UTF-8. Real Japanese is next to never valid UTF-8 in its CP932 bytes.

    A last byte that stood for nothing in CP932 is gone, and the character it belonged to with it.
    """
    try:
        found = getincrementaldecoder("utf-8")().decode(value.rstrip("?・\ufffd").encode("cp932"))
    except UnicodeError:
        return None
    return found if found != value and _JAPANESE.search(found) else None
