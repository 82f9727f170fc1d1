"""Words of forms: looked up place by place in a process that has read little, where the engine sees them after that."""

from __future__ import annotations

import random

import pytest

from recognizers import forms
from recognizers.forms import _Words, _words


@pytest.fixture
def words() -> _Words:
    return _Words(_words().about)


def made(count: int) -> list[str]:
    """Words of the rules, joined by what may stand between them, cut anywhere."""
    rng, known = random.Random(5), sorted(_words().about)
    texts = []
    for _ in range(count):
        text = "".join(rng.choice(known) + rng.choice(("", "", " ", "の", ":", "\n", "x", "7")) for _ in range(12))
        texts.append(text[rng.randrange(5) : len(text) - rng.randrange(5)])
    return texts


def test_both_ways_find_the_same(words: _Words, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, found = made(400), []
    for most in (0, 10**9):
        monkeypatch.setattr(forms, "_LITTLE", most)
        found.append([list(words.found(text, anywhere)) for text in texts for anywhere in (False, True)])
    assert found[0] == found[1] and sum(map(len, found[0])) > 4_000
    assert "_starts" in vars(words)


def test_a_little_text_loads_nothing(words: _Words) -> None:
    assert [*words.found("氏名: 山田\n")] and "_starts" not in vars(words)
    for _ in range(800):
        assert [*words.found("氏名: 山田\n")]
    assert "_starts" in vars(words)


def test_a_header_met_again_says_what_it_said() -> None:
    headers = [*made(60), "氏名", "メール", "customerName", "備考", "履 歴 書", ""]
    for header in headers * 2:
        assert list(forms.marks(header, header=True)) == list(forms._marks(header, header=True))
    kept = forms._of_header.cache_info()
    list(forms.marks("氏名 " * 40, header=True))
    assert kept.currsize <= 4_096 and forms._of_header.cache_info().currsize == kept.currsize  # long ones are not kept


SENTENCE = "この書類は、担当者が内容を確かめたうえで、決められた期限までに総務の窓口へ出すものとする。"


@pytest.mark.parametrize("seed", range(20))
def test_a_passage_of_sentences_has_no_marks(seed: int) -> None:
    rng, known = random.Random(seed), sorted(_words().about)
    told = 0
    for _ in range(100):
        lines = []
        for _ in range(rng.randrange(1, 6)):
            word = rng.choice(known)
            kinds = (word, f"{word}：山田", f"　{word} 12-3", SENTENCE * 2 + word, word + SENTENCE * 3, "氏 名 " + SENTENCE * 3,
                     f"{SENTENCE * 2} {word} {SENTENCE}", "ｶﾞｷﾞｸﾞ" * 14 + f"。{word}", SENTENCE * 3, SENTENCE * 3)  # fmt: skip
            lines.append(rng.choice(kinds))
        text = "\n".join(lines)
        if forms.of_sentences(text):
            told += 1
            assert not list(forms.marks(text)), text
    assert told > 5
