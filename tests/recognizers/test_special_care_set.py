"""Statements about a person and sentences that are none, over all categories: how many are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognizers import Engine
from recognizers.genre import genre
from tests.recognizers.marked import marked

HERE = Path(__file__).resolve().parent / "special_care"
SURE = 0.5


def rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, _, text = line.partition("|")
            yield kind, text.replace("\\n", "\n")


def found(engine: Engine, text: str) -> list[tuple[int, int]]:
    return [(h.start, h.end) for h in engine.find(text) if h.entity.startswith("SPC_") and h.score >= SURE]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def test_statements_are_told_from_what_is_none(engine: Engine) -> None:
    right = missed = false = 0
    categories = set()
    for kind, text in rows("statements.txt"):
        plain, spans = marked(text)
        hits = found(engine, plain)
        categories.add(kind)
        over = [any(a < end and start < b for a, b in hits) for start, end in spans]
        right, missed = right + sum(over), missed + len(over) - sum(over)
        false += sum(not any(a < end and start < b for start, end in spans) for a, b in hits)
    for _, text in rows("negatives.txt"):
        false += len(found(engine, text))
    assert len(categories) == 11
    assert 2 * right / (2 * right + missed + false) >= 0.91, (right, missed, false)


def test_few_of_the_negatives_are_reported(engine: Engine) -> None:
    texts = [text for _, text in rows("negatives.txt")]
    assert len(texts) > 100
    assert sum(bool(found(engine, text)) for text in texts) <= 0.05 * len(texts)


LAW = (
    "第三条　事業者は、労働者が次の各号のいずれかに該当するときは、前項の規定による措置を講じなければならない。ただし、この限"
    "りでない。\n２　前項第二号に規定する疾病又は負傷により入院したとき。\n"
)
LEAFLET = (
    "【効能・効果】頭痛・生理痛\n【用法・用量】15歳以上 1回2錠 1日3回\n【使用上の注意】次の人は服用前に医師又は薬"
    "剤師に相談してください。(1)高血圧、糖尿病の診断を受けた人 (2)妊婦 副作用として発疹があらわれることがあります。\n"
)
NOVEL = (
    "「さうですか」と彼は云つた。病《やまひ》に罹《かか》つて入院してゐたといふ。［＃改ページ］父は肺病で死んだのであつた。か"
    "ういふ話を聞いて、わたくしは泣いた。\n"
)
CODE = (
    'class Patient:\n    """患者の病歴"""\n    disease = "糖尿病"\n'
    '    def is_cancer(self):\n        return self.disease == "がん"\nif x:\n    print("うつ病で休職中")\n'
)


@pytest.mark.parametrize(
    ("name", "text"), [("statute", LAW), ("product", LEAFLET), ("literature", NOVEL), ("code", CODE)]
)
def test_genre(engine: Engine, name: str, text: str) -> None:
    assert genre(text * 4) == name
    assert found(engine, text * 4) == []


def test_a_memo_that_quotes_an_article_is_no_law(engine: Engine) -> None:
    memo = "佐藤様（営業部）はうつ病で通院中。就業規則第12条に基づき休職を命ずる。復職時は産業医面談を行う。\n" * 3
    assert genre(memo) != "statute"
    assert found(engine, memo)
