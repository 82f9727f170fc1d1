"""Identifiers that browsers and apps carry: _ga, _fbp, advertising ids. 個人関連情報 (法2条7項)."""

from __future__ import annotations

from recognizers.pattern import Pattern

_UUID = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"

COOKIE_ID = (
    Pattern(
        id="cookie_id",
        entity="COOKIE_ID",
        regex=r"(?<![0-9A-Za-z])(?:GA1\.[1-9]\.\d{6,10}\.\d{10}|fb\.1\.\d{13}\.\d{6,20})(?![0-9A-Za-z.])",
        prior=0.9,
        context=("cookie", "クッキー", "_ga", "_fbp", "cookie_id", "クッキーID"),
        column=r"GA1[1-9]\d{16,20}|FB1\d{19,33}",
        examples=("_ga=GA1.2.1234567890.1712345678", "Cookie: _fbp=fb.1.1712345678901.1234567890"),
        non_examples=("GA1.2", "fb.1.2.3", "cookieを使用します"),
    ),
    Pattern(
        id="advertising_id",
        entity="COOKIE_ID",
        regex=rf"(?<![0-9A-Za-z\-]){_UUID}(?![0-9A-Za-z\-])",
        prior=0.03,
        needs_label=True,
        context=("idfa", "aaid", "gaid", "idfv", "adid", "ad_id", "advertising_id", "advertising id", "広告ID", "広告識別子", "端末識別子", "cookie_id", "クッキーID", "visitor_id", "device_id", "デバイスID"),
        column=r"[0-9A-F]{32}",
        examples=("IDFA: 6D92078A-8246-4BA4-AE5B-76104861E7DC", "広告ID　6d92078a-8246-4ba4-ae5b-76104861e7dc", "gaid=6d92078a-8246-4ba4-ae5b-76104861e7dc"),
        non_examples=("6d92078a-8246-4ba4-ae5b-76104861e7dc", "request_id=6d92078a-8246-4ba4-ae5b-76104861e7dc", "広告IDを取得"),
    ),
)  # fmt: skip
