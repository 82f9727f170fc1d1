"""What is told further off than a label stands: headings over lists, questions, column heads, keys of other values."""

from __future__ import annotations

import pytest

from recognizers import Engine

MY, CARD, LICENCE = "JP_MY_NUMBER", "CREDIT_CARD", "JP_DRIVERS_LICENSE"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="standard")


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("マイナンバー回収状況\n山田 花子 6214 9832 0257\n佐藤 次郎 未回収", MY, "6214 9832 0257"),  # a heading over a list
        ("番号まとめ\n１．粟野 猛　１２３４ ５６７８ ９０１８\n番号＝個人番号。", MY, "１２３４ ５６７８ ９０１８"),  # a remark below it
        ("番号未届の寺西様来店。番号カード提示あり、端末の入力値は123456789018。", MY, "123456789018"),
        ("支払調書の件、番号は以下のとおり回収済み。\n・鴻上 弘樹（デザイン）1234-5678-9018", MY, "1234-5678-9018"),  # the paper needs one
        ("マイナンバーですよね。7261、えっと8071、7499、はい、以上です。", MY, "7261、えっと8071、7499"),  # as it is read aloud
        ("個番(本) 1234/5678/9018\n扶養なし", MY, "1234/5678/9018"),
        ("個人番号　1234  5678  9018\n住民票コード　省略", MY, "1234  5678  9018"),  # two blanks
        ("個人番号が必要な方（清書前）\n(1)　123-456-789-018　浅利", MY, "123-456-789-018"),
        ("個人番号は12345678-\n9018となっており、改行で切れています", MY, "12345678-\n9018"),
        ("個 人 番 号    1 23 4  5 678 9  018", MY, "1 23 4  5 678 9  018"),  # a scanner's gaps
        ("備考：個人No123456789018", MY, "123456789018"),  # glued to a Latin label
        ('{"kojinBangoHonnin":"123456789018","fuyoNinzu":1}', MY, "123456789018"),  # camel case behind a label
        ('{"columns":["社員CD","マイナンバー","発行番号"],"rows":[["A-1","123456789018","6214983"]]}', MY, "123456789018"),
        ("折返しのメールに 1234 5678 9018 とあり、マイナンバーと確認。", MY, "1234 5678 9018"),  # no e-mail address
        ("Subject: My Number\n\nthe 12-digit number on my card: 6214 9832 0257.", MY, "6214 9832 0257"),  # no card has twelve
        ("講師の方の番号　6214 9832 0257", MY, "6214 9832 0257"),
        ("<brand>JCB</brand><acct>3541597835126843</acct>", CARD, "3541597835126843"),  # nor has an account sixteen
        ("お支払いのカードの番号をお願いします。\nA：4980、5328、2856、4805。", CARD, "4980、5328、2856、4805"),
        ("ドライバー応募（仲宗根 匠）：普通一種、3090 1234 5620。", LICENCE, "3090 1234 5620"),
        ("住所 長崎県\n氏名 松添 ミサヲ\n被保険者証 記号が54279794、番号が906400になります。健保の件", "JP_HEALTH_INSURANCE", "906400"),
        ("請求者 門倉 健吾 123456789018、配偶者は在宅", MY, "123456789018"),  # no label, but whose it is
        ("個人番号 … 773787048578, 641872695791, 467498949881, 123456789018（新規採用）", MY, "123456789018"),  # far from its label
        ("3307-915526 … 年金番号（要確認）", "JP_PENSION_NUMBER", "3307-915526"),
        ("下記のとおり提出します。\n　123456789018\n　　　山本 理沙 印", MY, "123456789018"),  # a line of its own above the name
        ("入社手続き｜山本 理沙｜123456789018｜済", MY, "123456789018"),
        ("請求先 阿万 敏子 / 3541597835126843", CARD, "3541597835126843"),
        ("個人番号が未登録でした。電話で123456789018と伺いました", MY, "123456789018"),  # by what means, no label
        ("個人番号の変更届：旧 621498320257 → 新 123456789018（カード紛失のため）", MY, "123456789018"),
        ("マイナンバー届出書\n届出番号　123456789018\n受付　皆川", MY, "123456789018"),
        ("カード再発行　旧番号4980-5328-2856-4805、新番号3541-5978-3512-6843", CARD, "3541-5978-3512-6843"),
        ("ご購入店の登録番号T6050000841936、ご利用カード4980532828564805", CARD, "4980532828564805"),
        ("伝票 00482／会員番号 4980532828564805／一括", CARD, "4980532828564805"),
        ("漏えい調査：4980532828564805 と同一レコードのカード", CARD, "4980532828564805"),  # レコード is no code
        ("kojin_no: '621498320257', kojin_no_dep1: '123456789018'", MY, "123456789018"),
        ("運転者 門脇 ヨシ　母　昭27.9.30　済", "DATE_OF_BIRTH", "昭27.9.30"),  # a roster: name, kin, birth
        ("請求者　真野 智恵　　　平成5年12月24日", "DATE_OF_BIRTH", "平成5年12月24日"),
    ],
)  # fmt: skip
def test_found(engine: Engine, text: str, entity: str, value: str) -> None:
    found = [(hit.entity, text[hit.start : hit.end]) for hit in engine.find(text) if hit.score >= 0.5]
    assert (entity, value) in found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("マイナンバー回収状況\n受付番号 123456789018", "123456789018"),  # a nearer label says what it is
        (
            "マイナンバーの提出をお願いします。\n社内の資産は audit_id=123456789018 です",
            "123456789018",
        ),  # a key that is not ours
        ("My number is coming later. Laptop asset tag: 1234-5678-9018", "1234-5678-9018"),
        ("emp\tmynumber\tupdated_at\n00731\t621498320257\t202510311746", "202510311746"),  # its column is another
        ('"氏名";"個人No";"受付No"\n"葛城 直哉";"621498320257";"123456789018"', "123456789018"),
        ("個人番号の棚卸し。夜間バッチは 202511042315 に終了", "202511042315"),  # passes the check, but is a time
        ("注文番号 123456789018（個人番号ではありません）", "123456789018"),  # what stands in brackets denies it
        ("受付番号 123456789018（マイナンバーカード不要）", "123456789018"),
        ("田島 綾香様の荷物 1234-5678-9018 を再配達", "1234-5678-9018"),  # somebody's, but a parcel's
        ("田島 綾香様の保証書 123456789018", "123456789018"),
        ("資料の順番 123456789018\n\n\n田島 綾香様", "123456789018"),  # another line
        ("4980-5328-2856-4805　←抽選券の番号", "4980-5328-2856-4805"),
        ("ギフト券4980-5328-2856-4805とクレジットカード3541-5978-3512-6843を併用", "4980-5328-2856-4805"),
        ("ハッシュ先頭16桁が 4980-5328-2856-4805 と一致しない", "4980-5328-2856-4805"),
        ("注文番号 773787048578, 641872695791, 123456789018", "123456789018"),
        ("ポイントカード会員番号 4980532828564805　釜萢 さと子様", "4980532828564805"),
        ("番号の一覧\n山田 123456789018", "123456789018"),  # nothing says which number
        ("資料 1234/5678/9018", "1234/5678/9018"),  # joined only where something tells
    ],
)
def test_not_found(engine: Engine, text: str, value: str) -> None:
    at = text.index(value)
    hits = [h for h in engine.find(text) if h.start < at + len(value) and h.end > at and h.score >= 0.5]
    assert [h for h in hits if h.entity in (MY, CARD, LICENCE)] == []


