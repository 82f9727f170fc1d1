"""Both languages say everything, and names cannot play tricks."""

from __future__ import annotations

import re
import string

import pytest

from recognizers import Engine
from reports.text import LANGUAGES, Words, catalogue, decomposed, pieces, plain, policies, reasons, size
from scanner.model import EXPOSURES, LEVELS, Reason, Stage, Status
from scanner.taxonomy import raw
from tests.accuracy.texts import HERE, read
from tests.needs import ROOT


def test_every_sentence_is_there_in_both_languages() -> None:
    for key, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() for text in texts.values()), key


def test_both_languages_fill_in_the_same_values() -> None:
    def names(text: str) -> set[str]:
        simple = re.sub(r"\{(\w+)\|[^}]*\}", r"{\1}", text)
        return {name for _, name, _, _ in string.Formatter().parse(simple) if name}

    for key, texts in catalogue().items():
        assert names(texts["ja"]) == names(texts["en"]), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_closed_list_has_its_words(lang: str) -> None:
    t = Words(lang, raw())
    for reason in Reason:
        for part in ("name", "means", "todo"):
            assert t(f"reason.{reason.value}.{part}")
    for group, values in {"status": Status, "status_note": Status, "stage": Stage, "level": LEVELS}.items():
        for value in values:
            assert t(f"{group}.{value}")
    for exposure in EXPOSURES:
        assert t(f"exposure.{exposure}")
    for category in raw()["categories"]:
        assert t(f"category.{category}") and t(f"short.{category}") and t.category(category) != category


ENTITIES = """
PERSON JP_ADDRESS JP_POSTAL_CODE PHONE_NUMBER EMAIL_ADDRESS DATE_OF_BIRTH AGE GENDER JP_MY_NUMBER
JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_SPECIAL_PR_CERT JP_JUMINHYO_CODE JP_PENSION_NUMBER
JP_HEALTH_INSURANCE JP_HEALTH_INSURER_NUMBER JP_PUBLIC_MEDICAL_PAYER JP_LATE_ELDERLY_INSURANCE
JP_KAIGO_INSURANCE JP_EMPLOYMENT_INSURANCE JP_DISABILITY_CERT JP_BANK_ACCOUNT JP_YUCHO_ACCOUNT CREDIT_CARD
JP_LICENSE_PLATE JP_CHASSIS_NUMBER VIN JP_ETC_CARD JP_CREDIT_INFO JP_CORPORATE_NUMBER JP_INVOICE_NUMBER
EMPLOYER INCOME FAMILY HOUSING OCCUPATION EMPLOYEE_ID CUSTOMER_ID STUDENT_ID IP_ADDRESS MAC_ADDRESS IMEI
COOKIE_ID GEO_COORDINATE SNS_ID SPC_RACE SPC_CREED SPC_SOCIAL_STATUS SPC_MEDICAL_HISTORY SPC_CRIMINAL_RECORD
SPC_CRIME_VICTIM SPC_DISABILITY SPC_HEALTH_CHECK SPC_MEDICAL_CARE SPC_CRIMINAL_PROCEDURE SPC_JUVENILE
""".split()


def test_every_entity_of_the_design_has_a_name_in_both_languages() -> None:
    names = raw()["entities"]
    for entity in ENTITIES:
        facts = names[entity]
        for lang in LANGUAGES:
            assert Words(lang, raw()).entity(entity) not in ("", entity)
        assert facts["category"] in raw()["categories"]


def test_no_sentence_is_left_over_or_missing() -> None:
    """Every key a template or module names exists; every key is named somewhere, or is one of a closed list."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.py", "templates/*.j2")
        for path in (ROOT / "reports").glob(pattern)
    )
    named = set(re.findall(r"""\bt\(f?["']([\w.]+)["']""", code))
    assert named <= set(catalogue()) | {key for key in named if key.endswith(".")}
    lists = {"reason", "status", "status_note", "stage", "level", "exposure", "category", "short", "depth", "evidence"}
    lists |= {"at", "score", "nav", "persons_method", "related_by", "sample_method", "suppressed"}
    for key in catalogue():
        group = key.split(".")[0]
        used = key in code or key.endswith(".heading") or key.startswith("method.items.") or group in lists
        assert used or key in ("head.include", "head.exclude", "head.recognizers"), f"{key} is never used"


def test_policies_speak_the_language_of_the_report() -> None:
    for texts in policies().values():
        assert set(texts) == set(LANGUAGES)
        assert Words("en").policy(texts["ja"]) == texts["en"]
    assert Words("en").policy("自社の規則") == "自社の規則"  # a policy of the user's own has but one language


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("請求書.xlsx", "請求書.xlsx"),
        ("髙﨑𠮷.txt", "髙﨑𠮷.txt"),
        ("a\u202egnp.exe", "a<U+202E>gnp.exe"),  # right-to-left override
        ("\x1b[31mred", "<U+001B>[31mred"),  # terminal escape
        ("a\u200bb", "a<U+200B>b"),  # zero width
        ("a\u2067b", "a<U+2067>b"),  # isolate
        ("\ue000", "<U+E000>"),  # gaiji without its font
        ("x\ny", "x<U+000A>y"),
    ],
)
def test_names_on_a_terminal(name: str, shown: str) -> None:
    assert plain(name) == shown


