"""PERSON by dictionary and part of speech: Sudachi tells where words begin, the name dictionaries what they can be.

Evidence adds up as for patterns (log-odds): a surname of the dictionary or tagged 姓, a given name behind it, the space
between them, an honorific or title, a label in front (氏名, 申込者 …), furigana in brackets. Against it speak an
organisation's word (支店, 商店, 銀行 …), a place name without more, a sample form. A lone surname without any of these
stays low.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import numpy as np

from recognizers.foreignnames import foreign
from recognizers.labelled import labelled
from recognizers.latinnames import latin_names
from recognizers.lazily import lazy
from recognizers.namedata import Names, katakana, names
from recognizers.namewords import COMMON, NOT_NAMES, PLACES
from recognizers.pasted import pasted
from recognizers.pattern import chance, logit
from recognizers.text import Folded, blocks, fold
from recognizers.tokens import Kept, Word, Words, kinds, tokenize
from recognizers.told import PRIOR, TOLD, Judged, is_hamlet, join, told
from recognizers.types import Hints, Hit

FAINT = 0.1  # candidates below this are noise to the model

_KANJI = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffff"
_NAME_RUN = lazy(rf"[{_KANJI}ぁ-ゖァ-ヺー]{{1,6}}")
_HONORIFIC = lazy(
    r"[ ]?(?:さん|様|さま|氏(?!名|神)|殿|くん|君(?!達|たち)|ちゃん|先生|先輩|選手|教授|容疑者|被告|弁護士|医師|教師|看護師|薬剤師|保健師|教諭|保育士|税理士|社労士|司法書士|行政書士|会計士|博士|本人|夫妻|夫人|ご夫妻|さん方|嬢|女史|画伯|監督|候補)(?!式|子)"
)
_TITLE = lazy(
    r"[ ]?(?:[部課係室支店所社院校学園会班局団座]長|工場長|次長|主任|主査|主事|課長代理|部長代理|店長|所長|常務|専務|取締役|社長|会長|副社長|執行役員|マネージャー|リーダー|事務員|担当)"
)
_OF_ONE = lazy(r"さん(?!さん)|くん|[部課係]長|次長|主任|専務|常務")
_TITLE_BEFORE = lazy(
    r"(?:部長|課長|係長|次長|室長|支店長|所長|店長|主任|主査|社長|専務|常務|会長|取締役|院長|教授) {1,2}$"
)
_CHAT = lazy(r"(?:^|\n)\[?(?:[0-9/\-]{4,10} )?\d{1,2}:\d{2}(?::\d{2})?\]?[ \t]{1,3}$")
_SELF = lazy(r"と申し(?:ます|上げます)|と名乗る|と名のる|名義(?!変更)")
_ORG_AFTER = lazy(
    r"[ ]?(?:株式会社|有限会社|合同会社|\(株\)|㈱|\(有\)|㈲|モータース|整備|ボデー|鈑金|興業|石油|支店|支社|支部|本店|本社|営業所|出張所|事業所|事務所|工場|工務店|商店|商会|商事|産業|工業|建設|製作所|製薬|銀行|信用金庫|証券|保険"
    r"|病院|医院|クリニック|歯科|薬局|大学|高校|中学|小学校|学園|幼稚園|駅|空港|港|市|区|町|村|県|都|府|郡|線|通り|街道|川|山(?![ ])|湖|島(?![ ])|城|寺|神社|公園|ビル|タワー|ホール|センター|ロジスティクス"
    r"|リース|自動車|電機|電器|食品|酒造|不動産|運輸|運送|物流|ホールディングス|グループ|工業所|組合|協会|財団|学会|研究所|店(?!長)|屋(?!敷)|家具|ホテル|旅館|食堂|地方|方面|地区|地域|周辺|沖|産|弁|行き|発|着|城|時代|幕府|空襲|戦|塾|賞|杯|式|法|流|派|作戦|効果|定理)"
)  # fmt: skip
_ORG_BEFORE = lazy(
    r"(?:株式会社|有限会社|合同会社|\(株\)|㈱|\(有\)|㈲|学校法人|医療法人|社団法人|財団法人|JR|地下鉄)[ ]?$"
)
_LABELS = (
    r"氏名|お?名前|作業者|立会人?|翻訳者|通訳者|姓名|旧姓|フリガナ|ふりがな|カナ|ヨミ|よみ|申込者|申請者|契約者|契約者名義|保証人|担当者?|患者|被保険者|被扶養者|扶養親族|使用者|所有者|名義人?|口座名義|受取人|送付先|送り先|宛先|宛名"
    r"|代表者|代表取締役|取締役|講師|司会|出席者?|欠席者?|参加者|運転者|同乗者|配偶者|保護者|世帯主|本人|注文者|購入者|記入者|作成者?|承認者?|確認者?|報告者|連絡先|相談者|通報者|被害者|加害者|対象者|利用者|入居者|借主|貸主|連帯保証人|差出人"
    r"|記入|記録者?|起案者?|決裁者?|検収者?|取得者|受領者|引取人|対応者?|応対者?|受験者|対象|参加|面談|請求者|届出人|届出者|申立人|相続人|債務者|搭乗者|宿泊者|ゲスト名?|お客様名?|問い?合わ?せ元|依頼元|発信者|受信者|依頼者|回答者|応募者|応対者|受付者|面談者|議事録|書記|顧客名?|会員名?|社員名?|従業員名?|医師|主治医|看護師|訪問者|来訪者|弁護士|記者|著者|監督|文責|起票者?|承認|検印|差出"
    r"|(?<![a-z])(?:From|To|Cc|Name|Customer|Contact(?: person)?|PIC|Interpreter|Attn|Prepared by|Reported by|Author|User ?name|Name in full|Spouse|Guest|Applicant|Trainee|Cardholder|Employee name)|full_?name|last_?name|first_?name|customer_?name|user_?name|(?<![a-z])name|sei|mei|kana"
)
_OF_LABELS = "氏名又は名称|氏名|名前|お名前|名義|様|カナ|フリガナ|漢字"
_LABEL = lazy(
    rf"(?:{_LABELS})(?:[ ]?(?:の)?(?:{_OF_LABELS}))?"
    r"[\s「『\"'(（:：=＝|／/、,・は>→\-]{1,6}$",
    re.I,
)
_LONGEST_LABEL = 30  # characters, with the marks behind it
_BETWEEN = " \t\n\r「『\"'(（:：=＝|／/、,・は>→-"  # what stands between a label and a name
_SEPARATORS = frozenset(_BETWEEN)
_LISTING = lazy(
    r"(?:出席者?|参加者?|欠席者?|担当者?|メンバー|作業者|立会人?|講師|受講者|対象者|当番|[早遅日夜]番|宿直|Attendees|Participants|Members|Present)(?:: ?| )[^。:\n]{0,60}[、,・] ?$"
)
_SAMPLE = lazy(r"記入例|見本|サンプル|記載例|ダミー|入力例|テスト太郎|例[:：]")
_PARTICLE = lazy(r"(?:は|が|に|を|の|と|へ|も|から|より|まで|、|。|,|$|\n|\)|」)")
_NAME_HEADER = lazy(
    r"氏名|名前|姓名|フリガナ|ふりがな|カナ|名義|担当者|申込者|契約者|保証人|^姓$|^名$|代表者|連絡先"
    r"|(?:full|last|first|family|given|customer|cust|user|employee|emp|member|patient|contact).?name",
    re.I,
)
_NO_NAME_HEADER = lazy(
    r"会社|商品|店|品名|物件|file|host|table|column|ファイル|サーバ|system|item|part|model|product|法人|機関|学校|銀行|支店",
    re.I,
)
_KANA_NAME = lazy(
    r"(?<![ァ-ヺーぁ-ゖA-Za-z])([ァ-ヺー]{2,8}|[ぁ-ゖー]{2,8})[ ・=]{1,2}([ァ-ヺー]{2,8}|[ぁ-ゖー]{2,8})(?![ァ-ヺー])"
)
_KANA_LABELS = frozenset("フリガナ ふりがな カナ よみ ヨミ よみがな ヨミガナ なまえ おなまえ".split())
_CHAIN = lazy(r"(?<![ァ-ヺー・])[ァ-ヺー]{1,10}(?:[・=][ァ-ヺー]{1,12}){1,4}(?![ァ-ヺー・])")
_SPACED = lazy(
    rf"(?<![{_KANJI}ァ-ヺー])([{_KANJI}]{{1,4}}) {{1,2}}([{_KANJI}]{{1,3}}|[ぁ-ゖ]{{2,4}}|[ァ-ヺー]{{2,4}})(?![{_KANJI}ァ-ヺー])"
)
# What stands in each of these three; much faster to look for.
_KANA_PAIR = lazy("[ ・=](?<=[ァ-ヺーぁ-ゖ].)[ ・=]?[ァ-ヺーぁ-ゖ]")
_LINK = lazy("[・=](?<=[ァ-ヺー].)[ァ-ヺー]")
_SPACE = lazy(rf" (?<=[{_KANJI}] ) ?[{_KANJI}ぁ-ゖァ-ヺー]")
_FURIGANA = lazy(r"[ ]?\(([ァ-ヺー ・]{4,18}|[ぁ-ゖー ・]{4,18})\)")
_FLOOR = logit(FAINT - 0.005)  # candidates below this are nobody's concern; chances are rounded
# Lines without a letter but small Latin ones; patterns still look for names in them, words are not made of them.
_IDLE = lazy(r"(?:(?<=\n)|\A)[\x00-@\[-\x7f\u2500-\u257f]{150,}(?:\n|\Z)")
BLOCK = 12_000  # characters a tokenizer call takes; Sudachi's limit is 49,149 bytes

_NOTHING_SAID: Judged = (0.0, ())
_NO_HINTS = Hints()


def words(text: str) -> Words:
    """Words of a folded text; none where it holds no Japanese, which costs time and tells nothing."""
    return tokenize(text, cued(text)) if not text.isascii() else tokenize("")


def cued(text: str) -> list[tuple[int, int]]:
    """The stretches of a folded text, whole lines, that a name may be in: not among figures, rules and code.

    Cut out only where much is saved: at a cut Sudachi does not see how the line before ended.
    """
    found, start = [], 0
    for idle in _IDLE.finditer(text):
        found.append((start, idle.start()))
        start = idle.end()
    found.append((start, len(text)))
    return [(low, high) for low, high in found if low < high]


class DictionaryNames:
    """PERSON in running text."""

    id = "person_dictionary"
    entities = ("PERSON",)
    depth = "standard"

    def __init__(self) -> None:
        self._names: Names = names()

    def find(self, text: str, hints: Hints) -> Iterator[Hit]:
        for start, end in blocks(text, BLOCK):
            folded = fold(text[start:end])
            for span, (odds, evidence) in self.candidates(folded.text, words(folded.text), hints).items():
                score = chance(odds)
                if score >= 0.2:
                    yield _hit(folded, start, *span, score, evidence)

    def candidates(self, text: str, words: Words, hints: Hints) -> dict[tuple[int, int], Judged]:
        """(start, end) → (log-odds, evidence), over folded text."""
        found: dict[tuple[int, int], Judged] = {}
        for low, high, odds, evidence in self._candidates(text, words, hints):
            known = found.get((low, high), (-9.0, ()))
            told = (TOLD,) if TOLD in known[1] or TOLD in evidence else ()
            odds, evidence = max(known, (odds, evidence), key=itemgetter(0))
            found[low, high] = (odds, join(evidence, told))
        return found

    def _candidates(self, text: str, words: Words, hints: Hints) -> Iterator[tuple[int, int, float, tuple[str, ...]]]:
        sample = -2.5 if len(text) < 400 and _SAMPLE.search(text) else 0.0
        floor = _FLOOR - sample
        boundaries = {*words.starts, len(text)}
        for number, stem in _stems(words):
            if stem.weak and not self._spoken_for(text, words, number):
                continue
            for low, high, odds, evidence in self._from(text, words, number, stem, boundaries, hints, floor):
                yield low, high, odds + sample, evidence
        for low, high, odds, evidence in (
            *self._spaced(text, hints),
            *told(text),
            *labelled(text),
            *pasted(text),
            *self._kana(text, hints),
            *latin_names(text, lambda before: self._before(before, hints), lambda end: self._after(text, end)),
        ):
            yield low, high, odds + sample, evidence

    def _spoken_for(self, text: str, words: Words, number: int) -> bool:
        """Whether what follows a word speaks for a name: a space, a given name, an honorific. Nine words in ten: no."""
        end = words.ends[number]
        if text[end : end + 1] == " " or self._after(text, end)[0] >= 2.5:
            return True
        start = words.starts[number]
        if (
            start
            and text[start - 1] in _SEPARATORS
            and self._before(text[max(0, start - 40) : start], _NO_HINTS)[0] >= 2.5
        ):
            return "sei" in kinds(words.word(number).surface)
        return number + 1 < len(words) and words.word(number + 1).kind == "mei"

    def _from(
        self, text: str, words: Words, number: int, stem: _Stem, boundaries: set[int], hints: Hints, floor: float
    ) -> Iterator[tuple[int, int, float, tuple[str, ...]]]:
        """Spans that begin with a word: surname and given name, or either alone."""
        start, stop = words.starts[number], words.ends[number]
        kind, listed, root, reason = stem.kind, stem.listed, stem.root, stem.reason
        outside, why = _NOTHING_SAID
        if start:
            mark = text[start - 1]
            if mark in _SEPARATORS or hints.header:
                outside, why = self._before(text[max(0, start - 40) : start], hints)
            if mark in "社人) R鉄㈱㈲" and _ORG_BEFORE.search(text, max(0, start - 40), start):
                outside -= 4
        elif hints.header:
            outside, why = self._before("", hints)
        after, tail = self._after(text, stop)
        if stem.surname:
            for end, weight, also in self._given(text, stop, boundaries):
                next_word = kind != "sei" and number + 1 < len(words) and words.ends[number + 1] == end
                if next_word and words.word(number + 1).kind == "noun":
                    weight -= 2.5  # 江戸時代, 日本法人: a place and a common noun that happens to be a name
                behind, end_tail = self._after(text, end)
                if kind in _COMMON_KINDS and not listed:
                    named = any(t.end == end and t.kind == "mei" for t in words[number + 1 : number + 4])
                    weight -= 0.0 if outside >= 3 or behind >= 2.5 or (named and "space" in also) else 1.5
                odds = PRIOR + root + weight + outside + behind
                if odds >= floor and (also != ("space",) or root > 0.5 or behind >= 2.5 or outside >= 3):
                    # 高遠 美咲希: where the words' dictionary has a surname among other things, the model sees these.
                    full = stem.rare and kind != "sei" and also == ("given_name", "space") and odds > 0
                    yield start, end, odds, join(reason, also, why, end_tail, (TOLD,) if full else ())
            if kind not in _COMMON_KINDS or listed or after >= 2.5:
                lone = root + after + outside
                spoken = after >= 2.5 or outside >= 2.5
                if stem.place and not spoken:
                    lone -= 2
                if stop - start == 1 and not spoken:
                    lone -= 1.5
                if stem.rare and spoken:
                    lone += 0.6
                elif kind == "place" and not listed:
                    lone -= 0.5
                elif kind in _COMMON_KINDS and not listed:
                    lone -= 2.0
                if after < 2.5 and outside < 3 and listed and _PARTICLE.match(text[stop : stop + 2]):
                    lone += 0.7 if kind == "sei" else 0.3
                # 中津川部長: only a town to the words' dictionary, which the model believes.
                of_a_town = kind == "place" and not stem.place and _OF_ONE.match(text, stop) is not None
                named = root + after + outside > -PRIOR and "context:label" in why and (listed or stem.rare)
                named |= kind == "place" and "context:label" in why and _done_by_hamlet(text, start, stem)
                named |= stem.rare and after > 3 and kind != "noun"  # 笠間医師
                told = (TOLD,) if of_a_town or named else ()
                lone += 0.6 * of_a_town
                if PRIOR + lone >= floor:
                    yield start, stop, PRIOR + lone, join(reason, why, tail, told)
        if stem.given:  # alone: さくらさん, 太郎くん
            odds = PRIOR - 0.8 + (0.8 if kind == "mei" else -0.4) + after + outside
            if odds >= floor:
                yield start, stop, odds, join(("dictionary",), why, tail)
        if kind == "person" and stop - start >= 3:  # 坂本龍馬: whole names in the dictionary are mostly public figures
            yield start, stop, PRIOR + 2.3 + after + outside, join(("part_of_speech",), why, tail)

    def _given(self, text: str, position: int, boundaries: set[int]) -> Iterator[tuple[int, float, tuple[str, ...]]]:
        """(end, log-odds, evidence) of given names behind a surname, with a space between or none."""
        spaces = 0
        while spaces < 2 and text[position : position + 1] == " ":
            position += 1
            spaces += 1
        run = _NAME_RUN.match(text, position)
        if run is None:
            return
        word = run[0]
        best = None
        for length in range(min(5, len(word)), 0, -1):
            given, end = word[:length], position + length
            if given not in self._names.given or given in NOT_NAMES or given in PLACES:
                continue
            ends_well = (
                length == len(word)
                or end in boundaries
                or (word[length] in "はがをにのとでもへや" and not _kana_only(given))
                or _HONORIFIC.match(text, end)
                or (spaces > 0 and _TITLE.match(text, end) is not None)
            )
            if not ends_well:
                continue
            weight = 2.2 if length > 1 else (1.2 if spaces else 0.2)
            if _kana_only(given) and not spaces:
                weight -= 1.5
            whole = spaces and length < len(word) <= 3 and not _kana_only(word[length:])
            if whole and not (_HONORIFIC.match(text, end) or _TITLE.match(text, end) or word[length:] in COMMON):
                end = position + len(word)  # 陽翔 behind a space, though only 陽 is known
            best = (end, weight + (1.2 if spaces else 0), ("given_name", "space") if spaces else ("given_name",))
            break
        if best is not None:
            yield best
        # Spaced, and the whole run short: a given name we do not know (結月, 琉惺).
        elif spaces and len(word) <= 3 and not _ORG_AFTER.match(text, position):
            inner = any(place in boundaries for place in range(position + 1, position + len(word)))
            if not inner and len(word) > 1 and _is_given(word):  # 美咲希, which only the words' dictionary has
                yield position + len(word), 2.6, ("given_name", "space")
            else:
                yield (
                    position + len(word),
                    (-2.0 if not inner and len(word) > 1 and word in COMMON else 1.0),
                    ("space",),
                )
        elif not spaces and len(word) <= 3 and position + len(word) in boundaries and _is_given(word):
            yield position + len(word), 1.8, ("part_of_speech",)

    def _before(self, before: str, hints: Hints) -> tuple[float, tuple[str, ...]]:
        mark = before[-1:]
        if mark in _SEPARATORS:
            end = before.rstrip(_BETWEEN)[-1:]
            if end in _LABEL_ENDS and _LABEL.search(before, max(0, len(before) - _LONGEST_LABEL)):
                return 3.5, ("context:label",)
            if mark == " " and _TITLE_BEFORE.search(before):
                return 2.5, ("title",)
            if mark in " \t" and _CHAT.search(before):
                return 2.5, ("context:chat",)
            if before.rstrip(" ")[-1:] in "、,・" and _LISTING.search(before):
                return 2.5, ("context:label",)
        if hints.header and not _NO_NAME_HEADER.search(hints.header):
            if _NAME_HEADER.search(hints.header):
                return 2.5, (f"header:{hints.header[:40]}",)
            if re.search(r"(?<![a-z])name", hints.header, re.I):  # of a person, a road, a field: who knows
                return 0.8, (f"header:{hints.header[:40]}",)
        return _NOTHING_SAID

    def _after(self, text: str, end: int) -> tuple[float, tuple[str, ...]]:
        first = text[end : end + 1]
        if first not in _AFTER_BEGINS:
            return _NOTHING_SAID
        if first in _SPEAKS:
            if spoken := _SPEAKING.match(text, end):
                return _SPOKEN[spoken.lastgroup or ""]
            if first in " (" and (found := _FURIGANA.match(text, end)):
                parts = re.split(r"[ ・]", katakana(found[1]))
                if len(parts) == 2 or any(p in self._names.surname_kana for p in parts):
                    return 2.5, ("furigana",)
        if _ORG_AFTER.match(text, end):
            return -4.0, ("organisation",)
        return _NOTHING_SAID

    def _spaced(self, text: str, hints: Hints) -> Iterator[tuple[int, int, float, tuple[str, ...]]]:
        """申込者 万年 篤: a surname that is a common word elsewhere, known by its label and the given name behind it."""
        position = 0
        while match := _first(_SPACED, _SPACE, 4, text, position):
            position = match.start(2)  # what looked like a given name may be the surname: 申込者 万年 篤
            given = match[2]
            if given not in self._names.given or given in PLACES or match[1] in NOT_NAMES:
                continue
            weight, why = self._before(text[max(0, match.start() - 40) : match.start()], hints)
            after, tail = self._after(text, match.end())
            if weight >= 3 or after >= 2.5:
                yield (
                    match.start(),
                    match.end(),
                    PRIOR + 1.4 + weight + after,
                    join(("given_name", "space"), why, tail),
                )

    def _kana(self, text: str, hints: Hints) -> Iterator[tuple[int, int, float, tuple[str, ...]]]:
        position = 0
        while match := _first(_KANA_NAME, _KANA_PAIR, 8, text, position):
            if match[1] in _KANA_LABELS:  # フリガナ ミナイ レンタロウ: the name begins behind the label
                position = match.start(2)
                continue
            position = match.end()
            first, second = katakana(match[1]), katakana(match[2])
            odds, evidence = PRIOR - 0.6, ["pattern"]
            for word in (first, second):
                if word in self._names.surname_kana or word in self._names.given_kana or word in foreign().kana:
                    odds += 1.6
                    evidence.append("dictionary")
            if first in self._names.surname_kana and second in self._names.given_kana:
                odds += 0.8
                evidence.append("both")
            before = text[max(0, match.start() - 40) : match.start()]
            weight, why = self._before(before, hints)
            if before.rstrip().endswith("(") and re.search(rf"[{_KANJI}][ ]?\([ ]?$", before):
                weight = max(weight, 1.8)
            after, tail = self._after(text, match.end())
            yield match.start(), match.end(), odds + weight + after, join(tuple(evidence), why, tail)
        for match in _CHAIN.finditer(text) if _LINK.search(text) else ():
            parts = re.split("[・=]", match[0])
            known = sum(p in foreign().kana or p in self._names.given_kana for p in parts)
            weight, why = self._before(text[max(0, match.start() - 40) : match.start()], hints)
            after, tail = self._after(text, match.end())
            if known or weight >= 2.5 or after >= 2.5:
                odds = PRIOR + 0.8 * known + 0.4 * len(parts) + weight + after
                yield (
                    match.start(),
                    match.end(),
                    odds,
                    join(("pattern", "dictionary", "both") if known else ("pattern", "both"), why, tail),
                )
        for match in re.finditer(r"(?<![ァ-ヺー])[ァ-ヺー]{2,10}(?=さん|様|氏(?!名)|くん|先生)", text):
            word = match[0]
            known = word in self._names.surname_kana or word in self._names.given_kana or word in foreign().kana
            if known or _LABEL.search(text[max(0, match.start() - 40) : match.start()]):
                yield match.start(), match.end(), PRIOR + 3.2, ("honorific", "dictionary")


def _first(
    pattern: re.Pattern[str], sign: re.Pattern[str], before: int, text: str, position: int
) -> re.Match[str] | None:
    """As `pattern.search`. Every match has one sign in it, the first, with up to `before` characters in front."""
    while found := sign.search(text, position):
        for start in range(max(position, found.start() - before), found.start()):
            if match := pattern.match(text, start):
                return match
        position = found.start() + 1
    return None


# Every character that one of the patterns for what follows a name can begin with, and some more.
_AFTER_BEGINS = frozenset("".join(p.pattern for p in (_HONORIFIC, _TITLE, _SELF, _FURIGANA, _ORG_AFTER)))
# Those that speak for a name, in one pattern, and what they and furigana begin with.
_SPEAKING = lazy(f"(?P<honorific>{_HONORIFIC.pattern})|(?P<title>{_TITLE.pattern})|(?P<self>{_SELF.pattern})")
_SPOKEN = {"honorific": (3.2, ("honorific",)), "title": (2.5, ("title",)), "self": (2.5, ("context:と申します",))}
_SPEAKS = frozenset(
    " (さ様氏殿く君ち先選教容被弁医看博本夫ご嬢女画監候部課係室支店所社院校学園会班次主常専取副執マリ事担と名薬保税司行工局団座"
)


def _last_letters(alternatives: str) -> set[str]:
    """What the words of a pattern can end with; letters also in the other case."""
    ends: set[str] = set()
    for word in alternatives.split("|"):
        ends |= set(word[-1:] if word[-1:] != "?" else word[-2:-1] + word[-3:-2])
    return ends | {letter.upper() for letter in ends} | {letter.lower() for letter in ends}


_LABEL_ENDS = _last_letters(_LABELS) | _last_letters(_OF_LABELS)
_LIVE, _WEAK, _GIVEN, _AFTER = 1, 2, 4, 8


@dataclass(frozen=True, slots=True, eq=False)
class _Stem:
    """What the dictionaries say of a word that a name may begin with.

    surname: it may be one. rare: one that only the words' dictionary knows. given: it may be a given name that stands alone. weak: it must be spoken for. root: log-odds.
    """

    surface: str
    kind: str
    listed: bool
    rare: bool
    weak: bool
    surname: bool
    given: bool
    place: bool
    root: float
    reason: tuple[str, ...]


def _stems(words: Words) -> Iterator[tuple[int, _Stem]]:
    """The words that a name could begin with, each with its number."""
    if not words:
        return
    roles = words.vocabulary.column(_roles)[words.numbers]
    follows = np.zeros_like(roles)
    follows[:-1] = roles[1:] & (_GIVEN | _AFTER)
    live = np.flatnonzero((roles & _LIVE) | ((roles & _WEAK) & (follows > 0) * _WEAK))
    known = words.vocabulary.words
    for place, number in zip(live.tolist(), words.numbers[live].tolist(), strict=True):
        yield place, _stem(known[number].surface, known[number].kind)


def _roles(words: Sequence[Word]) -> Kept:
    """Of each word: whether a name may begin with it, at all or if the next one speaks for it; whether it so speaks."""
    found = np.zeros(len(words), np.uint8)
    for number, word in enumerate(words):
        role = _GIVEN if word.kind == "mei" else 0
        if word.surface[:1] in _SPEAKS:
            role |= _AFTER
        if word.kind != "number" and _may_be_name(word.surface):
            role |= _WEAK if _stem(word.surface, word.kind).weak else _LIVE
        found[number] = role
    return found


@lru_cache(maxsize=50_000)
def _stem(surface: str, kind: str) -> _Stem:
    known = names()
    listed, given = surface in known.surnames, surface in known.given
    root, reason = _ROOTS.get(kind, (-0.4, ()))
    rare = not listed and len(surface) > 1 and "sei" in kinds(surface)
    if listed:
        root, reason = (1.6 if kind == "sei" else 1.1), ("dictionary",)
    elif rare and kind != "sei":
        root, reason = max(root, -0.1), ("dictionary",)
    return _Stem(
        surface,
        kind,
        listed,
        rare,
        kind in _COMMON_KINDS and not listed and not given,
        len(surface) <= 4 and not _kana_only(surface),
        (kind == "mei" or given) and kind not in ("place", "sei") and not listed and len(surface) >= 2,
        surface in PLACES,
        root,
        reason,
    )


_COMMON_KINDS = frozenset(("noun", "other", "proper"))
_ROOTS: dict[str, tuple[float, tuple[str, ...]]] = {
    "sei": (1.4, ("part_of_speech",)),
    "person": (0.8, ("part_of_speech",)),
    "place": (0.3, ()),
    "mei": (0.6, ("part_of_speech",)),
}


_DOERS = lazy(
    r"(?:出席|参加|欠席|担当|作業|立会|記録|記入|報告|確認|承認|作成|議事録|文責|面談)[者人]?[: ][^。\n]{0,60}\Z"
)


def _done_by_hamlet(text: str, start: int, stem: _Stem) -> bool:
    """出席: 音無部長、古府: who is called after a small place, among those who do something."""
    return not stem.place and is_hamlet(stem.surface) and _DOERS.search(text, max(0, start - 70), start) is not None


def _may_be_name(surface: str) -> bool:
    return bool(_NAME_RUN.fullmatch(surface)) and surface not in NOT_NAMES


@lru_cache(maxsize=10_000)
def _is_given(word: str) -> bool:
    alone = tokenize(word)
    return len(alone) == 1 and alone[0].kind == "mei"


def _kana_only(text: str) -> bool:
    return all("ぁ" <= c <= "ヺ" or c == "ー" for c in text)


def _hit(folded: Folded, base: int, low: int, high: int, score: float, evidence: tuple[str, ...]) -> Hit:
    return Hit("PERSON", base + folded.origin(low), base + folded.origin(high), score, "person_dictionary", evidence)
