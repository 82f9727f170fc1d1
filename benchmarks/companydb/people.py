"""The company's people, some ten thousand: names, birth dates, addresses, numbers. All invented.

Places and postal codes are real so that they agree (`share_maker.places`); numbers have the check digits real ones have.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.companydb.values import code, days, digits, join, pick, rng, written

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))
from share_maker import people as share
from share_maker import places

# 姓 セイ Sei: beside the ones of the example share, rarer ones and such as are also words or places.
_SURNAMES = """
上野 ウエノ Ueno|大野 オオノ Ono|中野 ナカノ Nakano|小田 オダ Oda|平野 ヒラノ Hirano|杉山 スギヤマ Sugiyama|増田 マスダ Masuda
野村 ノムラ Nomura|菊地 キクチ Kikuchi|丸山 マルヤマ Maruyama|古川 フルカワ Furukawa|新井 アライ Arai|久保 クボ Kubo
松尾 マツオ Matsuo|水野 ミズノ Mizuno|桜井 サクライ Sakurai|野口 ノグチ Noguchi|安藤 アンドウ Ando|東 アズマ Azuma
一ノ瀬 イチノセ Ichinose|二階堂 ニカイドウ Nikaido|纐纈 コウケツ Koketsu|毛受 メンジョウ Menjo|舘野 タテノ Tateno
鴻池 コウノイケ Konoike|邊見 ヘンミ Henmi|知里 チリ Chiri|真鍋 マナベ Manabe|北 キタ Kita|南雲 ナグモ Nagumo|桐生 キリュウ Kiryu
安積 アサカ Asaka|乙部 オトベ Otobe|九鬼 クキ Kuki|左近 サコン Sakon|神 ジン Jin|財部 タカラベ Takarabe|行方 ナメカタ Namekata
梅 ウメ Ume|金城 キンジョウ Kinjo|新垣 アラカキ Arakaki|小笠原 オガサワラ Ogasawara|奈良 ナラ Nara|福井 フクイ Fukui
長野 ナガノ Nagano|本田 ホンダ Honda|豊田 トヨダ Toyoda|日野 ヒノ Hino|三菱 ミツビシ Mitsubishi|松田 マツダ Matsuda
"""
_MEN = """
圭佑 ケイスケ Keisuke|篤 アツシ Atsushi|昴 スバル Subaru|進 ススム Susumu|善次郎 ゼンジロウ Zenjiro|聡 サトシ Satoshi
陽翔 ハルト Haruto|海斗 カイト Kaito|隼 ハヤト Hayato|幸雄 ユキオ Yukio|哲也 テツヤ Tetsuya|康平 コウヘイ Kohei|修 オサム Osamu
壮一朗 ソウイチロウ Soichiro|晃 アキラ Akira|八十吉 ヤソキチ Yasokichi|琉生 ルイ Rui|航 ワタル Wataru|真 マコト Makoto
"""
_WOMEN = """
千鶴子 チヅコ Chizuko|芙美 フミ Fumi|里奈 リナ Rina|楓 カエデ Kaede|菜摘 ナツミ Natsumi|凜 リン Rin|澄江 スミエ Sumie
ひより ヒヨリ Hiyori|トメ トメ Tome|翠 ミドリ Midori|心愛 ココア Kokoa|雅 ミヤビ Miyabi|百合子 ユリコ Yuriko|葵 アオイ Aoi
久美 クミ Kumi|彩乃 アヤノ Ayano|早紀 サキ Saki|ゆかり ユカリ Yukari|瑠璃 ルリ Ruri
"""
_BUILDINGS = "コーポ欅,グランメゾン青葉,ハイツ若葉,メゾン・ド・リラ,第三寿荘,パークハイツ,サンライズ,県営住宅".split(
    ","
)
_MODELS = "ZVW51 GP5 ZRR80 MXPH10 HA36S MH55S NHP10 DJ5FS JF3 HE12".split()
_HIRA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆらりるろ"


def my_numbers(chance: np.random.Generator, count: int) -> pa.Array:
    """12 digits, the last one the check digit (平成26年総務省令第85号)."""
    body = digits(chance, count, 11)
    rest = (body @ np.array([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) % 11
    return written(np.column_stack((body, np.where(rest <= 1, 0, 11 - rest).astype(np.uint8))))


def licences(chance: np.random.Generator, count: int) -> pa.Array:
    """Police authority, year of first issue, serial, check digit (the unofficial formula), times reissued."""
    offices = np.array(
        [[int(c) for c in office] for office in ("10", "22", "30", "40", "44", "45", "54", "62", "73", "90")]
    )
    office = offices[chance.integers(0, len(offices), count)].astype(np.uint8)
    body = np.column_stack((office, digits(chance, count, 8)))
    rest = (body @ np.array([5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) % 11
    again = chance.choice(np.array([0, 0, 0, 0, 0, 1, 2], np.uint8), count)
    return written(np.column_stack((body, ((11 - rest) % 10).astype(np.uint8), again)))


def cards(chance: np.random.Generator, count: int) -> pa.Array:
    """Of a made-up series: brand, 0000, seven digits, Luhn's check digit."""
    brands = np.array([[int(c) for c in brand] for brand in ("4539", "4980", "5250", "3540")])
    brand = brands[chance.integers(0, len(brands), count)].astype(np.uint8)
    body = np.column_stack((brand, np.zeros((count, 4), np.uint8), digits(chance, count, 7))).astype(int)
    doubled = body * np.where(np.arange(15) % 2 == 0, 2, 1)
    total = (doubled // 10 + doubled % 10).sum(axis=1)
    return written(np.column_stack((body, -total % 10)).astype(np.uint8))


def jans(chance: np.random.Generator, count: int) -> pa.Array:
    body = np.column_stack((np.full(count, 4), np.full(count, 9), digits(chance, count, 10))).astype(int)
    total = (body * np.where(np.arange(12) % 2, 3, 1)).sum(axis=1)
    return written(np.column_stack((body, -total % 10)).astype(np.uint8))


def corporate(chance: np.random.Generator, count: int) -> pa.Array:
    """法人番号: check digit first."""
    body = digits(chance, count, 12).astype(int)
    total = (body * np.where(np.arange(12)[::-1] % 2, 2, 1)).sum(axis=1)
    return written(np.column_stack((9 - total % 9, body)).astype(np.uint8))


def plates(chance: np.random.Generator, count: int) -> pa.Array:
    serial = code(pa.array(chance.integers(10, 99, count)), 2), code(pa.array(chance.integers(0, 99, count)), 2)
    kind = pick(chance, count, ("300", "500", "580", "330", "501"))
    return join(
        pick(chance, count, share.AREAS),
        " ",
        kind,
        " ",
        pick(chance, count, list(_HIRA)),
        " ",
        serial[0],
        "-",
        serial[1],
    )


def chassis(chance: np.random.Generator, count: int) -> pa.Array:
    return join(pick(chance, count, _MODELS), "-", written(digits(chance, count, 7)))


def half(kana: pa.Array) -> pa.Array:
    """カナ in half width, as banks print it."""
    coded = kana.dictionary_encode()
    return pa.array([share.half(text) for text in coded.dictionary.to_pylist()]).take(coded.indices)


@dataclass
class People:
    """`count` people, column by column; everybody the same for the same `name`."""

    name: str
    count: int

    def __post_init__(self) -> None:
        chance = rng("people", self.name)
        surnames = share.rows(share.SURNAMES) + share.rows(_SURNAMES)
        men, women = share.rows(share.MEN) + share.rows(_MEN), share.rows(share.WOMEN) + share.rows(_WOMEN)
        self.woman = chance.random(self.count) < 0.45
        given = np.where(
            self.woman, len(men) + chance.integers(0, len(women), self.count), chance.integers(0, len(men), self.count)
        )
        family = pa.array(chance.integers(0, len(surnames), self.count))
        self.sei, self.sei_kana, self.sei_roman = (pa.array(part).take(family) for part in zip(*surnames, strict=True))
        self.mei, self.mei_kana, self.mei_roman = (
            pa.array(part).take(pa.array(given)) for part in zip(*men, *women, strict=True)
        )
        self.place = pa.array(chance.integers(0, len(places.PLACES), self.count))
        self.zip, self.pref, self.city, self.town, self.area = (
            pa.array(part).take(self.place) for part in zip(*places.PLACES, strict=True)
        )
        self.born = days(chance, self.count, date(1948, 1, 1), date(2004, 1, 1))

    def chance(self, what: str) -> np.random.Generator:
        return rng("people", self.name, what)

    def full(self, gap: str = " ") -> pa.Array:
        return join(self.sei, self.mei, sep=gap)

    def kana(self, gap: str = " ") -> pa.Array:
        return join(self.sei_kana, self.mei_kana, sep=gap)

    @property
    def roman(self) -> pa.Array:
        return join(pc.utf8_upper(self.sei_roman), self.mei_roman, sep=" ")

    @cached_property
    def house(self) -> pa.Array:
        chance = self.chance("house")
        a, b, c = (pa.array(chance.integers(1, top, self.count)) for top in (9, 30, 20))
        short, long = join(a, b, c, sep="-"), join(a, "丁目", b, "番", c, "号")
        return pc.if_else(pa.array(chance.random(self.count) < 0.7), short, long)

    @property
    def address(self) -> pa.Array:
        return join(self.pref, self.city, self.town, self.house)

    @property
    def building(self) -> pa.Array:
        """Half of them NULL."""
        chance = self.chance("building")
        whole = join(pick(chance, self.count, _BUILDINGS), pa.array(chance.integers(101, 1210, self.count)), "号室")
        return pc.if_else(pa.array(chance.random(self.count) < 0.5), whole, pa.scalar(None, pa.string()))

    @cached_property
    def mobile_parts(self) -> tuple[Any, Any, Any]:
        chance = self.chance("mobile")
        first = digits(chance, self.count, 4)
        first[:, 0] = chance.integers(1, 10, self.count)
        return pick(chance, self.count, ("090", "080", "070")), written(first), written(digits(chance, self.count, 4))

    def mobile(self, gap: str = "-") -> pa.Array:
        return join(*self.mobile_parts, sep=gap)

    @cached_property
    def tel(self) -> pa.Array:
        """Landlines: an area code of the address, then an exchange that begins with 2 or 5 or 6."""
        chance = self.chance("tel")
        exchange = pc.utf8_slice_codeunits(
            join(pick(chance, self.count, ("2", "5", "6")), written(digits(chance, self.count, 3))), 0, 4
        )
        lengths = pc.subtract(pa.scalar(6), pc.utf8_length(self.area))
        cut = [text[:length] for text, length in zip(exchange.to_pylist(), lengths.to_pylist(), strict=True)]
        return join(self.area, pa.array(cut), written(digits(chance, self.count, 4)), sep="-")

    @cached_property
    def email(self) -> pa.Array:
        chance = self.chance("email")
        host = pick(chance, self.count, ("example.jp", "example.com", "example.ne.jp", "mail.example.net"))
        return join(
            pc.utf8_lower(self.mei_roman),
            ".",
            pc.utf8_lower(self.sei_roman),
            pa.array(chance.integers(1, 9999, self.count)),
            "@",
            host,
        )

    @cached_property
    def my_number(self) -> pa.Array:
        return my_numbers(self.chance("my number"), self.count)

    @cached_property
    def licence(self) -> pa.Array:
        return licences(self.chance("licence"), self.count)

    @cached_property
    def account(self) -> pa.Array:
        return written(digits(self.chance("account"), self.count, 7))

    def take(self, rows: Any) -> dict[str, pa.Array]:
        """Name, mobile and mail of some of them, for texts."""
        rows = pa.array(rows)
        return {"sei": self.sei.take(rows), "name": self.full("").take(rows), "mobile": self.mobile().take(rows)}
