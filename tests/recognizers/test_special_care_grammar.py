"""Special care: what the grammar of a sentence, a form or a neighbouring statement says of a word. One case a cause."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.types import Hit

SURE = 0.5


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def special(engine: Engine, text: str) -> list[Hit]:
    return [hit for hit in engine.find(text) if hit.entity.startswith("SPC_")]


@pytest.mark.parametrize(
    "text, why",
    [
        ("数字を盲目的に信じるのは危険だと大野さんが言った", "part of another word"),
        ("今期はがんがん攻めましょうと本田部長", "said twice it is another word"),
        ("資料作りは骨折り損だったと水谷さんは笑った", "part of another word"),
        ("入院棟の清掃は高木さんが担当", "a building"),
        ("ウイルスに感染したPCを隔離し、中野さんが調査中", "a machine is ill"),
        ("この体質は末期がんだと山本部長が嘆いた", "a firm's habit is ill"),
        ("抗がん剤の新薬を佐藤さんが開発した", "what somebody makes"),
        ("木村さんはうつ病の論文を書いた", "what somebody writes about"),
        ("がん患者会を支援するNPO職員の原田さん", "whom somebody helps"),
        ("会社ががん検診を実施、森さんが受付を担当", "an examination without a result"),
        ("がん検診の結果「異常認めず」（小島さん）", "an examination without a finding"),
        ("横領事件で佐藤検事が起訴した", "who prosecutes, not who is prosecuted"),
        ("三好弁護士は少年事件を多く手がけてきた", "somebody's work"),
        ("隣町の殺人犯が捕まったと吉岡さんが教えてくれた", "somebody else"),
        ("新任の小倉さんは少年院にも10年勤務した", "where somebody works"),
        ("車椅子用スロープを村田さんが手配", "a thing for it"),
        ("遺伝子検査キットの販促会議、進行は里見さん", "a thing to be sold"),
        ("逮捕されるかもしれませんよ、と日野さんが冗談を言った", "a conjecture"),
        ("認知症になったときのために任意後見を検討中の瀬川様", "a condition"),
        ("高岡さんは入信を勧められたが断った", "refused"),
        ("葛西氏の逮捕は誤認で、本人とは無関係と判明", "an error"),
        ("有坂さんに確認、喘息もアレルギーもないそうです", "neither nor"),
        ("病歴（有・無）　氏名 上野 剛", "a choice that is not made"),
    ],
)
def test_not_said_of_somebody(engine: Engine, text: str, why: str) -> None:
    assert not [hit for hit in special(engine, text) if hit.score >= SURE], why


@pytest.mark.parametrize(
    "text, phrase, entity",
    [
        # A field that says yes.
        ("前科：あり　氏名 上野 剛", "あり", "SPC_CRIMINAL_RECORD"),
        ("既往歴　あり　氏名 上野 剛", "あり", "SPC_MEDICAL_HISTORY"),
        ("病歴：有　氏名：上野 剛", "有", "SPC_MEDICAL_HISTORY"),
        ("障害：あり（聴覚）　氏名：上野 剛", "あり", "SPC_DISABILITY"),
        # A list of who is to be examined, for what.
        ("定期健診 二次健診対象者：笹本（血糖）、矢吹（尿酸）", "尿酸", "SPC_HEALTH_CHECK"),
        ("保健指導対象：石動 勝（積極的支援）", "保健指導", "SPC_MEDICAL_CARE"),
        # Words.
        ("朝鮮籍の金さん", "朝鮮籍", "SPC_RACE"),
        ("旧華族の家柄で、祖父は子爵だった（有栖様、顧客メモ）", "旧華族の家柄", "SPC_SOCIAL_STATUS"),
        ("リスパダールが増量になってから、奈良岡さんは傾眠が強い", "リスパダール", "SPC_MEDICAL_CARE"),
        ("赤嶺さん、書字障害のためパソコンでの解答を希望", "書字障害", "SPC_DISABILITY"),  # no fault of the PC
        ("支持政党の欄に自民党と記入（沖 貴之様、訪問調査票）", "自民党", "SPC_CREED"),
        ("対象者は立憲民主党の県議の後援会に所属し選挙を手伝う", "立憲民主党の県議の後援会", "SPC_CREED"),
        ("金曜の昼はモスクへ礼拝に行くため不在（ラフマン）", "礼拝に行", "SPC_CREED"),
        ("夫はひき逃げで亡くなり、私は遺族として公判に出ます", "ひき逃げで亡くな", "SPC_CRIME_VICTIM"),  # the bereaved
        ("元交際相手につきまとわれて警察に相談した", "つきまとわれ", "SPC_CRIME_VICTIM"),  # kana that goes on
        ("土居さんつわりがひどく早番不可", "つわり", "SPC_MEDICAL_HISTORY"),  # kana behind kana
        ("うちの子、卵と乳のアレルギーがあるので除去食で", "卵と乳のアレルギー", "SPC_MEDICAL_HISTORY"),
        ("応募者は先天性の聴覚障害", "聴覚障害", "SPC_DISABILITY"),  # 応募者は is no 〜な者は
        ("横山さん、メンタルで3か月休んでた", "メンタルで3か月休", "SPC_MEDICAL_HISTORY"),
        ("原さん、産業医から残業制限の指示", "産業医から残業制限の指示", "SPC_MEDICAL_CARE"),
        ("警察は犬飼さんを横領の疑いで逮捕した", "逮捕", "SPC_CRIMINAL_PROCEDURE"),  # whom, not who
    ],
)
def test_said_of_somebody(engine: Engine, text: str, phrase: str, entity: str) -> None:
    start = text.index(phrase)
    found = [h for h in special(engine, text) if h.score >= SURE and h.start < start + len(phrase) and start < h.end]
    assert entity in {hit.entity for hit in found}, special(engine, text)


@pytest.mark.parametrize(
    "text, count",
    [
        ("傷病手当金支給申請書　申請者 森下 健　傷病名 うつ病", 1),  # the benefit follows from the illness
        ("妻は夫から殴られ、被害届を出した。現在はシェルターに避難", 1),
        ("沖津 春樹　適応障害\n尾花 里美　入院中", 2),  # of another
        ("森下さんは傷病手当金を受給中", 1),  # by itself it tells
    ],
)
def test_what_follows_from_a_statement_is_told_once(engine: Engine, text: str, count: int) -> None:
    assert len({hit.start for hit in special(engine, text) if hit.score >= SURE}) == count, special(engine, text)


def test_what_is_told_beside_stays_low_with_its_reason(engine: Engine) -> None:
    low = [hit for hit in special(engine, "傷病手当金支給申請書　申請者 森下 健　傷病名 うつ病") if hit.score < SURE]
    assert any("told_beside" in hit.evidence for hit in low)
