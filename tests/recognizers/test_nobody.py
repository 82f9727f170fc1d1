"""Whether somebody is told of in a stretch of a text: found as if the whole text had been searched."""

import random
from re import _parser as parser  # type: ignore[attr-defined]  # stable in 3.11 to 3.14

from recognizers import nobody
from recognizers.nobody import _SOMEBODY, _Somebody

_PARTS = (
    "本児",
    "Aさん",
    "患者は熱が三日続いたとのこと。",
    "34歳、男性",
    "私は",
    "うちの母",
    "川の水は冷たい。",
    "B",
    "ア",
    "\n",
    "患者は",
    "た。",
)


def test_somebody_is_found_as_in_a_search_of_all() -> None:
    rng = random.Random(8)
    for number in range(40):
        dull = "".join(rng.choices(_PARTS[6:7], k=300))  # nothing in it
        some = rng.choices((dull[: rng.randint(1, 900)], *_PARTS), weights=(6, *[1] * len(_PARTS)), k=60)
        text = ("" if number % 4 else "\n").join(some)
        places = [one.start() for one in _SOMEBODY.finditer(text)]
        somebody = _Somebody(text)
        for _ in range(30):
            low = rng.randint(0, len(text))
            high = low + rng.randint(0, 3_000)
            assert somebody.between(low, high) == any(low <= place <= high for place in places)


def test_nothing_that_tells_of_somebody_is_wider_than_is_looked_at() -> None:
    assert parser.parse(_SOMEBODY.pattern).getwidth()[1] < nobody._WIDEST
