"""Settings: which source of them wins, and what is said about a mistake."""

from __future__ import annotations

import os
import pickle
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.budget import Limits
from scanner.config import Plan, key_id, language, load_key, load_plan
from scanner.problems import ConfigError


def plan(text: str = "", env: dict[str, str] | None = None, folder: Path | None = None, **flags: Any) -> Plan:
    path = None
    if folder:
        path = folder / "daicho.yaml"
        path.write_text(text, encoding="utf-8")
    return load_plan(flags, path, env or {})


def test_flags_beat_environment_beats_file_beats_defaults(tmp_path: Path) -> None:
    text = "depth: deep\nworkers: 3\nsamples-per-field: 2\n"
    result = plan(text, {"DAICHO_DEPTH": "standard", "DAICHO_WORKERS": "4"}, tmp_path, depth="quick")
    assert (result.depth, result.workers, result.samples_per_field, result.executor) == ("quick", 4, 2, "local")


def test_flags_that_were_not_given_do_not_count(tmp_path: Path) -> None:
    result = plan("full: true\ninclude: ['*.txt']\n", folder=tmp_path, full=None, include=())
    assert result.full and result.include == ("*.txt",)


def test_targets_and_out_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "人事").mkdir()
    result = plan(targets=("人事", str(tmp_path / "人事"), "file://" + str(tmp_path).replace("/", "/")), out="o")
    assert result.targets == (str(tmp_path / "人事"), str(tmp_path))
    assert result.out == str(tmp_path / "o")


@pytest.mark.parametrize("text, value", [
    ("4096", 4096),
    ("'512M'", 512 << 20),
    ("4 GiB", 4 << 30),
    ("1.5gb", 3 << 29),
])  # fmt: skip
def test_sizes(tmp_path: Path, text: str, value: int) -> None:
    assert plan(f"limits: {{bytes: {text}}}", folder=tmp_path).limits.bytes == value


