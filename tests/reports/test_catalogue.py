"""Tags for columns as files for others: what runs puts them where they belong, and no name gets out of its quotes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from reports.catalogue import datahub, openmetadata, quoting, sql, tagged
from scanner.cli import cli
from scanner.inventory import Inventory
from tests.reports.share import Book
from tests.sources import databases

# Names that try to leave a literal, an identifier, a comment, a dollar quote or a line.
HOSTILE = (
    "氏名",
    'a"b',
    "a'b",
    "a\\'; DROP TABLE kept; --",
    "'); DROP TABLE kept; --",
    'x"; DROP TABLE kept; --',
    "*/ DROP TABLE kept; /*",
    "$daicho$; DROP TABLE kept; --",
    "line\n\\! touch /tmp/daicho-owned\nDROP TABLE kept;\n--",
    "cr\rDROP TABLE kept;",
    "tab\tand %s {name} $(x) &y; :z :'w'",
    "\u202eevil",
    "GO\nDROP TABLE kept\nGO\n",
    "表`; DROP TABLE kept; --",
    "]]; DROP TABLE kept",
)


def inventory(out: Path, uri: str, columns: Mapping[str, tuple[str, ...]], kind: str = "table", **facts: Any) -> Book:
    book = Book(out)
    book.item("t", uri=uri, kind=kind, **facts)
    for name, entities in columns.items():
        for entity in entities:
            book.found(uri, entity, 3, field=name)
    return book.finish()


def uri_of(base: str, *names: str) -> str:
    return "/".join((base, *(quote(name, safe="") for name in names)))


def written(book: Book, tmp_path: Path, lang: str = "en") -> dict[str, str]:
    folder = sql.write(cast(Inventory, book), tmp_path / "tags", lang)
    assert folder.stat().st_mode & 0o077 == 0
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


# --- what is tagged ---


def test_the_gravest_gives_the_level_and_stands_first(tmp_path: Path) -> None:
    book = Book(tmp_path)
    uri = "postgresql://db.example.jp:5432/crm/public/people"
    book.item("people", uri=uri, kind="table")
    book.found(uri, "PERSON", 9, field="memo")
    book.found(uri, "JP_MY_NUMBER", 2, field="memo")
    book.found(uri, "PHONE_NUMBER", 2, field="memo", score=0.4)  # suspected
    book.found(uri, "JP_CORPORATE_NUMBER", 2, field="corp")  # of level none
    book.found(uri, "PERSON", 1, field="@path")
    book.found(uri, "PERSON", 1, part="doc row 7!Sheet1", field="氏名")  # a document in a cell
    [table] = tagged.tables(cast(Inventory, book.finish()), ["postgresql"])
    assert (table.scheme, table.server, table.path) == ("postgresql", "db.example.jp:5432", ("crm", "public", "people"))
    assert [(column.name, column.tag) for column in table.columns] == [
        ("doc", "[daicho: PERSON, medium]"),
        ("memo", "[daicho: JP_MY_NUMBER, PERSON, critical]"),
    ]


def test_a_bare_user_never_gets_into_a_file(tmp_path: Path) -> None:
    book = inventory(tmp_path, "postgresql://sato@db/crm/public/t", {"a": ("PERSON",)})
    assert "sato" not in "".join(written(book, tmp_path).values())


def test_sure_is_what_the_rest_calls_sure() -> None:
    from scanner import classify

    assert tagged.SURE == classify.SURE


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_to_tag_is_said(tmp_path: Path, lang: str) -> None:
    assert list(written(Book(tmp_path).finish(), tmp_path, lang)) == ["nothing.sql"]


def test_names_of_files_are_no_paths(tmp_path: Path) -> None:
    uri = uri_of("postgresql://h:1", "../../etc/passwd", "s", "t")
    assert list(written(inventory(tmp_path, uri, {"a": ("PERSON",)}), tmp_path)) == ["postgresql-h_1-etc_passwd.sql"]


# --- PostgreSQL, run ---


@pytest.mark.parametrize("conforming", ["on", "off"])
@pytest.mark.parametrize("client", ["psql", "driver"])
def test_postgres_comments_are_set_kept_and_replaced(
    tmp_path: Path, postgresql: databases.Server, client: str, conforming: str
) -> None:
    from psycopg import sql as q

    def columns() -> dict[str, str]:
        with postgresql.connect("postgres") as db:
            rows = db.execute(
                "SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a JOIN pg_class k ON"
                " k.oid = a.attrelid JOIN pg_namespace n ON n.oid = k.relnamespace"
                " WHERE n.nspname = %s AND k.relname = %s AND attnum > 0",
                (schema, table),
            ).fetchall()
            assert db.execute("SELECT count(*) FROM kept").fetchall() == [(1,)]
        return dict(rows)

    schema, table = "s'\"\\; DROP TABLE kept; --", "t\n*/ $daicho$ 表"
    with postgresql.connect("postgres") as db:
        db.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 1 AS one")
        db.execute(q.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(q.Identifier(schema)))
        db.execute(q.SQL("CREATE SCHEMA {}").format(q.Identifier(schema)))
        made = q.SQL(", ").join(q.SQL("{} text").format(q.Identifier(name)) for name in HOSTILE)
        place = q.Identifier(schema, table)
        db.execute(q.SQL("CREATE TABLE {} ({})").format(place, made))
        for name, comment in (("氏名", "顧客の'名前'"), ('a"b', "old [daicho: PERSON, low]")):
            db.execute(q.SQL("COMMENT ON COLUMN {}.{} IS {}").format(place, q.Identifier(name), comment))
    found = {name: ("PERSON",) for name in HOSTILE} | {"gone": ("PERSON",)}
    book = inventory(tmp_path, uri_of("postgresql://h:1", "db", schema, table), found)
    [(name, text)] = written(book, tmp_path).items()
    dsn = f"postgresql://{databases.OWNER}@127.0.0.1:{postgresql.port}/postgres"
    for _ in range(2):  # the second time changes nothing
        if client == "psql":
            command = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-1", "-f", str(tmp_path / "tags" / name), dsn]
            env = os.environ | {"PGOPTIONS": f"-c standard_conforming_strings={conforming}", "PGCLIENTENCODING": "SJIS"}
            run = subprocess.run(command, env=env, capture_output=True)
            assert run.returncode == 0, run.stderr.decode(errors="replace")
        else:
            with postgresql.connect("postgres") as db:
                db.execute(q.SQL("SET standard_conforming_strings = {}").format(conforming))
                db.execute(text.encode())
        tag = "[daicho: PERSON, medium]"
        assert columns() == {name: tag for name in HOSTILE} | {"氏名": f"顧客の'名前' {tag}", 'a"b': f"old {tag}"}


def test_what_a_scan_found_stands_beside_its_columns(tmp_path: Path, postgresql: databases.Server) -> None:
    """From a real database and back into it: columns, and what is inside JSON."""
    postgresql.run(
        "postgres",
        """DROP TABLE IF EXISTS people;
        CREATE TABLE people (name text, tel text, attributes jsonb, "a.b" text, amount int);
        INSERT INTO people SELECT (ARRAY['山田太郎','佐藤花子','鈴木一郎'])[1 + n % 3], '090-1234-' || 5000 + n,
          jsonb_build_object('mail', 'u' || n || '@example.jp', 'home', jsonb_build_object('tel', '03-1234-' || 5000 + n)),
          'u' || n || '@example.com', n FROM generate_series(1, 60) n;
        COMMENT ON COLUMN people.name IS '顧客氏名'""",
    )
    target, out = postgresql.target("postgres").replace("owner@", ""), tmp_path / "out"
    command = ["scan", postgresql.target("postgres"), "--include", "people", "--out", str(out), "--workers", "1"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    told = CliRunner().invoke(cli, ["report", str(out), "--format", "sql-comments", "--out", str(tmp_path / "tags")])
    assert told.exit_code == 0, told.output
    [path] = (tmp_path / "tags").iterdir()
    assert target.partition("://")[2] in path.read_text(encoding="utf-8")
    for _ in range(2):
        with postgresql.connect("postgres") as db:
            db.execute(path.read_bytes())
            rows = db.execute(
                "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
                " WHERE attrelid = 'people'::regclass AND attnum > 0"
            ).fetchall()
        assert dict(rows) == {
            "name": "顧客氏名 [daicho: PERSON, medium]",
            "tel": "[daicho: PHONE_NUMBER, medium]",
            "attributes": "[daicho: PHONE_NUMBER, medium] [daicho: EMAIL_ADDRESS, medium]",
            "a.b": "[daicho: EMAIL_ADDRESS, medium]",
            "amount": None,
        }


# --- the others ---


@pytest.mark.parametrize("charset", ["utf8mb4", "cp932"])
def test_mariadb_says_it_of_the_table_and_keeps_what_is_there(
    tmp_path: Path, mariadb: databases.Server, charset: str
) -> None:
    tables = ("t'1", 't`"2', "表\\';--", "*/ x")
    database = "tags"
    with mariadb.connect("mysql") as base, base.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {database}")
        cursor.execute(f"CREATE DATABASE {database}")
        book = Book(tmp_path)
        for name in tables:
            comment = "old 'c' [daicho: PERSON, low]" if name == tables[0] else ""
            quoted = name.replace("`", "``")
            cursor.execute(f"CREATE TABLE {database}.`{quoted}` (a int) COMMENT = %s", (comment,))
            uri = uri_of("mysql://h:1", database, name)
            book.item("t", uri=uri, kind="table")
            for column in HOSTILE:
                book.found(uri, "PERSON", 1, field=column)
        written(book.finish(), tmp_path)
        [path] = (tmp_path / "tags").iterdir()
        command = ["mariadb", "--no-defaults", "-h", "127.0.0.1", "-P", str(mariadb.port), "-u", databases.OWNER]
        for _ in range(2):
            with path.open("rb") as text:
                run = subprocess.run([*command, f"--default-character-set={charset}"], stdin=text, capture_output=True)
            assert run.returncode == 0, run.stderr.decode(errors="replace")
            cursor.execute(
                "SELECT table_name, table_comment FROM information_schema.tables WHERE table_schema = %s", (database,)
            )
            tag = "[daicho: PERSON, medium]"
            assert dict(cursor.fetchall()) == {name: tag for name in tables} | {tables[0]: f"old 'c' {tag}"}


def lines(text: str) -> list[str]:
    """What is not commented out."""
    return [line for line in text.split("\n") if line and not line.startswith("--")]


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb", "snowflake", "bigquery", "redshift", "databricks"])
def test_what_could_replace_a_comment_stands_commented_out(tmp_path: Path, scheme: str) -> None:
    base = f"{scheme}:///srv/app.db" if scheme in ("sqlite", "duckdb") else f"{scheme}://h/db"
    book = inventory(tmp_path, uri_of(base, "s", "t\nDROP TABLE kept"), {name: ("PERSON",) for name in HOSTILE})
    [text] = written(book, tmp_path).values()
    assert not lines(text)
    assert text.count("[daicho: PERSON, medium]") == len(HOSTILE)
    if scheme == "sqlite":
        import sqlite3

        with sqlite3.connect(":memory:") as db:
            db.execute("CREATE TABLE kept (one)")
            db.executescript(text)
            assert db.execute("SELECT count(*) FROM sqlite_master").fetchall() == [(1,)]


@pytest.mark.parametrize("scheme", ["mssql", "oracle", "mysql"])
def test_every_name_stays_in_its_literal(tmp_path: Path, scheme: str) -> None:
    names = [uri_of(f"{scheme}://h:1", "db", "t'\n"), uri_of(f"{scheme}://h:1", "db", "s", "t'\n")][scheme != "mysql"]
    book = inventory(tmp_path, names, {name: ("PERSON",) for name in HOSTILE})
    [text] = written(book, tmp_path).values()
    code = "\n".join(lines(text))
    assert "DROP" not in "".join(code.replace("''", "").split("'")[::2])
    assert "$(" not in code and "\nGO" not in code
    if scheme == "oracle":
        assert code.isascii() and "&" not in code and 'a"b' not in code


def test_sql_server_views_are_called_views(tmp_path: Path) -> None:
    book = inventory(tmp_path, "mssql://h:1433/db/dbo/v", {"a": ("PERSON",)}, kind="view")
    [text] = written(book, tmp_path).values()
    assert "N'VIEW', @t" in text and "N'TABLE'" not in text


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("氏名", "E'氏名'"),
        ("a'b\\", "E'a''b\\\\'"),
        ("\n\U000e0001", "E'\\u000a\\U000e0001'"),
    ],
)
def test_postgres_literals(text: str, literal: str) -> None:
    assert quoting.postgres(text) == literal


# --- catalogues ---


def test_datahub_proposals_add_tags_and_take_none_away(tmp_path: Path) -> None:
    book = inventory(
        tmp_path, uri_of("mysql://h:3306", "crm", "a,b(c)"), {"a/b~c": ("PERSON",), "num": ("JP_MY_NUMBER",)}
    )
    csv = "s3://bucket/data/people.csv"
    book.item("people.csv", uri=csv, format="csv")
    book.found(csv, "PERSON", 3, field="氏名")
    book.item("letter.docx", uri="s3://bucket/letter.docx", format="docx")
    book.found("s3://bucket/letter.docx", "PERSON", 3, field="氏名")
    target = datahub.write(cast(Inventory, book), tmp_path / "mcps.json", "ja")
    tags, tables = [], {}
    for one in json.loads(target.read_text(encoding="utf-8")):
        value = json.loads(one["aspect"]["value"])
        if one["entityType"] == "tag":
            assert (one["changeType"], one["aspectName"]) == ("UPSERT", "tagProperties")
            tags.append((one["entityUrn"], value["name"]))
        else:
            assert (one["changeType"], one["aspectName"]) == ("PATCH", "editableSchemaMetadata")
            assert one["aspect"]["contentType"] == "application/json-patch+json"
            assert {operation["op"] for operation in value} == {"add"}
            tables[one["entityUrn"]] = [operation["path"] for operation in value]
    assert tags == [
        ("urn:li:tag:daicho.JP_MY_NUMBER", "個人番号（マイナンバー）"),
        ("urn:li:tag:daicho.PERSON", "氏名"),
    ]
    person, number = "globalTags/tags/urn:li:tag:daicho.PERSON", "globalTags/tags/urn:li:tag:daicho.JP_MY_NUMBER"
    assert tables == {
        "urn:li:dataset:(urn:li:dataPlatform:mysql,crm.a%2Cb%28c%29,PROD)": [
            f"/editableSchemaFieldInfo/a~1b~0c/{person}",
            f"/editableSchemaFieldInfo/num/{number}",
        ],
        "urn:li:dataset:(urn:li:dataPlatform:s3,bucket/data/people.csv,PROD)": [
            f"/editableSchemaFieldInfo/氏名/{person}"
        ],
    }


def test_openmetadata_labels_are_suggestions_by_a_tool(tmp_path: Path) -> None:
    book = inventory(tmp_path, "mysql://h:3306/crm/my.table", {'a"b': ("PERSON",)})
    other = "postgresql://db:5432/crm/public/people"
    book.item("people", uri=other, kind="table")
    book.found(other, "JP_MY_NUMBER", 3, field="num")
    folder = openmetadata.write(cast(Inventory, book), tmp_path / "om", "en")
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    read = {name: [json.loads(line) for line in text.splitlines()] for name, text in files.items()}
    assert [one["name"] for one in read["classification.json"]] == ["daicho"]
    assert [(one["classification"], one["name"]) for one in read["tags.jsonl"]] == [
        ("daicho", "JP_MY_NUMBER"),
        ("daicho", "PERSON"),
    ]
    label = {"tagFQN": "daicho.PERSON", "source": "Classification", "labelType": "Automated", "state": "Suggested"}
    assert read["columns-mysql-h_3306.jsonl"] == [
        {"column_fqn": 'SERVICE.default.crm."my.table"."a""b"', "tag_label": label}
    ]
    assert [one["column_fqn"] for one in read["columns-postgresql-db_5432.jsonl"]] == ["SERVICE.crm.public.people.num"]
