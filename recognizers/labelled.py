"""Names beside what says that they are names: readings, halves of a name, sections and teams, the speakers of minutes.

フリガナ(カタカナ) ウカイ ユウキ; セイ: シトミ メイ: コウシロウ; 兼子(氏)陽菜(名); 総務部 苗代; 武井班; ・辻堂: 昨日説明し
"""

from __future__ import annotations

from collections.abc import Iterator

from recognizers.lazily import lazy
from recognizers.namedata import katakana, names
from recognizers.namewords import NOT_NAMES, PLACES
from recognizers.tokens import kinds
from recognizers.told import OFFICES, SURE, TOLD, Told, is_hamlet, is_noun, is_surname, is_town

_KANJI = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffff"
_READING = lazy(
    r"(?:フリガナ|ふりがな|カナ氏名|氏名カナ|よみがな)(?:\([^)\n]{1,6}\))?[\s:]{0,4}(?P<whole>[ァ-ヺー]{2,8} {1,2}[ァ-ヺー]{2,8})(?![ァ-ヺー・])"
)
_FIXED_WIDTH = lazy(r"[0-9](?P<pair>[ァ-ヺー]{2,8} [ァ-ヺー]{2,8})(?= {2,}[0-9])")
_HALVES = lazy(
    rf"(?:セイ|せい|姓|氏)(?<![{_KANJI}ァ-ヺぁ-ゖ][姓氏])[: ]{{1,2}}(?P<sei>[ァ-ヺー]{{2,8}}|[{_KANJI}]{{1,4}})[\s,、/]{{1,3}}(?:メイ|めい|名)[: ]{{1,2}}(?P<mei>[ァ-ヺー]{{2,8}}|[{_KANJI}ぁ-ゖ]{{1,4}})(?![{_KANJI}ァ-ヺぁ-ゖ])"
)
_MARKED = lazy(rf"(?P<sei>[{_KANJI}]{{1,4}}) ?\([氏姓]\) ?(?P<mei>[{_KANJI}ぁ-ゖァ-ヺー]{{1,5}}) ?\(名\)")
_SELF = lazy(r"「(?P<kana>[ぁ-ゖ]{2,5})です[。、」]")
# At the end of a line or before a number.
_SECTION = lazy(rf"[部課係室店] (?P<surname>[{_KANJI}]{{2,4}})(?= *(?:\n|\Z|内線|電話|携帯|TEL|/|[0-9]))")
_TEAM = lazy(rf"(?<![{_KANJI}])(?P<surname>[{_KANJI}]{{2,3}})班(?![長員別{_KANJI}])")
# Each with a word that a text must hold: much faster to look for.
_PATTERNS = (
    (("フリガナ", "ふりがな", "カナ", "よみがな"), _READING),
    (("   ",), _FIXED_WIDTH),
    (("メイ", "めい", "名:", "名 "), _HALVES),
    (("(名)",), _MARKED),
    (("です",), _SELF),
    (("部 ", "課 ", "係 ", "室 ", "店 "), _SECTION),
    (("班",), _TEAM),
)


def labelled(text: str) -> Iterator[Told]:
    """Of a folded text."""
    for signs, pattern in _PATTERNS:
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            for part, found in match.groupdict().items():
                if _fits(part, found):
                    yield *match.span(part), SURE, ("dictionary", "context:label", TOLD)
    yield from _in_minutes(text)


def _fits(part: str, found: str) -> bool:
    """Whether a word may be what its place says."""
    if found in NOT_NAMES:
        return False
    if part == "kana":
        return katakana(found) in names().surname_kana and not is_noun(found)
    if part == "pair":
        first, _, second = found.partition(" ")
        return first in names().surname_kana or second in names().given_kana
    if part == "surname":
        return is_surname(found) and not is_noun(found) and not is_town(found)
    return True


# ・辻堂: 昨日説明し; [09:02] もちづき: おは
_BULLETS = lazy(r"[・◆■●○>\-*\]] ?[^:\n\[・]{2,8}: ?")  # much faster
_MINUTE = lazy(
    rf"\n *(?:(?P<time>\[[0-9:/ \-]{{4,20}}\]) ?|[・◆●○>\-*] ?)(?P<name>[{_KANJI}]{{2,4}}?|[ぁ-ゖ]{{3,6}})(?P<title>[部課係室次所店]長|主任|さん|氏)?: ?(?=[^\s0-9])"
)


def _in_minutes(text: str) -> Iterator[Told]:
    """Speakers behind a bullet or a time, where two lines or more have such."""
    lines = list(_MINUTE.finditer("\n" + text)) if _BULLETS.search(text) else []
    sure = [line for line in lines if line["title"] or _speaks(line["name"], line["time"] is not None)]
    known = [line for line in lines if line in sure or "sei" in kinds(line["name"])]  # 辻堂: a kind of shrine too
    for match in known if sure and len(lines) > 1 and len(known) * 2 > len(lines) else ():
        if match["name"] not in NOT_NAMES and match["name"] not in PLACES:
            start = match.start("name") - 1
            yield start, start + len(match["name"]), SURE, ("dictionary", "context:chat", TOLD)


def _speaks(name: str, in_chat: bool) -> bool:
    if name in NOT_NAMES or name in PLACES:
        return False
    if name[0] < "\u30a0":
        return katakana(name) in names().surname_kana and in_chat
    return (is_surname(name) and not is_noun(name)) or (
        in_chat and (not kinds(name) or is_hamlet(name)) and name[-1] not in OFFICES
    )
