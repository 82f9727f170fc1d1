"""Town areas and postal codes of Japan Post (data/towns.xz): which town a municipality has, where a code leads.

Read when first asked: the file unpacks to a megabyte of text, of which a municipality's towns are parted only when an
address names it. Names are compared by `key`: ケ, ヶ and が are one letter, so are ノ and 之, ツ and ッ.
"""

from __future__ import annotations

import lzma
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, chain

from recognizers.text import fold

FILE = "towns.xz"
LONGEST = 18  # characters of a town area's name that are compared
_SAME = str.maketrans("ヶがガのノ乃ッっつ", "ケケケ之之之ツツツ")
_COUNTED = re.compile("([一二三四五六七八九十]+)(?=条|線|号|番|区|丁|地)")
_NUMBERED = re.compile(r"[^ /]*(?:[一二三四五六七八九十](?:条|線|号|番|区|丁|地)|\d)[^ /]*")
_DIGITS = "一二三四五六七八九"


def key(name: str) -> str:
    """A folded name as it is compared; character by character, so that offsets stay."""
    return name.translate(_SAME)


@cache
def _lines() -> list[str]:
    raw = files("recognizers.data").joinpath(FILE).read_bytes()
    while raw.startswith(b"#"):
        raw = raw[raw.index(b"\n") + 1 :]
    return fold(lzma.decompress(raw).decode()).text.splitlines()


@cache
def _places() -> dict[str, tuple[int, ...]]:
    """Municipality, also without its ward or county, → its lines."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(_lines()):
        _, city, _ = line.split("\t", 2)
        for name in {city, short(city)}:
            places.setdefault(key(name), []).append(number)
    return {name: tuple(numbers) for name, numbers in places.items()}


def short(city: str) -> str:
    """千葉市中央区 → 千葉市; 東牟婁郡串本町 → 串本町; others as they are."""
    whole = re.fullmatch("(.+?市)(.+区)|(.+?郡)(.+[町村])", city)
    return city if whole is None else whole[1] or whole[4]


@lru_cache(maxsize=2_048)
def municipalities(city: str, prefecture: str = "") -> tuple[int, ...]:
    """Numbers of the municipalities that are called so, in the prefecture where one is given."""
    found = _places().get(key(city.replace(" ", "")), ())
    return tuple(n for n in found if _lines()[n].startswith(prefecture)) if prefecture else found


@cache  # there are 1,900
def city_names(number: int) -> frozenset[str]:
    """How the municipality may be called, folded."""
    city = _lines()[number].split("\t", 2)[1]
    return frozenset({city, short(city)})


@cache
def prefecture_of(number: int) -> str:
    return _lines()[number].partition("\t")[0]


def _spellings(name: str) -> Iterator[str]:
    """北二条西 as 北2条西 too, 南13線西 as 南十三線西 too; 大字 and 字 in front are left out by who asks."""
    name = name.removeprefix("大字").removeprefix("字")
    yield name
    if _COUNTED.search(name):
        yield _COUNTED.sub(lambda m: str(_number(m[1])), name)
    if re.search(r"\d", name):
        yield re.sub(r"\d{1,2}", lambda m: _kanji(int(m[0])), name)


def _number(kanji: str) -> int:
    before, ten, behind = kanji.rpartition("十")
    tens = (_DIGITS.find(before) + 1 or 1) if ten else 0
    return 10 * tens + (_DIGITS.find(behind) + 1 if behind else 0)


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")


def towns(number: int) -> frozenset[str]:
    """Keys of the town areas of a municipality."""
    line = key(_lines()[number].split("\t")[3])  # the letters that `key` makes one are no part of a number
    found = {
        name.removeprefix("大字").removeprefix("字")[:LONGEST] for name in line.replace("/", " ").split(" ") if name
    }
    return frozenset(
        found.union(*([each[:LONGEST] for each in _spellings(name)] for name in set(_NUMBERED.findall(line))))
    )


@lru_cache(maxsize=512)
def _measured(number: int) -> tuple[frozenset[str], int]:
    names = towns(number)
    return names, max(map(len, names), default=0)


@cache
def _everywhere() -> dict[str, int]:
    """Key of a town area → in how many municipalities there is one of that name."""
    return Counter(chain.from_iterable(map(towns, range(len(_lines())))))


def how_many(name: str) -> int:
    """In how many municipalities there is a town area of that name."""
    return _everywhere().get(key(name), 0)


def town_end(numbers: Iterable[int], text: str, position: int) -> int:
    """Where the longest town area that begins at `position` ends, or `position`."""
    part = key(text[position : position + LONGEST])
    best = 0
    for number in numbers:
        names, longest = _measured(number)
        for length in range(min(len(part), longest), best, -1):
            if part[:length] in names:
                best = length
                break
    return position + best


def any_town_end(text: str, position: int) -> int:
    """As `town_end`, of all towns of the country."""
    part = key(text[position : position + LONGEST])
    known = _everywhere()
    return next((position + n for n in range(len(part), 1, -1) if part[:n] in known), position)


def any_town_start(text: str, end: int) -> int:
    """Where the longest town area that ends at `end` begins, or `end`."""
    part = key(text[max(0, end - 10) : end])
    known = _everywhere()
    return next((end - n for n in range(len(part), 0, -1) if part[len(part) - n :] in known), end)


@cache
def _codes() -> tuple[array[int], array[int]]:
    """(codes in order, each with its municipality; those of single receivers) as code × 4096 + municipality."""
    areas: list[int] = []
    receivers: list[int] = []
    for number, line in enumerate(_lines()):
        _, _, steps, _, own = line.split("\t")
        areas += [code << 12 | number for code in accumulate(map(int, steps.split()))]
        receivers += [code << 12 | number for code in accumulate(map(int, own.split()))]
    return array("Q", sorted(areas)), array("Q", sorted(receivers))


def _of(codes: array[int], code: int) -> tuple[int, ...]:
    place = bisect_left(codes, code << 12)
    found = []
    while place < len(codes) and codes[place] >> 12 == code:
        found.append(codes[place] & 0xFFF)
        place += 1
    return tuple(found)


@lru_cache(maxsize=2_048)
def where(code: str) -> tuple[int, ...]:
    """The municipalities that a postal code of seven digits leads to; none for a code that does not exist."""
    areas, receivers = _codes()
    return _of(areas, int(code)) or _of(receivers, int(code))


def is_receiver(code: str) -> bool:
    """Whether the code is one large receiver's own: a company's, an office's."""
    areas, receivers = _codes()
    return not _of(areas, int(code)) and bool(_of(receivers, int(code)))


@lru_cache(maxsize=256)
def towns_of(code: str) -> frozenset[str]:
    """Keys of the town areas that a postal code leads to."""
    found = set()
    for number in where(code):
        _, _, steps, names, _ = _lines()[number].split("\t")
        for each, some in zip(accumulate(map(int, steps.split())), names.split(" "), strict=True):
            if each == int(code):
                found |= {key(spelling)[:LONGEST] for name in some.split("/") for spelling in _spellings(name) if name}
    return frozenset(found)
