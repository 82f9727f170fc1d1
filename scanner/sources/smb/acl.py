"""Security descriptors of Windows → who can read. [MS-DTYP] 2.4.2 names the well-known SIDs, 2.4.6 the bytes."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

EVERYONE, AUTHENTICATED = "S-1-1-0", "S-1-5-11"
_EVERYBODY = {
    EVERYONE: "Everyone",
    AUTHENTICATED: "Authenticated Users",
    "S-1-5-32-545": "Users",
    "S-1-5-4": "Interactive",
    "S-1-5-2": "Network",
    "S-1-5-7": "Anonymous",
    "S-1-5-32-546": "Guests",
}
_DOMAIN = {513: "Domain Users", 514: "Domain Guests", 515: "Domain Computers"}
_KEEPERS = {
    "S-1-5-18": "SYSTEM",
    "S-1-5-32-544": "Administrators",
    "S-1-3-0": "Creator Owner",
    "S-1-3-4": "Owner Rights",
    "S-1-5-19": "Local Service",
    "S-1-5-20": "Network Service",
    "S-1-5-32-551": "Backup Operators",
}
_READS = 0x0000_0001 | 0x8000_0000 | 0x1000_0000  # FILE_READ_DATA, GENERIC_READ, GENERIC_ALL
ALLOWED, DENIED = 0, 1
_INHERIT_ONLY = 0x08
# ACE type → allowed or denied, and whether GUIDs stand before the SID. Those with a condition (callback) are taken as
# if it held: who might read is named.
_TYPES = {0: (0, False), 1: (1, False), 5: (0, True), 6: (1, True), 9: (0, False), 11: (0, True)}
_DACL_PRESENT = 0x0004


@dataclass(frozen=True, slots=True)
class Ace:
    """One entry: allowed 0 or denied 1, flags, mask, SID as S-1-…"""

    kind: int
    flags: int
    mask: int
    sid: str


def exposure(owner: str, aces: Iterable[Ace] | None, called: Callable[[str], str] = str) -> tuple[str, str]:
    """(exposure, who can read). aces: in their order; None: no list at all, so everybody may do everything.

    called: the name of a SID that is no well-known one.
    """
    if aces is None:
        return "company", "no ACL: everyone"
    denied: list[str] = []
    readers: dict[str, None] = {}
    for ace in aces:
        if not ace.mask & _READS or ace.flags & _INHERIT_ONLY:
            continue
        if ace.kind == DENIED:
            denied.append(ace.sid)
        elif ace.kind == ALLOWED and not any(_within(ace.sid, other) for other in denied):
            readers[ace.sid] = None
    said = ", ".join(name(sid, called) for sid in readers)
    if refused := [name(sid, called) for sid in dict.fromkeys(denied)]:
        said += ("; " if said else "") + "denied: " + ", ".join(refused)
    if any(sid in _EVERYBODY or _domain(sid) for sid in readers):
        return "company", said
    if any(sid != owner and sid not in _KEEPERS for sid in readers):
        return "group", said
    return "private", said


def _within(sid: str, other: str) -> bool:
    """Whether all who are `sid` are `other` too, so that what is denied to these is denied to those."""
    if other in (sid, EVERYONE):
        return True
    return other == AUTHENTICATED and sid not in (EVERYONE, "S-1-5-7", "S-1-5-32-546", "S-1-5-2")


def name(sid: str, called: Callable[[str], str] = str) -> str:
    """As Windows calls it, else as the server does."""
    return _EVERYBODY.get(sid) or _KEEPERS.get(sid) or _domain(sid) or called(sid)


def _domain(sid: str) -> str:
    last = sid.rpartition("-")[2]
    return _DOMAIN.get(int(last), "") if sid.startswith("S-1-5-21-") and last.isdigit() else ""


# --- bytes ---


def read(data: bytes) -> tuple[str, list[Ace] | None]:
    """(owner, entries) of a self-relative SECURITY_DESCRIPTOR. Raises ValueError where it is none."""
    try:
        control, owner_at, dacl_at = struct.unpack_from("<xxHI8xI", data)
        owner = sid(data, owner_at) if owner_at else ""
        if not control & _DACL_PRESENT or not dacl_at:
            return owner, None
        size, count = struct.unpack_from("<xxHH", data, dacl_at)
        at, end = dacl_at + 8, min(dacl_at + size, len(data))
        aces = []
        for _ in range(count):
            kind, flags, length, mask = struct.unpack_from("<BBHI", data, at)
            if length < 8 or at + length > end:
                raise ValueError("ACE")
            if kind in _TYPES:
                what, guids = _TYPES[kind]
                there = struct.unpack_from("<I", data, at + 8)[0] if guids else 0
                skip = 4 + 16 * (there & 1) + 16 * (there >> 1 & 1) if guids else 0
                aces.append(Ace(what, flags, mask, sid(data, at + 8 + skip)))
            at += length
    except struct.error:
        raise ValueError("security descriptor") from None
    return owner, aces


def sid(data: bytes, at: int = 0) -> str:
    """S-1-… of the bytes there, [MS-DTYP] 2.4.2.2. Raises ValueError or struct.error."""
    revision, count = struct.unpack_from("<BB", data, at)
    if revision != 1 or count > 15:
        raise ValueError("SID")
    authority = int.from_bytes(data[at + 2 : at + 8], "big")
    parts = struct.unpack_from(f"<{count}I", data, at + 8)
    return "-".join(map(str, ("S-1", authority, *parts)))


def packed(text: str) -> bytes:
    """The bytes of S-1-…"""
    _, _, authority, *parts = text.split("-")
    return (
        struct.pack("<BB", 1, len(parts))
        + int(authority).to_bytes(6, "big")
        + struct.pack(f"<{len(parts)}I", *map(int, parts))
    )
