"""Grants of MySQL and MariaDB, from the tables of schema `mysql`: an account that may not read those is told `unknown`.

There are no owners. Accounts with SUPER are administrators and not counted; others with SELECT on all there is are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

from scanner.problems import Unreadable
from scanner.sources.database.access import Ask, Facts, Name, Readers, Roles, facts, some

PUBLIC = "PUBLIC"
_NO_PASSWORD = (
    "authentication_string = '' AND plugin IN ('mysql_native_password', 'caching_sha2_password', 'sha256_password', '')"
)
_USERS = f"SELECT User, Host, Select_priv = 'Y', Super_priv = 'Y', {_NO_PASSWORD} FROM mysql.user"
_MARIA_ROLES = "SELECT Role, '', User, Host FROM mysql.roles_mapping"
_MYSQL_ROLES = "SELECT FROM_USER, FROM_HOST, TO_USER, TO_HOST FROM mysql.role_edges"
_IS_ROLE = "SELECT User, Host FROM mysql.user WHERE is_role = 'Y'"
_SCHEMAS = "SELECT Db, User, Host FROM mysql.db WHERE Select_priv = 'Y'"
_TABLES = "SELECT Db, Table_name, '', User, Host FROM mysql.tables_priv WHERE FIND_IN_SET('Select', Table_priv)"
_COLUMNS = (
    "SELECT Db, Table_name, Column_name, User, Host FROM mysql.columns_priv WHERE FIND_IN_SET('Select', Column_priv)"
)
_ALL = """
SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES
WHERE TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
"""
_VIEWS = """
SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS
WHERE SECURITY_TYPE = 'DEFINER' AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
"""
_NAMED = re.compile(r"`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`")  # the server writes a definition out with all names quoted


def look(ask: Ask) -> dict[Name, Facts]:
    """Of every table and view there is; `unknown` where grants may not be read."""
    names = [(str(schema), str(name)) for schema, name in ask(_ALL, ())]
    try:
        grants = _Grants(ask)
    except Unreadable:
        return dict.fromkeys(names, Facts("unknown", "not known: SELECT on the schema mysql"))
    own = {name: grants.readers(name) for name in names}
    shows: dict[Name, set[Name]] = defaultdict(set)
    with suppress(Unreadable):
        for schema, view, definition in ask(_VIEWS, ()):
            for below, table in _NAMED.findall(definition or ""):
                if (found := (below.replace("``", "`"), table.replace("``", "`"))) in own:
                    shows[schema, view].add(found)
    return facts(own, shows, {})


class _Grants:
    """Who is granted what. An account is `user@host`."""

    def __init__(self, ask: Ask) -> None:
        roles = set(_told(ask, _IS_ROLE))
        self.roles, self.everywhere = Roles(), set[str]()
        self.open: set[str] = set()  # that need no name or no password
        for user, host, *rights in ask(_USERS, ()):
            account = _account(user, host)
            reads, administers, bare = (bool(int(right or 0)) for right in rights)
            if (user, host) not in roles and user not in (
                "mariadb.sys",
                "mysql.sys",
                "mysql.session",
                "mysql.infoschema",
            ):
                if not administers:
                    self.roles.accounts.add(account)
                if bare and not administers and host not in ("localhost", "127.0.0.1", "::1"):
                    self.open.add(account)
            if reads and not administers:
                self.everywhere.add(account)
        for role, at, user, host in [*_told(ask, _MARIA_ROLES), *_told(ask, _MYSQL_ROLES)]:
            self.roles.member.setdefault(_account(role, at), set()).add(_account(user, host))
        self.schemas = [
            (re.compile(_like(db), re.I | re.S), db, _account(user, host)) for db, user, host in ask(_SCHEMAS, ())
        ]
        self.tables: dict[Name, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for db, table, column, user, host in [*ask(_TABLES, ()), *ask(_COLUMNS, ())]:
            self.tables[db, table][_account(user, host)].add(column)

    def readers(self, name: Name) -> Readers:
        by_schema = {who: db for pattern, db, who in self.schemas if pattern.fullmatch(name[0])}
        granted = self.tables.get(name, {})
        who = {*self.everywhere, *by_schema, *granted}
        everybody = bool(who & {PUBLIC, f"{PUBLIC}@", f"{PUBLIC}@%"})
        accounts = self.roles.behind(self.roles.accounts) if everybody else self.roles.behind(who)
        said = []
        if self.everywhere:
            said.append(f"SELECT on everything to {some(self.everywhere)}")
        for shown, wanted in (("", False), (" by a pattern", True)):
            if to := [one for one, db in by_schema.items() if bool(re.search(r"(?<!\\)[%]", db)) == wanted]:
                said.append(f"SELECT on the schema{shown} to {some(to)}")
        if to := [one for one, columns in granted.items() if "" in columns]:
            said.append(f"SELECT to {some(to)}")
        for one, columns in sorted(granted.items()):
            if "" not in columns:
                said.append(f"SELECT of {some(columns)} to {one}")
        if anywhere := [account for account in accounts if account.endswith("@%")]:
            said.append(f"{len(anywhere)} accounts may come from any host")
        if bare := accounts & self.open:
            said.append(f"without a password: {some(bare)}")
        return Readers(accounts, everybody, bool(bare), tuple(said))


def _account(user: str, host: str) -> str:
    return f"{user}@{host}" if host else str(user)


def _told(ask: Ask, statement: str) -> Iterator[tuple[str, ...]]:
    """Of what one of the two servers has and the other does not."""
    with suppress(Unreadable):
        for row in ask(statement, ()):
            yield tuple("" if value is None else str(value) for value in row)


def _like(pattern: str) -> str:
    """A pattern of LIKE, as names of schemas are in grants, as a regular expression."""
    return "".join(
        ".*" if part == "%" else "." if part == "_" else re.escape(part.removeprefix("\\"))
        for part in re.findall(r"\\.|.", pattern, re.S)
    )
