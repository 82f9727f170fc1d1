"""The tiers of the names cascade: cues lose nothing, the arbiter has a vote and no more, time grows with the text."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]

import pytest

from recognizers import Engine, latinnames, names, person, tokens
from recognizers.addressed import addressed
from recognizers.names import _LABEL, _SEPARATORS, _SPEAKING, _SPEAKS, DictionaryNames, cued
from recognizers.overlap import resolve
from recognizers.person import Arbiter, PersonNames, Place
from recognizers.text import fold
from recognizers.tokens import tokenize
from recognizers.types import Hints, Hit
from tests.accuracy.texts import read

SETS = sorted((Path(__file__).resolve().parent.parent / "accuracy").glob("*/text.jsonl"))
FIGURES = "".join(f"{number:06} | 10:{number % 60:02} | ok, no change | {number * 37}\n" for number in range(40))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The committed labelled texts alone, and then a hundred at a time with lines of figures between them."""
    rows = [row["text"] for path in SETS for row in read(path)]
    assert len(rows) > 1000
    return rows + [f"\n{FIGURES}".join(rows[start : start + 100]) for start in range(0, len(rows), 100)]


def found(recognizer: PersonNames, text: str) -> list[tuple[str, float]]:
    return [(text[hit.start : hit.end], hit.score) for hit in recognizer.find(text, Hints())]


# --- cues ---


def test_cues_lose_no_name_that_the_words_would_give(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    recognizer = PersonNames()
    cut = [{(hit.start, hit.end) for hit in recognizer.find(text, Hints())} for text in texts]
    assert any(len(cued(text)) > 1 for text in texts)
    monkeypatch.setattr(names, "cued", lambda text: [(0, len(text))])
    for text, some in zip(texts, cut, strict=True):
        every = {(hit.start, hit.end) for hit in recognizer.find(text, Hints())}
        # Behind a cut Sudachi may see more of a name, as it begins afresh: ラフマン 翼 and not 翼 alone.
        lost = [(low, high) for low, high in every - some if not any(a <= low and high <= b for a, b in some)]
        assert not lost, [text[low - 20 : high + 20] for low, high in lost]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"担当は山田太郎です。\n{FIGURES}以上、佐藤", "担当は山田太郎です。\n以上、佐藤"),
        (FIGURES, ""),
        ("短い行\n12345\n山田", "短い行\n12345\n山田"),  # little to save
        (f"{FIGURES}Tanaka 12\n", "Tanaka 12\n"),
        (f"山田 {'1' * 400}", f"山田 {'1' * 400}"),  # on the same line
    ],
)
def test_what_needs_words(text: str, kept: str) -> None:
    assert "".join(text[low:high] for low, high in cued(text)) == kept


def test_a_name_behind_figures_keeps_its_place() -> None:
    text = f"{FIGURES}担当は山田太郎です。\n{FIGURES}承認は西園寺が行った。"
    assert [name for name, score in found(PersonNames(), text) if score >= 0.5] == ["山田太郎", "西園寺"]


def test_words_of_stretches_are_in_their_places() -> None:
    text = "山田太郎です。\n1234\n佐藤花子です。"
    some = tokenize(text, [(0, 8), (13, len(text))])
    assert [text[token.start : token.end] == token.surface for token in some].count(False) == 0
    assert [token.surface for token in some] == [t.surface for t in tokenize(text) if t.start < 8 or t.start >= 13]


BLANKS = [
    "\n",
    "\n ",
    " \n",
    "\n\n",
    "\r\n",
    "\t\n\t",
    "\n\u3000",
    "\x0b\n",
    "\n¨",
    "¨\n",
    "\n\u0301",
    "\u2028\n",
    "\n\x1c",
    "\xa0\n\xa0",
    "\n\u1680",
]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("size", [0, 7, 1000])
def test_words_of_pieces_are_those_of_the_whole(
    blank: str, size: int, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "_PIECE", size)
    ends = "。", "12", "ー", "㈱", "ア"  # what Sudachi joins with its neighbours
    text = "".join(row.replace("\n", blank) + ends[n % 5] + blank for n, row in enumerate(texts[:200]))[:12_000]
    assert tokens._in_pieces(text, 5, len(text) - 5) == tokens._cut(text, 5, len(text) - 5)


