"""会員番号, 顧客番号, 患者番号: a key that ties records to one customer. Only its label makes it one."""

from __future__ import annotations

from recognizers.common.employee_id import ID_SHAPE
from recognizers.pattern import Pattern

CUSTOMER_ID = Pattern(
    id="customer_id",
    entity="CUSTOMER_ID",
    regex=ID_SHAPE,
    prior=0.04,
    needs_label=True,
    context=(
        "顧客番号", "顧客コード", "顧客No", "顧客ID", "顧客CD", "会員番号", "会員No", "会員ID", "会員コード", "お客様番号", "お客さま番号", "お客様No", "お客様ID", "お客様コード", "利用者番号", "利用者ID", "ユーザーID", "ユーザID",
        "患者番号", "患者ID", "患者No", "診察券番号", "診察券No", "カルテ番号", "カルテNo", "契約者番号", "加入者ID", "加入者番号", "加入者No", "組合員番号", "customer id", "customer_id", "customerid", "customer no", "customer_no", "customer number", "customer_number",
        "customer_code", "customer_cd", "cust_id", "cust_no", "cust_cd", "custid", "member id", "member_id", "memberid", "member no", "member_no", "member number", "kaiin_no", "kaiin_id", "kokyaku_no", "kokyaku_id", "kokyaku_cd",
        "patient id", "patient_id", "patientid", "patient no", "patient_no", "mrn", "user_id", "userid", "client_id",
    ),
    column=r"[A-Z]{0,4}\d{2,12}",
    examples=("会員番号0123456", "顧客コード：Ｃ－１２３４５", "customer_id=C00123", "患者ID P00700128"),
    non_examples=("0123456", "会員番号をご記入ください", "社員番号 123456", "会員数 12345人"),
)  # fmt: skip
