"""車両管理: inspection certificates, garage certificates, accidents, recalls, drawings."""

from __future__ import annotations

from random import Random

from share_maker.marks import decoy, illness, treatment
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import Sheet, csv, docx, pdf, text, xlsx


def make(share: Share) -> None:
    rng = Random("車両")
    people = crowd("車検", 30)
    share.put(
        "車両管理/車検証/車検証一覧.xlsx",
        xlsx(
            Sheet(
                "車検証",
                [
                    [
                        p.plate(""),
                        p.chassis,
                        f"令和{2 + i % 6}年{1 + i % 12}月",
                        "北風オートリース株式会社",
                        p.name,
                        p.address,
                        f"令和{8 + i % 2}年{1 + i % 12}月{1 + i % 28}日",
                    ]
                    for i, p in enumerate(people)
                ],
                header=[
                    [
                        "自動車登録番号",
                        "車台番号",
                        "初度登録年月",
                        "所有者の氏名又は名称",
                        "使用者の氏名又は名称",
                        "使用者の住所",
                        "有効期間の満了する日",
                    ]
                ],
            )
        ),
    )
    p, q = crowd("車検証PDF", 2)
    share.put(
        "車両管理/車検証/自動車検査証_写.pdf",
        pdf(
            [
                "自動車検査証",
                ("自動車登録番号", p.plate("　")),
                ("登録年月日", "令和5年7月3日"),
                ("車台番号", p.chassis),
                ("型式指定番号・類別区分", f"{decoy('type_number', '18532')}　{decoy('type_number', '0012')}"),
                ("所有者の氏名又は名称", "北風オートリース株式会社"),
                ("使用者の氏名又は名称", p.spaced),
                ("使用者の住所", p.address),
                ("使用の本拠の位置", "＊＊＊"),
                ("有効期間の満了する日", "令和10年7月2日"),
            ]
        ),
    )
    share.put(
        "車両管理/車庫証明/自動車保管場所証明申請書.docx",
        docx(
            "# 自動車保管場所証明申請書",
            [
                ["車名", "スズカゼ", "型式", decoy("type_number", "5BA-ZZ10K")],
                ["車台番号", q.chassis, "長さ", "399センチメートル"],
                ["自動車の使用の本拠の位置", q.address, "保管場所の位置", q.address],
                ["申請者 住所", f"〒{q.postal} {q.address}", "電話", q.tel],
                ["申請者 フリガナ", q.kana, "氏名", q.spaced],
            ],
            f"保管場所標章番号 {decoy('document_number', '第202604号')}",
            f"自認書　上記の土地は私 {q.tight} の所有です。",
        ),
    )
    share.put(
        "車両管理/車庫証明/保管場所一覧.csv",
        csv(
            ("登録番号", "使用者", "保管場所", "距離"),
            [
                (p.plate(), p.spaced, p.address, f"{i * 37 % 1900}m")
                for i, p in enumerate(crowd("保管場所", 22, "cp932"))
            ],
            "cp932",
        ),
    )
    p, q = crowd("事故", 2)
    share.put(
        "車両管理/事故/事故報告書_20260320.txt",
        text(
            f"""事故報告書（第1報）

発生日時　令和8年3月20日 17時40分頃
当方車両　{p.plate(" ")}　運転者 {p.name}（{p.age("歳")}、免許証番号 {p.licence}）
相手方　　{q.name}　携帯 {q.mobile}
状況　　　交差点で追突。{q.sei}氏は{illness("頸椎捻挫")}と診断され{treatment("通院")}中。
車両　　　車台番号 {p.chassis}
保険会社　北風損害保険 事故受付 {decoy("company_phone", "0120-000-119")}
事故番号　{decoy("accident_number", "260320174001")}
"""
        ),
    )
    share.put(
        "車両管理/ETC/ETC利用明細_202603.csv",
        csv(
            ("利用日", "入口IC", "出口IC", "料金", "車両番号", "運転者"),
            [
                (
                    f"2026/03/{1 + i % 28:02}",
                    ("北風", "みなと", "白樺")[i % 3],
                    ("東雲", "若潮")[i % 2],
                    320 + i * 70,
                    f"{i * 97 % 9000 + 1000}",
                    p.tight,
                )
                for i, p in enumerate(crowd("ETC", 25))
            ],
        ),
    )
    share.put(
        "車両管理/リコール/リコール対象顧客.tsv",
        csv(
            ("車台番号", "氏名", "郵便番号", "住所", "案内"),
            [
                (p.chassis, p.name, p.postal, p.address, "発送済" if i % 2 else "")
                for i, p in enumerate(crowd("リコール", 20))
            ],
            "utf-16",
            delimiter="\t",
        ),
    )
    share.put(
        "車両管理/図面/図面番号一覧.csv",
        csv(
            ("図面番号", "名称", "版", "部品番号"),
            [
                (
                    decoy("drawing_number", f"{rng.randrange(100, 999)}-{rng.randrange(10000):04}"),
                    ("荷台", "棚", "昇降機")[i % 3],
                    f"R{i % 4}",
                    decoy("part_number", f"{rng.choice('ABCZ')}{rng.randrange(10, 99)}-{rng.randrange(10**5, 10**6)}"),
                )
                for i in range(35)
            ],
        ),
    )
    share.put(
        "車両管理/点検/点検手順.txt",
        text(
            f"""12か月点検手順

1. 型式 {decoy("type_number", "3BA-ZZ20")} は部品番号 {decoy("part_number", "080-5555-0101")} を使用する。
2. 締付トルク 103 N・m、規格 {decoy("standard", "JIS D 4202")}。
3. 記録番号 {decoy("job_number", "202604011234")} を控える。
4. ブレーキの障害、エンジンの持病（ノッキング）に注意。
"""
        ),
    )
