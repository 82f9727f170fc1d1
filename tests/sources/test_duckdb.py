"""DuckDB files: schemas, types, samples, and a file that another process has open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from scanner.problems import ConfigError
from scanner.sources import open_source
from tests.sources.test_postgres import items, read


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("duckdb") / "社内.duckdb"
    base = duckdb.connect(str(path))
    base.execute("CREATE SCHEMA 人事")
    base.execute(
        "CREATE TABLE 人事.社員 AS SELECT i AS id, '山田太郎' AS nm, {'電話': '03-1234-5678', 'n': 1} AS info, ['a', 'b'] AS tags,"
        " MAP {'k': '値'} AS m, 170141183460469231731687303715884105727::HUGEINT AS h, 1.50::DECIMAL(10, 2) AS d,"
        " TIMESTAMP '2024-01-02 03:04:05' AS ts, encode('東京') AS b, 'x'::ENUM ('x', 'y') AS e FROM range(200) t(i)"
    )
    base.execute("COMMENT ON COLUMN 人事.社員.nm IS '氏名'")
    base.execute("CREATE TABLE large AS SELECT i AS id FROM range(300000) t(i)")
    base.execute("CREATE VIEW v AS SELECT id FROM large")
    base.close()
    return path


def test_tables_of_all_schemas_are_listed(file: Path) -> None:
    found = items(f"duckdb://{file}")
    assert {name: item.kind for name, item in found.items()} == {
        "main.large": "table", "main.v": "view", "人事.社員": "table",
    }  # fmt: skip
    assert found["main.large"].version


def test_every_type_comes_as_a_person_would_read_it(file: Path) -> None:
    found = read(f"duckdb://{file}", "人事.社員")
    assert not found.problems
    assert {name: str(values[0]) for name, values in found.columns.items()} == {
        "id": "0", "nm": "山田太郎", "info.電話": "03-1234-5678", "info.n": "1", "tags": "['a', 'b']", "m": "{k=値}",
        "h": "170141183460469231731687303715884105727", "d": "1.50", "ts": "2024-01-02 03:04:05", "b": "東京", "e": "x",
    }  # fmt: skip


def test_rows_of_a_large_table_are_drawn_each_by_itself(file: Path) -> None:
    found, again = (read(f"duckdb://{file}", "main.large", rows=3000) for _ in range(2))
    rows = found.columns["id"]
    assert rows == again.columns["id"] and 2500 < len(rows) < 3500 and max(rows) > 290_000
    assert found.extent is not None and (found.extent.method, found.extent.total) == ("rows", 300_000)
    assert 0.0005 < found.extent.excluded < 0.0015
    assert len(read(f"duckdb://{file}", "main.large", full=True).columns["id"]) == 300_000


def test_a_file_that_another_process_has_open_is_told(file: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; b = duckdb.connect({str(file)!r}); print('open', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert held.stdout is not None and held.stdout.readline() == b"open\n"
        with pytest.raises(ConfigError, match="another process has it open"):
            open_source(f"duckdb://{file}")
    finally:
        held.communicate(b"\n")
