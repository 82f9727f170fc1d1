"""車台番号 of domestic vehicles: model code, hyphen, serial of 5 to 7 digits (ZVW30-3200919). Part numbers share the shape."""

from __future__ import annotations

from recognizers.pattern import Pattern

CHASSIS_WORDS = (
    "車台番号", "車体番号", "車台No", "車体No", "フレーム番号", "フレームNo", "フレームナンバー", "シャシー番号", "シャシーNo", "シャーシ番号", "シャーシNo", "シャシ番号", "車輌番号(車台)", "VIN", "VIN番号", "VINコード", "vin_no", "vin no", "vin number",
    "vin_number", "chassis", "chassis no", "chassis no.", "chassis number", "chassis_no", "chassis_number", "chassisno", "frame no", "frame_no", "frame number", "frame_number", "frameno", "syadai_no", "shadai_no", "shadai_bango", "syadai_bango",
    "shadai", "抹消", "一時抹消", "名義変更", "vehicle identification number", "vehicle identification no",
)  # fmt: skip

CHASSIS_NUMBER = (Pattern(
    id="jp_chassis_number",
    entity="JP_CHASSIS_NUMBER",
    regex=r"(?<![0-9A-Za-z])(?:(?<![0-9A-Za-z][\-.])|(?<=[Nn][Oo]\.))[A-Z][A-Z0-9]{1,7} ?[\-ー] ?\d{5,7}(?![0-9A-Za-z])(?![\-.ー][0-9A-Za-z])",
    prior=0.1,
    context=CHASSIS_WORDS,
    other=("型式", "品番", "型番", "部品番号", "JIS", "ISO", "エンジン型式", "原動機の型式"),
    column=r"[A-Z][A-Z0-9]{6,14}",
    examples=("車台番号ZVW30-3200920です", "車体番号：ＺＲＲ７０－０５１２３４５", "chassis_no=ZC6-012345", "フレームNo SX31-9000001", "フレームNo.DA64V-123456", "VIN\nGSR50-6012345", "NHP10-6123456（車台番号）"),
    non_examples=("ABC12-345678", "品番 NHP10-12345", "型式 6AA-MXPH10", "ISO9001-12345", "車台番号を確認", "契約番号 AB12-345678"),
), Pattern(
    id="jp_chassis_number_spaced",
    entity="JP_CHASSIS_NUMBER",
    regex=r"(?<![0-9A-Za-z])[A-Z]{1,4}[0-9]{1,3}[A-Z]{0,3} ?\d{6,7}(?![0-9A-Za-z])",
    prior=0.05,
    needs_label=True,
    context=CHASSIS_WORDS,
    column="",
    examples=("フレームNo MH55S 708114", "車台番号　ZVW30 3200920"),
    non_examples=("MH55S 708114", "品番 MH55S 708114"),
))  # fmt: skip
