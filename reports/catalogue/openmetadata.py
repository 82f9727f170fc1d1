"""What was found in columns, for OpenMetadata: a classification, its tags, and a label for each column.

Shapes: CreateClassification, CreateTag and TagLabel of OpenMetadata's schemas (openmetadata-spec, 1.12), and the
ColumnTag of its Python SDK, whose `patch_column_tags` adds labels to what a column has. The REST call for a column
(`PUT /v1/columns/name/…`) takes all its labels at once and would take away those of others: none is written for it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.catalogue.tagged import Table, file_name, folder, tables, whole_columns, write_text
from reports.text import Words

if TYPE_CHECKING:
    from scanner.inventory import Inventory

NAME = "daicho"
SERVICE = "SERVICE"  # to be replaced: what the database is called there is not in an inventory
# URI scheme → what OpenMetadata puts in front of the names where an engine has fewer levels than service.database.schema.
_ENGINES: dict[str, tuple[str, ...]] = {
    "postgresql": (),
    "mssql": (),
    "oracle": (),
    "snowflake": (),
    "bigquery": (),
    "redshift": (),
    "databricks": (),
    "mysql": ("default",),
    "mariadb": ("default",),
    "mongodb": ("default",),
    "dynamodb": ("default", "default"),
}


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """classification.json, tags.jsonl, and columns-SERVER.jsonl for each server. Names in them begin with SERVICE."""
    target, t, taken = folder(target), Words(lang, inventory.names), set[str]()
    about = {"ja": "daicho が列の中身から見つけた情報の種類", "en": "What daicho found in the content of columns"}[lang]
    write_text(target / "classification.json", _line({"name": NAME, "description": about, "mutuallyExclusive": False}))
    servers: dict[tuple[str, str], list[Table]] = {}
    for table in tables(inventory, _ENGINES):
        servers.setdefault((table.scheme, table.server), []).append(table)
    used = {entity for members in servers.values() for one in members for c in one.columns for entity in c.entities}
    tags = []
    for entity in sorted(used):
        level, law = inventory.names["entities"].get(entity, {}).get("level", ""), t.law(entity)
        described = " / ".join(filter(None, (t.entity(entity), law, level)))
        tags.append({"classification": NAME, "name": entity, "displayName": t.entity(entity), "description": described})
    write_text(target / "tags.jsonl", "".join(map(_line, tags)))
    for place, members in servers.items():
        lines = (
            _label(table, column.name, entity)
            for table in members
            for column in whole_columns(table.columns)
            for entity in column.entities
        )
        write_text(target / f"{file_name(taken, 'columns', *place)}.jsonl", "".join(map(_line, lines)))
    return target


def _label(table: Table, column: str, entity: str) -> dict[str, Any]:
    """A tool's suggestion: in OpenMetadata a person confirms it."""
    fqn = ".".join((SERVICE, *map(_quoted, (*_ENGINES[table.scheme], *table.path, column))))
    label = {"tagFQN": f"{NAME}.{entity}", "source": "Classification", "labelType": "Automated", "state": "Suggested"}
    return {"column_fqn": fqn, "tag_label": label}


def _quoted(name: str) -> str:
    """As `FullyQualifiedName.quoteName` does."""
    return '"' + name.replace('"', '""') + '"' if "." in name or '"' in name else name


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
