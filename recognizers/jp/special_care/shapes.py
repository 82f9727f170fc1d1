"""Special care that has a shape rather than a word: laboratory values, doses, sentences with a crime and its penalty,
sums taken by fraud, congregations unknown to us, illnesses by their ending, and the values of forms and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recognizers.context import Labels
from recognizers.jp.special_care.headers import HEADERS, entity_of, says_nothing, word_of
from recognizers.jp.special_care.judging import judge, worth
from recognizers.jp.special_care.parts import CRIME
from recognizers.jp.statement import around, generic, negated, person
from recognizers.pattern import Match, Pattern, Refined, chance
from recognizers.types import Hints, Hit

_ANALYTES = (
    "HbA1c", "HBA1C", "HbA1C", "空腹時血糖", "随時血糖", "血糖", "γ-GTP", "γ-GT", "γGTP", "AST", "ALT", "GOT", "GPT", "LDLコレステロール", "LDL-C", "LDL", "HDLコレステロール", "HDL-C", "HDL", "中性脂肪",
    "総コレステロール", "尿酸", "血清クレアチニン", "クレアチニン", "eGFR", "収縮期血圧", "拡張期血圧", "最高血圧", "最低血圧", "血圧", "BMI", "腹囲", "体脂肪率", "PSA", "CRP", "CEA", "CA19-9", "ヘモグロビン",
    "白血球", "血小板", "骨密度", "眼圧", "尿蛋白", "尿糖", "尿潜血", "ALP", "LDH", "TSH", "ODI", "AHI", "BNP", "NT-proBNP", "HDS-R", "MMSE", "長谷川式", "FIQ", "IQ", "PHQ-9", "KL-6", "CPK",
)  # fmt: skip
_VALUE = re.compile(
    r"(?:値|数|\([^()\n]{1,10}\))?[ :：はがも=|\t]{0,3}(?:\d{1,5}(?:\.\d{1,2})?(?:[ ]?[/~-][ ]?\d{1,3})?[ ]?(?:%|mg/dL|mmHg|U/L|IU/L|cm|kg)?|\(?[1-4]?\+{1,3}\)?|\(?±\)?)"
)
_NORMAL = re.compile(r"基準値?|正常値?|目安|以上の方|未満の方|以上を|以下を|目標値|とは|の見方|範囲は|参考値|平均")
_ABNORMAL = re.compile(
    r"高値|低値|異常|高め|上昇|↑|要(?:再|精|治|医|受|経|観|注)|判定|指摘|H(?![A-Za-z])|オーバー|改善|悪化|受診|重症|中等症|低下|境界|遅滞|疑い"
)
_CHECKUP = re.compile(
    r"健診|健康診断|検査結果|人間ドック|ドック|血液検査|採血|検診|検査値|測定結果|測定値|バイタル|外来|診察|生検"
)


_AT_HOME = re.compile(
    r"自宅(?:で|に|計|血圧|測定)|家庭(?:用|血圧|で測)|自己測定|自分で(?:測|計)|セルフチェック|ジム|スポーツクラブ|フィットネス|スマートウォッチ|アプリ(?:の|で)記録|トレーニング記録"
)
_OTHERS = re.compile("|".join(map(re.escape, _ANALYTES)))


def _values(match: Match, labels: Labels) -> Iterator[Refined]:
    value = _VALUE.match(match.text, match.end)
    if value is None or re.match(
        "[A-Za-z]", match.text[match.start - 1 : match.start] if match.start and match.value.isascii() else ""
    ):
        return
    near = around(match, match.start, value.end())
    who, kind = person(near.left + near.right)
    if not who:
        who, kind = person(near.before + near.after)
        who, kind = who * 0.6, kind and "person_near"
    odds, evidence = -1.2 + who, ["value", *([kind] if kind else [])]
    surroundings = near.before + near.after
    for name, expression, weight in (
        ("context:健診", _CHECKUP, 1.3),
        ("finding", _ABNORMAL, 1.2),
        ("values", _OTHERS, 1.0),
    ):
        if expression.search(surroundings):
            odds += weight
            evidence.append(name)
    if entity_of(match.hints.header):
        odds += 4.0
        evidence.append(f"header:{match.hints.header[:40]}")
    if _AT_HOME.search(near.left + match.text[match.start : value.end()] + near.right) and not _CHECKUP.search(
        near.sentence
    ):
        odds -= 4.0
        evidence.append("generic:self_measured")
    if _NORMAL.search(near.sentence):
        odds -= 3.0
        evidence.append("generic:reference")
    weight, kinds = generic(near.sentence, kind)
    if kinds and kinds != ("statistics",):
        odds += weight
        evidence.append(f"generic:{kinds[0]}")
    yield match.start, match.end + len(value[0].rstrip()), chance(max(-5.0, min(5.0, odds))), tuple(evidence)


_DRUG = re.compile(
    r"[ァ-ヺーA-Za-z一-龥・]{2,18}(?=錠|カプセル|散|顆粒|シロップ|軟膏|注|点眼|テープ|パッチ|吸入|内用|OD錠|細粒|坐|ゲル|クリーム|エキス)"
)


def _doses(match: Match, labels: Labels) -> Iterator[Refined]:
    near = around(match, match.start, match.end)
    who, kind = person(near.before + near.after)
    odds, evidence = 0.0 + 0.6 * who, ["dose", *([kind] if kind else [])]
    name = _DRUG.search(match.value)
    start = match.start + name.start() if name else match.start
    if re.search(
        r"分[1-4]|毎?[食朝昼夕]前|食後|就寝前|眠前|\d日分|\d+T|\d+錠|頓服|1日\d回|\d回分|\d単位",
        match.value + near.right[:24],
    ):
        odds += 1.6
        evidence.append("administration")
    if re.search(
        r"処方|内服|服用|投薬|服薬|Rp|常用|調剤|点眼|吸入|朝夕|薬剤", near.before + near.right[:24] + match.hints.header
    ):
        odds += 1.8
        evidence.append("context:処方")
    if re.search(r"円|価格|在庫|薬価|発売|販売|添付文書|臨床試験|治験|効能|包装|JAN|品番|納品|発注", near.sentence):
        odds -= 3.5
        evidence.append("product")
    yield start, match.end, chance(min(odds, 4.0)), tuple(evidence)


_PENALTY = r"(?:懲役|禁錮|拘禁刑|罰金|有罪|実刑|執行猶予|服役|略式命令|前科|科料|刑務所|受刑|罰金刑|出所)"
_ARREST = r"(?:逮捕|現行犯逮捕|検挙|書類送検|送検|勾留|起訴|在宅起訴|略式起訴|取調べ|家宅捜索|指名手配|不起訴|起訴猶予|送致|捕ま[りっ])"

_ENDING = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9・\-]{1,14}$")
_TO_FOOD = re.compile(r"[一-龥々ァ-ヺーと]{1,10}の$")  # 卵と乳のアレルギー
_NO_ILLNESS = re.compile(
    r"^(?:契約前発|責任開始前発|(?:大企業|締め?切り?|会議|関数|値引き|上司|月曜|電話|数字|英語|カタカナ|仕事|機械|横文字|甘い物|スマホ)(?:恐怖|依存|中毒)?|重|軽|既往|後遺|無|仮|急|万|難|発|看|持|疾|臨|死|合併|感染|伝染|性|奇|国際疾|諸|闘|傷|成人|生活習慣|職業|現代|流行|精神|遺伝|初期|主|多|対|抗|消|特定疾|慢性|三大疾|指定難|特定|七大疾|疫|炎|肝|火|余|気|臆|恋|業|同|悪|大|古|貧乏|金欠|五月|心|宿|ホーム|病|溺|娼|毒|胸|寒)?$"
)
_ILLNESS_TAIL = r"(?:症候群|腫瘍|肉腫|血症|硬化症|狭窄症|不全症|依存症|失調症|炎(?![上天暑熱焼祭])|症(?![状例候])|病(?![院気室棟名状床欠歴人態原弱みん的害理身者死没後児巣魔症因変巣院]|の(?!ため|疑|診断|既往|悪化|再発|治療|症状|発作|後遺|進行|通院|[息娘母父夫妻長次兄弟姉妹祖]))|骨折|梗塞|麻痺|潰瘍|結石|不全(?!感)|ヘルニア|アレルギー|ポリープ|機能低下症|機能亢進症|ジストロフィー|(?:ミオ|ニューロ|ミエロ|スポンジロ)パチー|ジストニア|振戦|頻拍|粗動|(?:膠|髄膜|血管|筋|腺|線維|脂肪|奇形|水|血|骨|肉芽|リンパ|神経鞘|粘液|黄色|芽)腫|髄膜瘤|動脈瘤|[魚疥乾白苔]癬|(?:地中海|周期|出血)熱|結合組織病|血栓|塞栓|嚢胞|貧血|難聴|発作)"


def _illness(match: Match, labels: Labels) -> Iterator[Refined]:
    run = _ENDING.search(match.text[max(0, match.start - 15) : match.start])
    if run is None and match.value == "アレルギー":
        run = _TO_FOOD.search(match.text[max(0, match.start - 15) : match.start])
    if run is None or _NO_ILLNESS.match(run[0]):
        return
    for start, end, score, evidence in judge(match, labels, -1.4, cap=3.4):
        yield min(start, match.start - len(run[0])), end, score, ("ending", *evidence)


_NEXT_LABEL = re.compile(
    r" (?=(?:医師|担当|氏名|住所|電話|生年月日|年齢|性別|受診|患者|保険|診断日|発症日|主治医|病院|医療機関|家族歴|備考)[ :：])"
)


def _form(match: Match, labels: Labels) -> Iterator[Refined]:
    """傷病名 …: whatever the label holds, unless it says nothing."""
    value = _NEXT_LABEL.split(match.value)[0].strip()
    if (
        not re.search("[一-龥ぁ-んァ-ヺ]|[A-Z]\\d\\d|[A-E][12]?$", value)
        or says_nothing(value)
        or negated("", value)
        or re.match(
            r"[:：□☐]|FROM |WHERE |AND |VARCHAR|TEXT|(?:有|あり)?[・/]|無|なし|欄|コード|を|は|が|に|の|等|など|別|ごと|マスタ|一覧|[①-⑳]|[^、。]{0,30}(?:を|について)(?:聞|確認|記入|記載|把握)|必須|入力|記入|該当なし|特になし|[○×]",
            value,
        )
        or len(value) < 2
        or match.value[:1].isspace()  # a wide gap behind the label: nothing is filled in
    ):
        return
    if re.search(r"(?:無|ない|なし|ありません|認めず)(?:\([^)]*\))?$|(?:異常|所見)(?:は|を)?(?:なし|認め)", value):
        return
    near = around(match, match.start, match.end)
    weight, kinds = generic(value, "")
    known = any(word in value for word in _TELLING) or re.search(
        _ILLNESS_TAIL
        + r"|手術|術(?:$|\()|mg|錠|級|度|陽性|教|宗(?:$|[ 、(])|無神論|寺|派|党|犯|罪|刑|補導|窃盗|万引き|保護観察|判定|被害|障害|腫|癌|がん|病|捻挫|打撲|脱臼|異常|要[精再治医経受]|民族|系|コリアン|[A-E](?:$|\()|白人|黒人",
        value,
    )
    who, kind = person(near.before + near.after)
    odds = (4.2 if known else -0.6) + weight * 0.8 + 0.6 * who
    yield (
        match.start,
        match.start + len(value),
        chance(max(-5.0, min(4.6, odds))),
        ("label", *([kind] if kind else []), *(f"generic:{k}" for k in kinds[:1])),
    )


_TELLING = (
    "うつ",
    "鬱",
    "てんかん",
    "ぜんそく",
    "めまい",
    "腰痛",
    "頭痛",
    "高血圧",
    "糖尿",
    "透析",
    "手帳",
    "通院",
    "服薬",
    "入院",
    "ハラール",
    "ムスリム",
    "信者",
    "逮捕",
    "罰金",
    "DV",
    "虐待",
    "ストーカー",
)
_FORM_LABELS = {
    "MEDICAL_HISTORY": "傷病名|病名|既往歴|既往症|現病歴|病歴|持病|診断名|診断病名|主病名|休職理由|欠勤理由|休業理由|アレルギー歴|アレルギー|疾患名",
    "MEDICAL_CARE": "現在の処方|処方内容|処方薬|処方|服薬状況|服用中の薬|服薬中の薬|常用薬|内服薬|手術歴|入院歴|通院歴|治療内容|処置",
    "DISABILITY": "手帳等級|障害者手帳|障害の種類|障害種別|障害区分|障害名|障害等級|手帳種別|障がいの種類",
    "HEALTH_CHECK": "総合判定|健診結果|健診所見|医師所見|医師の所見|健診判定",
    "CRIMINAL_RECORD": "犯罪歴|前科前歴|前科|賞罰",
    "CREED": "宗教|信仰|支持政党|宗派|信条",
    "JUVENILE": "非行歴|補導歴|保護処分歴",
    "RACE": "人種|民族",
    "CRIME_VICTIM": "被害内容|被害状況|支援措置区分",
}


_UNFILLED = re.compile(
    r"^[ ]?\([ _種級度号等第区分:、年月日病名診断]*\)|^[^\n]{0,20}?\([ _種級度号等第:]*\)[ ]*[・/]?[ ]*(?:無|なし)"
)  # 有（ 種 級）・無


def _yes(match: Match, labels: Labels) -> Iterator[Refined]:
    """前科：あり, 障害：あり（聴覚）, 持病の有無：有: a field that says yes, of somebody; of nobody it is a form to be filled."""
    near = around(match, match.start, match.end)
    if _UNFILLED.match(near.right):
        return
    who, kind = person(near.before + near.after)
    weight, kinds = generic(near.sentence, kind)
    odds = -0.6 + who + (2.0 if re.match(r" ?[(・]", match.text[match.end :][:2]) else 0.0) + weight
    yield match.start, match.end, chance(odds), ("yes", *([kind] if kind else []), *(f"generic:{k}" for k in kinds[:1]))


_YES = r"(?P<v>有り?|あり|はい|該当(?:する|あり)?|[○◯〇]|YES|Yes)(?=$|[\s、。|)\]]|[ ]?\([^()\n]{2}|・[^\s・、。無な()])(?![ ]{0,4}(?:[・/][ ]?)?(?:無|なし|いいえ|[□☐]))"
_YES_LABELS = {
    "MEDICAL_HISTORY": "(?:既往|病)歴|既往症?|持病|アレルギー歴?|通院中の病気|現在の病気|治療中の病気|基礎疾患",
    "MEDICAL_CARE": "(?:通院|入院|手術|服薬)歴|服薬|通院|現在通院中|不妊治療",
    "DISABILITY": "(?<![一-龥々ァ-ヺー])障(?:害|がい)|障害者手帳|身体障害者手帳|療育手帳|精神障害者(?:保健福祉)?手帳|(?<![一-龥])手帳",
    "CRIMINAL_RECORD": "前科(?:前歴)?|犯罪歴|有罪判決",
    "CRIMINAL_PROCEDURE": "逮捕歴|前歴|係争中の刑事事件",
    "JUVENILE": "(?:補導|非行|保護観察|保護処分|少年院)歴",
    "CRIME_VICTIM": "(?:DV等?)?支援措置|被害届",
}


def _affirmed() -> Iterator[Pattern]:
    for category, words in _YES_LABELS.items():
        label = _YES_EXAMPLES[category]
        yield Pattern(
            id=f"spc_{category.lower()}.yes",
            entity=f"SPC_{category}",
            regex=rf"(?:{words})(?:の有無|はありますか)?[\])」】]?[ ]?(?:[:：=|\t?→]|[ ])[ →]{{0,3}}[■☑✓●]?[ ]?{_YES}",
            refine=_yes,
            column="",
            examples=(f"氏名 上野 剛　{label}：あり", f"{label}の有無：有　申込者 上野 剛", f"上野 剛 様　{label}　あり（詳細は別紙）"),
            non_examples=(f"{label}：有・無", f"{label}　あり　なし　（○をつける）", f"{label}：なし　上野 剛"),
        )  # fmt: skip


_YES_EXAMPLES = {
    "MEDICAL_HISTORY": "既往歴",
    "MEDICAL_CARE": "手術歴",
    "DISABILITY": "障害者手帳",
    "CRIMINAL_RECORD": "前科",
    "CRIMINAL_PROCEDURE": "逮捕歴",
    "JUVENILE": "補導歴",
    "CRIME_VICTIM": "支援措置",
}


_LISTED = re.compile(
    r"(?:要(?:再検|精[検査]|精密|受診|治療|医療|経過)|[二2]次(?:健診|検診|検査)|再検査?|精密検査|有所見|所見あり|[C-E]判定)(?:の)?(?:対象|該当|未受診|通知|一覧|リスト|名簿)*者?(?:一覧|リスト|名簿)?[ ]?[:：\n][^\n]{0,120}$"
)


def _listed(match: Match, labels: Labels) -> Iterator[Refined]:
    """二次健診対象者：笹本（血糖）、矢吹（尿酸）: what each of a list is to be examined for."""
    if _LISTED.search(match.text[max(0, match.start - 150) : match.start]) and re.search(
        "[一-龥々ァ-ヺ]$", match.before(2)[:-1]
    ):
        yield match.start, match.end, 0.85, ("listed", "label")


def _forms() -> Iterator[Pattern]:
    proofs = {
        "MEDICAL_HISTORY": (
            ("傷病名　慢性膵炎、胆石症", "既往歴：虫垂炎（12歳）、喘息", "病名: 右足関節捻挫"),
            ("傷病名：", "既往歴：特になし", "病名コード表を更新した", "既往歴欄は必須入力"),
        ),
        "MEDICAL_CARE": (
            ("処方：アムロジピン錠5mg 1錠 朝食後", "手術歴：平成30年 虫垂切除術", "常用薬 ワーファリン錠1mg"),
            ("処方：なし", "手術歴：－", "処方箋を持参のこと"),
        ),
        "DISABILITY": (
            ("障害の種類：聴覚障害 3級", "障害等級 2級", "障害名：左上肢機能障害"),
            ("障害区分：非該当", "障害等級：", "障害区分コード一覧"),
        ),
        "HEALTH_CHECK": (
            ("総合判定：D（要医療）", "医師所見：肝機能障害あり 要再検査", "健診結果：要精密検査"),
            ("総合判定：異常なし", "健診結果：", "医師所見欄に記入"),
        ),
        "CRIMINAL_RECORD": (
            ("賞罰：平成20年 傷害罪 罰金刑", "前科：窃盗2犯", "犯罪歴：詐欺罪で懲役2年"),
            ("賞罰：なし", "前科　無", "犯罪歴：該当なし"),
        ),
        "JUVENILE": (
            ("非行歴：窃盗（中2）、補導2回", "補導歴：深夜徘徊で補導", "保護処分歴：平成30年 保護観察処分"),
            ("非行歴：なし", "補導歴：", "保護処分歴：該当なし"),
        ),
        "CREED": (
            ("宗教：イスラム教（スンニ派）", "信仰：天理教", "支持政党：立憲民主党"),
            ("宗教：なし", "宗教：無回答", "信条："),
        ),
        "RACE": (
            ("民族：アイヌ民族", "人種：アフリカ系の黒人", "民族：クルド系クルド人"),
            ("人種：", "民族：－", "人種、信条、性別による差別を禁じる"),
        ),
        "CRIME_VICTIM": (
            (
                "被害内容：ストーカーによるつきまとい被害",
                "支援措置区分：DV 配偶者",
                "被害状況：路上で殴られ負傷、傷害の被害",
            ),
            ("被害内容：", "被害状況：なし", "被害状況の報告書様式"),
        ),
    }
    for category, words in _FORM_LABELS.items():
        examples, non_examples = proofs[category]
        yield Pattern(
            id=f"spc_{category.lower()}.form",
            entity=f"SPC_{category}",
            regex=rf"(?:{words})[\])」】]?(?:[ ]?[:：=|\t][ ]{{0,3}}|[ ]{{1,3}}|\"[ ]?:[ ]?\")(?P<v>[^\n。|\"\t]{{1,60}})",
            refine=_form,
            column="",
            examples=examples,
            non_examples=non_examples,
        )


_PARTY = r"(?:自民党|自由民主党|公明党|立憲民主党|日本維新の会|国民民主党|日本共産党|共産党|社民党|社会民主党|参政党|れいわ新選組|日本保守党|新社会党|維新の会)"

SHAPES = (
    Pattern(
        id="spc_health_check.values",
        entity="SPC_HEALTH_CHECK",
        terms=_ANALYTES,
        refine=_values,
        column="",
        examples=("健診結果　吉田 健太　HbA1c 7.8%", "山口様 血圧158/96 γ-GTP 120 要再検査", "本人の空腹時血糖 142、LDL 168 で要受診"),
        non_examples=("HbA1cの基準値は5.5%以下です", "BMI 25以上の方は肥満とされます", "AST 5 ノードを解析する", "収縮期血圧140以上を高血圧とする"),
    ),
    Pattern(
        id="spc_health_check.finding",
        entity="SPC_HEALTH_CHECK",
        regex=r"(?:心電図|バリウム|胃カメラ|大腸カメラ|便潜血|マンモ|採血|眼圧|骨密度|胃X線|胸部X線|胸部レントゲン|レントゲン|眼底|腹部エコー|エコー|胃カメラ|内視鏡|尿検査|聴力検査|聴力|肺機能|CT|MRI|マンモグラフィ|血液検査|便検査|視野検査|視力検査|聴覚検査|骨密度検査|心エコー|PCR検査|抗原検査|[A-Z]{2,4}検査|検診|健診|人間ドック|健康診断|ドック)(?:検査)?(?:の?結果)?(?:は|で|に|の|にて|により|、)?(?:異常(?!なし|は|がな|を認めな|検知|値|系|終了|通知)|[^。、\n]{2,10}?(?:の疑い|を指摘|が見つか|が判明)|所見あり|[^。、\n]{0,10}?(?:影(?!響)|石灰化|陰影|狭窄|嚢胞|のう胞|ポリープ|腫瘤|結節)|陽性|重症|中等症|[D-E]判定|要[精再治医経]|カテゴリー[3-5]|引っかか)",
        refine=worth(0.6),
        column="",
        examples=("浜崎さんは胸部レントゲンで影が見つかった", "本人のMRI検査で腫瘤を確認", "健診の結果異常を指摘された金田主任"),
        non_examples=("健康診断で異常が見つかった場合は産業医に相談してください", "内視鏡の異常検知システム", "胸部X線に異常なし"),
    ),
    Pattern(
        id="spc_medical_care.dose",
        entity="SPC_MEDICAL_CARE",
        regex=r"[^\s\d、。:()]{2,18}?(?:錠|カプセル|散|顆粒|シロップ|軟膏|注射液|注|点眼液|テープ|パッチ|吸入液|内用液|OD錠|細粒|坐剤|坐薬|ゲル|クリーム|エキス顆粒)[ ]?\d{1,4}(?:\.\d{1,3})?[ ]?(?:mg|μg|µg|g|mL|%|単位)(?:[ 、,x×]{0,2}(?:1日)?\d{1,3}(?:錠|C|T|カプセル|包|回|日分|mL|枚|本)){0,3}(?:[ ]?分[1-4])?(?:[ ]?(?:毎食後|朝食後|夕食後|朝夕食後|食後|食前|就寝前|眠前))?(?:[ ]?\d{1,2}日分)?",
        refine=_doses,
        column="",
        examples=("森田様にセルトラリン錠25mg 1錠 夕食後 を処方", "お薬：プレドニゾロン錠5mg 2錠 分1 朝食後 14日分", "服用中の薬はテグレトール錠200mg です（患者：小川 実）"),
        non_examples=("ロキソプロフェン錠60mg 100錠 薬価 980円", "亜鉛配合錠10mg 新発売", "アスピリン錠100mgの添付文書を改訂"),
    ),
    Pattern(
        id="spc_criminal_record.sentence",
        entity="SPC_CRIMINAL_RECORD",
        regex=rf"{CRIME}(?:罪|の罪)?(?:で|により|の|に(?:より|問われ)|、|\()?[^。\n、]{{0,12}}?{_PENALTY}(?:\d{{1,3}}(?:年|万円|か月|ヶ月)(?:\d{{1,2}}(?:月|か月|ヶ月))?)?(?:判決|確定|刑)?(?:\([^()\n]{{1,14}}\))?",
        refine=worth(2.2),
        column="",
        examples=("村上 翔太　詐欺罪により懲役3年の判決", "本人は覚醒剤取締法違反で執行猶予中", "経歴調査：平成25年 傷害で罰金30万円　西村 大輔"),
        non_examples=("窃盗罪は10年以下の拘禁刑に処する", "詐欺罪の法定刑は10年以下の懲役である", "飲酒運転の罰金が引き上げられる法改正"),
    ),
    Pattern(
        id="spc_criminal_procedure.arrest",
        entity="SPC_CRIMINAL_PROCEDURE",
        regex=rf"(?:自宅|家|社宅|居宅|関係先)(?:など)?(?:を|の|が)(?:家宅)?捜索|{CRIME}(?:罪|の罪)?(?:の(?:疑い|容疑|罪|件|被疑事実))?(?:で|により|容疑で|事件で|について)?[^。\n、]{{0,10}}?{_ARREST}(?:され|処分|歴|中)?",
        refine=worth(2.0),
        column="",
        examples=("藤本 亮が業務上横領の疑いで逮捕された", "当社社員の石田が道交法違反容疑で書類送検", "元店長の小林氏、窃盗容疑で逮捕、勾留中"),
        non_examples=("詐欺の疑いで逮捕された場合の流れを解説", "万引きの検挙件数は前年比3%減少", "横領が起訴に至る割合の統計"),
    ),
    Pattern(
        id="spc_crime_victim.taken",
        entity="SPC_CRIME_VICTIM",
        regex=r"(?:[^\s。、]{2,10}?で)?\d[\d,]{0,9}(?:万|千)?円(?:相当)?[をもが](?:だまし取ら|騙し取ら|だましとら|盗ま|奪わ|詐取さ|振り込まさ|恐喝さ|脅し取ら|窃取さ|引き出さ|送金さ|使わ|引き落とさ)れ(?:た|る|て)?|\d[\d,]{0,9}(?:万|千)?円を(?:渡|振り込|送金し|支払)(?:して|んで|って|て)しま[いっ]",
        refine=worth(2.0),
        column="",
        examples=("林様が投資サイトで300万円をだまし取られた", "母が50万円を振り込まされた", "帰宅途中に現金8万円を奪われた（相談者：原田 仁）"),
        non_examples=("全国で10億円がだまし取られた", "100万円を騙し取られる事例が増加しています", "1万円を盗まれた場合の補償約款"),
    ),
    Pattern(
        id="spc_creed.party",
        entity="SPC_CREED",
        regex=rf"{_PARTY}(?:の|を|に|へ)?(?:熱心な|熱心に|長年|[市区町村県都府国参衆]議(?:会?議?員)?の|[一-龥]{{2,4}}(?:議員|候補)の)?(?:党員|支持(?!率)|入党|離党|投票し|後援会|シンパ|応援し|熱烈な)",
        refine=worth(0.6),
        column="",
        examples=("中沢さんは国民民主党を支持している", "本人は昨年、社民党に入党した", "父の代から自民党の後援会に入っている長岡様"),
        non_examples=("公明党の支持率は3%", "自民党の支持層が離れたとの調査結果", "立憲民主党の党員集会を取材したニュース"),
    ),
    Pattern(
        id="spc_creed.congregation",
        entity="SPC_CREED",
        regex=r"(?:熱心な|敬虔な|元)?[^\s。、はがをでもと「」()のに]{1,12}(?:教|教団|会|宗|派|党|寺|教会|神社)(?:の)?(?:熱心な|敬虔な|元|現役の)?(?:信者|信徒|檀家|氏子|門徒|信仰|党員|会員の家庭|支持者)",
        refine=worth(0.6),
        column="",
        examples=("岡田 誠さんは熱心な光明会の信者", "同氏は天恵教団の信徒である", "菊池様のご家庭は妙蓮寺の檀家"),
        non_examples=("キリスト教の信者数は約100万人と推計される", "教団の信者獲得の歴史を研究する", "氏子会館の予約"),
    ),
    Pattern(
        id="spc_disability.organ",
        entity="SPC_DISABILITY",
        regex=r"(?:視覚|聴覚|知的|身体|精神|発達|言語|肢体|下肢|上肢|手足|内部|心臓|右足|左足|右手|左手|両足|両手|両目|右目|左目|片目|両耳|右耳|左耳|片耳|目|耳|足|手|腕|半身|視力|聴力|歩行|発語|手指)に(?:重い|軽い|重度の|軽度の|中度の|中等度の)?(?:障害|障がい|障碍|麻痺|まひ|マヒ|不自由|困難)|(?:目|耳|足|手)が不自由|[目耳足手腕指]が(?:ほとんど|全く|まったく|あまり)?(?:聞こえ|見え|動か)(?:ない|ません|ず|にく|づら)|(?:身体|精神|身障)[ ]?[1-7]級(?:の手帳)?",
        refine=worth(-0.6),
        column="",
        examples=("本人は左足に麻痺がある", "塚本さんは聴覚に重度の障害がある", "祖母は視力に障害があり外出に付き添いが要る"),
        non_examples=("耳に障害がないことを確認した", "目が不自由な方のための音声案内", "身体に障害のある方はご相談ください"),
    ),
    Pattern(
        id="spc_medical_history.ending",
        entity="SPC_MEDICAL_HISTORY",
        regex=_ILLNESS_TAIL,
        refine=_illness,
        column="",
        examples=("小山様は顎下腺腫瘍で通院中", "長男が鼠径リンパ節炎と診断された", "内田係長、化膿性股関節炎のため入院"),
        non_examples=("国際疾病分類", "炎症を抑える成分を配合", "生活習慣病の予防セミナー", "感染症対策を徹底する"),
    ),
    Pattern(
        id="spc_health_check.listed",
        entity="SPC_HEALTH_CHECK",
        regex=r"\((?P<v>(?:血糖|糖代謝|HbA1c|脂質|コレステロール|中性脂肪|尿酸|肝機能|腎機能|血圧|心電図|貧血|尿蛋白|尿糖|尿潜血|便潜血|胸部(?:X線|レントゲン)?|胃(?:部|X線|カメラ)?|大腸|乳房|乳腺|子宮|肺|眼底|眼圧|聴力|視力|甲状腺|前立腺|PSA|BMI|腹囲)[^()\n]{0,10})\)",
        refine=_listed,
        column="",
        examples=("二次健診対象者：笹本（血糖）、矢吹（尿酸）", "要精検者リスト\n大貫（便潜血）", "再検査対象：三国（心電図）"),
        non_examples=("検査項目：糖代謝（血糖）、脂質（中性脂肪）", "オプション検査（胃カメラ）", "二次健診の費用（血圧）は自己負担"),
    ),
    Pattern(
        id="spc_creed.party_named",
        entity="SPC_CREED",
        regex=rf"(?:支持(?:する)?政党|投票先|所属政党)(?:の?欄)?(?:に|は|が|・)?[ 「]?(?P<v>{_PARTY})(?!が?(?:\d|最多|首位|最も|増|減))",
        refine=worth(1.2),
        column="",
        examples=("支持政党の欄に自民党と記入（沖 貴之様）", "森さんの支持政党は公明党だそうです", "投票先は共産党だったと本人が言っていた"),
        non_examples=("支持政党の調査結果", "支持政党：", "支持政党は自民党が30%で最多"),
    ),
    *_affirmed(),
    *_forms(),
)  # fmt: skip

# Headers that say too little by themselves: a person's column must stand beside them.
_FAINT = frozenset(
    "障害 症状 リスク因子 診断 診断結果 検査結果 所見 治療 処置 経過 アレルギー 感染症 判決 視力 聴力 貧血 措置 思想 政党 出自 病気 薬剤 薬剤名 薬品名 医薬品 医薬品名 総合判定 処方 疾患 疾患名 民族 人種 宗教 ast alt ldl got gpt hdl bmi condition diagnosis disease treatment medication ethnicity icd".split()
)
_PERSONS = re.compile(
    r"氏名|患者|社員|従業員|被保険者|受診者|利用者|会員|顧客|生年月日|名前|住民|宛名|診察券|カルテ|年齢|性別|個人番号|name|patient|employee|emp_|birth|続柄|生徒|学籍",
    re.I,
)


class SpecialCareCells:
    """Cells under a telling header: 普通 under 障害区分, F329 under ICD10, DV under 支援措置区分."""

    id = "spc_cells"
    entities = tuple(dict.fromkeys(HEADERS.values()))

    def wants(self, hints: Hints) -> bool:
        return bool(hints.header and entity_of(hints.header))

    def find(self, text: str, hints: Hints) -> Iterable[Hit]:
        entity = entity_of(hints.header) if hints.header else ""
        if not entity or len(text) > 120 or says_nothing(text) or negated("", text.strip()) or not text.strip():
            return
        if re.fullmatch(
            r"\s*(?:○|×|[01]|有|あり|いいえ|はい|該当|未|対象外|正常|A|a|異常なし|育児|介護|私用|私事|家庭の事情|慶弔|その他|休暇|留学|転勤|出産|産休|育休|出張|[YN]|yes|no|true|false)\s*",
            text,
            re.I,
        ):
            if text.strip().lower() not in ("有", "あり", "はい", "該当", "○", "y", "yes", "true"):
                return
            score = 0.55
        else:
            score = 0.9
        number = re.fullmatch(r"\s*[\d,.０-９/ ]+\s*", text) is not None
        if number and entity not in ("SPC_HEALTH_CHECK", "SPC_DISABILITY"):
            return  # 入院中 49: how many
        if (number or word_of(hints.header) in _FAINT) and not any(
            _PERSONS.search(name) for name in hints.siblings if name != hints.header
        ):
            score = min(score, 0.45)
        start = len(text) - len(text.lstrip())
        yield Hit(entity, start, len(text.rstrip()), score, self.id, (f"header:{hints.header[:40]}",))
