"""What users bring: recognizers, words of special care, and the entity types that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import taxonomy as taxonomies
from scanner.model import LEVELS
from scanner.problems import ConfigError

if TYPE_CHECKING:
    from recognizers.custom import Custom
    from recognizers.jp.special_care.lists import Term


def recognizers(paths: Iterable[str]) -> tuple[Custom, ...]:
    """Users' own recognizers from their files."""
    from recognizers import custom, table
    from recognizers.userfile import UserFileError

    found: list[Custom] = []
    for path in paths:
        try:
            found += custom.read(Path(path), {*table(), *(one.id for one in found)})
        except UserFileError as error:
            raise ConfigError(str(error), ja=error.ja) from None
    return tuple(found)


def terms(paths: Iterable[str]) -> tuple[Term, ...]:
    """Users' own words of special care from their files."""
    if not paths:
        return ()
    from recognizers.jp.special_care.lists import TermsError, load_terms

    found: dict[str, Term] = {}
    for path in paths:
        try:
            read = load_terms(Path(path))
        except TermsError as error:
            raise ConfigError(str(error), ja=error.ja) from None
        if any(term.word in found for term in read):
            raise _wrong(
                path,
                "has a word that another of the files has too. Remove one of the two.",
                "別のファイルにもある語があります。どちらかを消してください。",
            )
        found |= {term.word: term for term in read}
    return tuple(found.values())


def with_types(overlay: str, customs: tuple[Custom, ...]) -> str:
    """The overlay with the users' own entity types: each has a category, each category and level exists."""
    if not customs:
        return overlay
    from recognizers.custom import types

    packaged = taxonomies.taxonomy(overlay)
    told: dict[str, Custom] = {}
    for custom in customs:
        said = any((custom.category, custom.level, custom.law, custom.ja, custom.en))
        if said and custom.entity in packaged.entities:
            raise _wrong(
                f"{custom.place}, {custom.id}",
                f"{custom.entity} is known already; leave category, level, law, ja and en out. --taxonomy changes them.",
                f"{custom.entity} は既にある種類です。category、level、law、ja、en は省いてください (変更は --taxonomy で)。",
            )
        if said and (first := told.setdefault(custom.entity, custom)).kind() != custom.kind():
            raise _wrong(
                f"{custom.place}, {custom.id}",
                f"{first.id} says otherwise of {custom.entity}. Say category, level, law, ja and en once, or alike.",
                f"{custom.entity} の説明が {first.id} と違います。category、level、law、ja、en は一度だけか、同じに書いてください。",
            )
    overlay = taxonomies.with_types(overlay, types(customs))
    known = taxonomies.taxonomy(overlay)
    for custom in customs:
        kind = known.entities.get(custom.entity)
        if kind is None:
            choices = ", ".join(known.categories)
            raise _wrong(
                f"{custom.place}, {custom.id}",
                f"{custom.entity} is a new type; give it a category: {choices}.",
                f"{custom.entity} は新しい種類です。category を書いてください: {choices}",
            )
        if kind.category not in known.categories or kind.level not in LEVELS:
            raise _wrong(
                f"{custom.place}, {custom.id}",
                f"category one of {', '.join(known.categories)}; level one of {', '.join(LEVELS)}.",
                f"category は {', '.join(known.categories)}、level は {', '.join(LEVELS)} から選んでください。",
            )
    return overlay


def _wrong(where: object, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{where}: {en}", ja=f"{where}: {ja}")
