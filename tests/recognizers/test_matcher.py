"""Both engines find the same, everywhere; and no text takes more than its length."""

from __future__ import annotations

import random
import time

import pytest

from benchmarks import corpora
from benchmarks.same_hits import texts
from recognizers import Engine
from recognizers.common.phone_number import by_library, grouping
from recognizers.flat import flat
from recognizers.rewrite import CUES, LOOSE, long_enough, rewrites
from recognizers.types import Hints


@pytest.fixture(scope="module")
def engines() -> tuple[Engine, Engine]:
    return Engine(depth="quick", matcher="hyperscan"), Engine(depth="quick", matcher="re")


def test_both_engines_find_the_same_in_labelled_share_and_random_texts(engines: tuple[Engine, Engine]) -> None:
    fast, plain = engines
    for place, (name, text, hints) in enumerate(texts([])):
        if place % 5 == 0:
            assert fast.find(text, hints) == plain.find(text, hints), name


@pytest.mark.parametrize(
    "text",
    [
        "⽣年⽉⽇：昭和60年1⽉2⽇ 学⽣番号：１２３４５６７",  # radicals, as PDFs leave them
        "ｶﾞﾞ個人番号ｶﾞｷﾞ1234-5678-9018",  # joined marks in front of a number
        "顧客番号\n" + "x" * 39 + "C-12345",  # a label at the very edge of what is looked at
        "12345678\n12,佐藤 090-1234-\n5678",  # numbers broken over lines
        "会員番号,電話番号,氏名\n12345,09012345678,佐藤\n",
        "マイナンバ一 1 2 3 4 5 6 7 8 9 0 1 8",
    ],
)
def test_both_engines_find_the_same(engines: tuple[Engine, Engine], text: str) -> None:
    fast, plain = engines
    for hints in (Hints(), Hints(header="番号"), Hints(header="会員番号")):
        assert fast.find(text, hints) == plain.find(text, hints)


def test_cues_leave_no_rewriting_out() -> None:
    engine = Engine(depth="quick", matcher="hyperscan")
    matcher = engine._matcher
    for _, text, _ in list(texts([]))[::7]:
        cues = matcher.cues(matcher.scan(text))
        assert cues is not None and len(cues) == len(CUES)
        assert [piece.changes for piece in rewrites(text, cues)] == [piece.changes for piece in rewrites(text)]


_TELEPHONES = [f"連絡先は080-78{n:02}-2841です。{'担当者の変更があり、次の来店は未定。' * 4}" for n in range(40)]


@pytest.mark.parametrize(
    ("number", "many"),
    [
        ("1234 5678-90 18", True),
        ("１２３４　５６７８　９０１８", True),
        ("1234、えっと5678、えーと9018", True),
        ("1234\r\n > 5678\n9018", True),
        ("1234は5678 9018", False),  # は parts no groups
        ("1234 5678 901", False),  # too few digits
    ],
)
def test_numbers_parted_in_any_way_are_looked_for_only_where_enough_digits_follow(number: str, many: bool) -> None:
    text = "".join([*_TELEPHONES[:20], f"番号{number}です。{'来店。' * 20}", *_TELEPHONES[20:]])
    places = long_enough(flat(text))
    assert int(places[-1]) == int(many)
    if many:
        assert places[text.index(number) + 1] > places[text.index(number)]
    matcher = Engine(depth="quick", matcher="hyperscan")._matcher
    cues = matcher.cues(matcher.scan(text))
    assert cues is not None and len(cues[LOOSE][0]) == int(many)


def test_how_a_number_is_grouped_shows_in_its_first_digits() -> None:
    rng = random.Random(1)
    for _ in range(3_000):
        number = "0" + "".join(rng.choices("0123456789", k=rng.choice((8, 9, 9, 10, 10, 11))))
        assert grouping(number) == by_library.__wrapped__(number), number


UNITS = {
    "digits": "1234567890",
    "full-width digits": "１２３４５",
    "spaced digits": "1 ",
    "hyphens": "-",
    "spaces": " ",
    "boxes": "□1",
    "one kanji": "東",
    "one word": "病",
    "words": "糖尿病、",
    "labels": "電話番号:",
    "broken lines": "12\n",
    "headers": "番号,電話,氏名\n",
    "half-width kana": "ｶﾞ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_time_grows_with_the_length(engines: tuple[Engine, Engine], unit: str) -> None:
    def spent(chars: int) -> float:
        text = unit * (chars // len(unit))
        started = time.process_time()
        engines[0].find(text)
        return time.process_time() - started

    spent(2_000)
    # Eight times the text: quadratic growth would take 64 times as long. A floor, since the clock is coarse.
    assert spent(80_000) < 30 * max(min(spent(10_000) for _ in range(2)), 0.005)


def test_records_are_full_of_hits(engines: tuple[Engine, Engine]) -> None:
    text = corpora.forms(20_000)
    found = {hit.entity for hit in engines[0].find(text) if hit.score >= 0.5}
    assert {"JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MY_NUMBER", "JP_BANK_ACCOUNT"} <= found
