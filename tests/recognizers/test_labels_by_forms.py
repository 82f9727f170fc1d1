"""Every form a number is written in, under every kind of label: as many texts as both tables make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest

from recognizers import Engine
from recognizers.checksums import luhn_ok, my_number_ok

_WIDE, _KANJI = str.maketrans("0123456789", "０１２３４５６７８９"), str.maketrans("0123456789", "〇一二三四五六七八九")


def _parted(sign: str, step: int = 4) -> Callable[[str], str]:
    return lambda number: sign.join(number[i : i + step] for i in range(0, len(number), step))


FORMS: dict[str, Callable[[str], str]] = {
    "bare": str,
    **{f"parted by {sign!r}": _parted(sign) for sign in " -.・･_/ー–−‐―、\u3000\xa0\u2009\t"},
    "two blanks": _parted("  "),
    "a blank to each side of the dash": _parted(" – "),
    "half": _parted(" ", 6),
    "wide": lambda n: n.translate(_WIDE),
    "wide, dashes": lambda n: _parted("－")(n.translate(_WIDE)),
    "half of it wide": lambda n: n[:6] + n[6:].translate(_WIDE),
    "one by one": _parted(" ", 1),
    "in cells": _parted("|", 1),
    "kanji": lambda n: n.translate(_KANJI),
    "kanji in groups": lambda n: _parted("　")(n.translate(_KANJI)),
    "over two lines": lambda n: f"{n[:8]}\n{n[8:]}",
    "over two lines, dashes": lambda n: f"{n[:4]}-{n[4:8]}-\n{n[8:]}",
    "quoted": '"{}"'.format,
    "in brackets": "（{}）".format,
    "as a spreadsheet leaves it": "{}.0".format,
    "as a spreadsheet's text": "'{}".format,
}
MY_NUMBER = (
    "マイナンバーは{}です",
    "個人番号：{}",
    "{}（マイナンバー）",
    "個人番号\n{}",
    "本人個人番号{}配偶者",
    "<mynumber>{}</mynumber>",
    '"my_number": "{}"',
    "My Number: {}",
    "{}←マイナンバー",
    "氏名 佐藤花子\t個人番号\t{}",
    "以下がマイナンバーになります。\n{}\nよろしくお願いします。",
    "マイナンバー（12桁）　{}",
    "■個人番号 {}",
    "個人番号 / Individual Number {}",
    "Q. マイナンバーを教えてください\nA. {}",
    "マイナンバー回収\n佐藤 花子 {}\n",
    "個人№：{}",
)
CARD = (
    "カード番号は{}です",
    "クレジットカード番号：{}",
    "{}（クレジットカード）",
    "カード番号\n{}",
    "<cardNumber>{}</cardNumber>",
    '"card_number": "{}"',
    "Card No. {}",
    "VISA {}",
    "{} 有効期限 12/27",
    "カード番号（16桁）　{}",
    "クレカ{}で払います",
    "カード番号を教えてください。\n{}",
)
OTHERS = """
注文番号 送り状番号 追跡番号 資産番号 製造番号 シリアルNo. 受付番号 受付ID 契約番号
会員番号 お客様番号 診察券番号 患者ID 証券番号 部品番号 ロット番号 取引ID 決済ID
承認番号 端末ID 法人番号 事業所番号 登録番号 供給地点特定番号 メーター番号 案件ID チケット番号
ゆうパック レターパック 宅急便 着店 ポイントカード番号 便名 船荷証券 ジョブID セッションID
タイムスタンプ UUID order_id tracking_no serial_no asset_tag po_number shipment barcode
""".split()
AROUND = (
    "{}：{}",
    "{} {}",
    "{}は{}です",
    "{}\n{}",
    "マイナンバー担当の佐藤です。{}：{}",
    "マイナンバー未提出の件、{} {} で受け付けました",
    "{}：{}\n※マイナンバーは記載しないでください",
    "カード払いの{}は{}",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def _my_numbers() -> Iterator[str]:
    for n in range(100):
        digits = f"{(3_141_592_653 * (n + 7)) % 90_000_000_000 + 10_000_000_000}"
        yield next(number for last in range(10) if my_number_ok(number := f"{digits}{last}"))


def _cards() -> Iterator[str]:
    for n in range(100):
        head = f"{('49', '52', '35')[n % 3]}{('8', '5', '6')[n % 3]}{(2_718_281_828 * (n + 7)) % 10**12:012d}"
        yield next(number for last in range(10) if luhn_ok(number := f"{head}{last}"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("entity", "labels", "numbers"), [("JP_MY_NUMBER", MY_NUMBER, _my_numbers), ("CREDIT_CARD", CARD, _cards)]
)
def test_found(
    engine: Engine, entity: str, labels: tuple[str, ...], numbers: Callable[[], Iterator[str]], form: str
) -> None:
    texts = [label.format(FORMS[form](n)) for label, n in zip(labels, numbers(), strict=False)]
    assert [t for t in texts if not any(h.entity == entity and h.score >= 0.5 for h in engine.find(t))] == []


@pytest.mark.parametrize("label", OTHERS)
def test_not_found(engine: Engine, label: str) -> None:
    numbers = cycle(
        (next(_my_numbers()), next(_cards()), _parted("-")(next(_my_numbers())), _parted("-")(next(_cards())))
    )
    texts = [words.format(label, next(numbers)) for words in AROUND for _ in range(4)]
    kinds = ("JP_MY_NUMBER", "CREDIT_CARD")
    assert [t for t in texts if any(h.entity in kinds and h.score >= 0.5 for h in engine.find(t))] == []
