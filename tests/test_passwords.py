"""Passwords: where a plan may say they are, and that no trace of them is left anywhere."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import keyring.backend
import pytest

from scanner import inventory, passwords
from scanner.config import load_plan
from scanner.problems import ConfigError
from tests import builders
from tests.builders import zips
from tests.needs import ROOT

SECRET, OTHER = "Tsukiyo-no-Kani-8", "機密パスワード9"


class _Keyring(keyring.backend.KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return SECRET if (service, username) == ("daicho", "zip") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


def secret_file(folder: Path, mode: int = 0o600) -> Path:
    path = folder / "passwords"
    path.write_text(f"{OTHER}\n\n 空白あり \r\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_references(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(_Keyring())
    try:
        references = [f"file:{secret_file(tmp_path)}", "env:P1", "keyring:daicho/zip"]
        found = passwords.read(references, {"P1": "一つ目"})
        assert found == (OTHER, " 空白あり ", "一つ目", SECRET)
        with pytest.raises(ConfigError, match="keyring:daicho/none: is not set"):
            passwords.read(["keyring:daicho/none"])
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("wrong", [SECRET, "env:", "keyring:x", "http://a", ""])
def test_what_is_no_reference_may_be_a_password_and_is_not_quoted(wrong: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_plan({"passwords": (wrong, "env:A")}, env={})
    assert "env:NAME" in str(caught.value) and "env:変数名" in caught.value.ja
    assert len(wrong) < 10 or wrong not in f"{caught.value} {caught.value.ja}"


def test_missing_ones_are_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="env:NONE: is not set"):
        passwords.read(["env:NONE"], {})
    with pytest.raises(ConfigError, match="cannot be read"):
        passwords.read([f"file:{tmp_path / 'none'}"])


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="chmod 600"):
        passwords.read([f"file:{secret_file(tmp_path, 0o640)}"])


def share(root: Path) -> Path:
    """Files under the passwords, under another one, and one that is broken in the middle."""
    root.mkdir()
    members = {"名簿.txt": "山田太郎 090-1234-5678\n".encode() * 40}
    locked = zips.zip_by(members, "deflate", password=OTHER.encode())
    (root / "開く.zip").write_bytes(locked)
    (root / "壊れ.zip").write_bytes(locked[:90] + bytes(20) + locked[110:])
    (root / "開く.xlsx").write_bytes(builders.encrypted_xlsx(SECRET))
    (root / "壊れ.xlsx").write_bytes(builders.encrypted_xlsx(SECRET)[:5000])
    (root / "開く.pdf").write_bytes(builders.pdf(["山田太郎"], password=SECRET))
    (root / "閉.zip").write_bytes(zips.zip_by(members, "stored", password=b"another"))
    (root / "平.zip").write_bytes(zips.zip_by(members, "stored"))
    return root


def spellings(secret: str) -> set[bytes]:
    raw = secret.encode()
    return {raw, secret.encode("utf-16-le"), secret.encode("cp932"), base64.b64encode(raw), raw.hex().encode(),
            json.dumps(secret)[1:-1].encode()}  # fmt: skip


def test_passwords_open_files_and_leave_no_trace(tmp_path: Path) -> None:
    target, out, home = share(tmp_path / "share"), tmp_path / "out", tmp_path / "home"
    (home / "tmp").mkdir(parents=True)
    config = tmp_path / "plan.yaml"
    config.write_text(f"passwords: ['env:MY_PW', 'file:{secret_file(tmp_path)}']\n", encoding="utf-8")
    where = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home / "tmp")}
    command = [
        sys.executable,
        "-c",
        "from scanner.cli import main; main()",
        "scan",
        str(target),
        "--config",
        str(config),
        "--out",
        str(out),
    ]
    done = subprocess.run(
        [*command, "--executor", "local", "--depth", "quick", "--lang", "en"],
        env={**os.environ, **where, "MY_PW": SECRET, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    items = {row["relative"]: row for row in inventory.open(out).table("items").to_pylist()}
    told = {name: (row["status"], row["encrypted"]) for name, row in items.items()}
    assert told["開く.zip"] == told["開く.xlsx"] == told["開く.pdf"] == ("scanned", True)
    assert told["平.zip"] == ("scanned", False)
    assert told["閉.zip"] == ("partial", True)  # its members have names
    assert told["壊れ.zip"][0] == "partial" and told["壊れ.xlsx"][0] == "unreadable"
    everything = [done.stdout, done.stderr]
    for folder in (out, home):
        everything += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for secret in (SECRET, OTHER):
        for spelling in spellings(secret):
            assert not any(spelling in data for data in everything)
    assert not list((home / "tmp").rglob("*"))
    assert "env:MY_PW" in next(out.glob("runs/*/plan.yaml")).read_text(encoding="utf-8")
