"""The inventory: Parquet tables that anything can read. One writer; a reader of the current state."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scanner import current, taxonomy
from scanner.current import run_of
from scanner.gathered import Gathered
from scanner.problems import ConfigError

RULES = b"daicho.rules"  # in the metadata of files of verdicts: digest of what they were judged by
DECISIONS = "suppressions.json"  # in the output folder: what was in force at the last scan
_TIME = pa.timestamp("us", tz="UTC")
_INT = pa.int64()
_FLOAT = pa.float64()
_BOOL = pa.bool_()
_TEXT = pa.string()

_RUN = ("run_id", _TEXT, "the run that wrote the row; sorts by time")
_URI = ("uri", _TEXT, "absolute URI of the item, percent-encoded")
_PART = ("part", _TEXT, "place inside the item, outermost first, joined with '!'; not encoded")
_FIELD = ("field", _TEXT, "column header or form label; empty for running text; @path for the item's own path")
_ENTITY = ("entity", _TEXT, "entity type, see configs/taxonomy.yaml")
_CATEGORY = ("category", _TEXT, "legal category, see configs/taxonomy.yaml")
_LEVEL = ("level", _TEXT, "none, low, medium, high, critical")
_RECOGNIZER = ("recognizer", _TEXT, "the recognizer with the best score")
_EVIDENCE = ("evidence", pa.list_(_TEXT), "what the score rests on; never a value")


def _schema(comment: str, *columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    fields = [pa.field(name, kind, metadata={"comment": about}) for name, kind, about in columns]
    return pa.schema(fields, metadata={"comment": comment, "daicho.schema": "1"})


SCHEMAS: dict[str, pa.Schema] = {
    "runs": _schema(
        "One row per finished run. listed = scanned + partial + unreadable + excluded + unchanged.",
        _RUN,
        ("started_at", _TIME, "first start, where the run was interrupted and resumed"),
        ("finished_at", _TIME, ""),
        ("version", _TEXT, "version of daicho"),
        ("plan_fingerprint", _TEXT, "same value, same results for the same content"),
        ("listed", _INT, "items the sources listed"),
        ("scanned", _INT, "read whole"),
        ("partial", _INT, "read in part; see problems"),
        ("unreadable", _INT, "not read at all; see problems"),
        ("excluded", _INT, "not read because the plan says so"),
        ("unchanged", _INT, "same version as when last scanned under the same plan"),
        ("gone", _INT, "in an earlier run, not there any more; not part of listed"),
        ("bytes_read", _INT, ""),
        ("findings", _INT, "hits, not samples"),
    ),
    "items": _schema(
        "One row per item and run in which it was looked at. The current state is the latest row per (uri, slice).",
        _RUN,
        ("source", _TEXT, "kind of source"),
        _URI,
        ("slice", _TEXT, "empty: the shares of a huge item are put together first; see docs/pool.md"),
        ("relative", _TEXT, "path below the target, as a person would read it"),
        ("kind", _TEXT, "file, folder, object; table, view and the like; collection, gridfs, keys (of Redis), index"),
        ("format", _TEXT, "found from the content, not the name"),
        ("named_as", _TEXT, "ending of the name where it promises another format; empty where both agree"),
        ("size_bytes", _INT, "-1 when unknown"),
        ("modified_at", _TIME, ""),
        ("version", _TEXT, "changes when the content does"),
        ("owner", _TEXT, ""),
        ("exposure", _TEXT, "who can read it: private, group, company, public, unknown"),
        ("exposure_detail", _TEXT, "what exposure rests on, such as mode bits"),
        ("encrypted", _BOOL, "all or part of it is locked"),
        ("encryption", _TEXT, "how the store keeps it: AES256, aws:kms, SSE-C …; empty: not known, or no such store"),
        ("status", _TEXT, "scanned, partial, unreadable, excluded, gone"),
        ("reason", _TEXT, "first reason where it was not read whole"),
        ("bytes_read", _INT, ""),
        ("rows_read", _INT, "rows of tables"),
        ("rows_total", _INT, "rows of tables, read or not; -1 where nobody knows"),
        ("rows_exact", _BOOL, "false where rows_total is an estimate"),
        ("sampled", _BOOL, "true where not every value was judged"),
        (
            "sample_method",
            _TEXT,
            "of a table of a database: whole, blocks, key_ranges, rows, first_rows, broken (it ended early); empty for files",
        ),
        (
            "rate_excluded",
            _FLOAT,
            "at 95 %, no larger a share of a table's rows is of a kind that was not found, even where such rows lie"
            " together; 0 where every row was read, 1 where nothing is excluded. See docs/databases.md",
        ),
        ("rate_excluded_spread", _FLOAT, "the same where such rows lie among the others as if by chance"),
        (
            "columns_unsifted",
            _INT,
            "columns with more different numbers or addresses than are judged one by one: in their other rows only what"
            " was found among those is counted, and something else may be",
        ),
        ("seconds", _FLOAT, "of one worker"),
        ("seconds_read", _FLOAT, "of them, reading and extraction"),
        ("seconds_patterns", _FLOAT, "patterns in running text (tier 1)"),
        ("seconds_names", _FLOAT, "names, in text and in cells (tier 2)"),
        ("seconds_columns", _FLOAT, "columns (tier 3)"),
        ("scanned_at", _TIME, ""),
        ("entities", pa.map_(_TEXT, _INT), "entity type → hits"),
        ("categories", pa.list_(_TEXT), "legal categories, gravest first"),
        _LEVEL,
        ("risk_score", _INT, "0 to 100: level, persons and exposure; see scanner/classify.py"),
        ("persons", _INT, "distinct persons, rather too few than too many; see scanner/records.py"),
        ("persons_method", _TEXT, "name_column, names_in_text, row_keys, numbers; empty where there is nobody"),
        ("records", _INT, "rows, or passages of text, that tie a person to further data; an estimate in tables"),
        ("combination", pa.list_(_TEXT), "entity types of the record that tells most of one person"),
        (
            "document_class",
            pa.list_(_TEXT),
            "what documents it holds, surest first (archives hold several); ends in :blank for a form nobody filled in."
            " See recognizers/data/document_classes.yaml",
        ),
        (
            "names_read",
            _FLOAT,
            "share of running text and of distinct values that was read for personal names; 0 at depth quick",
        ),
        (
            "names_bound",
            _FLOAT,
            "at 95 %, no larger a share of the unread stretches (5,000 characters) or values holds a name; 0 where all was read."
            " See scanner/names_read.py",
        ),
        ("suppressed", _INT, "hits that somebody signed away; see the table suppressions"),
        ("shared", _BOOL, "true where the same bytes lie elsewhere and what they hold was found there"),
    ),
    "fields": _schema(
        "One row per entity found in a field: a column, or the running text of a part.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        _ENTITY,
        ("seen", _INT, "values of the column, or pieces of running text"),
        ("filled", _INT, "those that are not blank"),
        ("hits", _INT, "an estimate where the item was sampled"),
        ("distinct", _INT, "different values among the hits"),
        ("best_score", _FLOAT, "0 to 1"),
        _CATEGORY,
        _LEVEL,
        _RECOGNIZER,
        _EVIDENCE,
    ),
    "columns": _schema(
        "One row per column of a table in a database, whether something was found in it or not.",
        _RUN,
        _URI,
        ("field", _TEXT, ""),
        ("position", _INT, "in the table, from 1"),
        ("type", _TEXT, "as the database calls it"),
        ("key", _INT, "place in the primary key, 0 for none"),
        ("to_uri", _TEXT, "table that a foreign key names"),
        ("to_field", _TEXT, "column that a foreign key names"),
        ("distinct", _INT, "different values; of a table that was sampled an estimate for all its rows"),
    ),
    "findings": _schema(
        "Samples of hits, a few per field and entity. No raw value: a mask and a keyed digest.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        ("at", _TEXT, "line, row, page, cell"),
        _ENTITY,
        ("score", _FLOAT, "0 to 1"),
        _RECOGNIZER,
        _EVIDENCE,
        ("masked", _TEXT, "recognisable, not readable"),
        ("digest", _TEXT, "HMAC-SHA-256 of the normalised value, 16 bytes as hex; the key is not in here"),
    ),
    "problems": _schema(
        "Everything that could not be looked at, and why.",
        _RUN,
        _URI,
        _PART,
        ("stage", _TEXT, "list, open, read, recognize"),
        ("reason", _TEXT, "see scanner.model.Reason"),
        ("detail", _TEXT, "scrubbed: no content of the item"),
    ),
    "suppressions": _schema(
        "Hits that are not counted because somebody decided so and signed. They are in no other table.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        _ENTITY,
        ("suppression", _TEXT, "id of the entry"),
        ("entry", _TEXT, "digest of the entry as it was in force"),
        ("hits", _INT, ""),
        ("reason", _TEXT, ""),
        ("approver", _TEXT, ""),
        ("expires", _TEXT, "last day it counts, or never"),
    ),
    "relations": _schema(
        "Columns by which the rows of a table lead to persons. Rows of the latest run replace those of earlier ones.",
        _RUN,
        _URI,
        ("field", _TEXT, "the column"),
        ("to_uri", _TEXT, "table that it leads to"),
        ("to_field", _TEXT, "column there"),
        ("by", _TEXT, "foreign_key, or name: no foreign key, but the name and type of another table's key"),
        ("persons_uri", _TEXT, "table at the end of the way, which has the persons"),
        ("steps", _INT, "from table to table until there"),
        ("persons", _INT, "distinct persons that the rows are about, an estimate"),
    ),
    "verdicts": _schema(
        "What the policy says of the current state. Rows of the latest run replace those of earlier ones.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        ("rule", _TEXT, ""),
        ("severity", _TEXT, "low, medium, high, critical"),
        ("message", _TEXT, ""),
        ("obligation", _TEXT, "what the law asks"),
        ("due", _TEXT, "by when"),
    ),
    "subjects": _schema(
        "Keyed digests of all values, only where the plan asks. Finds a person's data without storing it.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        _ENTITY,
        ("digest", _TEXT, ""),
        ("hits", _INT, ""),
    ),
}

Rows = Mapping[str, Gathered | Sequence[Mapping[str, Any]]]

_WHOLE = ("runs", "verdicts", "relations")  # tables whose rows do not count for as long as those of an item do
_BATCH = 10_000
_PART_NAME = re.compile(r"(?P<run>[^-]+)-(?P<number>\d{6})\.parquet")


def private_folder(path: Path) -> Path:
    """Made where missing, for its owner only."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        why = os.strerror(exc.errno or 0)
        raise ConfigError(
            f"{path}: cannot be made ({why}). Give another folder with --out.",
            ja=f"{path}: 作れません ({why})。--out で別のフォルダーを指定してください。",
        ) from None
    return path


