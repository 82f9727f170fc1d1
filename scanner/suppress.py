"""Suppressions: hits that somebody has decided, and signed, not to count.

An entry names values (as keyed digests, never raw), places (globs on path, part and field), entity types, or one of
the packaged classes below; all that it names must hold. What is suppressed stays out of findings, levels and numbers of
persons, and is counted: table `suppressions`, column `suppressed`. Entries are read from files in `scanner.signed`.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from fnmatch import translate
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.header import SURE
from recognizers.common.credit_card import TEST_NUMBERS
from recognizers.common.email_address import ROLE_MAILBOXES
from recognizers.pattern import canonical
from recognizers.text import fold
from recognizers.types import ColumnHit, ColumnView, Found
from scanner.redact import Key, normalise

NEVER = "never"
_RESERVED = re.compile(
    r"(?:^|[.@])(?:example\.(?:com|net|org|jp)|example[0-9]?\.(?:co|or|ne|ac|go|ed|gr|ad|lg)\.jp|example|test|invalid|localhost)$"
)
_SAMPLE_NAMES = frozenset(
    normalise("PERSON", name)
    for name in (
        "山田太郎 山田花子 ヤマダタロウ ヤマダハナコ 東京太郎 日本太郎 見本太郎 見本花子 テスト太郎 テスト花子"
        " 甲野太郎 乙野花子 甲野花子 サンプル太郎"
    ).split()
)
_DOCUMENTATION = tuple(
    map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"))
)

_COURTESY = re.compile(r"\s*(?:様|さま|さん|氏|殿|先生)\s*$")


def _documentation(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return any(address in network for network in _DOCUMENTATION if network.version == address.version)


# Name → (entity type, whether a folded value belongs to it).
CLASSES: dict[str, tuple[str, Callable[[str], bool]]] = {
    # RFC 2606 and 6761, and the second-level names that JPRS reserves.
    "reserved_domains": ("EMAIL_ADDRESS", lambda value: _RESERVED.search(value.lower()) is not None),
    "role_mailboxes": ("EMAIL_ADDRESS", lambda value: value.lower().partition("@")[0] in ROLE_MAILBOXES),
    "test_cards": ("CREDIT_CARD", lambda value: canonical(value) in TEST_NUMBERS),
    "documentation_ips": ("IP_ADDRESS", _documentation),  # RFC 5737 and 3849
    "sample_persons": ("PERSON", lambda value: normalise("PERSON", value) in _SAMPLE_NAMES),
}


@dataclass(frozen=True, slots=True)
class Suppression:
    """One decision. Empty conditions hold everywhere. expires: ISO date, the last day it counts, or "never"."""

    id: str
    reason: str
    approver: str
    expires: str
    entity: tuple[str, ...] = ()
    values: tuple[str, ...] = ()  # keyed digests, see `scanner.redact.Key`
    packaged: str = ""  # a name of CLASSES
    path: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    approved_on: str = ""
    note: str = ""
    key: str = ""  # which key the digests were made with, see `scanner.config.key_id`

    def active(self, today: date) -> bool:
        return self.expires == NEVER or date.fromisoformat(self.expires) >= today

    def digest(self) -> str:
        """Tells this entry from what it was before a change, or will be after one."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def told(self) -> dict[str, Any]:
        """For lists and reports: values by their number."""
        return asdict(self) | {"values": len(self.values), "entry": self.digest()}

    def covers(self, entity: str, part: str, field: str) -> bool:
        """Whether it speaks of this type at this place of an item that it speaks of."""
        return (
            (not self.entity or entity in self.entity)
            and (not self.part or _fits(self.part, part))
            and (not self.field or _fits(self.field, field))
        )


def repeats(entries: Iterable[Suppression]) -> dict[str, str]:
    """Entries that say nothing that one before them does not say → that one; by id."""
    found: dict[str, str] = {}
    said: dict[tuple[object, ...], dict[str, str]] = {}
    for one in entries:
        before = said.setdefault((one.entity, one.packaged, one.path, one.part, one.field), {})
        by = {before.get(value, "") for value in one.values or [""]}
        if len(by) == 1 and "" not in by:
            found[one.id] = by.pop()
        for value in one.values or [""]:
            before.setdefault(value, one.id)
    return found


