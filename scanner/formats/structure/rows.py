"""Records a line each, cut by commas, tabs, pipes or several blanks."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scanner.formats.structure.found import (
    AT,
    DIGIT,
    LEAST,
    LETTER,
    WIDE,
    Block,
    Found,
    Index,
    classes,
    crowded,
    in_runs,
    kinds,
    odd_rows,
    often,
)
from scanner.formats.tables import find_layout, names_for

# Delimiter, and how many a line must have: one or two stand in any text.
_DELIMITERS = (("\t", 1), ("|", 2), (",", 2), (";", 2), ("  ", 2))
_BLANKS = re.compile(" {2,}|\u3000{2,}")
_WIDTHS, _MOST_COLUMNS = 4, 500  # of one delimiter in one block
_ONE, _ALL = 0.25, 0.6  # of the lines around have this width, have one of the widths
_TOP, _SAME = 50, 0.9  # rows that tell what a column is made of, and how many of them must agree
_COMPANY = "株式会社|有限会社|合同会社|[(（][株有][)）]|㈱|㈲"
_HEADERS, _BELOW = 20, 40  # lines that may be headers, in one block; rows that a header is compared with

_Headers = dict[int, tuple[tuple[str, ...], int]]  # the row → the names it gives, how many rows it takes


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of one make. made: what nearly all cells of each are, 0 where that differs (see `classes`)."""

    delimiter: str
    names: tuple[str, ...]
    made: tuple[int, ...]

    @property
    def named(self) -> bool:
        return list(self.names) != names_for(len(self.names))

    def fits(self, delimiter: str, made: Sequence[int]) -> bool:
        if delimiter != self.delimiter or len(made) != len(self.made):
            return False
        return sum(a != b for a, b in zip(self.made, made, strict=True) if a and b) < 2


@dataclass(slots=True)
class Rows:
    """Of one file. Layouts are known again in later blocks."""

    _known: list[Layout] = field(default_factory=list)

    def find(self, block: Block) -> Iterator[Found]:
        probes = block.probes()
        together = "\n".join(probes)
        for delimiter, least in _DELIMITERS:
            if not _enough(together, delimiter, least, probes):
                continue
            widths = Counter(count for probe in probes if (count := _count(probe, delimiter)) >= least)
            if not often(widths.most_common(1), probes):
                continue
            counts = _counts(block, delimiter)
            common = Counter(counts[(counts >= least) & (counts < _MOST_COLUMNS)].tolist()).most_common(_WIDTHS)
            wide = {len(layout.made) - 1 for layout in self._known if layout.delimiter == delimiter}
            members = [counts == count for count, lines in common if lines >= LEAST or count in wide]
            if not members:
                continue
            near = [crowded(mask, block.filled, _ONE) for mask in members]
            joined = crowded(np.logical_or.reduce(near), block.filled, _ALL)
            for mask, close in zip(members, near, strict=True):
                alike = (close & joined) | in_runs(mask, block.filled)
                lines = np.flatnonzero(alike & block.free)
                if len(lines):
                    yield from _tables(block, lines, delimiter, self._known)


