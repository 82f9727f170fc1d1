"""Tables that record credit, health checks or disabilities of persons: known by the headers that stand together.

残高 or 判定 alone says nothing. Beside a person, and with other headers of the same vocabulary, it is a bureau's record
(《個人信用情報機関に登録される情報》: 契約日, 契約額, 支払回数, 残高, 月々の返済状況) or a doctor's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recognizers.checksums import Flags
from recognizers.columns.arbitration import GIVE_WAY
from recognizers.columns.cells import Cells, cells_of
from recognizers.columns.header import SURE
from recognizers.columns.spelled import Spelled
from recognizers.text import fold
from recognizers.types import ColumnHit, ColumnView


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of table. Headers that `tell`, and ones that do so beside those (`maybe`) or only count (`beside`).

    title: words of the file's or sheet's name that count for two headers. need: how many headers make the table.
    never: headers of tables that use the same words of something else. values: cells that tell by themselves.
    """

    entity: str
    name: str
    need: int
    tell: re.Pattern[str]
    maybe: re.Pattern[str]
    beside: re.Pattern[str]
    title: re.Pattern[str]
    never: re.Pattern[str]
    values: re.Pattern[str]


_NEVER = re.compile(r"(?!)")
RECORDS = (
    Record(
        entity="JP_CREDIT_INFO",
        name="credit_table",
        need=3,
        tell=re.compile(
            r"(?:入金|支払い?|返済)(?:状況|履歴|状態)|滞納|(?:督促|催告)(?!状?(?:の?(?:発送|送付|発行))?(?:年月)?日)|未収|引き?落と?し?不能|否決|免責(?:決定|許可|確定)|破産|異動(?:情報|参考|発生|区分|フラグ|有無|$)|延滞|遅延(?:日数|回数|損害)|完済|残債|負債|債務|代位弁済|保証履行|強制解約|信用(?:情報|スコア)|属性スコア"
            r"|(?:審査|与信|照会)(?:結果|判定|スコア)|与信(?:枠|額)|極度額|利用(?:限度|可能)額|貸付(?:額|金額|残高)|融資(?:額|残高)|利用残高|残高金額|契約状態|他社借入|借入(?:件数|残高|金額|総額|額)|総量規制|支払可能見込額|終了(?:状況|区分|事由)|他社(?:借入|債務|利用|残高|件数|返済|ローン)|貸倒|保証(?:履行|債務)|補足内容|信用情報機関"
            r"|(?<![a-z])(?:cic|jicc|ksc)(?![a-z])|nyu+kin_?jo+u?kyo+u?|shiharai_?jo+u?kyo+u?|ido+u?_?(?:fla?g|info|kbn|ymd|bi)|entai|kansai_?(?:bi|ymd|dt|flg)|zansai|yo?shin_?(?:kekka|waku|gaku)|shinsa_?kekka"
            r"|delinq|overdue|arrears|past_?due|days_?late|charge_?off|default_?(?:flag|flg|date|status)|credit_?(?:score|limit|bureau|status)|bureau|(?<![a-z])dpd|(?:re)?payment_?(?:status|history)|outstanding|debt",
            re.I,
        ),
        maybe=re.compile(
            r"残高|(?:契約|請求|入金|返済|支払|借入)(?:金額|額|日|年月日)|契約予定額|支払(?:残)?回数|^(?:総合|審査|照会)?(?:結果|判定|判定結果|可否(?:判定|結果)?|スコア|評点|score)$|月々|取引情報|zandaka|keiyaku_?(?:bi|ymd|dt|gaku|kingaku)|nyu+kin_?(?:bi|ymd|gaku)|contract_?(?:date|amount|amt)"
            r"|(?<![a-z])balance|monthly_?payment|paid_?(?:date|off)|installments",
            re.I,
        ),
        beside=re.compile(r"申込(?:日|区分|情報)|照会(?:日|番号|機関)|登録会社|機関|商品名|inquiry|保証人", re.I),
        title=re.compile(
            r"信用情報|個信|(?<![A-Za-z])(?:CIC|JICC|KSC)(?![A-Za-z])|延滞|与信|credit.?(?:bureau|report)|delinq", re.I
        ),
        never=re.compile(
            r"売掛|買掛|仕訳|得意先|仕入|勘定|借方|貸方|株主|株数|配当|摘要|会計|伝票|在庫|決算|科目|予算|ledger|debit|vendor|supplier|invoice|account_?title",
            re.I,
        ),
        values=re.compile(
            r"(?:長期)?(?:延滞|異動|債務整理|任意整理|特定調停|個人再生|自己破産|代位弁済|保証履行|強制解約|支払遅延|貸倒|完済|破産|免責)(?:あり|有り?|なし|無し?|中|済み?|解消|発生|情報|登録|決定|申立|[ (（].{0,12})?"
        ),
    ),
    Record(
        entity="SPC_HEALTH_CHECK",
        name="health_table",
        need=2,
        tell=re.compile(
            r"HbA1c|(?<![A-Za-z])(?:AST|ALT|GOT|GPT|LDL|HDL|eGFR|BMI)(?![A-Za-z])|γ-?GTP?|gamma.?gtp|コレステロール|中性脂肪|血糖|血圧(?!計)|尿(?:蛋白|糖|酸|潜血)|クレアチニン|ヘモグロビン|血色素|[赤白]血球|血小板|ヘマトクリット|(?<![A-Za-z])(?:MCV|MCHC?|LDH|CRP|BUN|PSA|SpO2)(?![A-Za-z])|総蛋白|アルブミン|ビリルビン|尿素窒素|眼圧|肺活量|体脂肪率|要再検|要精検|要精密|腹囲|心電図|胸部|便潜血|眼底|聴力"
            r"|総合判定|健診(?:結果|判定)|(?:医師|検診)の?(?:判定|所見|意見)|ストレス(?:判定|得点|チェック結果)|blood_?pressure|cholesterol|triglyceride|glucose|creatinine",
            re.I,
        ),
        maybe=re.compile(r"^(?:総合|医師|診察|内科)?(?:判定|所見|得点|総得点|評価点|結果)(?:区分|結果|内容)?$|^(?:TG|FBS|FPG|GLU|UA|CRE?|Cr|Hb|Ht|RBC|WBC|PLT|ALP|CK|CPK|TP|T-?Cho|TC|T-?Bil|Ca|Na|K)(?:\(.*\))?$|^(?:身長|体重|視力.{0,4})(?:\(.*\))?$", re.I),
        beside=_NEVER,
        title=re.compile(
            r"健康診断|健診|検診|人間ドック|ストレスチェック|health.?check|kenshin|stress.?check", re.I
        ),
        never=re.compile(r"機種|型番|価格|単価|株価|銘柄|犬種|猫種|動物|ペット|飼い主|畜種|試薬|ロット"),
        values=_NEVER,
    ),
    Record(
        entity="SPC_DISABILITY",
        name="disability_table",
        need=2,
        tell=re.compile(r"障[害碍がい]{1,2}(?:の)?(?:種類|種別|区分|程度|等級|名|部位|内容)|手帳(?:の)?(?:種類|種別|等級|番号)|shogai|disability", re.I),
        maybe=re.compile(r"^等級$|^(?:級|程度)$"),
        beside=_NEVER,
        title=re.compile(r"障[害碍がい]{1,2}者"),
        never=re.compile(r"システム|サーバ|復旧|チケット|発生日時|incident", re.I),
        values=_NEVER,
    ),
)  # fmt: skip
# What only lenders and bureaus keep, and only of persons: their tables need no name.
_BUREAU = re.compile(
    r"異動(?:参考|発生)|保証履行|代位弁済|総量規制|他社借入|貸付(?:日|額|金)|債務整理|強制解約|支払可能見込|指定信用情報|信用情報機関|(?<![a-z])(?:cic|jicc|ksc)(?![a-z])",
    re.I,
)
# Whom such a table numbers, though it names nobody: the debtor, and who was examined.
_DEBTOR = re.compile(
    r"(?:会員|組合員|顧客|お客様|契約者|債務者|借主|借受人|賃借人|入居者|申込者|加入者)の?(?:番号|コード|no\.?|cd|id)$|債務者|^(?:kaiin|kumiaiin|kokyaku|keiyakusha|saimusha|karinushi|member|customer|borrower|debtor)_?(?:no|num|number|cd|code|id)$",
    re.I,
)
_FIRM = re.compile(r"会社|企業|法人|商号|屋号|取引先|書名|図書|資料|貸出|返却|レンタル|company|book|rental", re.I)
_EXAMINED = re.compile(
    r"(?:受診|受検|被検|受験)(?:者|日|no|番号|id)|患者|カルテ|健診(?:日|機関|コース|番号|no)|人間ドック|patient", re.I
)
# A person in the row who is not whom the row is about.
_STAFF = re.compile(
    r"担当|代表|営業|責任者|承認|作成|審査者|照会者|入力者|登録者|更新者|staff|operator|owner|rep$", re.I
)
_COMPANY = re.compile(
    r"^(?:会社名|企業名|所属会社|法人名|御?社名|勤務先.{0,4}|貴社名|company(?:[_ ]name)?|employer)$", re.I
)
MOST_WORDS = 200  # a column of status words has few of them