def test_a_recent_date_beside_a_name_is_the_day_of_writing(engine: Engine) -> None:
    text = "記入者 門脇 ヨシ　2024/10/30"
    assert not [hit for hit in engine.find(text) if hit.entity == "DATE_OF_BIRTH" and hit.score >= 0.5]


def test_a_word_of_the_passage_alone_never_makes_a_score_high(engine: Engine) -> None:
    text = "年末調整の書類。\n山田 花子 6214 9832 0257"
    scores = [hit.score for hit in engine.find(text) if hit.entity == MY]
    assert scores and max(scores) < 0.7


def test_an_announcement_never_lowers_what_a_label_gives(engine: Engine) -> None:
    def score(text: str) -> float:
        return max(hit.score for hit in engine.find(text) if hit.entity == MY)

    assert score("マイナンバーは以下です。\n個人番号: 123456789018") >= score("個人番号: 123456789018")


@pytest.mark.parametrize(
    "text", ["佐藤 太郎 <sato@example.jp>", "From: 佐藤 太郎 <sato@example.jp>\nTo: 鈴木 花子 <h@example.jp>"]
)
def test_a_name_in_a_mail_header_is_one_person(engine: Engine, text: str) -> None:
    names = [text[hit.start : hit.end] for hit in engine.find(text) if hit.entity == "PERSON"]
    assert names == ["佐藤 太郎", "鈴木 花子"][: text.count("<")]
