"""What follows a municipality: town, number chain, building and room, and where each ends.

The number chain (丁目, 番地, 号, 1-2-3, 北3条西7丁目, 第3地割12) makes an address. A place name in prose has none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from recognizers.dictionary import trie_regex
from recognizers.lazily import lazy


class Chain(NamedTuple):
    """town: what stands before the number chain. end: of the chain, in the text."""

    town: str
    numbers: str
    end: int

    @property
    def solid(self) -> bool:
        """Whether it says by itself that it is an address: 丁目, 番地, 1-2."""
        return _SOLID.search(self.numbers) is not None

    @property
    def door(self) -> bool:
        """Whether it goes on past the block (2丁目, 北3条西7丁目) to a house."""
        return _HOUSE.search(_BLOCK.sub("", self.numbers)) is not None


_K = "[一二三四五六七八九十百千〇零壱弐参]"
_UNIT = "(?:丁目|番丁|番地|番町|番館|番|号室|号棟|号線|号|地割|街区|画地|条|丁|線|組|棟|区)"
_FIRST = (
    rf"第?[甲乙丙丁戊イロハニホヘトチ]?(?:\d{{1,5}}{_UNIT}?|{_K}{{1,4}}(?:(?:-{_K}{{1,4}}){{1,3}}|(?:[の之]{_K}{{1,4}}){{2,3}})(?![一-龥])"
    rf"|{_K}{{1,4}}[の之]\d{{1,4}}(?![\d.]|[年月日人名件円回歳])"
    rf"|{_K}{{1,6}}(?:丁目|番丁|番地|番(?!町)|号|地割|[条丁](?=[東西南北]?\d|[東西南北]{_K})))"
)
_JOIN = r"(?: ?[\-ー~のノ之] ?|(?:大字|字)[一-龥々ァ-ヺーぁ-ん]{1,6}| (?=\d{1,4}(?:番|号|丁目|-\d))|)"
_NEXT = rf"(?:{_JOIN}[東西南北甲乙丙丁イロハ]{{0,2}}(?:第)?(?:\d{{1,5}}{_UNIT}?|{_K}{{1,6}}{_UNIT}))"
_TOWN = r"[一-龥々〆ヶケァ-ヺーぁ-んA-Za-z・]{0,22}?"
_STOP = r"(?!\d)(?!\.\d)"
# 河原町二条下ル一之船入町: streets of Kyoto hold kanji digits; 町 after the chain begins it anew.
_BODY = lazy(
    rf" ?(?P<town>{_TOWN}) ?(?P<chain>{_FIRST}{_NEXT}{{0,6}}(?:番外地?|先|地先|無番地)?|無番地|官有無番地){_STOP}"
)
_AGAIN = lazy(
    rf"(?P<town>[一-龥々ヶケァ-ヺーぁ-ん]{{0,16}}?[町字村丁通]|[一-龥々ヶケ]{{1,8}}(?:上ル|上る|下ル|下る|東入ル?|西入ル?|東入る|西入る)[一-龥々ヶケァ-ヺーぁ-ん]{{0,14}}) ?(?P<chain>{_FIRST}{_NEXT}{{0,6}}){_STOP}"
)
_COUNTED = r"(?:[年月日人名件円時分秒%万億社店位歳回台倍割本枚個問点度泊軒戸頭匹着]|[ヶかカケ]所|[ヶかカケ]月|キロ|メートル|セット|km|cm|mm|kg|ha\b|号車|便|行政|世帯)"
COUNTER = lazy(rf"{_COUNTED}| {_COUNTED}(?![一-龥ァ-ヺ])")
_OF = lazy("の[一-龥ァ-ヺ]")
_ZERO = lazy(r"(?<!\d)0\d")
_THOUSANDS = lazy(r",\d{3}(?![\d\-])")
NOT_TOWN = lazy(
    r"を|は|から|まで|より|では|として|による|における|について|への|との|など|また|です|ます|した|して|する|条例|規則|告示|未定|不明|国道|県道|市道|線|電話|駅で|[はがにでともやのへ]$"
    r"|指令|知事|公安委|登録|許可|免許|認可|届出|労働局|運輸局|警察|労発基|バス|地下鉄|鉄道|系統|時間|^の[一-龥ァ-ヺ]|で[一-龥ァ-ヺ]|に(?:ある|所在|住|お住|設|お)|並びに|及び|又は|前項|前条|同項|同条"
)
_SOLID = lazy(rf"丁目|番地|番丁|地割|番町|街区|(?:\d|{_K})[番号]|無番地|(?:\d|{_K}).*[\-ーのノ].*(?:\d|{_K})|条")
_BLOCK = lazy(rf"(?:\d+|{_K}+)(?:丁目|丁|条|線|区|地割)")
AREA = lazy(r"[町字丘台原野田山川島崎谷沢浜浦津口本新東西南北上下中央通条里郷森岡坂橋宮池根木塚瀬戸井松内川地]$")
_HOUSE = lazy(rf"\d|{_K}|無番地")
_SAID = lazy(r"丁目|番地|号$|\d-\d+-\d")
_LATIN = lazy("[A-Za-z]")
_ROMAN = lazy(r"[A-Za-z・]+")


def chain(text: str, position: int, town_end: int = 0) -> Chain | None:
    """What of an address begins at `position`. town_end: where a town of the list ends that begins there."""
    found = _chain(text, town_end) if town_end > position else None
    if found is None and town_end > position and _OF.match(text, town_end):
        return None  # 大手町の営業時間 10-18
    if found is not None:
        return Chain(text[position:town_end] + found.town, found.numbers, found.end)
    return _chain(text, position)


def _chain(text: str, position: int) -> Chain | None:
    body = _BODY.match(text, position)
    if body is None or "\n" in body[0] or NOT_TOWN.search(body["town"]):
        return None
    town, numbers, end = body["town"], body["chain"], body.end()
    while again := _AGAIN.match(text, end):
        if NOT_TOWN.search(again["town"]) or (
            re.search(r"号$|番地?$|\d$", numbers) and not re.search("[町字村入るル]$", again["town"])
        ):
            break
        town, numbers, end = town + numbers + again["town"], again["chain"], again.end()
    if COUNTER.match(text, end) and not _SAID.search(numbers):
        return None
    if _ZERO.search(numbers) or (numbers[0] == "第" and "地割" not in numbers):
        return None  # a telephone number, a postal code; 第12号 of a register
    if _THOUSANDS.match(text, end) and numbers.isdecimal():
        return None
    if _LATIN.match(text, end) and building(text, end) == end:
        return None
    return None if _ROMAN.fullmatch(town) else Chain(town, numbers, end)


_NAME = r"[^\s\d、。,:;()|→<>「」『』【】\"'=/]"
_KEYWORD = trie_regex(
    (
        "マンション|アパート|ハイツ|ハイム|コーポ|コーポラス|コート|荘|ビルディング|ビル|タワー|レジデンス|メゾン|ヴィラ|ビラ|パレス|キャッスル|"
        "ガーデン|テラス|ハウス|ドミトリー|団地|住宅|寮|社宅|宿舎|ヒルズ|プラザ|シティ|グラン|パーク|サンライズ|サニー|ロイヤル|リバーサイド|ライオンズ|"
        "エステート|エスポワール|シャトー|ドエル|フラット|カーサ|クレスト|アーバン|ベル|フォレスト|ステージ|プレイス|スクエア|ハイランド|ホーム|会館|苑|館|棟|"
        "ルネ|プレジール|プラウド|ブリリア|パークホームズ|サンハイム|アネックス|グリーン|ヴィレッジ|ハイライズ|レジデンシャル|ドゥーエ"
    ).split("|")
)
_ROOM = r"(?:[A-Z]{0,2}-?\d{1,5}(?:号室|号棟|号|室|階|F|棟)?(?:[ \-]?[A-Z]?\d{1,4}(?:号室|号|室|F|階)?)?)(?!\d)"
_NTH = rf"(?:{_NAME}{{0,10}}?第?\d{{1,2}})?"
_AFTER_ROOM = r"(?![\d年月日人名件円時\-])"
_BUILDING = lazy(
    rf"[ ,、]?(?P<key>{_NTH}{_NAME}{{0,16}}?(?:{_KEYWORD}){_NAME}{{0,12}}?[A-Z0-9]{{0,3}}棟? ?{_ROOM})"
    rf"|[ ,、]?(?P<whole>{_NAME}{{0,14}}?(?:{_KEYWORD})(?:{_NAME}{{0,10}}?(?=\s|$|[、。,()|→「」\"<])|(?=在住|に|は|を|へ|の自宅)))"
    rf"|[ ](?P<plain>(?:[一-龥々ァ-ヺーA-Za-z]{_NAME}{{1,15}}?) ?(?:[A-Z]{{1,2}}-)?[A-Z]{{0,2}}\d{{2,5}}(?:号室|号|室)?){_AFTER_ROOM}"
    rf"|(?P<glued>[ァ-ヺ][ァ-ヺー・]{{2,12}}[一-龥々]{{0,5}}[A-Z]?\d{{2,4}}(?:号室|号|室)?){_AFTER_ROOM}"
    rf"|[ \-](?P<bare>[A-Z]?-?\d{{1,4}}(?:号室|号|室|階|F))"
)
_ROOM_AFTER = lazy(rf"[ ]?(?P<room>(?:[A-Z0-9]{{1,3}}号?棟 ?)?{_ROOM})(?![年月日人名件円時\-])")
_WING = lazy(rf" ?\([A-Z0-9]{{1,3}}号?棟\)(?: ?{_ROOM}(?![年月日人名件円時\-]))?")
_NOT_BUILDING = lazy(
    r"株式|有限|会社|電話|[Tt][Ee][Ll]|TEL|携帯|氏名|様|さん|番号|生年|No|FAX|郵便|支店|営業所|メール|勤務|内線|年収|性別|口座|ホームページ|駅|徒歩"
)
# On a line of its own a building is known by its name or by katakana and a room, and fills the line.
_BREAK = lazy(r"\s?\n(?!..[都道府県]|...県)[^\n]{2,30}(?:\n|$)")
_NEXT_LINE = lazy(
    rf"\s?\n[ ]?(?P<name>{_NTH}{_NAME}{{0,16}}?(?:{_KEYWORD}){_NAME}{{0,12}}?(?: ?[A-Z0-9]{{0,3}}棟?[ \-]?{_ROOM})?"
    rf"|[ァ-ヺ][ァ-ヺー・一-龥々]{{2,14}} ?[A-Z]?-?\d{{2,4}}(?:号室|号|室)?|[A-Z]?-?\d{{1,4}}(?:号室|号棟))(?=[ ]?(?:\n|$))"
)


def building(text: str, end: int) -> int:
    """Where building and room end, or `end`."""
    stop = _building(text, end)
    if stop > end:
        room = _ROOM_AFTER.match(text, stop)
        if room and re.match(r" ?[A-Z0-9]{1,3}号?棟", room[0]):
            return room.end()
        return stop
    if wing := _WING.match(text, end):
        return wing.end()
    below = _NEXT_LINE.match(text, end) if _BREAK.match(text, end) else None
    return end if below is None or _NOT_BUILDING.search(below["name"]) else below.end()


def _building(text: str, end: int) -> int:
    found = _BUILDING.match(text, end)
    if found is None:
        return end
    name = next(value for value in found.groupdict().values() if value)
    if _NOT_BUILDING.search(name) or name[0] in "のにでをはが" or re.search(r"[をはがに]$", name.rstrip("0123456789")):
        return end
    stop = found.start(found.lastgroup or 0) + len(name)
    room = _ROOM_AFTER.match(text, stop)
    if found.lastgroup == "whole" and room and not _NOT_BUILDING.search(room[0]):
        return room.end()
    return stop


_PART = lazy(r"[^\"',;\n&<>}\]|=\t]{2,40}")


def building_part(text: str, start: int) -> int:
    """Where a value ends that is building or room, as it stands alone behind addr2= or 方書; `start` for none."""
    found = _PART.match(text, start)
    if found is None:
        return start
    value = found[0].rstrip()
    named = re.search(_KEYWORD, value) or re.search(r"[ァ-ヺ一-龥A-Za-z].*\d|\d(?:号室|号棟|階|F)", value)
    if not named or _NOT_BUILDING.search(value) or re.fullmatch(r"[A-Za-z0-9_.\-/]+", value):
        return start
    return start + len(value)
