"""One scan, from plan to verdicts. Read this file first.

One process, this one, writes. Workers get a Job and items, and give back ItemResults. Results are gathered into
parts; a part is written to disk and then committed to the ledger, so a kill at any moment loses at most one part,
and the next scan of the same plan goes on from there.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import MappingProxyType
from typing import Any, Protocol

from scanner import executors, inventory, policy
from scanner import taxonomy as taxonomies
from scanner.classify import Taxonomy, classify, label, taxonomy
from scanner.config import Plan, key_id, version
from scanner.executors.batches import batches
from scanner.ledger import Ledger, Run, Todo, Totals
from scanner.model import Item, ItemResult, Lost, Problem, Reason, Stage, Status
from scanner.problems import ConfigError
from scanner.sources import Source, open_source
from scanner.suppress import Suppression, repeats
from scanner.worker import Job, check, source_options, unread

# Left out on purpose: what the plan says, and what holds nothing of its own.
LEFT_OUT = frozenset({Reason.EXCLUDED, Reason.SYMLINK, Reason.SYMLINK_LOOP, Reason.SPECIAL_FILE, Reason.TOO_LARGE})

_AHEAD = 100_000  # items the lister may be ahead of the workers
_ADMIT = 256  # items looked up in the ledger at a time
_PATIENCE = 0.05  # seconds to wait for more of them
_PART_ITEMS, _PART_ROWS, _PART_SECONDS = 2_000, 100_000, 10.0


class Watcher(Protocol):
    """Told how the scan goes. See `progress.py`."""

    def listed(self, item: Item) -> None: ...

    def listing_done(self) -> None: ...

    def skipped(self, item: Item) -> None: ...

    def done(self, result: ItemResult) -> None: ...


class Nobody:
    """Watches nothing."""

    def listed(self, item: Item) -> None: ...

    def listing_done(self) -> None: ...

    def skipped(self, item: Item) -> None: ...

    def done(self, result: ItemResult) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan came to. severities: verdicts by severity."""

    run_id: str
    out: Path
    totals: Totals
    severities: Mapping[str, int]
    resumed: bool = False


def scan(plan: Plan, key: bytes, watcher: Watcher | None = None, engine: str = "recognizers:Engine") -> Outcome:
    """The main job. Raises ConfigError before anything is written where the plan cannot work."""
    watcher = watcher or Nobody()
    check(plan)
    _check_key(plan, key_id(key))
    rules = policy.load(plan.policy)
    executor = executors.make(plan.executor, plan.workers, plan.memory_bytes, _hard_limit(plan))
    sources = [open_source(target, source_options(plan)) for target in plan.targets]
    out = inventory.private_folder(Path(plan.out))
    with Ledger(out) as ledger:
        writer = inventory.Writer(out)
        ledger.adopt(writer.parts())
        ledger.forget(ledger.parts() - writer.parts())
        writer.sweep(ledger.parts())
        run = ledger.begin(plan.scope(), plan.fingerprint(key_id(key)))
        _write_plan(out, run, plan)

        parts = _Parts(writer, ledger, run, watcher, taxonomy(plan.taxonomy), plan.suppressions)
        todo = _Todo(ledger, run, plan.full, parts, watcher)
        try:
            for outcome in executor.run(Job(plan, key, engine), todo.batches(sources, plan.workers)):
                for result in _lost(outcome) if isinstance(outcome, Lost) else outcome:
                    parts.add(result)
        except KeyboardInterrupt:
            parts.write()
            raise
        for item in ledger.unseen(run, sorted(todo.roots), todo.blocked):
            parts.add(ItemResult(item, Status.GONE))
        parts.write()

        totals = ledger.totals(run)
        verdicts = _judge(inventory.open(out), rules, plan.lang, run.run_id)
        number = ledger.next_part(run.run_id)
        earlier = set(writer.numbers("verdicts", run.run_id))  # this run was killed between them and its own row
        written = writer.write(run.run_id, number, {"verdicts": verdicts})
        ledger.replace_part(run.run_id, number if written else None, earlier)
        writer.sweep(ledger.parts())
        number += written
        writer.write(run.run_id, number, {"runs": [_run_row(run, totals)]}, every_table=True)
        ledger.commit(run, number, finished=True)
    return Outcome(run.run_id, out, totals, Counter(row["severity"] for row in verdicts), run.resumed)


def _check_key(plan: Plan, ours: str) -> None:
    """Digests made with another key match nothing, and nobody would know."""
    for one in plan.suppressions:
        if one.key and one.key != ours:
            raise ConfigError(
                f"suppress: {one.id} was made with another key. Set DAICHO_KEY to that one, or add the values anew.",
                ja=f"suppress: {one.id} は別の鍵で作られています。DAICHO_KEY をその鍵にするか、値を加え直してください。",
            )