def write_private(path: Path, data: bytes) -> None:
    """Whole or not at all: temp file, fsync, rename. For its owner only."""
    with private_file(path) as file:
        file.write(data)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """As `write_private`, to be written piece by piece."""
    temp = path.with_name(f".{path.name}.tmp")
    with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    os.replace(temp, path)
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Writer:
    """Writes parts. A part counts once the ledger has committed its name; `sweep` removes all others."""

    def __init__(self, out: Path) -> None:
        self.root = private_folder(out / "inventory")
        for table in SCHEMAS:
            private_folder(self.root / table)

    def parts(self) -> set[tuple[str, int]]:
        """(run_id, number) of everything there, committed or not."""
        return {(m["run"], int(m["number"])) for _, m in self._files() if m}

    def numbers(self, table: str, run_id: str) -> list[int]:
        """Parts of one table that a run wrote."""
        matches = (_PART_NAME.fullmatch(path.name) for path in (self.root / table).iterdir())
        return [int(match["number"]) for match in matches if match and match["run"] == run_id]

    def sweep(self, committed: set[tuple[str, int]]) -> None:
        """Removes what a killed scan left behind, and parts that were replaced."""
        for path, match in self._files():
            if match is None or (match["run"], int(match["number"])) not in committed:
                path.unlink()

    def _files(self) -> list[tuple[Path, re.Match[str] | None]]:
        """Our parts and temp files. Files of others are none of our business."""
        files = (path for table in SCHEMAS for path in (self.root / table).iterdir())
        matched = [(path, _PART_NAME.fullmatch(path.name)) for path in files]
        return [(path, match) for path, match in matched if match or path.name.endswith(".parquet.tmp")]

    def write(self, run_id: str, number: int, rows: Rows, every_table: bool = False) -> bool:
        """One part; False where there was nothing to write, and so nothing to commit.

        every_table: also an empty file for tables that have none yet, so that globs match.
        """
        written = False
        for table, schema in SCHEMAS.items():
            folder = self.root / table
            if rows.get(table) or (every_table and not any(folder.glob("*.parquet"))):
                sink = pa.BufferOutputStream()
                pq.write_table(_table(rows.get(table, ()), schema), sink, compression="zstd")
                write_private(folder / f"{run_id}-{number:06}.parquet", sink.getvalue().to_pybytes())
                written = True
        return written

    def write_verdicts(self, run_id: str, number: int, rules: str, tables: Iterable[pa.Table]) -> None:
        """A part of the table `verdicts`, some rows at a time. rules: digest of what they were judged by."""
        schema = SCHEMAS["verdicts"]
        schema = schema.with_metadata({**schema.metadata, RULES: rules})
        with (
            private_file(self.root / "verdicts" / f"{run_id}-{number:06}.parquet") as file,
            pq.ParquetWriter(file, schema, compression="zstd") as sink,
        ):
            for table in tables:
                sink.write_table(table.replace_schema_metadata(schema.metadata))


