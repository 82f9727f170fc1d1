"""Files that users write: text in an encoding that is certain, and YAML that says one thing only.

Scalars stay the text that was written, so that 0012, 1e5 and no are what they look like. Repeated keys are refused, and
anchors and tags where nobody needs them, each with its line: they are mistakes, or meant to fill the memory.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import yaml

MOST_YAML = 4 << 20  # bytes
_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map"))
_DEEPEST = 20
_MOST_NODES = 600_000


class UserFileError(ValueError):
    """What is wrong in a user's file and what to do, in English and in Japanese (`ja`). Holds nothing of its content."""

    def __init__(self, where: object, en: str, ja: str) -> None:
        super().__init__(f"{where}: {en}")
        self.ja = f"{where}: {ja}"
        self.told = where, en, ja


class Settings(dict[str, Any]):
    """A mapping of a YAML file. line: of the mapping. lines: of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def read_text(path: Path, most: int) -> str:
    """UTF-8 with or without a mark, or UTF-16 with one. Raises UserFileError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)  # of a device there is no end
    except OSError:
        raise UserFileError(
            path, "cannot be read. Check the path and its permissions.", "読めません。パスと権限を確認してください。"
        ) from None
    if len(data) > most:
        raise _too_long(path, most)
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise UserFileError(
            path,
            "is not UTF-8 (perhaps Shift_JIS, as older Windows programs write). Save it as UTF-8.",
            "UTF-8 ではありません (Shift_JIS かもしれません)。UTF-8 で保存し直してください。",
        ) from None


def read_yaml(path: Path) -> Any:
    """Settings, lists and text. Raises UserFileError."""
    return _Reading(path, shared=False).value(_compose(read_text(path, MOST_YAML), path))


@cache
def loader() -> Any:
    """YAML's safe one, to which a date is text."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar = {
            first: [one for one in ways if one[0] != "tag:yaml.org,2002:timestamp"]
            for first, ways in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return Loader


def compose(text: str, path: Path) -> yaml.Node | None:
    """The nodes of a text. They may share what an anchor names, as long as it does not grow without measure."""
    node = _compose(text, path)
    _Reading(path, shared=True).value(node)
    return node


def _compose(text: str, path: Path) -> yaml.Node | None:
    import yaml

    if len(text) > MOST_YAML:
        raise _too_long(path, MOST_YAML)
    try:
        return yaml.compose(text, Loader=loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark is None:
            raise UserFileError(path, "not valid YAML.", "YAML として正しくありません。") from None
        lines = text.splitlines()
        line = min(mark.line + 1, max(1, len(lines)))  # or the end of the file, one further
        tab = any("\t" in one[: len(one) - len(one.lstrip())] for one in lines[: mark.line + 2])
        en = "Indent with spaces, not tabs." if tab else "Check indentation, colons and quotes there."
        ja = "タブではなく空白で字下げしてください。" if tab else "字下げ、コロン、引用符を確認してください。"
        raise UserFileError(at(path, line), f"not valid YAML. {en}", f"YAML として正しくありません。{ja}") from None
    except RecursionError:
        raise _too_deep(path) from None


def at(path: object, line: int) -> str:
    return f"{path}, line {line}"


class _Reading:
    """shared: what an anchor names counts each time it is used; otherwise anchors are refused."""

    def __init__(self, path: Path, shared: bool) -> None:
        self._path, self._shared = path, shared
        self._seen: set[int] = set()
        self._count = 0

    def value(self, node: Any, depth: int = 0) -> Any:
        if node is None:
            return ""
        where = at(self._path, node.start_mark.line + 1)
        self._count += 1
        if depth > _DEEPEST:
            raise _too_deep(where)
        if self._count > _MOST_NODES:
            raise UserFileError(where, "too many entries.", "項目が多すぎます。")
        if not self._shared and (id(node) in self._seen or node.tag not in _TAGS):
            raise UserFileError(
                where,
                "no anchors (&name, *name, <<) and no tags (!name); write it out.",
                "&名前、*名前、<<、!名前 は使えません。直接書いてください。",
            )
        self._seen.add(id(node))
        if node.id == "scalar":
            return "" if node.tag.endswith(":null") else node.value
        if node.id == "sequence":
            return [self.value(one, depth + 1) for one in node.value]
        found = Settings(node.start_mark.line + 1)
        for name, value in node.value:
            key, line = self.value(name, depth + 1), name.start_mark.line + 1
            if not isinstance(key, str):
                raise UserFileError(at(self._path, line), "a key must be a word.", "キーは語にしてください。")
            if key in found:
                raise UserFileError(
                    at(self._path, line),
                    f"this key is there twice, first on line {found.lines[key]}. Remove one.",
                    f"このキーは二度書かれています ({found.lines[key]} 行目)。どちらかを消してください。",
                )
            found[key], found.lines[key] = self.value(value, depth + 1), line
        return found


def _too_deep(where: object) -> UserFileError:
    return UserFileError(where, "nested too deeply.", "入れ子が深すぎます。")


def _too_long(path: Path, most: int) -> UserFileError:
    return UserFileError(
        path,
        f"more than {most >> 20} MB. Long lists of words belong into a terms_file, one a line.",
        f"{most >> 20} MB を超えています。長い語の一覧は terms_file に 1 行 1 語で書いてください。",
    )
