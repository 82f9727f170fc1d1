"""What the heading above a place says of the text below it: a rule, a course, a product, news, or a paper about somebody.

A short leaflet has too few marks for `genre` to weigh; its heading tells. The words are in data/genre_headings.tsv.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from recognizers.dictionary import lines, search_regex
from recognizers.text import fold

_REACH = 2_000  # characters that a heading speaks for
_LONGEST = 40  # a longer line is a sentence
_LINE = re.compile(r"[^\n]+")
_DEFINES = re.compile(
    r"^[^\n。、]{1,20}[(（][^)）\n]{2,40}[)）](?:とは|は)、?[^。\n]{4,90}(?:である|をいう|のこと|の一つ|の一種)"
)
_SENTENCE = re.compile(r"[。、]|[^\s]{2}[:：][^\s]|\t|です$|ます$|した$|ください$")
_FORM = re.compile(r"^.{0,4}氏名[ 　:：]+\S")


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = dict(fold(line).text.split("\t") for line in lines("genre_headings.tsv"))
    return re.compile(search_regex(kinds)), kinds


def kind_of(heading: str) -> str:
    """What a heading or a file name announces: a reason of special_care.reasons, "record", or "" for neither."""
    expression, kinds = _words()
    found = [kinds[match[0]] for match in expression.finditer(fold(heading).text)]
    return "record" if "record" in found else found[-1] if found else ""


def title_of(name: str) -> str:
    """What the name of a file announces; "" for nothing, and for a paper about somebody."""
    title = kind_of(name.rpartition("/")[2].rpartition(".")[0])
    return "" if title == "record" else title


class Frames:
    """The headings of one text. name: that of the file, a title over all of it."""

    def __init__(self, text: str, name: str = "") -> None:
        self._title = title_of(name)
        self._end = len(text)
        self._starts: list[int] = []
        self._kinds: list[str] = []
        for line in _LINE.finditer(text):
            heading = line[0].strip()
            if not heading:
                continue
            kind = "manual" if not self._starts and _DEFINES.match(heading) else ""
            if not kind and len(heading) <= _LONGEST:
                kind = "record" if _FORM.match(heading) else "" if _SENTENCE.search(heading) else kind_of(heading)
            if kind:
                itself = _DEFINES.match(heading) or _FORM.match(heading)
                self._starts.append(line.start() if itself else line.end())  # a heading speaks for what stands below it
                self._kinds.append(kind)

    def below(self, place: int) -> tuple[int, int]:
        """The stretch of text under the same heading as a place."""
        above = bisect_right(self._starts, place)
        return self._starts[above - 1] if above else 0, self._starts[above] if above < len(self._starts) else self._end

    def at(self, place: int) -> str:
        """What the nearest heading above announces, or ""; "" too where it is a paper about somebody."""
        above = bisect_right(self._starts, place) - 1
        if above >= 0 and place - self._starts[above] <= _REACH:
            return "" if self._kinds[above] == "record" else self._kinds[above]
        return self._title
