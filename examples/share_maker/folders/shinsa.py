"""審査部: lease applications with guarantors, credit-bureau responses, identity checks."""

from __future__ import annotations

from pathlib import Path
from random import Random

from share_maker.marks import credit_info, decoy, illness, mark, treatment, wide
from share_maker.people import Person, crowd, foreigners
from share_maker.share import Share
from share_maker.writers import Number, Sheet, csv, docx, image_pdf, pdf, raw, text, xlsx

SCAN = Path(__file__).parents[1] / "scan.png"
COMPANY = "北風オートリース株式会社"


def income(p: Person) -> str:
    return mark("INCOME", f"{p.raw_income}万円")


def bank(p: Person) -> str:
    return f"{p.bank[1]} {p.bank[3]} 普通 {p.account}"


def applications(share: Share) -> None:
    a, g = crowd("申込書1", 2)
    share.put(
        f"審査部/リース申込書/2026-0412_{a.sei}様_個人リース申込書.docx",
        docx(
            "# 自動車リース契約申込書（個人）",
            f"申込日　2026年4月12日　　受付番号　{decoy('order_number', 'L-2026-0412-0087')}",
            [
                ["フリガナ", a.kana, "性別", a.sex],
                ["申込者氏名", a.spaced, "生年月日", a.dob("wareki")],
                ["現住所", f"〒{a.postal} {a.address}", "居住年数", "8年"],
                ["自宅電話", a.tel, "携帯電話", a.mobile],
                ["メールアドレス", a.email, "運転免許証番号", a.licence],
                ["勤務先", a.employer, "年収", income(a)],
                ["引落口座", bank(a), "口座名義", a.half],
            ],
            "# 連帯保証人",
            [
                ["氏名", g.spaced, "続柄", "父"],
                ["生年月日", g.dob("short"), "電話番号", g.mobile],
                ["住所", f"〒{g.postal} {g.address}", "年収", income(g)],
            ],
            "上記のとおり申し込みます。個人情報の取扱いに関する同意条項に同意します。",
            f"（担当記入欄）{a.sei}様は既存契約あり。保証人{g.sei}様には4月13日に意思確認の電話済み。",
            header=COMPANY + " 審査部",
            footer="社外秘　本書の複写を禁ず",
        ),
    )
    for number, (a, g) in enumerate(zip(crowd("申込書2", 6)[::2], crowd("申込書2", 6)[1::2], strict=True)):
        form = ("wareki", "square", "short")[number]
        share.put(
            f"審査部/リース申込書/申込書_Y-2026031{number}.pdf",
            pdf(
                [
                    f"{COMPANY}　御中",
                    "自動車リース契約申込書",
                    ("フリガナ", a.kana),
                    ("申込者氏名", a.spaced),
                    ("生年月日", a.dob(form)),
                    ("郵便番号", f"〒{a.postal}"),
                    ("住所", a.address),
                    ("電話番号", a.tel),
                    ("携帯電話", wide(a.mobile) if number == 1 else a.mobile),
                    ("勤務先名", a.employer),
                    ("税込年収", income(a)),
                    ("運転免許証番号", a.licence),
                    ("登録番号", a.plate()),
                ],
                [
                    "連帯保証人",
                    ("氏名", g.name),
                    ("生年月日", g.dob(form)),
                    ("住所", f"〒{g.postal} {g.address}"),
                    ("電話番号", g.mobile),
                    f"連帯保証人 {g.tight} は、申込者 {a.tight} の債務を連帯して保証します。",
                ],
            ),
        )
    a, g = crowd("申込書控え", 2)
    share.put(
        "審査部/リース申込書/申込書控え_個人事業主.xlsx",
        xlsx(
            Sheet(
                "申込書",
                [
                    ["自動車リース申込書（個人事業主）", None, None, None],
                    [None, None, "申込日", "2026/4/3"],
                    ["屋号", "北川青果店", "業種", "小売業"],
                    ["フリガナ", a.kana, "性別", a.sex],
                    ["代表者氏名", a.name, "生年月日", a.dob("square")],
                    ["郵便番号", a.postal, "電話番号", a.tel],
                    ["住所", a.address, None, None],
                    ["携帯", a.mobile, "E-mail", a.email],
                    ["免許証番号", a.licence, "年収", income(a)],
                    [None, None, None, None],
                    ["【連帯保証人】", None, None, None],
                    ["氏名", g.name, "続柄", "配偶者"],
                    ["住所", g.address, "電話", g.mobile],
                    ["生年月日", g.dob("slash"), "勤務先", g.employer],
                ],
                merge=("A1:D1", "B7:D7", "A11:D11"),
                comments={"B5": f"本人確認済。旧姓は{mark('PERSON', '蛭間')}。"},
            ),
            Sheet(
                "Sheet2",
                [["保証人予備", g.mobile], ["メモ", f"{a.sei}様の実印は後日持参"]],
                hidden=True,
            ),
        ),
    )
    people = crowd("受付簿", 40)
    share.put(
        "審査部/リース申込書/申込受付簿.xlsx",
        xlsx(
            Sheet(
                "2026年度",
                [
                    [
                        i + 1,
                        decoy("order_number", f"2026-{4100 + i}"),
                        p.name,
                        p.kana,
                        p.postal,
                        mark("JP_ADDRESS", "".join(p.place[1:3])),
                        mark("JP_ADDRESS", p.place[3] + p.house),
                        p.mobile,
                        q.name,
                        q.mobile,
                    ]
                    for i, (p, q) in enumerate(zip(people[:20], people[20:], strict=True))
                ],
                above=[["申込受付簿　2026年度上期", *[None] * 9]],
                header=[
                    ["No", "受付番号", "申込者", None, "住所", None, None, "携帯電話", "連帯保証人", None],
                    [None, None, "氏名", "フリガナ", "郵便番号", "都道府県市区", "番地", None, "氏名", "電話番号"],
                ],
                names=(
                    "No",
                    "受付番号",
                    "申込者/氏名",
                    "申込者/フリガナ",
                    "住所/郵便番号",
                    "住所/都道府県市区",
                    "住所/番地",
                    "携帯電話",
                    "連帯保証人/氏名",
                    "連帯保証人/電話番号",
                ),
                merge=("A1:J1", "C2:D2", "E2:G2", "I2:J2", "A2:A3", "B2:B3", "H2:H3"),
            )
        ),
    )
    g, a = crowd("同意書", 2)
    share.put(
        "審査部/リース申込書/連帯保証人同意書.pdf",
        pdf(
            [
                "連帯保証人同意書",
                f"私 {g.spaced} は、主たる債務者 {a.spaced} が貴社に対して負担する",
                "一切の債務につき、連帯して保証することに同意します。",
                f"住所　{g.address}",
                f"氏名　{g.spaced}　　印",
                f"生年月日　{g.dob('kanji')}",
                f"電話　{g.tel}（携帯 {g.mobile}）",
                "極度額　金 3,600,000 円",
            ]
        ),
    )


