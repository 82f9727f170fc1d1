"""Names from abroad, those that English letters tell of, and those in pasted tables and beside labels: each line one cause."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.foreignnames import foreign, is_foreign, may_be_foreign
from tests.recognizers.marked import marked


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def people(engine: Engine, text: str) -> list[tuple[int, int]]:
    return [(hit.start, hit.end) for hit in engine.find(text) if hit.entity == "PERSON" and hit.score >= 0.5]


def test_words_are_names_only_beside_names() -> None:
    assert all(map(is_foreign, ("Priya", "Schmidt", "Pratama", "Nguyen", "José")))
    assert not any(map(is_foreign, ("Grace", "Will", "Austin", "Jenkins", "Bean")))
    assert all(map(may_be_foreign, ("Grace", "Park", "Wei", "Sung-min")))
    assert not foreign().weak & (foreign().given | foreign().family)


@pytest.mark.parametrize(
    "text",
    [
        # two names in a row; marks and hyphens; syllables and words beside a name
        "The embassy called about {Rizky Pratama}.",
        "Can you add {José Miguel} and {Zhang Xiaoling} to the stand-up?",
        "Name in full: {LEE Sung-min}",
        "the name on the card reads {PARK JUNHO}",
        "1 {MAUNG THET NAING}　旅券 MH730815",
        "emergency contact: {Suda Chaiyaporn} (mother)",
        "社員番号,氏名,国籍\n101,{BUI VAN HAI},ベトナム\n103,{Zaw Min Htun},ミャンマー",
        # greeted, signing, spoken of
        "Hi {Sophie}, could you forward it? Thanks, {Ethan}",
        "Good morning {Arif}, please approve it.",
        "Please delete this mail. Regards, {Priya}",
        "Please delete this mail.\n{Daniel Okafor}",
        "Call me when you land. {Greg}",
        "Thanks for your help last week.\n\n{Beatriz}",
        "{Tomoko} was diagnosed last week.",
        "{Ayumi}, your check-up shows nothing.",
        "Pls call {Thanh} back.",
        "Daughter ({Naoko}) will bring the list.",
        # a role beside an unknown word; initials; handles
        "Spouse: {Emiko Watts}",
        "Screening of {Marcus Feld} (candidate #22)",
        "名前{T KAGAMI}。",
        "{K. Shiraishi} / 037932681570",
        "レビューお願いします @{nakatsugawa}",
        "# TODO({tamaki}): 閏年のテスト",
        # in Japanese
        "{Liam}さんは義足です。",
        "担当は{マウン・テット・ナイン}です。",
        "技能実習生の{ブディ・サントソ}が欠勤。",
        "{キム・ミンジュン}様のご予約",
    ],
)
def test_names_from_abroad(engine: Engine, text: str) -> None:
    plain, spans = marked(text)
    assert people(engine, plain) == spans


@pytest.mark.parametrize(
    "text",
    [
        "Will the price rise in May? Long Case Study. Grace Period: 3 days.",
        "Spring Boot, Apache Maven, Jackson Databind, Bean Validation, Adam Optimizer",
        "Ruby on Rails and Julia Lang are supported. Docker Hub, Victoria Metrics, Chase Bank.",
        "Dear Customer,\nYour order has shipped.\nRegards,\nSupport",
        "Dear Accounting, Dear Reservations, Dear Hiring Manager",
        "San Francisco, Santa Monica, Charlotte, Austin, Paris and Florence",
        "Owner: Platform\nRegion: Virginia",
        "名称,name,type,size\n顧客テーブル,customer,table,10",
        "商品名,カナ,価格,在庫\nりんご,リンゴ,100,3",
    ],
)
def test_words_that_are_names_elsewhere(engine: Engine, text: str) -> None:
    assert people(engine, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "社員No,氏名,フリガナ,個人番号\n00417,{三田村啓},{ミタムラケイ},686968514040",
        "移行用CSV\nSYAINCD;SEI;MEI;KYUYO\n000214;{安孫子};{なつ};213000",
        "氏名　{鵜飼 佑季}　フリガナ（カタカナ）{ウカイ ユウキ}",
        "セイ：{シトミ}　メイ：{コウシロウ}",
        "氏名 {兼子}（氏）{陽菜}（名）",
        "H20251125\nD0010293{ﾓｶﾞﾐ ﾕｳﾀ}          932190397335",
        "・{倉持}部長：提出を渋っている。\n・{辻堂}：あらためて説明した。",
        "[09:02] {もちづき}: おは\n[09:02] {大豆生田}: おはようございます",
        "{ゆきえ}「番号って通知カードのやつ？」\n店長「そう」\n{ゆきえ}「ありがと」",
        "サブスクの請求が二重です。返金をお願いします。{衣笠}",
        "番号が役所から戻ってきたよ。あとはよろしく。{轟}",
        "「{あべ}です。」とのこと。",
        "封筒に入れて総務の{立川}まで直接お持ちください。",
        "To: {藤井寺}さん",
        "麻酔科{堂本}Drへ申し送り済",
        "数え直しは{武井}班",
    ],
)
def test_names_beside_what_says_so(engine: Engine, text: str) -> None:
    plain, spans = marked(text)
    assert people(engine, plain) == spans


@pytest.mark.parametrize(
    "text",
    [
        "給 与 所 得 者 の 扶 養 控 除 等（ 異 動 ）申 告 書",
        "甲野持分1/2　乙野持分1/2",
        "甥御さん、親御さん、現場監督さんへ",
        "両替機は渋沢・津田・北里のいずれも読めるよう設定済。旧一万円（諭吉）も可。",
        "ココちゃん（トイプードル・8歳）",
        "3月13日（金）正午までに",
        "対象者は今のところ4名です。",
        "商号　株式会社ひばり野建装",
        "・東京：晴れ\n・大阪：雨\n・福岡：曇り",
        "本日の作業は完了しました。以上",
        "「はいです。」「そうです。」",
        "営業部 御中\n総務部 各位\n人事部 採用担当",
    ],
)
def test_nobody(engine: Engine, text: str) -> None:
    assert people(engine, text) == []
