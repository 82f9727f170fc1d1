"""Build text.jsonl from texts.txt: python make.py. Offsets and check digits are computed here.

texts.txt, one text a line: category|trap|text, with \\n and \\t for line break and tab.
{LABEL:…}, {LABEL/sub:…}, {LABEL?:…} (optional) go around an entity.
<kind:seed> or <kind:seed:format> stands for an invented number with a right check digit (…bad: with a wrong one).
format: group sizes and separators such as 4-4-4, led by f for full-width or k for kanji numerals;
box = 1□2□3, bar = 1|2|3, sp = 1 2 3.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MARK = re.compile(r"\{([A-Z_]{5,16})(?:/([a-z_]+))?(\?)?:([^{}]+)\}")
NUMBER = re.compile(r"<([a-z0-9]+):([0-9a-z]+)(?::([^>]+))?>")
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
NEGATIVE_FOR = (("special_care", "SPECIAL_CARE"), ("credit", "CREDIT_INFO"))


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


def my_check(body: str) -> str:
    r = weighted(body, "65432765432")
    return str(0 if r <= 1 else 11 - r)


def my_number(rng: random.Random) -> str:
    body = digits(rng, 11)
    return body + my_check(body)


def wrong(value: str, rng: random.Random) -> str:
    return value[:-1] + str((int(value[-1]) + rng.randint(1, 9)) % 10)


PREFIX = "10 20 22 30 40 44 45 46 48 50 54 62 63 65 70 72 80 82 90 93 97".split()


def licence(rng: random.Random) -> str:
    body = rng.choice(PREFIX) + f"{rng.choice((72, 81, 88, 93, 97, 1, 5, 9, 14, 19, 22)):02d}" + digits(rng, 6)
    r = weighted(body, "5432765432")
    return body + str((11 - r) % 10) + rng.choice("00012")


def insurer(rng: random.Random) -> str:
    return luhn(
        rng.choice(("01", "06", "31", "34")) + rng.choice(("13", "27", "40", "23", "04", "22")) + digits(rng, 3)
    )


def yucho_check(head3: str, tail: str, n: str) -> str:
    def double(d: str) -> int:
        return int(d) * 2 - (9 if int(d) > 4 else 0)

    s = head3[0] + head3[1] + head3[2]
    total = int(s[0]) + 3 * int(s[1]) + double(s[2]) + 3 * int(tail)
    total += (
        double(n[0]) + int(n[1]) + 3 * int(n[2]) + double(n[3]) + int(n[4]) + 3 * int(n[5]) + double(n[6]) + int(n[7])
    )
    return str(total % 10)


def yucho(rng: random.Random) -> str:
    head, number = "1" + digits(rng, 2, "01234567"), digits(rng, 7) + "1"
    return head + yucho_check(head, "0", number) + "0" + number


def corporate(rng: random.Random) -> str:
    body = digits(rng, 12, "01234")
    if body.startswith("00"):
        body = "01" + body[2:]
    total = sum(int(d) * (1 if i % 2 == 0 else 2) for i, d in enumerate(reversed(body)))
    return str(9 - total % 9) + body


def ean(body: str) -> str:
    return body + str(-sum(int(d) * (1 if i % 2 == 0 else 3) for i, d in enumerate(body)) % 10)


def slip(rng: random.Random) -> str:
    body = digits(rng, 11)
    return body + str(int(body) % 7)


def slip_passing(rng: random.Random) -> str:
    while my_check((value := slip(rng))[:11]) != value[11]:
        pass
    return value


def not_my(rng: random.Random) -> str:
    while my_check((value := digits(rng, 12))[:11]) == value[11]:
        pass
    return value


KINDS = {
    "my": my_number,
    "mybad": lambda r: wrong(my_number(r), r),
    "dl": licence,
    "visa": lambda r: luhn("4" + digits(r, 14)),
    "mc": lambda r: luhn("53" + digits(r, 13)),
    "jcb": lambda r: luhn("354" + digits(r, 12)),
    "amex": lambda r: luhn("37" + digits(r, 12)),
    "diners": lambda r: luhn("36" + digits(r, 11)),
    "visabad": lambda r: wrong(luhn("4" + digits(r, 14)), r),
    "insurer": insurer,
    "kokuho": lambda r: luhn(rng_pref(r) + digits(r, 3)),
    "elder": lambda r: luhn("39" + rng_pref(r) + digits(r, 3)),
    "elderno": lambda r: luhn(digits(r, 7, "0123")),
    "payer": lambda r: luhn(r.choice(("21", "54", "51", "12", "15")) + rng_pref(r) + digits(r, 3, "5678")),
    "jukyu": lambda r: luhn(digits(r, 6)),
    "yucho": yucho,
    "corp": corporate,
    "corpbad": lambda r: str(int(corporate(r)[0]) % 9 + 1) + corporate(r)[1:],
    "jan": lambda r: ean(r.choice(("45", "49")) + digits(r, 10)),
    "isbn": lambda r: ean("9784" + digits(r, 8)),
    "imei": lambda r: luhn("35" + digits(r, 12)),
    "slip": slip,
    "slipmy": slip_passing,
    "notmy": not_my,
}


def rng_pref(rng: random.Random) -> str:
    return f"{rng.randint(1, 47):02d}"


def invent(kind: str, seed: str, form: str | None) -> str:
    value = KINDS[kind](random.Random(f"b3 {kind}{seed}"))
    if not form:
        return value
    if form in ("box", "bar", "sp"):
        return {"box": "□", "bar": "|", "sp": " "}[form].join(value)
    table = {"f": FULL, "k": KANJI}.get(form[0])
    form = form[1:] if table else form
    if form:
        out, at = "", 0
        for token in re.findall(r"\d+|\D", form):
            if token.isdigit():
                out, at = out + value[at : at + int(token)], at + int(token)
            else:
                out += token
        assert at == len(value), (kind, form, value)
        value = out
    return value.translate(table) if table else value


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
        assert (e["label"] == "SPECIAL_CARE") == ("sub" in e), line
    row: dict[str, Any] = {"id": f"bt{number:04d}", "text": text, "entities": entities, "category": category}
    certain = [e for e in entities if "optional" not in e]
    row |= {"source": "handwritten-2026-11", "hard_negative": bool(trap) and not certain}
    if trap:
        row["trap"] = trap
        labels = [label for word, label in NEGATIVE_FOR if word in trap]
        if labels and certain:
            row["negative_for"] = labels
    return row


def main() -> None:
    lines = [x for x in (HERE / "texts.txt").read_text(encoding="utf-8").splitlines() if x and not x.startswith("#")]
    rows = [build(line, i) for i, line in enumerate(lines, 1)]
    body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (HERE / "text.jsonl").write_text(body, encoding="utf-8")
    print(len(rows), "texts,", sum(len(r["entities"]) for r in rows), "entities")
    print(Counter(e["label"] + ("?" if "optional" in e else "") for r in rows for e in r["entities"]))


if __name__ == "__main__":
    main()
