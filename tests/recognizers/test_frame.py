"""Headings and file names tell a rule, a course or a leaflet from a paper about somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognizers import Engine
from recognizers.frame import Frames, kind_of
from recognizers.jp.special_care import judging
from recognizers.jp.special_care.reasons import REASONS, reason
from recognizers.jp.statement import Around
from recognizers.jp.subject import subject
from recognizers.types import Hints, Hit

SURE = 0.5
DOCUMENTS = Path(__file__).resolve().parent / "special_care" / "documents.txt"


def documents() -> Iterator[tuple[str, str, list[str]]]:
    """(reason of what is kept low, text, what must be found)."""
    for block in DOCUMENTS.read_text(encoding="utf-8").split("\n### ")[1:]:
        kind, _, rest = block.partition("\n")
        lines = rest.splitlines()
        wanted = [line[2:] for line in lines if line.startswith("> ")]
        yield kind, "\n".join(line for line in lines if not line.startswith("> ")), wanted


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def special(engine: Engine, text: str, hints: Hints = Hints()) -> list[Hit]:
    return [hit for hit in engine.find(text, hints) if hit.entity.startswith("SPC_")]


@pytest.mark.parametrize(("kind", "text", "wanted"), [*documents()])
def test_only_what_is_said_of_somebody_is_reported(engine: Engine, kind: str, text: str, wanted: list[str]) -> None:
    hits = special(engine, text)
    places = [(text.rindex(phrase), text.rindex(phrase) + len(phrase)) for phrase in wanted]
    sure = [hit for hit in hits if hit.score >= SURE]
    assert all(any(hit.start < end and start < hit.end for hit in sure) for start, end in places)
    assert all(any(hit.start < end and start < hit.end for start, end in places) for hit in sure)
    assert not kind or kind in {reason(hit.evidence) for hit in hits if hit.score < SURE}


def test_the_file_name_is_a_title(engine: Engine) -> None:
    text = "世帯主はうつ病で通院中のため、休職とする。\n"
    assert [hit.score >= SURE for hit in special(engine, text)] == [True, True]
    low = special(engine, text, Hints(name="人事/就業規則.docx"))
    assert all(hit.score < SURE and reason(hit.evidence) == "policy" for hit in low)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("私傷病休職規程（抜粋）", "policy"),
        ("メンタルヘルス研修資料", "training"),
        ("研修 実施報告", "record"),  # a paper about what happened wins
        ("がん検診のお知らせ", "product"),
        ("2. 目的", ""),
    ],
)
def test_kind_of(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind
    assert kind in REASONS or kind in ("record", "")


def test_a_heading_speaks_for_what_stands_below_it_and_not_for_ever() -> None:
    frames = Frames("休職規程\n" + "本文です。\n" * 500)
    assert frames.at(2) == "" and frames.at(20) == "policy" and frames.at(2_500) == ""


def test_judging_grows_with_the_text_and_no_faster(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """病 × n: every place is a candidate, and looks at no more text than a neighbour of the same place does."""
    seen: list[int] = []
    whole = subject

    def counted(near: Around, value: str) -> tuple[float, str]:
        seen.append(len(near.before) + len(value) + len(near.after))
        return whole(near, value)

    monkeypatch.setattr(judging, "subject", counted)
    counts = []
    for length in (1_000, 2_000):
        seen.clear()
        engine.find("病" * length)
        counts.append(len(seen))
        assert max(seen) <= 240
    assert counts[1] <= 2.2 * counts[0]
