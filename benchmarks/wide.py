"""Wide tables: forty columns, a third of them about persons, as an export of a customer system has them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import vocabulary as words
from benchmarks.people import Person, digits


def _day(rng: random.Random) -> str:
    return f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


Make = Callable[[Person, random.Random], Any]
# Header → value. Plain columns outnumber the personal ones, as they do in the world.
COLUMNS: dict[str, Make] = {
    "顧客番号": lambda p, r: f"C{p.number:07}",
    "氏名": lambda p, r: p.name,
    "氏名カナ": lambda p, r: p.kana,
    "生年月日": lambda p, r: p.born,
    "郵便番号": lambda p, r: p.postal,
    "住所": lambda p, r: p.address,
    "電話番号": lambda p, r: p.phone,
    "携帯電話": lambda p, r: p.mobile,
    "メールアドレス": lambda p, r: p.email,
    "個人番号": lambda p, r: p.my_number,
    "振込先": lambda p, r: p.account,
    "勤務先": lambda p, r: p.employer,
    "備考": lambda p, r: p.note,
    "登録日時": lambda p, r: f"{_day(r)} {r.randint(0, 23):02}:{r.randint(0, 59):02}:00",
    "更新者": lambda p, r: f"user{r.randint(1, 40):03}",
    "店舗": lambda p, r: f"{r.choice(words.PLACES)}店",
    "区分": lambda p, r: r.choice(("一般", "法人", "優待", "休止")),
    "状態": lambda p, r: r.choice(("有効", "無効", "保留")),
    "商品": lambda p, r: r.choice(words.THINGS),
    "テーマ": lambda p, r: r.choice(words.TOPICS),
    "伝票番号": lambda p, r: digits(r, 10),
    "注文番号": lambda p, r: f"ORD-{digits(r, 8)}",
    "単価": lambda p, r: r.randint(100, 99_999),
    "数量": lambda p, r: r.randint(1, 200),
    "金額": lambda p, r: r.randint(1_000, 9_999_999),
    "税率": lambda p, r: r.choice((8, 10)),
    "重量": lambda p, r: round(r.uniform(0.1, 99), 2),
    "温度": lambda p, r: round(r.uniform(-10, 40), 1),
    "ハッシュ": lambda p, r: f"{r.getrandbits(64):016x}",
    "URL": lambda p, r: f"https://www.example.jp/items/{digits(r, 6)}",
    "コード1": lambda p, r: digits(r, 4),
    "コード2": lambda p, r: f"{r.choice('ABCDEF')}{digits(r, 5)}",
    "コード3": lambda p, r: f"{digits(r, 3)}-{digits(r, 3)}",
    "棚番": lambda p, r: r.randint(1, 400),
    "回数": lambda p, r: r.randint(0, 50),
    "フラグ1": lambda p, r: r.choice("01"),
    "フラグ2": lambda p, r: r.choice(("TRUE", "FALSE")),
    "単位": lambda p, r: r.choice(words.UNITS),
    "コメント": lambda p, r: "" if r.random() < 0.7 else f"{r.choice(words.TOPICS)}の{r.choice(words.THINGS)}",
    "予備": lambda p, r: "",
}  # fmt: skip


def rows(count: int, seed: object) -> list[list[Any]]:
    rng = random.Random(f"wide {seed}")
    return [
        [make(person, rng) for make in COLUMNS.values()]
        for person in (Person(random.Random(rng.getrandbits(64)), number + 1) for number in range(count))
    ]


def as_csv(count: int, seed: object) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows(count, seed))
    return out.getvalue().encode()


def as_parquet(path: Path | BinaryIO, count: int, seed: object) -> None:
    columns = list(zip(*rows(count, seed), strict=True))
    table = pa.table({name: list(values) for name, values in zip(COLUMNS, columns, strict=True)})
    pq.write_table(table, path, row_group_size=50_000)


def as_csv_and_parquet(folder: Path, name: str, count: int, columns: int) -> None:
    """Two files of one table, of its first columns."""
    names = list(COLUMNS)[:columns]
    table = [row[:columns] for row in rows(count, name)]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        writer.writerows(table)
    each = zip(names, zip(*table, strict=True), strict=True)
    pq.write_table(pa.table({header: list(values) for header, values in each}), folder / f"{name}.parquet")
