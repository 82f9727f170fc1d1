"""営業: customer lists in every encoding, minutes, call logs, chats, proposals, price lists, mails."""

from __future__ import annotations

from random import Random

from share_maker import numbers
from share_maker.marks import decoy, illness, mark, treatment, wide
from share_maker.people import Person, crowd
from share_maker.places import WEST
from share_maker.share import Share
from share_maker.writers import Mail, Number, Sheet, as_json, csv, docx, html, jsonl, pptx, text, xlsx, xml


def customer_id(index: int) -> str:
    return mark("CUSTOMER_ID", f"C{20000 + index * 7}")


def lists(share: Share) -> None:
    everybody = crowd("顧客", 300, "cp932")
    east = [p for p in everybody if not p.place[1].startswith(WEST)][:120]
    west = [p for p in everybody if p.place[1].startswith(WEST)][:70]
    share.put(
        "営業/顧客/顧客リスト_東日本.csv",
        csv(
            ("顧客番号", "氏名", "フリガナ", "郵便番号", "住所", "電話番号", "携帯", "メール", "生年月日", "備考"),
            [
                (
                    customer_id(i),
                    p.spaced,
                    p.half,
                    p.postal,
                    p.address,
                    p.tel,
                    p.mobile,
                    p.email,
                    p.dob(("slash", "short")[i % 2]),
                    f"{p.sei}様 車検時は代車希望" if i % 11 == 0 else "",
                )
                for i, p in enumerate(east)
            ],
            "cp932",
        ),
    )
    share.put(
        "営業/顧客/顧客リスト_西日本.csv",
        csv(
            ("customer_id", "sei", "mei", "zip", "address", "tel", "email", "birthday"),
            [
                (
                    customer_id(i),
                    p.sei,
                    p.mei,
                    mark("JP_POSTAL_CODE", p.place[0].replace("-", "")),
                    p.address,
                    mark("PHONE_NUMBER", p.raw_tel.replace("-", "")),
                    p.email,
                    p.dob("compact"),
                )
                for i, p in enumerate(west)
            ],
            "utf-8-sig",
            quote_all=True,
        ),
    )
    share.put(
        "営業/顧客/DM発送先_2026春.tsv",
        csv(
            ("〒", "住所", "宛名", "敬称"),
            [(p.postal, p.address, p.spaced, "様") for p in crowd("DM", 60)],
            delimiter="\t",
        ),
    )
    share.put(
        "営業/顧客/名簿_見出しなし.csv",
        csv(
            None,
            [(p.tight, p.dob("iso"), p.mobile, p.address, p.email) for p in crowd("見出しなし", 40)],
            newline="\n",
        ),
    )
    people = crowd("展示会", 30)
    share.put(
        "営業/顧客/展示会名刺_一覧.xlsx",
        xlsx(
            Sheet(
                "名刺",
                [
                    [
                        p.name,
                        p.romaji,
                        p.employer,
                        p.email,
                        p.mobile,
                        Number(mark("PHONE_NUMBER", p.raw_mobile.replace("-", ""))) if i % 2 else None,
                    ]
                    for i, p in enumerate(people)
                ],
                header=[["氏名", "英字", "会社名", "メール", "携帯", "TEL"]],
            ),
            Sheet("集計", [["来場者数", 214], ["名刺枚数", 30], ["獲得率", "14.0%"]]),
        ),
    )
    share.put(
        "営業/顧客/紹介者リスト.csv",
        csv(
            ("紹介者", "被紹介者", "関係", "連絡先", "成約"),
            [
                (p.kana, q.name, ("友人", "同僚", "親族")[i % 3], wide(q.mobile), "○" if i % 2 else "")
                for i, (p, q) in enumerate(
                    zip(crowd("紹介者", 18, "cp932"), crowd("被紹介者", 18, "cp932"), strict=True)
                )
            ],
            "cp932",
            delimiter=";",
        ),
    )


