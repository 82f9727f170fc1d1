"""Inventories for the tests of reports: rows as the scanner writes them, without a scan. All names are invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from reports import html
from scanner.inventory import SCHEMAS, Inventory
from scanner.model import LEVELS, Reason, Status
from scanner.taxonomy import raw

# One unreadable file for each reason but one, 30 encrypted ones, and what the rest of the share is.
UNREAD = len(Reason) - 1 + 30
LISTED = UNREAD + 86

RUN = "20261122T120000.0001"
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOT = "/srv/share/共有"
HOSTILE = (
    "営業/<script>alert(1)</script>.csv",
    "営業/\u202egnp.請求書.exe",  # right-to-left override: shows as 請求書 with the extension reversed
    "人事/か\u3099くふ\u3099ち.xlsx",  # NFD, as from macOS
    "審査部/髙﨑𠮷野 & Co \"様\" 'x'.xlsx",
    "旧サーバ移行/改行\nあり\x1b[31m.txt",
    "旧サーバ移行/\ud83d.txt",  # lone surrogate
    "旧サーバ移行/javascript:alert(2).html",
)


class Book:
    """The tables of one inventory, filled row by row, with the reader's interface of `scanner.inventory`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.names = raw()
        self.signed: list[dict[str, Any]] = []
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        self.counts = dict.fromkeys((*Status, "listed"), 0)

    def decisions(self) -> list[dict[str, Any]]:
        return self.signed

    def item(self, relative: str, status: Status = Status.SCANNED, reason: str = "", **facts: Any) -> str:
        uri = "file://" + quote(f"{ROOT}/{relative}".encode("utf-8", "surrogatepass"))
        row = dict.fromkeys(SCHEMAS["items"].names)
        row |= {
            "run_id": RUN,
            "source": "file",
            "uri": uri,
            "slice": "",
            "kind": "file",
            "format": "text",
            "relative": relative.encode("utf-8", "backslashreplace").decode(),
            "size_bytes": 12_000,
            "owner": "sato",
            "modified_at": START - timedelta(days=len(relative)),
            "version": "1",
            "exposure": "group",
            "exposure_detail": "0640",
            "encrypted": False,
            "status": status.value,
            "reason": reason,
            "bytes_read": 12_000 if status in (Status.SCANNED, Status.PARTIAL) else 0,
            "rows_read": 0,
            "rows_total": 0,
            "rows_exact": True,
            "sampled": False,
            "sample_method": "",
            "rate_excluded": 0.0,
            "rate_excluded_spread": 0.0,
            "columns_unsifted": 0,
            "seconds": 0.1,
            "scanned_at": START,
            "entities": [],
            "categories": [],
            "level": "none",
            "risk_score": 0,
            "persons": 0,
        } | facts
        self.rows["items"].append(row)
        self.counts[status] += 1
        self.counts["listed"] += status is not Status.GONE
        return uri

    def problem(self, uri: str, reason: Reason, part: str = "", stage: str = "read", detail: str = "") -> None:
        self._add("problems", uri=uri, part=part, stage=stage, reason=reason.value, detail=detail)

    def found(
        self,
        uri: str,
        entity: str,
        hits: int = 1,
        *,
        part: str = "",
        field: str = "",
        score: float = 0.95,
        masked: Iterable[tuple[str, str]] = (),
        evidence: tuple[str, ...] = ("pattern",),
        **facts: Any,
    ) -> None:
        """One row of `fields`, its samples, and what it means for the item."""
        kind = raw()["entities"][entity]
        level = kind["level"] if score >= 0.5 else min(kind["level"], "low", key=LEVELS.index)
        self._add(
            "fields",
            uri=uri,
            part=part,
            field=field,
            entity=entity,
            seen=hits * 2,
            filled=hits + 1,
            hits=hits,
            distinct=hits,
            best_score=score,
            category=kind["category"],
            level=level,
            recognizer="test",
            evidence=list(evidence),
            **facts,
        )
        for mask, at in masked:
            self._add(
                "findings",
                uri=uri,
                part=part,
                field=field,
                at=at,
                entity=entity,
                score=score,
                recognizer="test",
                evidence=list(evidence),
                masked=mask,
                digest="0" * 32,
            )
        item = next(row for row in self.rows["items"] if row["uri"] == uri)
        item["level"] = max(item["level"], level, key=LEVELS.index)
        item["categories"] = sorted({*item["categories"], kind["category"]})
        item["entities"] = [*item["entities"], (entity, hits)]
        item["persons"] = max(item["persons"], hits if entity == "PERSON" else 1)
        item["risk_score"] = {"none": 0, "low": 15, "medium": 40, "high": 60, "critical": 80}[item["level"]]

    def verdict(self, uri: str, rule: str, severity: str, message: str, obligation: str = "", due: str = "") -> None:
        self._add(
            "verdicts",
            uri=uri,
            part="",
            field="",
            rule=rule,
            severity=severity,
            message=message,
            obligation=obligation,
            due=due,
        )

    def finish(self, **counts: Any) -> Book:
        self._add(
            "runs",
            started_at=START,
            finished_at=START + timedelta(seconds=83),
            version="0.1.0",
            plan_fingerprint="5f3a90cc11d24e7b8a6655d0c1e2f3a4",
            bytes_read=0,
            findings=0,
            **({**self.counts} | counts),
        )
        folder = self.out / "runs" / RUN
        folder.mkdir(parents=True, exist_ok=True)
        plan = {"targets": [ROOT], "depth": "standard", "policy": "default", "exclude": ["*/一時/*"]}
        (folder / "plan.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
        return self

    def _add(self, table: str, **row: Any) -> None:
        self.rows[table].append({"run_id": RUN, **row})

    # --- what reports use of scanner.inventory.Inventory ---

    def table(self, name: str) -> pa.Table:
        rows = [{k: v for k, v in row.items() if k in SCHEMAS[name].names} for row in self.rows[name]]
        return pa.Table.from_pylist(rows, schema=SCHEMAS[name])

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        yield from self.table(name).select(columns or SCHEMAS[name].names).to_batches()

    superseded = False

    def parts(self, name: str) -> list[Path]:
        self.out.mkdir(exist_ok=True)
        path = self.out / f"{name}.parquet"
        pq.write_table(self.table(name), path)
        return [path]

    def runs(self) -> list[dict[str, Any]]:
        return self.table("runs").to_pylist()

    def page(self, lang: str) -> str:
        return html.render(cast(Inventory, self), lang)

    def last_run(self) -> dict[str, Any]:
        return self.runs()[-1]


def company(out: Path) -> Book:
    """About 100 files as a car-leasing company has them: every status, every reason, hostile names."""
    book = Book(out)
    for name in HOSTILE:
        uri = book.item(name, format="csv")
        book.found(
            uri, "PERSON", 4, field="氏名", masked=[("髙* 太*", "row 2")], evidence=("header:氏名", "dictionary")
        )
        book.found(uri, "PHONE_NUMBER", 4, field="電話", masked=[("090-****-**78", "row 2")])
    for number in range(1, 25):
        uri = book.item(f"審査部/申込書/2026/{number:02}月/申込_{2600 + number}.xlsx", format="xlsx", size_bytes=48_211)
        for field, entity, mask in (
            ("申込者/氏名", "PERSON", "佐* 花*"),
            ("申込者/生年月日", "DATE_OF_BIRTH", "19**-**-**"),
            ("申込者/住所", "JP_ADDRESS", "東京都新宿区****"),
            ("勤務先", "EMPLOYER", "****株式会社"),
            ("税込年収", "INCOME", "***万円"),
            ("免許証番号", "JP_DRIVERS_LICENSE", "**********20"),
            ("連帯保証人/氏名", "PERSON", "鈴* 一*"),
        ):
            book.found(
                uri,
                entity,
                1,
                part="申込書",
                field=field,
                masked=[(mask, "B7")],
                evidence=("pattern", f"header:{field.rpartition('/')[2]}"),
            )
    for number in range(1, 13):
        uri = book.item(
            f"経理/支払調書/令和7年/支払調書_{number:02}.csv",
            format="csv",
            exposure="company",
            exposure_detail="0644",
            owner="keiri",
            rows_read=120,
            rows_total=120,
        )
        book.found(
            uri,
            "JP_MY_NUMBER",
            118,
            field="個人番号",
            score=0.99,
            evidence=("checksum", "header:個人番号"),
            masked=[("**********18", "row 2"), ("**********57", "row 3"), ("**********93", "row 4")],
        )
        book.found(
            uri,
            "PERSON",
            120,
            field="支払先氏名",
            masked=[("高* 健*", "row 2"), ("渡* 久*", "row 3")],
            evidence=("dictionary", "header:氏名", "neighbours"),
        )
        book.found(
            uri,
            "JP_BANK_ACCOUNT",
            120,
            field="振込先",
            score=0.88,
            masked=[("普通 *****67", "row 2")],
            evidence=("pattern", "context:振込先"),
        )
    for number in range(1, 9):
        uri = book.item(
            f"人事/健康診断/2026/結果_{number:02}.pdf",
            format="pdf",
            size_bytes=1_830_004,
            owner="jinji",
            exposure="private",
            exposure_detail="0600",
        )
        book.found(
            uri,
            "SPC_HEALTH_CHECK",
            14,
            masked=[("要精****", "page 1")],
            score=0.84,
            evidence=("dictionary", "context:判定"),
        )
        book.found(uri, "SPC_MEDICAL_HISTORY", 2, masked=[("高血**", "page 2")], score=0.62, evidence=("dictionary",))
        book.found(uri, "PERSON", 1, masked=[("小* 真*", "page 1")])
    for number in range(1, 7):
        uri = book.item(
            f"営業/顧客名簿/{number:02}.csv",
            format="csv",
            exposure="company",
            sampled=number == 1,
            names_read=0.4,
            names_bound=0.031,
            rows_read=20_000,
            rows_total=184_022,
        )
        for field, entity in (
            ("顧客名", "PERSON"),
            ("TEL", "PHONE_NUMBER"),
            ("メール", "EMAIL_ADDRESS"),
            ("〒", "JP_POSTAL_CODE"),
        ):
            book.found(
                uri, entity, 19_400, field=field, masked=[("****", "row 2")], evidence=("header:" + field, "shape")
            )
    backup = book.item(
        "退職者バックアップ/山田_20240331.zip",
        Status.PARTIAL,
        Reason.ENCRYPTED.value,
        format="zip",
        size_bytes=88_400_120,
        encrypted=True,
    )
    book.found(backup, "PERSON", 31, part="デスクトップ/名簿.xlsx!Sheet1", field="氏名", masked=[("井* 正*", "row 2")])
    book.found(
        backup,
        "SPC_CREED",
        1,
        part="メール/私信.eml",
        score=0.55,
        masked=[("信**", "line 14")],
        evidence=("dictionary", "context:様"),
    )
    book.found(
        backup,
        "JP_MY_NUMBER",
        1,
        part="デスクトップ/扶養.txt",
        masked=[("**** **** **18", "line 3")],
        evidence=("checksum", "context:マイナンバー"),
    )
    book.problem(backup, Reason.ENCRYPTED, "秘密.xlsx", detail="OfficeFileEncrypted")
    book.problem(backup, Reason.TOO_DEEP, "a.zip!b.zip!c.zip", detail="more than 12 levels of archives")
    credit = book.item("審査部/信用情報/照会_2611.txt", format="text", exposure="public", exposure_detail="0666")
    book.found(credit, "JP_CREDIT_INFO", 3, masked=[("$$$***", "line 20")], evidence=("pattern", "context:入金状況"))
    log = book.item("システム/ログ/access.log", format="text", exposure="company", size_bytes=940_112_004)
    book.found(log, "IP_ADDRESS", 88_200, masked=[("203.*.*.**", "line 1")])
    weak = book.item("総務/備品.csv", format="csv")
    book.found(
        weak, "JP_MY_NUMBER", 9, field="管理番号", score=0.3, masked=[("**********11", "row 5")], evidence=("checksum",)
    )
    price = book.item("営業/取引先一覧.csv", format="csv")
    book.found(price, "JP_CORPORATE_NUMBER", 300, field="法人番号", masked=[("7-****-****-**02", "row 2")])
    for number in range(1, 22):
        book.item(f"総務/規程/{number:02}.docx", format="docx", exposure="company")
    for number, reason in enumerate(Reason):
        if reason is Reason.EXCLUDED:
            continue
        uri = book.item(
            f"旧サーバ移行/読めない/{number:02}_{reason.value}.dat",
            Status.UNREADABLE,
            reason.value,
            format="unknown",
            size_bytes=-1 if number % 5 == 0 else 40_960 * number,
        )
        book.problem(
            uri,
            reason,
            stage=("list", "open", "read", "recognize")[number % 4],
            detail="PermissionError" if not number else "",
        )
    for number in range(1, 31):
        uri = book.item(
            f"退職者バックアップ/暗号化/{number:02}.xlsx",
            Status.UNREADABLE,
            Reason.ENCRYPTED.value,
            format="xlsx",
            encrypted=True,
        )
        book.problem(uri, Reason.ENCRYPTED, stage="open")
    for number in range(3):
        book.item(f"一時/{number}.tmp", Status.EXCLUDED, Reason.EXCLUDED.value)
    book.item("営業/旧名簿.xls", Status.GONE)
    for uri in [
        row["uri"] for row in book.rows["fields"] if row["category"] == "my_number" and row["level"] == "critical"
    ]:
        book.verdict(
            uri,
            "my_number_place",
            "critical",
            "定められた保管場所の外に個人番号があります。",
            "番号法20条: 事務に必要のない特定個人情報の保管は禁じられています。移すか消去してください。",
            "速やかに",
        )
    book.verdict(
        credit, "exposed_credit", "high", "信用情報が一般公開の範囲に置かれています。", "法23条: 安全管理措置", "P3D"
    )
    return book.finish()
