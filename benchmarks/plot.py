"""The speeds as bars, one panel a corpus, on a logarithmic axis: SVG written by hand, so that nothing is needed for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.shelf import NAMES, OWN
from benchmarks.speed import Speed

_LOW, _HIGH = -3, 4  # powers of ten, MB/s
_BAR, _GAP, _LEFT, _WIDE = 16, 6, 210, 430
_OURS, _THEIRS = "#1f6f8b", "#b7b7b7"


def _x(rate: float) -> float:
    power = math.log10(max(rate, 10**_LOW))
    return _LEFT + _WIDE * (min(power, _HIGH) - _LOW) / (_HIGH - _LOW)


def svg(found: Sequence[Speed]) -> str:
    corpora = list(dict.fromkeys(one.corpus for one in found))
    systems = list(dict.fromkeys(one.system for one in found))
    panel = len(systems) * (_BAR + _GAP) + 44
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDE + 90}" height="{panel * len(corpora) + 10}" '
        'font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, corpus in enumerate(corpora):
        lines += _panel([one for one in found if one.corpus == corpus], NAMES.get(corpus, OWN), number * panel)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(rows: Sequence[Speed], title: str, top: float) -> Iterator[str]:
    high = len(rows) * (_BAR + _GAP)
    yield f'<text x="{_LEFT}" y="{top + 18}" font-size="13" font-weight="bold">{escape(title)}, MB/s on one core</text>'
    for power in range(_LOW, _HIGH + 1):
        x = _x(10.0**power)
        yield f'<line x1="{x:.1f}" y1="{top + 26}" x2="{x:.1f}" y2="{top + 28 + high}" stroke="#e4e4e4"/>'
        yield f'<text x="{x:.1f}" y="{top + 40 + high}" text-anchor="middle" fill="#777">{10.0**power:g}</text>'
    for place, one in enumerate(rows):
        y = top + 28 + place * (_BAR + _GAP)
        yield f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(one.system)}</text>'
        if one.why:
            yield f'<text x="{_LEFT + 4}" y="{y + 12}" fill="#777">{escape(one.why[:60])}</text>'
            continue
        color = _OURS if one.system.startswith("daicho") else _THEIRS
        yield f'<rect x="{_LEFT}" y="{y}" width="{_x(one.rate) - _LEFT:.1f}" height="{_BAR}" fill="{color}"/>'
        yield f'<text x="{_x(one.rate) + 5:.1f}" y="{y + 12}">{one.rate:.3g}</text>'
