"""What daicho reads of documents beside what an independent program reads: `python -m benchmarks.extraction FOLDER`.

poppler's pdftotext reads PDF, w3m HTML, LibreOffice all others: texts as text, sheets as CSV, slides as PDF. They are
programs of the system (`apt-get install poppler-utils w3m libreoffice-writer libreoffice-calc libreoffice-impress`),
used here and in tests only. A word is a run of kanji, kana, letters or digits after NFKC; a word of the other program counts as found
where daicho's text has it, line breaks aside. More than 1 for `text` means that daicho reads what the other leaves out
(headers, notes, comments, properties), or reads something twice.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from scanner.budget import Budget
from scanner.formats import identify, read
from scanner.model import Column, Passage, Problem

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々]+|[\u3041-\u309f]{2,}|[\u30a1-\u30ffー]{2,}|[A-Za-z]{2,}|\d{2,}")
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
_CONVERSIONS = {
    **dict.fromkeys(("docx", "doc", "rtf", "odt"), "txt:Text (encoded):UTF8"),
    **dict.fromkeys(("xlsx", "xls", "ods"), _SHEETS),
    **dict.fromkeys(("pptx", "ppt", "odp"), "pdf"),
}
_READERS = {  # of those that read a file as it is; its name comes last
    "pdf": ["pdftotext", "-enc", "UTF-8", "{}", "-"],
    "html": ["w3m", "-dump", "-T", "text/html", "-O", "UTF-8", "-o", "auto_detect=2", "-cols", "10000", "{}"],
}
_SECONDS = 300


@dataclass
class Compared:
    """One file: the other program's words, those of them that daicho does not have, lengths of both texts."""

    name: str
    words: int
    missing: list[str] = field(default_factory=list)
    ours: int = 0
    theirs: int = 0

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / self.words if self.words else 1.0


def words(text: str) -> set[str]:
    """Different words of a text."""
    return set(_WORD.findall(unicodedata.normalize("NFKC", text)))


def squeezed(text: str) -> str:
    """A text without spaces and line breaks: programs break lines at different places."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def compare(name: str, ours: str, theirs: str) -> Compared:
    wanted, there = words(theirs), squeezed(ours)
    missing = sorted(word for word in wanted if word not in there)
    return Compared(name, len(wanted), missing, len(there), len(squeezed(theirs)))


def our_text(path: Path) -> str:
    """All that daicho reads of a file."""
    data = path.read_bytes()
    pieces: list[str] = []
    for segment in read(io.BytesIO(data), path.name, Budget(packed=len(data))):
        if isinstance(segment, Passage):
            pieces.append(segment.text)
        elif isinstance(segment, Column):
            pieces += [segment.field, *(str(value) for value in segment.values.to_pylist() if value is not None)]
        elif isinstance(segment, Problem):
            click.echo(f"{path.name}: {segment.reason} {segment.part}", err=True)
    return "\n".join(pieces)


def their_texts(paths: Iterable[Path], kind: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """What the independent program reads of each file, "" where it fails. Works on copies in `folder`."""
    copies = {}
    for number, path in enumerate(paths):
        copies[path] = folder / f"{number:04}.{kind}"
        shutil.copyfile(path, copies[path])
    if conversion := _CONVERSIONS.get(kind):
        profile = (folder / "profile").as_uri()
        command = [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            conversion,
            "--outdir",
            str(folder),
        ]
        for copy in copies.values():
            _run([*command, str(copy)])
    for path, copy in copies.items():
        if reader := _READERS.get(conversion if conversion == "pdf" else kind):
            made = copy.with_suffix(".pdf") if conversion else copy
            text = _run([word.format(made) for word in reader])
        else:
            texts = sorted(p for p in folder.glob(f"{copy.stem}*") if p.suffix in (".txt", ".csv"))
            text = "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in texts)
        yield path, text


def _run(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, errors="replace").stdout
    except subprocess.TimeoutExpired:
        return ""


def by_kind(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            kind = identify(file, path.name)
        if kind in _CONVERSIONS or kind in _READERS:
            found.setdefault(kind, []).append(path)
    return found


def table(results: Mapping[str, list[Compared]]) -> str:
    """A line of Markdown for each format."""
    lines = ["| format | files | words | found | text | lowest file |", "|---|---|---|---|---|---|"]
    for kind, files in sorted(results.items()):
        total, missing = sum(f.words for f in files), sum(len(f.missing) for f in files)
        ratio = sum(f.ours for f in files) / max(1, sum(f.theirs for f in files))
        worst = min(files, key=lambda f: f.share)
        share = 1 - missing / max(1, total)
        lines.append(
            f"| {kind} | {len(files)} | {total} | {share:.2%} | {ratio:.2f} | {worst.share:.1%} {worst.name} |"
        )
    return "\n".join(lines)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--kind", "kinds", multiple=True, help="Only this format; may be given more than once.")
@click.option("--missing", default=0, help="Also show so many missing words of each file.")
def main(folder: Path, kinds: tuple[str, ...], missing: int) -> None:
    results: dict[str, list[Compared]] = {}
    for kind, paths in by_kind(folder).items():
        if kinds and kind not in kinds:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            for path, theirs in their_texts(paths, kind, Path(scratch)):
                if theirs.strip():
                    results.setdefault(kind, []).append(compare(path.name, our_text(path), theirs))
                else:
                    click.echo(f"{path.name}: the other program reads nothing", err=True)
    click.echo(table(results))
    for kind, files in results.items():
        for file in sorted(files, key=lambda f: f.share):
            if missing and file.missing:
                click.echo(
                    f"\n{kind} {file.name}: {len(file.missing)} of {file.words} missing: {' '.join(file.missing[:missing])}"
                )


if __name__ == "__main__":
    main()
