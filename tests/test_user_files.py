"""Files of a hostile or hurried user: each ends in a message with its place, before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from recognizers import userfile
from recognizers.custom import Custom, read
from recognizers.userfile import UserFileError
from scanner.cli import cli
from scanner.config import load_plan
from scanner.problems import ConfigError

HEAD = "recognizers:\n"
GOOD = """\
  - id: own_number
    entity: OWN_NUMBER
    ja: 自社番号
    en: Own number
    category: personal
    level: high
    regex: ZQ\\d{6}
    prior: certain
    context: [own_no]
    examples: [ZQ123456]
    non_examples: [ZQ12345]
"""
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LAUGHS.encode() + HEAD.encode() + GOOD.encode(), "line 1: no anchors"),  # billion laughs
        ((HEAD + GOOD).replace("[own_no]", "&x [own_no]\n    other: *x").encode(), "no anchors"),
        ((HEAD + GOOD).replace("ZQ\\d{6}", "!!python/object/apply:os.getcwd []").encode(), "no tags"),
        ((HEAD + GOOD).replace("    ja", "\tja").encode(), "line 4: not valid YAML. Indent with spaces"),
        ((HEAD + GOOD).encode("cp932"), "not UTF-8"),
        ((HEAD + GOOD + "    regex: AB\\d{6}\n").encode(), "line 13: this key is there twice, first on line 8"),
        ((HEAD + GOOD + HEAD + GOOD).encode(), "line 13: this key is there twice, first on line 1"),
        ((HEAD + GOOD + "---\n" + HEAD).encode(), "not valid YAML"),
        ((HEAD + GOOD).replace("[ZQ123456]", "[" * 5000).encode(), "not valid YAML"),
        ((HEAD + GOOD).replace("[ZQ123456]", "[" * 25 + "]" * 25).encode(), "line 11: nested too deeply"),
        ((HEAD + GOOD).replace("[ZQ123456]", "[{a: b}]").encode(), "line 11, own_number: examples: each entry"),
        ((HEAD + GOOD).replace("ZQ\\d{6}", "[a, b]").encode(), "line 8, own_number: regex: must be one value"),
        ((HEAD + GOOD).replace("ZQ\\d{6}", "(?<=ZQ|番)\\d{6}").encode(), "line 8, own_number: regex: a look-behind"),
        ((HEAD + GOOD).replace("certain", "1.5").encode(), "line 9, own_number: prior"),
        ((HEAD + GOOD).replace("certain", "nan").encode(), "line 9, own_number: prior"),
        ((HEAD + GOOD + "    strict: yes\n").encode(), "line 13, own_number: strict: must be true or false"),
        ((HEAD + GOOD + "    strict: true\n").encode(), "strict: does nothing without check"),
        ((HEAD + GOOD + "    digits: 1_0\n").encode(), "digits: must be a whole number"),
        ((HEAD + GOOD + "    contxt: [a]\n").encode(), "line 13: contxt: unknown key. Did you mean 'context'"),
        ((HEAD + GOOD + "recognizer: []\n").encode(), "line 13: recognizer: unknown key"),
        ((HEAD + GOOD).replace("own_number", "imei").encode(), "line 2, imei: this id is in use"),
        ((HEAD + GOOD + GOOD).encode(), "line 13, own_number: this id is in use"),
        ((HEAD + GOOD).replace("OWN_NUMBER", "IMEI").encode(), "own.yaml, line 2, own_number: IMEI is known already"),
        ((HEAD + GOOD).replace("OWN_NUMBER", "SPC_OWN").encode(), "special_care_terms"),
        (
            (HEAD + GOOD + GOOD.replace("own_number", "other").replace("high", "low")).encode(),
            "own.yaml, line 13, other: own_number says otherwise of OWN_NUMBER",
        ),
        ((HEAD + GOOD).replace("regex: ZQ\\d{6}", "terms: ['']").encode(), "terms: each entry"),
        ((HEAD + GOOD).replace("regex: ZQ\\d{6}", f"terms: [{'あ' * 101}]").encode(), "terms: no. 1 has more than 100"),
        ((HEAD + GOOD).replace("regex: ZQ\\d{6}", "terms: [\ufeff]").encode(), "terms: no. 1 has more than 100"),
        ((HEAD + GOOD).replace("[own_no]", "[own_no, '：']").encode(), "context: no. 2 has more than 40"),
        ((HEAD + GOOD).encode() + b"# " + b"x" * userfile.MOST_YAML, "more than 4 MB"),
        (b"\x00\x01\x02", "not valid YAML"),
        (b"", "expected a list"),
        (b"recognizers: 5", "expected a list"),
        (b"recognizers: [5]", "no. 1: expected settings"),
    ],
)
def test_mistakes(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_plan({"recognizer_files": (str(path),)}, env={})
    assert said in str(caught.value)
    assert caught.value.ja != str(caught.value)
    for command in (("recognizers", "test", str(path)), ("scan", str(tmp_path), "--recognizers", str(path))):
        result = CliRunner().invoke(
            cli, [*command, "--out", str(tmp_path / "out")][: None if "scan" in command else -2]
        )
        assert result.exit_code == 2 and "own" in result.output and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [LAUGHS, LAUGHS + "entities: {PERSON: {level: low}}\n"])
def test_what_grows_without_measure_is_refused_in_every_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(content)
    for key in ("taxonomy", "suppress"):
        with pytest.raises(ConfigError, match="too many entries"):
            load_plan({key: str(path) if key == "taxonomy" else (str(path),)}, env={})
    with pytest.raises(ConfigError, match="too many entries"):
        load_plan({}, config_path=path, env={})


def test_a_settings_file_with_a_key_twice(tmp_path: Path) -> None:
    path = tmp_path / "daicho.yaml"
    path.write_text("depth: quick\nworkers: 2\ndepth: deep\n")
    with pytest.raises(ConfigError, match="line 3: this key is there twice, first on line 1"):
        load_plan({}, config_path=path, env={})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_windows_writes_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes((HEAD + GOOD).replace("\n", "\r\n").encode(encoding))
    assert read(path)[0].ja == "自社番号"


@pytest.mark.parametrize("value", ["007", "0x1F", "1e3", "12_000", "no", "Yes", "~x", "2024-02-30", "12:30:45", ".5"])
def test_values_are_what_is_written(tmp_path: Path, value: str) -> None:
    """YAML makes 7, 31, 1000.0, False and seconds of them."""
    path = tmp_path / "own.yaml"
    path.write_text(
        (HEAD + GOOD).replace("regex: ZQ\\d{6}", f"terms: [{value}]\n    other: [{value}]"), encoding="utf-8"
    )
    (own,) = read(path)
    assert own.terms == own.other == (value,)


def test_two_files_may_add_to_one_type(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text(HEAD + GOOD, encoding="utf-8")
    bare = "".join(
        line + "\n" for line in GOOD.splitlines() if line.split(":")[0].strip() not in ("ja", "en", "category", "level")
    )
    other.write_text(HEAD + bare.replace("own_number", "own_number_old"), encoding="utf-8")
    plan = load_plan({"recognizer_files": (str(other), str(one))}, env={})
    assert [custom.entity for custom in plan.custom] == ["OWN_NUMBER"] * 2


def test_a_list_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text((HEAD + GOOD).replace("regex: ZQ\\d{6}", "terms_file: /dev/zero"), encoding="utf-8")
    with pytest.raises(UserFileError, match=r"line 8, own_number: terms_file: /dev/zero: (more than 64 MB|cannot be)"):
        read(path)


def test_no_message_holds_a_term(tmp_path: Path) -> None:
    (tmp_path / "staff.txt").write_text("架空田一郎\n" + "架空山" * 50, encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text((HEAD + GOOD).replace("regex: ZQ\\d{6}", "terms_file: staff.txt"), encoding="utf-8")
    with pytest.raises(UserFileError, match=r"staff.txt, line 2: more than 100") as caught:
        read(path)
    assert "架空" not in str(caught.value) + caught.value.ja
    assert "架空" not in repr(Custom("a", "A", terms=("架空田一郎",)))
