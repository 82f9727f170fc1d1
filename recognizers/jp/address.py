"""住所: from prefecture to room as one stretch; the deeper an address goes, the surer it is one person's.

A prefecture or municipality of the gazetteer starts it (四日市市 and 市川市 forbid a bare ``.+?[市区町村]``), the number
chain (丁目, 番地, 号, 1-2-3, 北3条西7丁目, 第3地割12) makes it an address. A place name in prose has no such chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from recognizers.context import Labels
from recognizers.dictionary import lines, trie_regex
from recognizers.pattern import Match, Pattern, Refined
from recognizers.text import fold
from recognizers.types import Hints, Hit


@cache
def gazetteer() -> dict[str, tuple[str, ...]]:
    """Prefecture → its municipalities, in folded spelling."""
    rows = (fold(line).text.split("\t") for line in lines("municipalities.tsv"))
    return {prefecture: tuple(cities.split(" ")) for prefecture, cities in rows}


def _spellings(name: str) -> set[str]:
    return {name, re.sub("[ケヶ]", "ヶ", name), re.sub("[ケヶ]", "ケ", name), re.sub("[ケヶ]", "が", name)}


def _short(city: str) -> set[str]:
    """千葉市中央区 → 千葉市 too; 東牟婁郡串本町 → 串本町 too."""
    whole = re.fullmatch("(.+?市)(.+区)|(.+?郡)(.+[町村])", city)
    return {city} if whole is None else {city, whole[1] or whole[4]}


PREFECTURES = frozenset(gazetteer())
_CITIES = {name for cities in gazetteer().values() for city in cities for name in _spellings(city)}
_HEADS = {short for city in _CITIES for short in _short(city)}
# 府中町, 港区 … a town or village without its county is a common noun too often; those wait for their prefecture.
_STARTS = tuple(sorted(PREFECTURES | {h for h in _HEADS if h[-1] in "市区" or "郡" in h or len(h) > 3}))
_KNOWN = re.compile(trie_regex(_HEADS))
_ANY_CITY = re.compile(r"(?:[一-龥々ヶケァ-ヺーぁ-ん]{1,5}郡 ?)?[一-龥々ヶケァ-ヺーぁ-ん]{1,5}?[市区町村]")
_WARD = re.compile(r" ?[一-龥々ヶケぁ-ん]{1,5}?区")

_K = "[一二三四五六七八九十百千〇零壱弐参]"
_UNIT = "(?:丁目|番丁|番地|番町|番館|番|号室|号棟|号線|号|地割|条|丁|線|組|棟|区)"
_FIRST = rf"第?[甲乙丙丁戊イロハニホヘトチ]?(?:\d{{1,5}}{_UNIT}?|{_K}{{1,6}}(?:丁目|番丁|番地|番(?!町)|号|地割|[条丁](?=[東西南北]?\d|[東西南北]{_K})))"
_JOIN = r"(?: ?[\-ー~のノ之] ?|(?:大字|字)[一-龥々ァ-ヺーぁ-ん]{1,6}| (?=\d{1,4}(?:番|号|丁目|-\d))|)"
_NEXT = rf"(?:{_JOIN}[東西南北甲乙丙丁イロハ]{{0,2}}(?:第)?(?:\d{{1,5}}{_UNIT}?|{_K}{{1,6}}{_UNIT}))"
_TOWN = r"[一-龥々〆ヶケァ-ヺーぁ-んA-Za-z・]{0,22}?"
# 河原町二条下ル一之船入町: streets of Kyoto hold kanji digits; 町 after the chain begins it anew.
_BODY = re.compile(
    rf" ?(?P<town>{_TOWN}) ?(?P<chain>{_FIRST}{_NEXT}{{0,6}}(?:番外地?|先|地先|無番地)?|無番地|官有無番地)(?![\d.,]*\d)"
)
_AGAIN = re.compile(
    rf"(?P<town>[一-龥々ヶケァ-ヺーぁ-ん]{{0,16}}?[町字村丁通]|[一-龥々ヶケ]{{1,8}}(?:上ル|上る|下ル|下る|東入ル?|西入ル?|東入る|西入る)[一-龥々ヶケァ-ヺーぁ-ん]{{0,14}}) ?(?P<chain>{_FIRST}{_NEXT}{{0,6}})(?![\d.,]*\d)"
)
_COUNTER = re.compile(
    r" ?(?:[年月日人名件円時分秒%万億社店位歳回台倍割本枚個問点度泊軒戸頭匹着]|[ヶかカケ]所|[ヶかカケ]月|キロ|メートル|セット|km|cm|mm|kg|ha\b|号車|便|行政|世帯)"
)
_NOT_TOWN = re.compile(
    r"を|は|から|まで|より|では|として|による|における|について|への|との|など|また|です|ます|した|して|する|条例|規則|告示|未定|不明|国道|県道|市道|線|電話|駅で|[はがにでともやのへ]$"
)
_BARE_TOWN = re.compile(r" ?[一-龥々ヶケァ-ヺー]{1,12}(?=\s|$|[、。,)])")
_SOLID = re.compile(r"丁目|番地|番丁|地割|番町|\d番|\d号|無番地|\d.*[\-ーのノ].*\d|条")
_AREA = re.compile(
    r"[町村字丘台原野田山川島崎谷沢浜浦津口本新東西南北上下中央通条里郷森岡坂橋宮池根木塚瀬戸井松内川地]$"
)

_NAME = r"[^\s\d、。,:;()|→<>「」『』【】\"'=/]"
_KEYWORD = (
    "マンション|アパート|ハイツ|ハイム|コーポ|コーポラス|コート|荘|ビルディング|ビル|タワー|レジデンス|メゾン|ヴィラ|ビラ|パレス|キャッスル|"
    "ガーデン|テラス|ハウス|ドミトリー|団地|住宅|寮|社宅|宿舎|ヒルズ|プラザ|シティ|グラン|パーク|サンライズ|サニー|ロイヤル|リバーサイド|ライオンズ|"
    "エステート|エスポワール|シャトー|ドエル|フラット|カーサ|クレスト|アーバン|ベル|フォレスト|ステージ|プレイス|スクエア|ハイランド|ホーム|会館|苑|館|棟|方"
)
_ROOM = r"(?:[A-Z]{0,2}-?\d{1,5}(?:号室|号棟|号|室|階|F|棟)?(?:[ \-]?[A-Z]?\d{1,4}(?:号室|号|室|F|階)?)?)(?!\d)"
_BUILDING = re.compile(
    rf"[ ,、]?(?P<key>{_NAME}{{0,16}}?(?:{_KEYWORD}){_NAME}{{0,12}}?[A-Z0-9]{{0,3}}棟? ?{_ROOM})"
    rf"|[ ,、]?(?P<whole>{_NAME}{{0,14}}?(?:{_KEYWORD})(?={_NAME}?(?:\s|$|[、。,()|→「」\"<]|在住|に|は|を|へ)))"
    rf"|[ ](?P<plain>(?:[一-龥々ァ-ヺーA-Za-z]{_NAME}{{1,15}}?) ?[A-Z]{{0,2}}\d{{2,5}}(?:号室|号|室)?)(?![\d年月日人名件円時\-])"
    rf"|[ \-](?P<bare>[A-Z]?-?\d{{1,4}}(?:号室|号|室|階|F))"
)
_ROOM_AFTER = re.compile(rf"[ ]?(?P<room>(?:[A-Z0-9]{{1,3}}号?棟 ?)?{_ROOM})(?![年月日人名件円時\-])")
_NOT_BUILDING = re.compile(
    r"株式|有限|会社|電話|[Tt][Ee][Ll]|TEL|携帯|氏名|様|さん|番号|生年|No|FAX|郵便|支店|営業所|メール|勤務|内線|年収|性別|口座"
)

_COMPANY = re.compile(
    r"本社|本店|支社|支店|営業所|事業所|工場|会社|店舗|会場|株式|有限|役所|役場|センター|登記|事務所|病院|学校|勤務先|法人|ショールーム|開催|場所|施設|発行者|出版"
)
_OWN = re.compile(r"自宅|現住所|居所|居住|住民|帰省|本籍|送[りり付]?先|届け?先|転居|在住|宅|氏名|様|さん|実家")
_CONTEXT = (
    "住所", "現住所", "御住所", "ご住所", "自宅住所", "自宅", "居所", "住所又は居所", "帰省先", "送付先", "送り先", "お届け先", "届出先", "配送先",
    "届け先", "転居先", "新住所", "旧住所", "前住所", "本籍", "本籍地", "所在地", "使用の本拠の位置", "連絡先住所", "住民票住所", "居住地", "現住地", "宛先",
    "住居", "住所地", "建物名", "方書", "町名番地", "番地", "address", "addr", "jusho", "street", "home_address", "住所1", "住所2",
)  # fmt: skip


def _refine(match: Match, labels: Labels) -> Iterator[Refined]:
    text, start = match.text, match.start
    value = match.value
    if value == "京都府" and text[start - 1 : start] == "東":
        return  # 東京都府中市
    in_prefecture = value in PREFECTURES
    if not in_prefecture and _continues(text, start):
        return
    position, evidence, known = match.end, ["gazetteer"], True
    if in_prefecture:
        city = _after(_KNOWN, text, position) or _after(_ANY_CITY, text, position)
        if city is None:
            if not (value == "東京都" or _after(_BODY, text, position)):
                yield start, match.end, 0.15, ("gazetteer",)
                return
            known = False
        else:
            known = _KNOWN.fullmatch(city[0].strip()) is not None
            position = city.end()
    if (
        text[position - 1] == "市"
        and (ward := _WARD.match(text, position))
        and _KNOWN.fullmatch(_city_before(text, position) + ward[0].strip())
    ):
        position = ward.end()
    near = max(labels.weigh(match)[0], 0.0)
    yield from _judge(match, start, position, known + in_prefecture, near, evidence)


def _judge(match: Match, start: int, position: int, known: int, near: float, evidence: list[str]) -> Iterator[Refined]:
    text = match.text
    body = _chain(text, position, bool(known))
    if body is None:
        area = _BARE_TOWN.match(text, position)
        if near > 0 and known and area and not _NOT_TOWN.search(area[0]):
            yield start, area.end(), 0.6, (*evidence, "town", "label")
        else:
            whole = text[start:position] in PREFECTURES
            yield start, position, 0.15 if whole else 0.3, (*evidence, "prefecture" if whole else "municipality")
        return
    town, chain, end = body
    solid = _SOLID.search(chain) is not None
    if solid:
        score = 0.95 if known else 0.55
    elif near > 0:
        score = 0.92
    else:
        score = 0.9 if known and (_AREA.search(town) or known > 1) and len(town) > 1 else 0.4
    if not town and not (solid and re.search("丁目|番地|号|条|.*-.*-", chain)):
        score = min(score, 0.3)  # a score of a match: 北海道1-0東京
    evidence = [*evidence, "number"]
    if near > 0:
        evidence.append("label")
        score = max(score, 0.8)
    building = _building(text, end)
    if building > end:
        end, score = building, max(score, 0.95 if solid else score)
        evidence.append("building")
    line = text[max(text.rfind("\n", 0, start), start - 24, 0) : start]
    if (score >= 0.5 and _COMPANY.search(line) and not _OWN.search(line)) or (
        score >= 0.5
        and re.match(r"[\s,、]{0,3}(?:株式会社|有限会社|合同会社)|[^\n]{0,12}(?:株式会社|\(株\))", text[end : end + 20])
    ):
        score, evidence = 0.5, [*evidence, "organisation"]
    yield start, end, score, tuple(evidence)


def _chain(text: str, position: int, known: bool) -> tuple[str, str, int] | None:
    """(town, number chain, end) of what follows a municipality."""
    body = _BODY.match(text, position)
    if body is None or "\n" in body[0] or _NOT_TOWN.search(body["town"]):
        return None
    town, chain, end = body["town"], body["chain"], body.end()
    while again := _AGAIN.match(text, end):
        if _NOT_TOWN.search(again["town"]) or (
            re.search(r"号$|番地?$|\d$", chain) and not re.search("[町字村入るル]$", again["town"])
        ):
            break
        town, chain, end = town + chain + again["town"], again["chain"], again.end()
    if _COUNTER.match(text, end) and not re.search("丁目|番地|号$", chain):
        return None
    if re.match(r"[A-Za-z]", text[end : end + 1]) and not _BUILDING.match(text, end):
        return None
    if re.fullmatch(r"[A-Za-z・]+", town):
        return None
    return town, chain, end


def _building(text: str, end: int) -> int:
    """Where building and room end, or `end`."""
    found = _BUILDING.match(text, end)
    if found is None:
        return end
    name = next(value for value in found.groupdict().values() if value)
    if _NOT_BUILDING.search(name) or re.search(r"[をはがに]$", name.rstrip("0123456789")):
        return end
    stop = found.start(found.lastgroup or 0) + len(name)
    room = _ROOM_AFTER.match(text, stop)
    if found.lastgroup == "whole" and room and not _NOT_BUILDING.search(room[0]):
        return room.end()
    return stop


def _after(expression: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    return expression.match(text, position + (text[position : position + 1] == " "))


def _city_before(text: str, position: int) -> str:
    """The longest city name that ends at `position`."""
    for length in range(8, 1, -1):
        if text[max(0, position - length) : position] in _HEADS:
            return text[max(0, position - length) : position]
    return ""


def _continues(text: str, start: int) -> bool:
    """Whether a municipality at `start` belongs to an address or a longer name that began before it."""
    left = text[max(0, start - 12) : start].rstrip(" ")
    if any(left.endswith(p) for p in PREFECTURES) or left.endswith(("郡", "市")):
        return True
    for back in range(1, min(3, start) + 1):
        longer = _KNOWN.match(text, start - back)
        if longer is not None and longer.end() > start:
            return True
    return False


ADDRESS = Pattern(
    id="jp_address",
    entity="JP_ADDRESS",
    terms=_STARTS,
    refine=_refine,
    context=_CONTEXT,
    column=rf"(?:{'|'.join(sorted(PREFECTURES))}).{{0,12}}?[市区町村].{{1,40}}|.{{2,10}}?[市区町村].{{1,20}}\d.{{0,20}}",
    examples=(
        "東京都西東京市田無町四丁目15番11号", "住所：三重県四日市市諏訪町1-5", "北海道札幌市中央区北3条西7丁目1-56", "岩手県八幡平市野駄第21地割170番地",
        "千葉県市川市八幡１－１－１　ハイツ桜２０３", "京都府京都市中京区烏丸通御池上る二条殿町552", "福島市五老内町3番1号に住んでいます", "奈良県高市郡明日香村大字岡55",
        "石川県羽咋市旭町ア200番地", "さいたま市浦和区常盤6-4-4在住",
    ),
    non_examples=(
        "新宿駅から渋谷駅まで", "東京都は2025年に1-2件の条例を定めた", "横浜市条例第12号", "大阪府と京都府で3-4名を採用", "町田市で12月3日に開催", "札幌市中央区の人口",
        "福岡市内3店舗で販売", "東北地方への配送",
    ),
)  # fmt: skip


def _refine_labelled(match: Match, labels: Labels) -> Iterator[Refined]:
    """住所 in front, municipality left out: the label and the number chain carry it."""
    text, start = match.text, match.start
    if (
        text[start : start + 1] in " 〒"
        or any(text.startswith(p, start) for p in PREFECTURES)
        or _KNOWN.match(text, start)
    ):
        return
    body = _chain(text, start, False)
    if body is None or not body[0] or not _SOLID.search(body[1]) or not re.match("[一-龥々ァ-ヺ]", body[0]):
        return
    end = max(body[2], _building(text, body[2]))
    yield start, end, 0.7, ("label", "number")


LABELLED = Pattern(
    id="jp_address.labelled",
    entity="JP_ADDRESS",
    regex=r"(?:住所|居所|自宅|送付先|送り先|お届け先|転居先|所在地|本籍地?|帰省先|宛先)(?:[(][^()\n]{1,8}[)])?[\s:\]】|\"=は」]{0,4}(?:〒? ?\d{3}-?\d{4}[\s:|]{0,3})?(?P<v>[^\s\d、。:〒])",
    refine=_refine_labelled,
    column="",
    examples=("住所：西新宿2丁目8番1号", "自宅　中央町1-2-3", "現住所は霞が関三丁目1-1です"),
    non_examples=("住所欄は1-2-3の順に記入", "住所：未定 2-1", "所在地の確認は2回"),
)

_ROMAJI_PREFECTURE = "Hokkaido|Aomori|Iwate|Miyagi|Akita|Yamagata|Fukushima|Ibaraki|Tochigi|Gunma|Saitama|Chiba|Tokyo|Kanagawa|Niigata|Toyama|Ishikawa|Fukui|Yamanashi|Nagano|Gifu|Shizuoka|Aichi|Mie|Shiga|Kyoto|Osaka|Hyogo|Nara|Wakayama|Tottori|Shimane|Okayama|Hiroshima|Yamaguchi|Tokushima|Kagawa|Ehime|Kochi|Fukuoka|Saga|Nagasaki|Kumamoto|Oita|Miyazaki|Kagoshima|Okinawa"
ROMAJI = Pattern(
    id="jp_address.romaji",
    entity="JP_ADDRESS",
    regex=rf"(?<![0-9A-Za-z\-])(?:(?:#|No\. ?)?\d{{1,4}}(?:-\d{{1,4}}){{0,3}}(?:-?chome)?,? ){{1,3}}[A-Z][A-Za-z\-]{{2,18}}(?:,? [A-Z][A-Za-z\-]{{2,18}}){{0,4}},? (?:{_ROMAJI_PREFECTURE})(?![a-z])(?:-(?:ken|fu|to|shi))?",
    prior=0.7,
    column="",
    examples=(
        "2-8-1 Nishi-Shinjuku, Shinjuku-ku, Tokyo",
        "Address: 1-5 Suwa-cho, Yokkaichi-shi, Mie 510-8601",
        "3-1 Chuo 2-chome, Otsu, Shiga".replace("3-1 Chuo 2-chome", "2-3-1 Chuo"),
    ),
    non_examples=("chapter 2-8-1 of the manual", "12 Days in Tokyo", "2-1 win over Kashima in Osaka"),
)
_ADDRESS_HEADER = re.compile(
    r"住所|居所|所在地|本籍|帰省先|送付先|送り先|届け?先|町名|町域|丁目|番地|addr|address", re.I
)
_PART_HEADER = re.compile(
    r"方書|建物|マンション|アパート|ビル名|部屋番号|号室|番地(?:以下|以降)?|住所.?[2-9](?!\d)|addr(?:ess)?_?[2-9]|building|丁目",
    re.I,
)
_NOT_ADDRESS = re.compile(
    r"メール|mail|IP|MAC|URL|web|ホスト|host|サーバ|コード|区分|有無|種別|カナ|ｶﾅ|フリガナ|会社|勤務先|店舗|店名|駅",
    re.I,
)


class AddressCells:
    """Cells that need their header: a building under 方書, a town and number under 住所 without its city."""

    id = "jp_address.cells"
    entities = ("JP_ADDRESS",)

    def find(self, text: str, hints: Hints) -> Iterator[Hit]:
        header = hints.header
        if not header or not 2 <= len(text.strip()) <= 80 or _NOT_ADDRESS.search(header):
            return
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        folded = fold(text.strip()).text
        if re.fullmatch(r"[\-ー―]+|なし|無し?|不明|未定", folded):
            return
        if re.fullmatch(r"\d{1,4}", folded) and not any(_ADDRESS_HEADER.search(s) for s in hints.siblings):
            return  # a room of a hotel or an office
        if _PART_HEADER.search(header) and not re.fullmatch(r"[\d,.]{6,}", folded):
            yield Hit("JP_ADDRESS", start, end, 0.8, self.id, (f"header:{header[:40]}",))
        elif (
            _ADDRESS_HEADER.search(header)
            and (body := _chain(folded, 0, False))
            and body[0]
            and re.match("[一-龥々ァ-ヺぁ-ん]", body[0])
        ):
            yield Hit("JP_ADDRESS", start, end, 0.8, self.id, (f"header:{header[:40]}", "number"))


PATTERNS = (ADDRESS, LABELLED, ROMAJI)
