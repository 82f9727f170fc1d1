"""No password, key or passphrase is in anything that daicho writes or says, whatever goes wrong and however much is logged."""

from __future__ import annotations

import base64
import logging
import os
import socket
import subprocess
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.sources.clouds import SECRET, azurite
from tests.sources.shares import PASSWORD, USER, rclone, samba, sshd

WRONG = "Wr0ng&Secret/7531=+"
PASSPHRASE = "Planted%Phrase 2468"
AZURE = base64.b64encode(b"planted key of an account").decode()
SECRETS = (PASSWORD, WRONG, PASSPHRASE, AZURE, SECRET)


def spellings(secret: str) -> Iterator[bytes]:
    """As it stands, and as protocols write it: in headers, in URLs, in Windows' text."""
    yield secret.encode()
    yield secret.encode("utf-16-le")
    yield quote(secret, safe="").encode()
    yield secret.encode().hex().encode()
    yield repr(secret)[1:-1].encode()
    for whole in (secret, f"{USER}:{secret}"):
        yield base64.b64encode(whole.encode()).rstrip(b"=")


@dataclass
class Said:
    """Everything that was written: the folder of the scan, the terminal, a log of everything, tracebacks."""

    folder: Path
    texts: list[bytes] = field(default_factory=list)

    def daicho(self, *arguments: str) -> int:
        from scanner.cli import cli

        done = CliRunner().invoke(cli, list(arguments))
        self.texts.append(done.output.encode())
        if done.exc_info and not isinstance(done.exception, SystemExit):
            self.texts.append("".join(traceback.format_exception(*done.exc_info)).encode())
        return done.exit_code

    def scan(self, target: str, name: str, *flags: str) -> int:
        self.daicho("sources", "check", target, *flags)
        common = ["--executor", "inline", "--depth", "quick", "--lang", "en", "--out", str(self.folder / name)]
        return self.daicho("scan", target, *common, *flags)

    def leaks(self) -> set[tuple[str, str]]:
        """(secret, where)."""
        found = set()
        for path in self.folder.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                if path.suffix == ".parquet":
                    data += repr(pq.read_table(path).to_pylist()).encode()
                found |= {(secret, str(path)) for secret in SECRETS for one in spellings(secret) if one in data}
        for text in self.texts:
            found |= {(secret, text[:200].decode()) for secret in SECRETS for one in spellings(secret) if one in text}
        return found


