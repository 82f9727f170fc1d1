"""A share as offices have it: many small documents of many formats, half of them with persons in them."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path

from benchmarks import vocabulary as words
from benchmarks import wide
from benchmarks.corpora import logs
from benchmarks.people import Person, crowd, records
from benchmarks.prose import text as prose
from tests import builders

Make = Callable[[random.Random, int], bytes]  # bytes of text that are wanted → the file


def _seed(rng: random.Random) -> int:
    return rng.getrandbits(48)


def _memo(rng: random.Random, size: int) -> str:
    """Prose; in every second one some records of persons behind it."""
    if rng.random() < 0.5:
        return prose(size, _seed(rng))
    return prose(size * 3 // 4, _seed(rng)) + records(size // 4, _seed(rng))


def _people(rng: random.Random, size: int) -> list[Person]:
    return crowd(max(3, size // 250), _seed(rng))


def _sheet(rng: random.Random, size: int) -> list[list[object]]:
    """A list of customers, or of things."""
    if rng.random() < 0.5:
        heads = ["番号", "氏名", "フリガナ", "生年月日", "郵便番号", "住所", "電話番号", "メール", "備考"]
        body: list[list[object]] = [
            [p.number, p.name, p.kana, p.born, p.postal, p.address, p.phone, p.email, p.note]
            for p in _people(rng, size)
        ]
        return [list[object](heads), *body]
    rows: list[list[object]] = [["品番", "品名", "テーマ", "数量", "単価", "保管場所", "更新日"]]
    for number in range(max(3, size // 90)):
        day = f"2025/{rng.randint(1, 12):02}/{rng.randint(1, 28):02}"
        where = rng.choice(words.PLACES)
        amounts = rng.randint(1, 500), rng.randint(50, 90_000)
        rows.append([f"A{number:05}", rng.choice(words.THINGS), rng.choice(words.TOPICS), *amounts, where, day])
    return rows


def _csv(rng: random.Random, size: int) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(_sheet(rng, size))
    return out.getvalue()


def _json(rng: random.Random, size: int) -> bytes:
    people = [{"id": p.number, "name": p.name, "address": {"zip": p.postal, "text": p.address}, "tel": p.mobile,
               "mail": p.email, "memo": p.note} for p in _people(rng, size)]  # fmt: skip
    return json.dumps({"customers": people, "subject": rng.choice(words.TOPICS)}, ensure_ascii=False).encode()


def _html(rng: random.Random, size: int) -> bytes:
    body = "".join(f"<p>{line}</p>\n" for line in _memo(rng, size).split("\n") if line)
    return f'<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>{rng.choice(words.TOPICS)}</title>{body}</html>'.encode()


def _pdf(rng: random.Random, size: int) -> bytes:
    lines = [line[at : at + 36] for line in _memo(rng, size).split("\n") for at in range(0, max(1, len(line)), 36)]
    return builders.pdf(["\n".join(lines[at : at + 34]) for at in range(0, len(lines), 34)])


def _docx(rng: random.Random, size: int) -> bytes:
    return builders.docx(_memo(rng, size).split("\n"), tables=[_sheet(rng, 600)] if rng.random() < 0.3 else ())


def _mail(rng: random.Random, size: int) -> bytes:
    attached = {"一覧.csv": _cp932(_csv(rng, size))} if rng.random() < 0.3 else {}
    body = _memo(rng, size // 2).encode("iso-2022-jp", "replace").decode("iso-2022-jp")
    return builders.eml(body, subject=f"{rng.choice(words.TOPICS)}の件", attachments=attached)


def _cp932(text: str) -> bytes:
    return text.encode("cp932", "replace")


def _zip(rng: random.Random, size: int) -> bytes:
    names = rng.sample(words.THINGS, 3)
    members = {
        f"{names[0]}.txt": _memo(rng, size).encode(),
        f"{names[1]}.csv": _cp932(_csv(rng, size)),
        f"{names[2]}.xlsx": _xlsx(rng, size),
    }
    return builders.zip_of(members, cp932=True)


def _xlsx(rng: random.Random, size: int) -> bytes:
    return builders.xlsx({"一覧": _sheet(rng, size), "集計": _sheet(rng, size // 4)})


def _parquet(rng: random.Random, size: int) -> bytes:
    buffer = io.BytesIO()
    wide.as_parquet(buffer, max(3, size // 400), _seed(rng))
    return buffer.getvalue()


# Of twenty-five files. The order is that of one round, so that any number of files has the same mix.
KINDS: tuple[tuple[str, Make], ...] = (
    ("txt", lambda rng, size: _memo(rng, size).encode()),
    ("xlsx", _xlsx),
    ("txt", lambda rng, size: _cp932(_memo(rng, size))),
    ("docx", _docx),
    ("csv", lambda rng, size: _cp932(_csv(rng, size))),
    ("eml", _mail),
    ("pdf", _pdf),
    ("txt", lambda rng, size: _memo(rng, size).encode("utf-8-sig")),
    ("xlsx", _xlsx),
    ("json", _json),
    ("csv", lambda rng, size: _csv(rng, size).encode("utf-8-sig")),
    ("log", lambda rng, size: _log(rng, size)),
    ("html", _html),
    ("txt", lambda rng, size: _cp932(_memo(rng, size))),
    ("docx", _docx),
    ("eml", _mail),
    ("zip", _zip),
    ("xlsx", _xlsx),
    ("txt", lambda rng, size: _memo(rng, size).encode()),
    ("pdf", _pdf),
    ("csv", lambda rng, size: _cp932(_csv(rng, size))),
    ("txt", lambda rng, size: records(size, _seed(rng)).encode()),
    ("parquet", _parquet),
    ("docx", _docx),
    ("txt", lambda rng, size: _cp932(_memo(rng, size))),
)


def _log(rng: random.Random, size: int) -> bytes:
    whole = logs(60_000)
    start = rng.randrange(len(whole) // 2)
    return whole[start : start + size].encode()


def fill(folder: Path, first: int, count: int, most: int = 200_000) -> None:
    """Files number `first` and on; the same number is always the same file. most: bytes of text of one."""
    for number in range(first, first + count):
        rng = random.Random(f"share {number}")
        ending, make = KINDS[number % len(KINDS)]
        size = int(min(most, max(500, rng.lognormvariate(8.6, 1.0))))  # half of them below 5 KB
        place = folder / rng.choice(words.PLACES) / rng.choice(words.TOPICS)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{rng.choice(words.THINGS)}_{number:05}.{ending}").write_bytes(make(rng, size))
