"""Tables in plain text: what becomes columns, what stays text, and that every word goes one way only."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text
from scanner.formats.structure import Structure, pairs, rows
from scanner.formats.structure.found import often
from scanner.model import Column, Passage, Segment
from tests.formats import dense
from tests.formats.reading import columns, everything, texts

_WORD = re.compile(r"[^\s,;|:：=\"{}【】]+")
_LABELS = {*dense.LABELS, *dense.KEYS, "備考", "番号", "user", "ok", "true"}


def read(source: str, name: str = "x.txt", tables: bool = True) -> list[Segment]:
    return list(text.read(io.BytesIO(source.encode()), name, Budget(), tables))


def words(source: str) -> Counter[str]:
    """Labels left out: they are the names of columns or stay in the text."""
    return Counter(word for word in _WORD.findall(source) if word not in _LABELS and re.search(r"\w", word))


def cells(found: list[Segment]) -> Iterator[tuple[str, int, str]]:
    """(field, line, value)"""
    for column in found:
        if isinstance(column, Column):
            assert column.lines is not None
            for value, line in zip(column.values.to_pylist(), column.lines.to_pylist(), strict=True):
                if value:
                    yield column.field, line, value


@pytest.mark.parametrize("layout", dense.LAYOUTS)
@pytest.mark.parametrize("count", [60, 240])
def test_every_word_goes_one_way_and_keeps_its_line(layout: str, count: int) -> None:
    source = dense.LAYOUTS[layout](dense.customers(count))
    found, lines = read(source), source.split("\n")
    assert words(everything(found)) == words(source)
    for field, line, value in cells(found):
        assert value in lines[line - 1], field
    for passage in (one for one in found if isinstance(one, Passage)):
        for number, kept in enumerate(passage.text.split("\n"), start=passage.line):
            assert kept in ("", lines[number - 1])


@pytest.mark.parametrize("layout", dense.LAYOUTS)
def test_nearly_all_customers_are_in_columns(layout: str) -> None:
    rows = dense.customers(240)
    source = dense.LAYOUTS[layout](rows)
    values = {value.strip() for _, _, value in cells(read(source))}
    for label in dense.LABELS:
        there = [row[label] for row in rows if row[label] in source]
        assert sum(value in values for value in there) >= 0.9 * len(there), label


@pytest.mark.parametrize(
    ("layout", "names"),
    [
        ("commas", ["番号", *dense.LABELS]),
        ("tabs", [f"col{place}" for place in range(1, 9)]),  # no header, none made up from a record
        ("pipes", dense.LABELS),
        ("quoted", [*dense.LABELS, "備考"]),
        ("cards", [*dense.LABELS, "備考", "col9"]),  # the headings may be values
        ("brackets", dense.LABELS),
        ("side_by_side", dense.LABELS),
        ("logged", [*(f"col{place}" for place in range(1, 6)), *dense.KEYS]),
        ("json_logged", [*(f"col{place}" for place in range(1, 4)), *(f"user.{key}" for key in dense.KEYS)]),
    ],
)
def test_names_of_columns(layout: str, names: list[str]) -> None:
    assert list(columns(read(dense.LAYOUTS[layout](dense.customers(120))))) == names


def test_columns_that_change_halfway_are_other_tables() -> None:
    rows = dense.customers(240)
    tables: dict[int, dict[str, list[str]]] = {}
    for column in read(dense.turned(rows)):
        if isinstance(column, Column):
            tables.setdefault(column.table, {})[column.field] = column.values.to_pylist()
    first, second, third = tables.values()
    assert first["col1"] == [row["氏名"] for row in rows[:80]]
    assert second["col1"] == [row["電話番号"] for row in rows[80:160]]
    assert third["氏名"] == [row["氏名"] for row in rows[160:]]


def test_a_record_is_a_row() -> None:
    rows = dense.customers(120)
    found = columns(read(dense.cards(rows)))
    known = {tuple(row.values()) for row in rows}
    got = list(zip(*(found[label] for label in dense.LABELS), strict=True))
    assert sum(row in known for row in got) >= 0.8 * len(rows)  # those without an address are the rest
    assert all(row in known or row[2] is None for row in got)


@pytest.mark.parametrize(
    ("source", "stays"),
    [
        # What is unlike its column tells something of its own; a column judged as a whole would not.
        ("10:00,3,ok", "10:00,3,佐藤花子様より 090-1234-5678"),
        ("10:00,3,ok", "10:00,taro@example.jp,ok"),
        ("user=1 host=a-1 size=33", "user=1 host=a-1 size=090-1234-5678"),
        ("氏名：佐藤\n年齢：33\n", "氏名：佐藤\n年齢：33\n糖尿病で通院中\n年収：500万円\n"),
    ],
)
def test_what_is_unlike_the_others_stays_text(source: str, stays: str) -> None:
    lines = [source] * 200
    lines[100] = stays
    rest = texts(read("\n".join(lines), "x.log"))
    assert rest.strip() == stays.strip()


_WRAPPED = "The clerk, a man of few words, said so: wait, please, and then (at 10:30, sharp) left, as ever.\n"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("\n".join(dense.PROSE) * 100, "x.txt"),
        (_WRAPPED * 100, "x.txt"),
        ("山田：届きましたか\n田中：はい、確認しました\n" * 100, "x.txt"),  # who speaks is no label
        ("    0x12, 0x33, 0x7F, 0x01,\n" * 100, "x.c"),
        (dense.commas(dense.customers(100)), "x.py"),
        (dense.tabs(dense.customers(40)), "x.txt"),  # few
        ("0001\t株式会社架空\t03-1234-5678\t東京都港区芝1-2-3\n" * 100, "x.txt"),  # whose address, only the line tells
    ],
)
def test_what_is_no_table_stays_as_it_is(source: str, name: str) -> None:
    assert texts(read(source, name)) == source


def test_without_tables_text_stays_as_it_is() -> None:
    source = dense.commas(dense.customers(100))
    assert texts(read(source, tables=False)) == source


def test_transfers_of_banks() -> None:
    data = (
        "20001ﾐｽﾞﾎ           001ﾎﾝﾃﾝ               11234567"
        + "ｻﾄｳ ﾊﾅｺ".ljust(30)
        + "00000500000"
        + "A001".ljust(20)
        + "7"
        + " " * 8
    )
    head, trailer, end = "1210" + "ｶ)ｶｸｳ".ljust(116), "8" + "000080" + " " * 113, "9" + " " * 119
    source = "\n".join([head, *[data] * 80, trailer, end])
    assert {len(line) for line in source.split("\n")} == {120}
    found = read(source, "FURIKOMI.dat")
    assert columns(found)["口座番号"] == ["1234567"] * 80
    assert {value.strip() for value in columns(found)["受取人名"] if value} == {"ｻﾄｳ ﾊﾅｺ"}
    assert [line for line in texts(found).split("\n") if line] == [head, trailer, end]


def test_blocks_go_on_with_the_tables_of_those_before() -> None:
    source = dense.commas(dense.customers(400))
    lines = source.split("\n")
    structure, line = Structure(Hints()), 1
    found: list[Segment] = []
    for start in range(0, len(lines), 90):  # the last one has too few lines for a table of its own
        block = "\n".join(lines[start : start + 90]) + "\n"
        found += structure.split(block, line)
        line += block.count("\n")
    assert {column.table for column in found if isinstance(column, Column)} == {1}
    assert len(columns(found)["氏名"]) == 400
    assert words(everything(found)) == words(source)


def test_a_block_that_begins_inside_a_form_does_not_shift_the_others() -> None:
    rows = dense.customers(300)
    lines = dense.brackets(rows).split("\n")
    structure, found = Structure(Hints()), list[Segment]()
    for start, end in ((0, 1004), (1004, len(lines))):  # 1004: a line of an address
        found += structure.split("\n".join(lines[start:end]) + "\n", start + 1)
    assert lines[1004].startswith("【住所】")
    known = {tuple(row.values()) for row in rows}
    got = list(zip(*columns(found).values(), strict=True))
    assert sum(row in known for row in got) == len(rows) - 1


_PIECE = st.just("|") | st.sampled_from(
    '佐藤 花子|090-1234-5678|a@b.jp|氏名|電話|：|:|=|,|\t|"|  |{|{"a": "1"}|\\u|x|1|【|】'.split("|")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.lists(_PIECE, max_size=9), st.integers(1, 60)), max_size=8), st.integers(20, 200))
def test_no_line_of_signs_is_lost_or_raises(parts: list[tuple[list[str], int]], size: int) -> None:
    """Any lines, repeated any number of times, in blocks of any size."""
    lines = ["".join(pieces) for pieces, count in parts for _ in range(count)]
    structure = Structure(Hints())
    found: list[Segment] = []
    for start in range(0, len(lines), size):
        found += structure.split("\n".join(lines[start : start + size]) + "\n", start + 1)
    numbers = re.compile(r"[0-9-]{3,}")
    assert Counter(numbers.findall(everything(found))) == Counter(numbers.findall("\n".join(lines)))


def test_a_count_over_all_lines_rules_out_no_delimiter_and_no_pairs() -> None:
    rng = random.Random(7)
    words = ["本日", "山田", "03-1234", "a=1", "氏名：山田", "b：2", "c=", '{"k":1,"m":2}', "https://x"]
    told = [0, 0]
    for _ in range(400):
        signs = rng.choices(["\t", "|", ",", ";", "  ", "   ", "\u3000\u3000", "\u3000", " ", "、", ""], k=3)
        same = rng.random() < 0.5
        fixed = [rng.choice(words) + rng.choice(signs) for _ in range(4)]
        probes = [
            "".join(fixed if same and rng.random() < 0.4 else [rng.choice(words) + rng.choice(signs) for _ in range(rng.randrange(5))])
            for _ in range(rng.choice([1, 7, 60]))
        ]  # fmt: skip
        for delimiter, least in rows._DELIMITERS:
            widths = Counter(count for probe in probes if (count := rows._count(probe, delimiter)) >= least)
            if often(widths.most_common(1), probes):
                told[0] += 1
                assert rows._enough("\n".join(probes), delimiter, least, probes)
        for each in pairs._PAIRS:
            labels = Counter(
                k for probe in probes if (found := pairs._line(probe, each)) for k in found[0] if k[0] != " "
            )
            told[1] += (worth := often(labels.most_common(2)[1:], probes))
            assert pairs._worth(each, probes) == worth
    assert min(told) > 50
