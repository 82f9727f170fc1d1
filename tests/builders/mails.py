"""Mails and what Outlook makes of them: msg (an OLE container), TNEF, compressed RTF, S/MIME."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any

Properties = Mapping[int, Any]  # by tag: number << 16 | type
Tree = Mapping[str, Any]  # of bytes and trees
UNICODE, STRING8, BINARY, INTEGER = 0x1F, 0x1E, 0x102, 3


def ole(tree: Tree) -> bytes:
    """A compound file of version 3. Source: [MS-CFB]."""
    entries: list[list[Any]] = []  # name, type, right, child, start, size
    small, large = bytearray(), list[bytes]()

    def add(name: str, node: Any) -> int:
        number = len(entries)
        entry: list[Any] = [name, 1 if isinstance(node, Mapping) else 2, -1, -1, 0, 0]
        entries.append(entry)
        if isinstance(node, Mapping):
            entry[3] = chain(node)
        else:
            entry[5] = len(node)
            if len(node) < 4096:
                entry[4] = len(small) // 64
                small.extend(node + bytes(-len(node) % 64))
            else:
                entry[4] = ("large", len(large))
                large.append(node)
        return number

    def chain(nodes: Tree) -> int:
        first = last = -1
        for name in sorted(nodes, key=lambda one: (len(one), one.upper())):
            number = add(name, nodes[name])
            if last < 0:
                first = number
            else:
                entries[last][2] = number
            last = number
        return first

    entries.append(["Root Entry", 5, -1, -1, 0, 0])
    entries[0][3] = chain(tree)
    sectors: list[bytes] = []
    table: list[int] = []

    def place(data: bytes) -> int:
        start = len(sectors)
        count = -(-len(data) // 512)
        for at in range(count):
            sectors.append(data[512 * at : 512 * at + 512].ljust(512, b"\0"))
            table.append(start + at + 1 if at + 1 < count else 0xFFFFFFFE)
        return start if count else 0xFFFFFFFE

    starts = [place(data) for data in large]
    entries[0][4], entries[0][5] = place(bytes(small)), len(small)
    mini: list[int] = []
    for entry in entries[1:]:
        if entry[1] == 2 and isinstance(entry[4], int):
            count = -(-entry[5] // 64)
            mini += [len(mini) + at + 1 if at + 1 < count else 0xFFFFFFFE for at in range(count)]
            if not count:
                entry[4] = 0xFFFFFFFE
        elif entry[1] == 2:
            entry[4] = starts[entry[4][1]]
    mini_start = place(b"".join(struct.pack("<L", one) for one in mini))
    directory = b""
    for name, kind, right, child, start, size in entries:
        raw = (name + "\0").encode("utf-16-le")
        links = struct.pack("<LLL", 0xFFFFFFFF, right & 0xFFFFFFFF, child & 0xFFFFFFFF)
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + links + bytes(36)
        directory += struct.pack("<LQ", start & 0xFFFFFFFF, size)
    directory_start = place(directory)
    count = -(-(len(sectors) + 1) // 127)
    fat_start = len(sectors)
    table += [0xFFFFFFFD] * count
    fat = b"".join(struct.pack("<L", one) for one in table).ljust(512 * count, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack(
        "<LLLLLLLLL", 0, count, directory_start, 0, 4096, mini_start, -(-len(mini) // 128), 0xFFFFFFFE, 0
    )
    header += b"".join(struct.pack("<L", fat_start + at if at < count else 0xFFFFFFFF) for at in range(109))
    return header + b"".join(sectors) + fat


def _encoded(tag: int, value: Any, codec: str) -> bytes:
    kind = tag & 0xFFF
    if kind == UNICODE:
        return str(value).encode("utf-16-le")
    return str(value).encode(codec) if kind == STRING8 else bytes(value)


def msg_tree(
    properties: Properties,
    *,
    recipients: Sequence[Properties] = (),
    attachments: Sequence[Properties | tuple[Properties, Tree]] = (),
    codec: str = "cp932",
    header: int = 32,
) -> Tree:
    """Storages of a message. An attachment that is a pair has a message inside."""
    tree: dict[str, Any] = {}
    stream = bytearray(header)
    for tag, value in properties.items():
        if tag & 0xFFFF == INTEGER:
            stream += struct.pack("<LLQ", tag, 6, value)
        else:
            tree[f"__substg1.0_{tag:08X}"] = _encoded(tag, value, codec)
    tree["__properties_version1.0"] = bytes(stream)
    for number, one in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = msg_tree(one, codec=codec, header=8)
    for number, attached in enumerate(attachments):
        own, inside = attached if isinstance(attached, tuple) else (attached, None)
        below = dict(msg_tree(own, codec=codec, header=8))
        if inside is not None:
            below["__substg1.0_3701000D"] = inside
        tree[f"__attach_version1.0_#{number:08X}"] = below
    return tree


def msg(properties: Properties, **more: Any) -> bytes:
    return ole(msg_tree(properties, **more))


def compressed_rtf(text: bytes) -> bytes:
    """Of literals only, with the mark of the end."""
    out = bytearray()
    for at in range(0, len(text), 8):
        out += b"\0" + text[at : at + 8] if len(text) - at >= 8 else b""
    rest = text[len(text) - len(text) % 8 :]
    end = (207 + len(text)) % 4096 << 4
    out += bytes((1 << len(rest),)) + rest + struct.pack(">H", end)
    return struct.pack("<LL4sL", len(out) + 12, len(text), b"LZFu", zlib.crc32(out)) + bytes(out)


def tnef(attributes: Sequence[tuple[int, bytes]]) -> bytes:
    out = struct.pack("<LH", 0x223E9F78, 1)
    for kind, value in attributes:
        out += struct.pack("<BLL", 1, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return out


def mapi(properties: Properties, codec: str = "cp932") -> bytes:
    """As TNEF packs them."""
    out = struct.pack("<L", len(properties))
    for tag, value in properties.items():
        out += struct.pack("<L", tag)
        if tag & 0xFFFF == INTEGER:
            out += struct.pack("<L", value)
        else:
            raw = _encoded(tag, value, codec)
            out += struct.pack("<LL", 1, len(raw)) + raw + bytes(-len(raw) % 4)
    return out


def signed(content: bytes, *, name: str, address: str, detached: bool = False) -> bytes:
    """CMS, in DER."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs7
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.EMAIL_ADDRESS, address)]
    )
    day = datetime.datetime(2024, 1, 1)
    build = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    certificate = (
        build.serial_number(1).not_valid_before(day).not_valid_after(day.replace(year=2034)).sign(key, hashes.SHA256())
    )
    options = [pkcs7.PKCS7Options.Binary, *([pkcs7.PKCS7Options.DetachedSignature] if detached else [])]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, options)


def enveloped(content: bytes) -> bytes:
    """EnvelopedData whose inside nobody can read."""

    def node(tag: int, data: bytes) -> bytes:
        return bytes((tag, 0x84)) + struct.pack(">L", len(data)) + data

    return node(0x30, bytes.fromhex("06092a864886f70d010703") + node(0xA0, node(0x30, b"\2\1\0" + node(0x31, content))))


def with_part(content_type: str, data: bytes, **headers: str) -> bytes:
    """A mail whose only content is `data`, as it is."""
    message = EmailMessage()
    message["From"], message["Subject"], message["MIME-Version"] = "a@example.jp", "x", "1.0"
    head = message.as_bytes().rstrip(b"\n") + b"\n"
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return head + f"Content-Type: {content_type}\n{more}\n".encode() + data
