"""Marks around planted values: written by the authors of the files, taken off (and counted) by the writers.

A marked text is an ordinary string such as ``契約者 ⟦PERSON:髙橋 健一⟧ 様``. A name that begins with ``!`` is a decoy:
something that looks like personal data and is none.
"""

from __future__ import annotations

import re
from functools import partial

MARK = re.compile(r"⟦(!?\w+):([^⟧]*)⟧")


def mark(entity: str, value: str) -> str:
    """`value`, marked as a planted `entity`."""
    return f"⟦{entity}:{value}⟧"


def decoy(kind: str, value: str) -> str:
    """`value`, marked as a decoy of this kind."""
    return f"⟦!{kind}:{value}⟧"


def plain(text: str) -> str:
    """`text` without its marks."""
    return MARK.sub(lambda m: m[2], text)


def planted(text: str) -> list[tuple[str, str]]:
    """(entity or !kind, value) of every mark in `text`, in order."""
    return [(m[1], m[2]) for m in MARK.finditer(text)]


def wide(text: str) -> str:
    """ASCII in its full-width form; marks stay marks."""
    return re.sub(
        r"(⟦!?\w+:)?([^⟦⟧]*)(⟧)?",
        lambda m: (m[1] or "") + "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in m[2]) + (m[3] or ""),
        text,
    )


illness = partial(mark, "SPC_MEDICAL_HISTORY")
treatment = partial(mark, "SPC_MEDICAL_CARE")
conviction = partial(mark, "SPC_CRIMINAL_RECORD")
procedure = partial(mark, "SPC_CRIMINAL_PROCEDURE")
victim = partial(mark, "SPC_CRIME_VICTIM")
credit_info = partial(mark, "JP_CREDIT_INFO")
