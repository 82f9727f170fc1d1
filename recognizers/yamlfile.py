"""Files that users write in YAML: mistakes are told with their place, and of what stands there only names."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from recognizers import userfile

# (where, what is wrong and what to do, the same in Japanese) → what to raise
Wrong = Callable[[object, str, str], Exception]


def load(path: Path, wrong: Wrong) -> Any:
    """What the file says. Dates stay text, so that one that does not exist is found by who knows where it stands."""
    return parse(text_of(path, wrong), path, wrong)


def text_of(path: Path, wrong: Wrong) -> str:
    try:
        return userfile.read_text(path, userfile.MOST_YAML)
    except userfile.UserFileError as error:
        raise wrong(*error.told) from None


def parse(text: str, path: Path, wrong: Wrong) -> Any:
    import yaml

    try:
        node = userfile.compose(text, path)
        return yaml.constructor.SafeConstructor().construct_document(node) if node is not None else None
    except userfile.UserFileError as error:
        raise wrong(*error.told) from None
    except (yaml.YAMLError, ValueError):  # !!int x
        raise wrong(
            path,
            "not valid YAML: a number or another value is none. Put quotes around it.",
            "YAML として正しくありません。数などとして読めない値があります。引用符で囲んでください。",
        ) from None


def ours(text: str) -> Any:
    """What a file of our own says, by the loader in C where there is one: ten times as fast."""
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def outline(text: str) -> Any:
    """The nodes of a text that `parse` takes, with their places; None where nothing stands in it."""
    import yaml

    return yaml.compose(text, userfile.loader())


def check_names(found: Iterable[Any], known: Collection[str], where: object, wrong: Wrong, see: str = "") -> None:
    """Raises for a name that is not known, with the one that was meant, or all there are. see: where to read them."""
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            there = see or ", ".join(known)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known: {there}."
            tip = f"'{near[0]}' ではありませんか。" if near else f"使えるもの: {there}"
            raise wrong(where, f"{name}: unknown. {hint}", f"{name}: 知らない名前です。{tip}")
