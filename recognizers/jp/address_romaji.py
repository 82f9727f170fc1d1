"""Addresses in Latin letters, house number first (3-88-6 Minami-Azabu, Minato-ku, Tokyo) or prefecture first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from recognizers.context import Labels
from recognizers.pattern import REACH, Match, Pattern, Refined

PREFECTURES = "Hokkaido|Aomori|Iwate|Miyagi|Akita|Yamagata|Fukushima|Ibaraki|Tochigi|Gunma|Saitama|Chiba|Tokyo|Kanagawa|Niigata|Toyama|Ishikawa|Fukui|Yamanashi|Nagano|Gifu|Shizuoka|Aichi|Mie|Shiga|Kyoto|Osaka|Hyogo|Nara|Wakayama|Tottori|Shimane|Okayama|Hiroshima|Yamaguchi|Tokushima|Kagawa|Ehime|Kochi|Fukuoka|Saga|Nagasaki|Kumamoto|Oita|Miyazaki|Kagoshima|Okinawa"
_ROOM = r"(?:(?:Room|Rm\.?|Apt\.?|Unit|Suite) ?#?[A-Z]?-?\d{1,5},? |(?:#|No\. ?))?"
_WORD = r"[A-Z][A-Za-z\-]{2,18}"
_THEN = r"(?: ,? ?|, ?)"  # also "Kita-ku , Osaka-shi" and "Aoi-ku,Shizuoka-shi"
_TOWN = r"[A-Z][a-z]{1,12}(?:-[a-z]{2,12})?-(?:shi|ku|gun)(?![a-z])"
_ADMINISTRATIVE = re.compile(
    r"-(?:ku|shi|gun|cho|machi|son|mura|ken|fu|to)(?![a-z])| (?:City|Ward|Town|Village)(?![a-z])"
)
_ENDS = re.compile(rf"(?:{PREFECTURES})(?:-(?:ken|fu|to|shi))?(?: \d{{3}}-\d{{4}})?$")
_COMPANY = re.compile(r"Inc\b|Corp|Ltd|LLC|K\.K\.|GmbH|Head [Oo]ffice|Copyright|\([cC]\)|©")


_REST = re.compile(
    rf"(?:{PREFECTURES})(?:-(?:to|fu|ken|do))?,? (?:{_WORD},? ){{1,4}}\d{{1,3}}(?:-?chome,?)?[ \-]?\d{{1,4}}(?:-\d{{1,4}}){{0,3}}(?![\d\-])"
)


def _refine_prefecture(match: Match, labels: Labels) -> Iterator[Refined]:
    if whole := _REST.match(match.text, match.start):
        yield from _refine(replace(match, end=whole.end()), labels)


def _refine(match: Match, labels: Labels) -> Iterator[Refined]:
    administrative = _ADMINISTRATIVE.search(match.value) is not None
    numbers = len(re.findall(r"\d+", match.value))
    score = 0.85 if administrative and numbers > 1 else 0.7 if numbers > 2 else 0.55 if administrative else 0.4
    if numbers == 1 and not _ENDS.search(match.value):
        score = 0.3  # 25 Koto-ku
    evidence = ["gazetteer", "number", "depth:door"]
    weight, _ = labels.weigh(match)
    if weight > 0:
        score = max(score, 0.9)
        evidence.append("label")
    line = match.before(60).rpartition("\n")[2]
    if score >= 0.5 and _COMPANY.search(line):
        score, evidence = 0.45, [*evidence, "company"]
    yield match.start, match.end, score, tuple(evidence)


_CONTEXT = ("address", "addr", "ship_to", "ship to", "deliver to", "mailing address")

NUMBER_FIRST = Pattern(
    id="jp_address.romaji",
    entity="JP_ADDRESS",
    regex=rf"(?<![0-9A-Za-z\-]){_ROOM}(?:\d{{1,4}}(?:-?chome)?(?:-\d{{1,4}}){{0,4}}(?:-?chome)?,? ){{1,2}}"
    rf"(?:(?:{_WORD}{_THEN}){{1,5}}(?:{PREFECTURES})(?![a-z])(?:-(?:ken|fu|to|shi))?|(?:{_WORD}{_THEN}){{0,3}}{_TOWN})",
    refine=_refine,
    context=_CONTEXT,
    column="",
    examples=(
        "2-8-1 Nishi-Shinjuku, Shinjuku-ku, Tokyo",
        "Address: 1-5 Suwa-cho, Yokkaichi-shi, Mie 510-8601",
        "2-3-1 Chuo, Otsu, Shiga",
        "6-13-4, Kita-ku , Osaka-shi",
        "6-16-9 Aoi-ku,Shizuoka-shi, Shizuoka",
    ),
    non_examples=(
        "chapter 2-8-1 of the manual",
        "12 Days in Tokyo",
        "25 Koto-ku",
        "2-1 win over Kashima in Osaka",
        "1-0 Kashima, Osaka",
    ),
)

PREFECTURE_FIRST = Pattern(
    id="jp_address.romaji_prefecture",
    entity="JP_ADDRESS",
    regex=rf"(?<![0-9A-Za-z\-])(?:{PREFECTURES})(?:-(?:to|fu|ken|do),? |, )[A-Z]",  # the rest is read by `_refine`: too wide for the multi-pattern engine
    refine=_refine_prefecture,
    taken_in=(0, REACH),
    context=_CONTEXT,
    column="",
    examples=("Kanagawa-ken Kawasaki-shi Asao-ku Takaishi 4-88-14", "Osaka-fu, Suita-shi, Kotobuki-cho 1-chome 88-1"),
    non_examples=("Tokyo Verdy 2-1", "Osaka Expo 2025"),
)

PATTERNS = (NUMBER_FIRST, PREFECTURE_FIRST)
