"""Which paths a plan leaves out.

`*` and `?` stay within a name, `**` crosses folders. A pattern without `/` means a name anywhere; one with `/` means
the path below the target. What matches a folder holds for everything in it. Width of letters is kept, but case and
Unicode form are not looked at: `*.xlsx` means 名簿.XLSX too, and a name that a Mac wrote (NFD).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _regex(glob: str) -> str:
    out, at = [], 0
    while at < len(glob):
        if glob.startswith("**/", at):
            out.append("(?:.*/)?")
            at += 3
            continue
        if glob.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        char = glob[at]
        end = glob.find("]", at + 2) if char == "[" else -1
        if char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif end > 0:
            inner = glob[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[{'^' + inner[1:] if inner[0] in '!^' else inner}]")
            at = end
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)


class Globs:
    """Any of several patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        plain = [_plain(pattern).removeprefix("./").rstrip("/") for pattern in patterns]
        bodies = [_regex(p.lstrip("/")) if "/" in p else f"(?:.*/)?{_regex(p)}" for p in plain if p]
        self._any = bool(bodies)
        self._match = re.compile("|".join(f"(?:{body})" for body in bodies) or r"(?!)", re.DOTALL).fullmatch

    def match(self, relative: str) -> bool:
        """Whether the path, or a folder it lies in, matches."""
        if not self._any:
            return False
        parts = _plain(relative).split("/")
        return any(self._match("/".join(parts[: n + 1])) for n in range(len(parts)))
