"""Forms one below the other: a label and its value a line, the same labels again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.formats.structure.found import LEAST, Block, Found, Index, Mask, crowded, odd_rows, often
from scanner.formats.tables import is_label

_HEAD = re.compile(r"[^：:】\t=]{1,24}[：:】\t=]")
_AROUND = " \u3000・■□●○◆◇▼▽▲△*＊-[]【】［］()（）<>＜＞：:=\t\"'"  # a label
_BESIDE = " \u3000：:=\t\"',"  # a value
_NO_LABEL = re.compile(r"[。、@/{}]|\d\d")
_NO_DIGITS = str.maketrans("", "", "0123456789０１２３４５６７８９")
_SHORT = 40  # characters of a line without a label that may come again in each form
_SOME = 10  # forms that a label may be in, where others are in all
_FULL = 0.6  # of the lines around are in forms
_MOST = 200  # labels
_SIGNS, _OTHER = -1, -2


@dataclass(slots=True)
class Cards:
    """All forms of one file are one table, a label a column. What comes in each form without a label is a column, too."""

    _places: dict[str, int] = field(default_factory=dict)  # what lines are known by → their column, or _SIGNS
    _names: list[str] = field(default_factory=list)  # of columns: labels, "" for headings, which may be values
    _start: int = _OTHER  # the column that begins a form

    def find(self, block: Block) -> Iterator[Found]:
        probes = block.probes()
        labels = Counter(match[0] for line in probes if (match := _HEAD.match(line)))
        if not often([(label, count) for label, count in labels.items() if count > 1], probes):
            return
        lines = block.lines
        if not np.array_equal(block.free, block.filled):
            lines = [line if free else "" for line, free in zip(lines, block.free.tolist(), strict=True)]
        heads = [match[0] if (match := _HEAD.match(line)) else "" for line in lines]
        names, places = list(self._names), self._columns(lines, heads)
        places[~crowded(places != _OTHER, block.filled, _FULL)] = _OTHER
        forms = _Forms(block, heads, places, self._names, self._start)
        found = forms.table(LEAST if not names else 1)
        if found is None:
            self._names = names
            self._places = {key: place for key, place in self._places.items() if place < len(names)}
            return
        self._start = forms.start
        yield found

    def _columns(self, lines: Sequence[str], heads: Sequence[str]) -> Index:
        """Of each line its column."""
        keys = {"": 0}
        code_of = {head: keys.setdefault(_label(head), len(keys)) for head in dict.fromkeys(heads)}
        codes = np.fromiter((code_of[head] for head in heads), np.int64, len(heads))
        for place in np.flatnonzero(codes == 0).tolist():
            if 0 < len(line := lines[place]) <= _SHORT:
                words = line.translate(_NO_DIGITS)
                shape = f"\n{words}0" if len(words) < len(line) else f"\n{words}"
                codes[place] = keys.setdefault(shape, len(keys))
        del keys[""]
        counts = np.bincount(codes).tolist()
        met = {key: counts[code] for key, code in keys.items() if counts[code] >= _SOME or key in self._places}
        known = {key for key in met if key[0] != "\n" and is_label(key)}
        common = {key: n for key, n in met.items() if n >= LEAST or key in known or key in self._places}
        labels = {key: count for key, count in common.items() if key[0] != "\n"}
        table = np.full(len(counts), _OTHER, np.int64)
        if len(labels) > 1 and 2 * sum(labels[key] for key in known) >= sum(labels.values()):
            for key in common:
                if key not in self._places:
                    self._add(key)
                table[keys[key]] = self._places.get(key, _OTHER)
        result: Index = table[codes]
        return result

    def _add(self, key: str) -> None:
        if not any(map(str.isalnum, key)):
            self._places[key] = _SIGNS
        elif len(self._names) < _MOST:
            self._places[key] = len(self._names)
            self._names.append("" if key[0] == "\n" else key)


def _label(head: str) -> str:
    label = head.strip(_AROUND)
    return "" if _NO_LABEL.search(label) else label


class _Forms:
    """The forms of one block: `form` of each line is the number of the form it is in, in order."""

    def __init__(self, block: Block, heads: Sequence[str], places: Index, names: Sequence[str], start: int) -> None:
        self._block, self._heads, self._places, self._names = block, heads, places, names
        cut = [line[len(head) :] for line, head in zip(block.lines, heads, strict=True)]
        self._values = pc.utf8_trim(pa.array(cut, pa.string()), _BESIDE)
        labels = np.array([*map(bool, names)], np.bool_)
        self._labelled = np.zeros(len(places), np.bool_)
        self._labelled[places >= 0] = labels[places[places >= 0]]
        self.start = start if start >= 0 and np.count_nonzero(places == start) else self._first()
        form = np.full(len(places), -1, np.int64)
        form[self._labelled] = self._numbered(places[self._labelled])
        self._count = int(form.max(initial=-1)) + 1
        self._before = np.maximum.accumulate(form) if len(form) else form
        behind = np.minimum.accumulate(np.where(form < 0, self._count, form)[::-1])[::-1]
        self._behind = behind
        beside = np.where(behind < self._count, behind, self._before)
        self._form = np.where(self._labelled, form, np.where(places > _OTHER, beside, -1))

    def _first(self) -> int:
        """The label that begins forms: it stands behind what has no label half the time, and none does before it."""
        fresh = self._labelled & ~np.concatenate([[False], self._labelled[:-1]])
        for place in dict.fromkeys(self._places[self._labelled].tolist()):
            here = self._places == place
            if 2 * np.count_nonzero(here & fresh) >= np.count_nonzero(here) >= LEAST:
                return int(place)
        return _OTHER

    def _numbered(self, labels: Index) -> Index | list[int]:
        """The number of the form each label belongs to. A label that comes again is another form's."""
        begin = labels == self.start
        numbers: Index = np.cumsum(begin) - begin[:1].sum()
        if np.bincount(numbers * len(self._names) + labels).max(initial=0) <= 1:
            return numbers
        number, seen, out = -1, set[int](), []
        for label in labels.tolist():
            if label == self.start or label in seen or number < 0:
                number, seen = number + 1, set()
            seen.add(label)
            out.append(number)
        return out

    def _torn(self) -> Mask:
        """Forms with lines that belong to a value and have no label."""
        block, before = self._block, self._before
        others = np.flatnonzero(block.filled & (self._places == _OTHER) & (before >= 0))
        torn = np.zeros(self._count, np.bool_)
        inside = others[before[others] == self._behind[others]]
        torn[before[inside]] = True
        fresh = np.concatenate([[False], self._form[1:] != self._form[:-1]])  # where a form begins
        headings = others[fresh[np.minimum(others + 1, len(fresh) - 1)]]
        titled = 2 * len(headings) > self._count  # then what stands over a form belongs to it
        for line in others[self._labelled[others - 1]].tolist():
            above = line - 1
            goes_on = block.lines[line][0] in " \u3000\t" or len(block.lines[above]) == len(self._heads[above])
            if goes_on or not titled:
                torn[before[line]] = True
        return torn

    def table(self, least: int) -> Found | None:
        if not self._count:
            return None
        columns, lines, firsts = [], [], []
        for place in range(len(self._names)):
            values, where, used = self._column(place)
            columns.append(values)
            lines.append(where)
            firsts.append(used)
        cells = sum((values.is_valid().to_numpy(zero_copy_only=False).astype(np.int64) for values in columns), start=0)
        kept = ~self._torn() & ~odd_rows(columns) & (cells > 1)
        if np.count_nonzero(kept) < least:
            return None
        signs = np.flatnonzero(self._places == _SIGNS)
        taken = np.concatenate([*firsts, signs])
        keep = pa.array(kept)
        return Found(
            ("cards",),
            [name or f"col{place}" for place, name in enumerate(self._names, start=1)],
            [values.filter(keep) for values in columns],
            [where[kept] for where in lines],
            taken[kept[self._form[taken]]],
        )

    def _column(self, place: int) -> tuple[pa.StringArray, Index, Index]:
        """(value of each form, its line, the lines used)"""
        lines = np.flatnonzero(self._places == place)
        forms = self._form[lines]
        first = np.concatenate([[True], forms[1:] != forms[:-1]])[: len(forms)]
        forms, lines = forms[first], lines[first]
        where = np.full(self._count, -1, np.int64)
        where[forms] = lines
        texts = self._values if self._names[place] else pa.array(self._block.lines, pa.string())
        values = texts.take(pa.array(where, mask=where < 0))
        return values, np.maximum(where, 0), lines
