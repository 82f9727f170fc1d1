"""The example share: made again it is the same, and its truth is true."""

from __future__ import annotations

import email
import email.policy
import html
import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scanner.model import Reason

EXAMPLES = Path(__file__).parents[1] / "examples"
SHARE = EXAMPLES / "share"
TRUTH = [json.loads(line) for line in (EXAMPLES / "truth.jsonl").read_text("utf-8").splitlines()]
PLANTED = [record for record in TRUTH if record.get("entity")]
DECOYS = [record for record in TRUTH if "decoy" in record]
UNREADABLE = {
    (record["file"], record.get("part", "")): record["unreadable"] for record in TRUTH if "unreadable" in record
}
CATEGORIES = {record["file"]: record["categories"] for record in TRUTH if "categories" in record}
FILES = sorted(path.relative_to(SHARE).as_posix() for path in SHARE.rglob("*") if path.is_file())
COMPRESSED = (".zip", ".xlsx", ".docx", ".pptx", ".pdf", ".jpg", ".eml")


def values(entity: str) -> list[str]:
    return [value for record in PLANTED if record["entity"] == entity for value in record["values"]]


def decoys(kind: str) -> list[str]:
    return [value for record in DECOYS if record["decoy"] == kind for value in record["values"]]


def same_zlib() -> bool:
    """Whether this machine compresses to the bytes that are committed: zlib does, zlib-ng and others may not."""
    sample = zlib.compress(b"kitakaze" * 999 + bytes(range(256)) * 9)
    return sha256(sample).hexdigest().startswith("7a45bedda02a51e2")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("again") / "share"
    subprocess.run([sys.executable, str(EXAMPLES / "make_share.py"), str(out)], check=True)
    return out


def test_made_again_the_truth_is_the_same(again: Path) -> None:
    assert (again.parent / "truth.jsonl").read_bytes() == (EXAMPLES / "truth.jsonl").read_bytes()


def test_made_again_the_files_are_the_same(again: Path) -> None:
    assert sorted(path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()) == FILES
    names = FILES if same_zlib() else [name for name in FILES if not name.endswith(COMPRESSED)]
    assert [name for name in names if (again / name).read_bytes() != (SHARE / name).read_bytes()] == []


def test_made_again_the_times_are_those_of_an_old_share(again: Path) -> None:
    """All between 2025-01-01 and the end of March 2026, whatever the clock says today."""
    times = [(again / name).stat().st_mtime for name in FILES]
    assert min(times) >= 1_735_689_600 and max(times) < 1_775_001_600