def _enough(together: str, delimiter: str, least: int, probes: Sequence[str]) -> bool:
    """Whether there are as many delimiters in all of the probes as a closer look needs. together: the probes in one."""
    signs = ("  ", "\u3000\u3000") if delimiter == "  " else (delimiter,)
    return often([("", sum(map(together.count, signs)) // least)], probes)


def _count(line: str, delimiter: str) -> int:
    return len(_BLANKS.findall(line.strip())) if delimiter == "  " else line.count(delimiter)


def _counts(block: Block, delimiter: str) -> Index:
    """Delimiters outside quotes in each free line; -1 for lines that are taken or end inside quotes."""
    counts = np.full(len(block.lines), -1, np.int64)
    free = np.flatnonzero(block.free)
    lines = [block.lines[place] for place in free.tolist()]
    if delimiter == "  ":
        counts[free] = pc.count_substring_regex(pa.array(lines, pa.string()), _BLANKS.pattern).to_numpy()
        return counts
    counts[free] = [line.count(delimiter) for line in lines]
    if '"' in block.text:
        for place, line in zip(free.tolist(), lines, strict=True):
            if '"' in line and counts[place] > 0:
                counts[place] = -1 if line.count('"') % 2 else len(_quoted([line], delimiter)[0]) - 1
    return counts


def _quoted(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))


def _columns(lines: list[str], delimiter: str) -> list[pa.StringArray]:
    """The cells of lines of one width."""
    if delimiter != "  " and any('"' in line for line in lines):
        rows = _quoted(lines, delimiter)
        if len(rows) < len(lines):  # a quote that is open at the end of a line swallows the next one
            rows = [_quoted([line], delimiter)[0] for line in lines]
        return [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    array = pa.array(lines, pa.string())
    cut = pc.split_pattern_regex(array, _BLANKS.pattern) if delimiter == "  " else pc.split_pattern(array, delimiter)
    cells, width = cut.values, len(cut[0])
    return [cells.take(pa.array(np.arange(place, len(cells), width))) for place in range(width)]


def _tables(block: Block, lines: Index, delimiter: str, known: list[Layout]) -> Iterator[Found]:
    """What lines of one width hold: a table, or several where the columns change on the way."""
    columns = _columns([block.lines[place] for place in lines.tolist()], delimiter)
    made = np.stack([classes(kinds(values)[0]) for values in columns])
    new = all(layout.delimiter != delimiter or len(layout.made) != len(columns) for layout in known)
    headers = _headers(columns, made, new)
    starts = sorted({0, *headers})
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        names, skip = headers.get(start, ((), 0))
        rest = start + skip + np.flatnonzero((made[:, start + skip : end] > 0).any(axis=0))  # no rules
        heads = lines[start : start + skip]
        for _ in range(_WIDTHS):
            if not len(rest):
                break
            make = _make(made[:, rest[:_TOP]])
            layout = _layout(delimiter, names, make, known)
            vector = np.array(layout.made, np.int8)[:, None]
            here = made[:, rest]
            unlike = ((here != vector) & (here > 0) & (vector > 0)).sum(axis=0) > 1
            members, rest = rest[~unlike], rest[unlike]
            cells = [values.take(pa.array(members)) for values in columns]
            kept = ~odd_rows(cells)
            if layout not in known and not layout.named and any(map(_of_companies, cells)):
                continue
            if not _is_table(layout, int(kept.sum()), known):
                continue
            if layout not in known:
                known.append(layout)
            places = lines[members[kept]]
            cells = [values.filter(pa.array(kept)) for values in cells]
            yield Found(layout, layout.names, cells, [places] * len(cells), np.concatenate([heads, places]))
            heads = heads[:0]


def _of_companies(values: pa.StringArray) -> bool:
    """Without a header a table does not say that its addresses are those of companies; the lines do, one by one."""
    found = pc.match_substring_regex(values.slice(0, _TOP), _COMPANY)
    return 2 * (pc.sum(found).as_py() or 0) > min(_TOP, len(values))


def _is_table(layout: Layout, rows: int, known: Collection[Layout]) -> bool:
    """Prose and code have no column of numbers or of mail addresses."""
    return layout in known or (rows >= LEAST and not {DIGIT, AT}.isdisjoint(layout.made))


def _make(made: NDArray[np.int8]) -> tuple[int, ...]:
    """Of each column what nearly all filled cells are."""
    out = []
    for cells in made:
        counts = np.bincount(cells, minlength=WIDE + 1)
        counts[0] = 0
        best = int(counts.argmax())
        out.append(best if counts[best] >= max(1, _SAME * counts.sum()) else 0)
    return tuple(out)


def _layout(delimiter: str, names: tuple[str, ...], make: tuple[int, ...], known: Sequence[Layout]) -> Layout:
    """The one that is known already, of the same names where there is a header, else a new one."""
    for layout in reversed(known):
        if layout.fits(delimiter, make) and names in ((), layout.names):
            return layout
    return Layout(delimiter, names or tuple(names_for(len(make))), make)


def _headers(columns: Sequence[pa.StringArray], made: NDArray[np.int8], new: bool) -> _Headers:
    """Where headers are: rows of words alone, and the first row of a new table."""
    wordy = np.flatnonzero(((made == WIDE) | (made == LETTER) | (made == 0)).all(axis=0))
    found: _Headers = {}
    for place in sorted({*wordy[:_HEADERS].tolist(), *([0] if new else [])}):
        rows = list(zip(*(values[place : place + _BELOW + 1].to_pylist() for values in columns), strict=True))
        layout = find_layout(rows)
        if layout.names and not layout.titles:
            found[place] = (tuple(layout.names), layout.first)
    return found
