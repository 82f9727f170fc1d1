"""The kinds of database: one line each."""

from __future__ import annotations

from importlib import import_module

from scanner.problems import ConfigError
from scanner.sources.database.dialect import Access, Engine, Session

_LIBPQ = ("host", "service", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs", "connect_timeout")

ENGINES = {
    "postgresql": Engine("scanner.sources.database.postgres:Postgres", 5432, "postgresql", _LIBPQ),
    "mysql": Engine(
        "scanner.sources.database.mysql:Mysql", 3306, "mysql", ("ssl_ca",), needs_database=False, schemas=False
    ),
    "sqlite": Engine("scanner.sources.database.sqlite:Sqlite"),
    "duckdb": Engine("scanner.sources.database.duckdb:Duckdb"),
    "mssql": Engine("scanner.sources.database.mssql:Mssql", 1433, "mssql"),
    "oracle": Engine("scanner.sources.database.oracle:Oracle", 1521, "oracle"),
    "snowflake": Engine(
        "scanner.sources.database.generic:Snowflake", 0, "snowflake", ("warehouse", "role", "authenticator")
    ),
    "bigquery": Engine("scanner.sources.database.generic:Bigquery", 0, "bigquery", ("location",)),
    "redshift": Engine("scanner.sources.database.generic:Redshift", 5439, "redshift", ("sslmode",)),
    "databricks": Engine("scanner.sources.database.generic:Databricks", 443, "databricks", ("http_path", "catalog")),
}


def connect(scheme: str, access: Access) -> Session:
    engine = ENGINES[scheme]
    module, _, name = engine.connect.partition(":")
    try:
        session: Session = getattr(import_module(module), name)(access)
    except ModuleNotFoundError as exc:
        raise ConfigError(
            f"{scheme}:// needs the package {exc.name!r}. Install the extra: pip install 'daicho[{engine.extra}]'",
            ja=f"{scheme}:// には部品 {exc.name!r} が必要です: pip install 'daicho[{engine.extra}]'",
        ) from None
    return session
