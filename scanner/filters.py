"""Which items a plan leaves out by what they are: size, age, owner. In one place for every source.

What is not known leaves nothing out: an item without a size, a time or an owner is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import translate
from functools import cached_property

from scanner.model import Item, Problem, Reason, Stage

_AGO = re.compile(r"(\d{1,5})\s*([dwmy])(?:ays?|eeks?|onths?|ears?)?")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def moment(text: str, now: datetime) -> float:
    """Seconds since the epoch of `2026-04-01`, `2026-04-01 12:30`, or `90d` (also w, m, y) before today's midnight.

    Times without a zone are of this machine. Raises ValueError.
    """
    if match := _AGO.fullmatch(text.strip().lower()):
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            return (midnight - timedelta(days=int(match[1]) * _DAYS[match[2]])).timestamp()
        except OverflowError:
            raise ValueError("before the calendar") from None
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except OverflowError:
        raise ValueError("before the calendar") from None


@dataclass(frozen=True)
class Filters:
    """min_bytes: smaller files are left out. after, before: seconds since the epoch, None for no bound; a file that was
    changed at `after` is read, one at `before` is not. owners, not_owners: globs, whatever their case; an owner is
    written as the source gives it, such as `tanaka` or `CORP\\tanaka`, and the name alone will do.
    """

    min_bytes: int = 0
    after: float | None = None
    before: float | None = None
    owners: tuple[str, ...] = ()
    not_owners: tuple[str, ...] = ()

    @cached_property
    def _any(self) -> bool:
        return self != Filters()

    @cached_property
    def _matchers(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        return _matcher(self.owners), _matcher(self.not_owners)

    def over(self, items: Iterator[Item]) -> Iterator[Item]:
        """The same items; those that are left out have a problem that says so."""
        return map(self._mark, items) if self._any else items

    def _mark(self, item: Item) -> Item:
        why = "" if item.problem is not None else self._why(item)
        return replace(item, problem=Problem(Stage.LIST, Reason.EXCLUDED, detail=why)) if why else item

    def _why(self, item: Item) -> str:
        if 0 <= item.size < self.min_bytes:
            return f"less than {self.min_bytes} bytes"
        if item.modified > 0:
            if self.after is not None and item.modified < self.after:
                return "changed before modified_after"
            if self.before is not None and item.modified >= self.before:
                return "changed after modified_before"
        wanted, unwanted = self._matchers
        if item.owner:
            names = {item.owner.casefold(), item.owner.casefold().rpartition("\\")[2]}
            if unwanted and any(map(unwanted.fullmatch, names)):
                return "owner left out"
            if wanted and not any(map(wanted.fullmatch, names)):
                return "another owner"
        return ""


def _matcher(globs: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(translate(glob.casefold()) for glob in globs)) if globs else None
