"""Real database servers on loopback for tests and benchmarks: PostgreSQL and MariaDB, each with a log of all statements."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sources import shares

running, free_port = shares._running, shares._port
_AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env")
_MAKE = "make services"
OWNER, READER, PASSWORD = "owner", "reader", "Passw0rd-for-tests"


@dataclass(frozen=True)
class Server:
    """scheme, port: of its targets. log: file with every statement it was sent."""

    scheme: str
    port: int
    log: Path

    def target(self, database: str, user: str = OWNER) -> str:
        return f"{self.scheme}://{user}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str, user: str = OWNER) -> Any:
        """A connection of the driver's own, with autocommit, as an administrator would have it."""
        if self.scheme == "postgresql":
            import psycopg

            return psycopg.connect(f"postgresql://{user}@127.0.0.1:{self.port}/{database}", autocommit=True)
        import pymysql

        password = "" if user == OWNER else PASSWORD
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, database=database, autocommit=True
        )

    def run(self, database: str, statements: str, user: str = OWNER) -> None:
        """Statements with ";" at the end of a line between them."""
        base = self.connect(database, user)
        try:
            with base.cursor() as cursor:
                for statement in filter(None, map(str.strip, (statements.strip() + "\n").split(";\n"))):
                    cursor.execute(statement)
        finally:
            base.close()


@contextmanager
def postgresql(folder: Path, *settings: str) -> Iterator[Server]:
    """One that trusts everybody on loopback. settings: "name=value". A role `reader` can log in and see nothing yet."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not places:
        pytest.skip(f"needs postgresql: {_MAKE}")
    there = places[-1].parent
    _give(folder)
    as_nobody = (*_as_nobody(), f"HOME={folder}")
    data, log, port = folder / "data", folder / "log", free_port()
    subprocess.run(
        [*as_nobody, str(there / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
         "--no-sync"],
        check=True, capture_output=True,
    )  # fmt: skip
    options = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off", "synchronous_commit=off",
               "full_page_writes=off", "autovacuum=off", "log_statement=all", "log_line_prefix=%a: ",
               f"port={port}", *settings)  # fmt: skip
    command = [*as_nobody, str(there / "postgres"), "-D", str(data)]
    with running([*command, *(word for one in options for word in ("-c", one))], port, log):
        server = Server("postgresql", port, log)
        _until_it_answers(server, "postgres")
        server.run("postgres", f"CREATE ROLE {READER} LOGIN")
        yield server


@contextmanager
def mariadb(folder: Path, *settings: str) -> Iterator[Server]:
    """One whose user `owner` has no password, and whose user `reader` has one and can see nothing yet."""
    server, install = shutil.which("mariadbd", path="/usr/sbin:/usr/bin"), shutil.which("mariadb-install-db")
    if server is None or install is None:
        pytest.skip(f"needs mariadb: {_MAKE}")
    _give(folder)
    data, log, port = folder / "data", folder / "general.log", free_port()
    common = (f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db")
    subprocess.run(
        [*_as_nobody(), f"HOME={folder}", install, "--no-defaults", *common], check=True, capture_output=True
    )
    first = folder / "first.sql"
    first.write_text(  # a statement a line
        f"CREATE USER {OWNER}@'%';\nGRANT ALL ON *.* TO {OWNER}@'%' WITH GRANT OPTION;\n"
        f"CREATE USER {READER}@'%' IDENTIFIED BY '{PASSWORD}';\n"
    )
    command = [
        *_as_nobody(), f"HOME={folder}", server, "--no-defaults", f"--datadir={data}", f"--port={port}",
        "--bind-address=127.0.0.1", f"--socket={folder}/socket", f"--pid-file={folder}/pid", "--general-log=1",
        f"--general-log-file={log}", f"--init-file={first}", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=64M", "--skip-name-resolve", "--character-set-server=utf8mb4", *settings,
    ]  # fmt: skip
    with running(command, port, folder / "out"):
        server_ = Server("mysql", port, log)
        _until_it_answers(server_, "mysql")
        yield server_


def _until_it_answers(server: Server, database: str) -> None:
    for left in reversed(range(100)):
        try:
            server.connect(database).close()
            return
        except Exception:
            if not left:
                raise
            time.sleep(0.1)


def _as_nobody() -> tuple[str, ...]:
    """Database servers refuse to run as root. Who is not root runs them as themselves."""
    import os

    return _AS_NOBODY if os.geteuid() == 0 else ("env",)


def _give(folder: Path) -> None:
    """To the user that serves; folders of pytest are closed for it, so `folder` must not be one of those."""
    import os

    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
