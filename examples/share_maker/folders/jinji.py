"""人事: medical check results, social insurance, recruiting, special care."""

from __future__ import annotations

from random import Random

from share_maker import numbers
from share_maker.marks import conviction, decoy, illness, mark, procedure, treatment, victim
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import Day, Sheet, as_json, csv, docx, pdf, text, xlsx


def lab(value: object) -> str:
    return mark("SPC_HEALTH_CHECK", str(value))


def employee_id(index: int) -> str:
    return mark("EMPLOYEE_ID", f"K{1001 + index}")


def medical(share: Share) -> None:
    people = crowd("健診", 40)
    findings = ("異常なし", "要経過観察", "要再検査", "要精密検査", "要治療")
    share.put(
        "人事/健康診断/健康診断結果_2025.xlsx",
        xlsx(
            Sheet(
                "結果一覧",
                [
                    [
                        employee_id(i),
                        p.name,
                        Day(p.dob("iso")),
                        p.sex,
                        lab(f"{5 + i % 3}.{i % 10}"),
                        lab(90 + i * 7 % 80),
                        lab(f"{110 + i * 3 % 50}/{70 + i % 25}"),
                        lab("ABCDE"[i * 3 % 5]),
                        lab(findings[i * 3 % 5]),
                    ]
                    for i, p in enumerate(people)
                ],
                above=[["2025年度 定期健康診断結果（取扱注意）", *[None] * 8]],
                header=[
                    ["社員番号", "氏名", "生年月日", "性別", "HbA1c", "LDLコレステロール", "血圧", "総合判定", "所見"]
                ],
                merge=("A1:I1",),
                comments={"I5": f"産業医面談を勧奨。{illness('糖尿病')}で{treatment('通院中')}とのこと"},
            ),
            Sheet(
                "既往歴",
                [
                    [
                        p.name,
                        illness(("胃がん", "高血圧症", "心筋梗塞", "喘息")[i % 4]),
                        treatment(("手術", "服薬中", "入院歴あり", "通院")[i % 4]),
                    ]
                    for i, p in enumerate(people[::5])
                ],
                header=[["氏名", "既往歴", "治療状況"]],
                hidden=True,
            ),
        ),
    )
    (p,) = crowd("個人票", 1)
    share.put(
        "人事/健康診断/健診個人結果票_K1087.pdf",
        pdf(
            [
                "健康診断個人結果票",
                ("氏名", p.spaced),
                ("生年月日", p.dob("wareki")),
                ("健康保険 記号・番号", p.insured),
                ("空腹時血糖", lab("128 mg/dL")),
                ("HbA1c", lab("6.8 %")),
                ("心電図所見", lab("心房細動の疑い")),
                ("総合判定", lab("要精密検査")),
                (
                    "医師の意見",
                    f"{illness('糖尿病')}の疑い。早期に{treatment('受診')}のこと。",
                ),
                "実施機関　北風健診クリニック（見本用の架空の施設）",
            ]
        ),
    )
    people = crowd("ストレス", 30, "cp932")
    share.put(
        "人事/健康診断/ストレスチェック結果.csv",
        csv(
            ("社員番号", "氏名", "部署", "得点", "判定", "面接指導"),
            [
                (
                    employee_id(i),
                    p.tight,
                    ("営業一課", "審査部", "経理課")[i % 3],
                    lab(40 + i * 11 % 60),
                    lab("高ストレス者" if i % 5 == 0 else "該当せず"),
                    treatment("希望する") if i % 10 == 0 else "",
                )
                for i, p in enumerate(people)
            ],
            "cp932",
        ),
    )


