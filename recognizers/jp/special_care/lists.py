"""The word lists, ours and a user's own: one row a word, checked when read, with file, line and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from recognizers.text import fold

# Log-odds of a word by itself.
STRENGTH = {"t": 0.6, "s": -0.3, "m": -1.4, "w": -3.0}
NOT_COUNTED = "-"  # in a user's list: a word of ours that is none there
CATEGORIES = (
    "RACE", "CREED", "SOCIAL_STATUS", "MEDICAL_HISTORY", "CRIMINAL_RECORD", "CRIME_VICTIM", "DISABILITY",
    "HEALTH_CHECK", "MEDICAL_CARE", "CRIMINAL_PROCEDURE", "JUVENILE",
)  # fmt: skip
SENSITIVE = ("UNION", "LINEAGE", "DOMICILE", "HEALTH", "SEXUAL_LIFE")
_COLUMNS = ("term", "category", "strength", "source")


class TermsError(ValueError):
    """What is wrong in a word list and what to do, in English and in Japanese (`ja`)."""

    def __init__(self, where: str, en: str, ja: str) -> None:
        super().__init__(f"{where}: {en}")
        self.ja = f"{where}: {ja}"


@dataclass(frozen=True, slots=True)
class Term:
    """strength: a key of `STRENGTH`, or `NOT_COUNTED`. source: article or guideline that the word goes back to."""

    word: str
    category: str
    strength: str
    source: str

    @property
    def entity(self) -> str:
        return ("SPC_" if self.category in CATEGORIES else "SENSITIVE_") + self.category


@cache
def ours(name: str) -> tuple[Term, ...]:
    """A list of ours, by file name."""
    return _terms(name, files("recognizers.data").joinpath(name).read_text(encoding="utf-8"))


def load_terms(path: Path) -> tuple[Term, ...]:
    """A user's own list. Raises TermsError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise TermsError(
            str(path),
            "cannot be read as UTF-8 text. Check the path; save it as UTF-8.",
            "UTF-8 のテキストとして読めません。パスを確認し、UTF-8 で保存してください。",
        ) from None
    return _terms(str(path), text, (*STRENGTH, NOT_COUNTED))


def _terms(name: str, text: str, strengths: Collection[str] = STRENGTH) -> tuple[Term, ...]:
    return tuple(_checked(name, enumerate(text.splitlines(), 1), strengths))


def _checked(name: str, lines: Iterable[tuple[int, str]], strengths: Collection[str]) -> Iterator[Term]:
    known = (*CATEGORIES, *SENSITIVE)
    seen: dict[str, int] = {}
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        where, cells = f"{name}, line {number}", [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(_COLUMNS) or not all(cells):
            raise TermsError(
                where,
                f"{len(cells)} columns. Write {', '.join(_COLUMNS)}, with one tab between them.",
                f"{len(cells)} 列です。{', '.join(_COLUMNS)} の 4 列を、タブ 1 つで区切って書いてください。",
            )
        word, category, strength, source = cells
        if category not in known:
            near = difflib.get_close_matches(category, known, n=1)
            raise TermsError(
                where,
                f"category {category!r}: unknown. " + (f"Did you mean {near[0]}?" if near else f"Use: {', '.join(known)}."),
                f"区分 {category!r} は知りません。" + (f"{near[0]} ではありませんか。" if near else f"使えるもの: {', '.join(known)}"),
            )  # fmt: skip
        if strength not in strengths:
            raise TermsError(
                where,
                f"strength {strength!r}: use one of {', '.join(strengths)}; the head of the list explains them.",
                f"強さ {strength!r}: {', '.join(strengths)} のどれかにしてください（意味は一覧の冒頭）。",
            )
        folded = fold(word).text
        if folded in seen:
            raise TermsError(
                where,
                f"the term is on line {seen[folded]} already. Remove one of the two.",
                f"同じ語が {seen[folded]} 行目にあります。どちらかを消してください。",
            )
        seen[folded] = number
        yield Term(folded, category, strength, source)
