"""S/MIME: what was signed is read, with the names in the certificates; what was encrypted is named so.

Source: RFC 5652 (CMS). The wrapping is BER, often with lengths that are not told, so it is walked here.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.model import Passage, Reason, Segment
from scanner.problems import Unreadable

_LARGEST = 256 << 20
_PKCS7 = bytes.fromhex("2a864886f70d0107")  # 1.2.840.113549.1.7, and a number
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_SIGNED, _ENVELOPED = 2, (3, 4, 6)
_AUTHENTICATED = bytes.fromhex("2a864886f70d0109100117")
_OCTETS, _OID, _SEQUENCE, _CONTEXT = 0x04, 0x06, 0x30, 0xA0
_DEPTH = 40


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Unreadable(Reason.TOO_LARGE, "S/MIME")
    kind, content = _content_info(data, budget)
    if (kind[:-1] == _PKCS7 and kind[-1] in _ENVELOPED) or kind == _AUTHENTICATED:
        raise Unreadable(Reason.ENCRYPTED, "S/MIME")
    inside = _encapsulated(content, budget)
    if kind == _COMPRESSED:
        unpacker = zlib.decompressobj()
        packed, inside = inside, b""
        while packed and not unpacker.eof:
            inside += unpacker.decompress(packed, 1 << 20)
            budget.spend(bytes=1 << 20)
            packed = unpacker.unconsumed_tail
    elif kind != _PKCS7 + bytes((_SIGNED,)):
        raise Unreadable(Reason.UNSUPPORTED, "S/MIME")
    if inside:
        budget.spend(members=1, bytes=len(inside))
        yield from read_member(io.BytesIO(inside), "signed", budget, "eml", named=False)
    for text in _names(data):
        yield Passage(text, at="certificate", hints=Hints(header="certificate", name=name))


def _content_info(data: bytes, budget: Budget) -> tuple[bytes, bytes]:
    """(type, content)."""
    for tag, value in _children(data, budget):
        if tag == _SEQUENCE:
            parts = list(_children(value, budget))
            if len(parts) >= 2 and parts[0][0] == _OID and parts[1][0] == _CONTEXT:
                return parts[0][1], next((v for _, v in _children(parts[1][1], budget)), b"")
        break
    raise Unreadable(Reason.CORRUPT, "S/MIME")


def _encapsulated(content: bytes, budget: Budget) -> bytes:
    """The octets under the first pair of a type and a content; b"" where the content lies elsewhere (multipart/signed)."""
    for tag, value in _children(content, budget):
        if tag != _SEQUENCE:
            continue
        parts = list(_children(value, budget))
        if parts and parts[0][0] == _OID:
            inner = next((v for t, v in parts[1:] if t == _CONTEXT), b"")
            return _octets(inner, budget)
    return b""


def _octets(data: bytes, budget: Budget, depth: int = 0) -> bytes:
    if depth > _DEPTH:
        raise Unreadable(Reason.TOO_DEEP, "S/MIME")
    out = []
    for tag, value in _children(data, budget):
        if tag == _OCTETS:
            out.append(value)
        elif tag == _OCTETS | 0x20:  # in pieces
            out.append(_octets(value, budget, depth + 1))
    return b"".join(out)


def _children(data: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """(tag, content) of the values that stand in a row."""
    at = 0
    while at + 2 <= len(data):
        budget.tick()
        tag, start, end, after = _value(data, at, 0)
        if tag == 0 and start == end:
            return
        yield tag, data[start:end]
        at = after


def _value(data: bytes, at: int, depth: int) -> tuple[int, int, int, int]:
    """(tag, begin and end of its content, where the next one is)."""
    if depth > _DEPTH or at + 2 > len(data):
        raise Unreadable(Reason.CORRUPT, "S/MIME")
    tag, size, start = data[at], data[at + 1], at + 2
    if size == 0x80:
        end = start
        while data[end : end + 2] != b"\0\0":
            end = _value(data, end, depth + 1)[3]
        return tag, start, end, end + 2
    if size > 0x80:
        wide = size & 0x7F
        size = int.from_bytes(data[start : start + wide], "big")
        start += wide
    end = min(start + size, len(data))
    return tag, start, end, end


def _names(data: bytes) -> Iterator[str]:
    """Names and addresses of those whose certificates are in it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        certificates = pkcs7.load_der_pkcs7_certificates(data)
    except Exception:  # an extra: certificates break more rules than the library forgives
        return
    for certificate in certificates:
        names = [str(one.value) for one in certificate.subject]
        try:
            others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            names += others.get_values_for_type(x509.RFC822Name)
        except (x509.ExtensionNotFound, ValueError):
            pass
        yield "\n".join(dict.fromkeys(names))
