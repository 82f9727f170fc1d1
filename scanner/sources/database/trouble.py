"""What databases answer instead of rows. Their messages quote values and statements; only codes are kept."""

from __future__ import annotations

import re

from scanner.model import Reason
from scanner.problems import Unreadable

# https://www.postgresql.org/docs/current/errcodes-appendix.html; the first that fits, so the longer ones stand first.
_STATES = (
    ("57014", Reason.TIMEOUT, "the statement took longer than sql.statement_timeout, or was cancelled"),
    ("55P03", Reason.TIMEOUT, "locked by somebody else for longer than sql.lock_timeout"),
    ("57P", Reason.IO_ERROR, "the server ended the connection"),
    ("08", Reason.IO_ERROR, "the connection broke"),
    ("42501", Reason.PERMISSION_DENIED, ""),
    ("28", Reason.PERMISSION_DENIED, ""),
    ("42P01", Reason.VANISHED, ""),
    ("42703", Reason.CHANGED, "a column is gone"),
    ("3F000", Reason.VANISHED, ""),
    ("3D000", Reason.VANISHED, "no such database"),
    ("55000", Reason.UNSUPPORTED, "a view that was never filled, or a table that a standby does not have"),
    ("40", Reason.CHANGED, ""),
    ("22", Reason.CORRUPT, ""),
    ("XX", Reason.CORRUPT, ""),
    ("53200", Reason.MEMORY, "of the server"),
    ("53300", Reason.IO_ERROR, "too many connections"),
    ("53", Reason.IO_ERROR, "the server has no room"),
)
_STATE = re.compile(r"[0-9A-Z]{5}\Z")


# What libpq says where a connection cannot be made: there is no code then. The words of the message stay here.
_UNREACHED = (
    ("password authentication failed", Reason.PERMISSION_DENIED, "user or password"),
    ("no password supplied", Reason.PERMISSION_DENIED, "a password is asked for"),
    ("no pg_hba.conf entry", Reason.PERMISSION_DENIED, "pg_hba.conf of the server has no entry for this account"),
    ("authentication failed", Reason.PERMISSION_DENIED, "the login"),
    ("role ", Reason.PERMISSION_DENIED, "no such user"),
    ("database ", Reason.VANISHED, "no such database"),
    ("could not translate host name", Reason.IO_ERROR, "the host's name is not known"),
    ("Connection refused", Reason.IO_ERROR, "nobody listens there"),
    ("timeout expired", Reason.TIMEOUT, "no answer"),
    ("certificate", Reason.IO_ERROR, "its certificate"),
    ("SSL", Reason.IO_ERROR, "TLS"),
    ("too many c", Reason.IO_ERROR, "too many connections"),
)


class Broken(Unreadable):
    """The connection is of no more use."""


def by_state(state: str, exc: BaseException) -> Unreadable:
    """state: SQLSTATE, or "" where there is none."""
    name = type(exc).__name__
    if not _STATE.match(state or ""):
        return Broken(Reason.IO_ERROR, name)
    for start, reason, words in _STATES:
        if state.startswith(start):
            kind = Broken if reason is Reason.IO_ERROR else Unreadable
            return kind(reason, f"SQLSTATE {state}" + (f": {words}" if words else ""))
    return Unreadable(Reason.IO_ERROR, f"SQLSTATE {state}")


def unreached(exc: BaseException) -> Unreadable:
    """Of libpq, where no connection was made."""
    for words, reason, said in _UNREACHED:
        if words in str(exc):
            return Broken(reason, said)
    return Broken(Reason.IO_ERROR, type(exc).__name__)
