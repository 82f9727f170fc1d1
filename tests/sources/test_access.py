"""Who can read a table, by the grants of real servers: roles, columns, row security, views that show more, patterns, hosts."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from scanner.settings import Sql
from scanner.sources import SourceOptions, open_source
from scanner.sources.database.access import BROAD, Facts, Readers, facts
from tests.sources.databases import PASSWORD, READER, Server

MANY_ROLES = "\n".join(f"CREATE ROLE many_{n} LOGIN IN ROLE nested;" for n in range(BROAD + 1))
MANY_USERS = "\n".join(
    f"CREATE USER m{n}@localhost IDENTIFIED BY '{PASSWORD}';\nGRANT crowd TO m{n}@localhost;" for n in range(BROAD + 1)
)
POSTGRES = f"""
CREATE ROLE boss LOGIN;
CREATE ROLE clerks;
CREATE ROLE tanaka LOGIN IN ROLE clerks;
CREATE ROLE everyone_here;
CREATE ROLE nested IN ROLE everyone_here;
CREATE ROLE auditor LOGIN;
GRANT pg_read_all_data TO auditor;
{MANY_ROLES}
CREATE SCHEMA hr AUTHORIZATION boss;
CREATE SCHEMA closed AUTHORIZATION boss;
GRANT USAGE ON SCHEMA hr TO PUBLIC;
SET ROLE boss;
CREATE TABLE hr.own (a int);
CREATE TABLE hr.told (a int, b int);
GRANT SELECT ON hr.told TO clerks;
CREATE TABLE hr.broad (a int);
GRANT SELECT ON hr.broad TO everyone_here;
CREATE TABLE hr.open (a int);
GRANT SELECT ON hr.open TO PUBLIC;
CREATE TABLE hr.columns (a int, b int, c int);
GRANT SELECT (a, b) ON hr.columns TO tanaka;
CREATE TABLE hr.secured (a int);
GRANT SELECT ON hr.secured TO clerks;
ALTER TABLE hr.secured ENABLE ROW LEVEL SECURITY;
CREATE TABLE hr.policed (a int);
GRANT SELECT ON hr.policed TO clerks;
ALTER TABLE hr.policed ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_them ON hr.policed USING (true);
CREATE TABLE hr.shown (a int);
CREATE VIEW hr.window AS SELECT a FROM hr.shown;
CREATE VIEW hr.far AS SELECT a FROM hr.window;
GRANT SELECT ON hr.far TO PUBLIC;
CREATE TABLE hr.asked (a int);
CREATE VIEW hr.as_you AS SELECT a FROM hr.asked;
GRANT SELECT ON hr.as_you TO PUBLIC;
CREATE TABLE closed.behind (a int);
GRANT SELECT ON closed.behind TO PUBLIC;
CREATE TABLE hr.taken (a int);
GRANT INSERT, UPDATE, DELETE ON hr.taken TO PUBLIC;
RESET ROLE;
"""


@pytest.fixture(scope="module")
def granted(postgresql: Server) -> dict[str, tuple[str, str, str]]:
    """Table → (exposure, detail, owner)."""
    postgresql.run("postgres", "CREATE DATABASE granted")
    postgresql.run("granted", POSTGRES)
    version = postgresql.connect("granted").info.server_version
    if version >= 150_000:
        postgresql.run("granted", "ALTER VIEW hr.as_you SET (security_invoker = true)")
    source = open_source(postgresql.target("granted"), SourceOptions(sql=Sql(views=True)))
    return {item.relative: (item.exposure, item.exposure_detail, item.owner) for item in source.list()}


@pytest.mark.parametrize(
    ("table", "exposure", "said"),
    [
        ("hr.own", "group", ("pg_read_all_data: auditor",)),  # nobody but who may read everything
        ("hr.told", "group", ("SELECT to clerks (1 members)", "2 accounts can read it")),
        ("hr.broad", "company", (f"SELECT to everyone_here ({BROAD + 1} members)",)),  # through a role in a role
        ("hr.open", "company", ("SELECT to PUBLIC",)),
        ("hr.columns", "group", ("SELECT of a, b to tanaka",)),
        ("hr.secured", "private", ("row-level security: no policy",)),
        ("hr.policed", "group", ("row-level security: 1 policies, one shows every row to PUBLIC",)),
        ("hr.shown", "company", ("view hr.far shows it to everybody",)),  # through a view of a view
        ("hr.window", "company", ("view hr.far shows it to everybody",)),
        ("closed.behind", "group", ("PUBLIC stops at the door",)),
        ("hr.taken", "group", ()),  # who may write may not read
    ],
)
def test_exposure_by_grants_of_postgresql(
    granted: dict[str, tuple[str, str, str]], table: str, exposure: str, said: tuple[str, ...]
) -> None:
    found, detail, owner = granted[table]
    assert (found, owner) == (exposure, "boss"), detail
    for words in said:
        assert words in detail


def test_a_view_that_reads_in_its_readers_name_shows_nothing_more(
    postgresql: Server, granted: dict[str, tuple[str, str, str]]
) -> None:
    if postgresql.connect("granted").info.server_version < 150_000:
        pytest.skip("security_invoker came with PostgreSQL 15")
    assert granted["hr.asked"][0] == "group" and "as_you" not in granted["hr.asked"][1]


def test_a_new_grant_makes_a_new_version(postgresql: Server) -> None:
    postgresql.run("postgres", "CREATE DATABASE regranted")
    postgresql.run("regranted", "CREATE TABLE public.t (a int)")

    def version() -> tuple[str, str]:
        (item,) = open_source(postgresql.target("regranted")).list()
        return item.version, item.exposure

    before = version()
    assert version() == before
    postgresql.run("regranted", "GRANT SELECT ON public.t TO PUBLIC")
    after = version()
    assert after[0] != before[0] and after[1] == "company"


MARIADB = f"""
CREATE DATABASE lease_a;
CREATE TABLE lease_a.own (a int);
CREATE TABLE lease_a.told (a int, b int);
CREATE TABLE lease_a.shown (a int);
CREATE TABLE lease_a.columns (a int, b int);
CREATE VIEW lease_a.window AS SELECT a FROM lease_a.shown;
CREATE DATABASE leaseXa;
CREATE TABLE leaseXa.wild (a int);
CREATE DATABASE lease_many;
CREATE TABLE lease_many.broad (a int);
CREATE USER clerk@localhost IDENTIFIED BY '{PASSWORD}';
CREATE USER tanaka@'%' IDENTIFIED BY '{PASSWORD}';
CREATE ROLE readers;
GRANT readers TO tanaka@'%';
GRANT SELECT ON lease_a.told TO readers;
GRANT SELECT (a) ON lease_a.columns TO clerk@localhost;
GRANT SELECT ON lease_a.window TO tanaka@'%';
GRANT SELECT ON `lease_a`.own TO clerk@localhost;
REVOKE SELECT ON `lease_a`.own FROM clerk@localhost;
GRANT SELECT ON `leaseX%`.* TO clerk@localhost;
CREATE ROLE crowd;
GRANT SELECT ON lease_many.* TO crowd;
CREATE DATABASE ajar;
CREATE TABLE ajar.t (a int);
CREATE USER guest@'%';
GRANT SELECT ON ajar.* TO guest@'%';
{MANY_USERS}
"""


@pytest.fixture(scope="module")
def of_mariadb(mariadb: Server) -> dict[str, tuple[str, str]]:
    mariadb.run("mysql", MARIADB)
    source = open_source(f"mysql://owner@127.0.0.1:{mariadb.port}", SourceOptions(sql=Sql(views=True)))
    return {item.relative: (item.exposure, item.exposure_detail) for item in source.list()}


@pytest.mark.parametrize(
    ("table", "exposure", "said"),
    [
        ("lease_a.own", "private", ()),
        ("lease_a.told", "group", ("SELECT to readers", "1 accounts may come from any host")),
        ("lease_a.columns", "group", ("SELECT of a to clerk@localhost",)),
        ("lease_a.shown", "group", ("view lease_a.window shows it to 1 more accounts",)),
        ("leaseXa.wild", "group", ("SELECT on the schema by a pattern to clerk@localhost",)),
        ("lease_many.broad", "company", (f"{BROAD + 1} accounts can read it",)),
        ("ajar.t", "public", ("without a password: guest@%",)),
    ],
)
def test_exposure_by_grants_of_mariadb(
    of_mariadb: dict[str, tuple[str, str]], table: str, exposure: str, said: tuple[str, ...]
) -> None:
    found, detail = of_mariadb[table]
    assert found == exposure, detail
    for words in said:
        assert words in detail


def test_an_account_that_may_not_see_the_grants_says_so(
    mariadb: Server, of_mariadb: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    mariadb.run("mysql", f"GRANT SELECT ON lease_a.* TO {READER}@'%'")
    monkeypatch.setenv("MYSQL_PWD", PASSWORD)
    found = {item.relative: item for item in open_source(mariadb.target("lease_a", READER)).list()}
    assert found["lease_a.own"].exposure == "unknown"
    assert found["lease_a.own"].exposure_detail == "not known: SELECT on the schema mysql"


@pytest.mark.skipif(os.name == "nt", reason="modes of files")
@pytest.mark.parametrize(
    ("mode", "folder", "exposure"), [(0o600, 0o755, "private"), (0o640, 0o755, "group"), (0o644, 0o700, "private")]
)
def test_a_file_is_as_open_as_its_folder_lets_it_be(tmp_path: Path, mode: int, folder: int, exposure: str) -> None:
    path = tmp_path / "inner" / "base.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE t (a)")
    base.close()
    path.chmod(mode)
    path.parent.chmod(folder)
    (item,) = open_source(f"sqlite://{path}").list()
    # folders of pytest are closed to others themselves
    assert item.exposure == ("private" if exposure == "group" and not _enterable(tmp_path) else exposure)
    assert item.exposure_detail.startswith(f"mode of the file {mode:04o}")


def _enterable(folder: Path) -> bool:
    return all(one.stat().st_mode & 0o010 for one in (folder, *folder.parents))


FEW, MANY, ALL = Readers(frozenset("ab")), Readers(frozenset(map(str, range(BROAD + 1)))), Readers(everybody=True)


@pytest.mark.parametrize(
    ("table", "view", "exposure", "widened"),
    [
        (Readers(), FEW, "group", True),
        (FEW, Readers(frozenset("a")), "group", False),
        (Readers(frozenset("c")), FEW, "group", True),  # others, though no more
        (FEW, MANY, "company", True),
        (FEW, ALL, "company", True),
        (ALL, MANY, "company", False),
        (ALL, Readers(everybody=True, anybody=True), "public", True),
    ],
)
def test_a_table_is_as_exposed_as_what_shows_it(table: Readers, view: Readers, exposure: str, widened: bool) -> None:
    place, name = ("s", "t"), ("s", "v")
    found = facts({place: table, name: view}, {name: [place], ("s", "w"): [name, place], ("s", "x"): [("s", "x")]}, {})
    assert found[place].exposure == exposure
    assert ("view s.v" in found[place].detail) is widened
    assert found[name] == Facts(view.exposure, found[name].detail)
