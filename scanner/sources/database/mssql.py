"""SQL Server and Azure SQL, through pymssql.

It has no transaction that cannot write: the login should have db_datareader and no more, and what is begun is rolled back.
ApplicationIntent=ReadOnly takes the connection to a readable replica where the listener has one.
"""

from __future__ import annotations

import os
from typing import Any

from sqlalchemy.engine import URL

from scanner.model import Problem, Reason, Stage
from scanner.problems import Unreadable
from scanner.sources.database.dialect import Relation
from scanner.sources.database.generic import Alchemy
from scanner.sources.database.trouble import Broken

_RELATIONS = """
SELECT s.name, o.name, o.type, COALESCE(p.rows, -1), COALESCE(p.pages, 0), CAST(e.value AS nvarchar(4000)),
    CAST(o.modify_date AS varchar(30)), u.name, t.is_external,
    HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(o.name), 'OBJECT', 'SELECT')
FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
    LEFT JOIN sys.tables t ON t.object_id = o.object_id
    LEFT JOIN sys.database_principals u ON u.principal_id = COALESCE(o.principal_id, s.principal_id)
    LEFT JOIN sys.extended_properties e ON e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0
        AND e.name = 'MS_Description'
    LEFT JOIN (SELECT object_id, SUM(CASE WHEN index_id < 2 THEN row_count ELSE 0 END) AS rows,
        SUM(used_page_count) AS pages FROM sys.dm_db_partition_stats GROUP BY object_id) p ON p.object_id = o.object_id
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0
"""
_PLAIN = _RELATIONS.replace("sys.dm_db_partition_stats", "(SELECT object_id, index_id, rows AS row_count, 0 AS"
                            " used_page_count FROM sys.partitions) q")  # fmt: skip
_PAGE = 8_192  # bytes
_TROUBLE = {
    1222: (Reason.TIMEOUT, "locked by somebody else for longer than sql.lock_timeout"),
    229: (Reason.PERMISSION_DENIED, ""),
    230: (Reason.PERMISSION_DENIED, ""),
    208: (Reason.VANISHED, ""),
    207: (Reason.CHANGED, "a column is gone"),
    1205: (Reason.CHANGED, "chosen as the victim of a deadlock"),
    4060: (Reason.PERMISSION_DENIED, "no such database, or not for this login"),
    18456: (Reason.PERMISSION_DENIED, "login failed"),
    20003: (Reason.TIMEOUT, "the statement took longer than sql.statement_timeout"),
}
_BROKEN = (20002, 20004, 20006, 20009, 20017, 20047)


class Mssql(Alchemy):
    driver = "mssql+pymssql"
    SAMPLE = " TABLESAMPLE SYSTEM ({percent} PERCENT) REPEATABLE ({seed})"

    def url(self) -> URL:
        return super().url().set(query={}, password=self.access.password or os.environ.get("MSSQL_PASSWORD"))

    def arguments(self) -> dict[str, Any]:
        settings = self.access.settings
        found: dict[str, Any] = {
            "appname": "daicho", "login_timeout": 10, "timeout": max(1, round(settings.statement_timeout)),
            "read_only": True, "charset": "UTF-8",
        }  # fmt: skip
        if settings.replica:
            host, _, port = settings.replica.partition(":")
            found |= {"server": host, "port": port or str(self.access.address.port)}
        return found

    def begin(self) -> None:
        settings = self.access.settings
        self.rows(f"SET LOCK_TIMEOUT {round(settings.lock_timeout * 1000)}")
        self.rows("SET DEADLOCK_PRIORITY LOW")
        state = self.rows("SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()")
        # One state of the whole table where the database keeps versions; else what is committed, as it is reached.
        level = "SNAPSHOT" if state and state[0][0] == 1 else "READ COMMITTED"
        self.rows(f"SET TRANSACTION ISOLATION LEVEL {level}")

    def sizes(self) -> list[Relation]:
        try:
            rows = self.rows(_RELATIONS)
        except Unreadable:  # without VIEW DATABASE STATE
            rows = self.rows(_PLAIN)
        return [_relation(row) for row in rows]

    def first(self, columns: str, table: str, rows: int) -> str:
        return f"SELECT {f'TOP ({rows}) ' if rows else ''}{columns} FROM {table}"

    def cut(self, column: str, kind: str, most: int) -> str:
        if kind.startswith(("varbinary", "binary", "image", "timestamp", "rowversion")):
            return f"SUBSTRING({column}, 1, {most + 1})" if kind.startswith("varbinary") else column
        if kind.startswith(("geography", "geometry", "hierarchyid")):
            return f"{column}.ToString()"
        return f"LEFT(CAST({column} AS nvarchar(max)), {most + 1})"

    def code(self, exc: BaseException) -> Unreadable | None:
        first = exc.args[0] if exc.args else 0
        number = first[0] if isinstance(first, tuple) and first else first
        if number in _TROUBLE:
            reason, words = _TROUBLE[number]
            return Unreadable(reason, f"error {number}" + (f": {words}" if words else ""))
        if number in _BROKEN:
            return Broken(Reason.IO_ERROR, f"the connection broke ({number})")
        return Unreadable(Reason.IO_ERROR, f"error {number}") if isinstance(number, int) else None


def _relation(row: tuple[Any, ...]) -> Relation:
    schema, name, kind, rows, pages, comment, _, owner, external, may = row
    view = str(kind).strip() == "V"
    problem = None if may else Problem(Stage.LIST, Reason.PERMISSION_DENIED)
    if external:
        problem = Problem(Stage.LIST, Reason.FOREIGN)
    return Relation(
        schema,
        name,
        "view" if view else "foreign_table" if external else "table",
        rows=-1 if view else float(rows),
        bytes=-1 if view or not pages else int(pages) * _PAGE,
        blocks=int(pages),
        owner=owner or "",
        comment=comment or "",
        problem=problem,
    )
