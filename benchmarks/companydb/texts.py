"""Free text as a company's clerks write it, row by row from templates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.companydb.people import People, my_numbers
from benchmarks.companydb.values import digits, fixed, join, mixed, pick, rng, written

_PLAIN = (
    "車検の時期について問い合わせ。来月の案内を送付する。",
    "タイヤ交換の費用を質問された。見積を送ることで了承。",
    "解約手数料の計算方法を説明。検討して折り返すとのこと。",
    "納車日の変更希望。工場の空きを確認中。",
    "請求書が届いていないとの申告。再発行を手配した。",
    "走行距離の超過精算について説明した。",
    "代車の手配依頼。2日間で手配済み。",
    "Webの表示が崩れるとの連絡。システム障害として登録、復旧済み。",
)


def calls(who: People, callers: Any, count: int) -> pa.Array:
    """Notes of calls: a third name somebody or give a number to call back. Three rows hold a My Number."""
    chance = rng("calls")

    def made(*parts: str) -> Any:
        def make(rows: Any) -> pa.Array:
            people = who.take(callers[rows])
            return join(*(people.get(part, part) for part in parts))

        return make

    plain = [(1.0, fixed(text)) for text in _PLAIN]
    told = [
        (0.9, made("name", "様より入電。折り返しは", "mobile", "まで。")),
        (0.8, made("ご本人(", "name", "様)から住所変更の連絡。書類を郵送。")),
        (0.7, made("夫の", "sei", "様が代理で電話。本人確認のうえ残債を案内。")),
        (0.6, made("携帯が変わったとのこと。新しい番号 ", "mobile", " を登録した。")),
        (0.5, made("担当: 営業一課　お客様: ", "name", "　用件: 名義変更")),
    ]
    text = mixed(chance, count, [*plain, *told])
    if count < 1_000:
        return text
    rows = text.to_pylist()
    for row, number in zip(chance.choice(count, 3, replace=False), my_numbers(chance, 3).to_pylist(), strict=True):
        rows[row] = f"本人確認のためマイナンバー {number} を口頭で聴取してしまった。要削除。"
    return pa.array(rows, pa.string())


def injuries(count: int) -> pa.Array:
    chance = rng("injuries")
    told = (
        "頸椎捻挫と診断。全治3週間、整形外科に通院中。",
        "右足首を骨折し入院、手術を受けた。",
        "打撲のみ。念のため受診し、レントゲンで異常なし。",
        "もともと糖尿病で治療中。事故との因果関係は医師が確認中。",
        "むち打ち症状が続き、リハビリに通っている。",
        "事故後に適応障害と診断され休職した。",
    )
    return mixed(chance, count, [(1.0, fixed(text)) for text in told] + [(1.5, fixed("怪我なし、物損のみ。"))])


def remarks(count: int) -> pa.Array:
    """What clerks note of customers: mostly nothing, now and then what they ought not to."""
    chance = rng("remarks")
    plain = ("電話は夕方希望", "カタログ送付済み", "2台目を検討", "紹介キャンペーン対象", "請求書は会社宛", "DM不要")
    care = (
        "透析のため火木は来店不可",
        "うつ病で休職中とのこと",
        "脳梗塞の後遺症で右手が不自由",
        "がんの手術を控えており納車延期",
        "身体障害者手帳2級、手動運転装置を希望",
    )
    empty = lambda rows: pa.nulls(len(rows), pa.string())  # noqa: E731
    return mixed(
        chance, count, [(7.0, empty), *((0.5, fixed(text)) for text in plain), *((0.15, fixed(text)) for text in care)]
    )


def bureau(count: int) -> pa.Array:
    """Answers of a credit bureau, as the clerk who asked wrote them down."""
    chance = rng("bureau")
    told = (
        "CIC照会: 異動情報あり(2024年11月 3か月延滞)",
        "JICC: ファイルD登録、残高 1,250,000円",
        "KSC照会の結果、代位弁済 1件",
        "延滞なし、与信枠 80万円",
        "債務整理(任意整理)の履歴あり、2023年6月開始",
        "他社借入 3件 合計 1,870,000円",
        "審査否決。信用情報に自己破産の記録(官報)",
        "CIC入金状況 $$$$$$A$$$$$ 直近遅れ1回",
    )
    return mixed(chance, count, [(1.0, fixed(text)) for text in told])


def job_messages(count: int) -> pa.Array:
    """Messages of batch jobs: words such as 障害 and 異常, and nobody in them."""
    chance = rng("jobs")
    size = pa.array(chance.integers(10, 90_000, count))

    def counted(*parts: str) -> Any:
        return lambda rows: join(*(size.take(pa.array(rows)) if part == "#" else part for part in parts))

    return mixed(
        chance,
        count,
        [
            (4.0, counted("正常終了 処理件数 ", "#", " 件")),
            (1.0, counted("異常終了 ディスク障害 node=3 再試行 ", "#")),
            (1.0, counted("警告: 延滞抽出バッチ 対象 ", "#", " 件")),
            (1.0, counted("入院者リスト取込は廃止 (ジョブ ", "#", ")")),
        ],
    )


def payers(who: People, payer: Any) -> pa.Array:
    """Names on bank statements: カナ in half width, as banks print it."""
    from benchmarks.companydb.people import half

    return half(who.kana()).take(pa.array(payer))


def user_agents(count: int) -> pa.Array:
    return pick(
        rng("agents"),
        count,
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
        ),
    )


def hexes(name: str, count: int, width: int) -> pa.Array:
    """Random hexadecimal digits."""
    raw = rng(name).integers(0, 16, (count, width), dtype=np.uint8)
    return written(np.frombuffer(b"0123456789abcdef", np.uint8)[raw] - 48)


def uuids(name: str, count: int) -> pa.Array:
    return join(*(hexes(f"{name} {place}", count, width) for place, width in enumerate((8, 4, 4, 4, 12))), sep="-")


def addresses_v4(name: str, count: int) -> pa.Array:
    """Drawn by chance from networks of access providers: those reserved for documents are nobody's line."""
    chance = rng(name)
    parts = [pa.array(chance.integers(1, 255, count)) for _ in range(3)]
    return join(pick(chance, count, ("126", "133", "221")), *parts, sep=".")


def numbers(name: str, count: int, width: int, lead: str = "") -> pa.Array:
    """Digits behind `lead`, `width` in all."""
    return join(lead, written(digits(rng(name), count, width - len(lead))))
