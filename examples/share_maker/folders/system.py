"""システム: logs, source code, dumps, incident reports; what developers leave lying about."""

from __future__ import annotations

from random import Random

from share_maker import numbers
from share_maker.marks import decoy, mark
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import Sheet, Table, archive, as_json, csv, docx, jsonl, text, xlsx


def logs(share: Share) -> None:
    rng = Random("ログ")
    people = crowd("アプリログ", 12)
    lines = []
    for i in range(160):
        p = people[i % 12]
        stamp = f"2026-04-{1 + i // 8:02}T0{i % 8 + 1}:{i * 7 % 60:02}:11.{i:03}"
        order = decoy("order_number", numbers.order_number(rng, passes=i % 5 == 0))
        lines.append(
            (
                f"{stamp} INFO  [http-{i % 9}] LeaseController - GET /orders/{order} 200 {i * 3 % 90}ms",
                f"{stamp} DEBUG [batch-1] Scheduler - next run at {decoy('epoch', str(1775000000000 + i * 60000))}",
                f"{stamp} INFO  [http-{i % 9}] Login - u{i:05} from {mark('IP_ADDRESS', f'203.0.113.{i % 250 + 1}')}",
                f"{stamp} WARN  [http-{i % 9}] Validator - invalid tel: {p.mobile} (name={p.tight})"
                if i % 8 == 3
                else f"{stamp} WARN  [pool] Retry 障害検知 node={i % 3}",
            )[i % 4]
        )
    share.put("システム/ログ/lease-app.log", text("\n".join(lines) + "\n"))
    share.put(
        "システム/ログ/access_log",
        text(
            "".join(
                f"{mark('IP_ADDRESS', f'198.51.100.{i % 200 + 7}')} - - [0{1 + i % 9}/Apr/2026:10:{i % 60:02}:00] "
                f'"GET /apply?email={p.email}&step={i % 4} HTTP/1.1" 200 {900 + i * 13}\n'
                for i, p in enumerate(crowd("アクセスログ", 40))
            )
        ),
    )
    p, q = crowd("例外", 2)
    share.put(
        "システム/ログ/batch_error_20260407.log",
        text(
            f"""2026-04-07 03:00:01 ERROR 支払調書バッチ 例外発生
Traceback (most recent call last):
  File "/opt/kitakaze/batch/chosho.py", line 88, in export
    raise ValueError(f"住所の桁あふれ: {{row}}")
ValueError: 住所の桁あふれ: {{'氏名': '{p.tight}', '個人番号': '{p.my_number()}', '住所': '{p.address}'}}
2026-04-07 03:00:02 ERROR 口座エラー 口座番号={q.account} 名義={q.half}
2026-04-07 03:00:03 INFO  処理件数 12,345 件 / 異常 2 件 / ジョブ {decoy("job_number", "20260407030001")}
"""
        ),
    )


