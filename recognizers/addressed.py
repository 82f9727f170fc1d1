"""Names that a letter or a note in English tells of: who is greeted, who signs, of whom a sentence speaks.

Ms. Okudera, Dear Wataru, Best, Marco Ferrante; Greg behind the last full stop; Ayumi, your check-up; Daughter (Naoko).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from recognizers.foreignnames import foreign, is_foreign, may_be_foreign, plain
from recognizers.lazily import lazy
from recognizers.namedata import latin_key, names
from recognizers.namewords import NOT_LATIN
from recognizers.tokens import kinds
from recognizers.told import LIKELY, PRIOR, SURE, TOLD, Told

_CAPITAL = r"[A-ZÀ-Þ][a-zß-ÿ]{1,14}"
_NAME = rf"(?P<name>{_CAPITAL}(?:[ \-]{_CAPITAL}){{0,2}})(?![A-Za-z@])"
# A name in its place, in the dictionaries or not.
_TOLD_LATIN = lazy(
    rf"(?<![A-Za-z])(?:(?P<title>(?:Mr|Ms|Mrs|Miss|Dr|Prof)\.? )|(?:Dear|Hi|Hey|Hello|Good (?:morning|afternoon|evening)),? (?!(?:Mr|Ms|Mrs|Miss|Dr|Prof)\b)"
    r"|(?P<close>(?:Best(?: regards| wishes)?|(?:Kind |Warm )?[Rr]egards|(?:Yours )?[Ss]incerely|(?:Many )?[Tt]hanks|Thank you|Cheers)"
    rf"(?:,?[ ]{{0,3}}\n{{1,2}}[ ]{{0,4}}|, (?={_CAPITAL}(?:[ \-]{_CAPITAL}){{0,2}}[ ]*(?:\n|\Z)))))" + _NAME
)
_LETTERS = lazy(
    "[MD][irs]{1,3}s?[. ]|Prof[. ]|Dear|H(?:i|ey|ello),? |Good |egards|incerely|hank|Best|Cheers"
)  # much faster
_SMALL = lazy("[a-zß-ÿ]{2}")  # in every name and greeting below
# Alone at the end: in the last line or behind the last full stop.
_SIGNED = lazy(rf"(?:[.?!)] |\n)[ ]*{_NAME}\s*\Z")
# Where a line or a sentence begins: Ayumi, your check-up shows; Tomoko was diagnosed.
_SPOKEN_OF = lazy(
    r"(?P<name>[A-ZÀ-Þ](?:(?<![^\n].)|(?<=[.!?] .))[a-zß-ÿ]{1,14})"
    r"(?:, (?:you|your|I|we|please|could|can|thanks?|just|as|here|this|my|our|do|did|are|is|what|when|how) "
    r"| (?:was|has|had|will|said|says|told|called|asked|wrote|needs|lives|lost|took|went|came)(?: [a-z]|\.))"
)
_KIN = lazy(
    rf"(?:[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Ff]ather|[Mm]other|[Ss]ister|[Bb]rother|[Ss]pouse|[Pp]artner|[Cc]hild)(?: \(| named |, )(?P<name>{_CAPITAL})(?=[),.] ?)"
)
_ASKED = lazy(
    rf"(?:[Pp]lease|[Pp]ls|[Cc]an you|[Cc]ould you) (?:ask|call|tell|contact|remind|e-?mail|inform|help|meet) (?P<name>{_CAPITAL})(?: (?:and|or) (?P<other>{_CAPITAL}))?(?=[ ,.?])(?! [A-Z])"
)
# Each with what a text must hold: much faster to look for.
_SENTENCES = (
    (("",), _SPOKEN_OF, LIKELY - 0.4),
    (("ife", "usband", "aughter", " son", "ather ", "other ", "ister", "pouse", "artner", "hild"), _KIN, SURE),
    (("lease ", "Pls", "pls", " you "), _ASKED, LIKELY),
)
_TODO = lazy(r"(?:TODO|FIXME|XXX)\((?P<name>[a-z]{4,14})\)")

_MENTION = lazy(r"@(?<![A-Za-z0-9._/]@)(?P<name>[a-z]{5,14})(?![A-Za-z0-9.@/(\-_])")
_HONORED = lazy("さん(?<=[a-z]さん)|様(?<=[a-z]様)|先生(?<=[a-z]先生)")
_HANDLE = lazy(r"(?<![A-Za-z0-9._@/])(?P<name>[a-z]{4,14}(?:[_.][a-z]{1,12})?)\Z")
# Japanese surnames of no list: syllables, and what surnames end in.
_ROMAJI = lazy(
    "(?:(?:[kgsztdnhbpmrwyj]|sh|ch|ts|[kgnhmr]y|j)?[aeiou]|n(?![aeiou])){1,5}"
    "(?:da|ta|ishi|[gk]awa|yama|mura|moto|[sz]aki|uchi|[sz]awa|hara|bara|[hb]ashi|bayashi|[kg]uchi|[sj]h?ima|tani|naka|oka|mori|mizu|ike|[kg]ami|matsu|hata|shita|waki|tsuka|sugi|sato)"
)

_PREFECTURES = frozenset("fukushima toyama nagasaki kagoshima wakayama okayama tokushima hiroshima yokohama".split())


def addressed(text: str) -> Iterator[Told]:
    """Of a folded text."""
    if not _SMALL.search(text):
        return
    for match in _TOLD_LATIN.finditer(text) if _LETTERS.search(text) else ():
        words = re.split("[ -]", match["name"])
        if not any(word.lower() in NOT_LATIN for word in words):
            titled, known = match["title"] is not None, any(map(may_sign, words))
            told = "honorific" if titled else "context:letter"
            evidence = ("pattern", told, TOLD) if known and match["close"] else ("pattern", told)
            yield *match.span("name"), PRIOR + (4.0 if titled else 3.2), evidence
    signed = _SIGNED.search(text, max(0, len(text) - 50))
    if signed and _signs(re.split("[ -]", signed["name"])):
        yield *signed.span("name"), SURE, ("dictionary", "context:signature", TOLD)
    for signs, pattern, odds in _SENTENCES:
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            for part, name in match.groupdict().items():
                if name and is_given(name) and not is_word(name):
                    yield *match.span(part), odds, ("dictionary", "context:sentence", TOLD)
    for match in _handles(text):
        first = re.split("[_.]", match["name"])[0]
        if (is_known(first, "")[0] or is_romaji(first)) and not is_word(first):
            yield *match.span("name"), LIKELY, ("dictionary", "context:user", TOLD)


def _handles(text: str) -> Iterator[re.Match[str]]:
    """TODO(tamaki), @nakatsugawa in a Japanese text, ohnuki_rさん."""
    if "TODO(" in text or "FIXME(" in text:
        yield from _TODO.finditer(text)
    if not text.isascii():
        yield from _MENTION.finditer(text) if "@" in text else ()
        for honorific in _HONORED.finditer(text):
            if match := _HANDLE.search(text, max(0, honorific.start() - 28), honorific.start()):
                yield match


def _signs(words: list[str]) -> bool:
    """One word must be a given name; of more, one must be a name and none a word of letters."""
    if any(word.lower() in NOT_LATIN for word in words):
        return False
    if len(words) == 1:
        return may_sign(words[0])
    return any(map(may_sign, words)) and not any(map(is_word, words))


def may_sign(word: str) -> bool:
    return is_given(word) or is_foreign(word) or (may_be_foreign(word) and plain(word) in foreign().weak)


@lru_cache(maxsize=20_000)
def is_given(word: str) -> bool:
    return latin_key(word) in names().given_latin or plain(word) in foreign().given


def is_known(first: str, second: str) -> tuple[bool, bool]:
    """Whether one of two words is a name; whether they are a surname and a given name, in whichever order. Of Japan."""
    known = names()
    a, b = latin_key(first), latin_key(second)
    sei, mei = (a in known.surname_latin, b in known.surname_latin), (a in known.given_latin, b in known.given_latin)
    return any(sei + mei), (sei[0] and mei[1]) or (sei[1] and mei[0])


@lru_cache(maxsize=20_000)
def is_romaji(word: str) -> bool:
    """Whether a word looks like a Japanese surname: Shiraishi, Nakatsugawa."""
    return len(word) > 5 and word.lower() not in _PREFECTURES and _ROMAJI.fullmatch(word.lower()) is not None


@lru_cache(maxsize=10_000)
def is_word(latin: str) -> bool:
    """Of English or of trade."""
    return bool((kinds(latin) | kinds(latin.lower())) & {"noun", "proper", "place", "other"})
