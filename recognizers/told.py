"""Names that their place in a text tells of: staff who are introduced, the speakers of a chat, who signs, who is written
to, the holder of a card, a passenger, the owner of a file.

Whoever reads a line at a time, or trusts how words are cut (皆|川), misses these; so what is found here carries the
evidence "told", and the sequence model has no say in it (`recognizers.person`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain

from recognizers.dictionary import lines
from recognizers.foreignnames import is_foreign
from recognizers.lazily import lazy
from recognizers.namedata import katakana, latin_key, names
from recognizers.namewords import NOT_NAMES, PLACES
from recognizers.tokens import kinds

TOLD = "told"  # evidence
Judged = tuple[float, tuple[str, ...]]  # log-odds, evidence
Told = tuple[int, int, float, tuple[str, ...]]  # start, end, log-odds, evidence

_KANJI = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffff"
PRIOR = -2.2  # log-odds that a word at hand is a person: one in ten
SURE, LIKELY = 1.8, 0.9  # log-odds that it is one, by its place
_NOUN_TOO = -0.6  # 林, 畑, 岡: a common noun besides

_FIRM = "商事|商会|商店|工業|産業|建設|製作所|物産|運輸|電機|銀行|不動産|システムズ?|サービス|リース|病院|クリニック|事務所|センター|工場|本社|支社"
_OURS = "うち|弊社|当社|当方|小社|弊店|当店|当行|当院|当部|弊部"
_CHIEF = "[部課係室支店所社院校学園会班局館場団隊組寮塾座議]長|主任|主査|担当|責任者|リーダー|マネージャー|窓口|店員|社員|職員|同僚|後輩|先輩|上司|部下|新人|運転手|ドライバー"
# Each search begins with a letter or two that are rare; what stands before is looked at where it found something.
_OF = lazy(
    rf"の(?P<name>[{_KANJI}]{{1,4}})(?:(?P<says>です|と申|でござい)|[はがもをにと、。](?!同様)|(?P<to>まで|宛|あて)(?=[^。\n]{{0,6}}(?:持ち|連絡|提出|電話|メール|お問|知らせ|申し出|届け|送り|内線|直接)))"
)
_STAFF = lazy(
    rf"(?:社労士|税理士|弁護士|行政書士|司法書士|会計士|保健師|看護師|ケアマネ|管理人|大家|人事|総務|経理|営業|法務|広報|購買|企画|審査|窓口|会社|{_FIRM}|[部課係室社店])\Z"
)
_OF_US = lazy(rf"(?:(?P<ours>{_OURS})|{_CHIEF})\Z")
# 四月一日さん: of no dictionary, and no 本社受付さん
_POLITE = lazy(rf"(?P<honorific>さん)(?!さん|[{_KANJI}])|くん|様(?![方式子])|教諭|[部課係]長|主任|Dr(?![a-z.])")
_BEFORE = lazy(rf"(?:(?<![{_KANJI}ァ-ヺー])|(?<=[科課部室]))[{_KANJI}]{{2,4}}\Z")
_SIDES = frozenset("東西南北中上下左右前後")
OFFICES = "者員長官師士屋店社課部係室方人生家達会組隊婦夫司役番母父兄姉妹弟娘供孫客主衆側務理付業売発術報画守持受当"
# （記入：与田）, 担当長峰
_DONE_BY = lazy(
    rf"(?:担当|文責|記[入録]|作成|承認|検印|起案|受付|確認|立会)(?P<colon>[者人]?: ?)?(?P<name>[{_KANJI}]{{2,4}})(?=[\n、。,)\] ]|\Z)"
)
# ドライバー沼田の
_ROLE = lazy(
    rf"(?:ドライバー|リーダー|マネージャー|オペレーター|ヘルパー|スタッフ|パート|アルバイト|コーチ)(?P<name>[{_KANJI}]{{2,3}})(?=[のはがをにも、。])"
)
_SPEAKER = lazy(
    rf"\n(?P<name>[{_KANJI}ァ-ヺー]{{1,5}}|[A-Za-z][a-z]{{2,11}}|[ぁ-ゖ]{{2,6}})(?P<mark>[:>] ?|「)(?P<says>.?)"
)
_SIGNED = lazy(rf"(?P<after>\A|[\n。?!)])[ ]*(?P<name>[{_KANJI}]{{1,4}})(?=\s*\Z)")
_SIGNED_KANA = lazy(r"(?:[。\n?!)]| {1,2})(?P<name>[ぁ-ゖ]{3,5})\s*\Z")
_READ = lazy(rf"\((?P<kana>[ぁ-ゖァ-ヺー]{{1,8}})\) ?[{_KANJI}]{{1,4}}\([ぁ-ゖァ-ヺー]{{1,8}}\)")
_SURNAME_BEFORE = lazy(rf"(?<![{_KANJI}])[{_KANJI}]{{1,4}}\Z")
_KANA_LABELLED = lazy(
    r"(?:フリガナ|ふりがな|カナ|ヨミ|よみ|名義人?|受取人|依頼[人主]|振込人|氏名|名前)[\s:)」]{1,4}(?P<name>[ァ-ヺー]{5,14})(?![ァ-ヺー・=])"
)


def told(text: str) -> Iterator[Told]:
    """Of a folded text."""
    yield from _introduced(text)
    yield from _speakers(text)
    yield from _signed(text)
    yield from _read(text)


@lru_cache(maxsize=20_000)
def is_surname(word: str) -> bool:
    return word in names().surnames or "sei" in kinds(word)


@lru_cache(maxsize=20_000)
def is_noun(word: str) -> bool:
    return "noun" in kinds(word)


def _introduced(text: str) -> Iterator[Told]:
    for match in _OF.finditer(text):
        name, start = match["name"], match.start()
        if name in NOT_NAMES or not (is_surname(name) or is_hamlet(name)):
            continue
        if _speaks_of_staff(name, text[max(0, start - 6) : start], bool(match["says"] or match["to"])):
            yield *match.span("name"), SURE, ("dictionary", "context:です", TOLD)
    for match in _POLITE.finditer(text):
        before = _BEFORE.search(text, max(0, match.start() - 5), match.start())
        if before is None or before[0] in NOT_NAMES:
            continue
        if is_surname(before[0]) and not is_noun(before[0]):  # 薄井教諭 behind た, which is cut 薄い
            yield *before.span(), LIKELY, ("dictionary", "honorific", TOLD)
        elif match[0][0] in "さ様" and len(before[0]) > 2 and (is_surname(before[0]) or _is_hamlet_or_town(before[0])):
            yield *before.span(), LIKELY - 0.4, ("honorific", TOLD)  # 道明寺様, 藤井寺さん
        elif match["honorific"] and not kinds(before[0]) and before[0][-1] not in OFFICES:
            yield *before.span(), LIKELY - 0.4, ("honorific", TOLD)
    for match in _ROLE.finditer(text):
        if is_surname(match["name"]) and not is_noun(match["name"]) and match["name"] not in PLACES:
            yield *match.span("name"), LIKELY, ("dictionary", "title", TOLD)
    for match in _DONE_BY.finditer(text):
        bracketed = match["colon"] and text[match.end() : match.end() + 1] in (")", "]", "\n", "")  # (受付: 草薙)
        if is_surname(match["name"]) and (bracketed or not is_noun(match["name"])):
            yield *match.span("name"), SURE, ("dictionary", "context:label", TOLD)


def _speaks_of_staff(name: str, before: str, says: bool) -> bool:
    """says: it is the name of who speaks, 人事の林です; else something else follows, うちの畑は."""
    if says and _STAFF.search(before):
        return True
    by = _OF_US.search(before)
    if by is None:
        return False
    return says or not (_is_thing(name) or (by["ours"] and is_noun(name)))


def _is_hamlet_or_town(name: str) -> bool:
    return kinds(name) == {"place"} and name not in PLACES and name[-1] not in "市区町村県都府"


@lru_cache(maxsize=20_000)
def is_hamlet(name: str) -> bool:
    """沓掛: who is called after a place too small for a branch."""
    return kinds(name) == {"place"} and not is_town(name)


def is_town(name: str) -> bool:
    return name in PLACES or name in _towns()


@cache
def _towns() -> frozenset[str]:
    towns = (town for line in lines("municipalities.tsv") for town in line.split("\t")[1].split())
    return frozenset(re.sub(".*市(?=.)", "", town)[:-1] for town in towns)  # 鶴見 of 横浜市鶴見区


def _is_usual(name: str) -> bool:
    """林, 森 and 岡, of which one may speak, not 顔."""
    return names().surnames.get(name, 0) > 20_000


def _speakers(text: str) -> Iterator[Told]:
    """When two lines or more begin with a name and a colon, and every line that begins so may begin with a name."""
    lines = list(_SPEAKER.finditer("\n" + text))
    if len(lines) < 2 or len({match["mark"][0] for match in lines}) > 1:
        return
    speakers = {match["name"] for match in lines} - NOT_NAMES  # 店長「, 客「
    speakers -= {name for name in speakers if name[0] < "\u30a0" and name[0] > "\u3040" and not _may_speak(name)}
    known = {name for name in speakers if _may_speak(name)}
    foreign = {name for name in speakers - known if kinds(name) <= {"sei", "mei", "person", "place"}}
    if not known or speakers != known | foreign or len(known) < len(foreign):
        return
    if all(match["says"].isdigit() for match in lines) or all(map(_is_thing, speakers)):  # 東: 3, 春: 桜
        return
    for match in (line for line in lines if line["name"] in speakers):
        yield match.start(), match.start() + len(match["name"]), SURE, ("dictionary", "context:chat", TOLD)


def _is_thing(name: str) -> bool:
    return name in PLACES or name in _SIDES or (is_noun(name) and not name.isascii() and not _is_usual(name))


def _may_speak(name: str) -> bool:
    if name.isascii():
        return is_foreign(name) or any(
            latin_key(name) in known for known in (names().surname_latin, names().given_latin)
        )
    return is_surname(name) or katakana(name) in names().surname_kana or (len(name) > 1 and name in names().given)


def _signed(text: str) -> Iterator[Told]:
    """明日の件、承知しました。立岩"""
    kana = _SIGNED_KANA.search(text, len(text) - 20) if len(text) > 20 else None
    if kana and katakana(kana["name"]) in names().surname_kana and not kinds(kana["name"]) & {"noun", "other"}:
        yield *kana.span("name"), LIKELY, ("dictionary", "context:signature", TOLD)
    match = _SIGNED.search(text, max(0, len(text) - 40)) if "\n" in text or "。" in text else None
    if match is None or match["name"] in NOT_NAMES or match["name"] in PLACES:
        return
    name = match["name"]
    closed = match["after"] == "。" and match.start() > 20  # behind the last sentence even 轟, 林 and 衣笠
    alone = len(name) > 1 and not is_noun(name) and not is_town(name)
    anyhow = closed and name not in _CLOSINGS and (not is_noun(name) or _is_usual(name) or "sei" in kinds(name))
    if (is_surname(name) and (alone or anyhow)) or (closed and is_hamlet(name)):
        yield *match.span("name"), LIKELY, ("dictionary", "context:signature", TOLD)


_CLOSINGS = frozenset("以上 完 了 終 続 記 敬 拝 印 草 次 上 下 前 後 中 内 外 東 西 南 北".split())


def _read(text: str) -> Iterator[Told]:
    """佐藤(さとう)花子(はなこ); サトウタロウ behind a label."""
    for match in _READ.finditer(text):
        before = _SURNAME_BEFORE.search(text, max(0, match.start() - 5), match.start())
        if before and (is_surname(before[0]) or katakana(match["kana"]) in names().surname_kana):
            yield before.start(), match.end(), SURE + 1, ("dictionary", "furigana", "both", TOLD)
    for match in _KANA_LABELLED.finditer(text):
        if _two_readings(match["name"]):
            yield *match.span("name"), SURE, ("dictionary", "context:label", TOLD)


@lru_cache(maxsize=20_000)
def _two_readings(kana: str) -> bool:
    known = names()
    return any(kana[:n] in known.surname_kana and kana[n:] in known.given_kana for n in range(2, len(kana) - 1))


def join(*parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))
