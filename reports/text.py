"""Words of the reports in two languages, and names made safe to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("ja", "en")
_PLURAL = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")
_PLACE = re.compile(r"(page|slide|table) \d+")


def reasons() -> frozenset[str]:
    """The closed list of why a word of special care is kept low."""
    from recognizers.jp.special_care.reasons import REASONS

    return frozenset(REASONS)


def kept_low(entity: str, score: float, codes: list[str] | None) -> str:
    """The reason why special care stays low, by its evidence; "" for what is reported, and for other types."""
    from recognizers.jp.special_care.reasons import reason

    return reason(tuple(codes or ())) if score < 0.5 and entity.startswith(("SPC_", "SENSITIVE_")) else ""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Dotted key → language → sentence."""

    def walk(node: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, str]]]:
        for key, value in node.items():
            here = f"{path}.{key}" if path else key
            if all(isinstance(text, str) for text in value.values()) and set(value) & set(LANGUAGES):
                yield here, value
            else:
                yield from walk(value, here)

    text = (files("reports") / "messages.yaml").read_text(encoding="utf-8")
    return dict(walk(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), ""))


Names = dict[str, dict[str, dict[str, Any]]]  # categories and entities, as `Inventory.names` has them


@cache
def policies() -> dict[str, dict[str, str]]:
    """Sentence of a packaged policy, in whatever language → that sentence in all its languages."""
    known: dict[str, dict[str, str]] = {}
    for file in (files("configs") / "policy").iterdir():
        if file.name.endswith(".yaml"):
            for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
                for texts in (rule.get("message"), rule.get("obligation")):
                    if isinstance(texts, dict):
                        known |= dict.fromkeys(texts.values(), texts)
    return known


