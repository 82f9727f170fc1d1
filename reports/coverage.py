"""What was looked at and what was not. Every report begins with this block."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports.text import Words, number, plain
from reports.view import Row, View
from scanner.model import Status

ACCOUNTED = (Status.SCANNED, Status.PARTIAL, Status.UNREADABLE, Status.EXCLUDED, Status.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Unread:
    """Everything not read for one reason: how many places in how many items, and the first of them."""

    reason: str
    places: int
    items: int
    rows: list[Row]

    def count(self, t: Words) -> str:
        if self.items == self.places:
            return t("coverage.items_n", n=self.items)
        return t("coverage.of_which", items=self.items, rows=self.places)


@dataclass(frozen=True, slots=True)
class Coverage:
    """run: counts of the latest run. state: items of the current state per status, kept from earlier runs included."""

    run: dict[str, int]
    state: dict[str, int]
    volume: Row
    unread: list[Unread]
    disguised: list[Row]
    drawn: list[Row]

    @property
    def listed(self) -> int:
        return self.run["listed"]

    @property
    def accounted(self) -> int:
        return sum(self.run[status] for status in ACCOUNTED)

    @property
    def adds_up(self) -> bool:
        return self.listed == self.accounted

    @property
    def state_differs(self) -> bool:
        return any(self.run[status] != self.state[status] for status in ACCOUNTED)

    @property
    def not_whole(self) -> int:
        """Items of the current state that were not read, or only in part."""
        return self.state[Status.PARTIAL] + self.state[Status.UNREADABLE]

    def statement(self, t: Words) -> str:
        """One or two sentences on the current state, which is what the rest of a report shows."""
        listed = sum(self.state[status] for status in ACCOUNTED)
        partial, unread = self.state[Status.PARTIAL], self.state[Status.UNREADABLE]
        if not listed:
            return t("coverage.nothing")
        if partial and unread:
            said = t("coverage.incomplete", listed=listed, partial=partial, unread=unread)
        elif partial:
            said = t("coverage.incomplete_partial", listed=listed, partial=partial)
        elif unread or self.unread:  # a folder that could not be listed has no item of its own
            said = t(
                "coverage.incomplete_unread", listed=listed, unread=unread or sum(group.items for group in self.unread)
            )
        else:
            said = t("coverage.complete", listed=listed)
        if left_out := self.state[Status.EXCLUDED]:
            said += ("" if t.lang == "ja" else " ") + t("coverage.and_excluded", n=left_out)
        return said


def rows_read(row: Row, t: Words) -> str:
    """How much of a table was read, how its rows were drawn, and how many of a kind may be in it all the same."""
    unsifted = t("rows.unsifted", n=row["columns_unsifted"]) if row["columns_unsifted"] else ""
    return _read(row, t) + unsifted


def _read(row: Row, t: Words) -> str:
    method, total, read = row["sample_method"], row["rows_total"] or 0, row["rows_read"] or 0
    if method == "whole":
        return t("rows.whole", read=read)
    known = "rows.of_unknown" if total < 0 else "rows.of" if row["rows_exact"] else "rows.of_about"
    said = t(known, read=read, total=max(total, 0), method=t.name("sample_method", method))
    if total < 0 or (row["rate_excluded"] or 0) >= 1:
        return said + t("rows.nothing")
    most, spread = (math.ceil((row[key] or 0) * total) for key in ("rate_excluded", "rate_excluded_spread"))
    return said + t("rows.bound" if most == spread else "rows.bounds", most=most, spread=spread)


def of(view: View, limit: int = 200) -> Coverage:
    """limit: places kept per reason; `Unread.places` counts all."""
    groups: dict[str, list[Row]] = {}
    for row in view.problems(limit):
        groups.setdefault(row["reason"], []).append(row)
    unread = [Unread(reason, rows[0]["n"], rows[0]["items"], rows) for reason, rows in groups.items()]
    state = view.statuses()
    if view.run["run_id"]:
        run = {name: int(view.run[name]) for name in ("listed", *ACCOUNTED, Status.GONE)}
    else:  # no run has finished: what is there is what was listed so far
        run = {**state, "listed": sum(state[status] for status in ACCOUNTED)}
    return Coverage(run, state, view.volume(), unread, view.disguised(limit), view.drawn(limit))


def lines(view: View, lang: str = "ja", paths: int = 3) -> list[str]:
    """The block for a terminal: the sum, the sentence, and each reason with what to do and its first paths."""
    t, cover = Words(lang, view.inventory.names), of(view, limit=paths)
    parts = " + ".join(f"{t.name('status', status)} {number(cover.run[status])}" for status in ACCOUNTED)
    out = [f"{t('coverage.equation')} {number(cover.listed)} = {parts}", cover.statement(t)]
    if not cover.adds_up:
        out.append(t("coverage.mismatch", listed=cover.listed, total=cover.accounted))
    for group in cover.unread:
        out.append(f"  {t.name('reason', group.reason + '.name')}: {group.count(t)}")
        if t.known(f"reason.{group.reason}.todo"):
            out.append(f"    {t(f'reason.{group.reason}.todo')}")
        out += [
            f"    - {plain(row['name'])}" + (f" › {plain(row['part'])}" if row["part"] else "") for row in group.rows
        ]
        if group.places > len(group.rows):
            out.append(f"    {t('report.listing_more', n=group.places - len(group.rows))}")
    if cover.drawn:
        out.append(f"  {t('rows.drawn', n=cover.drawn[0]['n'])}")
        out += [f"    - {plain(row['name'])}: {rows_read(row, t)}" for row in cover.drawn]
        if (more := cover.drawn[0]["n"] - len(cover.drawn)) > 0:
            out.append(f"    {t('report.listing_more', n=more)}")
    if cover.disguised:
        out.append(f"  {t('coverage.disguised', n=cover.disguised[0]['n'])}")
        out += [f"    - {plain(row['name'])}: {row['format']}" for row in cover.disguised]
        if (more := cover.disguised[0]["n"] - len(cover.disguised)) > 0:
            out.append(f"    {t('report.listing_more', n=more)}")
    return out
