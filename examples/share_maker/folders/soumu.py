"""総務: company phone lists, statutes and rules (decoys), visitors, shareholders."""

from __future__ import annotations

from share_maker import numbers
from share_maker.marks import decoy, mark
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import Sheet, csv, docx, pdf, text, xls, xlsx

OFFICES = {
    "本社": "03-4000",
    "仙台支店": "022-400",
    "横浜支店": "045-400",
    "名古屋支店": "052-400",
    "大阪支店": "06-4000",
    "広島支店": "082-400",
    "福岡支店": "092-400",
}


def decoys(share: Share) -> None:
    share.put(
        "総務/代表電話一覧.csv",
        csv(
            ("拠点", "代表電話", "FAX", "フリーダイヤル", "代表メール"),
            [
                (
                    name,
                    decoy("company_phone", f"{line}-1100"),
                    decoy("company_phone", f"{line}-1101"),
                    decoy("company_phone", f"0120-000-{500 + i}"),
                    decoy("role_mail", f"info-{i + 1}@kitakaze.example.jp"),
                )
                for i, (name, line) in enumerate(OFFICES.items())
            ],
            "cp932",
        ),
    )
    share.put(
        "総務/取引先代表番号.xlsx",
        xlsx(
            Sheet(
                "代表番号",
                [
                    [decoy("company_name", name), decoy("company_phone", f"03-{5000 + i * 37}-{2000 + i}"), "代表"]
                    for i, name in enumerate(
                        ("みなと運輸株式会社", "北風損害保険株式会社", "若潮水産株式会社", "東雲印刷株式会社")
                    )
                ],
                header=[["会社名", "電話番号", "種別"]],
            )
        ),
    )
    share.put(
        "総務/規程/個人情報取扱規程.docx",
        docx(
            "# 個人情報取扱規程",
            "第1条 この規程は、個人情報の保護に関する法律に基づき、当社における個人情報の取扱いを定める。",
            "第2条 要配慮個人情報とは、人種、信条、社会的身分、病歴、犯罪の経歴、犯罪により害を被った事実等をいう。",
            "第3条 個人番号は、支払調書作成に係る事務以外に利用してはならない。例: 顧客管理番号としての利用。",
            "第4条 うつ病、糖尿病等の病歴、身体障害者手帳の有無を業務日報に記載してはならない。",
            [["区分", "保存期間"], ["支払調書控", "7年"], ["申込書", "契約終了後5年"]],
            f"文書番号 {decoy('document_number', 'SOM-2026-0013')}",
            footer=f"問い合わせ: 総務部 内線{decoy('extension', '1200')}",
        ),
    )
    share.put(
        "総務/規程/個人情報保護法_抜粋.txt",
        text(
            f"""個人情報の保護に関する法律（抜粋）

第二条３　この法律において「要配慮個人情報」とは、本人の人種、信条、社会的身分、病歴、犯罪の経歴、
犯罪により害を被った事実その他本人に対する不当な差別、偏見その他の不利益が生じないようにその取扱いに
特に配慮を要するものとして政令で定める記述等が含まれる個人情報をいう。

平成十五年法律第五十七号　e-Gov法令番号 {decoy("law_number", "415AC0000000057")}
""",
            "cp932",
            newline="\r\n",
        ),
    )
    share.put(
        "総務/規程/特定個人情報基本方針.pdf",
        pdf(
            [
                "特定個人情報等の適正な取扱いに関する基本方針",
                "1. 当社は、支払調書の作成事務に限り、個人番号を取り扱います。",
                "2. 漏えい、滅失又は毀損の防止のため、安全管理措置を講じます。",
                "3. 個人番号の記入例: 1234 5678 9012 のように12桁で記入してください。",
                f"4. 問い合わせ窓口　{decoy('company_phone', '0120-000-999')}",
            ]
        ),
    )
    share.put(
        "総務/様式/契約申込書_白紙.pdf",
        pdf(
            [
                "自動車リース契約申込書（様式第1号）",
                *[
                    (label, "")
                    for label in (
                        "氏名",
                        "フリガナ",
                        "生年月日",
                        "住所",
                        "電話番号",
                        "運転免許証番号",
                        "口座番号",
                        "連帯保証人 氏名",
                    )
                ],
                f"様式番号 {decoy('document_number', 'KZ-F-001')}",
            ]
        ),
    )
    share.put(
        "総務/社内報/社内報_春号.txt",
        text(
            f"""北風だより　2026年春号

特集: 春の健康づくり。厚生労働省の統計によれば、糖尿病の患者数は増加傾向にあります。
がん検診を受けましょう。保健師による講座「こころの病気の予防」を5月に開催します。
新商品: 電気自動車リース。専用ダイヤル {decoy("company_phone", "0120-000-777")}。
今号のクロスワードの答え: {decoy("puzzle", "4-8-15-16-23-42")}
"""
        ),
    )


