"""What was not read is never left out, on the page or on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from reports import coverage, csv
from reports.text import LANGUAGES, Words
from reports.view import View
from scanner.inventory import Inventory
from scanner.model import Reason, Status
from tests.reports.share import LISTED, UNREAD, Book


def of(book: Book, limit: int = 200) -> coverage.Coverage:
    return coverage.of(View(cast(Inventory, book)), limit)


def test_listed_is_the_sum_of_its_parts(book: Book) -> None:
    cover = of(book)
    assert cover.adds_up and cover.listed == sum(cover.state[status] for status in coverage.ACCOUNTED)
    assert not cover.state_differs
    assert cover.state[Status.GONE] == 1  # not part of listed


def test_every_unread_place_is_in_a_group(book: Book) -> None:
    cover = of(book)
    assert sum(group.places for group in cover.unread) == len(book.rows["problems"])
    assert {group.reason for group in cover.unread} == {reason.value for reason in Reason} - {"excluded_by_plan"}
    places = [group.places for group in cover.unread]
    assert places == sorted(places, reverse=True)  # commonest first


def test_a_limit_keeps_the_counts(book: Book) -> None:
    (locked,) = [group for group in of(book, limit=2).unread if group.reason == "encrypted"]
    assert (len(locked.rows), locked.places, locked.items) == (2, 32, 32)


def test_a_problem_without_an_item_is_listed_too(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.item("a.txt")
    book.problem("file:///srv/share/locked", Reason.PERMISSION_DENIED, stage="list")
    cover = of(book.finish())
    assert [row["name"] for group in cover.unread for row in group.rows] == ["locked"]


def test_one_place_that_failed_twice_for_one_reason_counts_once(tmp_path: Path) -> None:
    book = Book(tmp_path)
    uri = book.item("a.zip", Status.PARTIAL, "encrypted")
    for _ in range(2):
        book.problem(uri, Reason.ENCRYPTED, "x.xlsx")
    assert [group.places for group in of(book.finish()).unread] == [1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_block_for_a_terminal(book: Book, lang: str) -> None:
    t = Words(lang)
    lines = coverage.lines(cast(Inventory, book), lang)
    assert lines[0].startswith(f"{t('coverage.equation')} {LISTED} = ") and str(UNREAD) in lines[0]
    assert lines[1].startswith(t("coverage.incomplete", listed=LISTED, partial=1, unread=UNREAD))
    assert lines[1].endswith(t("coverage.and_excluded", n=3))
    text = "\n".join(lines)
    for reason in Reason:
        if reason is not Reason.EXCLUDED:
            assert t(f"reason.{reason.value}.todo") in text
    assert t("report.listing_more", n=29) in text


def test_a_terminal_is_not_steered_by_names(tmp_path: Path) -> None:
    book = Book(tmp_path)
    uri = book.item("\x1b]0;owned\x07\u202ecod.exe", Status.PARTIAL, "encrypted")
    book.problem(uri, Reason.ENCRYPTED, "\x1b[2J.zip")
    text = "\n".join(coverage.lines(cast(Inventory, book.finish()), "en"))
    assert "<U+001B>]0;owned<U+0007><U+202E>cod.exe › <U+001B>[2J.zip" in text
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_all_read_is_said_plainly(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.item("a.txt")
    assert coverage.lines(cast(Inventory, book.finish()), "en")[1:] == [
        "1 item listed; none was unreadable or read only in part."
    ]


def test_names_that_say_another_format_are_told_everywhere(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for number in range(5):
        book.item(f"写真{number}.jpg", format="xlsx", named_as="jpg")
    book.found(book.item("請求書.pdf", format="docx", named_as="pdf"), "PHONE_NUMBER", part="x")
    book.item("a.txt")
    known = cast(Inventory, book.finish())
    assert coverage.lines(known, "en")[2:] == [
        "  6 files are named as another format than the content has, and read as what the content is",
        "    - 写真0.jpg: xlsx",
        "    - 写真1.jpg: xlsx",
        "    - 写真2.jpg: xlsx",
        f"    {Words('en')('report.listing_more', n=3)}",
    ]
    for lang, count, ending in (("ja", "違うファイル: 6 件", "名前は .pdf"), ("en", "6 files are named", "named .pdf")):
        page = book.page(lang)
        assert count in page and f"docx ({ending})" in page
    csv.write(known, tmp_path / "csv")
    assert "写真4.jpg" in (tmp_path / "csv" / "items.csv").read_text("utf-8") and "named_as" in (
        tmp_path / "csv" / "items.csv"
    ).read_text("utf-8")
