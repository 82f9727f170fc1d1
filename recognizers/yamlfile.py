"""Files that users write in YAML: mistakes are told with their place, and of what stands there only names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

# (where, what is wrong and what to do, the same in Japanese) → what to raise
Wrong = Callable[[object, str, str], Exception]


def load(path: Path, wrong: Wrong) -> Any:
    """What the file says. Dates stay text, so that one that does not exist is found by who knows where it stands."""
    return parse(text_of(path, wrong), path, wrong)


def text_of(path: Path, wrong: Wrong) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise wrong(
            path,
            "cannot be read as UTF-8 text. Check the path.",
            "UTF-8 のテキストとして読めません。パスを確認してください。",
        ) from None


def parse(text: str, path: Path, wrong: Wrong) -> Any:
    import yaml

    try:
        return yaml.load(text, _loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else path
        if getattr(error, "problem", "") == _TWICE:
            raise wrong(where, "this key is there twice.", "このキーは二度書かれています。") from None
        raise wrong(
            where,
            "not valid YAML. Check indentation, colons and quotes.",
            "YAML として正しくありません。字下げ、コロン、引用符を確認してください。",
        ) from None


def outline(text: str) -> Any:
    """The nodes of a text that `parse` takes, with their places; None where nothing stands in it."""
    import yaml

    return yaml.compose(text, _loader())


def check_names(found: Iterable[Any], known: Collection[str], where: object, wrong: Wrong, see: str = "") -> None:
    """Raises for a name that is not known, with the one that was meant, or all there are. see: where to read them."""
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            there = see or ", ".join(known)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known: {there}."
            tip = f"'{near[0]}' ではありませんか。" if near else f"使えるもの: {there}"
            raise wrong(where, f"{name}: unknown. {hint}", f"{name}: 知らない名前です。{tip}")


_TWICE = "twice"


@cache
def _loader() -> Any:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar = {
            first: [one for one in ways if one[0] != "tag:yaml.org,2002:timestamp"]
            for first, ways in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            here = range(node.start_mark.index, node.end_mark.index)  # keys that are merged in (<<) stand elsewhere
            keys = set()
            for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
                if key.start_mark.index in here and (key.tag, str(key.value)) in keys:
                    raise yaml.constructor.ConstructorError(None, None, _TWICE, key.start_mark)
                if key.start_mark.index in here:
                    keys.add((key.tag, str(key.value)))
            return super().construct_mapping(node, deep)

    return Loader
