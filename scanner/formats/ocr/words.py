"""What an engine gives back, and what it must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of characters in a picture. Edges in pixels of the picture that was read; `confidence` 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


class Engine(Protocol):
    """Reads characters off a picture that stands upright."""

    def read(self, picture: Image, vertical: bool, seconds: float) -> list[Word]:
        """`vertical`: lines run downwards, from right to left. Raises `Failed`; may take longer than `seconds`."""


class Failed(Exception):
    """An engine gave nothing. The message says why, and holds nothing of the picture."""
