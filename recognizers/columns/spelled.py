"""Values of a column as they are judged, a whole array at a time: folded, and without separators."""

from __future__ import annotations

import re
from copy import copy
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.arrays import Places, Without, first_bytes, parts
from recognizers.columns.words import NOTHING
from recognizers.text import FOLD, fold_all

_DROP = " \t\r　-ー・･.,/_()|[]「」第号"
_DROPPED = str.maketrans("", "", _DROP)
_without = Without("".join(char for char in _DROP if char.isascii()) + "\n")
_KEPT = re.compile(r"^(?:'(?=\S)|=(?=\"))\"?(.*?)\"?$")
_POINT_ZERO = r"^([0-9]{4,})\.0+$"
_KANJI_NUMBER = re.compile(r"^[〇零一二三四五六七八九]{4,}$")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
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

    def __init__(self, values: pa.StringArray, pointed: bool | None = None) -> None:
        folded = _undressed(folded_array(values))
        zeros = pc.match_substring_regex(folded, _POINT_ZERO) if pointed is not False else None
        if pointed is None:
            pointed = (pc.sum(zeros).as_py() or 0) >= 0.5 * len(folded)
        if pointed:
            folded = pc.if_else(zeros, pc.replace_substring_regex(folded, _POINT_ZERO, r"\1"), folded)
        self.pointed = pointed
        folded = pc.utf8_trim_whitespace(folded)
        silent = _silent(folded)
        self.places = np.flatnonzero(~silent)
        self.folded: pa.StringArray = folded.filter(pa.array(~silent)) if silent.any() else folded

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
        ascii = np.asarray(pc.string_is_ascii(self.folded), dtype=bool)
        if ascii.all():
            return _without(self.folded)
        rest = pa.array(_canonical(self.folded.filter(pa.array(~ascii)).to_pylist()), pa.string())
        return _merged(ascii, _without(self.folded.filter(pa.array(ascii))), rest) if ascii.any() else rest

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


def flags(values: pa.BooleanArray) -> Flags:
    return np.asarray(values, dtype=bool)


def folded_array(values: pa.StringArray) -> pa.StringArray:
    """As `fold_all`: only what holds a character that folds is looked at."""
    ascii = flags(pc.string_is_ascii(values))
    if ascii.all():
        return values
    changed = flags(pc.match_substring_regex(values, _FOLDABLE))
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


def _canonical(values: list[str]) -> list[str]:
    joined = "\n".join(value.replace("\n", " ") for value in values)
    canonical = joined.upper().translate(_DROPPED).split("\n")
    return [value.translate(_NUMERALS) if _KANJI_NUMBER.match(value) else value for value in canonical]


def _merged(which: Flags, yes: pa.StringArray, no: pa.StringArray) -> pa.StringArray:
    order = np.empty(len(which), np.int64)
    order[which], order[~which] = np.arange(len(yes)), len(yes) + np.arange(len(no))
    return pa.concat_arrays([yes, no]).take(pa.array(order))
