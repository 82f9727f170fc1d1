"""Rules over facts → verdicts. Pure: a new policy needs no new scan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from scanner.classify import SURE
from scanner.model import LEVELS, Verdict
from scanner.problems import ConfigError

Row = Mapping[str, Any]

_SEVERITIES = LEVELS[1:]
_CONDITIONS: dict[str, type] = {
    "entities": list,
    "categories": list,
    "path": list,
    "not_path": list,
    "exposure": list,
    "status": list,
    "level": str,
    "persons": int,
    "min_score": float,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`when`: see configs/policy/default.yaml. message and obligation: language → text."""

    id: str
    severity: str
    when: Mapping[str, Any]
    message: Mapping[str, str]
    obligation: Mapping[str, str]
    due: str = ""


def load(policy: str = "default") -> tuple[Rule, ...]:
    """A packaged policy by name, or a file by path."""
    import yaml

    packaged = files("configs") / "policy" / f"{policy}.yaml"
    plain = re.fullmatch(r"[\w-]+", policy) is not None
    try:
        text = packaged.read_text("utf-8") if plain and packaged.is_file() else Path(policy).read_text("utf-8")
        data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"{policy}: policy not found or not readable. Give a path, or one of: {', '.join(names())}.",
            ja=f"{policy}: ポリシーが見つからないか、読めません。ファイルのパスか、次の名前を指定してください: {', '.join(names())}",
        ) from None
    except yaml.YAMLError:
        raise ConfigError(f"{policy}: not valid YAML.", ja=f"{policy}: YAML として正しくありません。") from None
    rules = data.get("rules") if isinstance(data, dict) else None
    if not isinstance(rules, list):
        raise ConfigError(
            f"{policy}: expected a list under 'rules:'.", ja=f"{policy}: 「rules:」の下に規則を並べてください。"
        )
    return tuple(_rule(policy, number, rule) for number, rule in enumerate(rules, start=1))


def names() -> list[str]:
    folder = files("configs") / "policy"
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))


def _rule(policy: str, number: int, rule: Any) -> Rule:
    def fail(what: str, ja: str) -> ConfigError:
        return ConfigError(f"{policy}: rule {number}: {what}", ja=f"{policy}: {number} 番目の規則: {ja}")

    if not isinstance(rule, dict) or not rule.get("id") or not rule.get("message"):
        raise fail("needs 'id' and 'message'.", "id と message が必要です。")
    if unknown := set(rule) - {"id", "severity", "when", "message", "obligation", "due"}:
        raise fail(f"unknown key '{sorted(map(str, unknown))[0]}'.", "知らないキーがあります。")
    if rule.get("severity") not in _SEVERITIES:
        raise fail(
            f"'severity' must be one of {', '.join(_SEVERITIES)}.",
            f"severity は {', '.join(_SEVERITIES)} のどれかです。",
        )
    when = rule.get("when") or {}
    if not isinstance(when, dict):
        raise fail("'when' must be conditions of the form 'key: value'.", "when は「キー: 値」の形で書いてください。")
    for key, value in when.items():
        if key not in _CONDITIONS:
            raise fail(f"unknown condition '{key}'. Known: {', '.join(_CONDITIONS)}.", f"知らない条件です: {key}")
        wanted = _CONDITIONS[key]
        if not isinstance(value, (int, float) if wanted is float else wanted):
            raise fail(f"condition '{key}' must be a {wanted.__name__}.", f"条件 {key} の型が違います。")
    if when.get("level", "none") not in LEVELS:
        raise fail(f"'level' must be one of {', '.join(LEVELS)}.", f"level は {', '.join(LEVELS)} のどれかです。")
    return Rule(
        id=str(rule["id"]),
        severity=rule["severity"],
        when=when,
        message=_texts(rule["message"]),
        obligation=_texts(rule.get("obligation", "")),
        due=str(rule.get("due", "")),
    )


def _texts(value: Any) -> Mapping[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {"en": str(value)}


def _text(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def judge(item: Row, fields: Sequence[Row], rules: Iterable[Rule], lang: str = "en") -> Iterator[Verdict]:
    """What the rules say of one row of `items` and its rows of `fields`."""
    if item["status"] in ("gone", "excluded"):
        return
    for rule in rules:  # paths last: most items have nothing a rule speaks of
        if "entities" in rule.when or "categories" in rule.when:
            places = dict.fromkeys((row["part"], row["field"]) for row in fields if _field_matches(row, rule.when))
        else:
            places = {("", ""): None} if _at_least(item["level"], rule.when.get("level", "none")) else {}
        if places and _item_matches(item, rule.when):
            message, obligation = _text(rule.message, lang), _text(rule.obligation, lang)
            for part, field in places:
                yield Verdict(rule.id, rule.severity, message, obligation, rule.due, part, field)


def _item_matches(item: Row, when: Row) -> bool:
    for key in ("exposure", "status"):
        if key in when and item[key] not in when[key]:
            return False
    if (item.get("persons") or 0) < when.get("persons", 0):
        return False
    if "path" in when or "not_path" in when:
        paths = _paths(item)
        if "path" in when and not any(_glob(glob).match(path) for glob in when["path"] for path in paths):
            return False
        if any(_glob(glob).match(path) for glob in when.get("not_path", ()) for path in paths):
            return False
    return True


def _field_matches(row: Row, when: Row) -> bool:
    named = row["entity"] in when.get("entities", ()) or row["category"] in when.get("categories", ())
    return (
        named
        and row["best_score"] >= when.get("min_score", SURE)
        and _at_least(row["level"], when.get("level", "none"))
    )


def _at_least(level: str | None, wanted: str) -> bool:
    return LEVELS.index(level or "none") >= LEVELS.index(wanted)


def _paths(item: Row) -> tuple[str, ...]:
    """Both as the URI has it, so that folders above the target count, and as people read it."""
    return tuple(unicodedata.normalize("NFC", text) for text in (unquote(item["uri"]), "/" + (item["relative"] or "")))


@cache
def _glob(glob: str) -> re.Pattern[str]:
    return re.compile(translate(unicodedata.normalize("NFC", glob)), re.IGNORECASE)
