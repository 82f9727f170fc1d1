"""`daicho suppress`: entries made and looked through. A value comes in by standard input and is a digest at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from scanner import signed, suppress
from scanner.cli.words import say
from scanner.config import load_key
from scanner.problems import ConfigError
from scanner.redact import Key
from scanner.suppress import NEVER, Suppression

_SOON = timedelta(days=30)


def add(
    file: Path, lang: str, entity: str, reason: str, approver: str, expires: str, paths: tuple[str, ...], name: str
) -> str:
    """Appends an entry; the file is made where there is none."""
    known = signed.read(file) if file.exists() else ()
    value = _value(lang)
    if not value:
        raise ConfigError(say("suppress.empty", "en"), ja=say("suppress.empty", "ja"))
    digest = Key(load_key()).digest(entity, value)
    name = name or f"{entity.lower()}-{len(known) + 1}"
    today = suppress.today().isoformat()
    one = Suppression(name, reason, approver, expires, (entity,), (digest,), path=paths, approved_on=today)
    signed.checked(file, [*known, one])
    signed.write(file, [*known, one])
    return say("suppress.added", lang, id=name, path=file)


def _value(lang: str) -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        return str(click.prompt(say("suppress.value", lang), hide_input=True)).strip()
    return sys.stdin.buffer.read().decode("utf-8", "replace").strip() if sys.stdin is not None else ""


def check(file: Path, lang: str) -> Iterator[tuple[str, str]]:
    """(state, line) of each entry: lapsed, soon or active."""
    today = suppress.today()
    for one in signed.read(file):
        soon = one.expires != NEVER and not one.active(today + _SOON)
        state = "lapsed" if not one.active(today) else "soon" if soon else "active"
        what = ", ".join((*one.entity, *filter(None, [one.packaged]), *one.path))
        yield state, f"{one.id}\t{say('suppress.' + state, lang)}\t{one.expires}\t{one.approver}\t{what}\t{one.reason}"
