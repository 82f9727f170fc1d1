"""What was found in columns, for DataHub: a file of metadata change proposals, as its `file` source takes it.

Tags of columns go as JSON patches of `editableSchemaMetadata`: an UPSERT of that aspect would take away what people have
written there. https://docs.datahub.com/docs/advanced/mcp-mcl, …/docs/metadata-ingestion/sources/file
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.catalogue.tagged import Table, tables, whole_columns, write_text
from reports.text import Words

if TYPE_CHECKING:
    from scanner.inventory import Inventory

# URI scheme → data platform. Of files those that DataHub lists as datasets: tables.
_PLATFORMS = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "mssql": "mssql",
    "oracle": "oracle",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "redshift": "redshift",
    "databricks": "databricks",
    "mongodb": "mongodb",
    "dynamodb": "dynamodb",
    "elasticsearch": "elasticsearch",
    "opensearch": "elasticsearch",
    "s3": "s3",
    "gs": "gcs",
    "az": "abs",
    "file": "file",
}
_NESTED = ("mongodb", "dynamodb", "elasticsearch", "opensearch")  # key paths are fields there too
_FILES = {"sqlite": 2, "duckdb": 3}  # how many names are left of a path: the file, a schema, the table
_BUCKETS = ("s3", "gs", "az", "file")
_TABULAR = frozenset({"csv", "tsv", "jsonl", "json", "parquet", "avro"})


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """One JSON array: the tags, then a proposal a table. For `datahub ingest` after the tables themselves are there."""
    t, found = Words(lang, inventory.names), []
    for table in tables(inventory, _PLATFORMS):
        if table.scheme not in _BUCKETS or table.format in _TABULAR:
            found.append(table)
    used = sorted({entity for table in found for column in table.columns for entity in column.entities})
    proposals = [_tag(entity, t) for entity in used] + [_columns(table) for table in found]
    target = Path(target)
    write_text(target, json.dumps(proposals, ensure_ascii=False, indent=1) + "\n")
    return target


def _urn(entity: str) -> str:
    return f"urn:li:tag:daicho.{entity}"


def _tag(entity: str, t: Words) -> dict[str, Any]:
    told = {"name": t.entity(entity), "description": " / ".join(filter(None, (entity, t.law(entity))))}
    return {
        "entityType": "tag",
        "entityUrn": _urn(entity),
        "changeType": "UPSERT",
        "aspectName": "tagProperties",
        "aspect": {"contentType": "application/json", "value": json.dumps(told, ensure_ascii=False)},
    }


def _columns(table: Table) -> dict[str, Any]:
    return {
        "entityType": "dataset",
        "entityUrn": f"urn:li:dataset:(urn:li:dataPlatform:{_PLATFORMS[table.scheme]},{_name(table)},PROD)",
        "changeType": "PATCH",
        "aspectName": "editableSchemaMetadata",
        "aspect": {
            "contentType": "application/json-patch+json",
            "value": json.dumps(list(_operations(table)), ensure_ascii=False),
        },
    }


def _operations(table: Table) -> Iterator[dict[str, Any]]:
    nested = table.scheme in _NESTED or table.scheme in _BUCKETS
    for column in table.columns if nested else whole_columns(table.columns):
        field = column.name.replace("~", "~0").replace("/", "~1")
        for entity in column.entities:
            path = f"/editableSchemaFieldInfo/{field}/globalTags/tags/{_urn(entity)}"
            yield {"op": "add", "path": path, "value": {"tag": _urn(entity), "context": "daicho"}}


def _name(table: Table) -> str:
    """`database.schema.table`, or the path of a file. What would end the URN is percent-encoded, as DataHub does."""
    if table.scheme in _BUCKETS:
        name = "/".join((table.server, *table.path)).lstrip("/")
        name = f"/{name}" if table.scheme == "file" else name
    else:
        name = ".".join(table.path[-_FILES.get(table.scheme, len(table.path)) :])
    for char in ",()":
        name = name.replace(char, f"%{ord(char):02X}")
    return name
