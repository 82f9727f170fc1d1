"""Columns that are read together say what each says alone, and what is remembered of a header changes nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.columns import judge_column, judge_table
from recognizers.columns.expressions import lettered
from recognizers.columns.fitting import Fitting
from recognizers.columns.matching import _python, matching
from recognizers.columns.shapes import Shaped
from recognizers.columns.spelled import Spelled
from recognizers.types import ColumnView, Hints

_CHARS = "0123456789００123.0'=\"\\n -/ABxﾔﾏ゛ﾞ髙田なし〇一二三山・@東京都"
_HEADERS = ("", "氏名", "電話番号", "顧客番号", "備考", "個人番号", "単価", "住所2", "症状", "口座番号", "col3")
_VALUES = (
    "山田太郎", "090-1234-5678", "03-1234-5678", "123456789018", "1234567.0", "東京都港区芝1-2-3", "メゾン芝 302", "糖尿病",
    "個人番号 1234 5678 9018 です", "普通 1234567", "ORD-00000012", "2024-03-05 10:20", "C0001234", "090の1234の5678",
    "マイナンバ一 123456789018",
    "taro@example.jp", "4,980", "TRUE", "本人より電話。03-9999-1234に折り返し", "1980年1月2日", "",
)  # fmt: skip


def _values(rng: random.Random) -> list[str]:
    made = ("".join(rng.choices(_CHARS, k=rng.randint(0, 9))).strip() for _ in range(rng.randint(0, 6)))
    return list(dict.fromkeys([*filter(None, made), *filter(None, rng.sample(_VALUES, rng.randint(0, 5)))]))


def _view(header: str, values: Sequence[str], headers: tuple[str, ...]) -> ColumnView:
    ones = pa.array([1] * len(values), pa.int64())
    return ColumnView(header, pa.array(values, pa.string()), ones, len(values), Hints(header, headers, "x.csv"))


def test_columns_spelled_at_one_go_are_spelled_as_alone() -> None:
    rng = random.Random(1)
    for _ in range(300):
        columns = [pa.array(_values(rng), pa.string()) for _ in range(rng.randint(1, 5))]
        if rng.random() < 0.3:
            columns.append(pa.array([f"{n}.0" for n in range(1_000, 1_009)]))
        for together, values in zip(Spelled.of_each(columns), columns, strict=True):
            alone = Spelled(values)
            assert together.folded.to_pylist() == alone.folded.to_pylist()
            assert together.canonical.to_pylist() == alone.canonical.to_pylist()
            assert together.places.tolist() == alone.places.tolist()
            assert (together.pointed, together.networks.tolist()) == (alone.pointed, alone.networks.tolist())


@pytest.mark.parametrize("matcher", ["hyperscan", "re"])
def test_columns_judged_together_are_judged_as_alone(matcher: str) -> None:
    engine, rng = Engine(depth="quick", matcher=matcher), random.Random(2)
    for _ in range(12):
        headers = tuple(rng.sample(_HEADERS, rng.randint(2, 6)))
        columns = {header: _values(rng) * (rng.random() < 0.9) for header in headers}
        if rng.random() < 0.5:
            columns[headers[0]] = [f"{rng.choice('AB')}-{n:05}" for n in range(250)]
        together = [_view(header, values, headers) for header, values in columns.items()]
        judge_table(engine, together)
        for view in together:
            alone = judge_column(engine, _view(view.field, view.values.to_pylist(), headers))
            assert view.work["judged"] == alone, view.field


def test_cells_of_several_columns_give_what_each_gives_alone() -> None:
    engine, rng = Engine(depth="quick"), random.Random(3)
    for _ in range(40):
        columns = [(Hints(rng.choice(_HEADERS), ("氏名", "備考"), "x.csv"), _values(rng)) for _ in range(4)]
        texts = [text for _, some in columns for text in some]
        each = [hints for hints, some in columns for _ in some]
        alone = [hits for hints, some in columns for hits in engine.find_each(some, hints)]
        assert engine.find_each(texts, each) == alone


def test_headers_that_were_seen_before_say_the_same() -> None:
    engine, fresh = Engine(depth="standard"), Engine(depth="standard")
    headers = ["氏名", "山田太郎様の電話番号", "単価", "090-1234-5678", "", "x" * 200, "\ud83d列", "氏名"]
    alone = [fresh.find(header, Hints(name="名簿.csv")) for header in headers]
    for _ in range(2):
        assert engine.find_in_headers(headers, "名簿.csv") == alone
        assert engine.find_in_headers(headers[::-1], "名簿.csv") == alone[::-1]
    assert alone[1] and alone[3]


def test_shapes_of_digits_are_told_as_their_expressions_tell() -> None:
    patterns = [pattern for pattern in Engine(depth="quick").patterns if (pattern.column or "").startswith(r"\d{")]
    rng = random.Random(5)
    for _ in range(200):
        spelled = Spelled(pa.array([*_values(rng), "1" * rng.randint(1, 20)], pa.string()), False)
        for pattern in patterns:
            canonical, fit = Shaped(pattern, False).look(spelled)
            told = pa.compute.match_substring_regex(canonical, f"^(?:{pattern.column})$").to_pylist()
            assert (fit | spelled.networks).tolist() == [
                one or network for one, network in zip(told, spelled.networks, strict=True)
            ]
    assert len(patterns) > 8


def test_what_many_patterns_ask_of_values_is_what_each_is_told() -> None:
    known = Fitting(pa.array([f"{n:012}" for n in range(300)]))
    checked = [pattern for pattern in Engine(depth="quick").patterns if pattern.check is not None]
    for pattern in checked:
        assert pattern.check is not None
        assert known.passes(pattern.check).tolist() == [
            bool(pattern.check(value)) for value in known.values.to_pylist()
        ]


def test_letters_of_every_script_are_letters() -> None:
    values = ["1", "a1", "ア", "々", "Ω-1", "ёлка", "1-2/3", "①", "ー", "한국", "𠮷", "", "１"]
    told = [any(char.isalpha() for char in value) for value in values]
    assert lettered(pa.array(values)).tolist() == told


def test_python_and_re2_fit_the_same_values() -> None:
    patterns = [pattern for pattern in Engine(depth="quick").patterns if pattern.column]
    open_ones = {pattern.id for pattern in patterns if _python(pattern.column or "")}
    assert {"jp_address", "jp_bank_account"} <= open_ones
    rng = random.Random(6)
    for pattern in patterns:
        examples = [text for text in (*pattern.examples, *pattern.non_examples)]
        for expression in {pattern.column or "", pattern.written} - {""}:
            values = Spelled(
                pa.array([*_VALUES, *examples, *_values(rng), "東京都" + "市１1" * 30], pa.string()), False
            )
            for some in (values.folded, values.canonical):
                told = pa.compute.match_substring_regex(some, f"^(?:{expression})$").to_pylist()
                assert matching(some, expression).tolist() == told, pattern.id


@pytest.mark.parametrize(
    "expression",
    [
        ".{0,99}.{0,99}x{1,3}",  # too many ways
        "(?:.{1,3}a*)*",
        "(?:.{1,9}){1,9}",
        r"(.{1,3})\1",  # what RE2 does not know
        ".{1,3}(?=a)",
        "(?i)é.{1,3}",  # what it reads otherwise
        "[[:alpha:]].{1,3}",
        "a{,5}.{1,3}",
        r"\s.{1,3}",
        "(?i:é).{1,3}",
        r"\pL.{1,3}",
    ],
)
def test_python_is_asked_only_where_it_says_the_same_and_soon(expression: str) -> None:
    assert _python(expression) is None
