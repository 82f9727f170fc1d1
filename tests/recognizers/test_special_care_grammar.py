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
        ("身体障害者手帳　有（　種　級）・　無　氏名 上野 剛", "brackets that are not filled in"),
        ("氏名,既往歴,服薬\n沼尻 亜希,,", "the first row of a table over empty cells"),
        (
            "シナリオ研修の設定です。係長の村井さん（45）は飲酒運転で逮捕され、妻はうつ病で入院中",
            "a scenario of a course",
        ),
        ("避難訓練の想定：利用者の棚橋さんが転倒し大腿骨骨折", "a drill"),
        ("記入例）　氏名：山田 太郎　既往歴：胃潰瘍", "a sample"),
        ("井桁君が逮捕されたという書き込みは事実無根です", "a rumour denied"),
        ("犯罪歴スクリーニング結果　東郷 麻里（候補）：該当情報なし", "a screening without a hit"),
        ("3号機の主軸、入院（メーカー引取修理）になりました　篠原", "a machine is mended"),
        ("インフルエンザによる学級閉鎖：1年3組　担任 森田", "a class is closed"),
        ("精神科ナース募集！ブランク可。連絡は高木さんまで", "an advertisement of a job"),
        ("血圧（自己測定）128/80　塩谷 邦夫", "measured by the person alone"),
        ("再審査請求の書類を桐山さんが郵送しました", "再審査 is no 再審"),
        ("会社は8月に告訴した。担当は総務の石丸さん", "a firm complains"),
        ("羽生先生の「うつ病からの復職」を読んだ感想", "the title of a book"),
        ("柴崎さんは巨人の信者", "a figure of speech"),
        ("Ueda-san has no known allergies and denies any history of epilepsy.", "denied in English"),
        ("Tom Baker is writing the section on heart disease for the brochure.", "a subject in English"),
        ("If you have a disability and need assistance, contact Julia Brandt.", "a condition in English"),
        ("Role-play: Alex tells you he is HIV positive. How do you respond?", "an exercise in English"),
        ("Emi Sato is out today, her cat needs surgery.", "an animal in English"),
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
        # Measures and notes in free words.
        ("産業医の面談で植草さんに、時間外は月20hまでとするよう指導", "時間外は月20hまで", "SPC_MEDICAL_CARE"),
        ("対象者：製造部 鰐淵 浩二\n医師の意見：深夜業及び高所作業を禁ずる", "深夜業", "SPC_MEDICAL_CARE"),
        ("浅川トメ様\nO）喘鳴＋\nA）COPD急性増悪", "COPD", "SPC_MEDICAL_HISTORY"),
        ("契約者 尾花 登 様　備考：両下肢機能全廃（1種1級）", "両下肢機能全廃", "SPC_DISABILITY"),
        ("申出者：蓮沼 恵　事由：配偶者（夫）からの暴力（県警相談済）", "配偶者（夫）からの暴力", "SPC_CRIME_VICTIM"),
        ("あいつ16のとき年少行ってたらしいよ", "年少行って", "SPC_JUVENILE"),
        ("鬼頭さんの自宅に、先週地検がガサ入れしたそうです", "ガサ入れ", "SPC_CRIMINAL_PROCEDURE"),
        ("アレルギー一覧　そうたくん＝卵・小麦", "卵・小麦", "SPC_MEDICAL_HISTORY"),
        ("小久保さん、電車で痴漢に遭って遅れます", "痴漢に遭", "SPC_CRIME_VICTIM"),  # 電車 is no machine here
        # English.
        ("Tomoko was diagnosed with stage II breast cancer last week", "breast cancer", "SPC_MEDICAL_HISTORY"),
        ("Pt: Yamamoto Sachiko, 71F. Hx of T2DM and HTN.", "T2DM", "SPC_MEDICAL_HISTORY"),
        ("Yusuf is fasting for Ramadan", "fasting for Ramadan", "SPC_CREED"),
        ("Peter Holm uses a wheelchair, book the room on 1F", "uses a wheelchair", "SPC_DISABILITY"),
        ("Leo Tran spent eight months in a juvenile detention center", "juvenile detention", "SPC_JUVENILE"),
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