def in_class(name: str, entity: str, value: str) -> bool:
    """Whether a value of this type belongs to a packaged class. Of several addresses none speaks for the others."""
    wanted, belongs = CLASSES[name]
    return entity == wanted and value.count("@") < 2 and belongs(fold(value.strip()).text)


def bare(entity: str, value: str) -> str:
    """A name without the word of courtesy behind it: columns of names have it in the cell."""
    return _COURTESY.sub("", value) if entity == "PERSON" else value


def today() -> date:
    return date.today()


def _fits(globs: Iterable[str], text: str) -> bool:
    """As `fnmatch`; names from macOS (NFD) are what they look like."""
    text = unicodedata.normalize("NFC", text)
    return any(_glob(glob).match(text) for glob in globs)


@cache
def _glob(glob: str) -> re.Pattern[str]:
    return re.compile(translate(unicodedata.normalize("NFC", glob)))


class Decisions:
    """Entries in force, kept so that values and paths are looked up among them. Travels to workers."""

    def __init__(self, entries: Iterable[Suppression] = ()) -> None:
        self.places: list[Suppression] = []  # entries for all values, and those for a class, that name no path
        self.classes: list[Suppression] = []
        self._by_start: dict[str, list[tuple[str, Suppression]]] = {}  # what a glob begins with → globs, entries
        self.by_digest: dict[str, list[Suppression]] = {}
        self.digested: set[str] = set()  # entity types that entries name values of; "" for any
        for one in entries:
            for glob in one.path:
                start = re.split(r"[*?\[]", unicodedata.normalize("NFC", glob), maxsplit=1)[0]
                self._by_start.setdefault(start, []).append((glob, one))
            if one.values:
                self.digested.update(one.entity or [""])
            elif not one.path:
                (self.classes if one.packaged else self.places).append(one)
            for digest in one.values:
                self.by_digest.setdefault(digest, []).append(one)

    def at(self, paths: Iterable[str]) -> list[Suppression]:
        """Entries with a glob that fits one of the paths."""
        found: dict[str, Suppression] = {}
        for path in {unicodedata.normalize("NFC", path) for path in paths} if self._by_start else ():
            for end in range(len(path) + 1):
                for glob, one in self._by_start.get(path[:end], ()):
                    if one.id not in found and _glob(glob).match(path):
                        found[one.id] = one
        return list(found.values())


class Left(NamedTuple):
    """What is left of a column. hidden: values in which all is signed away. rows: how many judged ones hold them."""

    hits: list[ColumnHit]
    hidden: list[str]
    rows: int


