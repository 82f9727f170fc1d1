"""A column judged as a whole: its header, the shapes of its distinct values, their check digits, its neighbours.

One row in ten passes My Number's check by chance, but not thirty of thirty: over a column the share that passes is
proof, for or against. The same holds for shapes: how often a random value of the same make would match says what a
match is worth. All of it is counted over distinct values. Columns of running text and of what has no shape go through
the text recognizers: patterns over all values of a text, the rest by sample (see `by_sample`).
"""

from __future__ import annotations

import math
import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.common.date_of_birth import parse
from recognizers.namedata import katakana, latin_key, names
from recognizers.pattern import Pattern, chance
from recognizers.text import fold, fold_all
from recognizers.types import ColumnHit, ColumnView, Hints, Hit

if TYPE_CHECKING:
    from recognizers import Engine

NOTHING = re.compile(
    r"^(?:[-ー―*×xX/]+|なし|無し?|特になし|該当なし|該当無し|非該当|未記入|未入力|不明|未定|空欄|なし。|null|none|nil|n/?a|nan|#n/a|\?)$",
    re.I,
)
_DROP = str.maketrans("", "", " \t\r　-ー・･.,/_()|[]「」第号")
_HEADER, _OTHER_HEADER, _UNKNOWN_HEADER = 4.5, -5.0, -1.0
_PRIOR = -3.5  # a column is of a given type, before anything is known of it
_CAP = 8.0  # what check digits alone may prove
_SHAPE_CAP = 5.0  # what a shape alone may prove
_SAMPLE = 200  # distinct values that go through the text recognizers
_APART = "\n" * 100  # between cells that are searched together: further than any pattern looks
_SURE = 0.5
# Headers of columns that hold no personal data though their values look like it.
_NOBODYS = re.compile(
    r"駅|路線|沿線|部署|所属|部門|支店|営業所|店舗|店名|会社|企業|法人|団体|病院|医療機関|学校|銀行名|メーカー|車名|車種|品名|品番|商品|製品|部品|図面|型番|型式|件名|題名|書名|歴史|人物|著者|登場|役職|続柄|国籍|在留資格"
    r"|診療科|新聞|雑誌|趣味|ニックネーム|ハンドル|都道府県|市区町村|地域|エリア|年度|年月(?!日)|日時|時刻|更新|登録日|作成日|入社|退社|契約日|申込日|発行|有効|期限|終了|開始|支払日|納品|受付日"
    r"|part|item|product|model|dwg|drawing|sku|serial|lot|rev|version|station|company|branch|dept|title|status|type|kind|category|amount|price|qty|count|created|updated|timestamp|host|file|path|url",
    re.I,
)  # fmt: skip
# Evidence that a special-care term is not said of a person (recognizers/jp/special_care).
_TOLD_APART = frozenset(
    "negated generic organisation product statute it_trap blank_form other_person metaphor topic".split()
)
_NAME_HEADER = re.compile(
    r"(?<!業)者$|(?:名義|代理|保証|受取|相続|後見|差出|賃借|貸借)人$|宛名|氏名|名前|姓名|フリガナ|ふりがな|カナ|ｶﾅ|よみ|名義|旧姓|^姓|^名$|担当者|申込者|契約者|保証人|代表者|受取人|世帯主|full.?name|last.?name|first.?name|(?:^|[_ ])name$|(?:customer|user|cust|emp|employee|member|contact|patient|guarantor|applicant).?(?:name|nm)|(?:^|_)(?:sei|mei|kana|shimei)(?:_|$)",
    re.I,
)
# Headers of what belongs to an organisation, and of tables that list organisations.
_OFFICE = re.compile(
    r"代表(?:電話|番号|メール|TEL|FAX)|フリーダイヤル|会社(?:電話|TEL|住所|所在地)|本[店社]所在地|事業所所在地|店舗(?:電話|住所)|支店(?:電話|住所)|toll.?free",
    re.I,
)
_SITE = re.compile(
    r"会社名|法人名|企業名|商号|屋号|取引先|仕入先|店舗名|支店名|営業所|拠点|事業[者所]名|施設名|機関名|名称$|company|vendor|supplier|branch|office|shop",
    re.I,
)
_NAME_PLAIN = re.compile(
    r"氏名|名前|姓名|フリガナ|ふりがな|カナ|名義|旧姓|^姓|^名$|(?:full|last|first|customer|cust|user|employee|emp|member|patient|guarantor|applicant|contact).?(?:name|nm)|shimei",
    re.I,
)
_NAME_NOT = re.compile(
    r"会社|企業|商品|店|品|物件|機関|法人|銀行|支店|学校|部署|ファイル|項目|file|host|table|column|item|part|model|product|system|company|branch|dept|bank",
    re.I,
)
_NAME_SHAPE = r"^[^0-9@:/;=<>。、]{1,40}$"