def notes(share: Share) -> None:
    p, q, r, contact, angry = crowd("議事録", 5)
    share.put(
        "営業/議事録/営業会議議事録_20260405.docx",
        docx(
            "# 営業会議 議事録",
            f"日時: 2026年4月5日 10:00〜11:00　場所: 第2会議室　出席: {p.sei}部長、{q.sei}課長、{r.tight}（記録）",
            f"1. 大口案件: 東雲印刷株式会社の更新。先方窓口は{contact.tight}様、"
            f"代表 {decoy('company_phone', '03-4000-1200')}。",
            f"2. 苦情対応: 契約者の{angry.tight}様（{angry.mobile}）へ{q.sei}課長から電話する。",
            "3. がん保険付きリースの販売は見送り。システム障害の再発防止策は次回報告。",
            f"次回 4月19日。議事録番号 {decoy('document_number', 'EGY-20260405')}",
        ),
    )
    p, q = crowd("商談", 2)
    share.put(
        "営業/議事録/商談メモ_20260410.txt",
        text(
            f"""商談メモ　2026/04/10　訪問先: 個人宅

お客様: {p.spaced} 様（奥様 {mark("PERSON", p.raw_names[0] + "美津江")}様も同席）
ご自宅: 〒{p.postal} {p.address}
電話: {wide(p.tel)}　携帯: {p.mobile}
現在のお車: {p.plate("")}
・免許は{mark("DATE_OF_BIRTH", "昭和33年9月9日")}生まれのお父様も持っており、名義は検討中
・お父様が{mark("SPC_DISABILITY", "身体障害者手帳2級")}をお持ちのため、福祉車両の見積もり希望
次回: 4/17 {q.sei}が訪問
""",
            "utf-16",
            newline="\r\n",
        ),
    )
    p, q, r, guest = crowd("euc議事", 4, "euc_jp")
    share.put(
        "営業/議事録/支店長会議_2012.txt",
        text(
            f"""支店長会議　議事要旨（平成24年10月3日）

出席者　{p.spaced}（仙台）、{q.spaced}（横浜）、{r.spaced}（福岡）
一、{p.sei}支店長より、顧客の{guest.tight}氏（電話 {guest.tel}）の件について報告。
二、{q.sei}支店長の連絡先は {q.mobile}、メールは {q.email} に変更。
三、研修会「糖尿病の予防」を総務部が案内。
""",
            "euc_jp",
        ),
    )


def calls_and_chats(share: Share) -> None:
    people = crowd("コール", 45)
    share.put(
        "営業/コールログ/call_log_202604.csv",
        csv(
            ("call_id", "started_at", "duration", "caller", "direction", "memo"),
            [
                (
                    decoy("epoch", str(1775000000000 + i * 864321)),
                    f"2026-04-{1 + i % 28:02}T10:{i:02}:00+09:00",
                    30 + i * 17 % 400,
                    mark("PHONE_NUMBER", "+81-" + p.raw_mobile[1:]),
                    ("in", "out")[i % 2],
                    (f"{p.tight}様 車検の予約", "間違い電話", f"折り返し希望 {p.tel}")[i % 3],
                )
                for i, p in enumerate(people)
            ],
        ),
    )
    people = crowd("通話要約", 20)
    share.put(
        "営業/コールログ/通話要約.jsonl",
        jsonl(
            [
                {
                    "id": i + 1,
                    "customer": p.name,
                    "phone": p.mobile,
                    "summary": (
                        f"{p.sei}様から住所変更の連絡。新住所は{p.address}。",
                        f"{p.tight}様より解約の相談。{illness('乳がん')}の{treatment('手術')}のため運転を控えるとのこと。",
                        "料金プランの一般的な問い合わせ。個人情報の聴取なし。",
                        f"口座変更。新口座は{p.bank[1]}{p.bank[3]} 普通 {p.account}。",
                    )[i % 4],
                }
                for i, p in enumerate(people)
            ]
        ),
    )
    staff = crowd("チャット", 5)
    guests = crowd("チャット客", 6)
    parcel = decoy("tracking_number", numbers.tracking(Random("チャット")))
    lines = [
        f"{guests[0].tight}様の見積もり、今日中にお願いします",
        f"了解です。携帯は {guests[0].mobile} でいいですか？",
        f"メールも送っておきます {guests[1].email}",
        "システム障害で受付が止まっています。復旧は15時予定",
        f"{guests[2].sei}さん宛の書類、〒{guests[2].postal} {guests[2].address} に発送済み。追跡番号 {parcel}",
        f"ナンバーは {guests[3].plate('')} です",
        f"{guests[4].tight}様、免許証番号 {guests[4].licence} で登録しました",
        "お昼行ってきます",
    ]
    share.put(
        "営業/チャット/chat_export_eigyo1.json",
        as_json(
            {
                "channel": "eigyo-1",
                "messages": [
                    {"ts": decoy("epoch", f"{1775801234 + i * 97}.000{i}00"), "user": staff[i % 5].tight, "text": line}
                    for i, line in enumerate(lines)
                ],
            }
        ),
    )
    share.put(
        "営業/チャット/chat_export_ascii.json",
        as_json(
            [
                {"user": p.name, "text": f"明日の訪問先は{q.tight}様、{q.tel}です"}
                for p, q in zip(staff, guests, strict=False)
            ],
            indent=None,
            ascii_only=True,
        ),
    )


