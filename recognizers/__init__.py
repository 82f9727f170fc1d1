"""Text or a table in, hits out. Knows nothing of files, plans or reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from time import perf_counter
from typing import TYPE_CHECKING, Any

from recognizers.types import ColumnHit, ColumnView, Hints, Hit, Recognizer

if TYPE_CHECKING:
    from recognizers.columns.candidates import Candidates
    from recognizers.columns.rest import Rest
    from recognizers.custom import Custom
    from recognizers.jp.special_care.lists import Term
    from recognizers.matcher import Window
    from recognizers.pattern import Match, Pattern, Refined
    from recognizers.rewrite import Rewritten
    from recognizers.scan import Scan, Seen

# id → "module:NAME"; NAME is a Pattern, a tuple of Patterns, or a class of Recognizer that takes no argument.
RECOGNIZERS: dict[str, str] = {
    "jp_address": "recognizers.jp.address:PATTERNS",
    "jp_address_romaji": "recognizers.jp.address_romaji:PATTERNS",
    "jp_address_cells": "recognizers.jp.address:AddressCells",
    "jp_credit_info": "recognizers.jp.credit_info:PATTERNS",
    "special_care": "recognizers.jp.special_care:PATTERNS",
    "special_care_cells": "recognizers.jp.special_care:SpecialCareCells",
    "sensitive": "recognizers.jp.sensitive:PATTERNS",
    "sensitive_cells": "recognizers.jp.sensitive:SensitiveCells",
    "person": "recognizers.person:PersonNames",
    "person_ginza": "recognizers.presidio:GinzaNames",
    "jp_my_number": "recognizers.jp.my_number:PATTERNS",
    "jp_drivers_license": "recognizers.jp.drivers_license:DRIVERS_LICENSE",
    "jp_passport": "recognizers.jp.passport:PASSPORT",
    "jp_residence_card": "recognizers.jp.residence_card:RESIDENCE_CARD",
    "jp_special_pr_cert": "recognizers.jp.special_pr_cert:SPECIAL_PR_CERT",
    "jp_postal_code": "recognizers.jp.postal_code:POSTAL_CODE",
    "jp_license_plate": "recognizers.jp.license_plate:LICENSE_PLATE",
    "jp_bank_account": "recognizers.jp.bank_account:BANK_ACCOUNT",
    "jp_juminhyo_code": "recognizers.jp.juminhyo_code:JUMINHYO_CODE",
    "jp_pension_number": "recognizers.jp.pension_number:PENSION_NUMBER",
    "jp_health_insurer_number": "recognizers.jp.health_insurer_number:HEALTH_INSURER_NUMBER",
    "jp_health_insurance": "recognizers.jp.health_insurance:HEALTH_INSURANCE",
    "jp_public_medical_payer": "recognizers.jp.public_medical_payer:PUBLIC_MEDICAL_PAYER",
    "jp_late_elderly_insurance": "recognizers.jp.late_elderly_insurance:LATE_ELDERLY_INSURANCE",
    "jp_kaigo_insurance": "recognizers.jp.kaigo_insurance:KAIGO_INSURANCE",
    "jp_employment_insurance": "recognizers.jp.employment_insurance:EMPLOYMENT_INSURANCE",
    "jp_disability_cert": "recognizers.jp.disability_cert:DISABILITY_CERT",
    "jp_yucho_account": "recognizers.jp.yucho_account:YUCHO_ACCOUNT",
    "jp_chassis_number": "recognizers.jp.chassis_number:CHASSIS_NUMBER",
    "vin": "recognizers.common.vin:VIN",
    "jp_etc_card": "recognizers.jp.etc_card:ETC_CARD",
    "jp_corporate_number": "recognizers.jp.corporate_number:CORPORATE_NUMBER",
    "jp_invoice_number": "recognizers.jp.invoice_number:INVOICE_NUMBER",
    "phone_number": "recognizers.common.phone_number:PHONE_NUMBER",
    "email_address": "recognizers.common.email_address:EMAIL_ADDRESS",
    "date_of_birth": "recognizers.common.date_of_birth:DATE_OF_BIRTH",
    "credit_card": "recognizers.common.credit_card:CREDIT_CARD",
    "employee_id": "recognizers.common.employee_id:EMPLOYEE_ID",
    "customer_id": "recognizers.common.customer_id:CUSTOMER_ID",
    "student_id": "recognizers.common.student_id:STUDENT_ID",
    "age": "recognizers.common.age:AGE",
    "gender": "recognizers.common.gender:GENDER",
    "employer": "recognizers.common.employer:EMPLOYER",
    "income": "recognizers.common.income:INCOME",
    "family": "recognizers.common.family:FAMILY",
    "housing": "recognizers.common.housing:HOUSING",
    "occupation": "recognizers.common.occupation:OCCUPATION",
    "ip_address": "recognizers.common.ip_address:IP_ADDRESS",
    "mac_address": "recognizers.common.mac_address:MAC_ADDRESS",
    "imei": "recognizers.common.imei:IMEI",
    "cookie_id": "recognizers.common.cookie_id:COOKIE_ID",
    "geo_coordinate": "recognizers.common.geo_coordinate:GEO_COORDINATE",
    "sns_id": "recognizers.common.sns_id:SNS_ID",
}
UNTOLD = 0.4  # the most that a number put together by us is worth without a label
_HEADERS, _LONG_HEADER = 10_000, 100  # headers without a hit that are remembered; characters of one
DEPTHS = ("quick", "standard", "deep")


def table() -> dict[str, str]:
    """Our recognizers and those of installed packages (entry-point group ``daicho.recognizers``)."""
    return RECOGNIZERS | {point.name: point.value for point in entry_points(group="daicho.recognizers")}


def resolve(name: str, known: Mapping[str, str] | None = None) -> Any:
    """What a table row points to. Also takes a dotted ``module:NAME`` that is in no table. known: `table()`, to ask once."""
    module, _, attribute = (table() if known is None else known).get(name, name).partition(":")
    if not attribute:
        raise KeyError(f"no recognizer {name!r}; `daicho recognizers list` shows those there are")
    return getattr(import_module(module), attribute)


def load(selection: Iterable[str] = (), depth: str = "deep") -> tuple[list[Pattern], list[Recognizer]]:
    """Patterns and other recognizers by id; all of the table when the selection is empty.

    A selection of only ``+name`` adds to the table, ``-name`` takes away from it. What does not run at `depth` is left out.
    """
    from recognizers.pattern import Pattern
    from recognizers.presidio import hosted

    chosen, known = list(selection), table()
    names = [name for name in chosen if name[0] not in "+-"] or list(known)
    names = [name for name in names if "-" + name not in chosen] + [name[1:] for name in chosen if name[0] == "+"]
    patterns: list[Pattern] = []
    others: list[Recognizer] = []
    for name in names:
        thing = resolve(name, known)
        if isinstance(thing, Pattern):
            patterns.append(thing)
        elif isinstance(thing, tuple):
            patterns.extend(thing)
        elif not runs_at(thing, depth):
            continue
        else:
            thing = hosted(thing)
            others.append(thing() if isinstance(thing, type) else thing)
    return patterns, _advised(others)


def _advised(recognizers: list[Recognizer]) -> list[Recognizer]:
    """Who only advises another recognizer (attribute ``advises``) is asked by that one, and runs alone without it."""
    by_id: dict[str, Any] = {recognizer.id: recognizer for recognizer in recognizers}
    kept = []
    for recognizer in recognizers:
        adviser: Any = recognizer
        if (advised := by_id.get(getattr(recognizer, "advises", ""))) is not None:
            advised.advised(adviser.names, adviser.budget)
        else:
            kept.append(recognizer)
    return kept


class Engine:
    """A set of recognizers ready to run; build it once per process.

    depth: "quick" runs patterns and columns, "standard" adds names by dictionary and part of speech,
    "deep" adds the language model everywhere. custom: users' own recognizers (`recognizers.custom`). terms: users' own
    words of special care.
    """

    def __init__(
        self,
        selection: Iterable[str] = (),
        depth: str = "standard",
        matcher: str = "auto",
        custom: Iterable[Custom] = (),
        terms: Sequence[Term] = (),
    ) -> None:
        from recognizers.context import Labels
        from recognizers.jp.special_care.own import with_terms
        from recognizers.matcher import Matcher
        from recognizers.pattern import spoken

        if depth not in DEPTHS:
            raise ValueError(f"depth {depth!r}: choose one of {', '.join(DEPTHS)}")
        self.depth, self._selection = depth, tuple(selection)
        self.names_seconds = 0.0  # spent so far on recognizers that are no patterns
        self.patterns, self.recognizers = load(self._selection, depth)
        ours, own = with_terms(self.patterns, terms)
        self.own = [one.pattern() for one in custom]
        own += self.own
        self.patterns = ours + own
        self.labels = Labels(self.patterns)
        # Words tell the same however a number beside them is written.
        self._said = frozenset(n for n, p in enumerate(self.patterns) if spoken(p.entity))
        self._matcher = Matcher(ours, matcher, own, labelled=True)
        self._silent: set[str] = set()  # headers in which nothing is
        self._loud: set[str] | None = None  # texts with something in them, while that is asked

    def at(self, depth: str) -> Engine:
        """The same patterns, compiled once, with the other recognizers of another depth."""
        other = copy(self)
        other.depth, other.names_seconds, other._silent = depth, 0.0, set()
        _, other.recognizers = load(self._selection, depth)
        return other

    @property
    def scanner(self) -> Scan | None:
        """What finds candidates; None where `re` does."""
        return self._matcher.scanner

    @property
    def entities(self) -> tuple[str, ...]:
        found = [p.entity for p in self.patterns] + [e for r in self.recognizers for e in r.entities]
        return tuple(dict.fromkeys(found))

    @property
    def slow_entities(self) -> frozenset[str]:
        """What only recognizers find that are no patterns."""
        return frozenset(e for r in self.recognizers for e in r.entities) - {p.entity for p in self.patterns}

    def find(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        """Hits in a text, overlaps resolved, in order of place. Offsets are into `text` as given."""
        return self._find(text, hints, self.recognizers)

    def find_fast(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        """As `find`, by patterns alone."""
        return self._find(text, hints, ())

    def find_in_headers(self, headers: Sequence[str], name: str = "") -> list[list[Hit]]:
        """As `find` for the headers of a table, of a file of that name. Those in which nothing is are remembered."""
        from recognizers.text import whole

        new = [header for header in dict.fromkeys(headers) if header not in self._silent]
        self._loud = loud = set[str]()
        try:
            found = dict(zip(new, self.find_each(new, Hints(name=name)), strict=True))
        finally:
            self._loud = None
        if len(self._silent) >= _HEADERS:
            self._silent.clear()
        self._silent.update(one for one in new if not found[one] and whole(one) not in loud and _short(one))
        return [found.get(header, []) for header in headers]

    def find_own(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        """By users' own recognizers alone; hits may overlap."""
        return self._pattern_hits(text, hints, own=True)

    def find_each(self, texts: Sequence[str], hints: Hints | Sequence[Hints] = Hints()) -> list[list[Hit]]:
        """As `find` for each of many short texts, the cells of columns: one scan for all, and none sees another.

        hints: of all of them, or of each.
        """
        return self.find_all(texts, [hints] * len(texts) if isinstance(hints, Hints) else hints)

    def find_all(self, texts: Sequence[str], hints: Sequence[Hints]) -> list[list[Hit]]:
        """As `find_each`, with the hints of each text."""
        from recognizers.each import find_each

        return find_each(self, self._matcher, texts, hints)

    def _find(self, text: str, hints: Hints, recognizers: Sequence[Recognizer]) -> list[Hit]:
        from recognizers.text import whole

        if hints.header and text.strip() == hints.header:  # a label met again as a value says nothing
            hints = replace(hints, header="")
        text = whole(text)
        return self._agreed(text, hints, self._gathered(text, hints, recognizers), recognizers)

    def _gathered(self, text: str, hints: Hints, recognizers: Sequence[Recognizer]) -> list[Hit]:
        """All hits, as if none lay over another."""
        from recognizers.rewrite import rewrites

        seen = self._matcher.scan(text, self.headed(hints))
        rewritten = list(rewrites(text, self._matcher.cues(seen)))
        hits = self._pattern_hits(text, hints, seen=seen)
        if rewritten:
            hits = [
                *self.without_headed(hits, rewritten),
                *(hit for _, hit in self.rewritten_hits(rewritten, [hints] * len(rewritten))),
            ]
        return self._joined(text, hints, hits, recognizers)

    def headed(self, hints: Hints) -> frozenset[str]:
        """The types that the header of a text names."""
        return frozenset().union(*self.labels.owners(hints.header)) if hints.header else frozenset()

    def without_headed(self, hits: Iterable[Hit], rewritten: Sequence[Rewritten]) -> list[Hit]:
        """The hits but those where the head of the column has the word."""
        headed = {place for piece in rewritten for place, label in piece.headed() if self.labels.tells(label)}
        return [hit for hit in hits if hit.start not in headed]

    def settled(self, text: str, hints: Hints, hits: list[Hit], recognizers: Sequence[Recognizer]) -> list[Hit]:
        """Hits of patterns in a text, with those of recognizers, overlaps resolved, in order of place."""
        return self._agreed(text, hints, self._joined(text, hints, hits, recognizers), recognizers)

    def _joined(self, text: str, hints: Hints, hits: list[Hit], recognizers: Sequence[Recognizer]) -> list[Hit]:
        started = perf_counter()
        for recognizer in recognizers:
            hits.extend(recognizer.find(text, hints))
        self.names_seconds += perf_counter() - started
        return hits

    def _agreed(self, text: str, hints: Hints, hits: list[Hit], recognizers: Sequence[Recognizer]) -> list[Hit]:
        if not hits:
            return hits
        if self._loud is not None:
            self._loud.add(text)
        from recognizers.settling import settled

        named = any("PERSON" in recognizer.entities for recognizer in recognizers)
        return settled(hits, text, hints.name, named, self.labels)

    def _pattern_hits(self, text: str, hints: Hints, own: bool = False, seen: Seen | None = None) -> list[Hit]:
        from recognizers.pattern import MINOR

        first, least = (len(self.patterns) - len(self.own), 0.0) if own else (0, MINOR)
        matches = self._matcher.matches(text, hints, first, seen)
        return [hit for _, hit in self.judged(((match, window, 0) for match, window in matches), least)]

    def judged(self, matches: Iterable[tuple[Match, Window, int]], least: float) -> Iterator[tuple[int, Hit]]:
        """(number of the text, hit) of matches that come with it."""
        from recognizers.pattern import REACH, judge, spoken

        judged: dict[tuple[str, str, int], list[Refined]] = {}
        for match, window, number in matches:
            pattern, place = match.pattern, match.start
            if spoken(pattern.entity):  # costly to judge, and lists of illnesses repeat themselves
                left = max(0, place - 2 * REACH)
                key = (pattern.id, match.text[left : match.end + 2 * REACH], place - left)
                if (same := judged.get(key)) is None:
                    same = [(s - place, e - place, score, why) for s, e, score, why in judge(match, self.labels)]
                    judged[key] = same
                refined: Iterable[Refined] = [(place + s, place + e, score, why) for s, e, score, why in same]
            else:
                refined = judge(match, self.labels)
            for start, end, score, evidence in refined:
                if score >= least:
                    span = (
                        (window.origin(start), window.origin(end))
                        if window.cuts
                        else (window.start + start, window.start + end)
                    )
                    yield number, Hit(pattern.entity, *span, score, pattern.id, evidence)

    def rewritten_hits(self, pieces: Sequence[Rewritten], hints: Sequence[Hints]) -> Iterator[tuple[Rewritten, Hit]]:
        """What shows only once a number or its label is put together (see `recognizers.rewrite`), with the piece.

        hints: of each piece.
        """
        from recognizers.pattern import judge
        from recognizers.rewrite import Pieces

        headed = frozenset[str]().union(*map(self.headed, {told.header: told for told in hints}.values()))
        found = self._matcher.matches_in(Pieces(pieces), hints, self._said, headed)
        for match, window, piece in found:
            pattern = match.pattern
            before, behind = pattern.taken_in
            if not piece.touched(window.origin(match.start) - before, window.origin(match.end) + behind):
                continue
            for begin, stop, score, evidence in judge(match, self.labels):
                start, end, kind = piece.span(window.origin(begin), window.origin(stop))
                if not kind:
                    continue
                told = any(word.startswith(("context:", "header:")) for word in evidence)
                score = score if told or kind == "label" else min(score, UNTOLD)
                yield piece, Hit(pattern.entity, start, end, score, pattern.id, (*evidence, kind))

    @cached_property
    def candidates(self) -> Candidates:
        """The patterns with a shape for columns of values."""
        from recognizers.columns.candidates import Candidates

        return Candidates(self.patterns, self.own)

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
        """What each column of one table holds, judged from header, values, checks and neighbours."""
        from recognizers.columns import judge_table

        return judge_table(self, columns)

    def rest(self, column: ColumnView) -> Rest:
        """What counts the rows of a column behind those that are in `column`."""
        from recognizers.columns import judge_column
        from recognizers.columns.rest import Rest

        return Rest(column, judge_column(self, column))


def _short(header: str) -> bool:
    """Whether it may be remembered: halves of surrogate pairs are read as something else."""
    from recognizers.text import whole

    return len(header) <= _LONG_HEADER and whole(header) == header


def runs_at(recognizer: Any, depth: str) -> bool:
    """Whether a recognizer (or its class) runs at a depth: from its attribute ``depth`` upwards, "quick" without one."""
    return DEPTHS.index(depth) >= DEPTHS.index(getattr(recognizer, "depth", "quick"))


@lru_cache(maxsize=3)
def _engine(depth: str) -> Engine:
    return Engine((), depth)


def analyze(text: str, depth: str = "standard") -> list[Hit]:
    """Hits in a text with all recognizers."""
    return _engine(depth).find(text)
