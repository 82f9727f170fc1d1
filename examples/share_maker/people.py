"""Invented people. Attributes give marked texts (see marks.py), so a name cannot get into a file uncounted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from share_maker import numbers
from share_maker.marks import mark, plain, wide
from share_maker.places import BANKS, NO_EXCHANGE, PLACES

SURNAMES = """
佐藤 サトウ Sato|鈴木 スズキ Suzuki|髙橋 タカハシ Takahashi|高橋 タカハシ Takahashi|田中 タナカ Tanaka
伊藤 イトウ Ito|渡邉 ワタナベ Watanabe|渡辺 ワタナベ Watanabe|山本 ヤマモト Yamamoto|中村 ナカムラ Nakamura
小林 コバヤシ Kobayashi|加藤 カトウ Kato|吉田 ヨシダ Yoshida|山田 ヤマダ Yamada|佐々木 ササキ Sasaki
山口 ヤマグチ Yamaguchi|松本 マツモト Matsumoto|井上 イノウエ Inoue|木村 キムラ Kimura|林 ハヤシ Hayashi
斎藤 サイトウ Saito|齋藤 サイトウ Saito|清水 シミズ Shimizu|山﨑 ヤマザキ Yamazaki|山崎 ヤマザキ Yamazaki
森 モリ Mori|池田 イケダ Ikeda|橋本 ハシモト Hashimoto|阿部 アベ Abe|石川 イシカワ Ishikawa|前田 マエダ Maeda
藤田 フジタ Fujita|小川 オガワ Ogawa|後藤 ゴトウ Goto|岡田 オカダ Okada|長谷川 ハセガワ Hasegawa
村上 ムラカミ Murakami|近藤 コンドウ Kondo|石井 イシイ Ishii|遠藤 エンドウ Endo|青木 アオキ Aoki
坂本 サカモト Sakamoto|福島 フクシマ Fukushima|千葉 チバ Chiba|宮崎 ミヤザキ Miyazaki|濵田 ハマダ Hamada
浜田 ハマダ Hamada|菅原 スガワラ Sugawara|久保田 クボタ Kubota|五十嵐 イガラシ Igarashi|小野寺 オノデラ Onodera
大久保 オオクボ Okubo|早乙女 サオトメ Saotome|勅使河原 テシガワラ Teshigawara|東海林 ショウジ Shoji
四十物 アイモノ Aimono|小鳥遊 タカナシ Takanashi|月見里 ヤマナシ Yamanashi|服部 ハットリ Hattori|蛭間 ヒルマ Hiruma
喜屋武 キャン Kyan|比嘉 ヒガ Higa|槇原 マキハラ Makihara|薬師寺 ヤクシジ Yakushiji|轟 トドロキ Todoroki
鬼頭 キトウ Kito|乾 イヌイ Inui|榊原 サカキバラ Sakakibara|志村 シムラ Shimura
"""
MEN = """
健一 ケンイチ Kenichi|大輔 ダイスケ Daisuke|誠 マコト Makoto|翔太 ショウタ Shota|拓也 タクヤ Takuya
和夫 カズオ Kazuo|浩二 コウジ Koji|隆 タカシ Takashi|直樹 ナオキ Naoki|亮 リョウ Ryo|大和 ヤマト Yamato|蓮 レン Ren
湊 ミナト Minato|正義 マサヨシ Masayoshi|勇人 ハヤト Hayato|光 ヒカル Hikaru|慎之介 シンノスケ Shinnosuke
龍之助 リュウノスケ Ryunosuke|茂 シゲル Shigeru|清 キヨシ Kiyoshi|雄一郎 ユウイチロウ Yuichiro
敏行 トシユキ Toshiyuki|孝 タカシ Takashi|学 マナブ Manabu
"""
WOMEN = """
花子 ハナコ Hanako|美咲 ミサキ Misaki|陽子 ヨウコ Yoko|由美 ユミ Yumi|さくら サクラ Sakura|恵 メグミ Megumi
幸子 サチコ Sachiko|結衣 ユイ Yui|㐂久子 キクコ Kikuko|明日香 アスカ Asuka|真由美 マユミ Mayumi|直子 ナオコ Naoko
千尋 チヒロ Chihiro|つぐみ ツグミ Tsugumi|和歌子 ワカコ Wakako|莉子 リコ Riko|典子 ノリコ Noriko
ひかり ヒカリ Hikari|静香 シズカ Shizuka|美代子 ミヨコ Miyoko|遥 ハルカ Haruka|智恵子 チエコ Chieko|カツ カツ Katsu
絵里奈 エリナ Erina
"""
FOREIGN = """
スミス・ジョン SMITH JOHN|グエン・ヴァン・アン NGUYEN VAN ANH|キム・ミンジュン KIM MINJUN|シルバ・マリア SILVA MARIA
タパ・ビシュヌ THAPA BISHNU|チェン・ウェイ CHEN WEI|サントス・ジョゼ SANTOS JOSE|ラマ・スニタ LAMA SUNITA
"""
BUILDINGS = (
    "",
    "",
    "",
    " コーポ青葉203",
    " グランメゾン北風1105号室",
    "　メゾン・ド・リラ 3F",
    " 第二若葉荘5号",
    " B棟407",
)
AREAS = (
    "品川",
    "練馬",
    "足立",
    "多摩",
    "横浜",
    "湘南",
    "大宮",
    "川口",
    "千葉",
    "柏",
    "つくば",
    "宇都宮",
    "仙台",
    "札幌",
    "名古屋",
    "尾張小牧",
    "なにわ",
    "堺",
    "神戸",
    "京都",
    "富士山",
    "福岡",
    "袖ケ浦",
    "伊勢志摩",
)
MODELS = ("ZRR70", "NHP10", "ZC6", "MH55S", "GP5", "ZVW30", "HE12", "DJ5FS", "TRH200V", "JF3")
HALF = {unicodedata.normalize("NFKC", chr(c) + v): chr(c) + v for c in range(0xFF66, 0xFF9E) for v in ("ﾞ", "ﾟ", "")}


def half(kana: str) -> str:
    """カナ in half width, as banks print it; small kana become large ones."""
    kana = kana.translate(str.maketrans("ァィゥェォャュョッ", "アイウエオヤユヨツ"))
    return "".join(HALF.get(c, c) for c in kana)


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(entry.split(" ", 2)) for entry in table.strip().replace("\n", "|").split("|")]


def era(day: date) -> tuple[str, str, int, int]:
    """Name, letter, code and year of the Japanese era of a day."""
    if day >= date(2019, 5, 1):
        return "令和", "R", 5, day.year - 2018
    if day >= date(1989, 1, 8):
        return "平成", "H", 4, day.year - 1988
    return "昭和", "S", 3, day.year - 1925


def write_day(day: date, form: str) -> str:
    name, letter, code, year = era(day)
    square = {"令和": "㋿", "平成": "㍻", "昭和": "㍼"}[name]
    y, m, d = day.year, day.month, day.day
    forms = {
        "iso": f"{y}-{m:02}-{d:02}",
        "slash": f"{y}/{m:02}/{d:02}",
        "kanji": f"{y}年{m}月{d}日",
        "wareki": f"{name}{year}年{m}月{d}日",
        "short": f"{letter}{year}.{m}.{d}",
        "abbr": f"{name[0]}{year}.{m}.{d}",
        "square": f"{square}{year}年{m}月{d}日",
        "wide": wide(f"{letter}{year}.{m:02}.{d:02}"),
        "compact": f"{y}{m:02}{d:02}",
        "code": f"{code}{year:02}{m:02}{d:02}",
    }
    return forms[form]


@dataclass(frozen=True)
class Person:
    """One invented person. `raw_*` are bare values; everything else comes marked."""

    raw_names: tuple[str, str, str, str, str, str]  # 姓 名 セイ メイ Sei Mei
    woman: bool
    born: date
    place: tuple[str, str, str, str, str]
    house: str
    raw_mobile: str
    raw_tel: str
    raw_email: str
    raw_my_number: str
    raw_licence: str
    raw_plate: tuple[str, str, str, str]
    raw_account: str
    bank: tuple[str, str, str, str]
    serial: int

    @property
    def sei(self) -> str:
        return mark("PERSON", self.raw_names[0])

    @property
    def mei(self) -> str:
        return mark("PERSON", self.raw_names[1])

    @property
    def name(self) -> str:
        return mark("PERSON", f"{self.raw_names[0]} {self.raw_names[1]}")

    @property
    def tight(self) -> str:
        return mark("PERSON", self.raw_names[0] + self.raw_names[1])

    @property
    def spaced(self) -> str:
        return mark("PERSON", f"{self.raw_names[0]}　{self.raw_names[1]}")

    @property
    def kana(self) -> str:
        return mark("PERSON", f"{self.raw_names[2]} {self.raw_names[3]}")

    @property
    def half(self) -> str:
        return mark("PERSON", half(f"{self.raw_names[2]} {self.raw_names[3]}"))

    @property
    def hiragana(self) -> str:
        text = f"{self.raw_names[2]} {self.raw_names[3]}"
        return mark("PERSON", "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text))

    @property
    def romaji(self) -> str:
        return mark("PERSON", f"{self.raw_names[4].upper()} {self.raw_names[5]}")

    @property
    def sex(self) -> str:
        return mark("GENDER", "女" if self.woman else "男")

    def age(self, suffix: str = "") -> str:
        return mark("AGE", f"{2026 - self.born.year - ((self.born.month, self.born.day) > (4, 1))}{suffix}")

    def dob(self, form: str = "slash") -> str:
        return mark("DATE_OF_BIRTH", write_day(self.born, form))

    @property
    def postal(self) -> str:
        return mark("JP_POSTAL_CODE", self.place[0])

    @property
    def address(self) -> str:
        return mark("JP_ADDRESS", "".join(self.place[1:4]) + self.house)

    @property
    def mobile(self) -> str:
        return mark("PHONE_NUMBER", self.raw_mobile)

    @property
    def tel(self) -> str:
        return mark("PHONE_NUMBER", self.raw_tel)

    @property
    def email(self) -> str:
        return mark("EMAIL_ADDRESS", self.raw_email)

    def my_number(self, separator: str = "") -> str:
        n = self.raw_my_number
        return mark("JP_MY_NUMBER", separator.join((n[:4], n[4:8], n[8:])))

    @property
    def licence(self) -> str:
        return mark("JP_DRIVERS_LICENSE", self.raw_licence)

    def plate(self, separator: str = " ") -> str:
        return mark("JP_LICENSE_PLATE", separator.join(self.raw_plate))

    @property
    def account(self) -> str:
        return mark("JP_BANK_ACCOUNT", self.raw_account)

    @property
    def rng(self) -> Random:
        """For numbers that few files need."""
        return Random(f"person {self.serial} {self.raw_my_number}")

    @property
    def passport(self) -> str:
        return mark("JP_PASSPORT", self.rng.choice("TM") + self.rng.choice("KRSZ") + numbers.digits(self.rng, 7))

    @property
    def residence_card(self) -> str:
        rng = self.rng
        return mark("JP_RESIDENCE_CARD", "AB" + numbers.digits(rng, 8) + rng.choice(("CD", "EF", "GH", "KL")))

    def pension(self, separator: str = "-") -> str:
        digits = numbers.digits(self.rng, 8)
        return mark("JP_PENSION_NUMBER", f"{30 + self.serial % 18:02}{digits[:2]}{separator}{digits[2:]}")

    @property
    def insured(self) -> str:
        """健康保険の記号・番号・枝番."""
        rng = self.rng
        return mark("JP_HEALTH_INSURANCE", f"{rng.randrange(10**7, 10**8)}-{rng.randrange(1, 999)}(00)")

    @property
    def employment_insurance(self) -> str:
        digits = numbers.digits(self.rng, 10)
        return mark("JP_EMPLOYMENT_INSURANCE", f"{digits[:4]}-{digits[4:]}-{self.serial % 10}")

    @property
    def yucho(self) -> tuple[str, str]:
        """記号 and 番号, each marked."""
        office, serial = numbers.yucho(self.rng)
        return mark("JP_YUCHO_ACCOUNT", office), mark("JP_YUCHO_ACCOUNT", serial)

    @property
    def card(self) -> str:
        number = numbers.card(self.rng)
        return mark("CREDIT_CARD", "-".join(number[i : i + 4] for i in range(0, 16, 4)))

    @property
    def chassis(self) -> str:
        rng = self.rng
        return mark("JP_CHASSIS_NUMBER", f"{rng.choice(MODELS)}-{rng.randrange(10**5, 9 * 10**6):07}")

    @property
    def employer(self) -> str:
        kinds = ("運輸株式会社", "製作所", "建材有限会社", "青果店", "クリニック", "設計事務所", "水産株式会社")
        return mark(
            "EMPLOYER", self.rng.choice(("みなと", "あさひ", "ひばり", "白樺", "若潮", "東雲")) + self.rng.choice(kinds)
        )

    @property
    def raw_income(self) -> int:
        return self.rng.randrange(240, 1180, 10)


def person(rng: Random, serial: int) -> Person:
    woman = rng.random() < 0.47
    sei = rng.choice(rows(SURNAMES))
    mei = rng.choice(rows(WOMEN if woman else MEN))
    born = date.fromordinal(rng.randrange(date(1948, 1, 1).toordinal(), date(2004, 1, 1).toordinal()))
    place = rng.choice(PLACES)
    a, b, c = rng.randrange(1, 9), rng.randrange(1, 30), rng.randrange(1, 20)
    house = rng.choice(
        (f"{a}-{b}-{c}", f"{a}-{b}-{c}", f"{a}丁目{b}番{c}号", f"{a}丁目{b}番地{c}", wide(f"{a}－{b}－{c}"))
    )
    area = place[4]
    exchange = rng.choice([d for d in "2345678" if d not in NO_EXCHANGE.get(area, "")]) * (6 - len(area))
    block = str(rng.randrange(1, 9)) * 4
    romaji = (sei[2].lower(), mei[2].lower())
    mail = rng.choice((f"{romaji[1][0]}.{romaji[0]}", f"{romaji[0]}_{romaji[1]}", f"{romaji[1]}{born.year % 100:02}"))
    kind = rng.choice(
        (("500", "さすせそたちつ"), ("300", "なにぬねのはひ"), ("580", "かきくけこ"), ("330", "まみむめもや"))
    )
    return Person(
        raw_names=(sei[0], mei[0], sei[1], mei[1], sei[2], mei[2]),
        woman=woman,
        born=born,
        place=place,
        house=house + rng.choice(BUILDINGS),
        raw_mobile=f"{rng.choice(('090', '080', '070'))}-{block}-{rng.randrange(10000):04}",
        raw_tel=f"{area}-{exchange}-{rng.randrange(10000):04}",
        raw_email=f"{mail}@{rng.choice(('example.jp', 'example.com', 'example.ne.jp', 'mail.example.net'))}",
        raw_my_number=numbers.my_number(rng),
        raw_licence=numbers.drivers_licence(rng, born.year + rng.randrange(18, 22)),
        raw_plate=(rng.choice(AREAS), kind[0], rng.choice(kind[1]), f"{rng.randrange(10, 99)}-{rng.randrange(10, 99)}"),
        raw_account=f"{rng.randrange(10**5, 10**7):07}",
        bank=rng.choice(BANKS),
        serial=serial,
    )


def crowd(name: str, count: int, encoding: str = "utf-8") -> list[Person]:
    """`count` people, always the same for the same `name` (the file they are for), whose names `encoding` can write."""
    rng = Random(f"kitakaze {name}")
    out: list[Person] = []
    while len(out) < count:
        one = person(rng, len(out))
        if "".join(one.raw_names).encode(encoding, "ignore").decode(encoding) == "".join(one.raw_names):
            out.append(one)
    return out


def foreigners() -> Iterator[tuple[str, str]]:
    """Marked katakana and romaji names."""
    for entry in FOREIGN.strip().replace("\n", "|").split("|"):
        kana, romaji = entry.split(" ", 1)
        yield mark("PERSON", kana), mark("PERSON", romaji)


__all__ = ["Person", "crowd", "foreigners", "half", "plain", "write_day"]
