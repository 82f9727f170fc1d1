"""Questions the reports ask of an inventory, answered by DuckDB over its current state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import duckdb
import pyarrow.parquet as pq
import yaml

from scanner.inventory import SCHEMAS
from scanner.model import LEVELS, Status

if TYPE_CHECKING:
    from scanner.inventory import Inventory

Row = dict[str, Any]
# From this score on a category counts as present; the same as in scanner.classify, held by a test.
SURE = 0.5
_TABLES = ("items", "fields", "findings", "problems", "relations", "verdicts")
# Most goes to disk where it is more; what cannot gets more, and at last as much as the machine has.
_LITTLE, _MORE = "32MiB", "128MiB"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": _LITTLE,
    "threads": 1,
    "preserve_insertion_order": False,
}

_MACROS = f"""
CREATE MACRO rank(name) AS coalesce(list_position({list(LEVELS)}, name), 1) - 1;
CREATE MACRO shown(relative, uri) AS
    CASE WHEN coalesce(relative, '') = '' THEN regexp_extract(uri, '[^/]*/?$') ELSE relative END;
"""
# One row per file: slices of a huge item belong together. `rank` orders levels. Both tables lie on disk, and the fields
# know their file by number: of millions of them the URIs alone would fill the memory. {items}: some rows of `items`.
_AT_ONCE = (
    10_000  # rows that are put into `files` in one go, at most those of a part more: it keeps them in memory till then
)
_NUMBER = "coalesce((SELECT max(id) FROM files), 0) + row_number() OVER ()"
_FILE = """
    SELECT {number}::INTEGER AS id, uri, shown(relative, uri) AS name, format, coalesce(named_as, '') AS named_as,
        greatest(size_bytes, 0)::HUGEINT AS size_bytes, modified_at, owner,
        exposure, exposure_detail, encrypted, sampled, status, coalesce(rank(level), 0) AS rank, rows_read, rows_total,
        rows_exact, coalesce(sample_method, '') AS sample_method, rate_excluded, rate_excluded_spread,
        coalesce(columns_unsifted, 0) AS columns_unsifted,
        coalesce(risk_score, 0) AS risk, coalesce(persons, 0) AS persons, persons_method, coalesce(records, 0) AS records,
        combination, coalesce(list_distinct(document_class), []) AS documents
    FROM ({items}) WHERE status NOT IN ('gone', 'excluded')"""
_SLICED = f"""
INSERT INTO files SELECT {_NUMBER}, * FROM (
    SELECT uri, shown(min(relative), uri) AS name, min(format) AS format, max(coalesce(named_as, '')) AS named_as,
        sum(greatest(size_bytes, 0)) AS size_bytes,
        max(modified_at) AS modified_at, min(owner) AS owner, min(exposure) AS exposure,
        min(exposure_detail) AS exposure_detail, bool_or(encrypted) AS encrypted, bool_or(sampled) AS sampled,
        arg_max(status, CASE status WHEN 'unreadable' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END) AS status,
        max(coalesce(rank(level), 0)) AS rank, sum(rows_read)::BIGINT AS rows_read, sum(rows_total)::BIGINT AS rows_total,
        bool_and(rows_exact) AS rows_exact, '' AS sample_method, 0.0 AS rate_excluded, 0.0 AS rate_excluded_spread,
        0 AS columns_unsifted,
        max(coalesce(risk_score, 0)) AS risk,
        max(coalesce(persons, 0)) AS persons, arg_max(persons_method, coalesce(persons, 0)) AS persons_method,
        max(coalesce(records, 0)) AS records,
        arg_max(combination, coalesce(len(combination), 0)) AS combination,
        coalesce(list_distinct(flatten(list(document_class) FILTER (document_class IS NOT NULL))), []) AS documents
    FROM items WHERE status NOT IN ('gone', 'excluded') AND uri IN (SELECT uri FROM items WHERE slice != '')
    GROUP BY uri)"""
_PERSONAL = f"""
    SELECT id, hash(part, field) AS place, entity::named AS entity, hits, best_score, category::named AS category,
        rank(f.level)::TINYINT AS rank,
        best_score >= {SURE} AS sure
    FROM ({{fields}}) f JOIN files USING (uri) WHERE rank(f.level) > 0 AND id > {{after}}"""


_ALL_NAMES = "SELECT entity FROM fields UNION SELECT category FROM fields UNION SELECT ''"


@dataclass(slots=True)
class Folder:
    """A folder and all below it: files looked at, files with personal data, files per category."""

    name: str
    depth: int
    files: int = 0
    found: int = 0
    persons: int = 0
    rank: int = 0
    risk: int = 0
    categories: dict[str, int] = field(default_factory=dict)

    @property
    def level(self) -> str:
        return LEVELS[self.rank]

    def add(self, other: Folder) -> None:
        self.files += other.files
        self.found += other.found
        self.persons += other.persons
        self.rank, self.risk = max(self.rank, other.rank), max(self.risk, other.risk)
        for name, count in other.categories.items():
            self.categories[name] = self.categories.get(name, 0) + count


def _read(parts: Sequence[Path], only: str = "") -> str:
    """More rows for a table."""
    if not parts:
        return ""
    paths = ", ".join(_quoted(str(path)) for path in parts)
    return f" UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name = true) {only}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _names(inventory: Inventory) -> list[str]:
    """Of types and categories, as the last scan knew them."""
    return sorted({name for table in ("entities", "categories") for name in inventory.names[table]} - {""})


def _in_groups(parts: Sequence[Path]) -> Iterator[list[Path]]:
    """Parts that hold about `_AT_ONCE` rows together."""
    group: list[Path] = []
    rows = 0
    for path in parts:
        group.append(path)
        rows += pq.read_metadata(path).num_rows
        if rows >= _AT_ONCE:
            yield group
            group, rows = [], 0
    if group:
        yield group


class View:
    """One inventory, its current state loaded once."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        # {} before the first run has finished.
        self.run: Row = dict.fromkeys(("run_id", "started_at", "finished_at", "version", "plan_fingerprint"), "")
        self.run |= inventory.last_run()
        self._gravity = {name: place for place, name in enumerate(inventory.names["categories"])}
        # What does not fit into memory goes to a folder that nobody else can read, as long as a query takes.
        self._spill = TemporaryDirectory(prefix="daicho-")
        folder = Path(self._spill.name)
        self._db = duckdb.connect(folder / "view.duckdb", config=_CONFIG | {"temp_directory": str(folder / "spill")})
        self._db.execute("SET TimeZone = 'UTC'")
        for name in _TABLES:
            self._show(name)
        self._db.execute(_MACROS)
        self._made = False

    def _show(self, name: str) -> None:
        """The current state of a table, read from its files as far as a query needs it."""
        schema = SCHEMAS[name]
        self._db.register(f"no_{name}", schema.empty_table())  # gives the types, and columns that older files lack
        whole, more = self._counting(name)
        rows = f"SELECT * FROM no_{name}{_read(whole)}{more}"
        if name in ("verdicts", "relations"):
            rows = f"SELECT * FROM ({rows}) WHERE run_id = '{self.run['run_id']}'"
        self._db.execute(f"CREATE VIEW {name} AS {rows}")

    def _counting(self, name: str) -> tuple[list[Path], str]:
        """Parts of a table of which all rows count, and SQL for those of others that do."""
        if name in ("verdicts", "relations") or not self.inventory.superseded:
            return self.inventory.parts(name), ""
        whole, some, counting = self.inventory.standing(name)
        self._db.register("counting", counting)
        keys = "run_id, uri, slice" if name == "items" else "run_id, uri"
        return whole, _read(some, f"SEMI JOIN counting USING ({keys})")

    def _make_files(self, names: str) -> Iterator[str]:
        """The statements that make the tables `files` and `personal`, group by group: fields lie in the part of their item.

        names: of types and categories, as SQL. As numbers they take half as long in questions about all fields.
        """
        yield f"CREATE OR REPLACE TABLE files AS {_FILE.format(number='0', items='SELECT * FROM no_items')}"
        yield "DROP TABLE IF EXISTS personal"
        yield "DROP TYPE IF EXISTS named"
        yield f"CREATE TYPE named AS ENUM ({names})"
        yield f"CREATE TABLE personal AS {_PERSONAL.format(fields='SELECT * FROM no_fields', after=0)}"
        whole, more = self._counting("items")
        parts, more_fields = self._counting("fields")
        beside = {path.name: path for path in parts}
        if self.one("SELECT count(*) AS n FROM items WHERE slice != ''")["n"]:
            yield self._insert("files", _FILE, items=_read(whole) + more)
            yield "DELETE FROM files WHERE uri IN (SELECT uri FROM items WHERE slice != '')"
            yield _SLICED
            yield self._insert("personal", _PERSONAL, fields=_read(parts) + more_fields)
            return
        for group in _in_groups(whole):
            fields = [beside.pop(path.name) for path in group if path.name in beside]
            yield from self._insert_both(_read(group), _read(fields))
        yield from self._insert_both(more, more_fields)
        if beside:
            yield self._insert("personal", _PERSONAL, fields=_read(list(beside.values())))

    def _insert_both(self, items: str, fields: str) -> Iterator[str]:
        """fields: of these items."""
        last = self.one("SELECT coalesce(max(id), 0) AS n FROM files")["n"]
        if items:
            yield self._insert("files", _FILE, items=items)
        if fields:
            yield self._insert("personal", _PERSONAL, after=last, fields=fields)

    def _insert(self, table: str, sql: str, after: int = 0, **rows: str) -> str:
        """rows: of a table of the inventory."""
        ((name, more),) = rows.items()
        return f"INSERT INTO {table} " + sql.format(
            number=_NUMBER, after=after, **{name: f"SELECT * FROM no_{name}{more}"}
        )

    def _order(self, category: str) -> int:
        """Gravest first, as the taxonomy has them."""
        return self._gravity.get(category, len(self._gravity))

    def rows(self, sql: str, *params: object) -> list[Row]:
        found = self._run(lambda: self._db.sql(sql, params=list(params)).to_arrow_table())
        return list(found.to_pylist())

    def _run(self, ask: Callable[[], Any]) -> Any:
        try:
            for more in (f"SET memory_limit = '{_MORE}'", "RESET memory_limit"):
                try:
                    return ask()
                except duckdb.OutOfMemoryException:
                    self._db.execute(more)
            return ask()
        finally:
            self._db.execute(f"SET memory_limit = '{_LITTLE}'")

    def _file_rows(self, sql: str, *params: object) -> list[Row]:
        """As `rows`, also of the tables `files` and `personal`. They are made on first use: coverage does without."""
        if not self._made:
            try:
                self._make(", ".join(map(_quoted, ["", *_names(self.inventory)])))
            except duckdb.ConversionException:  # there are names that the last scan did not know any more
                self._make(_ALL_NAMES)
            self._made = True
        return self.rows(sql, *params)

    def _make(self, names: str) -> None:
        for statement in self._make_files(names):
            self._run(partial(self._db.execute, statement))

    def counts(self, key: str, rows: str, count: str = "count(*)") -> dict[str, int]:
        """key → how many of `rows` have it, in order of the keys. All three are SQL."""
        return {
            row["key"]: row["n"]
            for row in self.rows(f"SELECT {key} AS key, {count} AS n FROM {rows} GROUP BY 1 ORDER BY 1")
        }

    def one(self, sql: str, *params: object) -> Row:
        return self.rows(sql, *params)[0]

    @cached_property
    def plan(self) -> Row:
        """What was asked, as the run kept it; empty where the folder of the run is not there any more."""
        run_id = self.run["run_id"] or self.newest
        path = Path(self.inventory.out) / "runs" / run_id / "plan.yaml"
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError):
            return {}
        return data if isinstance(data, dict) else {}

    @cached_property
    def newest(self) -> str:
        """The run that wrote the newest item. Later than `run` where one is under way or was interrupted."""
        return str(self.one("SELECT coalesce(max(run_id), '') AS run_id FROM items")["run_id"])

    # --- coverage ---

    def statuses(self) -> dict[str, int]:
        """Items of the current state per status; all of them, zeros included."""
        counts = self.counts("status", "items")
        return {status.value: counts.get(status.value, 0) for status in Status}

    def volume(self) -> Row:
        return self.one("""
            SELECT coalesce(sum(greatest(size_bytes, 0)), 0)::BIGINT AS size,
                coalesce(sum(bytes_read), 0)::BIGINT AS bytes_read,
                count(*) FILTER (by_text) AS sampled,
                coalesce(sum(rows_total) FILTER (by_text), 0)::BIGINT AS rows_total,
                coalesce(min(names_read) FILTER (by_text AND names_read > 0), 1) AS names_read,
                coalesce(max(names_bound) FILTER (by_text AND names_read > 0), 0) AS names_bound
            FROM (SELECT *, sampled AND coalesce(sample_method, '') IN ('', 'whole') AS by_text FROM items)
            WHERE status NOT IN ('gone', 'excluded')""")

    def problems(self, limit: int) -> list[Row]:
        """Places not read, `limit` of each reason, commonest reason first; `n` and `items` count all of the reason.

        An item that was not read whole and has no row in `problems` still shows, with the reason of the item.
        """
        any_there = (
            "(SELECT count(*) FROM items WHERE status IN ('unreadable', 'partial')) + (SELECT count(*) FROM problems)"
        )
        if not self.one(f"SELECT {any_there} AS n")["n"]:  # nothing to look up among all items
            return []
        return self.rows(
            """
            WITH unread AS (SELECT * FROM items WHERE status IN ('unreadable', 'partial')),
            places AS (
                SELECT u.uri, shown(u.relative, u.uri) AS name, u.status, u.size_bytes, u.kind,
                    coalesce(p.part, '') AS part, coalesce(p.stage, '') AS stage,
                    coalesce(p.reason, nullif(u.reason, ''), 'internal_error') AS reason,
                    coalesce(p.detail, '') AS detail
                FROM unread u LEFT JOIN problems p ON p.uri = u.uri AND p.run_id = u.run_id
                UNION ALL
                SELECT p.uri, shown('', p.uri), '', -1, '', p.part, p.stage, p.reason, p.detail
                FROM problems p WHERE p.uri NOT IN (SELECT uri FROM items)),
            counted AS (
                SELECT *, count(*) OVER same AS n, count(DISTINCT uri) OVER same AS items,
                    row_number() OVER (PARTITION BY reason ORDER BY status DESC, name, part) AS position
                FROM (SELECT DISTINCT * FROM places) WINDOW same AS (PARTITION BY reason))
            SELECT * FROM counted WHERE position <= ? ORDER BY n DESC, reason, position""",
            limit,
        )

    def drawn(self, limit: int) -> list[Row]:
        """Tables of databases that were not read whole, those first of which most rows are unknown; `n` counts all."""
        return self.rows(
            """
            SELECT shown(relative, uri) AS name, rows_read, rows_total, rows_exact, sample_method, rate_excluded,
                rate_excluded_spread, coalesce(columns_unsifted, 0) AS columns_unsifted, count(*) OVER () AS n FROM items
            WHERE (coalesce(sample_method, '') NOT IN ('', 'whole') OR columns_unsifted > 0) AND status NOT IN ('gone', 'excluded')
            ORDER BY rate_excluded * abs(rows_total) DESC, name LIMIT ?""",
            limit,
        )

    def disguised(self, limit: int) -> list[Row]:
        """Items whose name promises another format than they have; `n` counts all."""
        return self.rows(
            """
            SELECT shown(relative, uri) AS name, format, named_as, count(*) OVER () AS n FROM items
            WHERE coalesce(named_as, '') != '' AND status NOT IN ('gone', 'excluded')
            ORDER BY name LIMIT ?""",
            limit,
        )

    def passed_over(self, limit: int) -> list[Row]:
        """Items excluded or gone, and why; `n` counts all of the same status."""
        return self.rows(
            """
            SELECT * FROM (
                SELECT shown(i.relative, i.uri) AS name, i.uri, i.status,
                    coalesce(nullif(i.reason, ''), p.reason, '') AS reason,
                    count(*) OVER (PARTITION BY i.status) AS n,
                    row_number() OVER (PARTITION BY i.status ORDER BY shown(i.relative, i.uri)) AS position
                FROM items i LEFT JOIN (SELECT uri, run_id, min(reason) AS reason FROM problems GROUP BY ALL) p
                    ON p.uri = i.uri AND p.run_id = i.run_id
                WHERE i.status IN ('excluded', 'gone'))
            WHERE position <= ? ORDER BY status, reason, position""",
            limit,
        )

    # --- what was found ---

    def left_out(self) -> Row:
        """Hits that are signed away, and in how many files."""
        rows = self.inventory.table("suppressions").select(["uri", "hits"]).to_pylist()
        return {"hits": sum(row["hits"] for row in rows), "files": len({row["uri"] for row in rows})}

    def totals(self) -> Row:
        return self._file_rows("""
            SELECT count(*) AS files, count(*) FILTER (rank > 0) AS found,
                coalesce(sum(persons) FILTER (rank > 0), 0)::BIGINT AS persons,
                count(*) FILTER (rank > 0 AND exposure IN ('company', 'public')) AS exposed,
                (SELECT coalesce(sum(hits), 0)::BIGINT FROM personal WHERE sure) AS hits,
                count(*) FILTER (rank > 0 AND id NOT IN (SELECT id FROM personal WHERE sure)) AS weak,
                (SELECT count(*) FROM (SELECT DISTINCT id, place FROM personal WHERE sure)) AS fields,
                (SELECT count(DISTINCT uri) FROM fields WHERE uri IN (SELECT uri FROM files WHERE rank = 0))
                    AS organisation_only
            FROM files""")[0]

    def kinds(self) -> list[Row]:
        """Per entity type, most hits first: items and hits, of a score of a half or more, and hits under it."""
        return self.rows(f"""
            SELECT entity, count(DISTINCT hash(uri)) FILTER (best_score >= {SURE}) AS items,
                coalesce(sum(hits) FILTER (best_score >= {SURE}), 0)::BIGINT AS hits,
                coalesce(sum(hits) FILTER (best_score < {SURE}), 0)::BIGINT AS unsure
            FROM fields GROUP BY entity ORDER BY hits DESC, entity""")

    def levels(self) -> dict[str, int]:
        """Files per level, gravest first."""
        counts = {row["rank"]: row["n"] for row in self._file_rows("SELECT rank, count(*) n FROM files GROUP BY rank")}
        return {LEVELS[rank]: counts.get(rank, 0) for rank in range(len(LEVELS) - 1, 0, -1)}

    def categories(self) -> list[Row]:
        """Per legal category, gravest first, with files per exposure. `weak`: files with nothing but weak hits of it."""
        rows = self._file_rows("""
            WITH per_file AS (
                SELECT category, id, max(rank) AS rank, bool_or(sure) AS sure, sum(hits) FILTER (sure) AS hits,
                    count(DISTINCT place) FILTER (sure) AS fields FROM personal GROUP BY category, id)
            SELECT category, max(p.rank) AS rank, count(*) FILTER (sure) AS files, count(*) FILTER (NOT sure) AS weak,
                sum(fields)::BIGINT AS fields, coalesce(sum(hits), 0)::BIGINT AS hits,
                coalesce(sum(f.persons) FILTER (sure), 0)::BIGINT AS persons,
                count(*) FILTER (sure AND exposure = 'public') AS public,
                count(*) FILTER (sure AND exposure = 'company') AS company,
                count(*) FILTER (sure AND exposure = 'group') AS group,
                count(*) FILTER (sure AND exposure = 'private') AS private,
                count(*) FILTER (sure AND (exposure IS NULL
                    OR exposure NOT IN ('public', 'company', 'group', 'private'))) AS unknown
            FROM per_file p JOIN files f USING (id) GROUP BY category""")
        return sorted(rows, key=lambda row: self._order(row["category"]))

    def entities(self) -> list[Row]:
        rows = self._file_rows("""
            SELECT entity, arg_max(category, rank) AS category, max(rank) AS rank, count(*) FILTER (sure) AS files,
                count(*) FILTER (NOT sure) AS weak, coalesce(sum(hits), 0)::BIGINT AS hits, max(best) AS best_score
            FROM (SELECT entity, id, max(category) AS category, max(rank) AS rank, bool_or(sure) AS sure,
                    sum(hits) FILTER (sure) AS hits, max(best_score) AS best FROM personal GROUP BY entity, id)
            GROUP BY entity""")
        return sorted(rows, key=lambda row: (self._order(row["category"]), -row["rank"], -row["files"], row["entity"]))

    def folders(self, limit: int) -> tuple[list[Folder], int, int]:
        """Folders that hold personal data as a tree in reading order; the depth shown (0: all); how many are left out.

        A tree that is too long is cut at the depth that fits; what is deeper is counted in the folder above.
        """
        rows = self._file_rows("""
            WITH kinds AS (SELECT DISTINCT id, category FROM personal WHERE sure),
            listed AS (
                SELECT id, regexp_replace(files.uri, '/[^/]*$', '') AS uri_folder,
                    regexp_replace(name, '/?[^/]*$', '') AS folder, rank, risk, persons FROM files)
            SELECT uri_folder, folder, category, count(*) AS files, count(*) FILTER (rank > 0) AS found,
                coalesce(sum(persons) FILTER (rank > 0), 0)::BIGINT AS persons, max(rank) AS rank, max(risk) AS risk
            FROM (SELECT *, NULL AS category FROM listed
                UNION ALL SELECT listed.*, category FROM listed JOIN kinds USING (id))
            GROUP BY ALL""")
        tree: dict[tuple[str, ...], Folder] = {}
        for row in rows:
            names = [name for name in row["folder"].split("/") if name]
            path = (_root(row["uri_folder"], len(names)), *names)
            if row["category"] is None:
                facts = Folder("", 0, row["files"], row["found"], row["persons"], row["rank"], row["risk"])
            else:
                facts = Folder("", 0, categories={row["category"]: row["files"]})
            for depth in range(len(path)):
                tree.setdefault(path[: depth + 1], Folder(path[depth], depth)).add(facts)
        tree = _join_chains(tree)
        paths = [path for path, folder in tree.items() if folder.found]
        deepest = max((len(path) for path in paths), default=0)
        depth = deepest
        while depth > 2 and sum(len(path) <= depth for path in paths) > limit:
            depth -= 1
        kept = sorted((path for path in paths if len(path) <= depth), key=_natural)
        left_out = max(0, len(kept) - limit)
        if left_out:  # too many even so: the riskiest, and what leads to them
            by_risk = sorted(kept, key=lambda path: (-tree[path].risk, -tree[path].found, path))[:limit]
            wanted = {path[:length] for path in by_risk for length in range(1, len(path) + 1)}
            left_out = len(kept) - len(wanted)
            kept = sorted(wanted, key=_natural)
        return [tree[path] for path in kept], depth - 1 if depth < deepest else 0, left_out

    def found(self, limit: int, rows_per_file: int, samples: int) -> list[Row]:
        """Files with personal data, highest risk first, each with its `fields` and their masked `samples`."""
        files = self._file_rows(
            """
            WITH counted AS (SELECT id, sum(hits)::BIGINT AS hits, count(*) AS rows FROM personal GROUP BY id),
            first AS (
                SELECT id, hits, rows FROM files JOIN counted USING (id)
                WHERE rank > 0 ORDER BY risk DESC, rank DESC, hits DESC, name LIMIT ?),
            told AS (
                SELECT id, list(DISTINCT category) FILTER (sure) AS categories, list(DISTINCT category) AS weak
                FROM personal SEMI JOIN first USING (id) GROUP BY id)
            SELECT files.*, hits, rows, categories, weak FROM first JOIN told USING (id) JOIN files USING (id)
            ORDER BY risk DESC, rank DESC, hits DESC, name""",
            limit,
        )
        self._db.register("chosen", _chosen(files))
        fields = self._file_rows(
            """
            SELECT * FROM (
                SELECT *, rank(level) AS rank, min(-rank(level)) OVER (PARTITION BY uri, part) AS part_rank,
                    row_number() OVER (PARTITION BY uri ORDER BY rank(level) DESC, hits DESC, part, field) AS position
                FROM fields SEMI JOIN chosen USING (uri) WHERE rank(level) > 0)
            WHERE position <= ? ORDER BY uri, part_rank, part, rank DESC, field, hits DESC""",
            rows_per_file,
        )
        masked = self._file_rows(
            """
            SELECT uri, part, field, entity, list({'masked': masked, 'at': "at"} ORDER BY position) AS samples FROM (
                SELECT *, row_number() OVER (
                        PARTITION BY uri, part, field, entity ORDER BY score DESC, length("at"), "at") AS position
                FROM (SELECT uri, part, field, entity, masked, min("at") AS "at", max(score) AS score
                    FROM findings WHERE uri IN (SELECT uri FROM chosen) GROUP BY ALL))
            WHERE position <= ? GROUP BY uri, part, field, entity""",
            samples,
        )
        key = ("uri", "part", "field", "entity")
        by_field = {tuple(row[k] for k in key): row["samples"] for row in masked}
        by_file: dict[str, list[Row]] = {}
        for row in fields:
            row["samples"] = by_field.get(tuple(row[k] for k in key), [])
            by_file.setdefault(row["uri"], []).append(row)
        for row in files:
            row["fields"] = by_file.get(row["uri"], [])
            row["categories"] = sorted(row["categories"] or [], key=self._order)
            row["weak"] = sorted(set(row["weak"]) - set(row["categories"]), key=self._order)
            row["place"] = _place(row["uri"])
        return files

    def relations(self, limit: int) -> list[Row]:
        """Tables of databases that a key leads to persons from, most persons first; `n` counts all.

        ways: each column with the table it leads to, the surest first. named: whether persons were found in it itself.
        """
        if not self.one("SELECT count(*) AS n FROM relations")["n"]:
            return []
        return self.rows(
            """
            WITH known AS (
                SELECT uri, shown(relative, uri) AS name, persons > 0 AS named FROM items WHERE uri IN (
                    SELECT uri FROM relations UNION SELECT to_uri FROM relations UNION SELECT persons_uri FROM relations)),
            ways AS (
                SELECT r.uri, coalesce(i.name, r.uri) AS name, coalesce(i.named, false) AS named, r.field,
                    coalesce(t.name, r.to_uri) AS to_name, r.to_field, r."by" AS told_by, r.persons, r.steps,
                    coalesce(e.name, r.persons_uri) AS end_name
                FROM relations r LEFT JOIN known i USING (uri) LEFT JOIN known t ON t.uri = r.to_uri
                LEFT JOIN known e ON e.uri = r.persons_uri)
            SELECT name, bool_or(named) AS named, max(persons) AS persons, count(*) OVER () AS n,
                list({'field': field, 'to_name': to_name, 'to_field': to_field, 'told_by': told_by, 'steps': steps, 'end_name': end_name}
                    ORDER BY steps, told_by, field) AS ways
            FROM ways GROUP BY uri, name ORDER BY named, persons DESC, name LIMIT ?""",
            limit,
        )

    def verdicts(self, places: int) -> list[Row]:
        """One row per rule and message, gravest first, with the `places` files of highest risk."""
        return self._file_rows(
            """
            WITH numbered AS (SELECT *, hash(rule, severity, message, obligation, due) AS number FROM verdicts),
            said AS (
                SELECT number, any_value(rule) AS rule, any_value(severity) AS severity, any_value(message) AS message,
                    any_value(obligation) AS obligation, any_value(due) AS due FROM numbered GROUP BY number),
            places AS (SELECT DISTINCT number, uri FROM numbered),
            ranked AS (
                SELECT number, count(*) AS files, arg_min(name, {'risk': -risk, 'name': name}, ?) AS names FROM (
                    SELECT number, coalesce(name, p.uri) AS name, coalesce(risk, 0) AS risk
                    FROM places p LEFT JOIN files USING (uri))
                GROUP BY number)
            SELECT rule, severity, message, obligation, due, files, names FROM ranked JOIN said USING (number)
            ORDER BY rank(severity) DESC, files DESC, rule, message""",
            places,
        )


