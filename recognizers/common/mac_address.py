"""MAC addresses: six pairs of hexadecimal digits, or three groups of four with dots (Cisco)."""

from __future__ import annotations

from recognizers.pattern import Pattern

MAC_ADDRESS = Pattern(
    id="mac_address",
    entity="MAC_ADDRESS",
    regex=r"(?<![0-9A-Za-z\-.])(?<![0-9A-Za-z]:)(?!(?:00[:\-]){5}00)(?!(?:[Ff]{2}[:\-]){5})(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}|(?=[0-9.]{0,13}[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![0-9A-Za-z:\-])",
    prior=0.6,
    context=("MACアドレス", "MAC", "物理アドレス", "mac address", "mac_address", "macaddress", "mac_addr", "macaddr", "hwaddr", "bssid", "wifi_mac", "bluetooth"),
    column=r"[0-9A-F]{2}(?::[0-9A-F]{2}){5}",
    examples=("MACアドレス 3c:22:fb:12:34:56", "3C-22-FB-12-34-56", "mac_addr=3c22.fb12.3456"),
    non_examples=("00:00:00:00:00:00", "12:34:56", "3c:22:fb:12:34:56:78", "ff:ff:ff:ff:ff:ff", "1582.6450.1205"),
)  # fmt: skip
