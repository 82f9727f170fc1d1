"""Expressions over few values, by `re`, and over many, by Arrow: the same answers."""

from __future__ import annotations

import random
from collections.abc import Callable

import pyarrow as pa
import pytest

from recognizers.columns import expressions, persons
from recognizers.columns.expressions import Expression, lettered
from recognizers.columns.spelled import Spelled

_CHARS = "山田太郎さん様殿氏先生母父本人:：()（）[]ー・ 　\t\n\r\v\f\x1c\x85\u2028０12345９ABcdéßаΩ가ｱﾞ①Ⅷ½²_@/;=<>。、-\U00020b9f"
_FIXED = (
    "長" * 41,
    "山田 太郎",
    "母：山田 花子",
    "山田陽一（ヤマダ ヨウイチ）",
    "佐藤様",
    "佐藤様\n",
    "田中先生 ",
    "2025/03/04",
    "",
    "Ⅷ①½",
)


@pytest.fixture(scope="module")
def values() -> list[str]:
    rng = random.Random(11)
    return [*_FIXED, *("".join(rng.choices(_CHARS, k=rng.randint(0, 14))) for _ in range(3_000))]


def _both(monkeypatch: pytest.MonkeyPatch, values: list[str], look: Callable[[pa.StringArray], object]) -> None:
    array = pa.array(values, pa.string())
    answers = []
    for few in (0, len(values)):
        monkeypatch.setattr(expressions, "FEW", few)
        answers.append(look(array))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("expression", [persons._NAME_SHAPE, *persons._AROUND], ids=lambda e: e._source[:30])
def test_found_and_replaced_alike(monkeypatch: pytest.MonkeyPatch, values: list[str], expression: Expression) -> None:
    _both(monkeypatch, values, lambda array: expression.fits(array).tolist())
    _both(monkeypatch, values, lambda array: expression.replaced(array, "-").to_pylist())


def test_letters_of_any_script(monkeypatch: pytest.MonkeyPatch, values: list[str]) -> None:
    _both(monkeypatch, values, lambda array: lettered(array).tolist())
    assert lettered(pa.array(["1名", "é", "ｱ", "１２", "Ⅷ①½", ""])).tolist() == [True, True, True, False, False, False]


def test_names_written_as_such(monkeypatch: pytest.MonkeyPatch, values: list[str]) -> None:
    _both(monkeypatch, values, lambda array: persons.as_names(Spelled(array)).tolist())
    alone = persons._alone(values)  # more than few
    assert [name for value in values for name in persons._alone([value])] == alone
    assert persons._alone(["母：山田花子様", "佐藤（サトウ）"]) == ["山田花子", "佐藤"]
