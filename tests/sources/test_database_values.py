"""What columns hold in old databases: each oddity is built here, through SQLite, and comes out as what was meant."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scanner.budget import Budget
from scanner.config import load_plan
from scanner.model import Column, Extent, ItemResult, Passage, Problem, Reason, Segment
from scanner.sources import SourceOptions, open_source
from scanner.sources.database import garbled, protected
from scanner.sources.database.dialect import Field
from scanner.sources.database.sqlite import Sqlite
from scanner.sources.database.trouble import Broken
from scanner.sources.database.values import header_of
from scanner.worker import Job

NAMES = ("山田太郎", "佐藤花子", "鈴木一郎", "髙橋美咲", "渡邊健", "伊藤さくら", "加藤ひろし", "小林ゆかり")
CHANCE = random.Random(1)


def base(folder: Path, columns: dict[str, Sequence[Any]], kinds: str = "") -> str:
    """The target of a database with one table `t`."""
    path = folder / "old.db"
    made = sqlite3.connect(path)
    names = ", ".join(f'"{name}" {kinds}' for name in columns)
    made.execute(f"CREATE TABLE t ({names})")
    rows = list(zip(*columns.values(), strict=True))
    made.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows)
    made.commit()
    made.close()
    return f"sqlite://{path}"


def segments(target: str, full: bool = False) -> list[Segment]:
    source = open_source(target, SourceOptions(full=full))
    return [segment for item in source.list() for segment in source.read(item, Budget())]


def columns(target: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for segment in segments(target):
        if isinstance(segment, Column):
            found.setdefault(segment.field, []).extend(segment.values.to_pylist())
    return found


def scanned(target: str) -> ItemResult:
    plan = load_plan({"targets": (target,)}, env={})
    job = Job(plan, b"k" * 32)
    source = open_source(target)
    return job(list(source.list()))[0]


def garble(text: str, encoding: str, taken_for: str) -> str:
    return text.encode(encoding, "ignore").decode(taken_for, "ignore")


# --- character sets ---


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8"])
def test_bytes_of_text_are_read_in_the_encoding_of_their_column(tmp_path: Path, encoding: str) -> None:
    meant = [name.encode(encoding, "ignore").decode(encoding) for name in NAMES]
    target = base(tmp_path, {"nm": [name.encode(encoding, "ignore") for name in NAMES]})
    assert columns(target)["nm"] == meant


@pytest.mark.parametrize(
    ("encoding", "taken_for", "told"),
    [
        ("cp932", "latin-1", "latin1:cp932"),
        ("euc_jp", "latin-1", "latin1:euc_jp"),
        ("utf-8", "latin-1", "latin1:utf-8"),
        ("utf-8", "cp932", "cp932:utf-8"),
    ],
)
def test_text_in_the_wrong_character_set_is_mended(tmp_path: Path, encoding: str, taken_for: str, told: str) -> None:
    names = [name for name in NAMES if name.encode(encoding, "ignore").decode(taken_for, "ignore").encode(taken_for)
             == name.encode(encoding, "ignore") and name.encode(encoding, "ignore").decode(encoding) == name]  # fmt: skip
    assert len(names) >= 3
    target = base(tmp_path, {"nm": [garble(name, encoding, taken_for) for name in names]})
    found = [segment for segment in segments(target) if isinstance(segment, Column)]
    assert found[0].values.to_pylist() == names
    assert found[0].notes == (f"mojibake:{told}",)


@pytest.mark.parametrize(
    "values",
    [
        NAMES,
        ("Müller", "Café", "naïve", "Ångström"),  # latin1 as it should be
        ("ｱｲｳ", "カタカナ", "漢字かな交じり文", "〒100-0001"),
        ("plain", "ascii", None, ""),
        ("①②③", "～―∥", "縲懊", "螻ｱ"),
        ("栃木県", "碓氷峠", "阿部", "鴨川", "麻布"),
    ],
)
def test_text_that_is_well_is_left_alone(values: Sequence[str | None]) -> None:
    assert garbled.how(values) == ""


def test_mended_text_is_recognised_and_the_evidence_says_so(tmp_path: Path) -> None:
    names = [f"山田太郎{''.join(CHANCE.sample('一二三四五六', 2))}" for _ in range(40)]
    phones = [f"090-1234-{number:04}" for number in range(40)]
    result = scanned(base(tmp_path, {"氏名": [garble(name, "utf-8", "latin-1") for name in names], "電話": phones}))
    tally = next(tally for tally in result.tallies if tally.field == "氏名")
    assert "mojibake:latin1:utf-8" in tally.entities["PERSON"].evidence


# --- JSON and XML ---


def test_json_becomes_a_column_a_key_path_in_line_with_the_table(tmp_path: Path) -> None:
    documents: list[Any] = [
        {"顧客": {"氏名": "山田太郎", "年齢": 30}, "tags": ["a", "b"]},
        None,
        {"顧客": {"氏名": "佐藤花子"}, "連絡先": [{"tel": "03-1234-5678"}, {"tel": "06-1234-5678"}]},
        "no json",
    ]
    texts = [json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else one for one in documents]
    found = columns(base(tmp_path, {"id": [1, 2, 3, 4], "doc": texts}))
    assert found == {
        "id": ["1", "2", "3", "4"],
        "doc.顧客.氏名": ["山田太郎", None, "佐藤花子", None],
        "doc.顧客.年齢": ["30", None, None, None],
        "doc.tags": ["a\nb", None, None, None],
        "doc": [None, None, None, "no json"],
        "doc.連絡先.tel": ["03-1234-5678", "06-1234-5678"],
    }


def test_a_key_path_that_comes_late_is_in_line_too(tmp_path: Path) -> None:
    count = 17_000  # more than a batch
    texts = [json.dumps({"a": "1"} if row < count - 1 else {"a": "1", "late": "x"}) for row in range(count)]
    found = columns(base(tmp_path, {"doc": texts}))
    assert len(found["doc.late"]) == count and found["doc.late"][-1] == "x"


def test_xml_becomes_a_column_an_element(tmp_path: Path) -> None:
    texts = [
        "<申込><氏名>山田太郎</氏名><電話 種別='携帯'>090-1234-5678</電話></申込>",
        "<申込><氏名>佐藤花子</氏名></申込>",
    ]
    assert columns(base(tmp_path, {"x": texts})) == {
        "x.氏名": ["山田太郎", "佐藤花子"],
        "x.電話": ["090-1234-5678", None],
        "x.電話.種別": ["携帯", None],
    }


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        "<a>" * 5_000,
    ],
)
def test_hostile_documents_stay_text(tmp_path: Path, hostile: str) -> None:
    plain = "<r><a>x</a></r>" if hostile.startswith("<") else '{"a": "x"}'
    found = columns(base(tmp_path, {"doc": [plain, plain, hostile]}))
    assert found["doc.a"] == ["x", "x", None]
    assert len(found["doc"]) == 3


def test_keys_without_end_are_bounded(tmp_path: Path) -> None:
    texts = [json.dumps({f"key{letter}{other}": "v" for other in "abcdefghijklmnopqrstuvwxyz"}) for letter in
             (a + b for a in "abcdefghij" for b in "abcdefghij")]  # fmt: skip
    found = columns(base(tmp_path, {"doc": texts}))
    assert len(found) <= 501
    assert sum(text.count("\n") + 1 for text in found["doc"] if text) + sum(
        value is not None for name, values in found.items() if name != "doc" for value in values
    ) == 26 * len(texts)


# --- bytes ---


def document(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("控え.txt", text)
    return buffer.getvalue()


def test_documents_in_bytes_are_read_behind_the_table(tmp_path: Path) -> None:
    files = [document("氏名 山田太郎"), None, document("電話 03-1234-5678"), b"\x00\x01\x02 nothing known", b"text"]
    found = segments(base(tmp_path, {"id": range(5), "scan": files}))
    at = [place for place, segment in enumerate(found) if isinstance(segment, Passage) and "row" in segment.part]
    at = [place for place in at if found[place].text != "控え.txt"]  # type: ignore[union-attr]
    assert [(found[place].part, found[place].text) for place in at] == [  # type: ignore[union-attr]
        ("scan row 1!控え.txt", "氏名 山田太郎"),
        ("scan row 3!控え.txt", "電話 03-1234-5678"),
    ]
    assert max(place for place, segment in enumerate(found) if isinstance(segment, Column)) < min(at)
    problems = [segment for segment in found if isinstance(segment, Problem)]
    assert [(one.reason, one.part, one.detail) for one in problems] == [
        (Reason.UNSUPPORTED, "scan", "1 binary values"),
    ]


def test_documents_beyond_measure_are_counted(tmp_path: Path) -> None:
    target = base(tmp_path, {"scan": [document("a")] * 2_100})
    problems = [segment for segment in segments(target) if isinstance(segment, Problem)]
    assert [(one.reason, one.detail.split()[0]) for one in problems] == [(Reason.TOO_MANY, "100")]
    assert not [segment for segment in segments(target, full=True) if isinstance(segment, Problem)]


# --- what is hashed or encrypted ---


def random_bytes(size: int) -> bytes:
    return CHANCE.randbytes(size)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([f"$2b$12${'abcdefghij' * 5}abc"], "hashed:bcrypt"),
        (["$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$" + "A" * 43], "hashed:argon2"),
        (["pbkdf2_sha256$600000$abcdefgh$" + "A" * 44], "hashed:pbkdf2"),
        ([hashlib.sha256(str(n).encode()).hexdigest() for n in range(20)], "hashed:hex64"),
        ([hashlib.md5(str(n).encode()).hexdigest().upper() for n in range(20)], "hashed:hex32"),
        ([base64.b64encode(random_bytes(48)).decode() for _ in range(20)], "encrypted:base64"),
        (["-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----"], "encrypted:pgp"),
        (["U2FsdGVkX1" + "A" * 30], "encrypted:openssl"),
        # And what is neither.
        ([f"{CHANCE.getrandbits(128):032x}"[:12] + "4" + f"{CHANCE.getrandbits(76):019x}" for _ in range(20)], ""),
        (["123456789012"] * 3 + [str(10**11 + n) for n in range(20)], ""),
        ([f"{n:032d}" for n in range(20)], ""),
        ([base64.b64encode(f"これは文章です {n} です。はい".encode() * 3).decode() for n in range(20)], ""),
        (["aGVsbG8gd29ybGQ=", "short"], ""),
        (list(NAMES), ""),
        ([], ""),
    ],
)
def test_digests_and_ciphertext_are_told_from_text(values: list[str], told: str) -> None:
    assert protected.of_text(values) == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([random_bytes(32) for _ in range(20)], "hashed:bytes32"),
        ([random_bytes(48 + 16 * (n % 3)) for n in range(20)], "encrypted:bytes"),
        ([b"Salted__" + random_bytes(24)], "encrypted:openssl"),
        ([b"age-encryption.org/v1\n" + random_bytes(24)], "encrypted:age"),
        ([b"\xc3\x0d\x04\x07\x03\x02" + random_bytes(40)], "encrypted:pgp"),  # pgp_sym_encrypt of pgcrypto
        ([n.to_bytes(16, "big") for n in range(100)], ""),
        ([b"\x00\x01" * 20] * 20, ""),
    ],
)
def test_bytes_too(values: list[bytes], told: str) -> None:
    assert protected.of_bytes(values) == told


def test_a_protected_column_is_a_row_of_low_level_and_nothing_else(tmp_path: Path) -> None:
    hashes = [hashlib.sha256(name.encode()).hexdigest() for name in map(str, range(50))]
    spelled = [
        b"PK\x03\x04" + random_bytes(44),
        *(random_bytes(48) for _ in range(49)),
    ]  # one like a document by chance
    texts = [base64.b64encode(raw).decode() for raw in spelled]
    columns: dict[str, Sequence[Any]] = {
        "個人番号": hashes,
        "暗号": [random_bytes(64) for _ in range(50)],
        "暗号文": texts,
    }
    result = scanned(base(tmp_path, columns))
    assert {tally.field: {entity: (count.hits, count.evidence) for entity, count in tally.entities.items()}
            for tally in result.tallies if tally.field not in ("", "@path")} == {
        "個人番号": {"HASHED_VALUE": (50, ("hashed:hex64",))},
        "暗号": {"ENCRYPTED_VALUE": (50, ("encrypted:bytes",))},
        "暗号文": {"ENCRYPTED_VALUE": (50, ("encrypted:base64",))},
    }  # fmt: skip
    assert not result.problems


# --- names of columns ---


@pytest.mark.parametrize(
    ("name", "comment", "header"),
    [
        ("cust_nm", "顧客氏名", "顧客氏名 cust_nm"),
        ("c07", "個人番号。12桁", "個人番号 c07"),
        ("c08", "生年月日（西暦）", "生年月日 c08"),
        ("tel", "", "tel"),
        ("email", "EMAIL", "email"),
        ("x", "更新は毎月一日に営業部の担当が行い、その後で総務部が確認する列", "更新は毎月一日に営業部の担当が行い x"),
    ],
)
def test_comments_are_evidence_as_headers_are(name: str, comment: str, header: str) -> None:
    assert header_of(Field(name, "text", comment)) == header


def test_what_came_before_a_connection_broke_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents and objects in arrays too, which wait for the end of their table."""
    values = [json.dumps({"id": str(n), "tel": [{"no": f"03-1234-{n:04}"}]}) for n in range(3)]
    target = base(tmp_path, {"doc": values, "scan": [document("氏名 山田太郎")] * 3})
    stream = Sqlite.stream

    def broken(self: Sqlite, statement: str, parameters: Sequence[Any]) -> Any:
        yield from stream(self, statement, parameters)
        raise Broken(Reason.IO_ERROR, "the connection broke")

    monkeypatch.setattr(Sqlite, "stream", broken)
    found = segments(target)
    fields = {segment.field: segment.values.to_pylist() for segment in found if isinstance(segment, Column)}
    assert fields["doc.tel.no"] == ["03-1234-0000", "03-1234-0001", "03-1234-0002"]
    assert sum(isinstance(one, Passage) and one.text == "氏名 山田太郎" for one in found) == 3
    assert [one.reason for one in found if isinstance(one, Problem)] == [Reason.IO_ERROR]
    assert [one.method for one in found if isinstance(one, Extent)] == ["broken"]
