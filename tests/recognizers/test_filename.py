"""What a file's name says: all of it is known in one place, or contents would be shared that are not the same."""

from __future__ import annotations

import re

import pytest

from recognizers.filename import said
from tests.needs import ROOT


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("a.txt", "b 2.txt", True),
        ("名簿.csv", "名簿 (1).csv", True),
        ("a.txt", "a.csv", False),  # how it is read
        ("a.TXT", "a.txt", True),
        ("a.py", "py", False),
        ("a.xlsx", "健康診断結果.xlsx", False),  # a table of what
        ("a.xlsx", "障害管理台帳.xlsx", False),
        ("a.xlsx", "商品一覧.xlsx", False),
        ("a.docx", "履歴書.docx", False),  # what document
        ("履歴書.docx", "履歴書の書き方.docx", False),
        ("a.docx", "就業規則.docx", False),  # what genre
        ("a.csv", "申込者.csv", False),
    ],
)
def test_names_that_say_the_same(one: str, other: str, same: bool) -> None:
    assert (said(one) == said(other)) is same


def test_every_use_of_the_name_is_known() -> None:
    """A new use belongs into `recognizers.filename.said`, and then here."""
    used = re.compile(r"hints\.name\b")
    found = {
        path.relative_to(ROOT).as_posix(): len(used.findall(path.read_text(encoding="utf-8")))
        for folder in ("recognizers", "scanner")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "filename.py" and used.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "recognizers/__init__.py": 1,  # settle → Frames → title_of
        "recognizers/columns/__init__.py": 1,  # nobodys → FAULTS_TITLE, PRODUCTS_TITLE
        "recognizers/columns/by_text.py": 2,  # SIGNED_UP; and on to the text
        "recognizers/columns/own.py": 1,  # on to the text
        "recognizers/columns/records.py": 1,  # Record.title
        "scanner/findings.py": 4,  # on to the text and to headers, whose memo holds none that a name decides; titles_in
        "scanner/formats/structure/__init__.py": 1,  # whether it is code: by the extension
        "scanner/formats/jsons.py": 1,  # handed on, here and below
        "scanner/formats/mail.py": 1,
        "scanner/formats/ooxml.py": 2,
        "scanner/formats/exif.py": 1,
        "scanner/formats/mapi.py": 3,
        "scanner/formats/odf.py": 1,
        "scanner/formats/pdf_marks.py": 1,
        "scanner/formats/pdf_whole.py": 2,
        "scanner/formats/sqldump.py": 1,
        "scanner/formats/sqlite.py": 1,
    }
