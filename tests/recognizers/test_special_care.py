"""要配慮個人情報: stated of a person or only talked about."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.jp.special_care import PATTERNS, entity_of, says_nothing
from recognizers.types import Hints, Hit

SURE = 0.5


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def special(engine: Engine, text: str, hints: Hints = Hints()) -> list[Hit]:
    return [h for h in engine.find(text, hints) if h.entity.startswith("SPC_")]


@pytest.mark.parametrize(
    "text, phrase, entity",
    [
        (
            "内藤主任は双極性障害で3か月間の療養に入る。",
            "双極性障害",
            "SPC_MEDICAL_HISTORY",
        ),  # title instead of honorific
        ("妻ががんで余命半年と宣告され、介護休業を希望する", "余命半年", "SPC_MEDICAL_HISTORY"),  # family counts
        # a form: the whole value
        ("患者氏名 大森 隆 殿\n病名　潰瘍性大腸炎、貧血\n", "潰瘍性大腸炎、貧血", "SPC_MEDICAL_HISTORY"),
        ("次男（療育手帳B1）の扶養控除を申請します。", "療育手帳", "SPC_DISABILITY"),
        ("本人は聴覚に障害があるため筆談を希望", "聴覚に障害", "SPC_DISABILITY"),  # no word of the list, a shape
        ("岸本さんのHbA1cは9.1で再検査", "HbA1c", "SPC_HEALTH_CHECK"),  # laboratory value of a person
        ("患者 小川 実 に アムロジピン錠5mg 1錠 分1 朝食後 を処方", "アムロジピン錠5mg", "SPC_MEDICAL_CARE"),
        (
            "平成29年に窃盗で懲役1年6月、執行猶予3年の判決を受けた（応募者 岩本 哲也）",
            "懲役1年6月",
            "SPC_CRIMINAL_RECORD",
        ),
        ("永田氏は業務上過失致死の容疑で書類送検された。", "書類送検", "SPC_CRIMINAL_PROCEDURE"),
        ("堤 大地（17）は試験観察中である。", "試験観察", "SPC_JUVENILE"),
        ("林様が投資サイトで300万円をだまし取られた", "300万円をだまし取られ", "SPC_CRIME_VICTIM"),
        ("真光教団の信徒である樋口さんは集会に参加", "真光教団の信徒", "SPC_CREED"),  # a congregation of no list
        ("パク ジフン氏は在日韓国人3世である。", "在日韓国人", "SPC_RACE"),
        ("戸籍を調べたところ、根岸 進は非嫡出子であることが分かった。", "非嫡出子", "SPC_SOCIAL_STATUS"),
        (
            "ｲﾝﾌﾙｴﾝｻﾞに罹患した社員（三井　剛）",
            "ｲﾝﾌﾙｴﾝｻﾞに罹患",
            "SPC_MEDICAL_HISTORY",
        ),  # half width: offsets are of the original
    ],
)
def test_stated_of_a_person(engine: Engine, text: str, phrase: str, entity: str) -> None:
    start = text.index(phrase)
    found = [h for h in special(engine, text) if h.score >= SURE and h.start < start + len(phrase) and start < h.end]
    assert entity in {h.entity for h in found}, special(engine, text)


@pytest.mark.parametrize(
    "text, why",
    [
        ("既往歴：なし", "nothing to tell"),
        ("うつ病、糖尿病、てんかんの既往はない", "a negation at the end covers the whole list"),
        ("がんと診断されたことはない（被保険者 桜井）", "never happened"),
        ("□ うつ病　□ てんかん", "boxes not ticked"),
        ("アレルギー（　　）", "blank"),
        ("がん保険の新商品が発売されました。", "product"),
        ("逮捕歴があるかどうかは確認していない（当該社員）", "not known"),
        ("従業員が逮捕されたときは速やかに報告すること", "a rule"),
        ("熱《ねつ》に浮かされて病院に入院して居た叔父", "literature"),
        ("受信者と送信者を登録する", "信者 inside a word"),
        ("参議院議員、自民党幹事長代行の経歴", "a party's office is public"),
        ("国立がん研究センターの発表", "organisation"),
        ("刑法第235条の窃盗罪", "statute"),
        ("窃盗罪は10年以下の拘禁刑に処する", "statute without a number"),
        ("メンタルヘルス研修の受講者を募集します。", "training"),
        ("ネットワーク障害のため接続できません。", "障害 of a machine"),
        ("犬の去勢手術で有給を取った。", "an animal"),
        ("メモリリークはこのシステムの癌だ。", "metaphor"),
        ("スピード違反で反則金を払った（今野 学）", "反則金 is no punishment by a court"),
        ("国籍：ベトナム（グエン氏）", "nationality is not race"),
        ("仏像の本を購入した（購入者：谷口）", "only lets one guess (GL 2-3)"),
        ("健康診断の受診日：2025年5月10日 岡本 剛", "having had a check-up is not its result"),
        ("既往歴欄は必須入力とする（画面設計書）", "a form's design"),
        ("保護観察官の採用試験", "a profession"),
        ("BMI 25以上の方は肥満とされます", "a limit, not a value"),
    ],
)
def test_only_talked_about(engine: Engine, text: str, why: str) -> None:
    assert not [h for h in special(engine, text) if h.score >= SURE], why


def test_a_negated_word_stays_as_a_low_hit_with_its_reason(engine: Engine) -> None:
    (hit,) = special(engine, "前科はありません")
    assert hit.score < SURE and "negated" in hit.evidence


@pytest.mark.parametrize(
    "header, value, found",
    [
        ("障害区分", "同居特別", True),  # means nothing without its header
        ("ICD10コード", "C509", True),
        ("支援措置", "ストーカー", True),
        ("宗教上の配慮", "ハラール（イスラム教）", True),
        ("休職理由", "適応障害", True),
        ("休職理由", "育児", False),
        ("既往歴", "特になし", False),
        ("賞罰", "－", False),
        ("自由回答", "がん保険の説明が長い", False),
        ("障害内容", "DBサーバーが応答なし", False),  # incident table
        ("診断日", "2025-04-01", False),
    ],
)
def test_cells_under_a_header(engine: Engine, header: str, value: str, found: bool) -> None:
    hits = special(engine, value, Hints(header=header, siblings=("氏名", header)))
    assert any(h.score >= SURE for h in hits) is found


def test_a_general_header_needs_a_person_beside_it(engine: Engine) -> None:
    """薬品名 of a pharmacy's stock is nobody's, of a patient list it is."""
    stock = special(engine, "ビタミン剤", Hints("薬品名", ("品番", "薬品名", "在庫")))
    patients = special(engine, "ビタミン剤", Hints("薬品名", ("患者番号", "薬品名")))
    assert max(h.score for h in stock) < SURE <= max(h.score for h in patients)


def test_headers_and_words_for_nothing() -> None:
    assert entity_of("傷病名１") == "SPC_MEDICAL_HISTORY" and entity_of("HbA1c(%)") == "SPC_HEALTH_CHECK"
    assert entity_of("システム障害区分") == entity_of("商品名") == entity_of("") == ""
    assert all(says_nothing(word) for word in ("なし", "該当なし", "無", "-", "特になし", "未記入", "－"))
    assert not says_nothing("糖尿病")


def test_every_category_of_the_law_is_there() -> None:
    assert len({p.entity for p in PATTERNS}) == 11
