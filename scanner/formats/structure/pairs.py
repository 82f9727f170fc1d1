"""Labels and values side by side in a line, as logs write them: key=value, JSON, 氏名：… 電話：…"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.formats.structure.found import LEAST, Block, Found, Index, Mask, crowded, odd_rows, often
from scanner.formats.tables import is_label

# Plain classes of few ranges: these are the fast ones in `re`.
_BEFORE = "[ \u3000\t,;|&?(\\[{]"
_PAIRS = (
    re.compile(_BEFORE + r"([A-Za-z_][A-Za-z0-9_.-]{0,39})="),
    re.compile(_BEFORE + r"([A-Za-z_ぁ-んァ-ヶー一-龠々]{1,16})[=＝:：](?!//)"),
)
_BESIDE = " \u3000\t,;|&\"'"  # a value
_FIELD = re.compile(r"(?!.*\d{3})[^\s@]{1,40}")  # a key in JSON that is not a value itself
_PARSE = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode
_FULL = 0.5  # of the lines around are such
_WORDS = 8  # in front of the pairs, each a column
_MOST = 500  # keys
_FRONT = [tuple(f" {place}" for place in range(1, count + 1)) for count in range(_WORDS + 1)]  # their keys

_Keys = tuple[str, ...]
_Groups = dict[_Keys, tuple[list[int], list[Sequence[str | None]]]]  # (lines, values of each)
_Line = tuple[_Keys, Sequence[str | None]]


@dataclass(slots=True)
class Pairs:
    """All such lines of one file are one table, a key a column. What stands in front is cut into words."""

    _keys: dict[str, None] = field(default_factory=dict)  # met often

    def find(self, block: Block) -> Iterator[Found]:
        probes = block.probes()
        pairs = next((pairs for pairs in _PAIRS if _worth(pairs, probes)), None)
        if pairs is None:
            return
        groups: _Groups = defaultdict(lambda: ([], []))
        for place in np.flatnonzero(block.free).tolist():
            if (found := _line(block.lines[place], pairs)) is not None:
                places, rows = groups[found[0]]
                places.append(place)
                rows.append(found[1])
        keys = self._common({keys: len(places) for keys, (places, _) in groups.items()}, pairs)
        mask = np.zeros(len(block.lines), np.bool_)
        for group in list(groups):
            if keys.issuperset(group):
                mask[groups[group][0]] = True
            else:
                del groups[group]
        mask = crowded(mask, block.filled, _FULL)
        lines = np.flatnonzero(mask)
        known = list(dict.fromkeys([*self._keys, *(key for group in groups for key in group)]))
        columns = _columns(groups, mask, known)
        kept = ~odd_rows(columns)
        if np.count_nonzero(kept) < (1 if self._keys else LEAST):
            return
        self._keys = dict.fromkeys(known)
        yield Found(
            ("pairs",),
            [key if key[0] != " " else f"col{key[1:]}" for key in known],
            [values.filter(pa.array(kept)) for values in columns],
            [lines[kept]] * len(columns),
            lines[kept],
        )

    def _common(self, groups: dict[_Keys, int], pairs: re.Pattern[str]) -> set[str]:
        """Keys of many lines, where the sign of equation or the words tell that they are keys."""
        counts = Counter[str]()
        for keys, lines in groups.items():
            counts.update(dict.fromkeys(keys, lines))
        common = {key: count for key, count in counts.items() if count >= LEAST or key in self._keys}
        labels = {key: count for key, count in common.items() if key[0] != " "}
        sure = sum(count for key, count in labels.items() if is_label(key))
        told = 2 * sure >= sum(labels.values()) or pairs is _PAIRS[0]
        return set(common) if told and len(common) <= _MOST else set()


def _worth(pairs: re.Pattern[str], probes: Sequence[str]) -> bool:
    """Whether two keys at least come again and again."""
    together = "\n".join(probes)
    signs = sum(map(together.count, "=" if pairs is _PAIRS[0] else "=＝:："))
    if '{"' not in together and not often([("", signs // 2)], probes):
        return False
    labels = Counter(key for probe in probes if (found := _line(probe, pairs)) for key in found[0] if key[0] != " ")
    return often(labels.most_common(2)[1:], probes)


def _columns(groups: _Groups, mask: Mask, keys: Sequence[str]) -> list[pa.StringArray]:
    """A column for each key, over the lines of the mask."""
    row = np.cumsum(mask) - 1
    found = defaultdict[str, list[tuple[Index, pa.StringArray]]](list)
    for group, (lines, rows) in groups.items():
        at = np.array(lines)
        inside = mask[at]
        for key, values in zip(group, zip(*rows, strict=True), strict=True):
            found[key].append((row[at[inside]], pa.array(values, pa.string()).filter(pa.array(inside))))
    count = int(np.count_nonzero(mask))
    columns = []
    for key in keys:
        index = np.full(count, -1, np.int64)
        values = pa.concat_arrays([values for _, values in found[key]] or [pa.array([], pa.string())])
        rows_of = [rows for rows, _ in found[key]]
        index[np.concatenate(rows_of) if rows_of else []] = np.arange(len(values))
        columns.append(pc.utf8_trim(values, _BESIDE).take(pa.array(index, mask=index < 0)))
    return columns


def _line(line: str, pairs: re.Pattern[str]) -> _Line | None:
    """Keys and values of a line, None where it has none or the same key twice."""
    if '{"' in line:
        return _json(line)
    if "=" not in line and pairs is _PAIRS[0]:
        return None
    parts = pairs.split(f" {line}")
    keys = parts[1::2]
    if len(keys) < 2 or len(set(keys)) < len(keys):
        return None
    return _with_words(parts[0], keys, parts[2::2])


def _json(line: str) -> _Line | None:
    front, _, _ = line.partition("{")
    try:
        value, end = _PARSE(line, len(front))
    except (ValueError, RecursionError):
        return None
    if line[end:].strip():
        return None
    cells: dict[str, str | None] = {}
    waiting = [("", value)]
    while waiting:
        path, inner = waiting.pop()
        for key, child in inner.items():
            name = f"{path}.{key}" if path else key
            if not _FIELD.fullmatch(key) or name in cells or isinstance(child, list):
                return None
            if isinstance(child, dict):
                waiting.append((name, child))
            else:
                cells[name] = child if isinstance(child, str) else None
    if "\\u" in line and any("\ud800" <= char <= "\udfff" for cell in cells.values() if cell for char in cell):
        return None  # half an emoji
    return _with_words(front, list(cells), list(cells.values()))


def _with_words(front: str, keys: list[str], values: Sequence[str | None]) -> _Line:
    words = front.split(maxsplit=_WORDS - 1)
    return (*_FRONT[len(words)], *keys), (*words, *values)
