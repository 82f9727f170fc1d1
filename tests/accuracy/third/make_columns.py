"""Build columns.jsonl: python make_columns.py. Parts are invented; numbers with check digits come from make.py.

One row of a table is one person (or one thing): name, reading, date of birth and so on belong together.
Tables with "headerless" in the name are to be written without a header row; their columns are called col1, col2, …
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from make import FULL, KANJI, KINDS, digits, my_check

R = random.Random("b3 columns")
SEI = (
    "仁科,ﾆｼﾅ,Nishina 沢渡,ｻﾜﾀﾘ,Sawatari 黒木,ｸﾛｷ,Kuroki 瀬戸口,ｾﾄｸﾞﾁ,Setoguchi 樋口,ﾋｸﾞﾁ,Higuchi 今泉,ｲﾏｲｽﾞﾐ,Imaizumi "
    "与那覇,ﾖﾅﾊ,Yonaha 都築,ﾂﾂﾞｷ,Tsuzuki 垣内,ｶｷｳﾁ,Kakiuchi 曽我部,ｿｶﾞﾍﾞ,Sogabe 土屋,ﾂﾁﾔ,Tsuchiya 八木沢,ﾔｷﾞｻﾜ,Yagisawa "
    "桑原,ｸﾜﾊﾞﾗ,Kuwabara 宇野,ｳﾉ,Uno 星野,ﾎｼﾉ,Hoshino 日下部,ｸｻｶﾍﾞ,Kusakabe 久保田,ｸﾎﾞﾀ,Kubota 熊谷,ｸﾏｶﾞｲ,Kumagai "
    "高瀬,ﾀｶｾ,Takase 物部,ﾓﾉﾍﾞ,Monobe 温井,ﾇｸｲ,Nukui 川畑,ｶﾜﾊﾞﾀ,Kawabata 布施,ﾌｾ,Fuse 江尻,ｴｼﾞﾘ,Ejiri "
    "仲宗根,ﾅｶｿﾈ,Nakasone 宮下,ﾐﾔｼﾀ,Miyashita 小口,ｵｸﾞﾁ,Oguchi 藤﨑,ﾌｼﾞｻｷ,Fujisaki 栁,ﾔﾅｷﾞ,Yanagi 百瀬,ﾓﾓｾ,Momose"
).split()
MEI = (
    "透,ﾄｵﾙ,Toru,1 美穂,ﾐﾎ,Miho,2 慎之介,ｼﾝﾉｽｹ,Shinnosuke,1 守,ﾏﾓﾙ,Mamoru,1 綾乃,ｱﾔﾉ,Ayano,2 拓哉,ﾀｸﾔ,Takuya,1 "
    "和子,ｶｽﾞｺ,Kazuko,2 範子,ﾉﾘｺ,Noriko,2 里美,ｻﾄﾐ,Satomi,2 稔,ﾐﾉﾙ,Minoru,1 一馬,ｶｽﾞﾏ,Kazuma,1 仁,ﾋﾄｼ,Hitoshi,1 "
    "奈緒子,ﾅｵｺ,Naoko,2 健吾,ｹﾝｺﾞ,Kengo,1 蒼,ｱｵｲ,Aoi,1 翔,ｼｮｳ,Sho,1 正敏,ﾏｻﾄｼ,Masatoshi,1 純,ｼﾞｭﾝ,Jun,1 洋一,ﾖｳｲﾁ,Yoichi,1 "
    "かおり,ｶｵﾘ,Kaori,2 颯太,ｿｳﾀ,Sota,1 由香,ﾕｶ,Yuka,2 昇,ﾉﾎﾞﾙ,Noboru,1 芳江,ﾖｼｴ,Yoshie,2"
).split()
PLACES = (
    "060,北海道札幌市中央区大通西 390,長野県松本市大手 460,愛知県名古屋市中区栄 890,鹿児島県鹿児島市中央町 700,岡山県岡山市北区下石井 "
    "554,大阪府大阪市此花区西九条 900,沖縄県那覇市泉崎 790,愛媛県松山市道後湯之町 020,岩手県盛岡市菜園 036,青森県弘前市土手町 "
    "192,東京都八王子市横山町 330,埼玉県さいたま市大宮区桜木町 652,兵庫県神戸市兵庫区荒田町 010,秋田県秋田市中通 380,長野県長野市南長野"
).split()
BUILDINGS = "コーポ桔梗ケ原,サンライズ中央,第二みどり荘,ハイツ四賀,グラン道後,県営桜木団地3号棟".split(",")


def to_full(kana: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", kana)


def to_hira(kana: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in to_full(kana))


class Person:
    def __init__(self) -> None:
        self.sei, self.sei_k, self.sei_r = R.choice(SEI).split(",")
        self.mei, self.mei_k, self.mei_r, self.sex = R.choice(MEI).split(",")
        self.dob = datetime.date(1938, 1, 1) + datetime.timedelta(days=R.randrange(25000))
        head, self.place = R.choice(PLACES).split(",")
        self.zip = head + f"{R.randrange(1, 99):04d}"
        self.address = self.place + R.choice(("{}丁目{}番{}号", "{}-{}-{}", "{}丁目{}-{}")).format(
            R.randint(6, 9), R.randint(70, 99), R.randint(1, 30)
        )
        self.building = R.choice(("", "", f"{R.choice(BUILDINGS)}{R.randint(101, 909)}"))
        self.mobile = f"0{R.choice('789')}0{digits(R, 8, '23456789')}"
        self.mail = f"{self.mei_r}{R.choice('._-')}{self.sei_r}{R.randint(1, 99)}@".lower() + R.choice(
            ("example.jp", "example.ne.jp", "mail.example.com")
        )
        self.my, self.dl = KINDS["my"](R), KINDS["dl"](R)

    def wareki(self, form: str = "{e}{y}年{m}月{d}日") -> str:
        for name, short, start in (
            ("令和", "R", (2019, 5, 1)),
            ("平成", "H", (1989, 1, 8)),
            ("昭和", "S", (1926, 12, 25)),
        ):
            if self.dob >= datetime.date(*start):
                year = self.dob.year - start[0] + 1
                return form.format(e=name, s=short, y=year, m=self.dob.month, d=self.dob.day)
        raise AssertionError


def hyphen(value: str, *sizes: int, gap: str = "-") -> str:
    out, at = [], 0
    for n in sizes:
        out.append(value[at : at + n])
        at += n
    return gap.join(out)


Column = tuple[str, list[str], str, dict[str, Any]]
TABLES: dict[str, list[Column]] = {}


def table(name: str, *columns: Column) -> None:
    """Plain NONE columns (no trap) beyond the first of a table are left out: they measure nothing."""
    plain = [c[0] for c in columns if c[2] == "NONE" and not c[3]]
    kept = [c for c in columns if c[0] not in plain[1:]]
    if "headerless" in name:
        kept = [(f"col{i}", *c[1:]) for i, c in enumerate(kept, 1)]
    TABLES[name] = kept


def times(make: Callable[[], str], empty: float = 0.0, blank: str = "") -> list[str]:
    values = [blank if R.random() < empty else make() for _ in range(20)]
    if values.count(blank) > 17:
        values[R.randrange(4)], values[10] = make(), make()
    return values


def of(people: list[Person], make: Callable[[Person], str], empty: float = 0.0) -> list[str]:
    return ["" if R.random() < empty else make(p) for p in people]


def pick(*words: str) -> Callable[[], str]:
    return lambda: R.choice(words)


def none(name: str, values: list[str], trap: str = "", **extra: Any) -> Column:
    return name, values, "NONE", ({"trap": trap} if trap else {}) | extra


def pii(name: str, values: list[str], label: str, **extra: Any) -> Column:
    return name, values, label, extra


def care(name: str, sub: str, values: list[str], **extra: Any) -> Column:
    return name, values, "SPECIAL_CARE", {"sub": sub} | extra


def sparse(*told: str) -> list[str]:
    values = [""] * 20
    for at, word in zip(R.sample(range(20), len(told)), told, strict=True):
        values[at] = word
    return values


def date(first: int, last: int, form: str = "%Y-%m-%d") -> Callable[[], str]:
    def make() -> str:
        d = datetime.datetime(first, 1, 1) + datetime.timedelta(minutes=R.randrange((last - first + 1) * 525600))
        return d.strftime(form)

    return make


def num(n: int, lead: str = "", first: str = "123456789") -> Callable[[], str]:
    return lambda: lead + digits(R, n, first)


def kind(name: str, *sizes: int, gap: str = "-") -> Callable[[], str]:
    return lambda: hyphen(KINDS[name](R), *sizes, gap=gap) if sizes else KINDS[name](R)


def plate() -> str:
    area = R.choice(("松本", "諏訪", "鹿児島", "尾張小牧", "那覇", "岡山", "大宮"))
    return f"{area} {R.choice(('301', '502', '580', '480', '33A'))} {R.choice('さすせたほめゆ')} {digits(R, 2)}-{digits(R, 2)}"


def chassis() -> str:
    return R.choice(("ZRR80", "HA36S", "NHP10", "MH55S", "GK3", "XZU605")) + "-" + digits(R, R.choice((6, 7)))


def exponent(value: str) -> str:
    return f"{float(value):.5E}"


def serial(d: datetime.date) -> str:
    return str((d - datetime.date(1899, 12, 30)).days)


def build() -> None:
    p = [Person() for _ in range(20)]
    table(
        "顧客一覧_取込用",
        none("会員ID", times(num(7, "M"))),
        pii("お名前", of(p, lambda x: f"{x.sei} {x.mei}"), "PERSON"),
        pii("ヨミ", of(p, lambda x: to_full(x.sei_k + x.mei_k)), "PERSON"),
        pii("誕生日", of(p, lambda x: serial(x.dob)), "DATE_OF_BIRTH", note="excel serial"),
        pii("〒", of(p, lambda x: x.zip.lstrip("0")), "POSTAL_CODE", note="leading zeros lost"),
        pii("ご住所", of(p, lambda x: x.address + x.building), "ADDRESS"),
        pii("TEL", of(p, lambda x: x.mobile[1:]), "PHONE", note="leading zero lost"),
        none("ポイント残", times(num(5))),
        none(
            "最終購入日",
            [serial(datetime.date(2025, 1, 1) + datetime.timedelta(days=R.randrange(400))) for _ in p],
            "date_not_dob",
        ),
        none("DM可否", times(pick("可", "不可"))),
    )
    p = [Person() for _ in range(20)]
    table(
        "nencho_r7",
        none("SYAIN_CD", of(p, lambda x: digits(R, 5))),
        pii("SYAIN_NM", of(p, lambda x: f"{x.sei}　{x.mei}"), "PERSON"),
        pii("KOJIN_NO", of(p, lambda x: exponent(x.my)), "MY_NUMBER", note="Excel exponent"),
        pii("HAIGU_KOJIN_NO", of(p, lambda x: KINDS["my"](R), 0.5), "MY_NUMBER", note="half empty"),
        pii("SEINENGAPPI", of(p, lambda x: x.wareki("{s}{y:02d}.{m:02d}.{d:02d}")), "DATE_OF_BIRTH"),
        none("NYUSYA_YMD", times(date(1999, 2025, "%Y%m%d")), "date_not_dob"),
        none("KYUYO_TOTAL", times(lambda: str(R.randrange(2400000, 7800000, 1000)))),
        care("SYOGAI_KBN", "disability", sparse("1:一般", "2:特別", "1:一般", "3:同居特別")),
        none("FUYO_SU", times(pick("0", "1", "2", "3"))),
        none("DENPYO_NO", times(kind("notmy")), "12digit"),
    )
    p = [Person() for _ in range(20)]
    table(
        "口座振替_ｺｰﾄﾞ",
        none("委託者ｺｰﾄﾞ", ["0044172208"] * 20, "10digit"),
        none("金融機関", times(pick("0143", "0005", "0009", "1390", "9900")), "code"),
        none("支店", times(pick("101", "318", "204", "088"))),
        pii("口座番号", of(p, lambda x: digits(R, R.choice((4, 5, 6, 7)))), "BANK_ACCOUNT", note="leading zeros lost"),
        pii("名義人", of(p, lambda x: f"{x.sei_k} {x.mei_k}"), "PERSON"),
        none("引落額", times(lambda: str(R.randrange(11000, 88000, 110)))),
        none("結果ｺｰﾄﾞ", times(pick("0", "0", "0", "1", "3"))),
        pii("入金状況", times(lambda: "".join(R.choice("$$$$$$AP-") for _ in range(24))), "CREDIT_INFO"),
    )
    p = [Person() for _ in range(20)]
    table(
        "headerless_dump1",
        none("col1", times(num(6))),
        pii("col2", of(p, lambda x: f"{x.sei} {x.mei}"), "PERSON"),
        pii("col3", of(p, lambda x: f"{x.sei_k} {x.mei_k}"), "PERSON"),
        pii("col4", of(p, lambda x: x.dob.strftime("%Y%m%d")), "DATE_OF_BIRTH", note="range of years only"),
        pii("col5", of(p, lambda x: hyphen(x.mobile, 3, 4, 4)), "PHONE"),
        pii("col6", of(p, lambda x: x.my), "MY_NUMBER"),
        none("col7", times(date(2024, 2026, "%Y%m%d%H%M")), "timestamp"),
        none("col8", times(pick("A", "B", "C"))),
    )
    p = [Person() for _ in range(20)]
    table(
        "headerless_dump2",
        none("col1", times(kind("slip", 4, 4, 4)), "courier"),
        none("col2", times(kind("jan")), "jan"),
        none("col3", times(pick("三浦印刷(株)", "(有)中村屋", "株式会社佐々木硝子", "本田紙業")), "company_surname"),
        pii("col4", of(p, lambda x: x.mail), "EMAIL"),
        pii("col5", of(p, lambda x: hyphen(KINDS["visa"](R), 4, 4, 4, 4, gap=" ")), "CREDIT_CARD"),
        pii("col6", times(plate), "LICENSE_PLATE"),
        none("col7", times(lambda: f"{R.randrange(1000, 99000):,}")),
    )
    p = [Person() for _ in range(20)]
    table(
        "headerless_dump3",
        pii("col1", of(p, lambda x: to_hira(x.sei_k) + "　" + to_hira(x.mei_k)), "PERSON"),
        pii("col2", of(p, lambda x: x.address), "ADDRESS"),
        none("col3", times(kind("notmy")), "12digit"),
        pii("col4", of(p, lambda x: x.dl), "DRIVERS_LICENSE", note="licence check digit right"),
        none("col5", times(kind("corp")), "corporate_number"),
        none("col6", times(pick("小山", "石橋", "岡本", "大宮", "柏", "野田")), "station"),
    )
    p = [Person() for _ in range(20)]
    table(
        "運転者台帳",
        none("乗務員ｺｰﾄﾞ", times(num(4))),
        pii("氏名", of(p, lambda x: x.sei + x.mei), "PERSON"),
        pii("免許番号", of(p, lambda x: x.dl + ".0"), "DRIVERS_LICENSE", note="trailing .0"),
        none("免許種別", times(pick("大型", "中型", "準中型", "大型二種"))),
        none("交付年月日", times(date(2021, 2025, "%Y/%m/%d")), "date_not_dob"),
        pii("緊急連絡先", of(p, lambda x: hyphen(x.mobile, 3, 4, 4).translate(FULL)), "PHONE"),
        pii(
            "続柄・氏名",
            of(p, lambda x: f"{R.choice(('妻', '母', '父', '子'))}：{x.sei}{R.choice(MEI).split(',')[0]}"),
            "PERSON",
        ),
        care(
            "健診所見",
            "health_check",
            times(pick("異常なし", "要精密検査（心電図）", "高血圧 要治療", "異常なし", "血糖 要再検")),
        ),
        care(
            "事故・違反歴",
            "criminal_record",
            sparse("R4 過失運転致傷 罰金30万円", "H30 酒気帯び 罰金刑"),
            optional=True,
        ),
        none("車両番号（社内）", times(num(3, "No."))),
    )
    p = [Person() for _ in range(20)]
    table(
        "受診者リスト",
        none("受診券整理番号", times(num(11)), "11digit"),
        none(
            "健診機関", times(pick("松本平健診センター", "県厚生連", "石川記念病院", "日赤健診プラザ")), "organisation"
        ),
        pii("被保険者証 記号", times(pick("1180", "2204")), "HEALTH_INSURANCE", optional=True, note="employer symbol"),
        pii("被保険者証 番号", times(num(3)), "HEALTH_INSURANCE", note="only the header tells"),
        pii("カナ", of(p, lambda x: to_full(x.sei_k) + "　" + to_full(x.mei_k)), "PERSON"),
        pii("生年月日(西暦)", of(p, lambda x: x.dob.strftime("%Y.%m.%d")), "DATE_OF_BIRTH"),
        none("受診日", times(date(2025, 2025, "%Y.%m.%d")), "checkup_taken"),
        care("総合判定", "health_check", times(pick("A", "B", "C 要経過観察", "D 要精密検査", "E 治療中"))),
        care("HbA1c", "health_check", times(lambda: f"{R.uniform(4.8, 8.4):.1f}")),
        care("服薬", "medical_care", times(pick("無", "降圧薬", "インスリン", "無", "脂質異常症の薬"))),
        none("オプション", times(pick("なし", "胃カメラ", "乳腺エコー", "なし")), optional=True),
    )
    p = [Person() for _ in range(20)]
    table(
        "外国人材_台帳",
        pii(
            "NAME",
            times(pick("NGUYEN VAN TUAN", "PHAM THI HOA", "RAHMAN ABDUL", "SANTOS MARIA", "LI WEI", "KHADKA RAM")),
            "PERSON",
        ),
        pii(
            "在留ｶｰﾄﾞ",
            times(lambda: R.choice(("UH", "AB", "NL", "TE")) + digits(R, 8) + R.choice(("LA", "MB", "EG", "CD"))),
            "RESIDENCE_CARD",
        ),
        pii(
            "パスポート",
            times(lambda: R.choice(("C", "N", "B")) + digits(R, 7), 0.3),
            "PASSPORT",
            note="foreign: one letter, seven digits",
        ),
        none("国籍", times(pick("ベトナム", "ネパール", "フィリピン", "中国")), "nationality"),
        none("在留期限", times(date(2026, 2029, "%Y/%m/%d")), "date_not_dob"),
        care("宗教・食事", "creed", times(pick("ムスリム", "特になし", "ヒンドゥー教", "カトリック", "仏教（精進）"))),
        pii("基礎年金番号", times(lambda: digits(R, 10), 0.2), "PENSION_NUMBER"),
        none("受入先", times(pick("三浦製作所", "川畑農園", "中村食品", "第一鋼業")), "company_surname"),
        none("入国便", times(lambda: R.choice(("JL", "VN", "NH")) + digits(R, 3))),
    )
    p = [Person() for _ in range(20)]
    table(
        "与信照会_結果",
        none("照会番号", times(num(14)), "14digit"),
        pii("申込者", of(p, lambda x: x.sei + "　" + x.mei), "PERSON"),
        pii("生年月日", of(p, lambda x: x.wareki()), "DATE_OF_BIRTH"),
        pii("異動", sparse("有 2023/05", "有 2024/11", "有 2022/08"), "CREDIT_INFO"),
        pii(
            "STATUS24",
            times(lambda: " ".join(R.choice("$$$$A-P") for _ in range(24))),
            "CREDIT_INFO",
            note="spaced payment string",
        ),
        pii("残債額", times(lambda: str(R.randrange(0, 1900000, 100))), "CREDIT_INFO"),
        pii("判定結果", times(pick("承認", "否決", "保留", "条件付承認")), "CREDIT_INFO"),
        pii(
            "スコア",
            times(lambda: str(R.randint(210, 790))),
            "CREDIT_INFO",
            note="credit score; the sibling headers tell",
        ),
        none("照会日時", times(date(2025, 2025, "%Y-%m-%d %H:%M:%S")), "timestamp"),
        none("端末", times(num(3, "T"))),
        pii("他社件数", times(pick("0", "1", "2", "3", "6")), "CREDIT_INFO", optional=True),
    )
    table(
        "仕入先マスタ",
        none("取引先CD", times(num(6)), "code"),
        none(
            "会社名",
            times(pick("三浦印刷株式会社", "(株)中村屋商店", "石川運輸(有)", "北辰商事", "大塚家具店", "本田ネジ")),
            "company_surname",
        ),
        none(
            "フリガナ",
            times(
                pick("ミウライサツ", "ナカムラヤシヨウテン", "イシカワウンユ", "ホクシンシヨウジ", "オオツカカグテン")
            ),
            "company_kana",
        ),
        none("法人番号", times(kind("corp")), "corporate_number"),
        none("登録番号", times(lambda: "T" + KINDS["corp"](R)), "invoice_number"),
        none("評点", times(lambda: str(R.randint(38, 71))), "company_credit"),
        none("与信限度額", times(lambda: f"{R.randint(1, 90)},000,000"), "company_credit"),
        none("支払条件", times(pick("月末締翌月末払", "20日締翌月10日払"))),
        none(
            "代表電話",
            times(lambda: f"026{R.randint(2, 9)}-{digits(R, 2)}-{digits(R, 4)}"),
            "switchboard",
            optional=True,
        ),
        none("業種", times(pick("印刷", "運送", "食品", "金属加工"))),
    )
    table(
        "orders_2026Q1",
        none("order_id", times(kind("my")), "12digit", note="passes the My Number check in every row"),
        none("tracking", times(kind("slip")), "courier"),
        none("tracking_code", times(kind("slipmy")), "courier", note="passes the My Number check in every row"),
        none("sku", times(lambda: R.choice(("TK", "MS", "TR")) + digits(R, 7)), "passport_lookalike"),
        none(
            "lot", times(lambda: R.choice(("AB", "XE")) + digits(R, 8) + R.choice(("CD", "JP"))), "residence_lookalike"
        ),
        none("unit_price", times(lambda: f"{R.randrange(100, 99000)}.0")),
        none("created_at", times(lambda: str(R.randint(1767200000000, 1774900000000))), "epoch_13digit"),
        none("ship_date", times(date(2026, 2026, "%Y/%m/%d")), "date_not_dob"),
        none("warehouse", times(pick("千葉", "福島", "大宮", "長野")), "place_surname"),
        none("status", times(pick("出荷済", "取消", "保留"))),
    )
    table(
        "部品マスタ",
        none("品番", times(lambda: "090-" + digits(R, 4) + "-" + digits(R, 4)), "phone_lookalike"),
        none("図番", times(lambda: digits(R, 3) + "-" + digits(R, 4)), "postal_lookalike"),
        none(
            "型式",
            times(lambda: R.choice(("ZRR80", "HA36S", "NHP10")) + "-" + digits(R, 6)),
            "chassis_lookalike",
            optional=True,
            note="undecidable but for the table",
        ),
        none("品名", times(pick("ブレーキホース", "ワイパー", "ハーネス", "オイルシール")), "kana"),
        none("英名", times(pick("HOSE ASSY", "WIPER BLADE", "SEAL OIL", "NUT"))),
        none("旧品番", times(lambda: digits(R, 10), 0.6)),
        none("ロケ", times(lambda: f"{R.choice('ABC')}{digits(R, 2)}-{digits(R, 2)}")),
        none("改訂", times(pick("A", "B", "C"))),
        none("登録", times(date(2010, 2025, "%Y.%m.%d")), "date_not_dob"),
    )
    p = [Person() for _ in range(20)]
    table(
        "相談記録",
        none("No", [str(i + 1) for i in range(20)]),
        none("相談日", times(date(2025, 2025, "%m/%d")), "date_not_dob"),
        pii("相談者", of(p, lambda x: x.sei + x.mei), "PERSON"),
        care(
            "主訴",
            "crime_victim",
            times(pick("夫からの暴力、避難希望", "元交際相手のつきまとい", "SNSで脅されている", "養父からの虐待")),
        ),
        care("障害・疾病", "disability", times(pick("", "療育手帳B2", "精神2級", "", "聴覚3級"))),
        care("少年歴", "juvenile", sparse("家裁送致（R5）", "少年院1年")),
        none("対応", times(pick("傾聴", "関係機関へ引継ぎ", "継続"))),
        none("担当課", times(pick("子ども家庭課", "福祉課", "石川支所"))),
    )
    p = [Person() for _ in range(20)]
    memo = [
        "4月から日勤のみ",
        "適応障害で休職中（〜6/30）",
        "",
        "名札の表記を旧姓に",
        "",
        "人工透析 火木土",
        "",
        "母がアイヌで儀礼の日に休暇",
        "駐車場B-12",
        "",
        "",
        "手話通訳を希望（ろう）",
        "",
        "通勤経路変更",
        "",
        "",
        "創価学会の活動で日曜不可",
        "",
        "社宅入居",
        "",
    ]
    table(
        "人事_備考",
        none("社員番号", times(num(6))),
        pii("姓", of(p, lambda x: x.sei), "PERSON"),
        pii("名", of(p, lambda x: x.mei), "PERSON"),
        none("所属", times(pick("長野営業所", "福島工場", "総務部", "千葉物流課")), "place_surname"),
        care("備考", "medical_history", memo, note="sparse free text: 5 of 20"),
        none("勤続", times(lambda: f"{R.randint(0, 32)}年")),
        pii("メアド", of(p, lambda x: x.mail, 0.4), "EMAIL"),
    )
    p = [Person() for _ in range(20)]
    table(
        "tmp_export",
        pii("a", of(p, lambda x: x.sei + " " + x.mei), "PERSON", note="header says nothing"),
        pii("b", of(p, lambda x: x.wareki("{s}{y}.{m}.{d}")), "DATE_OF_BIRTH"),
        pii("c", of(p, lambda x: x.zip[:3] + "-" + x.zip[3:]), "POSTAL_CODE"),
        pii("d", of(p, lambda x: x.place + "8丁目" + str(R.randint(1, 9))), "ADDRESS"),
        pii("e", times(chassis), "CHASSIS_NUMBER"),
        none("f", times(lambda: f"Rev.{R.randint(1, 9)}.{R.randint(0, 9)}")),
        none("g", times(pick("令和7年度", "令和8年度")), "era"),
    )
    p = [Person() for _ in range(20)]
    table(
        "misleading",
        pii("商品名", of(p, lambda x: x.sei + "　" + x.mei), "PERSON", note="header misleads: names"),
        none("氏名", times(pick("ブレーキホース", "ワイパーゴム", "エンジンオイル")), "header_misleads"),
        none("電話番号", times(num(8)), "header_misleads", optional=True),
        none(
            "生年月日",
            times(date(2025, 2026, "%Y/%m/%d")),
            "header_misleads",
            optional=True,
            note="all in 2025-26: hardly births",
        ),
        none("マイナンバー", times(pick("提出済", "未提出", "提出済")), "header_misleads"),
        none("口座番号", times(pick("登録あり", "登録なし")), "header_misleads"),
        none("カード番号", times(lambda: "****-****-****-" + digits(R, 4)), "masked"),
    )
    p = [Person() for _ in range(20)]
    table(
        "介護_利用者",
        none("利用者CD", times(num(5))),
        pii("利用者名", of(p, lambda x: x.sei + "　" + x.mei), "PERSON"),
        pii(
            "被保番",
            times(lambda: f"{R.randint(1, 9999999):010d}".lstrip("0")),
            "HEALTH_INSURANCE",
            note="leading zeros lost",
        ),
        pii("保険者番号", times(lambda: "2020" + digits(R, 2)), "HEALTH_INSURANCE", note="municipality's number"),
        care("要介護度", "disability", times(pick("要介護1", "要介護3", "要支援2", "要介護5")), optional=True),
        care(
            "主病名",
            "medical_history",
            times(pick("アルツハイマー型認知症", "脳梗塞後遺症", "パーキンソン病", "慢性心不全")),
        ),
        none("認定期間", times(pick("R7.4.1〜R8.3.31", "R6.10.1〜R9.9.30")), "date_not_dob"),
        none("事業所番号", times(lambda: "2070" + digits(R, 6)), "10digit"),
        none("サービス", times(pick("訪問介護", "通所介護", "福祉用具"))),
    )
    p = [Person() for _ in range(20)]
    table(
        "公費_台帳",
        pii("公費番号", times(kind("payer")), "HEALTH_INSURANCE"),
        pii("受給者番号", times(kind("jukyu")), "HEALTH_INSURANCE"),
        pii("氏名カナ", of(p, lambda x: f"{x.sei_k}　{x.mei_k}"), "PERSON"),
        care("疾病コード", "medical_history", times(pick("F20.0", "G20", "M32.1", "K50.9")), note="ICD-10"),
        none("上限月額", times(pick("2,500", "5,000", "10,000"))),
        pii(
            "生年月日(数値)",
            of(
                p, lambda x: {"昭和": "3", "平成": "4", "令和": "5"}[x.wareki()[:2]] + x.wareki("{y:02d}{m:02d}{d:02d}")
            ),
            "DATE_OF_BIRTH",
            note="7 digits led by the era's code",
        ),
    )
    table(
        "access.log",
        none("epoch_ms", times(lambda: str(R.randint(1767200000000, 1774900000000))), "epoch_13digit"),
        none("ip", times(lambda: f"10.{R.randint(0, 250)}.{R.randint(0, 250)}.{R.randint(1, 250)}"), optional=True),
        none("path", times(pick("/login", "/cart", "/api/v2/items", "/faq/diabetes"))),
        none("trace", times(lambda: "".join(R.choice("0123456789abcdef") for _ in range(32))), "hash"),
        none("acct", times(kind("notmy")), "aws_account"),
        none("ver", times(lambda: f"{R.randint(1, 9)}.{R.randint(0, 20)}.{R.randint(0, 9)}"), "version"),
    )
    p = [Person() for _ in range(20)]
    table(
        "名寄せ候補",
        pii("name_a", of(p, lambda x: f"{x.sei_r} {x.mei_r}"), "PERSON"),
        pii("name_b", of(p, lambda x: to_hira(x.sei_k + x.mei_k)), "PERSON"),
        pii("kana_only", of(p, lambda x: x.mei_k), "PERSON", note="given name alone"),
        pii("addr", of(p, lambda x: x.address.replace("丁目", "－").translate(FULL)), "ADDRESS"),
        pii("bldg", of(p, lambda x: x.building), "ADDRESS", optional=True, note="building alone, half empty"),
        none("match_score", times(lambda: f"{R.random():.3f}")),
        none("cluster", times(num(8)), "8digit"),
    )
    p = [Person() for _ in range(20)]
    accounts = [KINDS["yucho"](R) for _ in range(20)]
    table(
        "ゆうちょ振込",
        pii("記号", [v[:5] for v in accounts], "BANK_ACCOUNT"),
        pii("番号", [v[5:] for v in accounts], "BANK_ACCOUNT"),
        pii("受取人", of(p, lambda x: f"{x.sei_k} {x.mei_k}"), "PERSON"),
        none("金額", times(lambda: f"¥{R.randrange(1000, 90000):,}")),
        none("手数料", times(pick("100", "165", "330"))),
        none("振込日", times(date(2026, 2026, "%y%m%d")), "date_not_dob"),
    )
    p = [Person() for _ in range(20)]
    table(
        "車両管理",
        pii("登録番号", times(plate), "LICENSE_PLATE"),
        pii("車台No", times(chassis), "CHASSIS_NUMBER"),
        none("車名", times(pick("ヴォクシー", "ワゴンR", "アクア", "デュトロ")), "kana"),
        pii("主たる使用者", of(p, lambda x: x.sei, 0.3), "PERSON", note="half are company cars"),
        none("グレード", times(pick("X", "G", "HYBRID"))),
        none("初度登録", times(date(2012, 2024, "%Y年%m月")), "date_not_dob"),
        none("自賠責証明書番号", times(lambda: R.choice("AB") + digits(R, 9))),
        none("走行", times(lambda: f"{R.randint(5, 180)},{R.randint(0, 999):03d}km")),
    )
    mixed = [Person() for _ in range(20)]
    contacts = [x.mail if i % 3 else hyphen(x.mobile, 3, 4, 4) for i, x in enumerate(mixed)]
    ids = [hyphen(x.my, 4, 4, 4) if i % 2 else x.dl for i, x in enumerate(mixed)]
    table(
        "mixed_cols",
        pii("連絡先", contacts, "EMAIL", also=["PHONE"], note="mixed: two mails to one telephone"),
        pii("本人確認番号", ids, "MY_NUMBER", also=["DRIVERS_LICENSE"], note="mixed: half each"),
        pii("お客様", of(mixed, lambda x: f"{x.sei}{x.mei}（{to_full(x.mei_k)}）"), "PERSON"),
        pii("住所電話", of(mixed, lambda x: f"{x.address} {hyphen(x.mobile, 3, 4, 4)}"), "ADDRESS", also=["PHONE"]),
        none("区分", times(pick("個人", "法人", "その他"))),
        none("日付", times(date(2024, 2026, "%Y/%m/%d")), "date_not_dob"),
    )
    table(
        "図書館_貸出",
        none("資料コード", times(kind("isbn")), "isbn"),
        none("書名", times(pick("がんと暮らす", "歎異抄を読む", "うつを生きる", "簿記入門")), "reading_matter"),
        none("著者", times(pick("夏目漱石", "太宰治", "芥川龍之介", "樋口一葉")), "historical_person", optional=True),
        none("利用者番号", times(num(8, first="0")), "8digit"),
        none("返却期限", times(date(2026, 2026, "%Y/%m/%d")), "date_not_dob"),
        none("館", times(pick("中央", "山口", "松本", "石川"))),
    )
    table(
        "障害管理表",
        none("障害番号", times(lambda: "INC" + digits(R, 7)), "it_fault"),
        none("障害区分", times(pick("重大障害", "軽微", "性能障害")), "it_fault"),
        none("診断結果", times(pick("DB接続断", "メモリ不足", "原因不明")), "it_fault"),
        none("再発", times(pick("有", "無")), "it_fault"),
        none("対応者ID", times(num(5, "E"))),
        none("感染端末数", times(pick("0", "1", "3")), "it_fault"),
        none("復旧日時", times(date(2026, 2026, "%Y-%m-%d %H:%M")), "timestamp"),
    )
    table(
        "保険商品マスタ",
        none("商品CD", times(num(4))),
        none("商品名", times(pick("がん保険みらい", "三大疾病特約", "就業不能保険", "傷害特約")), "insurance_product"),
        none(
            "支払事由",
            times(pick("がんと診断確定", "脳卒中で60日継続", "入院5日以上", "手術給付")),
            "insurance_product",
        ),
        none("月額", times(lambda: str(R.randrange(800, 9000, 10)))),
        none("免責日数", times(pick("0", "60", "90"))),
        none("証券番号例", times(kind("notmy")), "12digit"),
    )
    p = [Person() for _ in range(20)]
    table(
        "身分確認_旧",
        pii("個人番号", of(p, lambda x: "'" + x.my), "MY_NUMBER", note="apostrophe"),
        pii("免許", of(p, lambda x: "第" + x.dl + "号"), "DRIVERS_LICENSE"),
        pii("旅券", of(p, lambda x: R.choice("TM") + R.choice("KRSU") + " " + digits(R, 7), 0.5), "PASSPORT"),
        pii("年金", of(p, lambda x: hyphen(digits(R, 10), 4, 6).translate(FULL)), "PENSION_NUMBER"),
        pii("カード", of(p, lambda x: hyphen(KINDS["mc"](R), 4, 4, 4, 4).translate(FULL)), "CREDIT_CARD"),
        pii("個人番号（漢数字）", of(p, lambda x: x.my.translate(KANJI), 0.3), "MY_NUMBER", note="kanji numerals"),
        none("確認者印", times(pick("済", "未"))),
    )
    table(
        "賞罰調書",
        none("整理番号", times(num(9)), "9digit"),
        pii("本人", [f"{x.sei} {x.mei}" for x in (Person() for _ in range(20))], "PERSON"),
        care(
            "犯罪経歴",
            "criminal_record",
            times(pick("なし", "なし", "H29 窃盗 懲役1年執行猶予3年", "R2 傷害 罰金20万円")),
        ),
        care("刑事手続", "criminal_procedure", times(pick("なし", "不起訴（R3）", "公判係属中", "なし"))),
        care("支持政党・団体", "creed", sparse("立憲民主党", "自由民主党 党員", "日本会議", "キリスト教会青年部")),
        care("人種等", "race", sparse("アイヌ", "在日朝鮮人三世"), note="2 of 20"),
        care("出自", "social_status", sparse("同和地区出身", "婚外子"), note="2 of 20"),
        none("作成日", times(date(2025, 2026, "%Y.%m.%d")), "date_not_dob"),
    )


def main() -> None:
    build()
    n, out = 0, []
    for name, columns in TABLES.items():
        names = [c[0] for c in columns]
        assert len(set(names)) == len(names), name
        for column, values, label, extra in columns:
            n += 1
            assert len(values) == 20, (name, column)
            assert any(values), (name, column)
            row = {"id": f"bc{n:03d}", "table": name, "column": column, "values": values, "label": label}
            out.append(json.dumps(row | extra | {"siblings": names}, ensure_ascii=False) + "\n")
    (Path(__file__).parent / "columns.jsonl").write_text("".join(out), encoding="utf-8")
    rows = [json.loads(x) for x in out]
    none_share = sum(r["label"] == "NONE" for r in rows) / n
    print(n, "columns", len(TABLES), "tables", f"NONE {none_share:.2f}")
    for kind_name in sorted({r["label"] for r in rows}):
        print(kind_name, sum(r["label"] == kind_name for r in rows), end="; ")
    print()


assert my_check("12345678901") == "8"
if __name__ == "__main__":
    main()
