"""共有 and 外部提供: files that lie about their type, empty ones, harmless ones, and data sent to others."""

from __future__ import annotations

from share_maker import numbers
from share_maker.marks import decoy, illness, mark, treatment
from share_maker.people import crowd, foreigners
from share_maker.share import Share
from share_maker.writers import Sheet, archive, csv, docx, html, pptx, raw, text, xlsx

ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(256)) * 4
"""Starts like a program of Linux; is none and runs nowhere."""


def make(share: Share) -> None:
    share.put("共有/空のファイル.txt", raw(b""))
    share.put("共有/readme_setup.txt", raw(ELF, unreadable="unsupported_format"))
    people = crowd("偽画像", 12)
    share.put(
        "共有/写真/IMG_0412.jpg",
        xlsx(Sheet("名簿", [[p.name, p.mobile, p.address] for p in people], header=[["氏名", "携帯", "住所"]])),
    )
    people = crowd("シフト", 12)
    share.put(
        "共有/シフト表_202604.xlsx",
        xlsx(
            Sheet(
                "4月",
                [[p.sei, *["早番", "遅番", "休", "早番"][i % 2 : i % 2 + 3]] for i, p in enumerate(people)],
                header=[["氏名", "1日", "2日", "3日"]],
            )
        ),
    )
    share.put(
        "共有/懇親会/参加者.txt",
        text(
            "懇親会 参加者（4/24）\n"
            + "".join(f"・{p.tight}（{mark('PHONE_NUMBER', p.raw_mobile)}）\n" for p in crowd("懇親会", 10))
        ),
    )
    p, q = crowd("外国人", 2)
    names = list(foreigners())
    share.put(
        "共有/English/visitor_notes.txt",
        text(
            f"""Visitor notes, 10 April 2026

{names[0][1]} ({names[0][0]}), passport {p.passport}, mobile {mark("PHONE_NUMBER", "+81-" + p.raw_mobile[1:])}
{names[1][1]} ({names[1][0]}), e-mail {q.email}
Hosted by {p.romaji}. Order no. {decoy("order_number", numbers.order_number(p.rng, passes=True))}
"""
        ),
    )
    share.put(
        "共有/会議室予約.html",
        html(
            "会議室予約",
            "".join(
                f"<p>第{i}会議室　内線 {decoy('extension', f'210{i}')}　"
                f"予約番号 {decoy('ticket_number', f'20260410{12 + i}00')}</p>\n"
                for i in (1, 2)
            ),
        ),
    )
    share.put(
        "共有/研修/個人情報研修.pptx",
        pptx(
            (
                "個人情報保護研修",
                ("要配慮個人情報の例: 病歴、障害、犯罪の経歴", "マイナンバーは12桁の番号です"),
                "配布資料。実在の人物は登場しない",
            ),
            (
                "確認テスト",
                (
                    f"教材番号 {decoy('document_number', 'EDU-2026-07')}",
                    "例: ○○さんはうつ病で入院した → 要配慮個人情報",
                ),
                "",
            ),
        ),
    )
    share.put(
        "共有/議事録テンプレート.docx",
        docx(
            "# 会議 議事録",
            [["日時", ""], ["出席者", ""], ["記録者", ""]],
            "1. 議題",
            f"様式 {decoy('document_number', 'KZ-F-020')}",
        ),
    )
    people = crowd("委託", 30, "cp932")
    share.put(
        "外部提供/コールセンター委託/架電リスト_20260415.zip",
        archive(
            {
                "架電リスト.csv": csv(
                    ("管理番号", "氏名", "電話番号", "満了月"),
                    [
                        (decoy("order_number", f"{7000 + i}"), p.tight, p.mobile, f"2026/{1 + i % 12:02}")
                        for i, p in enumerate(people)
                    ],
                    "cp932",
                )
            },
            names="cp932",
        ),
    )
    share.put(
        "外部提供/保険代理店/団体保険加入者.csv",
        csv(
            ("加入者番号", "氏名", "生年月日", "性別", "告知事項"),
            [
                (
                    mark("CUSTOMER_ID", f"D{500 + i}"),
                    p.spaced,
                    p.dob("wareki"),
                    p.sex,
                    (illness(("高血圧症", "喘息", "B型肝炎")[i // 6 % 3]) + "（" + treatment("治療中") + "）")
                    if i % 6 == 0
                    else "なし",
                )
                for i, p in enumerate(crowd("団体保険", 24))
            ],
            "utf-8-sig",
        ),
    )
    share.put(
        "外部提供/統計/契約件数推移.csv",
        csv(
            ("年月", "新規", "満了", "解約"),
            [(f"2025-{m:02}", 100 + m * 7 % 31, 60 + m * 5 % 17, m * 3 % 9) for m in range(1, 13)],
        ),
    )