def _join_chains(tree: dict[tuple[str, ...], Folder]) -> dict[tuple[str, ...], Folder]:
    """A folder that holds nothing but one folder is one line with it: ``支払調書/令和7年``. Targets stay alone."""
    children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for path in tree:
        children.setdefault(path[:-1], []).append(path)
    joined: dict[tuple[str, ...], Folder] = {}
    waiting = [(path, path) for path in children.get((), [])]
    while waiting:
        path, shown = waiting.pop()
        while len(shown) > 1 and len(below := children.get(path, [])) == 1 and tree[below[0]].files == tree[path].files:
            path = below[0]
            shown = (*shown[:-1], f"{shown[-1]}/{path[-1]}")
        joined[shown] = replace(tree[path], name=shown[-1], depth=len(shown) - 1)
        waiting += [(child, (*shown, child[-1])) for child in children.get(path, [])]
    return joined


def _natural(path: tuple[str, ...]) -> list[list[str | int]]:
    """2月 before 10月."""
    return [[int(p) if p.isascii() and p.isdigit() else p for p in re.split(r"([0-9]+)", name)] for name in path]


def _chosen(files: list[Row]) -> Any:
    import pyarrow as pa

    return pa.table({"uri": pa.array([row["uri"] for row in files], pa.string())})


def _root(uri_folder: str, depth: int) -> str:
    """The target an item was found below: its folder's URI without the `depth` folders that `relative` names."""
    root = uri_folder.rsplit("/", depth)[0] if depth else uri_folder
    return _place(root) or "/"


def _place(uri: str) -> str:
    return unquote(uri.removeprefix("file://"), errors="backslashreplace")


def duration(run: Row) -> float | None:
    """Seconds from first start to end."""
    start, end = run.get("started_at"), run.get("finished_at")
    return (end - start).total_seconds() if isinstance(start, datetime) and isinstance(end, datetime) else None
