"""Build columns.jsonl: python -m tests.accuracy.own.make_columns. Parts are invented; numbers with check digits come from make.py."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.accuracy.own.make import FULL, KINDS, digits

R = random.Random("own columns")
SURNAMES = (
    "五十嵐 喜屋武 渡邉 齋藤 舘野 毛受 万年 鴻池 東 阿部 一ノ瀬 纐纈 "
    "榊原 大垣 二階堂 邊見 長谷部 小笠原 𠮷川 柏木 丸山 鬼頭 知里 真鍋 北"
).split()
GIVEN = (
    "翔平 千鶴子 圭佑 芙美 篤 里奈 昴 進 楓 善次郎 良 菜摘 聡 拓 凜 陽翔 幸雄 澄江 亮 隼 恵 海斗 ひより トメ".split()
)
KANA_S = "ｲｶﾞﾗｼ ｷｬﾝ ﾜﾀﾅﾍﾞ ｻｲﾄｳ ﾀﾃﾉ ﾒﾝｼﾞｮｳ ﾏﾝﾈﾝ ｺｳﾉｲｹ ｱｽﾞﾏ ｱﾍﾞ ｺｳｹﾂ ｻｶｷﾊﾞﾗ ﾍﾝﾐ ﾊｾﾍﾞ ﾏﾙﾔﾏ ｷﾄｳ ﾁﾘ ﾏﾅﾍﾞ".split()
KANA_G = "ｼｮｳﾍｲ ﾁﾂﾞｺ ｹｲｽｹ ﾌﾐ ｱﾂｼ ﾘﾅ ｽﾊﾞﾙ ｽｽﾑ ｶｴﾃﾞ ﾘｮｳ ﾅﾂﾐ ﾀｸ ﾘﾝ ﾊﾙﾄ ｽﾐｴ ﾊﾔﾄ ﾒｸﾞﾐ ｶｲﾄ".split()
ROMAN = "Saito Keisuke,Kyan Shohei,Tateno Fumi,Konoike Rina,Mannen Atsushi,Abe Susumu,Hasebe Rin,Henmi Taku,Kito Hayato".split(
    ","
)
TOWNS = (
    "北海道札幌市豊平区月寒東五条,宮城県仙台市泉区将監,埼玉県蕨市錦町,東京都北区滝野川,神奈川県横浜市港北区日吉本町,"
    "新潟県新潟市中央区天神,長野県安曇野市穂高有明,愛知県名古屋市北区清水,大阪府大阪市淀川区西中島,兵庫県芦屋市岩園町,"
    "香川県高松市屋島西町,福岡県福岡市早良区西新,熊本県熊本市中央区新屋敷"
).split(",")
ZIPS = "1140023 2230062 4620844 5320011 6590013 8140002 9500917 3998303 3350005 9813132 7610113 8620975".split()
BUILDINGS = "コーポ欅,グランメゾン日吉,滝野川パークハイツ,県営住宅,ハイツあおば,第三寿荘".split(",")


def times(make: Callable[[], str], empty: float = 0.0) -> list[str]:
    return ["" if R.random() < empty else make() for _ in range(20)]


def pick(*words: str) -> Callable[[], str]:
    return lambda: R.choice(words)


def number(kind: str, group: str = "") -> Callable[[], str]:
    def make() -> str:
        value = KINDS[kind](R)
        if not group:
            return value
        return group.join(value[i : i + 4] for i in range(0, len(value), 4))

    return make


def code(n: int, lead: str = "") -> Callable[[], str]:
    return lambda: lead + digits(R, n)


def date(first: int, last: int, form: str = "%Y-%m-%d") -> Callable[[], str]:
    def make() -> str:
        y, m, d = R.randint(first, last), R.randint(1, 12), R.randint(1, 28)
        out = form.replace("%Y", str(y)).replace("%m", f"{m:02d}").replace("%d", f"{d:02d}")
        out = out.replace("%S", f"昭和{y - 1925}年{m}月{d}日").replace("%H", f"H{y - 1988}.{m}.{d}")
        return out + (f" {R.randint(0, 23):02d}:{R.randint(0, 59):02d}:{R.randint(0, 59):02d}" if "%T" in form else "")

    return lambda: make().replace("%T", "")


def address() -> str:
    tail = R.choice(("{}丁目{}番{}号", "{}-{}-{}", "{}丁目{}-{}"))
    building = R.choice(("", "", f" {R.choice(BUILDINGS)}{R.randint(101, 909)}"))
    return R.choice(TOWNS) + tail.format(R.randint(6, 9), R.randint(70, 99), R.randint(1, 30)) + building


def person(gap: str = "　") -> Callable[[], str]:
    return lambda: R.choice(SURNAMES) + gap + R.choice(GIVEN)


def kana(gap: str = " ") -> Callable[[], str]:
    return lambda: R.choice(KANA_S) + gap + R.choice(KANA_G)


def phone(form: str = "0{}0-{}-{}") -> Callable[[], str]:
    return lambda: form.format(R.choice("789"), digits(R, 4), digits(R, 4, "0123456789"))


def landline() -> str:
    area = R.choice(("0263", "0587", "0467", "0283", "0996"))
    return f"{area}-{digits(R, 2, '2345678')}-{digits(R, 4, '0123456789')}"


def mail() -> str:
    name = R.choice(ROMAN).lower().split()
    return (
        name[1] + R.choice("._-") + name[0] + str(R.randint(1, 99)) + "@" + R.choice(("example.jp", "mail.example.com"))
    )


def plate() -> str:
    place = R.choice(("札幌", "春日部", "野田", "品川", "尾張小牧", "つくば"))
    return f"{place} {R.choice(('301', '502', '480', '100'))} {R.choice('さすせたほめ')} {digits(R, 2)}-{digits(R, 2)}"


def chassis() -> str:
    return R.choice(("ZVW51", "GP5", "ZRR80", "MXPH10", "HA36S")) + "-" + digits(R, R.choice((6, 7)))


# table -> (column, values, label, extra fields)
Column = tuple[str, list[str], str, dict[str, Any]]


def none(name: str, values: list[str], trap: str = "", **extra: Any) -> Column:
    return name, values, "NONE", ({"trap": trap} if trap else {}) | extra


def pii(name: str, values: list[str], label: str, **extra: Any) -> Column:
    return name, values, label, extra


def care(name: str, sub: str, *words: str, empty: float = 0.0) -> Column:
    return name, times(pick(*words), empty), "SPECIAL_CARE", {"sub": sub}


def tables() -> dict[str, list[Column]]:
    t: dict[str, list[Column]] = {}
    t["CUST_MST"] = [
        none("cust_id", times(code(8, "C"))),
        pii("cust_nm", times(person(" ")), "PERSON"),
        pii("cust_nm_kn", times(kana()), "PERSON"),
        pii("birth_ymd", times(date(1950, 2004, "%Y%m%d")), "DATE_OF_BIRTH"),
        pii("zip_cd", times(pick(*ZIPS)), "POSTAL_CODE"),
        pii("addr1", times(address), "ADDRESS"),
        pii("tel1", times(phone("0{}0{}{}"), 0.1), "PHONE"),
        pii("mail_addr", times(mail, 0.3), "EMAIL"),
        none("reg_ymd", times(date(2015, 2025, "%Y%m%d")), "date_not_dob"),
        none("upd_ts", times(date(2025, 2025, "%Y-%m-%d%T")), "timestamp"),
        none("kbn", times(pick("1", "2", "3"))),
        none("shop_cd", times(code(4)), "code"),
    ]
    t["給与マスタ"] = [
        none("emp_no", times(code(6)), "code"),
        pii("sei", times(pick(*SURNAMES)), "PERSON"),
        pii("mei", times(pick(*GIVEN)), "PERSON"),
        pii("mynum", times(number("my")), "MY_NUMBER"),
        pii("nenkin_no", times(lambda: digits(R, 4) + "-" + digits(R, 6)), "PENSION_NUMBER"),
        pii("acct_no", times(lambda: f"{R.randint(0, 9999999):07d}"), "BANK_ACCOUNT"),
        pii(
            "振込先",
            times(lambda: f"{R.choice(('八十二銀行 松本営業部', '三菱UFJ銀行 大宮支店'))} 普通 {digits(R, 7)}"),
            "BANK_ACCOUNT",
        ),
        none("bank_cd", times(pick("0005", "0009", "0143", "9900")), "code"),
        none("base_pay", times(lambda: str(R.randrange(180000, 620000, 100)))),
        none("join_ymd", times(date(1998, 2025, "%Y/%m/%d")), "date_not_dob"),
        none("dept_nm", times(pick("総務部", "大宮支店", "石川営業所", "人事課")), "surname_like_place"),
        none("dependents", times(pick("0", "1", "2", "3"))),
    ]
    t["headerless_a"] = [
        pii("col1", times(person("")), "PERSON"),
        pii("col2", times(number("my")), "MY_NUMBER"),
        none("col3", times(lambda: digits(R, 12)), "12digit"),
        pii("col4", times(landline), "PHONE"),
        pii("col5", times(address), "ADDRESS"),
        pii("col6", times(date(1945, 1988, "%S")), "DATE_OF_BIRTH"),
        none("col7", times(date(2023, 2025, "%Y/%m/%d")), "date_not_dob"),
    ]
    t["headerless_b"] = [
        none("col1", times(code(9)), "code"),
        pii("col2", times(mail), "EMAIL"),
        pii("col3", times(number("visa")), "CREDIT_CARD"),
        none("col4", times(lambda: digits(R, 16, "123456789")), "16digit"),
        pii("col5", times(plate), "LICENSE_PLATE"),
        pii("col6", times(kana("")), "PERSON"),
        none("col7", times(pick("大宮", "松戸", "野田", "小山", "石川町", "福島")), "surname_like_station"),
    ]
    t["リース車両台帳"] = [
        none("契約番号", times(lambda: "L" + digits(R, 4) + "-" + digits(R, 6)), "pension_lookalike"),
        pii("登録番号", times(plate), "LICENSE_PLATE"),
        pii("車台番号", times(chassis), "CHASSIS_NUMBER"),
        none("型式", times(pick("6AA-ZVW51", "DBA-GP5", "DAA-ZRR80W", "5AA-MXPH10"))),
        none("初度登録年月", times(date(2012, 2025, "%Y年%m月")), "date_not_dob"),
        pii("使用者の氏名又は名称", times(person(" ")), "PERSON"),
        pii("使用者住所", times(address), "ADDRESS"),
        none("車検満了日", times(date(2025, 2028, "%Y-%m-%d")), "date_not_dob"),
        none("走行距離", times(lambda: str(R.randint(1200, 188000)))),
        none(
            "メンテナンス工場",
            times(pick("石川自動車", "本田モータース", "山口整備", "(有)丸山ボデー")),
            "surname_like_company",
        ),
        none("残価", times(lambda: f"{R.randint(1, 30)}00000")),
    ]
    t["患者基本"] = [
        none("カルテ番号", times(lambda: f"{R.randint(1, 99999):08d}"), "8digit"),
        pii("患者氏名", times(person()), "PERSON"),
        pii("フリガナ", times(kana()), "PERSON"),
        pii("生年月日", times(date(1935, 2012, "%Y/%m/%d")), "DATE_OF_BIRTH"),
        pii("保険者番号", times(number("insurer")), "HEALTH_INSURANCE"),
        pii("記号番号", times(lambda: digits(R, 4) + "・" + digits(R, 5)), "HEALTH_INSURANCE"),
        care("病名", "medical_history", "2型糖尿病", "気管支喘息", "うつ病エピソード", "腰椎椎間板ヘルニア", "胃癌"),
        care("既往歴", "medical_history", "なし", "心筋梗塞", "虫垂炎術後", "特になし", "乳癌（R1手術）"),
        care(
            "処方内容",
            "medical_care",
            "アムロジピン錠5mg",
            "インスリン グラルギン",
            "レボチロキシン50μg",
            "頓用 ロキソプロフェン",
        ),
        none("診療科", times(pick("内科", "整形外科", "眼科", "精神科"))),
        none("初診日", times(date(2023, 2025, "%Y-%m-%d")), "date_not_dob"),
        none("主治医コード", times(code(5)), "code"),
    ]
    memo = [
        "電話は夕方希望",
        "車椅子を利用",
        "",
        "ナンバー変更予定",
        "透析のため火木は来店不可",
        "支払方法を口座振替に変更",
        "",
        "耳が遠いので大きな声で",
        "カタログ送付済み",
        "2台目を検討",
    ]
    history = [
        "入金確認",
        "督促状送付",
        "2か月延滞、分割払い合意",
        "完済",
        "",
        "入金約束不履行",
        "カード利用停止",
        "3回目の引落し不能",
        "完済",
        "",
    ]
    t["顧客対応履歴"] = [
        none("受付No", times(lambda: "2025-" + digits(R, 4))),
        none("受付日時", times(date(2025, 2025, "%Y-%m-%d%T")), "timestamp"),
        pii("電話番号", times(phone(), 0.2), "PHONE"),
        pii("備考", memo * 2, "SPECIAL_CARE", sub="disability", note="sparse: 6 of 20"),
        none("対応区分", times(pick("問合せ", "苦情", "解約", "転居"))),
        pii("入金状況メモ", history * 2, "CREDIT_INFO"),
        none("カナ商品名", times(pick("リモートキー", "ドライブレコーダー", "ホイールカバー", "フロアマット"))),
        none("ニックネーム", times(pick("くるま好き", "haru_88", "けいちゃん", "no_name", "タク")), optional=True),
    ]
    t["商品マスタ"] = [
        none("JANコード", times(number("jan")), "jan"),
        none(
            "商品名",
            times(
                pick(
                    "ワイパーブレード 600mm", "ウォッシャー液 2L", "鈴木式ジャッキ", "本田シートカバー", "芳香剤 さくら"
                )
            ),
            "surname_like_product",
        ),
        none("品番", times(lambda: f"{R.randint(300, 900)}-{digits(R, 4)}"), "postal_like"),
        none("メーカー品番", times(lambda: f"0{R.choice('789')}0-{digits(R, 4)}-{digits(R, 4)}"), "phone_like_part_no"),
        none("棚番", times(lambda: f"{R.choice('ABC')}-{R.randint(1, 20)}-{R.randint(1, 9)}")),
        none("原価", times(lambda: str(R.randint(80, 9000)))),
        none("発注先", times(pick("(株)山田製作所", "小林商店", "田中化成工業", "佐藤産業㈱")), "surname_like_company"),
        none("仕様", times(pick("ABS/黒", "EVA/200g", "難燃", "—"))),
        none("発売日", times(date(1998, 2025, "%Y.%m.%d")), "date_not_dob"),
    ]
    t["申込フォーム_export"] = [
        pii("お名前", times(person(" ")), "PERSON"),
        pii("ローマ字", times(pick(*ROMAN)), "PERSON"),
        pii("ご住所", times(address), "ADDRESS"),
        pii("建物名・部屋番号", times(lambda: R.choice(BUILDINGS) + f" {R.randint(101, 909)}号室", 0.4), "ADDRESS"),
        pii("携帯電話", times(phone("0{}0{}{}")), "PHONE"),
        pii("免許証番号", times(number("dl")), "DRIVERS_LICENSE"),
        pii("カード番号", times(number("mc", "-")), "CREDIT_CARD"),
        none("希望車種", times(pick("プリウス", "フィット", "N-BOX", "カローラ"))),
        none("最寄り店舗", times(pick("大宮店", "石川店", "中野坂上店", "柏木店")), "surname_like_shop"),
        none("流入元", times(pick("google", "チラシ", "紹介", "LINE"))),
        none("セッションID", times(lambda: f"{R.getrandbits(64):016x}")),
        none("職業", times(pick("会社員", "自営業", "公務員", "学生"))),
    ]
    t["外国人従業員"] = [
        pii(
            "full_name",
            times(pick("TRAN THI LINH", "NGUYEN VAN BAO", "Maria F. Oliveira", "CHEN ZHIMING", "Ma Thu Zay")),
            "PERSON",
        ),
        pii(
            "zairyu_no",
            times(lambda: f"{R.choice('ALUT')}{R.choice('KBH')}{digits(R, 8)}{R.choice('EMT')}{R.choice('CDA')}"),
            "RESIDENCE_CARD",
        ),
        pii("passport_no", times(lambda: R.choice("TMN") + R.choice("ZSR") + digits(R, 7), 0.2), "PASSPORT"),
        none("expire_dt", times(date(2025, 2030, "%Y-%m-%d")), "date_not_dob"),
        none("nationality", times(pick("VNM", "BRA", "MMR", "CHN"))),
        none("visa_type", times(pick("技能実習2号", "特定技能1号", "永住者"))),
        care("religion", "creed", "イスラム教", "", "仏教", "カトリック", "ヒンドゥー教"),
        pii("dob", times(date(1985, 2004, "%d-%m-%Y")), "DATE_OF_BIRTH"),
    ]
    t["住民福祉_照会"] = [
        none("世帯コード", times(lambda: digits(R, 10)), "10digit"),
        pii("宛名漢字", times(person()), "PERSON"),
        pii("手帳等級", times(pick("身体1級", "療育B", "精神2級", "", "身体4級")), "SPECIAL_CARE", sub="disability"),
        pii("介護被保険者番号", times(lambda: f"{R.randint(1, 4000000):010d}"), "HEALTH_INSURANCE"),
        none("認定有効期間", times(pick("R6.4.1～R7.3.31", "R7.4.1～R9.3.31")), "date_not_dob"),
        none("町字コード", times(lambda: digits(R, 7)), "7digit"),
        care(
            "相談内容",
            "crime_victim",
            "DV相談（配偶者の暴力）",
            "虐待通告の対応",
            "ストーカー被害の相談",
            "保護命令を申立て",
        ),
        none("照会元", times(pick("山口県", "石川県金沢市", "福岡市", "大阪府堺市")), "place"),
        none("通知書番号", times(lambda: digits(R, 12)), "12digit"),
        none("処理結果", times(pick("正常", "受理", "差戻", "取消"))),
    ]
    t["access_log"] = [
        none("ts", times(lambda: str(R.randint(1740000000000, 1759999999999))), "epoch_13digit"),
        none("req_id", times(lambda: digits(R, 11, "0") if R.random() < 0.5 else digits(R, 11)), "11digit"),
        none("host", times(lambda: f"192.0.2.{R.randint(1, 250)}"), optional=True),
        none("status", times(pick("200", "302", "404", "500"))),
        none("device_sn", times(lambda: digits(R, 10)), "10digit"),
        none("amount", times(lambda: f"{R.randint(1, 900)},{R.randint(0, 999):03d}")),
        none("order_no", times(lambda: digits(R, 14)), "14digit"),
        none("corp_no", times(number("corp")), "corporate_number"),
        none("invoice_no", times(lambda: "T" + KINDS["corp"](R)), "corporate_number"),
        none("sms_code", times(lambda: digits(R, 6))),
        none("memo", times(pick("カート離脱", "決済エラー", "再試行", "障害発生（復旧済）")), "generic_special_care"),
        pii("contact_tel", times(lambda: phone("０{}０－{}－{}")().translate(FULL)), "PHONE"),
    ]
    return t


def main() -> None:
    n, out = 0, []
    for table, columns in tables().items():
        names = [c[0] for c in columns]
        for name, values, label, extra in columns:
            n += 1
            assert len(values) == 20, (table, name)
            row = {"id": f"oc{n:03d}", "table": table, "column": name, "values": values, "label": label}
            out.append(json.dumps(row | extra | {"siblings": names}, ensure_ascii=False) + "\n")
    (Path(__file__).parent / "columns.jsonl").write_text("".join(out), encoding="utf-8")
    print(n, "columns")


if __name__ == "__main__":
    main()