def web_and_proposals(share: Share) -> None:
    p, q = crowd("web", 2)
    share.put(
        "営業/web/問合せ受付_20260403.html",
        html(
            "お問い合わせ受付",
            f"""<h1>お問い合わせ内容</h1>
<table>
<tr><th>お名前</th><td>{p.name}</td></tr>
<tr><th>ふりがな</th><td>{p.hiragana}</td></tr>
<tr><th>電話番号</th><td>{p.tel}</td></tr>
<tr><th>メール</th><td>{p.email}</td></tr>
<tr><th>ご住所</th><td>〒{p.postal}<br>{p.address}</td></tr>
</table>
<p>父（{q.tight}）の代わりに問い合わせています。リース満了の手続きを教えてください。</p>
<footer>北風オートリース株式会社 フリーダイヤル {decoy("company_phone", "0120-000-222")}</footer>""",
        ),
    )
    share.put(
        "営業/web/アンケート回答.xml",
        xml(
            "answers",
            "answer",
            [
                {
                    "name": p.name,
                    "email": p.email,
                    "age": p.age(),
                    "comment": ("満足しています", f"担当の{p.sei}さんに感謝", "特になし")[i % 3],
                }
                for i, p in enumerate(crowd("アンケート", 12))
            ],
        ),
    )
    share.put(
        "営業/提案/がん保険付きリース_商品説明.html",
        html(
            "がん保険付きリース 商品説明",
            f"""<h1>がん保険付きリースのご案内</h1>
<p>契約期間中に胃がん、肺がん、乳がんなど所定の悪性腫瘍と診断された場合、給付金でリース料をお支払いする商品です。</p>
<p>三大疾病特約では、急性心筋梗塞・脳卒中も補償します。糖尿病や高血圧症の既往歴がある方は告知が必要です。</p>
<ul><li>入院給付金 日額5,000円</li><li>手術給付金 1回10万円</li><li>先進医療特約</li></ul>
<p>約款番号 {decoy("document_number", "AFC-2026-0401")}　お客様窓口 {decoy("company_phone", "0120-000-333")}</p>
<p>{decoy("insurance_term", "がん保険")}・{decoy("insurance_term", "医療保険")}は生命保険会社が引き受けます。</p>""",
            "Shift_JIS",
        ),
    )
    (p,) = crowd("提案", 1)
    share.put(
        "営業/提案/提案書_北川商店.pptx",
        pptx(
            ("車両リースのご提案", ("北川商店 御中", "2026年4月 北風オートリース株式会社"), ""),
            (
                "ご利用体制",
                (f"ご担当: {p.tight}様", f"直通: {p.mobile}", "台数: 軽バン 3台"),
                f"{p.sei}様は価格重視。{p.email} に見積もり送付済み",
            ),
            ("費用", ("月額 31,900円（税込）から", f"見積番号 {decoy('order_number', '260400555012')}"), ""),
        ),
    )


def prices(share: Share) -> None:
    rng = Random("価格")
    share.put(
        "営業/価格表/価格表2026.xlsx",
        xlsx(
            Sheet(
                "用品",
                [
                    [
                        decoy("jan_code", numbers.jan(rng)),
                        decoy("part_number", f"KZ-{rng.randrange(1000, 9999)}-{rng.randrange(100):02}"),
                        ("ドライブレコーダー", "フロアマット", "スタッドレスタイヤ", "ETC車載器")[i % 4],
                        (i + 3) * 1980,
                    ]
                    for i in range(40)
                ],
                header=[["JANコード", "品番", "品名", "税込価格"]],
            ),
            Sheet(
                "リース料", [["軽自動車", 24200], ["コンパクト", 31900], ["ミニバン", 45100]], header=[["区分", "月額"]]
            ),
        ),
    )
    share.put(
        "営業/価格表/部品価格表.csv",
        csv(
            ("部品番号", "旧品番", "部品名", "単価", "在庫"),
            [
                (
                    decoy("part_number", f"0{7 + i % 3}0-{rng.randrange(1000, 9999)}-{rng.randrange(1000, 9999)}"),
                    decoy("part_number", f"{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"),
                    ("ワイパーブレード", "オイルフィルタ", "ブレーキパッド")[i % 3],
                    (i + 2) * 330,
                    i * 7 % 40,
                )
                for i in range(40)
            ],
            "cp932",
        ),
    )
    share.put(
        "営業/価格表/仕入JAN一覧.txt",
        text("JANコード一覧（仕入先提供）\n" + "".join(decoy("jan_code", numbers.jan(rng)) + "\n" for _ in range(30))),
    )


