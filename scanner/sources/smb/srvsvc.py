"""The shares of a file server: NetrShareEnum, [MS-SRVS] 3.1.4.8, at the level that names and kinds take."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scanner.sources.smb.rpc import Malformed, Ndr, Pipe, text

PIPE, INTERFACE, VERSION = "srvsvc", "4b324fc8-1670-01d3-1278-5a47bf6ee188", 3
_ENUMERATE = 15
_DISK, _KIND = 0, 0x0000_FFFF
_SPECIAL = 0x8000_0000  # made by the system: C$, ADMIN$, IPC$
_MORE, _DENIED = 234, 5  # ERROR_MORE_DATA, ERROR_ACCESS_DENIED
_MOST = 10_000  # shares; the largest servers have some thousand


@dataclass(frozen=True, slots=True)
class Share:
    """hidden: administrative, or named so that Windows does not show it."""

    name: str
    hidden: bool


def shares(pipe: Pipe, host: str) -> list[Share]:
    """Those that hold files, by name. PermissionError where the server does not tell, Malformed where it lies."""
    server = struct.pack("<I", 0x0002_0000) + text("\\\\" + host)
    # level, which of the union, pointer to the container, none in it yet, as many as there are, no handle to go on
    body = server + struct.pack("<IIIIIII", 1, 1, 0x0002_0004, 0, 0, 0xFFFF_FFFF, 0)
    return _read(pipe.call(_ENUMERATE, body))


def _read(answer: bytes) -> list[Share]:
    (status,) = struct.unpack("<I", answer[-4:]) if len(answer) >= 4 else (0,)
    if status == _DENIED:
        raise PermissionError("access denied")
    if status not in (0, _MORE):
        raise Malformed(f"status {status}")
    ndr = Ndr(answer)
    if ndr.number() != 1 or ndr.number() != 1:
        raise Malformed("level")
    if not ndr.number() or not ndr.number() or not ndr.number():  # no container, none in it, no list
        return []
    count = ndr.count(12)
    if count > _MOST:
        raise Malformed("too many")
    entries = [(ndr.number(), ndr.number(), ndr.number()) for _ in range(count)]  # name, kind, remark
    found = {}
    for name_at, kind, remark_at in entries:
        name = ndr.text() if name_at else ""
        if remark_at:
            ndr.text()
        if name and kind & _KIND == _DISK and not set(name) & set("\\/\0"):
            found[name] = Share(name, bool(kind & _SPECIAL) or name.endswith("$"))
    return [found[name] for name in sorted(found)]