def registers(share: Share) -> None:
    people = crowd("社員", 60)
    share.put(
        "人事/社員名簿_2026.xlsx",
        xlsx(
            Sheet(
                "社員",
                [
                    [
                        employee_id(i),
                        p.sei,
                        p.mei,
                        p.kana,
                        p.dob("slash"),
                        p.postal,
                        p.address,
                        p.mobile,
                        mark("EMAIL_ADDRESS", f"k{1001 + i}@kitakaze.example.jp"),
                        p.account,
                    ]
                    for i, p in enumerate(people)
                ],
                header=[
                    [
                        "社員番号",
                        "姓",
                        "名",
                        "フリガナ",
                        "生年月日",
                        "郵便番号",
                        "住所",
                        "携帯電話",
                        "社用メール",
                        "給与口座",
                    ]
                ],
                hidden_columns=("J",),
                comments={"G8": f"転居予定。新住所: {crowd('転居', 1)[0].address}"},
            ),
            Sheet(
                "扶養",
                [
                    [employee_id(i), p.name, ("配偶者", "子", "母")[i % 3], p.dob("short"), p.my_number()]
                    for i, p in enumerate(crowd("扶養", 15))
                ],
                header=[["社員番号", "扶養親族氏名", "続柄", "生年月日", "個人番号"]],
            ),
        ),
    )
    rng = Random("社保")
    people = crowd("社会保険", 20, "cp932")
    share.put(
        "人事/社会保険/被保険者資格取得届.csv",
        csv(
            (
                "被保険者氏名",
                "フリガナ",
                "生年月日",
                "個人番号",
                "基礎年金番号",
                "保険者番号",
                "被保険者証記号番号",
                "雇用保険被保険者番号",
            ),
            [
                (
                    p.spaced,
                    p.half,
                    p.dob("code"),
                    p.my_number() if i % 2 else "",
                    p.pension(),
                    mark("JP_HEALTH_INSURER_NUMBER", numbers.insurer(rng)),
                    p.insured,
                    p.employment_insurance,
                )
                for i, p in enumerate(people)
            ],
            "cp932",
        ),
    )
    people = crowd("扶養控除", 10)
    share.put(
        "人事/社会保険/扶養控除等申告書_控.xlsx",
        xlsx(
            *(
                Sheet(
                    f"{i + 1}",
                    [
                        ["令和8年分 給与所得者の扶養控除等（異動）申告書", None, None, None],
                        ["あなたの氏名", p.name, "あなたの生年月日", p.dob("wareki")],
                        ["あなたの個人番号", p.my_number(" "), "世帯主の氏名", p.name],
                        ["あなたの住所又は居所", p.address, None, None],
                        ["控除対象配偶者 氏名", q.name, "個人番号", q.my_number("-")],
                    ],
                    merge=("A1:D1",),
                )
                for i, (p, q) in enumerate(zip(people[:5], people[5:], strict=True))
            )
        ),
    )
    people = crowd("給与口座", 20)
    share.put(
        "人事/給与/給与振込口座.json",
        as_json(
            [
                {
                    "employee_no": employee_id(i),
                    "name": p.name,
                    "bank_code": p.bank[0],
                    "branch_code": p.bank[2],
                    "account_no": p.account,
                    "account_holder": p.half,
                }
                for i, p in enumerate(people)
            ]
        ),
    )
    people = crowd("連絡網", 16, "euc_jp")
    share.put(
        "人事/緊急連絡網.tsv",
        csv(
            ("順番", "氏名", "ふりがな", "自宅電話", "携帯番号", "家族連絡先"),
            [
                (i + 1, p.tight, p.hiragana, p.tel, p.mobile, f"{q.name}（{q.mobile}）")
                for i, (p, q) in enumerate(zip(people[:8], people[8:], strict=True))
            ],
            "euc_jp",
            delimiter="\t",
        ),
    )


def recruiting(share: Share) -> None:
    people = crowd("応募者", 28)
    share.put(
        "人事/採用/応募者一覧_2026.csv",
        csv(
            ("応募日", "氏名", "かな", "生年月日", "性別", "電話", "メールアドレス", "最終学歴", "選考結果"),
            [
                (
                    f"2026-03-{1 + i:02}",
                    p.spaced,
                    p.hiragana,
                    p.dob("iso"),
                    p.sex,
                    p.mobile,
                    p.email,
                    "大学卒",
                    ("一次通過", "不採用", "内定")[i % 3],
                )
                for i, p in enumerate(people)
            ],
        ),
    )
    (p,) = crowd("履歴書", 1)
    share.put(
        f"人事/採用/履歴書_{p.tight}.docx",
        docx(
            "# 履 歴 書",
            [
                ["ふりがな", p.hiragana, "性別", p.sex],
                ["氏名", p.spaced, "生年月日", p.dob("wareki") + f"（満{p.age()}歳）"],
                ["現住所", f"〒{p.postal}　{p.address}", "電話", p.mobile],
                ["E-mail", p.email, "配偶者", "有"],
            ],
            "学歴・職歴",
            [
                ["平成20年3月", "県立北風高等学校 卒業"],
                ["平成24年3月", "北風大学経済学部 卒業"],
                ["平成24年4月", p.employer + " 入社"],
            ],
            f"志望の動機: 祖父の代から{mark('SPC_CREED', '天理教')}を信仰しており、人の役に立ちたいと考えました。",
            "本人希望: 特になし",
        ),
    )
    p, q, r = crowd("面接", 3)
    share.put(
        "人事/採用/面接メモ_20260318.txt",
        text(
            f"""面接メモ（取扱注意。本来は記録してはならない事項を含む）

{p.tight}さん　本人が{mark("SPC_CREED", "創価学会員")}であることを話した。支持政党も聞いてしまった。
{q.tight}さん　{mark("SPC_RACE", "在日韓国人")}三世とのこと。
　　　　　　面接官の問いに{mark("SPC_SOCIAL_STATUS", "被差別部落の出身")}と答え、のちに抗議を受けた。
{r.tight}さん　高校時代に{mark("SPC_JUVENILE", "少年院に送致")}された経験があると自ら申告。
　　　　　　{mark("SPC_DISABILITY", "聴覚障害")}あり、手話通訳を希望。連絡は {r.email} へ。
"""
        ),
    )
    share.put(
        "人事/採用/求人票_整備管理.txt",
        text(
            f"""【求人票】車両整備管理（正社員）

会社名　北風オートリース株式会社
所在地　東京都港区（最寄り駅より徒歩5分）
仕事内容　リース車両の点検手配、車検の進行管理
応募資格　普通自動車免許。障害者の方の応募も歓迎します（障害者雇用枠あり）。
健康診断　年1回。既往歴は問いません。
給与　月給 238,000円〜
応募方法　採用係 {decoy("company_phone", "0120-000-111")} または {decoy("role_mail", "saiyo@kitakaze.example.jp")} まで
求人番号　{decoy("job_number", "13010-26040161")}
"""
        ),
    )


