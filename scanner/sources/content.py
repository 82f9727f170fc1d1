"""The bytes of one item, opened once: what kind they are, whether they are known, and what they hold."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from scanner import formats
from scanner.budget import Budget
from scanner.formats import slices
from scanner.formats.slices import Share
from scanner.formats.trouble import problem
from scanner.formats.window import Window
from scanner.model import Item, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable, problem_of

if TYPE_CHECKING:
    from scanner.sources import ByteSource

WHOLE = 1 << 20  # bytes; so small a file is read into memory at once, and costs one open and one read
_BLOCK = 1 << 20
# Their readers take more from the name than what `recognizers.filename` knows of: the member is called after the file.
_CALLED_AFTER = frozenset({"gzip", "bzip2", "xz", "zstd", "lz4", "lzip", "lzma", "compress", "ooxml"})


@dataclass(slots=True)
class Content:
    """Of one item. `format`, `id` and `same` are there after reading.

    key: of the digest; b"" for none. told: what the name says of the bytes. id: keyed digest of both, "" where none was
    made. known: whether what has this id was looked at before; then it is the `same`, and nothing of it is read.
    """

    source: ByteSource
    item: Item
    budget: Budget
    key: bytes = b""
    told: str = ""
    known: Callable[[str], bool] = bool
    format: str = ""
    id: str = ""
    same: bool = False
    _window: Window | None = None

    @property
    def lines(self) -> int:
        """Line ends in a share that was read; 0 for whole items."""
        return self._window.lines if self._window is not None else 0

    def segments(self) -> Iterator[Segment]:
        """What the item holds. Trouble with the file itself becomes a Problem."""
        stage = Stage.OPEN
        name = self.item.relative.rpartition("/")[2]
        try:
            with self.source.open(self.item) as opened:
                stage = Stage.READ
                stream: BinaryIO = opened
                if 0 <= self.item.size <= WHOLE and not self.item.slice:
                    stream = io.BytesIO(opened.read(WHOLE + 1))
                    if stream.seek(0, io.SEEK_END) > WHOLE:  # it has grown since it was listed
                        stream = opened
                    stream.seek(0)
                yield from self._read(stream, name)
                if self.source.version(opened) != self.item.version:
                    self.id, self.same = "", False
                    yield Problem(Stage.READ, Reason.CHANGED)
        except (OSError, Unreadable) as exc:
            self.id, self.same = "", False
            yield problem_of(exc, stage)

    def _read(self, stream: BinaryIO, name: str) -> Iterator[Segment]:
        if self.item.slice:
            share = Share.of(self.item.slice)
            self.format = share.format
            self._window, segments = slices.segments_of(stream, name, self.budget, share)
            yield from segments
            return
        try:
            self.format = formats.identify(stream, name)
        except Exception as exc:
            yield problem(exc)
            return
        if self.key and self.item.size > 0:
            self._look(stream, name)
        if not self.same:
            yield from formats.read(stream, name, self.budget, self.format)

    def _look(self, stream: BinaryIO, name: str) -> None:
        digest = hashlib.blake2b(key=self.key, digest_size=16)
        while block := stream.read(_BLOCK):
            self.budget.tick()
            digest.update(block)
        stream.seek(0)
        told = name if self.format in _CALLED_AFTER else self.told
        digest.update(f"\0{self.format}\0{told}".encode("utf-8", "backslashreplace"))
        self.id = digest.hexdigest()
        self.same = self.known(self.id)
