"""Ways to damage a file. All chance comes from the `Random` that is handed in, so a case can be made again."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Literal

MOST = 4 << 20  # bytes a mutated file may have; a file that grows tells nothing new

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
# What readers of text, markup, mail and RTF give a meaning to.
_WORDS = (
    b"[" * 3000,
    b'{"a":' * 3000,
    b"<a>" * 3000,
    b"{" * 3000,
    b'"',
    b"\0" * 64,
    b"\x1b$B",
    b"\x1b(I",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\n\n",
    b"\r",
    b",;\t|" * 500,
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>&c;',
    b"<!--",
    b"<![CDATA[",
    b"&#x10ffff;&#xd800;",
    b"\\bin2147483647 ",
    b"\\u-99999999?",
    b"\\ansicpg99999 ",
    b"\\'8",
    b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"=?iso-2022-jp?B?",
    b"=?utf-8?Q?=e3=81?=",
    b"1e999999999",
    b"9" * 5000,
    b"/Kids [1 0 R 2 0 R 3 0 R]",
    b"/Length 99999999",
    b"/Count 99999999",
)


def mutate(data: bytes, random: Random, other: bytes) -> bytes:
    """One to four kinds of damage. other: another sample, to be joined with this one."""
    out = data
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        out = random.choice(_WAYS)(out, random, other)[:MOST]
    return out


def _flip(data: bytes, random: Random, other: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 32)) if out else 0):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _set(data: bytes, random: Random, other: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(random.choice((1, 4, 16)) if out else 0):
        out[random.randrange(len(out))] = random.choice((0, 0x0A, 0x22, 0x3C, 0x7F, 0x80, 0xFF, random.randrange(256)))
    return bytes(out)


def _number(data: bytes, random: Random, other: bytes) -> bytes:
    """A length, count or offset that lies. Most stand in the head of a file or at its end."""
    if len(data) < 8:
        return data
    out, size = bytearray(data), random.choice((1, 2, 4, 8))
    order: Literal["little", "big"] = random.choice(("little", "big"))
    place = random.choice((random.randrange(min(len(data), 1024)), random.randrange(len(data)), len(data) - 40))
    at = max(0, min(place, len(data) - size))
    old = int.from_bytes(out[at : at + size], order)
    new = random.choice((*_NUMBERS, len(data), len(data) + 1, old + 1, old - 1, old * 2, ~old))
    out[at : at + size] = (new % (1 << 8 * size)).to_bytes(size, order)
    return bytes(out)


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 2, 16, 256, 4096, len(data) // 2)))


def _remove(data: bytes, random: Random, other: bytes) -> bytes:
    start, end = _span(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random, other: bytes) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 50)) + data[end:]


def _swap(data: bytes, random: Random, other: bytes) -> bytes:
    (a, b), (c, d) = sorted((_span(data, random), _span(data, random)))
    b = min(b, c)
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _cut(data: bytes, random: Random, other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _zeros(data: bytes, random: Random, other: bytes) -> bytes:
    start, end = _span(data, random)
    return data[:start] + bytes(end - start) + data[end:]


def _insert(data: bytes, random: Random, other: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_WORDS) + data[at:]


def _splice(data: bytes, random: Random, other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _graft(data: bytes, random: Random, other: bytes) -> bytes:
    """A piece of the other file in the midst of this one."""
    start, end = _span(other, random)
    at = random.randrange(len(data) + 1)
    return data[:at] + other[start:end] + data[at + end - start :]


def _inside(data: bytes, random: Random, other: bytes) -> bytes:
    """The same, done to what is packed inside: else checksums keep most damage from the readers of members."""
    way = random.choice(_OUTSIDE)
    try:
        if data.startswith(b"\x1f\x8b"):
            return gzip.compress(way(gzip.decompress(data), random, other), 1, mtime=0)
        if data.startswith(b"PK"):
            return _repacked(data, random, other, way)
        return _deflated(data, random, other, way)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error, NotImplementedError, RuntimeError):
        return way(data, random, other)


def _repacked(data: bytes, random: Random, other: bytes, way: _Way) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        members = old.infolist()
        hit = random.randrange(len(members)) if members else -1
        for number, info in enumerate(members):
            content = old.read(info)
            kept = zipfile.ZipInfo(info.filename, info.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(kept, _inside_or(content, random, other, way) if number == hit else content)
    return buffer.getvalue()


def _inside_or(content: bytes, random: Random, other: bytes, way: _Way) -> bytes:
    return _inside(content, random, other) if content.startswith(b"PK") else way(content, random, other)


def _deflated(data: bytes, random: Random, other: bytes, way: _Way) -> bytes:
    """A stream of a PDF. Its length no longer fits, which readers mend."""
    starts = [at for at in range(len(data)) if data.startswith(b"stream", at)] if data.startswith(b"%PDF") else []
    if not starts:
        return way(data, random, other)
    start = random.choice(starts) + 6
    start += len(data[start : start + 2]) - len(data[start : start + 2].lstrip(b"\r\n"))
    end = data.find(b"endstream", start)
    if end < 0:
        return way(data, random, other)
    return data[:start] + zlib.compress(way(zlib.decompress(data[start:end]), random, other)) + data[end:]


_Way = Callable[[bytes, Random, bytes], bytes]
_OUTSIDE: tuple[_Way, ...] = (
    _flip, _set, _number, _number, _remove, _repeat, _swap, _cut, _zeros, _insert, _splice, _graft,
)  # fmt: skip
_WAYS: tuple[_Way, ...] = (*_OUTSIDE, _inside, _inside, _inside, _inside)
