"""Exception → Reason. Messages of parsers may quote the file they choke on, so only class names survive."""

from __future__ import annotations

import errno
import traceback
import zipfile
import zlib
from lzma import LZMAError

from scanner.budget import OverBudget
from scanner.model import Problem, Reason, Stage


class ConfigError(Exception):
    """A mistake of the user's. The message says where it is and what to do; it holds no data. `ja`: the same."""

    def __init__(self, message: str, ja: str = "") -> None:
        super().__init__(message)
        self.ja = ja or message


class Unreadable(Exception):
    """Raised by our own readers when they know why. `detail` must hold no content of the item."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


# First match wins, so subclasses stand before their bases.
_BY_CLASS: tuple[tuple[tuple[type[BaseException], ...], Reason], ...] = (
    ((MemoryError,), Reason.MEMORY),
    ((PermissionError,), Reason.PERMISSION_DENIED),
    ((FileNotFoundError, NotADirectoryError), Reason.VANISHED),
    ((TimeoutError,), Reason.TIMEOUT),
    ((UnicodeError,), Reason.UNDECODABLE),
    ((ImportError,), Reason.MISSING_EXTRA),
    ((RecursionError,), Reason.TOO_DEEP),
    ((NotImplementedError,), Reason.UNSUPPORTED),
    ((EOFError, zipfile.BadZipFile, zlib.error, LZMAError), Reason.CORRUPT),
)

_BY_ERRNO = {
    errno.ELOOP: Reason.SYMLINK_LOOP,
    errno.ENOMEM: Reason.MEMORY,
    errno.ENXIO: Reason.SPECIAL_FILE,
    getattr(errno, "ESTALE", -1): Reason.VANISHED,
}

_OURS = ("builtins", "scanner", "recognizers", "reports")


def problem_of(exc: BaseException, stage: Stage, part: str = "") -> Problem:
    """The row that stands for `exc`. Errors of parsing libraries while reading mean that the content is broken."""
    if isinstance(exc, OverBudget | Unreadable):
        return Problem(stage, exc.reason, part, exc.detail)
    detail = type(exc).__name__
    for classes, reason in _BY_CLASS:
        if isinstance(exc, classes):
            return Problem(stage, reason, part, detail)
    if isinstance(exc, OSError):
        return Problem(stage, _BY_ERRNO.get(exc.errno or 0, Reason.IO_ERROR), part, detail)
    foreign = type(exc).__module__.partition(".")[0] not in _OURS
    if foreign and stage is Stage.READ:
        return Problem(stage, Reason.CORRUPT, part, detail)
    return Problem(stage, Reason.INTERNAL, part, detail + _place(exc))


def _place(exc: BaseException) -> str:
    """Where in our code it happened: for whoever mends it, and without a word of what was read."""
    place = ""
    for frame, line in traceback.walk_tb(exc.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in _OURS[1:]:
            place = f" at {module}:{line}"
    return place
