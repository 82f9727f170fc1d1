"""One scan, from plan to verdicts. Read this file first.

One process, this one, writes. Workers get a Job and items, and give back ItemResults. Results are gathered into
parts; a part is written to disk and then committed to the ledger, so a kill at any moment loses at most one part,
and the next scan of the same plan goes on from there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scanner import executors, inventory, passwords, policy
from scanner import taxonomy as taxonomies
from scanner.classify import taxonomy
from scanner.config import Plan, key_id, version
from scanner.ledger import Ledger, Run, Totals
from scanner.model import ItemResult, Lost, Problem, Stage, Status
from scanner.parts import Parts, moment
from scanner.problems import ConfigError
from scanner.shares import Shares
from scanner.sources import open_source
from scanner.suppress import repeats
from scanner.todo import Nobody, Watcher, Work
from scanner.worker import Job, check, source_options, unread

_AT_ONCE = 4_096  # rows that are judged


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
        todo = Work(ledger, run, plan.full, parts, watcher, Shares(ledger, run, plan.samples_per_field))
        try:
            for outcome in executor.run(Job(plan, key, engine, known), todo.batches(sources, plan.workers)):
                todo.take(list(_lost(outcome)) if isinstance(outcome, Lost) else outcome)
            todo.join()
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


# --- what it means ---


def _judge(known: inventory.Inventory, rules: Sequence[policy.Rule], lang: str, run_id: str) -> list[dict[str, Any]]:
    """Verdicts on the current state of the whole inventory."""
    found = known.table("fields", ["uri", "part", "field", "entity", "category", "level", "best_score"])
    items = known.table("items", ["uri", "relative", "status", "exposure", "level", "persons"])
    by_uri = ((uri, list(rows)) for uri, rows in groupby(_ordered(found), key=itemgetter("uri")))
    uri, fields = "", list[dict[str, Any]]()
    verdicts = []
    for item in _ordered(items):
        while uri < item["uri"] and (following := next(by_uri, None)) is not None:
            uri, fields = following
        own = fields if uri == item["uri"] else []
        for verdict in policy.judge(item, own, rules, lang):
            verdicts.append({"run_id": run_id, "uri": item["uri"], **asdict(verdict)})
    return verdicts


def _ordered(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Row by row, by URI; few at a time, for there may be millions."""
    order = pc.sort_indices(rows, [("uri", "ascending")])
    for start in range(0, len(rows), _AT_ONCE):
        yield from rows.take(order[start : start + _AT_ONCE]).to_pylist()
