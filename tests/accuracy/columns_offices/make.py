"""Build columns.jsonl from tables.txt: python -m tests.accuracy.columns_offices.make. The form is that of ../columns_dev/make.py.

Added to its makers: ``every N a b`` (one cell in N from the first) and ``some SHARE a b``; an argument follows a colon (``my:exp``).
Thirty rows a table, other names and places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.accuracy.columns_dev import make as base

SURNAMES = (
    "鎌田:カマタ 内藤:ナイトウ 桑原:クワバラ 根本:ネモト 三宅:ミヤケ 福田:フクダ 水野:ミズノ 安藤:アンドウ 新垣:アラカキ 丹羽:ニワ "
    "浜口:ハマグチ 堀:ホリ 島袋:シマブクロ 熊谷:クマガイ 篠崎:シノザキ 岩城:イワキ 関:セキ 黒川:クロカワ 植松:ウエマツ 北川:キタガワ "
    "長尾:ナガオ 瀬川:セガワ 大西:オオニシ 古賀:コガ 菅:カン 三輪:ミワ 平:タイラ 日下部:クサカベ 五味:ゴミ 吉永:ヨシナガ 西園寺:サイオンジ"
)
GIVEN = (
    "直樹:ナオキ 由紀:ユキ 浩二:コウジ 亜希子:アキコ 蓮:レン 陽菜:ヒナ 隆:タカシ 洋子:ヨウコ 翼:ツバサ 節子:セツコ 康平:コウヘイ "
    "彩香:アヤカ 義男:ヨシオ 智美:トモミ 湊:ミナト 千代:チヨ 雅人:マサト 春菜:ハルナ 晃:アキラ "
    "みゆき:ミユキ 樹:イツキ 勝:マサル 英里:エリ 一郎:イチロウ"
)
PLACES = (
    "北海道旭川市神楽岡:0788801 青森県八戸市類家:0310004 群馬県高崎市飯塚町:3700069 東京都練馬区石神井町:1770041 "
    "神奈川県相模原市南区上鶴間:2520302 富山県射水市三ケ:9390351 岐阜県多治見市音羽町:5070037 京都府宇治市小倉町:6110042 "
    "兵庫県明石市大久保町:6740051 岡山県倉敷市水島:7128011 愛媛県今治市常盤町:7940015 鹿児島県霧島市国分:8994332"
)
WORDS = {
    "note": "特になし;3;要確認;15000;送付済 4/12;2回目;2025/6/1 更新;保留;;;在庫 12 個;再送;A-3",
    "lostnote": "鎌田様より折返し希望;三宅さんへ連絡済;窓口対応 熊谷;新垣 由紀様 来店",
    "disease": "糖尿病;統合失調症;腰椎椎間板ヘルニア;乳癌;関節リウマチ;気管支喘息;双極性障害;狭心症;脳梗塞;C型肝炎;緑内障;パニック障害",
    "product": "六角ボルト M8×30;A4コピー用紙;ノートPC 14型;乾電池 単3;水性ペン 黒;USBケーブル 1m;北海道牛乳 1L;三輪そうめん;安全靴 26cm",
    "org": "株式会社内藤鉄工所;北川商事(株);関印刷有限会社;瀬川クリニック;㈱ニワ電機;堀自動車工業;熊谷運送;合資会社黒川酒造",
    "hotel": "禁煙シングル;ツイン;和室10畳;ダブル喫煙",
    "ua": "Mozilla/5.0 (Windows NT 10.0);Mozilla/5.0 (iPhone);curl/8.4.0",
    "ledger": "現金;普通預金;売掛金;仮払金;消耗品費;旅費交通費;買掛金",
}  # fmt: skip
SEEN: Counter[tuple[str, ...]] = Counter()


def one(maker: str) -> str:
    kind, *args = maker.split(":")
    return base.MAKERS[kind](*args)


def every(n: str, rare: str, common: str) -> str:
    SEEN[n, rare, common] += 1
    return one(rare if SEEN[n, rare, common] % int(n) == 7 else common)


def some(share: str, first: str, other: str) -> str:
    return one(first if base.R.random() < float(share) else other)


def told(words: str, kind: str) -> Callable[[], str]:
    return lambda: words.format(one(kind))


def main() -> None:
    base.ROWS, base.SURNAMES, base.GIVEN, base.PLACES = 30, SURNAMES.split(), GIVEN.split(), PLACES.split()
    base.ROMANS = "Naoki Kamata,Yuki Naito,MIYAKE Koji,Fukuda Akiko,Ren Mizuno,Haruna Seki,Arakaki Minato".split(",")
    base.FOREIGN = "NGUYEN THI LAN,LE VAN DUC,LI NA,RAI SUJAN,Oliveira Bruno,SANTOS MARIA,Dewi Lestari".split(",")
    base.R.seed("columns_offices")
    base.MAKERS |= {kind: partial(lambda ws: base.R.choice(ws), words.split(";")) for kind, words in WORDS.items()}
    base.MAKERS |= {
        "every": every,
        "some": some,
        "mynote": told("個人番号 {} 確認済", "my"),
        "telnote": told("TEL {} 山側の入口から", "mobile"),
        "namenote": told("{}様 9時指定", "person:none"),
        "ip": lambda: ".".join(["203", "0", "113", str(base.R.randint(1, 254))]),
        "uuid": lambda: "-".join(f"{base.R.getrandbits(4 * n):0{n}x}" for n in (8, 4, 4, 4, 12)),
        "sf": lambda lead: lead + "".join(base.R.choices("ABCDEFGHabcdefgh0123456789", k=12)),
        "eraday": lambda a, b: base.day(a, b, "kanji"),
        "bank_account": lambda: f"{base.R.randrange(1000000, 9999999)}",
        "wide_tel": lambda: base.mobile().translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    }
    base.main(Path(__file__).parent)


if __name__ == "__main__":
    main()
