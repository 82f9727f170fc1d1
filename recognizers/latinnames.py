"""Names in Latin letters: written out, in letters, and where their place tells of them: a passenger, the holder of a
card, the sender of a mail, the owner of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from recognizers.namedata import latin_key, names
from recognizers.namewords import FOREIGN_LATIN, NOT_LATIN
from recognizers.tokens import kinds
from recognizers.told import LIKELY, PRIOR, SURE, TOLD, Judged, Told, is_noun, join

_LATIN_NAME = re.compile(
    r"(?<![A-Za-z0-9@._\-/])([A-Z][a-z]{1,14}|[A-Z]{2,14}|[A-Z]\.)(,? )([A-Z][a-z]{1,14}|[A-Z]{2,14}|[A-Z]\.)(?: ([A-Z][a-z]{1,14}|[A-Z]{2,14}))?(?![A-Za-z0-9@_])"
)
# Ms. Okudera, Dear Wataru, Best,⏎Marco Ferrante: a name in an English sentence, in the dictionaries or not.
_TOLD_LATIN = re.compile(
    r"(?<![A-Za-z])(?:(?P<title>(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? )|(?:Dear|Hi|Hello) (?!(?:Mr|Ms|Mrs|Miss|Dr|Prof)\b)"
    r"|(?:Best(?: regards| wishes)?|(?:Kind |Warm )?[Rr]egards|(?:Yours )?[Ss]incerely|(?:Many )?[Tt]hanks|Thank you|Cheers),?[ ]{0,3}\n{1,2}[ ]{0,4})"
    r"(?P<name>[A-Z][a-z]{1,14}(?:[ \-][A-Z][a-z]{1,14}){0,2})(?![A-Za-z@])"
)
_LETTERS = re.compile("[MD][irs]{1,3}s?[. ]|Prof|Dear|H(?:i|ello) |egards|incerely|hank|Best|Cheers")  # much faster
_DOES = re.compile(r" (?:is|was|has|will|would|can|said|asked|called|wrote|told|and|from)(?= )|[)]")
_ASKED = re.compile(
    r"\b(?:[Cc]ontact|ask|with|from|by|met|told|call|colleague|manager|patient|guest|client|customer) $"
)
_KEYED = re.compile(
    r"(?<![A-Za-z])(?:full_?name|last_?name|first_?name|family_?name|given_?name|surname|given|customer_?name|user_?name|(?:usr|user|cust|emp)_?nm|name|sei|mei)[\"']?[ ]{0,8}[:=][ ]{0,4}[\"']?([A-Za-z]{3,20}(?:[ +][A-Za-z]{2,20})?)(?![A-Za-z0-9@.])",
    re.I,
)
_KEY = re.compile(r"[A-Za-z][\"']?[ ]{0,8}[:=]")  # much faster to look for
_TITLED = re.compile(r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.?\s*$")
_LETTER = re.compile(r"\b(?:Dear|by|Sincerely|Regards)[.,:]?\s*$", re.I)
_OWNS = re.compile(r"(?<![A-Za-z] )(?<![A-Za-z])(?P<name>[A-Z][a-z]{2,14})(?='s [a-z])")
_ALONE = re.compile(
    r"(?P<name>[A-Z](?<![A-Za-z.\-].)[a-z]{2,14})(?:(?P<san>-(?:san|sama|sensei|kun))(?![a-z])|(?![A-Za-z@.\-]| [A-Z]))"
)
_PASSENGER = re.compile(
    r"(?P<name>(?P<surname>[A-Z]{2,15})[/^](?P<given>[A-Z]{2,15}))(?: ?(?P<title>MR|MS|MRS|MISS|MSTR|DR))?(?![A-Za-z/])"
)
_MAIL = re.compile(r"[\"']?[ ]?<[^<>@\s]{1,64}@")
_DISPLAYED = re.compile(r"(?:[:,;\"'] ?|\n|\A)(?P<name>[A-Za-z]{2,15}(?:[ .]|, )[A-Za-z]{2,15})\Z")
_VALUE = re.compile(
    r"(?:[:=>\t])[ ]{0,4}[\"'\[]?(?P<name>(?P<first>[A-Za-z]{1,15})(?:[._][a-z]{1,15}|\.?(?:[ +](?:[A-Z]\.[ +])?[A-Z][A-Za-z]{0,14}){1,2})?)(?![A-Za-z0-9@])"
)
_HOLDER = re.compile(r"(?<![a-z])(?:holder(?:_?name)?|passenger|guest)[\"']? {0,8}\Z", re.I)
_USER = re.compile(
    r"(?<![A-Za-z])(?:user(?:_?id)?|login|uid|account|assignee|reporter|approver|(?:created|updated|reviewed|assigned)_?by)[\"']? ?\Z"
)
_CAPITALS = re.compile(r"[A-Z]\S*(?:[ +][A-Z]\S*){1,2}")
_FILED = re.compile(
    r"(?<![A-Za-z])(?P<name>(?P<first>[A-Z][a-z]{2,11}|[A-Za-z]{3,12}[_. \-])(?P<second>[A-Z][a-z]{1,11}|(?<![A-Za-z])[A-Za-z]{2,12}))(?![A-Za-z])"
)
_HOME = re.compile(r"(?:Users|home)[/\\]{1,2}(?P<name>(?P<first>[a-z]{3,12})[._](?P<second>[a-z]{2,12}))(?![A-Za-z])")
_FILE = re.compile(r"[^\n<>@]{1,150}\.[A-Za-z0-9]{2,5}")
_INITIALS = re.compile(r"[.・](?P<second> ?[A-Z]\.?) ?(?:さん|様|氏|くん|君|ちゃん|先生)")


def latin_names(text: str, before: Callable[[str], Judged], after: Callable[[int], Judged]) -> Iterator[Told]:
    """Of a folded text. before, after: what stands before a name, with the mark between, and from a place on says of it."""
    yield from _written_out(text, before, after)
    for match in _TOLD_LATIN.finditer(text) if _LETTERS.search(text) else ():
        if not any(word.lower() in NOT_LATIN for word in re.split("[ -]", match["name"])):
            titled = match["title"] is not None
            told = "honorific" if titled else "context:letter"
            yield *match.span("name"), PRIOR + (4.0 if titled else 3.2), ("pattern", told)
    for match in _KEYED.finditer(text) if _KEY.search(text) else ():
        if _known(re.split("[ +]", match[1])[0], "")[0]:
            yield *match.span(1), PRIOR + 3.2, ("context:name", "dictionary")
    for match in _OWNS.finditer(text) if "'s " in text else ():
        if _known(match["name"], "")[0] and not _is_word(match["name"]):
            yield *match.span("name"), LIKELY - 0.4, ("dictionary", TOLD)
    for match in _ALONE.finditer(text):
        if match["name"].lower() not in NOT_LATIN and (_hits([match["name"]])[0] or match["san"]):
            weight, why = before(text[max(0, match.start() - 40) : match.start()])
            if match["san"] or (weight >= 2.5 and not _is_word(match["name"])):
                yield *match.span("name"), LIKELY, ("dictionary", "honorific" if match["san"] else why[0], TOLD)
    yield from _in_their_place(text)


def _written_out(text: str, before: Callable[[str], Judged], after: Callable[[int], Judged]) -> Iterator[Told]:
    position = 0
    while match := _LATIN_NAME.search(text, position):
        words = [w for w in (match[1], match[3], match[4]) if w]
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
        behind, tail = after(match.end())
        if not any(_is_word(word) for word in words if word[-1] != "."):
            odds += 1.2  # Daniel Weiss: no word of English or of trade
            odds += 0.6 * bool(_DOES.match(text, match.end()) or _ASKED.search(said) or "." in words[0])
        if known > 1 and (len(words) > 2 or not any(_is_word(word) for word in words)):
            evidence = (*evidence, TOLD)
        if known or weight >= 2.5 or behind >= 2.5:
            if weight >= 2.5:
                weight, why = max(weight, 3.2), (*why, TOLD)
            yield match.start(), match.end(), odds + weight + behind, join(evidence, why, tail)


def _hits(words: list[str]) -> tuple[int, bool]:
    """How many of the words are names; whether two are a surname and a given name."""
    known = sum(_known(word, "")[0] or latin_key(word) in FOREIGN_LATIN for word in words)
    return known, len(words) == 2 and _known(*words)[1]


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
    if not _KEYS.search(text):
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


_KEYS = re.compile(r"[Hh]older|HOLDER|[Uu]ser|[Gg]uest|[Pp]assenger|login|uid|account")


def _known(first: str, second: str) -> tuple[bool, bool]:
    """Whether one of two words is a name; whether they are a surname and a given name, in whichever order."""
    known = names()
    a, b = latin_key(first), latin_key(second)
    sei, mei = (a in known.surname_latin, b in known.surname_latin), (a in known.given_latin, b in known.given_latin)
    return any(sei + mei), (sei[0] and mei[1]) or (sei[1] and mei[0])


@lru_cache(maxsize=10_000)
def _is_word(latin: str) -> bool:
    """Of English or of trade."""
    return bool((kinds(latin) | kinds(latin.lower())) & {"noun", "proper", "place", "other"})
