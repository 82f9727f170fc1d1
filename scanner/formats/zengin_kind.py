"""Layouts of the files that banks exchange (全銀協規定フォーマット), and how such a file is told.

https://www.zenginkyo.or.jp/abstract/efforts/system/protocol/ and the banks' own descriptions of it.
"""

from __future__ import annotations

from collections.abc import Mapping

Layout = Mapping[str, int]  # field → characters, in order
_PAYEE: Layout = {
    "データ区分": 1, "銀行番号": 4, "銀行名": 15, "支店番号": 3, "支店名": 15, "手形交換所番号": 4, "預金種目": 1,
    "口座番号": 7, "受取人名": 30, "金額": 10, "新規コード": 1, "顧客コード": 20, "振込指定区分": 1, "予備": 8,
}  # fmt: skip
_PAYER: Layout = {
    "データ区分": 1, "銀行番号": 4, "銀行名": 15, "支店番号": 3, "支店名": 15, "予備": 4, "預金種目": 1, "口座番号": 7,
    "預金者名": 30, "金額": 10, "新規コード": 1, "顧客番号": 20, "振替結果コード": 1, "予備2": 8,
}  # fmt: skip
_CLIENT: Layout = {
    "データ区分": 1, "種別コード": 2, "コード区分": 1, "委託者コード": 10, "委託者名": 40, "取組日": 4, "銀行番号": 4,
    "銀行名": 15, "支店番号": 3, "支店名": 15, "預金種目": 1, "口座番号": 7, "予備": 17,
}  # fmt: skip
_OWNER: Layout = {
    "データ区分": 1, "種別コード": 2, "コード区分": 1, "作成日": 6, "勘定日（自）": 6, "勘定日（至）": 6, "銀行番号": 4,
    "銀行名": 15, "支店番号": 3, "支店名": 15, "予備": 3, "預金種目": 1, "口座番号": 7, "口座名": 40, "予備2": 90,
}  # fmt: skip
_RECEIVED: Layout = {
    "データ区分": 1, "照会番号": 6, "勘定日": 6, "起算日": 6, "金額": 10, "うち他店券金額": 10, "振込依頼人コード": 10,
    "振込依頼人名": 48, "仕向銀行名": 15, "仕向店名": 15, "取消区分": 1, "EDI情報": 20, "予備": 52,
}  # fmt: skip
_MOVED: Layout = {
    "データ区分": 1, "照会番号": 8, "勘定日": 6, "起算日": 6, "入払区分": 1, "取引区分": 2, "取引金額": 12,
    "うち他店券金額": 12, "交換呈示日": 6, "不渡返還日": 6, "手形小切手区分": 1, "手形小切手番号": 7, "僚店番号": 3,
    "振込依頼人コード": 10, "振込依頼人名": 48, "仕向銀行名": 15, "仕向店名": 15, "摘要内容": 20, "EDI情報": 20, "予備": 1,
}  # fmt: skip
# Kind → length, header, data.
KINDS: dict[str, tuple[int, Layout, Layout]] = {
    **dict.fromkeys(("21", "11", "12", "71", "72"), (120, _CLIENT, _PAYEE)),
    "91": (120, _CLIENT, _PAYER),
    "01": (200, _OWNER, _RECEIVED),
    "03": (200, _OWNER, _MOVED),
}


def is_zengin(text: str) -> bool:
    """Whether a text begins with a header, and a record of a kind that may follow comes where the next one has to be."""
    if text[:1] != "1" or text[1:3] not in KINDS or text[3:4] not in ("0", "1"):
        return False
    length = KINDS[text[1:3]][0]
    following = text[length : length + 2].lstrip("\r\n")[:1]
    return following in ("2", "8") and "\n" not in text[:length].rstrip("\r\n") and "," not in text[:length]
