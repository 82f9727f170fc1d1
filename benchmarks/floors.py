"""What the parts cost by themselves, beside the bars: python -m benchmarks.floors [--small] [--corpora DIR] [--runs N]

Of the corpora of `benchmarks.bench` (--small: its small ones) the last step, which is the largest. One process, one thread,
processor time, the best of some runs. MB are bytes of the files as they lie, also where a part sees
only the text inside. No row holds a judgement, a count, a report or a line of the inventory.

decoding: the bytes made a string, nothing else.
raw Hyperscan: the databases of depth quick over the text, with a callback that only counts; in the share and in documents,
over the text that our readers get out of them, cells included. Another engine may be faster; ours has no other.
an empty call a hit: a function of Python that does nothing, called once for each hit of 0.2 and more at depth quick. Records
that are read as columns need no such call.
bare libraries: what opens a format, asked for all text or cells and nothing besides: calamine, pypdfium2, zipfile with lxml,
`email`, `json`, pyarrow. They read no comments, properties, hidden parts or pictures, and mind no limits.
our readers: the same files through `scanner.formats`, to the end, with nothing done to what they give.
Sudachi: its tokenizer over the running text of the share, cells not included, a call for some 1,500 characters, with which
it is fastest; its words are not looked at. A scanner that knew beforehand which sentences hold no name would need less of it.
reading with pyarrow: CSV and Parquet, all columns as text. Different values: each column's, by pyarrow, which a count of
people and values rests on.
together: the parts that are marked with +, one after the other; what a scanner of these parts reaches if all else is free.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import io
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pypdfium2
import python_calamine
from lxml import etree
from sudachipy import SplitMode

from benchmarks.inside import text_of
from benchmarks.shelf import FULL, MB, NAMES, SMALL, Shelf, files, size
from recognizers import Engine
from recognizers.text import blocks, fold
from recognizers.tokens import dictionary
from recognizers.types import Hints
from scanner import formats
from scanner.budget import Budget
from scanner.model import Passage, Segment

BARS = {"dense": 15.0, "share": 10.0, "tables": 100.0}  # MB/s; of prose, half of raw Hyperscan
_PIECE, _CUT = 50_000, 1_500  # characters that the recognizers and that Sudachi see at once
_FAINT = 0.2  # hits below this are not shown
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@dataclass(frozen=True)
class Work:
    """size: bytes of the files. counts: whether it is one of those that are added up."""

    corpus: str
    what: str
    size: int
    do: Callable[[], object]
    counts: bool = True


@dataclass(frozen=True)
class Part:
    """MB/s of a work."""

    corpus: str
    what: str
    rate: float
    counts: bool = True


def _seconds(do: Callable[[], object]) -> float:
    """Of processor time."""
    began = time.process_time()
    do()
    return max(time.process_time() - began, 1e-9)


def bare(data: bytes, ending: str) -> object:
    """What the library that opens such a file gives."""
    return _BARE.get(ending, _decoded)(data)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")


def _csv(data: bytes, block: int = 4 << 20) -> pa.Table:
    line = data[: data.find(b"\n")]
    try:
        encoding, head = "utf8", line.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding, head = "cp932", line.decode("cp932", "replace")
    names = next(csv.reader([head]))
    kinds = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    reading = pyarrow.csv.ReadOptions(use_threads=False, encoding=encoding, block_size=block)
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return pyarrow.csv.read_csv(pa.BufferReader(data), reading, parsing, kinds)


def _parquet(data: bytes) -> pa.Table:
    table = pq.read_table(pa.BufferReader(data), use_threads=False)
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def _docx(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return [node.text or "" for node in root.iter(_WORD)]


def _xlsx(data: bytes) -> list[Any]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _pdf(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def _mail(data: bytes) -> list[Any]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    return [part.get_content() for part in message.walk() if not part.is_multipart()]


def _html(data: bytes) -> str:
    return "".join(map(str, etree.fromstring(data, etree.HTMLParser()).itertext()))


def _zip(data: bytes) -> list[object]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [bare(archive.read(name), _ending(name)) for name in archive.namelist()]


_BARE: dict[str, Callable[[bytes], object]] = {
    "csv": _csv,
    "parquet": _parquet,
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "eml": _mail,
    "html": _html,
    "json": json.loads,
    "zip": _zip,
}


def _ours(data: bytes, name: str) -> list[Segment]:
    return list(formats.read(io.BytesIO(data), name, Budget(packed=len(data))))


def running(data: bytes, name: str) -> list[str]:
    """Of a file, the text as names are looked for in it, in pieces; nothing where it is all ASCII."""
    found = [one.text for one in _ours(data, name) if isinstance(one, Passage) and not one.text.isascii()]
    return [fold(text[low:high]).text for text in found for low, high in blocks(text, _CUT)]


def _nothing(entity: str, start: int, end: int) -> None: ...


def _call_each(hits: Sequence[Any]) -> None:
    for hit in hits:
        _nothing(hit.entity, hit.start, hit.end)


class Floors:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._engine = shelf, Engine(depth="quick")

    def parts(self, runs: int) -> Iterator[Part]:
        """Each the best of some runs; those of a corpus in turns, since other work on the machine comes and goes."""
        for works in (self._texts("prose"), self._texts("dense"), self._tables(), self._share()):
            rounds = [[_seconds(work.do) for work in works] for _ in range(runs)]
            for work, *times in zip(works, *rounds, strict=True):
                yield Part(work.corpus, work.what, work.size / MB / min(times), work.counts)

    def _hyperscan(self, corpus: str, total: int, texts: Sequence[str]) -> list[Work]:
        """Nothing on machines without it."""
        scanner = self._engine.scanner
        if scanner is None:
            return []
        return [Work(corpus, "raw Hyperscan", total, lambda: [scanner.count(text) for text in texts])]

    def _texts(self, corpus: str) -> list[Work]:
        place = self._shelf.steps(corpus)[-1]
        total, whole = size(place), [path.read_bytes() for path in files(place)]
        texts = [data.decode() for data in whole]
        hits = [
            hit
            for text in texts
            for low, high in blocks(text, _PIECE)
            for hit in self._engine.find(text[low:high], Hints())
            if hit.score >= _FAINT
        ]
        often = f"an empty call a hit, {len(hits) / total * 1000:.1f} hits a KB"
        return [
            Work(corpus, "decoding", total, lambda: [data.decode() for data in whole]),
            *self._hyperscan(corpus, total, texts),
            Work(corpus, often, total, lambda: _call_each(hits)),
        ]

    def _tables(self) -> list[Work]:
        place = self._shelf.steps("tables")[-1]
        total, whole = size(place), _held(place)

        def read() -> list[pa.Table]:
            return [(_parquet if name.endswith(".parquet") else _csv)(data) for data, name in whole]

        made = read()
        return [
            Work("tables", "reading with pyarrow", total, read),
            Work("tables", "different values", total, lambda: [c.unique() for table in made for c in table.columns]),
            Work("tables", "our readers", total, lambda: [_ours(*one) for one in whole], counts=False),
        ]

    def _share(self) -> list[Work]:
        place = self._shelf.steps("share")[-1]
        total, whole = size(place), _held(place)
        pieces = [piece for data, name in whole for piece in running(data, name)]
        cut = dictionary().create(mode=SplitMode.C, fields={"pos"}).tokenize
        return [
            Work("share", "bare libraries", total, lambda: [bare(data, _ending(name)) for data, name in whole]),
            Work("share", "our readers", total, lambda: [_ours(*one) for one in whole], counts=False),
            *self._hyperscan("share", total, [text_of(path) for path in files(place)]),
            Work("share", "Sudachi", total, lambda: [cut(piece) for piece in pieces]),
        ]


def _held(place: Path) -> list[tuple[bytes, str]]:
    return [(path.read_bytes(), path.name) for path in files(place)]


def lines(parts: Sequence[Part]) -> Iterator[str]:
    yield "| corpus | part | MB/s | bar, MB/s | the bar is above it |\n|---|---|---|---|---|"
    for corpus in dict.fromkeys(part.corpus for part in parts):
        own = [part for part in parts if part.corpus == corpus]
        bar = BARS.get(corpus) or next((0.5 * part.rate for part in own if part.what == "raw Hyperscan"), None)
        together = Part(corpus, "together", 1 / sum(1 / part.rate for part in own if part.counts), counts=False)
        for part in (*own, together):
            what = f"{part.what} +" if part.counts else part.what
            above = "" if bar is None else "yes" if bar > part.rate else "no"
            aim = "" if bar is None else f"{bar:.3g}"
            yield f"| {NAMES[corpus]} | {what} | {part.rate:.3g} | {aim} | {above} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--corpora", type=Path, help="keep what is made here")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        shelf = Shelf(given.corpora or Path(scratch), SMALL if given.small else FULL)

        print("\n".join(lines(list(Floors(shelf).parts(given.runs)))))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
