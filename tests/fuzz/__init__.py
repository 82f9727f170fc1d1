"""Mutated files through whole scans: `python -m tests.fuzz --help`; how and what it has found: docs/reliability.md."""
