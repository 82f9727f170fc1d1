"""Both directions of the Presidio seam: our registry in their engine, their recognizer in our scan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import presidio_analyzer

from recognizers import Engine
from recognizers.presidio import GinzaNames, Hosted, ginza, hosted, registry
from recognizers.types import Hints
from scanner import inventory, pipeline
from scanner.config import Plan


class TicketRecognizer(presidio_analyzer.PatternRecognizer):
    """A Presidio recognizer as somebody outside would write it."""

    def __init__(self) -> None:
        pattern = presidio_analyzer.Pattern("ticket", r"TKT-\d{6}", 0.9)
        super().__init__(supported_entity="TICKET", patterns=[pattern], supported_language="ja")


def test_our_recognizers_in_a_presidio_analyzer_with_ginza() -> None:
    engine = presidio_analyzer.AnalyzerEngine(registry=registry(), nlp_engine=ginza(), supported_languages=["ja"])
    text = "担当の山田太郎さんの個人番号は1234-5678-9018です"
    found = {(r.entity_type, text[r.start : r.end]) for r in engine.analyze(text, language="ja")}
    assert ("JP_MY_NUMBER", "1234-5678-9018") in found
    assert ("PERSON", "山田太郎") in found


def test_a_presidio_recognizer_in_our_engine() -> None:
    engine = Engine(["jp_my_number", "tests.test_presidio:TicketRecognizer"], depth="quick")
    hits = engine.find("問い合わせTKT-123456と個人番号 621498320257")
    assert {h.entity for h in hits} == {"TICKET", "JP_MY_NUMBER"}
    assert isinstance(hosted(TicketRecognizer), Hosted)


def test_ginza_finds_names_and_not_numbers() -> None:
    text = "1-23-7 で 090-1234 に電話し、佐藤花子が出席した。"
    hits = list(GinzaNames().find(text, Hints()))
    assert [text[h.start : h.end] for h in hits] == ["佐藤花子"]


def test_ginza_runs_only_deep() -> None:
    assert "person_ginza" not in {
        h.recognizer for h in Engine(["person_ginza"], depth="standard").find("佐藤花子が出席")
    }


def test_a_presidio_recognizer_works_in_a_scan(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text("問い合わせ TKT-123456 の担当は佐藤花子さん", encoding="utf-8")
    selection = ("+tests.test_presidio:TicketRecognizer",)
    out = str(tmp_path / "out")
    pipeline.scan(Plan((str(share),), out=out, executor="inline", recognizers=selection), b"k" * 32)
    fields = inventory.open(out).table("fields").to_pylist()
    assert {row["entity"] for row in fields} == {"TICKET", "PERSON"}
    assert {row["category"] for row in fields} == {"personal"}  # what the taxonomy does not know counts as personal


def test_what_was_taken_from_the_model_does_not_change_its_names() -> None:
    """It has no words of its own any more, and cuts text with the dictionary that we have loaded."""
    import spacy

    text = "昨日、山田太郎は東京都港区の株式会社日本商事に勤める鈴木花子と会った。\n髙橋﨑子様、㐂多川さん。" * 3
    whole = spacy.load("ja_ginza")
    slim: Any = ginza()
    names = [(one.start_char, one.end_char, one.label_) for one in slim.nlp["ja"](text).ents]
    assert names == [(one.start_char, one.end_char, one.label_) for one in whole(text).ents]
    assert {"Person"} <= {label for *_, label in names}
