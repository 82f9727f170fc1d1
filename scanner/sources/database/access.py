"""Who can read a table: from the grants of the server, asked once a database, to `exposure` and words for people.

Beside the owner and administrators nobody: private. Some accounts: group. Every account of the server (PUBLIC), or more than
`BROAD` accounts, through whatever roles: company. Who needs no account and no password: public. A view whose readers may not
read the table itself shows it to them, so its table is as exposed as the view. Row-level security and masks are told, not
reckoned: they hide some, nobody knows how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BROAD = 20
_NAMED = 5  # of what is listed for people
_ORDER = ("unknown", "private", "group", "company", "public")

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
Name = tuple[str, str]
"""Schema and table."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who can read one table or view. everybody: each account. anybody: without an account or password.

    accounts: that can log in, without the owner's own and administrators. said: what lets them, for people.
    """

    accounts: frozenset[str] = frozenset()
    everybody: bool = False
    anybody: bool = False
    said: tuple[str, ...] = ()

    @property
    def exposure(self) -> str:
        if self.anybody:
            return "public"
        if self.everybody or len(self.accounts) > BROAD:
            return "company"
        return "group" if self.accounts else "private"

    def more_than(self, other: Readers) -> bool:
        """Whether somebody reads this who may not read the other."""
        if self.anybody or self.everybody:
            return (self.anybody and not other.anybody) or not (other.everybody or other.anybody)
        return not (other.everybody or other.anybody) and not self.accounts <= other.accounts


@dataclass(frozen=True, slots=True)
class Facts:
    """exposure: as in `items`. detail: what it rests on."""

    exposure: str = "unknown"
    detail: str = ""


@dataclass(slots=True)
class Roles:
    """Accounts and roles of a server. member: role → roles and accounts that have it."""

    accounts: set[str] = field(default_factory=set)
    member: dict[str, set[str]] = field(default_factory=dict)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """Accounts that are one of these, or have one of these roles, through however many others."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.member.get(name, ())
        return frozenset(found & self.accounts)


def facts(
    own: Mapping[Name, Readers], shows: Mapping[Name, Iterable[Name]], remarks: Mapping[Name, Sequence[str]]
) -> dict[Name, Facts]:
    """shows: view → tables and views it reads in its owner's name. remarks: what else is to be said of a table."""
    through: dict[Name, set[Name]] = {}
    for view in shows:
        for table in _below(view, shows):
            through.setdefault(table, set()).add(view)
    found = {}
    for name, readers in own.items():
        exposure, said = readers.exposure, [*readers.said]
        for view in sorted(through.get(name, ())):
            seen = own.get(view)
            if seen is None or not seen.more_than(readers):
                continue
            exposure = max(exposure, seen.exposure, key=_ORDER.index)
            whom = (
                "everybody"
                if seen.anybody or seen.everybody
                else f"{len(seen.accounts - readers.accounts)} more accounts"
            )
            said.append(f"view {'.'.join(filter(None, view))} shows it to {whom}")
        if readers.accounts and not readers.everybody:
            said.append(f"{len(readers.accounts)} accounts can read it")
        found[name] = Facts(exposure, "; ".join([*said, *remarks.get(name, ())])[:1_000])
    return found


def _below(view: Name, shows: Mapping[Name, Iterable[Name]]) -> set[Name]:
    """All that a view shows, through other views too."""
    found: set[Name] = set()
    waiting = list(shows[view])
    while waiting:
        name = waiting.pop()
        if name not in found and name != view:
            found.add(name)
            waiting += shows.get(name, ())
    return found


def some(names: Iterable[str]) -> str:
    """The first few of them, for people."""
    every = sorted(names)
    return ", ".join(every[:_NAMED]) + (f" and {len(every) - _NAMED} more" if len(every) > _NAMED else "")