def test_pieces_keep_every_character() -> None:
    name = "a\u202eb\x00c"
    assert "".join(part if known is None else chr(int(part[2:], 16)) for part, known in pieces(name)) == name


def test_decomposed_names_are_told_from_composed_ones() -> None:
    assert decomposed("か\u3099") and not decomposed("が") and not decomposed("神神")


@pytest.mark.parametrize(
    ("lang", "at", "said"),
    [
        ("ja", "row 12", "12行目"),
        ("ja", "page 3", "3ページ"),
        ("en", "page 3", "page 3"),
        ("ja", "B7", "B7"),  # a cell
        ("ja", "Reply-To", "Reply-To"),  # a mail header without a word of its own
        ("ja", "header", "ヘッダー"),
        ("ja", "table 1 row 2", "表1 2行目"),
        ("ja", "property Title", "文書の属性 Title"),
        ("ja", "comment C3", "コメントC3"),
        ("ja", "", ""),
    ],
)
def test_places(lang: str, at: str, said: str) -> None:
    assert Words(lang).at(at) == said


def test_evidence_in_words() -> None:
    ja = Words("ja")
    assert ja.evidence(["checksum", "context:口座番号"]) == "検査数字が合う、近くに「口座番号」"
    assert ja.evidence(["new_kind:{x}"]) == "new_kind:{x}"  # of a plug-in: as it is
    assert ja.evidence(["context:label"]) == "項目名がある"
    assert ja.evidence(["generic:topic", "checksum:9/9"]) == "一般論の文脈 (話題としての言及)、検査数字が合う (9/9)"
    assert ja.evidence(["context:{0}"]) == "近くに「{0}」"
    assert ja.evidence(None) == ""


def test_evidence_of_our_recognizers_is_never_a_bare_code() -> None:
    engine, seen = Engine(), set[str]()
    for name in ("pii_dev", "own"):
        seen.update(*(hit.evidence for row in read(HERE / name / "text.jsonl") for hit in engine.find(row["text"])))
    assert len(seen) > 100
    for code in seen:
        assert not Words("ja").evidence([code]).isascii(), code
        assert "_" not in Words("en").evidence([code.partition(":")[0]]), code


def test_special_care_that_is_kept_low_says_why() -> None:
    row = {"entity": "SPC_MEDICAL_HISTORY", "best_score": 0.3}
    codes = ["term", "said", "policy"]
    assert Words("ja").evidence(codes, row) == "低くとどめた理由: 社内の方針・手順・制度、該当する語、断定の言い方"
    assert Words("en").evidence(codes, row).startswith("kept low: a policy")
    assert "低くとどめた" not in Words("ja").evidence(codes, row | {"best_score": 0.9})  # reported: nothing was kept
    assert "低くとどめた" not in Words("ja").evidence(["label"], {"entity": "PERSON", "best_score": 0.3})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_is_said_in_words(lang: str) -> None:
    """Evidence that is a reason never stands as a bare code."""
    for reason in reasons():
        assert Words(lang).reason(reason) != reason
        assert reason not in Words(lang).evidence([reason], {"entity": "SPC_CREED", "best_score": 0.28}).split("_")


def test_names_of_sheets_and_files_are_left_alone() -> None:
    ja = Words("ja")
    assert [ja.part(step) for step in ("page 2", "notes", "table", "名簿.xlsx")] == [
        "2ページ",
        "notes",
        "table",
        "名簿.xlsx",
    ]


def test_numbers_and_plurals() -> None:
    en = Words("en")
    assert en("coverage.items_n", n=1) == "1 item"
    assert en("coverage.items_n", n=1200) == "1,200 items"
    assert (size(-1), size(999), size(1_400_000)) == ("–", "999 B", "1.4 MB")