def evaluate(out: Path, policy_name: str, lang: str = "en") -> Counter[str]:
    """Judges an inventory again. The new verdicts replace those of its last run."""
    rules = policy.load(policy_name)
    known = inventory.open(out)
    with Ledger(out) as ledger:
        writer = inventory.Writer(out)
        run_id = known.last_run().get("run_id")
        if run_id is None:
            raise ConfigError(
                f"{out}: no finished scan to judge. Run the scan again; it goes on where it stopped.",
                ja=f"{out}: 完了した走査がありません。もう一度走査してください (続きから始まります)。",
            )
        verdicts = _judge(known, rules, lang, run_id)
        number = ledger.next_part(run_id)
        old = set(writer.numbers("verdicts", run_id)) - set(writer.numbers("runs", run_id))
        written = writer.write(run_id, number, {"verdicts": verdicts})
        ledger.replace_part(run_id, number if written else None, old)
        writer.sweep(ledger.parts())
        if not written and writer.write(run_id, number, {}, every_table=True):
            ledger.replace_part(run_id, number, ())
    return Counter(row["severity"] for row in verdicts)


def _hard_limit(plan: Plan) -> float:
    """Seconds until a worker is ended. A reader that watches its budget stops earlier, with what it has."""
    return plan.limits.seconds * 1.5 + 30


_READABLE: dict[str, Any] = {"allow_unicode": True, "sort_keys": False}


def _write_plan(out: Path, run: Run, plan: Plan) -> None:
    import yaml

    folder = inventory.private_folder(inventory.private_folder(out / "runs") / run.run_id)
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(plan).items()}
    for name in ("suppressions", "lapsed"):
        facts[name] = [one.id for one in getattr(plan, name)]
    facts |= {"custom": [custom.id for custom in plan.custom], "terms": len(plan.terms)}
    facts |= {"taxonomy": json.loads(plan.taxonomy or "{}")}
    facts = {"version": version(), "fingerprint": run.fingerprint, **facts}
    text = yaml.safe_dump(facts, **_READABLE)
    inventory.write_private(folder / "plan.yaml", text.encode("utf-8", "backslashreplace"))
    again = repeats(plan.suppressions)
    decisions = [
        {**one.told(), "repeats": again.get(one.id, ""), "lapsed": lapsed}
        for lapsed, entries in ((False, plan.suppressions), (True, plan.lapsed))
        for one in entries
    ]
    inventory.write_private(out / inventory.DECISIONS, json.dumps(decisions, ensure_ascii=False, indent=1).encode())
    inventory.write_private(out / taxonomies.FILE, yaml.safe_dump(taxonomies.raw(plan.taxonomy), **_READABLE).encode())


# --- what there is to do ---


@dataclass(slots=True)
class _Todo:
    """Listed items → batches for workers. What need not or cannot be read goes straight to the parts.

    roots: targets below which anything at all was listed; a share that is not mounted must not look emptied.
    blocked: folders that could not be listed, whose former items are not known to be gone.
    """

    ledger: Ledger
    run: Run
    full: bool
    parts: _Parts
    watcher: Watcher
    roots: set[str] = field(default_factory=set)
    blocked: list[str] = field(default_factory=list)

    def batches(self, sources: Sequence[Source], workers: int) -> Iterator[tuple[Item, ...]]:
        for items in _grouped(_listed(sources, self.watcher)):
            yield from batches(list(self._admitted(items)), workers)

    def _admitted(self, items: Sequence[Item]) -> Iterator[Item]:
        for item, todo in zip(items, self.ledger.admit(self.run, items, self.full), strict=True):
            self.roots.add(item.source)
            if item.problem is not None and item.kind != "file":
                self.blocked.append(item.uri)
            if todo is not Todo.SCAN:
                self.watcher.skipped(item)
            elif item.problem is None:
                yield item
            else:
                left_out = item.problem.reason in LEFT_OUT
                self.parts.add(unread(item, item.problem, Status.EXCLUDED if left_out else Status.UNREADABLE))


def _listed(sources: Sequence[Source], watcher: Watcher) -> Iterator[Item | None]:
    """Lists in a thread of its own, ahead of the workers, so that the total is soon known. None: nothing for now."""
    queue: Queue[Item | BaseException | None] = Queue(_AHEAD)

    def work() -> None:
        try:
            for source in sources:
                for item in source.list():
                    watcher.listed(item)
                    queue.put(item)
            watcher.listing_done()
            queue.put(None)
        except BaseException as exc:
            queue.put(exc)

    Thread(target=work, name="daicho lister", daemon=True).start()
    while True:
        try:
            got = queue.get(timeout=_PATIENCE)
        except Empty:
            yield None
            continue
        if got is None:
            return
        if isinstance(got, BaseException):
            raise got
        yield got


def _grouped(items: Iterator[Item | None]) -> Iterator[list[Item]]:
    """Groups for the ledger: full ones, or what there is when the lister is slower than we are."""
    group: list[Item] = []
    for item in items:
        if item is not None:
            group.append(item)
        if group and (item is None or len(group) == _ADMIT):
            yield group
            group = []
    if group:
        yield group


def _lost(lost: Lost) -> Iterator[ItemResult]:
    for item in lost.items:
        yield unread(item, Problem(Stage.READ, lost.reason, detail=lost.detail))


# --- what has been done ---