@pytest.fixture
def said(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Said]:
    """With every library told to log whatever it can."""
    for name in [name for name in os.environ if name.startswith(("DAICHO_", "AZURE_", "AWS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAICHO_KEY", "k" * 32)
    monkeypatch.setattr("scanner.sources.tree._WAIT", 0.0)
    root, level = logging.getLogger(), logging.getLogger().level
    log = logging.FileHandler(tmp_path / "debug.log", encoding="utf-8")
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    found = Said(tmp_path)
    try:
        yield found
    finally:
        root.setLevel(level)
        root.removeHandler(log)
        log.close()
    captured = capfd.readouterr()
    found.texts += [captured.out.encode(), captured.err.encode()]
    assert not found.leaks()


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"Authorization: Basic " + base64.b64encode(f"{USER}:{WRONG}".encode()))
    (tmp_path / "b").write_bytes(PASSWORD.encode("utf-16-le"))
    assert {secret for secret, _ in Said(tmp_path).leaks()} == {WRONG, PASSWORD}


# --- servers that let us in, or do not ---


@contextmanager
def served(kind: str) -> Iterator[str]:
    with TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        (top / "share").mkdir()
        (top / "share" / "名簿.txt").write_text("電話 090-1234-5678\n", encoding="utf-8")
        (top / "share" / "名簿.txt").chmod(0o644)
        (top / "share").chmod(0o755)
        if kind == "smb":
            with samba(top / "share", top / "smbd") as port:
                yield f"smb://127.0.0.1:{port}/共有"
        else:
            with rclone({"dav": "webdav"}.get(kind, kind), top / "share", top / "log") as port:
                yield f"{kind}://127.0.0.1:{port}"


SECTIONS = {"smb": "smb", "dav": "webdav", "ftp": "ftp"}


@pytest.mark.parametrize("kind", SECTIONS)
def test_passwords_of_servers(kind: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment, and by reference from a file and a keyring; right ones and wrong ones."""
    keyring: Any = pytest.importorskip("keyring")
    variable, section = f"DAICHO_{SECTIONS[kind].upper()}", SECTIONS[kind]
    monkeypatch.setenv(f"{variable}_USER", USER)
    hidden = said.folder.parent / "secrets"
    hidden.mkdir(exist_ok=True)
    (hidden / "password").write_text(PASSWORD + "\n")
    (hidden / "password").chmod(0o600)
    monkeypatch.setattr(keyring, "get_password", lambda service, user: {"right": PASSWORD, "wrong": WRONG}.get(user))
    with served(kind) as target:
        monkeypatch.setenv(f"{variable}_PASSWORD", PASSWORD)
        assert said.scan(target, "right") == 0
        monkeypatch.setenv(f"{variable}_PASSWORD", WRONG)
        assert said.scan(target, "wrong") == 2
        monkeypatch.delenv(f"{variable}_PASSWORD")
        references = [("keyring:daicho/right", 0), ("keyring:daicho/wrong", 2), ("keyring:daicho/none", 2)]
        references += [(f"file:{hidden}/password", 0), ("env:NOT_SET", 2)] if kind == "dav" else []
        for number, (reference, code) in enumerate(references):
            plan = said.folder / f"{number}.yaml"
            plan.write_text(f"{section}: {{password: '{reference}'}}\n")
            assert said.scan(target, f"reference-{number}", "--config", str(plan)) == code, reference
    assert kind == "ftp" or (said.folder / "debug.log").stat().st_size > 1_000  # ftplib logs nothing
    # gone meanwhile
    monkeypatch.setenv(f"{variable}_PASSWORD", PASSWORD)
    assert said.scan(target, "gone") == 2


def test_keys_with_a_passphrase(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory() as name:
        work, share = Path(name) / "work", Path(name) / "share"
        work.mkdir()
        share.mkdir()
        (share / "a.txt").write_text("x")
        with sshd(work) as (port, key, known):
            command = ["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", str(key)]
            subprocess.run(command, check=True, capture_output=True)
            plan = said.folder / "plan.yaml"
            plan.write_text(f"sftp: {{key_file: {key}, known_hosts: {known}, passphrase: 'env:PLANTED'}}\n")
            target = f"sftp://root@127.0.0.1:{port}{share}"
            monkeypatch.setenv("PLANTED", PASSPHRASE)
            assert said.scan(target, "right", "--config", str(plan)) == 0
            monkeypatch.setenv("PLANTED", WRONG)
            assert said.scan(target, "wrong", "--config", str(plan)) == 2
            plan.write_text(f"sftp: {{known_hosts: {known}, password: 'env:PLANTED'}}\n")
            monkeypatch.setenv("HOME", name)
            monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
            assert said.scan(target, "password", "--config", str(plan)) == 2


def test_a_key_of_azure(said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    with azurite(tmp_path_factory.mktemp("azurite")) as server:
        server.make("jinji")
        for number, key in enumerate((SECRET, AZURE)):
            monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", server.connection.replace(SECRET, key))
            assert said.scan("az://jinji", f"out-{number}") == (2 if number else 0)


# --- servers that are none ---


@contextmanager
def babble() -> Iterator[int]:
    """Somebody who says anything and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]

        def talk() -> None:
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    try:
                        peer.settimeout(0.3)
                        peer.sendall(b"SSH-2.0-x\r\n220 ready\r\n\0\0\0\x04\xffSMB" + bytes(range(256)))
                        peer.recv(65_536)
                    except OSError:
                        continue

        threading.Thread(target=talk, daemon=True).start()
        yield port
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("kind", ["smb", "sftp", "dav", "davs", "ftp", "ftps"])
def test_servers_that_are_none(kind: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMB", "SFTP", "WEBDAV", "FTP"):
        monkeypatch.setenv(f"DAICHO_{name}_USER", USER)
        monkeypatch.setenv(f"DAICHO_{name}_PASSWORD", WRONG)
    with babble() as port:
        target = f"{kind}://{USER}@127.0.0.1:{port}/share"
        assert said.daicho("scan", target, "--executor", "inline", "--out", str(said.folder / "out")) in (0, 2)


# --- in the wrong place ---


@pytest.mark.parametrize("target", [
    f"smb://{USER}:{PASSWORD}@host/share",
    f"sftp://{USER}:{quote(WRONG, safe='')}@host/share",
    f"dav://{USER}:{PASSWORD}#1@host",
    f"ftp://{PASSWORD}:@host/share",
])  # fmt: skip
def test_a_password_in_a_target_is_refused_and_not_repeated(target: str, said: Said) -> None:
    assert said.daicho("scan", target, "--out", str(said.folder / "out")) == 2
    assert said.daicho("sources", "check", target) == 2
    assert b"environment" in said.texts[-1] or "環境変数".encode() in said.texts[-1]


def test_a_password_in_the_plan_is_refused_and_not_repeated(said: Said) -> None:
    plan = said.folder.parent / "plan-with-secret.yaml"
    for text in (f"smb: {{password: '{PASSWORD}'}}", f"sftp: {{passphrase: '{WRONG}'}}", f"passwrod: '{PASSWORD}'"):
        plan.write_text(text)
        assert said.daicho("scan", "smb://host/share", "--config", str(plan)) == 2
