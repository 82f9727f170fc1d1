"""Names of SIDs, as the server or its domain knows them: LsarLookupSids, [MS-LSAT] 3.1.4.11."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from scanner.sources.smb import acl
from scanner.sources.smb.rpc import Malformed, Ndr, Pipe

PIPE, INTERFACE, VERSION = "lsarpc", "12345778-1234-abcd-ef00-0123456789ab", 0
_OPEN, _LOOK_UP = 44, 15
_LOOKUP_NAMES = 0x0000_0800
_SOME, _NONE = 0x0000_0107, 0xC000_0073  # STATUS_SOME_NOT_MAPPED, STATUS_NONE_MAPPED
_UNKNOWN = (7, 8)  # SidTypeInvalid, SidTypeUnknown


def names(pipe: Pipe, sids: Sequence[str]) -> dict[str, str]:
    """SID → DOMAIN\\name, of those that have one."""
    attributes = struct.pack("<IIIIII", 24, 0, 0, 0, 0, 0)
    opened = pipe.call(_OPEN, struct.pack("<I", 0) + attributes + struct.pack("<I", _LOOKUP_NAMES))
    if len(opened) != 24 or opened[20:] != bytes(4):
        raise PermissionError("access denied")
    body = opened[:20] + struct.pack("<III", len(sids), 0x0002_0000, len(sids))
    body += b"".join(struct.pack("<I", 0x0002_0004 + 4 * n) for n in range(len(sids)))
    for one in map(acl.packed, sids):
        body += struct.pack("<I", one[1]) + one
    body += struct.pack("<IIHxxI", 0, 0, 1, 0)  # no names yet; LsapLookupWksta: the server asks its domain
    return _read(pipe.call(_LOOK_UP, body), sids)


def _read(answer: bytes, sids: Sequence[str]) -> dict[str, str]:
    (status,) = struct.unpack("<I", answer[-4:]) if len(answer) >= 4 else (1,)
    if status not in (0, _SOME, _NONE):
        raise Malformed(f"status {status:08x}")
    ndr = Ndr(answer)
    domains = _domains(ndr) if ndr.number() else []
    count, listed = ndr.number(), ndr.number()
    if not listed:
        return {}
    if ndr.count(16) != count or count != len(sids):
        raise Malformed("count")
    rows = []
    for _ in range(count):
        kind, _, _, pointer, domain = ndr.take("<HxxHHIi")
        rows.append((kind, pointer, domain))
    found = {}
    for one, (kind, pointer, domain) in zip(sids, rows, strict=True):
        said = ndr.text() if pointer else ""
        if said and kind not in _UNKNOWN:
            above = domains[domain] if 0 <= domain < len(domains) else ""
            found[one] = f"{above}\\{said}" if above else said
    return found


def _domains(ndr: Ndr) -> list[str]:
    count, listed, _ = ndr.number(), ndr.number(), ndr.number()
    if not listed:
        return []
    if ndr.count(12) != count:
        raise Malformed("count")
    rows = [ndr.take("<HHII") for _ in range(count)]
    found = []
    for _, _, name_at, sid_at in rows:
        found.append(ndr.text() if name_at else "")
        if sid_at:
            ndr.raw(8 + 4 * ndr.count(4))
    return found
