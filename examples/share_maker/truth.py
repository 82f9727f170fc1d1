"""What was planted where. Every writer passes its text through a `Place`, so truth and files cannot drift apart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from share_maker.marks import plain, planted

CATEGORIES = {
    "JP_MY_NUMBER": "my_number",
    "JP_DRIVERS_LICENSE": "identification_code",
    "JP_PASSPORT": "identification_code",
    "JP_RESIDENCE_CARD": "identification_code",
    "JP_PENSION_NUMBER": "identification_code",
    "JP_HEALTH_INSURANCE": "identification_code",
    "JP_EMPLOYMENT_INSURANCE": "identification_code",
    "JP_DISABILITY_CERT": "special_care",
    "JP_CREDIT_INFO": "credit_info",
    "JP_CHASSIS_NUMBER": "related",
    "IP_ADDRESS": "related",
    "COOKIE_ID": "related",
    "GEO_COORDINATE": "related",
}
"""Entity → legal category. `SPC_*` is special_care, all others personal."""


def category(entity: str) -> str:
    return "special_care" if entity.startswith("SPC_") else CATEGORIES.get(entity, "personal")


@dataclass
class Truth:
    """Collects planted values by (file, part, field, entity), in the order the files are written."""

    files: list[str] = field(default_factory=list)
    values: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    unreadable: list[dict[str, str]] = field(default_factory=list)

    def add(self, file: str, part: str, column: str, text: str) -> None:
        for name, value in planted(text):
            self.values.setdefault((file, part, column, name), []).append(value)

    def records(self) -> list[dict[str, object]]:
        out: list[dict[str, object]] = []
        for file in sorted(self.files):
            mine = {key[1:]: values for key, values in self.values.items() if key[0] == file}
            for (part, column, name), values in mine.items():
                where: dict[str, object] = {"file": file, "part": part, "field": column}
                what: dict[str, object] = {"entity": None, "decoy": name[1:]} if name[0] == "!" else {"entity": name}
                out.append(where | what | {"count": len(values), "values": values})
            out += [dict(u) for u in self.unreadable if u["file"] == file]
            kinds = {category(name) for _, _, name in mine if name[0] != "!"}
            out.append({"file": file, "categories": sorted(kinds)})
        return out

    def write(self, path: Path) -> None:
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in self.records()]
        path.write_bytes("".join(lines).encode())


@dataclass(frozen=True)
class Place:
    """Where a writer is writing: a file of the share, and the part inside it (`inner.zip!名簿.xlsx!Sheet1`)."""

    truth: Truth
    file: str
    part: str = ""

    def take(self, text: str, column: str = "") -> str:
        """`text` without marks; what they said is in the truth from now on."""
        self.truth.add(self.file, self.part, column, text)
        return plain(text)

    def inside(self, name: str) -> Place:
        return Place(self.truth, self.file, f"{self.part}!{name}" if self.part else name)

    def unreadable(self, reason: str) -> None:
        """A scanner cannot read this place, for this reason (`scanner.model.Reason`)."""
        record = {"file": self.file, "unreadable": reason}
        self.truth.unreadable.append(record | ({"part": self.part} if self.part else {}))

    def sealed(self) -> Place:
        """The same place, for content that nobody can read back: nothing planted there is counted."""
        return Place(Truth(), self.file, self.part)
