"""Japanese prose without personal data but a name now and then: sentences from a small grammar, no two alike.

No paragraph is repeated, so nothing that remembers what it has read is favoured. `python -m benchmarks.prose` prints some.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks import vocabulary as words

_NAMED = 0.01  # of sentences: like a report that says who wrote it


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
    if rng.random() < _NAMED:
        who = rng.choice(words.FAMILY).split(",")[0]
        said = f"{_noun(rng)}{rng.choice(words.ACTIONS)}"
        return _joined(f"{rng.choice(words.TOPICS)}に詳しい{who}氏は{said}", rng.choice(words.ENDS)) + "。"
    text = rng.choice(words.ADVERBS) + "、" if rng.random() < 0.4 else ""
    if rng.random() < 0.08:
        text += f"{rng.randint(1890, 2025)}年{rng.choice(('', f'{rng.randint(1, 12)}月'))}、"
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        text = _joined(text + _clause(rng), rng.choice(words.JOINTS))
    return _joined(text + _clause(rng), rng.choice(words.ENDS)) + "。"


def _joined(clause: str, end: str) -> str:
    """All verbs here are those of する."""
    return clause[:-1] + "す" + end if end[0] in "るれ" else clause + end


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
