"""One inventory and its pages, made once for all tests of reports."""

from __future__ import annotations

import pytest

from reports.text import LANGUAGES
from tests.reports.share import Book, company


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return company(tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="session", params=LANGUAGES)
def page(request: pytest.FixtureRequest, book: Book) -> str:
    """report.html as text, once per language."""
    return book.page(request.param)
