"""IP addresses, v4 and v6. Private, loopback and documentation ranges belong to no person's line and score low.

Version numbers (1.2.3.4) share the shape of v4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from recognizers.context import Labels
from recognizers.pattern import Match, Pattern, Refined, chance, logit

_COLONS = 7  # of an address that is written out
_VERSION = re.compile(
    r"(?:version|ver\.?|v|バージョン|版|release|rev|第|項|節|[A-Za-z\]]-|[A-Za-z]/|OID|oid|urn:)[\s:=\"'「第]{0,3}$",
    re.I,
)


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    value = match.value
    if ":" in value and "::" not in value and value.count(":") != _COLONS:
        return  # a time of day
    try:
        address = ip_address(value)
    except ValueError:
        return
    weight, words = labels.weigh(match)
    public = address.is_global and not address.is_multicast
    odds = logit(0.6 if public else 0.15)
    small = address.version == 4 and all(int(part) < 20 for part in value.split("."))
    if small or _VERSION.search(match.before(16)):
        odds -= 2.5
    yield (
        match.start,
        match.end,
        chance(odds + (weight if public else min(weight, 1.0))),
        ("pattern", "public" if public else "private_range", *words),
    )


_WORDS = (
    "IPアドレス", "IP", "IPv4", "IPv6", "接続元", "接続元IP", "アクセス元", "アクセス元IP", "送信元IP", "クライアントIP", "ip address", "ip_address", "ipaddress", "ip_addr", "ipaddr", "client_ip", "clientip", "remote_addr", "remote_ip",
    "src_ip", "source_ip", "x-forwarded-for", "login_ip",
)  # fmt: skip

IP_ADDRESS = (
    Pattern(
        id="ip_address_v4",
        entity="IP_ADDRESS",
        regex=r"(?<![0-9A-Za-z.])(?<![0-9.]-)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![0-9A-Za-z])(?!\.[0-9])",
        prior=0.6,
        refine=_score,
        context=_WORDS,
        column="",  # canonical values have lost their dots; the cells are read as text
        examples=("接続元IP：126.78.34.211", "client_ip=133.242.17.5", "アクセス元は126.78.34.211です"),
        non_examples=("バージョン 1.2.3.4", "192.168.1.10", "127.0.0.1", "203.0.113.7", "999.1.2.3", "1.2.3.4.5", "AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"),
    ),
    Pattern(
        id="ip_address_v6",
        entity="IP_ADDRESS",
        regex=r"(?<![0-9A-Za-z.])(?<![0-9A-Za-z:]:)(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}(?![0-9A-Za-z:])",
        prior=0.6,
        refine=_score,
        context=_WORDS,
        column="",
        examples=("IPv6 2400:4050:1234:5600:1:2:3:4", "client_ip=2400:4050:1234::1"),
        non_examples=("2001:db8::1", "fe80:1:2:3::1", "12:34:56", "09:15:33:12"),
    ),
)  # fmt: skip
