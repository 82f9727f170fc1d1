"""From a word of the lists to a statement about someone: what speaks for it, what against, and how far it reaches.

Odds add up as for other patterns: the word's own strength, a person in the sentence, a verb that makes it happen
(と診断, で通院, を患う, で逮捕), a form label in front, a degree or amount; against it, negation, an organisation's or
product's name that begins with the word, a sentence about rules, courses or figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from recognizers.beginnings import searching
from recognizers.context import Labels
from recognizers.jp.special_care.headers import entity_of
from recognizers.jp.special_care.lists import STRENGTH, Term
from recognizers.jp.special_care.reasons import reason
from recognizers.jp.special_care.traps import trap
from recognizers.jp.statement import LITERATURE, STATUTE, TICKED, Around, around, generic, negated, person
from recognizers.jp.subject import subject
from recognizers.lazily import lazy
from recognizers.pattern import Match, Refined, chance
from recognizers.sieve import Sieve

LOW = 0.28  # a word that is told apart: a row of level low, with its reason

# A term that says what happened (洗礼を受, 前科があ, 騙されて) needs no verb behind it.
_PREDICATE = lazy(r"[^ァ-ヺー][をにがはでとも][一-龥ぁ-ん]{1,4}$|(?:れ|った|れて|され|っ|ない)$")
_PREDICATE_GAIN = 1.3

_COPULA = lazy(
    r"^(?:です|だ(?!け|っ)|だった|である|でした|があ[りる]|持ち|とのこと|とのお申|と申|な(?:ので|んで|ん(?:です|だ)))"
)
_KANA = lazy(r"[ぁ-ん]+")
_KATAKANA = lazy(r"[ァ-ヺー・]+")

_KATAKANA_END = lazy(r"[ァ-ヺー]$")
_CHECKUP_LEFT = lazy(r"(?:健診|健康診断|ドック|検診|予防接種|ワクチン)(?:[のを ]|を[^。、\n]{1,20}|[ :：]年?\d回)?$")
# The name of an examination tells nothing before its result.
_EXAMINATION = lazy(r"(?:検診|健診|ドック|ツベルクリン|ツ反)$")
_RESULT = lazy(
    r"陽性|異常(?!な|は?認|を認めな|はあり)|要[精再治医経受二]|判定|ひっかか|引っかか|指摘|所見(?!な|は?認|を認めな|はあり)|疑い|見つか|再検|精密|二次|影|値が|良くな|悪"
)
# 盲目的, 骨折り損, 入院棟, がんがん: the word is a part of another.
_GOES_ON = lazy(r"的(?!中)|棟|り損|り甲斐|りがい|線(?![維量治源照])|[検健]診|時?(?:情報|サマリ|アセス|チェック|書類)")
_OTHER_WORD = {"再審": "査", "麻酔": "科", "身分": "証", "非行": "為"}  # 再審査請求, 麻酔科: another word
# 氏名,既往歴,服薬: the first row of a table.
_HEAD_CELL = lazy(r"(?:氏名|名前|患者名?|社員(?:番号|名)?|従業員(?:番号|名)?|利用者名?|生徒名|児童名|name)", re.I)
_OF_A_PERSON = lazy(
    r"^(?:[一-龥ァ-ヺー]{0,8}人)?の(?:従業員|社員|同僚|友人|知人|講師|生徒|児童|子(?!ども)|妻|夫|母|父|祖父|祖母|家庭で)"
)
# インフルエンサー is no インフル; a few words go on with another and stay what they are.
_LONGER = lazy(r"(?!ウイルス|ウィルス|ワクチン|オペ|ケア|リハビリ|ショック|アレルギー|テスト|モチ|ナシ|アリ)[ァ-ヺー]")

VERB = searching(
    r"見つか|登[園校]停止|出席停止|出停|で[^。、]{0,8}入って(?:い)?た|消失|軽快|\d分間?(?:で|持続)|悪い|飲ませ|飲み忘れ|安静|を使用(?!でき|可|上|する場合)|使用(?=[ 、。]|$)|を終え|を控え|育ち|育った|欠かさ|悪化|憂鬱|引っかか|ひっかか|を負|異常|経過|捕ま|全治|負傷|休んで|お休み|休みに入|休みます|休んだ|休暇を|抱えて|に入院|に入っ|に入り|に入れ|利用し(?!て?いただ|やす)|を利用(?!規約|可能|でき|くだ|いただ|して?くだ)|通って|通う|通い|かかって|飲んで|疑い|所見|宣告|告知され|在住|居住|倒れ|かかった|かかり|出ている|隠して|勤務(?:不可|制限)|過去がある|対象とな|怪我|けが|ケガ|通報|届け出|警察|診断|罹患|を患|に罹|にかか[っり]|発症|再発|感染|休職|休業|欠勤|早退|通院|入院|加療|治療中|闘病|服薬|服用|内服|手術を受|手術後|療養|退院|後遺|判定|指摘|認定|交付|所持|お持ち|を持って|持ちで|取得|受給|受診|装着|使用中|利用中|通所|入所|在籍|装用|"
    r"拒否|信仰|信奉|信者|所属|入信|入会|出身|生まれ|の子孫|の血|家系|逮捕|検挙|勾留|起訴|送検|有罪|懲役|禁錮|拘禁刑|罰金(?:\d|刑)|服役|出所|確定|だまし取|騙し取|被害|襲われ|殴られ|盗まれ|虐待|避難|送致|補導|審判|移植|切除|摘出|透析|投与|処方|"
    r"寛解|完治|術後|死亡|他界|陽性|該当(?!なし|せず|しな|者)|申告|申し出|申出|打ち明け|告白|カミングアウト|悩んで|苦しん|配慮|免除|不可|できない|できず|困難|支障|(?:歩|動|働|行|起き(?:ら)?|眠|食べ(?:ら)?|立|乗|来(?:ら)?|出(?:ら)?)[けれて](?:な[いくか]|ず|ませ)|難し[いく]|出た(?=[ばの後。、]|$)|出て(?=[きかい])|のため(?!の|に[はな])|ため、|による(?:休|欠|早|遅|通|入|退|出勤|長期)|で(?:死|亡|倒|搬送|退職|解雇|異動|休)|差別を受|持病|既往|経過観察|要介護\d|\d級|[1-6１-６]度|A\d|B\d|\d犯"
)
HAPPENED = lazy(
    r"^.{0,14}?(?:中(?=$|[\s、。でのだ)」])|済み?(?=$|[\s、。)])|した(?!い|場合|とき|方|際)|され(?:た(?!場合|方|際|者)|て|、)|していた|している|しており|してい?ます|しました|を受け(?:た|て|ている|る|ます|、)|になっ|になりま|になり、|になる予定|に(?:なる|なった|なりました)|することに|を(?:した|する|します)(?!場合|とき|方|際|者)|歴(?:あり|有|が)|あり(?=$|[\s、。)])|有り| ?有(?=[ (、。)]|$)|予定|に通|受けて|\d回|\d+(?:年|月|日))"
)
DEGREE = lazy(
    r"^[ 　はに:：(（]{0,2}(?:\d級|[0-6][ab]?期|ステージ|[A-D]\d?(?:判定|区分)?(?=$|[\s、。)])|重度|中等度|軽度|第?\d種|\d度|[12]型|IV|III|区分\d)|^\d"
)
LABEL_LEFT = searching(
    r"(?:傷病名|病名|既往歴?|既往症|現病歴|病歴|持病|健康(?:状態|面)?|治療中の病気|(?<!健康)診断名?|主訴|障害(?:の種類|区分|名|等級|程度|の有無)|総合判定|判定|所見|健診結果|検査結果|診断結果|現在の処方|処方(?:内容|薬)?|服薬(?:状況|中)?|内服薬?|常用薬|服用薬|手術歴?|アレルギー|宗教(?:上の配慮)?|信仰|信条|支持政党|"
    r"賞罰|犯罪歴|前科|逮捕歴|休職理由|欠勤理由|休業理由|療養理由|被害(?:内容|状況|区分)?|支援措置(?:区分|対象者?)?|人種|民族|出自|手帳|病気|疾患|障がい|家族歴|アレルギー歴|入院歴|通院歴|補導歴|非行歴|配慮事項|健康状態|非行歴|信教|続柄|告知(?:内容|事項)?|経過|身体状況)[)）】」]?[ ]?[:：=＝|\t 　→]+[^。\n]{0,30}$"
)
_LABEL_GLUED = lazy(r"(?:傷病名|診断名|既往歴|障害名)$")
LABEL_IS = lazy(r"(?:支持政党|宗教|信仰|病名|診断名|持病|既往歴?|傷病名|宗派|障害等級|既往症)は[^。、\n]{0,8}$")
LABEL_NOTE = lazy(
    r"^[ ]*(?:A|A/P|As|Dx|Imp|Assessment|#[ ]?\d{0,2})[):： .][ ]?[^。\n]{0,16}$|[。 ](?:A|A/P|As)\)[ ]?[^。\n]{0,12}$"
)  # of clinical notes
LABEL_WEAK = lazy(
    r"(?:備考|特記事項|申し送り|メモ|連絡事項|理由|面談記録|面談|相談内容|ヒアリング|所感|経歴|身上|家族構成|調査結果|調査報告|申告内容|特記|注記|審査メモ|事由|コメント|欄)[)）】」]?[ ]?[:：=＝|\t 　]+[^。\n]{0,60}$"
)

_BOOKS = Sieve({"statute": STATUTE, "literature": LITERATURE})
_VERBS = Sieve({"verb": VERB, "happened": HAPPENED})
_LABELS = Sieve({"left": LABEL_LEFT, "is": LABEL_IS, "note": LABEL_NOTE, "weak": LABEL_WEAK})

# What belongs to the word and tells nothing of another category: 通院 behind 糖尿病で is a hit of its own.
_TAIL = lazy(
    r"^(?:[ぁ-ん0-9ァ-ヺー]{0,8}?(?:と(?:診断|判定)(?:され)?|を患って?|に罹患|にかかっ|に感染|を発症|を(?:所持|受給|お持ち|取得|装着|使用|拒否|受け|信仰)|の(?:信者|信徒|被害|出身|家柄|既往|疑い)|への送致(?:が決定)?|に送致|を受給中|を服用(?:中)?|\d級|[A-D]\d|\d+万円|\d+年|\d+月|\d+犯|処分|された|しています?|している|中|歴|あり|判決|確定)){1,3}"
)
_STANDS_LEFT, _STANDS_RIGHT = lazy(r"(?:^|[\s、。:(・/)])$"), lazy(r"[\s、。)(・/]|$")
# 保健指導対象：石動 勝: a label that tells of those who stand behind it.
_OF_THEM = lazy(r"^の?(?:対象者?|該当者?|患者|者)(?:一覧|名簿|リスト)?[ ]?[:：]")
_ROLES = frozenset("容疑者 被疑者 被告 被告人 被害者 患者".split())  # whom the word itself names is nobody yet
_IS_LABEL = lazy(
    r"^(?:支給)?(?:申請|請求)書(?:\([^)]{1,8}\))?$|^(?:歴|の有無|内容|状況|等?(?:支援措置)?対象者?|者|区分|名|等級|種別|番号|の種類|交付日|の内容|日|科|医|回数|機関)?[ ]?[:：=]"
)
_POSITIVE = lazy(r"^(?:反応|検査|抗体|抗原)?(?:の?結果)?[ :：はが]{0,2}(?:陽性|\(?[1-4]?\+\)?)")
_BRACKET = lazy(r"^[ ]?\([^()\n]{1,20}\)")
_TELLS_MORE = lazy(r"[A-Z]\d|級|点|手帳|mg|療育")  # a statement of its own
_RUN_LEFT = lazy(r"[一-龥々ァ-ヺーA-Za-z0-9\-]{0,10}$")
_NOT_LEFT = lazy(
    r"^(?:.*(?:傷病名|病名|既往歴|既往|持病|診断|主訴|社員|課長|部長|様|氏|君|殿|本人|理由|備考|長男|次男|長女|次女|妻|夫|父|母|過去|現在|の|は|が|で|患者|先日|去年|昨年|今年|先月|年|月|日|歳|頃|中|前|後|時|等))"
)


def by_strength(terms: Iterable[Term]) -> Callable[[Match, Labels], Iterator[Refined]]:
    """`refine` of a pattern over words of a list."""
    odds = {term.word: STRENGTH[term.strength] for term in terms}

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        told = _PREDICATE_GAIN if _PREDICATE.search(match.value) else 0.0
        yield from judge(match, labels, odds.get(match.value, STRENGTH["m"]) + told)

    return refine


def worth(odds: float) -> Callable[[Match, Labels], Iterator[Refined]]:
    """`refine` of a shape: judged as a word of that strength is."""

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        if not re.search("法定刑|以下の|以上の|罪とは", match.value):
            yield from judge(match, labels, odds, cap=4.0)

    return refine


def judge(match: Match, labels: Labels, odds: float, cap: float = 3.5) -> Iterator[Refined]:
    """Score one word where it stands. `odds`: what the word is worth by itself; `cap`: the most it can be."""
    start, end, text = match.start, match.end, match.text
    value, last, right = text[start:end], text[start - 1 : start], text[end : end + 8]
    kana = _KANA.fullmatch(value) is not None
    if value.isascii() and _inside_word(text, start, end):
        return
    if kana and (
        (
            re.match("[ぁ-ん《]", last)
            and last not in "はがのをにもでとや"
            and not re.search(
                "さん$|くん$|ちゃん$|たら$|から$|って$|ので$|なら$|とか$|ため$", text[max(0, start - 3) : start]
            )
        )
        or (
            re.match("[ぁ-ん》]", right)
            and not re.match("[はがのをにもでとやへだなか]", right)
            and not (value[-1] in "れっ" and right[0] in "てたるま")
        )
    ):
        return
    if (
        (_KATAKANA.fullmatch(value) and re.match("[ァ-ヺー]", last))
        or (_KATAKANA_END.search(value) and _LONGER.match(right))
        or (last in ("お", "伝") and value in ("骨折", "通院"))
    ):
        return
    if (value == "信者" and re.match("[受送発返着通]", last)) or (value == "華人" and right[:1] == "民"):
        return
    if value in ("既往", "持病") and not re.match("歴?(?:[がのはにで]|あり|有)", right):
        return  # 既往歴及び家族歴, 持病や既往歴: names of fields
    if _GOES_ON.match(right) or (kana and right.startswith(value)):
        return
    if _OTHER_WORD.get(value, "-") == right[:1]:
        return
    if right.startswith("日」"):
        return  # 画面項目「入院日」
    if value in ("受診", "診察", "初診", "再診") and re.match("日|機関|券|者数|票|番号", right):
        return
    if value.startswith("受診") and _CHECKUP_LEFT.search(text[max(0, start - 30) : start]):
        return  # having taken a check-up is none (guideline 2-3)
    near, worth_alone = around(match, start, end), odds
    if _EXAMINATION.search(value) and not _RESULT.search(near.right):
        yield start, end, LOW, ("term", "checkup")
        return
    evidence = ["term"]
    why, against = negated(near.left, near.right), 0.0
    if not why:
        why, against = trap(match, near)
    if why == "negated" or why == "blank_form":
        yield start, end, LOW, (*evidence, why)
        return
    if _is_head(match):
        yield start, end, LOW, (*evidence, "label")
        return
    listed = _OF_THEM.match(near.right) is not None and person(near.right)[0] > 0
    if not listed and _IS_LABEL.match(near.right) and match.pattern.entity != "SPC_HEALTH_CHECK":
        yield start, end, LOW, (*evidence, "label")
        return
    label, words = _label(match, near)
    if listed:
        label, words = max(label, 1.9), (*words, "listed")
    who, kind = subject(near, "" if value in _ROLES else value)
    said = _said(match, near)
    if kind == "person_near" and near.before.endswith("。") and not near.right:
        said += 0.8  # 内藤様、夜間は不穏。レビー小体型認知症
    if (
        not said
        and kind in ("person_near", "paper")
        and _STANDS_LEFT.search(near.left)
        and _STANDS_RIGHT.match(near.right)
    ):
        said += 0.5  # noted, not talked about
    extra = 0.9 if DEGREE.match(near.right) else 0.0
    if TICKED.search(near.left[-14:]):
        label, words = max(label, 3.0), (*words, "ticked")
    odds += label + who + said + extra
    evidence += [word for word in (kind, "said" if said else "", "degree" if extra else "") if word] + list(words)
    if label < 3.5:
        weight, kinds = generic(near.sentence, kind)
        if kinds and not who:
            weight -= max(0.0, worth_alone)  # nobody is spoken of: what the words tell by themselves counts for nothing
        if law := _law(near):
            weight -= law * (0.4 if kind in ("person", "surname") else 1.0)
            kinds = ("statute", *kinds)
        if "literature" in _BOOKS(near.before + near.after) and LITERATURE.search(near.before + near.after):
            weight -= 2.5
            kinds = ("literature", *kinds)
        if why:
            weight -= against
            kinds = (why, *kinds)
        odds += weight
        if kinds:
            evidence.append(f"generic:{kinds[0]}")
    elif why:
        odds -= 3.5
        evidence.append(why)
    begin, stop = _extent(match, near)
    score = chance(max(-5.0, min(cap, odds)))
    if score < 0.5:  # what only weighed against it has decided
        evidence = [word.removeprefix("generic:") for word in evidence]
        if worth_alone > STRENGTH["w"] and reason(tuple(evidence)):
            score = max(score, LOW)  # told apart, and kept where somebody can look
    yield begin, stop, score, tuple(evidence)


def _is_head(match: Match) -> bool:
    """Whether the word is a cell of the first row of a table in text, the names of whose columns it stands among."""
    line_start = match.text.rfind("\n", 0, match.start) + 1
    line_end = match.text.find("\n", match.end)
    line = match.text[line_start : line_end if line_end >= 0 else len(match.text)]
    mark = next((mark for mark in ",\t|" if line.count(mark) >= 2), "")
    if not mark:
        return False
    cells = [cell.strip(" \"'") for cell in line.split(mark)]
    return any(_HEAD_CELL.fullmatch(cell) for cell in cells if cell) and not any(
        any(c.isdigit() for c in cell) for cell in cells
    )


def _law(near: Around) -> float:
    """How much the surroundings read like a law: one 第52条 further off may be a rule that someone broke."""
    if "statute" not in _BOOKS(near.before + near.after):
        return 0.0
    if STATUTE.search(near.sentence):
        return 3.5
    words = len(STATUTE.findall(near.before + near.after))
    return 3.5 if words > 1 else 1.2 * words


def _inside_word(text: str, start: int, end: int) -> bool:
    return bool(re.match("[A-Za-z0-9]", text[end : end + 1]) or (start and re.match(r"[A-Za-z0-9_]", text[start - 1])))


def _label(match: Match, near: Around) -> tuple[float, tuple[str, ...]]:
    header = match.hints.header
    if header and (entity := entity_of(header)):
        return 5.0 if entity == match.pattern.entity else 4.0, (f"header:{header[:40]}",)
    if header and re.search("備考|特記|理由|メモ|事由|配慮|要支援|特別な支援|要援護|介助|体調|健康状態|留意", header):
        return 1.6, (f"header:{header[:40]}",)
    line = near.before[near.before.rfind("\n") + 1 :]
    above = near.before[: len(near.before) - len(line)].rstrip("\n").rsplit("\n", 1)[-1]
    may = _LABELS(line)
    if ("left" in may and LABEL_LEFT.search(line)) or _LABEL_GLUED.search(line[-4:]):
        return 3.6, ("label",)
    if not line.strip() and "left" in _LABELS(above + ":") and LABEL_LEFT.search(above + ":"):
        return 3.0, ("label",)
    if ("is" in may and LABEL_IS.search(line)) or ("note" in may and LABEL_NOTE.search(line)):
        return 3.0, ("label",)
    if "weak" in may and LABEL_WEAK.search(line):
        return 1.6, ("label",)
    return 0.0, ()


def _said(match: Match, near: Around) -> float:
    right = near.right[:34]
    if match.value[-1] in "にでがを":
        right = match.value[-1] + right  # 試験観察に + なった
    weight = 0.0
    may = _VERBS(right)
    if ("verb" in may and VERB.search(right)) or (_VERBS(near.left[-14:]) and VERB.search(near.left[-14:])):
        weight = 1.9
    if "happened" in may and HAPPENED.match(right):
        weight += 1.4
    if _OF_A_PERSON.match(right) and match.pattern.entity in ("SPC_RACE", "SPC_CREED"):
        weight += 1.9
    if _COPULA.match(right):
        weight += 0.8
    return min(weight, 2.4)


def _extent(match: Match, near: Around) -> tuple[int, int]:
    """The telling phrase: the word with what belongs to it on both sides."""
    begin, stop = match.start, match.end
    run = _RUN_LEFT.search(near.left[-10:])
    if run and run[0] and not _NOT_LEFT.match(run[0]):
        begin -= len(run[0])
    tail = _TAIL.match(near.right)
    if tail:
        stop += tail.end()
    if positive := _POSITIVE.match(match.text[stop : stop + 12]):
        stop += positive.end()
    if (bracket := _BRACKET.match(match.text[stop : stop + 24])) and not _TELLS_MORE.search(bracket[0]):
        stop += bracket.end()
    return begin, stop
