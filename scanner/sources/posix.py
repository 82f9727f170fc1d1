"""Who can read a file of Unix: its mode, its access list, and the folders on the way to it.

`company` is whoever has an account there (others), `group` a group or other people, `private` the owner and root.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from functools import cache

if sys.platform != "win32":
    import grp
    import pwd

ACL = "system.posix_acl_access"
_RANKS = ("private", "group", "company", "public")
# acl(5), linux/posix_acl_xattr.h: version 2, then entries of tag, permissions and id, little endian.
_VERSION, _ENTRY = 2, struct.Struct("<HHI")
_USER, _GROUP_OBJ, _GROUP, _MASK = 0x02, 0x04, 0x08, 0x10
_READ, _ALL = 4, 7
_without_lists: set[int] = set()  # devices whose file system has none


def reads(mode: int) -> str:
    """Who can read, by the mode alone."""
    return "company" if mode & stat.S_IROTH else "group" if mode & stat.S_IRGRP else "private"


def enters(mode: int) -> str:
    """Who can reach what lies in a folder of this mode."""
    return "company" if mode & stat.S_IXOTH else "group" if mode & stat.S_IXGRP else "private"


def narrower(one: str, other: str) -> str:
    """Of two, the fewer people; what is not known stays so."""
    if one not in _RANKS or other not in _RANKS:
        return one
    return min(one, other, key=_RANKS.index)


def by_mode(mode: int) -> tuple[str, str]:
    """(exposure, detail), where there is no access list."""
    return reads(mode), f"{mode:04o}"


def exposure(path: bytes, status: os.stat_result) -> tuple[str, str]:
    """(exposure, detail) of a file here. Its access list is looked at only where the mode leaves open who it lets in."""
    mode = stat.S_IMODE(status.st_mode)
    who, detail = by_mode(mode)
    if who != "group":
        return who, detail
    listed = _list(path, status.st_dev)
    if listed is None:
        return who, f"{mode:04o}, group {group(status.st_gid)}"
    try:
        readers = readers_of(listed, status.st_uid, status.st_gid)
    except ValueError:
        return "unknown", f"{mode:04o}, an access list that cannot be read"
    return ("group" if readers else "private"), ", ".join((f"{mode:04o}", *readers))


def readers_of(listed: bytes, owner: int, own_group: int) -> list[str]:
    """Besides the owner, whom an access list lets read: `group sales`, `user tanaka`. Raises ValueError."""
    if len(listed) < 4 or (len(listed) - 4) % _ENTRY.size or struct.unpack_from("<I", listed)[0] != _VERSION:
        raise ValueError("access list")
    entries = list(_ENTRY.iter_unpack(listed[4:]))
    mask = next((may for tag, may, _ in entries if tag == _MASK), _ALL)  # of all but the owner and others
    found = []
    for tag, may, number in entries:
        if not may & mask & _READ:
            continue
        if tag == _USER and number != owner:
            found.append(f"user {user(number)}")
        elif tag in (_GROUP, _GROUP_OBJ):
            found.append(f"group {group(own_group if tag == _GROUP_OBJ else number)}")
    return found


def _list(path: bytes, device: int) -> bytes | None:
    if device in _without_lists or not hasattr(os, "getxattr"):
        return None
    try:
        return os.getxattr(path, ACL, follow_symlinks=False)
    except OSError as exc:
        if exc.errno == errno.ENOTSUP:
            _without_lists.add(device)
        return None


@cache
def user(uid: int) -> str:
    """By name, or the number where it has none here."""
    if sys.platform == "win32":
        return ""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@cache
def group(gid: int) -> str:
    """By name, or the number where it has none here."""
    if sys.platform == "win32":
        return ""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
