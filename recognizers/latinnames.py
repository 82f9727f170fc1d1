"""Names in Latin letters: written out, in letters, and where their place tells of them: a passenger, the holder of a
card, the sender of a mail, the owner of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from recognizers.addressed import addressed, is_romaji, is_word
from recognizers.addressed import is_known as _known
from recognizers.foreignnames import is_foreign, may_be_foreign
from recognizers.lazily import lazy
from recognizers.namewords import NOT_LATIN
from recognizers.told import LIKELY, PRIOR, SURE, TOLD, Judged, Told, is_noun, join

_CAPITAL = r"[A-ZÀ-Þ][a-zß-ÿ]{1,14}(?:-[A-Za-z][a-z]{1,9})?"  # José, Sung-min
_WORD = rf"{_CAPITAL}|[A-Z]{{2,14}}(?:-[A-Z]{{2,9}})?"
_LATIN_NAME = lazy(
    rf"(?<![A-Za-z0-9@._\-/])({_WORD}|[A-Z]\.)(,? )({_WORD}|[A-Z]\.)(?: ({_WORD}))?(?: ({_WORD}))?(?![A-Za-z0-9@_])"
)
# What a text must hold for any name here, and for one of several words; much faster to look for.
_LATIN = lazy("[A-Za-zÀ-ÿ]")
_WRITTEN_OUT = lazy(r" (?<=[A-Za-zß-ÿ.,] )[A-ZÀ-Þ]")
_INITIAL = lazy(r"[A-Z](?<![A-Za-z0-9.].) (?P<name>[A-Z]{3,14})(?![A-Za-z0-9@.])")  # T KAGAMI, behind a label
_DOES = lazy(
    r" (?:is|was|has|will|would|can|said|asked|called|wrote|told|and|from)(?= )|[)]| \((?:candidate|aged? |[0-9])"
)
_ASKED = lazy(r"\b(?:[Cc]ontact|ask|with|from|by|met|told|call|card of|reads) $")
# trainee Rizky Pratama; Spouse: Emiko Watts
_ROLE = lazy(
    r"(?<![A-Za-z])(?:colleague|manager|patient|guest|client|customer|trainee|intern|applicant|candidate|employee|tenant|resident|student|teacher|nurse|interpreter|(?:card)?holder|passenger|spouse|wife|husband|son|daughter|father|mother|beneficiary|payee|requester|requestor|approver|assignee|翻訳者?|通訳)(?: is| was)?(?P<mark>[:,]?) $",
    re.I,
)
# name: Sato, usr_nm="Hanako". What stands behind the mark is looked for first, which is much faster.
_KEYED = lazy(r"[:=] {0,4}[\"']?([A-Za-z]{3,20}(?:[ +][A-Za-z]{2,20})?)(?![A-Za-z0-9@.])")
_NAME_KEY = lazy(
    r"(?<![A-Za-z])(?:full_?name|last_?name|first_?name|family_?name|given_?name|surname|given|customer_?name|user_?name|(?:usr|user|cust|emp)_?nm|name|sei|mei)[\"']?[ ]{0,8}\Z",
    re.I,
)
_LABELLED = ("氏名", "名前", "名義")
_TITLED = lazy(r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?\s*$")
_LETTER = lazy(r"\b(?:Dear|by|Sincerely|Regards)[.,:]?\s*$", re.I)
_OWNS = lazy(r"(?<![A-Za-z] )(?<![A-Za-z])(?P<name>[A-Z][a-z]{2,14})(?='s [a-z])")
_ALONE = lazy(
    r"(?P<name>[A-Z](?<![A-Za-z.\-].)[a-z]{2,14})(?:(?P<san>-(?:san|sama|sensei|kun))(?![a-z])|(?![A-Za-z@.\-]| [A-Z]))"
)
_PASSENGER = lazy(
    r"(?P<name>(?P<surname>[A-Z]{2,15})[/^](?P<given>[A-Z]{2,15}))(?: ?(?P<title>MR|MS|MRS|MISS|MSTR|DR))?(?![A-Za-z/])"
)
_MAIL = lazy(r"[\"']?[ ]?<[^<>@\s]{1,64}@")
_DISPLAYED = lazy(r"(?:[:,;\"'] ?|\n|\A)(?P<name>[A-Za-z]{2,15}(?:[ .]|, )[A-Za-z]{2,15})\Z")
_VALUE = lazy(
    r"(?:[:=>\t])[ ]{0,4}[\"'\[]?(?P<name>(?P<first>[A-Za-z]{1,15})(?:[._][a-z]{1,15}|\.?(?:[ +](?:[A-Z]\.[ +])?[A-Z][A-Za-z]{0,14}){1,2})?)(?![A-Za-z0-9@])"
)
_HOLDER = lazy(r"(?<![a-z])(?:holder(?:_?name)?|passenger|guest)[\"']? {0,8}\Z", re.I)
_USER = lazy(
    r"(?<![A-Za-z])(?:user(?:_?id)?|login|uid|account|assignee|reporter|approver|(?:created|updated|reviewed|assigned)_?by)[\"']? ?\Z"
)
_CAPITALS = lazy(r"[A-Z]\S*(?:[ +][A-Z]\S*){1,2}")
_FILED = lazy(
    r"(?<![A-Za-z])(?P<name>(?P<first>[A-Z][a-z]{2,11}|[A-Za-z]{3,12}[_. \-])(?P<second>[A-Z][a-z]{1,11}|(?<![A-Za-z])[A-Za-z]{2,12}))(?![A-Za-z])"
)
_HOME = lazy(r"(?:Users|home)[/\\]{1,2}(?P<name>(?P<first>[a-z]{3,12})[._](?P<second>[a-z]{2,12}))(?![A-Za-z])")
_FILE = lazy(r"[^\n<>@]{1,150}\.[A-Za-z0-9]{2,5}")
_INITIALS = lazy(r"[.・](?P<second> ?[A-Z]\.?) ?(?:さん|様|氏|くん|君|ちゃん|先生)")


def latin_names(text: str, before: Callable[[str], Judged], after: Callable[[int], Judged]) -> Iterator[Told]:
    """Of a folded text. before, after: what stands before a name, with the mark between, and from a place on says of it."""
    if not _LATIN.search(text):
        return
    yield from _written_out(text, before, after)
    yield from addressed(text)
    for match in _KEYED.finditer(text):
        first = re.split("[ +]", match[1])[0]
        if _known(first, "")[0] and _NAME_KEY.search(text, max(0, match.start() - 24), match.start()):
            yield *match.span(1), PRIOR + 3.2, ("context:name", "dictionary")
    for match in _OWNS.finditer(text) if "'s " in text else ():
        if (_known(match["name"], "")[0] or is_foreign(match["name"])) and not is_word(match["name"]):
            yield *match.span("name"), LIKELY - 0.4, ("dictionary", TOLD)
    for match in _ALONE.finditer(text):
        if match["name"].lower() not in NOT_LATIN and (_hits([match["name"]])[0] or match["san"]):
            weight, why = before(text[max(0, match.start() - 40) : match.start()])
            behind, tail = after(match.end())
            if match["san"] or (max(weight, behind) >= 2.5 and not is_word(match["name"])):
                told = "honorific" if match["san"] else (why or tail)[0]
                yield *match.span("name"), LIKELY, ("dictionary", told, TOLD)
    for match in _INITIAL.finditer(text):
        weight, why = before(text[max(0, match.start() - 40) : match.start()])
        if (weight >= 2.5 or text[match.start() - 2 : match.start()] in _LABELLED) and _hits([match["name"]])[0]:
            yield *match.span(), SURE, ("dictionary", *why, TOLD)
    yield from _in_their_place(text)


def _written_out(text: str, before: Callable[[str], Judged], after: Callable[[int], Judged]) -> Iterator[Told]:
    position = 0 if _WRITTEN_OUT.search(text) else len(text)
    while match := _LATIN_NAME.search(text, position):
        words = [w for w in (match[1], match[3], match[4], match[5]) if w]
        if words[0].strip(".").lower() in NOT_LATIN:  # Regards, Rajesh Menon: the name begins behind it
            position = match.start(3)
            continue
        position = match.end()
        if any(w.strip(".").lower() in NOT_LATIN for w in words):
            continue
        known, pair = _hits(words)
        odds = PRIOR - 0.8 + 1.5 * known + 0.6 * pair
        evidence: tuple[str, ...] = ("pattern", "dictionary") if known else ("pattern",)
        said = text[max(0, match.start() - 40) : match.start()]
        weight, why = before(said)
        if _TITLED.search(said):
            weight, why = max(weight, 4.0), ("honorific",)
        elif _LETTER.search(said):
            weight = max(weight, 2.5)
        elif (known or said[-2:] == ": ") and (role := _ROLE.search(said)):
            weight, why = max(weight, 3.2 if role["mark"] else 1.5), why or ("context:role",)
        behind, tail = after(match.end())
        if not any(is_word(word) for word in words if word[-1] != "."):
            odds += 1.2  # Daniel Weiss: no word of English or of trade
            odds += 0.6 * bool(_DOES.match(text, match.end()) or _ASKED.search(said) or "." in words[0])
        if known > 1 and (len(words) > 2 or not any(is_word(word) for word in words)):
            evidence = (*evidence, TOLD)
        if known or weight >= 2.5 or behind >= 2.5:
            if weight >= 2.5:
                weight, why = max(weight, 3.2), (*why, TOLD)
            yield match.start(), match.end(), odds + weight + behind, join(evidence, why, tail)


def _hits(words: list[str]) -> tuple[int, bool]:
    """How many of the words are names; whether two are a surname and a given name."""
    known = [_known(word, "")[0] or is_foreign(word) for word in words]
    if len(words) > 1 and words[0][-1] == "." and is_romaji(words[-1]) and not is_word(words[-1]):
        known[-1] = True  # K. Shiraishi
    if any(known):  # Grace, Park and Xiaoling are names beside others
        known = [sure or may_be_foreign(word) for sure, word in zip(known, words, strict=True)]
    return sum(known), len(words) == 2 and _known(*words)[1]


def _in_their_place(text: str) -> Iterator[Told]:
    for match in _PASSENGER.finditer(text) if "/" in text or "^" in text else ():
        one, both = _known(match["surname"], match["given"])
        if (match["title"] or both) and not text[max(0, match.start() - 1) : match.start()].isalnum():
            yield *match.span("name"), SURE if one else LIKELY, ("pattern", "context:passenger", TOLD)
    for mail in _MAIL.finditer(text) if "<" in text else ():
        shown = _DISPLAYED.search(text, max(0, mail.start() - 36), mail.start())
        if shown and _known(*re.split(r"[ .,]+", shown["name"])[:2])[0]:
            yield *shown.span("name"), SURE, ("dictionary", "context:mail", TOLD)
    yield from _keyed(text)
    for match in _HOME.finditer(text):
        if _known(match["first"], match["second"])[0]:
            yield *match.span("name"), SURE, ("dictionary", "context:user", TOLD)
    if len(text) < 160 and _FILE.fullmatch(text):
        for match in _FILED.finditer(text.translate(_NO_FIGURES)):
            if _known(match["first"].rstrip("_. -"), match["second"])[1]:
                yield *match.span("name"), SURE, ("dictionary", "context:file", TOLD)
    for match in _INITIALS.finditer(text):
        first = match.start() - 1
        if (
            first >= 0
            and "A" <= text[first] <= "Z"
            and not (first and text[first - 1].isascii() and text[first - 1].isalpha())
        ):
            yield first, match.end("second"), LIKELY, ("pattern", "honorific", TOLD)


_NO_FIGURES = str.maketrans(dict.fromkeys("0123456789", " "))


def _keyed(text: str) -> Iterator[Told]:
    """holder=K+TANIMURA, user: sonoda"""
    if not any(key in text for key in _KEYS):
        return
    for match in _VALUE.finditer(text):
        key = text[max(0, match.start() - 24) : match.start()]
        if _HOLDER.search(key) and _CAPITALS.fullmatch(match["name"]):
            yield *match.span("name"), LIKELY, ("pattern", "context:holder", TOLD)
        elif (
            _USER.search(key)
            and match["name"].islower()
            and _known(match["first"], "")[0]
            and not is_noun(match["first"])
        ):
            yield *match.span("name"), LIKELY, ("dictionary", "context:user", TOLD)


_KEYS = tuple("Holder holder HOLDER User user Guest guest Passenger passenger login uid account".split())
