"""Names and texts as literals that nothing in them can leave, whatever the server's or the client's settings are."""

from __future__ import annotations

from reports.catalogue.tagged import odd


def postgres(text: str) -> str:
    r"""E'…': backslash is an escape there with standard_conforming_strings on or off; '' is a quote in any case."""
    out = []
    for char in text:
        if char in "\\'":
            out.append(char * 2)
        elif odd(char):
            out.append(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}")
        else:
            out.append(char)
    return f"E'{''.join(out)}'"


def mysql(text: str) -> str:
    """Hexadecimal unless it is plain: backslashes, CP932 clients and SQL modes all read quotes in another way."""
    if text.isascii() and text.isprintable() and not set("\\'\"`") & set(text):
        return f"'{text}'"
    return f"CONVERT(0x{text.encode().hex()} USING utf8mb4)" if text else "''"


def mssql(text: str) -> str:
    """N'…' with what a client reads by itself given as NCHAR: line ends (GO), `$(variable)`."""
    out = "N'"
    for char in text:
        if odd(char) or char == "$":
            units = char.encode("utf-16-le", "surrogatepass")
            codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
            out += "'" + "".join(f" + NCHAR({code})" for code in codes) + " + N'"
        else:
            out += "''" if char == "'" else char
    return f"{out}'"


def oracle(text: str) -> str:
    r"""UNISTR('\8868'): ASCII alone, so that NLS_LANG is of no matter; `&` and `;` too, which SQL*Plus reads itself."""
    plain = frozenset("_ -,.:[]()/")
    units = text.encode("utf-16-be", "surrogatepass")
    out = ""
    for at in range(0, len(units), 2):
        code = int.from_bytes(units[at : at + 2])
        char = chr(code)
        out += char if char.isascii() and (char.isalnum() or char in plain) else f"\\{code:04X}"
    return f"UNISTR('{out}')"


def identifier(name: str, quote: str = '"') -> str:
    """In the SQL of most: doubled quotes. For lines that are commented out; what is odd shows as an escape."""
    return quote + name.replace(quote, quote * 2) + quote
