"""What a word of special care only seems to say: part of a name, a product, a rule, a machine's fault, an animal's illness.

Each trap is named with the reason that stands in the reports (`reasons.REASONS`).
"""

from __future__ import annotations

from collections.abc import Iterable

from recognizers.jp.special_care.trap_words import LEFT, RIGHT, SENTENCE
from recognizers.jp.statement import BEHIND, IN_SENTENCES, Around
from recognizers.lazily import lazy
from recognizers.pattern import Match
from recognizers.sieve import Sieve

# Log-odds to take off: the word is part of something else; the sentence speaks of something else; it asks;
# it tells the life of somebody of history.
PART, TALK, ASKED, OTHER_LIFE = 5.0, 3.0, 1.5, 6.5

# A place in which somebody works: 少年院に10年勤務, 特別支援学校教諭, 東京都立盲学校の楠校長.
_PLACE = lazy(r"(?:院|所|校|施設|病棟|学級|センター|ホーム|科|ホスピス|クリニック)$")
_WORKS_THERE = lazy(
    r"^(?:の?(?:教諭|教員|校長|教頭|職員|看守|法務教官|施設長|看護師|師長|医局)|長(?=[はがのを、 ]|$)|[^。、]{0,4}?[でに]も?(?:約?\d+年間?)?(?:勤務(?!不可|制限)|勤め(?!ら)|赴任|配属|着任|異動|見学|納品|慰問)|での[^。、]{0,8}(?:演奏|公演|実習|ボランティア|イベント|コンサート)|(?:へ|に|の)[^。、]{0,6}(?:納品|配達|出張|見学|慰問|取材))"
)
_FOUNDED = lazy(r"[都道府県市区町村国]立[一-龥]{0,6}$")
_ATTENDS = lazy(
    r"^(?:[にへを][^。、]{0,8}(?:通|在|入|卒|転)|の?[^。、]{0,4}(?:[小中高幼](?:学|等)?部|生徒|児童|出身|卒))"
)
# Whoever prosecutes, defends, reports, teaches or studies: 検事が起訴した, 弁護士は少年事件を多く手がけ.
_DOER = lazy(
    r"(?:検事正?|検察官?|地検|警察官?|刑事|県警|府警|警視庁|裁判官|判事|弁護士|記者|教授|研究者|講師|医師|先生|保護司|刑務官|監督|作家|氏|さん|チーム)(?:[はがも]|、)[^。]*$"
)
_DOES_WORK = lazy(
    r"^[^。、]{0,8}?を[^。、はが]{0,6}?(?:手がけ|手掛け|専門|研究|取材|執筆|解説|講演|監修|翻訳|弁護し|論じ|スクープ|報じ|指導し|教え)"
)
_PROSECUTES = lazy(r"^(?:した(?!い)|する|して(?!い?る?ほ)|します|しました)")
_ACCUSER = lazy(r"(?:検事正?|検察官?|地検|警察官?|刑事|県警|府警|警視庁|警察|署)(?:[はがも]|、)[^。を]*$")
_CULPRIT = lazy(r"(?<!再)犯人?[がはを]")  # 殺人犯が捕まった: whoever it is
# The word is only the state of a firm or a habit: この体質は末期がんだ.
_OF_A_THING = lazy(
    r"(?:体質|制度|縦割り|慣習|慣行|業界|組織|会社|経営|政治|文化|プロジェクト|案件|システム|部署|値引き)[^。、]{0,4}[はが]?(?:もう|もはや|すでに|既に|完全に)?$"
)
# 「うつ病からの復職」を読んだ: the title of a book.
_QUOTED = lazy(r"[「『][^」』\n]{0,14}$")
_READ = lazy(
    r"[^「『」』\n]{0,16}[」』](?:を(?:読|観た|観て|購入|視聴|借り|貸|受講|上映|紹介)|の(?:感想|書評|著者|レビュー|上映|講演|出版))|[^「『」』\n]{0,16}[」』](?:フォルダ|という(?:本|映画|記事|番組))"
)
# A firm complains: it is not a person who was harmed.
_COMPLAINT = lazy(r"告訴(?!され)|被害届|告発(?!され)")
_FIRM = lazy(r"(?:会社|当社|弊社|法人|学校|店舗?|組合|本社|銀行|警察署)(?:側)?(?:は|が|も|として|から)[^。\n]{0,14}$")
_IS = lazy(r"^(?:だ(?!っ)|である|です|して(?:い)?る|状態|みたい|のよう|レベル|からの(?:脱却|リハビリ|回復|卒業))")

