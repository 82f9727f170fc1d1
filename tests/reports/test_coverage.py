"""What was not read is never left out, on the page or on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

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
    lines = coverage.lines(View(cast(Inventory, book)), lang)
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
    text = "\n".join(coverage.lines(View(cast(Inventory, book.finish())), "en"))
    assert "<U+001B>]0;owned<U+0007><U+202E>cod.exe › <U+001B>[2J.zip" in text
    assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_all_read_is_said_plainly(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.item("a.txt")
    assert coverage.lines(View(cast(Inventory, book.finish())), "en")[1:] == [
        "1 item listed; none was unreadable or read only in part."
    ]


def test_names_that_say_another_format_are_told_everywhere(tmp_path: Path) -> None:
    book = Book(tmp_path)
    for number in range(5):
        book.item(f"写真{number}.jpg", format="xlsx", named_as="jpg")
    book.found(book.item("請求書.pdf", format="docx", named_as="pdf"), "PHONE_NUMBER", part="x")
    book.item("a.txt")
    known = cast(Inventory, book.finish())
    assert coverage.lines(View(known), "en")[2:] == [
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


DRAWN = {"sampled": True, "rows_exact": False, "kind": "table"}
# sample_method, rows_read, rows_total, rows_exact, rate_excluded, rate_excluded_spread
FACTS = ("sample_method", "rows_read", "rows_total", "rows_exact", "rate_excluded", "rate_excluded_spread")


@pytest.mark.parametrize(
    ("facts", "ja", "en"),
    [
        (
            ("blocks", 96_219, 1_000_000, False, 0.0015, 0.0000311),
            "約 1,000,000 行のうち 96,219 行（無作為に選んだブロック）。"
            "見つからなかった種類のデータは、残っていても最大 1,500 行（かたまっていなければ最大 32 行）。",
            "96,219 of about 1,000,000 rows (blocks drawn at random). "
            "What was not found is in 1,500 rows at the most, or in 32 where such rows do not lie together.",
        ),
        (
            ("rows", 1_000, 10_000, True, 0.003, 0.003),
            "全 10,000 行のうち 1,000 行（行ごとに無作為に選択）。"
            "見つからなかった種類のデータは、残っていても最大 30 行。",
            "1,000 of 10,000 rows (rows drawn at random). What was not found is in 30 rows at the most.",
        ),
        (
            ("first_rows", 5, -1, False, 1.0, 1.0),
            "行数不明の表から 5 行（先頭の行だけ）。残りの行については何も言えません。",
            "5 rows of a table of unknown size (the first rows only). Nothing can be said of the other rows.",
        ),
        (
            ("broken", 7, 9, False, 1.0, 1.0),
            "約 9 行のうち 7 行（途中で終了）。残りの行については何も言えません。",
            "7 of about 9 rows (ended early). Nothing can be said of the other rows.",
        ),
    ],
)
def test_what_a_sample_leaves_open_is_said(tmp_path: Path, facts: tuple[object, ...], ja: str, en: str) -> None:
    book = Book(tmp_path)
    given: dict[str, Any] = {**DRAWN, **dict(zip(FACTS, facts, strict=True))}
    book.item("public.customers", **given)
    book.item("public.small", kind="table", sample_method="whole", rows_read=3, rows_total=3)
    view = View(cast(Inventory, book.finish()))
    rows = of(book).drawn
    assert [row["name"] for row in rows] == ["public.customers"]
    assert [coverage.rows_read(rows[0], Words(lang)) for lang in ("ja", "en")] == [ja, en]
    assert view.volume()["sampled"] == 0  # that sentence speaks of texts
    for lang, said in (("ja", ja), ("en", en)):
        assert any(said in line for line in coverage.lines(View(cast(Inventory, book)), lang))


def test_columns_of_too_many_numbers_are_said(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.item("public.t", kind="table", sample_method="whole", rows_read=50_000, rows_total=50_000, columns_unsifted=2)
    (row,) = of(book.finish()).drawn
    assert coverage.rows_read(row, Words("en")) == (
        "All 50,000 rows. 2 columns have too many different numbers for each to be judged:"
        " other kinds of numbers may stand among them."
    )