def signature(p: Person) -> str:
    return f"""--
北風オートリース株式会社 営業一課
{p.tight}
TEL {decoy("company_phone", "03-4000-1100")}（代表）
"""


def mails(share: Share) -> None:
    staff = crowd("メール社員", 6, "iso2022_jp")
    guests = crowd("メール客", 10, "iso2022_jp")

    def box(p: Person) -> str:
        return f"{p.name} <{p.email}>"

    a, b, c = staff[:3]
    g = guests
    share.put(
        "営業/メール/20260409_ご契約の件.eml",
        Mail(
            box(a),
            box(g[0]),
            f"{g[0].sei}様 ご契約の件",
            f"""{g[0].tight} 様

お世話になっております。北風オートリースの{a.sei}です。
ご契約内容の確認をお願いいたします。

 お名前　　{g[0].spaced} 様
 ご住所　　〒{g[0].postal} {g[0].address}
 お電話　　{g[0].mobile}
 登録番号　{g[0].plate()}

{signature(a)}""",
        ),
    )
    people = crowd("添付名簿", 15, "cp932")
    share.put(
        "営業/メール/20260410_顧客名簿の送付.eml",
        Mail(
            box(b),
            box(c),
            "顧客名簿の送付",
            f"{c.sei}さん\n\n名簿を送ります。パスワードは別途。\n\n{signature(b)}",
            {
                "顧客名簿（４月）.csv": csv(
                    ("氏名", "電話", "住所"), [(p.name, p.mobile, p.address) for p in people], "cp932"
                ),
                "案内状.txt": text(f"{people[0].tight} 様\n\n春のご愛顧フェアのご案内\n"),
            },
        ),
    )
    share.put(
        "営業/メール/20260411_Re_支払調書.eml",
        Mail(
            box(g[1]),
            f"{box(a)}, {box(b)}",
            "Re: 支払調書の件",
            f"""{a.sei} 様

マイナンバーをお知らせします。
個人番号: {g[1].my_number(" ")}
{g[1].tight}

> ご連絡先のお電話番号は {g[1].tel} でよろしいでしょうか。
""",
            {
                "番号確認.xlsx": xlsx(
                    Sheet("Sheet1", [[g[1].name, g[1].my_number()]], header=[["氏名", "マイナンバー"]])
                )
            },
            names="rfc2047",
        ),
    )
    share.put(
        "営業/メール/20260412_html.eml",
        Mail(
            box(c),
            box(g[2]),
            "お見積書",
            f"<html><body><p>{g[2].tight}様</p>\n<p>お見積りをお送りします。<br>\n"
            f"ご連絡先: <b>{g[2].mobile}</b></p></body></html>",
            html=True,
            encoding="utf-8",
        ),
    )
    share.put(
        "営業/メール/20260413_全員宛_メンテナンス.eml",
        Mail(
            decoy("role_mail", "system@kitakaze.example.jp"),
            decoy("role_mail", "all@kitakaze.example.jp"),
            "システムメンテナンスのお知らせ",
            f"""全社員各位

4/18(土) 22:00より基幹システムを停止します。
システム障害時の連絡先: ヘルプデスク {decoy("company_phone", "0120-000-444")}
チケット番号 {decoy("ticket_number", "202604131530")}
""",
        ),
    )
    share.put(
        "営業/メール/20260414_口座のお知らせ.eml",
        Mail(
            box(g[3]),
            box(c),
            "口座の件",
            f"""リース料の返金先は次のとおりです。

{g[3].bank[1]} {g[3].bank[3]} 普通 {g[3].account}
名義 {g[3].kana}
生年月日 {g[3].dob("kanji")}
""",
            cc=box(a),
        ),
    )


def make(share: Share) -> None:
    lists(share)
    notes(share)
    calls_and_chats(share)
    web_and_proposals(share)
    prices(share)
    mails(share)