def special_care(share: Share) -> None:
    (p,) = crowd("復職", 1)
    share.put(
        "人事/休職/復職面談記録.docx",
        docx(
            "# 復職面談記録",
            [["対象者", p.name, "社員番号", employee_id(41)], ["面談日", "2026年3月16日", "同席", "産業医"]],
            f"本人は昨年9月より{illness('うつ病')}の診断で休職。",
            f"{treatment('心療内科に通院')}し、{treatment('服薬')}を継続している。主治医の診断書を受領。",
            f"{p.sei}さんからは短時間勤務の希望があった。連絡先は{p.mobile}。",
            footer="取扱注意",
        ),
    )
    people = crowd("障害者雇用", 7)
    share.put(
        "人事/障害者雇用/障害者雇用状況報告.xlsx",
        xlsx(
            Sheet(
                "名簿",
                [
                    [
                        p.name,
                        p.dob("short"),
                        mark("SPC_DISABILITY", ("聴覚障害", "下肢機能障害", "精神障害", "知的障害")[i % 4]),
                        mark(
                            "JP_DISABILITY_CERT",
                            f"身体障害者手帳 東京都第{numbers.digits(p.rng, 6)}号"
                            if i % 4 < 2
                            else f"療育手帳 B{1 + i % 2}",
                        ),
                        mark("SPC_DISABILITY", f"{1 + i % 6}級"),
                    ]
                    for i, p in enumerate(people)
                ],
                header=[["氏名", "生年月日", "障害の種類", "手帳番号", "等級"]],
            )
        ),
    )
    p, q = crowd("賞罰", 2, "cp932")
    share.put(
        "人事/懲戒/賞罰報告_2025.txt",
        text(
            f"""賞罰委員会 報告（極秘）

対象者: {p.name}（{employee_id(33)}）
 令和7年8月、業務外の飲酒運転により{procedure("逮捕")}、{procedure("書類送検")}された。
 本人の申告によれば平成21年に{conviction("窃盗罪で有罪判決")}を受け、{conviction("執行猶予")}となっている。
対象者: {q.name}
 {victim("ストーカー被害")}について警察に{victim("被害届")}を提出。出勤経路の変更を認める。
""",
            "cp932",
            newline="\r\n",
        ),
    )
    labels = (
        "氏名",
        "フリガナ",
        "生年月日",
        "住所",
        "電話番号",
        "本籍",
        "既往歴",
        "信仰する宗教",
        "個人番号",
        "緊急連絡先",
    )
    share.put(
        "人事/様式/身上調書_ひな形.xlsx",
        xlsx(
            Sheet(
                "様式",
                [
                    ["身上調書（様式第3号）", None],
                    *[[label, None] for label in labels],
                    ["記入例", "氏名: ○○ ○○"],
                    ["様式番号", decoy("document_number", "JNJ-003-2026")],
                ],
            )
        ),
    )


def make(share: Share) -> None:
    medical(share)
    registers(share)
    recruiting(share)
    special_care(share)
