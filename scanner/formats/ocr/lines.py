"""Words with their places → lines of text, each character with how surely it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from scanner.formats.ocr.mend import mended
from scanner.formats.ocr.words import Word

# Gaps that are spaces, in heights of the line. Full-width digits stand far from each other, and so do
# characters below each other.
_LATIN, _JAPANESE, _DOWN = 0.25, 0.65, 1.0

_RULES = "|｜_"  # frames of cells


@dataclass(frozen=True, slots=True)
class Read:
    """Lines of a picture. sure: (start, end, confidence) of every word, offsets into `text`, in order."""

    text: str
    sure: tuple[tuple[int, int, float], ...]


def text_of(words: Sequence[Word], vertical: bool) -> Read:
    words = [word for word in words if word.text.strip(_RULES)]
    if vertical:  # seen from the side: what runs downwards runs to the right, and the first line is on top
        words = [Word(w.text, w.top, -w.right, w.bottom, -w.left, w.confidence) for w in words]
    text = ""
    sure: list[tuple[int, int, float]] = []
    for line in _lines(words):
        raw, spans = _joined(line, vertical)
        fixed = mended(raw)
        text += "\n" * bool(text)
        sure += [(len(text) + start, len(text) + end, confidence) for start, end, confidence in spans]
        text += fixed
    return Read(text, tuple(sure))


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand beside each other, whatever blocks an engine took them for: label and value of a form."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.top + w.bottom) / 2):
        middle, height = (word.top + word.bottom) / 2, word.bottom - word.top
        for line in lines[-3:]:
            top, bottom = median(w.top for w in line), median(w.bottom for w in line)
            lower = min(height, bottom - top)
            if min(word.bottom, bottom) - max(word.top, top) > 0.5 * lower and abs(middle - (top + bottom) / 2) < (
                0.6 * max(height, bottom - top)
            ):
                line.append(word)
                break
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.left) for line in lines]


def _joined(line: Sequence[Word], vertical: bool) -> tuple[str, list[tuple[int, int, float]]]:
    """Engines cut between any two kanji, so only the picture tells where there is a space."""
    height = median(max(1.0, word.bottom - word.top) for word in line)
    text = line[0].text
    spans = [(0, len(text), line[0].confidence)]
    for before, word in pairwise(line):
        gap = (word.left - before.right) / height
        text += " " * (gap > (_DOWN if vertical else _least_space(before.text[-1], word.text[0])))
        spans.append((len(text), len(text) + len(word.text), word.confidence))
        text += word.text
    return text, spans


def _least_space(before: str, after: str) -> float:
    if before.isdigit() and after.isdigit():
        return _JAPANESE
    return _LATIN if before.isascii() and after.isascii() else _JAPANESE
