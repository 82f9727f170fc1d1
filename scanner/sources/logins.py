"""Names and passwords for servers: where the plan says, else in a variable of the environment. Never kept."""

from __future__ import annotations

import os

from scanner import passwords


def secret(reference: str, variable: str, key: str) -> str:
    """The password. reference: `env:NAME`, `file:PATH`, `keyring:SERVICE/USER` or "" for `variable`. key: of the plan.

    Raises ConfigError where it cannot be had.
    """
    if not reference:
        return os.environ.get(variable, "")
    return next(iter(passwords.read((reference,), key=key)), "")
