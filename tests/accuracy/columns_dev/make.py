"""Build columns.jsonl from tables.txt: python -m tests.accuracy.columns_dev.make [FOLDER]. Check digits come from own/make.py.

A line of tables.txt: column | LABEL[/sub][?] [+ALSO,…] | maker [arguments] [~share of empty cells] | trap or note.
``?`` is optional, ``= a; b`` picks a word, ``mixed a b`` takes a maker in turn. Twenty rows a table.
"""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.accuracy.own.make import KINDS, digits, ean, luhn

HERE = Path(__file__).parent
ROWS = 20
R = random.Random("columns_dev")
SURNAMES = (
    "佐久間:サクマ 早乙女:サオトメ 髙橋:タカハシ 石川:イシカワ 小田切:オダギリ 神保:ジンボ 柏:カシワ 村上:ムラカミ 手塚:テヅカ "
    "宮﨑:ミヤザキ 四方田:ヨモダ 林:ハヤシ 森:モリ 伊集院:イジュウイン 大場:オオバ 相馬:ソウマ 財前:ザイゼン 土井:ドイ "
    "千葉:チバ 倉持:クラモチ 荻野:オギノ 渋谷:シブヤ 牧:マキ 南條:ナンジョウ 長谷川:ハセガワ 尾形:オガタ"
).split()
GIVEN = (
    "悠斗:ユウト 美咲:ミサキ 健一:ケンイチ 久美子:クミコ 颯:ハヤテ 凛:リン 誠:マコト 恵理:エリ 拓海:タクミ 静江:シズエ "
    "大輔:ダイスケ 結衣:ユイ 三郎:サブロウ 真由美:マユミ 光:ヒカル 千尋:チヒロ 剛:ツヨシ さくら:サクラ 陸:リク 文子:フミコ 航平:コウヘイ"
).split()
ROMANS = "Yuto Sakuma,Misaki Oba,Kenichi Mori,ODAGIRI Kumiko,Takumi Shibuya,TEZUKA Rin,Eri Hasegawa,Doi Makoto".split(
    ","
)
FOREIGN = "TRAN VAN MINH,PHAM THI HOA,WANG XIAOLI,GURUNG BISHAL,Silva Ana Paula,DELA CRUZ JOSE,Budi Santoso".split(",")
PLACES = (
    "埼玉県川口市芝中田:3330866 千葉県柏市明原:2770843 茨城県つくば市吾妻:3050031 "
    "東京都足立区千住旭町:1200026 神奈川県藤沢市鵠沼海岸:2510037 静岡県三島市大宮町:4110035 "
    "滋賀県大津市瀬田:5202134 大阪府吹田市千里山東:5650842 広島県福山市春日町:7210907 "
    "宮崎県宮崎市橘通東:8800805"
).split()
BUILDINGS = "コーポ芝,メゾン明原,千住ハイツ,グリーンハイム瀬田,サンライズ鵠沼".split(",")
BANKS = {
    "0001": "みずほ銀行",
    "0005": "三菱UFJ銀行",
    "0009": "三井住友銀行",
    "0134": "千葉銀行",
    "1251": "川口信用金庫",
}
WORDS = {
    "company": "(株)石川製作所;村上運輸株式会社;千葉電装;林商店;㈱ホンマ;有限会社森工務店;柏フーズ;大場建材(株);合同会社みなみ",
    "companykana": "ｲｼｶﾜｾｲｻｸｼﾖ;ﾑﾗｶﾐｳﾝﾕ;ﾁﾊﾞﾃﾞﾝｿｳ;ﾊﾔｼｼﾖｳﾃﾝ;ﾓﾘｺｳﾑﾃﾝ;ｶｼﾜﾌｰｽﾞ;ｵｵﾊﾞｹﾝｻﾞｲ",
    "dept": "総務部;千葉支店;石川営業所;経理課;柏工場;村上出張所",
    "product": "林檎ジュース 1L;さくら茶 100g;石川の地酒;フロアマット 汎用;千葉ピーナッツ;ワイパー 550mm;小森のパン粉",
    "hospital": "石川病院;柏中央クリニック;千葉健診センター;森内科医院;大津記念病院;村上整形外科",
    "station": "大宮;柏;三島;石川町;千葉;上野;渋谷;赤羽",
    "disease": "2型糖尿病;うつ病;高血圧症;胃癌;気管支喘息;大腿骨頚部骨折;慢性腎不全;脂質異常症;てんかん",
    "icd": "E11.9;I10;C16.9;F32.0;J45.9;N18.5;G40.9;S72.0;B18.2;K29.7",
    "bankbranch": "0001021;0005337;0009229;0134015",
    "branch": "021;337;229;015;410;708;103",
}
HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
HALF |= {unicodedata.normalize("NFKC", c + m): c + m for c in list(HALF.values()) for m in "ﾞﾟ"}
GAPS = {"wide": "　", "space": " ", "none": ""}


