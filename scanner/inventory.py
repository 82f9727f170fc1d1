"""The inventory: Parquet tables that anything can read. One writer; a reader of the current state."""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("us", tz="UTC")
_INT = pa.int64()
_FLOAT = pa.float64()
_BOOL = pa.bool_()
_TEXT = pa.string()

_RUN = ("run_id", _TEXT, "the run that wrote the row; sorts by time")
_URI = ("uri", _TEXT, "absolute URI of the item, percent-encoded")
_PART = ("part", _TEXT, "place inside the item, outermost first, joined with '!'; not encoded")
_FIELD = ("field", _TEXT, "column header or form label; empty for running text; @path for the item's own path")
_ENTITY = ("entity", _TEXT, "entity type, see configs/taxonomy.yaml")
_CATEGORY = ("category", _TEXT, "legal category, see configs/taxonomy.yaml")
_LEVEL = ("level", _TEXT, "none, low, medium, high, critical")
_RECOGNIZER = ("recognizer", _TEXT, "the recognizer with the best score")
_EVIDENCE = ("evidence", pa.list_(_TEXT), "what the score rests on; never a value")


def _schema(comment: str, *columns: tuple[str, pa.DataType, str]) -> pa.Schema:
    fields = [pa.field(name, kind, metadata={"comment": about}) for name, kind, about in columns]
    return pa.schema(fields, metadata={"comment": comment, "daicho.schema": "1"})


SCHEMAS: dict[str, pa.Schema] = {
    "runs": _schema(
        "One row per finished run. listed = scanned + partial + unreadable + excluded + unchanged.",
        _RUN,
        ("started_at", _TIME, "first start, where the run was interrupted and resumed"),
        ("finished_at", _TIME, ""),
        ("version", _TEXT, "version of daicho"),
        ("plan_fingerprint", _TEXT, "same value, same results for the same content"),
        ("listed", _INT, "items the sources listed"),
        ("scanned", _INT, "read whole"),
        ("partial", _INT, "read in part; see problems"),
        ("unreadable", _INT, "not read at all; see problems"),
        ("excluded", _INT, "not read because the plan says so"),
        ("unchanged", _INT, "same version as when last scanned under the same plan"),
        ("gone", _INT, "in an earlier run, not there any more; not part of listed"),
        ("bytes_read", _INT, ""),
        ("findings", _INT, "hits, not samples"),
    ),
    "items": _schema(
        "One row per item and run in which it was looked at. The current state is the latest row per (uri, slice).",
        _RUN,
        ("source", _TEXT, "kind of source"),
        _URI,
        ("slice", _TEXT, "share of a huge item; empty for all of it"),
        ("relative", _TEXT, "path below the target, as a person would read it"),
        ("kind", _TEXT, "file, folder, object, table"),
        ("format", _TEXT, "found from the content, not the name"),
        ("size_bytes", _INT, "-1 when unknown"),
        ("modified_at", _TIME, ""),
        ("version", _TEXT, "changes when the content does"),
        ("owner", _TEXT, ""),
        ("exposure", _TEXT, "who can read it: private, group, company, public, unknown"),
        ("exposure_detail", _TEXT, "what exposure rests on, such as mode bits"),
        ("encrypted", _BOOL, "all or part of it is locked"),
        ("status", _TEXT, "scanned, partial, unreadable, excluded, gone"),
        ("reason", _TEXT, "first reason where it was not read whole"),
        ("bytes_read", _INT, ""),
        ("rows_read", _INT, "rows of tables"),
        ("rows_total", _INT, "rows of tables, read or not"),
        ("sampled", _BOOL, "true where not every value was judged"),
        ("seconds", _FLOAT, ""),
        ("scanned_at", _TIME, ""),
        ("entities", pa.map_(_TEXT, _INT), "entity type → hits"),
        ("categories", pa.list_(_TEXT), "legal categories, gravest first"),
        _LEVEL,
        ("risk_score", _INT, "0 to 100: level, persons and exposure; see scanner/classify.py"),
        ("persons", _INT, "estimated distinct persons"),
    ),
    "fields": _schema(
        "One row per entity found in a field: a column, or the running text of a part.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        _ENTITY,
        ("seen", _INT, "values of the column, or characters of running text"),
        ("filled", _INT, "values that are not blank"),
        ("hits", _INT, ""),
        ("distinct", _INT, "different values among the hits"),
        ("best_score", _FLOAT, "0 to 1"),
        _CATEGORY,
        _LEVEL,
        _RECOGNIZER,
        _EVIDENCE,
    ),
    "findings": _schema(
        "Samples of hits, a few per field and entity. No raw value: a mask and a keyed digest.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        ("at", _TEXT, "line, row, page, cell"),
        _ENTITY,
        ("score", _FLOAT, "0 to 1"),
        _RECOGNIZER,
        _EVIDENCE,
        ("masked", _TEXT, "recognisable, not readable"),
        ("digest", _TEXT, "HMAC-SHA-256 of the normalised value, 16 bytes as hex; the key is not in here"),
    ),
    "problems": _schema(
        "Everything that could not be looked at, and why.",
        _RUN,
        _URI,
        _PART,
        ("stage", _TEXT, "list, open, read, recognize"),
        ("reason", _TEXT, "see scanner.model.Reason"),
        ("detail", _TEXT, "scrubbed: no content of the item"),
    ),
    "verdicts": _schema(
        "What the policy says of the current state. Rows of the latest run replace those of earlier ones.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        ("rule", _TEXT, ""),
        ("severity", _TEXT, "low, medium, high, critical"),
        ("message", _TEXT, ""),
        ("obligation", _TEXT, "what the law asks"),
        ("due", _TEXT, "by when"),
    ),
    "subjects": _schema(
        "Keyed digests of all values, only where the plan asks. Finds a person's data without storing it.",
        _RUN,
        _URI,
        _PART,
        _FIELD,
        _ENTITY,
        ("digest", _TEXT, ""),
        ("hits", _INT, ""),
    ),
}
