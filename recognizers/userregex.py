"""A regex of a user's: folded as texts are, and refused at once where it could not do what it seems to say.

What is refused would otherwise fail in a worker, match nothing, or take long on a text made for it (see
`recognizers.steps`). What it says over whole cells is made from it here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.pattern import LEFT, REACH, RIGHT, canonical
from recognizers.rawregex import PatternError, raw_regexes
from recognizers.steps import MOST, TooMany, bodies, steps
from recognizers.text import FOLD

_LONGEST = 1_000  # characters of a regex
_HALF_KANA = re.compile("[ｦ-ﾟ]")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_LOOKS = (sre.ASSERT, sre.ASSERT_NOT)


def written(regex: str) -> str:
    """The regex over folded text: ： is : there and 髙 is 高, so it must be so here."""
    if _HALF_KANA.search(regex):
        raise PatternError(
            "has half-width katakana, which folded text has not; write them full-width",
            "半角カタカナがあります。本文は全角にそろえて照合するので、全角で書いてください",
        )
    out: list[str] = []
    escaped = listed = False
    for place, char in enumerate(regex):
        folded = FOLD.get(ord(char), char)
        if escaped:
            # Folded digits are ASCII, and those of other scripts are no digits of a number here.
            out[-1:] = ("0-9" if listed else "[0-9]") if folded == "d" else "\\" + folded
        else:
            out.append(folded if folded == char else re.escape(folded))
            first = regex[:place].endswith(("[", "[^"))  # a ] there is one of the characters
            listed = char == "[" or (listed and (char != "]" or first))
        escaped = char == "\\" and not escaped
    return "".join(out)


def whole(regex: str, bounded: bool) -> str:
    """As it is run: ^ and $ are the ends of a line; `bounded` keeps it out of longer numbers and Latin words."""
    return f"(?m){LEFT}(?:{regex}){RIGHT}" if bounded else f"(?m)(?:{regex})"


def check(regex: str, ignore_case: bool = False, bounded: bool = True) -> None:
    """Raises PatternError where `regex` (as `written` gives it) cannot be used, with what to write instead."""
    tree = _parsed(regex)
    _walk(tree, tree.state, looking=False)
    try:
        re.compile(whole(regex, bounded))
    except re.error as error:
        raise _invalid(error) from None
    if "v" in tree.state.groupdict and _group(tree, tree.state.groupdict["v"], tree.state) == 0:
        raise PatternError(
            "group v can be empty; ask for at least one character in it",
            "グループ v が空になり得ます。1文字以上にしてください",
        )
    raw_regexes(regex, ignore_case)
    affordable(tree, ignore_case)


def affordable(tree: Any, ignore_case: bool) -> None:
    try:
        steps(tree, ignore_case)
    except TooMany:
        raise PatternError(
            f"could take more than {MOST} steps at each place of a text made for it. What stands behind a repetition must "
            r"not begin with what is repeated: \d{1,9}-\d{1,9} or [^-\n]{1,20}-, not \d{1,9}-?\d{1,9}-?; do not repeat what "
            r"itself varies, as (a{1,9}){1,9} does; or make it possessive: \d{1,9}+",
            f"悪意のある文章では一か所ごとに {MOST} 手を超える照合になり得ます。繰り返しの直後は、繰り返しに含まれない文字で始めてください"
            r" (\d{1,9}-\d{1,9} や [^-\n]{1,20}- とし、\d{1,9}-?\d{1,9}-? としない)。(a{1,9}){1,9} のような繰り返しの繰り返しは避け、"
            r"必要なら \d{1,9}+ のように後戻りしない形にしてください",
        ) from None


def _parsed(regex: str) -> Any:
    if len(regex) > _LONGEST:
        raise PatternError(
            f"longer than {_LONGEST} characters; make it several recognizers, or a list of terms",
            f"{_LONGEST} 文字を超えています。複数に分けるか、terms にしてください",
        )
    try:
        tree = parser.parse(regex)
    except re.error as error:
        raise _invalid(error) from None
    except (RecursionError, OverflowError):
        raise PatternError("nested too deeply", "入れ子が深すぎます") from None
    if tree.state.flags & ~re.UNICODE:
        raise _flags()
    return tree


def _invalid(error: re.error) -> PatternError:
    if "look-behind" in error.msg:
        return PatternError(
            "a look-behind must have one width; write (?:(?<=ab)|(?<=c)), not (?<=ab|c)",
            "後読みは長さが一定でなければなりません。(?<=ab|c) ではなく (?:(?<=ab)|(?<=c)) と書いてください",
        )
    place = "" if error.pos is None else f" at position {error.pos}"
    place_ja = "" if error.pos is None else f" ({error.pos} 文字目)"
    return PatternError(
        f"not a regular expression: {error.msg}{place}", f"正規表現として正しくありません: {error.msg}{place_ja}"
    )


def _flags() -> PatternError:
    return PatternError(
        "no flags inside, such as (?i); for either case write ignore_case: true",
        "(?i) のようなフラグは書けません。大文字小文字を区別しないときは ignore_case: true としてください",
    )


def _walk(nodes: Any, state: Any, looking: bool) -> None:
    for op, argument in nodes:
        if op is sre.AT and argument not in (sre.AT_BEGINNING, sre.AT_END):
            raise PatternError(
                r"no \b, \B, \A or \Z: \b is blind between Japanese and Latin letters, and a text is read in pieces; "
                "leave it out (bounded: true does it), or write ^ and $ for the ends of a line",
                r"\b、\B、\A、\Z は使えません (\b は日本語と英数字の境で働かず、文章は分けて読まれます)。"
                "省くか (bounded: true が代わりになります)、行の端なら ^ と $ を使ってください",
            )
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN) and any(
            0xD800 <= code < 0xE000 for code in _codes(op, argument)
        ):
            raise PatternError("no halves of surrogate pairs", "サロゲートの片割れは書けません")
        if op is sre.GROUPREF_EXISTS:
            raise PatternError(
                "no conditions (?(1)…); write both ways with |", "(?(1)…) は使えません。| で書き分けてください"
            )
        if op is sre.SUBPATTERN and (argument[1] or argument[2]):
            raise _flags()
        if op is sre.SUBPATTERN and looking and argument[0] == state.groupdict.get("v"):
            raise PatternError("group v must not stand in a look-around", "グループ v は先読み・後読みの中に置けません")
        if op in _REPEATS and argument[1] is sre.MAXREPEAT:
            raise PatternError(
                "give every repetition a bound, such as {0,40} for * and {1,40} for +",
                "繰り返しには上限が要ります。* は {0,40}、+ は {1,40} のように書いてください",
            )
        for inner in bodies(op, argument):
            _walk(inner, state, looking or op in _LOOKS)
        if op in _LOOKS and parser.SubPattern(state, argument[1]).getwidth()[1] > REACH:
            raise PatternError(f"a look-around may reach {REACH} characters", f"先読み・後読みは {REACH} 文字までです")


def _codes(op: Any, argument: Any) -> Iterator[int]:
    for kind, value in argument if op is sre.IN else ((sre.LITERAL, argument),):
        if kind in (sre.LITERAL, sre.RANGE):
            yield from value if kind is sre.RANGE else (value,)


def _group(nodes: Any, number: int, state: Any) -> int | None:
    """The least width of a group."""
    for op, argument in nodes:
        if op is sre.SUBPATTERN and argument[0] == number:
            return int(argument[3].getwidth()[0])
        for inner in bodies(op, argument):
            if (found := _group(inner, number, state)) is not None:
                return found
    return None


# --- whole cells ---


def cell(regex: str) -> str:
    """What a whole cell says where `regex` stands in it, over canonical values: capitals, without spaces and dashes.

    Look-arounds at its ends fall away, since nothing stands around a cell. Raises PatternError for what the engine of
    columns (RE2) cannot hold.
    """
    nodes = list(_parsed(regex))
    while nodes and nodes[0][0] in _LOOKS and nodes[0][1][0] < 0:
        nodes.pop(0)
    while nodes and nodes[-1][0] in _LOOKS and nodes[-1][1][0] > 0:
        nodes.pop()
    return _sequence(nodes)


def check_cell(regex: str) -> None:
    """Raises PatternError."""
    tree = _parsed(regex)
    _walk(tree, tree.state, looking=False)
    affordable(tree, ignore_case=False)
    try:
        pc.match_substring_regex(pa.array([""]), f"^(?:{cell(regex)})$")
    except pa.ArrowInvalid:
        raise _no_cell() from None


def _no_cell() -> PatternError:
    return PatternError(
        "look-around, back references and possessive repetition cannot be used for columns; "
        "give column: a regex for a whole cell, in capitals and without spaces and dashes",
        "先読み・後読み、後方参照、後戻りしない繰り返しは列の判定に使えません。"
        "column: にセル全体の正規表現 (大文字、空白とハイフンなし) を書いてください",
    )


def _sequence(nodes: Any) -> str:
    return "".join(_node(op, argument) for op, argument in nodes)


def _node(op: Any, argument: Any) -> str:
    if op is sre.LITERAL:
        return "".join(_range(ord(char), ord(char)) for char in canonical(chr(argument)))
    if op is sre.NOT_LITERAL:
        return _class([(sre.NEGATE, None), (sre.LITERAL, argument)])
    if op is sre.ANY:
        return "."
    if op is sre.IN:
        return _class(argument)
    if op is sre.BRANCH:
        return "(?:" + "|".join(_sequence(branch) for branch in argument[1]) + ")"
    if op is sre.SUBPATTERN:
        return f"(?:{_sequence(argument[3])})"
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        low, high, body = argument
        inner = _sequence(body)
        return f"(?:{inner}){{{low},{high}}}" if inner else ""
    if op is sre.AT:
        return ""
    raise _no_cell()


# What both RE2 and `re` take; RE2 knows ASCII only.
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": "\\w\x80-\U0010ffff", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S"}


def _class(items: Any) -> str:
    """Both cases count, since a canonical value is in capitals; what it never has falls away."""
    negated, parts = "", []
    for kind, value in items:
        if kind is sre.NEGATE:
            negated = "^"
        elif kind is sre.CATEGORY:
            name = str(value).removeprefix("CATEGORY_")
            if name not in _CATEGORIES:
                raise _no_cell()
            if name != "SPACE" or negated:
                parts.append(_CATEGORIES[name])
        else:
            low, high = (value, value) if kind is sre.LITERAL else value
            if low != high or canonical(chr(low)) or negated:
                parts.append(_range(low, high))
            small = max(low, ord("a")), min(high, ord("z"))
            if not negated and small[0] <= small[1]:
                parts.append(_range(small[0] - 32, small[1] - 32))
    return f"[{negated}{''.join(parts)}]" if parts else ""


def _range(low: int, high: int) -> str:
    first, last = (rf"\x{code:02x}" if code < 128 else chr(code) for code in (low, high))
    return first if low == high else f"{first}-{last}"
