"""Japanese prose that is about nobody, but speaks of days, towns, illness, law and authors: a small grammar, no two sentences alike.

No paragraph is repeated, so nothing that remembers what it has read is favoured. `python -m benchmarks.prose` prints some.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks import vocabulary as words

_TELLING = 0.08  # of sentences: so that as much is found, and as little, as in laws, novels and an encyclopedia


def _noun(rng: random.Random, depth: int = 0) -> str:
    kind = rng.random()
    if kind < 0.35 or depth > 2:
        return rng.choice(words.THINGS)
    if kind < 0.5:
        return rng.choice(words.QUALITIES) + rng.choice(words.THINGS)
    if kind < 0.65:
        return f"{rng.choice(words.TOPICS)}の{rng.choice(words.THINGS)}"
    if kind < 0.75:
        return f"{_noun(rng, depth + 1)}と{rng.choice(words.THINGS)}"
    if kind < 0.85:
        return f"{rng.choice(words.PEOPLE)}{rng.choice(words.ACTIONS)[:-1]}した{rng.choice(words.THINGS)}"
    if kind < 0.92:
        return f"{rng.choice(words.PLACES)}にある{_noun(rng, depth + 1)}"
    if kind < 0.96:
        return f"「{rng.choice(words.TOPICS)}と{rng.choice(words.THINGS)}」という{rng.choice(words.THINGS)}"
    return f"{rng.choice(words.LATIN)}を使う{rng.choice(words.THINGS)}"


def _amount(rng: random.Random) -> str:
    figure = rng.choice(
        (f"{rng.randint(2, 99)}", f"{rng.randint(1, 99)}.{rng.randint(0, 9)}", f"{rng.randint(1_000, 99_999):,}")
    )
    return f"{rng.choice(('約', '', '', 'およそ', '延べ'))}{figure}{rng.choice(words.UNITS)}"


def _clause(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.55:
        subject = rng.choice(words.PEOPLE) if rng.random() < 0.6 else _noun(rng)
        return f"{subject}{rng.choice('はがも')}{_noun(rng)}{rng.choice(words.ACTIONS)}"
    if kind < 0.8:
        return f"{rng.choice(words.PLACES)}では{_noun(rng)}{rng.choice(words.STATES)}"
    if kind < 0.9:
        return f"{rng.choice(words.TIMES)}には{_noun(rng)}{rng.choice(words.ACTIONS)}"
    return f"{_noun(rng)}は{_amount(rng)}に達し"


def sentence(rng: random.Random) -> str:
    if rng.random() < _TELLING:
        return rng.choice(_KINDS)(rng)
    text = rng.choice(words.ADVERBS) + "、" if rng.random() < 0.4 else ""
    if rng.random() < 0.08:
        text += f"{rng.randint(1890, 2025)}年{rng.choice(('', f'{rng.randint(1, 12)}月'))}、"
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        text = _joined(text + _clause(rng), rng.choice(words.JOINTS))
    return _joined(text + _clause(rng), rng.choice(words.ENDS)) + "。"


def _joined(clause: str, end: str) -> str:
    """All verbs here are those of する."""
    return clause[:-1] + "す" + end if end[0] in "るれ" else clause + end


def _named(rng: random.Random) -> str:
    who = rng.choice(words.FAMILY).split(",")[0]
    if rng.random() < 0.5:
        who += rng.choice(words.GIVEN).split(",")[0]
    said = f"{rng.choice(words.TOPICS)}に詳しい{who}{rng.choice(words.TITLES)}は{_noun(rng)}{rng.choice(words.ACTIONS)}"
    return _joined(said, rng.choice(words.ENDS)) + "。"


def _dated(rng: random.Random) -> str:
    year = rng.randint(1868, 2025)
    era = rng.choice(("", "", f"（平成{rng.randint(1, 31)}年）", f"（昭和{rng.randint(1, 63)}年）"))
    where = rng.choice(words.TOWNS).split(",")[1]
    return f"{year}年{era}{rng.randint(1, 12)}月{rng.randint(1, 28)}日、{where}で{_noun(rng)}{rng.choice(words.HAPPENINGS)}た。"


def _placed(rng: random.Random) -> str:
    where = rng.choice(words.TOWNS).split(",")[1]
    return _joined(f"{where}にある{_noun(rng)}では{_clause(rng)}", rng.choice(words.ENDS)) + "。"


def _matter(rng: random.Random) -> str:
    first, second = rng.sample(words.MATTERS, 2)
    about = rng.choice((first, f"{first}や{second}", f"{first}と{rng.choice(words.THINGS)}"))
    said = f"{rng.choice(words.PEOPLE)}は{about}について{_noun(rng)}{rng.choice(words.ACTIONS)}"
    return _joined(said, rng.choice(words.ENDS)) + "。"


def _ruled(rng: random.Random) -> str:
    article, years = rng.randint(1, 300), rng.randint(1, 10)
    if rng.random() < 0.5:
        return f"第{article}条の規定に違反した者は、{years}年以下の懲役又は{years * 10}万円以下の罰金に処する。"
    what = f"{_noun(rng)}の{rng.choice(words.MATTERS)}に関し第{article}条の申請"
    return f"満{years + 10}歳以上の者が{what}をするときは、{_noun(rng)}を添えるものとする。"


_KINDS = (_named, _dated, _placed, _matter, _matter, _ruled)


def paragraphs(seed: object) -> Iterator[str]:
    """Without end; with a heading before some."""
    rng = random.Random(f"prose {seed}")
    number = 0
    while True:
        number += 1
        if rng.random() < 0.1:
            yield f"\n{number // 10 + 1}. {rng.choice(words.TOPICS)}における{_noun(rng)}\n"
        yield "　" + "".join(sentence(rng) for _ in range(rng.randint(2, 9)))


def text(size: int, seed: object) -> str:
    """At least `size` bytes of UTF-8."""
    parts, have = [], 0
    for one in paragraphs(seed):
        parts.append(one)
        have += len(one.encode()) + 1
        if have >= size:
            break
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(text(6_000, 0))
