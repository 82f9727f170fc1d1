"""`daicho inspect`: one text or document, findings as lines or JSON."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from recognizers import Engine
from recognizers.documents import Documents
from recognizers.types import Hit
from scanner import formats, passwords
from scanner.budget import Budget, Passwords
from scanner.classify import SURE, taxonomy
from scanner.cli.words import say
from scanner.config import Plan, load_key
from scanner.findings import FAINT
from scanner.formats.encoding import decode
from scanner.formats.sniff import TEXTS
from scanner.model import LEVELS, Finding, Passage, Segment
from scanner.problems import ConfigError
from scanner.redact import Key, mask
from scanner.worker import inspect, pictures

_LINES = 1_000  # of one type in one field
_SHORT = 4_000  # bytes of a document; a hundredth of a second of `re`
# Formats whose bytes are a text that offsets can point into.
_TEXTS = TEXTS | {"unknown", "empty"}


def json_lines(file: str, plan: Plan, reveal: bool) -> Iterator[str]:
    """One object for each line of the file that is not blank, in order."""
    engine = _engine(plan)
    with sys.stdin.buffer if file == "-" else open(file, "rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _findings(engine, _text_of(line, number), reveal)


def _text_of(line: bytes, number: int) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, TypeError, KeyError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise ConfigError(say("not_lines", "en", line=number), ja=say("not_lines", "ja", line=number))
    return text


def as_json(file: str, plan: Plan, reveal: bool) -> Iterator[str]:
    """A text: offsets into it as decoded. A document: places in it. Both: what document it is, and what was not read."""
    source = _Source(file, plan)
    engine = _engine(plan, source.size < _SHORT)
    whole: dict[str, Any]
    if (text := source.text()) is not None:
        hits, documents = _hits(engine, text), Documents()
        documents.take("", text, [(hit.start, hit.entity) for hit in hits if hit.score >= SURE], source.name)
        found = [_as_dict(hit, text, reveal) for hit in hits]
        whole = {"findings": found, "problems": [], "document_class": list(documents.names())}
    else:
        show = _as_it_is if reveal else mask
        result = inspect(source.segments(), engine, replace(plan, samples_per_field=_LINES), Key(load_key()), show)
        whole = {
            "findings": [_finding(finding, reveal) for finding in result.findings],
            "problems": [
                {"part": p.part, "stage": p.stage, "reason": p.reason, "detail": p.detail} for p in result.problems
            ],
            "document_class": list(result.document_class),
        }
    yield json.dumps(whole, ensure_ascii=False)


def _finding(finding: Finding, reveal: bool) -> dict[str, Any]:
    return {
        "entity": finding.entity,
        "part": finding.part,
        "field": finding.field,
        "at": finding.at,
        "score": round(finding.score, 3),
        "recognizer": finding.recognizer,
        "evidence": list(finding.evidence),
        "text" if reveal else "masked": finding.masked,
    }


def _findings(engine: Engine, text: str, reveal: bool) -> str:
    return json.dumps({"findings": [_as_dict(hit, text, reveal) for hit in _hits(engine, text)]}, ensure_ascii=False)


def _hits(engine: Engine, text: str) -> list[Hit]:
    return [hit for hit in engine.find(text) if hit.score >= FAINT]


def _as_dict(hit: Hit, text: str, reveal: bool) -> dict[str, Any]:
    return {
        "entity": hit.entity,
        "start": hit.start,
        "end": hit.end,
        "score": round(hit.score, 3),
        "recognizer": hit.recognizer,
        "evidence": list(hit.evidence),
        **({"text": text[hit.start : hit.end]} if reveal else {}),
    }


def readable(file: str, plan: Plan, reveal: bool, lang: str) -> Iterator[str]:
    """place, kind with category and level, value (masked unless `reveal`), score, why: one line each. Then what it
    comes to, the documents, and what was not read."""
    from reports.text import Words

    known, key, t = taxonomy(plan.taxonomy), Key(load_key()), Words(lang)
    source = _Source(file, plan)
    engine = _engine(plan, source.size < _SHORT)
    text = source.text() if file == "-" else None
    segments = source.segments() if text is None else [Passage(text, line=1)]
    result = inspect(segments, engine, replace(plan, samples_per_field=_LINES), key, _as_it_is if reveal else mask)
    for finding in result.findings:
        kind = known.of(finding.entity)
        place = " ".join(filter(None, (t.part(finding.part), finding.field, t.at(finding.at))))
        law = f"{known.categories[kind.category].name(lang)}, {say('level.' + kind.level, lang)}"
        value, why = " ".join(finding.masked.split()), t.evidence(list(finding.evidence))
        score = f"{finding.score:.2f}" + ("" if finding.score >= SURE else f" {t.score(finding.score)}")
        yield f"{place or '-'}\t{kind.name(lang)} [{law}]\t{value}\t{score}\t{why} ({finding.recognizer})"
    hits, total = Counter[str](), 0
    for tally in result.tallies:
        total += sum(count.hits for count in tally.entities.values())
        hits.update({name: count.hits for name, count in tally.entities.items() if count.best_score >= SURE})
    if (left := total - len(result.findings)) > 0:
        yield say("not_shown", lang, count=left)
    if hits:
        gravest = sorted(hits, key=lambda one: (-LEVELS.index(known.of(one).level), -hits[one]))
        yield say("found", lang, types=", ".join(f"{known.of(one).name(lang)} {hits[one]:,}" for one in gravest))
    else:
        yield say("nothing_in_part" if result.problems else "nothing", lang)
    for name in result.document_class:
        yield say("document", lang, name=t.document(name))
    for problem in result.problems:
        where = f"{problem.part}: " if problem.part else ""
        yield say("problem", lang, where=where, reason=t.name("reason", f"{problem.reason}.name"))


def _as_it_is(_: str, value: str) -> str:
    return value


def _engine(plan: Plan, short: bool = False) -> Engine:
    """short: a text that is read before Hyperscan would be ready. The hits are the same."""
    matcher = "re" if short else "auto"
    return Engine(depth=plan.depth, matcher=matcher, custom=plan.custom, terms=plan.terms)


class _Source:
    """Standard input, or a file."""

    def __init__(self, file: str, plan: Plan) -> None:
        self._passwords = Passwords(passwords.read(plan.passwords), plan.limits.attempts)
        self._plan = plan
        self._name = Path(file).name
        self.name = "" if file == "-" else Path(file).stem  # as a person calls it
        self._stream: BinaryIO = BytesIO(sys.stdin.buffer.read()) if file == "-" else open(file, "rb")  # noqa: SIM115
        self.size = self._stream.seek(0, SEEK_END)
        self._stream.seek(0)
        self._format = formats.identify(self._stream, self._name)
        # What is piped in is a text whatever it looks like, as long as it can be one.
        texts = _TEXTS | {"eml"} if file == "-" else _TEXTS
        self._is_text = self._format in texts

    def text(self) -> str | None:
        """All of it; None where it is a document."""
        if not self._is_text:
            return None
        with self._stream as stream:
            return decode(stream.read()).text

    def segments(self) -> Iterator[Segment]:
        with self._stream as stream:
            budget = Budget(packed=self.size, passwords=self._passwords, pictures=pictures(self._plan))
            yield from formats.read(stream, self._name, budget, self._format)
