"""The command line: flags → Plan → call. No logic, and nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.words import say
from scanner.config import language
from scanner.problems import ConfigError

if TYPE_CHECKING:
    from scanner.config import Plan
    from scanner.inventory import Inventory
    from scanner.pipeline import Outcome

OK, VERDICT, USAGE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
_LANG = language(os.environ)


def _help(key: str) -> str:
    return say(f"help.{key}", _LANG)


def main() -> None:
    """Entry point. Names that are not valid text, and consoles that cannot show all of it, must not stop us."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli()


@contextmanager
def _mistakes(lang: str | None) -> Iterator[None]:
    """Mistakes of the user's end in a message and exit code 2, an interrupt in a word on how to go on."""
    try:
        yield
    except ConfigError as exc:
        click.echo(exc.ja if (lang or _LANG) == "ja" else str(exc), err=True)
        sys.exit(USAGE)
    except BrokenPipeError:  # whoever read our output has seen enough; click ends quietly
        raise
    except MemoryError:
        click.echo(say("no_memory", lang or _LANG), err=True)
        sys.exit(USAGE)
    except OSError as exc:  # of our own files: those that are scanned raise nothing
        why = os.strerror(exc.errno) if exc.errno else type(exc).__name__
        click.echo(say("stopped", lang or _LANG, why=why), err=True)
        sys.exit(USAGE)
    except KeyboardInterrupt:
        click.echo(say("interrupted", lang or _LANG), err=True)
        sys.exit(INTERRUPTED)


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from scanner.config import version

        click.echo(f"daicho {version()}")
        context.exit()


_lang = click.option("--lang", type=click.Choice(["ja", "en"]), help=_help("lang"))
_own = click.option("--recognizers", "recognizer_files", multiple=True, metavar="FILE", help=_help("own"))
_taxonomy = click.option("--taxonomy", metavar="FILE", help=_help("taxonomy"))
_terms = click.option("--special-care-terms", multiple=True, metavar="FILE", help=_help("terms"))
_taxonomy = click.option("--taxonomy", metavar="FILE", help=_help("taxonomy"))
_depth = click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), help=_help("depth"))
_ocr = click.option("--ocr", type=click.Choice(["auto", "off", "always"]), help=_help("ocr"))


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help=_help("daicho"))
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help=_help("version"))
def cli() -> None: ...


# --- scan ---


