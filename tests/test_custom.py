"""Users' own recognizers and taxonomy: from YAML through the command line to Parquet and report."""

from __future__ import annotations

import importlib.util
import textwrap
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from recognizers import Engine
from recognizers.custom import CHECKS, Custom, read
from recognizers.types import ColumnView, Hints
from recognizers.userfile import UserFileError
from reports import all_reports
from scanner import inventory
from scanner.cli import cli
from scanner.config import load_plan
from scanner.problems import ConfigError
from tests.needs import ROOT

EXAMPLE = ROOT / "configs" / "recognizers" / "example.yaml"
CHECKED = EXAMPLE.with_name("checks.yaml")
GOOD = """
recognizers:
  - id: own_number
    entity: OWN_NUMBER
    ja: 自社番号
    en: Own number
    category: personal
    level: high
    regex: "ZQ\\\\d{6}"
    prior: certain
    context: [own_no]
    examples: [ZQ123456]
    non_examples: [ZQ12345]
"""


def write(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.output


def test_the_example_that_we_ship_holds() -> None:
    code, output = run("recognizers", "test", str(EXAMPLE))
    assert code == 0, output
    assert output.count("ok ") == 3


def test_each_check_digit_has_an_example_that_holds() -> None:
    code, output = run("recognizers", "test", str(CHECKED))
    assert code == 0, output
    assert [one.check for one in read(CHECKED)] == list(CHECKS)
    table = (ROOT / "docs" / "recognizers.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in table for name in CHECKS)


def test_a_failing_example_is_shown_with_what_decided(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("[ZQ12345]", "[ZQ654321]"))
    code, output = run("recognizers", "test", str(path))
    assert code == 1
    assert "ZQ654321" in output and "pattern" in output


def test_in_text_in_a_column_in_parquet_and_in_the_report(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "memo.txt").write_text("番号はZQ123456です。", encoding="utf-8")
    (share / "list.csv").write_text(
        "own_no,place\n" + "".join(f"ZQ{n:06},x\n" for n in range(100, 140)), encoding="utf-8"
    )
    own, out = write(tmp_path, GOOD), tmp_path / "out"
    code, output = run(
        "scan", str(share), "--recognizers", str(own), "--out", str(out), "--executor", "inline", "--lang", "ja"
    )
    assert code == 0, output
    rows = inventory.open(out).table("fields").to_pylist()
    found = {
        (r["uri"].rpartition("/")[2], r["hits"], r["level"], r["category"]) for r in rows if r["entity"] == "OWN_NUMBER"
    }
    assert found == {("memo.txt", 1, "high", "personal"), ("list.csv", 40, "high", "personal")}
    assert "自社番号" in (out / "report.html").read_text(encoding="utf-8")
    assert "自社番号" in output
    plan = next((out / "runs").rglob("plan.yaml")).read_text(encoding="utf-8")
    assert "own_number" in plan and "ZQ" not in plan  # a list of terms may be a list of clients


LAW = "不正競争防止法2条6項"


@pytest.mark.parametrize(
    ("lang", "type_name", "category"), [("ja", "自社番号", "営業秘密"), ("en", "Own number", "Trade secret")]
)
def test_types_of_ones_own_are_in_every_report_in_both_languages(
    tmp_path: Path, lang: str, type_name: str, category: str
) -> None:
    share, out = tmp_path / "share", tmp_path / "out"
    share.mkdir()
    (share / "memo.txt").write_text("番号はZQ123456です。", encoding="utf-8")
    own = write(tmp_path, GOOD.replace("category: personal", f"category: trade_secret\n    law: {LAW}"))
    overlay = write(
        tmp_path,
        f"categories: {{trade_secret: {{ja: 営業秘密, en: Trade secret, level: high, law: {LAW}}}}}",
        "ours.yaml",
    )
    more = ("--taxonomy", str(overlay), "--recognizers", str(own), "--executor", "inline", "--lang", lang)
    code, output = run("scan", str(share), "--out", str(out), *more)
    assert code == 0 and type_name in output and category in output
    for form in all_reports().keys() - {"sql-comments", "openmetadata", "datahub"}:  # these speak of tables alone
        target = tmp_path / f"report.{form}"
        code, _ = run("report", str(out), "--format", form, "--out", str(target), "--lang", lang)
        assert code == 0
        files = [path for path in target.iterdir() if path.is_file()] if target.is_dir() else [target]
        text = "\n".join(path.read_bytes().decode("utf-8-sig", "replace") for path in files)
        assert all(word in text for word in (type_name, category, LAW, "high" if form != "html" else LAW)), form


def test_a_category_of_ones_own_is_known_wherever_recognizers_are_tried(tmp_path: Path) -> None:
    own = write(tmp_path, GOOD.replace("category: personal", "category: trade_secret"))
    overlay = write(tmp_path, "categories: {trade_secret: {ja: 営業秘密, en: Trade secret, level: high}}", "ours.yaml")
    memo = tmp_path / "memo.txt"
    memo.write_text("番号はZQ123456です。", encoding="utf-8")
    for command in (
        ("recognizers", "test", str(own)),
        ("recognizers", "list", "--recognizers", str(own)),
        ("inspect", str(memo), "--recognizers", str(own)),
    ):
        code, output = run(*command, "--lang", "en")
        assert code == 2 and f"{own}, line 3, own_number: category one of" in output
        code, output = run(*command, "--taxonomy", str(overlay), "--lang", "en")
        assert code == 0 and ("Trade secret" in output or command[1] == "test")


def test_an_overlay_changes_names_levels_and_switches(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text("電話 090-1234-5678", encoding="utf-8")
    overlay = write(
        tmp_path,
        """
        switches: {financial_sensitive: true}
        categories: {secret: {ja: 社外秘, en: Secret, level: critical}}
        entities: {PHONE_NUMBER: {category: secret, level: critical}}
        """,
    )
    out = tmp_path / "out"
    code, output = run(
        "scan", str(share), "--taxonomy", str(overlay), "--out", str(out), "--executor", "inline", "--lang", "ja"
    )
    assert code == 0, output
    known = inventory.open(out)
    (item,) = known.table("items").to_pylist()
    assert (item["level"], item["categories"]) == ("critical", ["secret"])
    assert known.names["entities"]["SENSITIVE_UNION"]["category"] == "sensitive"
    assert "社外秘" in (out / "report.html").read_text(encoding="utf-8")


def test_a_misspelt_type_of_an_overlay_is_told(tmp_path: Path) -> None:
    overlay = write(tmp_path, "entities: {JP_MY_NUMBR: {level: high}}", "ours.yaml")
    code, output = run(
        "scan", str(tmp_path), "--taxonomy", str(overlay), "--out", str(tmp_path / "out"), "--lang", "en"
    )
    assert code == 2 and "Did you mean 'JP_MY_NUMBER'?" in output


def test_the_switch_is_off_by_default() -> None:
    from scanner.taxonomy import taxonomy

    assert (taxonomy().of("SENSITIVE_UNION").category, taxonomy().of("SENSITIVE_UNION").level) == ("personal", "low")
    assert taxonomy('{"switches": {"financial_sensitive": true}}').of("SENSITIVE_UNION").level == "high"


def test_plans_differ_by_what_is_in_the_files(tmp_path: Path) -> None:
    own = write(tmp_path, GOOD)
    one = load_plan({"recognizer_files": (str(own),)}, env={})
    write(tmp_path, GOOD.replace("{6}", "{7}").replace("ZQ123456]", "ZQ1234567]"))
    other = load_plan({"recognizer_files": (str(own),)}, env={})
    assert len({one.fingerprint(), other.fingerprint(), load_plan({}, env={}).fingerprint()}) == 3


def test_a_word_more_in_a_list_and_everything_is_read_again(tmp_path: Path) -> None:
    share, out, words = tmp_path / "share", tmp_path / "out", tmp_path / "clients.txt"
    share.mkdir()
    (share / "memo.txt").write_text("霞商会と虹工業を訪問", encoding="utf-8")
    own = write(tmp_path, GOOD.replace('regex: "ZQ\\\\d{6}"', "terms_file: clients.txt").replace("ZQ123456", "霞商会"))
    seen = []
    for content in ("霞商会", "霞商会", "霞商会\n虹工業"):
        words.write_text(content, encoding="utf-8")
        code, output = run("scan", str(share), "--recognizers", str(own), "--out", str(out), "--executor", "inline")
        assert code == 0, output
        known = inventory.open(out)
        hits = [row["hits"] for row in known.table("fields").to_pylist() if row["entity"] == "OWN_NUMBER"]
        seen.append((known.last_run()["unchanged"], hits))
    assert seen == [(0, [1]), (1, [1]), (0, [2])]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("entity:", "entitty:", "Did you mean 'entity'"),
        ("OWN_NUMBER", "own number", "capital letters"),
        ('regex: "ZQ\\\\d{6}"', "level2: x", "unknown key"),
        ('regex: "ZQ\\\\d{6}"', 'regex: "ZQ\\\\d+"', "bound"),
        ('regex: "ZQ\\\\d{6}"', 'regex: "(ZQ"', "not a regular expression"),
        ('regex: "ZQ\\\\d{6}"', 'regex: "x?"', "empty text"),
        ('regex: "ZQ\\\\d{6}"', "check: luhn", "one of regex, terms"),
        ("prior: certain", "prior: sure", "prior"),
        ("prior: certain", "check: crc", "check: use one of"),
        ("non_examples: [ZQ12345]", "", "non_examples"),
        ("id: own_number", "id: jp_my_number", "in use"),
        ("category: personal", "", "give it a category"),
        ("category: personal", "category: perso", "category one of"),
        ("level: high", "level: huge", "level one of"),
        ('regex: "ZQ\\\\d{6}"', "terms_file: nowhere.txt", "cannot be read"),
        ("recognizers:", "recognisers:", "expected a list"),
    ],
)
def test_mistakes_are_found_before_anything_is_read(tmp_path: Path, old: str, new: str, word: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError, match=word):
        load_plan({"recognizer_files": (str(path),)}, env={})
    code, output = run("scan", str(tmp_path), "--recognizers", str(path), "--lang", "ja")
    assert code == 2
    assert str(path.name) in output or "own_number" in output or "jp_my_number" in output


def test_terms_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "clients.txt").write_text("# ours\n霞商会\n\n(株)虹\n", encoding="utf-8")
    text = (
        GOOD.replace('regex: "ZQ\\\\d{6}"', "terms_file: clients.txt")
        .replace("ZQ123456", "霞商会")
        .replace("ZQ12345", "霧商会")
    )
    (custom,) = read(write(tmp_path, text))
    assert custom.terms == ("霞商会", "(株)虹")
    assert "霞" not in repr(custom)
    engine = Engine(("phone_number",), custom=(custom,))
    assert [(h.entity, h.start, h.end) for h in engine.find("昨日（株）虹を訪問")] == [("OWN_NUMBER", 2, 6)]


