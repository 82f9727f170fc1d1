"""Takes clocks and chance out of what libraries write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

WHEN = (2026, 4, 1, 9, 0, 0)
ISO = b"2026-04-01T09:00:00Z"
FILETIME = 134_194_356_000_000_000  # the same moment as Windows counts it
STAMP = re.compile(rb'(<dcterms:(?:created|modified)[^>]*>|w:date=")[0-9TZ:.+-]+')


class RawName(zipfile.ZipInfo):
    """A member whose name is stored in an encoding of our choice, without the UTF-8 flag, as old tools do."""

    encoding = "cp932"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), self.flag_bits & ~0x800


def pack(members: dict[str, bytes], encoding: str = "") -> bytes:
    """A zip with fixed timestamps. `encoding`: of the member names; "" lets zipfile choose (ASCII or UTF-8)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in members.items():
            info = RawName(name, WHEN) if encoding else zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def office(data: bytes) -> bytes:
    """An Office document with its clock stopped: members' times, created, modified, dates of comments."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in members:
        if name.endswith(".xml"):
            members[name] = STAMP.sub(lambda m: m[1] + ISO, members[name])
    return pack(members)


@contextmanager
def no_chance() -> Iterator[None]:
    """Salts, keys and the clock of encrypted files are fixed, so that they come out the same. For this share only."""
    rng = Random("kitakaze salts")
    salts = patch("secrets.token_bytes", rng.randbytes), patch("Cryptodome.Random.urandom", rng.randbytes)
    clock = patch("msoffcrypto.method.container.ecma376_encrypted.datetime2filetime", lambda when: FILETIME)
    with salts[0], salts[1], clock:
        yield
