"""Expressions over bytes that an earlier process has written: the same, or written anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recognizers import load, written
from recognizers.rawregex import PatternError, exact_sources, raw_regexes
from recognizers.written import Exact, Written


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(written, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written anew."""
    found: list[str] = []

    def write(regex: str, ignore_case: bool = False) -> Any:
        found.append(regex)
        return raw_regexes(regex, ignore_case)

    monkeypatch.setattr(written, "raw_regexes", write)
    return found


def test_all_of_ours_come_back_as_they_were(asked: list[str]) -> None:
    ours = [(one.regex, one.ignore_case) for one in load(depth="quick")[0] if one.regex]
    first = Written()
    found = [first(*one) for one in ours]
    first.keep()
    asked.clear()
    again = Written()
    assert [again(*one) for one in ours] == found == [raw_regexes(*one) for one in ours]
    assert len(ours) > 100 and not asked


def test_only_what_is_new_is_written(asked: list[str], folder: Path) -> None:
    for regexes, new in ((["[0-9]{4}", "山田"], 2), (["山田", "[0-9]{7}"], 1), (["山田", "[0-9]{4}"], 0)):
        asked.clear()
        one = Written()
        for regex in regexes:
            one(regex)
        before = [path.stat().st_mtime_ns for path in folder.glob("*")]
        one.keep()
        assert len(asked) == new
        assert new or before == [path.stat().st_mtime_ns for path in folder.glob("*")]
    one = Written()
    assert one("abcd", True) != one("abcd")  # capital letters are another question


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', '{"version": 99, "expressions": {}}', "expressions", "mark"]
)
def test_a_file_that_is_not_ours_is_written_anew(text: str, folder: Path, asked: list[str]) -> None:
    one = Written()
    one("[0-9]{4}")
    one.keep()
    [path] = folder.glob("*")
    if text == "expressions":
        text = json.dumps({"version": 1, "expressions": {"0[0-9]{4}": [["x"]]}})
    path.write_text(text)
    asked.clear()
    again = Written()
    assert again("[0-9]{4}") == raw_regexes("[0-9]{4}") and asked
    again.keep()
    assert Written()("[0-9]{4}") == raw_regexes("[0-9]{4}")


def test_old_versions_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        monkeypatch.setattr(written, "_code", lambda number=number: f"code{number}")
        one = Written()
        one("[0-9]{4}")
        one.keep()
    assert len(list(folder.glob("*.raw.json"))) == 4 and not list(folder.glob("tmp*"))


def test_where_nothing_can_be_kept_nothing_breaks(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    one = Written()
    assert one("[0-9]{4}") == raw_regexes("[0-9]{4}")
    one.keep()


def test_what_no_engine_can_take_is_said_each_time() -> None:
    for _ in range(2):
        one = Written()
        with pytest.raises(PatternError):
            one("(")
        one.keep()


def test_what_sieves_look_for_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    regexes = [r"第[一二三]条|禁錮\d{1,2}年", "(?:患者|利用者)は[^。]{0,9}た", "a?"]
    first = Exact()
    found = [first(one) for one in regexes]
    first.keep()
    assert found == [exact_sources(one) for one in regexes] and found[2] == []
    monkeypatch.setattr(written, "exact_sources", None)  # not asked again
    again = Exact()
    assert [again(one) for one in regexes] == found
    [path] = folder.glob("*.exact.json")
    for text in ("{", '{"version": 1}', '{"version": 1, "expressions": {"a?": 3}}'):
        path.write_text(text)
        monkeypatch.setattr(written, "exact_sources", exact_sources)
        assert Exact()(regexes[0]) == found[0]
