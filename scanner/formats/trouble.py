"""Exceptions of readers. What a parsing library raises, of whatever class, means that the file is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scanner.budget import OverBudget
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import problem_of

_OURS = str(Path(__file__).parent.parent)


def problem(exc: BaseException, part: str = "") -> Problem:
    found = problem_of(exc, Stage.READ, part)
    if found.reason is Reason.IO_ERROR and exc.errno is None and _raised_elsewhere(exc):  # type: ignore[attr-defined]
        return replace(found, reason=Reason.CORRUPT)  # the system always has a number; libraries say it of the content
    if found.reason is Reason.INTERNAL and _raised_elsewhere(exc):
        return replace(found, reason=Reason.CORRUPT, detail=type(exc).__name__)
    return found


def guarded(segments: Iterator[Segment], place: str) -> Iterator[Segment]:
    """One damaged part does not cost the others."""
    try:
        yield from segments
    except (OverBudget, MemoryError):
        raise
    except Exception as exc:
        yield problem(exc, place)


def _raised_elsewhere(exc: BaseException) -> bool:
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and not trace.tb_frame.f_code.co_filename.startswith(_OURS)
