"""Numbers with the check digits that real ones have (sources: the docstrings in recognizers/jp)."""

from __future__ import annotations

from random import Random

LICENCE_OFFICES = ("10", "22", "30", "40", "43", "44", "45", "49", "54", "61", "62", "63", "73", "90", "97")


def digits(rng: Random, count: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(count))


def mod11(body: str, weights: str) -> int:
    rest = sum(int(d) * int(w) for d, w in zip(body, weights, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def luhn(body: str) -> int:
    """Check digit of cards and of 保険者番号 (M10W21)."""
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def my_number(rng: Random) -> str:
    body = digits(rng, 11)
    return body + str(mod11(body, "65432765432"))


def is_my_number(number: str) -> bool:
    return len(number) == 12 and int(number[-1]) == mod11(number[:11], "65432765432")


def drivers_licence(rng: Random, first_issued: int) -> str:
    """Office, year of first issue, serial, check digit (the unofficial formula), times reissued."""
    body = rng.choice(LICENCE_OFFICES) + f"{first_issued % 100:02}" + digits(rng, 6)
    rest = sum(int(d) * int(w) for d, w in zip(body, "5432765432", strict=True)) % 11
    return body + str((11 - rest) % 10) + rng.choice("0000012")


def card(rng: Random) -> str:
    """A card number of a made-up series: brand, 0000, then random digits, Luhn check digit."""
    body = rng.choice(("4539", "4980", "5250", "5412", "3540", "3561")) + "0000" + digits(rng, 7)
    return body + str(luhn(body))


def corporate(rng: Random) -> str:
    """法人番号: check digit first."""
    body = rng.choice(("0100", "0104", "0111", "1200", "1300")) + "01" + digits(rng, 6)
    total = sum(int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def jan(rng: Random) -> str:
    """JAN-13, the article number on a package."""
    body = rng.choice(("45", "49")) + digits(rng, 10)
    return body + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10)


def insurer(rng: Random, law: str = "06") -> str:
    """保険者番号: law, prefecture, insurer, check digit."""
    body = law + f"{rng.randrange(1, 48):02}" + digits(rng, 3)
    return body + str(luhn(body))


def yucho(rng: Random) -> tuple[str, str]:
    """記号 and 番号 of a ゆうちょ 総合口座; the fourth digit of the 記号 is a check digit."""
    office, serial = digits(rng, 2), str(rng.randrange(100000, 9999999)) + "1"
    number = serial.zfill(8)

    def twice(digit: str) -> int:
        value = 2 * int(digit)
        return value - 9 if value >= 10 else value

    n = [int(d) for d in number]
    total = 1 + 3 * int(office[0]) + twice(office[1])
    total += twice(number[0]) + n[1] + 3 * n[2] + twice(number[3]) + n[4] + 3 * n[5] + twice(number[6]) + n[7]
    return f"1{office}{total % 10}0", serial


def tracking(rng: Random) -> str:
    """送り状番号: 11 digits and their remainder by 7."""
    body = digits(rng, 11)
    return body + str(int(body) % 7)


def order_number(rng: Random, passes: bool) -> str:
    """A 12-digit order number that does, or does not, pass My Number's check by chance."""
    while True:
        number = "2604" + digits(rng, 8)
        if is_my_number(number) == passes:
            return number
