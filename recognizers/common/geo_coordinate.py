"""Coordinates within Japan with four decimals or more (about ten metres): latitude 20.4 to 45.6, longitude 122.9 to 154.0."""

from __future__ import annotations

from recognizers.pattern import Pattern

_LAT = r"(?:2[0-9]|3[0-9]|4[0-5])\.\d{4,15}"
_LON = r"1(?:2[2-9]|[34][0-9]|5[0-4])\.\d{4,15}"
_WORDS = (
    "緯度",
    "経度",
    "緯度経度",
    "緯度・経度",
    "位置情報",
    "座標",
    "GPS",
    "現在地",
    "lat",
    "lng",
    "lon",
    "latitude",
    "longitude",
    "latlng",
    "lat_lng",
    "geo",
    "geolocation",
    "location",
    "gps_lat",
    "gps_lng",
    "ido",
    "keido",
)

GEO_COORDINATE = (
    Pattern(
        id="geo_coordinate",
        entity="GEO_COORDINATE",
        regex=rf"(?<![0-9.])(?:北緯 ?)?{_LAT}[ \t]{{0,2}}[,/、 \t][ \t]{{0,2}}(?:東経 ?)?{_LON}(?![0-9.])",
        prior=0.75,
        context=_WORDS,
        column="",
        examples=("位置情報 35.681236, 139.767125", "35.6812,139.7671", "北緯35.68123、東経139.76712"),
        non_examples=("35.6,139.7", "135.1234, 139.7671", "1.2345, 6.7890"),
    ),
    Pattern(
        id="geo_coordinate_one",
        entity="GEO_COORDINATE",
        regex=rf"(?<![0-9.])(?:{_LAT}|{_LON})(?![0-9.])",
        prior=0.05,
        needs_label=True,
        context=_WORDS,
        column=r"(?:2[0-9]|3[0-9]|4[0-5])\d{4,15}|1(?:2[2-9]|[34][0-9]|5[0-4])\d{4,15}",
        examples=("緯度：35.681236", '"lng": 139.767125', "lat=35.6812&x"),
        non_examples=("35.681236", "緯度 35.6", "単価 35.6812"),
    ),
)  # fmt: skip