def main(folder: Path = HERE) -> None:
    out: list[str] = []
    for table, columns in tables(folder):
        names = [name for name, *_ in columns]
        for name, label, maker, remark in columns:
            row = {"id": f"dc{len(out) + 1:03d}", "table": table, "column": name, "values": values(maker)}
            out.append(json.dumps(row | fields(label, remark) | {"siblings": names}, ensure_ascii=False) + "\n")
    (folder / "columns.jsonl").write_text("".join(out), encoding="utf-8")
    print(len(out), "columns")


def tables(folder: Path) -> Iterator[tuple[str, list[list[str]]]]:
    for block in (folder / "tables.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        table, *lines = block.splitlines()
        yield table, [([part.strip() for part in line.split(" | ")] + [""])[:4] for line in lines if line]


def fields(label: str, remark: str) -> dict[str, Any]:
    label, _, also = label.partition(" +")
    name, _, sub = label.replace("?", "").partition("/")
    out: dict[str, Any] = {"label": name}
    if sub:
        out["sub"] = sub
    if also:
        out["also"] = also.split(",")
    if "?" in label:
        out["optional"] = True
    if remark:
        out["trap" if name == "NONE" else "note"] = remark
    return out


def values(text: str) -> list[str]:
    text, _, empty = text.partition(" ~")
    if text.startswith("= "):
        words = [word.strip() for word in text[2:].split(";")]
        return [words[i % len(words)] if i < len(words) else R.choice(words) for i in range(ROWS)]
    kind, *args = text.split(" ")
    makers = [MAKERS[name] for name in args] if kind == "mixed" else [MAKERS[kind]]
    arguments = [] if kind == "mixed" else args
    return ["" if R.random() < float(empty or 0) else makers[i % len(makers)](*arguments) for i in range(ROWS)]


def half(text: str) -> str:
    return "".join(HALF.get(c, c) for c in text)


def name(gap: str, part: int) -> str:
    """part 0: kanji, 1: kana."""
    return R.choice(SURNAMES).split(":")[part] + GAPS[gap] + R.choice(GIVEN).split(":")[part]


def hira(text: str) -> str:
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def name_and_kana() -> str:
    surname, given = R.choice(SURNAMES).split(":"), R.choice(GIVEN).split(":")
    return f"{surname[0]} {given[0]}（{surname[1]} {given[1]}）"


def address() -> str:
    where = R.choice(PLACES).split(":")[0]
    number = R.choice(("{}丁目{}番{}号", "{}-{}-{}", "{}丁目{}-{}")).format(*(R.randint(1, n) for n in (6, 40, 20)))
    return where + number + R.choice(("", "", f" {R.choice(BUILDINGS)}{R.randint(101, 808)}"))


def zip_code(form: str = "") -> str:
    code = R.choice(PLACES).split(":")[1]
    return {"": f"{code[:3]}-{code[3:]}", "bare": code, "short": code.lstrip("0")}[form]


def day(first: str, last: str, form: str) -> str:
    d = date(int(first), 1, 1) + timedelta(R.randrange((int(last) - int(first) + 1) * 365))
    if form == "era":
        era, start = ("R", 2018) if d.year > 2018 else ("H", 1988) if d.year > 1988 else ("S", 1925)
        return f"{era}{d.year - start}.{d.month}.{d.day}"
    if form == "kanji":
        return f"{d.year}年{d.month}月{d.day}日"
    return d.strftime({"ymd": "%Y%m%d", "iso": "%Y-%m-%d", "slash": "%Y/%m/%d", "month": "%Y/%m"}[form])


def serial(first: str, last: str) -> str:
    return str((date.fromisoformat(day(first, last, "iso")) - date(1899, 12, 30)).days)


def stamp(form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (date(2025, 1, 1) + timedelta(R.randrange(365))).strftime(form).replace("00:00:00", clock(":"))


def clock(gap: str) -> str:
    return gap.join(f"{R.randrange(n):02d}" for n in (24, 60, 60))


def form(number: str, style: str) -> str:
    """style: groups of sizes, or a damage that Excel does: ``exp``, ``.0``, ``'``, ``short`` (leading zeros lost)."""
    if style == "exp":
        return f"{int(number):.5E}"
    if style == "short":
        return number.lstrip("0")
    if style in ("4-4-4", "-"):
        return "-".join(number[i : i + 4] for i in range(0, len(number), 4))
    return {"'": "'" + number, ".0": number + ".0", "T": "T" + number}.get(style, number)


def mobile(style: str = "") -> str:
    a, b, c = f"0{R.choice('789')}0", digits(R, 4), digits(R, 4, "0123456789")
    return {"": f"{a}-{b}-{c}", "bare": a + b + c, "short": (a + b + c)[1:]}[style]


def courier() -> str:
    body = digits(R, 11)
    return body + str(int(body) % 7)


def amount(style: str = "") -> str:
    if style == "0000":
        return str(R.randint(10, 900)) + "0000"
    value = R.randint(980, 980000)
    return f"{value:,}" if style == "," else str(value) + style


def mail() -> str:
    return (
        R.choice(ROMANS).lower().replace(" ", R.choice("._-"))
        + f"{R.randint(1, 99)}@"
        + R.choice(("example.co.jp", "example.com"))
    )


def plate() -> str:
    area = R.choice(("柏", "大宮", "つくば", "湘南", "三河", "足立"))
    return f"{area} {R.choice(('300', '501', '330', '480'))} {R.choice('さしすそてなふ')} {digits(R, 2)}-{digits(R, 2)}"


def full_account() -> str:
    return f"{R.choice(list(BANKS.values()))} {R.choice(('柏', '大宮', '本店'))}支店 普通 {digits(R, 7)}"


def letters(n: int) -> str:
    return "".join(R.choice("ABCDEFGHKLMNPRSTUWXYZ") for _ in range(n))


def of(kind: str) -> Callable[..., str]:
    return lambda *style: form(KINDS[kind](R), style[0] if style else "")


MAKERS: dict[str, Callable[..., str]] = {
    "person": lambda gap="space": name(gap, 0),
    "kana": lambda gap: name(gap, 1),
    "half": lambda gap: half(name(gap, 1)),
    "hira": lambda gap: hira(name(gap, 1)),
    "surname": lambda: R.choice(SURNAMES).split(":")[0],
    "given": lambda: R.choice(GIVEN).split(":")[0],
    "surkana": lambda: R.choice(SURNAMES).split(":")[1],
    "givenkana": lambda: R.choice(GIVEN).split(":")[1],
    "halfsur": lambda: half(R.choice(SURNAMES).split(":")[1]),
    "halfgiven": lambda: half(R.choice(GIVEN).split(":")[1]),
    "hirasur": lambda: hira(R.choice(SURNAMES).split(":")[1]),
    "hiragiven": lambda: hira(R.choice(GIVEN).split(":")[1]),
    "namekana": name_and_kana,
    "roman": lambda: R.choice(ROMANS),
    "foreign": lambda: R.choice(FOREIGN),
    "address": address,
    "addressphone": lambda: f"{address()} TEL {mobile()}",
    "building": lambda: f"{R.choice(BUILDINGS)}{R.randint(101, 808)}号室",
    "zip": zip_code,
    "mobile": mobile,
    "landline": lambda: f"{R.choice(('048', '029', '077'))}-{digits(R, 3, '234567')}-{digits(R, 4)}",
    "mail": mail,
    "date": day,
    "serial": serial,
    "time": stamp,
    "stamp12": lambda: stamp("%Y%m%d") + clock("")[:4],
    "stamp14": lambda: stamp("%Y%m%d") + clock(""),
    "epoch": lambda: str(R.randint(1735700000000, 1767200000000)),
    "my": of("my"),
    "licence": of("dl"),
    "corp": of("corp"),
    "jan": of("jan"),
    "imei": of("imei"),
    "insurer": of("insurer"),
    "card": of("jcb"),
    "yk": of("yk"),
    "yn": of("yn"),
    "courier": lambda style="": form(courier(), style),
    "isbn": lambda: ean("9784" + digits(R, 8)),
    "pension": lambda gap: digits(R, 4) + gap + digits(R, 6),
    "employment": lambda: f"{digits(R, 4)}-{digits(R, 6)}-{digits(R, 1)}",
    "payer": lambda: luhn(R.choice(("21", "51", "54")) + R.choice(("11", "12", "13")) + digits(R, 3)),
    "recipient": lambda: luhn(digits(R, 6)),
    "municipal": lambda: R.choice(("11", "12", "13")) + digits(R, 4),
    "passportjp": lambda: R.choice(("TR", "TZ", "MS", "MU")) + digits(R, 7),
    "symbolnumber": lambda: f"{digits(R, 4)}・{digits(R, 5)}",
    "phonepart": lambda: f"0{R.choice('789')}0-{digits(R, 4)}-{digits(R, 4)}",
    "passport": lambda: R.choice(("TR", "TZ", "MS", "E", "G", "K")) + digits(R, 7),
    "residence": lambda: letters(2) + digits(R, 8) + letters(2),
    "bank": lambda: R.choice(list(BANKS)),
    "account": lambda style="": form(f"{R.randrange(20000, 9999999):07d}", style),
    "fullaccount": full_account,
    "plate": plate,
    "chassis": lambda: R.choice(("ZVW51", "GK3", "AGH30", "MK53S", "HFC27")) + "-" + digits(R, R.choice((6, 7))),
    "serial_no": lambda: letters(3) + digits(R, 7),
    "paymark": lambda: R.choice("$$$$$$PA-$R"),
    "code": lambda n: digits(R, int(n)),
    "zeros": lambda n: f"{R.randint(1, 999999):0{n}d}",
    "lead": lambda text, n: text + digits(R, int(n)),
    "hex": lambda n: f"{R.getrandbits(4 * int(n)):0{n}x}",
    "amount": amount,
    "int": lambda a, b: str(R.randint(int(a), int(b))),
    "decimal": lambda a, b: f"{R.uniform(int(a), int(b)):.1f}",
}  # fmt: skip
MAKERS |= {kind: partial(R.choice, words.split(";")) for kind, words in WORDS.items()}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
