"""The files that say what is not counted: YAML entries, each with who approved it, why, and until when."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from recognizers.yamlfile import check_names, load, outline, parse, text_of
from scanner import suppress
from scanner.problems import ConfigError
from scanner.suppress import CLASSES, NEVER, Suppression

_HEAD = "# daicho: what is not counted, by whom approved and until when. docs/suppression.md\nsuppressions:\n"
_LONGEST_YEARS = 3
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,60}")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_ANYTHING = re.compile(r"[*?/.]*")
_KEYS = tuple(field.name for field in fields(Suppression))
_LISTS = ("entity", "values", "path", "part", "field")
_NOBODY = frozenset("tbd todo tba none null nobody na n/a xxx 未定 なし 無し 不明 同上 未承認 承認待ち 確認中".split())


def read(path: Path, entities: Collection[str] = ()) -> tuple[Suppression, ...]:
    """The entries of one file. entities: the types there are; none for any. Raises ConfigError with file and entry."""
    return _entries(load(path, _wrong), path, entities)


def _entries(data: Any, path: Path, entities: Collection[str] = ()) -> tuple[Suppression, ...]:
    if not isinstance(data, dict) or "suppressions" not in data:
        check_names(data if isinstance(data, dict) else (), ("suppressions",), path, _wrong)
        raise _wrong(path, "expected a list under 'suppressions:'.", "「suppressions:」の下に一覧を書いてください。")
    check_names(data, ("suppressions",), path, _wrong)
    rows = data["suppressions"] or []
    if not isinstance(rows, list):
        raise _wrong(path, "expected a list under 'suppressions:'.", "「suppressions:」の下に一覧を書いてください。")
    found: dict[str, Suppression] = {}
    for number, row in enumerate(rows, 1):
        where = f"{path}, {row.get('id') or f'no. {number}' if isinstance(row, dict) else f'no. {number}'}"
        one = _entry(row, where, entities)
        if one.id in found:
            raise _wrong(where, "this id is there twice.", "この id は二度使われています。")
        found[one.id] = one
    return tuple(found.values())


def _entry(row: Any, where: str, entities: Collection[str]) -> Suppression:
    if not isinstance(row, Mapping):
        raise _wrong(where, "expected settings of the form 'key: value'.", "「キー: 値」の形で書いてください。")
    check_names(row, _KEYS, where, _wrong)
    values: dict[str, Any] = {}
    for key, value in row.items():
        several = [one for one in (value if isinstance(value, list | tuple) else [value]) if one is not None]
        if any(not isinstance(one, str | int | float) for one in several) or (len(several) > 1 and key not in _LISTS):
            raise _wrong(where, f"{key}: must be text.", f"{key}: 文字で書いてください。")
        texts = [str(one) for one in several if str(one).strip()]
        values[key] = tuple(texts) if key in _LISTS else one_line("".join(texts))
    for key in ("id", "reason", "approver", "expires"):
        said = values.get(key, "")
        if said.casefold() in _NOBODY or not any(map(str.isalnum, said)):
            raise _wrong(
                where,
                f"{key}: missing. Every suppression says why, by whom and until when.",
                f"{key}: ありません。理由、承認者、期限は必須です。",
            )
    return _checked(Suppression(**values), where, entities)


def one_line(text: str) -> str:
    """No line breaks, nothing that hides or turns other text: it is shown on terminals."""
    return "".join(ch for ch in re.sub(r"[^\S\u3000]+", " ", text).strip() if ch.isprintable() or ch == "\u3000")


def _checked(one: Suppression, where: object, entities: Collection[str]) -> Suppression:
    if not _ID.fullmatch(one.id):
        raise _wrong(
            where, "id: Latin letters, digits, - _ and . only.", "id: 半角の英数字と - _ . だけにしてください。"
        )
    if entities:
        check_names(one.entity, entities, f"{where}: entity", _wrong, see="configs/taxonomy.yaml")
    if one.packaged:
        check_names([one.packaged], CLASSES, f"{where}: packaged", _wrong)
        if one.entity and CLASSES[one.packaged][0] not in one.entity:
            kind = CLASSES[one.packaged][0]
            raise _wrong(
                where,
                f"packaged: {one.packaged} is about {kind}; entity names another type.",
                f"packaged: {one.packaged} は {kind} のものです。entity と合いません。",
            )
    if any(not _DIGEST.fullmatch(value) for value in one.values):
        raise _wrong(
            where,
            "values: digests only, never the value itself. Add one with: daicho suppress add",
            "values: 値そのものではなく照合値を書いてください。追加: daicho suppress add",
        )
    globs = (*one.path, *one.part, *one.field)
    if not (one.entity or one.values or one.packaged) and all(map(_ANYTHING.fullmatch, globs)):
        raise _wrong(
            where,
            "says nothing of what to suppress: give values, packaged, entity, path, part or field.",
            "対象がありません。values、packaged、entity、path、part、field のどれかを書いてください。",
        )
    return _dated(one, where)


def _dated(one: Suppression, where: object) -> Suppression:
    if one.expires == NEVER and not one.packaged:
        raise _wrong(
            where,
            "expires: 'never' is for packaged classes only. Give a date.",
            "expires: never は packaged だけに使えます。日付を書いてください。",
        )
    until = None if one.expires == NEVER else _day("expires", one.expires, where)
    since = _day("approved_on", one.approved_on, where) if one.approved_on else None
    now = suppress.today()
    if until and (until.year - now.year, until.month, until.day) > (_LONGEST_YEARS, now.month, now.day):
        raise _wrong(
            where,
            f"expires: at most {_LONGEST_YEARS} years ahead, so that somebody looks again.",
            f"expires: {_LONGEST_YEARS} 年以内にしてください (見直しのため)。",
        )
    if since and since > min(now, until or now):
        raise _wrong(
            where,
            "approved_on: lies after today, or after the day it expires.",
            "approved_on: 今日または期限より後の日付です。",
        )
    return replace(one, expires=until.isoformat() if until else NEVER, approved_on=since.isoformat() if since else "")


def _day(key: str, value: str, where: object) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _wrong(
            where,
            f"{key}: no such day. Write a date such as 2027-03-31.",
            f"{key}: その日付はありません。2027-03-31 のように書いてください。",
        ) from None


# --- adding ---


def append(path: Path, row: Mapping[str, Any], entities: Collection[str] = ()) -> Suppression:
    """Adds an entry behind the others, named where `row` has no id. What stands in the file stays byte for byte."""
    before = path.read_bytes() if path.exists() else b""
    text = text_of(path, _wrong) if before.strip() else _HEAD
    known = _entries(parse(text, path, _wrong) or {"suppressions": []}, path)
    name = row["id"] or _free(row, {one.id for one in known})
    one = _entry({**row, "id": name}, f"{path}, {name}", entities)
    _new(one, known, path)
    after = _with(text, one)
    try:
        done = _entries(parse(after, path, _wrong), path) == (*known, one)
    except ConfigError:
        done = False
    if not done:
        raise _wrong(
            path,
            "cannot be added to as it is written. Write the entries one below the other, each beginning with '- id:'.",
            "この書き方のファイルには追加できません。「- id:」で始まる項目を縦に並べてください。",
        )
    path.write_bytes(b"\xef\xbb\xbf" * before.startswith(b"\xef\xbb\xbf") + after.encode())
    return one


def _free(row: Mapping[str, Any], taken: Collection[str]) -> str:
    stem = (next(iter(row["entity"]), "") or row["packaged"] or "place").lower()
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}-{number}") not in taken)


def _new(one: Suppression, known: Iterable[Suppression], path: Path) -> None:
    """Raises where an entry in force says the same already. One that has lapsed may be signed anew."""
    now = suppress.today()
    for other in known:
        alike = all(getattr(one, key) == getattr(other, key) for key in ("entity", "packaged", "path", "part", "field"))
        if other.id == one.id:
            raise _wrong(path, f"{one.id}: this id is there already.", f"{one.id}: この id はすでにあります。")
        if alike and other.active(now) and (set(one.values) & set(other.values) or not (one.values or other.values)):
            raise _wrong(
                path,
                f"{other.id} says so already, until {other.expires}. To prolong it, change that entry.",
                f"{other.id} に同じ内容があります (期限 {other.expires})。延長するにはその項目を直してください。",
            )


def _with(text: str, one: Suppression) -> str:
    import yaml

    row = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(one).items() if value}
    root = outline(text)
    rows = next((value for key, value in root.value if key.value == "suppressions"), None) if root else None
    if rows is not None and rows.id == "sequence" and rows.flow_style:
        cut = rows.end_mark.index - 1
        comma = ", " if rows.value and not text[:cut].rstrip().endswith(",") else ""
        return f"{text[:cut]}{comma}{json.dumps(row, ensure_ascii=False)}{text[cut:]}"
    end = "\r\n" if "\r\n" in text else "\n"
    margin = " " * (rows.start_mark.column if rows is not None and rows.id == "sequence" else 2)
    lines = yaml.safe_dump([row], allow_unicode=True, sort_keys=False, width=1_000).splitlines()
    head = [] if root else ["suppressions:"]
    gap = "" if not text or text.endswith("\n") else end
    return text + gap + "".join(line + end for line in (*head, *(margin + line for line in lines)))


def _wrong(where: object, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{where}: {en}", ja=f"{where}: {ja}")