def _scan_options(command: Any) -> Any:
    options = [
        click.option("--policy", metavar="FILE", help=_help("policy")),
        _own,
        _terms,
        click.option("--suppress", multiple=True, metavar="FILE", help=_help("suppress")),
        _taxonomy,
        _depth,
        _ocr,
        click.option("--workers", type=int, metavar="N", help=_help("workers")),
        click.option("--executor", metavar="NAME", help=_help("executor")),
        click.option("--until", metavar="HH:MM", help=_help("until")),
        click.option("--full", is_flag=True, default=None, help=_help("full")),
        click.option("--fail-on", type=click.Choice(["low", "medium", "high", "critical"]), help=_help("fail_on")),
        click.option("--fail-on-incomplete", is_flag=True, default=None, help=_help("fail_on_incomplete")),
        click.option("--json", "as_json", is_flag=True, help=_help("json")),
        click.option("--profile", is_flag=True, help=_help("profile")),
        _lang,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@cli.command(help=_help("scan"))
@click.argument("targets", nargs=-1, metavar="TARGET...")
@click.option("--config", "config_path", type=click.Path(), metavar="FILE", help=_help("config"))
@click.option("--out", metavar="DIR", help=_help("out"))
@click.option("--include", multiple=True, metavar="GLOB", help=_help("include"))
@click.option("--exclude", multiple=True, metavar="GLOB", help=_help("exclude"))
@click.option("--min-bytes", metavar="SIZE", help=_help("min_bytes"))
@click.option("--max-bytes", metavar="SIZE", help=_help("max_bytes"))
@click.option("--modified-after", metavar="DATE|AGE", help=_help("modified_after"))
@click.option("--modified-before", metavar="DATE|AGE", help=_help("modified_before"))
@click.option("--owner", multiple=True, metavar="GLOB", help=_help("owner"))
@click.option("--exclude-owner", multiple=True, metavar="GLOB", help=_help("exclude_owner"))
@click.option("--follow-symlinks", is_flag=True, default=None, help=_help("follow_symlinks"))
@click.option("--one-file-system", is_flag=True, default=None, help=_help("one_file_system"))
@click.option("--plan", "only_plan", is_flag=True, help=_help("plan"))
@_scan_options
def scan(
    targets: tuple[str, ...], config_path: str | None, only_plan: bool, as_json: bool, profile: bool, **flags: Any
) -> None:
    with _mistakes(flags["lang"]):
        from scanner.config import load_plan

        plan = load_plan({"targets": targets, **flags}, config_path)
        if not plan.targets:
            raise ConfigError(say("no_target", "en"), ja=say("no_target", "ja"))
        if only_plan:
            from scanner.cli import places

            for line in places.estimate(plan, plan.lang):
                click.echo(line)
            return
        _scan(plan, as_json, profile)


@cli.command(help=_help("demo"))
@click.option("--out", metavar="DIR", default="demo-out", show_default=True, help=_help("out"))
@_scan_options
def demo(out: str, as_json: bool, profile: bool, **flags: Any) -> None:
    with _mistakes(flags["lang"]):
        from scanner.config import load_plan

        _scan(load_plan({"targets": (str(_example_share()),), "out": out, **flags}), as_json, profile)


def _example_share() -> Path:
    """Packaged with a wheel; beside the sources in a checkout."""
    here = Path(__file__).resolve().parent.parent
    for place in (here / "_demo" / "share", here.parent / "examples" / "share"):
        if place.is_dir():
            return place
    raise ConfigError(say("no_demo", "en"), ja=say("no_demo", "ja"))


def _scan(plan: Plan, as_json: bool, profile: bool) -> None:
    """Scan, report, summary, exit code."""
    from scanner import inventory, pipeline
    from scanner.cli.progress import Progress
    from scanner.config import load_key

    try:
        with Progress(sys.stderr, plan.lang) as progress:
            outcome = pipeline.scan(plan, load_key(), progress)
    except pipeline.OutOfHours:
        click.echo(say("out_of_hours", plan.lang, hours=plan.hours), err=True)
        sys.exit(INCOMPLETE)
    except pipeline.TimeIsUp:
        click.echo(say("time_is_up", plan.lang, until=plan.until or plan.hours.partition("-")[2]), err=True)
        sys.exit(INCOMPLETE)
    known = inventory.open(outcome.out)
    report = _report(known, "html", outcome.out / "report.html", plan.lang)
    _summary(known, outcome, plan, report, as_json)
    if profile:
        from scanner.cli import profile as times

        for line in times.lines(known, outcome.run_id, plan.workers, plan.lang):
            click.echo(line, err=as_json)
    sys.exit(_exit_code(outcome.severities, plan.fail_on, plan.fail_on_incomplete and _incomplete(outcome)))


def _exit_code(severities: Any, fail_on: str | None, incomplete: bool) -> int:
    from scanner.model import LEVELS

    if fail_on and any(severities.get(level) for level in LEVELS[LEVELS.index(fail_on) :]):
        return VERDICT
    return INCOMPLETE if incomplete else OK


def _incomplete(outcome: Outcome) -> bool:
    """Anything in the current state that could not be read, also where this run left it as it was; or nothing listed,
    as of a share that is not mounted."""
    from scanner import inventory

    return not outcome.totals.listed or any(
        status in ("partial", "unreadable")
        for status in inventory.open(outcome.out).table("items", ["status"])["status"].to_pylist()
    )


def _summary(known: Inventory, outcome: Outcome, plan: Plan, report: Path, as_json: bool) -> None:
    from scanner.cli import summary

    if as_json:
        click.echo(json.dumps(summary.as_dict(known, outcome, report), ensure_ascii=False))
    else:
        for line in summary.lines(known, outcome, report, plan.lang):
            click.echo(line)


# --- inspect ---


@cli.command(help=_help("inspect"))
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--json", "as_json", is_flag=True, help=_help("inspect_json"))
@click.option("--jsonl", "as_lines", is_flag=True, help=_help("inspect_jsonl"))
@click.option("--reveal", is_flag=True, help=_help("reveal"))
@_own
@_terms
@_taxonomy
@_depth
@_ocr
@_lang
def inspect(
    file: str,
    as_json: bool,
    as_lines: bool,
    reveal: bool,
    lang: str | None,
    **flags: Any,
) -> None:
    with _mistakes(lang):
        from scanner.cli import look

        if Path(file).is_dir():
            raise ConfigError(say("is_folder", "en", path=file), ja=say("is_folder", "ja", path=file))
        if file != "-" and not Path(file).is_file():
            raise ConfigError(say("no_file", "en", path=file), ja=say("no_file", "ja", path=file))
        if file == "-" and sys.stdin is None:
            raise ConfigError(say("no_input", "en"), ja=say("no_input", "ja"))
        from scanner.config import load_plan

        plan = load_plan(flags, env={})
        if as_lines:
            output = look.json_lines(file, plan, reveal)
        elif as_json:
            output = look.as_json(file, plan, reveal)
        else:
            output = look.readable(file, plan, reveal, lang or _LANG)
        for line in output:
            click.echo(line)


# --- what there is ---


@cli.group(help=_help("recognizers"))
def recognizers() -> None: ...


@recognizers.command("list", help=_help("recognizers_list"))
@_own
@_taxonomy
@_lang
def recognizers_list(recognizer_files: tuple[str, ...], taxonomy: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner.cli import catalogue

        for line in catalogue.table(recognizer_files, taxonomy, lang or _LANG):
            click.echo(line)


@recognizers.command("show", help=_help("recognizers_show"))
@click.argument("name")
@_lang
def recognizers_show(name: str, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner.cli import catalogue

        for line in catalogue.show(name, lang or _LANG):
            click.echo(line)


@recognizers.command("test", help=_help("recognizers_test"))
@click.argument("names", nargs=-1, metavar="[NAME|FILE.yaml|FILE.tsv]...")
@_taxonomy
@_lang
def recognizers_test(names: tuple[str, ...], taxonomy: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner.cli import catalogue

        failed = 0
        for ok, line in catalogue.test(names, taxonomy, lang or _LANG):
            failed += not ok
            click.echo(line)
        if failed:
            click.echo(say("failed", lang or _LANG, count=failed), err=True)
        sys.exit(VERDICT if failed else OK)


@cli.command(help=_help("doctor"))
@_lang
def doctor(lang: str | None) -> None:
    from scanner.cli import health

    worst = OK
    for finding in health.examine(lang or _LANG):
        click.echo(finding.line())
        worst = max(worst, USAGE if finding.needed and not finding.ok else OK)
    sys.exit(worst)


@cli.group(help=_help("sources"))
def sources() -> None: ...


@sources.command("check", help=_help("sources_check"))
@click.argument("target", metavar="TARGET")
@click.option("--config", "config_path", type=click.Path(), metavar="FILE", help=_help("config"))
@_lang
def sources_check(target: str, config_path: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner.cli import places
        from scanner.config import load_plan

        plan = load_plan({"targets": (target,)}, config_path)
        answers = []
        for answer in places.check(plan.targets[0], plan, lang or _LANG):
            click.echo(answer.line())
            answers.append(answer.ok)
        sys.exit(USAGE if answers == [False] else INCOMPLETE if False in answers else OK)


# --- what is not counted ---


@cli.group(help=_help("suppress_group"))
def suppress() -> None: ...


@suppress.command("add", help=_help("suppress_add"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--entity", multiple=True, metavar="TYPE")
@click.option("--digest", multiple=True, metavar="HEX", help=_help("suppress_digest"))
@click.option("--packaged", default="", metavar="CLASS", help=_help("suppress_packaged"))
@click.option("--path", multiple=True, metavar="GLOB")
@click.option("--part", multiple=True, metavar="GLOB")
@click.option("--field", multiple=True, metavar="GLOB")
@click.option("--place", is_flag=True, help=_help("suppress_place"))
@click.option("--reason", required=True)
@click.option("--approver", required=True)
@click.option("--expires", required=True, metavar="YYYY-MM-DD")
@click.option("--note", default="")
@click.option("--id", default="")
@_own
@_taxonomy
@_lang
def suppress_add(
    file: Path, recognizer_files: tuple[str, ...], taxonomy: str | None, lang: str | None, **flags: Any
) -> None:
    with _mistakes(lang):
        from scanner.cli import decisions

        click.echo(decisions.add(file, lang or _LANG, _entities(recognizer_files, taxonomy), **flags))


def _entities(recognizer_files: tuple[str, ...], taxonomy: str | None) -> frozenset[str]:
    from scanner.config import entity_types, load_plan

    return entity_types(load_plan({"recognizer_files": recognizer_files, "taxonomy": taxonomy}, env={}).taxonomy)


@suppress.command("check", help=_help("suppress_check"))
@click.argument("file", type=click.Path(path_type=Path))
@_own
@_taxonomy
@_lang
def suppress_check(file: Path, recognizer_files: tuple[str, ...], taxonomy: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner.cli import decisions

        rows = decisions.entries([file], None, _entities(recognizer_files, taxonomy))
        for line in decisions.shown(rows, "text", lang or _LANG):
            click.echo(line)
        sys.exit(VERDICT if any(row["state"] == "lapsed" for row in rows) else OK)


@suppress.command("list", help=_help("suppress_list"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help=_help("suppress_out"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@_own
@_taxonomy
@_lang
def suppress_list(
    files: tuple[Path, ...],
    out: Path | None,
    form: str,
    recognizer_files: tuple[str, ...],
    taxonomy: str | None,
    lang: str | None,
) -> None:
    with _mistakes(lang):
        from scanner.cli import decisions

        if not files and out is None:
            raise ConfigError(say("suppress.no_file", "en"), ja=say("suppress.no_file", "ja"))
        rows = decisions.entries(files, out, _entities(recognizer_files, taxonomy))
        for line in decisions.shown(rows, form, lang or _LANG):
            click.echo(line)


# --- from an inventory ---


@cli.command(help=_help("report"))
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--format", "form", default="html", show_default=True, help=_help("format"))
@click.option("--out", "target", metavar="PATH", type=click.Path(), help=_help("report_out"))
@_lang
def report(folder: str, form: str, target: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner import inventory

        where = Path(target) if target else Path(folder) / f"report.{form}"
        click.echo(str(_report(inventory.open(Path(folder)), form, where, lang or _LANG)))


def _report(known: Inventory, form: str, target: Path, lang: str) -> Path:
    from reports import all_reports

    table = all_reports()
    if form not in table:
        names = ", ".join(sorted(table))
        raise ConfigError(say("no_report", "en", known=names), ja=say("no_report", "ja", known=names))
    table[form].load()(known, target, lang)
    return target


@cli.command(help=_help("evaluate"))
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--policy", metavar="FILE", default="default", show_default=True, help=_help("policy"))
@click.option("--fail-on", type=click.Choice(["low", "medium", "high", "critical"]), help=_help("fail_on"))
@_lang
def evaluate(folder: str, policy: str, fail_on: str | None, lang: str | None) -> None:
    with _mistakes(lang):
        from scanner import pipeline

        severities = pipeline.evaluate(Path(folder), policy, lang or _LANG)
        for level in ("critical", "high", "medium", "low"):
            click.echo(f"{severities.get(level, 0):>8,}  {say('level.' + level, lang or _LANG)}")
        sys.exit(_exit_code(severities, fail_on, incomplete=False))
