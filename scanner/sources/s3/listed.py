"""Keys from a report of S3 Inventory instead of from the bucket: a hundred million cost a few requests.

A report is a day or a week old. What changed since is read as it is now or told as changed; what came since is not in
it. https://docs.aws.amazonaws.com/AmazonS3/latest/userguide/storage-inventory.html
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

import pyarrow.parquet as pq

from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.objects.entry import Broken

Page = list[dict[str, Any]]  # of objects as S3 tells of them: Key, Size, ETag, LastModified, StorageClass

# Columns by their names in CSV (the manifest's fileSchema) and in Parquet and ORC.
_FIELDS = {
    "key": "Key",
    "size": "Size",
    "lastmodifieddate": "LastModified",
    "etag": "ETag",
    "storageclass": "StorageClass",
    "versionid": "VersionId",
    "islatest": "IsLatest",
    "isdeletemarker": "IsDeleteMarker",
    "encryptionstatus": "EncryptionStatus",
}
_AT_ONCE = 1_000  # rows, as many as an answer of a listing has

Open = Callable[[str, str], BinaryIO]  # (bucket, key) → a seekable stream


def newest(client: Any, bucket: str, prefix: str) -> str:
    """Key of the last manifest below the folder of a configuration, "" where there is none yet.

    Each report has a folder named after its time, 2026-11-25T01-00Z, so the last by name is the last.
    """
    if prefix.endswith(".json"):
        return prefix
    found = ""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix.rstrip("/") + "/"):
        found = max([found, *(one["Key"] for one in page.get("Contents", ()) if one["Key"].endswith("/manifest.json"))])
    return found


def pages(open: Open, bucket: str, manifest: str, source: str, prefix: str) -> Iterator[Page | Broken]:
    """Objects of the bucket `source` below a prefix, as a listing would give them, in the order of the report."""
    try:
        with open(bucket, manifest) as stream:
            told = json.load(stream)
        files, kind = [str(one["key"]) for one in told["files"]], str(told["fileFormat"]).lower()
        fields = [_field(name) for name in str(told.get("fileSchema", "")).split(",")]
        wrong = told["sourceBucket"] != source or kind not in ("csv", "parquet", "orc")
        place = str(told["destinationBucket"]).rpartition(":")[2]
    except Exception as exc:
        yield Broken(prefix, exc)
        return
    if wrong:
        yield Broken(prefix, Unreadable(Reason.UNSUPPORTED, "not a report of this bucket"))
        return
    for key in files:
        try:
            with open(place, key) as stream:
                rows = _csv(stream, fields) if kind == "csv" else _table(stream, kind)
                yield from _pages(rows, prefix)
        except Exception as exc:
            yield Broken(prefix, exc)


def _field(name: str) -> str:
    return _FIELDS.get(name.strip().strip('"').replace("_", "").lower(), "")


def _pages(rows: Iterator[dict[str, Any]], prefix: str) -> Iterator[Page]:
    page: Page = []
    for row in rows:
        if not row["Key"].startswith(prefix):
            continue
        page.append(row)
        if len(page) == _AT_ONCE:
            yield page
            page = []
    yield page


def _csv(stream: BinaryIO, fields: list[str]) -> Iterator[dict[str, Any]]:
    """No header; keys are percent-encoded as in a form."""
    with gzip.open(stream) as unpacked:
        for values in csv.reader(io.TextIOWrapper(unpacked, "utf-8", newline="")):
            row = {name: value for name, value in zip(fields, values, strict=False) if name and value != ""}
            row["Key"] = unquote_plus(row["Key"])
            yield _typed(row)


def _table(stream: BinaryIO, kind: str) -> Iterator[dict[str, Any]]:
    if kind == "orc":
        import pyarrow.orc as orc

        file = orc.ORCFile(stream)
        batches = (file.read_stripe(number) for number in range(file.nstripes))
    else:
        batches = pq.ParquetFile(stream).iter_batches(_AT_ONCE)
    for batch in batches:
        for values in batch.to_pylist():
            yield _typed({_field(name): value for name, value in values.items() if _field(name) and value is not None})


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    modified = row.get("LastModified")
    if isinstance(modified, str):
        row["LastModified"] = datetime.fromisoformat(modified.replace("Z", "+00:00"))
    elif isinstance(modified, datetime) and modified.tzinfo is None:
        row["LastModified"] = modified.replace(tzinfo=UTC)
    for name in ("IsLatest", "IsDeleteMarker"):
        if isinstance(value := row.get(name), str):
            row[name] = value.lower() == "true"
    row["Size"] = int(row.get("Size", 0 if row.get("IsDeleteMarker") else -1))
    return row
