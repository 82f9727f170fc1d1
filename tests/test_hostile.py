"""Files that are made to hurt, read by a real worker with little memory: each costs itself, says why, and takes bounded
time and memory: the limits of the worker would end it with another reason than the one that is expected here."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from scanner import inventory, pipeline
from scanner.budget import Limits
from scanner.config import Plan
from tests import builders
from tests.builders import hostile
from tests.fuzz.samples import MADE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux limits the memory of a worker"),
]

MEMORY = 384 << 20
PHONE = "090-1234-5678"
_SHEET = [["電話"], [PHONE]]

Make = Callable[[], bytes]
# name: (how it is made, reason in the inventory or "" where all was read, whether the phone number beside it is found)
SAMPLES: dict[str, tuple[Make, str, bool]] = {
    "flat.zip": (lambda: builders.bomb(256), "compression_bomb", False),
    "layers.zip": (hostile.layers, "unsupported_format compression_bomb", False),
    "overlap.zip": (hostile.overlapping, "unsupported_format compression_bomb", False),
    "lying-sizes.zip": (hostile.lying_sizes, "unsupported_format corrupt", False),
    "many.zip": (hostile.many_members, "too_many_members", False),
    "quine.gz": (hostile.gzip_quine, "too_deep", False),
    "outward.zip": (hostile.outward_zip, "", True),
    "outward.tar": (hostile.outward_tar, "", True),
    "holes.tar": (hostile.sparse_tar, "compression_bomb", False),
    **{f"zeros.{name}": (partial(hostile.repeated, pack, 16), "compression_bomb", False)
       for name, pack in hostile.PACKERS.items()},
    "laughs.xml": (lambda: hostile.xml(hostile.LAUGHS), "", True),
    "external.xml": (lambda: hostile.xml(hostile.EXTERNAL), "", True),
    "quadratic.xml": (lambda: hostile.xml(hostile.QUADRATIC, 100_000), "", True),
    "laughs.svg": (lambda: hostile.svg(hostile.LAUGHS), "", True),
    "external.svg": (lambda: hostile.svg(hostile.EXTERNAL), "", True),
    "laughs.docx": (lambda: hostile.docx_with(hostile.LAUGHS), "corrupt", False),
    "external.docx": (lambda: hostile.docx_with(hostile.EXTERNAL), "", True),
    "quadratic.docx": (lambda: hostile.docx_with(hostile.QUADRATIC), "", True),
    "laughs.xlsx": (lambda: hostile.xlsx_with(hostile.LAUGHS), "corrupt", False),
    "external.xlsx": (lambda: hostile.xlsx_with(hostile.EXTERNAL), "corrupt", False),
    "ten-million-rows.xlsx": (lambda: hostile.far_cell(10_000_000), "corrupt", False),
    "last-cell.xlsx": (lambda: hostile.far_cell(1 << 20, "XFD"), "", False),
    "four-billion-rows.xlsx": (lambda: hostile.far_cell((1 << 32) - 1), "corrupt", False),
    "endless-rows.xlsx": (lambda: hostile.far_cell(10**20 - 1), "corrupt", False),
    "endless-columns.xlsx": (lambda: hostile.far_cell(3, "ZZZZZZ"), "corrupt", False),
    "dimension.xlsx": (hostile.dimension, "", False),
    "lying-dimension.xlsx": (lambda: hostile.dimension("A1:ZZZ4294967295"), "", False),
    "shared-strings.xlsx": (hostile.shared_strings, "compression_bomb", False),
    "deep-arrays.json": (lambda: hostile.nested("[", "]", inside=f'"{PHONE}"'), "", True),
    "deep-objects.json": (lambda: hostile.nested('{"a":', "}", inside=f'"{PHONE}"'), "", True),
    "deep.xml": (lambda: b'<?xml version="1.0"?>' + hostile.nested("<a>", "</a>"), "", True),
    "deep.html": (lambda: b"<html>" + hostile.nested("<div>", "</div>"), "too_deep", True),
    "deep-tables.html": (
        lambda: b"<html>" + hostile.nested("<table><tr><td>", "</td></tr></table>"), "too_deep", True,
    ),
    "deep.rtf": (lambda: b"{\\rtf1 " + hostile.nested("{", "}") + b"}", "", True),
    "loop-of-pages.pdf": (hostile.PDFS["loop-of-pages"], "corrupt", True),
    "many-pages.pdf": (hostile.PDFS["many-pages"], "", True),
    "same-page.pdf": (hostile.PDFS["same-page"], "too_large", True),
    "deep-arrays.pdf": (hostile.PDFS["deep-arrays"], "", True),
    "deep-objects.pdf": (hostile.PDFS["deep-objects"], "", True),
    "table-loop.pdf": (hostile.PDFS["table-loop"], "corrupt", False),
    "endless-length.pdf": (hostile.PDFS["endless-length"], "", True),
    "wide-object-stream.pdf": (hostile.PDFS["wide-object-stream"], "", True),
    # PDFium has no limit but memory: these end the worker, and the next one goes on.
    "bomb.pdf": (hostile.PDFS["bomb"], "worker_died", False),
    "loop-of-forms.pdf": (hostile.PDFS["loop-of-forms"], "worker_died", False),
    "mail-in-mail.eml": (hostile.letters, "too_deep", True),
    "a-million-parts.eml": (hostile.mail_parts, "too_many_members", True),
    "parts-in-parts.eml": (lambda: hostile.mail_parts(5_000, nested=True), "too_deep", True),
    **{f"bin{size}.rtf": (partial(hostile.rtf_bin, size), "", True) for size in (-1, 3, 2_147_483_647)},
    "sectors-in-a-loop.xls": (lambda: hostile.looping_ole(builders.xls({"S": _SHEET})), "corrupt", False),
    "long-loop.xls": (lambda: hostile.looping_ole(builders.xls({"S": _SHEET * 3000})), "corrupt", False),
    "directory-in-a-loop.xls": (lambda: hostile.looping_directory(builders.xls({"S": _SHEET})), "corrupt", False),
    "huge-footer.parquet": (lambda: hostile.lying_footer(MADE["rows.parquet"](), 0x7FFFFFFF), "corrupt", False),
    "small-footer.parquet": (lambda: hostile.lying_footer(MADE["rows.parquet"](), 16), "corrupt", False),
    "view-without-end.sqlite": (hostile.looping_view, "", False),
    "dictionary.parquet": (hostile.wide_dictionary, "out_of_memory", False),
    "picture.png": (hostile.picture, "no_text_layer", False),
    "a-million-columns.csv": (hostile.wide_csv, "", False),
    "wide.tsv.txt": (lambda: hostile.wide_csv(200_000).replace(b",", b"\t"), "", True),
}  # fmt: skip


# What only the clock, or the memory, ends.
ENDLESS: dict[str, tuple[Make, str]] = {
    "rows.sqlite": (hostile.endless_sqlite, "timeout"),
    "schema.sqlite": (lambda: hostile.endless_sqlite(of_schema=True), "timeout"),
    "nothing.avro": (hostile.avro_of_nothing, "out_of_memory timeout"),
}


def test_what_has_no_end_is_ended(tmp_path: Path) -> None:
    share, out = tmp_path / "share", tmp_path / "out"
    share.mkdir()
    for name, (make, _) in ENDLESS.items():
        (share / name).write_bytes(make())
    (share / "z.txt").write_text(PHONE)
    plan = Plan(targets=(str(share),), out=str(out), memory_bytes=128 << 20, limits=Limits(seconds=3))
    pipeline.scan(plan, b"k" * 32, engine="tests.unruly:Unruly")
    found = {row["relative"]: row["reason"] for row in inventory.open(out).table("items").to_pylist()}
    assert found.pop("z.txt") == ""
    assert {name for name, reason in found.items() if reason in ENDLESS[name][1].split()} == set(ENDLESS)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Row of `items` by file name, with all reasons of its problems as `reasons`."""
    folder = tmp_path_factory.mktemp("hostile")
    share, out = folder / "share", folder / "out"
    share.mkdir()
    for name, (make, _, _) in SAMPLES.items():
        (share / name).write_bytes(make())
    with open(share / "four-gigabytes.txt", "wb") as file:  # of holes
        file.write(PHONE.encode() + b"\n")
        file.truncate(4 << 30)
    os.mkfifo(share / "pipe.txt")
    os.symlink("/etc/passwd", share / "link.txt")
    os.link(share / "deep.xml", share / "hard.xml")
    plan = Plan(targets=(str(share),), out=str(out), memory_bytes=MEMORY, limits=Limits(seconds=500, pages=5_000))
    totals = pipeline.scan(plan, b"k" * 32, engine="tests.unruly:Unruly").totals
    known = inventory.open(out)
    found = {row["uri"].rpartition("/")[2]: {**row, "reasons": []} for row in known.table("items").to_pylist()}
    for problem in known.table("problems").to_pylist():
        found[problem["uri"].rpartition("/")[2]]["reasons"].append(problem["reason"])
    sums = totals.scanned + totals.partial + totals.unreadable + totals.excluded
    assert totals.listed == len(found) == sums == len(SAMPLES) + 4
    assert sorted(path.name for path in share.parent.iterdir()) == ["out", "share"]  # nothing was unpacked upwards
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_why(name: str, rows: dict[str, dict[str, Any]]) -> None:
    _, expected, found = SAMPLES[name]
    row = rows[name]
    assert sorted(set(row["reasons"])) == sorted(expected.split())
    assert (row["status"] == "scanned") == (not expected)
    assert (dict(row["entities"]).get("PHONE_NUMBER", 0) > 0) == found


