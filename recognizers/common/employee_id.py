"""社員番号: whatever an employer hands out. Only its label makes it one. Not an 個人識別符号 (番号法ガイドライン 第4 注)."""

from __future__ import annotations

from recognizers.pattern import LEFT, Pattern

ID_SHAPE = rf"{LEFT}(?:[A-Za-z]{{1,4}}-?)?\d{{3,12}}(?![0-9A-Za-z])(?!\s?[円件名人個年月日台回%万千])"

EMPLOYEE_ID = Pattern(
    id="employee_id",
    entity="EMPLOYEE_ID",
    regex=ID_SHAPE,
    prior=0.04,
    needs_label=True,
    context=(
        "社員番号", "社員No", "社員コード", "社員ID", "社員CD", "従業員番号", "従業員No", "従業員コード", "従業員ID", "職員番号", "職員コード", "職員ID", "社番", "スタッフ番号", "スタッフコード", "スタッフID",
        "employee id", "employee_id", "employeeid", "employee no", "employee_no", "employee number", "employee_number", "employee_code", "emp_no", "emp no", "emp_id", "emp_cd", "empno", "empid", "staff_id",
        "staff id", "staff no", "staff_no", "shain_no", "shain_cd", "shain_id", "shain_bango", "personnel_no", "jugyoin_no",
    ),
    column=r"[A-Z]{0,4}\d{2,12}",
    examples=("社員番号100206", "従業員コード：Ａ－０１２３４", "emp_no=A01234", "employee_id: 20019"),
    non_examples=("100206", "社員番号を入力", "社員番号 1000円", "会員番号 100206"),
)  # fmt: skip
