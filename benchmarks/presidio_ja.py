"""Presidio with ja_ginza as its makers give it, for Japanese: what daicho is compared with, in speed and in F1.

Its recognizers for every language, its recognizer of telephone numbers with Japan among the regions, and GiNZA's entities
under Presidio's names.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from recognizers.text import blocks
from recognizers.types import Hints, Hit
from tests.accuracy.systems import PLACES
from tests.accuracy.texts import SURE

# Entities of ja_ginza → Presidio's.
_NAMES = dict.fromkeys(PLACES, "LOCATION") | {
    "Person": "PERSON", "Phone_Number": "PHONE_NUMBER", "Email": "EMAIL_ADDRESS", "Date": "DATE_TIME",
}  # fmt: skip
# What of Presidio's entities the scorer takes, under the same names as ours. Not LOCATION for addresses, nor DATE_TIME for
# birthdays: both are wrong more often than right, and with them its F1 is lower.
ENTITIES = ("PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD")
_CHARS = 2_000  # at once: GiNZA's memory grows with the text


@cache
def analyzer() -> Any:
    """An AnalyzerEngine; loading takes some ten seconds."""
    logging.disable(logging.WARNING)
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, PhoneRecognizer

    # Its check of e-mail domains would fetch a list first; the one in the package does.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    engine = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
            "ner_model_configuration": {
                "model_to_presidio_entity_mapping": _NAMES,
                "labels_to_ignore": ["O"],
                "default_score": 0.85,  # Presidio's own
                "low_score_entity_names": [],
                "low_confidence_score_multiplier": 0.4,
            },
        }
    ).create_engine()
    registry = RecognizerRegistry(supported_languages=["ja"])
    registry.load_predefined_recognizers(languages=["ja"], nlp_engine=engine)
    registry.remove_recognizer("PhoneRecognizer")
    registry.add_recognizer(PhoneRecognizer(supported_language="ja", supported_regions=("JP", "US", "UK")))
    registry.add_recognizer(CreditCardRecognizer(supported_language="ja"))
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["ja"])


class Presidio:
    """With the `find` of our engine, so that the same scorer takes it."""

    def find(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        """All that it reports counts, whatever its score: without a label near, it gives telephone numbers 0.4."""
        return [
            Hit(one.entity_type, start + one.start, start + one.end, max(SURE, float(one.score)), "presidio", ())
            for start, end in blocks(text, _CHARS)
            for one in analyzer().analyze(text[start:end], "ja")
            if one.entity_type in ENTITIES
        ]