@dataclass(slots=True)
class _Cells:
    """The filled, distinct values of a column: raw, folded and canonical, with how often each occurs."""

    raw: list[str]
    folded: list[str]
    canonical: list[str]
    counts: list[int]
    filled: int

    def total(self, flags: Sequence[bool]) -> tuple[int, int, tuple[str, ...]]:
        """(rows, distinct values, samples) of the values that are flagged."""
        hits = [i for i, flag in enumerate(flags) if flag]
        return sum(self.counts[i] for i in hits), len(hits), tuple(self.raw[i] for i in hits[:5])


def judge_table(engine: Engine, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
    """Entity types of each column of one table, the surest first; empty lists for columns that hold none."""
    judged = [_judge(engine, column) for column in columns]
    _pair_post_office(columns, judged)
    persons = any(hit.entity == "PERSON" and hit.score >= _SURE for hits in judged for hit in hits)
    judged = [[kept for hit in hits if (kept := _in_record(hit, persons)) is not None] for hits in judged]
    if _of_organisations([column.field for column in columns], judged):
        judged = [[_not_personal(hit) for hit in hits] for hits in judged]
    return [
        [_not_personal(hit) for hit in hits] if _OFFICE.search(fold(column.field).text) else hits
        for column, hits in zip(columns, judged, strict=True)
    ]


def _in_record(hit: ColumnHit, persons: bool) -> ColumnHit | None:
    """What a cell says of health or record, unsure by itself, is said of the person whose name is in the row."""
    if hit.score >= _SURE:
        return hit
    return replace(hit, score=0.75, evidence=(*hit.evidence, "record_of_person")) if persons else None


def _of_organisations(fields: list[str], judged: list[list[ColumnHit]]) -> bool:
    """A table of companies or sites: it names them, and no person."""
    persons = ("PERSON", "DATE_OF_BIRTH", "JP_MY_NUMBER", "GENDER", "AGE", "CUSTOMER_ID", "EMPLOYEE_ID")
    if any(hit.entity in persons or hit.entity.startswith("SPC_") for hits in judged for hit in hits):
        return False
    return any(_SITE.search(fold(field).text) for field in fields)


def _not_personal(hit: ColumnHit) -> ColumnHit:
    """Telephone, mail and address of an organisation: kept as a fact, below every level."""
    if hit.entity not in ("PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS", "JP_POSTAL_CODE", "JP_BANK_ACCOUNT"):
        return hit
    return replace(hit, score=min(hit.score, 0.24), evidence=(*hit.evidence, "organisation"))


def _pair_post_office(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    """ゆうちょ in two columns: 記号 1xxx0 (its fourth digit a check digit over both) beside 番号 that ends in 1."""
    wanted = {"記号": r"[01]\d{3}0", "番号": r"\d{1,7}1"}
    found: dict[str, tuple[int, _Cells]] = {}
    for place, column in enumerate(columns):
        name = re.sub(r"^(?:ゆうちょ|通帳|口座)", "", fold(column.field).text.strip())
        if name in wanted and not judged[place]:
            cells = _cells(column)
            fits = sum(re.fullmatch(wanted[name], value) is not None for value in cells.canonical)
            if cells.raw and fits >= 0.9 * len(cells.raw):
                found[name] = place, cells
    if len(found) == 2:
        for place, cells in found.values():
            rows, distinct, samples = cells.total([True] * len(cells.raw))
            hit = ColumnHit(
                "JP_YUCHO_ACCOUNT",
                0.9,
                "yucho_columns",
                ("header:記号・番号", "shape"),
                cells.filled,
                rows,
                distinct,
                samples,
            )
            judged[place] = [hit]


def _judge(engine: Engine, column: ColumnView) -> list[ColumnHit]:
    cells = _cells(column)
    if not cells.raw:
        return []
    header = fold(column.hints.header or column.field).text
    header = (
        re.split(r"[./](?=[^./]+$)", header)[-1] if re.fullmatch(r"[A-Za-z0-9_./]+", header) else header
    )  # key paths
    if re.fullmatch(r"(?:col(?:umn)?|列|field|f|c|unnamed:? ?)_?\d+", header, re.I):
        header = ""
    text = _is_text(cells)
    hits: list[ColumnHit] = []
    if not text:
        shaped = (p for p in engine.patterns if p.column and p.entity != "DATE_OF_BIRTH")
        hits = [hit for pattern in shaped if (hit := _shape(engine, pattern, header, cells)) is not None]
        if (born := _births(engine, header, cells)) is not None:
            hits.append(born)
        if (person := _person(header, cells)) is not None and "PERSON" in engine.entities:
            hits.append(person)
    best = max((h.score for h in hits), default=0.0)
    if best < 0.8:
        hits += _by_text(engine, column, header, cells, text)
    return _choose(hits, cells, text)


def _cells(column: ColumnView) -> _Cells:
    values, counts = column.values.to_pylist(), column.counts.to_pylist()
    folded = fold_all(values)
    keep = [i for i, value in enumerate(folded) if value.strip() and not NOTHING.match(value.strip())]
    folded = [folded[i].strip() for i in keep]
    canonical = "\n".join(v.replace("\n", " ") for v in folded).upper().translate(_DROP).split("\n") if folded else []
    kept = [counts[i] for i in keep]
    return _Cells([values[i] for i in keep], folded, canonical, kept, sum(kept))


def _is_text(cells: _Cells) -> bool:
    """Running text rather than one value a cell."""
    sample = cells.folded[:500]
    long = sum(len(v) > 40 or bool(re.search(r"[。、！？!?\n]|です|ます|した|ください", v)) for v in sample)
    return long > 0.15 * len(sample)


def _shape(engine: Engine, pattern: Pattern, header: str, cells: _Cells) -> ColumnHit | None:
    weight, words = _header_weight(engine, pattern, header)
    canonical = cells.canonical
    if pattern.digits and weight >= _HEADER:  # a spreadsheet took the number for one and dropped its zeros
        canonical = [v.zfill(pattern.digits) if v.isdigit() and len(v) >= pattern.digits - 3 else v for v in canonical]
    matched = pc.match_substring_regex(pa.array(canonical, pa.string()), f"^(?:{pattern.column})$").to_pylist()
    distinct = sum(matched)
    if not distinct:
        return None
    share = distinct / len(matched)
    if pattern.needs_label and weight <= 0:
        return None
    if weight <= 0 and (share < 0.5 or max(map(len, canonical)) <= 4):  # a letter or a few digits can be anything
        return None
    odds = _PRIOR + weight + (1.5 if share >= 0.9 else 0.5 if share >= 0.6 else -1.0)
    evidence = ["shape", *words]
    values = [v for v, flag in zip(canonical, matched, strict=True) if flag]
    shape_null, check_null = _by_chance(pattern, values)
    odds += min(_SHAPE_CAP, len(values) * math.log(1 / shape_null))
    if pattern.check is not None:
        passed = [pattern.check(v) for v in values]
        right, wrong = sum(passed), len(passed) - sum(passed)
        ratio = right * math.log(0.98 / check_null) + wrong * math.log(0.02 / (1 - check_null))
        floor = -_CAP if pattern.strict or pattern.check_weight >= 2 else -1.0
        odds += max(floor, min(_CAP, ratio))
        evidence.append(f"checksum:{right}/{len(passed)}")
        if right > wrong:
            flags = iter(passed)
            matched = [flag and next(flags) for flag in matched]
    score = chance(max(-6.0, min(6.0, odds)))
    if score < _SURE:
        return None
    rows, distinct, samples = cells.total(matched)
    return ColumnHit(pattern.entity, score, pattern.id, tuple(evidence), cells.filled, rows, distinct, samples)


def _by_chance(pattern: Pattern, values: list[str]) -> tuple[float, float]:
    """How often values made at random would pass as these do: (the shape, the check), both at least 1/50.

    For the shape all characters are made anew, digit for digit and letter for letter. For the check only the last
    five are: a check digit then fails nine times in ten, a test of plausibility (a phone number that exists) hardly.
    """
    rng = random.Random(0)
    seeds = rng.sample(values, min(8, len(values)))
    shape = sum(_shape_by_chance(pattern.column or "", _make(v)) for v in seeds) / len(seeds)
    if pattern.check is None:
        return max(0.02, shape), 1.0
    tails = [v[:-5] + "".join(_random_like(rng, c) for c in v[-5:]) for v in seeds for _ in range(16)]
    return max(0.02, shape), min(0.98, max(0.02, sum(map(pattern.check, tails)) / len(tails)))


def _make(value: str) -> str:
    """9 for a digit, A for a letter, the rest as it is."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", value))


@lru_cache(maxsize=4096)
def _shape_by_chance(column: str, make: str) -> float:
    rng = random.Random(0)
    made = ["".join(_random_like(rng, c) for c in make) for _ in range(60)]
    return float(sum(pc.match_substring_regex(pa.array(made, pa.string()), f"^(?:{column})$").to_pylist()) / len(made))


def _random_like(rng: random.Random, char: str) -> str:
    if char.isdigit():
        return str(rng.randrange(10))
    return rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if char.isascii() and char.isalpha() else char


def _header_weight(engine: Engine, pattern: Pattern, header: str) -> tuple[float, tuple[str, ...]]:
    if not header:
        return 0.0, ()
    found = engine.labels.before(header)
    owned = [word for word, _, _ in found if pattern.entity in engine.labels.names(word) and word not in pattern.other]
    if owned:
        last = found[-1][0]
        others = engine.labels.names(last)
        strength = _HEADER if last in owned else (2.0 if others else -1.0)
        return strength, (f"header:{header[:40]}",)
    if (
        found
        or _NOBODYS.search(header)
        or re.search(r"番号|コード|(?:^|_|\b)(?:no|cd|id|code|num|number)(?:$|_|\b)", header, re.I)
    ):
        return _OTHER_HEADER, ("other_header",)
    return _UNKNOWN_HEADER, ()


def _births(engine: Engine, header: str, cells: _Cells) -> ColumnHit | None:
    """A column of birth dates: dates under such a header, or without any header dates as old as people are."""
    pattern = next((p for p in engine.patterns if p.entity == "DATE_OF_BIRTH"), None)
    if pattern is None:
        return None
    weight, words = _header_weight(engine, pattern, header)
    if header and weight <= 0:
        return None
    days = [_day(value, header) for value in cells.folded]
    years = sorted(day.year for day in days if day is not None)
    if len(years) < 0.6 * len(days):
        return None
    evidence = ["calendar", *words]
    odds = _PRIOR + weight + 2.0
    if not header:
        grown = sum(1920 <= year <= date.today().year - 15 for year in years) / len(years)
        spread = years[-1] - years[0]
        odds += 2.5 if grown >= 0.7 and spread >= 8 and len(years) >= 5 else -4.0
        evidence.append("ages")
    if (score := chance(odds)) < _SURE:
        return None
    flags = [day is not None for day in days]
    rows, distinct, samples = cells.total(flags)
    return ColumnHit("DATE_OF_BIRTH", score, pattern.id, tuple(evidence), cells.filled, rows, distinct, samples)


def _day(value: str, header: str) -> date | None:
    if header and re.fullmatch(r"\d{4,5}(?:\.0)?", value) and 1 <= int(float(value)) <= 60_000:  # Excel's serial date
        return date(1899, 12, 30) + timedelta(days=int(float(value)))
    if header and re.fullmatch(r"\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d{2}", value):  # day or month first
        value = re.sub(r"[-.]", "/", value)
    return parse(re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2})?.*$", "", value))


def _person(header: str, cells: _Cells) -> ColumnHit | None:
    """A column of names, by dictionary: family and given names, kana, Latin letters, or one of them alone."""
    flags = [name_like(value) for value in cells.folded]
    whole = sum(f >= 2 for f in flags) / len(flags)
    half = sum(f >= 1 for f in flags) / len(flags)
    named = bool(_NAME_HEADER.search(header)) and not _NAME_NOT.search(header)
    shaped = pc.match_substring_regex(pa.array(cells.folded, pa.string()), _NAME_SHAPE).to_pylist()
    odds = _PRIOR
    evidence = []
    if named:
        odds += _HEADER if _NAME_PLAIN.search(header) else 2.5
        evidence.append(f"header:{header[:40]}")
    elif header and (_NOBODYS.search(header) or _NAME_NOT.search(header)):
        odds += _OTHER_HEADER
    elif header:
        odds += _UNKNOWN_HEADER
    n = len(flags)
    if whole >= 0.3:
        odds += min(_CAP, whole * n * 1.2)
        evidence.append("dictionary")
    elif named and half >= 0.3:
        odds += 2.0
        evidence.append("dictionary")
    elif named and sum(shaped) / n >= 0.8 and max(len(v) for v in cells.folded) <= 30:
        odds += 0.5
        evidence.append("shape")
    else:
        odds -= 3.0
    score = chance(max(-6.0, min(6.0, odds)))
    if score < _SURE:
        return None
    all_names = named or whole >= 0.5  # then the others are names too, rarer than the dictionaries
    rows, distinct, samples = cells.total(
        [bool(s) if all_names else f >= 2 for s, f in zip(shaped, flags, strict=True)]
    )
    return ColumnHit("PERSON", score, "person_column", tuple(evidence), cells.filled, rows, distinct, samples)


def name_like(value: str) -> int:
    """2: a family name and a given name of the dictionaries; 1: one of the two; 0: neither. `value` is folded."""
    known = names()
    value = value.strip()
    if not value or len(value) > 30:
        return 0
    parts = re.split(r"[ ・,]+", value)
    if len(parts) >= 2:
        first, last = parts[0], parts[-1]
        family = (
            first in known.surnames or katakana(first) in known.surname_kana or latin_key(first) in known.surname_latin
        )
        given = last in known.given or katakana(last) in known.given_kana or latin_key(last) in known.given_latin
        swapped = latin_key(last) in known.surname_latin and latin_key(first) in known.given_latin
        return 2 if (family and given) or swapped else int(family or given)
    for cut in range(1, min(5, len(value))):
        if value[:cut] in known.surnames and value[cut:] in known.given:
            return 2
    reading = katakana(value)
    for cut in range(2, min(6, len(value) - 1)):
        if reading[:cut] in known.surname_kana and reading[cut:] in known.given_kana:
            return 2
    alone = (
        value in known.surnames or value in known.given or reading in known.surname_kana or reading in known.given_kana
    )
    return int(alone)


def _by_text(engine: Engine, column: ColumnView, header: str, cells: _Cells, text: bool) -> list[ColumnHit]:
    """What the text recognizers find, each cell read under its header: in a sample, and patterns in all running text."""
    hints = Hints(header, column.hints.siblings, column.hints.name, column.hints.sheet)
    picked: Sequence[int] = range(len(cells.raw))
    if len(picked) > _SAMPLE and engine.depth != "deep":
        picked = sorted(random.Random(0).sample(picked, _SAMPLE))
    read = [(index, hit) for index in picked for hit in engine.find(cells.raw[index], hints)]
    if text:
        read += _in_others(engine, cells, set(picked), hints)
    found: dict[str, dict[int, tuple[float, str, tuple[str, ...]]]] = {}
    spans: dict[str, list[str]] = {}
    for index, hit in read:
        value = cells.raw[index]
        special = hit.entity.startswith("SPC_")
        said = text or special or "honorific" in hit.evidence
        least = 0.25 if special and not text and not _told_apart(hit.evidence) else _SURE
        if hit.score < least or not (said or hit.end - hit.start >= 0.15 * len(value.strip())):
            continue
        best = found.setdefault(hit.entity, {})
        spans.setdefault(hit.entity, []).append(value[hit.start : hit.end])
        if index not in best or best[index][0] < hit.score:
            best[index] = (hit.score, hit.recognizer, hit.evidence)
    hits = []
    foreign = bool(header) and bool(_NOBODYS.search(header))
    for entity, by_index in found.items():
        looked_in = len(cells.raw) if text and entity not in engine.slow_entities else len(picked)
        share = len(by_index) / looked_in
        score, recognizer, evidence = max(by_index.values())
        polite = "honorific" in evidence
        if entity == "PERSON" and not text and (foreign or share < (0.05 if polite else 0.3)):
            continue
        if entity == "PERSON" and not text and not polite and not header and score < 0.7:
            continue  # stations and places are surnames too
        if (
            not text
            and not polite
            and share < 0.2
            and not any(e.startswith("header") for e in evidence)
            and not entity.startswith("SPC_")
        ):
            continue
        rows, distinct, _ = cells.total([i in by_index for i in range(len(cells.raw))])
        samples = tuple(dict.fromkeys(spans[entity]))[
            :5
        ]  # the stretches, not the cells: a mask fits only what it is for
        if looked_in < len(cells.raw):
            rows, distinct = round(rows * len(cells.raw) / looked_in), round(distinct * len(cells.raw) / looked_in)
        hits.append(ColumnHit(entity, score, recognizer, ("cells", *evidence), cells.filled, rows, distinct, samples))
    return hits


def _in_others(engine: Engine, cells: _Cells, done: set[int], hints: Hints) -> Iterator[tuple[int, Hit]]:
    """(index, hit) for what takes no tokenizer, in all other cells: one search over all of them."""
    rest = [index for index in range(len(cells.raw)) if index not in done]
    starts = list(accumulate((len(cells.raw[index]) + len(_APART) for index in rest), initial=0))
    for hit in engine.find_fast(_APART.join(cells.raw[index] for index in rest), hints):
        place = bisect_right(starts, hit.start) - 1
        start, index = starts[place], rest[place]
        if hit.end - start <= len(cells.raw[index]):
            yield index, replace(hit, start=hit.start - start, end=hit.end - start)


def by_sample(column: ColumnView, hits: Sequence[ColumnHit]) -> bool:
    """Whether names and running text in a column were looked for in some of its values only (not at depth "deep")."""
    return len(column.values) > _SAMPLE and (not hits or any("cells" in hit.evidence for hit in hits))


def _told_apart(evidence: tuple[str, ...]) -> bool:
    return any(word.partition(":")[0] in _TOLD_APART for word in evidence)


def _choose(hits: list[ColumnHit], cells: _Cells, text: bool) -> list[ColumnHit]:
    """The best hit of each entity; in a column of values only what can stand beside the best one."""
    best: dict[str, ColumnHit] = {}
    for hit in hits:
        if hit.entity not in best or (hit.score, hit.hits) > (best[hit.entity].score, best[hit.entity].hits):
            best[hit.entity] = hit
    ranked = sorted(best.values(), key=lambda h: (-h.score, -h.hits))
    if text or not ranked:
        return ranked
    first = ranked[0]
    return [first] + [h for h in ranked[1:] if h.hits + first.hits <= 1.1 * cells.filled]
