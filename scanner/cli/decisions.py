"""`daicho suppress`: entries made and looked through. A value comes in by standard input and is a digest at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from scanner import signed, suppress
from scanner.cli.words import say
from scanner.config import key_id, load_key
from scanner.formats.encoding import decode
from scanner.problems import ConfigError
from scanner.redact import Key, normalise
from scanner.suppress import NEVER, Suppression

_SOON = timedelta(days=30)


def add(
    file: Path,
    lang: str,
    entities: Collection[str],
    entity: Sequence[str],
    digest: Sequence[str],
    place: bool,
    **said: Any,
) -> str:
    """Appends an entry; the file is made where there is none. digest: of findings. place: it names no value."""
    values = list(dict.fromkeys(digest)) or ([] if place or said["packaged"] else _digests(lang, entity))
    row = {"entity": entity, "values": values, **said, "approved_on": suppress.today().isoformat()}
    row |= {"key": key_id(load_key())} if values else {}
    one = signed.append(file, row, entities)
    return say("suppress.added", lang, id=one.id, path=file, n=len(values))


def _digests(lang: str, entity: Sequence[str]) -> list[str]:
    """Of the values on standard input, one a line, as each of the types."""
    values = _lines(lang)
    if not values or not entity:
        lack = "suppress.empty" if entity else "suppress.no_entity"
        raise ConfigError(say(lack, "en"), ja=say(lack, "ja"))
    for number, value in enumerate(values, 1):
        if any(not normalise(kind, value) for kind in entity):
            raise ConfigError(
                *(say("suppress.no_such", word, n=number, entity=", ".join(entity)) for word in ("en", "ja"))
            )
    key = Key(load_key())
    return list(dict.fromkeys(key.digest(kind, suppress.bare(kind, value)) for value in values for kind in entity))


def _lines(lang: str) -> list[str]:
    if sys.stdin is not None and sys.stdin.isatty():
        given = str(click.prompt(say("suppress.value", lang), hide_input=True))
    else:
        given = decode(sys.stdin.buffer.read()).text if sys.stdin is not None else ""
    return [line.strip() for line in given.splitlines() if line.strip()]


def entries(files: Sequence[Path], out: Path | None, entities: Collection[str]) -> list[dict[str, Any]]:
    """Every entry of the files, and of the inventory in `out` what is told there: state, hits and items.

    state: as in `Inventory.decisions`, and soon (lapses within 30 days) or new (the last scan did not know it).
    """
    from scanner import inventory

    unseen = {"hits": None, "items": None, "state": "" if out is None else "new"}
    known = {row["entry"]: row for row in inventory.open(out).decisions()} if out is not None else {}
    found = [(file, one) for file in files for one in signed.read(file, entities)]
    again = suppress.repeats(one for _, one in found if one.active(suppress.today()))
    rows = []
    for file, one in found:
        scanned = known.pop(one.digest(), unseen)
        row = one.told() | {"file": str(file), "hits": scanned["hits"], "items": scanned["items"]}
        rows.append(row | {"repeats": again.get(one.id, ""), "state": _state(one, scanned["state"], one.id in again)})
    return rows + list(known.values())


def _state(one: Suppression, scanned: str, again: bool) -> str:
    today = suppress.today()
    if not one.active(today):
        return "earlier" if scanned == "earlier" else "lapsed"
    if again or scanned in ("new", "unused"):
        return "repeated" if again else scanned
    return "soon" if one.expires != NEVER and not one.active(today + _SOON) else "active"


def shown(rows: Sequence[dict[str, Any]], form: str, lang: str) -> Iterator[str]:
    """A line each, or JSON."""
    if form == "json":
        yield json.dumps(rows, ensure_ascii=False, indent=1)
        return
    for row in rows:
        what = [*row["entity"], row.get("packaged"), *row.get("path", ()), *row.get("part", ()), *row.get("field", ())]
        if row.get("values"):
            what.insert(0, say("suppress.values", lang, n=row["values"]))
        hits = "-" if row.get("hits") is None else say("suppress.hits", lang, hits=row["hits"], items=row["items"])
        cells = (row["id"], say("suppress." + row["state"], lang), row["expires"], hits, row["approver"])
        yield "\t".join((*cells, signed.one_line(", ".join(filter(None, what))), row["reason"]))