def take_records(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Adds to `judged` what the columns say together of the persons in the rows."""
    persons = [
        place for place, hits in enumerate(judged) if _holds(hits, "PERSON") and not _STAFF.search(headers[place])
    ]
    keyed = [place for place, hits in enumerate(judged) if _holds(hits, "EMPLOYEE_ID") or _holds(hits, "CUSTOMER_ID")]
    bureau = sum(map(bool, map(_BUREAU.search, headers))) >= 2 or _marked(RECORDS[0], judged)
    owed = any(map(_DEBTOR.search, headers))
    for record in RECORDS:
        if record.entity == "JP_CREDIT_INFO":
            known = persons or bureau or (owed and not any(map(_FIRM.search, headers)))
        else:
            known = persons or keyed or (record.entity == "SPC_HEALTH_CHECK" and any(map(_EXAMINED.search, headers)))
        if known and not any(map(record.never.search, headers)):
            _take(record, columns, headers, judged)
    if persons:
        for place, header in enumerate(headers):
            if _COMPANY.search(header) and not _sure(judged[place]) and len(cells := cells_of(columns[place])):
                judged[place].insert(
                    0,
                    hit_of("EMPLOYER", 0.6, "company_of_person", ("company_of_person", f"header:{header[:40]}"), cells),
                )


def _take(record: Record, columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    told = [place for place, header in enumerate(headers) if record.tell.search(header)]
    maybe = [place for place, header in enumerate(headers) if place not in told and record.maybe.search(header)]
    beside = sum(record.beside.search(header) is not None for header in headers)
    marked = _marked(record, judged)
    titled = bool(columns) and bool(record.title.search(fold(f"{columns[0].hints.name} {columns[0].hints.sheet}").text))
    points = len(told) + len(maybe) + beside + 2 * titled + 2 * marked
    table = (points >= record.need and bool(told or titled or marked)) or len(told) >= 2
    score = min(0.9, 0.55 + 0.07 * points)
    for place, column in enumerate(columns):
        if not (table and place in (*told, *maybe)) and (record.values is _NEVER or len(column.values) > MOST_WORDS):
            continue
        if any(hit.score >= SURE and hit.entity not in (record.entity, *GIVE_WAY) for hit in judged[place]):
            continue
        cells = cells_of(column)
        if not len(cells):
            continue
        if table and place in (*told, *maybe):
            _put(judged, place, hit_of(record.entity, score, record.name, (record.name, f"headers:{points}"), cells))
        elif sum(record.values.fullmatch(value) is not None for value in cells.folded) >= 0.5 * len(cells):
            _put(judged, place, hit_of(record.entity, 0.75, "terms", ("terms", "record_of_person"), cells))


def _marked(record: Record, judged: list[list[ColumnHit]]) -> bool:
    """Whether a column shows by its values alone what the table is: $$$P$$A."""
    hits = (hit for column in judged for hit in column if hit.entity == record.entity)
    return any("marks" in hit.evidence or "shape" in hit.evidence for hit in hits)


def _put(judged: list[list[ColumnHit]], place: int, hit: ColumnHit) -> None:
    """The fuller count, the better score."""
    same = [known for known in judged[place] if known.entity == hit.entity]
    if any(known.score >= hit.score and known.hits >= hit.hits for known in same):
        return
    judged[place] = [hit, *(known for known in judged[place] if known not in same and known.entity not in GIVE_WAY)]


def hit_of(entity: str, score: float, name: str, evidence: tuple[str, ...], cells: Cells) -> ColumnHit:
    """All of a column."""
    counted = cells.total([True] * len(cells))
    return ColumnHit(entity, round(score, 3), name, evidence, cells.filled, *counted, more=everything)


def everything(spelled: Spelled) -> Flags:
    return np.ones(len(spelled), bool)


def _holds(hits: Sequence[ColumnHit], entity: str) -> bool:
    return any(hit.entity == entity and hit.score >= SURE for hit in hits)


def _sure(hits: Sequence[ColumnHit]) -> bool:
    return any(hit.score >= SURE for hit in hits)
