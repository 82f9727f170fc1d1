"""The page: numbers add up, nothing missing, nothing dangerous, nothing raw."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from lxml import html as lxml_html

from reports import html
from reports.text import LANGUAGES, Words
from reports.view import SURE, View
from scanner import classify, inventory
from scanner.model import Reason, Status
from scanner.taxonomy import raw
from tests.reports.share import HOSTILE, RUN, Book


def parse(page: str) -> Any:
    return lxml_html.fromstring(page)


def text_of(page: str) -> str:
    return " ".join(parse(page).text_content().split())


def test_the_page_stands_alone(page: str) -> None:
    tree = parse(page)
    assert not tree.xpath("//link | //img | //iframe | //object | //form | //base | //@src | //@srcset | //@onclick")
    assert all(href.startswith("#") for href in tree.xpath("//@href"))
    assert "url(" not in page and "@import" not in page
    assert not re.search(r"https?://", page)


def test_the_page_says_how_much_was_read_for_names(page: str) -> None:
    text = text_of(page)
    assert "40%" in text and "3.1%" in text


def test_the_policy_of_the_page_allows_its_own_script_alone(page: str) -> None:
    tree = parse(page)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = tree.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"script-src 'sha256-{digest}'" in policy


def test_hostile_names_are_shown_and_harmless(page: str, book: Book) -> None:
    tree = parse(page)
    assert len(tree.xpath("//script")) == 1
    body = page[page.index("<body") :]
    for char in "\u202e\x1b":
        assert char not in body
    text = text_of(page)
    for shown in (
        "<script>alert(1)",
        "U+202E gnp.請求書.exe",
        "髙﨑𠮷野 & Co \"様\" 'x'.xlsx",
        "か\u3099くふ\u3099ち.xlsx",
        "NFD",
    ):
        assert shown.replace(" ", "") in text.replace(" ", "")
    names = [row["relative"] for row in book.rows["items"]]
    assert len([name for name in names if name.startswith(tuple(h[:4] for h in HOSTILE))]) >= len(HOSTILE)


def test_every_unread_item_is_listed_with_what_to_do(page: str, book: Book) -> None:
    t = Words(parse(page).get("lang") or "", raw())
    text = text_of(page)
    for row in book.rows["items"]:
        if row["status"] in ("unreadable", "partial"):
            assert row["relative"].rpartition("/")[2] in text
    for reason in Reason:
        if reason is not Reason.EXCLUDED:
            assert t(f"reason.{reason.value}.means") in text and t(f"reason.{reason.value}.todo") in text


def test_coverage_comes_first_and_adds_up(page: str, book: Book) -> None:
    tree = parse(page)
    assert tree.xpath("//main/section[1]/@id") == ["coverage"]
    rows = tree.xpath("//table[@class='account']/tbody/tr/td[2]")
    counts = [int(cell.text_content().replace(",", "")) for cell in rows]
    (total,) = tree.xpath("//table[@class='account']/tfoot//td[1]")
    assert sum(counts) == int(total.text_content()) == book.counts["listed"]
    assert not tree.xpath("//p[@class='alert']")


def test_a_sum_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.item("a.txt")
    book.finish(listed=2)
    assert Words("en")("coverage.mismatch", listed=2, total=1) in text_of(book.page("en"))


def test_folders_and_files_agree(page: str, book: Book) -> None:
    tree = parse(page)
    root = tree.xpath("//table[contains(@class,'tree')]/tbody/tr[1]/td[3]")[0].text_content()
    found, looked_at = (int(part.replace(",", "")) for part in root.split("/"))
    files = tree.xpath("//details[@class='file']")
    assert found == len(files) == sum(row["level"] != "none" for row in book.rows["items"])
    assert looked_at == book.counts["listed"] - book.counts[Status.EXCLUDED]
    assert str(found) in tree.xpath("//div[@class='figures']/div[1]/b/text()")


def test_data_on_organisations_and_weak_hits_are_no_personal_data(page: str) -> None:
    tree = parse(page)
    names = [node.text_content() for node in tree.xpath("//details[@class='file']/summary")]
    assert not any("取引先一覧.csv" in name for name in names)
    (weak,) = [node for node in tree.xpath("//details[@class='file']") if "備品.csv" in node.text_content()]
    assert weak.get("data-level") == "low"
    assert [tag.get("class") for tag in weak.xpath("summary//span[contains(@class,'tag')]")] == ["tag faint"]


def test_weak_hits_are_counted_apart(book: Book) -> None:
    view = View(cast(inventory.Inventory, book))
    (number,) = [row for row in view.categories() if row["category"] == "my_number"]
    assert (number["files"], number["weak"], number["hits"]) == (13, 1, 12 * 118 + 1)
    (number,) = [row for row in view.entities() if row["entity"] == "JP_MY_NUMBER"]
    assert (number["files"], number["weak"], number["hits"]) == (13, 1, 12 * 118 + 1)
    folders, _, _ = view.folders(100)
    assert folders[0].categories["my_number"] == 13
    assert SURE == classify.SURE


def test_samples_are_the_masks_of_the_inventory(page: str, book: Book) -> None:
    shown = {node.text_content() for node in parse(page).xpath("//span[@class='mask']/code")}
    assert shown == {row["masked"] for row in book.rows["findings"] if row["entity"] != "JP_CORPORATE_NUMBER"}


def test_too_much_is_cut_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(tmp_path)
    for number in range(40):
        uri = book.item(f"{number % 10}/{number}/{number}.csv")
        book.found(uri, "PERSON", 2, field="氏名", masked=[("佐*", "row 2")])
        book.problem(book.item(f"x/{number}.zip", Status.UNREADABLE, "encrypted"), Reason.ENCRYPTED)
    book.finish()
    for name, value in {"FILES": 7, "FOLDERS": 15, "PLACES_PER_REASON": 5, "PLACES_AT_ONCE": 3}.items():
        monkeypatch.setattr(html, name, value)
    tree = parse(book.page("en"))
    assert len(tree.xpath("//details[@class='file']")) == 7
    assert len(tree.xpath("//details[@class='reason']//tbody/tr")) == 5
    assert "33 more are not shown" in tree.text_content() and "35 more are not shown" in tree.text_content()
    rows = tree.xpath("//table[contains(@class,'tree')]/tbody/tr")
    assert len(rows) <= 16 and rows[0].xpath("td[3]")[0].text_content().split() == ["40", "/", "80"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_inventory_and_one_without_a_finished_run(
    tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = Words(lang, raw())
    empty = Book(tmp_path).finish()
    assert t("coverage.nothing") in text_of(empty.page(lang))
    begun = Book(tmp_path / "begun")
    begun.item("a.txt")
    monkeypatch.setattr(begun, "last_run", dict)
    text = text_of(begun.page(lang))
    assert t("head.interrupted") in text and t("head.unfinished") in text and t("coverage.complete", listed=1) in text


def test_unchanged_items_keep_their_place(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.found(book.item("a.csv"), "PERSON", field="氏名")
    book.item("b.csv", Status.UNREADABLE, "encrypted")
    book.finish(scanned=0, unchanged=1)
    tree = parse(book.page("en"))
    account = [
        [" ".join(cell.text_content().split()) for cell in row] for row in tree.xpath("//table[@class='account']//tr")
    ]
    assert account[1][:4] == ["read to the end", "0", "0.0 %", "1"]  # in this run, and in the state
    assert account[5][:4] == ["unchanged", "1", "50.0 %", "–"]
    assert "b.csv" in tree.xpath("//details[@class='reason']")[0].text_content()  # no row in problems, still listed


def test_parquet_on_disk_gives_the_same_page(book: Book, tmp_path: Path) -> None:
    for name in inventory.SCHEMAS:
        folder = tmp_path / "inventory" / name
        folder.mkdir(parents=True)
        pq.write_table(book.table(name), folder / f"{RUN}-000001.parquet")
    (tmp_path / "runs" / RUN).mkdir(parents=True)
    (tmp_path / "runs" / RUN / "plan.yaml").write_bytes((book.out / "runs" / RUN / "plan.yaml").read_bytes())
    known = inventory.open(tmp_path)
    pages = [page.rpartition("<footer>")[0] for page in (book.page("ja"), html.render(known, "ja"))]
    assert pages[0] == pages[1]


def test_write_is_whole_and_private(book: Book, tmp_path: Path) -> None:
    target = html.write(cast(inventory.Inventory, book), tmp_path / "report.html", "ja")
    assert target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 10, "0.0 %"), (10, 10, "100.0 %"), (1, 100_000, "< 0.1 %"), (99_999, 100_000, "> 99.9 %"), (0, 0, "–")],
)
def test_shares_never_round_away_the_few(count: int, total: int, shown: str) -> None:
    assert html._percent(count, total) == shown


def test_durations() -> None:
    assert [html._took(Words("en"), s) for s in (0.42, 83, 3_700)] == ["0.4 s", "1 min 23 s", "1 h 1 min"]
