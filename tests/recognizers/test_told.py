"""Names that their place in a text tells of, and what is called like somebody: each line one general cause."""

from __future__ import annotations

import pytest

from recognizers import Engine
from tests.recognizers.marked import marked


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def people(engine: Engine, text: str) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in engine.find(text) if hit.entity == "PERSON" and hit.score >= 0.5]


@pytest.mark.parametrize(
    "text",
    [
        # kana: whole, without a blank, of half width; a reading in brackets
        "ふりがな {さとう たろう}",
        "口座名義 {ｻﾄｳﾀﾛｳ}",
        "口座名義人：{サトウタロウ}",
        "{佐藤（さとう）花子（はなこ）}さんが入社しました。",
        "{山本}（{ヤマモト}）様",  # Sudachi by itself takes it for one word
        # Latin letters: as shown in mail, in file names, of airlines, of cards, with one of two words known
        "From: {yamada taro} <t.yamada@example.co.jp>",
        "20250401_{sato_hanako}.xlsx",
        "{OguraMayumi}_CV.pdf",
        "PNR XKQ7TD / {MINAGAWA/SHOTA} MR",
        '"holder":"{S MATSUDAIRA}","exp":"2807"',
        "card=4490867499604164&holder={K+TANIMURA}",
        "user={sonoda} action=login ip=10.0.0.5",
        "受験者　{LEE MINJI}　date of birth 14 March 2001",
        "My colleague {Daniel Weiss} will send the quote.",
        "Regards, {Rajesh Menon}",
        "Attendees: {Kenji Mori}, {Aya Kondo}, {Tom Baker}",
        "{Y.T.}さんから申出があった。",
        "報告者：{T. Sato}",
        # foreign names
        "{キム・ヨナ}選手が来日した。",
        # staff, by who speaks; words that are cut wrong (皆|川), nouns, places
        "北央商事の{皆川}です。",
        "弊社の{皆川}がお伺いいたします。",
        "工場長の{森}です。本日の点検結果を報告します。",
        "うちの{沓掛}は免許を取ったばかりです。",
        "ドライバー{沼田}の免許番号を確認。",
        "{四月一日}さんは休みです。",  # of no dictionary
        "{中津川}部長の決裁待ちです。",
        "面談者 {薄井}教諭、{笠間}医師",
        "検品は{笠置}が行いました。",
        "亡{高橋 源太郎}の相続人",
        "採用調査票　前科の有無：無　{高遠 美咲希}　確認者　{沢登}",  # 高遠: also an adjective
        "異動者　①{長柄 太一}　H3.6.6",
        # labels
        "（記入：{与田}）",
        "確認書類：番号カード＋免許 ／ 担当{長峰}",
        "対象　{城戸 聖也}（パート）",
        "出席者：{神田}（記）、{福島}、{千葉}",
        "出席　{久保田}（議長）、{高瀬}、{与那覇}、産業医 {樋口}",
        # chat and signatures
        "{矢作}：番号カードの裏、読める？\n{三ツ橋}：最後が8か3か怪しい",
        "{千夏}「駅着いたら電話ちょうだい」\n{健司}「おけ」",
        "{oda}: カード番号送ってきました…\n{oda}: 消したほうがいいですよね",
        "以上、よろしくお願いします。\n{有働}",
        "明日の件、承知しました。{立岩}",
        # once found, found again
        "記録　{真壁}\n{鳴海}主任が報告。\nファイルの整理は{鳴海}",
    ],
)
def test_names_by_their_place(engine: Engine, text: str) -> None:
    plain, spans = marked(text)
    assert people(engine, plain) == spans


@pytest.mark.parametrize(
    "text",
    [
        "小山で乗り換え、石橋・宇都宮を経て岡本まで定期券を購入",
        "長野・松本・上田・飯田の各営業所は本日16時で閉店します。",
        "宮崎、鹿児島の両県で大雨警報",
        "三浦印刷、佐々木硝子、(株)中村屋商店の3社から相見積を取得",
        "送り状No. 5715 4564 3130 個口2 着店 松本",
        "佐川の392495003316って荷物、まだ営業所止まりですか？",
        "夜勤は火木土、日勤は月水金です。",
        "新　楽天銀行 ジャズ支店（店番201）",
        "個人番号が必要な方のリスト（清書前）",
        "エホバの証人の家庭なので見学にします。",
        "国民健康保険 記号番号 岡中 5234065",
        "第百二十条　法第五十二条第二項の規定により",
        "春: 桜\n夏: 海\n秋: 紅葉",  # no chat
        "福岡: 3件\n長崎: 5件\n宮崎: 2件",
        "当社の森を守る取り組み",
        "部長の顔が怖い。",
        "本社総務さん、業者さん、大工さん",
        "担当部署　承認印　確認印",
        "TCP/IP HTTP/HTTPS N/A AND/OR",
        "user=admin account: main",
        "monthly_sales_osaka.xlsx",
        "氏名（カナ）：　　　",
        "Kyoto Station, Narita Airport",
    ],
)
def test_namesakes(engine: Engine, text: str) -> None:
    assert people(engine, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "徳川家康は1603年に江戸幕府を開いた。",
        "夏目漱石の『こころ』は1914年に朝日新聞に連載された小説である。",
        "山本五十六は日本の海軍軍人。連合艦隊司令長官を務めた。",
        "歴史の小テスト：次の人物の業績を答えよ。伊能忠敬、杉田玄白、渋沢栄一",
        "アインシュタインは相対性理論を発表した物理学者。",
        "安倍晋三首相は2015年に米国を訪問した。",
        "大谷翔平が本塁打を放った。",
        "明治時代の夏目漱石は小説家。",
    ],
)
def test_figures_where_the_text_shows_it(engine: Engine, text: str) -> None:
    assert people(engine, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "三代目社長の{山本 五十六}が講演します。",
        "営業部の{徳川 家康}様より入電。",
        "氏名：{夏目 漱石}　電話 090-1111-2222",
        "1885年創業、現社長は{山本 一郎}です。",
        "{山田 太郎}は『経理入門』の研修を受講済み、社員番号1234。",
        "担当の{渋沢 栄一}は人事の歴史に詳しい。",
        "祖父は大正時代の人で、{山田 太郎}といった。",
    ],
)
def test_people_who_are_called_like_them(engine: Engine, text: str) -> None:
    plain, spans = marked(text)
    assert people(engine, plain) == spans
