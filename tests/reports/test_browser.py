"""The page in a real browser: silent, within its width, usable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import needs

pytest.importorskip("fcntl", reason="pipes to the browser are POSIX")

from tests.reports.browser import Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with Page(needs.browser()) as page:
        yield page


@pytest.fixture
def opened(browser: Page, page: str, tmp_path: Path) -> Page:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    browser.open(path)
    return browser


def test_silent_and_alone(opened: Page) -> None:
    opened.run("document.getElementById('open').click()")
    assert opened.complaints() == []
    assert len(opened.requests()) == 1 and opened.requests()[0].startswith("file://")


def test_nothing_is_wider_than_the_window(opened: Page) -> None:
    opened.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert opened.run("document.documentElement.scrollWidth") <= 1280
    wide = """[...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > 1280)
        .map(node => node.tagName + '.' + node.className + ' ' + node.textContent.slice(0, 40))"""
    assert opened.run(wide) == []
    cut = """[...document.querySelectorAll('td, th, dd, summary > span')]
        .filter(node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
        .map(node => node.textContent.slice(0, 40))"""
    assert opened.run(cut) == []


def test_the_filter_narrows_and_says_how_many_are_left(opened: Page) -> None:
    visible = "[...document.querySelectorAll('.file')].filter(file => !file.hidden).length"
    everything = opened.run(visible)
    opened.run("{const box = document.getElementById('filter'); box.value = '健康診断 PDF';"
               "box.dispatchEvent(new Event('input'))}")  # fmt: skip
    assert opened.run(visible) == 8 < everything
    assert opened.run("document.getElementById('shown').textContent") == "8"
    opened.run("{const level = document.getElementById('level'); level.value = 'critical';"
               "level.dispatchEvent(new Event('change'))}")  # fmt: skip
    assert opened.run(visible) == 0


def test_a_row_opens_and_shows_masked_samples(opened: Page) -> None:
    opened.run("document.querySelector('.file summary').click()")
    assert opened.run("document.querySelector('.file').open")
    assert opened.run("document.querySelector('.file .mask code').getBoundingClientRect().height") > 0


def test_it_prints(opened: Page) -> None:
    assert len(opened.call("Page.printToPDF", printBackground=True)["data"]) > 10_000