OWN = Custom("staff", "STAFF", prior=0.9)


def test_users_words_are_in_no_cache_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of terms may be a list of employees; what we ship may stay there."""
    from recognizers import databases, written

    for module in (databases, written):
        monkeypatch.setattr(module, "cache_folder", lambda: tmp_path)
    _ = Engine(("phone_number",)).candidates
    ours = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert ours or importlib.util.find_spec("hyperscan") is None
    listed = replace(OWN, terms=("架空田一郎", "架空山花子"))
    shaped = replace(OWN, id="code", regex="KAKUU[0-9]{5}")
    engine = Engine(("phone_number",), custom=(listed, shaped))
    assert [hit.entity for hit in engine.find("担当は架空田一郎、KAKUU12345")] == ["STAFF", "STAFF"]
    _ = engine.candidates
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == ours


def test_the_cache_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    databases = pytest.importorskip("recognizers.databases")
    if not databases.READY:
        pytest.skip("no Hyperscan here, so nothing is kept")
    monkeypatch.setattr(databases, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(databases, "_MOST_KEPT", 3)
    for entity in ("phone_number", "email_address", "ip_address", "jp_my_number"):
        Engine((entity,))
        assert 0 < len(list(tmp_path.iterdir())) <= 3


@pytest.mark.parametrize("matcher", ["auto", "re"])
@pytest.mark.parametrize(
    ("terms", "text", "found"),
    [
        (("高橋", "高橋一", "高橋一郎"), "高橋一郎と高橋", ["高橋一郎", "高橋"]),  # the longest at a place
        (("高橋一郎",), "髙橋一郎と髙槗一郎", ["髙橋一郎", "髙槗一郎"]),  # old forms
        (("サトウ ガク",), "ｻﾄｳ ｶﾞｸとサトウ　ガク", ["ｻﾄｳ ｶﾞｸ", "サトウ　ガク"]),
        (("髙橋",), "高橋", ["高橋"]),  # the list itself may be written either way
        (("Apollo",), "ＡＰＯＬＬＯとapolloとＡｐｏｌｌｏ", ["ＡＰＯＬＬＯ", "apollo", "Ａｐｏｌｌｏ"]),
        (("IT",), "CREDIT、IT、ITの、XIT", ["IT", "IT"]),  # not inside a longer Latin word
        (("アケボノブッサンショウジ",), "ｱｹﾎﾞﾉブッサンｼｮｳｼﾞ", ["ｱｹﾎﾞﾉブッサンｼｮｳｼﾞ"]),
    ],
)
def test_words_in_every_way_they_are_written(matcher: str, terms: tuple[str, ...], text: str, found: list[str]) -> None:
    own = replace(OWN, terms=terms, ignore_case=True)
    engine = Engine(("imei",), "quick", matcher, custom=(own,))
    assert [text[hit.start : hit.end] for hit in engine.find(text)] == found


def test_a_hundred_thousand_names(tmp_path: Path) -> None:
    """Names that begin alike, hold one another and are written with a space in the list and without in the text."""
    kanji = [chr(0x4E00 + 37 * n) for n in range(320)]
    names = [f"{a}{b} {kanji[i % 7]}{b}" for i, a in enumerate(kanji) for b in kanji][:100_000]
    (tmp_path / "staff.txt").write_text("\n".join([*names, names[5] + "子"]), encoding="utf-16")
    path = write(
        tmp_path,
        f"""
        recognizers:
          - id: staff
            entity: STAFF
            category: personal
            terms_file: staff.txt
            prior: certain
            examples: [{names[0]}]
            non_examples: [誰でもない]
        """,
    )
    (own,) = read(path)
    engine = Engine(("imei",), "quick", custom=(own,))
    one, other = names[5].replace(" ", ""), names[70_000].replace(" ", "　")
    text = f"担当は{one}と{one}子と{other}と{one[:-1]}"
    assert [text[hit.start : hit.end] for hit in engine.find(text)] == [one, one + "子", other]


@pytest.mark.parametrize("others", [20, 1_500])
def test_a_few_cells_of_a_column_are_found(others: int) -> None:
    """One client among thousands of rows counts; a sample would miss it, and so would a share."""
    custom = (
        replace(OWN, id="client", entity="CLIENT", terms=("霞商会", "虹工業")),
        replace(OWN, id="code", entity="CODE", regex=r"ZQ\d{6}"),
        replace(OWN, id="labelled", entity="LABELLED", terms=("本店",), context=("種別",), needs_label=True),
    )
    values = [f"取引先{n:04}号店" for n in range(others)] + [
        "霞商会 本店",
        "(株)虹工業",
        "ZQ123456 控",
        "旧ＺＱ０００００１",
    ]
    column = ColumnView("取引先", pa.array(values), pa.array([2] * len(values)), 2 * len(values), Hints())
    (hits,) = Engine((), "quick", custom=custom).find_table([column])
    found = {hit.entity: (hit.hits, hit.distinct, hit.samples) for hit in hits}
    assert found == {"CLIENT": (4, 2, ("霞商会", "虹工業")), "CODE": (4, 2, ("ZQ123456", "ＺＱ０００００１"))}


@pytest.mark.parametrize("matcher", ["auto", "re"])
def test_a_long_match_is_found_whole(matcher: str) -> None:
    own = replace(OWN, regex="<<[^\n>]{0,200}>>", bounded=False)
    text = "前置き。" * 99 + "<<" + "あ" * 190 + ">>" + "後書き。" * 99
    (hit,) = Engine(("imei",), "quick", matcher, custom=(own,)).find(text)
    assert hit.end - hit.start == 194


def test_no_message_quotes_a_term(tmp_path: Path) -> None:
    text = GOOD.replace('regex: "ZQ\\\\d{6}"', "terms: [霞商会]").replace("prior: certain", "prior: [霞商会]")
    with pytest.raises(UserFileError) as caught:
        read(write(tmp_path, text))
    assert "霞" not in str(caught.value) and "霞" not in caught.value.ja


def test_items_of_the_financial_sector_by_text_and_header(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "memo.txt").write_text("佐藤さんは労働組合に加入している。本籍：長野県松本市大手4-8", encoding="utf-8")
    (share / "list.csv").write_text(
        "氏名,本籍地\n" + "".join(f"佐藤{c}郎,長野県\n" for c in "一二三四五六"), encoding="utf-8"
    )
    overlay = write(tmp_path, "switches: {financial_sensitive: true}")
    for name, more, level in (("off", (), "low"), ("on", ("--taxonomy", str(overlay)), "high")):
        out = tmp_path / name
        code, output = run("scan", str(share), "--out", str(out), "--executor", "inline", *more)
        assert code == 0, output
        rows = inventory.open(out).table("fields").to_pylist()
        found = {
            (r["uri"].rpartition("/")[2], r["entity"]): r["level"] for r in rows if r["entity"].startswith("SENSITIVE")
        }
        assert found == {
            ("memo.txt", "SENSITIVE_UNION"): level,
            ("memo.txt", "SENSITIVE_DOMICILE"): level,
            ("list.csv", "SENSITIVE_DOMICILE"): level,
        }
