"""python examples/make_share.py [OUT]: makes the example share (default examples/share) and truth.jsonl beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from share_maker.build import build

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "share"
    share = build(target)
    print(f"{len(share.truth.files)} files in {target}")
