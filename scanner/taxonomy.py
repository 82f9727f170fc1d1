"""What the law calls each entity type: configs/taxonomy.yaml, a user's changes on top of it, and types of their own.

An overlay has the shape of the file itself, with only what differs: a level, a name, a category, a switch. The scan
keeps what came of it as OUT/taxonomy.yaml, so that reports call things by the names that were in force.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from recognizers.yamlfile import check_names, load, ours
from scanner.model import LEVELS
from scanner.problems import ConfigError

FILE = "taxonomy.yaml"
_TABLES = ("switches", "categories", "entities")
_KEYS = ("ja", "en", "level", "law", "category", "switch", "otherwise")
Raw = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the taxonomy says of a category or an entity type."""

    ja: str
    en: str
    level: str
    law: str = ""
    category: str = ""

    def name(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """categories: gravest first."""

    categories: Mapping[str, Kind]
    entities: Mapping[str, Kind]

    def of(self, entity: str) -> Kind:
        """Types that other packages bring and the taxonomy does not know count as personal data, medium."""
        return self.entities.get(entity) or Kind(entity, entity, "medium", category="personal")

    def gravest_first(self, categories: Iterable[str]) -> list[str]:
        order = {name: place for place, name in enumerate(self.categories)}
        return sorted(set(categories), key=lambda name: (order.get(name, len(order)), name))


@cache
def taxonomy(overlay: str = "") -> Taxonomy:
    """overlay: JSON, as `read` and `with_types` make it."""
    return of(raw(overlay))


def of(data: Raw) -> Taxonomy:
    """From categories and entities as plain data."""
    kinds = {table: {name: Kind(**kind) for name, kind in data[table].items()} for table in ("categories", "entities")}
    return Taxonomy(**kinds)


def raw(overlay: str = "") -> Raw:
    """Categories and entities as plain data, switches applied."""
    data: Raw = ours(files("configs").joinpath(FILE).read_text(encoding="utf-8"))
    for table, rows in (json.loads(overlay) if overlay else {}).items():
        for name, row in rows.items():
            data[table][name] = {**data[table].get(name, {}), **row} if isinstance(row, dict) else row
    for row in data["entities"].values():
        switch, otherwise = row.pop("switch", ""), row.pop("otherwise", {})
        if switch and not data["switches"][switch]:
            row.update(otherwise)
    return {"categories": data["categories"], "entities": data["entities"]}


def read(path: Path) -> str:
    """A user's overlay, checked, as JSON. Raises ConfigError with what is wrong and what to do."""
    data = load(path, _wrong)
    if not isinstance(data, dict) or any(not isinstance(rows, dict) for rows in data.values()):
        raise _wrong(path, f"expected tables {', '.join(_TABLES)}.", f"{', '.join(_TABLES)} の表を書いてください。")
    check_names(data, _TABLES, path, _wrong)
    packaged: Raw = ours(files("configs").joinpath(FILE).read_text(encoding="utf-8"))
    check_names(data.get("switches", {}), packaged["switches"], f"{path}: switches", _wrong)
    for name, value in data.get("switches", {}).items():
        if not isinstance(value, bool):
            raise _wrong(f"{path}: switches.{name}", "must be true or false.", "true か false にしてください。")
    categories = {*packaged["categories"], *data.get("categories", {})}
    for table in ("categories", "entities"):
        for name, row in data.get(table, {}).items():
            where = f"{path}: {table}.{name}"
            if not isinstance(row, dict):
                raise _wrong(where, "expected settings of the form 'key: value'.", "「キー: 値」の形で書いてください。")
            check_names(row, _KEYS, where, _wrong)
            whole = {**packaged[table].get(name, {}), **row}
            for key in ("ja", "en", "level"):
                if key not in whole:
                    raise _missing(where, key, name, packaged[table])
            if whole["level"] not in LEVELS:
                raise _wrong(
                    where, f"level: use one of {', '.join(LEVELS)}.", f"level: 次のどれか: {', '.join(LEVELS)}"
                )
            if table == "entities" and whole.get("category") not in categories:
                raise _wrong(
                    where,
                    f"category: use one of {', '.join(sorted(categories))}.",
                    f"category: 次のどれか: {', '.join(sorted(categories))}",
                )
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def with_types(overlay: str, types: Mapping[str, Mapping[str, str]]) -> str:
    """`overlay` with entity types of the user's own recognizers; what the overlay itself says of them wins."""
    if not types:
        return overlay
    data = json.loads(overlay) if overlay else {}
    entities = data.setdefault("entities", {})
    for name, row in types.items():
        entities[name] = {**row, **entities.get(name, {})}
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _missing(where: str, key: str, name: str, packaged: Collection[str]) -> ConfigError:
    near = difflib.get_close_matches(name, packaged, n=1)
    hint = f" {name} would be a new one. Did you mean '{near[0]}'?" if near else ""
    tip = f"{name} は新しい名前になります。'{near[0]}' ではありませんか。" if near else ""
    return _wrong(where, f"{key}: missing.{hint}", f"{key}: ありません。{tip}")


def _wrong(where: object, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{where}: {en}", ja=f"{where}: {ja}")
