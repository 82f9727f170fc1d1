"""Where the other tools come from: a virtual environment of their own, made by `make bench` and by nothing else.

Presidio and ja_ginza are there already: daicho asks them at depth deep. ripgrep comes as a wheel. What cannot be installed
is said in the table and does not stop the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.corpora import ROOT

FOLDER = ROOT / ".venv-bench"
# hawk-scanner brings some packages that are no wheels, so setup scripts run here, as in no other environment of ours.
PACKAGES = ("hawk-scanner", "ripgrep")
_QUIETLY = ("--quiet", "--disable-pip-version-check", "--prefer-binary")
_BESIDE = {"hawk-scanner": ("setuptools<81",)}  # it imports pkg_resources


def python(folder: Path = FOLDER) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(folder: Path = FOLDER) -> dict[str, str]:
    """Package → why it is not there. Nothing is done where all are there."""
    wrong: dict[str, str] = {}
    try:
        if not python(folder).exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return dict.fromkeys(PACKAGES, "no virtual environment can be made")
    for package in PACKAGES:
        if not version(package, folder):
            command = [str(python(folder)), "-m", "pip", "install", *_QUIETLY, package, *_BESIDE.get(package, ())]
            if subprocess.run(command, capture_output=True).returncode:
                wrong[package] = "cannot be installed here"
    return wrong


def version(package: str, folder: Path = FOLDER) -> str:
    """Empty where it is not installed."""
    asked = f"import importlib.metadata as m, json; print(json.dumps(m.version({package!r})))"
    try:
        told = subprocess.run([python(folder), "-c", asked], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""
    return str(json.loads(told))


def program(name: str, folder: Path = FOLDER) -> str:
    return str(python(folder).parent / name)
