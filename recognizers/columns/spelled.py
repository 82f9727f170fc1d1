"""Values of a column as they are judged, a whole array at a time: folded, and without separators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.arrays import Places, Without, first_bytes, left, lengths, parts, right
from recognizers.columns.words import NOTHING
from recognizers.text import FOLD, fold_all

_DROP = " \t\r　-ー・･.,/_()|[]「」第号"
_without = Without(_DROP + "\n")
_KEPT = re.compile(r"^(?:'(?=\S)|=(?=\"))\"?(.*?)\"?$")
_POINT_ZERO = r"^([0-9]{4,})\.0+$"
_KANJI_NUMBER = re.compile(r"^[〇零一二三四五六七八九]{4,}$", re.M)
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_FOUR = len("一二三四".encode())
_NUMERAL = np.array([int.from_bytes(numeral.encode()) for numeral in "〇零一二三四五六七八九"])
_FOLDABLE = "[" + "".join(f"\\x{{{code:x}}}" for code in sorted(FOLD)) + "ﾞﾟ\u3099\u309a]"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_NETWORK = rf"^(?:{_BYTE}(?:\.{_BYTE}){{3}}(?:/[0-9][0-9]?)?|0x[0-9a-f]+)$"
# What a value begins with that a spreadsheet has dressed up, and one that says nothing.
_DRESSED = np.zeros(256, bool)
_DRESSED[list(b"'=")] = True
_OF_NETWORKS = (b".", b"x", b"X")  # one of these is in each
_MAY_BE_NOTHING = np.zeros(256, bool)
_MAY_BE_NOTHING[list("".join("-ー―*×xX/無なし特該未不空非Nn#?".split()).encode())] = True
_MAY_BE_NOTHING[0] = True  # empty


class Spelled:
    """pointed: whether 123.0 stands for 123, None to tell from these values. places: of those that say something."""

    pointed: bool
    places: npt.NDArray[np.int64]
    folded: pa.StringArray

    def __init__(self, values: pa.StringArray, pointed: bool | None = None) -> None:
        (self.pointed, self.places, self.folded), *_ = _spelled([values], pointed)

    @classmethod
    def of_each(cls, columns: Sequence[pa.StringArray]) -> list[Spelled]:
        """As one by one, all read at one go: most of it costs the same for forty short columns as for one."""
        found = []
        for each in _spelled(columns, None):
            one = cls.__new__(cls)
            one.pointed, one.places, one.folded = each
            found.append(one)
        return found

    def __len__(self) -> int:
        return len(self.folded)

    def only(self, which: Flags) -> Spelled:
        """Some of them."""
        some = copy(self)
        for made in ("canonical", "lengths", "networks", "numeric"):
            some.__dict__.pop(made, None)
        some.places, some.folded = self.places[which], self.folded.filter(pa.array(which))
        return some

    @cached_property
    def canonical(self) -> pa.StringArray:
        """Without separators, in capitals: what check digits are computed over."""
        simple = _without.simple(self.folded)
        if simple.all():
            return _in_figures(_without(self.folded))
        rest = pa.array(_canonical(self.folded.filter(pa.array(~simple)).to_pylist()), pa.string())
        if not simple.any():
            return rest
        return _merged(simple, _in_figures(_without(self.folded.filter(pa.array(simple)))), rest)

    @cached_property
    def lengths(self) -> list[int]:
        """Those that there are, in characters of the canonical values."""
        return list(pc.utf8_length(self.canonical).unique().to_pylist())

    @cached_property
    def numeric(self) -> tuple[Flags, Places]:
        """(which canonical values are digits and nothing else, the bytes of each)"""
        raw, places = parts(self.canonical)
        long = np.diff(places)
        others = (raw - np.uint8(48)) >= 10
        if not others.any():
            return long > 0, long
        before = np.concatenate(([0], np.cumsum(others, dtype=np.int32)))
        return (np.diff(before[places]) == 0) & (long > 0), long

    @cached_property
    def networks(self) -> Flags:
        """Which are addresses of machines: 10.0.3.15 is no postal code 100315."""
        raw = parts(self.folded)[0].tobytes()
        if not any(byte in raw for byte in _OF_NETWORKS):
            return np.zeros(len(self.folded), bool)
        return flags(pc.match_substring_regex(self.folded, _NETWORK, ignore_case=True))


def _spelled(
    columns: Sequence[pa.StringArray], pointed: bool | None
) -> Iterator[tuple[bool, npt.NDArray[np.int64], pa.StringArray]]:
    """(whether 123.0 stands for 123, places of the values that say something, those folded) of each column."""
    ends = np.cumsum([len(values) for values in columns])
    starts = ends - [len(values) for values in columns]
    folded = _undressed(folded_array(columns[0] if len(columns) == 1 else pa.concat_arrays(columns)))
    zeros = _zeros(folded) if pointed is not False else np.zeros(len(folded), bool)
    before = np.concatenate(([0], np.cumsum(zeros)))
    if pointed is None:
        whole = before[ends] - before[starts] >= 0.5 * (ends - starts)
    else:
        whole = np.full(len(columns), pointed)
    zeros &= np.repeat(whole, ends - starts)
    if zeros.any():
        mask = pa.array(zeros)
        bare = pc.replace_substring_regex(folded.filter(mask), _POINT_ZERO, r"\1")
        folded = pc.replace_with_mask(folded, mask, bare)
    folded = pc.utf8_trim_whitespace(folded)
    silent = _silent(folded)
    for start, end, zero in zip(starts.tolist(), ends.tolist(), whole.tolist(), strict=True):
        said = ~silent[start:end]
        mine = folded if end - start == len(folded) else folded.slice(start, end - start)
        yield zero, np.flatnonzero(said), mine if said.all() else mine.filter(pa.array(said))


def _zeros(values: pa.StringArray) -> Flags:
    """Which are 1234.0."""
    raw, places = parts(values)
    found = np.zeros(len(values), bool)
    if b".0" not in raw.tobytes():
        return found
    filled = places[1:] - places[:-1] >= len("1234.0")
    found[filled] = raw[places[1:][filled] - 1] == ord("0")
    if found.any():
        found[found] = flags(pc.match_substring_regex(values.filter(pa.array(found)), _POINT_ZERO))
    return found


def flags(values: pa.BooleanArray) -> Flags:
    return np.asarray(values, dtype=bool)


def folded_array(values: pa.StringArray) -> pa.StringArray:
    """As `fold_all`: only what holds a character that folds is looked at."""
    ascii = flags(pc.string_is_ascii(values))
    if ascii.all():
        return values
    changed = ~ascii
    changed[changed] = flags(pc.match_substring_regex(values.filter(pa.array(changed)), _FOLDABLE))
    if not changed.any():
        return values
    mask = pa.array(changed)
    return pc.replace_with_mask(values, mask, pa.array(fold_all(values.filter(mask).to_pylist()), pa.string()))


def _undressed(values: pa.StringArray) -> pa.StringArray:
    """Without what a spreadsheet puts around a number to keep it: '0123, ="0123"."""
    dressed = _DRESSED[first_bytes(values)]
    if not dressed.any():
        return values
    mask = pa.array(dressed)
    bare = [match[1] if (match := _KEPT.match(value)) else value for value in values.filter(mask).to_pylist()]
    return pc.replace_with_mask(values, mask, pa.array(bare, pa.string()))


