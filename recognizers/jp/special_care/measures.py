"""Guidance and measures in free words: what a physician advises, how work is limited, where somebody is treated; limbs by
the wording of the disability certificate; what was done by a spouse; slang for a youth's time inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recognizers.context import Labels
from recognizers.jp.special_care.judging import judge, worth
from recognizers.jp.special_care.parts import CRIME
from recognizers.jp.statement import negated
from recognizers.pattern import Match, Pattern, Refined

_LIMITED = r"(?:禁(?:ずる|じる|止)|制限|控え|避け|不可|減ら|軽減|免除|まで(?:とする|に|と|$)|以内|外す|外れ|行わない|させない|従事しない|就かせない|休業|休ませ|配置転換|日勤|上限)"
_WORK = r"(?:時間外(?:労働|勤務)?|残業|夜勤|深夜(?:業|勤務)|交替勤務|交代勤務|運転(?:業務)?|高所作業|重量物(?:の?取り?扱い)?|立ち仕事|出張|暑熱作業|単独作業|休日出勤|飲酒|喫煙|塩分|間食|糖質|食事|減塩|減酒|禁煙|禁酒|減量|体重)"
_DOCTOR = re.compile(
    r"産業医|主治医|医師|保健師|栄養士|健診|健康診断|面接指導|特定保健指導|受診|外来|血圧|HbA1c|BMI|就業上の措置"
)
_AS_USUAL = re.compile(
    r"^[^。\n]{0,6}(?:通常(?:勤務|就業|業務)|制限(?:なし|は(?:不要|な)|を?解除)|特に(?:な|問題)|異常)"
)


def _measure(match: Match, labels: Labels) -> Iterator[Refined]:
    """A limit of work is special care where a physician is spoken of; else it is only a shift."""
    if _AS_USUAL.match(match.value) or negated("", match.value):
        return
    if _DOCTOR.search(match.before() + match.value + match.after()):
        yield from judge(match, labels, 0.2, cap=3.0)


def _youth(match: Match, labels: Labels) -> Iterator[Refined]:
    """年少 is a class of kindergartens, too."""
    if not re.search(r"園|保育|クラス|組|年中|年長|バス|入会", match.before(30) + match.after(30)):
        yield from judge(match, labels, 0.8)


_SPOUSE = r"(?:配偶者|元?夫|元?妻|内縁の?(?:夫|妻)|前夫|前妻|パートナー|交際相手|元?彼氏?|元?カレ|実父|実母|義父|継父|養父|父親?|母親?|息子|長男|次男|兄|同居人|ストーカー|客|上司)"

_FOOD = r"(?:卵|鶏卵|乳製品|牛乳|乳|小麦|そば|蕎麦|落花生|ピーナッツ|くるみ|ナッツ|えび|エビ|かに|カニ|甲殻類|大豆|キウイ|いくら|ごま|もも|バナナ|魚卵|青魚|ラテックス|ペニシリン|造影剤|ハウスダスト|スギ)"


def _food(match: Match, labels: Labels) -> Iterator[Refined]:
    """アレルギー一覧 … そうたくん＝卵・小麦: foods behind a name of a list of allergies."""
    before = match.before(60)
    if "アレルギー" not in before and "除去食" not in before and "禁忌" not in before:
        return  # most: of recipes and of trade
    if re.search(r"(?:物質|品目|原材料|表示|アレルゲン)[ ]?[=:：→(][ ]?$", before):
        return
    if re.search(r"アレルギー|除去食|禁忌薬?", before) and re.search(
        r"(?:さん|くん|君|ちゃん|様|氏|[一-龥])[ ]?[=:：→(][ ]?$", before
    ):
        yield from judge(match, labels, 0.8)


MEASURES = (
    Pattern(
        id="spc_medical_history.food",
        entity="SPC_MEDICAL_HISTORY",
        regex=rf"{_FOOD}(?:[・、/,]{_FOOD}){{0,5}}(?![一-龥ァ-ヺー])",
        refine=_food,
        column="",
        examples=("アレルギー一覧　そうたくん＝卵・小麦", "除去食：3組 木下 健さん（えび）", "アレルギー　中村 ひなた様：そば"),
        non_examples=("アレルギー物質：卵・小麦", "仕入れ：卵・小麦", "アレルギー対応　卵不使用"),
    ),
    Pattern(
        id="spc_creed.activist",
        entity="SPC_CREED",
        regex=r"(?:反原発|反戦|改憲|護憲|右翼|左翼|極左|極右|市民|反基地|政治|学生|民族派)(?:の)?(?:デモ|運動|活動家?|団体|集会|組織)(?:[でにの])[^。、\n]{0,6}?(?:参加|役員|所属|加わ|出て|幹部|代表|リーダー|入って|メンバー)",
        refine=worth(-0.2),
        column="",
        examples=("増渕君は反原発のデモで役員をやっている", "大野さんは右翼団体に所属しているらしい", "応募者の父は護憲集会に参加していた"),
        non_examples=("市民団体に参加する方法", "学生団体の代表を募集", "政治団体に関する届出"),
    ),
    Pattern(
        id="spc_medical_care.measure",
        entity="SPC_MEDICAL_CARE",
        regex=rf"{_WORK}[^。\n、]{{0,18}}?{_LIMITED}[^。\n、]{{0,12}}?(?:指導|指示|意見|勧告|助言|指摘|措置|こと(?:$|[。\n]))|{_WORK}の?(?:禁止|制限|不可|免除|軽減)(?:[・、]{_WORK}の?(?:禁止|制限|不可|免除|軽減)){{0,3}}(?:\([^()\n]{{1,10}}\)|(?=[ 。\n]|$))|(?:医師|産業医|主治医)の?(?:意見|所見|指示|判断)[:：は ]{{1,3}}(?P<v>[^。\n]{{0,24}}?{_LIMITED}[^。\n、]{{0,10}})|就業(?:区分|判定)[:：は ]{{0,2}}(?:就業制限|要休業|要就業制限|制限勤務|休業)",
        refine=_measure,
        column="",
        examples=("産業医の面談で、今井さんに時間外は月20hまでとするよう指導", "対象者：製造部 和田 浩二\n医師の意見：深夜業を禁ずる", "健診後、佐野さんへ減塩に努め飲酒を控えるよう保健師が指導"),
        non_examples=("医師の意見：通常勤務可（和田）", "残業は月20時間までとするよう部長が指示", "深夜業を制限するための措置"),
    ),
    Pattern(
        id="spc_disability.limb",
        entity="SPC_DISABILITY",
        regex=r"(?:両|右|左)?(?:上肢|下肢|手指|足関節|膝関節|股関節|肩関節|肘関節|手関節|体幹|母指|示指|眼|視野|足指)(?:の?機能)?の?(?:全廃|の?著しい障害|軽度障害|機能障害|障害|欠損|離断|欠く)(?:[ ]?\([^()\n]{1,10}\))?",
        refine=worth(0.2),
        column="",
        examples=("備考：両下肢機能全廃（1種1級）　契約者 尾花 登 様", "玉井さんは右上肢の著しい障害で改造車を使う", "右母指欠損　社員 大熊 進"),
        non_examples=("両下肢機能全廃とは1級に当たる障害の程度です", "上肢機能障害の等級表", "右下肢障害はない"),
    ),
    Pattern(
        id="spc_crime_victim.spouse",
        entity="SPC_CRIME_VICTIM",
        regex=rf"(?:(?:知らない|見知らぬ|酔った|刃物を持った)?(?:男|男性|女|人|酔っ払い|客|通行人|乗客|利用者|患者|元?彼氏?|元?カレ|誰か))(?:たち|ら)?(?:に|から)(?:いきなり|急に|突然|後ろから|駅で|路上で|[^。、\n]{{0,6}})(?:抱きつか|体を触ら|胸を触ら|触ら|殴ら|蹴ら|刺さ|襲わ|後をつけ|つけ回さ|追いかけ|脅さ|突き飛ば|待ち伏せ|連れ去ら|盗撮さ|暴行さ|切りつけ)(?:れ)?|{_SPOUSE}(?:\([^()\n]{{1,8}}\))?(?:から|による)の?(?:身体的|精神的|性的|激しい|日常的な|度重なる|長年の|な|の){{0,3}}(?:暴力|暴行|虐待|DV|つきまとい|嫌がらせ|脅迫|ストーカー|性被害|性暴力|経済的DV)(?:[ ]?\([^()\n]{{1,12}}\))?",
        refine=worth(0.6),
        column="",
        examples=("申出者：蓮沼 恵　事由：配偶者（夫）からの暴力（県警相談済）", "私は父からの虐待で施設に入りました", "住民票支援措置の対象（前夫からのDV）：野口 恵"),
        non_examples=("配偶者からの暴力の防止及び被害者の保護等に関する法律", "夫からの暴力に悩む方の相談窓口", "配偶者からの暴力の相談件数"),
    ),
    Pattern(
        id="spc_juvenile.inside",
        entity="SPC_JUVENILE",
        regex=rf"{CRIME}(?:罪|事件|の?件)?(?:の件|の非行事実|の非行)?で(?:少年審判|審判|家裁|家庭裁判所|観護措置)|(?:年少|ネンショー|鑑別|少年院)(?:に|へ|から|を)?(?:行って|行った|ぶち込|放り込|上がり|帰り|入って|入った(?!園)|入れられ|入れら|出て(?!く)|いた(?:こと|時|とき|$|[。、]))",
        refine=_youth,
        column="",
        examples=("あいつ16のとき年少行ってたらしいよ", "西田くんは鑑別に入れられてたって本人が言ってた", "うちの弟は少年院上がりです"),
        non_examples=("娘は年少から入ったので3年保育です", "少年院を見学した", "年少クラスに入って2か月の息子"),
    ),
)  # fmt: skip
