"""退職者バックアップ and 旧サーバ移行: old encodings, zips in zips, half-width kana."""

from __future__ import annotations

import unicodedata

from share_maker.marks import decoy, illness, mark, treatment, wide
from share_maker.people import crowd
from share_maker.share import Share
from share_maker.writers import (
    Line,
    Mail,
    Sheet,
    Table,
    archive,
    as_json,
    csv,
    cut_off,
    docx,
    encrypted_zip,
    pdf,
    text,
    xls,
    xlsx,
)


def leavers(share: Share) -> None:
    p, q, r = crowd("退職者", 3, "cp932")
    people = crowd("退職者名簿", 16, "cp932")
    inner = archive(
        {
            "顧客/担当顧客.csv": csv(
                ("氏名", "電話番号", "住所"), [(x.tight, x.tel, x.address) for x in people], "cp932"
            ),
            "顧客/契約一覧.xlsx": xlsx(
                Sheet(
                    "一覧",
                    [[x.name, x.plate(), decoy("order_number", f"26040000{i:04}")] for i, x in enumerate(people)],
                    header=[["契約者", "登録番号", "契約番号"]],
                )
            ),
            f"{p.sei}様_引継ぎメモ.txt": text(
                f"{p.tight}様は{wide(p.mobile)}へ。{q.sei}さんに引き継ぎ。\n", "cp932", newline="\r\n"
            ),
        },
        names="cp932",
    )
    share.put(
        "退職者バックアップ/営業一課_退職者PC.zip",
        archive(
            {
                "デスクトップ/バックアップ2024.zip": inner,
                "デスクトップ/年賀状住所録.csv": csv(
                    ("氏名", "郵便番号", "住所"),
                    [(x.spaced, x.postal, x.address) for x in crowd("年賀状", 14, "cp932")],
                    "cp932",
                ),
                "ﾏｲﾄﾞｷｭﾒﾝﾄ/ﾒﾓ.txt": text(f"ｺﾞﾙﾌ参加者 {p.half} {q.half} {r.half}\n", "cp932", newline="\r\n"),
            },
            names="cp932",
        ),
    )
    p, q = crowd("退職メモ", 2)
    share.put(
        "退職者バックアップ/デスクトップ/メモ.txt",
        text(
            f"""やること
・{p.tight}さんに電話 {p.mobile}
・{q.name}様 見積もり（{q.email}）
・クレジットカード {q.card} 期限 09/28 ← 消す！
・JAN {decoy("jan_code", "4901234567894")} の在庫確認
"""
        ),
    )
    x = crowd("アドレス帳", 8)
    share.put(
        "退職者バックアップ/デスクトップ/contacts.vcf",
        text(
            "".join(
                f"BEGIN:VCARD\nVERSION:3.0\nN:{p.sei};{p.mei};;;\nFN:{p.name}\nTEL;TYPE=CELL:{p.mobile}\nEMAIL:{p.email}\nEND:VCARD\n"
                for p in x
            ),
            newline="\r\n",
        ),
    )
    share.put(
        "退職者バックアップ/退職者一覧.csv",
        csv(
            ("社員番号", "氏名", "退職日", "退職事由", "転居先"),
            [
                (
                    mark("EMPLOYEE_ID", f"K{900 + i}"),
                    p.tight,
                    f"2025/{1 + i % 12:02}/20",
                    illness("適応障害") + "のため" if i == 4 else "自己都合",
                    p.address,
                )
                for i, p in enumerate(crowd("退職者一覧", 14))
            ],
            "utf-8-sig",
        ),
    )
    share.put(
        "退職者バックアップ/源泉徴収票_2024_控.zip",
        encrypted_zip(
            b"kitakaze",
            {
                "gensen_01.csv": csv(("氏名", "個人番号"), [(p.name, p.my_number()) for p in crowd("源泉", 3)]),
                "gensen_02.txt": text(f"{crowd('源泉', 3)[0].name}\n"),
            },
        ),
    )
    a, b = crowd("退職メール", 2, "iso2022_jp")
    share.put(
        "退職者バックアップ/メール/送信済み_健康診断.eml",
        Mail(
            f"{a.name} <{a.email}>",
            decoy("role_mail", "jinji@kitakaze.example.jp"),
            "健康診断の再検査について",
            f"人事ご担当者様\n\n{a.tight}です。先日の健康診断で{mark('SPC_HEALTH_CHECK', '要精密検査')}となり、"
            f"{illness('胃潰瘍')}と診断されました。\n4月20日から{treatment('入院')}します。\n"
            f"不在中は{b.sei}さん（{b.mobile}）へお願いします。\n",
        ),
    )


