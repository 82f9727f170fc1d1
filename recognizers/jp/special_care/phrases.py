"""Special care said in everyday words and in notes, without the name of an illness: 左足を切断, 眼科に通って, 下肢3級,
既往 AMI、PCI後, リスペリドンを1mgに増量, クルド系, ひったくりに遭い. Built from the parts of data/special_care_parts.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from recognizers.context import Labels
from recognizers.jp.special_care.judging import judge, worth
from recognizers.jp.special_care.parts import BODY, CRIME, DEPARTMENT, ORGAN, PEOPLE, SHORT
from recognizers.pattern import Match, Pattern, Refined, chance

_ALONE = r"(?<![一-龥々])"  # 目 of 項目, 足 of 不足 and 手 of 選手 are no bodies
_HOW = r"(?:から下|ほとんど|全く|まったく|全然|あまり|よく|少し|だんだん|生まれつき|先天的に|事故で|病気で|手術で|片方|半分|三分の[一二]|[0-9一二三四五]{1,3}(?:分の[0-9一二三]|[本つ割回か箇]|か所|針)?|全部|一部|視力|聴力|筋力|感覚|機能|動き|神経|可動域|調子|具合|状態)"
_FUNCTION = r"(?:切断|失っ|失い|失明|なくし|なくな|無くな|麻痺|まひ|マヒ|不自由|動か(?:な|ず)|動きにく|聞こえ(?:な|ず|にく|づら)|聴こえ(?:な|ず|にく|づら)|見え(?:な|ず|にく|づら)|きか(?:な|ず)|利か(?:な|ず)|曲がら(?:な|ず)|短縮|変形|拘縮|可動域制限|上がら(?:な|ず)|悪く(?:て|、|杖|な)|弱く|欠損|障害|(?<=本)(?:な[いく]|無[いく]))"
_HARM = r"(?:手術|オペを|移植|縫っ|縫い|縫う|折っ|折り|折れ|骨折|脱臼|捻挫|断裂|損傷|打撲|痛め|傷め|壊し|やられ|やっちゃ|やってしま|患っ|患い|悪く|悪い(?=ので|た|から|、|と|。|です)|悪化|弱っ|病気|疾患|怪我|けが|ケガ|末期|腫瘍|腫れ|炎症|潰瘍|出血|梗塞|しびれ|機能が?低下|がん(?!ば)|癌|できもの|しこり|ヘルニア|ひび|ヒビ)"
_TAKEN = r"(?:摘出|全摘|切除|取っ|取りまし|取り、|取る|取った|切っ|切り|摘っ|やられ|末期|移植)"
_GO = r"(?:通っ|通い|通う|通院|かかっ|かかり|かかる|かかり|行っ|行き|行く|行か|寄っ|寄り|寄る|受診|診て|診察|診断|運ば|担ぎ込|搬送|入院|入っ|入り|入れ|お世話|検査|薬を|投薬|治療|手術|点滴|リハビリ|処置|相談し|予約)"
_DOSE = r"\d{1,4}(?:\.\d{1,3})?[ ]?(?:mg|μg|g|mL|ml|単位|錠|T|C|包|滴|枚|プッシュ|アンプル|A|L)"
_GIVEN = r"(?:内服|服用|投与|処方|静注|筋注|皮下注|点眼|頓用|頓服|点滴)"
_GRADE = r"(?:重度|中等度|中度|軽度|[1-7]級|第?[1-2]種[ ]?[1-7]級|[AB][12]?(?:判定|$|(?=[ 、。)・])))"


_AMBIGUOUS = frozenset("PC HD AD MS OP AP AF CI BC IP PD GC UC DL OA MI AS".split())  # by itself: of machines, too


def _short(match: Match, labels: Labels) -> Iterator[Refined]:
    """Abbreviations stand for too much else: several of them, a (+), or a label must speak for them."""
    if match.text.startswith(("(-)", " (-)"), match.end):
        return
    odds = -3.2 if match.value not in _AMBIGUOUS else -6.0
    odds += 1.4 if re.search(r"[・、,/ ]", match.value) else 0.0
    odds += (
        2.2
        if re.search(r"\(\+\)|後$|術|\(\d{4}\)|合併|疑い|既往|s/p", match.value + match.text[match.end : match.end + 3])
        else 0.0
    )
    yield from judge(match, labels, odds)


def _police(match: Match, labels: Labels) -> Iterator[Refined]:
    """Case signs わ, う, あ, い, ろ are of criminal courts, 少 of juvenile ones (事件記録符号規程); civil ones are katakana."""
    yield from judge(match, labels, 3.4 if match.value.endswith("号") else 0.7, cap=4.0)


_ILL = r"(?:breast |lung |colon |stomach |prostate |liver )?cancer|leuk(?:a)?emia|lymphoma|tumou?r|diabetes|epilepsy|depression|bipolar disorder|schizophrenia|anxiety disorder|panic disorder|PTSD|ADHD|autism|dementia|Alzheimer's(?: disease)?|Parkinson's(?: disease)?|Crohn's(?: disease)?|ulcerative colitis|multiple sclerosis|asthma|hepatitis(?: [BC])?|HIV|AIDS|tuberculosis|kidney (?:failure|disease)|heart (?:failure|disease|attack)|(?:a )?stroke|lupus|an eating disorder|alcoholism|hypertension|arthritis"
_FAITH = r"(?:Roman )?Catholic|Muslim|Christian|Buddhist|Hindu|Jewish|Jew|Sikh|Mormon|Jehovah's Witness(?:es)?|Protestant|Shinto believer"


def _english(odds: float) -> Callable[[Match, Labels], Iterator[Refined]]:
    """Statements in English: somebody with a capital letter, he, she or a title stands before or behind."""

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        before, after = match.before(60), match.after(20)
        if _EN_DENIED.search(before) or _EN_GENERAL.search(before + match.value + after):
            yield match.start, match.end, 0.28, ("term", "negated")
            return
        who = _EN_WHO.search(before)
        yield match.start, match.end, chance(odds + (1.6 if who else -1.0)), ("term", *(("person",) if who else ()))

    return refine


_EN_WHO = re.compile(
    r"\b(?:[Hh]e|[Ss]he|I|[Hh]is|[Hh]er|[Mm]y|who|Mr|Ms|Mrs|Dr|wife|husband|son|daughter|mother|father|brother|sister|patient|employee|applicant|guest|tenant|colleague)\b|[A-Z][a-z]+ [A-Z][A-Za-z]+"
)
_EN_DENIED = re.compile(r"\b(?:no|not|never|without|denies|denied|neither|nor|n't|isn't|wasn't)\b[^.,;\n]{0,24}$", re.I)
_EN_GENERAL = re.compile(
    r"\b(?:people|persons|patients|those|anyone|users|customers) (?:who|with|living)|\bif (?:you|a|an)\b|prevention|awareness|insurance|research",
    re.I,
)

PHRASES = (
    Pattern(
        id="spc_medical_history.english",
        entity="SPC_MEDICAL_HISTORY",
        regex=rf"(?<![A-Za-z])(?:diagnosed with|living with|suffer(?:s|ing|ed)? from|(?:being )?treated for|recovering from|(?:has|had|have)(?: got)?|hospitali[sz]ed (?:with|for)|on (?:sick )?leave (?:for|due to|because of)|history of|died of) (?:{_ILL})(?![A-Za-z])",
        refine=_english(0.4),
        column="",
        examples=("Yuto Harada has been living with Crohn's disease since college", "She was diagnosed with depression in May."),
        non_examples=("People living with diabetes can apply", "He has no history of epilepsy", "a seminar on cancer"),
    ),
    Pattern(
        id="spc_medical_care.english",
        entity="SPC_MEDICAL_CARE",
        regex=r"(?<![A-Za-z])(?:(?:is|was|currently|still) (?:on|undergoing|receiving) (?:dialysis|chemotherapy|chemo|radiotherapy|antidepressants|insulin|psychiatric treatment)|(?:had|underwent|having|needs) (?:[a-z]{3,12} )?(?:surgery|an? operation)|sees a (?:psychiatrist|therapist|psychologist))(?![A-Za-z])",
        refine=_english(0.4),
        column="",
        examples=("My wife is on dialysis three times a week", "Mr. Kato underwent heart surgery in April"),
        non_examples=("The machine is on maintenance", "patients undergoing chemotherapy"),
    ),
    Pattern(
        id="spc_disability.english",
        entity="SPC_DISABILITY",
        regex=r"(?<![A-Za-z])(?:is|was|went|has been|became|being) (?:legally |partially |completely |profoundly |severely )?(?:blind|deaf|disabled|paraly[sz]ed|hard of hearing|visually impaired|hearing impaired|quadriplegic|paraplegic|wheelchair[- ]bound|autistic)(?![A-Za-z])|(?<![A-Za-z])(?:is a |uses a )wheelchair(?: user)?(?![A-Za-z])",
        refine=_english(0.4),
        column="",
        examples=("Emily Sato is legally blind and will bring a guide dog", "her father is a wheelchair user"),
        non_examples=("the option is disabled by default", "people who are deaf can use the relay"),
    ),
    Pattern(
        id="spc_creed.english",
        entity="SPC_CREED",
        regex=rf"(?<![A-Za-z])(?:is|was|are|am|as) (?:an? )?(?:practi[cs]ing |devout |strict |orthodox |lifelong )?(?:{_FAITH})(?![A-Za-z])|(?<![A-Za-z])converted to (?:Islam|Christianity|Buddhism|Judaism|Hinduism)|(?<![A-Za-z])(?:member|supporter) of the (?:Communist|Liberal Democratic|Constitutional Democratic|Komeito) ?[Pp]arty",
        refine=_english(0.4),
        column="",
        examples=("Maria Fernandes is a practicing Catholic and asked for Good Friday off", "Mr. Khan is Muslim, no pork please"),
        non_examples=("a Catholic school in Kobe", "the Buddhist temple"),
    ),
    Pattern(
        id="spc_criminal_record.english",
        entity="SPC_CRIMINAL_RECORD",
        regex=r"(?<![A-Za-z])(?:(?:was |been )?(?:convicted|found guilty) of [a-z]{4,16}|pleaded guilty to [a-z]{4,16}|served (?:\d{1,2}|two|three|four|five|six|ten) (?:years|months) (?:in (?:prison|jail)|for [a-z]{4,16})|(?:has|had) (?:a|prior) (?:criminal record|convictions?))(?![A-Za-z])",
        refine=_english(0.6),
        column="",
        examples=("Kenji Moriwaki: convicted of embezzlement in 2016", "he served two years in prison"),
        non_examples=("anyone convicted of fraud may not apply", "She has never been convicted of theft"),
    ),
    Pattern(
        id="spc_criminal_procedure.english",
        entity="SPC_CRIMINAL_PROCEDURE",
        regex=r"(?<![A-Za-z])(?:was|were|been|got) (?:arrested|indicted|charged) (?:for|on|with|in|by|over) [a-z]{3,16}(?![A-Za-z])",
        refine=_english(0.5),
        column="",
        examples=("Mr. Ota was arrested for drunk driving last night",),
        non_examples=("users who were charged for delivery", "the card was not charged with fees"),
    ),
    Pattern(
        id="spc_crime_victim.english",
        entity="SPC_CRIME_VICTIM",
        regex=r"(?<![A-Za-z])(?:(?:was|is|been|became) (?:a |the )?victim of (?:domestic violence|stalking|assault|sexual assault|rape|robbery|fraud|a scam|child abuse)|was (?:stalked|raped|robbed|assaulted|mugged) (?:by|on|in|at))(?![A-Za-z])",
        refine=_english(0.5),
        column="",
        examples=("She was a victim of domestic violence and moved out", "Ms. Arai was mugged on her way home"),
        non_examples=("victims of fraud may call the hotline",),
    ),
    Pattern(
        id="spc_disability.function",
        entity="SPC_DISABILITY",
        regex=rf"{_ALONE}{BODY}[がをはもの]?(?:{_HOW}[がをはもにの]?){{0,2}}{_FUNCTION}",
        refine=worth(-0.1),
        column="",
        examples=("夫は事故で左足を切断した", "祖父は右目がほとんど見えないそうです", "息子は耳が片方聞こえないので席を前にしてほしい"),
        non_examples=("手が動かないほど寒い倉庫です", "耳が聞こえない方のための字幕", "画面の右側が見えない"),
    ),
    Pattern(
        id="spc_medical_history.body",
        entity="SPC_MEDICAL_HISTORY",
        regex=rf"{_ALONE}(?:{BODY}[がをはもの]?(?:{_HOW}[がをはもにの]?){{0,2}}{_HARM}|{ORGAN}[がをはもの]?(?:{_HOW}[がをはもにの]?){{0,2}}{_TAKEN}|{BODY}に(?:先天的な|生まれつき|大きな|小さな)?(?:穴|水が溜|水がたま|石が|しこり|腫瘍|持病|疾患|欠陥|奇形|爆弾を|炎症|血栓|血の塊))",
        refine=worth(-0.3),
        column="",
        examples=("私は昨年、胃を三分の二取りました", "父が心臓をやられて先週から休んでいます", "妻は膝を痛めていて階段が使えません"),
        non_examples=("膝を痛めない歩き方講座", "腰の痛みに効く湿布を発売", "胃の手術件数の統計"),
    ),
    Pattern(
        id="spc_medical_history.unwell",
        entity="SPC_MEDICAL_HISTORY",
        regex=r"(?:メンタル|メンヘラ|心の(?:不調|病)|精神的な?(?:不調|理由|疲労)|心身の(?:不調|疲労))(?:の(?:不調|問題|病気|病))?(?:で|から|により|のため)[^。、\n]{0,8}?(?:休[みんめむ職業]|ダウン|離脱|倒れ|欠勤|通院|退職|辞め|潰れ)",
        refine=worth(-0.2),
        column="",
        examples=("メンタルで3か月休んでた長島さんが戻ります", "心の不調で休職していた有村主任", "前任の金子さんは精神的な理由で退職"),
        non_examples=("メンタルで負けない営業術", "心の不調で休むときの手続", "メンタル不調者のための窓口"),
    ),
    Pattern(
        id="spc_medical_care.guided",
        entity="SPC_MEDICAL_CARE",
        regex=r"(?:産業医|主治医)(?:の先生)?(?:から|より|の)[^。、\n]{0,14}?(?:指示|指導|制限|勧め|言われ|止め|ストップ|禁止|許可|了承)",
        refine=worth(-0.3),
        column="",
        examples=("原さん、産業医から残業制限の指示", "主治医より運転を止められている佐伯様", "黒田主任は産業医の指導で夜勤を外れた"),
        non_examples=("主治医の指示に従ってください", "産業医からの指導がある場合は記録を残す", "産業医の勧告権限に関する規程"),
    ),
    Pattern(
        id="spc_medical_care.visit",
        entity="SPC_MEDICAL_CARE",
        regex=rf"(?<!動物)(?<!獣医){DEPARTMENT}(?:の(?:先生|外来|診察))?(?:[にへでを](?:[ぁ-ん一-龥0-9]{{0,4}}?){_GO}|(?:を)?(?:受診|通院|通い))",
        refine=worth(0.0),
        column="",
        examples=("先月からメンクリに通っています", "今日は歯医者に行くので早退します", "金曜の眼科受診は娘さんが付き添う（佐々木様）"),
        non_examples=("動物病院に通っています", "病院に行く際は保険証をお持ちください", "市民病院に医療機器を納品した"),
    ),
    Pattern(
        id="spc_medical_care.drug",
        entity="SPC_MEDICAL_CARE",
        regex=rf"[ァ-ヺー]{{3,14}}(?:OD)?(?:錠|散|カプセル|クリーム|軟膏|ローション|テープ|パッチ|点眼液?|ゼリー|シロップ|坐薬|注)?[をがはの]?[ ]?(?:(?:{_DOSE}(?:から|→|/日|[をにへで ]){{0,2}}){{1,3}}(?:{_GIVEN}|増量|減量|塗布|貼付|吸入|追加|中止|休薬|開始|変更|施行)|[をの]?{_GIVEN}(?:中|し|され|開始))|[ァ-ヺー]{{3,14}}(?:クリーム|軟膏|ローション|テープ|パッチ)を?(?:塗布|貼付|貼用)",
        refine=worth(0.2),
        column="",
        examples=("眠前にレミマゾン8mgを内服（八木様）", "リスペリドンを0.5mgから1mgに増量との指示、ご家族に連絡済み", "仙骨部にゲーベンクリーム塗布、主任に申し送り"),
        non_examples=("サプリメントを服用する場合の注意", "プランの変更は可能です", "ワックス500mLを使用"),
    ),
    Pattern(
        id="spc_disability.graded",
        entity="SPC_DISABILITY",
        regex=rf"(?:下肢|上肢|聴覚|視覚|視力|聴力|体幹|平衡|心臓|じん臓|腎臓|肝臓|呼吸器|内部|肢体(?:不自由)?|音声|言語|ぼうこう|膀胱|直腸|小腸|免疫|知的|精神|身体|身障|療育|手帳|障害者?)(?:機能)?(?:障害|障がい)?(?:者?手帳)?[ :：]{{0,2}}(?:等級)?[ ]?{_GRADE}|障害者?[ ]?\((?:特別|同居特別|普通|[1-7]級|[AB][12]?)\)|\((?:重度|中度|軽度)[・、 ](?:身体|知的|精神|内部|視覚|聴覚|肢体|発達)\)",
        refine=worth(1.0),
        column="",
        examples=("仲里 勇　下肢3級　駐車場は入口横を割当", "手帳：療育B判定　生徒 高橋 光", "障害者雇用状況：森本 守（重度・内部）"),
        non_examples=("身体障害者手帳1級の方は無料", "手帳3級の取得条件", "言語1種類に対応"),
    ),
    Pattern(
        id="spc_disability.chosen",
        entity="SPC_DISABILITY",
        regex=r"[■☑✓●][ ]?(?:視覚|聴覚|肢体(?:不自由)?|内部|知的|精神|音声|言語|平衡|発達|身体|難病)(?:障害|障がい)?(?=[ \n□)]|$)|障害者[ ]?(?:\([^)\n]{1,6}\))?[ ]?[○◯〇✓]",
        refine=worth(1.6),
        column="",
        examples=("☑聴覚　□視覚　□肢体　等級 2　申込者 布川 かおり", "本人が障害者 ○　生年月日 昭和36年", "障害の種類 ■知的 □身体"),
        non_examples=("□聴覚　□視覚　□肢体", "● 聴覚障害とは何か", "障害者（　）"),
    ),
    Pattern(
        id="spc_medical_history.short",
        entity="SPC_MEDICAL_HISTORY",
        regex=rf"(?<![A-Za-z0-9_.@/\-ァ-ヺー]){SHORT}(?:[・、,/ ]{{1,2}}{SHORT}){{0,5}}(?:[ ]?(?:\(\+\)|術?後|\(\d{{4}}\)|合併|既往|疑い))?(?![A-Za-z0-9_.@])",
        refine=_short,
        column="",
        examples=("星川 健吾：DM・HT（＋）、ASA 2", "既往歴：AMI（2019）、PCI後", "患者 吉田様　CKD、HD後"),
        non_examples=("ADサーバーのHDを交換", "PC、HDを各2台発注", "既往歴：DM（－）"),
    ),
    Pattern(
        id="spc_health_check.sight",
        entity="SPC_HEALTH_CHECK",
        regex=rf"(?:{BODY}|血圧|血糖|尿酸|コレステロール|中性脂肪|腫瘍マーカー|検査)の(?:値|数値|[0-9]?項目)[がもは](?:高|悪|低|異常|引っかか|ひっかか|上が|基準)|"
        r"(?:裸眼|矯正)?視力[ :：(]{0,3}(?:裸眼|矯正)?[ ]?(?:右|左|両眼|R|L)?[ :：]?[0-2]?\.\d{1,2}|視力[^\n。]{0,4}0\.\d|聴力[ :：(]{0,3}(?:右|左)?[ ]?所見あり|(?:尿)?(?:蛋白|タンパク|たんぱく|潜血|ケトン|尿糖|糖)(?:反応)?[がは:： ]{0,2}\(?[1-4]?\+{1,3}\)?|(?:総合)?判定[ :：]{1,2}[CDEF][12]?(?![A-Za-z0-9])",
        refine=worth(-0.2),
        column="",
        examples=("学校検尿で蛋白が2＋、受診のお知らせを保護者に渡した", "健診　視力 右0.3 左0.5（大塚 亮）", "総合判定：D　就業上の措置を産業医に確認（池田）"),
        non_examples=("視力0.7以上が免許の条件です", "蛋白質20gを配合", "志望校の判定を確認する"),
    ),
    Pattern(
        id="spc_race.mixed",
        entity="SPC_RACE",
        regex=rf"{PEOPLE}(?:人|族|民族)?(?:と(?:日本人|日本)?の?|の)(?:ハーフ|ミックス|クォーター|ダブル|混血|血(?=が|を|も))|{PEOPLE}(?:人|系)?ハーフ|{PEOPLE}(?:人|族)?に(?:も)?ルーツ|{PEOPLE}系(?:[一二三四1-4]世|[一-龥]{{1,4}}人(?:[一二三四1-4]世)?)?(?=$|[でだの、。)(\s]|移民|三世|二世)|(?:アイヌ|ロマ|クルド|ユダヤ|華僑|琉球|ウイグル|チベット|ハザラ)の(?:血|血筋|家系|末裔|子孫|出)(?=$|[でだの、。)をが])|(?:父|母|祖父|祖母|親|両親)が(?:黒人|白人|アイヌ|華僑|ロマ)",
        refine=worth(-0.2),
        column="",
        examples=("児童リナはフィリピンとのミックスで転入した", "夫はクルド系、妻は日本人", "面接メモ：ペルーにルーツを持つ（応募者は三姉妹の長女）"),
        non_examples=("アジア系企業の売上", "イタリア系レストランを予約", "アフリカにルーツを持つ音楽の特集"),
    ),
    Pattern(
        id="spc_criminal_record.inside",
        entity="SPC_CRIMINAL_RECORD",
        regex=rf"(?:刑務所|拘置所|塀の中|塀の向こう|ムショ|獄中)(?:から|を|に|へ|で)(?:[ぁ-ん一-龥0-9]{{0,6}}?)(?:出て|出た|出所|入っ|入り|入れ|いた|いる|過ご|送ら|収容|行っ)|{CRIME}(?:罪|事件)?で[^。、\n]{{0,8}}?(?:入って|入った|入り|食らっ|くらっ|打たれ|ムショ|刑務所|塀の中|お縄|懲役|実刑|罰金|前科|服役)",
        refine=worth(0.3),
        column="",
        examples=("瀬戸さんは去年の夏に刑務所から出て働いている", "元夫はシャブで二回入っていて、去年出てきました", "父は覚せい剤で何度か刑務所に入っていました"),
        non_examples=("刑務所に入る確率の統計", "窃盗で懲役になる場合の解説", "刑務所を見学するツアー"),
    ),
    Pattern(
        id="spc_criminal_procedure.police",
        entity="SPC_CRIMINAL_PROCEDURE",
        regex=rf"(?:令和|平成|昭和)\d{{1,2}}年[ ]?\((?:わ|う|あ|い|ろ|は|む|少|少ハ)\)[ ]?第[ ]?\d{{1,6}}号|{CRIME}(?:罪|事件)?(?:で|の(?:疑い|容疑|件)で)[^。、\n]{{0,8}}?(?:捕まっ|捕まり|パクられ|取り調べ|取調べ|警察に|連行|任意同行)|(?:警察|刑事|警官)(?:に|から)(?:[ぁ-ん一-龥]{{0,4}}?)(?:捕ま|連れて行かれ|引っ張られ|連行され|取り調べ|取調べ|逮捕)|(?:宅|自宅|事務所)(?:に|へ)?(?:家宅捜索|ガサ)(?:が入|入れ)|(?:家宅捜索|ガサ入れ)(?:が入|を受け)|(?:地検|特捜部|検察庁?|捜査[一二]?課|国税局?)[^。、\n]{{0,3}}(?:の|から|に|へ)[^。、\n]{{0,6}}?(?:聴取|告発(?!す)|呼び出|出頭)",
        refine=_police,
        column="",
        examples=("令和6年(わ)第312号　被告人 鳥居 一馬", "兄は大麻で警察に連れて行かれ、今も帰らない", "布川部長宅に家宅捜索が入った", "弟が大麻で警察に連行された件で休みます"),
        non_examples=("令和6年(ワ)第312号 損害賠償請求事件", "万引きで捕まった場合の対応を解説", "警察に逮捕されるとどうなるか、記事で解説", "家宅捜索が入る映画の場面"),
    ),
    Pattern(
        id="spc_crime_victim.met",
        entity="SPC_CRIME_VICTIM",
        regex=rf"(?:{CRIME}|DV|つきまとい|性被害|性暴力|連れ去り|不正送金|なりすまし|フィッシング)(?:の(?:被害|事件))?に(?:遭(?!わな)|会っ|会い|あっ|あい|あう|巻き込ま|刺され|襲われ|殴られ|脅され|殺され)|{CRIME}(?:事件|事故)?で[^。、\n]{{0,8}}?(?:亡くし|亡くな|失っ|失い|死亡し|殺され|殺害され)|{CRIME}(?:事件|行為)?の被害(?=に|を|で|が|届|者)|(?:夫|元夫|父|義父|継父|実父|養父|母|妻|元妻|交際相手|元交際相手|彼氏|元彼|上司|先輩|同居(?:人|男性))(?:から|に|が母を|が妻を|が私を)(?:[ぁ-ん一-龥]{{0,6}}?)(?:殴|蹴|叩か|暴力|暴行|首を絞|性的|乱暴|脅さ)",
        refine=worth(0.9),
        column="",
        examples=("電車内で痴漢にあったので今日は休みます", "店長が強盗に刺されて入院した", "妻がひったくりに遭い、交番に届けた", "夫はひき逃げで亡くなり、私が申請します"),
        non_examples=("詐欺に遭わないために", "盗撮に遭った場合の相談窓口", "ひったくりにあう件数が増加"),
    ),
)  # fmt: skip
