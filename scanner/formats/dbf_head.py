"""What a DBF file is told by; it has no magic."""

from __future__ import annotations

import struct


def is_dbf(head: bytes) -> bool:
    """A date, records that hold at least a mark and a field, and a header of whole descriptors that starts with a name."""
    if len(head) < 65 or head[0] not in (2, 3, 4, 5, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB):
        return False
    start, size = struct.unpack_from("<HH", head, 8)
    dated = head[2] <= 12 and head[3] <= 31
    return dated and start >= 65 and size >= 2 and head[43:44].isalpha() and head[32] > 0x20 and 0 < head[48] < 255
