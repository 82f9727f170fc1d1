"""How values are written, in one number each: runs of digits by their length, words as one sign, marks as they stand.

090-7394-1661 and 080-1111-2222 have one outline, 0742-77-8991 has another. Made of all values of a column at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.columns.arrays import Hashes, mixed, parts, strings

_DIGIT, _LETTER, _MIXED, _JAPANESE = 1, 2, 3, 0x81
_KANA, _KANJI, _WIDE, _FOREIGN = 0xE3, 0xE5, 0xEF, 0xC3  # first bytes of characters, as UTF-8 has them
_RUNS = 4  # of digits and letters by turns: 103326454681f4ac is one run of both; TK1234567 and AB12345678CD are not
_SIGNS = 64  # of a value, behind which their order is not minded


def _table() -> bytes:
    """Of each byte what is told of it before anything is counted: 2 and 7 are one digit, 山 and 川 one kanji."""
    told = np.arange(256, dtype=np.uint8)
    told[:33] = ord(" ")
    told[list(b"0123456789")] = _DIGIT
    told[list(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] = _LETTER
    told[0x80:0xC0] = _JAPANESE
    told[0xC0:0xE3] = _FOREIGN
    told[0xE4:0xEA] = _KANJI
    told[0xEA:0xEF] = _FOREIGN
    told[0xF0:] = _KANJI  # rare ones
    return told.tobytes()


_TABLE = _table()
_SIGN = np.arange(256, dtype=np.uint8)
_SIGN[[_KANA, _KANJI]] = _JAPANESE
# How long a run of each sign is taken to be at most. Up to three digits are all the same: house numbers, amounts.
_LENGTHS = np.full((256, 32), 2, np.uint8)
_LENGTHS[:, :2] = [0, 1]
_LENGTHS[_DIGIT] = [min(max(length, 3), 20) for length in range(32)]
_LENGTHS[_LETTER] = [min(length, 3) for length in range(32)]
_LENGTHS[_JAPANESE] = 1
_ORDER = mixed(np.arange(1, _SIGNS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def outlines(values: pa.StringArray) -> Hashes:
    """Of each value. Of most columns there are few: what differs in digits and letters alone is looked at once."""
    raw, places = parts(values)
    coded = strings(raw.tobytes().translate(_TABLE), places).dictionary_encode()
    found: Hashes = _outlines(coded.dictionary)[np.asarray(coded.indices)]
    return found


def _outlines(told: pa.StringArray) -> Hashes:
    """told: values of which each byte says what `_TABLE` tells of it."""
    raw, places = parts(told)
    found = np.zeros(len(told), np.uint64)
    filled = places[1:] > places[:-1]
    if not filled.any():
        return found
    begins, signs = places[:-1][filled], _SIGN[raw]
    new = np.concatenate(([True], signs[1:] != signs[:-1]))
    new[begins] = True
    runs = np.flatnonzero(new)
    first = np.searchsorted(runs, begins)
    kinds, long = signs[runs], np.minimum(np.diff(np.append(runs, len(signs))), 31)
    words = kinds.astype(np.uint64) * np.uint64(32) + _LENGTHS[kinds, long]
    words, first = _without_mixtures(words, kinds <= _LETTER, long, first)
    place = np.arange(len(words)) - np.repeat(first, np.diff(np.append(first, len(words))))
    found[filled] = np.add.reduceat(mixed(words) * _ORDER[np.minimum(place, _SIGNS - 1)], first)
    found[filled] += np.maximum.reduceat(raw == _KANJI, begins)
    return found


def _without_mixtures(
    words: Hashes, alnum: npt.NDArray[np.bool_], long: npt.NDArray[np.int64], first: npt.NDArray[np.int64]
) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Many runs of digits and letters in a row as one. first: where each value begins."""
    opens = alnum.copy()
    opens[1:] &= ~alnum[:-1]
    opens[first] = alnum[first]
    which = np.cumsum(opens) - 1
    many = alnum & (np.bincount(which[alnum], minlength=len(words))[which] >= _RUNS)
    if not many.any():
        return words, first
    together = np.bincount(which[alnum], long[alnum]).astype(np.uint64)
    heads = many & opens
    words[heads] = np.uint64(_MIXED * 32) + np.minimum(together[which[heads]], np.uint64(31))
    kept = ~many | opens
    return words[kept], (np.cumsum(kept) - 1)[first]
