"""Characters that engines take for one another, put right where the neighbours leave no doubt.

Each rule keeps the length, so that offsets hold. What may be either stays as it was read.
"""

from __future__ import annotations

import re

_LIKE_DIGIT = "OoQDlIＯｏｌＩ〇○"  # not | and !: rules of a table are read as these
_AS_DIGIT = str.maketrans(_LIKE_DIGIT, "000011001100")
_KANJI = "一-鿿々〆ヶ"
_KANA = "ァ-ヴー"
_DASH = "ー一―—–‐‑−─"

# O and l among digits: a token that has at least four digits, and more of them than of the others.
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9" + _LIKE_DIGIT + r"./()\-" + _DASH + r"]{4,}(?![A-Za-z0-9])")
# Residence cards (two letters, eight digits, two letters) and passports (two letters, seven digits).
_CARD = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})([0-9OQDlI]{8})([A-Z]{2})(?![A-Za-z0-9])")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2})([0-9OQDlI]{7})(?![A-Za-z0-9])")
_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])[{_DASH}](?=[0-9])")
# 健— and 健ー: a long vowel stands behind kana, a dash behind a kanji at the end of a word is the numeral of a name.
_ICHI = re.compile(rf"(?<=[{_KANJI}])[ー―—–─](?=$|[\s　)）様殿さ]|[郎朗])")
_NI = re.compile(rf"(?<=[{_KANJI}])ニ(?=$|[\s　)）様殿]|[郎朗])")
# Kanji that look like katakana, among katakana.
_LIKE_KANA = str.maketrans("力口工夕卜八二一", "カロエタトハニー")
_IN_KANA = re.compile(rf"(?<=[{_KANA}])[力口工夕卜八二一](?=[{_KANA}])|(?<=[{_KANA}]{{2}})[力口工夕卜二一](?=$|\s)")


def mended(line: str) -> str:
    line = _BETWEEN_DIGITS.sub("-", _NUMBER.sub(_number, line))
    line = _CARD.sub(lambda found: found[1] + found[2].translate(_AS_DIGIT) + found[3], line)
    line = _PASSPORT.sub(lambda found: found[1] + found[2].translate(_AS_DIGIT), line)
    line = _NI.sub("二", _ICHI.sub("一", line))
    return _IN_KANA.sub(lambda found: found[0].translate(_LIKE_KANA), line)


def _number(found: re.Match[str]) -> str:
    token = found[0]
    digits = sum(char.isdigit() for char in token)
    doubtful = sum(char in _LIKE_DIGIT for char in token)
    return token.translate(_AS_DIGIT) if digits >= 4 and digits > 2 * doubtful else token
