"""Words and their parts of speech, by Sudachi (core dictionary, longest units)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Token:
    """One word: offsets, surface, and Sudachi's six-part part of speech."""

    start: int
    end: int
    surface: str
    pos: tuple[str, ...]

    @property
    def kind(self) -> str:
        """One of: sei, mei, person, place, proper, noun, number, other."""
        p = self.pos
        if p[0] != "名詞":
            return "other"
        if p[1] == "固有名詞":
            if p[2] == "人名":
                return {"姓": "sei", "名": "mei"}.get(p[3], "person")
            return "place" if p[2] == "地名" else "proper"
        return "number" if p[1] == "数詞" else "noun"


@cache
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").create(mode=SplitMode.C)


def tokenize(text: str) -> list[Token]:
    """At most 49,149 bytes of UTF-8: Sudachi's limit."""
    return [Token(m.begin(), m.end(), m.surface(), m.part_of_speech()) for m in _tokenizer().tokenize(text)]
