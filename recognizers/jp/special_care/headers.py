"""Column headers and form labels whose values are special care-required information, and the type they hold."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recognizers.dictionary import lines
from recognizers.jp.statement import blank
from recognizers.text import fold


@cache
def headers() -> dict[str, str]:
    """Header word, folded and lower case → SPC_ entity."""
    rows = (fold(line).text.split("\t") for line in lines("special_care_headers.tsv"))
    return {word.lower(): "SPC_" + category for word, category in rows}


HEADERS = headers()
_WORDS = sorted(HEADERS, key=len, reverse=True)
# 病名コード表, 処方日, 手術室, 障害の発生日時 … are about something else.
_NOT = re.compile(
    r"ワンちゃん|ペット|愛犬|愛猫|[犬猫]の|^(?:運転)?適性|性格診断|自己診断|(?:住宅|建物|耐震|経営|省エネ)診断|日$|日時|日付|年月|時刻|担当|医師|医療機関|病院|件数|料|費|金額|点数|室|有効|期限|回数|システム|サーバ|通信|回線|障害(?:コード|内容|発生|番号|票|報告|対応|原因|レベル|id)|インシデント|チケット|番号|商品|種別コード|作成|更新|手帳(?:番号|交付日)"
)

# What may follow the word for the column still to hold it. 健診機関, 健診コース and 病名登録者 are about something else.
_TAIL = re.compile(
    r"(?:の?(?:名称?|コード|cd|区分|種別|種類|分類|等級|級|程度|有無|該当|部位|内容|詳細|概要|状況|状態|歴|既往|経験|結果|判定|評価|所見|経過|理由|原因|情報|メモ|コメント|備考|記録|事項|等|など|薬|剤|フラグ|値|度|数値"
    r"|項目|レベル|スコア|得点|意見|配慮|希望|対応|予定|本人|家族|者(?!名|氏|数)|手帳|控除|認定|支援|雇用|枠|学生|児童?|生徒|特性|福祉|サービス|[0-9①-⑳])|[\s(（\[【<・･/／、,_&+\-:：※].*)*"
)
_TAIL_ASCII = re.compile(r"(?!.*(?:date|day|(?<![a-z])dt|doctor|hospital|clinic|cost|fee|count|facility|center)).*")


@lru_cache(maxsize=4_096)  # asked for each cell
def word_of(header: str) -> str:
    """The word of the list that `header` holds, the longest; "" when it is about something else."""
    name = fold(header).text.lower().strip()
    if not name or _NOT.search(name):
        return ""
    for word in _WORDS:
        if word not in name or (word.isascii() and not re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", name)):
            continue
        if (_TAIL_ASCII if word.isascii() else _TAIL).fullmatch(name[name.rindex(word) + len(word) :]):
            return word
    return ""


def entity_of(header: str) -> str:
    """The SPC_ entity that a column under `header` holds, or ""."""
    return HEADERS.get(word_of(header), "")


def says_nothing(value: str) -> bool:
    """なし, 該当なし, -, 特になし, 未記入 and their like."""
    return blank(fold(value).text)
