"""VIN: 17 characters without I, O, Q (ISO 3779). The check character in place 9 is kept in North America and China only,
so a failed one says nothing. J in front is Japan.
"""

from __future__ import annotations

import math

from recognizers.checksums import vin_ok
from recognizers.jp.chassis_number import CHASSIS_WORDS
from recognizers.pattern import Pattern

VIN = Pattern(
    id="vin",
    entity="VIN",
    regex=(
        r"(?<![0-9A-Za-z_\-])(?=[0-9]{0,2}[A-Z])(?=[0-9A-Z]{3,12}?[A-Z])(?=[A-Z]{0,16}[0-9])[A-HJ-NPR-Z0-9]{13}\d{4}(?![0-9A-Za-z_\-])"
    ),
    prior=0.15,
    check=vin_ok,
    check_weight=math.log(11),
    check_failed=0.0,
    context=CHASSIS_WORDS,
    column=r"[A-HJ-NPR-Z0-9]{13}\d{4}",
    examples=("VIN: VF3WYZ713L1857148", "車台番号 ＷＢＡ３Ａ５Ｃ５１ＣＦ２５６９８６", "1HGCM82633A004352", "vin_no=JTDBR32E720123456"),
    non_examples=("VF3WYZ713L1857148", "シリアル番号 1HGCM82633A004352", "VIN 12345678901234567", "VIN VF3WYZ713L185714"),
)  # fmt: skip
