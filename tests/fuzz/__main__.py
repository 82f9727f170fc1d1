"""python -m tests.fuzz: mutated files through whole scans, batch by batch. Exits 1 where a promise did not hold."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from random import Random

from tests.fuzz import batch
from tests.fuzz.mutate import mutate
from tests.fuzz.samples import Sample, samples

CANARIES = ("090-1234-5678", "山田太郎", "hanako@example.jp")


def case(number: int, seed: int, kinds: dict[str, list[Sample]]) -> tuple[str, bytes]:
    """Name and bytes of a mutated file: the same for the same number, seed and samples. Kinds come up equally often."""
    random = Random(f"{seed}:{number}")
    sample = random.choice(kinds[random.choice(sorted(kinds))])
    other = random.choice(kinds[random.choice(sorted(kinds))])
    suffix = random.choice((sample.suffix, sample.suffix, sample.suffix, other.suffix, ""))
    return f"{number:06}{suffix}", mutate(sample.data, random, other.data)


def by_kind(found: list[Sample]) -> dict[str, list[Sample]]:
    kinds: dict[str, list[Sample]] = {}
    for sample in found:
        kinds.setdefault(sample.suffix.lower(), []).append(sample)
    return kinds


def campaign(
    first: int,
    count: int,
    seed: int,
    kinds: dict[str, list[Sample]],
    size: int,
    keep: Path,
    tell: Callable[[str], None],
) -> batch.Report:
    """Cases `first` and on. What fails is kept in the folder `keep` as it was scanned."""
    total = batch.Report()
    for start in range(first, first + count, size):
        with tempfile.TemporaryDirectory(prefix="daicho-fuzz-") as folder:
            share = Path(folder) / "share"
            share.mkdir()
            for number in range(start, min(start + size, first + count)):
                name, data = case(number, seed, kinds)
                (share / name).write_bytes(data)
            report = batch.run(share, Path(folder) / "work", CANARIES)
            blamed = {line.partition(":")[0] for line in report.broken} | {name for name, *_ in report.mendable}
            for name in blamed:
                if (share / name).is_file():
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{name}").write_bytes((share / name).read_bytes())
        total.add(report)
        for line in report.broken:
            tell(f"BROKEN {line}")
        for name, reason, detail in report.mendable:
            tell(f"mend {name} {reason} {detail}")
        tell(f"{start + size - first} files, {total.seconds:.0f} s")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="mutated files")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=500, help="files of a scan")
    parser.add_argument("--only", default="*", help="samples to use, as a pattern: 'built/*', '*.xlsx'")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "daicho-fuzz", help="failing files")
    parser.add_argument("--case", type=int, help="write this one case to --keep and scan nothing")
    arguments = parser.parse_args()
    kinds = by_kind([sample for sample in samples() if fnmatch(sample.name, arguments.only)])
    if arguments.case is not None:
        name, data = case(arguments.case, arguments.seed, kinds)
        arguments.keep.mkdir(parents=True, exist_ok=True)
        (arguments.keep / f"{arguments.seed}-{name}").write_bytes(data)
        print(arguments.keep / f"{arguments.seed}-{name}")
        return 0
    print(f"{sum(map(len, kinds.values()))} samples of {len(kinds)} kinds, seed {arguments.seed}", flush=True)
    total = campaign(
        arguments.first, arguments.count, arguments.seed, kinds, arguments.size, arguments.keep,
        lambda line: print(line, flush=True),
    )  # fmt: skip
    print(f"files: {total.files}; {dict(total.status)}")
    print(f"reasons: {dict(total.reasons.most_common())}")
    print(f"slowest: {total.slowest:.1f} s ({total.slowest_file}); most memory of a process: {total.peak >> 20} MiB")
    print(f"broken promises: {len(total.broken)}; to be mended: {len(total.mendable)}; {total.seconds:.0f} s in all")
    return 1 if total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
