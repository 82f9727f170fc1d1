"""The files that say what is not counted: YAML entries, each with who approved it, why, and until when."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from scanner import suppress
from scanner.problems import ConfigError
from scanner.suppress import CLASSES, NEVER, Suppression

_LONGEST_YEARS = 3
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,60}")
_DIGEST = re.compile(r"[0-9a-f]{32}")


def read(path: Path) -> tuple[Suppression, ...]:
    """The entries of one file. Raises ConfigError with file, entry and what to do."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise _wrong(
            path,
            "cannot be read as UTF-8 text. Check the path.",
            "UTF-8 のテキストとして読めません。パスを確認してください。",
        ) from None
    except yaml.YAMLError:
        raise _wrong(path, "not valid YAML.", "YAML として正しくありません。") from None
    if not isinstance(data, dict) or not isinstance(data.get("suppressions"), list):
        raise _wrong(path, "expected a list under 'suppressions:'.", "「suppressions:」の下に一覧を書いてください。")
    found = []
    for number, entry in enumerate(data["suppressions"], 1):
        name = entry.get("id", f"no. {number}") if isinstance(entry, dict) else f"no. {number}"
        found.append(_entry(entry, f"{path}, {name}"))
    return checked(path, found)


def checked(path: Path, entries: Iterable[Suppression]) -> tuple[Suppression, ...]:
    """Entries whose ids differ and whose dates are dates."""
    found: list[Suppression] = []
    for one in entries:
        if any(one.id == other.id for other in found):
            raise _wrong(f"{path}, {one.id}", "this id is there twice.", "この id は二度使われています。")
        _dates(one, f"{path}, {one.id}")
        found.append(one)
    return tuple(found)


def _entry(entry: Any, where: str) -> Suppression:
    if not isinstance(entry, dict):
        raise _wrong(where, "expected settings of the form 'key: value'.", "「キー: 値」の形で書いてください。")
    known = [field.name for field in fields(Suppression)]
    for key in entry:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known keys: {', '.join(known)}."
            tip = f"'{near[0]}' ではありませんか。" if near else f"使えるキー: {', '.join(known)}"
            raise _wrong(where, f"{key}: unknown key. {hint}", f"{key}: 知らないキーです。{tip}")
    for key in ("id", "reason", "approver", "expires"):
        if not str(entry.get(key) or "").strip():
            raise _wrong(
                where,
                f"{key}: missing. Every suppression says why, by whom and until when.",
                f"{key}: ありません。理由、承認者、期限は必須です。",
            )
    lists = {"entity", "values", "path", "part", "field"}
    values: dict[str, Any] = {
        key: tuple(str(one) for one in (value if isinstance(value, list) else [value])) if key in lists else str(value)
        for key, value in entry.items()
        if value not in (None, [])
    }
    one = Suppression(**values)
    if not _ID.fullmatch(one.id):
        raise _wrong(
            where, "id: Latin letters, digits, - _ and . only.", "id: 半角の英数字と - _ . だけにしてください。"
        )
    if one.packaged and one.packaged not in CLASSES:
        raise _wrong(
            where,
            f"packaged: use one of {', '.join(CLASSES)}.",
            f"packaged: 次のどれかにしてください: {', '.join(CLASSES)}",
        )
    if any(not _DIGEST.fullmatch(value) for value in one.values):
        raise _wrong(
            where,
            "values: digests only, never the value itself. Add one with: daicho suppress add",
            "values: 値そのものではなく照合値を書いてください。追加: daicho suppress add",
        )
    if not (one.entity or one.values or one.packaged or one.path or one.part or one.field):
        raise _wrong(
            where,
            "says nothing of what to suppress: give values, packaged, entity, path, part or field.",
            "対象がありません。values、packaged、entity、path、part、field のどれかを書いてください。",
        )
    return one


def _dates(one: Suppression, where: str) -> None:
    if one.expires == NEVER and not one.packaged:
        raise _wrong(
            where,
            "expires: 'never' is for packaged classes only. Give a date.",
            "expires: never は packaged だけに使えます。日付を書いてください。",
        )
    for key, value in (("expires", one.expires), ("approved_on", one.approved_on)):
        if value and value != NEVER:
            try:
                day = date.fromisoformat(value)
            except ValueError:
                raise _wrong(
                    where, f"{key}: a date such as 2027-03-31.", f"{key}: 2027-03-31 のような日付にしてください。"
                ) from None
            if day.year > suppress.today().year + _LONGEST_YEARS:
                raise _wrong(
                    where,
                    f"{key}: at most {_LONGEST_YEARS} years ahead, so that somebody looks again.",
                    f"{key}: {_LONGEST_YEARS} 年以内にしてください (見直しのため)。",
                )


def write(path: Path, entries: Iterable[Suppression]) -> None:
    """A file of entries; what was there and is not among them is gone."""
    import yaml

    empty = Suppression("", "", "", "")
    rows = [
        {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(one).items()
            if value != getattr(empty, key)
        }
        for one in entries
    ]
    text = yaml.safe_dump({"suppressions": rows}, allow_unicode=True, sort_keys=False)
    path.write_text(
        "# daicho: what is not counted, by whom approved and until when. docs/suppression.md\n" + text, encoding="utf-8"
    )


def _wrong(where: object, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{where}: {en}", ja=f"{where}: {ja}")
