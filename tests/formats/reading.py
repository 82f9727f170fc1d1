"""How the tests of formats look at what was read."""

from __future__ import annotations

import io

from scanner.budget import Budget, Limits, Passwords
from scanner.formats import identify, read
from scanner.model import Column, Passage, Problem, Reason, Segment


def segments(
    data: bytes | str, name: str = "x", limits: Limits | None = None, passwords: Passwords | None = None
) -> list[Segment]:
    raw = data.encode() if isinstance(data, str) else data
    budget = Budget(limits or Limits(), packed=len(raw), passwords=passwords or Passwords())
    return list(read(io.BytesIO(raw), name, budget))


def kind(data: bytes | str, name: str = "x") -> str:
    return identify(io.BytesIO(data.encode() if isinstance(data, str) else data), name)


def passages(found: list[Segment]) -> list[Passage]:
    return [s for s in found if isinstance(s, Passage)]


def texts(found: list[Segment]) -> str:
    return "\n".join(p.text for p in passages(found))


def columns(found: list[Segment], part: str | None = None) -> dict[str, list[str | None]]:
    out: dict[str, list[str | None]] = {}
    for s in found:
        if isinstance(s, Column) and part in (None, s.part):
            out.setdefault(s.field, []).extend(s.values.to_pylist())
    return out


def problems(found: list[Segment]) -> list[tuple[Reason, str]]:
    return [(s.reason, s.part) for s in found if isinstance(s, Problem)]


def everything(found: list[Segment]) -> str:
    """All text that was read, of passages and columns."""
    cells = [str(v) for values in columns(found).values() for v in values if v]
    return texts(found) + "\n" + "\n".join(cells)
