"""What the name of a file says to the recognizers: two names that say the same make no difference to what is found.

Every use of `Hints.name` is here; tests/recognizers/test_filename.py fails when one is added elsewhere.
"""

from __future__ import annotations

from functools import cache, lru_cache

from recognizers import RECOGNIZERS, table
from recognizers.columns.by_text import SIGNED_UP
from recognizers.columns.records import RECORDS
from recognizers.columns.topics import FAULTS_TITLE, PRODUCTS_TITLE
from recognizers.forms import said_by
from recognizers.frame import title_of
from recognizers.text import fold

_TITLES = (SIGNED_UP, FAULTS_TITLE, PRODUCTS_TITLE, *(record.title for record in RECORDS))


@cache
def _only_ours() -> bool:
    return table().keys() == RECOGNIZERS.keys()


@lru_cache(4_096)
def said(name: str) -> str:
    """The name itself where recognizers of other packages may read more from it."""
    if not _only_ours():
        return name
    folded = fold(name).text
    words = [str(int(title.search(folded) is not None)) for title in _TITLES]
    return "\0".join([title_of(name), *said_by(name), *words, "".join(name.lower().rpartition(".")[1:])])
