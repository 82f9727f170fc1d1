"""Strings of an Arrow array as bytes: separators taken out, digits set in rows, hashes. Nothing here looks at one value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.checksums import Flags

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]

_PRIMES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_BLANK = np.zeros(8, np.uint8)
_OTHER_SCRIPT = np.zeros(256, bool)  # first bytes in UTF-8 of all but ASCII and U+3000 to U+9FFF
_OTHER_SCRIPT[0xC0:0xE3] = _OTHER_SCRIPT[0xEA:] = True
_BLANK_BEGINS = np.zeros(256, bool)  # first bytes of blanks
_BLANK_BEGINS[:33] = _BLANK_BEGINS[[0xC2, 0xE1, 0xE2, 0xE3]] = True
_LONGEST = 64  # bytes from the beginning that are hashed, and as many from the end


def parts(values: pa.StringArray) -> tuple[Bytes, Places]:
    """(bytes of all values, where each begins and the last ends). Nulls are empty."""
    _, offsets, data = values.buffers()
    if offsets is None or not len(values):
        return np.empty(0, np.uint8), np.zeros(len(values) + 1, np.int32)
    places = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    raw = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return raw[places[0] : places[-1]], places - places[0] if places[0] else places


def strings(raw: bytes | Bytes, places: Places) -> pa.StringArray:
    """The way back."""
    offsets = np.ascontiguousarray(places, dtype=np.int32)
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(raw))


def lengths(values: pa.StringArray) -> Places:
    """Bytes of each value."""
    return np.diff(parts(values)[1])


def first_bytes(values: pa.StringArray) -> Bytes:
    """The first byte of each value, 0 of an empty one."""
    raw, places = parts(values)
    if not len(raw):
        return np.zeros(len(values), np.uint8)
    return np.where(places[1:] > places[:-1], raw[np.minimum(places[:-1], len(raw) - 1)], 0).astype(np.uint8)


def may_be_trimmed(values: pa.StringArray) -> bool:
    """Whether some value may begin or end with a blank, of whatever kind: U+0020, U+0085, U+00A0, U+1680, U+2000 …, U+3000."""
    raw, places = parts(values)
    filled = places[1:] > places[:-1]
    begins, ends = (places[:-1], places[1:]) if filled.all() else (places[:-1][filled], places[1:][filled])
    if not len(begins):
        return False
    first, last = raw[begins], raw[ends - 1]
    if first.min() <= 32 or last.min() <= 32:
        return True
    if first.max() >= 0x80:
        maybe = begins[_BLANK_BEGINS[first]]
        if ((raw[maybe] != 0xE3) | (raw[maybe + 1] == 0x80)).any():
            return True
    if last.max() < 0x80:
        return False
    at = ends[last >= 0x80]  # of two bytes or more; before the very first one of two it wraps around
    before, third = raw[at - 2], raw[at - 3]
    wide = (third == 0xE2) | (third == 0xE1) | ((third == 0xE3) & (before == 0x80) & (raw[at - 1] == 0x80))
    return bool((wide | (before == 0xC2)).any())


class Without:
    """Takes characters out of values and makes the rest capitals. drop: ASCII, or of U+3000 to U+9FFF, as all of a value.

    Of those, three bytes each in UTF-8, none has a capital.
    """

    def __init__(self, drop: str) -> None:
        self._drop = "".join(char for char in drop if char.isascii()).encode("ascii")
        self._dropped = np.zeros(256, bool)
        self._dropped[list(self._drop)] = True
        self._upper = bytes(range(256)).upper()
        self._longer: dict[int, list[tuple[int, int]]] = {}  # first byte → the second and third ones
        for first, *others in (char.encode() for char in drop if len(char.encode()) == 3):
            self._longer.setdefault(first, []).append((others[0], others[1]))

    def simple(self, values: pa.StringArray) -> Flags:
        """Which consist of such characters."""
        raw, places = parts(values)
        if not len(raw) or (raw.max() < 0xEA and not ((raw - np.uint8(0xC0)) < 0x23).any()):
            return np.ones(len(values), bool)
        odd = _OTHER_SCRIPT[raw]
        before = np.concatenate(([0], np.cumsum(odd, dtype=np.int32)))
        return np.asarray(np.diff(before[places]) == 0)

    def __call__(self, values: pa.StringArray) -> pa.StringArray:
        raw, places = parts(values)
        if not len(raw) or raw.max() < 0x80:
            kept = raw.tobytes().translate(self._upper, self._drop)
            dropped = self._dropped[raw] if len(kept) < len(raw) else np.zeros(0, bool)
        else:
            dropped = self._dropped[raw]
            for first, others in self._longer.items():
                at = np.flatnonzero(raw == first)
                for second, third in others:
                    found = at[(raw[at + 1] == second) & (raw[at + 2] == third)]
                    dropped[found] = dropped[found + 1] = dropped[found + 2] = True
            kept = raw[~dropped].tobytes().translate(self._upper)
        if len(kept) < len(raw):
            gone = np.concatenate(([0], np.cumsum(dropped, dtype=np.int32)))
            places = places - gone[places]
        return strings(kept, places)


def right(values: pa.StringArray, width: int) -> Bytes:
    """The last `width` bytes of each value in a row, zeros ("0") in front of shorter ones."""
    raw, places = parts(values)
    padded = np.concatenate((np.zeros(width, np.uint8), raw))
    rows = np.lib.stride_tricks.sliding_window_view(padded, width)[places[1:]]
    long = np.diff(places)
    if len(long) and long.min() < width:
        rows[np.arange(width - 1, -1, -1)[None, :] >= long[:, None]] = 48
    return rows


def left(values: pa.StringArray, width: int) -> Bytes:
    """The first `width` bytes of each value in a row; what is behind a shorter one is of the next."""
    raw, places = parts(values)
    return np.lib.stride_tricks.sliding_window_view(np.concatenate((raw, np.zeros(width, np.uint8))), width)[
        places[:-1]
    ]


def hashes(values: pa.StringArray) -> Hashes:
    """64 bits of each value, from its length and its bytes. Of long ones the middle is left out."""
    raw, places = parts(values)
    begin, long = places[:-1], np.diff(places)
    words = np.lib.stride_tricks.sliding_window_view(np.concatenate((_BLANK, raw)), 8)  # ends[n]: the 8 bytes up to n
    found = long.astype(np.uint64) * _PRIMES[0]
    shortest, longest = (int(long.min()), int(long.max())) if len(long) else (0, 0)
    for step in range(min((longest + 7) // 8, _LONGEST // 8)):
        some = slice(None) if shortest > 8 * step else long > 8 * step
        # the eight bytes up to the end of the step, or of the value: they may overlap, but miss nothing
        ends = begin[some] + np.minimum(8 * step + 8, long[some])
        chunk = words[ends].view(np.uint64).ravel()
        if shortest < 8 and step == 0:  # without what stands before it
            chunk = chunk >> ((8 - np.minimum(long[some], 8).astype(np.uint64)) * np.uint64(8))
        found[some] = mixed(found[some] ^ (chunk * _PRIMES[1]))
    if longest > _LONGEST:
        more = long > _LONGEST
        for step in range(_LONGEST // 8):
            chunk = words[places[1:][more] - 8 * step].view(np.uint64).ravel()
            found[more] = mixed(found[more] ^ (chunk * _PRIMES[1]))
    return mixed(found)


def mixed(found: Hashes) -> Hashes:
    found = (found ^ (found >> np.uint64(31))) * _PRIMES[2]
    return found ^ (found >> np.uint64(29))
