"""The command line as a user meets it: flags, exit codes, JSON, messages in two languages."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from scanner import cli, inventory
from scanner.cli.progress import Progress, amount
from scanner.model import Cost, Item, ItemResult, Status

PHONE, NUMBER = "090-1234-5678", "1234-5678-9018"


def run(*arguments: str, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli.cli, list(arguments), input=text, catch_exceptions=False)


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("share")
    (root / "メモ.txt").write_text(f"個人番号 {NUMBER}\n電話 {PHONE}\n", encoding="utf-8")
    (root / "壊れ.pdf").write_bytes(b"%PDF-1.7\n")
    return root


@pytest.fixture(scope="module")
def out(share: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory of the share, and that making it went well."""
    folder = tmp_path_factory.mktemp("out") / "out"
    result = run("scan", str(share), "--out", str(folder), "--executor", "inline", "--depth", "quick", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "My Number" in result.stdout and str(folder / "report.html") in result.stdout
    assert PHONE not in result.output and NUMBER not in result.output
    return folder


def scan(share: Path, out: Path, *flags: str) -> Result:
    return run("scan", str(share), "--out", str(out), "--executor", "inline", "--depth", "quick", *flags)


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, scanner.cli as c\ntry: c.cli(['scan', '--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "TARGET" in done.stdout
    assert not {"pyarrow", "spacy", "pydantic", "numpy", "duckdb", "rich", "yaml"} & set(done.stdout.split())


def test_help_in_japanese() -> None:
    code = "from scanner.cli import main; main()"
    environment = {"LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, "scan", "--help"], capture_output=True, env=environment, check=True
    )
    assert "台帳と報告書" in done.stdout.decode()


def test_version() -> None:
    assert run("--version").stdout.startswith("daicho ")


@pytest.mark.parametrize("arguments, says", [
    ((), "Usage"),
    (("scan", "--lang", "en"), "No target"),
    (("scan", "/does/not/exist", "--lang", "en"), "no such file or folder. Check the target"),
    (("scan", "/does/not/exist", "--lang", "ja"), "対象を確認してください"),
    (("scan", "--frobnicate"), "No such option"),
    (("scan", "/", "--depth", "very"), "'very' is not one of"),
    (("scan", "gopher://x", "--lang", "en"), "no source for that yet"),
    (("scan", "/tmp", "--policy", "nope", "--lang", "en"), "policy not found"),
    (("scan", "--config", "/does/not/exist.yaml", "--lang", "en"), "Check --config"),
    (("scan", "", "--lang", "en"), "A target is empty"),  # a variable that is not set must not mean this folder
    (("inspect", "/does/not/exist", "--lang", "en"), "no such file"),
    (("report", "/does/not/exist", "--lang", "en"), "no inventory here"),
    (("evaluate", "/does/not/exist", "--lang", "en"), "no inventory here"),
    (("recognizers", "show", "nope", "--lang", "en"), "no such recognizer"),
])  # fmt: skip
def test_mistakes_end_with_2_and_say_what_to_do(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and says in result.stderr


@pytest.mark.parametrize("flags, code", [
    ((), 0),
    (("--fail-on", "critical"), 1),
    (("--fail-on", "low"), 1),
    (("--fail-on-incomplete",), 3),
    (("--fail-on", "critical", "--fail-on-incomplete"), 1),  # the graver one
])  # fmt: skip
def test_exit_codes(share: Path, out: Path, flags: tuple[str, ...], code: int) -> None:
    """All of them again over unchanged files: what counts is the state, not what this run happened to read."""
    assert scan(share, out, *flags).exit_code == code


def test_a_clean_share_does_not_fail(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.txt").write_text("型番 A-100", encoding="utf-8")
    assert scan(tmp_path / "s", tmp_path / "out", "--fail-on", "low", "--fail-on-incomplete").exit_code == 0


def test_json_is_one_object_on_standard_output(share: Path, out: Path) -> None:
    result = json.loads(scan(share, out, "--json").stdout)
    assert (
        result["listed"] == 2 == sum(result[s] for s in ("scanned", "partial", "unreadable", "excluded", "unchanged"))
    )
    assert result["entities"]["JP_MY_NUMBER"] == 1 and result["reasons"] == {"corrupt": 1}
    assert result["verdicts"]["critical"] >= 1 and Path(result["report"]).is_file()


def test_settings_from_a_file(share: Path, tmp_path: Path) -> None:
    settings = tmp_path / "daicho.yaml"
    settings.write_text(
        f"targets: ['{share}']\nout: '{tmp_path / 'o'}'\nexecutor: inline\ndepth: quick\n", encoding="utf-8"
    )
    assert run("scan", "--config", str(settings)).exit_code == 0
    assert (tmp_path / "o" / "report.html").is_file()


def test_the_demo_needs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_example_share", lambda: share)  # the real one takes its time; `make demo` scans it
    assert run("demo", "--executor", "inline", "--depth", "quick").exit_code == 0
    assert (tmp_path / "demo-out" / "report.html").is_file()


def test_the_example_share_is_there() -> None:
    assert any(cli._example_share().iterdir())


# --- inspect ---

TEXT = f"連絡先は{PHONE}です。\r\n個人番号：{NUMBER}。"


def findings(output: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(output)["findings"]
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-16"])
def test_offsets_are_characters_of_the_text_as_given(encoding: str) -> None:
    found = findings(run("inspect", "-", "--json", text=TEXT.encode(encoding)).stdout)
    assert {one["entity"]: TEXT[one["start"] : one["end"]] for one in found} == {
        "PHONE_NUMBER": PHONE, "JP_MY_NUMBER": NUMBER,
    }  # fmt: skip
    assert set(found[0]) == {"entity", "start", "end", "score", "recognizer", "evidence"}


def test_inspect_a_text_file_as_json(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode("cp932"))
    assert len(findings(run("inspect", str(path), "--json").stdout)) == 2


def test_inspect_lines_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = [TEXT, "なにもない", f"\n\n電話{PHONE}"]
    path.write_text("".join(json.dumps({"text": text, "id": 1}) + "\n" for text in texts), encoding="utf-8")
    lines = run("inspect", "--jsonl", str(path)).stdout.splitlines()
    assert [len(findings(line)) for line in lines] == [2, 0, 1]
    assert findings(lines[2])[0]["start"] == 4


@pytest.mark.parametrize("line", ['{"txt": "a"}', '{"text": 3}', "[]", "[" * 100_000, "nope 090-1234-5678"])
def test_a_line_of_another_form(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": ""}\n' + line + "\n", encoding="utf-8")
    result = run("inspect", "--jsonl", str(path), "--lang", "en")
    assert result.exit_code == 2 and "line 2" in result.stderr and PHONE not in result.output


def test_values_are_masked_unless_asked_for() -> None:
    masked = run("inspect", "-", "--lang", "ja", text=TEXT.encode()).stdout
    assert "090-****-**78" in masked and PHONE not in masked and NUMBER not in masked
    assert "2行目" in masked and "個人番号" in masked and "特定個人情報, 極めて高い" in masked
    assert "見つかったもの: 個人番号（マイナンバー） 1, 電話番号 1" in masked
    shown = run("inspect", "-", "--reveal", text=TEXT.encode()).stdout
    assert PHONE in shown and NUMBER in shown
    assert findings(run("inspect", "-", "--json", "--reveal", text=TEXT.encode()).stdout)[0]["text"] == PHONE


def test_inspect_a_table_by_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"品名,電話番号\nA,{PHONE}\n", encoding="utf-8")
    assert "電話番号 row 2" in run("inspect", str(path)).stdout


RESUME = """履歴書
氏名 佐藤 花子
生年月日 1985年4月3日
学歴 平成16年3月 架空高等学校 卒業
職歴 平成20年4月 架空商事 入社
志望動機 特になし
"""


def test_inspect_says_what_document_it_is(tmp_path: Path) -> None:
    path = tmp_path / "履歴書.txt"
    path.write_text(RESUME, encoding="utf-8")
    of_text = json.loads(run("inspect", str(path), "--json").stdout)
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, path.name)
    of_archive = json.loads(run("inspect", str(tmp_path / "a.zip"), "--json").stdout)
    assert of_text["document_class"] == of_archive["document_class"] == ["resume"]
    assert set(of_text) == set(of_archive) == {"findings", "problems", "document_class"}
    assert "履歴書" in run("inspect", str(path), "--lang", "ja").stdout.splitlines()[-1]


def test_inspect_reveals_values_of_documents_too(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", f"電話 {PHONE}")
    found = findings(run("inspect", str(tmp_path / "a.zip"), "--json", "--reveal").stdout)
    assert [(one["text"], "masked" in one) for one in found] == [(PHONE, False)]


def test_inspect_counts_what_it_does_not_show(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("電話番号\n" + "".join(f"090-1234-{n:04}\n" for n in range(1_200)), encoding="utf-8")
    said = run("inspect", str(path), "--lang", "en", "--depth", "quick").stdout.splitlines()
    shown = sum("\t" in line for line in said)
    assert shown < 1_200 and f"And {1_200 - shown} more." in said and "Found: Phone number 1,200" in said


def test_inspect_a_folder(tmp_path: Path) -> None:
    result = run("inspect", str(tmp_path), "--lang", "en")
    assert result.exit_code == 2 and "daicho scan" in result.stderr


def test_inspect_says_what_it_could_not_read(share: Path) -> None:
    said = run("inspect", str(share / "壊れ.pdf"), "--lang", "en").stdout
    assert "Not read" in said and "found in what could be read" in said


def test_a_target_in_the_output_folder_is_a_mistake_and_not_an_empty_scan(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for target in (tmp_path, tmp_path / "sub"):
        result = scan(target, tmp_path, "--lang", "en")
        assert result.exit_code == 2 and "output folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["sub"]


def test_inspect_without_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    command = f"{sys.executable} -c 'from scanner.cli import main; main()' inspect --lang en <&-"
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr == "No standard input. Give a file.\n"


def test_nothing_found() -> None:
    assert "No personal data" in run("inspect", "-", "--lang", "en", text="製品の説明").stdout


# --- from an inventory ---


def test_report(out: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    assert run("report", str(out), "--format", "html", "--out", str(target), "--lang", "ja").exit_code == 0
    assert "個人番号" in target.read_text(encoding="utf-8")
    assert run("report", str(out), "--format", "nope", "--lang", "en").exit_code == 2


def test_evaluate(out: Path, tmp_path: Path) -> None:
    rules = tmp_path / "p.yaml"
    rules.write_text("rules:\n- {id: x, severity: low, when: {level: critical}, message: m}\n", encoding="utf-8")
    assert run("evaluate", str(out), "--policy", str(rules), "--fail-on", "medium").exit_code == 0
    assert {row["rule"] for row in inventory.open(out).table("verdicts").to_pylist()} == {"x"}
    judged = run("evaluate", str(out), "--fail-on", "critical", "--lang", "ja")
    assert judged.exit_code == 1 and "極めて高い" in judged.stdout


def test_recognizers() -> None:
    assert "jp_my_number" in run("recognizers", "list").stdout
    shown = run("recognizers", "show", "jp_my_number", "--lang", "ja").stdout
    assert "番号法" in shown and "non_examples" in shown
    assert run("recognizers", "test", "jp_my_number").exit_code == 0


def test_doctor_has_a_line_for_everything() -> None:
    result = run("doctor", "--lang", "en")
    assert result.exit_code == 0
    assert all(line[:4].strip() in ("ok", "--") for line in result.stdout.splitlines())
    assert "ja_ginza" in result.stdout


def test_a_document_can_be_piped_in() -> None:
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("a.txt", f"電話 {PHONE}")
    result = json.loads(run("inspect", "-", "--json", text=data.getvalue()).stdout)
    assert [(one["part"], one["masked"]) for one in result["findings"]] == [("a.txt", "090-****-**78")]


def test_a_text_that_looks_like_a_mail_is_still_a_text() -> None:
    text = f"From: a@example.jp\nSubject: x\n\n{PHONE}\n"
    found = findings(run("inspect", "-", "--json", text=text).stdout)
    assert PHONE in [text[one["start"] : one["end"]] for one in found]


def test_an_output_folder_that_cannot_be_made(share: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = scan(share, tmp_path / "file" / "out", "--lang", "en")
    assert result.exit_code == 2 and "--out" in result.stderr


def test_progress_counts_and_says_when_listing_is_over() -> None:
    stream = StringIO()
    progress = Progress(stream, "en")
    items = [Item("file:///s", f"file:///s/{n}", size=1_000_000) for n in range(4)]
    assert "starting" in progress.line()
    for item in items:
        progress.listed(item)
    progress.done(ItemResult(items[0], Status.SCANNED, cost=Cost(seconds=1)))
    assert progress.line().startswith("1/4+ items · 1.0 MB of 4.0 MB") and "still listing" in progress.line()
    progress.listing_done()
    progress.skipped(items[1])
    assert progress.line().startswith("2/4 items · 2.0 MB of 4.0 MB") and "left" in progress.line()


@pytest.mark.parametrize(
    "size, text", [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (2.5e9, "2.5 GB"), (7e12, "7.0 TB")]
)
def test_amounts(size: float, text: str) -> None:
    assert amount(size) == text


def test_a_share_that_lists_nothing_is_not_passed_over(tmp_path: Path) -> None:
    """As one that is not mounted tonight."""
    (tmp_path / "share").mkdir()
    result = scan(tmp_path / "share", tmp_path / "out", "--fail-on-incomplete", "--lang", "en")
    assert result.exit_code == 3 and "mounted" in result.output
