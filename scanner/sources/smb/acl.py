"""Security descriptors of Windows → who can read. [MS-DTYP] 2.4.2 names the well-known SIDs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_EVERYBODY = {
    "S-1-1-0": "Everyone",
    "S-1-5-11": "Authenticated Users",
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


@dataclass(frozen=True, slots=True)
class Ace:
    """One entry: type (allowed 0, denied 1), flags, mask, SID as S-1-…"""

    kind: int
    flags: int
    mask: int
    sid: str


def exposure(owner: str, aces: Iterable[Ace] | None) -> tuple[str, str]:
    """(exposure, who can read). aces: in their order; None: no list at all, so everybody may do everything."""
    if aces is None:
        return "company", "no ACL: everyone"
    denied: set[str] = set()
    readers: dict[str, None] = {}
    for ace in aces:
        if not ace.mask & _READS or ace.flags & _INHERIT_ONLY:
            continue
        if ace.kind == DENIED:
            denied.add(ace.sid)
        elif ace.kind == ALLOWED and ace.sid not in denied:
            readers[ace.sid] = None
    said = ", ".join(name(sid) for sid in readers)
    if "S-1-1-0" in denied:  # whatever else is granted after it
        readers = {sid: None for sid in readers if sid == owner}
    if any(sid in _EVERYBODY or _domain(sid) for sid in readers):
        return "company", said
    if any(sid != owner and sid not in _KEEPERS for sid in readers):
        return "group", said
    return "private", said


def name(sid: str) -> str:
    """As Windows calls it, the SID itself where it is no well-known one."""
    return _EVERYBODY.get(sid) or _KEEPERS.get(sid) or _domain(sid) or sid


def _domain(sid: str) -> str:
    last = sid.rpartition("-")[2]
    return _DOMAIN.get(int(last), "") if sid.startswith("S-1-5-21-") and last.isdigit() else ""
