"""What only the whole passage tells of the hits in it: its genre, and that neighbouring hits are one statement."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

from recognizers.genre import Genre, plain_record
from recognizers.jp.special_care.made_up import made_up
from recognizers.jp.special_care.reasons import reason
from recognizers.jp.subject import forget
from recognizers.nobody import NOBODY, Appearances
from recognizers.pattern import chance, logit
from recognizers.types import Hit

SURE = 0.5
_ROW, _NO_ROW = 0.3, 0.15
_FAINT = 0.2
# Of laws, novels and code there is nothing to look through; of leaflets and manuals a row says that they were seen.
_NOBODYS = frozenset({"statute", "literature", "code"})
ATTRIBUTES = frozenset("AGE GENDER FAMILY HOUSING INCOME OCCUPATION EMPLOYER JP_DISABILITY_CERT".split())  # of somebody
_NAMED = frozenset({"person", "surname", "record"})
_JOIN, _NEAR = 20, 12  # characters between two hits of one sentence that are told as one: of one type, of one group
_LONGEST = 80  # characters of one statement
_BODY = {"SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_HEALTH_CHECK", "SPC_DISABILITY"}
_GROUPS = (
    _BODY,
    {"SPC_CRIMINAL_RECORD", "SPC_CRIMINAL_PROCEDURE", "SPC_JUVENILE"},
    {"SPC_RACE", "SPC_CREED"},
    {"SPC_CRIME_VICTIM", "SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_DISABILITY"},
)
# What only follows from a statement that stands near it: benefits, measures, leave, and the like, in the order of `_GROUPS`
# and for the harmed. Told by itself it is a statement.
_FOLLOWS = re.compile(
    r"(?:特殊|定期|二次|一般)?(?:健診|健康診断)(?:結果)?|傷病手当金?|高額療養費|限度額(?:適用)?認定証?|特定医療費(?:\(指定難病\)|（指定難病）)?|自立支援医療(?:受給者証)?(?:（精神通院）)?|障害福祉サービス(?:受給者証)?|サービス等利用計画|面接指導|積極的支援|動機付け支援|(?:総合)?判定[ :]?[A-F]|産業医面[談接]|就業制限|[^\s、。]{0,4}(?:再|精密|二次)検査|精査"
    r"|濃厚接触者?|病休|出所後|(?:病気|傷病)?(?:休職|休業|欠勤|休暇)(?:して|し|中|と)?(?:いる|いた|い|なっ)?|健診事後(?:措置)?|(?:加療|療養|入院|退院|通院|受診|手術|治療)(?:期間|先|予定|日)?(?:中|を受け|のため|し)?|療養を受け|主治医|かかりつけ医(?:に通院)?|診断書|服薬管理|訪問看護|自己注射|[^\s、。]{0,4}特別支援(?:学校|学級)|グループホーム入居中?|放課後等?デイ(?:サービス)?|別室受験|後遺症?|障害者控除"
    r"|接見|(?:担当)?保護司|協力雇用主|家裁調査官|家庭裁判所調査官|家庭裁判所|[^\s、。]{0,6}保護事件|国選弁護人|当番弁護士|事情を[聞聴]かれ|[^\s、。]{0,4}事情を[聞聴]かれ|取り?調べ|示談(?:金|が?成立)?"
    r"|閲覧制限|シェルターに?(?:避難|入所)?|一時保護(?:され(?:た|て)?)?|犯罪被害者等給付金|被害届(?:を提出)?|遺族給付金|加害者|(?:DV等?)?支援措置(?:対象)?|児童相談所(?:に一時保護(?:され(?:た|て)?)?)?"
    r"|豚肉を食べ|豚肉不可|ハラー?ル食?|輸血(?:を?拒否)?|礼拝(?:に|の時間|のため)?|折伏|献金|入信|信仰|後援会"
)
_BENEFIT = re.compile(r"給付金|手当金?|療養費|医療費?")  # the title of a paper, whose holder's name stands below it
_HELPER = re.compile(r"保護司|協力雇用主|弁護人|調査官|主治医|かかりつけ医")  # stands beside, whoever is named between
_FOLLOWING = 120  # characters
_REACH, _NAME = 60, 1.9  # characters to a name of the same sentence; log-odds that it adds
_HEAD_REACH, _HEAD = 700, 0.8  # characters below the name of whom a paper is about; log-odds that it adds
_ABOUT = re.compile(
    r"(?:生徒|児童|園児|患者|利用者|入居者|被保険者|対象者|従業員|社員|本人|申請者|応募者|契約者|面談者|相談者|受診者|被疑者|少年|被害者|運転者|被扶養者|世帯主)(?:の?氏名|名)?[ 　]?[:：\s]{1,4}$|(?<!担当者)(?<!連絡先)(?<!緊急)(?:氏[ 　]*名)[ 　:：]{1,4}$"
)
_VISITED = re.compile(r"[ 　]?様?(?:宅|方)(?![法向面式針])")
_ROLE = re.compile(r"被害者|特定少年|少年|受刑者|被告人|被疑者|容疑者|患者|障害者|信者")
_SENTENCE_END = re.compile(r"[。\n!?！？]")
_MADE_UP = re.compile(
    r"(?<![A-Za-z])[A-ZＡ-Ｚ](?:さん|くん|君|氏|様|社員|課長|部長|主任|医師|子)|[○◯〇●△×]{1,3}(?:さん|様|氏|課長|部長)|(?:山田|○○)太郎"
)
_APART = re.compile(r"[。\n\t|,;；!?！？]")


def special(entity: str) -> bool:
    return entity.startswith(("SPC_", "SENSITIVE_"))


def settle(hits: Iterable[Hit], text: str, name: str = "", named: bool = True) -> list[Hit]:
    """Hits in order of place; those of other types pass as they are. name: of the file. named: names were looked for."""
    forget()
    hits = list(hits)
    somebody = Appearances(text, hits, named)
    said = [(hit.start, hit.end) for hit in hits if hit.entity.startswith("SPC_") and hit.score >= SURE]
    people = [hit for hit in hits if hit.entity == "PERSON" and hit.score >= SURE]
    names = [hit.start for hit in people]
    heads = [
        hit.end
        for hit in people
        if _ABOUT.search(text[max(0, hit.start - 16) : hit.start]) or _VISITED.match(text, hit.end)
    ]
    genre = Genre(text, name)
    settled: list[Hit] = []
    statement: list[int] = []  # where the special-care hits that tell one thing stand in `settled`
    for hit in hits:
        if not special(hit.entity):
            if statement and hit.start >= settled[statement[0]].end:
                statement = []  # a name between them: another's
            if hit.entity in ATTRIBUTES and hit.score >= SURE and somebody.nobody_at(hit.start):
                hit = replace(hit, score=_ROW, evidence=(*hit.evidence, NOBODY))
            settled.append(hit)
            continue
        if hit.entity == "SENSITIVE_HEALTH" and any(hit.start < end and start < hit.end for start, end in said):
            continue  # health that is special care already
        if _ROLE.fullmatch(text, hit.start, hit.end) and _titles_somebody(hit, names, said, text):
            hit = replace(hit, score=min(hit.score, _ROW))
        hit = _by_genre(_by_head(_by_name(hit, names, text), heads), genre)
        if hit.score >= SURE and somebody.nobody_at(hit.start):
            hit = replace(hit, score=_ROW, evidence=(*hit.evidence, NOBODY))
        if hit.score >= SURE and made_up(text, hit.start, hit.end):
            hit = replace(hit, score=_ROW, evidence=(*hit.evidence, "made_up"))
        if statement and _one(settled[statement[0]], hit, text):
            _join(settled, statement, hit)
        else:
            statement = [len(settled)]
            settled.append(hit)
    return _ground(settled, names, text)


def _ground(hits: list[Hit], names: list[int], text: str) -> list[Hit]:
    """Each thing is told once: 傷病手当金 beside 傷病名 うつ病, シェルターに避難 beside 夫から殴られ are no further statements."""
    sure = [hit for hit in hits if hit.entity.startswith("SPC_") and hit.score >= SURE]
    following = [hit for hit in sure if _FOLLOWS.fullmatch(text, hit.start, hit.end)]
    if not following or len(following) == len(sure):
        return hits
    grounds = [hit for hit in sure if hit not in following]
    told = {id(hit) for hit in following if any(_grounds(one, hit, names, text) for one in grounds)}
    return [
        replace(hit, score=_ROW, evidence=(*hit.evidence, "told_beside")) if id(hit) in told else hit for hit in hits
    ]


def _grounds(ground: Hit, hit: Hit, names: list[int], text: str) -> bool:
    """Whether `hit` follows from `ground`: of one kind, near, and of nobody else."""
    low, high = sorted((ground, hit), key=lambda one: one.start)
    if high.start - low.end > _FOLLOWING or not _related(ground.entity, hit.entity):
        return False
    if _HELPER.search(text, hit.start, hit.end):
        return True
    between = bisect_left(names, high.start) - bisect_left(names, low.end)
    apart = _SENTENCE_END.search(text, low.end, high.start) and not _BENEFIT.search(text, hit.start, hit.end)
    return between <= (0 if apart else 1)


def _related(ground: str, follower: str) -> bool:
    if ground == "SPC_CRIME_VICTIM":
        return follower in (*_BODY, ground, "SPC_JUVENILE", "SPC_CRIMINAL_PROCEDURE")
    if ground == "SPC_CREED" and follower == "SPC_MEDICAL_CARE":
        return True  # エホバの証人なので輸血同意書に
    return ground == follower or any({ground, follower} <= group for group in _GROUPS)


def _by_name(hit: Hit, names: list[int], text: str) -> Hit:
    """A name in the sentence that only the recogniser of names could tell speaks for the words beside it."""
    if hit.score >= SURE or hit.score < _FAINT / 2 or _NAMED & set(hit.evidence) or reason(hit.evidence):
        return hit
    first = bisect_left(names, hit.start - _REACH)
    for name in names[first : bisect_left(names, hit.end + _REACH)]:
        low, high = sorted((name, hit.start))
        if not _SENTENCE_END.search(text, low, high):
            return replace(hit, score=chance(logit(hit.score) + _NAME), evidence=(*hit.evidence, "person"))
    return hit


def _by_head(hit: Hit, heads: list[int]) -> Hit:
    """A note, form or letter about somebody who is named at its head."""
    if not _FAINT <= hit.score < SURE or _NAMED & set(hit.evidence) or reason(hit.evidence):
        return hit
    above = bisect_left(heads, hit.start)
    if above and hit.start - heads[above - 1] <= _HEAD_REACH:
        return replace(hit, score=chance(logit(hit.score) + _HEAD), evidence=(*hit.evidence, "record"))
    return hit


def _titles_somebody(hit: Hit, names: list[int], said: list[tuple[int, int]], text: str) -> bool:
    """特定少年 and 被害者 right before a name, where the sentence tells more: whom it tells it of, not another statement."""
    at = bisect_left(names, hit.end)
    if at == len(names) or names[at] - hit.end > 1:
        return False
    return any(
        abs(start - hit.end) <= _REACH and not _SENTENCE_END.search(text, min(hit.end, end), max(hit.start, start))
        for start, end in said
        if (start, end) != (hit.start, hit.end)
    )


def _by_genre(hit: Hit, genre: Genre) -> Hit:
    if hit.score < _FAINT:
        return hit
    kind = genre.at(hit.start)
    named = bool(_NAMED & set(hit.evidence))
    if kind in _NOBODYS:
        if (named or "label" in hit.evidence) and plain_record(genre.text, hit.start, hit.end):
            return hit
        # In data that stands between code, each line may be a person's.
        if kind == "code" and named and hit.score >= SURE:
            return hit
        return replace(
            hit, score=min(hit.score, _ROW if hit.score >= SURE else _NO_ROW), evidence=(*hit.evidence, kind)
        )
    if hit.score < SURE:
        return hit
    filled = plain_record(genre.text, hit.start, hit.end)
    if not kind:
        kind, filled = genre.framed(hit.start), genre.recorded(hit.start, hit.end)
        named = "surname" in hit.evidence or ("person" in hit.evidence and not _stand_in(genre.text, hit))
    if not kind or named or filled:
        return hit
    return replace(hit, score=min(hit.score, _ROW), evidence=(*hit.evidence, kind))


def _stand_in(text: str, hit: Hit) -> bool:
    """Aさん, B課長, ○○様: whom a course or a form makes up."""
    around = text[max(0, hit.start - _REACH) : hit.end + _REACH]
    return _MADE_UP.search(around) is not None


def _one(first: Hit, second: Hit, text: str) -> bool:
    """Whether two sure hits tell one thing: 便潜血（＋） 要精密検査, 強盗に襲われ … 被害届."""
    return (
        first.score >= SURE
        and second.score >= SURE
        and 0 <= second.start - first.end <= (_JOIN if first.entity == second.entity else _NEAR)
        and second.end - first.start <= _LONGEST
        and (first.entity == second.entity or any({first.entity, second.entity} <= group for group in _GROUPS))
        and not _APART.search(text, first.end, second.start)
    )


def _join(settled: list[Hit], statement: list[int], hit: Hit) -> None:
    """Put `hit` to the statement: all of it is one stretch, with one hit for each type that it tells."""
    start = settled[statement[0]].start
    same = [place for place in statement if settled[place].entity == hit.entity]
    if same:
        first = settled[same[0]]
        better = first if first.score >= hit.score else hit
        evidence = tuple(dict.fromkeys((*better.evidence, *first.evidence, *hit.evidence)))
        settled[same[0]] = replace(better, evidence=evidence)
    else:
        statement.append(len(settled))
        settled.append(hit)
    for place in statement:
        settled[place] = replace(settled[place], start=start, end=hit.end)
