"""The shares of a huge item, handed to several workers, and what they found put together into one result.

The inventory has one row for the item, as of any other. Until all its shares are done their results lie in the ledger,
so that a scan that was interrupted goes on with the shares that are left.

Hits, rows and records add up. Different values and people are counted over all shares by sketches (`scanner.sketch`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from recognizers.documents import BLANK
from scanner.clock import TIERS
from scanner.findings import MOST_PROBLEMS, PEOPLE_PART
from scanner.formats import slices
from scanner.formats.slices import Share
from scanner.ledger import Ledger, Run
from scanner.model import Cost, Finding, Item, ItemResult, Sketch, Status, Tally
from scanner.packing import pack, unpack
from scanner.records import strength
from scanner.sketch import PEOPLE, VALUES, together
from scanner.sources import ByteSource

_AT = re.compile(r"(line|row) (\d+)")


class Shares:
    """Cuts huge items, a share at a time as workers get free, and gathers what was found in them."""

    def __init__(self, ledger: Ledger, run: Run, samples: int) -> None:
        self._ledger, self._run, self._samples = ledger, run, samples
        self._cutting: deque[Iterator[Item]] = deque()
        self._specs: dict[str, list[str]] = {}  # item → its shares in order, as far as they are cut
        self._whole: dict[str, Item] = {}  # items cut to their end
        self._left: dict[str, int] = {}  # shares that are not done

    def __bool__(self) -> bool:
        """Whether there is more to cut."""
        return bool(self._cutting)

    def add(self, source: ByteSource, item: Item) -> None:
        self._cutting.append(self._cut(source, item))

    def next(self) -> Item | None:
        """A share, or an item that cannot be cut; None where one has been cut to its end."""
        found = next(self._cutting[0], None)
        if found is None:
            self._cutting.popleft()
        return found

    def _cut(self, source: ByteSource, item: Item) -> Iterator[Item]:
        specs: list[str] = []
        last = None
        try:
            with source.open(item) as stream:
                for share, size in slices.cut(stream, item.relative.rpartition("/")[2], item.size):
                    last = share
                    yield self._share(item, specs, str(share), size)
        except Exception:  # whoever reads it says what is wrong
            if last is not None and last.end < item.size:
                yield self._share(item, specs, str(replace(last, start=last.end, end=item.size)), item.size - last.end)
        if last is None:
            yield item
        else:
            self._whole[item.uri] = item

    def _share(self, item: Item, specs: list[str], spec: str, size: int) -> Item:
        specs.append(spec)
        self._specs[item.uri] = specs
        self._left[item.uri] = self._left.get(item.uri, 0) + 1
        return replace(item, slice=spec, size=size)

    def looked_at(self, share: Item) -> bool:
        """Whether a scan that was interrupted has looked at the share; it is done then."""
        if not share.slice or not self._ledger.has_share(self._run, share):
            return False
        self._left[share.uri] -= 1
        return True

    def put(self, result: ItemResult) -> None:
        """What was found in a share."""
        self._ledger.keep_share(self._run, result.item, pack(result))
        self._left[result.item.uri] -= 1

    def complete(self) -> Iterator[ItemResult]:
        """Items all shares of which are done, each once."""
        for uri in [uri for uri in self._whole if not self._left[uri]]:
            item = self._whole.pop(uri)
            del self._left[uri]
            parts = [
                unpack(share := replace(item, slice=spec), self._ledger.share(share)) for spec in self._specs.pop(uri)
            ]
            yield joined(item, parts, self._samples)


def joined(item: Item, parts: Sequence[ItemResult], samples: int) -> ItemResult:
    """One result from those of the shares, in order. samples: findings that are kept of a field and entity."""
    read = [part for part in parts if part.status is not Status.UNREADABLE]
    status = Status.SCANNED if all(part.status is Status.SCANNED for part in parts) else Status.PARTIAL
    problems = tuple(dict.fromkeys(problem for part in parts for problem in part.problems))[:MOST_PROBLEMS]
    persons, method = _people([sketch for part in parts for sketch in part.sketches if sketch.part == PEOPLE_PART])
    suppressed: dict[tuple[str, str, str, str], int] = {}
    for part in parts:
        for *place, hits in part.suppressed:
            key = (place[0], place[1], place[2], place[3])
            suppressed[key] = suppressed.get(key, 0) + hits
    classes = list(dict.fromkeys(name for part in parts for name in part.document_class))
    sizes = [max(1, part.cost.bytes_read) for part in parts]
    return ItemResult(
        item,
        status if read else Status.UNREADABLE,
        tuple(_tallies(parts).values()),
        tuple(_findings(parts, samples)),
        problems,
        _cost([part.cost for part in parts]),
        format=parts[0].format,
        encrypted=any(part.encrypted for part in parts),
        persons=persons,
        persons_method=method,
        records=sum(part.records for part in parts),
        combination=max((part.combination for part in parts), key=strength),
        document_class=tuple(
            name for name in classes if not name.endswith(BLANK) or name.removesuffix(BLANK) not in classes
        ),
        names_read=round(sum(part.names_read * size for part, size in zip(parts, sizes, strict=True)) / sum(sizes), 4),
        names_bound=max(part.names_bound for part in parts),
        suppressed=tuple((*place, hits) for place, hits in sorted(suppressed.items())),
    )


def _cost(costs: Sequence[Cost]) -> Cost:
    return Cost(
        round(sum(cost.seconds for cost in costs), 6),
        sum(cost.bytes_read for cost in costs),
        sum(cost.rows_read for cost in costs),
        sum(cost.rows_total for cost in costs),
        any(cost.sampled for cost in costs),
        **{tier: round(sum(getattr(cost, tier) for cost in costs), 6) for tier in TIERS},
    )


def _findings(parts: Iterable[ItemResult], samples: int) -> Iterator[Finding]:
    """The first ones of each field and entity, at their place in the whole."""
    kept: dict[tuple[str, str, str], list[str]] = {}  # → their digests
    before = {"line": 0, "row": 0}
    for part in parts:
        above = Share.of(part.item.slice).head[2]
        for finding in part.findings:
            digests = kept.setdefault((finding.part, finding.field, finding.entity), [])
            match = _AT.fullmatch(finding.at)
            again = finding.field != "" and finding.digest in digests  # of a column, each value once
            if len(digests) < samples and not again:
                digests.append(finding.digest)
                if match:
                    place = int(match[2]) + before[match[1]] + above
                    finding = replace(finding, at=f"{match[1]} {place}")
                yield finding
        before["line"] += part.lines
        before["row"] += part.cost.rows_read


def _tallies(parts: Iterable[ItemResult]) -> dict[tuple[str, str], Tally]:
    tallies: dict[tuple[str, str], Tally] = {}
    sketches: dict[tuple[str, str, str], list[Sketch]] = {}
    for part in parts:
        for tally in part.tallies:
            place = (tally.part, tally.field)
            tallies[place] = tallies[place] + tally if place in tallies else tally
        for sketch in part.sketches:
            sketches.setdefault((sketch.part, sketch.field, sketch.entity), []).append(sketch)
    for place, tally in tallies.items():
        entities = {}
        for name, count in tally.entities.items():
            seen = sketches.get((*place, name)) or sketches.get((*place, "")) or []
            entities[name] = replace(count, distinct=max(1, min(count.hits, round(count.distinct * _overlap(seen)))))
        tallies[place] = replace(tally, entities=entities)
    return tallies


def _overlap(sketches: Sequence[Sketch], k: int = VALUES) -> float:
    """How many different ones there are of each that was counted: 1 where no share has what another has."""
    counted = sum(together([sketch.least], k) for sketch in sketches)
    return together([sketch.least for sketch in sketches], k) / counted if counted else 1.0


def _people(sketches: Iterable[Sketch]) -> tuple[int, str]:
    kinds: dict[tuple[str, str], list[Sketch]] = {}
    for sketch in sketches:
        kinds.setdefault((sketch.field, sketch.entity), []).append(sketch)
    best = (0, "")
    for (method, _), each in kinds.items():
        counted = round(sum(sketch.count for sketch in each) * _overlap(each, PEOPLE))
        counted = max(counted, *(sketch.count for sketch in each))
        if counted > best[0]:
            best = counted, method
    return best