def status(rng: Random, bad: bool) -> str:
    """CIC's 入金状況, 24 months."""
    good = "".join(rng.choice("$$$$$$$-") for _ in range(24))
    return "".join(rng.choice("AAP$") if bad and i < 9 else c for i, c in enumerate(good))


def credit(share: Share) -> None:
    rng = Random("信用情報")
    (p,) = crowd("CIC", 1, "cp932")
    flags = credit_info(status(rng, bad=True))
    share.put(
        "審査部/信用情報/CIC照会結果_20260412.txt",
        text(
            f"""信用情報照会結果（CIC）                                照会日時 2026/04/12 14:02
照会端末 KZ-S02   照会担当 審査一課
------------------------------------------------------------------
氏名(カナ)   {p.half}
氏名(漢字)   {p.name}
生年月日     {p.dob("short")}
電話番号     {p.mobile}
運転免許証   {p.licence}
------------------------------------------------------------------
【クレジット情報】
契約種類     個品割賦          契約年月日  令和3年6月14日
契約額       1,820千円         残債額      {credit_info("634千円")}
返済状況     {credit_info("異動")}（異動発生日 令和7年11月27日）
入金状況     {flags}
【申込情報】 件数 3    【利用記録】 件数 1
特記         {credit_info("代位弁済")} 令和8年1月20日
------------------------------------------------------------------
""",
            "cp932",
            newline="\r\n",
        ),
    )
    people = crowd("JICC", 25, "cp932")
    kinds = ("契約中", "契約終了", "延滞", "債務整理", "保証履行")
    share.put(
        "審査部/信用情報/JICC回答_202604.csv",
        csv(
            ("照会番号", "氏名カナ", "生年月日", "電話番号", "契約状態", "異動参考情報", "残高金額", "入金状況"),
            [
                (
                    decoy("order_number", f"J{260400 + i}"),
                    p.half,
                    p.dob(("slash", "abbr")[i % 2]),
                    p.raw_mobile and mark("PHONE_NUMBER", p.raw_mobile.replace("-", "")),
                    credit_info(kinds[i % 5]),
                    credit_info(kinds[i % 5]) if i % 5 >= 2 else "",
                    credit_info(str(rng.randrange(0, 240) * 10000)),
                    credit_info(status(rng, bad=i % 5 >= 2)),
                )
                for i, p in enumerate(people)
            ],
            "cp932",
        ),
    )
    people = crowd("CIC一括", 18)
    share.put(
        "審査部/信用情報/CIC一括照会結果.xlsx",
        xlsx(
            Sheet(
                "照会結果",
                [
                    [
                        p.name,
                        p.dob("short"),
                        p.licence,
                        credit_info(status(rng, bad=i % 4 == 0)),
                        credit_info(("可決", "可決", "否決", "条件付承認")[i % 4]),
                        f"{p.sei}様 {credit_info('任意整理')}の記録あり" if i % 6 == 2 else None,
                    ]
                    for i, p in enumerate(people)
                ],
                header=[["氏名", "生年月日", "免許証番号", "入金状況", "審査結果", "備考"]],
                comments={"E4": f"部長の{mark('PERSON', '四十物')}さんと協議の上"},
            ),
            Sheet(
                "KSC",
                [[p.half, p.mobile, credit_info("延滞解消")] for p in people[:5]],
                header=[["カナ氏名", "電話番号", "取引情報"]],
                hidden=True,
            ),
        ),
    )
    people = crowd("照会記録", 15)
    share.put(
        "審査部/信用情報/信用情報照会記録.tsv",
        csv(
            ("照会日", "機関", "照会番号", "対象者", "結果"),
            [
                (
                    f"2026/04/{1 + i % 28:02}",
                    ("CIC", "JICC", "KSC")[i % 3],
                    decoy("order_number", f"Q-{88120 + i}"),
                    p.tight,
                    credit_info(("異動なし", "延滞あり", "該当なし")[i % 3]),
                )
                for i, p in enumerate(people)
            ],
            delimiter="\t",
        ),
    )
    a, g = crowd("稟議", 2)
    share.put(
        "審査部/稟議/審査稟議_K0231.docx",
        docx(
            "# 与信審査稟議書",
            [
                ["案件番号", decoy("order_number", "K0231-2026"), "申込者", a.name],
                ["保証人", g.name, "月額", "38,500円"],
            ],
            f"申込者 {a.tight}（{a.age('歳')}）は{a.employer}に勤務し、年収は{income(a)}。",
            f"CICに{credit_info('長期延滞')}の記録が1件あり、平成30年に{credit_info('自己破産')}の申立てを"
            f"行っている。連帯保証人 {g.tight} 様の{credit_info('入金状況は良好')}である。",
            f"直近、{a.sei}様より{illness('脳梗塞')}で{treatment('入院')}していたとの説明があった。",
            "意見: 頭金の増額を条件に承認したい。",
        ),
    )
    a, b = crowd("否決", 2)
    share.put(
        "審査部/稟議/否決案件メモ.txt",
        text(
            f"""否決案件メモ（4月分） 審査一課

1. {a.name}様 / {a.dob("iso")}生 / {a.mobile}
   JICCに{credit_info("債務整理")}の登録。再申込みは5年後以降と案内。
2. {b.name}様 / {b.dob("abbr")}生 / {b.tel}
   勤務先の在籍確認取れず。保証人も見つからず{credit_info("否決")}。
   ご本人から「{illness("うつ病")}で休職中」との申告あり（記録しないこと）。

※ 注文番号 {decoy("order_number", "260400123458")} は別件。
"""
        ),
    )
    share.put(
        "審査部/審査基準.docx",
        docx(
            "# 個人リース審査基準（社内限り）",
            "1. 年収に占める返済負担の割合は35％以下を目安とする。",
            "2. 信用情報機関に異動情報、延滞、債務整理の登録がある場合は部長決裁とする。",
            "3. 前科、病歴、信条など要配慮個人情報は取得しない。申告があっても記録しない。",
            "4. 勤続年数1年未満の場合は連帯保証人を求める。",
            f"規程番号 {decoy('document_number', 'SHS-2026-0004')}　改定日 2026年4月1日　主管 審査部",
        ),
    )


