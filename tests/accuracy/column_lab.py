"""How far the score of a column can be trusted: ``python -m tests.accuracy.column_lab [N]``.

Makes N tables of random columns, of true kinds and of look-alikes, with their header, another or none, few rows or
many, mixed, half empty, beside persons or not; prints how often a verdict of each score is right, and the errors.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pyarrow as pa

from recognizers import Engine
from recognizers.checksums import corporate_ok, luhn_ok, my_number_ok
from recognizers.jp.drivers_license import PREFIXES, plausible
from recognizers.jp.health_insurer_number import insurer_ok
from recognizers.types import ColumnView, Hints

R = random.Random("column lab")
Make = Callable[[], str]


def digits(n: int, first: str = "0123456789") -> str:
    return R.choice(first) + "".join(R.choices("0123456789", k=n - 1)) if n else ""


def checked(check: Callable[[str], bool], body: Make, last: int = -1) -> Make:
    """Values of `body` whose digit at `last` is changed until the check passes."""

    def make() -> str:
        while True:
            value = body()
            place = last % len(value)
            for digit in "0123456789":
                if check(made := value[:place] + digit + value[place + 1 :]):
                    return made

    return make


def letters(n: int, among: str = "ABCDEFGHJKLMNPRSTUVWXYZ") -> str:
    return "".join(R.choices(among, k=n))


def day(first: int, last: int, form: str) -> Make:
    return lambda: (datetime(first, 1, 1) + timedelta(minutes=R.randrange((last - first) * 525_600))).strftime(form)


def counting(n: int, step: int = 1) -> Make:
    at = [R.randrange(10 ** (n - 2))]

    def make() -> str:
        at[0] += step
        return f"{at[0]:0{n}}"

    return make


def dashed(make: Make, *cuts: int) -> Make:
    def cut() -> str:
        value, parts = make(), []
        for size in cuts:
            parts.append(value[:size])
            value = value[size:]
        return "-".join([*parts, value])

    return cut


MINE = checked(my_number_ok, lambda: digits(12))
LICENCE = checked(plausible, lambda: R.choice(sorted(PREFIXES)) + digits(10), 10)
CARD = checked(luhn_ok, lambda: R.choice(("4980", "3540", "5210")) + digits(12))
MOBILE = lambda: R.choice(("090", "080", "070")) + digits(8, "123456789")  # noqa: E731
# kind: (entity or "", headers that name it, maker)
KINDS: dict[str, tuple[str, tuple[str, ...], Callable[[], Make]]] = {
    "my number": ("JP_MY_NUMBER", ("個人番号", "マイナンバー", "mynumber"), lambda: MINE),
    "my number 4-4-4": ("JP_MY_NUMBER", ("個人番号",), lambda: dashed(MINE, 4, 4)),
    "licence": ("JP_DRIVERS_LICENSE", ("免許証番号", "menkyo_no"), lambda: LICENCE),
    "card": ("CREDIT_CARD", ("カード番号", "card_no"), lambda: CARD),
    "mobile": ("PHONE_NUMBER", ("携帯電話", "tel", "連絡先"), lambda: MOBILE),
    "mobile 3-4-4": ("PHONE_NUMBER", ("電話番号", "phone"), lambda: dashed(MOBILE, 3, 4)),
    "corporate": (
        "JP_CORPORATE_NUMBER",
        ("法人番号",),
        lambda: checked(corporate_ok, lambda: digits(13, "123456789"), 0),
    ),
    "insurer": (
        "JP_HEALTH_INSURER_NUMBER",
        ("保険者番号",),
        lambda: checked(insurer_ok, lambda: R.choice(("06", "01", "39")) + R.choice(("13", "27", "40")) + digits(4)),
    ),
    "pension 4-6": ("JP_PENSION_NUMBER", ("基礎年金番号", "nenkin_no"), lambda: dashed(lambda: digits(10), 4)),
    "passport": ("JP_PASSPORT", ("旅券番号", "passport_no"), lambda: lambda: R.choice("TM") + letters(1) + digits(7)),
    "residence card": (
        "JP_RESIDENCE_CARD",
        ("在留カード番号", "zairyu_no"),
        lambda: lambda: letters(2) + digits(8) + letters(2),
    ),
    "account": ("JP_BANK_ACCOUNT", ("口座番号", "kouza_no"), lambda: lambda: digits(7)),
    "postal": ("JP_POSTAL_CODE", ("郵便番号", "zip"), lambda: dashed(lambda: f"{R.randrange(100, 990)}{digits(4)}", 3)),
    "birth": ("DATE_OF_BIRTH", ("生年月日", "birth_date"), lambda: day(1940, 2004, "%Y/%m/%d")),
    "employment insurance": ("JP_EMPLOYMENT_INSURANCE", ("雇用保険番号",), lambda: dashed(lambda: digits(11), 4, 6)),
    # look-alikes
    "order 12": ("", ("注文番号", "order_no", "受付No"), lambda: lambda: digits(12, "123456789")),
    "count 12": ("", ("管理番号", "id"), lambda: counting(12)),
    "count 12 by 10": ("", ("伝票番号", "id"), lambda: counting(12, 10)),
    "tracking": ("", ("送り状番号",), lambda: lambda: (lambda body: body + str(int(body) % 7))(digits(11))),
    "stamp 12": ("", ("更新日時", "ts"), lambda: day(2020, 2026, "%Y%m%d%H%M")),
    "JAN": (
        "",
        ("JANコード", "jan"),
        lambda: checked(
            lambda v: sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(v)) % 10 == 0, lambda: "49" + digits(11)
        ),
    ),
    "epoch": ("", ("created_at", "時刻"), lambda: lambda: str(R.randrange(1_600_000_000_000, 1_790_000_000_000))),
    "16 digits": ("", ("伝票番号", "member_card"), lambda: lambda: digits(16, "123456789")),
    "11 digits": ("", ("受付番号", "req_id"), lambda: lambda: digits(11)),
    "10 digits": ("", ("製造番号", "device_sn"), lambda: lambda: digits(10)),
    "4-6 code": ("", ("契約番号", "管理番号"), lambda: dashed(lambda: digits(10), 4)),
    "4-6-1 code": ("", ("工事番号",), lambda: dashed(lambda: digits(11), 4, 6)),
    "product 2-7": ("", ("品番", "part_no"), lambda: lambda: "AB" + digits(7)),
    "serial 2-8-2": ("", ("シリアル番号", "serial"), lambda: lambda: letters(2) + digits(8) + letters(2)),
    "part 3-4": ("", ("品番", "図面番号"), lambda: dashed(lambda: digits(7), 3)),
    "code 7": ("", ("商品コード", "item_cd"), lambda: lambda: digits(7)),
    "part like a phone": ("", ("PART_NO", "部品番号"), lambda: dashed(MOBILE, 3, 4)),
    "amount": ("", ("金額", "amount"), lambda: lambda: str(R.randrange(1000, 9_000_000))),
    "contract day": ("", ("契約日", "登録日"), lambda: day(2015, 2026, "%Y/%m/%d")),
    "code 8": ("", ("在庫コード",), lambda: lambda: digits(8)),
}
VAGUE = ("項目3", "data", "値", "ref")
NAMES = ("山田 太郎", "佐藤 花子", "高橋 一郎", "鈴木 美咲", "田中 健一", "渡辺 翔太", "伊藤 結衣", "小林 誠")


def column(name: str, values: list[str]) -> ColumnView:
    counts = Counter(value for value in values if value)
    array, numbers = pa.array(list(counts), pa.string()), pa.array(list(counts.values()), pa.int64())
    return ColumnView(name, array, numbers, len(values), Hints(name, (), "t.csv", "t"))


def tables(n: int) -> Iterator[list[tuple[str, str, ColumnView]]]:
    """Tables of one to four columns: (kind, true entity, column)."""
    for _ in range(n):
        rows = R.choice((1, 2, 3, 5, 12, 30, 30, 200, 200))
        headed = R.random() < 0.6
        made = []
        for place in range(R.randint(1, 4)):
            kind = R.choice(list(KINDS))
            entity, headers, maker = KINDS[kind]
            make = maker()
            header = R.choice(headers) if R.random() < 0.75 else R.choice(VAGUE)
            values = [make() for _ in range(rows)]
            if entity == "JP_MY_NUMBER" and rows >= 30 and R.random() < 0.15:
                values = [v if R.random() < 0.35 else digits(12) for v in values]
            if R.random() < 0.2:
                values = [v if R.random() < 0.5 else "" for v in values]
            made.append((kind, entity, column(f"{header}" if headed else f"col{place + 1}", values)))
        if R.random() < 0.4:
            names = [R.choice(NAMES) for _ in range(rows)]
            made.append(("names", "PERSON", column("氏名" if headed else "col9", names)))
        yield made


def main() -> None:
    engine = Engine()
    bins: dict[int, list[bool]] = defaultdict(list)
    found: dict[str, list[bool]] = defaultdict(list)
    wrong: Counter[tuple[str, str, str]] = Counter()
    for table in tables(int(sys.argv[1]) if sys.argv[1:] else 600):
        for (kind, entity, view), hits in zip(table, engine.find_table([c for _, _, c in table]), strict=True):
            headed = "no header" if view.field.startswith("col") else "vague" if view.field in VAGUE else "header"
            best = hits[0] if hits else None
            if len(view.values):
                found[f"{kind}, {headed}"].append((best.entity if best and best.score >= 0.5 else "") == entity)
            if best and kind != "names":
                bins[min(9, int(best.score * 10))].append(best.entity == entity)
                if best.entity != entity and best.score >= 0.5:
                    wrong[kind, headed, f"{best.entity} {best.score:.1f} rows {view.rows}"] += 1
    print("score      n  right")
    for place, flags in sorted(bins.items()):
        print(f"{place / 10:.1f}-{place / 10 + 0.1:.1f} {len(flags):5} {sum(flags) / len(flags):6.2f}")
    print("\nright verdicts by kind")
    for name, flags in sorted(found.items()):
        print(f"{name:38} {sum(flags):4} of {len(flags)}")
    print("\nwrong at 0.5 and more")
    for (kind, headed, what), n in wrong.most_common(40):
        print(f"{n:3} {kind} ({headed}): {what}")


if __name__ == "__main__":
    main()
