"""What reading costs at AWS, in US dollars.

List prices of us-east-1 as https://aws.amazon.com/s3/pricing/ had them in 2025, written down by hand: other regions differ
by some tenths (Tokyo: GET 0.00037, LIST 0.0047 a thousand), and transfer out of the bucket's region comes on top.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.sources.ranged import BLOCK

LIST = 0.005 / 1000  # a request
_GET = 0.0004 / 1000
# Storage class → a GET request, and a gigabyte that is fetched. Those that are not here: as STANDARD.
PRICES = {
    "STANDARD": (_GET, 0.0),
    "INTELLIGENT_TIERING": (_GET, 0.0),
    "STANDARD_IA": (0.001 / 1000, 0.01),
    "ONEZONE_IA": (0.001 / 1000, 0.01),
    "GLACIER_IR": (0.01 / 1000, 0.03),
    "EXPRESS_ONEZONE": (0.00003 / 1000, 0.0006),
}
_PAGE = 1000  # keys of an answer


@dataclass(slots=True)
class Bill:
    """listed: keys. gets: requests for what is to be read, a block each. acls: access lists of objects asked for."""

    listed: int = 0
    gets: int = 0
    acls: int = 0
    reading: float = 0.0
    classes: dict[str, int] = field(default_factory=dict)  # storage class → bytes to be read

    def add(self, size: int, kind: str) -> None:
        """An object that will be read."""
        request, gigabyte = PRICES.get(kind, PRICES["STANDARD"])
        gets = max(1, -(-size // BLOCK)) if size else 0
        self.gets += gets
        self.reading += gets * request + size / 1e9 * gigabyte
        self.classes[kind] = self.classes.get(kind, 0) + size

    @property
    def lists(self) -> int:
        return max(1, -(-self.listed // _PAGE))

    @property
    def money(self) -> float:
        return self.reading + self.lists * LIST + self.acls * _GET
