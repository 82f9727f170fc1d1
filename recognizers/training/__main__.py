"""Train the model of personal names and fit its weight beside the dictionary: ``python -m recognizers.training DATA``.

DATA: a folder with the labelled corpora (JSON lines: text, entities). Writes recognizers/data/person.crf and
person_blend.json and prints figures on what was held out. About five minutes.
"""

from __future__ import annotations

import json
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import numpy as np

from recognizers import data, sequence
from recognizers.crf import pack
from recognizers.looks import features
from recognizers.names import DictionaryNames, words
from recognizers.person import Blend, PersonNames, surest
from recognizers.text import fold
from recognizers.tokens import Token
from recognizers.training import corpora
from recognizers.training.corpora import Labelled
from recognizers.training.templates import Writer
from recognizers.types import Hints

HERE = Path(next(iter(data.__path__)))
PARAMETERS = {"c1": 0.3, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 2}


def sequences(row: Labelled, dictionary: DictionaryNames) -> Iterator[tuple[list[list[str]], list[str]]]:
    """(features, tags) of each sentence of a labelled text."""
    text, spans = folded(row)
    cut = words(text)
    found = surest(dictionary.candidates(text, cut, Hints()))
    for first, last in sequence.sentences(cut):
        sentence = cut[first:last]
        low, high = sentence[0].start, sentence[-1].end
        here = [span for span in found if span[0] < high and span[1] > low]
        yield features(sentence, here), tags(sentence, spans)


def folded(row: Labelled) -> tuple[str, list[tuple[int, int, str]]]:
    """The folded text, and the spans in its offsets."""
    whole = fold(row.text)
    origins = [whole.origin(place) for place in range(len(whole.text) + 1)]
    spans = [(bisect_left(origins, start), bisect_left(origins, end), kind) for start, end, kind in row.spans]
    return whole.text, spans


def tags(sentence: list[Token], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    found = ["O"] * len(sentence)
    for start, end, kind in spans:
        inside = [i for i, token in enumerate(sentence) if token.start < end and token.end > start]
        for i in inside:
            found[i] = ("B-" if i == inside[0] else "I-") + kind
    return found


def train(rows: Iterable[Labelled]) -> bytes:
    try:
        import pycrfsuite
    except ImportError:
        raise click.ClickException("Training needs CRFsuite: pip install 'daicho[train]'") from None

    trainer, dictionary = pycrfsuite.Trainer(verbose=False), DictionaryNames()
    for row in rows:
        for seen, wanted in sequences(row, dictionary):
            trainer.append(seen, wanted)
    trainer.set_params(PARAMETERS)
    with tempfile.TemporaryDirectory() as folder:
        path, printed = Path(folder) / "model", Path(folder) / "dump"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        tagger.dump(str(printed))
        return pack(printed.read_text(encoding="utf-8"))


def fit(rows: Iterable[Labelled], model: sequence.Model) -> dict[str, list[float]]:
    """Logistic regression of (is it a name) on (1, dictionary, model), for each way a name was found."""
    names = PersonNames()
    seen: dict[str, list[tuple[float, float, bool]]] = {"both": [], "model": [], "dictionary": []}
    for row in rows:
        text, spans = folded(row)
        people = [(start, end) for start, end, kind in spans if kind == "P"]
        for name in names.found(text, Hints(), model):
            if name.by in seen:
                right = any(name.start < end and start < name.end for start, end in people)
                seen[name.by].append((name.dictionary, name.model, right))
    return {by: regression(found) for by, found in seen.items()}


def regression(found: list[tuple[float, float, bool]]) -> list[float]:
    x = np.array([(1.0, dictionary, model) for dictionary, model, _ in found])
    y = np.array([float(right) for *_, right in found])
    weights = np.zeros(3)
    for _ in range(50):  # Newton, with a little ridge
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - 0.5 * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 0.5 * np.eye(3)
        weights += np.linalg.solve(hessian, gradient)
    return [round(float(weight), 3) for weight in weights]


def figures(rows: Iterable[Labelled], model: sequence.Model, blend: Blend) -> str:
    names = PersonNames()
    exact = [0, 0, 0]
    loose = [0, 0, 0]
    for row in rows:
        text, spans = folded(row)
        wanted = {(start, end) for start, end, kind in spans if kind == "P"}
        found = {
            (n.start, n.end) for n in names.found(text, Hints(), model) if blend.odds(n.by, n.dictionary, n.model) >= 0
        }
        exact[0] += len(wanted & found)
        exact[1] += len(found - wanted)
        exact[2] += len(wanted - found)
        near = {a for a in wanted if any(a[0] < b[1] and b[0] < a[1] for b in found)}
        loose[0] += len(near)
        loose[1] += sum(not any(a[0] < b[1] and b[0] < a[1] for a in wanted) for b in found)
        loose[2] += len(wanted - near)
    return ", ".join(
        f"{name} F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f} (P {tp / max(1, tp + fp):.3f} R {tp / max(1, tp + fn):.3f})"
        for name, (tp, fp, fn) in (("exact", exact), ("overlap", loose))
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--texts", default=8_000, help="generated business texts to train on")
def main(folder: Path, texts: int) -> None:
    kept = {name: corpora.read(folder / f"{name}.jsonl") for name in corpora.TRAINED_ON}
    training = [row for learn, _ in kept.values() for row in learn] + list(Writer(1).texts(texts))
    held_out = {name: held for name, (_, held) in kept.items()} | {"generated": list(Writer(2).texts(1_500))}
    raw = train(training)
    model = sequence.Model(raw)
    weights = fit((row for rows in held_out.values() for row in rows), model)
    (HERE / sequence.MODEL).write_bytes(raw)
    (HERE / "person_blend.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(training)} texts, {len(raw):,} bytes, weights {weights}")
    blend = Blend(**{name: tuple(values) for name, values in weights.items()})  # type: ignore[arg-type]
    for name, rows in held_out.items():
        click.echo(f"{name} (held out): {figures(rows, model, blend)}")


if __name__ == "__main__":
    main()
