"""Grants of PostgreSQL. Its catalogs tell them to every account; of superusers nothing is said: they read all anyhow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scanner.sources.database.access import Ask, Facts, Name, Readers, Roles, facts, some

PUBLIC = "PUBLIC"
_ROLES = "SELECT rolname::text, rolcanlogin, rolsuper, rolbypassrls FROM pg_catalog.pg_roles"
_MEMBERS = """
SELECT r.rolname::text, m.rolname::text FROM pg_catalog.pg_auth_members g
JOIN pg_catalog.pg_roles r ON r.oid = g.roleid JOIN pg_catalog.pg_roles m ON m.oid = g.member
"""
_WHO = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END"
_MINE = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
# Without an entry of its own an object has the default: PUBLIC may connect, and nothing else.
_CONNECT = f"""
SELECT {_WHO} FROM pg_catalog.pg_database d
CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
WHERE d.datname = pg_catalog.current_database() AND a.privilege_type = 'CONNECT'
"""
_SCHEMAS = f"""
SELECT n.nspname::text, {_WHO} FROM pg_catalog.pg_namespace n
CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a
WHERE a.privilege_type = 'USAGE' AND {_MINE}
"""
_TABLES = f"""
SELECT n.nspname::text, c.relname::text, pg_catalog.pg_get_userbyid(c.relowner)::text, c.relrowsecurity,
    (SELECT count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*'))::int8,
    (SELECT count(*) FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND p.polpermissive
        AND 0 = ANY (p.polroles) AND pg_catalog.pg_get_expr(p.polqual, p.polrelid) = 'true')::int8
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND {_MINE}
"""
_GRANTS = f"""
SELECT n.nspname::text, c.relname::text, '', {_WHO} FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
WHERE a.privilege_type = 'SELECT' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND {_MINE}
UNION ALL
SELECT n.nspname::text, c.relname::text, t.attname::text, {_WHO} FROM pg_catalog.pg_attribute t
JOIN pg_catalog.pg_class c ON c.oid = t.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
WHERE t.attacl IS NOT NULL AND a.privilege_type = 'SELECT' AND t.attnum > 0 AND NOT t.attisdropped AND {_MINE}
"""
# A view reads in its owner's name, but for one with security_invoker; a materialised view has read already.
_VIEWS = f"""
SELECT DISTINCT n.nspname::text, c.relname::text, m.nspname::text, b.relname::text
FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> c.oid
    JOIN pg_catalog.pg_class b ON b.oid = d.refobjid JOIN pg_catalog.pg_namespace m ON m.oid = b.relnamespace
WHERE c.relkind IN ('v', 'm') AND b.relkind IN ('r', 'p', 'v', 'm', 'f') AND {_MINE}
    AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
"""
# PostgreSQL Anonymizer says what it masks in labels.
_MASKS = f"""
SELECT n.nspname::text, c.relname::text, count(*)::int8 FROM pg_catalog.pg_seclabel l
JOIN pg_catalog.pg_class c ON l.classoid = 'pg_catalog.pg_class'::regclass AND c.oid = l.objoid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE l.objsubid > 0 AND l.label LIKE 'MASKED %%' AND {_MINE} GROUP BY 1, 2
""".replace("%%", "%")
_READ_ALL = "pg_read_all_data"


def look(ask: Ask) -> dict[Name, Facts]:
    """Of every table and view of the database."""
    roles, bypass = _roles(ask)
    connect = {row[0] for row in ask(_CONNECT, ())}
    usage: dict[str, set[str]] = defaultdict(set)
    for schema, who in ask(_SCHEMAS, ()):
        usage[schema].add(who)
    granted: dict[Name, dict[str, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )  # table → who → columns, "" for all
    for schema, name, column, who in ask(_GRANTS, ()):
        granted[schema, name][who].add(column)
    masked = {(schema, name): count for schema, name, count in ask(_MASKS, ())}
    own: dict[Name, Readers] = {}
    remarks: dict[Name, list[str]] = defaultdict(list)
    for schema, name, owner, secured, policies, open_policies in ask(_TABLES, ()):
        table = schema, name
        hidden = secured and not policies
        own[table] = _readers(owner, granted.get(table, {}), usage[schema], connect, roles, bypass if hidden else None)
        if secured:
            what = f"{policies} policies" if policies else "no policy: nobody but the owner sees a row"
            remarks[table].append(
                f"row-level security: {what}" + (", one shows every row to PUBLIC" if open_policies else "")
            )
        if count := masked.get(table):
            remarks[table].append(f"{count} columns are masked for some roles")
    shows: dict[Name, set[Name]] = defaultdict(set)
    for schema, name, below, shown in ask(_VIEWS, ()):
        shows[schema, name].add((below, shown))
    return facts(own, shows, remarks)


def _roles(ask: Ask) -> tuple[Roles, frozenset[str]]:
    """(accounts and what they are members of, those that row-level security does not hold)"""
    rows = ask(_ROLES, ())
    roles = Roles({name for name, login, admin, _ in rows if login and not admin})
    for role, member in ask(_MEMBERS, ()):
        roles.member.setdefault(role, set()).add(member)
    return roles, frozenset(name for name, _, _, bypasses in rows if bypasses)


def _readers(
    owner: str,
    granted: Mapping[str, set[str]],
    usage: set[str],
    connect: set[str],
    roles: Roles,
    only: frozenset[str] | None,
) -> Readers:
    """only: whom security of rows without any policy leaves, None where there is none."""

    def gate(names: set[str]) -> frozenset[str]:
        return frozenset(roles.accounts) if PUBLIC in names else roles.behind(names)

    owners = roles.behind([owner])
    doors = gate(usage) & gate(connect)
    read_all = roles.behind([_READ_ALL]) & gate(connect)
    others = {who: columns for who, columns in granted.items() if who != owner}
    by_grant = gate(set(others)) & doors
    accounts = (by_grant | read_all) - owners
    said = _said(others, roles)
    everybody = PUBLIC in granted and PUBLIC in usage and PUBLIC in connect
    if PUBLIC in granted and not everybody:
        said.append("PUBLIC stops at the door: not every account may use the schema or connect")
    if read_all - owners:
        said.append(f"{_READ_ALL}: {some(read_all - owners)}")
    if only is not None:
        return Readers(accounts & only, False, said=tuple(said))
    return Readers(accounts, everybody, said=tuple(said))


def _said(granted: Mapping[str, set[str]], roles: Roles) -> list[str]:
    said = []
    whole = [who for who, columns in granted.items() if "" in columns]
    if whole:
        counts = (
            (who, len(roles.behind([who]) - {who})) for who in sorted(whole, key=lambda who: (who != PUBLIC, who))
        )
        shown = [f"{who} ({count} members)" if count else who for who, count in counts]
        said.append("SELECT to " + ", ".join(shown[:10]) + (f" and {len(shown) - 10} more" if len(shown) > 10 else ""))
    for who, columns in sorted(granted.items()):
        if "" not in columns:
            said.append(f"SELECT of {some(columns)} to {who}")
    return said
