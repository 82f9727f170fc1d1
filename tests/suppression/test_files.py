"""The files of suppressions: mistakes in them, entries added, entries listed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from scanner import inventory
from scanner.cli import cli
from scanner.config import load_plan
from scanner.problems import ConfigError
from scanner.signed import read
from tests.suppression.helpers import OTHER, PHONE, add, at, phones, run, scan, write

GOOD: dict[str, Any] = {"id": "a", "reason": "r", "approver": "b", "expires": "2027-01-01", "entity": ["PHONE_NUMBER"]}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"reason": None}, "reason: missing"),
        ({"approver": ""}, "approver: missing"),
        ({"expires": None}, "expires: missing"),
        ({"expires": "never"}, "packaged classes only"),
        ({"expires": "2099-01-01"}, "years ahead"),
        ({"expires": "soon"}, "a date such as"),
        ({"values": ["03-1234-5678"]}, "digests only"),
        ({"entity": None}, "nothing of what to suppress"),
        ({"packaged": "everything"}, "packaged: everything: unknown. Known: reserved_domains"),
        ({"pathh": "x"}, "Did you mean 'path'"),
        ({"id": "あ"}, "Latin letters"),
        ({"entity": ["PHONE_NUMER"]}, "Did you mean 'PHONE_NUMBER'"),
        ({"entity": ["電話"]}, "entity: 電話: unknown"),
        ({"expires": "2027-02-30"}, "a: expires: no such day"),
        ({"expires": "2029-11-24"}, "years ahead"),
        ({"approved_on": "2026-11-24"}, "after today"),
        ({"approved_on": "2026-11-20", "expires": "2026-11-19"}, "after the day it expires"),
        ({"approver": "未定"}, "approver: missing"),
        ({"approver": " - "}, "approver: missing"),
        ({"approver": ["甲", "乙"]}, "approver: must be text"),
        ({"path": {"old": 1}}, "path: must be text"),
        ({"entity": None, "path": ["*"]}, "nothing of what to suppress"),
        ({"packaged": "test_cards"}, "is about CREDIT_CARD"),
    ],
)
def test_mistakes_end_before_anything_is_read(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    file = tmp_path / "signed.yaml"
    file.write_text(yaml.safe_dump({"suppressions": [GOOD | change]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=word) as caught:
        load_plan({"suppress": (str(file),)}, env={})
    assert "03-1234-5678" not in str(caught.value) + caught.value.ja
    assert scan(tmp_path, tmp_path / "out", "--suppress", str(file))[0] == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "expected a list"),
        ("suppression: []", "Did you mean 'suppressions'"),
        ("suppressions: {}\nother: 1", "other: unknown"),
        ("suppressions:\n  a: 1", "expected a list"),
        ("suppressions:\n  - x", "no. 1: expected settings"),
        ("suppressions:\n  - id: a\n    id: b", "line 3: this key is there twice"),
        ("suppressions:\n  - id: 'a", "line 2: not valid YAML"),
        (
            "suppressions:\n  - id: a\n    reason: r\n    approver: b\n    packaged: test_cards\n    expires: 2027-02-30",
            "a: expires: no such day",
        ),
        ("suppressions:\n  - id: a\n    reason: !!int x", "not valid YAML"),
        ("suppressions: " + "[" * 5000, "not valid YAML"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_place(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "signed.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=word):
        read(file)


def test_a_list_that_is_empty_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    for text in ("suppressions:\n", "suppressions: []"):
        file.write_text(text, encoding="utf-8")
        assert read(file) == ()


def test_entries_may_share_what_yaml_lets_them_share(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    file.write_text(
        "suppressions:\n"
        "  - &first {id: a, reason: r, approver: b, expires: 2027-01-01, path: x}\n"
        "  - {<<: *first, id: c, path: y}\n",
        encoding="utf-8",
    )
    assert [(one.id, one.approver, one.path) for one in read(file)] == [("a", "b", ("x",)), ("c", "b", ("y",))]


ENTRY = "id: old\n{0}reason: 廃棄\n{0}approver: 部長\n{0}expires: 2027-01-01\n{0}path: x/*   # 決裁 26-0117\n"


@pytest.mark.parametrize(
    "text",
    [
        "# 台帳 2026\nsuppressions:\n  # 一件目\n  - " + ENTRY.format("    ") + "  # 次はここから\n",
        "suppressions:\n- " + ENTRY.format("  "),
        "\ufeffsuppressions:\r\n    - " + ENTRY.format("      ").replace("\n", "\r\n"),
        "suppressions:\n  - " + ENTRY.format("    ").rstrip(),  # no line break at the end
        "suppressions: [{id: old, reason: r, approver: b, expires: 2027-01-01, path: x/*}]  # 一行\n",
        "suppressions: [\n  {id: old, reason: 廃棄, approver: b, expires: 2027-01-01, path: x/*},\n]\n# 終わり\n",
        "suppressions: []\n# 終わり",
        "suppressions:\n# まだない\n",
        "# ここに書く\n",
        "",
    ],
)
def test_an_entry_is_added_and_the_rest_stays_byte_for_byte(tmp_path: Path, text: str) -> None:
    file = tmp_path / "signed.yaml"
    file.write_bytes(text.encode())
    known = read(file) if "old" in text else ()
    code, output = add(file, PHONE)
    assert code == 0, output
    after = file.read_bytes().decode()
    *before, new = read(file)
    assert tuple(before) == known and (new.id, new.reason) == ("phone_number-1", "代表電話")
    start = text.rstrip("]} ,\n") if text.startswith("suppressions: [") else text
    assert after.startswith(start.partition("]")[0])
    for line in filter(None, text.splitlines()):
        assert line.partition("]")[0] in after
    if "\r" in text:
        assert "\n" not in after.replace("\r\n", "")


def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    text = "suppressions:\n  - " + ENTRY.format("    ") + "...\n"
    file.write_text(text, encoding="utf-8")
    code, output = add(file, PHONE)
    assert code == 2 and "一覧" not in output and file.read_text(encoding="utf-8") == text


def test_what_is_there_already_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "signed.yaml"
    add(file, PHONE)
    before = file.read_bytes()
    code, output = add(file, "０３（１２３４）５６７８", "--lang", "ja")
    assert code == 2 and "phone_number-1 に同じ内容があります (期限 2027-03-31)" in output
    assert add(file, f"{OTHER}\n{PHONE}\n")[0] == 2  # one of several
    assert file.read_bytes() == before
    assert add(file, PHONE, "--path", "old/*")[0] == 0  # there it says something else
    place = ("--place", "--path", "archive/*")
    assert (add(file, "", *place)[0], add(file, "", *place)[0]) == (0, 2)
    at(monkeypatch, date(2027, 4, 1))  # lapsed: signed anew
    assert add(file, PHONE, expires="2028-03-31")[0] == 0
    assert [one.id for one in read(file)] == [f"phone_number-{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("value", "flags", "word"),
    [
        ("", (), "--place"),
        ("山田", (), "line 1"),
        (f"{PHONE}\n代表\n", (), "line 2"),
        (PHONE, ("--entity", "EMAIL_ADRESS"), "Did you mean 'EMAIL_ADDRESS'"),
        (PHONE, ("--expires", "2026-11-22"), "approved_on"),
        (PHONE, ("--approver", "-"), "approver: missing"),
    ],
)
def test_what_cannot_be_added_is_refused(tmp_path: Path, value: str, flags: tuple[str, ...], word: str) -> None:
    file = tmp_path / "signed.yaml"
    code, output = add(file, value, *flags, "--lang", "en")
    assert code == 2 and word in output and not file.exists()
    assert not value or value not in output


def test_a_value_from_a_console_of_windows(tmp_path: Path) -> None:
    flags = ("--entity", "PERSON", "--reason", "r", "--approver", "b", "--expires", "2027-01-01")
    digests = set()
    for number, codec in enumerate(("utf-8", "cp932", "utf-8-sig", "utf-16")):
        file = tmp_path / f"{number}.yaml"
        given = "高橋 結衣\r\n小林 大翔\r\n".encode(codec)
        assert CliRunner().invoke(cli, ["suppress", "add", str(file), *flags], input=given).exit_code == 0
        digests.add(read(file)[0].values)
    assert len(digests) == 1


def test_several_values_make_one_entry(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    assert add(file, f"{PHONE}\r\n\n{OTHER}\n{OTHER}\n")[0] == 0
    assert len(read(file)[0].values) == 2
    scan(share, out, "--suppress", str(file))
    assert phones(out) == {"list.csv": 20, "book.xlsx": 20}


def test_entries_are_listed_with_their_state(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, "--id", "hit", expires="2027-03-31")
    add(file, "06-9999-8888", "--id", "never", expires="2027-03-31")
    add(file, OTHER, "--id", "ends", "--path", "old/*", expires="2026-11-24")
    scan(share, out, "--suppress", str(file))
    write(file, [one for one in read(file) if one.id != "hit"])
    add(file, "", "--place", "--path", "tmp/*", "--id", "fresh", expires="2026-12-01")

    def states(*more: str) -> dict[str, Any]:
        code, output = run("suppress", "list", *more, "--format", "json")
        assert code == 0 and PHONE not in output, output
        return {row["id"]: (row["state"], row.get("hits")) for row in json.loads(output)}

    told = {"never": ("unused", 0), "ends": ("soon", 1), "fresh": ("new", None), "hit": ("active", 3)}
    assert states(str(file), "--out", str(out)) == told
    assert states("--out", str(out)) == {"hit": ("active", 3), "never": ("unused", 0), "ends": ("active", 1)}
    at(monkeypatch, date(2026, 11, 25))
    assert states(str(file)) == {"never": ("active", None), "ends": ("lapsed", None), "fresh": ("soon", None)}
    assert states("--out", str(out))["ends"] == ("earlier", 1)
    digest = read(file)[0].values[0]
    for lang, word in (("ja", "該当なし"), ("en", "never matched")):
        code, output = run("suppress", "list", str(file), "--out", str(out), "--lang", lang)
        assert code == 0 and word in output and "総務部長" in output and digest not in output
    assert run("suppress", "list")[0] == 2


def test_a_finding_is_signed_away_by_its_digest(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    scan(share, out)
    found = inventory.open(out).table("findings").to_pylist()
    digest = next(row["digest"] for row in found if row["uri"].endswith("share/memo.txt"))
    assert add(file, "", "--digest", digest)[0] == 0
    scan(share, out, "--suppress", str(file))
    assert phones(out)["memo.txt"] == 1
    code, output = add(file, "", "--digest", PHONE)
    assert code == 2 and "digests only" in output and PHONE not in output


def test_nothing_in_an_entry_speaks_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    rows = [GOOD | {"reason": "代表\x1b[31m　電話\n\n済み", "approver": "部長\u202e", "path": ["a\x1b[2J　b/*"]}]
    file.write_text(json.dumps({"suppressions": rows}), encoding="utf-8")
    (one,) = read(file)
    assert (one.reason, one.approver, one.path) == ("代表[31m　電話 済み", "部長", ("a\x1b[2J　b/*",))
    code, output = run("suppress", "list", str(file))
    assert code == 0 and "\x1b" not in output and "\u202e" not in output and "a[2J　b/*" in output
