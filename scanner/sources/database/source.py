"""The tables of one database. An item for each; reading one gives its columns, and how much of it was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from recognizers.types import Hints
from scanner import passwords
from scanner.budget import Budget
from scanner.model import Catalogue, Described, Extent, Item, Passage, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import SourceOptions
from scanner.sources.database import address, sampling
from scanner.sources.database.access import Facts
from scanner.sources.database.dialect import Access, Field, Relation, Session, Wanted
from scanner.sources.database.engines import ENGINES, connect
from scanner.sources.database.slots import slot
from scanner.sources.database.trouble import Broken
from scanner.sources.database.values import Columns
from scanner.sources.globs import Globs
from scanner.sources.names import readable


@dataclass(slots=True)
class Forecast:
    """What a scan of all that was listed would ask for: tables, rows of them, rows and bytes that are read; about.

    unknown: tables whose rows nobody has counted; they are in no sum of rows.
    """

    tables: int = 0
    unknown: int = 0
    rows: int = 0
    read: int = 0
    bytes: int = 0

    def add(self, relation: Relation, wanted: Wanted) -> None:
        rows, share = max(0, round(relation.rows)), wanted.share(relation)
        self.tables += 1
        self.unknown += relation.rows < 0
        self.rows += rows
        self.read += round(rows * share)
        self.bytes += round(max(0, relation.bytes) * share)


class SqlSource:
    """`postgresql://[user@]host[:port]/database`, `sqlite:///path/to/file.db` and so on; see `engines.py`."""

    def __init__(self, target: str, options: SourceOptions) -> None:
        self.address = _parse(target)
        self.target = self.address.uri
        if not self.address.user and not self.address.options:  # a worker is told no more than the URI of the items
            given = (_parse(one) for one in options.targets if "://" in one and _scheme(one) in ENGINES)
            self.address = next((one for one in given if one.uri == self.target), self.address)
        self.options, self.settings = options, options.sql
        self._include, self._exclude = Globs(options.include), Globs(options.exclude)
        self._engine = ENGINES[self.address.scheme]
        self._session: Session | None = None
        self.forecast = Forecast()

    def check(self) -> None:
        if self._engine.needs_database and not self.address.database and "service" not in self.address.options:
            raise ConfigError(
                f"{self.target}: which database? Write {self.address.scheme}://host/database",
                ja=f"{self.target}: データベース名がありません。{self.address.scheme}://ホスト/データベース と書いてください。",
            )
        try:
            with self._asking():
                pass
        except Unreadable as exc:
            why = ", ".join(filter(None, (exc.reason, exc.detail)))
            if self.address.scheme in address.LOCAL:
                raise ConfigError(
                    f"{self.target}: cannot be opened ({why}). Check that the file is there, may be read, and is a database.",
                    ja=f"{self.target}: 開けません ({why})。ファイルの有無、読み取り権限、データベースかどうかを確認してください。",
                ) from None
            raise ConfigError(
                f"{self.target}: cannot be reached ({why}). Check host, port, database, user and password "
                "(docs/databases.md says where they are taken from).",
                ja=f"{self.target}: 接続できません ({why})。ホスト、ポート、データベース名、利用者、パスワードを確認してください "
                "(指定のしかたは docs/databases.md)。",
            ) from None

    # --- the connection ---

    @contextmanager
    def _asking(self, budget: Budget | None = None) -> Iterator[Session]:
        """A transaction, while no more than `statements` of us run on the server."""
        folder = self.options.out if self.address.scheme not in address.LOCAL else ""
        server, count = f"{self.address.scheme}://{self.address.server}", max(1, self.settings.statements)
        with slot(folder, server, count, (budget or Budget()).tick):
            session = self._begun()
            try:
                yield session
            except Broken:
                self._drop()
                raise
            finally:
                if self._session is not None:
                    session.end()

    def _begun(self) -> Session:
        """One that is in a transaction. A connection from before may have been ended meanwhile: then a new one is made."""
        if self._session is not None:
            try:
                if self._session.alive:
                    self._session.begin()
                    return self._session
            except Unreadable:
                pass
            self._drop()
        reference = self.settings.password
        found = passwords.read([reference], key="sql.password") if reference else ()
        self._session = connect(self.address.scheme, Access(self.address, self.settings, next(iter(found), "")))
        self._session.begin()
        return self._session

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    # --- listing ---

    def list(self) -> Iterator[Item]:
        try:
            with self._asking() as session:
                found = list(session.relations())
                access = self._access(session)
            self._drop()  # whoever reads has a connection of their own
        except Unreadable as exc:
            yield Item(self.target, self.target, "database", relative=".", problem=problem_of(exc, Stage.LIST))
            return
        for relation in sorted(found, key=lambda one: (one.schema, one.name)):
            item = self._item(relation, access.get((relation.schema, relation.name), Facts()))
            if item.problem is None:
                self.forecast.add(relation, self._wanted())
            yield item

    def _access(self, session: Session) -> Mapping[tuple[str, str], Facts]:
        try:
            return session.grants()
        except Broken:
            raise
        except Unreadable:  # grants that may not be seen make nothing unreadable
            return {}

    def _item(self, relation: Relation, access: Facts) -> Item:
        return Item(
            source=self.target,
            uri=self._uri(relation.schema, relation.name),
            kind=relation.kind,
            size=relation.bytes,
            version=_version(relation, access),
            owner=relation.owner,
            exposure=access.exposure,
            exposure_detail="; ".join(filter(None, (access.detail, relation.detail))),
            relative=readable(relation.shown),
            problem=relation.problem or self._left_out(relation),
        )

    def _uri(self, schema: str, name: str) -> str:
        inside = schema and not (self.address.database and not self._engine.schemas)
        return self.address.table(*((schema, name) if inside else (name,)))

    def _catalogue(self, session: Session, relation: Relation, fields: Sequence[Field]) -> Catalogue:
        keys = {column: (self._uri(schema, table), to) for column, schema, table, to in session.links(relation)}
        described = (
            Described(field.name, _without_values(field.kind), field.key, *keys.get(field.name, ("", "")))
            for field in fields
        )
        return Catalogue(tuple(described))

    def _left_out(self, relation: Relation) -> Problem | None:
        called = (relation.shown, relation.name, relation.schema)
        if any(self._exclude.match(name) for name in called if name):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if self.options.include and not any(self._include.match(name) for name in called if name):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if relation.kind == "view" and not self.settings.views:
            return Problem(Stage.LIST, Reason.EXCLUDED, detail="views are read where the plan says sql.views")
        return None

    # --- reading ---

    def _wanted(self) -> Wanted:
        full, settings = self.options.full, self.settings
        return Wanted(0 if full else settings.rows, 0 if full else settings.bytes, settings.value_bytes)

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        """Documents and the like are read once the server has been let go: they can take long."""
        budget.packed = 0  # what a server packs away is no bomb
        names = address.names_of(item.uri, self.address)
        alone = "" if self._engine.schemas else self.address.database
        with closing(_Reading()) as reading:
            try:
                with self._asking(budget) as session:
                    relation = session.relation(names[0] if len(names) > 1 else alone, names[-1])
                    if relation is None:
                        yield Problem(Stage.OPEN, Reason.VANISHED)
                        return
                    yield from self._table(session, relation, budget, reading)
            except Unreadable as exc:
                yield problem_of(exc, Stage.READ)
            if reading.columns is not None:
                yield from reading.columns.rest()  # where the rows broke off, what came until then counts
            if reading.extent is not None:
                yield reading.extent

    def _table(self, session: Session, relation: Relation, budget: Budget, reading: _Reading) -> Iterator[Segment]:
        fields, settings = session.fields(relation), self.settings
        yield self._catalogue(session, relation, fields)
        yield from relation.notes
        yield from (field.problem for field in fields if field.problem is not None)
        if relation.comment:
            yield Passage(relation.comment, at="comment", hints=Hints(name=relation.name, sheet=relation.name))
        readable = [field for field in fields if field.problem is None]
        if not readable:
            return
        total = round(relation.rows) if relation.rows >= 0 else -1
        yield Extent(0, total, False, "broken", 1.0, 1.0)  # what holds if it does not come to the end
        draw = session.draw(relation, readable, self._wanted())
        columns = Columns(relation, readable, budget, settings.value_bytes, self.options.full)
        reading.columns = columns
        for statement, parameters in draw.statements:
            for batch in session.stream(statement, parameters):
                budget.tick()
                yield from columns.take(batch)
        reading.extent = sampling.extent(draw, relation, columns.rows, columns.bytes)


@dataclass(slots=True)
class _Reading:
    """How far the reading of a table has come. extent: None where it did not come to the end."""

    columns: Columns | None = None
    extent: Extent | None = None

    def close(self) -> None:
        if self.columns is not None:
            self.columns.close()


def _without_values(kind: str) -> str:
    """enum('山田','佐藤') → enum: what a type lists is content."""
    return kind.partition("'")[0].rstrip("( ")[:200]


def _version(relation: Relation, access: Facts) -> str:
    """What is granted counts too: else nobody would hear that a table was opened to everybody."""
    if not relation.version:
        return ""
    granted = hashlib.blake2b(f"{access.exposure} {access.detail}".encode(), digest_size=6).hexdigest()
    return f"{relation.version}-{granted}"


def _scheme(target: str) -> str:
    return address.scheme_of(urlsplit(target).scheme)


def _parse(target: str) -> address.Address:
    return address.parse(
        target,
        {scheme: engine.port for scheme, engine in ENGINES.items()},
        {scheme: engine.options for scheme, engine in ENGINES.items()},
    )
