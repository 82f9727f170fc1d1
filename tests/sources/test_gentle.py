"""What databases feel of a scan: nothing is written, nothing is waited for long, and what fails costs itself only."""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.budget import Budget, OverBudget
from scanner.cli.places import check, estimate
from scanner.config import load_plan
from scanner.model import Column, Passage, Problem, Reason
from scanner.problems import ConfigError
from scanner.settings import Sql
from scanner.sources import SourceOptions, open_source
from scanner.sources.database.slots import slot
from tests.sources.databases import PASSWORD, Server
from tests.sources.test_database_values import document
from tests.sources.test_postgres import gathered, items, read, source

SMALL = """
CREATE TABLE a_small (id int PRIMARY KEY, v varchar(20));
INSERT INTO a_small VALUES (1, 'x'), (2, 'y');
CREATE TABLE z_small (id int PRIMARY KEY, v varchar(20));
INSERT INTO z_small VALUES (1, 'x'), (2, 'y')
"""


@pytest.fixture(scope="module")
def postgres(postgresql: Server) -> Server:
    postgresql.run("postgres", "CREATE DATABASE gentle")
    postgresql.run("gentle", SMALL)
    postgresql.run(
        "gentle",
        "CREATE TABLE big AS SELECT i AS id, md5(i::text) AS v, repeat('長い文', 30) AS w FROM generate_series(1, 120000) i;\n"
        "CREATE VIEW slow AS SELECT pg_sleep(20)::text AS v;\n"
        "ANALYZE",
    )
    return postgresql


@pytest.fixture(scope="module")
def maria(mariadb: Server) -> Server:
    mariadb.run("mysql", "CREATE DATABASE gentle")
    mariadb.run("gentle", SMALL)
    mariadb.run(
        "gentle",
        "CREATE TABLE big (id int PRIMARY KEY, v char(32), w text) AS SELECT seq AS id, MD5(seq) AS v,"
        " REPEAT('長い文', 30) AS w FROM seq_1_to_120000;\n"
        "CREATE VIEW slow AS SELECT SLEEP(20) AS v;\n"
        "ANALYZE TABLE big",
    )
    return mariadb


