"""What is written beside a picture: EXIF (CIPA DC-008), IPTC (IIM 4), XMP, comments, text of PNG.

Where it was taken, by whom, with which camera. Each field is a passage of its own, with its name as header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.ooxml import parse
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_MOST = 64 << 10  # characters of a field
_FIELDS = {
    0x010E: "ImageDescription", 0x013B: "Artist", 0x8298: "Copyright", 0x013C: "HostComputer",
    0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", 0x9C9E: "XPKeywords", 0x9C9F: "XPSubject",
}  # fmt: skip
_CAMERA = {0x9286: "UserComment", 0xA430: "CameraOwnerName", 0xA431: "BodySerialNumber", 0xA435: "LensSerialNumber"}
_MAKER_NOTE = 0x927C
_IPTC = {
    (2, 5): "title", (2, 25): "keywords", (2, 80): "by-line", (2, 85): "by-line title", (2, 90): "city",
    (2, 92): "sublocation", (2, 105): "headline", (2, 110): "credit", (2, 115): "source", (2, 116): "copyright",
    (2, 118): "contact", (2, 120): "caption", (2, 122): "caption writer",
}  # fmt: skip
_CODES = {b"ASCII\0\0\0": "utf-8", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: "utf-8"}
_RUN = re.compile(rb"[\x20-\x7e]{6,64}")


def segments(picture: Image.Image, hints: Hints, budget: Budget) -> Iterator[Segment]:
    for source in (_exif, _iptc, _xmp, _texts):
        try:
            for field, value in source(picture):
                budget.tick()
                value = value.replace("\0", " ").strip()[:_MOST]
                if value:
                    yield Passage(value, at=f"@exif {field}", hints=Hints(header=field, name=hints.name))
        except OSError:  # the picture is cut off, which is told of it as a whole
            continue
        except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, Unreadable) as exc:
            yield Problem(Stage.READ, Reason.CORRUPT, detail=f"metadata of the picture: {type(exc).__name__}")


def _exif(picture: Image.Image) -> Iterator[tuple[str, str]]:
    if picture.format == "PNG" and "exif" not in picture.info:
        return  # Pillow would decode the whole picture to look behind it
    exif = picture.getexif()
    for tag, field in _FIELDS.items():
        if (value := exif.get(tag)) is not None:
            yield field, _text(value, "utf-16-le" if field.startswith("XP") else "utf-8")
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    for tag, field in _CAMERA.items():
        if (value := camera.get(tag)) is not None:
            yield field, _comment(value) if field == "UserComment" else _text(value)
    if isinstance(
        note := camera.get(_MAKER_NOTE), bytes
    ):  # each maker has its own form; serial numbers are text in all
        yield "MakerNote", "\n".join(run.decode("ascii") for run in _RUN.findall(note[:_MOST]))
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if (told := _place(place)) is not None:
        yield "GPSPosition", told


def _place(gps: Any) -> str | None:
    """Degrees with sign, as maps write it: latitude, longitude."""
    latitude, longitude = _degrees(gps.get(2), gps.get(1), "S"), _degrees(gps.get(4), gps.get(3), "W")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return f"{latitude:.6f}, {longitude:.6f}"


def _degrees(value: Any, side: Any, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(one) for one in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    size = degrees + minutes / 60 + seconds / 3600
    if size != size:  # 0/0, which cameras write without a signal
        return None
    return -size if str(side).upper().startswith(negative) else size


def _comment(value: Any) -> str:
    """UserComment begins with the code it is in. UNICODE is UTF-16 of either order; the mark or the spaces tell which."""
    if not isinstance(value, bytes):
        return _text(value)
    code, rest = value[:8], value[8:]
    if code == b"UNICODE\0":
        if rest[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return rest.decode("utf-16", "replace")
        both = [rest.decode(order, "replace") for order in ("utf-16-le", "utf-16-be")]
        return max(both, key=lambda text: sum(c.isascii() or "\u3040" <= c <= "\u9fff" for c in text))
    return _text(rest, _CODES[code]) if code in _CODES else _text(value)


def _text(value: object, encoding: str = "utf-8") -> str:
    """Cameras and programs in Japan write CP932 where the standard says ASCII."""
    if isinstance(value, str):
        try:
            raw = value.encode("latin-1")  # Pillow took the bytes for that
        except UnicodeEncodeError:
            return value
    elif isinstance(value, tuple):
        raw = bytes(one for one in value if isinstance(one, int) and 0 <= one < 256)
    elif isinstance(value, bytes):
        raw = value
    else:
        return str(value)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp932", "replace")


def _iptc(picture: Image.Image) -> Iterator[tuple[str, str]]:
    if not isinstance(picture, ImageFile.ImageFile):
        return
    for code, values in (IptcImagePlugin.getiptcinfo(picture) or {}).items():
        if field := _IPTC.get(code):
            for value in values if isinstance(values, list) else [values]:
                yield f"IPTC {field}", _text(value)


def _xmp(picture: Image.Image) -> Iterator[tuple[str, str]]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if not packet:
        return
    root = parse(packet.encode() if isinstance(packet, str) else packet.strip(b"\0 \r\n\t"))
    for node in root.iter():
        if not _is_element(node):
            continue
        name = next((etree.QName(n).localname for n in (node, *node.iterancestors()) if _tells(n)), "XMP")
        if text := (node.text or "").strip():
            yield f"XMP {name}", text
        for key, value in node.attrib.items():
            if not str(key).startswith("{http://www.w3.org/"):
                yield f"XMP {etree.QName(str(key)).localname}", str(value)


def _is_element(node: Any) -> bool:
    return isinstance(node.tag, str)  # not a comment


def _tells(node: Any) -> bool:
    """rdf:li and the like are no names of fields."""
    return _is_element(node) and "22-rdf-syntax-ns#" not in node.tag


def _texts(picture: Image.Image) -> Iterator[tuple[str, str]]:
    for key, value in picture.info.items():
        if key == "comment":
            yield "comment", _text(value)
        elif picture.format == "PNG" and isinstance(value, str) and key != "XML:com.adobe.xmp":
            yield f"PNG {_text(key)}"[:100], _text(str(value))
