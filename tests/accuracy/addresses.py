"""Addresses: found, borders right, and what is no address: ``python -m tests.accuracy.addresses [--all] [--errors N]``.

Written forms (address_forms, invented), texts that are none, the labelled business texts, and, where ../shared is,
real addresses (geolonia_addresses.csv, MIT) each alone and in sentence frames: every eighth, all of them with --all.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recognizers import Engine
from recognizers.types import Hit
from tests.accuracy.texts import HERE, SURE, label, over, read
from tests.recognizers.marked import marked

FORMS = HERE / "address_forms"
_FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
_HALF = str.maketrans("０１２３４５６７８９－ー−", "0123456789---")
# A frame is what stands before and behind.
FRAMES = {
    "alone": ("", ""),
    "sentence": ("新しい勤務の都合で、来月から", "に転居いたします。"),
    "form line": ("住所　", "　電話 090-0000-0000"),
    "signature": ("--\n山本 さくら\n", "\nTEL 090-0000-0000"),
    "CSV row": ("1,山本 さくら,", ",090-0000-0000"),
    "JSON": ('{"name": "山本 さくら", "addr": "', '"}'),
    "glued": ("担当は", "へ向かう"),
    "brackets": ("自宅（", "）宛"),
}


@dataclass
class Tally:
    exact: int = 0
    near: int = 0
    wanted: int = 0
    borders: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def take(self, text: str, span: tuple[int, int], hits: Iterable[Hit]) -> None:
        """Count one wanted span; how its borders fail goes to `borders`."""
        self.wanted += 1
        start, end = span
        near = [h for h in hits if h.start < end and start < h.end]
        if not near:
            self.borders["missed"] += 1
            self.errors.append(("missed", f"{text[:start]}{{{text[start:end]}}}{text[end:]}"))
            return
        self.near += 1
        if any((h.start, h.end) == span for h in near):
            self.exact += 1
            return
        hit = near[0]
        how = [("starts early", "", "starts late"), ("ends early", "", "ends late")]
        kinds = [how[0][(hit.start > start) - (hit.start < start) + 1], how[1][(hit.end > end) - (hit.end < end) + 1]]
        kind = "in parts" if len(near) > 1 else ", ".join(filter(None, kinds))
        self.borders[kind] += 1
        self.errors.append((kind, f"{text[start:end]} | {' + '.join(text[h.start : h.end] for h in near)}"))

    def row(self, name: str) -> str:
        fails = ", ".join(f"{kind} {n}" for kind, n in self.borders.most_common(4))
        wanted = max(1, self.wanted)
        return f"| {name} | {self.wanted} | {self.exact / wanted:.3f} | {self.near / wanted:.3f} | {fails} |"


HEAD = ("| set | addresses | exact | overlap | how borders fail |", "|---|---|---|---|---|")


def addresses(engine: Engine, text: str) -> list[Hit]:
    return [h for h in engine.find(text) if h.entity == "JP_ADDRESS" and h.score >= SURE]


def forms(engine: Engine) -> Tally:
    """The stretches in braces of address_forms/found.txt; what is found beside them is counted as such."""
    tally = Tally()
    for _, line in _lines(FORMS / "found.txt"):
        text, spans = _marked(line)
        hits = addresses(engine, text)
        for span in spans:
            tally.take(text, span, hits)
        for hit in hits:
            if not any(hit.start < end and start < hit.end for start, end in spans):
                tally.borders["beside"] += 1
                tally.errors.append(("beside", text[hit.start : hit.end]))
    return tally


def negatives(engine: Engine) -> tuple[list[str], int]:
    """(reason and stretch of each false alarm of address_forms/negatives.txt, lines)"""
    alarms, lines = [], 0
    for reason, line in _lines(FORMS / "negatives.txt"):
        lines += 1
        text = line.replace("\\n", "\n")
        alarms += [f"{reason}: {text[h.start : h.end]} in {text[:50]!r}" for h in addresses(engine, text)]
    return alarms, lines


def statutes(engine: Engine, folder: Path) -> tuple[list[str], int]:
    """Hits in texts that hold no address of a living person; (stretches, characters)."""
    alarms, size = [], 0
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_bytes().decode("cp932" if "sjis" in folder.name else "utf-8", "replace")
            size += len(text)
            for start in range(0, len(text), 50_000):
                block = text[start : start + 50_000]
                alarms += [f"{block[h.start : h.end]} ({h.score})" for h in addresses(engine, block)]
    return alarms, size


def business(engine: Engine) -> dict[str, tuple[Tally, list[str]]]:
    """Label → its spans in the labelled business texts, and the false alarms."""
    out: dict[str, tuple[Tally, list[str]]] = {"ADDRESS": (Tally(), []), "POSTAL_CODE": (Tally(), [])}
    for path in sorted(HERE.glob("*/text.jsonl")):
        for row in read(path):
            hits = [h for h in engine.find(row["text"]) if h.score >= SURE and label(h.entity) in out]
            for name, (tally, alarms) in out.items():
                wanted = [e for e in row["entities"] if e["label"] == name]
                mine = [h for h in hits if label(h.entity) == name]
                for entity in wanted:
                    if not entity.get("optional"):
                        tally.take(row["text"], (entity["start"], entity["end"]), mine)
                alarms += [row["text"][h.start : h.end] for h in mine if not any(over(h, e) for e in wanted)]
    return out


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    if number > 99:
        return "".join(digits[int(d)] for d in str(number))
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def _spelled(rest: str) -> str:
    """1丁目2-3 in kanji: 一丁目二番三号."""
    parts = re.fullmatch(r"(.*?)(?:(\d+)丁目)?(\d+)番?-?(?:(\d+))?(?:番地|号)?", rest)
    if parts is None:
        return rest
    name, block, first, second = parts.groups()
    out = name + (f"{_kanji(int(block))}丁目" if block else "") + _kanji(int(first))
    return out + (f"番{_kanji(int(second))}号" if second else "番地")


# How one address may be written: (whole, prefecture, municipality) → spelling.
SPELLINGS: dict[str, Callable[[str, str, str], str]] = {
    "as given": lambda whole, _, __: whole,
    "half width": lambda whole, _, __: whole.translate(_HALF),
    "1-2-3": lambda whole, _, __: re.sub(r"(?<=\d)(?:丁目|番地の?|番)(?=\d)", "-", whole.translate(_HALF)),
    "1-2-3 full width": lambda whole, _, __: re.sub(
        r"(?<=\d)(?:丁目|番地の?|番)(?=\d)", "-", whole.translate(_HALF)
    ).translate(_FULL),
    "kanji numerals": lambda whole, p, c: p + c + _spelled(whole.translate(_HALF)[len(p + c) :]),
    "no prefecture": lambda whole, p, _: whole.removeprefix(p),
    "town first, 1-2-3": lambda whole, p, c: re.sub(
        r"(?<=\d)(?:丁目|番地の?|番)(?=\d)", "-", whole.translate(_HALF)
    ).removeprefix(p + c),
    "with a room": lambda whole, _, __: whole.translate(_HALF) + " コーポ青葉203号室",
}


def real(engine: Engine, path: Path, step: int) -> Iterator[tuple[str, Tally]]:
    """Every spelling alone, and every frame around the address as given."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["市区町村"] and re.search(r"\d", row["住所"])][::step]
    whole = [
        (r["住所"], r["都道府県"], r["市区町村"]) for r in rows if r["住所"].startswith(r["都道府県"] + r["市区町村"])
    ]
    for name, spell in SPELLINGS.items():
        tally = Tally()
        for parts in whole:
            text = spell(*parts)
            before = "送付先：" if name.startswith("town") else ""
            tally.take(before + text, (len(before), len(before + text)), addresses(engine, before + text))
        yield f"spelling: {name}", tally
    for name, (before, behind) in FRAMES.items():
        tally = Tally()
        for address, *_ in whole:
            text = before + address + behind
            tally.take(text, (len(before), len(before) + len(address)), addresses(engine, text))
        yield f"frame: {name}", tally


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            reason, _, text = line.partition("|")
            yield reason, text


