"""Tables to measure on, made up here a column at a time: customers, and notes of calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from recognizers.namedata import rows

_AT_ONCE = 500_000
_TOWNS = "東京都新宿区西新宿 大阪府大阪市北区梅田 北海道札幌市中央区北一条西 神奈川県横浜市西区高島 福岡県福岡市博多区中洲".split()
_REMARKS = ["", "", "", "", "次回訪問時に資料を持参", "電話は午後を希望", "請求書は別送", "紹介で来店", "担当変更あり"]
_SAID = ["お客様より電話あり。", "来店時に説明。", "メールにて回答済み。", "訪問の日程を調整しました。"]
_DONE = [
    "折り返し連絡を希望されています。",
    "契約内容の変更について確認したいとのこと。",
    "佐藤様が担当します。",
    "特に問題はありません。",
]


class _Maker:
    """Columns of one seed."""

    def __init__(self, count: int, seed: int) -> None:
        self.rng, self.count = np.random.default_rng(seed), count

    def numbers(self, low: int, high: int, width: int = 0) -> pa.Array:
        return _filled(self.rng.integers(low, high, self.count), width)

    def pick(self, words: Sequence[str]) -> pa.Array:
        return pa.array(words).take(pa.array(self.rng.integers(0, len(words), self.count)))

    def day(self, first: int, last: int, between: str) -> pa.Array:
        return _joined(self.numbers(first, last), self.numbers(1, 13, 2), self.numbers(1, 29, 2), between=between)

    def digits(self, length: int) -> Any:
        return self.rng.integers(0, 10, (self.count, length))


def _filled(numbers: Any, width: int) -> pa.Array:
    text = pa.array(numbers).cast(pa.string())
    return pc.ascii_lpad(text, width, "0") if width else text


def _joined(*parts: Any, between: str = "") -> pa.Array:
    return pc.binary_join_element_wise(*(pa.scalar(part) if isinstance(part, str) else part for part in parts), between)


def _whole(digits: Any, check: Any) -> pa.Array:
    length = digits.shape[1]
    return _filled((digits * 10 ** np.arange(length - 1, -1, -1)).sum(axis=1) * 10 + check, length + 1)


def customers(count: int, seed: int) -> pa.Table:
    """Sixteen columns; most of them hold another value in each row."""
    make = _Maker(count, seed)
    families = [(row[0], row[2]) for row in rows("last_name_org.csv")][:3000]
    givens = [
        (r[2], r[0])
        for f in ("first_name_man_org.csv", "first_name_woman_org.csv")
        for r in rows(f)
        if len(r) > 2 and r[2]
    ]
    family = pa.array(make.rng.zipf(1.3, count) % len(families))
    given = pa.array(make.rng.integers(0, len(givens), count))
    spelled = [_joined(*(pa.array([n[k] for n in names]).take(at) for names, at in ((families, family), (givens, given))), between=" ")
               for k in (0, 1)]  # fmt: skip
    mine, card = make.digits(11), make.digits(15)
    rest = (mine * [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).sum(axis=1) % 11
    card[:, 0] = 4
    doubled = np.where(np.arange(15) % 2 == 0, card * 2 // 10 + card * 2 % 10, card)
    return pa.table({
        "顧客番号": _joined("C", _filled(np.arange(count) + seed * _AT_ONCE, 8)),
        "氏名": spelled[0],
        "フリガナ": spelled[1],
        "性別": make.pick(["男", "女"]),
        "生年月日": make.day(1940, 2006, "-"),
        "郵便番号": _joined(make.numbers(100, 999, 3), make.numbers(0, 9999, 4), between="-"),
        "住所": _joined(make.pick(_TOWNS), _joined(make.numbers(1, 9), make.numbers(1, 30), make.numbers(1, 200), between="-")),
        "電話番号": _joined(make.pick(["090", "080", "070"]), make.numbers(1000, 9999), make.numbers(0, 10_000, 4), between="-"),
        "メールアドレス": _joined("user", make.numbers(0, 10**7, 7), make.pick(["@example.co.jp", "@mail.example.jp"])),
        "個人番号": _whole(mine, np.where(rest <= 1, 0, 11 - rest)),
        "口座番号": make.numbers(0, 10**7, 7),
        "カード番号": _whole(card, -doubled.sum(axis=1) % 10),
        "注文番号": _joined("ORD", make.numbers(0, 10**9, 10)),
        "購入金額": make.numbers(1000, 900_000),
        "登録日": make.day(2010, 2026, "/"),
        "備考": make.pick(_REMARKS),
    })  # fmt: skip


def notes(count: int, seed: int) -> pa.Table:
    """Sentences, one telephone number in twenty rows."""
    make = _Maker(count, seed)
    number = _joined("連絡先は090-", make.numbers(1000, 9999), "-", make.numbers(0, 10_000, 4), "です。")
    told = pc.if_else(pa.array(make.rng.random(count) < 0.05), number, pa.scalar(""))
    case = _joined("管理番号", make.numbers(1000, 99_999), "、金額", make.numbers(1000, 99_999), "円。")
    text = _joined(make.pick(_SAID), make.pick(_DONE), case, told)
    return pa.table({"受付番号": _filled(np.arange(count) + seed * _AT_ONCE, 8), "対応内容": text})


def write(path: Path, make: Callable[[int, int], pa.Table], count: int, columns: Sequence[str] = ()) -> int:
    """A file of so many rows, in CP932 where its name says so. Returns the bytes of the values in memory."""
    writer: Any = None
    size = 0
    for start in range(0, count, _AT_ONCE):
        table = make(min(_AT_ONCE, count - start), start // _AT_ONCE)
        table = table.select(columns) if columns else table
        size += table.nbytes
        if writer is None and path.suffix == ".parquet":
            writer = pq.ParquetWriter(path, table.schema)
        elif writer is None:
            writer = pyarrow.csv.CSVWriter(
                path, table.schema, write_options=pyarrow.csv.WriteOptions(quoting_style="none")
            )
        writer.write_table(table)
    writer.close()
    if "cp932" in path.name:
        path.write_bytes(path.read_bytes().decode().encode("cp932", "replace"))
    return size
