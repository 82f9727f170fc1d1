"""From the plan to the inventory: when pictures are read, and what is said of those that are not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from recognizers import Engine
from scanner import inventory, pipeline
from scanner.config import Plan, load_plan
from scanner.model import Passage
from scanner.problems import ConfigError
from scanner.redact import Key
from scanner.worker import inspect
from scanner.worker import pictures as pictures_of
from tests import builders, needs
from tests.builders import pictures


@pytest.mark.parametrize(
    "depth, ocr, why_not, beside_text",
    [
        ("quick", "auto", "not read at depth quick", False),
        ("quick", "always", "not read at depth quick", False),
        ("standard", "auto", "", False),
        ("standard", "always", "", True),
        ("deep", "auto", "", True),
        ("deep", "off", "not read with ocr: off", False),
    ],
)
def test_when_pictures_are_read(depth: str, ocr: str, why_not: str, beside_text: bool) -> None:
    asked = pictures_of(Plan((), depth=depth, ocr=ocr))
    assert (asked.why_not, asked.beside_text, asked.asked) == (why_not, beside_text, True)


def test_a_setting_and_a_flag(tmp_path: Path) -> None:
    settings = tmp_path / "daicho.yaml"
    settings.write_text("ocr: off\nlimits: {ocr_pages: 7}\n")  # which YAML takes for false
    plan = load_plan({}, settings, env={})
    assert (plan.ocr, plan.limits.ocr_pages) == ("off", 7)
    assert load_plan({"ocr": "always"}, settings, env={}).ocr == "always"
    assert Plan(()).fingerprint() != Plan((), ocr="off").fingerprint()
    with pytest.raises(ConfigError, match="ocr"):
        load_plan({"ocr": "sometimes"}, env={})


def test_a_hit_in_a_picture_says_so_and_is_no_surer_than_the_reading() -> None:
    text, engine = "電話 090-1234-5678", Engine(depth="quick")
    for sure, most in (((0, 2, 0.9), (3, 16, 0.6)), 0.6), (((0, 2, 0.9), (3, 16, 0.3)), 0.3):
        result = inspect([Passage(text, line=1, sure=sure)], engine, Plan(()), Key(b"k" * 32))
        (finding,) = [one for one in result.findings if one.entity == "PHONE_NUMBER"]
        assert finding.score <= most and "ocr" in finding.evidence and finding.at == "line 1"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux limits what a worker may do")
def test_a_worker_under_its_limits_reads_pictures_and_leaves_nothing(tmp_path: Path) -> None:
    needs.command("tesseract", install="make services")
    share, out = tmp_path / "share", tmp_path / "out"
    share.mkdir()
    scan = pictures.written(["電話 090-1234-5678"], (1200, 200))
    (share / "scan.png").write_bytes(pictures.saved(scan))
    (share / "fax.zip").write_bytes(builders.zip_of({"fax.tif": pictures.fax([scan])}))
    rows = _scan(Plan(targets=(str(share),), out=str(out), memory_bytes=512 << 20))
    assert {name: (row["status"], dict(row["entities"]).get("PHONE_NUMBER")) for name, row in rows.items()} == {
        "scan.png": ("scanned", 1),
        "fax.zip": ("scanned", 1),
    }
    assert sorted(path.name for path in share.iterdir()) == ["fax.zip", "scan.png"]
    again = _scan(Plan(targets=(str(share),), out=str(out), depth="quick"))
    assert {(row["status"], row["reason"]) for row in again.values()} == {
        ("unreadable", "no_text_layer"), ("partial", "no_text_layer"),
    }  # fmt: skip


def _scan(plan: Plan) -> dict[str, dict[str, Any]]:
    pipeline.scan(plan, b"k" * 32, engine="tests.unruly:Unruly")
    return {row["relative"]: row for row in inventory.open(plan.out).table("items").to_pylist()}