def _marked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """As `marked`; a brace that is JSON's own has a quote behind or before it."""
    line = line.replace("\\n", "\n")
    line = re.sub(r'\{(?=")', "\ue000", re.sub(r'(?<=")\}', "\ue001", line))
    text, spans = marked(line)
    return text.replace("\ue000", "{").replace("\ue001", "}"), spans


def report(engine: Engine, shared: Path, step: int = 8, errors: int = 0) -> Iterator[str]:
    """Markdown, line by line."""
    yield from HEAD
    found: list[tuple[str, Tally]] = [("written forms", forms(engine))]
    texts = business(engine)
    found += [(f"business texts, {name}", tally) for name, (tally, _) in texts.items()]
    table = shared / "data" / "tables" / "geolonia_addresses.csv"
    if table.exists():
        found += real(engine, table, step)
    for name, tally in found:
        yield tally.row(name)
        yield from (f"|   {kind} | {text!r} ||||" for kind, text in tally.errors[:errors])
    yield ""
    alarms, lines = negatives(engine)
    yield f"False alarms: {len(alarms)} in {lines} texts that hold no private address."
    yield from (f"- {alarm}" for alarm in alarms[:20])
    for name, (_, false) in texts.items():
        yield f"- business texts, {name}: {len(false)} {' / '.join(map(repr, false))}"
    for folder in ("laws", "aozora_sjis", "source_code", "tech_docs_rst"):
        if (shared / "data" / "negative" / folder).is_dir():
            wrong, size = statutes(engine, shared / "data" / "negative" / folder)
            yield f"- {folder}, {size / 1e6:.2f} million characters: {len(wrong)} {' / '.join(map(repr, wrong[:errors]))}"
    yield ""


def summary(engine: Engine, shared: Path) -> Iterator[str]:
    """What `make accuracy` says of addresses."""
    yield "## Addresses"
    yield ""
    yield "Written forms (`address_forms`: invented, worked on), labelled business texts, and real addresses (geolonia, MIT, every"
    yield "eighth) in different spellings and frames. Exact: both borders right. `python -m tests.accuracy.addresses` says more."
    yield ""
    yield from report(engine, shared)


def main() -> None:
    from tests.accuracy.run import SHARED

    arguments = sys.argv[1:]
    errors = int(arguments[arguments.index("--errors") + 1]) if "--errors" in arguments else 0
    for line in report(Engine(depth="quick"), SHARED, 1 if "--all" in arguments else 8, errors):
        print(line, flush=True)


if __name__ == "__main__":
    main()