def test_refuses_to_replace_a_folder_that_is_not_the_share(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    command = [sys.executable, str(EXAMPLES / "make_share.py"), str(tmp_path)]
    assert subprocess.run(command, capture_output=True).returncode != 0
    assert (tmp_path / "thesis.txt").exists()


def test_truth_names_every_file_once() -> None:
    assert sorted(CATEGORIES) == FILES
    assert {record["file"] for record in TRUTH} == set(FILES)


def test_size() -> None:
    assert 100 <= len(FILES) <= 160
    assert sum((SHARE / name).stat().st_size for name in FILES) + (EXAMPLES / "truth.jsonl").stat().st_size < 3 << 20


# --- the files hold what the truth says -----------------------------------------------------------------------------


def decoded(data: bytes) -> str:
    """The text of a plain file, whatever it is in: the first encoding that fits without an error."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    for encoding in ("iso2022_jp", "utf-8", "euc_jp", "cp932") if b"\x1b$" in data else ("utf-8", "euc_jp", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def office_texts(package: zipfile.ZipFile) -> str:
    """All text of a docx, pptx or xlsx, in any part of it. Runs are joined, paragraphs and cells are not."""
    out = []
    for name in package.namelist():
        if name.endswith(".xml"):
            xml = package.read(name).decode("utf-8")
            out.append(re.sub(r"<[^>]+>", "", re.sub(r"</(?:a:p|w:p|si|c|text)>", "\n", xml)))
    return html.unescape("\n".join(out))


def pdf_texts(data: bytes) -> str:
    import pypdfium2

    pages = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def mail_texts(data: bytes) -> Iterator[tuple[str, str]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    yield "", "\n".join(str(message[name]) for name in ("From", "To", "Cc", "Subject") if message[name])
    for part in message.walk():
        if name := part.get_filename():
            yield from texts(part.get_payload(decode=True), name)  # type: ignore[arg-type]
        elif part.get_content_maintype() == "text":
            yield "", part.get_content()


def texts(data: bytes, part: str = "") -> Iterator[tuple[str, str]]:
    """(part, text) of all that can be read, by other means than the scanner's and without a look at names."""
    if data.startswith(b"PK\x03\x04"):
        package = zipfile.ZipFile(io.BytesIO(data), metadata_encoding="cp932")
        if "[Content_Types].xml" in package.namelist():
            yield part, office_texts(package)
            return
        for info in package.infolist():
            if not info.flag_bits & 1:
                inner = f"{part}!{info.filename}" if part else info.filename
                yield inner, info.filename
                yield from texts(package.read(info), inner)
    elif data.startswith(b"%PDF"):
        yield part, pdf_texts(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        from python_calamine import CalamineWorkbook

        if b"Workbook" in data.replace(b"\0", b""):
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
            yield part, "\n".join(str(cell) for row in rows for cell in row)
    elif data.startswith(b"Content-Type: "):
        yield from mail_texts(data)
    else:
        text = decoded(data)
        yield part, json.dumps(json.loads(text), ensure_ascii=False) if "\\u" in text else text


@pytest.mark.parametrize("name", [name for name in FILES if (name, "") not in UNREADABLE])
def test_every_planted_value_is_in_its_file(name: str) -> None:
    found: dict[str, str] = {"": ""}
    for part, text in texts((SHARE / name).read_bytes()):
        found[part] = found.get(part, "") + text + "\n"
    for record in PLANTED + DECOYS:
        if record["file"] != name:
            continue
        assert record["count"] == len(record["values"]) > 0
        if record["field"] == "@path":
            assert all(value in name for value in record["values"])
            continue
        # The part ends with the sheet, if it has one; the texts here are of whole workbooks.
        text = found.get(record["part"]) or found[record["part"].rpartition("!")[0]]
        for value in set(record["values"]):
            if record["entity"] == "DATE_OF_BIRTH" and value not in text:
                value = excel_day(value)
            assert text.count(value) >= record["values"].count(value), (record["field"], value)


def excel_day(iso: str) -> str:
    from datetime import date

    return str((date.fromisoformat(iso) - date(1899, 12, 30)).days)


# --- numbers, computed here anew --------------------------------------------------------------------------------------


def digits(value: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", value))


def mod11(body: str, weights: list[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11


def my_number_ok(value: str) -> bool:
    """平成26年総務省令第85号第5条: P(n), Q(n) count from the right."""
    number = digits(value)
    total = sum(int(number[10 - (n - 1)]) * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    return len(number) == 12 and int(number[11]) == (0 if total % 11 <= 1 else 11 - total % 11)


def licence_ok(value: str) -> bool:
    rest = mod11(value[:10], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
    return len(value) == 12 and value[10] == str((11 - rest) % 10 if rest else 1)


def luhn_ok(value: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits(value))):
        double = int(digit) * (1 + place % 2)
        total += double if double < 10 else double - 9
    return total % 10 == 0


def corporate_ok(value: str) -> bool:
    number = digits(value)
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(number[1:]), start=1))
    return len(number) == 13 and int(number[0]) == 9 - total % 9


def jan_ok(value: str) -> bool:
    return len(value) == 13 and sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(value)) % 10 == 0


@pytest.mark.parametrize(
    ("numbers", "check", "least"),
    [
        pytest.param([v.zfill(12) for v in values("JP_MY_NUMBER")], my_number_ok, 100, id="my number"),
        pytest.param(values("JP_DRIVERS_LICENSE"), licence_ok, 20, id="licence (unofficial formula)"),
        pytest.param(values("CREDIT_CARD"), lambda v: luhn_ok(v) and len(digits(v)) == 16, 20, id="card"),
        pytest.param(values("JP_HEALTH_INSURER_NUMBER"), lambda v: luhn_ok(v) and len(v) == 8, 15, id="insurer"),
        pytest.param(decoys("corporate_number"), corporate_ok, 15, id="corporate number"),
        pytest.param(decoys("invoice_number"), corporate_ok, 30, id="invoice number"),
        pytest.param(decoys("jan_code"), jan_ok, 50, id="JAN"),
        pytest.param(decoys("tracking_number"), lambda v: int(v[:11]) % 7 == int(v[11]), 20, id="tracking number"),
        pytest.param(
            values("JP_RESIDENCE_CARD"), lambda v: re.fullmatch(r"[A-Z]{2}\d{8}[A-Z]{2}", v), 10, id="residence"
        ),
        pytest.param(values("JP_PASSPORT"), lambda v: re.fullmatch(r"[TM][A-Z]\d{7}", v), 10, id="passport"),
        pytest.param(values("JP_PENSION_NUMBER"), lambda v: re.fullmatch(r"\d{4}-\d{6}", v), 10, id="pension"),
    ],
)
def test_numbers_are_of_the_right_form(numbers: list[str], check: Callable[[str], Any], least: int) -> None:
    assert len(numbers) >= least
    assert [value for value in numbers if not check(value)] == []


def test_yucho_check_digits() -> None:
    """記号 14030 番号 12345671 is the bank's own example; the fourth digit of the 記号 checks both."""

    def ok(symbol: str, number: str) -> bool:
        s, n = [int(d) for d in symbol], [int(d) for d in number.zfill(8)]

        def twice(d: int) -> int:
            return sum(divmod(2 * d, 10))

        total = s[0] + 3 * s[1] + twice(s[2]) + 3 * s[4]
        total += twice(n[0]) + n[1] + 3 * n[2] + twice(n[3]) + n[4] + 3 * n[5] + twice(n[6]) + n[7]
        return total % 10 == s[3]

    assert ok("14030", "12345671") and not ok("10530", "12345671")
    table = {r["field"]: r["values"] for r in PLANTED if r["file"].endswith("ゆうちょ振替口座.tsv")}
    pairs = list(zip(table["記号"], table["番号"], strict=True))
    assert len(pairs) == 12 and all(ok(*pair) for pair in pairs)


def test_phone_numbers_could_be_real() -> None:
    """In numbering plans that exist, also where a sheet has lost the leading zero."""
    import phonenumbers

    written = [v if v[0] in "0+０" else "0" + v for v in values("PHONE_NUMBER") + decoys("company_phone")]
    assert len(written) > 1000
    assert [v for v in written if not phonenumbers.is_valid_number(phonenumbers.parse(v, "JP"))] == []


def test_no_card_is_a_known_test_number() -> None:
    known = {"4111111111111111", "5555555555554444", "3530111333300000", "3566002020360505", "4242424242424242"}
    assert not known & {digits(value) for value in values("CREDIT_CARD")}


def test_mail_addresses_are_on_reserved_domains() -> None:
    reserved = re.compile(r"@(?:[a-z]+\.)?example\.(?:jp|co\.jp|ne\.jp|com|net)$")
    assert [v for v in values("EMAIL_ADDRESS") + decoys("role_mail") if not reserved.search(v)] == []


# --- nothing that was asked for is missing ----------------------------------------------------------------------------


def test_entities() -> None:
    assert {record["entity"] for record in PLANTED} >= {
        *("PERSON", "JP_ADDRESS", "JP_POSTAL_CODE", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MY_NUMBER"),
        *("JP_DRIVERS_LICENSE", "JP_PASSPORT", "JP_RESIDENCE_CARD", "JP_PENSION_NUMBER", "JP_HEALTH_INSURANCE"),
        *("JP_BANK_ACCOUNT", "JP_YUCHO_ACCOUNT", "CREDIT_CARD", "JP_LICENSE_PLATE", "JP_CHASSIS_NUMBER"),
        *("JP_CREDIT_INFO", "SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_HEALTH_CHECK", "SPC_DISABILITY"),
        *("SPC_CREED", "SPC_CRIMINAL_RECORD", "SPC_CRIMINAL_PROCEDURE", "SPC_CRIME_VICTIM"),
    }


@pytest.mark.parametrize(
    "name, categories",
    [
        ("経理/支払調書/令和7年分_支払調書.xlsx", ["my_number", "personal"]),
        ("人事/健康診断/健康診断結果_2025.xlsx", ["personal", "special_care"]),
        ("審査部/信用情報/CIC照会結果_20260412.txt", ["credit_info", "identification_code", "personal"]),
        ("営業/顧客/顧客リスト_東日本.csv", ["personal"]),
        ("総務/代表電話一覧.csv", []),
        ("共有/空のファイル.txt", []),
    ],
)
def test_categories(name: str, categories: list[str]) -> None:
    assert CATEGORIES[name] == categories


def test_decoys_pass_and_fail_the_check_digit_of_my_number() -> None:
    orders = [v for v in decoys("order_number") + decoys("slip_number") if re.fullmatch(r"\d{12}", v)]
    lucky = [v for v in orders if my_number_ok(v)]
    assert len(lucky) >= 30 and len(orders) - len(lucky) >= 30


def test_decoys_are_not_planted_elsewhere() -> None:
    personal = {digits(v) for entity in ("JP_MY_NUMBER", "PHONE_NUMBER", "JP_DRIVERS_LICENSE") for v in values(entity)}
    assert not personal & {digits(v) for record in DECOYS for v in record["values"] if len(digits(v)) > 8}


def test_files_with_only_decoys_or_nothing() -> None:
    """Enough harmless files that a scanner which reports everything is found out."""
    read = [name for name, kinds in CATEGORIES.items() if not kinds and not any(name == file for file, _ in UNREADABLE)]
    assert len(read) >= 25


def test_unreadable_files_have_a_reason_of_the_scanner() -> None:
    assert {Reason(reason) for reason in UNREADABLE.values()} >= {
        *(Reason.ENCRYPTED, Reason.CORRUPT, Reason.NO_TEXT_LAYER, Reason.UNSUPPORTED)
    }
    assert not [record for record in PLANTED if (record["file"], "") in UNREADABLE]


def head(name: str, size: int = 8) -> bytes:
    return (SHARE / name).read_bytes()[:size]


def test_special_files() -> None:
    assert (SHARE / "共有/空のファイル.txt").stat().st_size == 0
    assert head("共有/写真/IMG_0412.jpg", 2) == b"PK"
    assert head("共有/readme_setup.txt", 4) == b"\x7fELF"
    assert head("経理/支払調書/個人番号管理簿（パスワード付）.xlsx", 4) == b"\xd0\xcf\x11\xe0"
    assert head("審査部/本人確認/免許証写し_0412.png") == b"\x89PNG\r\n\x1a\n"
    assert head("経理/売掛/売掛金年齢表.xls", 4) == b"\xd0\xcf\x11\xe0"
    assert b"%%EOF" not in (SHARE / "旧サーバ移行/契約書控え_途中まで.pdf").read_bytes()
    assert pdf_texts((SHARE / "審査部/本人確認/スキャン_20260402.pdf").read_bytes()).strip() == ""
    assert sum(name != unicodedata.normalize("NFC", name) for name in FILES) == 2
    assert b"\x1b$B" in (SHARE / "旧サーバ移行/unix/案内_jis.txt").read_bytes()
    assert b"filename*=utf-8''" in (SHARE / "営業/メール/20260410_顧客名簿の送付.eml").read_bytes()
    assert b'filename="=?iso-2022-jp?' in (SHARE / "営業/メール/20260411_Re_支払調書.eml").read_bytes()


def test_old_zip_has_cp932_names_and_a_zip_inside() -> None:
    data = (SHARE / "退職者バックアップ/営業一課_退職者PC.zip").read_bytes()
    assert "デスクトップ/バックアップ2024.zip".encode("cp932") in data
    assert not any(info.flag_bits & 0x800 for info in zipfile.ZipFile(io.BytesIO(data)).infolist())


def test_aes_zip_shows_names_only() -> None:
    infos = zipfile.ZipFile(SHARE / "退職者バックアップ/源泉徴収票_2024_控.zip").infolist()
    assert len(infos) == 2 and all(info.flag_bits & 1 and info.compress_type == 99 for info in infos)


def test_names_that_are_hard_to_write() -> None:
    names = "".join(values("PERSON"))
    for rare in ("髙橋", "山﨑", "㐂", "濵田", "勅使河原", "ﾀｶﾊｼ", "グエン・ヴァン・アン", "SMITH JOHN", "たかはし"):
        assert rare in names, rare


@pytest.mark.parametrize(
    "form", [r"㍼\d", r"S\d+\.", r"昭和\d", r"Ｓ\d", r"昭\d", r"\d{8}", r"[345]\d{6}$", r"\d{4}-\d\d-"]
)
def test_dates_of_birth_in_many_forms(form: str) -> None:
    assert any(re.match(form, value) for value in values("DATE_OF_BIRTH"))


def test_sheets_have_hidden_sheets_comments_merged_cells_and_stacked_headers() -> None:
    from openpyxl import load_workbook

    book = load_workbook(SHARE / "審査部/リース申込書/申込書控え_個人事業主.xlsx")
    assert (
        book["Sheet2"].sheet_state == "hidden" and book["申込書"]["B5"].comment and book["申込書"].merged_cells.ranges
    )
    assert any(record["field"] == "連帯保証人/電話番号" for record in PLANTED)
