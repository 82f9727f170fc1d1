"""Users' own recognizers, from YAML into the same objects as ours.

A file is a list under ``recognizers:``. Each has `id`, `entity`, one of `regex`, `terms` or `terms_file`, and
examples and non-examples. docs/recognizers.md explains every key. What is wrong is found when the file is read, with
file, line, key and what to do.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from recognizers import checksums, userregex
from recognizers.matcher import Matcher
from recognizers.pattern import Pattern
from recognizers.rawregex import PatternError
from recognizers.text import fold
from recognizers.userfile import Settings, UserFileError, at, read_text, read_yaml

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
    "mod11_2": checksums.mod11_2_ok,
    "mod11_10": checksums.mod11_10_ok,
    "mod37_36": checksums.mod37_36_ok,
    "gs1": checksums.gs1_ok,
}
# How sure the bare shape or word is, with nothing beside it.
PRIORS = {"certain": 0.9, "likely": 0.6, "possible": 0.3, "unlikely": 0.1}
_LONGEST = 100  # characters of a word
_MOST_TERMS, _MOST_BYTES = 500_000, 64 << 20
_ID = re.compile(r"[a-z][a-z0-9_]{1,60}")
_ENTITY = re.compile(r"[A-Z][A-Z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Custom:
    """One recognizer as the user wrote it; picklable. `Pattern` documents what most fields mean.

    ja, en, category, level, law: for the taxonomy, where `entity` is a type of the user's own.
    strict: a wrong check digit is no hit. bounded: nothing matches inside a longer number or Latin word.
    regex, column: as `recognizers.userregex.written` gives them. place: file and line, for messages.
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
    place: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"Custom({self.id})"  # terms may be a list of clients

    def kind(self) -> dict[str, str]:
        """What it says of its type."""
        return {
            "ja": self.ja or self.en or self.entity,
            "en": self.en or self.ja or self.entity,
            "category": self.category,
            "level": self.level or "medium",
            "law": self.law,
        }

    def pattern(self) -> Pattern:
        return Pattern(
            id=self.id,
            entity=self.entity,
            regex=userregex.whole(self.regex, self.bounded) if self.regex else "",
            terms=tuple(spelling for term in self.terms for spelling in _spaced(term)),
            bounded=self.bounded,
            prior=self.prior,
            check=CHECKS[self.check] if self.check else None,
            context=self.context,
            other=self.other,
            strict=self.strict,
            needs_label=self.needs_label,
            ignore_case=self.ignore_case,
            column=userregex.cell(self.column or self.regex),
            digits=self.digits,
            examples=self.examples,
            non_examples=self.non_examples,
        )


def types(customs: Iterable[Custom]) -> dict[str, dict[str, str]]:
    """Rows for the taxonomy: entity types that a recognizer gives a category."""
    return {custom.entity: custom.kind() for custom in customs if custom.category}


def fingerprint(customs: Iterable[Custom]) -> str:
    """Same value, same recognizers; holds none of their words by itself (see `scanner.config`)."""
    return json.dumps([asdict(custom) | {"place": ""} for custom in customs], ensure_ascii=True, sort_keys=True)


# 佐藤 太郎 in a list is 佐藤太郎 in a text as often.
_BETWEEN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def _spaced(term: str) -> tuple[str, ...]:
    folded = fold(term).text
    return tuple(dict.fromkeys((folded, _BETWEEN.sub("", folded))))


def read(path: Path, taken: Iterable[str] = ()) -> tuple[Custom, ...]:
    """The recognizers of one file. `taken`: ids that are in use. Raises UserFileError."""
    data = read_yaml(path)
    entries = data.get("recognizers") if isinstance(data, Settings) else None
    if not isinstance(entries, list):
        raise UserFileError(
            path, "expected a list under 'recognizers:'.", "「recognizers:」の下に一覧を書いてください。"
        )
    _known(path, data, ["recognizers"])
    found: list[Custom] = []
    used = set(taken)
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Settings):
            where = f"{path}, no. {number}"
            raise UserFileError(
                where, "expected settings of the form 'key: value'.", "「キー: 値」の形で書いてください。"
            )
        custom = _Reader(path, entry).custom()
        if custom.id in used:
            raise UserFileError(
                f"{at(path, entry.lines['id'])}, {custom.id}",
                "this id is in use already. Choose another.",
                "この id は使われています。別の id にしてください。",
            )
        used.add(custom.id)
        found.append(custom)
    return tuple(found)