def people_files(share: Share) -> None:
    people = crowd("来訪者", 25)
    share.put(
        "総務/入退館/来訪者記録_202604.csv",
        csv(
            ("日付", "時刻", "来訪者氏名", "会社名", "連絡先", "訪問先", "ICカード番号"),
            [
                (
                    f"2026-04-{1 + i % 28:02}",
                    f"{9 + i % 8}:{i * 7 % 60:02}",
                    p.name,
                    p.employer,
                    p.mobile,
                    "営業一課",
                    decoy("ic_card", f"{10000000 + i * 137}"),
                )
                for i, p in enumerate(people)
            ],
        ),
    )
    p, q = crowd("慶弔", 2, "cp932")
    share.put(
        "総務/慶弔/慶弔連絡_20260402.txt",
        text(
            f"""慶弔連絡

経理課 {p.tight}さんの父 {mark("PERSON", p.raw_names[0] + "庄左衛門")}様（享年{mark("AGE", "91")}）が逝去されました。
喪主: {p.tight} 様
住所: 〒{p.postal} {p.address}
連絡は総務 {q.tight}（{q.mobile}）まで。
""",
            "cp932",
            newline="\r\n",
        ),
    )
    share.put(
        "総務/株主/株主名簿.xls",
        xls(
            Sheet(
                "株主名簿",
                [
                    [i + 1, p.spaced, p.address, (i * 13 % 40 + 1) * 100, p.my_number() if i % 3 == 0 else ""]
                    for i, p in enumerate(crowd("株主", 18))
                ],
                header=[["No", "株主名", "住所", "株数", "個人番号"]],
            )
        ),
    )
    share.put(
        "総務/社宅/社宅入居者.xlsx",
        xlsx(
            Sheet(
                "入居者",
                [
                    [p.name, p.address, p.dob("wareki"), p.age(), f"{q.tight}（{q.mobile}）"]
                    for p, q in zip(crowd("社宅", 9), crowd("社宅保証", 9), strict=True)
                ],
                header=[["入居者", "住所", "生年月日", "年齢", "緊急連絡先"]],
            )
        ),
    )
    share.put(
        "総務/配送/送り状控え_202604.csv",
        csv(
            ("送り状番号", "発送日", "品名", "個数"),
            [
                (
                    decoy("tracking_number", numbers.tracking(person.rng)),
                    f"2026/04/{1 + i:02}",
                    ("書類", "タイヤ", "部品")[i % 3],
                    1 + i % 4,
                )
                for i, person in enumerate(crowd("送り状", 25))
            ],
            "cp932",
        ),
    )
    share.put(
        "総務/社宅/健康告知書_回答.csv",
        csv(
            ("氏名", "電話番号", "既往歴", "障害の有無", "前科", "アレルギー"),
            [
                (p.tight, p.mobile, "なし", "無", "なし", ("特になし", "なし", "該当なし")[i % 3])
                for i, p in enumerate(crowd("告知書", 9))
            ],
        ),
    )


def make(share: Share) -> None:
    decoys(share)
    people_files(share)
