"""Lines of FTP listings: exact ones (RFC 3659), and those for people, as `ls -l` of Unix or `dir` of Windows."""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from scanner.model import Problem, Reason, Stage
from scanner.sources import posix
from scanner.sources.tree import Node

_KINDS = {"file": "file", "dir": "folder", "os.unix=symlink": "symlink", "os.unix=slink": "symlink"}
_UNIX = re.compile(
    rb"([-dlbcps])([-rwxsStTlL]{9})[.+@]?\s+\d+\s+(\S+)\s+(\S+)\s+(\d+)\s+"
    rb"(?:[A-Za-z]{3}\s+\d{1,2}|\d{1,2}\s+[A-Za-z]{3}|\d{1,2}\xe6\x9c\x88\s*\d{1,2}(?:\xe6\x97\xa5)?|\d{4}-\d\d-\d\d)"
    rb"\s+(?:\d{1,2}:\d\d|\d{4})\s(.+)",
    re.DOTALL,
)
_DOS = re.compile(rb"\d\d-\d\d-\d{2,4}\s+\d\d:\d\d(?:[AP]M)?\s+(<DIR>|<JUNCTION>|\d+)\s+(.+)", re.DOTALL | re.I)
_TOTAL = re.compile(rb"total\s+\d+\s*|\s*", re.I)
_LETTERS = {"-": "file", "d": "folder", "l": "symlink"}


def facts(line: bytes) -> Node | None:
    """Of `type=file;size=3;modify=20261126211530; name`. None for the folder itself and its parent."""
    said, blank, name = line.partition(b" ")
    told = {}
    for fact in said.decode("ascii", "replace").split(";"):
        key, _, value = fact.partition("=")
        told[key.lower()] = value
    kind = told.get("type", "").lower()
    if not blank or kind in ("cdir", "pdir", ""):
        return None if kind != "cdir" or not blank else Node(name, "folder")
    kind = _KINDS.get(kind, "symlink" if kind.startswith("os.unix=s") else "special")
    size = int(told["size"]) if told.get("size", "").isdigit() else 0
    node = Node(name, kind, size, owner=told.get("unix.ownername", "") or told.get("unix.owner", ""))
    mode = told.get("unix.mode", "")
    if mode and set(mode) <= set("01234567"):
        node = _with_mode(node, int(mode, 8), told.get("unix.groupname", "") or told.get("unix.group", ""))
    return changed(node, told.get("modify", ""), told.get("unique", ""))


def listed(line: bytes) -> Node | None:
    """Of a line for people. None for what is none of a file; a line that is not understood is a row, not silence."""
    if match := _UNIX.fullmatch(line):
        letter, rights, owner, group, size, name = match.groups()
        if letter == b"l":
            name = name.partition(b" -> ")[0]
        node = Node(name, _LETTERS.get(letter.decode(), "special"), int(size), owner=_text(owner))
        return None if name in (b".", b"..") else _with_mode(node, _mode(rights), _text(group))
    if match := _DOS.fullmatch(line):
        size, name = match.groups()
        return Node(name, "file" if size.isdigit() else "folder", int(size) if size.isdigit() else 0)
    if _TOTAL.fullmatch(line):
        return None
    unknown = Problem(Stage.LIST, Reason.UNSUPPORTED, detail="a line of the listing that is not understood")
    return Node(b"?", "file", problem=unknown)


def changed(node: Node, when: str, unique: str = "") -> Node:
    """With a time as FTP writes it, 20261126211530, with a point and more behind it where it likes."""
    modified = 0.0
    with suppress(ValueError):
        modified = datetime.strptime(when[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    return replace(node, modified=modified, version="-".join(filter(None, (when, str(node.size), unique))))


def named(node: Node, name: bytes) -> Node:
    return replace(node, name=name)


def _with_mode(node: Node, mode: int, group: str) -> Node:
    mode = stat.S_IMODE(mode)
    said = f"{mode:04o}"
    if node.kind == "file" and posix.reads(mode) == "group" and group:
        said += f", group {group}"
    return replace(node, exposure=posix.reads(mode), detail=said, enters=posix.enters(mode))


def _mode(rights: bytes) -> int:
    """Of rwxr-xr-x; bits for set-uid and the like are left out, they let nobody read."""
    return sum(1 << 8 - at for at, letter in enumerate(rights.decode()) if letter not in "-STL")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