@pytest.fixture(params=["postgres", "maria"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def schema(server: Server) -> str:
    return "public" if server.scheme == "postgresql" else "gentle"


def reasons(problems: list[Problem]) -> list[Reason]:
    return [problem.reason for problem in problems]


# --- nothing is written ---

READING = re.compile(
    r"(?:SELECT|WITH|COPY \((?:\s*SELECT|\s*WITH)?|SET|START TRANSACTION|BEGIN|ROLLBACK|SHOW)(?:\s|$)", re.I
)


def test_postgresql_is_only_read(postgres: Server) -> None:
    def counters() -> object:
        with postgres.connect("gentle") as base:
            for _ in range(100):  # who filled it tells what was written when he goes
                others = "FROM pg_stat_activity WHERE datname = 'gentle' AND pid != pg_backend_pid()"
                if not base.execute(f"SELECT count(*) {others}").fetchone()[0]:
                    break
                time.sleep(0.1)
            base.execute("SELECT pg_stat_force_next_flush()")
            return base.execute(
                "SELECT tup_inserted, tup_updated, tup_deleted, temp_files FROM pg_stat_database WHERE datname = 'gentle'"
            ).fetchone()

    before, start = counters(), len(postgres.log.read_bytes())
    for name in items(postgres.target("gentle"), views=True):
        if not name.endswith("slow"):
            read(postgres.target("gentle"), name, rows=1000)
    assert counters() == before
    lines = postgres.log.read_bytes()[start:].decode().splitlines()
    asked = [line for line in lines if line.startswith("daicho: LOG:")]
    statements = [text for line in asked if (text := re.sub(r"^.*?(?:statement|execute [^:]*): ", "", line)).strip()]
    assert len(statements) > 20
    assert not [text for text in statements if not READING.match(text)]
    transactions = [text for text in statements if text.startswith("BEGIN")]
    assert transactions and all(text.endswith("REPEATABLE READ READ ONLY") for text in transactions)
    data = [text for text in statements if '"public"."' in text]
    assert data and not [text for text in data if re.search(r"ORDER BY|SELECT \*|OFFSET", text)]
    assert [text for text in data if "TABLESAMPLE SYSTEM" in text and '"big"' in text]


def test_mariadb_is_only_read(maria: Server) -> None:
    start = len(maria.log.read_bytes())
    for name in items(maria.target("gentle"), views=True):
        if not name.endswith("slow"):
            read(maria.target("gentle"), name, rows=1000)
    lines = maria.log.read_bytes()[start:].decode("utf-8", "replace").splitlines()
    statements = [line.split("Query\t", 1)[1] for line in lines if "Query\t" in line]
    assert len(statements) > 20
    assert not [text for text in statements if not READING.match(text) and not text.startswith(("FROM", "WHERE"))]
    assert "SET SESSION TRANSACTION READ ONLY" in statements
    data = [text for text in statements if "FROM `gentle`.`" in text]
    assert data and not [text for text in data if re.search(r"SELECT \*|OFFSET", text)]
    assert all(text.endswith("LIMIT 1000") or "ORDER BY `id` LIMIT" in text for text in data if "ORDER BY" in text)


def test_a_write_is_refused_by_the_server(server: Server) -> None:
    """Not by our good will: the session itself cannot."""
    found = source(server.target("gentle"))
    with found._asking() as session, pytest.raises(Exception, match=r"SQLSTATE 25006|error 1792"):
        list(session.stream("DELETE FROM a_small" + " RETURNING id" * (server.scheme == "postgresql"), ()))
    assert len(read(server.target("gentle"), f"{schema(server)}.a_small").columns["id"]) == 2


# --- nobody waits for us, and we for nobody ---


def test_a_locked_table_is_a_row_and_the_others_are_read(server: Server) -> None:
    target = server.target("gentle")
    base = server.connect("gentle")
    try:
        with base.cursor() as cursor:
            if server.scheme == "postgresql":
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE a_small IN ACCESS EXCLUSIVE MODE")
            else:
                cursor.execute("LOCK TABLES a_small WRITE")
            names = items(target)
            found = source(target, lock_timeout=0.2)
            locked = gathered(found.read(names[f"{schema(server)}.a_small"], Budget()))
            assert reasons(locked.problems) == [Reason.TIMEOUT]
            assert "lock_timeout" in locked.problems[0].detail
            free = gathered(found.read(names[f"{schema(server)}.z_small"], Budget()))
            assert not free.problems and len(free.columns["id"]) == 2
    finally:
        base.close()


def test_a_statement_that_takes_too_long_is_ended(server: Server) -> None:
    found = read(server.target("gentle"), f"{schema(server)}.slow", views=True, statement_timeout=0.3)
    assert reasons(found.problems) == [Reason.TIMEOUT] or found.columns["v"] == ["1"]  # SLEEP() of MariaDB returns 1


def kill_ours(server: Server) -> None:
    """Ends the connections of the scan, as an administrator would."""
    base = server.connect("gentle")
    with base.cursor() as cursor:
        if server.scheme == "postgresql":
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'daicho'")
        else:
            cursor.execute(
                "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = 'gentle'"
            )
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")
    base.close()


def test_a_connection_that_is_killed_costs_the_rest_of_its_table(server: Server) -> None:
    target, name = server.target("gentle"), f"{schema(server)}.big"
    found, names = source(target, full=True), items(target)
    segments = found.read(names[name], Budget())
    first = next(segment for segment in segments if isinstance(segment, Column))
    kill_ours(server)
    rest = gathered(segments)
    assert reasons(rest.problems) == [Reason.IO_ERROR]
    assert 0 < len(first.values) + len(rest.columns.get(first.field, ())) < 120_000
    assert rest.extent is None  # what was said at the beginning holds: nothing is excluded
    again = gathered(found.read(names[f"{schema(server)}.z_small"], Budget()))  # over a new connection
    assert not again.problems and len(again.columns["id"]) == 2


def test_a_budget_that_is_spent_frees_the_connection(server: Server) -> None:
    target = server.target("gentle")
    found, names = source(target, full=True), items(target)
    segments = found.read(names[f"{schema(server)}.big"], Budget())
    next(segment for segment in segments if isinstance(segment, Column))
    segments.close()  # type: ignore[attr-defined]
    again = gathered(found.read(names[f"{schema(server)}.z_small"], Budget()))
    assert not again.problems and len(again.columns["id"]) == 2


# --- at most so many statements ---


def test_slots_are_shared_and_given_back(tmp_path: Path) -> None:
    def spent() -> None:
        raise OverBudget(Reason.TIMEOUT, "")

    def taken(count: int, server: str = "one") -> bool:
        try:
            with slot(str(tmp_path), server, count, spent):
                return False
        except OverBudget:
            return True

    with slot(str(tmp_path), "one", 2, spent):
        assert not taken(2)
        with slot(str(tmp_path), "one", 2, spent):
            assert taken(2)
            assert not taken(2, "another")
        assert not taken(2)
    assert not taken(1)


# --- who may look ---


@pytest.mark.parametrize(
    "target",
    [
        "postgresql://me:s3cret-word@db/hr",
        "postgresql://db/hr?password=s3cret-word",
        "mysql://me:s3cret-word@db/hr",
        "mysql://db/hr?passwd=s3cret-word",
        "sqlite:///a?token=s3cret-word",
    ],
)
def test_a_password_in_a_target_is_refused_and_not_repeated(target: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_plan({"targets": (target,)}, env={})
        open_source(target)
    assert "s3cret" not in str(caught.value) + caught.value.ja
    assert "password" in str(caught.value) and "パスワード" in caught.value.ja


def test_the_password_comes_from_where_the_plan_says(maria: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    maria.run("gentle", "GRANT SELECT ON gentle.a_small TO reader@'%'")
    monkeypatch.setenv("DB_WORD", PASSWORD)
    target = maria.target("gentle", "reader")
    assert list(items(target, password="env:DB_WORD")) == ["gentle.a_small"]
    monkeypatch.setenv("DB_WORD", "wrong")
    with pytest.raises(ConfigError, match="permission_denied, error 1045") as caught:
        open_source(target, SourceOptions(sql=Sql(password="env:DB_WORD")))
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("postgresql://127.0.0.1:1/x", "cannot be reached"),
        ("postgresql://127.0.0.1/", "which database"),
        ("postgresql://127.0.0.1:port/x", "the port is no number"),
        ("postgresql://127.0.0.1/x?sslmod=require", "'sslmod' is not known behind the .*sslmode"),
        ("mysql://127.0.0.1:1/x", "cannot be reached"),
        ("sqlite://relative.db", "three slashes"),
        ("sqlite:///no/such/file.db", r"cannot be opened \(vanished\)"),
        ("duckdb:///no/such/file.db", r"cannot be opened \(vanished\)"),
    ],
)
def test_mistakes_are_told_with_what_to_do(target: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        open_source(target)


# --- SQLite under the hands of a program ---


@pytest.fixture
def live(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    base = sqlite3.connect(tmp_path / "live.db", isolation_level=None)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA wal_autocheckpoint = 0")
    base.execute("CREATE TABLE t (v)")
    base.execute("INSERT INTO t VALUES ('in the log')")
    yield base
    base.close()


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_live_file_is_read_with_its_log_and_left_as_it_is(live: sqlite3.Connection, tmp_path: Path) -> None:
    live.execute("BEGIN IMMEDIATE")  # somebody writes, and is not disturbed
    live.execute("INSERT INTO t VALUES ('not yet')")
    before = listing(tmp_path)
    found = read(f"sqlite://{tmp_path}/live.db", "t")
    assert (found.columns["v"], found.problems) == (["in the log"], [])
    assert listing(tmp_path) == before
    live.execute("COMMIT")
    assert read(f"sqlite://{tmp_path}/live.db", "t").columns["v"] == ["in the log", "not yet"]


def test_a_log_alone_is_nothing_that_is_made(live: sqlite3.Connection, tmp_path: Path) -> None:
    """A file in WAL mode whose programs have ended: it is opened without the files that SQLite would put beside it."""
    live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(tmp_path / "live.db", alone / "live.db")
    assert read(f"sqlite://{alone}/live.db", "t").columns["v"] == ["in the log"]
    assert [path.name for path in alone.iterdir()] == ["live.db"]


def test_what_changes_under_our_hands_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("CREATE TABLE t (v)")
    base.execute("INSERT INTO t VALUES ('a')")
    found = source(f"sqlite://{path}")
    segments = found.read(next(iter(found.list())), Budget())
    next(segments)
    base.execute("INSERT INTO t VALUES ('b')")
    base.close()
    assert reasons(gathered(segments).problems) == [Reason.CHANGED]


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096], ids=["empty", "text", "damaged"]
)
def test_what_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    if content:
        with pytest.raises(ConfigError, match="corrupt"):
            open_source(f"sqlite://{tmp_path}/x.db")
    else:
        assert not list(open_source(f"sqlite://{tmp_path}/x.db").list())


def test_a_statement_of_sqlite_ends_too(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    base.execute("CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
                 " WHERE i < 0")  # fmt: skip
    base.close()
    before = threading.active_count()
    found = read(f"sqlite://{tmp_path}/x.db", "slow", views=True, statement_timeout=0.2)
    assert reasons(found.problems) == [Reason.TIMEOUT]
    assert threading.active_count() < before + 5


def test_a_plan_says_what_would_be_asked_of_the_server(postgres: Server) -> None:
    """Before anything is read: rows, rows that a sample would read, statements at a time."""
    target = postgres.target("gentle")
    start = len(postgres.log.read_bytes())
    plan = load_plan({"targets": (target,), "sql": {"rows": 1000, "statements": 1}}, env={})
    said = "\n".join(estimate(plan, "en"))
    assert "about 120,004 rows, of which 1,004 (" in said and "with 1 statements at a time" in said
    assert b'FROM ONLY "public"' not in postgres.log.read_bytes()[start:]


def test_a_plan_does_not_call_rows_that_nobody_counted_none(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "x.db")
    base.execute("CREATE TABLE t (a)")
    base.close()
    said = "\n".join(estimate(load_plan({"targets": (f"sqlite://{tmp_path}/x.db",)}, env={}), "en"))
    assert "1 tables besides, whose rows are not known" in said


def test_a_source_is_tried_with_a_row(postgres: Server) -> None:
    plan = load_plan({"targets": (postgres.target("gentle"),)}, env={})
    answers = list(check(postgres.target("gentle"), plan, "en"))
    assert not [answer.text for answer in answers if answer.ok is False]
    assert "reading: works." in [answer.text for answer in answers]


def test_documents_are_read_when_the_server_has_been_let_go(postgres: Server) -> None:
    """They can take long; a transaction that is idle meanwhile holds up the server's cleaning."""
    base = postgres.connect("gentle")
    base.execute("DROP TABLE IF EXISTS papers")
    base.execute("CREATE TABLE papers (doc bytea)")
    base.execute("INSERT INTO papers SELECT decode(%s, 'hex')", (document("氏名 山田太郎").hex(),))
    seen = []
    for segment in source(postgres.target("gentle")).read(items(postgres.target("gentle"))["public.papers"], Budget()):
        if isinstance(segment, Passage) and segment.text == "氏名 山田太郎":
            seen = base.execute("SELECT state FROM pg_stat_activity WHERE application_name = 'daicho'").fetchall()
    base.execute("DROP TABLE papers")
    base.close()
    assert seen and {state for (state,) in seen} == {"idle"}


def test_a_connection_that_the_server_ended_between_two_tables_is_made_again(server: Server) -> None:
    target = server.target("gentle")
    found, names = source(target), items(target)
    assert not gathered(found.read(names[f"{schema(server)}.a_small"], Budget())).problems
    kill_ours(server)
    again = gathered(found.read(names[f"{schema(server)}.z_small"], Budget()))
    assert not again.problems and len(again.columns["id"]) == 2


def test_documents_that_a_server_packs_well_are_no_bomb(postgres: Server) -> None:
    """The table itself is a block; what its rows hold lies beside it, packed."""
    text = "<html><body>" + "同じ文。" * 300_000 + "</body></html>"
    base = postgres.connect("gentle")
    base.execute("DROP TABLE IF EXISTS packed")
    base.execute("CREATE TABLE packed (doc bytea)")
    for _ in range(12):
        base.execute("INSERT INTO packed VALUES (convert_to(%s, 'UTF8'))", ("\ufeff" + text,))
    base.execute("INSERT INTO packed SELECT decode(%s, 'hex')", (document("x" * 1000).hex(),))
    base.execute("ANALYZE packed")
    item = items(postgres.target("gentle"))["public.packed"]
    budget = Budget(packed=item.size)
    problems = gathered(source(postgres.target("gentle")).read(item, budget)).problems
    base.execute("DROP TABLE packed")
    base.close()
    assert not problems
