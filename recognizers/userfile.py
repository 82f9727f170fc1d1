"""Files that users write: text in an encoding that is certain, and YAML that says one thing only.

Scalars stay the text that was written, so that 0012, 1e5 and no are what they look like. Repeated keys, anchors and
tags are refused, each with its line: they are mistakes, or meant to fill the memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

MOST_YAML = 4 << 20  # bytes
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_DEEPEST = 20


class UserFileError(ValueError):
    """What is wrong in a user's file and what to do, in English and in Japanese (`ja`). Holds nothing of its content."""

    def __init__(self, where: object, en: str, ja: str) -> None:
        super().__init__(f"{where}: {en}")
        self.ja = f"{where}: {ja}"


class Settings(dict[str, Any]):
    """A mapping of a YAML file. line: of the mapping. lines: of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_text(path: Path, most: int) -> str:
    """UTF-8 with or without a mark, or UTF-16 with one. Raises UserFileError."""
    try:
        size = path.stat().st_size
        if size > most:
            raise UserFileError(
                path, f"more than {most >> 20} MB. {_SHORTER[0]}", f"{most >> 20} MB を超えています。{_SHORTER[1]}"
            )
        data = path.read_bytes()
    except OSError:
        raise UserFileError(
            path, "cannot be read. Check the path and its permissions.", "読めません。パスと権限を確認してください。"
        ) from None
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise UserFileError(
            path,
            "is not UTF-8 (perhaps Shift_JIS, as older Windows programs write). Save it as UTF-8.",
            "UTF-8 ではありません (Shift_JIS かもしれません)。UTF-8 で保存し直してください。",
        ) from None


_SHORTER = (
    "Put long lists into a terms_file, one word a line.",
    "長い一覧は terms_file に 1 行 1 語で書いてください。",
)


def read_yaml(path: Path) -> Any:
    """Settings, lists and text. Raises UserFileError."""
    return _value(_node(path), path, set(), 0)


def read_typed_yaml(path: Path) -> Any:
    """As `read_yaml`, with numbers, truth values and None as YAML has them."""
    from yaml.constructor import SafeConstructor

    node = _node(path)
    _value(node, path, set(), 0)
    try:
        return SafeConstructor().construct_document(node) if node is not None else None
    except ValueError:  # 2027-02-30
        raise UserFileError(
            path, "holds a date or number that is none.", "日付か数として正しくない値があります。"
        ) from None


def _node(path: Path) -> yaml.Node | None:
    import yaml

    text = read_text(path, MOST_YAML)
    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark is None:
            raise UserFileError(path, "not valid YAML.", "YAML として正しくありません。") from None
        tab = any("\t" in line[: len(line) - len(line.lstrip())] for line in text.splitlines()[: mark.line + 2])
        en = "Indent with spaces, not tabs." if tab else "Check indentation, colons and quotes there."
        ja = "タブではなく空白で字下げしてください。" if tab else "字下げ、コロン、引用符を確認してください。"
        raise UserFileError(
            at(path, mark.line + 1), f"not valid YAML. {en}", f"YAML として正しくありません。{ja}"
        ) from None
    except RecursionError:
        raise _too_deep(path) from None


def at(path: object, line: int) -> str:
    return f"{path}, line {line}"


def _value(node: Any, path: Path, seen: set[int], depth: int) -> Any:
    import yaml

    if node is None:
        return ""
    where = at(path, node.start_mark.line + 1)
    if id(node) in seen:
        raise UserFileError(
            where, "no anchors (&name, *name); write it out.", "&名前、*名前 は使えません。直接書いてください。"
        )
    seen.add(id(node))
    if depth > _DEEPEST:
        raise _too_deep(where)
    if node.tag not in _TAGS:
        raise UserFileError(where, "no tags (!name) and no <<.", "!名前 と << は使えません。")
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag.endswith(":null") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, path, seen, depth + 1) for one in node.value]
    found = Settings(node.start_mark.line + 1)
    for name, value in node.value:
        key, line = _value(name, path, seen, depth + 1), name.start_mark.line + 1
        if not isinstance(key, str):
            raise UserFileError(at(path, line), "a key must be a word.", "キーは語にしてください。")
        if key in found:
            raise UserFileError(
                at(path, line),
                f"the key is there twice, first on line {found.lines[key]}. Remove one.",
                f"同じキーが {found.lines[key]} 行目にもあります。どちらかを消してください。",
            )
        found[key], found.lines[key] = _value(value, path, seen, depth + 1), line
    return found


def _too_deep(where: object) -> UserFileError:
    return UserFileError(where, "nested too deeply.", "入れ子が深すぎます。")
