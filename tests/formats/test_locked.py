"""Locked files: the passwords of the plan are tried; without the right one the item says that it is locked."""

from __future__ import annotations

import pytest

from scanner.budget import Passwords
from scanner.model import Reason
from tests import builders
from tests.builders import zips

from .reading import everything, problems, segments, texts

TEXT = "山田太郎 090-1234-5678\n" * 50
AES = builders.encrypted_zip({}, {"暗.txt": TEXT.encode()})
LOCKED = {
    "xlsx": (builders.encrypted_xlsx(), "a.xlsx"),
    "xlsx, by no name": (builders.encrypted_xlsx(), "a"),
    "pdf": (builders.pdf(["山田太郎"], password="secret"), "a.pdf"),
    "zip, AES": (AES, "a.zip"),
    **{f"zip, {one}": (zips.zip_by({"暗.txt": TEXT.encode()}, one, password=b"secret"), "a") for one in zips.METHODS},
}


@pytest.mark.parametrize("case", LOCKED)
def test_the_right_password_opens_it(case: str) -> None:
    data, name = LOCKED[case]
    passwords = Passwords(["wrong", "違う", "secret"])
    found = segments(data, name, passwords=passwords)
    assert "山田太郎" in everything(found) and problems(found) == []
    assert passwords.met


@pytest.mark.parametrize("case", LOCKED)
@pytest.mark.parametrize("passwords", [(), ("wrong", "違う")])
def test_without_it_it_is_encrypted(case: str, passwords: tuple[str, ...]) -> None:
    data, name = LOCKED[case]
    kept = Passwords(passwords)
    found = segments(data, name, passwords=kept)
    assert [reason for reason, _ in problems(found)] == [Reason.ENCRYPTED]
    assert kept.met and "太郎" not in everything(found)


def test_password_as_windows_in_japan_types_it() -> None:
    data = zips.zip_by({"a.txt": b"SATO"}, "deflate", password="機密".encode("cp932"))
    assert "SATO" in texts(segments(data, passwords=Passwords(["機密"])))


def test_excels_own_password_is_known() -> None:
    found = segments(builders.encrypted_xlsx("VelvetSweatshop"), "a.xlsx")
    assert "山田太郎" in everything(found) and problems(found) == []


def test_attempts_have_an_end() -> None:
    members = {f"{n}.txt": b"SATO" for n in range(10)}
    data = zips.zip_by(members, "stored", password=b"secret")
    found = segments(data, passwords=Passwords([*(str(n) for n in range(99)), "secret"], attempts=50))
    assert [reason for reason, _ in problems(found)] == 10 * [Reason.ENCRYPTED]
    # Once it is found it is tried first: ten members take a hundred and nine attempts, not a thousand.
    found = segments(data, passwords=Passwords([*(str(n) for n in range(99)), "secret"], attempts=109))
    assert problems(found) == [] and texts(found).count("SATO") == 10


def test_passwords_are_not_shown() -> None:
    assert "secret" not in repr(Passwords(["secret"]))


@pytest.mark.parametrize("method", zips.METHODS)
def test_zip_of_each_method(method: str) -> None:
    data = zips.zip_by({"名簿.txt": TEXT.encode(), "b.txt": b"SATO"}, method)
    found = segments(data, "a.zip")
    assert "山田太郎" in texts(found) and "SATO" in texts(found) and problems(found) == []
    broken = bytearray(data)
    at = 30 + len("名簿.txt".encode()) + 12
    broken[at : at + 8] = bytes(byte ^ 0x55 for byte in broken[at : at + 8])
    found = segments(bytes(broken), "a.zip")
    assert (Reason.CORRUPT, "名簿.txt") in problems(found) and "SATO" in texts(found)