def _table(rows: Gathered | Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    if isinstance(rows, Gathered):
        return rows.table()
    gathered = Gathered(schema)
    for row in rows:
        gathered.add_named(row)
    return gathered.table()


_STATES = ("earlier", "lapsed", "active", "unused", "repeated")


def today() -> date:
    return date.today()


def _over(expires: str) -> bool:
    return expires != "never" and date.fromisoformat(expires) < today()


def _left_out(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {"hits": sum(row["hits"] for row in rows), "items": len({row["uri"] for row in rows})}


class Inventory:
    """Reads what has been committed. `table` gives the current state, `history` all there is."""

    def __init__(self, out: Path) -> None:
        self.out = out

    @cached_property
    def names(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Categories and entity types as the last scan knew them: users may have their own."""
        import yaml

        try:
            data = yaml.safe_load((self.out / taxonomy.FILE).read_text(encoding="utf-8"))
            return {"categories": dict(data["categories"]), "entities": dict(data["entities"])}
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError):  # a copy of the tables alone
            return taxonomy.raw()

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision of the last scan, and every other by which something in here is suppressed; what asks for a
        look first, then by hits.

        state: active, unused, repeated (says nothing that another does not), lapsed; earlier where it is not in force any
        more (withdrawn, changed, lapsed) and still leaves out hits, because what it spoke of has not been scanned since.
        hits, items: how many it leaves out now.
        """
        try:
            known = json.loads((self.out / DECISIONS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = []
        left_out: dict[str, list[dict[str, Any]]] = {}
        for row in self.table("suppressions").drop_columns(["run_id", "part", "field"]).to_pylist():
            left_out.setdefault(row["entry"], []).append(row)
        told = []
        for entry in known:
            rows = left_out.pop(entry["entry"], [])
            lapsed = entry.pop("lapsed") or _over(entry["expires"])
            unused = "repeated" if entry["repeats"] else "unused"
            state = ("earlier" if rows else "lapsed") if lapsed else ("active" if rows else unused)
            told.append({**entry, **_left_out(rows), "state": state})
        for rows in left_out.values():
            entry = {key: rows[0][key] for key in ("entry", "reason", "approver", "expires")}
            entry |= {"id": rows[0]["suppression"], "entity": sorted({row["entity"] for row in rows})}
            told.append({**entry, **_left_out(rows), "state": "earlier"})
        return sorted(told, key=lambda row: (_STATES.index(row["state"]), -row["hits"]))

    @cached_property
    def _committed(self) -> set[tuple[str, int]] | None:
        """None where there is no ledger, as in a copy of the tables alone: then every part counts."""
        path = self.out / "ledger.sqlite"
        for mode in ("mode=ro", "mode=ro&immutable=1"):  # the second for folders that cannot be written to
            try:
                with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as ledger:
                    return set(ledger.execute("SELECT run_id, number FROM parts"))
            except sqlite3.Error:
                continue
        return None

    def parts(self, name: str) -> list[Path]:
        """The committed files of a table, oldest first. Rows of `fields` lie in the part of their item."""
        found = []
        for path in sorted((self.out / "inventory" / name).glob("*.parquet")):
            match = _PART_NAME.fullmatch(path.name)
            if match and (self._committed is None or (match["run"], int(match["number"])) in self._committed):
                found.append(path)
        return found

    def history(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """All committed rows of a table, oldest first; all columns or some."""
        schema = _some(SCHEMAS[name], columns)
        tables = [read(path, schema) for path in self.parts(name)]
        return pa.concat_tables(tables) if tables else schema.empty_table()

    @cached_property
    def _rows(self) -> dict[str, current.Rows | None]:
        return current.standing(self.parts("items"), unique=self._committed is not None)

    def rows(self, part: Path) -> current.Rows | None:
        """Those of a part of `items` that count: the latest of each item. None: all of them."""
        return self._rows[part.name]

    @property
    def superseded(self) -> bool:
        """Whether some rows of `items` do not count any more."""
        return any(rows is not None for rows in self._rows.values())

    def standing(self, name: str) -> tuple[list[Path], list[Path], pa.Table]:
        """Of a table whose rows belong to items: parts of which all rows count, of which some do, and for the latter the
        keys (run_id, uri, slice) of those that do. After a scan of what has changed few parts need their rows compared.
        """
        whole, some = list[Path](), list[Path]()
        for path in self.parts(name):
            rows = self._rows.get(path.name)
            if rows is None:
                whole.append(path)
            elif len(rows):
                some.append(path)
        return whole, some, self._keys

    @cached_property
    def _keys(self) -> pa.Table:
        """run_id, uri, slice of the rows that count in parts of which others do not."""
        schema = pa.schema([SCHEMAS["items"].field(name) for name in ("run_id", "uri", "slice")])
        some = [(path, rows) for path in self.parts("items") if (rows := self.rows(path)) is not None and len(rows)]
        return pa.concat_tables([schema.empty_table(), *(read(path, schema).take(rows) for path, rows in some)])

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The current state of a table: of items the latest row, of others the rows that belong to those.

        columns: some of them; of large inventories all are many.
        """
        return pa.concat_tables([_some(SCHEMAS[name], columns).empty_table(), *self._pieces(name, columns)])

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """As `table`, some thousand rows at a time."""
        for piece in self._pieces(name, columns):
            yield from piece.to_batches(_BATCH)

    def _pieces(self, name: str, columns: Sequence[str] | None) -> Iterator[pa.Table]:
        """What counts of each part, oldest first."""
        schema = _some(SCHEMAS[name], columns)
        parts = self.parts(name)
        if name in ("verdicts", "relations"):
            last = self.last_run().get("run_id", "")
            parts = [path for path in parts if run_of(path) == last]
        for path in parts:
            rows = None if name in _WHOLE else self._rows.get(path.name)
            if rows is None:
                yield read(path, schema)
            elif len(rows):
                yield read(path, schema).take(rows if name == "items" else self._belonging(path, rows))

    def _belonging(self, path: Path, rows: current.Rows) -> current.Rows:
        """Rows of a part that belong to these rows of `items`, which lie in the part of the same name."""
        uri = pa.schema([SCHEMAS["items"].field("uri")])
        counting = read(self.out / "inventory" / "items" / path.name, uri).take(rows)["uri"]
        return np.flatnonzero(pc.is_in(read(path, uri)["uri"], value_set=counting))

    def runs(self) -> list[dict[str, Any]]:
        """Finished runs, oldest first."""
        return sorted(self.history("runs").to_pylist(), key=lambda run: run["run_id"])

    def last_run(self) -> dict[str, Any]:
        """The latest finished run, {} before the first has finished."""
        runs = self.runs()
        return runs[-1] if runs else {}


def read(path: Path, schema: pa.Schema) -> pa.Table:
    """These columns of one part; null those that it lacks. In this thread: each other one keeps memory for itself."""
    with pq.ParquetFile(path) as file:
        there = set(file.schema_arrow.names)
        found = file.read([name for name in schema.names if name in there], use_threads=False)
        columns = [
            found[field.name].cast(field.type) if field.name in there else pa.nulls(file.metadata.num_rows, field.type)
            for field in schema
        ]
    return pa.Table.from_arrays(columns, schema=schema)


def _some(schema: pa.Schema, columns: Sequence[str] | None) -> pa.Schema:
    return schema if columns is None else pa.schema([schema.field(column) for column in columns])


def open(path: str | os.PathLike[str]) -> Inventory:
    """The inventory in an output folder."""
    out = Path(path)
    if not (out / "inventory" / "items").is_dir():
        raise ConfigError(
            f"{out}: no inventory here. Give the folder of --out, or scan first: daicho scan TARGET",
            ja=f"{out}: 台帳がありません。--out のフォルダーを指定するか、先に走査してください: daicho scan 対象",
        )
    return Inventory(out)
