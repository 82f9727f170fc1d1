"""One scan, from plan to verdicts. Read this file first.

One process, this one, writes. Workers get a Job and items, and give back ItemResults. Results are gathered into
parts; a part is written to disk and then committed to the ledger, so a kill at any moment loses at most one part,
and the next scan of the same plan goes on from there.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scanner import executors, inventory, passwords, policy
from scanner import taxonomy as taxonomies
from scanner.classify import taxonomy
from scanner.config import Plan, key_id, version
from scanner.ledger import Ledger, Run, Totals
from scanner.model import ItemResult, Lost, Problem, Stage, Status
from scanner.parts import Parts, moment
from scanner.problems import ConfigError
from scanner.relations import relations
from scanner.shares import Shares
from scanner.sources import open_source
from scanner.suppress import repeats
from scanner.todo import Nobody, Watcher, Work
from scanner.verdicts import Verdicts
from scanner.worker import Job, check, source_options, unread


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan came to. severities: verdicts by severity."""

    run_id: str
    out: Path
    totals: Totals
    severities: Mapping[str, int]
    resumed: bool = False


class TimeIsUp(Exception):
    """The plan's `until` came before the end. What is done is kept, and the next scan goes on from there."""


def scan(plan: Plan, key: bytes, watcher: Watcher | None = None, engine: str = "recognizers:Engine") -> Outcome:
    """The main job. Raises ConfigError before anything is written where the plan cannot work, and `TimeIsUp`."""
    watcher = watcher or Nobody()
    deadline = _deadline(plan, datetime.now())
    check(plan)
    _check_key(plan, key_id(key))
    rules = policy.load(plan.policy)
    known = passwords.read(plan.passwords)
    executor = executors.make(plan.executor, plan.workers, plan.memory_bytes, _hard_limit(plan))
    sources = [open_source(target, source_options(plan)) for target in plan.targets]
    out = inventory.private_folder(Path(plan.out))
    with Ledger(out) as ledger:
        writer = inventory.Writer(out)
        ledger.adopt(writer.parts())
        ledger.forget(ledger.parts() - writer.parts())
        writer.sweep(ledger.parts())
        run = ledger.begin(plan.scope(), plan.fingerprint(key_id(key)), plan.full)
        _write_plan(out, run, plan)

        parts = Parts(writer, ledger, run, watcher, taxonomy(plan.taxonomy), plan.suppressions)
        shares = Shares(ledger, run, plan.samples_per_field)
        todo = Work(ledger, run, plan.full, parts, watcher, shares, plan.filters(), deadline)
        try:
            with _seldom_collected():
                for outcome in executor.run(Job(plan, key, engine, known), todo.batches(sources, plan.workers)):
                    todo.take(list(_lost(outcome)) if isinstance(outcome, Lost) else outcome)
                todo.join()
        except KeyboardInterrupt:
            parts.write()
            raise
        if todo.stopped:
            parts.write()
            raise TimeIsUp
        for item in ledger.unseen(run, sorted(todo.roots), todo.blocked):
            parts.add(ItemResult(item, Status.GONE))
        parts.write()

        _give_back()
        totals = ledger.totals(run)
        verdicts = Verdicts(inventory.open(out), rules, plan.lang, run.run_id)
        earlier = set(writer.numbers("verdicts", run.run_id))  # this run was killed between them and its own row
        number = _write_verdicts(verdicts, run.run_id, writer, ledger, earlier)
        last = {"runs": [_run_row(run, totals)], "relations": relations(inventory.open(out), run.run_id)}
        writer.write(run.run_id, number + 1, last, every_table=True)
        ledger.commit(run, number + 1, finished=True)
    _give_back()
    return Outcome(run.run_id, out, totals, verdicts.severities, run.resumed)


class OutOfHours(TimeIsUp):
    """It is not within the plan's `hours`: nothing was begun."""


def _deadline(plan: Plan, now: datetime) -> float | None:
    ends = [_next(plan.until, now)] if plan.until else []
    if plan.hours:
        begin, end = (_next(clock, now) for clock in plan.hours.split("-"))
        if begin < end:  # it begins before it ends: we are not in it
            raise OutOfHours
        ends.append(end)
    return min(ends, default=None)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Results come by the thousand and go whole, without a circle in them: to look through them is in vain."""
    often = gc.get_threshold()
    gc.set_threshold(20 * often[0], *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)


def _give_back() -> None:
    """Memory that scanning took and the C library keeps: what comes now would take more beside it."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).malloc_trim(0)


def _next(clock: str, now: datetime) -> float:
    """The next time that a clock here shows HH:MM, in seconds since the epoch."""
    hours, minutes = map(int, clock.split(":"))
    then = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    return (then if then > now else then + timedelta(days=1)).timestamp()


def _write_verdicts(
    verdicts: Verdicts, run_id: str, writer: inventory.Writer, ledger: Ledger, old: Iterable[int]
) -> int:
    """The number of the part. old: parts that it takes the place of."""
    number = ledger.next_part(run_id)
    writer.write_verdicts(run_id, number, verdicts.rules, verdicts.tables())
    ledger.replace_part(run_id, number, old)
    writer.sweep(ledger.parts())
    return number


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
        verdicts = Verdicts(known, rules, lang, run_id)
        old = set(writer.numbers("verdicts", run_id)) - set(writer.numbers("runs", run_id))
        _write_verdicts(verdicts, run_id, writer, ledger, old)
    return verdicts.severities


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


def _run_row(run: Run, totals: Totals) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "started_at": moment(run.started),
        "finished_at": datetime.now(UTC),
        "version": version(),
        "plan_fingerprint": run.fingerprint,
        **asdict(totals),
    }


def _lost(lost: Lost) -> Iterator[ItemResult]:
    for item in lost.items:
        yield unread(item, Problem(Stage.READ, lost.reason, detail=lost.detail))
