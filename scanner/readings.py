"""Which names are one: 山口 孝, ヤマグチ タカシ, ﾔﾏｸﾞﾁ ﾀｶｼ and YAMAGUCHI Takashi.

Readings are those of the dictionaries (recognizers/namedata.py). A family name that is not in them may be read in any
way that no other family name is; a given name is not guessed. Names come as `redact.normalise` leaves them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache

from recognizers.namedata import katakana, latin_key, rows
from scanner.redact import normalise

_KANA = re.compile(r"[ァ-ヶーぁ-ゖ\s・]+")
_LATIN = re.compile(r"[a-zà-ÿ\s.,'-]+", re.I)
_LARGE = str.maketrans("ァィゥェォッャュョヮヅヂ", "アイウエオツヤユヨワズジ")  # as banks write kana
_MOST = 100_000  # names of one item that are compared
_LONGEST_FAMILY = 6


def is_kana(name: str) -> bool:
    return _KANA.fullmatch(name) is not None


def is_latin(name: str) -> bool:
    return _LATIN.fullmatch(name) is not None


def key(name: str) -> str:
    """One spelling of a reading, in kana or in Latin letters."""
    return latin_key(name) if is_latin(name) else katakana(name).translate(_LARGE).replace("ー", "")


def spelled_again(names: Collection[str]) -> set[str]:
    """Those of `names` that are a reading of another, or another spelling of a reading."""
    again: set[str] = set()
    if len(names) > _MOST:
        return again
    told, written = list[str](), list[str]()
    for name in names:
        (told if is_kana(name) or is_latin(name) else written).append(name)
    if not told:
        return again
    known = Counter(reading for name in written for reading in set(read_as(name)))
    keys = {name: key(name) for name in told}
    for name, reading in keys.items():
        if reading in known:
            again.add(name)
        elif is_kana(name):  # the first spelling of it stays
            known[reading] += 1
    loose: dict[str, list[str]] = {}  # ?タカシ of one name only, and who may be that
    unsure = any(reading.startswith("?") for reading in known)
    for name in told if unsure else ():
        for given in _behind_unknown(keys[name]) if name not in again else ():
            if known[f"?{given}"] == 1:
                loose.setdefault(given, []).append(name)
    return again | {some[0] for some in loose.values() if len(some) == 1}


def reads(name: str, reading: str) -> bool | None:
    """Whether `reading` is that of `name`; None where the dictionaries cannot say."""
    found, told = key(reading), set(read_as(name))
    if found in told or any(f"?{given}" in told for given in _behind_unknown(found)):
        return True
    return False if any(one[0] != "?" for one in told) else None


@cache
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Family names and given names → keys of their readings, and the keys of all family names."""
    family: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    for spelling, _, kana, latin, *_ in rows("last_name_org.csv"):
        family.setdefault(normalise("PERSON", spelling), set()).update((key(kana), latin_key(latin)))
    for file in ("first_name_man_org.csv", "first_name_woman_org.csv"):
        for kana, latin, *spellings in rows(file):
            keys = (key(kana), latin_key(latin))
            for spelling in (kana, *filter(None, spellings)):
                given.setdefault(normalise("PERSON", spelling), set()).update(keys)
    return family, given, set().union(*family.values())


def read_as(name: str) -> Iterator[str]:
    """Keys of what a name may be read as; ?タカシ where its family name is in no dictionary."""
    family, given, _ = _tables()
    yield from family.get(name, ())
    yield from given.get(name, ())
    unknown: list[str] | None = []
    for cut in range(1, min(len(name), _LONGEST_FAMILY + 1)):
        first, second = family.get(name[:cut], ()), given.get(name[cut:], ())
        if not second and is_kana(name[cut:]):
            second = {key(name[cut:])}
        if first and second:
            unknown = None
        elif unknown is not None:
            unknown += [f"?{one}" for one in second]
        for one in first:
            for two in second:
                if is_latin(one) == is_latin(two):
                    yield one + two
                    if is_latin(one):
                        yield two + one
    yield from unknown or ()


def family_read_as(name: str) -> set[str]:
    """Keys of the readings of a family name."""
    return _tables()[0].get(name, set())


def _behind_unknown(reading: str) -> Iterator[str]:
    """Ends of a reading that are behind what no known family name is read as."""
    families = _tables()[2]
    for cut in range(2, len(reading) - 1):
        if reading[:cut] not in families:
            yield reading[cut:]