@pytest.mark.parametrize(
    "name, reasons",
    [
        ("four-gigabytes.txt", ["unsupported_format"]),  # nearly all of its head is nulls: no text
        ("pipe.txt", ["special_file"]),
        ("link.txt", ["symlink_not_followed"]),
        ("hard.xml", []),
    ],
)
def test_odd_entries_of_a_folder(name: str, reasons: list[str], rows: dict[str, dict[str, Any]]) -> None:
    assert rows[name]["reasons"] == reasons


def test_the_quine_is_one() -> None:
    data = hostile.gzip_quine()
    assert gzip.decompress(data) == data


def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    """What an external entity names is not in what is read."""
    from tests.formats.reading import everything, segments

    secret = tmp_path / "secret.txt"
    secret.write_text("ひみつ", encoding="utf-8")
    head = hostile.EXTERNAL.replace("/etc/passwd", str(secret))
    for data in (hostile.xml(head), hostile.svg(head), hostile.docx_with(head), hostile.xlsx_with(head)):
        assert "ひみつ" not in everything(segments(data))


@pytest.mark.parametrize("name", sorted(MADE))
def test_cut_off_anywhere(name: str) -> None:
    """Never a mistake of our own, wherever a file ends."""
    from tests.formats.reading import problems, segments

    data = MADE[name]()
    for share in range(30):
        found = problems(segments(data[: len(data) * share // 30 + share], name))
        assert not [reason for reason, _ in found if reason in ("internal_error", "io_error")], share
