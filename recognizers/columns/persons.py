"""A column of names, told by dictionaries and header, without any model. Of many values a sample is looked up."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.arrays import parts
from recognizers.columns.cells import Cells
from recognizers.columns.expressions import FEW, SPACES, Expression, lettered
from recognizers.columns.header import CAP, HEADER, OTHER_HEADER, PRIOR, PROOF, PROVEN, SURE, UNKNOWN_HEADER
from recognizers.columns.spelled import Spelled
from recognizers.columns.words import NAME_HEADER, NAME_NOT, NAME_PLAIN, NAME_SHAPE, NOBODYS, OF_PERSON, ROLE, WORKS
from recognizers.namedata import katakana, latin_key, names
from recognizers.pattern import chance
from recognizers.tokens import tokenize
from recognizers.types import ColumnHit


def person(header: str, cells: Cells) -> ColumnHit | None:
    """A column of names, by dictionary: family and given names, kana, Latin letters, or one of them alone."""
    if lettered(cells.spelled.folded).sum() < 0.3 * len(cells):
        return None  # numbers and dates
    if of_companies(cells.first):
        return None
    alone = _alone(cells.folded)
    values = alone if len(alone) <= _JUDGED else random.Random(0).sample(alone, _JUDGED)
    named = names_persons(header)
    likeness: list[int] = []
    for first in range(0, len(values), _STEP):
        likeness += map(name_like, values[first : first + _STEP])
        full = sum(like >= 2 for like in likeness)
        if not named and (full + len(values) - len(likeness)) / len(values) < _WHOLE:
            return None  # whatever the others are; and nothing else speaks for them
        if not named and len(likeness) == _ENOUGH < len(values) and full < 0.1 * _ENOUGH:
            return None
    whole = sum(like >= 2 for like in likeness) / len(likeness)
    half = sum(like >= 1 for like in likeness) / len(likeness)
    odds = PRIOR
    evidence = []
    if named:
        odds += HEADER if NAME_PLAIN.search(header) else 2.5
        evidence.append(f"header:{header[:40]}")
    elif WORKS.search(header):
        odds += OTHER_HEADER - PROVEN
    elif header and (NOBODYS.search(header) or NAME_NOT.search(header)):
        odds += OTHER_HEADER
    elif header:
        odds += UNKNOWN_HEADER
    n = len(likeness)
    if whole >= _WHOLE:
        parted = sum(" " in value for value in values) >= 0.8 * n  # no product, place or shop is written so
        long = sum(f >= 2 and len(v) > 2 for f, v in zip(likeness, values, strict=True))  # 三宅亜希子, but not 中国
        proven = half >= 0.8 and n >= PROOF and (parted or long >= 0.6 * n)
        odds += PROVEN if proven else min(CAP, whole * n * 1.2)
        evidence.append("dictionary")
    elif named and half >= 0.3:
        odds += 2.0
        evidence.append("dictionary")
    elif (
        named
        and not of_things(cells)
        and not of_words(values)
        and as_names(cells.spelled).sum() >= 0.8 * len(cells)
        and max(len(v) for v in values) <= 30
    ):
        odds += 0.5
        evidence.append("shape")
    else:
        odds -= 3.0
    score = chance(max(-6.0, min(6.0, odds)))
    if score < SURE:
        return None
    all_names = named or whole >= 0.5  # then the others are names too, rarer than the dictionaries
    counted = cells.total(as_names(cells.spelled) if all_names else [name_like(value) >= 2 for value in alone])
    more = as_names if all_names else None
    return ColumnHit("PERSON", score, "person_column", tuple(evidence), cells.filled, *counted, more=more)


def names_persons(header: str) -> bool:
    """Whether a header announces names of persons: 使用者, 担当者カナ, 取引先担当者名, but not 取引先名."""
    header = re.sub(r"(?<=\S)\s*[(（\[【※].*$", "", header)
    if not NAME_HEADER.search(header) or WORKS.search(header) or OF_PERSON.search(header):
        return False
    things = [match.end() for match in NAME_NOT.finditer(header)]
    return not things or any(match.end() >= things[-1] for match in ROLE.finditer(header))


def as_names(spelled: Spelled) -> Flags:
    """Which are written as names are. What is so with all around it is so without, too."""
    found = _NAME_SHAPE.fits(spelled.folded)
    if not found.all():
        found[~found] = _NAME_SHAPE.fits(_without(spelled.folded.filter(pa.array(~found))))
    return found


_MARKS = [mark.encode() for mark in ":：(（様殿氏"] + [
    "さん".encode(),
    "先生".encode(),
]  # one of them is in all of those


def _alone(values: Sequence[str]) -> list[str]:
    if len(values) > FEW:
        return list(_without(pa.array(values, pa.string())).to_pylist())
    some = [value.strip() for value in values]
    for around, sign in zip(_AROUND, _SIGNS, strict=True):
        places = [place for place, value in enumerate(some) if sign.search(value)]
        for place, value in zip(places, around.replaced_in([some[place] for place in places], r"\1"), strict=True):
            some[place] = value
    return some


_NAME_SHAPE = Expression(NAME_SHAPE)
_AROUND = (
    Expression(rf"^[^{SPACES}:：0-9]{{1,5}}[:：][{SPACES}]*([^{SPACES}])"),
    Expression(rf"([^{SPACES}(（])[{SPACES}]*[(（][^()（）]{{1,20}}[)）]$"),
    Expression(rf"([^{SPACES}][^{SPACES}])[{SPACES}]*(?:様|殿|さん|氏|先生)$"),
)
_SIGNS = re.compile("[:：]"), re.compile(r"[)）]\Z"), re.compile(r"[様殿ん氏生]\Z")  # in each; much faster to look for


def _without(values: pa.StringArray) -> pa.StringArray:
    """Without who it is (母：), how it is read (（ヨウイチ）) and how it is addressed (様)."""
    values = pc.utf8_trim_whitespace(values)
    raw = parts(values)[0].tobytes()
    if not any(mark in raw for mark in _MARKS):
        return values
    for around in _AROUND:
        values = around.replaced(values, r"\1")
    return values


_APART = re.compile("[ ・,]+")
_STEP = 50  # values that are looked up before it is asked whether it is worth going on
_WHOLE = 0.3  # of the values are a family name and a given name
_JUDGED = 5000  # distinct values that are looked up in the dictionaries
_LOOKED_AT = 50  # values that show whether a column holds words
_ENOUGH = 500  # distinct values that show how a column is written
_THING = re.compile(
    r"\d|[ァ-ヺー]{3}[^ァ-ヺー ・]|[^ァ-ヺー ・][ァ-ヺー]{3}|^[ァ-ヺー]{6,}$|の|.(?:[部課係室]|支店|営業所|工場|出張所|センター|本社)$"
)


def of_things(cells: Cells) -> bool:
    """さくら茶 100g, フロアマット汎用, エンジンオイル, 総務部: most are written as hardly anybody's name is."""
    values = _alone(cells.first)
    return sum(bool(_THING.search(value)) and name_like(value) == 0 for value in values) >= 0.5 * len(values)


