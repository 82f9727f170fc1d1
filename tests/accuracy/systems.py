"""Names and addresses beside other ways to find them, in one run: ``python -m tests.accuracy.systems [--deep]``.

ja_ginza's own entities (with the parts of its pipeline that they need), Sudachi's tags joined, our dictionaries alone, the
recognizer of names (dictionaries and sequence model), and the whole engine at depth standard; with --deep also at depth
deep, where GiNZA is asked everywhere. On what the model of names was not trained on: a fifth of each labelled corpus, and
the committed sets of business texts. Speed is measured on documents of some 4,000 characters, the next ones of the corpus.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.accuracy.texts import SURE, read

Span = tuple[int, int]
Finder = Callable[[str], Sequence[Span]]
PLACES = frozenset("Country Province City County GPE_Other Postal_Address Domestic_Region Location_Other".split())
_LONG = 4_000
BUSINESS = ("own", "third", "fourth", "written", "pii_dev")


@dataclass
class Tally:
    """Counts of one system on one corpus."""

    exact: int = 0
    near: int = 0
    found: int = 0
    beside: int = 0  # found, and not even overlapping
    wanted: int = 0

    def f1(self) -> tuple[float, float]:
        """(exact spans, overlapping spans)"""
        exact = 2 * self.exact / max(1, self.found + self.wanted)
        near = 2 * self.near / max(1, self.near + self.beside + self.wanted)
        return exact, near


def tally(finder: Finder, rows: Sequence[dict[str, Any]], label: str) -> Tally:
    out = Tally()
    for row in rows:
        text = row["text"]
        found = set(finder(text))
        spans = [(e["start"], e["end"], e) for e in row["entities"] if e["label"] == label]
        wanted = {(start, end) for start, end, entity in spans if not entity.get("optional")}
        optional = {(start, end) for start, end, _ in spans} - wanted
        found = {span for span in found if span in wanted or not any(_over(span, other) for other in optional)}
        out.exact += len(found & wanted)
        out.near += sum(any(_over(span, other) for other in found) for span in wanted)
        out.found += len(found)
        out.beside += sum(not any(_over(span, other) for other in wanted) for span in found)
        out.wanted += len(wanted)
    return out


def speed(finder: Finder, documents: Sequence[str]) -> float:
    """Characters a second of processor time, all threads."""
    began = time.process_time()
    for document in documents:
        finder(document)
    return sum(map(len, documents)) / (time.process_time() - began)


def documents(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Texts put together to documents."""
    text = "\n".join(row["text"] for row in rows)
    return [text[start : start + _LONG] for start in range(0, min(len(text), 15 * _LONG), _LONG)]


def _over(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def systems(label: str, deep: bool) -> Iterator[tuple[str, Finder]]:
    yield "ja_ginza", _ginza(label)
    if label == "PERSON":
        yield "Sudachi tags joined", _sudachi
        yield "dictionaries", _recognizer("recognizers.names", "DictionaryNames")
        yield "dictionaries and model", _recognizer("recognizers.person", "PersonNames")
    yield "daicho, all recognizers", _engine(label, "standard")
    if deep:
        yield "daicho at depth deep", _engine(label, "deep")


def _ginza(label: str) -> Finder:
    import spacy

    model = spacy.load(
        "ja_ginza", disable=["parser", "morphologizer", "attribute_ruler", "compound_splitter", "bunsetu_recognizer"]
    )

    def find(text: str) -> list[Span]:
        entities = model(text).ents if text.strip() else ()
        if label == "PERSON":
            return [(e.start_char, e.end_char) for e in entities if e.label_ in ("Person", "PERSON")]
        joined: list[Span] = []
        for entity in entities:
            if entity.label_ not in PLACES:
                continue
            if joined and entity.start_char - joined[-1][1] <= 1:
                joined[-1] = (joined[-1][0], entity.end_char)
            else:
                joined.append((entity.start_char, entity.end_char))
        return joined

    return find


def _sudachi(text: str) -> list[Span]:
    from recognizers.tokens import tokenize

    joined: list[Span] = []
    for token in tokenize(text[:12_000]):
        if token.kind not in ("sei", "mei", "person"):
            continue
        if joined and text[joined[-1][1] : token.start].strip(" \u3000・") == "" and token.start - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], token.end)
        else:
            joined.append((token.start, token.end))
    return joined


def _recognizer(module: str, name: str) -> Finder:
    from importlib import import_module

    from recognizers.overlap import resolve
    from recognizers.types import Hints

    recognizer = getattr(import_module(module), name)()
    return lambda text: [(h.start, h.end) for h in resolve(recognizer.find(text, Hints())) if h.score >= SURE]


def _engine(label: str, depth: str) -> Finder:
    from recognizers import Engine

    engine, entity = Engine(depth=depth), {"PERSON": "PERSON", "ADDRESS": "JP_ADDRESS"}[label]
    return lambda text: [(h.start, h.end) for h in engine.find(text) if h.entity == entity and h.score >= SURE]


def corpora(shared: Path) -> Iterator[tuple[str, list[dict[str, Any]], list[str]]]:
    """(name, rows to measure on, documents to time)"""
    from recognizers.training.corpora import TRAINED_ON, held_out
    from tests.accuracy.run import HERE

    for name in TRAINED_ON:
        if (path := shared / "data" / "labelled" / f"{name}.jsonl").exists():
            rows = read(path)
            yield name, [row for row in rows if held_out(row)], documents([row for row in rows if not held_out(row)])
    business = [row for name in BUSINESS for row in read(HERE / name / "text.jsonl")]
    yield "business texts", business, documents(business)


def report(shared: Path, deep: bool = False) -> Iterator[str]:
    """Markdown, line by line."""
    for label in ("PERSON", "ADDRESS"):
        yield f"### {label}"
        yield ""
        yield "| corpus | system | F1 exact | F1 overlap | precision | recall | characters a second and core |"
        yield "|---|---|---|---|---|---|---|"
        finders = list(systems(label, deep))
        for name, rows, long in corpora(shared):
            if label == "ADDRESS" and name != "business texts":
                continue  # no addresses are labelled there
            for system, finder in finders:
                finder("東京都の山田太郎さん")  # loads what is loaded late
                t = tally(finder, rows, label)
                exact, near = t.f1()
                precision, recall = t.near / max(1, t.near + t.beside), t.near / max(1, t.wanted)
                yield (
                    f"| {name} ({t.wanted}) | {system} | {exact:.3f} | {near:.3f} | {precision:.3f} | {recall:.3f} "
                    f"| {speed(finder, long[:5] if 'ginza' in system else long):,.0f} |"
                )
        yield ""


def main() -> None:
    from tests.accuracy.run import SHARED

    for line in report(SHARED, "--deep" in sys.argv[1:]):
        print(line, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
