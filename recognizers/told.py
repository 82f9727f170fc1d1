"""Names that their place in a text tells of: staff who are introduced, the speakers of a chat, who signs, who is written
to, the holder of a card, a passenger, the owner of a file.

Whoever reads a line at a time, or trusts how words are cut (皆|川), misses these; so what is found here carries the
evidence "told", and the sequence model has no say in it (`recognizers.person`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from recognizers.dictionary import lines
from recognizers.namedata import katakana, latin_key, names
from recognizers.namewords import NOT_NAMES, PLACES
from recognizers.tokens import kinds

TOLD = "told"  # evidence
Told = tuple[int, int, float, tuple[str, ...]]  # start, end, log-odds, evidence

_KANJI = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffff"
_SURE, _LIKELY = 1.8, 0.9  # log-odds
_NOUN_TOO = -0.6  # 林, 畑, 岡: a common noun besides

_FIRM = "商事|商会|商店|工業|産業|建設|製作所|物産|運輸|電機|銀行|不動産|システムズ?|サービス|リース|病院|クリニック|事務所|センター|工場|本社|支社"
_OURS = "うち|弊社|当社|当方|小社|弊店|当店|当行|当院|当部|弊部"
_CHIEF = "[部課係室支店所社院校学園会班局館場団隊組寮塾座議]長|主任|主査|担当|責任者|リーダー|マネージャー|窓口|店員|社員|職員|同僚|後輩|先輩|上司|部下|新人|運転手|ドライバー"
# Each search begins with a letter or two that are rare; what stands before is looked at where it found something.
_OF = re.compile(rf"の(?P<name>[{_KANJI}]{{1,4}})(?:(?P<says>です|と申|でござい)|[はがもをにと、。](?!同様))")
_STAFF = re.compile(rf"(?:人事|総務|経理|営業|法務|広報|購買|企画|審査|窓口|会社|{_FIRM}|[部課係室社店])\Z")
_OF_US = re.compile(rf"(?:(?P<ours>{_OURS})|{_CHIEF})\Z")
# 四月一日さん: of no dictionary, and no 本社受付さん
_POLITE = re.compile(rf"(?<![{_KANJI}ァ-ヺー])(?P<name>[{_KANJI}]{{2,4}})(?=さん(?!さん|[{_KANJI}]))")
_OFFICES = "者員長官師士屋店社課部係室方人生家達会組隊婦夫司役番母父兄姉妹弟娘供孫客主衆側務理付業売発術報画守持受当"
# （記入：与田）, 担当長峰
_DONE_BY = re.compile(
    rf"(?:担当|文責|記[入録]|作成|承認|検印|起案|受付|確認)(?:者?: ?)?(?P<name>[{_KANJI}]{{2,4}})(?=[\n、。,)\] ]|\Z)"
)
_SPEAKER = re.compile(rf"\n(?P<name>[{_KANJI}ァ-ヺー]{{1,5}}|[a-z]{{3,12}})(?P<mark>[:>] ?|「)(?P<says>.?)")
_SIGNED = re.compile(rf"(?:\A|[\n。?!)])[ ]*(?P<name>[{_KANJI}]{{2,4}})(?=\s*\Z)")
_PASSENGER = re.compile(
    r"(?P<name>(?P<surname>[A-Z]{2,15})[/^](?P<given>[A-Z]{2,15}))(?: ?(?P<title>MR|MS|MRS|MISS|MSTR|DR))?(?![A-Za-z/])"
)
_MAIL = re.compile(r"[\"']?[ ]?<[^<>@\s]{1,64}@")
_DISPLAYED = re.compile(r"(?:[:,;\"'] ?|\n|\A)(?P<name>[A-Za-z]{2,15}(?:[ .]|, )[A-Za-z]{2,15})\Z")
_VALUE = re.compile(
    r"(?:[:=>\t])[ ]{0,4}[\"']?(?P<name>(?P<first>[A-Za-z]{1,15})(?:[._][a-z]{1,15}|\.?(?:[ +](?:[A-Z]\.[ +])?[A-Z][A-Za-z]{0,14}){1,2})?)(?![A-Za-z0-9@])"
)
_HOLDER = re.compile(r"(?<![a-z])(?:holder(?:_?name)?|passenger|guest)[\"']? {0,8}\Z", re.I)
_USER = re.compile(r"(?<![A-Za-z])(?:user(?:_?id)?|login|uid|account)[\"']? ?\Z")
_CAPITALS = re.compile(r"[A-Z]\S*(?:[ +][A-Z]\S*){1,2}")
_FILED = re.compile(r"(?<![A-Za-z])(?P<name>(?P<first>[A-Za-z]{3,12})[_. \-](?P<second>[A-Za-z]{2,12}))(?![A-Za-z])")
_HOME = re.compile(r"(?:Users|home)[/\\]{1,2}(?P<name>(?P<first>[a-z]{3,12})[._](?P<second>[a-z]{2,12}))(?![A-Za-z])")
_FILE = re.compile(r"[^\n<>@]{1,150}\.[A-Za-z0-9]{2,5}")
_INITIALS = re.compile(r"[.・](?P<second> ?[A-Z]\.?) ?(?:さん|様|氏|くん|君|ちゃん|先生)")
_READ = re.compile(rf"\((?P<kana>[ぁ-ゖァ-ヺー]{{1,8}})\) ?[{_KANJI}]{{1,4}}\([ぁ-ゖァ-ヺー]{{1,8}}\)")
_SURNAME_BEFORE = re.compile(rf"(?<![{_KANJI}])[{_KANJI}]{{1,4}}\Z")
_KANA_LABELLED = re.compile(
    r"(?:フリガナ|ふりがな|カナ|ヨミ|よみ|名義人?|受取人|依頼人|振込人)[\s:)」]{1,4}(?P<name>[ァ-ヺー]{5,14})(?![ァ-ヺー・=])"
)


def told(text: str) -> Iterator[Told]:
    """Of a folded text."""
    yield from _introduced(text)
    yield from _speakers(text)
    yield from _signed(text)
    yield from _read(text)
    yield from _latin(text)


@lru_cache(maxsize=20_000)
def is_surname(word: str) -> bool:
    return word in names().surnames or "sei" in kinds(word)


@lru_cache(maxsize=20_000)
def is_noun(word: str) -> bool:
    return "noun" in kinds(word)


def _introduced(text: str) -> Iterator[Told]:
    for match in _OF.finditer(text):
        name, start = match["name"], match.start()
        if name in NOT_NAMES or not (is_surname(name) or _is_hamlet(name)):
            continue
        if _speaks_of_staff(name, text[max(0, start - 6) : start], bool(match["says"])):
            yield *match.span("name"), _SURE, ("dictionary", "context:です", TOLD)
    for match in _POLITE.finditer(text):
        if not kinds(match["name"]) and match["name"][-1] not in _OFFICES:
            yield *match.span("name"), _LIKELY - 0.4, ("honorific", TOLD)
    for match in _DONE_BY.finditer(text):
        if is_surname(match["name"]) and not is_noun(match["name"]):
            yield *match.span("name"), _SURE, ("dictionary", "context:label", TOLD)


def _speaks_of_staff(name: str, before: str, says: bool) -> bool:
    """says: it is the name of who speaks, 人事の林です; else something else follows, うちの畑は."""
    if says and _STAFF.search(before):
        return True
    by = _OF_US.search(before)
    return by is not None and (says or not is_noun(name) or (not by["ours"] and _is_usual(name)))


@lru_cache(maxsize=20_000)
def _is_hamlet(name: str) -> bool:
    """沓掛: who is called after a place too small for a branch."""
    return kinds(name) == {"place"} and name not in PLACES and name not in _towns()


@cache
def _towns() -> frozenset[str]:
    return frozenset(town[:-1] for line in lines("municipalities.tsv") for town in line.split("\t")[1].split())


def _is_usual(name: str) -> bool:
    """林, 森 and 岡, of which one may speak, not 顔."""
    return names().surnames.get(name, 0) > 20_000


def _speakers(text: str) -> Iterator[Told]:
    """When two lines or more begin with a name and a colon, and every line that begins so may begin with a name."""
    lines = list(_SPEAKER.finditer("\n" + text))
    if len(lines) < 2 or len({match["mark"][0] for match in lines}) > 1:
        return
    speakers = {match["name"] for match in lines}
    known = {name for name in speakers if _may_speak(name)}
    foreign = {name for name in speakers - known if kinds(name) <= {"sei", "mei", "person", "place"}}
    if not known or speakers != known | foreign or len(known) < len(foreign):
        return
    if all(match["says"].isdigit() for match in lines):  # 東: 3
        return
    for match in lines:
        yield match.start(), match.start() + len(match["name"]), _SURE, ("dictionary", "context:chat", TOLD)


def _may_speak(name: str) -> bool:
    if name.isascii():
        return latin_key(name) in names().surname_latin or latin_key(name) in names().given_latin
    return is_surname(name) or (len(name) > 1 and name in names().given)


def _signed(text: str) -> Iterator[Told]:
    """明日の件、承知しました。立岩"""
    match = _SIGNED.search(text, max(0, len(text) - 40)) if "\n" in text or "。" in text else None
    if match and is_surname(match["name"]) and not is_noun(match["name"]) and match["name"] not in NOT_NAMES | PLACES:
        yield *match.span("name"), _LIKELY, ("dictionary", "context:signature", TOLD)


def _read(text: str) -> Iterator[Told]:
    """佐藤(さとう)花子(はなこ); サトウタロウ behind a label."""
    for match in _READ.finditer(text):
        before = _SURNAME_BEFORE.search(text, max(0, match.start() - 5), match.start())
        if before and (is_surname(before[0]) or katakana(match["kana"]) in names().surname_kana):
            yield before.start(), match.end(), _SURE + 1, ("dictionary", "furigana", "both", TOLD)
    for match in _KANA_LABELLED.finditer(text):
        if _two_readings(match["name"]):
            yield *match.span("name"), _SURE, ("dictionary", "context:label", TOLD)


@lru_cache(maxsize=20_000)
def _two_readings(kana: str) -> bool:
    known = names()
    return any(kana[:n] in known.surname_kana and kana[n:] in known.given_kana for n in range(2, len(kana) - 1))


def _latin(text: str) -> Iterator[Told]:
    for match in _PASSENGER.finditer(text) if "/" in text or "^" in text else ():
        one, both = _known(match["surname"], match["given"])
        if (match["title"] or both) and not text[max(0, match.start() - 1) : match.start()].isalnum():
            yield *match.span("name"), _SURE if one else _LIKELY, ("pattern", "context:passenger", TOLD)
    for mail in _MAIL.finditer(text) if "<" in text else ():
        shown = _DISPLAYED.search(text, max(0, mail.start() - 36), mail.start())
        if shown and _known(*re.split(r"[ .,]+", shown["name"])[:2])[0]:
            yield *shown.span("name"), _SURE, ("dictionary", "context:mail", TOLD)
    yield from _keyed(text)
    for match in _HOME.finditer(text):
        if _known(match["first"], match["second"])[0]:
            yield *match.span("name"), _SURE, ("dictionary", "context:user", TOLD)
    if len(text) < 160 and _FILE.fullmatch(text):
        for match in _FILED.finditer(text.translate(_NO_FIGURES)):
            if _known(match["first"], match["second"])[1]:
                yield *match.span("name"), _SURE, ("dictionary", "context:file", TOLD)
    for match in _INITIALS.finditer(text):
        first = match.start() - 1
        if (
            first >= 0
            and "A" <= text[first] <= "Z"
            and not (first and text[first - 1].isascii() and text[first - 1].isalpha())
        ):
            yield first, match.end("second"), _LIKELY, ("pattern", "honorific", TOLD)


_NO_FIGURES = str.maketrans(dict.fromkeys("0123456789", " "))


def _keyed(text: str) -> Iterator[Told]:
    """holder=K+TANIMURA, user: sonoda"""
    if not _KEYS.search(text):
        return
    for match in _VALUE.finditer(text):
        key = text[max(0, match.start() - 24) : match.start()]
        if _HOLDER.search(key) and _CAPITALS.fullmatch(match["name"]):
            yield *match.span("name"), _LIKELY, ("pattern", "context:holder", TOLD)
        elif (
            _USER.search(key)
            and match["name"].islower()
            and _known(match["first"], "")[0]
            and not is_noun(match["first"])
        ):
            yield *match.span("name"), _LIKELY, ("dictionary", "context:user", TOLD)


_KEYS = re.compile(r"[Hh]older|HOLDER|[Uu]ser|[Gg]uest|[Pp]assenger|login|uid|account")


def _known(first: str, second: str) -> tuple[bool, bool]:
    """Whether one of two words is a name; whether they are a surname and a given name, in whichever order."""
    known = names()
    a, b = latin_key(first), latin_key(second)
    sei, mei = (a in known.surname_latin, b in known.surname_latin), (a in known.given_latin, b in known.given_latin)
    return any(sei + mei), (sei[0] and mei[1]) or (sei[1] and mei[0])
