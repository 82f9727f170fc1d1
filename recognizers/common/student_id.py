"""学籍番号, 受験番号: given by a school. Only the label makes it one."""

from __future__ import annotations

from recognizers.pattern import LEFT, Pattern

STUDENT_ID = Pattern(
    id="student_id",
    entity="STUDENT_ID",
    regex=rf"{LEFT}\d{{0,4}}[A-Za-z]{{0,4}}-?\d{{3,10}}[A-Za-z]?(?![0-9A-Za-z])(?!\s?[円件名人個年月日台回%万千])",
    prior=0.04,
    needs_label=True,
    context=(
        "学籍番号", "学生番号", "学生証番号", "受験番号", "生徒番号", "児童番号", "学生ID", "学籍No", "学生No", "出席番号", "student id", "student_id", "studentid", "student no", "student_no", "student number", "student_number",
        "gakuseki", "gakuseki_no", "gakusei_no", "examinee_no", "juken_no",
    ),
    column=r"\d{0,4}[A-Z]{0,4}\d{1,10}[A-Z]?",
    examples=("学籍番号2023A0123", "学生番号：１２３４５６７", "student_id=B20123456", "受験番号 10234"),
    non_examples=("2023A0123", "受験番号は受験票に記載", "受験番号 1000円", "社員番号 1234567"),
)  # fmt: skip
