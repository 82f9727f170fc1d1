"""Texts to measure on, made up here: records of customers, a hit in every line, and logs; prose and code of our own."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from recognizers.checksums import my_number_ok

ROOT = Path(__file__).resolve().parent.parent
_FAMILY = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤".split()
_GIVEN = "太郎 花子 健一 美咲 翔太 陽子 誠 由美 大輔 恵".split()
_KANA = "サトウ スズキ タカハシ タナカ イトウ ワタナベ ヤマモト ナカムラ コバヤシ カトウ".split()
_TOWNS = "東京都新宿区西新宿 大阪府大阪市北区梅田 北海道札幌市中央区北一条西 神奈川県横浜市西区高島 福岡県福岡市博多区博多駅前".split()
_BANKS = "みずほ銀行 新宿支店,三菱UFJ銀行 梅田支店,北洋銀行 札幌支店".split(",")


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _my_number(rng: random.Random) -> str:
    head = _digits(rng, 11)
    return next(head + last for last in "0123456789" if my_number_ok(head + last))


def _customer(rng: random.Random) -> dict[str, str]:
    n = rng.randrange(10)
    return {
        "氏名": f"{_FAMILY[n]} {rng.choice(_GIVEN)}",
        "フリガナ": _KANA[n],
        "住所": f"〒{_digits(rng, 3)}-{_digits(rng, 4)} {rng.choice(_TOWNS)}{rng.randint(1, 9)}-{rng.randint(1, 30)}-{rng.randint(1, 20)}",
        "電話番号": f"0{rng.choice('789')}0-{_digits(rng, 4)}-{_digits(rng, 4)}",
        "メール": f"user{_digits(rng, 5)}@example.co.jp",
        "生年月日": f"{rng.randint(1940, 2005)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        "個人番号": _my_number(rng),
        "口座番号": f"{rng.choice(_BANKS)} 普通 {_digits(rng, 7)}",
        "免許証番号": _digits(rng, 12),
    }


def _line(rng: random.Random, number: int) -> str:
    return f"{number}," + ",".join(_customer(rng).values())


def _form(rng: random.Random, number: int) -> str:
    return (
        f"【お客様カード {number}】\n"
        + "\n".join(f"{label}：{value}" for label, value in _customer(rng).items())
        + "\n"
    )


def _log(rng: random.Random, number: int) -> str:
    return (
        f"2026-03-{rng.randint(1, 28):02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}.{_digits(rng, 3)} "
        f"INFO [worker-{rng.randint(1, 16)}] request_id={rng.getrandbits(64):016x} status=200 bytes={rng.randint(100, 99999)} "
        f"order={_digits(rng, 8)} took {rng.randint(1, 900)} ms"
    )


def _many(one: Callable[[random.Random, int], str], chars: int, seed: int) -> str:
    rng, parts, size, number = random.Random(seed), [], 0, 0
    while size < chars:
        number += 1
        parts.append(one(rng, number))
        size += len(parts[-1]) + 1
    return "\n".join(parts)


def lines(chars: int = 200_000) -> str:
    """Customers, one a line."""
    return _many(_line, chars, 1)


def forms(chars: int = 200_000) -> str:
    """Customers, a label and a value a line."""
    return _many(_form, chars, 2)


def logs(chars: int = 200_000) -> str:
    return _many(_log, chars, 3)


def prose(folder: Path | None = None, chars: int = 400_000) -> str:
    """Our own documents in Japanese, or the texts of a folder."""
    paths = (
        sorted(p for p in folder.rglob("*") if p.is_file())
        if folder
        else [ROOT / "README.ja.md", *sorted(ROOT.glob("docs/**/*.ja.md"))]
    )
    return _read(paths, chars)


def code(chars: int = 400_000) -> str:
    return _read(sorted(ROOT.glob("scanner/**/*.py")), chars)


def labelled() -> str:
    """The labelled business texts."""
    from tests.accuracy.texts import HERE, read

    return "\n".join(row["text"] for name in ("pii_dev", "own") for row in read(HERE / name / "text.jsonl"))


def _read(paths: list[Path], chars: int) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < chars:
        parts += [_text(path.read_bytes()) for path in paths]
    return "\n".join(parts)[:chars]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")