class Words:
    """The sentences of one language. `names`: what categories and entity types are called."""

    def __init__(self, lang: str, names: Names | None = None) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no catalogue for language {lang!r}; there are {', '.join(LANGUAGES)}")
        self.lang = lang
        self._names = names or {"categories": {}, "entities": {}}
        self._evidence = cache(self._say_evidence)  # thousands of rows rest on the same few

    def __call__(self, key: str, **values: object) -> str:
        text = catalogue()[key][self.lang]
        if "{" not in text:
            return text
        text = _PLURAL.sub(lambda m: f"{number(values[m[1]])} {m[2] if values[m[1]] == 1 else m[3]}", text)
        return text.format(**{k: number(v) if isinstance(v, int) else v for k, v in values.items()})

    def known(self, key: str) -> bool:
        return key in catalogue()

    def name(self, group: str, key: str) -> str:
        """A word of a closed list; the key itself where a plug-in or a newer version adds one."""
        return self(f"{group}.{key}") if self.known(f"{group}.{key}") else key

    def category(self, category: str) -> str:
        return str(self._names["categories"].get(category, {}).get(self.lang, category))

    def short(self, category: str) -> str:
        """For narrow columns and tags."""
        return self(f"short.{category}") if self.known(f"short.{category}") else self.category(category)

    def policy(self, text: str) -> str:
        """A sentence of a packaged policy in this language; that of any other policy as the run wrote it."""
        return policies().get(text, {}).get(self.lang, text)

    def entity(self, entity: str) -> str:
        return str(self._names["entities"].get(entity, {}).get(self.lang, entity))

    def law(self, entity: str) -> str:
        """The article by which an entity type belongs to its category; "" where its taxonomy names none."""
        return str(self._names["entities"].get(entity, {}).get("law", ""))

    def category_law(self, category: str) -> str:
        return str(self._names["categories"].get(category, {}).get("law", ""))

    def document(self, name: str) -> str:
        """A class of `document_class`; a form nobody has filled in is called so."""
        from recognizers.documents import BLANK, rules

        kind = name.removesuffix(BLANK)
        rule = rules().get(kind)
        shown = kind if rule is None else rule.ja if self.lang == "ja" else rule.en
        return self("where.blank_form", name=shown) if name.endswith(BLANK) else shown

    def evidence(self, codes: list[str] | None, row: dict[str, Any] | None = None) -> str:
        """``["checksum", "context:口座"]`` as a reader would say it.

        row: of the table `fields`; where special care was told apart and kept low, the reason comes first.
        """
        codes = codes or []
        why = kept_low(row["entity"], row["best_score"], codes) if row else ""
        if not why:
            return self("report.sep").join(dict.fromkeys(self._evidence(code) for code in codes))
        rest = [self._evidence(code) for code in codes if code.removeprefix("generic:") != why]
        return self("report.sep").join(dict.fromkeys([self("evidence.kept_low", word=self.reason(why)), *rest]))

    def reason(self, reason: str) -> str:
        """Why a word of special care is kept low, in this language."""
        from recognizers.jp.special_care.reasons import REASONS

        return REASONS[reason][LANGUAGES.index(self.lang)]

    def _say_evidence(self, code: str) -> str:
        kind, _, word = code.partition(":")
        key = f"evidence.{kind}"
        if kind == "context" and self.known(f"evidence.{word}"):  # a kind of place rather than a word of the text
            return self(f"evidence.{word}", word="")
        if word and self.known(f"{key}_{word}"):  # a word of ours: depth:door
            return self(f"{key}_{word}")
        if not self.known(key):
            return self.reason(kind) if not word and kind in reasons() else code
        if kind == "generic":
            return self(key, word=f" ({self._evidence(word)})" if word else "")
        text = self(key, word=self("report.quote", word=word))
        return text if not word or "{word}" in catalogue()[key][self.lang] else f"{text} ({word})"

    def at(self, at: str) -> str:
        """``"table 1 row 2"`` → ``表1 2行目``; what is not in the catalogue (a cell, a header name) stays as it is."""
        said, words = [], at.split(" ")
        while words:
            word = words.pop(0)
            if self.known(f"at.{word}"):
                number = words.pop(0) if words and not self.known(f"at.{words[0]}") else ""
                said.append(self(f"at.{word}", n=number).strip())
            else:
                said.append(word)
        return " ".join(said)

    def part(self, step: str) -> str:
        """A step of `part`. Only pages, slides and tables: anything else is the name of a sheet or of a file."""
        return self.at(step) if _PLACE.fullmatch(step) else step

    def score(self, score: float) -> str:
        return self("score.strong" if score >= 0.8 else "score.fair" if score >= 0.5 else "score.weak")


def number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def size(count: int | None) -> str:
    """Bytes for people: ``1.4 MB``."""
    if count is None or count < 0:
        return "–"
    amount, units = float(count), ["B", "kB", "MB", "GB", "TB", "PB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    return f"{amount:.0f} {units[0]}" if amount >= 100 or units[0] == "B" else f"{amount:.1f} {units[0]}"


def moment(value: datetime | None) -> str:
    """Local time of the machine that writes the report, with its offset: who reads it knows which clock it was."""
    if value is None:
        return "–"
    local = value.astimezone()
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} (UTC{offset[:3]}:{offset[3:5]})"


def day(value: datetime | None) -> str:
    return "–" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M}"


def pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """(text, None) for what may be shown as it is; (code, name) for one character that cannot be seen or moves text.

    Controls, bidirectional marks, zero-width characters, lone surrogates, private use (gaiji without its font).
    """
    if text.isprintable():  # holds none of these; most texts, at once
        if text:
            yield text, None
        return
    run = ""
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"):
            if run:
                yield run, None
            run = ""
            yield f"U+{ord(char):04X}", unicodedata.name(char, "")
        else:
            run += char
    if run:
        yield run, None


def plain(text: str) -> str:
    """For terminals: a name cannot move the cursor, hide itself or reverse the line."""
    return "".join(part if name is None else f"<{part}>" for part, name in pieces(text))


def decomposed(text: str) -> bool:
    """Looks like its composed form but is another name to most systems, as files from macOS are."""
    return any(unicodedata.combining(char) for char in text)
