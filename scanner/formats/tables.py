"""Rows of cells to columns and passages: where a table's header is, what is a title above it, what is a form.

A header is only taken for one on positive evidence. A first record taken for the header would put its values into
the names of fields, where nothing masks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest

import pyarrow as pa

from recognizers.types import Hints
from scanner.model import Column

ROWS = 65_536
_CHARS = 32 << 20  # a batch is also cut here, so that long cells do not add up
_STEP = 4096

Row = Sequence[str | None]

# Words that head a column or stand left of a blank in a form. They must end the cell, and none is the end of a
# common family or given name (春日, 菊地, 椎名, 美月, 隆行): a name taken for a label would get into field names.
_LABEL = re.compile(
    r"""(?x)^.{0,14}?(?:
    氏\s*名|姓名|名\s*前|なまえ|名称|フリガナ|ふりがな|ﾌﾘｶﾞﾅ|カナ|ｶﾅ|ローマ字|よみ|読み|[（(](?:姓|名|漢字|カナ|かな)[)）]
    |(?:件|品|社|部署|部|課|店|行|商品|顧客|客|会員|患者|社員|学校|校|施設|国|県|市|町|項目|ファイル|テーブル|口座|車|法人
      |企業|団体|組織|物件|科目|役職|担当者|地区|建物|契約者|ユーザー?|受取人|名義人|勤務先|取引先|列|疾患|傷病|病|職|型|論理|物理|機能|画面)名
    |番\s*号|ナンバー|コード|ｺｰﾄﾞ|№|ＮＯ|Ｎｏ|ＩＤ|ID|No\.?|NO\.?|記号|符号|番地|連番|通番|項番
    |住\s*所|所在地|居所|本籍地?|都道府県|市区町村|市町村|町名|丁目|建物|〒|郵便|アドレス|URL|地域|地区|エリア
    |(?:勤務|居住|配送|出身|現在|納入|開催)地|(?:勤務|連絡|送付|配送|納品|取引|振込|請求|支払|宛|委託|届け?|提出|転居|就職|帰省)先
    |電\s*話|携帯|TEL|Tel|ＴＥＬ|℡|FAX|Fax|ＦＡＸ|メール|E-?[Mm]ail|Ｅメール
    |年月日?|日付|日時|年度|時刻|時間|期間|期限|期日|年齢|性\s*別|国籍|続\s*柄|間柄|血液型|身長|体重|西暦|和暦
    |(?:作成|更新|登録|契約|入社|退社|入居|採用|発行|交付|受付|申込|申請|納品|納車|支払|入金|振込|請求|開始|終了|完了|実施|予定
      |締切?|誕生|発生|変更|検査|受診|有効|満了|取得|返却|貸出|購入|注文|出荷|訪問|面談|死亡|初診|対応|公表|確定|起票|処理)日
    |口座|銀行|支店|預金|種別|種類|[車業職品機]種|名義人?|区分|分類|カテゴリー?|状態|状況|ステータス|フラグ|有無|可否|要否|タイプ|型
    |会社|勤務先|部署|所属|役職|肩書|職業|職位|学校|学歴|職歴|資格|免許
    |担当|[^、。\s]{1,6}者|保証人|受取人|世帯主|扶養|届出人|本人|宛名|相手方
    |金額|単価|価格|数量|合計|小計|累計|税|年収|収入|給与|賞与|手当|残高|額|料|費|[比利税確倍]率|[件人個回枚台日年点桁行]数
    |備考|摘要|内容|理由|説明|概要|結果|判定|病名|病歴|既往歴|診断|所見|障害|項目|件名|題名|タイトル|メモ|特記事項|[^ァ-ヶ]欄|コメント|方法|目的
    |車名|型式|車台|初度登録|ナンバープレート|サイズ|単位|[順項]序?番|ページ|距離|メーカー|規格|重量
    |^(?:姓|名|氏|歳|年|月|日|行|順|数|計|色|率|県|市|町|性|印|曜日|No|ID|区|者|件|\#)
    )(?:[（(\[【〔].{0,14}[）)\]】〕])?\s?[0-9０-９①-⑳]?[\s:：*＊※]*$"""
)
_LABEL_EN = re.compile(
    r"""(?xi)^(?:
    (?:[a-z0-9]+[\s_.-]+){0,4}(?:id|no|num|number|code|cd|date|time|datetime|kbn|flg|flag|type|name|kana|kanji|addr(?:ess)?|tel
      |phone|mobile|fax|e?-?mail|zip|zipcode|at|by|sex|gender|age|birthday|birth|dob|city|state|country|pref|prefecture|status
      |title|remarks?|note|memo|amount|price|qty|total|password|company|department|dept|description|url|host|ip|user|role|level
      |category|count|key|value|version|size|place|url|sum|rate|position|rank|sales|cost|section|comment|address\s?[12]|area|year)
    |(?-i:[a-z][A-Za-z0-9]*(?:Id|ID|No|Number|Code|Date|Time|Type|Name|Kana|Address|Tel|Phone|Mail|Email|Zip|At|By|Flag))
    |created|updated|deleted|postal
    )[\s:：*()\d]*$"""
)
_AUTOMATIC = re.compile(r"col\d+")
_DIGITS = re.compile(r"[0-9０-９]{3}|[0-9０-９]+[-/.:年月日－ー][0-9０-９]|@|^[¥￥+-]?[0-9０-９.,]+%?$")
_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,30}")
_NUMBERED = re.compile(r"[A-Za-z_]{2,20}\d{1,3}")  # address1, sha256
_ADDRESS = re.compile(r"[都道府県].{1,8}[市区町村郡].+")


@dataclass(slots=True)
class Table:
    """Turns rows into batches of columns. `fields` name the columns; rows that are longer add to them."""

    fields: list[str]
    part: str = ""
    hints: Hints = field(default_factory=Hints)
    row: int = 1
    _rows: list[Row] = field(default_factory=list)
    _chunks: list[list[pa.Array]] = field(default_factory=list)  # rows as columns, before those in _rows
    _chars: int = 0

    def add(self, row: Row) -> Iterator[Column]:
        self._rows.append(row)
        self._chars += sum(map(len, filter(None, row)))
        if len(self._rows) >= ROWS or self._chars >= _CHARS:
            yield from self.flush()

    def extend(self, rows: Sequence[Row]) -> Iterator[Column]:
        """Many rows at once: a block of a file, small enough to hold."""
        for start in range(0, len(rows), _STEP):
            some = rows[start : start + _STEP]
            if self._chunks:
                yield from self.put(_turned(some))
                continue
            self._rows += some
            self._chars += sum(map(len, filter(None, chain.from_iterable(some))))
            while len(self._rows) >= ROWS or self._chars >= _CHARS:
                yield from self._emit(ROWS)

    def put(self, values: list[pa.Array]) -> Iterator[Column]:
        """Many rows that are columns already."""
        if self._rows:
            self._chunks.append(_turned(self._rows))
            self._rows = []
        self._chunks.append(values)
        self._chars += sum(array.nbytes for array in values)
        while sum(len(chunk[0]) for chunk in self._chunks) >= ROWS or self._chars >= _CHARS:
            yield from self._emit(ROWS)

    def flush(self) -> Iterator[Column]:
        yield from self._emit(ROWS)

    def _emit(self, count: int) -> Iterator[Column]:
        self._chars = 0
        if self._chunks:
            values = [pa.concat_arrays(parts) for parts in zip(*_even(self._chunks), strict=True)]
            self._chunks = [[array[count:] for array in values]] if len(values[0]) > count else []
            yield from self._columns([array[:count] for array in values])
            return
        rows, self._rows = self._rows[:count], self._rows[count:]
        if rows:
            yield from self._columns(_turned(rows))

    def _columns(self, values: list[pa.Array]) -> Iterator[Column]:
        rows = len(values[0]) if values else 0
        if len(self.fields) < len(values):
            taken = set(self.fields)
            self.fields += [_unique(f"col{n}", taken) for n in range(len(self.fields) + 1, len(values) + 1)]
        siblings = tuple(self.fields[:200])
        for index, name in enumerate(self.fields):
            cells = values[index] if index < len(values) else pa.nulls(rows, pa.string())
            if cells.null_count == rows and _AUTOMATIC.fullmatch(name):
                continue  # the gap between two tables side by side
            yield Column(name, cells, self.part, self.row, replace(self.hints, header=name, siblings=siblings))
        self.row += rows


def _turned(rows: Sequence[Row]) -> list[pa.Array]:
    """Rows to columns."""
    return [_strings(cells) for cells in zip_longest(*rows)] or [pa.nulls(len(rows), pa.string())]


def _even(chunks: list[list[pa.Array]]) -> Iterator[list[pa.Array]]:
    """All of as many columns."""
    width = max(map(len, chunks))
    for chunk in chunks:
        yield [*chunk, *(pa.nulls(len(chunk[0]), pa.string()) for _ in range(width - len(chunk)))]


def _strings(cells: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array([cell or None for cell in cells], pa.string())
    except UnicodeEncodeError:  # half an emoji, as JSON can hold
        return pa.array([cell.encode(errors="replace").decode() if cell else None for cell in cells], pa.string())


@dataclass(frozen=True, slots=True)
class Layout:
    """titles: rows above the header. names: of the columns, [] where no header was found. first: first data row."""

    titles: int
    names: list[str]
    first: int


def find_layout(rows: Sequence[Row], width: int = 0) -> Layout:
    """Where titles end, the header lies and data begins, from the first rows of a table."""
    counts = [_filled(row) for row in rows]
    if not rows:
        return Layout(0, [], 0)
    width = width or max(len(row) for row in rows)
    usual = sorted(counts)[len(counts) * 3 // 4]
    for top in range(min(len(rows), 30)):
        if counts[top] < max(2, min(5, usual * 0.6)) and width > 1:
            continue
        if counts[top] == 0:
            continue
        if not is_header(rows[top], rows[top + 1 : top + 41]):
            if counts[top] >= max(2, usual * 0.8):
                break  # a full row that is data: no header will follow
            continue
        bottom = top
        while bottom + 1 < len(rows) and _continues_header(rows[bottom], rows[bottom + 1], rows[bottom + 2 :][:20]):
            bottom += 1
        if top and counts[top - 1] >= 2 and _is_group_row(rows[top - 1], rows[top]):
            top -= 1
        return Layout(top, _names(rows[top : bottom + 1], width), bottom + 1)
    titles = 0
    while titles < min(len(rows) - 1, 10) and counts[titles] < max(2, usual * 0.5):
        titles += 1
    return Layout(titles if usual > 1 else 0, [], titles if usual > 1 else 0)


def is_label(cell: str) -> bool:
    """A word that names a value rather than being one."""
    text = cell.strip()
    if not text or len(text) > 40 or _DIGITS.search(text) or _ADDRESS.search(text):
        return False
    return text.endswith((":", "：")) or bool(_LABEL.match(text) or _LABEL_EN.match(text))


def is_header(row: Row, below: Sequence[Row]) -> bool:
    """Whether `row` names the columns of the rows below it. Takes evidence: labels, or a contrast with the data."""
    labels = contrasts = columns = forms = 0
    seen: set[str] = set()
    for index, cell in enumerate(row):
        text = (cell or "").strip()
        if not text:
            continue
        values = [v.strip() for other in below if index < len(other) and (v := other[index]) and v.strip()]
        label = is_label(text)
        if below and not values and label:
            continue  # nothing stands below it: as likely a heading of its own
        columns += 1
        if (_DIGITS.search(text) and not _NUMBERED.fullmatch(text)) or len(text) > 60 or _ADDRESS.search(text):
            labels -= 2
        elif label and _labels_on(values):
            forms += 1  # labels below labels: a form with its labels on the left
        elif label:
            labels += 2
        elif values and sum(_differs(text, v) for v in values) >= 0.7 * len(values):
            contrasts += 1
        if text in seen or (len(values) > 1 and text in values):
            labels -= 1
        seen.add(text)
    if forms * 4 >= columns:
        return labels > 0 and labels >= columns
    return (labels > 0 or contrasts > 1) and labels + contrasts >= max(1, columns * 0.5)


def _differs(text: str, value: str) -> bool:
    """A word above numbers, or a plain English word above anything else."""
    return bool(_DIGITS.search(value)) or (bool(_WORD.fullmatch(text)) and not _WORD.fullmatch(value))


def _labels_on(values: Sequence[str]) -> bool:
    """Whether a column goes on with labels. In a short one a single label will do: forms have odd ones among them."""
    found = sum(map(is_label, values))
    return found > 0 and (len(values) <= 12 or found >= 0.6 * len(values))


def is_form(rows: Sequence[Row]) -> bool:
    """Rows that begin with a label and go on with its value: a form, or a table lying on its side."""
    firsts = [next((cell for cell in row if cell and cell.strip()), "") for row in rows]
    several = [row for row in rows if _filled(row) > 1]
    return len(several) > 0 and sum(is_label(cell) for cell in firsts) >= 0.5 * len(rows)


def names_for(count: int) -> list[str]:
    """Fields of a table without a header."""
    return [f"col{index}" for index in range(1, count + 1)]


def _filled(row: Row) -> int:
    return sum(bool(cell and cell.strip()) for cell in row)


def _continues_header(above: Row, row: Row, below: Sequence[Row]) -> bool:
    """A second header row fills what the first leaves open: below a merged cell, or beside it."""
    gaps = [i for i in range(len(row)) if row[i] and not (i < len(above) and above[i])]
    repeated = len({c for c in above if c}) < _filled(above)
    if not gaps and not repeated:
        return False
    return is_header(row, below) and not any(_DIGITS.search(cell) for cell in row if cell)


def _is_group_row(above: Row, header: Row) -> bool:
    """The wide labels of a two-row header: fewer than below, none of them a value, over named columns."""
    labels = [i for i, cell in enumerate(above) if cell and cell.strip()]
    if len(labels) >= _filled(header) or not all(i < len(header) for i in labels):
        return False
    texts = [(above[i] or "").strip() for i in labels]
    return all(len(t) <= 20 and not _DIGITS.search(t) and not t.endswith((":", "：")) for t in texts)


def _names(header: Sequence[Row], width: int) -> list[str]:
    """Names of all columns, a header of several rows joined with "/", the labels of merged cells carried right."""
    spread: list[list[str]] = []
    for number, row in enumerate(header):
        cells = [(row[i] or "").strip() if i < len(row) else "" for i in range(width)]
        if number < len(header) - 1:
            last = header[-1]
            for i in range(1, width):  # under a wide label there is a label of each column
                if not cells[i] and i < len(last) and last[i]:
                    cells[i] = cells[i - 1]
        spread.append(cells)
    names: list[str] = []
    taken: set[str] = set()
    for i in range(width):
        words: list[str] = []
        for cells in spread:
            word = re.sub(r"\s+", " ", cells[i])[:100]
            if word and word not in words:
                words.append(word)
        names.append(_unique("/".join(words) or f"col{i + 1}", taken))
    return names


def _unique(name: str, taken: set[str]) -> str:
    number, own = 2, name
    while own in taken:
        own = f"{name}.{number}"
        number += 1
    taken.add(own)
    return own
