"""Office files under a password: [MS-OFFCRYPTO], through msoffcrypto-tool."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from scanner.budget import Budget
from scanner.model import Reason
from scanner.problems import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMATS = frozenset({"xlsx", "xlsm", "xlsb", "docx", "pptx", "ooxml", "xls", "doc", "ppt"})
# Excel's own, for books that are to be protected and yet open for everybody ([MS-OFFCRYPTO] 2.4.2.3).
_EXCELS_OWN = "VelvetSweatshop"
_IN_MEMORY = 16 << 20


@contextmanager
def opened(stream: BinaryIO, budget: Budget) -> Iterator[BinaryIO]:
    """`stream` where it is not locked, else what one of the passwords makes of it. Raises `Unreadable`."""
    stream.seek(0)
    head = stream.read(8)
    stream.seek(0)
    if head != OLE or (book := _locked(stream)) is None:
        stream.seek(0)
        yield stream
        return

    def attempt(password: str) -> bool | None:
        budget.tick()
        return _fits(book, password) or None

    if not _fits(book, _EXCELS_OWN) and budget.passwords.unlock(attempt) is None:
        raise Unreadable(Reason.ENCRYPTED)
    budget.spend(bytes=stream.seek(0, 2))
    with SpooledTemporaryFile(_IN_MEMORY) as plain:
        book.decrypt(plain)
        plain.seek(0)
        yield cast(BinaryIO, plain)


def _locked(stream: BinaryIO) -> Any:
    """Handle of msoffcrypto; None where there is no lock, or the file is too broken to tell."""
    import msoffcrypto

    # Its classes of exceptions come from all the parsers it uses; the reader of the format will say what is wrong.
    with suppress(Exception):
        file = msoffcrypto.OfficeFile(stream)
        if file.is_encrypted():
            return file
    return None


def _fits(book: Any, password: str) -> bool:
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    with suppress(InvalidKeyError, DecryptionError, struct.error, ValueError):
        if type(book).__name__ == "OOXMLFile":
            book.load_key(password=password, verify_password=True)
        else:
            book.load_key(password=password)
        return True
    return False