@pytest.mark.parametrize("text, says", [
    ("wrokers: 2", "wrokers: unknown key. Did you mean 'workers'?"),
    ("zzz: 2", "zzz: unknown key. Known keys: targets, out"),
    ("limits: {byts: 1}", "limits.byts: unknown key. Did you mean 'bytes'?"),
    ("depth: fast", "depth: use one of quick, standard or deep"),
    ("workers: many", "workers: must be a whole number"),
    ("workers: -1", "workers: must be at least 0"),
    ("workers: 4000", "workers: must be at most 1024"),
    ("limits: {seconds: 0}", "limits.seconds: must be more than 0"),
    ("limits: {bytes: lots}", "limits.bytes: must be a whole number"),
    ("limits: 3", "limits: must be settings of the form"),
    ("full: perhaps", "full: must be true or false"),
    ("targets: 3", "targets: must be a list"),
    ("targets: [/does/not/exist]", "/does/not/exist: no such file or folder"),
    ("targets: ['postgresql://me:geheim@host/db']", "postgresql://…: no password in a target"),
    (r"targets: ['\\\\fileserver\\人事']", "is written smb://host/share here"),
    ("hours: 22-6", "hours: hours like 22:00-06:00"),
    ("smb: {acl: fil}", "smb.acl: use one of folder, file or none"),
    ("smb: {password: geheim}", "smb.password: say where each one is"),
    ("sftp: {passphrase: 'env:'}", "sftp.passphrase: say where"),
    ("sql: {password: 'geheim'}", "sql.password: say where"),
    ("sql: {replica: 'me:geheim@host'}", "sql.replica: host or host:port"),
    ("sql: {replica: 'host:port'}", "sql.replica: host or host:port"),
    ("sql: {statements: 0}", "sql.statements: must be at least 1"),
    ("sql: {rows: -1}", "sql.rows: must be at least 0"),
    ("sql: {row: 1}", "sql.row: unknown key. Did you mean 'rows'"),
    ("webdav: {pasword: geheim}", "webdav.pasword: unknown key. Did you mean 'password'?"),
    ("targets: ['smb://me:geheim#1@host/share']", "smb://…: no password in a target"),
    ("targets: ['sftp://me:geheim?@host/share']", "sftp://…: no password in a target"),
    ("targets: ['sftp://[host/share']", "A target is no URI"),
    ("a: [", "line 1: not valid YAML"),
    ("- a\n- b", "settings of the form 'key: value'"),
    ("depth: [quick]\nworkers: x", "workers: must be a whole number"),  # all mistakes at once
])  # fmt: skip
def test_mistakes(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(text, folder=tmp_path)
    assert says in str(caught.value)
    assert caught.value.ja and "geheim" not in str(caught.value) + caught.value.ja


@pytest.mark.parametrize("flags, env, says", [
    ({"depth": "fast"}, {}, "--depth: use one of"),
    ({"fail_on": "x"}, {}, "--fail-on: use one of"),
    ({}, {"DAICHO_WORKERS": "x"}, "DAICHO_WORKERS: must be a whole number"),
])  # fmt: skip
def test_mistakes_say_where_they_are(flags: dict[str, Any], env: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(env=env, **flags)
    assert says in str(caught.value)


def test_a_missing_settings_file() -> None:
    with pytest.raises(ConfigError, match="Check --config"):
        load_plan({}, "/does/not/exist.yaml", {})


def test_the_example_settings_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = Path(__file__).parent.parent / "configs" / "daicho.example.yaml"
    text = example.read_text(encoding="utf-8").replace("/share", str(tmp_path))
    result = plan(text, folder=tmp_path)
    assert result.targets == (str(tmp_path),)
    assert result.limits == Limits()  # the example shows the defaults


def test_the_plan_travels() -> None:
    result = plan()
    assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize("change, same", [
    ({"workers": 9}, True),
    ({"out": "/elsewhere"}, True),
    ({"lang": "ja"}, True),
    ({"executor": "inline"}, True),
    ({"policy": "x"}, True),  # judged anew every time anyway
    ({"depth": "deep"}, False),
    ({"samples_per_field": 1}, False),
    ({"recognizers": ("-person",)}, False),
    ({"limits": Limits(pages=1)}, False),
])  # fmt: skip
def test_the_fingerprint_follows_what_changes_results(change: dict[str, Any], same: bool) -> None:
    one = Plan(("/s",))
    assert (one.fingerprint() == replace(one, **change).fingerprint()) is same


def test_another_key_is_another_fingerprint() -> None:
    one = Plan(("/s",))
    assert one.fingerprint(key_id(b"a" * 32)) != one.fingerprint(key_id(b"b" * 32))


@pytest.mark.parametrize("env, lang", [
    ({"LANG": "ja_JP.UTF-8"}, "ja"),
    ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
    ({"LANG": "de_DE"}, "en"),
    ({}, "en"),
])  # fmt: skip
def test_language(env: dict[str, str], lang: str) -> None:
    assert language(env) == lang == plan(env=env).lang


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = load_key({}, tmp_path / "new")
    assert len(key) == 32 and load_key({}, tmp_path / "new") == key
    assert stat.S_IMODE((tmp_path / "new" / "key").stat().st_mode) == 0o600
    assert load_key({}, tmp_path / "other") != key


def test_the_key_from_the_environment_leaves_no_file(tmp_path: Path) -> None:
    assert len(load_key({"DAICHO_KEY": "x" * 16}, tmp_path)) == 32
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("content", ["", "zz", "ab"])
def test_a_broken_key_file_is_never_used(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(ConfigError):
        load_key({}, tmp_path)


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="16 characters"):
        load_key({"DAICHO_KEY": "short"}, tmp_path)


def test_a_target_that_is_no_uri_is_told() -> None:
    with pytest.raises(ConfigError, match="no URI"):
        load_plan({"targets": ("s3://[bucket/x",)}, env={})