def test_most_of_a_long_text_is_cut_in_pieces(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cut, sizes = tokens._cut, list[int]()

    def watched(text: str, low: int, high: int) -> tuple[list[int], list[int]]:
        sizes.append(high - low)
        return cut(text, low, high)

    monkeypatch.setattr(tokens, "_cut", watched)
    tokenize("\n".join(texts)[:12_000])
    assert len(sizes) > 6 and max(sizes) < 4_000


def test_what_stands_in_every_match_is_looked_for_first(texts: list[str]) -> None:
    seen = set[str]()
    for text in (fold(text).text for text in texts):
        for pattern, sign, reach in ((names._SPACED, names._SPACE, 4), (names._KANA_NAME, names._KANA_PAIR, 8)):
            place = 0
            while match := pattern.search(text, place):
                first = names._first(pattern, sign, reach, text, place)
                assert first is not None and first.span() == match.span()
                place = match.start(2)
                seen.add(sign.pattern)
            assert names._first(pattern, sign, reach, text, place) is None
        for pattern, sign in (
            (names._CHAIN, names._LINK),
            (latinnames._LATIN_NAME, latinnames._WRITTEN_OUT),
            (person._WIDE, person._SET_WIDE),
        ):
            if pattern.search(text):
                assert sign.search(text)
                seen.add(sign.pattern)
        if not latinnames._LATIN.search(text):
            assert not list(addressed(text)) and not latinnames._LATIN_NAME.search(text)
    assert len(seen) == 5


def test_no_label_is_longer_than_what_is_looked_at() -> None:
    _, longest = _parser.parse(_LABEL.pattern, re.I).getwidth()
    assert longest <= names._LONGEST_LABEL - 1  # and a line break, which $ lets stand behind it


def test_signs_before_and_behind_a_name_are_looked_for_where_they_can_be(texts: list[str]) -> None:
    """What is asked first, by one character, is true wherever the pattern fits."""
    dictionary = DictionaryNames()
    for text in (fold(text).text for text in texts[:1500]):
        assert {match[0][0] for match in _SPEAKING.finditer(text)} <= _SPEAKS
        for place in range(1, len(text)):
            if text[place - 1] in _SEPARATORS:
                before = text[max(0, place - 40) : place]
                told = dictionary._before(before, Hints())[0] == 3.5
                assert told == bool(_LABEL.search(before)), before


# --- the arbiter ---

UNSURE = "血は争えないのか、ハル同様薬が利く。"


def arbiter(*wanted: str) -> tuple[Arbiter, list[str]]:
    """One that takes these words for names, and what it was asked."""
    asked: list[str] = []

    def names(text: str) -> Sequence[Place]:
        asked.append(text)
        return [(text.index(word), text.index(word) + len(word)) for word in wanted if word in text]

    return names, asked


@pytest.fixture(scope="module")
def doubt() -> str:
    """A text with a name that dictionary and model are unsure of."""
    ((name, score),) = found(PersonNames(), UNSURE)
    assert name == "ハル" and person.unsure(score)
    return UNSURE


def test_the_arbiter_raises_and_lowers_what_is_unsure(doubt: str) -> None:
    ((_, alone),) = found(PersonNames(), doubt)
    for budget in (3, None):
        ((_, yes),) = found(PersonNames(arbiter("ハル")[0], budget), doubt)
        ((_, no),) = found(PersonNames(arbiter()[0], budget), doubt)
        assert no < alone < yes
        assert no >= 0.2  # lowered, and yet reported


def test_the_arbiter_is_asked_about_unsure_sentences_alone_and_within_its_budget(doubt: str) -> None:
    text = f"担当は山田太郎です。\n{doubt}\n設備を点検した。\n" * 5
    for budget in (0, 2, 9):
        names, asked = arbiter("ハル")
        hits = list(PersonNames(names, budget).find(text, Hints()))
        assert [text.strip() for text in asked] == [doubt] * min(budget, 5)
        assert sum("arbiter" in hit.evidence for hit in hits) == len(asked)


def test_sure_names_are_not_the_arbiters_to_change() -> None:
    text = "担当は山田太郎です。設備の点検を行った。"
    for budget in (9, None):
        assert found(PersonNames(arbiter()[0], budget), text) == found(PersonNames(), text)


def test_what_only_the_arbiter_sees_stays_low() -> None:
    names, _ = arbiter("設備", "点検", "会議室")
    hits = list(PersonNames(names, None).find("設備の点検を会議室で行った。", Hints()))
    assert all(hit.score < 0.5 for hit in hits)


def test_the_arbiter_reads_folded_text_and_places_are_of_the_text_as_given(doubt: str) -> None:
    text = f"ｶﾞｽ点検。{doubt}"
    names, asked = arbiter("ハル")
    assert [name for name, _ in found(PersonNames(names, 1), text)] == ["ハル"]
    assert asked == [doubt]


class Fake:
    """An adviser as `recognizers.presidio` has one."""

    id = "fake"
    entities = ("PERSON",)
    advises = "person"
    depth = "deep"
    budget = None

    def names(self, text: str) -> Sequence[Place]:
        return [(9, 11)] if text == UNSURE else []

    def find(self, text: str, hints: Hints) -> list[Hit]:
        return [Hit("PERSON", *place, 0.6, self.id, ("model",)) for place in self.names(text)]


def test_an_adviser_has_a_vote_beside_the_one_it_advises_and_hits_without(doubt: str) -> None:
    own = f"{__name__}:Fake"
    alone, together, standard = (
        resolve(Engine(selection, depth).find(doubt))
        for selection, depth in (((own,), "deep"), (("person", own), "deep"), (("person", own), "standard"))
    )
    assert [hit.recognizer for hit in alone] == ["fake"]
    assert [(hit.recognizer, "arbiter" in hit.evidence) for hit in together] == [("person", True)]
    assert [(hit.recognizer, "arbiter" in hit.evidence) for hit in standard] == [("person", False)]


# --- bounded time ---


@pytest.mark.parametrize(
    ("unit", "size"),
    [
        *((unit, 350_000) for unit in ("山", "ア", "佐藤")),  # 1 MB
        *(
            (unit, 70_000)
            for unit in ("あ1a", "佐藤 太郎 ", "アリ・", "山 ", "佐藤(ア", "佐藤\n", "佐藤様", "A ", "name=a ")
        ),
    ],
)
def test_time_grows_with_the_text(unit: str, size: int) -> None:
    recognizer = PersonNames()
    seconds = []
    for length in (12_000, size):  # the first is one block
        text = unit * (length // len(unit))
        began = time.process_time()
        sum(1 for _ in recognizer.find(text, Hints()))
        seconds.append((time.process_time() - began) / len(text))
    assert seconds[1] < 3 * seconds[0] + 1e-6
    assert seconds[1] < 100e-6  # prose takes 3e-6
