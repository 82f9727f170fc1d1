"""経理: payment records with My Numbers, transfers, invoices, cards, receivables."""

from __future__ import annotations

from random import Random

from share_maker import numbers
from share_maker.marks import credit_info, decoy, mark, wide
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import Day, Number, Sheet, csv, encrypted_xlsx, pdf, text, xls, xlsx

COMPANIES = (
    "みなと運輸株式会社",
    "株式会社あさひ製作所",
    "白樺建材有限会社",
    "若潮水産株式会社",
    "合同会社ひばり",
    "東雲印刷株式会社",
)


def payment_records(share: Share) -> None:
    people = crowd("支払調書", 24)
    share.put(
        "経理/支払調書/令和7年分_支払調書.xlsx",
        xlsx(
            Sheet(
                "報酬料金",
                [
                    [
                        i + 1,
                        p.name,
                        p.address,
                        p.my_number(),
                        ("弁護士報酬", "講演料", "原稿料", "税理士報酬")[i % 4],
                        (i * 37 % 50 + 3) * 11000,
                        (i * 37 % 50 + 3) * 1123,
                    ]
                    for i, p in enumerate(people[:14])
                ],
                above=[["令和7年分 報酬、料金、契約金及び賞金の支払調書", *[None] * 6]],
                header=[
                    ["No", "支払を受ける者", "住所又は居所", "個人番号又は法人番号", "区分", "支払金額", "源泉徴収税額"]
                ],
                merge=("A1:G1",),
                comments={"D4": f"番号確認書類は{mark('PERSON', '蛭間')}が保管"},
            ),
            Sheet(
                "不動産使用料",
                [[p.tight, p.my_number(" "), p.address, (i + 2) * 60000] for i, p in enumerate(people[14:20])],
                header=[["支払先", "マイナンバー", "住所", "支払金額"]],
            ),
            Sheet(
                "旧番号控",
                [[p.name, Number(p.my_number())] for p in people[20:]],
                header=[["氏名", "個人番号"]],
                hidden=True,
            ),
        ),
    )
    people = crowd("e-Tax", 20, "cp932")
    share.put(
        "経理/支払調書/支払調書_etax取込.csv",
        csv(
            None,
            [
                ("309", "07", f"{i + 1:04}", p.spaced, p.half, p.address, p.my_number(), (i * 37 % 50 + 3) * 11000)
                for i, p in enumerate(people)
            ],
            "cp932",
        ),
    )
    people = crowd("収集状況", 26)
    share.put(
        "経理/支払調書/マイナンバー収集状況.csv",
        csv(
            ("取引先コード", "氏名", "個人番号", "本人確認", "受領日"),
            [
                (
                    f"V{3000 + i}",
                    p.name,
                    "" if i % 7 == 6 else wide(p.my_number()) if i % 7 == 2 else p.my_number("-"),
                    "未" if i % 7 == 6 else "済",
                    f"2025/12/{1 + i:02}",
                )
                for i, p in enumerate(people)
            ],
            "utf-8-sig",
        ),
    )
    p, q = crowd("調書控", 2)
    share.put(
        "経理/支払調書/支払調書控_2枚.pdf",
        pdf(
            [
                "令和７年分　報酬、料金、契約金及び賞金の支払調書",
                ("住所又は居所", p.address),
                ("氏名又は名称", p.spaced),
                ("個人番号", p.my_number(" ")),
                ("区分・細目", "弁護士報酬　顧問料"),
                ("支払金額", "１，３２０，０００円"),
                ("支払者", "北風オートリース株式会社"),
                ("法人番号", decoy("corporate_number", numbers.corporate(Random("自社")))),
            ],
            [
                "令和７年分　不動産の使用料等の支払調書",
                ("住所", q.address),
                ("氏名", q.name),
                ("個人番号", wide(q.my_number())),
                ("支払金額", "720,000円"),
            ],
        ),
    )
    share.put(
        "経理/支払調書/個人番号管理簿（パスワード付）.xlsx",
        encrypted_xlsx(
            "kitakaze", Sheet("管理簿", [[p.name, p.my_number()] for p in people], header=[["氏名", "個人番号"]])
        ),
    )


def transfers(share: Share) -> None:
    people = crowd("総合振込", 35, "cp932")
    share.put(
        "経理/振込/総合振込_20260425.csv",
        csv(
            ("銀行コード", "銀行名", "支店コード", "支店名", "預金種目", "口座番号", "口座名義", "振込金額"),
            [
                (p.bank[0], p.bank[1], p.bank[2], p.bank[3], "普通", p.account, p.half, (i * 13 % 40 + 1) * 5500)
                for i, p in enumerate(people)
            ],
            "cp932",
        ),
    )
    people = crowd("ゆうちょ", 12)
    share.put(
        "経理/振込/ゆうちょ振替口座.tsv",
        csv(
            ("氏名", "記号", "番号", "電話"),
            [(p.tight, *p.yucho, p.tel) for p in people],
            delimiter="\t",
        ),
    )
    (p,) = crowd("口座振替", 1)
    symbol, number = p.yucho
    share.put(
        "経理/振込/預金口座振替依頼書.pdf",
        pdf(
            [
                "預金口座振替依頼書",
                ("契約者", p.name),
                ("口座名義（カナ）", p.half),
                ("金融機関", f"{p.bank[1]} {p.bank[3]}"),
                ("銀行コード・店番", f"{p.bank[0]} - {p.bank[2]}"),
                ("預金種目", "普通預金"),
                ("口座番号", p.account),
                ("ゆうちょ銀行", f"記号 {symbol} 番号 {number}"),
                ("収納代行", "北風オートリース株式会社"),
                ("届出電話", p.tel),
            ]
        ),
    )
    p, q = crowd("組戻し", 2, "cp932")
    share.put(
        "経理/振込/組戻し依頼メモ.txt",
        text(
            f"""組戻し依頼（4/25振込分）

誤）{p.bank[1]} {p.bank[3]} 普通 {p.account} {p.half}
正）{q.bank[1]} {q.bank[3]} 普通預金 口座番号 {q.account} 名義 {q.half}

{q.name} 様へ電話（{wide(q.mobile)}）し、{decoy("date", "4/27")}に再振込することで了承済。
受付番号 {decoy("order_number", "260400098761")}
""",
            "cp932",
            newline="\r\n",
        ),
    )


