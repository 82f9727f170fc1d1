"""Labels: the words in front of a value that say what it is. The nearest one wins.

A 12-digit number after 免許証番号 is a licence number though 個人番号 stands a line above; after 注文番号 it is
neither. So the labels of all patterns are known together, with the labels of numbers that are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from recognizers.dictionary import search_regex
from recognizers.labelplaces import LONG, Label, Places
from recognizers.pattern import AWAY, BEFORE, FAINT, FAR, NEAR, OTHER, REACH, Match, Pattern, canonical
from recognizers.text import fold

# Labels of numbers that identify no person. identifiers.md names them as sources of false alarms.
NOBODYS = (
    "注文番号", "受注番号", "発注番号", "伝票番号", "伝票No", "送り状番号", "送り状", "追跡番号", "問い合わせ番号", "お問い合わせ番号",
    "書留番号", "荷物番号", "出荷番号", "納品番号", "見積番号", "請求番号", "請求書番号", "契約番号", "管理番号", "資産管理番号", "受付番号",
    "整理番号", "通知書番号", "申込番号", "予約番号", "チケット", "シリアル", "シリアルナンバー", "シリアル番号", "製造番号", "ロット",
    "ロットNo", "ロット番号", "品番", "部品番号", "品目コード", "商品コード", "商品番号", "製品コード", "在庫コード", "型番", "図面番号", "図番",
    "JAN", "JANコード", "バーコード", "ISBN", "法人番号", "会社法人等番号", "登録番号", "インボイス番号", "T番号", "バージョン", "version",
    "ver", "ファームウェア", "hash", "ハッシュ", "処理件数", "件数", "数量", "金額", "合計", "参加コード", "会議ID", "パスコード", "認証コード",
    "ポイントカード番号", "ポイントカード", "ギフトカード番号", "ギフトカード", "ギフト券", "商品券", "クーポン", "WAONカード", "nanacoカード", "Edyカード", "Suicaカード", "プリペイドカード番号", "図書カード", "クオカード", "会員カード", "ICカード", "IDカード", "入館カード", "社員カード", "ファイルサイズ", "バイト", "タイムスタンプ", "timestamp", "order", "order_no", "order_id",
    "order id", "item_cd", "item", "part_no", "part no", "dwg_no", "serial", "serial_no", "lot", "lot_no", "tracking", "invoice",
    "sku", "jan", "トランザクションID", "トークン", "token", "認証トークン", "transaction", "request_id", "session", "プロセスID", "pid", "port", "ポート",
    "型式指定番号", "類別区分番号", "宛名番号", "世帯番号", "医療機関コード", "事業所番号", "労働保険番号", "会員番号", "会員証", "顧客番号", "顧客コード",
    "社員番号", "従業員番号", "学籍番号", "患者番号", "診察券番号", "工事番号", "案件番号", "稟議番号", "文書番号", "票番", "台帳番号", "アカウント", "アカウントID", "バッチ", "ジョブ", "監査ID", "棚番", "受付票", "図書館の利用カード", "図書館利用カード", "利用カード番号", "図書館カード", "ロケーション", "IMG", "DSC", "PXL", "arn", "iam", "tok", "checksum", "チェックサム", "プロダクトキー", "ライセンスキー", "シリアルキー", "product key", "license key",
    "追跡", "ゆうパック", "レターパック", "宅急便", "宅配便", "クロネコ", "ヤマト", "佐川急便", "西濃", "着店", "便名", "船荷証券", "B/L", "コンテナ", "UUID", "GUID",
    "po_number", "po number", "po no", "asset_tag", "asset tag", "asset", "ticket", "batch", "shipment", "barcode", "Tカード", "Tポイント", "dポイント", "Ponta", "WAON", "nanaco", "ポイント番号", "メーター", "計器", "証券番号",
)  # fmt: skip
# 「記載された番号」「その番号」 name nothing: the word before it does.
_GENERIC = re.compile(
    r"[^\s:：、。,，「」『』()（）【】\[\]{}|\"'=＝0-9]{0,10}(?<![のたるなはがをでにと])(?:番号|(?<!レ)(?<!エン)(?<!デ)コード|ナンバー|№|(?<![A-Za-z])No\.?|(?<![a-z])ID|件数|_cd|_no|_id)",
    re.I,
)
# 1234… ←抽選券の番号
_OF_SOMETHING = re.compile(
    r"(?!ご?(?:本人|家族|自分|自身)|私|僕|あなた|[^の]{0,6}(?:様|さん|氏))[一-龥ァ-ヺーA-Za-z]{2,10}の(?:番号|コード|ナンバー|ID)"
)
_GENERIC_WORD = re.compile("番号|コード|ナンバー|№|No|ID|件数|_cd", re.I)  # without which there is none
# 種類P 番号 …: the word before says which. A lone 番号 or ご提供いただく番号 says nothing at all.
_NAMELESS = re.compile(
    r"(?:[^\s一-龥ぁ-んァ-ヺー]\s{1,3}|(?:^|[\s。、,|｜\[\]」』])|[対当該]象?|届出|[新旧]|[うくすつぬむるたいの])(?:番号|ナンバー|№|No\.?)$",
    re.I,
)
# asset tag: …, audit_id=…, "badge": …: a key in Latin letters that is none of ours.
_KEY = re.compile(r"(?<![A-Za-z])(?P<key>[A-Za-z][A-Za-z0-9]*(?:[ _\-.][A-Za-z0-9]+){0,3})[\"'`]?\s?[:=]\s?[\"'`]?$")
_ANY_KEY = re.compile(
    r"(?:.*[ _.\-])?(?:no|num|number|v|val|value|match|matched|hit|found|data|text|result|res|output|out|input|in|ocr|read|raw|content|body|message|msg|entry|line|cell|string|str|memo|note|remarks|comment|re|fwd|q|a|ans|answer|bangou?|before|after|old|new|from|to)"
    r"|(?:.*[ _.\-])?(?:in|while|the|from|with|by|on|me|you|your|my|our|is|are|at|when|here|below|following|this|that|him|her)(?:[ _.\-].*)?"
    r"|id|.*(?:person|employee|emp|staff|cust|customer|user|member|honnin|family|(?<![a-z])dep[0-9]?(?![a-z])|dependent|fuyo|spouse|child|wife|husband|name).*",
    re.I,
)
# What may stand between a label and its value: punctuation, tags, particles, and a value before → or から.
_GAP = re.compile(
    r"(?:(?<=[(（])[^()（）:：]{1,8}(?=[)）])|[\s:：=＝\"'「『□☐（(\[【」』）)\]】|,>→は#＃№第._/\-・;&{}、…をがにで*`]|なら|欄|</?[a-z][^<>]{0,30}>|No\.?|(?:の|記載|された)*番号"
    r"|(?=[A-Za-z\-. (]{0,6}\d)[0-9A-Za-z][0-9A-Za-z\-. ()]{2,19}(?:から|より|→|⇒|->|、|/|と|及び|または))*$",
    re.I,
)
# How many digits a number of these kinds has: its label says nothing of a longer or shorter one.
_LENGTHS = {
    "JP_PENSION_NUMBER": (10, 14),  # with the four digits of 年金コード
    "JP_JUMINHYO_CODE": (11,),
    "JP_BANK_ACCOUNT": range(4, 16),  # with bank, branch and kind
    "CREDIT_CARD": range(14, 20),
}
_CARD = re.compile(r"カード|card")  # and these, of any number that is no card's
_USUAL = 40  # characters in front of a value that are looked at
_NO_NUMBER = frozenset({"EMAIL_ADDRESS", "FAMILY", "OCCUPATION", "EMPLOYER", "HOUSING", "GENDER"})
_BARE = re.compile(
    r"(?:^|(?<=[\s。、,(（「?？!！>＞]))(?:新しい|正しい|古い|以前の|今の|変更後の|[新旧])?(?P<word>番号|ナンバー|№|No\.?)[はが]?[\s:：は]{0,3}$"
)
_BARE_WORD = re.compile("番号|ナンバー|№|No")
# 「マイナンバーは以下です。⏎6214…」, 「生年月日をお願いします。⏎客：昭和…」: the sentence before announces or asks.
_ANNOUNCED = re.compile(
    r"(?:(?:以下|下記|次)(?:の(?:とおり|通り))?(?:です|になります|となります|でございます)?"
    r"|(?:お願い|教えて|お聞かせ|うかが|伺|お知らせ|いただけ)[^。\n]{0,14}|(?:でしょう|です)か)(?:[。?？:：]|(?=\s{0,3}\n))\s{0,4}(?:\n\s{0,4}[^\s:：。\n]{1,8}[:：]\s{0,2})?$"
)
# 電話で…と伺いました: by what means, not what it is.
_MEANS = re.compile(r"(?:で|にて|口で|越しに)(?!す|し(?:ょう|た))")
_PLACES = re.compile(r"\d{1,2}[桁文字けたケタ]{1,2}")  # ハッシュ先頭16桁が …
# 1234…, 5678…, behind which a third number stands
_ONE = r"(?<![\d\-])\d{4}[\d \-]{6,15}\d(?:、|, ?|/| |・)"
_LISTED, _LAST = re.compile(rf"(?:{_ONE}){{1,12}}$"), re.compile(rf"{_ONE}$")
_PARTING, _LIST, _LONG = "、, /・", 160, 11
_MAY_ANNOUNCE = re.compile("[下次願教聞伺知かだ]")  # a character of each of its first words
_LINE, _NEXT = re.compile(r"[。\n]"), re.compile(r"。[^。\n]*[。\n]|\n")
_STOPS = frozenset("。?？:： \n\t")
_UNTICKED = re.compile(r"[□☐][^\s□☐☑■✓☒]{1,12}")
_TICK = re.compile("[☑■✓☒]")
_CLOSING = re.compile(r"[)\]】\n。]")
_ITS_OWN = re.compile(r"[\s:：=は]{0,3}\d{4}")  # H27.5.14（個人番号1234…）
_DENIED = re.compile(
    r"(?:で|じゃ)は?(?:あり|な[いく])|とは?(?:別|異な|違[いうっ])|不要|以外"
)  # （個人番号ではありません）
_OPENING = re.compile(r"[\s「『(\"'・※]*")
_BEHIND = re.compile(
    r"^[\s」』】\]\"']{0,3}(?:[（(\[【←…‥]{1,2}\s?(?:(?:これ|こちら|上|左)[がは]?(?:私|わたし|僕|本人)?の?)?|[がは]|という|is (?:my|the|his|her) )\s*"
)


def spellings(word: str) -> set[str]:
    """A label as programs write it, too: license_no, license-no, licenseNo, "license no"; and 個人№ for 個人No."""
    word = word.lower()
    if not word.isascii() and word.endswith("no"):
        return {word, word[:-2] + "№"}
    if not word.isascii() or len(word) < 5 or not re.search("[ _]", word):
        return {word}
    return {word, *(re.sub("[ _]", sign, word) for sign in ("", "_", "-", " "))}


_Cell = tuple[str, str, str, int, int]  # pattern, header, what stands before a value, its digits, how far to look
_MOST_CELLS = 8_192
_FEW_WORDS = 16  # characters of a clause that comes again and again: 連絡先は
_ALONE = 150  # characters of a text that are gone through in the time in which one value looks for its labels alone


class _Left(NamedTuple):
    """What stands before a value. announced: labels of a sentence that announces it; None for no such sentence.

    sentence: labels of the sentence before, where the value begins one, the nearest first. words: labels in its own
    sentence, left to right. near: only punctuation parts the last of them from the value; close: little does.
    unknown: a label that we do not know does.
    """

    announced: tuple[str, ...] | None
    sentence: tuple[str, ...]
    words: tuple[str, ...]
    near: bool
    unknown: bool
    close: bool


class _Right(NamedTuple):
    """What stands behind a value. inside: a label in brackets or said of it. unknown: one that we do not know.

    text: to the end of the next sentence.
    """

    text: str
    inside: str
    unknown: bool


class _Beside(NamedTuple):
    """Both sides of a value. entities: that a label of the left side or one in brackets behind is of; those of all others
    it gives the same weight, `other`, as long as none of their labels comes later on the right."""

    left: _Left
    right: _Right
    entities: frozenset[str]
    other: tuple[float, tuple[str, ...]]


class _About(NamedTuple):
    """What a label says. number: of a number, or of nobody's. day: of a date. lengths: how many digits its numbers have, where
    it says no more than that. bounded: it may be a part of a Latin word, or a means (電話で)."""

    number: bool
    day: bool
    lengths: frozenset[int] | None
    bounded: bool


class Labels:
    """All labels of a set of patterns, to be weighed around a match."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._owners: dict[str, set[str]] = {}
        for pattern in patterns:
            for word in pattern.context:
                for spelling in spellings(word):
                    self._owners.setdefault(spelling, set()).add(pattern.entity)
        for word in (*NOBODYS, *(word for pattern in patterns for word in pattern.other)):
            for spelling in spellings(word):
                self._owners.setdefault(spelling, set())
        days = {word for p in patterns if p.entity == "DATE_OF_BIRTH" for word in p.other}
        self._days = {spelling for word in days for spelling in spellings(word)}
        self._any = re.compile(search_regex(self._owners))
        self._about = {word: self._say(word) for word in self._owners}
        # Many patterns match at one place and ask what stands around it.
        self.before = lru_cache(maxsize=32_768)(self._before)
        self._left = lru_cache(maxsize=32_768)(self._find_left)
        self._right = lru_cache(maxsize=32_768)(self._find_right)
        self.mentioned = lru_cache(maxsize=1_024)(self._find_mentioned)
        self._words_of = cache(self._find_words_of)
        self._gap = lru_cache(maxsize=8_192)(self._find_gap)
        self._entities = lru_cache(maxsize=8_192)(self._find_entities)
        self._headed = lru_cache(maxsize=8_192)(self._find_headed)
        self._cells: dict[_Cell, tuple[float, tuple[str, ...]]] = {}
        # Of the text that is being judged.
        self._text, self._known = "", dict[tuple[int, int], _Beside]()
        self._places: Places | None = None
        self._looked = False  # for all of its labels

    def _say(self, word: str) -> _About:
        owners = self._owners[word]
        numbers = not owners or bool(owners - _NO_NUMBER)
        lengths = None
        if owners and all(one in _LENGTHS for one in owners) and (owners != {"CREDIT_CARD"} or _CARD.fullmatch(word)):
            lengths = frozenset(digits for one in owners for digits in _LENGTHS[one])
        bounded = word[0].isascii() or (word[-1].isascii() and word[-1].isalpha()) or owners == {"PHONE_NUMBER"}
        return _About(numbers, word in self._days, lengths, bounded)

    def names(self, word: str) -> set[str]:
        """Entity types that `word` is a label of; empty for a label of something else."""
        return self._owners.get(word.lower(), set())

    def _before(self, text: str) -> list[Label]:
        """(label, start, end) of the labels in `text`, left to right, the longest at each place."""
        lower = text.lower()
        if len(lower) != len(text):
            lower = text
        about = self._about
        return [
            (word, match.start(), match.end())
            for match in self._any.finditer(lower)
            if not about[word := match[0]].bounded or self._stands(word, match.start(), match.end(), text, lower)
        ]

    def _all(self, text: str) -> Places | None:
        """The labels of a text in which many matches are judged, None for a short one."""
        lower = text.lower() if len(text) >= LONG else ""
        if not lower or len(lower) != len(text):
            return None
        about, found, bounded = self._about, list[tuple[str, int, int, bool]](), list[bool]()
        for match in self._any.finditer(lower):
            word, (start, end) = match[0], match.span()
            bounded.append(about[word].bounded)
            found.append((word, start, end, not bounded[-1] or self._stands(word, start, end, text, lower)))

        def stands_in(word: str, start: int, end: int, stretch: str) -> bool:
            return self._stands(word, start, end, stretch, stretch.lower())

        return Places(text, found, bounded, self._before, stands_in)

    def _stands(self, word: str, start: int, end: int, text: str, lower: str) -> bool:
        """Whether what reads as a label is one: not "tel" in "hotel", nor 電話 in 電話で."""
        before = text[start - 1 : start]
        camel = before.islower() and text[start].isupper()  # homeTel
        if word[0].isascii() and before.isascii() and before.isalpha() and not camel:
            return False
        behind = text[end : end + 1]
        camel = text[end - 1].islower() and behind.isupper()  # kojinBangoHonnin
        if word[-1].isascii() and word[-1].isalpha() and behind.isascii() and behind.isalpha() and not camel:
            return False
        return self._owners[word] != {"PHONE_NUMBER"} or not _MEANS.match(lower, end)

    def tells(self, header: str) -> bool:
        """Whether a column's header says what its values are: one of the labels, or some other number's."""
        header = fold(header).text
        return bool(self._before(header)) or _GENERIC.search(header) is not None or header.isascii()

    def owners(self, text: str) -> list[set[str]]:
        """What each label in a text is a label of, in order."""
        return [self._owners[word] for word, _, _ in self._before(fold(text).text)]

    def nobodys(self, text: str) -> bool:
        """Whether a label of a number that is nobody's is in a text."""
        return any(not self._owners[word] and word not in self._days for word, _, _ in self._before(fold(text).text))

    def _find_mentioned(self, kinds: frozenset[str], line: str) -> bool:
        """Whether a label of one of the kinds can be in `line`, or in a part of it."""
        return self._words_of(kinds).search(fold(line).text.lower()) is not None

    def _find_words_of(self, kinds: frozenset[str]) -> re.Pattern[str]:
        return re.compile(search_regex(word for word, owners in self._owners.items() if owners & kinds))

    def may_tell(self, match: Match) -> bool:
        """Whether `weigh` may add anything: a label of the match's kind, or a header, can be within its reach."""
        near = match.text[max(0, match.start - REACH) : match.end + REACH]
        lower = near.lower()
        if match.hints.header or len(lower) != len(near):
            return True
        return self._words_of(frozenset({match.pattern.entity})).search(lower) is not None

    def weigh(self, match: Match, reach: int = _USUAL) -> tuple[float, tuple[str, ...]]:
        """Log-odds that the surroundings add to `match`, and the evidence for it."""
        if not match.hints.header or match.end < len(match.text):
            return self._find_weight(match, reach)
        # A value that ends a cell: thousands stand behind the same, under the same header.
        digits = sum(map(str.isdigit, match.value))
        cell = (
            match.pattern.id,
            match.hints.header,
            match.before(),
            digits,
            reach,
        )
        if (known := self._cells.get(cell)) is None:
            if len(self._cells) >= _MOST_CELLS:
                self._cells.clear()
            self._cells[cell] = known = self._find_weight(match, reach)
        return known

    def _find_weight(self, match: Match, reach: int) -> tuple[float, tuple[str, ...]]:
        entity, pattern = match.pattern.entity, match.pattern
        best, words = self._header(match) if match.hints.header else (0.0, ())
        beside = self._beside(match, reach)
        left, right = beside.left, beside.right
        owners = self._owners
        if entity not in beside.entities and not words:
            if beside.other[0] == 0 and (later := self._later(match, right)):
                return FAINT, (f"context:{later}",)
            return beside.other
        other = left.unknown or (left.near and entity not in owners[left.words[-1]])
        if left.announced is not None and not other and (mine := self._mine(left.announced, entity)):
            best, words = _stronger((best, words), (FAR, (f"context:{mine}",)))
            closest = (left.words[-1] if left.near else "", right.inside)  # and a label right in front, or behind
            if word := next((word for word in closest if word and entity in owners[word]), ""):
                best, words = _stronger((best, words), (NEAR, (f"context:{word}",)))
            return best, words
        if right.inside and entity in owners[right.inside]:
            return _stronger((best, words), (NEAR, (f"context:{right.inside}",)))
        if mine := self._mine(left.sentence, entity):
            best, words = _stronger((best, words), (BEFORE, (f"context:{mine}",)))
        # A label that the window's edge cuts is not seen; that only loses faint evidence.
        if left.words:
            word = left.words[-1]
            if entity in owners[word] and word not in pattern.other and not left.unknown:
                best, words = _stronger((best, words), (NEAR if left.near else FAR, (f"context:{word}",)))
            elif left.near or left.unknown:
                if best <= 0:
                    return OTHER, ("other_label",)
            elif mine := self._mine(reversed(left.words), entity):
                best, words = _stronger((best, words), (FAINT, (f"context:{mine}",)))
            elif not owners[word] and left.close and best <= 0:
                best, words = AWAY, ("other_label",)
        elif left.unknown and best <= 0:
            return OTHER, ("other_label",)
        if best < NEAR and (right.inside or right.unknown):
            return OTHER, ("other_label",)
        if best == 0 and (later := self._later(match, right)):
            return FAINT, (f"context:{later}",)
        return best, words

    def _beside(self, match: Match, reach: int) -> _Beside:
        """Many patterns match at one place, and each asks what stands around it."""
        if match.text is not self._text:
            self._text, self._known, self._places, self._looked = match.text, {}, None, False
        key = (match.start, match.end if reach == _USUAL else -match.end)
        if (known := self._known.get(key)) is not None:
            return known
        if not self._looked and len(self._known) * _ALONE > len(match.text):  # from here on it takes less time
            self._places, self._looked = self._all(match.text), True
        digits = sum(map(str.isdigit, match.value))
        low, high = _before_the_first(match, digits, reach)
        before = match.text[low:high]
        if clause := _clause(before):
            left = self._left(clause, digits)
        elif self._places is None:
            left = self._left(before, digits)
        else:
            left = self._find_left(before, digits, self._places.looking(low))
        right = self._right(match.after(48), digits)
        entities = self._entities((*(left.announced or ()), *left.sentence, *left.words, right.inside))
        self._known[key] = known = _Beside(left, right, entities, self._of_others(left, right))
        return known

    def _find_entities(self, words: tuple[str, ...]) -> frozenset[str]:
        """That labels are of."""
        return frozenset().union(*(self._owners[word] for word in words if word))

    def _of_others(self, left: _Left, right: _Right) -> tuple[float, tuple[str, ...]]:
        """What labels add to a value of a kind that none of them is of."""
        if (left.words and left.near) or left.unknown or right.inside or right.unknown:
            return OTHER, ("other_label",)
        if left.words and not self._owners[left.words[-1]] and left.close:
            return AWAY, ("other_label",)
        return 0.0, ()

    def _mine(self, words: Iterable[str], entity: str) -> str:
        for word in words:
            if entity in self._owners[word]:
                return word
        return ""

    def _find_left(self, left: str, digits: int, look: Callable[[int, int], list[Label]] | None = None) -> _Left:
        """look: gives the labels of a part of `left`, where they are known."""
        if _TICK.search(left):  # ☑運転免許証 □パスポート: what is not ticked does not count
            left, look = _UNTICKED.sub(lambda choice: " " * len(choice[0]), left), None
        if look is None:
            here = left

            def look(low: int, high: int) -> list[Label]:
                return self._before(here[low:high])

        announced: tuple[str, ...] | None = None
        if left[-1:] in _STOPS and _MAY_ANNOUNCE.search(left) and (said_before := _ANNOUNCED.search(left)) is not None:
            sentence = left.rfind("。", 0, said_before.start()) + 1
            announced = tuple(word for word, _, _ in look(sentence, said_before.start()))
        stop = max(left.rfind("。"), left.rfind("\n\n"))
        bare = _BARE.search(left) if _BARE_WORD.search(left, max(0, len(left) - 10)) else None
        if bare is not None and not self.names(bare["word"]):
            # 「…通知カードが届きました。番号は…」: the word before says whose
            left = left[: bare.start()]
            stop = max(left.rfind("。", 0, -1), left.rfind("\n\n"))
        sentence_words: tuple[str, ...] = ()
        if left[stop : stop + 1] == "。" and _OPENING.fullmatch(left, stop + 1):
            sentence_words = tuple(word for word, _, _ in reversed(look(left.rfind("。", 0, stop) + 1, stop)))
        found = look(stop + 1, len(left))
        left = left[stop + 1 :]
        if digits >= 5:
            kept = []
            for label in self._numbers(found, longer_than_a_day=digits > 8):
                word, start, end = label
                if self._too_short(word, digits):
                    left = left[:start] + " " * (end - start) + left[end:]
                else:
                    kept.append(label)
            found = kept
        if not found:
            return _Left(announced, sentence_words, (), False, self._find_unknown(left), False)
        return _Left(announced, sentence_words, tuple([word for word, _, _ in found]), *self._gap(left[found[-1][2] :]))

    def _find_gap(self, gap: str) -> tuple[bool, bool, bool]:
        """(near, unknown, close) of what stands between a label and a value."""
        near = len(gap) <= 32 and _GAP.fullmatch(gap) is not None
        unknown = not near and self._find_unknown(gap)
        return near, unknown, len(gap) <= 16 and not any(c.isdigit() for c in _PLACES.sub("", gap))

    def _find_right(self, right: str, digits: int) -> _Right:
        end = _NEXT.search(right)
        text = right[: end.end()] if end else right
        opening = _BEHIND.match(right)
        if opening is None:
            return _Right(text, "", False)
        behind = right[opening.end() : 24]
        unknown = _GENERIC.match(behind) is not None or _OF_SOMETHING.match(behind) is not None
        return _Right(text, self._in_brackets(right[opening.end() : 40], digits), unknown)

    def _in_brackets(self, right: str, digits: int) -> str:
        """The label right behind a number of so many digits: 「1234… （個人番号）」, 「1234… が旅券番号」; "" for none.

        right: what follows the bracket.
        """
        within = _CLOSING.split(right)[0]
        if _DENIED.search(within):
            return ""
        inside = self.before(within[:24])
        if inside and _ITS_OWN.match(within, inside[0][2]):
            return ""
        if digits >= 5:
            inside = [label for label in self._numbers(inside) if not self._too_short(label[0], digits)]
        return inside[0][0] if inside and inside[0][1] <= 6 else ""

    def _later(self, match: Match, right: _Right) -> str:
        """A label of the entity further on, where no other stands between: 「1234… ←これ、マイナンバー」.

        In the same line; for numbers with a check digit that is right, the next sentence will do.
        """
        if not (inside := self._behind(match, len(right.text))):
            return ""
        after, check = right.text, match.pattern.check
        if check is None or not check(canonical(match.value)):
            end = _LINE.search(after)
            after = after[: end.end()] if end else after
        if _DENIED.search(after):
            return ""
        if len(after) < len(right.text):
            inside = self._behind(match, len(after))
        inside = self._numbers(inside)
        return inside[0][0] if inside and match.pattern.entity in self._owners[inside[0][0]] else ""

    def _behind(self, match: Match, chars: int) -> list[Label]:
        """The labels in so many characters behind a match."""
        if self._places is not None:
            return self._places.within(match.end, match.end + chars)
        return self.before(match.text[match.end : match.end + chars])

    def _numbers(self, found: list[Label], longer_than_a_day: bool = False) -> list[Label]:
        """Without the labels of what is no number: 本人 1234…　配偶者 5678… tells whose number, not which.

        longer_than_a_day: nor those of dates.
        """
        about = self._about
        if longer_than_a_day:
            return [label for label in found if about[label[0]].number and not about[label[0]].day]
        return [label for label in found if about[label[0]].number]

    def _too_short(self, word: str, digits: int) -> bool:
        """Whether `word` only names numbers of other lengths than `digits`, and says no more than that."""
        lengths = self._about[word].lengths
        return lengths is not None and digits not in lengths

    def _header(self, match: Match) -> tuple[float, tuple[str, ...]]:
        return self._headed(match.hints.header, match.pattern.entity)

    def _find_headed(self, header: str, entity: str) -> tuple[float, tuple[str, ...]]:
        header = fold(header).text
        if not header:
            return 0.0, ()
        found = self.before(header)
        if any(entity in self._owners[word] for word, _, _ in found[-2:]):
            return NEAR, (f"header:{header[:40]}",)
        if found or _GENERIC.search(header):
            return OTHER, ("other_header",)
        return 0.0, ()

    def _find_unknown(self, gap: str) -> bool:
        """Whether a label we do not know stands right in front: 「通知書番号 2433…」 is some number, but not ours."""
        key = _KEY.search(gap) if ":" in gap[-4:] or "=" in gap[-4:] else None
        goes_on = key is not None and key.start() == 0 and gap[0].isupper()  # kojinBango|Haigusha
        if key is not None and not goes_on and not _ANY_KEY.fullmatch(key["key"]):
            return True
        if not _GENERIC_WORD.search(gap):
            return False
        found = next(reversed(list(_GENERIC.finditer(gap))), None)
        if found is not None and _NAMELESS.search(gap[: found.end()]):
            return False
        return found is not None and _GAP.fullmatch(gap[found.end() :]) is not None


def _before_the_first(match: Match, digits: int, reach: int) -> tuple[int, int]:
    """Where what stands before a value begins and ends; in a list of numbers of so many digits, before the first of them."""
    text, start = match.text, match.start
    low = max(0, start - min(reach, REACH))
    last = _LAST.search(text[low:start]) if digits >= _LONG and text[start - 1 : start] in _PARTING else None
    if last is not None and sum(map(str.isdigit, last[0])) == digits:
        far = max(0, start - min(reach + _LIST, REACH))
        listed = _LISTED.search(text[far:start])
        if listed is not None and listed.start():
            return far + max(0, listed.start() - reach), far + listed.start()
    return low, start


def _clause(left: str) -> str:
    """What of the text before a value tells as much as all of it, where that is a few words that may come again; or ""."""
    clause = left[max(left.rfind("。"), left.rfind("\n\n")) + 1 :]
    if len(clause) > _FEW_WORDS or not clause.isalpha() or _BARE_WORD.search(left, max(0, len(left) - 10)):
        return ""
    return "" if _TICK.search(left) else clause


def _stronger(a: tuple[float, tuple[str, ...]], b: tuple[float, tuple[str, ...]]) -> tuple[float, tuple[str, ...]]:
    return b if b[0] >= a[0] else a