def code(share: Share) -> None:
    p, q, r = crowd("ソース", 3)
    share.put(
        "システム/src/test/customer.test.js",
        text(
            f"""// 顧客マスタのテスト。本番データをコピーして使っている（要修正）
const customers = [
  {{ name: "{p.name}", tel: "{p.mobile}", mynumber: "{p.my_number()}" }},
  {{ name: "{q.name}", tel: "{q.tel}", mail: "{q.email}" }},
];
const DUMMY_PHONE = "{decoy("dummy", "000-0000-0000")}";
const ORDER_NO = "{decoy("order_number", "260412345670")}";
const VERSION = "{decoy("version", "10.20.30.40")}";

test("氏名で引ける", () => {{
  // {r.tight}さんの環境でだけ落ちる
  expect(find("{p.sei}")[0].tel).toBe("{p.mobile}");
}});
"""
        ),
    )
    share.put(
        "システム/src/LeaseCalc.java",
        text(
            f"""package jp.example.kitakaze;

/** リース料計算。部品番号 {decoy("part_number", "090-1234-5678")} の例外あり。 */
public final class LeaseCalc {{
    static final long EPOCH = {decoy("epoch", "1775001600000")}L;
    static final String JAN = "{decoy("jan_code", numbers.jan(Random("java")))}";
    // 氏名, 住所, 電話番号は扱わない
    static double monthly(double price, int months) {{ return price / months; }}
}}
"""
        ),
    )
    share.put(
        "システム/src/batch.ini",
        text(
            f"""; 文字コード Shift_JIS
[mail]
from={decoy("role_mail", "no-reply@kitakaze.example.jp")}
[保守]
担当={crowd("保守", 1, "cp932")[0].tight}
連絡先={crowd("保守", 1, "cp932")[0].mobile}
""",
            "cp932",
            newline="\r\n",
        ),
    )
    people = crowd("ダンプ", 45)
    rows = ",\n".join(
        f"({i + 1},'{p.tight}','{p.kana}','{p.postal}','{p.address}','{p.tel}','{p.email}','{p.dob('iso')}')"
        for i, p in enumerate(people)
    )
    share.put(
        "システム/db/customers_dump.sql",
        text(
            f"""-- MySQL dump 10.13  Distrib 8.0
DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (`id` int, `name` varchar(80), `kana` varchar(80), `zip` char(8), `address` text,
 `tel` varchar(20), `email` varchar(120), `birthday` date);
INSERT INTO `customers` VALUES
{rows};
"""
        ),
    )
    people = crowd("API", 14)
    share.put(
        "システム/api/customers_response.json",
        as_json(
            {
                "total": 14,
                "fetched_at": decoy("epoch", "1775790000123"),
                "customers": [
                    {
                        "id": 9000 + i,
                        "profile": {"name": p.name, "birth_date": p.dob("iso")},
                        "contact": {"tel": p.tel, "zip": p.postal},
                        "plate": p.plate(" "),
                    }
                    for i, p in enumerate(people)
                ],
            }
        ),
    )
    share.put(
        "システム/api/events.jsonl",
        jsonl(
            [
                {
                    "ts": decoy("epoch", str(1775700000 + i * 31)),
                    "event": "page_view",
                    "request_id": decoy("uuid", f"00000000-0000-4000-8000-{i:012}"),
                    "sku": decoy("part_number", f"SKU-{i:04}-{i * 3:04}"),
                }
                for i in range(40)
            ]
        ),
    )


def incidents(share: Share) -> None:
    share.put(
        "システム/障害/障害報告書_20260331.txt",
        text(
            f"""システム障害報告書

発生日時  2026年3月31日 02:10
障害内容  基幹システムのデータベース障害により、受付処理が停止した。
影響      申込受付 118件、代表電話 {decoy("company_phone", "03-4000-1100")} への入電増
原因      ネットワーク機器の故障。ディスク障害の再発。
対応      機器交換。再発防止策として監視を強化する。
管理番号  {decoy("ticket_number", "202603310210")}
""",
            "cp932",
            newline="\r\n",
        ),
    )
    p, q = crowd("障害", 2)
    share.put(
        "システム/障害/顧客影響調査.docx",
        docx(
            "# 障害による顧客影響調査",
            "2026年3月31日のシステム障害について、影響のあった顧客へ連絡した結果を示す。",
            Table(("顧客", "電話", "結果"), [(p.name, p.mobile, "了承"), (q.name, q.tel, "不在")]),
            "障害対応票のうち、身体の障害に関するものはない。",
        ),
    )
    share.put(
        "システム/監視/ジョブ一覧.csv",
        csv(
            ("ジョブID", "ジョブ名", "開始", "終了", "件数"),
            [
                (
                    decoy("job_number", f"{202604010000 + i * 15}"),
                    ("夜間集計", "請求作成", "督促抽出")[i % 3],
                    decoy("epoch", str(1775001600 + i * 3600)),
                    decoy("epoch", str(1775001900 + i * 3600)),
                    i * 331,
                )
                for i in range(30)
            ],
        ),
    )
    share.put(
        "システム/監視/サーバ台帳.xlsx",
        xlsx(
            Sheet(
                "サーバ",
                [
                    [
                        f"kz-app{i:02}",
                        decoy("private_ip", f"10.1.{i}.21"),
                        decoy("serial", f"ZZ{i:02}-{1234567 + i * 11}"),
                        "稼働",
                    ]
                    for i in range(1, 13)
                ],
                header=[["ホスト名", "IPアドレス", "シリアル番号", "状態"]],
            )
        ),
    )
    people = crowd("バックアップ", 10, "cp932")
    share.put(
        "システム/backup/db_backup_2025.zip",
        archive(
            {
                "export/customers.csv": csv(
                    ("name", "tel", "my_number"), [(p.tight, p.mobile, p.my_number()) for p in people]
                ),
                "export/readme.txt": text("取引先マスタと顧客マスタの退避。\n"),
                "export/orders.json": as_json(
                    [{"order_no": decoy("order_number", f"{260400000000 + i * 1111}")} for i in range(8)]
                ),
            }
        ),
    )


def make(share: Share) -> None:
    logs(share)
    code(share)
    incidents(share)