_FORM = r"(?:[㈱㈲]|株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|\((?:株|有|同|資|名|相)\)|(?:一般|公益)?(?:社団|財団)法人|(?:医療|学校|宗教|社会福祉|NPO|特定非営利活動|独立行政)法人(?:社団|財団)?|協同組合)"
_COMPANY = re.compile(
    rf"{_FORM}\s?\S+|\S+?\s?{_FORM}(?:\s?\S+(?:支店|支社|本社|本店|営業所|工場|事業所))?|\(?[カユドシ]\)\S+|\S+\([カユドシ]\)?"
)
_MAY_BE_COMPANY = re.compile(rf"{_FORM}|[カユドシ]\)|\([カユドシ]")
_IN_COMPANIES = ("㈱", "㈲", "会社", "法人", "組合", ")", "(")  # in each one of them; much faster to look for
_COMPANIES = 0.8  # of the values: a list of companies, whoever the header speaks of


def of_companies(values: Sequence[str]) -> bool:
    """架空商事(株), 有限会社見本: nearly all are companies, with no person behind them."""
    some = values[:_ENOUGH]
    text = "\n".join(some)
    if not any(sign in text for sign in _IN_COMPANIES) or _MAY_BE_COMPANY.search(text) is None:
        return False
    return sum(_COMPANY.fullmatch(value) is not None for value in some) >= _COMPANIES * len(some)


def of_words(values: Sequence[str]) -> bool:
    """醤油, 味噌, 未定, 該当なし: most are words of the language, none of them a name."""
    some = values[:_LOOKED_AT]
    return sum(all(token.kind in ("noun", "other") for token in tokenize(value)) for value in some) >= 0.8 * len(some)


def name_like(value: str) -> int:
    """2: a family name and a given name of the dictionaries; 1: one of the two; 0: neither. `value` is folded."""
    value = value.strip()
    return _likeness(value) if 0 < len(value) <= 30 else 0


@lru_cache(maxsize=20_000)  # the same people and things stand in many tables
def _likeness(value: str) -> int:
    known = names()
    words = _APART.split(value)
    if len(words) >= 2:
        first, last = words[0], words[-1]
        family = (
            first in known.surnames or katakana(first) in known.surname_kana or latin_key(first) in known.surname_latin
        )
        given = last in known.given or katakana(last) in known.given_kana or latin_key(last) in known.given_latin
        swapped = latin_key(last) in known.surname_latin and latin_key(first) in known.given_latin
        return 2 if (family and given) or swapped else int(family or given)
    if value.isascii():
        return 0  # no name of the dictionaries is
    for cut in range(1, min(5, len(value))):
        if value[:cut] in known.surnames and value[cut:] in known.given:
            return 2
    reading = katakana(value)
    for cut in range(2, min(6, len(value) - 1)):
        if reading[:cut] in known.surname_kana and reading[cut:] in known.given_kana:
            return 2
    alone = (
        value in known.surnames or value in known.given or reading in known.surname_kana or reading in known.given_kana
    )
    return int(alone)
