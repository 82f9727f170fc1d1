"""What the zip-based Office formats share: opening, relations, document properties."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.archive import local_members, unpack
from scanner.formats.drawing import usual
from scanner.formats.embedded import read_embedded
from scanner.formats.ole import open_ole
from scanner.formats.trouble import problem
from scanner.formats.vba import macros
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
# Counts, flags and names of programs say nothing of a person.
_DULL = frozenset(
    """Pages Words Characters Lines Paragraphs CharactersWithSpaces TotalTime DocSecurity ScaleCrop LinksUpToDate
    SharedDoc HyperlinksChanged AppVersion Application revision created modified lastPrinted Slides Notes HiddenSlides
    MMClips PresentationFormat i4 version language lpstr""".split()
)


class Package:
    """An Office file as a zip of XML parts. Every part is paid for from the budget before it is unpacked."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        if stream.read(8) == OLE:  # an encrypted Office file is a zip inside an OLE container
            raise Unreadable(Reason.ENCRYPTED)
        self.stream = stream
        self._cut = False
        self._torn: set[str] = set()
        try:
            self.zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, struct.error, OSError):
            self._cut = True
            self.stream = _rebuilt(stream, budget)
            self.zip = zipfile.ZipFile(self.stream)
        self._names = {name.replace("\\", "/").lower(): name for name in self.zip.namelist()}
        self._budget = budget

    def names(self, folder: str, ending: str = ".xml") -> list[str]:
        """Parts directly below `folder`, in the order of their numbers."""
        found = [n for n in self._names.values() if n.startswith(folder) and n.endswith(ending)]
        return sorted((n for n in found if "/" not in n[len(folder) :]), key=lambda n: (len(n), n))

    def everything(self) -> list[str]:
        """All parts."""
        return list(self._names.values())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def problems(self) -> Iterator[Segment]:
        """What is wrong with the file as a whole."""
        if self._cut:
            yield Problem(Stage.READ, Reason.CORRUPT, detail="no directory")
        if self._torn:
            yield Problem(Stage.READ, Reason.CORRUPT, detail=f"XML with errors, {len(self._torn)} parts")

    def info(self, name: str) -> zipfile.ZipInfo:
        if name not in self:
            raise Unreadable(Reason.CORRUPT, "a part is missing")
        return self.zip.getinfo(self._names[name.lower()])

    def bytes(self, name: str) -> bytes:
        info = self.info(name)
        self._budget.spend(bytes=info.file_size)
        with self.zip.open(info) as part:
            return part.read(info.file_size + 1)

    def xml(self, name: str) -> etree._Element:
        root: etree._Element = usual(parse(self.bytes(name)))
        if root.getroottree().parser.error_log.filter_from_fatals():  # what stands behind an error may be lost
            self._torn.add(name)
        return root

    def relations(self, name: str, kind: str = "") -> dict[str, str]:
        """Relation id → part name, of the relations of part `name`; `kind`: the end of their type."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", base + ".rels")
        if path not in self:
            return {}
        targets = {}
        for relation in self.xml(path).iter(_RELATION):
            if relation.get("TargetMode") != "External" and relation.get("Type", "").endswith(kind):
                full = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                targets[relation.get("Id", "")] = full.lstrip("/")
        return targets

    def external(self, name: str) -> list[str]:
        """Addresses that part `name` links to: web pages, and mailto: with people's addresses."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", base + ".rels")
        if path not in self:
            return []
        found = [r.get("Target", "") for r in self.xml(path).iter(_RELATION) if r.get("TargetMode") == "External"]
        return [target for target in dict.fromkeys(found) if target]

    def embedded(self, *folders: str) -> Iterator[Segment]:
        """Files and OLE objects kept in the document, each below its own name."""
        for folder in folders:
            for part in self.names(folder, ""):
                yield from self.object(part)

    def macros(self, hints: Hints) -> Iterator[Segment]:
        for part in self.everything():
            if part.lower().endswith("vbaproject.bin"):
                with open_ole(io.BytesIO(self.bytes(part))) as ole:
                    yield from macros(ole, hints, self._budget)

    def chunks(self, name: str) -> Iterator[Segment]:
        """Documents that part `name` takes in whole (altChunk): HTML, RTF, other Word files."""
        for part in self.relations(name, "/aFChunk").values():
            yield from self.object(part)

    def object(self, part: str) -> Iterator[Segment]:
        """What an embedded file or OLE object holds."""
        member = posixpath.basename(part)
        try:
            self._budget.spend(members=1)
            data = self.bytes(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, Unreadable) as exc:
            yield problem(exc, member)
            return
        yield from read_embedded(data, member, self._budget)

    def data(self, hints: Hints, budget: Budget) -> Iterator[Segment]:
        """Values that fields of a form are bound to, whether the document shows them or not."""
        for name in self.names("customXml/"):
            if not posixpath.basename(name).startswith("item") or "Props" in name:
                continue
            found = []
            for node in self.xml(name).iter("*"):
                budget.tick()
                if (text := (node.text or "").strip()) and not len(node):
                    found.append(f"{etree.QName(node).localname}: {text}")
            if found:
                yield Passage("\n".join(found), at="data", hints=hints)

    def properties(self, hints: Hints) -> Iterator[Segment]:
        """Author, company, last editor and the like: a person's name is often there."""
        for name in _PROPERTIES:
            if name not in self:
                continue
            custom = name.endswith("custom.xml")
            for node in self.xml(name).iter("*"):
                tag = etree.QName(node).localname
                text = (node.text or "").strip()
                if not text or len(node) or text in ("true", "false"):
                    continue
                if custom:
                    parent = node.getparent()
                    label = parent.get("name", "") if parent is not None else ""
                    yield Passage(text, at="property custom", hints=Hints(header=label, name=hints.name))
                elif tag not in _DULL and not text.isdigit():
                    yield Passage(text, at=f"property {tag}", hints=Hints(header=tag, name=hints.name))


def _rebuilt(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """A zip of what is left of a file that was cut off."""
    buffer = io.BytesIO()
    seen: set[str] = set()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, source in local_members(stream, budget):
            if not isinstance(source, Reason) and member.endswith((".xml", ".rels")) and member not in seen:
                seen.add(member)
                archive.writestr(member, b"".join(unpack(source, budget)))
    return buffer


def parse(data: bytes) -> etree._Element:
    """XML without entities, DTDs or the network."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=True, recover=True
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise Unreadable(Reason.CORRUPT, "not XML")
    return root


def read_encrypted(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """An encrypted Office file whose name does not say of which kind it is."""
    yield Problem(Stage.READ, Reason.ENCRYPTED)
