"""The seam to Microsoft Presidio, both ways.

Our recognizers as Presidio's: `registry()` for an ``AnalyzerEngine`` with language "ja".
Presidio's recognizers as ours: `Hosted` wraps any ``EntityRecognizer``; GiNZA's names come in this way.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from recognizers import tokens
from recognizers.text import blocks
from recognizers.types import Hints, Hit

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngine

# Labels of ja_ginza (拡張固有表現) that Presidio should know by its own names.
GINZA_NAMES = {"Person": "PERSON", "PERSON": "PERSON"}
_MODEL_CHARS = 2_000  # characters a model call takes: memory grows with the text
_NOT_A_NAME = re.compile(r"[0-9０-９@:/<>=]|さん$|^[ァ-ヺー]{1,2}$|^.$")  # ja_ginza calls 1-23-7 and 090-1234 a person


@cache
def ginza() -> NlpEngine:
    """ja_ginza as Presidio's NLP engine; loaded once per process, about ten seconds."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    engine = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
            "ner_model_configuration": {
                "model_to_presidio_entity_mapping": GINZA_NAMES,
                "labels_to_ignore": ["O"],
                "default_score": 0.6,
                "low_score_entity_names": [],
                "low_confidence_score_multiplier": 0.4,
            },
        }
    ).create_engine()
    provided: Any = engine
    _slim(provided.nlp["ja"])
    return engine


def _slim(model: Any) -> None:
    """Takes away what names do not need, some 200 MB of 340; what the model says of names stays the same."""
    from sudachipy import SplitMode

    # Cut as the model's settings say, with the dictionary that is here already.
    model.tokenizer.tokenizer = tokens.dictionary().create(mode=SplitMode.C)
    for name in ("morphologizer", "compound_splitter", "bunsetu_recognizer"):  # come after names
        model.remove_pipe(name)
    labels = {label for name in model.pipe_names for label in getattr(model.get_pipe(name), "labels", ())}
    # Vectors know the model's 600,000 words by their hashes, and words that are read bring their own text along.
    model.vocab.strings._reset_and_load(labels)


class Hosted:
    """Any Presidio ``EntityRecognizer`` in our engine. `model`: gives it GiNZA's artifacts; most need none."""

    depth = "quick"

    def __init__(self, recognizer: EntityRecognizer, model: bool = False) -> None:
        self._recognizer = recognizer
        self._model = model
        self.id = f"presidio_{recognizer.name.lower()}"  # type: ignore[has-type]
        self.entities = tuple(recognizer.supported_entities)

    def find(self, text: str, hints: Hints) -> Iterable[Hit]:
        if not self._model:
            yield from self._hits(text, 0, None)
            return
        for start, end in blocks(text, _MODEL_CHARS):
            block = text[start:end]
            if not block.isascii():
                yield from self._hits(block, start, ginza().process_text(block, "ja"))

    def _hits(self, text: str, offset: int, artifacts: Any) -> Iterator[Hit]:
        for result in self._recognizer.analyze(text, list(self.entities), artifacts) or ():
            start, end = offset + result.start, offset + result.end
            yield Hit(result.entity_type, start, end, float(result.score), self.id, ("presidio",))


class GinzaNames(Hosted):
    """PERSON by GiNZA's named entities, through Presidio's ``SpacyRecognizer``; slow, so at depth "deep" only.

    Beside `recognizers.person` it has no hits of its own but a vote in what is found there.
    """

    depth = "deep"
    advises = "person"
    budget: int | None = None  # sentences of a text that it is asked about; None: all there is

    def __init__(self) -> None:
        from presidio_analyzer.predefined_recognizers import SpacyRecognizer

        super().__init__(SpacyRecognizer(supported_language="ja", supported_entities=["PERSON"]), model=True)
        self.id = "person_ginza"
        if self.depth == "deep":  # at once: loading takes memory for a moment, and least while nothing else is there
            ginza()

    def _hits(self, text: str, offset: int, artifacts: Any) -> Iterator[Hit]:
        for hit in super()._hits(text, offset, artifacts):
            if not _NOT_A_NAME.search(text[hit.start - offset : hit.end - offset]):
                yield Hit(hit.entity, hit.start, hit.end, hit.score, self.id, ("model",))

    def names(self, text: str) -> list[tuple[int, int]]:
        return [(hit.start, hit.end) for hit in self.find(text, Hints())]


class GinzaWhereUnsure(GinzaNames):
    """GiNZA's vote at depth "standard" too, where a name is unsure. In no table: it costs more than it brings.

    Select it as ``+recognizers.presidio:GinzaWhereUnsure``. Figures: docs/person-model.md. Nothing is loaded before the
    first doubt.
    """

    depth = "standard"
    budget = 20


def hosted(thing: Any) -> Any:
    """`thing` as one of our recognizers, if it is one of Presidio's (class or object); otherwise `thing` itself."""
    kind = thing if isinstance(thing, type) else type(thing)
    if not any(base.__module__.startswith("presidio_analyzer") for base in kind.__mro__):
        return thing
    return Hosted(thing() if isinstance(thing, type) else thing)


def registry(depth: str = "standard", selection: Iterable[str] = ()) -> RecognizerRegistry:
    """A Presidio registry (language "ja") with our engine as one recognizer, ready for an ``AnalyzerEngine``.

    One recognizer, not fifty: labels are weighed against each other only when all patterns run together.
    """
    from presidio_analyzer import LocalRecognizer, RecognizerRegistry, RecognizerResult

    from recognizers import Engine

    engine = Engine(selection, depth)

    class Daicho(LocalRecognizer):
        """All of daicho's recognizers."""

        def __init__(self) -> None:
            super().__init__(supported_entities=list(engine.entities), name="daicho", supported_language="ja")

        def load(self) -> None:
            """Nothing to load: the engine is ready."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
            wanted = set(entities or engine.entities)
            return [
                RecognizerResult(hit.entity, hit.start, hit.end, hit.score)
                for hit in engine.find(text)
                if hit.entity in wanted
            ]

    return RecognizerRegistry(recognizers=[Daicho()], supported_languages=["ja"])