def identity(share: Share) -> None:
    people = crowd("本人確認", 30)
    share.put(
        "審査部/本人確認/本人確認記録.csv",
        csv(
            ("確認日", "氏名", "生年月日", "書類", "運転免許証番号", "旅券番号", "在留カード番号"),
            [
                (
                    f"2026-04-{1 + i % 28:02}",
                    p.spaced,
                    p.dob("iso"),
                    ("免許証", "パスポート", "在留カード")[i % 3],
                    p.licence if i % 3 == 0 else "",
                    p.passport if i % 3 == 1 else "",
                    p.residence_card if i % 3 == 2 else "",
                )
                for i, p in enumerate(people)
            ],
            "utf-8-sig",
        ),
    )
    people = crowd("在留", 8)
    share.put(
        "審査部/本人確認/在留カード確認表.xlsx",
        xlsx(
            Sheet(
                "確認表",
                [
                    [
                        kana,
                        romaji,
                        ("ベトナム", "ネパール", "ブラジル", "中国")[i % 4],
                        p.residence_card,
                        "技術・人文知識・国際業務",
                        p.dob("iso"),
                        p.mobile,
                        Number(mark("PHONE_NUMBER", p.raw_mobile.replace("-", ""))),
                    ]
                    for i, (p, (kana, romaji)) in enumerate(zip(people, foreigners(), strict=True))
                ],
                header=[["氏名", "氏名(英字)", "国籍", "在留カード番号", "在留資格", "生年月日", "携帯", "電話番号2"]],
            )
        ),
    )
    image = SCAN.read_bytes()
    share.put("審査部/本人確認/免許証写し_0412.png", raw(image, unreadable="no_text_layer"))
    share.put("審査部/本人確認/スキャン_20260402.pdf", image_pdf(image))


def make(share: Share) -> None:
    applications(share)
    credit(share)
    identity(share)