_ADHERENT = lazy(r"(?:エホバ|教徒|信者|信徒|員|人|者|門徒|檀家|ムスリム|クリスチャン)$")
_OF_SOMEBODY = lazy(r"の?[一-龥]{0,5}(?:生|員|者|人|家族|夫婦|一家)")
_ALL_OF_IT = {
    "it_trap",
    "inference",
    "animal",
    "news",
    "statute",
    "policy",
    "training",
    "job",
    "title",
}  # whoever is named in the sentence
_NO_MACHINES = lazy(r"(?:..障害|病|症|がん|癌)$")  # 書字障害のためパソコンで解答: no fault of the PC
_RIGHT, _LEFT, _SENTENCE = (
    BEHIND.sieve({n: expression for n, (_, expression) in enumerate(RIGHT)}),
    Sieve(LEFT),
    IN_SENTENCES.sieve(SENTENCE),
)
_INFERRED = {"SPC_CREED", "SPC_RACE", "SPC_SOCIAL_STATUS"}


def trap(match: Match, near: Around) -> tuple[str, float]:
    """The name of the first trap that the word stands in and the log-odds to take off; ("", 0) for none."""
    for number in sorted(_RIGHT(near.right)):
        kind, expression = RIGHT[number]
        if expression.match(near.right):
            return kind, PART
    for kind in _in_order(LEFT, _LEFT(near.left)):
        if LEFT[kind].search(near.left):
            return kind, PART
    if kind := _worker(match, near):
        return kind, PART
    for kind in _in_order(SENTENCE, _SENTENCE(near.sentence)):
        if _counts(kind, match) and SENTENCE[kind].search(near.sentence):
            return kind, OTHER_LIFE if kind == "biography" else PART if kind in _ALL_OF_IT else TALK
    if near.after[len(near.right) :].startswith("?"):
        return "topic", ASKED
    return "", 0.0


def _in_order(kinds: Iterable[str], some: frozenset[str]) -> Iterable[str]:
    return [kind for kind in kinds if kind in some] if some else ()


def _worker(match: Match, near: Around) -> str:
    """Whose work the word belongs to: the place where he works, the case that he tries, the subject that he studies."""
    name = match.value.rstrip("にをへで")
    if _PLACE.search(name):
        right = match.value[len(name) :] + near.right
        if _WORKS_THERE.match(right):
            return "job"
        if _FOUNDED.search(near.left) and not _ATTENDS.match(right):
            return "organisation"
    if _DOES_WORK.match(near.right) and _DOER.search(near.left):
        return "job"
    if match.pattern.entity == "SPC_CRIMINAL_PROCEDURE" and _CULPRIT.search(near.left[-8:] + match.value):
        return "other_person"
    if _QUOTED.search(near.left) and _READ.match(near.right):
        return "literature"
    if _COMPLAINT.match(match.value) and _FIRM.search(near.left):
        return "other_person"
    if (
        match.pattern.entity == "SPC_CRIMINAL_PROCEDURE"
        and not match.value.startswith(("ガサ", "家宅捜索"))
        and _PROSECUTES.match(near.right)
    ):
        return "job" if _ACCUSER.search(near.left + match.value) else ""
    return "metaphor" if _IS.match(near.right) and _OF_A_THING.search(near.left) else ""


def _counts(kind: str, match: Match) -> bool:
    entity = match.pattern.entity
    if kind == "inference":
        # イスラム教徒なので昼食はハラール弁当を手配: it is said, not only to be guessed
        said = _ADHERENT.search(match.value) or _OF_SOMEBODY.match(match.text, match.end)
        return entity in _INFERRED and not said
    if kind == "literature":
        return entity in _INFERRED
    if kind == "other_person" and entity == "SPC_CRIME_VICTIM":
        return False  # 遺族として, 傍聴: it is the bereaved who are spoken of
    if kind == "it_trap":
        return not entity.startswith("SPC_CR") and not _NO_MACHINES.search(match.value)
    if kind in ("other_person", "animal"):
        return entity not in _INFERRED
    return True
