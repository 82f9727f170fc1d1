"""What all document stores have in common: an item for each collection, read whole or by a sample with a stated bound."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from scanner.budget import Budget, OverBudget
from scanner.model import Extent, Item, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import SourceOptions
from scanner.sources.database.sampling import upper
from scanner.sources.database.slots import slot
from scanner.sources.globs import Globs
from scanner.sources.names import readable
from scanner.sources.pace import Pace
from scanner.sources.stores.address import parse
from scanner.sources.stores.documents import Documents

BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Collection:
    """One thing that has documents. names: below the server. bytes: -1 unknown. shown: as a person reads its name.

    version: "" where nothing tells that it has changed. detail: what the exposure rests on. problem: why it is not read.
    """

    names: tuple[str, ...]
    kind: str
    shown: str = ""
    bytes: int = -1
    version: str = ""
    owner: str = ""
    exposure: str = "unknown"
    detail: str = ""
    problem: Problem | None = None


@dataclass(slots=True)
class Drawn:
    """What was read of a collection. method: whole, rows (each drawn by itself), key_ranges, first_rows.

    total: documents, -1 unknown. units: that were drawn by chance, 0 where nothing was; -1: each document that was read.
    """

    method: str = "whole"
    total: int = -1
    exact: bool = False
    units: int = -1

    def extent(self, taken: Documents) -> Extent:
        if self.method == "whole":
            return Extent(taken.rows, taken.rows, True, "whole", bytes=taken.bytes)
        total = max(self.total, taken.rows) if self.total >= 0 else -1
        units = taken.rows if self.units < 0 else self.units
        if self.method == "first_rows" or not units:
            return Extent(taken.rows, total, self.exact, self.method, 1.0, 1.0, taken.bytes)
        return Extent(
            taken.rows, total, self.exact, self.method, upper(units), min(upper(units), upper(taken.rows)), taken.bytes
        )


# Yields segments, returns how they were drawn.
Reading = Generator[Segment, None, Drawn]


class StoreSource(ABC):
    """A source lists collections and reads documents, and asks the server for nothing else."""

    PORT = 0
    SERVER = True  # a target names one
    NAMES = 2  # below the server that a target may have
    OPTIONS: tuple[str, ...] = ()  # that may stand behind the ? of a target
    PARSE = False  # texts that are JSON are read as that

    def __init__(self, target: str, options: SourceOptions) -> None:
        self.address = parse(target, self.NAMES, self.OPTIONS)
        self.target = self.address.target
        if not self.address.servers and self.SERVER:
            raise ConfigError(
                f"{self.target}: which server? Write {self.address.scheme}://host",
                ja=f"{self.target}: サーバー名がありません。{self.address.scheme}://ホスト名 と書いてください。",
            )
        for given in options.targets:  # a worker is told no more than the URI of the items
            if given.partition("://")[0].lower() == self.address.scheme:
                address = parse(given, self.NAMES, self.OPTIONS)
                if address.target == self.target:
                    self.address = address
        self.options, self.settings = options, options.stores
        self.pace = Pace(options.pace.requests, options.pace.bytes, options.workers)
        self._include, self._exclude = Globs(options.include), Globs(options.exclude)

    # --- what a store must be able to do; errors of drivers leave it as `Unreadable` without their messages ---

    @abstractmethod
    def reach(self) -> None:
        """Raises `Unreadable` where the store cannot be asked at all."""

    @abstractmethod
    def collections(self) -> Iterator[Collection]:
        """All that may be read, but for what is the store's own."""

    @abstractmethod
    def documents(self, names: tuple[str, ...], into: Documents, budget: Budget) -> Reading:
        """The segments of one collection, or of a sample of it."""

    def text(self, value: Any) -> str:
        """Of a value of a type that only this driver has."""
        return ""

    # --- what follows from that ---

    @property
    def rows(self) -> int:
        """Documents of a collection that are read at most; 0 for all."""
        return 0 if self.options.full else self.settings.rows

    @property
    def bytes(self) -> int:
        return 0 if self.options.full else self.settings.bytes

    def enough(self, taken: Documents) -> bool:
        """Whether as many bytes were read as the plan wants."""
        return 0 < self.bytes <= taken.bytes

    def check(self) -> None:
        try:
            self.reach()
        except Unreadable as exc:
            why = f"{exc.reason.value}, {exc.detail}".rstrip(", ")
            raise ConfigError(
                f"{self.target}: cannot be reached ({why}). Check server, port, user and password "
                "(docs/document-stores.md says where they are taken from).",
                ja=f"{self.target}: 接続できません ({why})。サーバー、ポート、利用者、パスワードを確認してください "
                "(指定のしかたは docs/document-stores.md)。",
            ) from None

    def list(self) -> Iterator[Item]:
        seen: set[tuple[str, ...]] = set()
        try:
            for one in self.collections():
                if one.names not in seen:
                    seen.add(one.names)
                    yield self._item(one)
        except Unreadable as exc:
            yield Item(self.target, self.target, "database", relative=".", problem=problem_of(exc, Stage.LIST))

    def _item(self, one: Collection) -> Item:
        shown = readable(one.shown or ".".join(one.names))
        return Item(
            source=self.target,
            uri=self.address.uri(*one.names),
            kind=one.kind,
            size=one.bytes,
            version=one.version,
            owner=one.owner,
            exposure=one.exposure,
            exposure_detail=one.detail,
            relative=shown,
            problem=one.problem or self._left_out((shown, *map(readable, one.names)), one.kind),
        )

    def _left_out(self, called: tuple[str, ...], kind: str) -> Problem | None:
        if any(map(self._exclude.match, called)):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if self.options.include and not any(map(self._include.match, called)):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if kind == "view" and not self.settings.views:
            return Problem(Stage.LIST, Reason.EXCLUDED, detail="views are read where the plan says stores.views")
        return None

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        names = self.address.names_of(item.uri)
        into = Documents(names[-1], budget, self.settings.value_bytes, self.pace.bytes, self.text, self.PARSE)
        yield Extent(0, -1, False, BROKEN, 1.0, 1.0)  # what holds if it does not come to the end
        with slot(self.options.out, self.address.uri(), max(1, self.settings.requests), budget.tick):
            try:
                drawn = yield from self.documents(names, into, budget)
            except (OverBudget, Unreadable) as exc:  # what was read so far counts
                yield from into.rest()
                yield Extent(into.rows, -1, False, BROKEN, 1.0, 1.0, into.bytes)
                if isinstance(exc, OverBudget):
                    raise
                yield problem_of(exc, Stage.READ)
                return
        yield from into.rest()
        yield drawn.extent(into)
