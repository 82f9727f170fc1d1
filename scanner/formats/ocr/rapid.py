"""RapidOCR: the models of PP-OCR in onnxruntime, all in wheels (`daicho[ocr]`); nothing is fetched when it runs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scanner.formats.ocr.words import Failed, Word

if TYPE_CHECKING:
    from PIL.Image import Image

_SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
}


def build() -> Rapid | None:
    """None where the extra is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    return Rapid()


class Rapid:
    """The models are loaded once, and stay: about 300 MB of a worker."""

    def __init__(self) -> None:
        import onnxruntime
        from rapidocr import RapidOCR

        onnxruntime.disable_telemetry_events()  # the wheels for Windows send some unless told not to
        self._model = RapidOCR(params=_SETTINGS)

    def read(self, picture: Image, vertical: bool, seconds: float) -> list[Word]:
        """Cannot be broken off; the size of the picture bounds it, and the clock of the worker ends it."""
        import numpy as np

        if vertical:  # it turns tall boxes by itself, and then tells neither which way nor in which order
            return []
        try:
            told: Any = self._model(
                np.asarray(picture.convert("RGB")), use_cls=False, return_word_box=True, return_single_char_box=True
            )
        except MemoryError:
            raise
        except Exception as exc:  # onnxruntime and OpenCV have many kinds, and quote what they were given
            raise Failed(f"rapidocr: {type(exc).__name__}") from None
        return [word for line in told.word_results or () for word in map(_word, line) if word is not None]


def _word(told: Any) -> Word | None:
    text, confidence, box = told
    if not str(text).strip() or box is None:
        return None
    across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
    return Word(str(text), min(across), min(down), max(across), max(down), float(confidence))
