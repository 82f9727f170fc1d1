"""A day, a key, and a share with the switchboard in text, table and sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.suppression.helpers import OTHER, PHONE, TODAY, at


@pytest.fixture(autouse=True)
def _a_day_and_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, TODAY)
    monkeypatch.setenv("DAICHO_KEY", "a key for tests, 32 characters ..")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    (folder / "old").mkdir(parents=True)
    (folder / "memo.txt").write_text(f"連絡先 電話 {PHONE}、担当の電話 {OTHER}", encoding="utf-8")
    (folder / "old" / "memo.txt").write_text(f"電話 {OTHER}", encoding="utf-8")
    rows = [PHONE, *(f"090-1234-{n:04}" for n in range(5000, 5020))]
    (folder / "list.csv").write_text("電話番号,x\n" + "".join(f"{row},a\n" for row in rows), encoding="utf-8")
    book = xlsxwriter.Workbook(folder / "book.xlsx")
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(["電話番号", "０３（１２３４）５６７８", *rows[1:]]):
        sheet.write(number, 0, row)
        sheet.write(number, 1, "備考" if not number else "a")
    book.close()
    return folder
