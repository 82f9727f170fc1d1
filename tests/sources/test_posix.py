"""Who can read a file of Unix: mode, access list, folders on the way, and root where a server refuses it."""

from __future__ import annotations

import errno
import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scanner.budget import Budget
from scanner.model import Problem, Reason
from scanner.sources import SourceOptions, open_source, posix
from scanner.sources.walk import SQUASHED

USER_OBJ, USER, GROUP_OBJ, GROUP, MASK, OTHER = 1, 2, 4, 8, 16, 32


def listed(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.mark.parametrize("entries, readers", [
    ([(USER_OBJ, 6, 0), (GROUP_OBJ, 4, 0), (OTHER, 0, 0)], ["group 4000002"]),
    ([(USER_OBJ, 6, 0), (USER, 4, 4000009), (GROUP_OBJ, 0, 0), (MASK, 4, 0), (OTHER, 0, 0)], ["user 4000009"]),
    ([(USER_OBJ, 6, 0), (USER, 4, 4000001), (GROUP_OBJ, 0, 0), (MASK, 4, 0), (OTHER, 0, 0)], []),  # the owner himself
    ([(USER_OBJ, 6, 0), (USER, 7, 4000009), (GROUP_OBJ, 4, 0), (MASK, 2, 0), (OTHER, 0, 0)], []),  # masked
    ([(USER_OBJ, 6, 0), (USER, 0, 4000009), (GROUP, 5, 4000003), (GROUP_OBJ, 0, 0), (MASK, 7, 0)], ["group 4000003"]),
])  # fmt: skip
def test_access_lists(entries: list[tuple[int, int, int]], readers: list[str]) -> None:
    assert posix.readers_of(listed(*entries), 4000001, 4000002) == readers


@pytest.mark.parametrize("damaged", [b"", b"\2\0\0", struct.pack("<I", 3), listed((1, 6, 0))[:-1]])
def test_access_lists_that_are_none(damaged: bytes) -> None:
    with pytest.raises(ValueError):
        posix.readers_of(damaged, 0, 0)


def exposures(folder: Path) -> dict[str, tuple[str, str]]:
    return {item.relative: (item.exposure, item.exposure_detail) for item in open_source(str(folder)).list()}


def test_access_lists_of_files(tmp_path: Path) -> None:
    """As setfacl of a company's administrator leaves them."""
    if shutil.which("setfacl") is None:
        pytest.skip("needs setfacl: make services (Debian package acl)")
    for name in ("one", "masked", "plain", "list-only", "all"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o640 if name == "plain" else 0o644 if name == "all" else 0o600)
    group = posix.group(os.getgid())
    try:
        subprocess.run(["setfacl", "-m", "u:65534:r", tmp_path / "one"], check=True, capture_output=True)
    except subprocess.CalledProcessError:
        pytest.skip("no access lists on this file system")
    subprocess.run(["setfacl", "-m", "u:65534:r,m:-", tmp_path / "masked"], check=True)
    subprocess.run(["setfacl", "-m", "u:65534:w,g::-,m:rw", tmp_path / "list-only"], check=True)
    nobody = posix.user(65534)
    assert exposures(tmp_path) == {
        "one": ("group", f"0640, user {nobody}"),
        "masked": ("private", "0600"),
        "plain": ("group", f"0640, group {group}"),
        "list-only": ("private", "0660"),  # the mask shows as the group's bits
        "all": ("company", "0644"),
    }


def test_a_folder_on_the_way_keeps_people_out(tmp_path: Path) -> None:
    for folder, mode in (
        ("open", 0o755),
        ("group", 0o750),
        ("group/deep", 0o755),
        ("mine", 0o700),
        ("mine/deep", 0o777),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_text("x")
        (tmp_path / folder / "a").chmod(0o644)
        (tmp_path / folder).chmod(mode)
    assert exposures(tmp_path) == {
        "open/a": ("company", "0644"),
        "group/a": ("group", "0644, in a folder 0750"),
        "group/deep/a": ("group", "0644, in a folder 0750"),
        "mine/a": ("private", "0644, in a folder 0700"),
        "mine/deep/a": ("private", "0644, in a folder 0700"),
    }


def test_root_that_is_refused_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As over NFS with root_squash: root may list what everybody may, and is nobody where only the owner may."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    real = os.open

    def refuse(path: Any, *rest: Any, **more: Any) -> int:
        if str(os.fsdecode(path)).endswith(("closed", "secret.txt")):
            raise PermissionError(errno.EACCES, "")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    at = open_source(str(tmp_path))
    found = {item.relative: item for item in at.list()}
    problem = found["closed"].problem
    assert problem and (problem.reason, problem.detail) == (Reason.PERMISSION_DENIED, SQUASHED)
    (refused,) = at.read(found["secret.txt"], Budget())
    assert isinstance(refused, Problem) and (refused.reason, refused.detail) == (Reason.PERMISSION_DENIED, SQUASHED)


def test_reading_leaves_no_access_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 100)
    os.utime(path, ns=(10**18, 2 * 10**18))  # read before it was changed: reading would be noted even with relatime
    at = open_source(str(tmp_path), SourceOptions())
    (item,) = at.list()
    list(at.read(item, Budget()))
    assert path.stat().st_atime_ns == 10**18