def _silent(values: pa.StringArray) -> Flags:
    """Which are empty, or say that there is nothing."""
    maybe = _MAY_BE_NOTHING[first_bytes(values)]
    if maybe.any():
        some = values.filter(pa.array(maybe))
        said = pc.or_(pc.equal(some, ""), pc.match_substring_regex(some, NOTHING.pattern, ignore_case=True))
        maybe[maybe] = flags(said)
    return maybe


def _in_figures(values: pa.StringArray) -> pa.StringArray:
    """一二三四 as 1234, where that is all of a value."""
    raw, _ = parts(values)
    if not len(raw) or raw.max() < 0x80:
        return values
    maybe = lengths(values) >= _FOUR
    for end in (left, right):
        if not maybe.any():
            return values
        char = end(values, 3).astype(np.int64)
        maybe &= np.isin(char[:, 0] << 16 | char[:, 1] << 8 | char[:, 2], _NUMERAL)
    if not maybe.any():
        return values
    mask = pa.array(maybe)
    told = [
        value.translate(_NUMERALS) if _KANJI_NUMBER.fullmatch(value) else value
        for value in values.filter(mask).to_pylist()
    ]
    return pc.replace_with_mask(values, mask, pa.array(told, pa.string()))


def _canonical(values: list[str]) -> list[str]:
    joined = "\n".join(values)
    if joined.count("\n") >= len(values):
        joined = "\n".join(value.replace("\n", " ") for value in values)
    joined = joined.upper()
    for char in _DROP:
        joined = joined.replace(char, "")
    canonical = joined.split("\n")
    if _KANJI_NUMBER.search(joined) is None:
        return canonical
    return [value.translate(_NUMERALS) if _KANJI_NUMBER.fullmatch(value) else value for value in canonical]


def _merged(which: Flags, yes: pa.StringArray, no: pa.StringArray) -> pa.StringArray:
    order = np.empty(len(which), np.int64)
    order[which], order[~which] = np.arange(len(yes)), len(yes) + np.arange(len(no))
    return pa.concat_arrays([yes, no]).take(pa.array(order))
