"""What GiNZA's opinion is worth beside dictionary and model: ``python -m recognizers.training.arbiter DATA``.

Prints the weights that `recognizers.person.Blend` has as ``vote`` and ``arbiter``, from what training left out; and what a
vote chosen on the other corpora does to each. DATA as for training. Some minutes: GiNZA reads everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import click

from recognizers.overlap import resolve
from recognizers.pattern import chance, logit
from recognizers.person import PersonNames, Place, blend, unsure
from recognizers.presidio import GinzaNames
from recognizers.text import fold
from recognizers.training import corpora
from recognizers.training.__main__ import folded, regression
from recognizers.types import Hints

_YES, _NO = (0.0, 0.2, 0.4, 0.6), (0.0, -0.3, -0.5, -0.7, -1.0)


@dataclass(frozen=True, slots=True)
class Read:
    """A text as all have read it. names: each with its score; ginza: hers; only: log-odds of hers that nobody else has."""

    wanted: frozenset[Place]
    names: tuple[tuple[Place, float], ...]
    ginza: tuple[Place, ...]
    only: tuple[tuple[Place, float], ...]


def read(row: corpora.Labelled, names: PersonNames, ginza: GinzaNames) -> Read:
    text, spans = folded(row)
    seen = ginza.names(text)
    found = resolve(names.find(text, Hints()))
    beside = PersonNames(lambda _: seen, None).only(text, [(hit.start, hit.end) for hit in found], seen)
    return Read(
        frozenset((start, end) for start, end, kind in spans if kind == "P"),
        tuple(((hit.start, hit.end), hit.score) for hit in found),
        tuple(seen),
        tuple(((name.start, name.end), name.model) for name in beside),
    )


def f1(texts: Sequence[Read], yes: float, no: float) -> float:
    """Of exact spans, with these votes."""
    right = found = wanted = 0
    for text in texts:
        kept = set()
        for place, score in text.names:
            if unsure(score):
                agreed = any(low < place[1] and place[0] < high for low, high in text.ginza)
                score = chance(logit(score) + (yes if agreed else no))
            if score >= 0.5:
                kept.add(place)
        right, found, wanted = right + len(kept & text.wanted), found + len(kept), wanted + len(text.wanted)
    return 2 * right / max(1, found + wanted)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    names, ginza = PersonNames(), GinzaNames()
    texts = {
        name: [read(row, names, ginza) for row in corpora.read(folder / f"{name}.jsonl")[1] if fold(row.text).text]
        for name in corpora.TRAINED_ON
    }
    votes = list(product(_YES, _NO))
    gains = {name: {vote: f1(rows, *vote) - f1(rows, 0, 0) for vote in votes} for name, rows in texts.items()}
    for name in texts:
        best = max(votes, key=lambda vote: sum(gains[other][vote] for other in texts if other != name))
        now = gains[name][blend().vote]
        click.echo(
            f"{name}: F1 {f1(texts[name], 0, 0):.3f}, vote of the others {best} {gains[name][best]:+.4f}, ours {now:+.4f}"
        )
    click.echo(f"best of all: {max(votes, key=lambda vote: sum(gain[vote] for gain in gains.values()))}")
    alone = [
        (0.0, odds, any(low < place[1] and place[0] < high for low, high in text.wanted))
        for rows in texts.values()
        for text in rows
        for place, odds in text.only
    ]
    right = sum(right for *_, right in alone)
    click.echo(f"only GiNZA: {right} of {len(alone)} right, weights {regression(alone)}")


if __name__ == "__main__":
    main()
