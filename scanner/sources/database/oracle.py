"""Oracle, through the thin driver: nothing of Oracle's is to be installed.

A transaction is SET TRANSACTION READ ONLY: one state, and the server refuses to write. Readers wait for no lock there.
"""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy.engine import URL

from scanner.model import Problem, Reason, Stage
from scanner.problems import Unreadable
from scanner.sources.database.dialect import Access, Field, Relation
from scanner.sources.database.generic import Alchemy
from scanner.sources.database.trouble import Broken

_RELATIONS = """
SELECT o.owner, o.object_name, o.object_type, t.num_rows, t.blocks, c.comments, TO_CHAR(m.timestamp, 'YYYYMMDDHH24MISS'),
    CASE WHEN e.table_name IS NOT NULL THEN 1 ELSE 0 END, CASE WHEN v.mview_name IS NOT NULL THEN 1 ELSE 0 END
FROM all_objects o JOIN all_users u ON u.username = o.owner AND u.oracle_maintained = 'N'
    LEFT JOIN all_tables t ON t.owner = o.owner AND t.table_name = o.object_name
    LEFT JOIN all_tab_comments c ON c.owner = o.owner AND c.table_name = o.object_name
    LEFT JOIN all_external_tables e ON e.owner = o.owner AND e.table_name = o.object_name
    LEFT JOIN all_mviews v ON v.owner = o.owner AND v.mview_name = o.object_name
    LEFT JOIN all_tab_modifications m ON m.table_owner = o.owner AND m.table_name = o.object_name
        AND m.partition_name IS NULL
WHERE o.object_type IN ('TABLE', 'VIEW') AND o.secondary = 'N' AND COALESCE(t.temporary, 'N') = 'N'
    AND COALESCE(t.nested, 'NO') = 'NO'
"""
_COLUMNS = """
SELECT c.column_name, c.data_type, m.comments FROM all_tab_cols c
    LEFT JOIN all_col_comments m ON m.owner = c.owner AND m.table_name = c.table_name AND m.column_name = c.column_name
WHERE c.owner = :1 AND c.table_name = :2 AND c.hidden_column = 'NO' ORDER BY c.column_id
"""  # not the inspector of SQLAlchemy, which writes names in lower case that have upper case there
_KEY = """
SELECT k.column_name, k.position FROM all_constraints n
    JOIN all_cons_columns k ON k.owner = n.owner AND k.constraint_name = n.constraint_name
WHERE n.owner = :1 AND n.table_name = :2 AND n.constraint_type = 'P'
"""
_BLOCK = 8_192  # bytes, in most databases
_TROUBLE = {
    942: (Reason.VANISHED, "no such table, or not for this account"),
    1031: (Reason.PERMISSION_DENIED, ""),
    1017: (Reason.PERMISSION_DENIED, "user or password"),
    28000: (Reason.PERMISSION_DENIED, "the account is locked"),
    904: (Reason.CHANGED, "a column is gone"),
    1555: (Reason.CHANGED, "the snapshot is too old: the server keeps no longer what it was"),
    1013: (Reason.TIMEOUT, "the statement took longer than sql.statement_timeout"),
    4063: (Reason.CORRUPT, "the view has errors"),
}
_BROKEN = (28, 1012, 1033, 1034, 1089, 3113, 3114, 3135, 12170, 12514, 12541, 12545)


class Oracle(Alchemy):
    driver = "oracle+oracledb"
    SAMPLE = " SAMPLE BLOCK ({percent}) SEED ({seed})"
    opening = ("SET TRANSACTION READ ONLY",)

    def __init__(self, access: Access) -> None:
        import oracledb

        oracledb.defaults.fetch_lobs = False  # type: ignore[attr-defined,unused-ignore]  # values, not handles to ask for each
        super().__init__(access)
        driver: Any = self.base.connection.dbapi_connection
        if driver is not None and access.settings.statement_timeout:
            driver.call_timeout = round(access.settings.statement_timeout * 1000)

    def url(self) -> URL:
        address = self.access.address
        password = self.access.password or os.environ.get("ORACLE_PASSWORD") or None
        service = {"service_name": address.database}
        return URL.create(self.driver, address.user or None, password, address.host, address.port, None, service)

    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {"tcp_connect_timeout": 10.0, "program": "daicho"}
        if self.access.settings.replica:
            host, _, port = self.access.settings.replica.partition(":")
            found |= {"host": host, "port": int(port or self.access.address.port)}
        return found

    def sizes(self) -> list[Relation]:
        return [_relation(row) for row in self.rows(_RELATIONS)]

    def fields(self, relation: Relation) -> list[Field]:
        place = (relation.schema, relation.name)
        keys = {name: int(number) for name, number in self.rows(_KEY, place)}
        found = []
        for name, kind, comment in self.rows(_COLUMNS, place):
            self._types[name] = kind.lower()
            elsewhere = Problem(Stage.READ, Reason.FOREIGN, name, "files beside the database")
            found.append(
                Field(name, kind.lower(), comment or "", keys.get(name, 0), elsewhere if kind == "BFILE" else None)
            )
        return found

    def first(self, columns: str, table: str, rows: int) -> str:
        return f"SELECT {columns} FROM {table}" + (f" FETCH FIRST {rows} ROWS ONLY" if rows else "")

    def cut(self, column: str, kind: str, most: int) -> str:
        if kind.startswith(("clob", "nclob")):
            short = f"TO_CLOB(DBMS_LOB.SUBSTR({column}, 1000, 1))"  # SQL gives no more of a long one than 4,000 bytes
            return f"CASE WHEN DBMS_LOB.GETLENGTH({column}) <= {most} THEN {column} ELSE {short} END"
        if kind.startswith("blob"):
            short = f"TO_BLOB(DBMS_LOB.SUBSTR({column}, 2000, 1))"
            return f"CASE WHEN DBMS_LOB.GETLENGTH({column}) <= {most} THEN {column} ELSE {short} END"
        if "xml" in kind:
            return f"XMLSERIALIZE(CONTENT {column} AS CLOB)"
        return column  # VARCHAR2 is short

    def code(self, exc: BaseException) -> Unreadable | None:
        number = getattr(exc.args[0], "code", None) if exc.args else None
        if number in _TROUBLE:
            reason, words = _TROUBLE[number]
            return Unreadable(reason, f"ORA-{number:05}" + (f": {words}" if words else ""))
        if number in _BROKEN:
            return Broken(Reason.IO_ERROR, f"the connection broke (ORA-{number:05})")
        told = str(getattr(exc.args[0], "full_code", "")) if exc.args else ""
        if told == "DPY-4024":
            return Broken(Reason.TIMEOUT, "the statement took longer than sql.statement_timeout")
        if told.startswith(("DPY-4011", "DPY-6")):
            return Broken(Reason.IO_ERROR, f"the connection broke ({told[:8]})")
        return Unreadable(Reason.IO_ERROR, f"ORA-{number:05}" if isinstance(number, int) and number else told[:8])


def _relation(row: tuple[Any, ...]) -> Relation:
    owner, name, kind, rows, blocks, comment, _, external, materialised = row
    shape = "view" if kind == "VIEW" else "materialized_view" if materialised else "table"
    return Relation(
        owner,
        name,
        "foreign_table" if external else shape,
        rows=-1 if rows is None else float(rows),
        bytes=-1 if blocks is None else int(blocks) * _BLOCK,
        blocks=int(blocks or 0),
        owner=owner,
        comment=comment or "",
        problem=Problem(Stage.LIST, Reason.FOREIGN) if external else None,
    )
