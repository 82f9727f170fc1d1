"""Columns of digests and ciphertext: nothing can be read in them, and that is told rather than left out."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Sequence

_LEAST = 5  # values of which nothing but their make is known
_MOST = 500  # values that are looked at
_ENTROPY_BYTES = 1_024  # fewer say too little of how even they are

_HASHED = (
    ("bcrypt", re.compile(r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}")),
    ("argon2", re.compile(r"\$argon2(?:i|d|id)\$.{20,}")),
    ("scrypt", re.compile(r"(?:\$scrypt\$|scrypt[:$]).{20,}|\$7\$.{20,}")),
    ("pbkdf2", re.compile(r"(?:pbkdf2[_:$-]|\$pbkdf2).{20,}|\{PBKDF2.{20,}", re.I)),
    ("crypt", re.compile(r"\$(?:1|5|6|y)\$[./A-Za-z0-9$=]{20,}")),
    ("ldap", re.compile(r"\{S?(?:SHA|MD5)\d*\}[A-Za-z0-9+/=]{16,}", re.I)),
)
_ENCRYPTED = (
    ("pgp", re.compile(r"-----BEGIN PGP MESSAGE-----.*", re.S)),
    ("age", re.compile(r"(?:-----BEGIN AGE ENCRYPTED FILE-----|age-encryption\.org/v1).*", re.S)),
    ("openssl", re.compile(r"U2FsdGVkX1[A-Za-z0-9+/=\s]+")),
    ("fernet", re.compile(r"gAAAAA[A-Za-z0-9_-]{60,}={0,2}")),
    ("vault", re.compile(r"vault:v\d+:[A-Za-z0-9+/=]+")),
    ("kms", re.compile(r"AQ(?:ICAH|E[A-Z])[A-Za-z0-9+/=]{60,}")),
    ("jwe", re.compile(r"eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+")),
    ("pkcs7", re.compile(r"-----BEGIN (?:PKCS7|CMS|ENCRYPTED).*", re.S)),
)
_BEGINNINGS = ((b"age-encryption.org/v1", "age"), (b"Salted__", "openssl"), (b"\x01\x02\x02\x00x", "kms"))
_PGP = re.compile(
    rb"(?:\xc3[\x04-\x3f]\x04[\x01-\x0e]|\x8c[\x04-\x3f]\x04|\xc1[\xc0-\xdf]?.\x03|\x85.{2}\x03|\x84.\x03)", re.S
)
_CIPHER = re.compile(r"(?<![a-z])enc(?![a-z])|encr|crypt(?!o?hash)|cipher|暗号|aes", re.I)
_HEX = re.compile(r"(?:0x|\\x)?([0-9a-f]+|[0-9A-F]+)")
_HEX_SIZES = (32, 40, 56, 64, 96, 128)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")


def of_text(values: Sequence[str | None], name: str = "") -> str:
    """As `hashed:bcrypt`, `encrypted:pgp`; "" where it is none. values: of one column, which is called `name`."""
    some = list(dict.fromkeys(value.strip() for value in values if value and value.strip()))[:_MOST]
    if not some:
        return ""
    for what, kinds in (("hashed", _HASHED), ("encrypted", _ENCRYPTED)):
        for made_by, regex in kinds:
            if all(regex.fullmatch(value) for value in some):
                return f"{what}:{made_by}"
    if len(some) < _LEAST:
        return ""
    if (digits := _hex(some)) and len(digits[0]) in _HEX_SIZES and not _uuids(digits):
        return f"{'encrypted' if _CIPHER.search(name) else 'hashed'}:hex{len(digits[0])}"
    if all(map(_BASE64.fullmatch, some)):
        raw = [_unpacked(value) for value in some]
        if all(raw) and _random([one for one in raw if one is not None]):
            return "encrypted:base64"
    return ""


def of_bytes(values: Sequence[bytes | None], name: str = "") -> str:
    some = list(dict.fromkeys(value for value in values if value))[:_MOST]
    if not some:
        return ""
    for begin, made_by in _BEGINNINGS:
        if all(value.startswith(begin) for value in some):
            return f"encrypted:{made_by}"
    if all(map(_PGP.match, some)):
        return "encrypted:pgp"
    sizes = {len(value) for value in some}
    if len(some) < _LEAST or min(sizes) < 16 or not _random(some):
        return ""
    if len(sizes) == 1 and min(sizes) in (16, 20, 28, 32, 48, 64) and not _CIPHER.search(name):
        return "" if _uuids([value.hex() for value in some]) else f"hashed:bytes{min(sizes)}"
    return "encrypted:bytes"


def _hex(values: Sequence[str]) -> list[str]:
    """Digits of each, where all are hexadecimal, of one length, and some have letters."""
    matches = [_HEX.fullmatch(value) for value in values]
    found = [match[1].lower() for match in matches if match]
    same = len(found) == len(values) and len({len(digits) for digits in found}) == 1
    return found if same and any(not digits.isdecimal() for digits in found) else []


def _uuids(digits: Sequence[str]) -> bool:
    """Without hyphens they look like MD5, but for the digit that gives their version."""
    return len(digits[0]) == 32 and len({one[12] for one in digits}) == 1 and digits[0][12] in "1234567"


def _unpacked(value: str) -> bytes | None:
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_" if re.search(r"[-_]", value) else None)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) >= 16 else None


def _random(values: Sequence[bytes]) -> bool:
    """Whether all bytes are equally frequent, as in nothing but ciphertext, digests and what is compressed."""
    joined = b"".join(value[:4096] for value in values)[: 1 << 18]
    if len(joined) < _ENTROPY_BYTES:
        return len(joined) >= 160 and len(set(joined)) > 0.9 * 256 * (1 - (255 / 256) ** len(joined))
    counts = Counter(joined)
    entropy = -sum(count / len(joined) * math.log2(count / len(joined)) for count in counts.values())
    return entropy > 8 - 255 / (2 * math.log(2) * len(joined)) - 0.08  # what chance leaves of 8 bits, and a little