def old_server(share: Share) -> None:
    people = crowd("旧顧客", 20, "cp932")
    share.put(
        "旧サーバ移行/KOKYAKU.DAT",
        csv(
            None,
            [(f"{i + 1:05}", p.half, p.dob("code"), p.tel, p.address) for i, p in enumerate(people)],
            "cp932",
            delimiter="|",
        ),
    )
    share.put(
        "旧サーバ移行/unix/meibo.euc.txt",
        text(
            "会員名簿（昭和63年版から移行）\n"
            + "".join(f"{p.spaced}　{p.dob('wareki')}生　電話{p.tel}\n" for p in crowd("旧会員", 12, "euc_jp")),
            "euc_jp",
        ),
    )
    share.put(
        "旧サーバ移行/unix/案内_jis.txt",
        text(
            "".join(f"{p.spaced} 様\n〒{p.postal} {p.address}\n\n" for p in crowd("旧JIS", 5, "iso2022_jp")),
            "iso2022_jp",
        ),
    )
    share.put(
        "旧サーバ移行/win98/住所録.xls",
        xls(
            Sheet(
                "Sheet1",
                [[p.name, p.half, p.postal, p.address, p.tel] for p in crowd("旧住所録", 22)],
                header=[["氏名", "ﾌﾘｶﾞﾅ", "〒", "住所", "TEL"]],
            )
        ),
    )
    share.put(
        "旧サーバ移行/win98/export_utf16le.csv",
        csv(
            ("ｺｰﾄﾞ", "ｼﾒｲ", "ｾｲﾈﾝｶﾞｯﾋﾟ", "ﾃﾞﾝﾜ"),
            [
                (decoy("customer_code", f"{i:06}"), p.half, p.dob("wide"), p.tel)
                for i, p in enumerate(crowd("旧UTF16", 15))
            ],
            "utf-16",
        ),
    )
    p, q = crowd("移行PDF", 2)
    pages: list[list[Line]] = [["契約書控え", ("氏名", x.name), ("住所", x.address)] for x in (p, q) * 4]
    broken = pdf(*pages)
    share.put("旧サーバ移行/契約書控え_途中まで.pdf", cut_off(broken, 0.45))
    share.put(
        "旧サーバ移行/移行一覧.zip",
        archive(
            {
                "一次/二次/三次.zip": archive(
                    {
                        "最終.zip": archive(
                            {
                                "kokyaku.json": as_json(
                                    [{"氏名": p.name, "携帯": p.mobile}, {"氏名": q.name, "携帯": q.mobile}]
                                )
                            }
                        )
                    },
                    names="cp932",
                ),
                "目録.txt": text("移行対象の一覧。個人情報を含むため取扱注意。\n", "cp932"),
            },
            names="cp932",
        ),
    )
    nfd = "旧サーバ移行/Mac/" + unicodedata.normalize("NFD", "ガレージ契約者一覧.csv")
    share.put(
        nfd,
        csv(
            ("契約者", "ガレージ番号", "電話"),
            [(p.name, decoy("garage_number", f"G-{i:03}"), p.tel) for i, p in enumerate(crowd("ガレージ", 10))],
        ),
    )
    a, b = crowd("NFD文書", 2)
    share.put(
        "旧サーバ移行/Mac/" + unicodedata.normalize("NFD", "プロジェクト名簿.docx"),
        docx(
            "# プロジェクト名簿",
            Table(("氏名", "携帯"), [(a.name, a.mobile), (b.name, b.mobile)]),
            unicodedata.normalize("NFD", "ガイドライン（濁点が分かれた文字の見本）"),
        ),
    )


def make(share: Share) -> None:
    leavers(share)
    old_server(share)
