"""What only FTP has: listings for people, certificates, names that no command can hold."""

from __future__ import annotations

import datetime
import ftplib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scanner.model import Reason
from scanner.problems import ConfigError, Unreadable
from scanner.sources import ftplist, open_source
from scanner.sources.ftp import _told
from scanner.sources.tree import Broken
from tests.sources.shares import USER, rclone, vsftpd

TEXT = "連絡先は担当まで\n"


@pytest.mark.parametrize("line, name, kind, size, owner, exposure", [
    (b"-rw-r--r--    1 tanaka   sales        12 Nov 27 01:33 b c.txt", b"b c.txt", "file", 12, "tanaka", "company"),
    (b"-rw-r-----    1 tanaka   sales        12 Nov 27  2025  lead", b" lead", "file", 12, "tanaka", "group"),
    (b"-rw-------+   1 1000     1000 3000000000 27 Nov 01:33 x", b"x", "file", 3_000_000_000, "1000", "private"),
    (b"drwxr-xr-x    2 0        0          4096 Nov 27 01:33 .h", b".h", "folder", 4096, "0", "company"),
    (b"lrwxrwxrwx    1 0        0             3 Nov 27 01:33 l -> a", b"l", "symlink", 3, "0", "company"),
    ("-rw-r--r-- 1 a b 12 11月 27日 01:33 名簿.txt".encode(), "名簿.txt".encode(), "file", 12, "a", "company"),
    (b"-rw-r--r-- 1 a b 12 2026-11-27 01:33 x.txt", b"x.txt", "file", 12, "a", "company"),
    (b"prw-r--r--    1 0        0             0 Nov 27 01:33 pipe", b"pipe", "special", 0, "0", "company"),
    (b"11-27-26  01:33AM                   12 a b.txt", b"a b.txt", "file", 12, "", "unknown"),  # IIS
    ("11-27-2026  01:33       <DIR>          人事".encode("cp932"), "人事".encode("cp932"), "folder", 0, "", "unknown"),
])  # fmt: skip
def test_lines_for_people(line: bytes, name: bytes, kind: str, size: int, owner: str, exposure: str) -> None:
    node = ftplist.listed(line)
    assert node and (node.name, node.kind, node.size, node.owner, node.exposure) == (name, kind, size, owner, exposure)
    assert node.problem is None


@pytest.mark.parametrize(
    "line", [b"total 12", b"", b"drwxr-xr-x 2 0 0 4096 Nov 27 01:33 ..", b"drwxr-xr-x 2 0 0 9 Nov 27 01:33 ."]
)
def test_lines_of_no_file(line: bytes) -> None:
    assert ftplist.listed(line) is None


def test_a_line_that_is_not_understood_is_a_row() -> None:
    node = ftplist.listed(b"R [RWCEAFMS] Admin 12 Nov 27 01:33 a.txt")  # NetWare
    assert node and node.problem and node.problem.reason is Reason.UNSUPPORTED


@pytest.mark.parametrize("line, wanted", [
    (b"type=file;size=12;modify=20261127013311.123;UNIX.mode=0640;UNIX.groupname=sales; a; b.txt",
     (b"a; b.txt", "file", 12, 1795743191.0, "group", "0640, group sales")),
    (b"Type=dir;Modify=20261127013311;Size=0; \xff\x80", (b"\xff\x80", "folder", 0, 1795743191.0, "unknown", "")),
    (b"type=OS.unix=slink:/etc;size=3; l", (b"l", "symlink", 3, 0.0, "unknown", "")),
    (b"type=file;size=x;modify=never; a", (b"a", "file", 0, 0.0, "unknown", "")),
])  # fmt: skip
def test_exact_lines(line: bytes, wanted: tuple[Any, ...]) -> None:
    node = ftplist.facts(line)
    assert node and (node.name, node.kind, node.size, node.modified, node.exposure, node.detail) == wanted


@pytest.mark.parametrize("line", [b"type=pdir; ..", b"", b"type=file;size=1;", b"size=1; a"])
def test_exact_lines_of_nothing(line: bytes) -> None:
    assert ftplist.facts(line) is None


@pytest.mark.parametrize("raised, becomes", [
    (ftplib.error_perm("530 Login incorrect for secret"), PermissionError),
    (ftplib.error_perm("550 /secret: Permission denied"), PermissionError),
    (ftplib.error_perm("550 /secret: No such file or directory"), FileNotFoundError),
    (ftplib.error_perm("502 secret"), Unreadable),
    (ftplib.error_temp("421 secret"), Broken),
    (ftplib.error_reply("secret"), Broken),
    (EOFError(), Broken),
    (TimeoutError("secret"), Broken),
    (ValueError("an illegal newline character secret"), Unreadable),
])  # fmt: skip
def test_errors(raised: Exception, becomes: type[Exception]) -> None:
    with pytest.raises(becomes) as caught, _told():
        raise raised
    assert type(caught.value) is becomes and "secret" not in str(caught.value)


# --- TLS ---


@contextmanager
def _tls(*more: str) -> Iterator[tuple[int, Path, Path]]:
    """(port, its certificate, log) of a server that speaks TLS, wants one session for all, and shows one file."""
    with TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        (top / "share").mkdir()
        (top / "share" / "名簿.txt").write_text(TEXT, encoding="utf-8")
        (top / "work").mkdir()
        _certificate(top / "work")
        flags = [f"rsa_cert_file={top}/work/cert.pem", f"rsa_private_key_file={top}/work/key.pem", "ssl_enable=YES"]
        flags += ["allow_anon_ssl=YES", "force_anon_logins_ssl=YES", "force_anon_data_ssl=YES", "require_ssl_reuse=YES"]
        with vsftpd(top / "share", top / "work", *flags, *more) as port:
            yield port, top / "work" / "cert.pem", top / "work" / "seen"


@pytest.fixture(scope="module")
def tls() -> Iterator[tuple[int, Path, Path]]:
    with _tls() as server:
        yield server


def _certificate(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )


@pytest.mark.parametrize("implicit", [False, True])
def test_over_tls(implicit: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with _tls(*(["implicit_ssl=YES"] if implicit else [])) as (port, certificate, _):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setattr("scanner.sources.ftp._IMPLICIT", port if implicit else 0)
        source: Any = open_source(f"ftps://localhost:{port}")
        (item,) = source.list()
        assert item.relative == "名簿.txt" and item.problem is None
        with source.open(item) as stream:
            assert stream.read().decode() == TEXT


def test_a_certificate_that_nobody_vouches_for(tls: tuple[int, Path, Path]) -> None:
    """Before the password is sent."""
    port, _, log = tls
    with pytest.raises(ConfigError, match="certificate is not trusted"):
        open_source(f"ftps://localhost:{port}")
    assert "PASS" not in log.read_text()


def test_a_wrong_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAICHO_FTP_USER", USER)
    monkeypatch.setenv("DAICHO_FTP_PASSWORD", "wrong-secret")
    (tmp_path / "share").mkdir()
    with (
        rclone("ftp", tmp_path / "share", tmp_path / "log") as port,
        pytest.raises(ConfigError, match="permission_denied") as told,
    ):
        open_source(f"ftp://localhost:{port}")
    assert "wrong-secret" not in str(told.value) + told.value.ja
