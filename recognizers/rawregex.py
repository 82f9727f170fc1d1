"""From a regex over folded text to one over the UTF-8 bytes of a text folded character by character (`recognizers.flat`)
that matches wherever the first could.

Each character that such a text may write with a voicing mark is widened to all spellings; look-arounds, back references and anchors are dropped, and
wide classes (any kanji) become runs of non-ASCII bytes: a multi-pattern engine compiles those a hundred times faster.
The result finds candidates only: the regex itself decides, on the folded window.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from recognizers.dictionary import trie_regex
from recognizers.needed import Words, needed_digits, needed_words
from recognizers.steps import CLASSES, groups_of, ranges
from recognizers.text import FOLD, variants

MAX_WIDTH = 240  # characters; a pattern that could match more is refused
_WIDE = 192  # a class of more non-ASCII characters than this counts as all of them
_ENOUGH = 9  # characters that make a candidate
_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


_ASCII_DIGITS = frozenset("0123456789")
_EMPTY = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


@cache
def _decimals() -> frozenset[str]:
    """Digits of all scripts."""
    return frozenset(filter(str.isdecimal, map(chr, range(sys.maxunicode))))


class PatternError(ValueError):
    """A regex that cannot be used; the message says why and what to write instead. `ja`: the same."""

    def __init__(self, message: str, ja: str = "") -> None:
        super().__init__(message)
        self.ja = ja or message


@dataclass(frozen=True, slots=True)
class Raw:
    """A regex over UTF-8 bytes. most, least: raw characters before its end that a match begins.

    needed: words of which one is within `width` raw characters of what `source` matches, that included.
    digits: how many digits are in what `source` matches; reach: and how many raw characters.
    """

    source: str
    most: int
    least: int
    needed: Words
    width: int
    digits: int
    reach: int


def raw_regexes(regex: str, ignore_case: bool = False) -> list[Raw]:
    """One for each alternative. Every match of `regex` holds a match of one of them.

    Each is the part of an alternative that tells most and compiles fast: a run of literals and small classes, not the
    kanji in front of it or the optional rest behind.
    """
    try:
        tree = parser.parse(regex, re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        raise PatternError(f"not a regular expression: {error.msg} at position {error.pos}") from None
    low, high = tree.getwidth()
    if low == 0:
        raise PatternError(
            "matches the empty text; ask for at least one character",
            "空の文字列にも一致します。1文字以上に一致するようにしてください",
        )
    if high > MAX_WIDTH:
        raise PatternError(
            f"can match more than {MAX_WIDTH} characters; give every repetition a bound, such as {{0,40}}",
            f"{MAX_WIDTH} 文字を超えて一致し得ます。繰り返しに {{0,40}} のような小さな上限を付けてください",
        )
    writer = _Writer(ignore_case, dict(groups_of(tree)))
    found = []
    for nodes in _alternatives(tree):
        lead, part = writer.telling(nodes, tree.state)
        whole = [*lead, *part]
        behind = writer.behind(nodes[len(lead) + len(part) :]) if _is_short(*part[-1]) else ""
        if not behind or sum(op not in _EMPTY for op, _ in part) == 1:  # a run ends where its last characters do
            part = _shortened(part, tree.state)
        source = writer.sequence(part) + behind
        one = int(bool(behind))  # the character behind belongs to it then
        most, least = writer.most(whole), _width(whole, tree.state)[0]
        width, reach = (writer.most(each) + 1 for each in (nodes, part))  # and the character behind
        words, digits = needed_words(part), needed_digits(part, writer.groups)
        if words:
            width = reach
        found.append(Raw(source, most + one, least + one, words or needed_words(nodes), width, digits, reach))
    return found


def exact_sources(regex: str) -> list[str]:
    """Regexes over the UTF-8 bytes of any text, of which one matches wherever `regex` does; none where that cannot be told."""
    tree = parser.parse(regex)
    if tree.getwidth()[0] == 0 or tree.state.flags & re.IGNORECASE:
        return []
    writer = _Writer(False, dict(groups_of(tree)), exact=True)
    parts = [writer.telling(nodes, tree.state)[1] for nodes in _alternatives(tree)]
    if any(_width(part, tree.state)[1] > MAX_WIDTH for part in parts):
        return []
    return [writer.sequence(_shortened(part, tree.state)) for part in parts]


def longest(regex: str) -> int:
    """How many characters a match can have."""
    return int(parser.parse(regex).getwidth()[1])


def _shortened(nodes: list[Any], state: Any) -> list[Any]:
    """Without what may be left out at the end: one end is reported then, not one for each length."""
    nodes = list(nodes)
    while len(nodes) > 1 and _width([nodes[-1]], state)[0] == 0:
        nodes.pop()
    op, argument = nodes[-1]
    if op in _REPEATS and argument[0] >= 1:
        nodes[-1] = (op, (argument[0], argument[0], argument[2]))
    elif op is sre.SUBPATTERN and len(argument[3]):
        nodes[-1] = (op, (*argument[:3], parser.SubPattern(state, _shortened(list(argument[3]), state))))
    return nodes


def _is_short(op: Any, argument: Any) -> bool:
    """Whether a node is a character or some of one class: few more ends than one."""
    if op in _REPEATS:
        return argument[0] > 0 and len(argument[2]) == 1 and argument[2][0][0] is sre.IN
    return op in (sre.LITERAL, sre.IN)


def _alternatives(tree: Any) -> list[list[Any]]:
    """Node lists of the alternatives at the top, groups opened up, each with the look-arounds of them all."""
    nodes = list(_opened(tree))
    places = [place for place, node in enumerate(nodes) if node[0] not in _EMPTY]
    if len(places) == 1 and nodes[places[0]][0] is sre.BRANCH:
        before, after = nodes[: places[0]], nodes[places[0] + 1 :]
        branches = nodes[places[0]][1][1]
        return [[*before, *part, *after] for branch in branches for part in _alternatives(branch)]
    return [nodes]


def _opened(tree: Any) -> Iterator[Any]:
    for op, argument in tree:
        if op is sre.SUBPATTERN and not argument[1] and not argument[2]:
            yield from _opened(argument[3])
        elif op is sre.ATOMIC_GROUP:
            yield from _opened(argument)
        else:
            yield op, argument


def _width(nodes: list[Any], state: Any) -> tuple[int, int]:
    low, high = parser.SubPattern(state, nodes).getwidth()
    return int(low), int(high)


def telling(word: str, ignore_case: bool = False, most: int = 64, chars: int = 64) -> str:
    """The longest part of a word that has at most `most` raw spellings and at most `chars` characters."""
    counts = [len(_written(char, ignore_case)) for char in word]
    best = word[:1]
    for start in range(len(word)):
        stop, spellings = start, 1
        while stop < len(word) and stop - start < chars and spellings * counts[stop] <= most:
            spellings *= counts[stop]
            stop += 1
        if stop - start > len(best):
            best = word[start:stop]
            if len(best) == chars or stop == len(word):
                break
    return best


def raw_spellings(word: str, ignore_case: bool = False) -> list[str]:
    """Every raw spelling; of ASCII letters one, since the engine takes them for each other where case is ignored."""
    return ["".join(chosen) for chosen in itertools.product(*(_written(char, ignore_case) for char in word))]


def _written(char: str, ignore_case: bool) -> tuple[str, ...]:
    return _cased(char) if ignore_case and not char.isascii() else variants(char)


def raw_bytes(text: str) -> str:
    """A literal over bytes."""
    return "".join(map(_in_class, text.encode("utf-8", "replace")))


def raw_words(words: Iterable[str]) -> str:
    """One expression over bytes for every raw spelling of some words, capital or small."""
    return _Writer(True).sequence(parser.parse(trie_regex(words)))


@cache
def _cased(char: str) -> tuple[str, ...]:
    """Raw spellings of a character, capital and small."""
    forms = dict.fromkeys(form for form in (char, char.lower(), char.upper()) if len(form) == 1)
    return tuple(dict.fromkeys(spelling for form in forms for spelling in variants(form)))


class _Writer:
    def __init__(self, ignore_case: bool, groups: dict[int, Any] | None = None, exact: bool = False) -> None:
        """groups: number → nodes, for what refers back to them. exact: characters stand for themselves alone."""
        self._ignore_case = ignore_case
        self._exact = exact
        self.groups = groups or {}

    def telling(self, nodes: list[Any], state: Any) -> tuple[list[Any], list[Any]]:
        """(the nodes before, the nodes) of the part to look for."""
        best: tuple[int, int, int] = (0, 0, len(nodes))
        start = low = 0
        for place, node in enumerate([*nodes, None]):
            if node is not None and low < _ENOUGH and self._is_cheap(*node):
                low += _width([node], state)[0]
                continue
            if low > best[0]:
                best = (low, start, place)
            start, low = place + 1, 0
        _, first, last = best
        while first < last - 1 and _width([nodes[first]], state)[0] == 0:  # optional beginnings tell nothing
            first += 1
        while first < last - 1 and _width([nodes[last - 1]], state)[0] == 0:
            last -= 1
        return nodes[:first], nodes[first:last]

    def behind(self, nodes: list[Any]) -> str:
        """What may stand behind what is looked for, given the nodes that follow; "" for anything.

        So a run of digits is reported once, not at each digit. The same in front of it would make the scan slow: there
        are few places where no number can begin. Texts are scanned with a line's end behind them.
        """
        optional = all(op in _EMPTY or (op in _REPEATS and argument[0] == 0) for op, argument in nodes)
        taken = self._ascii(nodes) if optional else None
        if taken is None:
            return ""
        barred: set[str] | frozenset[str] = set()
        for op, argument in nodes:  # what looks at the next character forbids
            if op is sre.ASSERT_NOT and argument[0] > 0 and len(argument[1]) == 1:
                barred |= self._ascii(argument[1]) or set()
        barred -= taken
        if barred >= _ASCII_DIGITS:  # the same for all numbers: they share an expression then
            barred = _ASCII_DIGITS
        return "[^" + "".join(_in_class(ord(char)) for char in sorted(barred)) + "]" if barred else ""

    def _ascii(self, nodes: Any) -> set[str] | None:
        """The ASCII characters of classes and of repetitions of them, look-arounds aside; None for other nodes."""
        found: set[str] = set()
        for op, argument in nodes:
            if op in _REPEATS:
                if (chars := self._ascii(argument[2])) is None:
                    return None
                found |= chars
            elif op in CLASSES:
                each = ranges(op, argument, self._ignore_case)
                found.update(chr(code) for low, high in each for code in range(low, min(high, 127) + 1))
            elif op not in _EMPTY:
                return None
        return found

    def most(self, nodes: Any) -> int:
        """The most raw characters of a match: a kana with its voicing mark counts two."""
        return sum(self._most(op, argument) for op, argument in nodes)

    def _most(self, op: Any, argument: Any) -> int:
        if op in _EMPTY:
            return 0
        if op is sre.BRANCH:
            return max(self.most(branch) for branch in argument[1])
        if op is sre.SUBPATTERN:
            return self.most(argument[3])
        if op is sre.ATOMIC_GROUP:
            return self.most(argument)
        if op in _REPEATS:
            return int(argument[1]) * self.most(argument[2])
        if op is sre.GROUPREF:
            return self.most(self.groups[argument])
        chars = self._chars(op, argument)
        return 2 if chars is None else max(map(len, chars))

    def _is_cheap(self, op: Any, argument: Any) -> bool:
        if op in _EMPTY or op is sre.LITERAL:
            return True
        if op is sre.GROUPREF:
            return all(self._is_cheap(*node) for node in self.groups[argument])
        if op is sre.IN:
            chars = self._chars(op, argument)
            return chars is not None and not _is_wide(chars)
        if op is sre.BRANCH:
            return all(self._is_cheap(*node) for branch in argument[1] for node in branch)
        if op is sre.SUBPATTERN:
            return not argument[1] and all(self._is_cheap(*node) for node in argument[3])
        if op in _REPEATS:
            return int(argument[1]) <= 24 and all(self._is_cheap(*node) for node in argument[2])
        return False

    def sequence(self, tree: Any) -> str:
        return "".join(self._node(op, argument) for op, argument in tree)

    def _node(self, op: Any, argument: Any) -> str:
        if op in (sre.LITERAL, sre.IN, sre.NOT_LITERAL, sre.ANY):
            chars = self._chars(op, argument)
            return _any_of(chars) if chars is not None else r"[\x00-\xff]{1,4}"
        if op is sre.BRANCH:
            return "(?:" + "|".join(self.sequence(branch) for branch in argument[1]) + ")"
        if op is sre.SUBPATTERN:
            inner = _Writer(True, self.groups, self._exact) if argument[1] & re.IGNORECASE else self
            return "(?:" + inner.sequence(argument[3]) + ")"
        if op is sre.ATOMIC_GROUP:
            return "(?:" + self.sequence(argument) + ")"
        if op in _REPEATS:
            return self._repeat(*argument)
        if op in _EMPTY:
            return ""
        if op is sre.GROUPREF:  # it repeats what the group has read
            return "(?:" + self.sequence(self.groups[argument]) + ")"
        raise PatternError(
            f"uses {op}, which the multi-pattern engine cannot hold", f"{op} は複数照合エンジンで使えません"
        )

    def _repeat(self, low: int, high: int, body: Any) -> str:
        if len(body) == 1 and body[0][0] in (sre.IN, sre.NOT_LITERAL, sre.ANY):
            chars = self._chars(*body[0])
            if chars is None:
                return rf"[\x00-\xff]{{{low},{4 * high}}}"
            if _is_wide(chars):
                ascii_part = "".join(_in_class(ord(c)) for c in sorted(chars) if c.isascii())
                return rf"[{ascii_part}\x80-\xff]{{{low},{4 * high}}}"
        return f"(?:{self.sequence(body)}){{{low},{high}}}"

    def _chars(self, op: Any, argument: Any) -> set[str] | None:
        """Raw spellings that one node can match; None for anything at all."""
        if op is sre.LITERAL:
            return self._spellings((argument,))
        if op is not sre.IN:
            return None
        found: set[str] = set()
        for kind, value in argument:
            if kind is sre.LITERAL:
                found |= self._spellings((value,))
            elif kind is sre.RANGE:
                found |= self._spellings(range(value[0], value[1] + 1))
            elif kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
                found |= _decimals() if self._exact else self._spellings(range(ord("0"), ord("9") + 1))
            elif kind is sre.CATEGORY and value is sre.CATEGORY_SPACE:
                found |= set(_SPACES)
            else:
                return None
        return found

    def _spellings(self, codes: Iterable[int]) -> set[str]:
        found: set[str] = set()
        for code in codes:
            if self._exact and not self._ignore_case:
                found.add(chr(code))
                continue
            char = chr(code) if self._exact else FOLD.get(code) or chr(code)
            found.update(_cased(char) if self._ignore_case else variants(char))
        return found


def _is_wide(spellings: set[str]) -> bool:
    return len(spellings) > _WIDE


def _any_of(spellings: set[str]) -> str:
    """One of some spellings, as bytes: those that differ in the last byte only share the rest."""
    if _is_wide(spellings):
        ascii_part = "".join(_in_class(ord(s)) for s in sorted(spellings) if s.isascii())
        return rf"(?:[{ascii_part}]|[\x80-\xff]{{2,4}})" if ascii_part else r"[\x80-\xff]{2,4}"
    heads: dict[bytes, set[int]] = {}
    for spelling in spellings:
        raw = spelling.encode("utf-8", "replace")
        heads.setdefault(raw[:-1], set()).add(raw[-1])
    branches = []
    for head, lasts in sorted(heads.items()):
        last = "".join(_in_class(b) for b in sorted(lasts))
        branches.append("".join(map(_in_class, head)) + (last if len(lasts) == 1 else f"[{last}]"))
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"


def _in_class(byte: int) -> str:
    return f"\\x{byte:02x}"
