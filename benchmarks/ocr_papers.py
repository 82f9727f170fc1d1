"""Cards and papers as pictures, with what is on them, for `benchmarks.ocr`. All people and numbers are invented."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from recognizers.checksums import license_ok, my_number_ok
from tests.builders.pictures import font_file

_PEOPLE = (
    ("佐藤　健一", "サトウ　ケンイチ", "東京都新宿区西新宿2-8-1", "昭和55年4月1日", "090-1234-5678"),
    ("髙橋　美咲", "タカハシ　ミサキ", "大阪府大阪市北区梅田3-1-3", "平成2年11月23日", "080-2345-6789"),
    ("中村　翔太", "ナカムラ　ショウタ", "北海道札幌市中央区北一条西2-1", "平成10年7月8日", "070-3456-7890"),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """lines: what is written, in the order of reading. planted: (entity, value)."""

    kind: str
    picture: Image.Image
    lines: tuple[str, ...]
    planted: tuple[tuple[str, str], ...]


def number(digits: int, fits: Callable[[str], bool], seed: int) -> str:
    """The first number that fits its check digit."""
    draw = random.Random(seed)
    while not fits(found := "".join(draw.choice("0123456789") for _ in range(digits))):
        pass
    return found


def papers(person: int) -> list[Paper]:
    """One of each kind, of one of three people."""
    name, kana, address, born, phone = _PEOPLE[person]
    licence, mine = number(12, license_ok, person), number(12, my_number_ok, person + 10)
    card = f"AB{number(8, bool, person)}CD"
    account, insured = number(7, bool, person + 20), number(8, bool, person + 30)
    who = ("PERSON", name), ("JP_ADDRESS", address)
    birth = ("DATE_OF_BIRTH", born)
    return [
        _paper("運転免許証", (1010, 640), "#e8f0e4", [
            (40, 40, 40, f"氏名　{name}"), (650, 44, 34, f"{born}生"), (40, 120, 34, f"住所　{address}"),
            (40, 190, 30, "交付　令和03年05月12日　12345"), (40, 260, 34, "令和08年05月12日まで有効"),
            (40, 330, 30, "免許の条件等　眼鏡等"),
            (40, 480, 40, f"番号　第　{licence}　号"), (40, 560, 28, "運転免許証　東京都公安委員会"),
        ], (*who, birth, ("JP_DRIVERS_LICENSE", licence))),
        _paper("マイナンバーカード", (1010, 640), "#f3ecf0", [
            (40, 40, 34, "個人番号カード"), (40, 120, 40, f"氏名　{name}"), (40, 200, 34, f"住所　{address}"),
            (40, 280, 34, f"{born}生　性別　男"), (40, 400, 40, f"個人番号　{mine[:4]} {mine[4:8]} {mine[8:]}"),
            (40, 500, 30, "2031年4月1日まで有効"),
        ], (*who, birth, ("JP_MY_NUMBER", f"{mine[:4]} {mine[4:8]} {mine[8:]}"))),
        _paper("在留カード", (1010, 640), "#eef2f8", [
            (40, 30, 34, "在留カード"), (600, 30, 36, f"番号　{card}"), (40, 110, 38, "氏名　NGUYEN VAN AN"),
            (40, 190, 32, "生年月日　1995年03月14日　国籍・地域　ベトナム"), (40, 270, 32, f"住居地　{address}"),
            (40, 350, 32, "在留資格　技術・人文知識・国際業務"), (40, 430, 32, "在留期間（満了日）　3年（2028年04月01日）"),
        ], (("PERSON", "NGUYEN VAN AN"), who[1], ("JP_RESIDENCE_CARD", card), ("DATE_OF_BIRTH", "1995年03月14日"))),
        _paper("健康保険証", (1010, 640), "#f8eef0", [
            (40, 30, 36, "健康保険　本人（被保険者）"), (40, 110, 34, f"記号　1234　　番号　{insured}"), (40, 190, 40, f"氏名　{name}"),
            (40, 270, 34, f"生年月日　{born}"), (40, 350, 34, "資格取得年月日　平成30年4月1日"), (40, 430, 34, "保険者番号　01130012"),
            (40, 510, 32, "保険者名称　全国健康保険協会　東京支部"),
        ], (who[0], birth, ("JP_HEALTH_INSURANCE", insured))),
        _paper("通帳", (1100, 640), "#f4f4ec", [
            (60, 40, 38, "総合口座通帳"), (60, 130, 40, f"{kana}　様"), (60, 230, 36, "店番　123　　普通預金"),
            (60, 320, 40, f"口座番号　{account}"), (60, 420, 34, "北風銀行　新宿支店"),
        ], (("PERSON", kana), ("JP_BANK_ACCOUNT", account))),
        _paper("源泉徴収票", (1500, 900), "#ffffff", [
            (420, 30, 38, "令和6年分　給与所得の源泉徴収票"), (50, 130, 32, f"支払を受ける者　住所　{address}"),
            (50, 210, 32, f"氏名　{name}　　フリガナ　{kana}"), (50, 290, 32, f"個人番号　{mine}"),
            (50, 370, 32, "種別　給料・賞与　　支払金額　5,432,100円"), (50, 450, 32, "給与所得控除後の金額　3,905,000円"),
            (50, 530, 32, "支払者　名称　北風商事株式会社　電話　03-3456-7890"),
        ], (*who, ("JP_MY_NUMBER", mine), ("PHONE_NUMBER", "03-3456-7890"))),
        _paper("履歴書", (1654, 1500), "#ffffff", [
            (60, 60, 56, "履歴書"), (60, 180, 34, f"ふりがな　{kana}"), (60, 260, 46, f"氏名　{name}"),
            (60, 360, 34, f"{born}生　満45歳　男"),
            (60, 440, 34, f"現住所　{address}"), (60, 520, 34, f"電話　{phone}　メール　taro.s@example.jp"),
            (60, 640, 34, "平成15年3月　北風大学経済学部　卒業"), (60, 720, 34, "平成15年4月　北風商事株式会社　入社"),
            (60, 800, 34, "令和5年9月　一身上の都合により退社"),
        ], (*who, birth, ("PHONE_NUMBER", phone), ("EMAIL_ADDRESS", "taro.s@example.jp"))),
    ]  # fmt: skip


def _paper(
    kind: str,
    size: tuple[int, int],
    ground: str,
    written: list[tuple[int, int, int, str]],
    planted: tuple[tuple[str, str], ...],
) -> Paper:
    """written: left, top, points, text."""
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((8, 8, size[0] - 9, size[1] - 9), outline="#8899aa", width=3)
    for left, top, points, text in written:
        draw.text((left, top), text, font=ImageFont.truetype(font_file(), points), fill="#202020")
    return Paper(kind, picture, tuple(text for *_, text in written), planted)


def _noise(picture: Image.Image) -> Image.Image:
    return Image.blend(picture, Image.effect_noise(picture.size, 90).convert("RGB"), 0.25)


def _pale(picture: Image.Image) -> Image.Image:
    return Image.blend(picture, Image.new("RGB", picture.size, "#c8c8c8"), 0.7)


def _jpeg(picture: Image.Image) -> Image.Image:
    import io

    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=15)
    return Image.open(buffer)


def _aslant(picture: Image.Image) -> Image.Image:
    """Photographed from the lower left: the far corner shrinks by a tenth, on a dark table."""
    width, height = picture.size
    table = Image.new("RGB", (width + 200, height + 200), "#705840")
    table.paste(picture, (100, 100))
    corners = (0, 0, 0, table.height, table.width, table.height * 1.1, table.width * 1.1, -0.05 * table.height)
    return table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#705840")


STATES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda picture: picture,
    "turned by 90°": lambda picture: picture.rotate(90, expand=True),
    "turned by 180°": lambda picture: picture.rotate(180),
    "skewed by 3°": lambda picture: picture.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor="#606060"),
    "noise": _noise,
    "low contrast": _pale,
    "JPEG of quality 15": _jpeg,
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(1.6)),
    "from the side": _aslant,
    "half the size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
}