class _Parts:
    """Gathers results and commits them part by part."""

    def __init__(
        self,
        writer: inventory.Writer,
        ledger: Ledger,
        run: Run,
        watcher: Watcher,
        kinds: Taxonomy,
        signed: Sequence[Suppression],
    ) -> None:
        self._writer, self._ledger, self._run, self._watcher = writer, ledger, run, watcher
        self._kinds = kinds
        self._signed = {one.id: one for one in signed}
        self._number = ledger.next_part(run.run_id)
        self._clear()

    def _clear(self) -> None:
        self._results: list[ItemResult] = []
        self._rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("items", "fields", "findings", "problems", "suppressions")
        }
        self._since = time.monotonic()

    def add(self, result: ItemResult) -> None:
        self._results.append(result)
        for table, row in rows(result, self._run.run_id, self._kinds, self._signed):
            self._rows[table].append(row)
        if result.status is not Status.GONE:
            self._watcher.done(result)
        full = len(self._results) >= _PART_ITEMS or sum(map(len, self._rows.values())) >= _PART_ROWS
        if full or time.monotonic() - self._since > _PART_SECONDS:
            self.write()

    def write(self) -> None:
        if self._results:
            self._writer.write(self._run.run_id, self._number, self._rows)
            self._ledger.commit(self._run, self._number, self._results)
            self._number += 1
        self._clear()


def rows(
    result: ItemResult, run_id: str, kinds: Taxonomy, signed: Mapping[str, Suppression] = MappingProxyType({})
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for all that an item comes to."""
    item, place = result.item, {"run_id": run_id, "uri": result.item.uri}
    whole = classify(result.tallies, result.persons, item.exposure, kinds, result.combination)
    yield (
        "items",
        {
            **place,
            "source": item.source,
            "slice": item.slice,
            "relative": item.relative,
            "kind": item.kind,
            "format": result.format,
            "size_bytes": item.size,
            "modified_at": _time(item.modified),
            "version": item.version,
            "owner": item.owner,
            "exposure": item.exposure,
            "exposure_detail": item.exposure_detail,
            "encrypted": result.encrypted,
            "status": str(result.status),
            "reason": str(result.problems[0].reason) if result.problems else "",
            "bytes_read": result.cost.bytes_read,
            "rows_read": result.cost.rows_read,
            "rows_total": result.cost.rows_total,
            "sampled": result.cost.sampled,
            "seconds": result.cost.seconds,
            "scanned_at": datetime.now(UTC),
            "entities": list(whole.entities.items()),
            "categories": list(whole.categories),
            "level": whole.level,
            "risk_score": whole.risk_score,
            "persons": result.persons,
            "persons_method": result.persons_method,
            "records": result.records,
            "combination": list(result.combination),
            "document_class": list(result.document_class),
            "names_read": result.names_read,
            "names_bound": result.names_bound,
            "suppressed": sum(hits for *_, hits in result.suppressed),
        },
    )
    for tally in result.tallies:
        for entity, count in sorted(tally.entities.items()):
            what = label(entity, count, kinds)
            yield (
                "fields",
                {
                    **place,
                    "part": tally.part,
                    "field": tally.field,
                    "entity": entity,
                    "seen": tally.seen,
                    "filled": tally.filled,
                    "hits": count.hits,
                    "distinct": count.distinct,
                    "best_score": round(count.best_score, 4),
                    "category": what.category,
                    "level": what.level,
                    "recognizer": count.recognizer,
                    "evidence": list(count.evidence),
                },
            )
    for part, field_, entity, name, hits in result.suppressed:
        one = signed[name]
        said = {
            "suppression": name,
            "entry": one.digest(),
            "reason": one.reason,
            "approver": one.approver,
            "expires": one.expires,
        }
        yield "suppressions", {**place, "part": part, "field": field_, "entity": entity, "hits": hits, **said}
    for finding in result.findings:
        yield (
            "findings",
            {
                **place,
                **asdict(finding),
                "score": round(finding.score, 4),
                "evidence": list(finding.evidence),
            },
        )
    for problem in result.problems:
        yield "problems", {**place, **asdict(problem), "stage": str(problem.stage), "reason": str(problem.reason)}


def _time(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _run_row(run: Run, totals: Totals) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "started_at": _time(run.started),
        "finished_at": datetime.now(UTC),
        "version": version(),
        "plan_fingerprint": run.fingerprint,
        **asdict(totals),
    }


# --- what it means ---


def _judge(known: inventory.Inventory, rules: Sequence[policy.Rule], lang: str, run_id: str) -> list[dict[str, Any]]:
    """Verdicts on the current state of the whole inventory."""
    columns = ["run_id", "uri", "part", "field", "entity", "category", "level", "best_score"]
    fields: dict[str, list[dict[str, Any]]] = {}
    for row in known.table("fields").select(columns).to_pylist():
        fields.setdefault(row["uri"], []).append(row)
    items = known.table("items").select(["uri", "relative", "status", "exposure", "level", "persons"])
    return [
        {"run_id": run_id, "uri": item["uri"], **asdict(verdict)}
        for item in items.to_pylist()
        for verdict in policy.judge(item, fields.get(item["uri"], ()), rules, lang)
    ]
