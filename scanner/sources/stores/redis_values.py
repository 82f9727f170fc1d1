"""Values of Redis by their type, in pipelines whose answers are bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from redis.exceptions import NoPermissionError, RedisError, ResponseError

from scanner.model import Problem, Reason, Segment, Stage
from scanner.sources.stores import keys
from scanner.sources.stores.documents import Documents

PAGE = 500  # keys that SCAN is asked for at a time, and that one pipeline is about
MEMBERS = 1_000  # of one hash, list, set or stream, where not all is wanted
_WHOLE = 64 << 20  # bytes in the server's memory; a key that takes more is not read
_HELD = 16 << 20  # bytes that one answer should not exceed


class Reader:
    """Values of keys: three pipelines a page, for the types, the sizes and the values."""

    def __init__(
        self,
        client: Any,
        request: Callable[[], None],
        into: Documents,
        patterns: keys.Patterns,
        members: int,
        value_bytes: int,
    ) -> None:
        """request: called before each pipeline. members: of one key, 0 for all."""
        self._request = request
        self._client, self._into, self._patterns = client, into, patterns
        self._members, self._value_bytes = members, value_bytes
        self._large = self._long = 0
        self._refused: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def read(self, names: Sequence[bytes]) -> Iterator[Segment]:
        kinds = self._ask(names, lambda line, name: line.type(name))
        sizes = self._ask(names, lambda line, name: line.memory_usage(name))
        page: list[tuple[bytes, str]] = []
        held = 0
        for name, answer, size in zip(names, kinds, sizes, strict=True):
            if isinstance(answer, RedisError):
                raise answer
            kind = _kind(answer)
            if kind == "none":
                continue  # it has expired since
            size = size if isinstance(size, int) else _HELD  # not told: it may be large
            if size > _WHOLE and kind != "string":
                self._large += 1
                continue
            if page and held + size > _HELD:
                yield from self._values(page)
                page, held = [], 0
            page.append((name, kind))
            held += min(size, self._value_bytes) if kind == "string" else size
        yield from self._values(page)

    def _values(self, page: Sequence[tuple[bytes, str]]) -> Iterator[Segment]:
        known = [(name, kind) for name, kind in page if kind in _FIRST]
        self._unknown.update(kind for _, kind in page if kind not in _FIRST)
        most = self._members or MEMBERS
        answers = self._ask(known, lambda line, one: _FIRST[one[1]](line, one[0], most, self._value_bytes))
        for (name, kind), answer in zip(known, answers, strict=True):
            if isinstance(answer, NoPermissionError):
                self._refused[kind] += 1
            elif isinstance(answer, ResponseError):  # of another type since, or a module that is not there
                self._unknown[kind] += 1
            elif isinstance(answer, RedisError):
                raise answer
            else:
                pattern, ids = self._patterns.of(next(keys.texts([name])))
                yield from self._into.take({"": self._whole(name, kind, answer), "(key)": ids}, pattern)

    def _whole(self, name: bytes, kind: str, answer: Any) -> Any:
        """The value, from its first part on."""
        if kind in ("string", "ReJSON-RL"):
            return None if answer is None or answer.startswith(b"HYLL") else _text(answer)  # HyperLogLogs only count
        if kind == "list":
            return [_text(one) for one in self._some(_listed(self._client, name, answer))]
        if kind == "stream":
            entries = list(self._some(_streamed(self._client, name, answer)))
            return [{_text(field): _text(value) for field, value in one.items()} for one in entries]
        cursor, members = answer
        if kind == "hash":
            rows = self._some(_scanned(self._client.hscan, name, cursor, members))
            return {_text(field): _text(value) for field, value in rows}
        scan = self._client.sscan if kind == "set" else self._client.zscan
        found = self._some(_scanned(scan, name, cursor, members))
        return [_text(one if kind == "set" else one[0]) for one in found]

    def _some(self, members: Iterator[Any]) -> Iterator[Any]:
        yield from islice(members, self._members or None)
        if self._members and next(members, None) is not None:
            self._long += 1

    def _ask(self, questions: Sequence[Any], put: Callable[[Any, Any], Any]) -> list[Any]:
        """The answers, or the errors that stand for them."""
        if not questions:
            return []
        self._request()
        with self._client.pipeline(transaction=False) as line:
            for question in questions:
                put(line, question)
            answers: list[Any] = line.execute(raise_on_error=False)
        return answers

    def problems(self) -> Iterator[Problem]:
        if self._long:
            detail = f"{self._long} keys with more than {self._members} members: the first of them were read"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        if self._large:
            detail = f"{self._large} keys that take more than {_WHOLE} bytes of memory"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        for reason, counts in ((Reason.PERMISSION_DENIED, self._refused), (Reason.UNSUPPORTED, self._unknown)):
            for kind, count in counts.items():
                yield Problem(Stage.READ, reason, detail=f"{count} keys of type {kind[:30]!r}")


def _json(line: Any, name: bytes, most: int, size: int) -> Any:
    return line.execute_command("JSON.GET", name)


# Type → what asks for its first part: (pipeline, key, members, bytes).
_FIRST: dict[str, Callable[[Any, bytes, int, int], Any]] = {
    "string": lambda line, name, most, size: line.getrange(name, 0, size),
    "hash": lambda line, name, most, size: line.hscan(name, count=PAGE),
    "set": lambda line, name, most, size: line.sscan(name, count=PAGE),
    "zset": lambda line, name, most, size: line.zscan(name, count=PAGE),
    "list": lambda line, name, most, size: line.lrange(name, 0, most),
    "stream": lambda line, name, most, size: line.xrange(name, count=most + 1),
    "ReJSON-RL": _json,
}


def _kind(answer: Any) -> str:
    return answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)


def _scanned(scan: Callable[..., Any], name: bytes, cursor: int, members: Any) -> Iterator[Any]:
    """Fields and values of a hash, members of a set, members and scores of a sorted set."""
    while True:
        yield from members.items() if isinstance(members, dict) else members
        if not cursor:
            return
        cursor, members = scan(name, cursor=cursor, count=PAGE)


def _listed(client: Any, name: bytes, members: Sequence[Any]) -> Iterator[Any]:
    start = 0
    while members:
        yield from members
        start += len(members)
        members = client.lrange(name, start, start + PAGE - 1)


def _streamed(client: Any, name: bytes, entries: Sequence[Any]) -> Iterator[dict[bytes, bytes]]:
    while entries:
        for _, fields in entries:
            yield fields or {}
        entries = client.xrange(name, min=b"(" + entries[-1][0], count=PAGE)


def _text(value: Any) -> Any:
    """UTF-8 where it is that; else the bytes, for whatever they are."""
    if not isinstance(value, bytes):
        return value
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value
    return value if "\0" in text else text
