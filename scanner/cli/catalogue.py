"""`daicho recognizers`: what there is, and whether it does what its examples say."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import recognizers
from recognizers import Engine
from recognizers.custom import Custom
from recognizers.pattern import Pattern
from scanner.classify import SURE, taxonomy
from scanner.cli.words import say
from scanner.config import load_plan
from scanner.problems import ConfigError


def table(files: Sequence[str], changes: str | None, lang: str) -> Iterator[str]:
    """Name, entity types with category and level, and where it is from: one recognizer a line.

    files: users' own recognizers. changes: file of changes to the taxonomy.
    """
    own, overlay = own_recognizers(files, changes)
    kinds = taxonomy(overlay)
    rows = [(name, _entities(_resolve(name)), "daicho") for name in sorted(recognizers.table())]
    rows += [(custom.id, [custom.entity], "own") for custom in own]
    width = max(len(name) for name, _, _ in rows)
    for name, entities, source in rows:
        found = sorted({f"{kinds.categories[kinds.of(e).category].name(lang)}/{kinds.of(e).level}" for e in entities})
        yield f"{name:{width}}  {source:6}  {', '.join(entities) or '–'}  [{', '.join(found)}]"


def own_recognizers(files: Sequence[str], changes: str | None) -> tuple[tuple[Custom, ...], str]:
    """Users' own recognizers and what they add to the taxonomy."""
    plan = load_plan({"recognizer_files": tuple(files), "taxonomy": changes}, env={})
    return plan.custom, plan.taxonomy


def show(name: str, lang: str) -> Iterator[str]:
    """What it says of itself: its module's words, entities, shape, context and examples."""
    kinds, found = taxonomy(), _resolve(name)
    module = sys.modules.get(recognizers.table()[name].partition(":")[0])
    yield (module.__doc__ or "").strip() if module else ""
    for entity in _entities(found):
        kind = kinds.of(entity)
        yield f"\n{entity}: {kind.name(lang)} ({kind.law}; {say('level.' + kind.level, lang)})"
    for pattern in _patterns(found):
        yield f"\n{pattern.id}"
        for label, values in (
            ("context", pattern.context),
            ("other", pattern.other),
            ("examples", pattern.examples),
            ("non_examples", pattern.non_examples),
        ):
            if values:
                yield f"  {label}: {' | '.join(' '.join(value.split()) for value in values)}"


def test(names: Sequence[str], changes: str | None, lang: str) -> Iterator[tuple[bool, str]]:
    """Examples must be found with a score of a half or more, non-examples must not.

    names: also files of one's own, of recognizers (.yaml) or of words of special care (.tsv), which have no examples.
    """
    files = [name for name in names if name.endswith((".yaml", ".yml"))]
    lists = [name for name in names if name.endswith((".tsv", ".txt"))]
    own, _ = own_recognizers(files, changes)
    for name in lists:
        words = load_plan({"special_care_terms": [name]}, env={}).terms
        yield True, f"{'ok':5} {name} ({say('words', lang, count=len(words))})"
    engine = Engine(depth="quick", custom=own)
    ids = {custom.id for custom in own}
    patterns = [p for name in names if name not in (*files, *lists) for p in _patterns(_resolve(name))]
    patterns += [p for p in engine.patterns if p.id in ids]
    for pattern in patterns if names else engine.patterns:
        missed = [text for text in pattern.examples if not _finds(engine, pattern, text)]
        wrong = [text for text in pattern.non_examples if _finds(engine, pattern, text)]
        count = f"{len(pattern.examples)} + {len(pattern.non_examples)}"
        yield not (missed or wrong), f"{'FAIL' if missed or wrong else 'ok':5} {pattern.id} ({count})"
        for text in missed:
            yield True, "      " + say("missed", lang, text=text, why=_why(engine, text) or "–")
        for text in wrong:
            yield True, "      " + say("wrong", lang, text=text, why=_why(engine, text))


def _why(engine: Engine, text: str) -> str:
    """What stood there instead, or for what reason: score, type and evidence of each hit."""
    return "; ".join(f"{hit.score:.2f} {hit.entity}: {', '.join(hit.evidence)}" for hit in engine.find(text))


def _finds(engine: Engine, pattern: Pattern, text: str) -> bool:
    return any(hit.entity == pattern.entity and hit.score >= SURE for hit in engine.find(text))


def _resolve(name: str) -> Any:
    if name not in recognizers.table():
        raise ConfigError(say("no_recognizer", "en", name=name), ja=say("no_recognizer", "ja", name=name))
    return recognizers.resolve(name)


def _patterns(found: Any) -> tuple[Pattern, ...]:
    several = found if isinstance(found, tuple) else (found,)
    return tuple(one for one in several if isinstance(one, Pattern))


def _entities(found: Any) -> list[str]:
    if patterns := _patterns(found):
        return list(dict.fromkeys(pattern.entity for pattern in patterns))
    # A class may know its types only once it is built, which can mean loading a model.
    types = getattr(found, "entities", ()) or getattr(found, "ENTITIES", ())
    return list(types) if isinstance(types, tuple | list) else []
