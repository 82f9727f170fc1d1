"""信用情報: a person's payments and debts, not the vocabulary of lending."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizers import Engine
from recognizers.types import Hit
from tests.recognizers.marked import marked

HERE = Path(__file__).resolve().parent / "credit_info"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def credit(engine: Engine, text: str) -> list[Hit]:
    return [h for h in engine.find(text) if h.entity == "JP_CREDIT_INFO" and h.score >= 0.5]


@pytest.mark.parametrize(
    "text, phrase",
    [
        ("小宮 悠斗様は直近6か月で3回の延滞があり、審査否決とした。", "延滞"),
        ("申込者の他社借入は5社・計320万円。", "他社借入は5社・計320万円"),
        ("水谷氏は令和2年に個人再生の認可決定を受けている。", "個人再生"),
        ("リース料2か月分（86,400円）が未払いのままである。契約者 平山 隆", "未払"),
        ("CIC 入金状況　$$$A$$$P$$$$", "$$$A$$$P$$$$"),
        ("入金状況: $|$|$|A|P|$|$|-|$|$|$|$", "$|$|$|A|P|$|$|-|$|$|$|$"),  # a symbol a cell
        ("契約者 鈴木花子　入金状況 $ $ $ A A P $ $ $", "$ $ $ A A P $ $ $"),
        ("入金状況：＄＄＄＄Ａ＄＄−＄＄", "＄＄＄＄Ａ＄＄−＄＄"),  # full width
        ("保証会社より代位弁済済み：戸塚 恵", "代位弁済"),
    ],
)
def test_a_record_of_someone(engine: Engine, text: str, phrase: str) -> None:
    start = text.index(phrase)
    assert any(h.start < start + len(phrase) and start < h.end for h in credit(engine, text))


@pytest.mark.parametrize(
    "text, why",
    [
        ("延滞が発生した場合は、年14.6%の遅延損害金が発生します。", "terms of business"),
        ("審査結果は最短即日でご連絡します。", "advertising"),
        ("2024年の自己破産件数は7万件", "statistics"),
        ("債務整理に強い弁護士", "advertising"),
        ("延滞・事故なし", "negated"),
        ("他社借入：0件", "none"),
        ("滞納整理システムの画面設計", "a system's name"),
        ("電車が3回遅延した", "not a payment"),
        ("破産手続開始の決定を受けて復権を得ない者", "statute"),
        ("得意先別売掛金残高一覧（延滞3か月以上）", "a company's receivables"),
        ("取引先B社の売掛金が60日延滞している", "a company's debt"),
        ("A社の信用格付はBBB、借入残高は35億円", "a company"),
        ("貸借対照表の借入金残高は350百万円", "a balance sheet"),
        ("株主優待の残高は1,000ポイントです", "points"),
        ("与信管理規程 第5条 与信限度額を超える場合は承認を要する", "a rule"),
        ("CICは割賦販売法に基づく指定信用情報機関です。延滞の記録は5年間登録されます", "what a bureau is"),
        ("$$$$ SALE $$$$", "not payment marks"),
        ("------------", "a ruled line, not payment marks"),
    ],
)
def test_only_vocabulary(engine: Engine, text: str, why: str) -> None:
    assert not credit(engine, text), why


@pytest.mark.parametrize(
    "text, parts",
    [
        ("CIC照会結果　異動あり（2024年8月）　否決", 1),  # the bureau's name and the decision belong to the record
        ("KSC回答：代位弁済 R5.11.30、残債 812千円", 1),
        ("入金状況\n$$$$A$$P$-$$$$$A$$AA$$$$　契約者 土屋 一馬", 1),  # a label and its marks
        ("債権譲渡通知：香西様の割賦残金 448,200円をサービサーへ", 1),  # a title and what it is about
        ("牧様は延滞2回、三好様は自己破産", 2),  # of two people
        ("申込者は延滞2回。\n保証人は自己破産。", 2),
    ],
)
def test_one_statement_is_one_hit(engine: Engine, text: str, parts: int) -> None:
    assert len(credit(engine, text)) == parts


def test_a_law_speaks_of_nobody(engine: Engine) -> None:
    """The same words stand in both; the kind of text tells."""
    sentence = "三年前に代位弁済、残高二百万円、2回の延滞あり。"
    law = (
        "第一条　この規則は、貸付けの手続について定める。\n"
        "第二条　前条の契約を締結するときは、次の各号に掲げる事項を記載しなければならない。\n"
        "一　第三項に規定する額\n二　保証に関する事項\nただし、前項の規定にかかわらず、別に定めるところによりこれを省略することができる。\n"
        f"第三条　組合は、書面を交付するものとする。\n{sentence}\n附則　この規則は、公布の日から施行する。"
    )
    assert credit(engine, sentence) and not credit(engine, law)


def test_statements_are_told_from_the_vocabulary(engine: Engine) -> None:
    right = missed = false = 0
    for line in (HERE / "statements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, spans = marked(line)
        hits = [(h.start, h.end) for h in credit(engine, text)]
        over = [any(a < end and start < b for a, b in hits) for start, end in spans]
        right, missed = right + sum(over), missed + len(over) - sum(over)
        false += sum(not any(a < end and start < b for start, end in spans) for a, b in hits)
    for line in (HERE / "negatives.txt").read_text(encoding="utf-8").splitlines():
        false += 0 if line.startswith("#") else len(credit(engine, line))
    assert right + missed > 85
    assert 2 * right / (2 * right + missed + false) >= 0.93, (right, missed, false)