class Signed:
    """What of one item is signed away, counted. paths: all ways to call the item that a glob may be meant for."""

    def __init__(self, decisions: Decisions, key: Key, paths: Sequence[str] = ()) -> None:
        self._decisions, self._key = decisions, key
        here = decisions.at(paths)
        self._here = {one.id for one in here}
        self._places = [one for one in here if not (one.values or one.packaged)] + decisions.places
        self._classes = [one for one in here if one.packaged and not one.values] + decisions.classes
        self._whole: dict[tuple[str, str, str], Suppression | None] = {}
        self.hits: dict[tuple[str, str, str, str], int] = {}  # part, field, entity, id of the entry → hits

    @property
    def by_path(self) -> bool:
        """Whether an entry speaks of this item by its path."""
        return bool(self._here)

    @property
    def idle(self) -> bool:
        """Whether nothing is signed away that an item could hold."""
        return not (self._places or self._classes or self._decisions.digested)

    def takes(self, entity: str, value: str, part: str, field: str, shown: str = "") -> bool:
        """Whether a hit is signed away; it is counted then. shown: the field as it may be written down."""
        one = self._place(entity, part, field) or self._value(entity, value, part, field)
        if one is not None:
            self._count(one.id, part, shown or field, entity, 1)
        return one is not None

    def left_of(
        self,
        view: ColumnView,
        hits: Sequence[ColumnHit],
        part: str,
        shown: str,
        scale: Callable[[ColumnHit], float],
        unjudged: pa.Array,
    ) -> Left:
        """The hits of a column without what is signed away.

        scale: rows of the column for each of a hit's that was judged. unjudged: values that are not in `view`.
        """
        kept: list[ColumnHit] = []
        gone, stay = set[int](), set[int]()
        for hit in hits:
            places = set(hit.found.cells) if hit.found is not None else set[int]()
            whole = self._place(hit.entity, part, view.field)
            if whole is not None:
                self._count(whole.id, part, shown, hit.entity, round(scale(hit) * hit.hits))
                gone |= places
                continue
            rest = self._without_values(view, hit, part, shown, scale(hit))
            left = set(rest.found.cells) if rest is not None and rest.found is not None else set[int]()
            gone |= places - left
            if rest is not None:
                kept.append(rest)
                stay |= left if hit.score >= SURE else set()
        places = pa.array(sorted(gone - stay), pa.int32())
        hidden = view.values.take(places).to_pylist()
        sure = [hit for hit in hits if hit.score >= SURE and (hit.found is None or hit.found.values is None)]
        if sure and any(self._names_values(hit.entity) for hit in sure):
            hidden += [
                value
                for value in unjudged.drop_null().to_pylist()
                if all(self._value(hit.entity, value, part, view.field) for hit in sure)
            ]
        return Left(kept, hidden, pc.sum(view.counts.take(places)).as_py() or 0)

    def _without_values(
        self, view: ColumnView, hit: ColumnHit, part: str, shown: str, scale: float
    ) -> ColumnHit | None:
        if hit.found is None or not self._names_values(hit.entity):
            return hit
        cells, values = hit.found.cells, hit.found.values
        rows = view.counts.to_pylist()
        left: list[tuple[int, str]] = []
        signed: dict[str, int] = {}
        for cell, value in zip(cells, values or view.values.take(pa.array(cells, pa.int32())).to_pylist(), strict=True):
            one = self._value(hit.entity, value, part, view.field)
            if one is None:
                left.append((cell, value))
            else:
                signed[one.id] = signed.get(one.id, 0) + rows[cell]
        if not signed:
            return hit
        counted = set(cells)
        total = sum(rows[cell] for cell in counted)  # less than `hits` where only some cells were read
        for name, number in signed.items():
            self._count(name, part, shown, hit.entity, round(scale * number * hit.hits / total))
        if not left:
            return None
        kept = {cell for cell, _ in left}
        return replace(
            hit,
            hits=max(1, round(hit.hits * sum(rows[cell] for cell in kept) / total)),
            distinct=max(1, round(hit.distinct * len(kept) / len(counted))),
            samples=tuple(dict.fromkeys(value for _, value in left))[:5],
            found=Found([cell for cell, _ in left], None if values is None else [value for _, value in left]),
        )

    def _place(self, entity: str, part: str, field: str) -> Suppression | None:
        """The entry that speaks of all hits of a type at a place."""
        if not self._places:
            return None
        place = (entity, part, field)
        if place not in self._whole:
            self._whole[place] = next((one for one in self._places if one.covers(*place)), None)
        return self._whole[place]

    def _names_values(self, entity: str) -> bool:
        return bool(self._classes) or not self._decisions.digested.isdisjoint(("", entity))

    def _value(self, entity: str, value: str, part: str, field: str) -> Suppression | None:
        if not self._names_values(entity):
            return None
        if not self._decisions.digested.isdisjoint(("", entity)):
            for spelling in dict.fromkeys((value, bare(entity, value))):
                for one in self._decisions.by_digest.get(self._key.digest(entity, spelling), ()):
                    named = not one.packaged or in_class(one.packaged, entity, value)
                    if named and one.covers(entity, part, field) and (not one.path or one.id in self._here):
                        return one
        for one in self._classes:
            if in_class(one.packaged, entity, value) and one.covers(entity, part, field):
                return one
        return None

    def _count(self, name: str, part: str, field: str, entity: str, hits: int) -> None:
        place = (part, field, entity, name)
        self.hits[place] = self.hits.get(place, 0) + hits
