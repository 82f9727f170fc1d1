"""IMEI: 15 digits, Luhn. Cards of 15 digits pass too; the label decides."""

from __future__ import annotations

import math

from recognizers.checksums import luhn_ok
from recognizers.pattern import LEFT, RIGHT, Pattern


def imei_ok(value: str) -> bool:
    """15 digits with a right check digit."""
    return len(value) == 15 and luhn_ok(value)


IMEI = Pattern(
    id="imei",
    entity="IMEI",
    regex=rf"{LEFT}(?:\d{{15}}|\d{{2}}[ \-]\d{{6}}[ \-]\d{{6}}[ \-]\d){RIGHT}",
    prior=0.04,
    check=imei_ok,
    check_weight=math.log(10),
    context=("IMEI", "端末識別番号", "端末番号", "製造番号(IMEI)", "imei_no", "imei1", "imei2", "device_imei", "携帯端末番号"),
    column=r"\d{15}",
    examples=("IMEI：490154203237518", "IMEI 35-693803-564380-9", "imei1=356938035643809"),
    non_examples=("490154203237518", "IMEI 490154203237519", "注文番号 356938035643809"),
)  # fmt: skip
