"""住民票コード: 11 digits, the last a check digit by a formula whose official text (平成14年総務省告示第436号) is not public
on the web; it may raise a score. Shaped like a mobile number, so nothing without its label.
"""

from __future__ import annotations

from recognizers.checksums import resident_ok
from recognizers.pattern import Pattern, digits

JUMINHYO_CODE = Pattern(
    id="jp_juminhyo_code",
    entity="JP_JUMINHYO_CODE",
    regex=digits("5 6") + "|" + digits("4 4 3").replace("P<sep>", "P<sep2>").replace("P=sep", "P=sep2"),
    prior=0.05,
    check=resident_ok,
    check_weight=1.2,
    check_failed=0.0,
    context=(
        "住民票コード", "住基コード", "住民コード", "住民票の記載コード", "住民基本台帳コード", "juminhyo_code", "juminhyo_cd", "juminhyo code", "juki_code", "jukicode", "resident code",
        "resident_code", "resident registration code", "resident registration number",
    ),
    column=r"\d{10,11}",
    examples=("住民票コード12345678903です", "住基コード：９８７６５４３２１０３", "juminhyo_code=01234567892", "12345-678903（住民票コード）"),
    non_examples=("12345678903", "電話 09012345678", "住民票コード 1234567890123", "受付番号 12345678903"),
)  # fmt: skip
