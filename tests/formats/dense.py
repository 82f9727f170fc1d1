"""Dense customer records as people leave them in text files: several layouts, and the truth about what is in each."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence

from recognizers.checksums import my_number_ok

LABELS = "氏名 フリガナ 住所 電話番号 メール 生年月日 個人番号".split()
KEYS = "name kana address tel email birthday my_number".split()
ENTITIES = "JP_ADDRESS PHONE_NUMBER EMAIL_ADDRESS DATE_OF_BIRTH JP_MY_NUMBER".split()  # of the labels from the third on
FOUND = frozenset(["PERSON", "JP_POSTAL_CODE", *ENTITIES])
_FAMILY = (
    "佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ 小林コバヤシ 加藤カトウ "
    "吉田ヨシダ 山田ヤマダ 佐々木ササキ 松本マツモト 井上イノウエ 木村キムラ 清水シミズ 山崎ヤマザキ 阿部アベ 池田イケダ"
).split()
_GIVEN = (
    "太郎タロウ 花子ハナコ 健一ケンイチ 美咲ミサキ 翔太ショウタ 陽子ヨウコ 誠マコト 由美ユミ 大輔ダイスケ 恵メグミ "
    "直樹ナオキ 久美子クミコ 拓也タクヤ 真由美マユミ 和也カズヤ 智子トモコ 達也タツヤ 裕子ユウコ 浩二コウジ 恵子ケイコ"
).split()
_TOWNS = "東京都新宿区西新宿 大阪府大阪市北区梅田 神奈川県横浜市西区高島 福岡県福岡市博多区博多駅前".split()
_POSTAL = dict(zip(_TOWNS, "160-0023 530-0001 220-0011 812-0011".split(), strict=True))
PROSE = (
    "本日の窓口対応について記録する。午前中は混雑したが大きな問題はなかった。",
    "次の一覧は、先週の展示会で受け付けたものである。取り扱いには注意すること。",
    "会議では、来期の予算と人員の配置について話し合い、結論は次回に持ち越した。",
)

Row = dict[str, str]


def customers(count: int, seed: int = 1) -> list[Row]:
    """Of different names, as far as there are so many."""
    rng = random.Random(seed)
    pairs = [(family, given) for family in _FAMILY for given in _GIVEN]
    rng.shuffle(pairs)
    return [_customer(rng, *pairs[place % len(pairs)]) for place in range(count)]


def _customer(rng: random.Random, family: str, given: str) -> Row:
    (last, last_kana), (first, first_kana) = _parts(family), _parts(given)
    town, head = rng.choice(_TOWNS), _digits(rng, 11)
    values = (
        f"{last} {first}",
        f"{last_kana} {first_kana}",
        f"〒{_POSTAL[town]} {town}{rng.randint(1, 9)}-{rng.randint(1, 30)}-{rng.randint(1, 20)}",
        f"0{rng.choice('789')}0-{rng.randint(1000, 9999)}-{_digits(rng, 4)}",
        f"user{_digits(rng, 5)}@example.co.jp",
        f"{rng.randint(1940, 2005)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        next(head + last for last in "0123456789" if my_number_ok(head + last)),
    )
    return dict(zip(LABELS, values, strict=True))


def _parts(name: str) -> tuple[str, str]:
    cut = next(place for place, char in enumerate(name) if "ァ" <= char <= "ヶ")
    return name[:cut], name[cut:]


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _mixed(lines: Sequence[str], every: int, *others: str) -> list[str]:
    """The lines with another one in between now and then."""
    out = []
    for number, line in enumerate(lines, start=1):
        out.append(line)
        if number % every == 0:
            out.append(others[number // every % len(others)])
    return out


def _delimited(rows: Sequence[Row], between: str) -> list[str]:
    return [between.join([f"{number:05}", *row.values()]) for number, row in enumerate(rows, start=1)]


def commas(rows: Sequence[Row]) -> str:
    """A title and a header, comments and remarks in between."""
    lines = [",".join(["番号", *LABELS]), *_delimited(rows, ",")]
    return "\n".join([PROSE[1], "", *_mixed(lines, 23, "# ここまで確認済み", "-----", PROSE[0], "")])


def tabs(rows: Sequence[Row]) -> str:
    """No header, every thirtieth line damaged: cut short, or two run together."""
    lines = _delimited(rows, "\t")
    for place in range(29, len(lines) - 1, 30):
        lines[place] = lines[place][:-9] if place % 60 == 29 else lines[place] + lines[place]
    return "\n".join([PROSE[0], *lines, PROSE[2]])


def pipes(rows: Sequence[Row]) -> str:
    head = ["| " + " | ".join(LABELS) + " |", "|" + "---|" * len(LABELS)]
    return "\n".join([f"# {PROSE[2]}", *head, *("| " + " | ".join(row.values()) + " |" for row in rows)])


def blanks(rows: Sequence[Row]) -> str:
    return "\n".join([*PROSE, *_delimited(rows, "    ")])


def stretches(rows: Sequence[Row]) -> str:
    """A few lines at a time, sentences and notes around them, never as many as what stands between."""
    parts = [_delimited(rows[start : start + 7], ",") + [*PROSE, "", *PROSE] * 2 for start in range(0, len(rows), 7)]
    return "\n".join(line for part in parts for line in part)


def quoted(rows: Sequence[Row]) -> str:
    """Delimiters inside quotes, and a quote that is never closed."""
    lines = [
        ",".join(f'"{value}"' for value in (row | {"備考": "来店時に説明済み,資料も送付"}).values()) for row in rows
    ]
    lines[len(lines) // 2] = lines[len(lines) // 2][:-1]
    return "\n".join([",".join([*LABELS, "備考"]), *lines, PROSE[0]])


def turned(rows: Sequence[Row]) -> str:
    """The columns change half-way, without a word; later once more, with a new header."""
    third = len(rows) // 3
    first, second, last = rows[:third], rows[third : 2 * third], rows[2 * third :]
    header = ";".join(reversed(LABELS))
    return "\n".join(
        [
            PROSE[0],
            *(";".join(row.values()) for row in first),
            *(";".join([*list(row.values())[3:], *list(row.values())[:3]]) for row in second),
            header,
            *(";".join(reversed(row.values())) for row in last),
        ]
    )


def cards(rows: Sequence[Row]) -> str:
    """A heading over each, some without an address or with a remark; some addresses go on in the next line."""
    out = [PROSE[1]]
    for number, row in enumerate(rows, start=1):
        lines = [f"{label}：{value}" for label, value in row.items()]
        if number % 7 == 0:
            del lines[2]
        elif number % 20 == 0:
            lines[2:3] = [lines[2], "　　　　センタービル5階"]
        if number % 5 == 0:
            lines.append(f"備考：電話番号：{row['電話番号']} は日中のみ")
        out += [f"【お客様カード {number}】", *lines, ""]
    return "\n".join(out)


def brackets(rows: Sequence[Row]) -> str:
    """Labels in brackets, no heading, a line of dashes between forms."""
    forms = ["\n".join(f"【{label}】{value}" for label, value in row.items()) for row in rows]
    return f"{PROSE[0]}\n\n" + "\n------------\n".join(forms) + f"\n\n{PROSE[2]}\n"


def side_by_side(rows: Sequence[Row]) -> str:
    lines = ["　".join(f"{label}：{value}" for label, value in row.items()) for row in rows]
    return "\n".join([PROSE[1], *_mixed(lines, 17, PROSE[2], "")])


def logged(rows: Sequence[Row]) -> str:
    """Pairs in a log, with other lines of the log between."""
    times = (f"2026-03-{1 + n % 28:02} {n % 24:02}:{n * 7 % 60:02}:{n * 13 % 60:02}" for n in range(10**9))
    lines = [
        f"{next(times)} INFO [worker-{n % 16}] saved "
        + " ".join(f"{key}={value}" for key, value in zip(KEYS, row.values(), strict=True))
        for n, row in enumerate(rows)
    ]
    return "\n".join(_mixed(lines, 3, "2026-03-11 10:00:00 WARN [main] retrying", "  at app.store.save(store.py:31)"))


def json_logged(rows: Sequence[Row]) -> str:
    """JSON in a log, one line in twenty cut off."""
    lines = [
        f"2026-03-11 12:{n % 60:02}:{n % 59:02} INFO "
        + json.dumps({"user": dict(zip(KEYS, row.values(), strict=True)), "ok": True}, ensure_ascii=False)
        for n, row in enumerate(rows)
    ]
    return "\n".join(line[:-6] if n % 20 == 19 else line for n, line in enumerate(lines))


LAYOUTS: dict[str, Callable[[Sequence[Row]], str]] = {
    layout.__name__: layout
    for layout in (
        commas, tabs, pipes, blanks, stretches, quoted, turned, cards, brackets, side_by_side, logged, json_logged,
    )
}  # fmt: skip