def _known(path: Path, entry: Settings, known: list[str]) -> None:
    for key in entry:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Known keys: {', '.join(known)}."
            tip = f" '{near[0]}' ではありませんか。" if near else f" 使えるキー: {', '.join(known)}"
            raise UserFileError(
                at(path, entry.lines[key]),
                f"{key[:40]}: unknown key.{hint}",
                f"{key[:40]}: 知らないキーです。{tip}",
            )


class _Reader:
    """One entry of a file."""

    def __init__(self, path: Path, entry: Settings) -> None:
        self._path, self._entry = path, entry

    def _wrong(self, key: str, en: str, ja: str) -> UserFileError:
        name = self._entry.get("id", "")
        known = f", {name}" if isinstance(name, str) and _ID.fullmatch(name) else ""
        where = f"{at(self._path, self._entry.lines.get(key, self._entry.line))}{known}"
        return UserFileError(where, f"{key}: {en}", f"{key}: {ja}")

    def custom(self) -> Custom:
        keys = {one.name: one.default for one in fields(Custom) if one.name != "place"}
        _known(self._path, self._entry, [*keys, "terms_file"])
        for key in ("id", "entity", "examples", "non_examples"):
            if not self._entry.get(key):
                more, more_ja = (" Give at least one.", "一つ以上書いてください。") if "examples" in key else ("", "")
                raise self._wrong(key, f"missing.{more}", f"ありません。{more_ja}")
        given = [key for key in ("regex", "terms", "terms_file") if self._entry.get(key)]
        if len(given) != 1:
            raise self._wrong(
                given[-1] if given else "regex",
                "give one of regex, terms and terms_file.",
                "regex、terms、terms_file のどれか一つを書いてください。",
            )
        values = {key: self._value(key, default) for key, default in keys.items()}
        if "terms_file" in given:
            values["terms"] = self._file()
        values["context"], values["other"] = (
            tuple(fold(word).text for word in values[key]) for key in ("context", "other")
        )
        custom = Custom(**values, place=at(self._path, self._entry.line))
        self._words(custom)
        self._sense(custom)
        return self._regex(custom)

    def _value(self, key: str, default: Any) -> Any:
        value = self._entry.get(key, "")
        if value == "" or value == []:
            return "" if key in ("id", "entity") else default
        wanted: type = str if key in ("id", "entity") else type(default)
        if wanted is tuple:
            several = value if isinstance(value, list) else [value]
            if not all(isinstance(one, str) and one.strip() for one in several):
                raise self._wrong(
                    key,
                    "each entry must be text and not empty. Put quotes around what holds : or #.",
                    "一つ一つを空でない文字列にしてください。: や # を含むものは引用符で囲んでください。",
                )
            return tuple(dict.fromkeys(several))
        if not isinstance(value, str):
            raise self._wrong(key, "must be one value, not a list.", "一覧ではなく一つの値にしてください。")
        if wanted is bool:
            if value.lower() not in ("true", "false"):
                raise self._wrong(key, "must be true or false.", "true か false にしてください。")
            return value.lower() == "true"
        if key == "prior":
            return self._prior(value)
        if wanted is int:
            if not (value.isascii() and value.isdigit() and int(value) <= 40):
                raise self._wrong(key, "must be a whole number up to 40.", "40 以下の整数にしてください。")
            return int(value)
        return value

    def _prior(self, value: str) -> float:
        try:
            number = PRIORS[value] if value in PRIORS else float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < 1:
            raise self._wrong(
                "prior",
                f"a number between 0 and 1, or one of {', '.join(PRIORS)}.",
                f"0 と 1 の間の数か、次のどれか: {', '.join(PRIORS)}",
            )
        return number

    def _file(self) -> tuple[str, ...]:
        if not isinstance(self._entry["terms_file"], str):
            raise self._wrong("terms_file", "must be one path.", "パスを一つ書いてください。")
        path = self._path.parent / self._entry["terms_file"]
        try:
            lines = read_text(path, _MOST_BYTES).splitlines()
        except UserFileError as error:
            raise self._wrong("terms_file", str(error), error.ja) from None
        found: dict[str, None] = {}
        for number, line in enumerate(lines, 1):
            if not (term := line.strip()) or line.startswith("#"):
                continue
            if len(term) > _LONGEST or not any(map(str.isalnum, term)):
                raise self._wrong(
                    "terms_file",
                    f"{at(path, number)}: more than {_LONGEST} characters, or no letter. One word or name a line.",
                    f"{at(path, number)}: {_LONGEST} 文字を超えるか、文字がありません。1 行に 1 語を書いてください。",
                )
            found[term] = None
        if not found or len(found) > _MOST_TERMS:
            raise self._wrong(
                "terms_file",
                f"{path} holds {len(found)} words; use 1 to {_MOST_TERMS}.",
                f"{path} の語は {len(found)} 個です。1 個から {_MOST_TERMS} 個までにしてください。",
            )
        return tuple(found)

    def _words(self, custom: Custom) -> None:
        if not _ID.fullmatch(custom.id):
            raise self._wrong("id", "small letters, digits and _.", "小文字の英字、数字、_ だけにしてください。")
        if not _ENTITY.fullmatch(custom.entity):
            raise self._wrong(
                "entity",
                "capital letters, digits and _, such as CONTRACT_NUMBER.",
                "CONTRACT_NUMBER のように大文字で書いてください。",
            )
        if custom.entity.startswith(("SPC_", "SENSITIVE_")):
            raise self._wrong(
                "entity",
                "SPC_ and SENSITIVE_ are daicho's; for words of special care see special_care_terms.",
                "SPC_ と SENSITIVE_ は daicho の種類です。要配慮個人情報の語は special_care_terms に書いてください。",
            )
        for key, words in (("terms", custom.terms), ("context", custom.context), ("other", custom.other)):
            most = _LONGEST if key == "terms" else 40
            for number, word in enumerate(words, 1):
                if len(word) > most or not any(map(str.isalnum, word)):
                    raise self._wrong(
                        key,
                        f"no. {number} has more than {most} characters, or no letter.",
                        f"{number} 番目が {most} 文字を超えるか、文字がありません。",
                    )

    def _sense(self, custom: Custom) -> None:
        """Keys that contradict each other."""
        if custom.check and custom.check not in CHECKS:
            raise self._wrong(
                "check", f"use one of {', '.join(CHECKS)}.", f"次のどれかにしてください: {', '.join(CHECKS)}"
            )
        for key, needed in (("check", "regex"), ("column", "regex"), ("strict", "check"), ("needs_label", "context")):
            if getattr(custom, key) and not getattr(custom, needed):
                raise self._wrong(key, f"does nothing without {needed}.", f"{needed} がなければ働きません。")

    def _regex(self, custom: Custom) -> Custom:
        """With its expressions folded, tried in every engine."""
        changed = {key: value for key in ("regex", "column") if (value := getattr(custom, key))}
        for key in changed:
            try:
                changed[key] = userregex.written(changed[key])
                if key == "regex":
                    userregex.check(changed[key], custom.ignore_case, custom.bounded)
                if key == "column" or not custom.column:
                    userregex.check_cell(changed[key])
            except PatternError as error:
                raise self._wrong(key, f"{error}.", f"{error.ja}。") from None
        made = replace(custom, **changed)
        if made.regex:
            try:
                Matcher((), own=[made.pattern()])
            except PatternError as error:
                raise self._wrong("regex", f"{error}.", f"{error.ja}。") from None
        return made
