"""Whom a sentence speaks of where it names nobody: Japanese leaves subjects out.

A letter or chat is about its writer (今週は休みます), a care note or claim about the one it is kept for (訴えなし, 受傷日),
and a report speaks of somebody by what he is to it (世帯主は, 営業の黒田).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recognizers.beginnings import searching
from recognizers.dictionary import lines, search_regex
from recognizers.jp.statement import IN_PASSAGES, Around, generic, person
from recognizers.namedata import names
from recognizers.text import fold

_SPEAKER = searching(
    r"(?:休み|早退|遅刻|遅れ|欠勤|欠席|出社|出勤|辞退|退職|失礼|休暇|有給|参加でき|行けな|行けず|通って|飲んで|受けて|治療して|療養して|お世話になって)[^。\n]{0,12}?(?:(?<!され)(?<!でき)(?<!れ)(?:ます|ません)|まして|ました|いただ|頂|下さい|もらい|たい|お願い)"
    r"|休ませて|早退させて|(?:させて|控えさせて)(?:ください|下さい|もらえ|いただけ)|すみません|申し訳|ご迷惑|んです(?:が|けど|よ|。|$)|なんで(?=、)|ちゃっ(?:て|た)|てまして|もんで、|と言われ(?:ました|て)|って言われ|ってさ$|ですわ|やねん"
    r"|(?:^|[。、\s])うち(?=[はのもが、ァ-ヺ])|おれ|オレ|俺|自分[はもが]|拙宅|当方は"
)
_ROLE_NOUN = (
    r"社員|職員|従業員|役員|専務|常務|取締役|社長|会長|院長|校長|園長|教頭|顧問|部長|課長|店長|係長|主任|営業|経理|総務|人事|運転手|運転者|ドライバー|乗務員|作業員|実習生|研修生|アルバイト|パート|派遣|バイト|"
    r"応募者|候補者|内定者|入居者|利用者|患者|生徒|児童|学生|園児|部員|選手|教諭|教員|講師|医師|看護師|議員|会員|契約者|申込者|申請者|請求者|届出人|届出者|借主|貸主|債務者|保証人|加入者|受給者|"
    r"世帯主|相談者|申立人|被相続人|相続人|被後見人|対象者|該当者|被害者|加害者|被疑者|被告人|少年|被告|容疑者|同僚|上司|部下|先輩|後輩|友人|知人|隣人|住民|近所|大家|店子|取引先の社長|元[夫妻]|恋人|彼女|彼氏|婚約者|交際相手|交際者|夫婦|義[父母兄姉弟妹]|叔[父母]|伯[父母]|おじ|おば|孫|従[兄姉弟妹]|いとこ|妊婦|労働者|被災者|寮生|研修医|バイトの子|パートさん|調理担当|担当者の[一-龥]{2,4}|喪主|故人|同級生|クラスメート|幼なじみ|叔父|叔母|長男|次男|次女|三男|老人|高齢者|母子|両親|本児|本生徒|本人談|遺族|夫婦|先方|客|お客様|ご利用者|同僚"
)
# 世帯主は, 応募者の, 元夫が; a rule says 社員は too, but then in words that `generic` weighs.
_ROLE = searching(
    rf"(?:(?:{_ROLE_NOUN})|彼女?|(?:この|あの|その|当該)(?:人|方|子|社員|職員|生徒|児童|患者|お客様|女性|男性)|あいつ|我が子|わが子|うちの子|同人|同氏|同君)(?=は|が|より|から|に対する|の(?:父|母|夫|妻|息子|娘|長|次|兄|弟|姉|妹))"
)
# 社員の鬼頭が, 営業の黒田、, 荻に対する, 児童リナは
_TITLED = re.compile(
    rf"(?:{_ROLE_NOUN})(?:の|・|[ 　])?(?!方|皆|場合|氏名|情報|個人|健康|家族|中|数|側|間|全|各|採用|募集|向|支援|負担|状況)([一-龥々]{{1,3}}|[ァ-ヺー]{{2,6}})(?=[はがをにも、)」]|から|との|の(?!方|場合)|$)"
)
_TOWARDS = re.compile(
    r"(?:^|[\s、。「(])([一-龥々]{1,3})(?=に対する|につき|について、|宅に|宅を|の自宅|の件|によると|いわく|曰く)"
)

# What somebody said or heard of somebody: facts of one person, not of a subject that is talked about.
_TOLD = re.compile(
    r"との(?:こと|お?電話|ご?連絡|ご?相談|申し?出|申告|報告|話|お話|訴え|噂|うわさ|回答|記載があ)|と(?:相談|申告|報告|連絡|打ち明け|告白|話して|話した|話す|言って|言った|言い|聞いた|聞いて|聞き|電話(?:が|で)|来所|相談に|訴え(?!られる)|噂|明か|答え|述べ)|って(?:[^。、\n]{0,10}?から)?(?:言って|聞い|聞き|話)|らしい|そうです|そうだ(?!ろう)|みたい(?:だ|で|。|$)|なんだって|だって(?:さ|。|$)|と(?:来所|来庁|入電|申し出)|ことが(?:判明|発覚|分かった|わかった)|打ち明け"
)

SPEAKER, TOLD, ROLE, PAPER = 1.6, 1.4, 1.7, 1.45  # log-odds


_WHO = IN_PASSAGES.sieve({"speaker": _SPEAKER, "role": _ROLE, "titled": _TITLED, "towards": _TOWARDS, "told": _TOLD})


@cache
def _paper() -> re.Pattern[str]:
    words = (fold(line).text.split("\t")[0] for line in lines("record_words.tsv"))
    return re.compile(search_regex(words))


@lru_cache(maxsize=4096)
def _is_paper(text: str) -> bool:
    return _paper().search(text) is not None


def subject(near: Around, value: str = "") -> tuple[float, str]:
    """As `statement.person`, and further: who is spoken of without a name. The second half is "" for nobody.

    value: what stands between the two sides of `near`.
    """
    sentence = near.left + value + near.right
    weight, kind = _in(sentence)
    if weight:
        return weight, kind
    paper = _is_paper(sentence)
    if len(near.left) == len(near.before) and len(near.right) == len(near.after):  # nothing beside the sentence
        return (PAPER, "paper") if paper else (0.0, "")
    return _beside(near.before + "\n" + near.after, paper)


def forget() -> None:
    """Drop what was kept of a text while it was judged."""
    for kept in (person, generic, _in, _beside, _is_paper):
        kept.cache_clear()


@lru_cache(maxsize=4096)
def _in(sentence: str) -> tuple[float, str]:
    found = person(sentence)
    if found[0] >= ROLE:
        return found
    may = _WHO(sentence)
    if ("role" in may and _ROLE.search(sentence)) or _named(sentence, may):
        return ROLE, "role"
    if "speaker" in may and _SPEAKER.search(sentence):
        return SPEAKER, "self"
    if found[0]:
        return found
    return (TOLD, "told") if "told" in may and _TOLD.search(sentence) else (0.0, "")


@lru_cache(maxsize=4096)
def _beside(around: str, paper: bool) -> tuple[float, str]:
    weight = person(around)[0]
    if weight:
        return 0.45 * weight + (0.5 if paper else 0.0), "person_near"
    if paper:
        return PAPER, "paper"
    may = _WHO(around)
    if ("speaker" in may and _SPEAKER.search(around)) or ("role" in may and _ROLE.search(around)) or _is_paper(around):
        return 0.6, "near"
    return 0.0, ""


def _named(sentence: str, may: frozenset[str]) -> bool:
    """社員の鬼頭, 荻に対する: a name where only a name can stand."""
    known = names()
    if "titled" in may and any(one[1] in known.surnames or one[1] in known.given for one in _TITLED.finditer(sentence)):
        return True
    return "towards" in may and any(one[1] in known.surnames for one in _TOWARDS.finditer(sentence))