def invoices(share: Share) -> None:
    rng = Random("請求")
    share.put(
        "経理/請求/請求明細_202604.xlsx",
        xlsx(
            Sheet(
                "明細",
                [
                    [
                        decoy("invoice_document", f"INV-2026-{500 + i}"),
                        decoy("order_number", numbers.order_number(rng, passes=i % 2 == 0)),
                        decoy("company_name", COMPANIES[i % 6]),
                        decoy("invoice_number", "T" + numbers.corporate(rng)),
                        (i * 7 % 30 + 1) * 8800,
                        Day(f"2026-04-{1 + i % 28:02}"),
                    ]
                    for i in range(30)
                ],
                header=[["請求書番号", "注文番号", "請求先", "登録番号", "金額", "発行日"]],
            )
        ),
    )
    share.put(
        "経理/請求/適格請求書発行事業者一覧.csv",
        csv(
            ("登録番号", "法人番号", "名称", "本店所在地", "代表電話"),
            [
                (
                    decoy("invoice_number", "T" + number),
                    decoy("corporate_number", number),
                    decoy("company_name", COMPANIES[i % 6]),
                    decoy("company_address", f"東京都中央区日本橋{1 + i % 8}丁目"),
                    decoy("company_phone", f"03-{2 + i % 8}000-{1000 + i:04}"),
                )
                for i, number in enumerate(numbers.corporate(rng) for _ in range(18))
            ],
            "utf-8-sig",
        ),
    )
    share.put(
        "経理/仕訳/仕訳データ_202604.csv",
        csv(
            ("伝票番号", "日付", "借方科目", "貸方科目", "金額", "摘要"),
            [
                (
                    decoy("slip_number", numbers.order_number(rng, passes=i % 3 == 0)),
                    f"202604{1 + i % 28:02}",
                    ("リース債権", "旅費交通費", "車両保険料")[i % 3],
                    ("売上高", "未払金", "普通預金")[i % 3],
                    (i * 31 % 90 + 1) * 1100,
                    ("4月分リース料", "出張旅費", "任意保険 更新")[i % 3],
                )
                for i in range(60)
            ],
            "cp932",
        ),
    )
    share.put(
        "経理/請求/領収書.xml",
        text(
            '<?xml version="1.0" encoding="Shift_JIS"?>\n<領収書一覧>\n'
            + "".join(
                f"""  <領収書 番号="{decoy("invoice_document", f"R-{i:05}")}">
    <宛名>{p.name}</宛名>
    <住所 郵便番号="{p.postal}">{p.address}</住所>
    <金額>{(i + 3) * 11000}</金額>
    <カード番号>{p.card}</カード番号>
  </領収書>
"""
                for i, p in enumerate(crowd("領収書", 6, "cp932"))
            )
            + "</領収書一覧>\n",
            "cp932",
        ),
    )


def cards_and_receivables(share: Share) -> None:
    people = crowd("カード", 22)
    share.put(
        "経理/カード/法人カード利用明細.csv",
        csv(
            ("利用日", "使用者", "カード番号", "有効期限", "利用先", "金額"),
            [
                (
                    f"2026/03/{1 + i:02}",
                    p.romaji,
                    p.card if i % 2 else mark("CREDIT_CARD", numbers.card(p.rng)),
                    f"{1 + i % 12:02}/{28 + i % 3}",
                    ("高速道路", "給油所", "ホテル北風")[i % 3],
                    (i + 1) * 870,
                )
                for i, p in enumerate(people)
            ],
        ),
    )
    people = crowd("売掛", 25)
    share.put(
        "経理/売掛/売掛金年齢表.xls",
        xls(
            Sheet(
                "年齢表",
                [
                    [
                        p.name,
                        p.tel,
                        (i * 17 % 60) * 1000,
                        (i * 5 % 8) * 1000,
                        credit_info("督促中") if i % 6 == 0 else "",
                    ]
                    for i, p in enumerate(people)
                ],
                header=[["顧客名", "電話番号", "30日以内", "90日超", "備考"]],
            ),
            Sheet("法人", [[name, (i + 1) * 120000] for i, name in enumerate(COMPANIES)], header=[["取引先", "残高"]]),
        ),
    )
    people = crowd("旅費", 14)
    share.put(
        "経理/経費/出張旅費精算.xls",
        xls(
            Sheet(
                "4月",
                [
                    [mark("EMPLOYEE_ID", f"K{1200 + i}"), p.tight, "仙台", (i + 2) * 4300, p.account]
                    for i, p in enumerate(people)
                ],
                header=[["社員番号", "氏名", "出張先", "精算額", "振込口座"]],
            )
        ),
    )


def make(share: Share) -> None:
    payment_records(share)
    transfers(share)
    invoices(share)
    cards_and_receivables(share)
