"""What the documents show works: the queries, the commands and the worked examples are taken out of them and run."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from recognizers import Engine
from scanner import inventory
from scanner.budget import Budget
from scanner.model import Column, Problem
from scanner.sources import SourceOptions
from tests.needs import ROOT

READMES = ("README.md", "README.ja.md")


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def daicho(*words: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from scanner.cli import main; main()", *words]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `out` in it, as the README has it."""
    folder = tmp_path_factory.mktemp("docs")
    share = folder / "share"
    share.mkdir()
    (share / "支払調書.csv").write_bytes("氏名,個人番号\r\n山田太郎,123456789018\r\n".encode("cp932"))
    (share / "壊れた.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    run = daicho("scan", str(share), "--out", "out", cwd=folder)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.mark.parametrize("document", READMES)
def test_queries(scanned: Path, document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.chdir(scanned)
    current, numbers, unread = (duckdb.execute(query).fetchall() for query in blocks(document, "sql"))
    assert [row[0] for row in current] == ["支払調書.csv"]
    assert [row[:4] for row in numbers] == [("支払調書.csv", "", "個人番号", 1)]
    assert [row[0] for row in unread] == ["壊れた.pdf"]


def commands(document: str) -> list[list[str]]:
    text = (ROOT / document).read_text(encoding="utf-8")
    lines = re.findall(r"^    (?:\S+/|.*\| )?daicho (.*)$", text, re.M)
    return [shlex.split(line, comments=True) for line in lines]


@pytest.mark.parametrize("document", READMES)
def test_commands_and_flags_exist(document: str) -> None:
    """Every command line shown parses: its command is there, and each flag is one of that command's."""
    from scanner.cli import cli

    shown = commands(document)
    assert len(shown) > 5
    for words in shown:
        node: Any = cli
        while hasattr(node, "commands"):
            node = node.commands[words.pop(0)]
        known = {option for parameter in node.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("document", READMES)
def test_flags_in_tables_exist(document: str) -> None:
    from scanner.cli import cli

    text = (ROOT / document).read_text(encoding="utf-8")
    scan: Any = cli.commands["scan"]
    known = {option for parameter in scan.params for option in parameter.opts}
    assert set(re.findall(r"^\| `(--[a-z-]+)", text, re.M)) <= known


# --- the worked examples of CONTRIBUTING.md ---


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    """File name → source, for every file that CONTRIBUTING.md shows whole."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^`([\w/]+\.py)`[^\n]*\n\n```python\n(.*?)^```$", text, re.M | re.S))


def module(examples: dict[str, str], path: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType(f"contributed_{Path(path).stem}")
    exec(compile(examples[path], path, "exec"), made.__dict__)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_the_recognizer(examples: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    made = module(examples, "recognizers/jp/labor_insurance_number.py", monkeypatch)
    pattern = made.LABOR_INSURANCE_NUMBER
    engine = Engine((f"{made.__name__}:LABOR_INSURANCE_NUMBER",), depth="quick")
    for text in pattern.examples:
        assert [hit.entity for hit in engine.find(text) if hit.score >= 0.5] == [pattern.entity], text
    for text in pattern.non_examples:
        assert not [hit for hit in engine.find(text) if hit.score >= 0.5], text


def test_the_format(examples: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = module(examples, "scanner/formats/columnar.py", monkeypatch)
    sink = io.BytesIO()
    pq.write_table(pa.table({"氏名": ["山田太郎"], "年齢": [41], "履歴": [["a"]]}), sink)
    segments = list(made.read(io.BytesIO(sink.getvalue()), "x.parquet", Budget()))
    columns = {s.field: s.values.to_pylist() for s in segments if isinstance(s, Column)}
    assert columns == {"氏名": ["山田太郎"], "年齢": ["41"]}
    assert [s.detail for s in segments if isinstance(s, Problem)] == ["nested column 3"]


def test_the_source(examples: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = module(examples, "scanner/sources/listed.py", monkeypatch)
    (tmp_path / "a.txt").write_text("電話 090-1234-5678", encoding="utf-8")
    (tmp_path / "list.txt").write_text(f"{tmp_path / 'a.txt'}\n{tmp_path / 'gone.txt'}\n", encoding="utf-8")
    source = made.ListSource(f"list://{tmp_path / 'list.txt'}", SourceOptions())
    source.check()
    items = list(source.list())
    assert [item.problem is None for item in items] == [True, False]
    assert [segment.text for segment in source.read(items[0], Budget())] == ["電話 090-1234-5678"]


def test_the_report(examples: dict[str, str], monkeypatch: pytest.MonkeyPatch, scanned: Path) -> None:
    made = module(examples, "reports/markdown.py", monkeypatch)
    written = made.write(inventory.open(scanned / "out"), scanned / "report.md", lang="en")
    assert "| 支払調書.csv | critical |" in written.read_text(encoding="utf-8")
