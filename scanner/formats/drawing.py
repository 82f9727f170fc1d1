"""What DrawingML and VML hold, in Word, PowerPoint and Excel alike: text, diagrams, charts, descriptions of pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_STRICT = (
    ("http://purl.oclc.org/ooxml/drawingml/", "http://schemas.openxmlformats.org/drawingml/2006/"),
    ("http://purl.oclc.org/ooxml/presentationml/main", "http://schemas.openxmlformats.org/presentationml/2006/main"),
    (
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/",
        "http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
)
_DESCRIBED = [
    "{*}" + name for name in ("docPr", "cNvPr", "shape", "rect", "roundrect", "oval", "line", "imagedata", "textpath")
]
_DESCRIPTIONS = ("descr", "title", "alt", "string", "{urn:schemas-microsoft-com:office:office}title")


def usual(root: Any) -> Any:
    """`root`, with the namespaces of the ISO edition of the format put into those that everybody writes."""
    if "purl.oclc.org" in str(root.tag):
        for node in root.iter("*"):
            node.tag = _renamed(node.tag)
            for name, value in node.attrib.items():
                if "purl.oclc.org" in name:
                    node.set(_renamed(name), value)
    return root


def _renamed(name: str) -> str:
    for strict, usual_name in _STRICT:
        if name.startswith("{" + strict):
            return name.replace(strict, usual_name, 1)
    return name


def paragraph_text(paragraph: Any) -> str:
    out = []
    for node in paragraph.iter(f"{A}t", f"{A}br", f"{A}tab"):
        out.append({f"{A}br": "\n", f"{A}tab": "\t"}.get(node.tag) or node.text or "")
    return "".join(out)


def lines(root: Any) -> list[str]:
    """Paragraphs of DrawingML anywhere below `root`, also those of diagrams and of a chart's titles."""
    return [text for p in root.iter(f"{A}p") if (text := paragraph_text(p)).strip()]


def chart_lines(root: Any) -> list[str]:
    """A chart: its titles, and the values it keeps of the table it was made from, a series a line."""
    found = lines(root)
    for cache in root.iter(*(f"{_CHART}{kind}Cache" for kind in ("str", "multiLvlStr", "num"))):
        values = [node.text.strip() for node in cache.iter(f"{_CHART}v") if node.text]
        if values:
            found.append("\t".join(values))
    if not found:  # the charts of 2016 and later have a namespace and elements of their own
        for node in root.iter("*"):
            if node.tag.endswith(("}pt", "}v")) and node.text and node.text.strip():
                found.append(node.text.strip())
    return found


def descriptions(root: Any) -> Iterator[str]:
    """Alternative texts of pictures and shapes, words drawn as art; each once."""
    seen = set()
    for node in root.iter(*_DESCRIBED):
        for attribute in _DESCRIPTIONS:
            text = node.get(attribute)
            if text and text.strip() and text not in seen:
                seen.add(text)
                yield text
