"""Users' own recognizers, from YAML into the same objects as ours.

A file is a list under ``recognizers:``. Each has `id`, `entity`, one of `regex`, `terms` or `terms_file`, and
examples and non-examples. docs/recognizers.md explains every key. What is wrong is found when the file is read: keys
nobody knows, expressions no engine can hold or that could take exponential time, examples that are missing.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from recognizers import checksums
from recognizers.pattern import LEFT, RIGHT, Pattern
from recognizers.rawregex import PatternError, raw_regexes

CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": checksums.luhn_ok,
    "my_number": checksums.my_number_ok,
    "corporate": checksums.corporate_ok,
    "resident": checksums.resident_ok,
    "license": checksums.license_ok,
    "yucho": checksums.yucho_ok,
    "vin": checksums.vin_ok,
    "mod7": checksums.mod7_ok,
    "mod97": checksums.mod97_ok,
}
# How sure the bare shape or word is, with nothing beside it.
PRIORS = {"certain": 0.9, "likely": 0.6, "possible": 0.3, "unlikely": 0.1}
_MOST_PATHS = 20_000  # ways to match one stretch that a backtracking engine may have to try
_ID = re.compile(r"[a-z][a-z0-9_]{1,60}")
_ENTITY = re.compile(r"[A-Z][A-Z0-9_]{1,60}")


class CustomError(ValueError):
    """What is wrong in a user's file and what to do, in English and in Japanese (`ja`). Holds no term and no example."""

    def __init__(self, en: str, ja: str) -> None:
        super().__init__(en)
        self.ja = ja


@dataclass(frozen=True, slots=True)
class Custom:
    """One recognizer as the user wrote it; picklable. `Pattern` documents what most fields mean.

    ja, en, category, level, law: for the taxonomy, where `entity` is a type of the user's own.
    strict: a wrong check digit is no hit. bounded: a regex does not match inside a longer number or Latin word.
    """

    id: str
    entity: str
    ja: str = ""
    en: str = ""
    category: str = ""
    level: str = ""
    law: str = ""
    regex: str = ""
    terms: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    check: str = ""
    strict: bool = False
    prior: float = 0.3
    needs_label: bool = False
    ignore_case: bool = False
    bounded: bool = True
    column: str = ""
    digits: int = 0
    examples: tuple[str, ...] = ()
    non_examples: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Custom({self.id})"  # terms may be a list of clients

    def pattern(self) -> Pattern:
        regex = f"{LEFT}(?:{self.regex}){RIGHT}" if self.regex and self.bounded else self.regex
        return Pattern(
            id=self.id,
            entity=self.entity,
            regex=regex,
            terms=self.terms,
            bounded=self.bounded,
            prior=self.prior,
            check=CHECKS[self.check] if self.check else None,
            context=self.context,
            other=self.other,
            strict=self.strict,
            needs_label=self.needs_label,
            ignore_case=self.ignore_case,
            column=self.column or self.regex or None,
            digits=self.digits,
            examples=self.examples,
            non_examples=self.non_examples,
        )


def types(customs: Iterable[Custom]) -> dict[str, dict[str, str]]:
    """Rows for the taxonomy: entity types that a recognizer gives a category."""
    return {
        custom.entity: {
            "ja": custom.ja or custom.entity,
            "en": custom.en or custom.entity,
            "category": custom.category,
            "level": custom.level or "medium",
            "law": custom.law,
        }
        for custom in customs
        if custom.category
    }


def fingerprint(customs: Iterable[Custom]) -> str:
    """Same value, same recognizers; holds none of their words by itself (see `scanner.config`)."""
    return json.dumps([asdict(custom) for custom in customs], ensure_ascii=True, sort_keys=True)


def read(path: Path, taken: Iterable[str] = ()) -> tuple[Custom, ...]:
    """The recognizers of one file. `taken`: ids that are in use. Raises CustomError."""
    entries = _entries(path)
    found: list[Custom] = []
    used = set(taken)
    for number, entry in enumerate(entries, 1):
        where = f"{path}, {entry.get('id', f'no. {number}') if isinstance(entry, Mapping) else f'no. {number}'}"
        custom = _custom(entry, where, path.parent)
        if custom.id in used:
            raise _wrong(
                where,
                "this id is in use already. Choose another.",
                "この id は使われています。別の id にしてください。",
            )
        used.add(custom.id)
        found.append(custom)
    return tuple(found)


