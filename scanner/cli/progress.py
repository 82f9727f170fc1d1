"""How a scan is getting on: a live line on a terminal, a plain line every few seconds in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from scanner.ledger import hits
from scanner.model import Item, ItemResult

if TYPE_CHECKING:
    from rich.live import Live

_LOG_EVERY = 5.0

_WORDS = {
    "ja": {
        "line": "{done}/{total} 件 · {size} / {size_total} · {rate}/秒 · 検出 {hits} · 未読 {unread} · {left}",
        "left": "残り約 {time}",
        "listing": "一覧を作成中",
        "start": "準備中 (モデルの読み込み)…",
    },
    "en": {
        "line": "{done}/{total} items · {size} of {size_total} · {rate}/s · {hits} hits · {unread} unread · {left}",
        "left": "{time} left",
        "listing": "still listing",
        "start": "starting (loading models)…",
    },
}


class Progress:
    """A `pipeline.Watcher`. Counts what it is told and shows it now and then."""

    def __init__(self, stream: TextIO, lang: str = "en") -> None:
        self._stream, self._words = stream, _WORDS[lang]
        self._live: Live | None = None
        self._started = self._shown = time.monotonic()
        self._listing = True
        self._shares: dict[str, int] = {}  # item under way → bytes of it that are done
        self._items = self._bytes = self._done = self._skipped_bytes = self._done_bytes = self._hits = self._unread = 0

    def __enter__(self) -> Self:
        if self._stream.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(
                get_renderable=self.line, console=Console(file=self._stream), refresh_per_second=4, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
        elif kind is None:
            self._write()

    def listed(self, item: Item) -> None:
        self._items += 1  # these two change in the lister's thread alone
        self._bytes += max(item.size, 0)
        self._tell()

    def listing_done(self) -> None:
        self._listing = False

    def skipped(self, item: Item) -> None:
        self._done += 1
        self._skipped_bytes += max(item.size, 0)
        self._tell()

    def share_done(self, share: Item) -> None:
        """The item is done with its last share; its bytes count as they are read."""
        self._shares[share.uri] = self._shares.get(share.uri, 0) + share.size
        self._done_bytes += share.size
        self._tell()

    def done(self, result: ItemResult) -> None:
        if not self._done_bytes:  # loading models is no measure of how fast we read
            self._started = time.monotonic() - max(result.cost.seconds, 0.1)
        self._done += 1
        self._done_bytes += max(result.item.size - self._shares.pop(result.item.uri, 0), 0)
        self._hits += hits(result)
        self._unread += bool(result.problems) and result.status in ("partial", "unreadable")
        self._tell()

    def _tell(self) -> None:
        if self._live is None and time.monotonic() - self._shown > _LOG_EVERY:
            self._write()

    def _write(self) -> None:
        self._shown = time.monotonic()
        self._stream.write(self.line() + "\n")
        self._stream.flush()

    def line(self) -> str:
        """Items, bytes, rate, findings, time left. The rate leaves out what was skipped as unchanged."""
        seconds = max(time.monotonic() - self._started, 0.001)
        if not self._done:
            return self._words["start"]
        rate = self._done_bytes / seconds
        left = self._words["listing"]
        if not self._listing:
            remaining = self._bytes - self._done_bytes - self._skipped_bytes
            early = self._done_bytes < self._bytes / 50
            left = self._words["left"].format(time="–" if early or not rate else clock(remaining / rate))
        return self._words["line"].format(
            done=f"{self._done:,}",
            total=f"{self._items:,}" + ("+" if self._listing else ""),
            size=amount(self._done_bytes + self._skipped_bytes),
            size_total=amount(self._bytes),
            rate=amount(rate),
            hits=f"{self._hits:,}",
            unread=f"{self._unread:,}",
            left=left,
        )


def amount(size: float) -> str:
    """``1.4 MB``: decimal units, as file managers show them."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
