"""What stands in the plain text of a mail besides text: soft line ends, and files packed by uuencode."""

from __future__ import annotations

import binascii
import re

PGP = b"-----BEGIN PGP MESSAGE-----"
_BEGIN = re.compile(r"begin(?:-base64)? [0-7]{3,4} (\S.*)")
_QUOTE = re.compile(r">*")


def unflowed(text: str, delsp: bool) -> str:
    """Lines as they were written (RFC 3676): one that ends in a space goes on in the next of the same depth of quoting.

    delsp: the space is not part of the text, as in Japanese.
    """
    out: list[str] = []
    depth, goes_on = 0, False
    for line in text.split("\n"):
        quote = _QUOTE.match(line)[0]  # type: ignore[index]  # it matches nothing too
        rest = line[len(quote) :].removeprefix(" ")
        if goes_on and len(quote) == depth:
            out[-1] += rest
        else:
            out.append(f"{quote} {rest}" if quote else rest)
        depth, goes_on = len(quote), rest.endswith(" ") and rest != "-- "
        if goes_on and delsp:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def without_files(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without them, and (name, content) of each."""
    if "\nend" not in text or not (text.startswith("begin") or "\nbegin" in text):
        return text, []
    out: list[str] = []
    files: list[tuple[str, bytes]] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        begin = _BEGIN.fullmatch(lines[at].rstrip())
        if begin and (found := _file(lines, at + 1)) is not None:
            data, after = found
            files.append((begin[1], data))
            out += [""] * (after - at)  # so that lines keep their numbers
            at = after
        else:
            out.append(lines[at])
            at += 1
    return "\n".join(out), files


def _file(lines: list[str], start: int) -> tuple[bytes, int] | None:
    """(content, number of the line after "end"); None where it is not one."""
    pieces: list[bytes] = []
    for at in range(start, len(lines)):
        line = lines[at].rstrip("\r")
        if line.strip() == "end":
            data = b"".join(pieces)
            return (data, at + 1) if data else None
        try:
            pieces.append(_line(line))
        except (ValueError, binascii.Error):
            return None
    return None


def _line(line: str) -> bytes:
    raw = line.encode("ascii")
    if not raw.strip():
        return b""
    try:
        return binascii.a2b_uu(raw)
    except binascii.Error:  # lines of some programs have fill behind them
        return binascii.a2b_uu(raw[: ((raw[0] - 32 & 63) * 4 + 5) // 3])
