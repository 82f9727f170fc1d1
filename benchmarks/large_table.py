"""A table of fifty million rows in PostgreSQL, made on the server: events of a leasing company, nobody's name in them.

One memo in a million holds a My Number, one row in a hundred a mobile number; order numbers have twelve digits, and one in
ten of them passes My Number's check. All invented, the same rows each time.
"""

from __future__ import annotations

from typing import Any

from benchmarks.companydb.people import my_numbers
from benchmarks.companydb.values import rng

ONE_IN = 1_000_000

_MEMOS = ("納車連絡済み", "車検案内を送付", "代車手配", "再見積", "入金確認", "折り返し待ち", "書類不備", "継続")


def make(connection: Any, rows: int, name: str = "events") -> int:
    """Makes the table anew, unlogged; how many My Numbers are in it."""
    places = range(ONE_IN // 3, rows, ONE_IN)
    planted = {
        place: f"本人確認 個人番号 {number} を控えた"
        for place, number in zip(places, my_numbers(rng("large"), len(places)).to_pylist(), strict=True)
    }
    connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(
        f"CREATE UNLOGGED TABLE {name} (event_id bigint, cust_id integer, happened_at timestamp(0), order_no bigint, "
        "status smallint, tel varchar(13), memo text) WITH (autovacuum_enabled = off)"
    )
    connection.execute("CREATE TEMP TABLE planted (place bigint, said text)")
    with connection.cursor() as cursor, cursor.copy("COPY planted FROM STDIN") as copy:
        for row in planted.items():
            copy.write_row(row)
    memos = ", ".join(f"'{memo}'" for memo in _MEMOS)
    connection.execute(
        f"INSERT INTO {name} SELECT i, (i * 7919) % 600000 + 1, timestamp '2023-01-01' + i * interval '2 seconds', "
        "260400000000 + (i * 48271) % 99999989, (i % 5)::smallint, "
        "CASE WHEN i % 100 = 7 THEN '090' || lpad(((i * 2654435761) % 89999999 + 10000000)::text, 8, '0') END, "
        f"coalesce(said, CASE WHEN i % 6 = 0 THEN (ARRAY[{memos}])[1 + (i / 6) % {len(_MEMOS)}] END) "
        f"FROM generate_series(1, {rows}::bigint) AS g(i) LEFT JOIN planted ON place = i"
    )
    connection.execute("DROP TABLE planted")
    connection.execute(f"ALTER TABLE {name} RESET (autovacuum_enabled)")
    connection.execute(f"ANALYZE {name}")
    return len(planted)
