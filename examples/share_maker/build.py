"""Fills the share, folder by folder, and writes its truth beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from share_maker.folders import common, eigyo, jinji, keiri, old, sharyo, shinsa, soumu, system
from share_maker.share import Share

TOP = {
    "審査部",
    "経理",
    "人事",
    "営業",
    "総務",
    "システム",
    "車両管理",
    "退職者バックアップ",
    "旧サーバ移行",
    "共有",
    "外部提供",
}
FOLDERS = (shinsa, keiri, jinji, eigyo, soumu, system, sharyo, old, common)


def build(out: Path) -> Share:
    """Replaces the folder `out` and the file truth.jsonl beside it. Refuses a folder with anything else in it."""
    if out.exists():
        if not {entry.name for entry in out.iterdir()} <= TOP:
            raise FileExistsError(f"{out} holds files that are not of the example share: give a new folder")
        shutil.rmtree(out)
    share = Share(out)
    for folder in FOLDERS:
        folder.make(share)
    share.truth.write(out.parent / "truth.jsonl")
    return share
