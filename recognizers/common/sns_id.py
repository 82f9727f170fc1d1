"""Accounts in social networks: the name after the network's name, or its URL."""

from __future__ import annotations

import re
from collections.abc import Callable

from recognizers.context import Labels
from recognizers.pattern import REACH, Match, Pattern, Refined

_REST = re.compile(r"[0-9A-Za-z_.\-]{0,30}")


def _whole(score: float, word: str) -> Callable[[Match, Labels], list[Refined]]:
    """The pattern holds the first three characters; the rest of the name is added here."""

    def refine(match: Match, labels: Labels) -> list[Refined]:
        rest = _REST.match(match.text, match.end)
        end = match.end + (len(rest[0].rstrip(".")) if rest else 0)
        if match.text[end : end + 1] == "@":
            return []
        return [(match.start, end, score, ("pattern", f"context:{word}"))]

    return refine


_NET = r"(?:旧?Twitter|X\(旧Twitter\)|Instagram|インスタ(?:グラム)?|LINE|ライン|Facebook|フェイスブック|TikTok|Discord|Slack|Skype|mixi|Telegram|WeChat|カカオトーク|Bluesky|Threads|ツイッター|SNS)"
_ID = r"[A-Za-z0-9_][A-Za-z0-9_.]{2}"
_WORDS = (
    "SNS",
    "SNSアカウント",
    "SNS ID",
    "Twitter",
    "Twitter ID",
    "Instagram",
    "LINE ID",
    "LINE",
    "Facebook",
    "TikTok",
    "アカウント名",
    "twitter_id",
    "line_id",
    "instagram_id",
    "facebook_id",
    "sns_id",
    "screen_name",
    "インスタ",
    "ツイッター",
)

SNS_ID = (
    Pattern(
        id="sns_id",
        entity="SNS_ID",
        regex=rf"{_NET} ?(?:ID|アカウント|アカウント名)[\"']?[ \t:：=は]{{1,3}}[\"'「]?(?P<v>@?{_ID})",
        prior=0.8,
        refine=_whole(0.8, "SNS"),
        taken_in=(0, REACH),
        needs_label=True,
        context=_WORDS,
        other=("addr_line", "address_line", "street_line", "line1", "line2", "line_1", "line_2", "line_no", "line no", "line_number", "order_line", "product_line"),
        column=r"@?[0-9A-Z]{3,30}",
        examples=("LINE ID：tsuyuri_0415", "インスタアカウント @hana.kakuu", "Twitter ID: kakuu_taro"),
        non_examples=("LINEで連絡", "LINE IDを教えてください", "online id: abc"),
    ),
    Pattern(
        id="sns_id_at",
        entity="SNS_ID",
        regex=rf"{_NET}[ \t:：=は(（]{{1,3}}(?P<v>@{_ID})",
        prior=0.8,
        refine=_whole(0.8, "SNS"),
        taken_in=(0, REACH),
        needs_label=True,
        column="",
        examples=("Instagram: @hana.kakuu", "ツイッター（@kakuu_taro）", "TikTok @kakuu99"),
        non_examples=("Instagram: hana", "@Override", "LINE 5"),
    ),
    Pattern(
        id="sns_url",
        entity="SNS_ID",
        regex=(
            r"(?<![0-9A-Za-z.])(?:twitter\.com|x\.com|instagram\.com|facebook\.com|tiktok\.com|threads\.net)/"
            r"(?!(?:share|intent|home|search|hashtag|sharer|login|tr|plugins|p|i|explore|privacy|help|about|tos|policies|legal)(?![0-9A-Za-z_]))"
            r"(?P<v>@?[A-Za-z0-9_][A-Za-z0-9_.]{2})|line\.me/ti/p/~?[A-Za-z0-9_\-]{4}"
        ),
        prior=0.7,
        refine=_whole(0.7, "SNS"),
        taken_in=(0, REACH),
        needs_label=True,
        column="",
        examples=("https://x.com/kakuu_taro", "instagram.com/hana.kakuu", "https://line.me/ti/p/AbCd123"),
        non_examples=("https://x.com/share?u=1", "https://twitter.com/", "https://box.com/kakuu"),
    ),
)  # fmt: skip
