"""Build text.jsonl from the hand-written texts.txt: python make.py (offsets and check digits are computed here).

texts.txt: one text a line, category|trap|text, with \\n and \\t for line break and tab, {LABEL:…}, {LABEL/sub:…} and
{LABEL?:…} (optional) around an entity, <kind:seed> or <kind:seed:format> for an invented number with a valid check
digit. format: f = full-width, or a string of group sizes and separators such as 4-4-4.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MARK = re.compile(r"\{([A-Z_]{5,16})(?:/([a-z_]+))?(\?)?:([^{}]+)\}")
NUMBER = re.compile(r"<([a-z0-9]+):([0-9]+)(?::([^>]+))?>")
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")


def luhn(body: str) -> str:
    total = 0
    for i, d in enumerate(reversed(body)):
        n = int(d) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return body + str(-total % 10)


def weighted(body: str, weights: str) -> int:
    return sum(int(d) * int(w) for d, w in zip(body, weights, strict=True)) % 11


def digits(rng: random.Random, n: int, first: str = "123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(n - 1))


def my_number(rng: random.Random) -> str:
    body = digits(rng, 11)
    r = weighted(body, "65432765432")
    return body + str(0 if r <= 1 else 11 - r)


def licence(rng: random.Random) -> str:
    body = (
        rng.choice(("30", "45", "62", "54", "90", "10", "43", "97")) + f"{rng.randrange(0, 100):02d}" + digits(rng, 6)
    )
    r = weighted(body, "5432765432")
    return body + str((11 - r) % 10) + "0"


def insurer(rng: random.Random) -> str:
    return luhn(rng.choice(("01", "06", "39")) + rng.choice(("13", "27", "40", "23")) + digits(rng, 3))


def yucho(rng: random.Random) -> str:
    head, number = digits(rng, 2, "1")[1], f"{rng.randrange(1000000, 9999999)}1"
    head = f"1{head}{rng.randrange(0, 10)}"

    def double(d: str) -> int:
        return int(d) * 2 - (9 if int(d) > 4 else 0)

    n = number
    total = int(head[0]) + 3 * int(head[1]) + double(head[2]) + double(n[0]) + int(n[1]) + 3 * int(n[2])
    total += double(n[3]) + int(n[4]) + 3 * int(n[5]) + double(n[6]) + int(n[7])
    return f"{head}{total % 10}0-{n}"


def corporate(rng: random.Random) -> str:
    body = digits(rng, 12)
    total = sum(int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


KINDS = {
    "my": my_number,
    "dl": licence,
    "visa": lambda r: luhn("4" + digits(r, 14)),
    "mc": lambda r: luhn("53" + digits(r, 13)),
    "jcb": lambda r: luhn("354" + digits(r, 12)),
    "amex": lambda r: luhn("37" + digits(r, 12)),
    "insurer": insurer,
    "yucho": yucho,
    "yk": lambda r: yucho(r).split("-")[0],
    "yn": lambda r: yucho(r).split("-")[1],
    "corp": corporate,
    "jan": lambda r: ean("45" + digits(r, 10)),
    "imei": lambda r: luhn("35" + digits(r, 12)),
}


def ean(body: str) -> str:
    return body + str(-sum(int(d) * (1 if i % 2 == 0 else 3) for i, d in enumerate(body)) % 10)


def invent(kind: str, seed: str, form: str | None) -> str:
    value = KINDS[kind](random.Random(f"{kind}{seed}" if kind not in ("yk", "yn") else f"yucho{seed}"))
    if form == "f":
        return value.translate(FULL)
    if form:
        out, at = "", 0
        for token in re.findall(r"\d+|\D", form):
            if token.isdigit():
                out, at = out + value[at : at + int(token)], at + int(token)
            else:
                out += token
        return out
    return value


def build(line: str, number: int) -> dict[str, Any]:
    category, trap, marked = line.split("|", 2)
    marked = marked.replace("\\n", "\n").replace("\\t", "\t")
    marked = NUMBER.sub(lambda m: invent(m[1], m[2], m[3]), marked)
    text, last = "", 0
    entities: list[dict[str, Any]] = []
    for m in MARK.finditer(marked):
        text += marked[last : m.start()]
        entity: dict[str, Any] = {"start": len(text), "end": len(text) + len(m[4]), "label": m[1], "text": m[4]}
        if m[2]:
            entity["sub"] = m[2]
        if m[3]:
            entity["optional"] = True
        entities.append(entity)
        text += m[4]
        last = m.end()
    text += marked[last:]
    for e in entities:
        assert text[e["start"] : e["end"]] == e["text"], line
    row: dict[str, Any] = {"id": f"own{number:04d}", "text": text, "entities": entities, "category": category}
    row |= {"source": "handwritten", "hard_negative": bool(trap)}
    return row | ({"trap": trap} if trap else {})


def main() -> None:
    lines = [x for x in (HERE / "texts.txt").read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]
    rows = [build(line, i) for i, line in enumerate(lines, 1)]
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (HERE / "text.jsonl").write_text(body, encoding="utf-8")
    print(len(rows), "texts,", sum(len(r["entities"]) for r in rows), "entities")


if __name__ == "__main__":
    main()