def _entries(path: Path) -> list[Any]:
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise _wrong(
            path,
            "cannot be read as UTF-8 text. Check the path.",
            "UTF-8 のテキストとして読めません。パスを確認してください。",
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise _wrong(f"{path}{line}", "not valid YAML.", "YAML として正しくありません。") from None
    if not isinstance(data, Mapping) or not isinstance(data.get("recognizers"), list):
        raise _wrong(path, "expected a list under 'recognizers:'.", "「recognizers:」の下に一覧を書いてください。")
    return list(data["recognizers"])


def _custom(entry: Any, where: str, folder: Path) -> Custom:
    if not isinstance(entry, Mapping):
        raise _wrong(where, "expected settings of the form 'key: value'.", "「キー: 値」の形で書いてください。")
    values = _values(dict(entry), where, folder)
    custom = Custom(**values)
    if not _ID.fullmatch(custom.id):
        raise _wrong(where, "id: small letters, digits and _.", "id: 小文字の英字、数字、_ だけにしてください。")
    if not _ENTITY.fullmatch(custom.entity):
        raise _wrong(
            where,
            "entity: capital letters, digits and _, such as CONTRACT_NUMBER.",
            "entity: CONTRACT_NUMBER のように大文字で書いてください。",
        )
    if bool(custom.regex) == bool(custom.terms):
        raise _wrong(
            where, "give one of regex, terms and terms_file.", "regex、terms、terms_file のどれか一つを書いてください。"
        )
    if not custom.examples or not custom.non_examples:
        raise _wrong(
            where,
            "give at least one of examples and one of non_examples.",
            "examples と non_examples を一つ以上書いてください。",
        )
    if custom.check and custom.check not in CHECKS:
        raise _wrong(
            where, f"check: use one of {', '.join(CHECKS)}.", f"check: 次のどれかにしてください: {', '.join(CHECKS)}"
        )
    try:
        if custom.regex:
            safe(custom.regex)
            raw_regexes(custom.pattern().regex, custom.ignore_case)
        if custom.column:
            safe(custom.column)
    except PatternError as error:
        raise _wrong(where, f"regex: {error}", f"regex: {error}") from None
    return custom


def _values(entry: dict[str, Any], where: str, folder: Path) -> dict[str, Any]:
    kinds = {field.name: field for field in fields(Custom)}
    known = [*kinds, "terms_file"]
    for key in entry:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Known keys: {', '.join(known)}."
            tip = f" '{near[0]}' ではありませんか。" if near else f" 使えるキー: {', '.join(known)}"
            raise _wrong(where, f"{key}: unknown key.{hint}", f"{key}: 知らないキーです。{tip}")
    for key in ("id", "entity"):
        if key not in entry:
            raise _wrong(where, f"{key}: missing.", f"{key}: ありません。")
    if "terms_file" in entry:
        entry["terms"] = _terms(folder / str(entry.pop("terms_file")), where)
    if isinstance(word := entry.get("prior"), str):
        if word not in PRIORS:
            raise _wrong(
                where,
                f"prior: a number or one of {', '.join(PRIORS)}.",
                f"prior: 数か、次のどれか: {', '.join(PRIORS)}",
            )
        entry["prior"] = PRIORS[word]
    for key, value in entry.items():
        wanted: type = type(kinds[key].default) if key not in ("id", "entity") else str
        if wanted is tuple and isinstance(value, str):
            value = [value]
        if wanted is tuple and isinstance(value, list | tuple):
            entry[key] = tuple(dict.fromkeys(str(one) for one in value))
        elif wanted is float and isinstance(value, float) and 0 < value < 1:
            entry[key] = float(value)
        elif type(value) is not wanted or (isinstance(value, int) and value < 0):
            raise _wrong(where, f"{key}: not of the right kind.", f"{key}: 値の種類が違います。")
    return entry


def _terms(path: Path, where: str) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise _wrong(
            where,
            f"terms_file: {path} cannot be read as UTF-8 text.",
            f"terms_file: {path} を UTF-8 のテキストとして読めません。",
        ) from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _wrong(where: object, en: str, ja: str) -> CustomError:
    return CustomError(f"{where}: {en}", f"{where}: {ja}")


# --- expressions that could run away ---


def safe(regex: str) -> None:
    """Raises PatternError for an expression that a backtracking engine could need exponential time for.

    Counted are the ways to match one stretch of text: every repetition of variable length and every alternative
    multiplies them. Bounded repetitions side by side have hundreds, nested ones have billions.
    """
    try:
        tree = parser.parse(regex)
    except re.error as error:
        raise PatternError(f"not a regular expression: {error.msg} at position {error.pos}") from None
    if _ways(tree) > math.log(_MOST_PATHS):
        raise PatternError(
            "could take very long on some texts; do not repeat what itself varies, such as (a{1,9}){1,9} or (a|ab){9}"
        )


def _ways(nodes: Any) -> float:
    """Logarithm of the number of ways."""
    total = 0.0
    for op, argument in nodes:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, body = argument
            if high is sre.MAXREPEAT:
                raise PatternError("give every repetition a bound, such as {0,40} for * and {1,40} for +")
            total += math.log(high - low + 1) + high * _ways(body)
        elif op is sre.BRANCH:
            total += math.log(sum(math.exp(min(50.0, _ways(branch))) for branch in argument[1]))
        elif op is sre.SUBPATTERN:
            total += _ways(argument[3])
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            total += _ways(argument[1])
        elif op is sre.ATOMIC_GROUP:
            total += _ways(argument)
        elif op is sre.GROUPREF_EXISTS:
            total += math.log(2) + sum(_ways(branch) for branch in argument[1:] if branch)
    return total
