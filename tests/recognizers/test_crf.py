"""The tagger beside CRFsuite's own, on models that are trained here."""

from __future__ import annotations

import random

import numpy as np
import pycrfsuite
import pytest

from recognizers import sequence, tokens
from recognizers.crf import Crf, pack
from recognizers.looks import features
from recognizers.tokens import tokenize
from recognizers.training.templates import Writer

WORDS = ["田中", "佐藤", "さん", "は", "東京", "に", "行く", "\n", "a --> b", "花子"]


def sentence(rng: random.Random) -> tuple[list[list[str]], list[str]]:
    words = [rng.choice(WORDS) for _ in range(rng.randint(1, 12))]
    tags = ["B-P" if word in WORDS[:2] else "I-P" if word == "花子" else "O" for word in words]
    return [[f"w={word}", f"len={len(word)}", f"odd={place % 2}"] for place, word in enumerate(words)], tags


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[pycrfsuite.Tagger, Crf]:
    folder, rng = tmp_path_factory.mktemp("crf"), random.Random(5)
    trainer = pycrfsuite.Trainer(verbose=False)
    for _ in range(200):
        trainer.append(*sentence(rng))
    trainer.set_params({"max_iterations": 40})
    trainer.train(str(folder / "model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "model"))
    tagger.dump(str(folder / "dump"))
    return tagger, Crf(pack((folder / "dump").read_text(encoding="utf-8")))


def test_tags_and_chances_are_crfsuites(models: tuple[pycrfsuite.Tagger, Crf]) -> None:
    tagger, crf = models
    rng = random.Random(6)
    sentences = [sentence(rng)[0] for _ in range(150)]
    emissions = [np.stack([crf.weights_of(word) for word in words]) for words in sentences]
    for words, tagged in zip(sentences, crf.tag(emissions), strict=True):
        tagger.set(words)
        assert [crf.labels[tag] for tag in tagged.tags] == tagger.tag()
        wanted = [[tagger.marginal(label, place) for label in crf.labels] for place in range(len(words))]
        assert np.allclose(tagged.chances, wanted, atol=0.01)


def test_the_order_of_sentences_is_kept_and_none_is_no_trouble(models: tuple[pycrfsuite.Tagger, Crf]) -> None:
    _, crf = models
    assert crf.tag([]) == []
    long = np.stack([crf.weights_of([f"w={word}"]) for word in WORDS])
    short = long[:1]
    both = crf.tag([long, short, long])
    assert [len(tagged.tags) for tagged in both] == [10, 1, 10]
    alone = crf.tag([short])[0]
    assert np.allclose(both[1].chances, alone.chances, atol=1e-5)


def test_very_strong_weights_do_not_overflow(models: tuple[pycrfsuite.Tagger, Crf]) -> None:
    _, crf = models
    (tagged,) = crf.tag([np.array([[400.0, 0, -400], [-400.0, 400, 0], [0, -400, 400]], np.float32)])
    assert np.isfinite(tagged.chances).all()


def test_kept_weights_are_those_of_the_features_trained_on() -> None:
    model = sequence.model()
    text = "担当は﨑山 太郎さん（営業部）、\nYAMADA Hanakoとグエン・ヴァン・ミン。"
    words = tokenize(text)
    found = [(3, 8, 0.97), (18, 31, 0.6)]
    wanted = np.stack([model._crf.weights_of(seen) for seen in features(words, found)])
    for _ in range(2):  # worked out, then as kept
        assert np.allclose(model.emissions(words, (0, len(words)), found), wanted, atol=1e-3)


def test_sentences_read_together_are_read_as_alone() -> None:
    text = "".join(row.text + "\n" for row in Writer(7).texts(60))
    words = tokenize(text)
    cuts = sequence.sentences(words)
    assert len(cuts) > 100 and len({last - first for first, last in cuts}) > 20
    found = [[(words.starts[first], words.ends[first], 0.6)] if first % 2 else [] for first, _ in cuts]
    together = sequence.model().read(words, cuts, found)
    for cut, spans, reading in zip(cuts, found, together, strict=True):
        (alone,) = sequence.model().read(words, [cut], [spans])
        assert [span[:2] for span in alone.names] == [span[:2] for span in reading.names]
        assert np.allclose(alone.chances, reading.chances, atol=1e-4)
    assert sequence.model().read(words, [], []) == []


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_KEPT", 20)
    monkeypatch.setattr(tokens, "_current", tokens.Vocabulary())
    before = tokenize("設備の点検を行い、結果を確認した。")
    for number in range(40):
        assert [token.surface for token in tokenize(f"第{number}号の書類")][-1] == "書類"
        assert len(tokens._current.words) < 40
    assert before[0].surface == "設備"  # what is being looked at is not lost
