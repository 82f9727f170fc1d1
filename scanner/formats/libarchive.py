"""What the C library libarchive reads: rar, lzh, cab, iso, cpio, ar and deb, rpm; compress and lzip.

The library comes with the system: README says how. `libarchive-c` finds it, or takes it from the variable LIBARCHIVE.
"""

from __future__ import annotations

import ctypes
import locale
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO

from scanner.formats import encoding
from scanner.model import Reason
from scanner.problems import Unreadable

INSTALL = "libarchive: apt-get install libarchive13"
_FILE = 0o100000
_CHUNK = 256 << 10
_END, _FATAL = 1, -30


class Broken(Exception):
    """libarchive gave up. fatal: nothing more can be had. about: its message, which may quote names."""

    def __init__(self, code: int, about: str) -> None:
        super().__init__(code)
        self.fatal, self.about = code <= _FATAL, about


def _library() -> Any:
    try:
        from libarchive import ffi

        ffi.ffi("entry_is_encrypted", [ctypes.c_void_p], ctypes.c_int)
        ffi.ffi("read_has_encrypted_entries", [ctypes.c_void_p], ctypes.c_int)
        ffi.ffi("read_set_options", [ctypes.c_void_p, ctypes.c_char_p], ctypes.c_int)
    except (ImportError, OSError, AttributeError, TypeError):  # without the library it tries the program itself
        raise Unreadable(Reason.MISSING_EXTRA, INSTALL) from None
    # Names are turned into the charset of the locale, and those that do not fit into question marks.
    if hasattr(locale, "nl_langinfo") and locale.nl_langinfo(locale.CODESET).upper() != "UTF-8":
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    return ffi


class Archive:
    """An archive being read. Raises `Unreadable` where it cannot be opened.

    kinds: libarchive's names of the formats it may be; "raw" is one file packed by itself. A zip stored in an archive
    would be taken for the archive if it could. charset: of names that say none, "" for as they are.
    """

    def __init__(self, stream: BinaryIO, kinds: tuple[str, ...], charset: str = "") -> None:
        self._ffi = ffi = _library()
        self._stream, self.warning = stream, b""  # what it says of the last header
        self._archive = ffi.read_new()
        self._entry = ffi.entry_new()
        stream.seek(0)
        # They must live as long as the archive does.
        self._callbacks = ffi.READ_CALLBACK(self._read), ffi.SEEK_CALLBACK(self._seek)
        self._held = b""
        try:
            for kind in kinds:
                ffi.get_read_format_function(kind)(self._archive)
            ffi.get_read_filter_function("all" if "raw" in kinds else "rpm")(self._archive)
            if charset:
                ffi.read_set_options(self._archive, f"hdrcharset={charset}".encode())
            ffi.read_set_seek_callback(self._archive, self._callbacks[1])
            ffi.read_open(self._archive, None, ffi.NO_OPEN_CB, self._callbacks[0], ffi.NO_CLOSE_CB)
        except Exception as exc:
            self.close()
            raise _unreadable(_broken(exc)) from None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        with suppress(Exception):
            self._ffi.read_free(self._archive)
        self._ffi.entry_free(self._entry)

    def _read(self, archive: int, context: int, place: Any) -> int:
        try:
            self._held = self._stream.read(_CHUNK)
        except Exception:  # nothing may be raised through C
            return -1
        place[0] = ctypes.cast(ctypes.c_char_p(self._held), ctypes.c_void_p)
        return len(self._held)

    def _seek(self, archive: int, context: int, offset: int, whence: int) -> int:
        try:
            return self._stream.seek(offset, whence)
        except Exception:
            return _FATAL

    def next(self) -> bool:
        """Goes to the next member; False at the end. Raises `Broken`."""
        try:
            code = self._ffi.read_next_header2(self._archive, self._entry)
        except Exception as exc:
            raise _broken(exc) from None
        self.warning = bytes(self._ffi.error_string(self._archive) or b"") if code < 0 else b""
        return bool(code != _END)

    @property
    def is_file(self) -> bool:
        kind: int = self._ffi.entry_filetype(self._entry)
        return kind in (_FILE, 0) and not self._ffi.entry_hardlink(self._entry)

    @property
    def is_locked(self) -> bool:
        return bool(self._ffi.entry_is_encrypted(self._entry) == 1)

    @property
    def has_locked(self) -> bool:
        """Whether something in it is known to be encrypted, be it only the names."""
        return bool(self._ffi.read_has_encrypted_entries(self._archive) == 1)

    @property
    def name(self) -> str:
        with suppress(Exception):
            if name := self._ffi.entry_pathname_w(self._entry):
                return str(name).replace("\\", "/")
        raw = self._ffi.entry_pathname(self._entry) or b""
        return encoding.decode(raw).text.replace("\\", "/")

    def data(self) -> Iterator[bytes]:
        """The content of the member. Raises `Unreadable`."""
        place, size, offset = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_longlong()
        at = 0
        while True:
            try:
                code = self._ffi.read_data_block(
                    self._archive, ctypes.byref(place), ctypes.byref(size), ctypes.byref(offset)
                )
            except Exception as exc:
                raise _unreadable(_broken(exc)) from None
            if code == _END:
                return
            for gap in range(at, offset.value, _CHUNK):  # holes of sparse files
                yield bytes(min(_CHUNK, offset.value - gap))
            if size.value:
                yield ctypes.string_at(place, size.value)
            at = offset.value + size.value
            if code < 0:  # a warning: the checksum is wrong
                raise Unreadable(Reason.CORRUPT, "libarchive")


def _broken(exc: Exception) -> Broken:
    code = getattr(exc, "retcode", None)
    message = getattr(exc, "msg", None)
    about = message.decode("latin-1") if isinstance(message, bytes) else str(message or "")
    return Broken(code if isinstance(code, int) else _FATAL, about)


# Of its messages, those that say more than that the archive is broken.
_SAYS = (
    ("ncrypt", Reason.ENCRYPTED),
    ("assphrase", Reason.ENCRYPTED),
    ("nsupported", Reason.UNSUPPORTED),
    ("unavailable", Reason.UNSUPPORTED),
    ("not supported", Reason.UNSUPPORTED),
)


def _unreadable(broken: Broken) -> Unreadable:
    for words, reason in _SAYS:
        if words in broken.about:
            return Unreadable(reason, "libarchive" if reason is not Reason.ENCRYPTED else "")
    return Unreadable(Reason.CORRUPT, "libarchive")


def reason_of(broken: Broken) -> Reason:
    return _unreadable(broken).reason
