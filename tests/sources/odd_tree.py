"""A tree with everything that file servers hold and programs trip over. For any source of files."""

from __future__ import annotations

import os
import socket
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from scanner.model import Reason

TEXT = "連絡先は担当まで\n".encode()
LONG = b"n" * 251 + b".txt"  # 255 bytes: the most a name can have
OLD, NEW = (1_000_000_000 * 10**9, 1_500_000_000 * 10**9)  # access before change: reading would move the access time

# Relative path → why it is odd. All hold TEXT and must be read.
PLAIN: dict[bytes, str] = {
    "名簿.txt".encode(): "UTF-8",
    "営業/顧客/一覧.txt".encode(): "folders",
    unicodedata.normalize("NFC", "ガイド.txt").encode(): "composed, beside",
    unicodedata.normalize("NFD", "ガイド.txt").encode(): "the same name as a Mac writes it",
    b"A.TXT": "differs from",
    b"a.txt": "only by case",
    "見積書.txt".encode("cp932"): "CP932, from an old Windows server",
    "議事録/表.txt".encode("cp932"): "表 ends in 0x5C, a backslash",
    "議事録/名簿.txt".encode("euc_jp"): "EUC-JP, from an old Unix server",
    b"\xff\xfe\x80.txt": "no encoding at all",
    b"line\nbreak\x1b[31m.txt": "moves the cursor of a terminal",
    "\u202etxt.exe".encode(): "turns the direction of text",
    b"%41%2F#?.txt": "looks percent-encoded; # and ? end a path in URIs",
    b"-rf": "looks like a flag",
    b" ~$ .txt ": "blanks at both ends",
    b"a\\b.txt": "a backslash, no separator here",
    b"*[1]?.txt": "looks like a glob",
    b".hidden/.dot": "hidden",
    LONG: "the longest name",
    b"/".join([b"d" * 40] * 60) + b"/deep.txt": "60 folders deep",
    b"hard-1.txt": "two names",
    b"hard-2.txt": "of one file",
}


@dataclass
class OddTree:
    """expected: relative path → reason of its problem, or None for a file that can be read.

    paths: everything there is, to look at it before and after without listing.
    """

    root: Path
    expected: dict[bytes, Reason | None] = field(default_factory=dict)
    paths: list[bytes] = field(default_factory=list)

    def snapshot(self) -> dict[bytes, tuple[int, ...]]:
        found: dict[bytes, tuple[int, ...]] = {}
        for path in self.paths:
            status = os.lstat(path)
            times = (status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns)
            found[path] = (status.st_mode, status.st_size, status.st_nlink, *times)
        return found


def odd_tree(root: Path) -> OddTree:
    """Builds it. What this system or file system refuses (devices without root, some names) is left out."""
    tree = OddTree(root)
    base = os.fsencode(root)

    def path(relative: bytes) -> bytes:
        return os.path.join(base, relative)

    def write(relative: bytes, content: bytes = TEXT) -> None:
        with suppress(OSError):
            os.makedirs(os.path.dirname(path(relative)), exist_ok=True)
            with open(path(relative), "xb") as file:
                file.write(content)
            tree.expected[relative] = None

    for relative in PLAIN:
        if relative == b"hard-2.txt":
            os.link(path(b"hard-1.txt"), path(relative))
            tree.expected[relative] = None
        else:
            write(relative)
    write(b"empty.txt", b"")
    os.mkdir(path(b"empty folder"))

    for name, goal, reason in [
        (b"link to file", b"a.txt", Reason.SYMLINK),
        (b"link to folder", b".hidden", Reason.SYMLINK),
        (b"link up", b"..", Reason.SYMLINK),
        (b"link to itself", b"link to itself", Reason.SYMLINK),
        (b"link to nothing", b"nothing", Reason.SYMLINK),
        (b"link out", b"/etc/passwd", Reason.SYMLINK),
    ]:
        os.symlink(goal, path(name))
        tree.expected[name] = reason

    os.mkfifo(path(b"pipe"))
    tree.expected[b"pipe"] = Reason.SPECIAL_FILE
    with socket.socket(socket.AF_UNIX) as listener, suppress(OSError):  # a path that is too long is refused
        listener.bind(path(b"socket"))
        tree.expected[b"socket"] = Reason.SPECIAL_FILE
    with suppress(OSError):
        os.mknod(path(b"zero"), 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero: would never end
        tree.expected[b"zero"] = Reason.SPECIAL_FILE

    with suppress(OSError), open(path(b"sparse"), "xb") as file:
        file.truncate(1 << 40)
        tree.expected[b"sparse"] = None

    _too_deep(tree)
    for folder, _, names in os.walk(base):
        tree.paths += [os.path.join(folder, name) for name in names]
        tree.paths.append(folder)
    for entry in tree.paths:
        os.utime(entry, ns=(OLD, NEW), follow_symlinks=False)
    return tree


def _too_deep(tree: OddTree) -> None:
    """Folders beyond the longest path the system takes, as they come about when a folder is moved into another."""
    name = b"p" * 250
    here = os.open(os.fsencode(tree.root), os.O_RDONLY)
    length, relative = len(os.fsencode(tree.root)), b""
    while length < 4600:
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
        length += 1 + len(name)
        if length < 4096:
            relative = os.path.join(relative, name)
    os.close(here)
    tree.expected[os.path.join(relative, name)] = Reason.TOO_DEEP
