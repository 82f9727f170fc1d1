"""住所: from prefecture to room as one stretch; the deeper an address goes, the surer it is one person's.

A prefecture or municipality of the gazetteer starts it (四日市市 and 市川市 forbid a bare ``.+?[市区町村]``), the number
chain (丁目, 番地, 号, 1-2-3, 北3条西7丁目, 第3地割12) makes it an address. A place name in prose has no such chain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from recognizers.context import Labels
from recognizers.dictionary import lines, trie_regex
from recognizers.jp import towns
from recognizers.jp.address_parts import AREA, COUNTER, NOT_TOWN, Chain, building, building_part, chain
from recognizers.lazily import lazy
from recognizers.pattern import REACH, Match, Pattern, Refined, chance, logit
from recognizers.text import fold
from recognizers.types import Hints, Hit


@cache
def gazetteer() -> dict[str, tuple[str, ...]]:
    """Prefecture → its municipalities, in folded spelling."""
    rows = (fold(line).text.split("\t") for line in lines("municipalities.tsv"))
    return {prefecture: tuple(cities.split(" ")) for prefecture, cities in rows}


def _spellings(name: str) -> set[str]:
    return {name, re.sub("[ケヶ]", "ヶ", name), re.sub("[ケヶ]", "ケ", name), re.sub("[ケヶ]", "が", name)}


PREFECTURES = frozenset(gazetteer())
_PREFECTURES = tuple(sorted(PREFECTURES))
_ENDS = (*_PREFECTURES, "郡", "市")  # what a municipality goes on from
_CITIES = {name for cities in gazetteer().values() for city in cities for name in _spellings(city)}
_HEADS = {short for city in _CITIES for short in (city, towns.short(city))}
# 府中町, 港区 … a town or village without its county is a common noun too often; those wait for their prefecture.
_STARTS = tuple(sorted(PREFECTURES | {h for h in _HEADS if h[-1] in "市区" or "郡" in h or len(h) > 3}))
_FINDABLE = frozenset(_STARTS)
_KNOWN = lazy(trie_regex(_HEADS))
_ANY_CITY = lazy(r"(?:[一-龥々ヶケァ-ヺーぁ-ん]{1,5}郡 ?)?[一-龥々ヶケァ-ヺーぁ-ん]{1,5}?[市区町村]")
_WARD = lazy(r" ?[一-龥々ヶケぁ-ん]{1,5}?区")

_COMPANY = lazy(
    r"本社|本店|支社|支店|営業所|事業所|工場|会社|店舗|会場|株式|\(株\)|\(有\)|有限|役所|役場|センター|登記|事務所|病院|医院|クリニック|学校|勤務先|法人|ショールーム|開催"
    r"|(?<!保管)(?<!納車)(?<!送付)(?<!配達)場所|施設|発行者|発行所|出版|税務署|Inc\b|Corp|Ltd|©|\([cC]\)|[Cc]opyright"
)
_FIRM = r"(?:株式会社|有限会社|合同会社|合資会社|社団法人|財団法人|医療法人|学校法人|社会福祉法人|\(株\)|\(有\))"
_FIRM_BEHIND = lazy(
    rf"[ ,、]{{0,3}}{_FIRM}|[^\n]{{0,12}}(?:株式会社|\(株\))|[ ]?(?:お客様|カスタマー|サービス)?(?:センター|税務署|市役所|区役所|町役場|村役場|本社|本店|支店|営業所)"
)
_FIRM_LINE = lazy(rf"^[^\n,\d]{{0,24}}{_FIRM}[^\n,\d]{{0,30}}$", re.M)
_SURE = lazy("丁目|番地|号|条|-.*-")
_CLAUSE = lazy("[。、]")
_SOMEBODY = lazy("(?<!お客)様|自宅|さん宅")
_REACHED = lazy(r"TEL|Tel|電話|FAX|Fax|https?:|www\.|代表")
_OWN = lazy(
    r"自宅|現住所|居所|居住|住民|帰省|本籍|送[りり付]?先|届け?先|転居|在住|宅|氏名|様|さん|実家|住まい|旧住所|新住所|殿$"
)
_CONTEXT = (
    "住所", "現住所", "御住所", "ご住所", "自宅住所", "自宅", "居所", "住所又は居所", "帰省先", "送付先", "送り先", "お届け先", "届出先", "配送先",
    "届け先", "転居先", "新住所", "旧住所", "前住所", "本籍", "本籍地", "所在地", "使用の本拠の位置", "連絡先住所", "住民票住所", "居住地", "現住地", "宛先",
    "住居", "住所地", "建物名", "方書", "町名番地", "番地", "address", "addr", "jusho", "street", "home_address", "住所1", "住所2",
)  # fmt: skip
_CODE_BEFORE = lazy(r"(?<![\d\-])(\d{3})[\-ー]?(\d{4})[^\d]{0,14}$")
_CODE_BEHIND = lazy(
    r"[\s,、:(〒\"']{0,4}(?:郵便番号|〒|zip(?:_?code)?)?[\s:=\"'〒]{0,4}(\d{3})[\-ー]?(\d{4})(?![\d\-])"
)
_BARE_TOWN = lazy(r" ?[一-龥々ヶケァ-ヺー]{1,12}(?=\s|$|[、。,)])")
_NOT_DWELT = lazy(r"の?(?:交差点|付近|周辺|界隈|一帯|駅|バス停|停留所|商店街|方面|エリア|地区)")
COMPANY = 0.45  # as switchboards and role mailboxes: there, and below what is a person's


def _raised(score: float, nats: float) -> float:
    return max(score, chance(logit(min(score, 0.99)) + nats))


def _refine(match: Match, labels: Labels) -> Iterator[Refined]:
    text, start = match.text, match.start
    value = match.value
    if value == "京都府" and text[start - 1 : start] == "東":
        return  # 東京都府中市
    prefecture = value if value in PREFECTURES else ""
    if not prefecture and _continues(text, start):
        return
    position, name = match.end, value
    if prefecture:
        city = _after(_KNOWN, text, position) or _after(_ANY_CITY, text, position)
        if city is None:
            if not (value == "東京都" or chain(text, position)):
                yield start, match.end, 0.15, ("gazetteer", "depth:prefecture")
                return
            name = ""
        else:
            name, position = city[0].strip(), city.end()
    if (
        text[position - 1] == "市"
        and (ward := _WARD.match(text, position))
        and _KNOWN.fullmatch(whole := _city_before(text, position) + ward[0].strip())
    ):
        position, name = ward.end(), whole
    places = towns.municipalities(name, prefecture) if name else ()
    if not prefecture:
        start = _with_prefecture(text, start, places)
    yield from _judge(text, start, position, (prefecture, name), places, partial(_near, match, labels))


def _near(match: Match, labels: Labels) -> bool:
    return labels.may_tell(match) and labels.weigh(match)[0] > 0


def _with_prefecture(text: str, start: int, places: tuple[int, ...]) -> int:
    """神奈川川崎市: where the prefecture begins that stands there without 県."""
    for number in places:
        name = towns.prefecture_of(number)[:-1]
        if text.startswith(name, max(0, start - len(name)), start) and not re.match(
            "[一-龥々]", text[start - len(name) - 1 : start - len(name)]
        ):
            return start - len(name)
    return start


def _judge(
    text: str, start: int, position: int, names: tuple[str, str], places: tuple[int, ...], label: Callable[[], bool]
) -> Iterator[Refined]:
    """Score what begins at `start` with a municipality that ends at `position`; the rest is read from there."""
    evidence = ["gazetteer"]
    if text[position : position + 1] == "\n" and places and _goes_on(text, position + 1, places):
        position += 1
    begin = position + (text[position : position + 1] == " ")
    aza = 2 if text.startswith("大字", begin) else 0
    town_end = towns.town_end(places, text, begin + aza) if places else 0
    if town_end <= begin + aza:
        town_end = 0
    body = chain(text, begin, town_end) if town_end else chain(text, position)
    postal = _postal(text, start, body.end if body else max(position, town_end), places)
    if body is None:
        yield from _without_number(text, start, position, town_end, bool(places), label(), postal)
        return
    town, _, end = body
    solid, door = body.solid, body.door
    if solid and door and places:  # sure as it is: weighing the labels around costs more than all the rest
        near = text[max(0, start - 14) : start].rstrip(' :：〒|=>"\t\n').removesuffix("は").endswith(_CONTEXT)
    else:
        near = label()
    if solid:
        score = 0.95 if places else 0.7 if names[1] else 0.5 if town and _SURE.search(body.numbers) else 0.3
    elif near:
        score = 0.92
    elif town_end:
        score = 0.9 if names[0] else 0.8
    else:
        score = 0.9 if places and (AREA.search(town) or names[0]) and len(town) > 1 else 0.4
    village = bool(names[0]) and names[1][-1:] in ("町", "村")  # often without town areas: 下諏訪町88-3
    if not town and not (solid and (village or _SURE.search(body.numbers))):
        score = min(score, 0.3)  # a score of a match: 北海道1-0東京
    evidence.append("number")
    if town_end:
        score = _raised(score, 0.7)
        evidence.append("town")
    if not door:
        around = _NOT_DWELT.match(text, end)
        score = min(score, 0.3 if around and not near else 0.75 if town_end else 0.6)
    if near:
        evidence.append("label")
        score = max(score, 0.8)
    if score > 0.35 and (behind := building(text, end)) > end:
        end, score = behind, max(score, 0.95 if solid else score)
        evidence.append("building")
    if postal:
        evidence.append(postal)
        score = _raised(score, 1.5) if postal == "postal_agrees" else score
    evidence.append("depth:door" if door else "depth:block")
    if score >= 0.5 and _is_company(text, start, end):
        score, evidence = COMPANY, [*evidence, "company"]
    yield start, end, round(score, 3), tuple(evidence)


def _goes_on(text: str, position: int, places: tuple[int, ...]) -> bool:
    """Whether the line at `position` begins with a town of the municipality, numbers behind it."""
    begin = position + 2 * text.startswith("大字", position)
    end = towns.town_end(places, text, begin)
    return end > begin and (found := chain(text, position, end)) is not None and found.solid


def _without_number(
    text: str, start: int, position: int, town_end: int, known: bool, near: bool, postal: str
) -> Iterator[Refined]:
    """Prefecture, municipality or town: who writes it beside a label or its postal code gives an address."""
    area = _BARE_TOWN.match(text, position)
    said = ["label"] * near + [postal] * bool(postal)
    if area and town_end:
        town_end = max(town_end, area.end())
    if known and (near or postal == "postal_agrees") and (area or town_end) and not (area and NOT_TOWN.search(area[0])):
        end = max(town_end, area.end() if area else 0)
        yield start, end, 0.65 if town_end and said else 0.6, ("gazetteer", "town", *said, "depth:town")
    elif town_end:
        yield start, town_end, 0.4, ("gazetteer", "town", *said, "depth:town")
    else:
        whole = text[start:position] in PREFECTURES
        depth = ("prefecture", "depth:prefecture") if whole else ("municipality", "depth:city")
        yield start, position, 0.15 if whole else 0.3, ("gazetteer", *depth, *said)


def _postal(text: str, start: int, end: int, places: tuple[int, ...]) -> str:
    """Whether a postal code right before or behind leads to this municipality; "" where there is none, or none known."""
    found = _CODE_BEFORE.search(text, max(0, start - 24), start) or _CODE_BEHIND.match(text, end)
    if found is None or not places:
        return ""
    there = towns.where(found[1] + found[2])
    if not there:
        return ""
    return "postal_agrees" if set(there) & set(places) else "postal_differs"


def _is_company(text: str, start: int, end: int) -> bool:
    """Whether the line, or the lines of a footer below, tell that the address is a company's.

    保管場所 and a person addressed (様, お届け先) tell of a person, whatever company stands there.
    """
    before = text[max(text.rfind("\n", max(0, start - 24), start) + 1, start - 24, 0) : start]
    line_end = text.find("\n", end, end + 120)
    line_end = min(len(text), end + 120) if line_end < 0 else line_end
    behind = text[end : min(line_end, end + 30)]
    if "、" in before or "。" in before:
        clause = _CLAUSE.split(before)
        before = clause[-1] or (clause[-2] if len(clause[-2]) < 10 else "")  # 本社、東京都…
    if _OWN.search(before) or _SOMEBODY.search(behind):
        return False
    if _COMPANY.search(before) or _FIRM_BEHIND.match(text[end : end + 24]):
        return True
    if (code := _CODE_BEFORE.search(text, max(0, start - 24), start)) and towns.is_receiver(code[1] + code[2]):
        return True
    # a footer: the firm a line or two above or below, and how to reach it
    around = text[max(0, start - 60) : line_end + 60]
    if not ("会社" in around or "法人" in around or "(株)" in around or "(有)" in around):
        return False
    if not _REACHED.search(text, end, min(len(text), line_end + 60)):
        return False
    above = text[max(0, start - 60) : max(text.rfind("\n", max(0, start - 60), start), 0)]
    below = text[line_end : line_end + 60]
    if _OWN.search(above) or "様" in below:
        return False
    firm = _FIRM_LINE.search("\n".join(above.split("\n")[-2:])) or _FIRM_LINE.search("\n".join(below.split("\n")[:3]))
    return firm is not None


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
    if left.endswith(_ENDS):
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
    taken_in=(3, REACH),
    context=_CONTEXT,
    column=rf"(?:{'|'.join(sorted(PREFECTURES))}).{{0,12}}?[市区町村].{{1,40}}|.{{2,10}}?[市区町村].{{1,20}}\d.{{0,20}}",
    written=rf"(?:{'|'.join(sorted(PREFECTURES))}).{{0,12}}?[市区町村].{{0,39}}[0-9]",
    examples=(
        "東京都西東京市田無町四丁目15番11号", "住所：越谷市本町三の八の一", "実家は石川県輪島市門前町走出六の69", "住所：三重県四日市市諏訪町1-5", "北海道札幌市中央区北3条西7丁目1-56", "岩手県八幡平市野駄第21地割170番地",
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
    if text[start : start + 1] in " 〒" or text.startswith(_PREFECTURES, start):
        return
    head = _KNOWN.match(text, start)
    if head is not None and head[0] in _FINDABLE:
        return
    town_end = towns.any_town_end(text, start)
    body = chain(text, start, town_end if town_end > start else 0)
    if body is None or not body.town or not re.match("[一-龥々ァ-ヺぁ-ん]", body.town):
        return
    if (not body.solid and town_end == start) or not (town_end > start or re.match("[一-龥々ァ-ヺ]", body.town)):
        return
    end = max(body.end, building(text, body.end))
    known = ("town",) if town_end > start else ()
    yield start, end, 0.8 if known and body.solid else 0.7, ("label", "number", *known, _depth(body))


LABELLED = Pattern(
    id="jp_address.labelled",
    entity="JP_ADDRESS",
    regex=r"(?:住所|居所|自宅|送付先|送り先|お届け先|転居先|所在地|本籍地?|帰省先|宛先)(?:[(][^()\n]{1,8}[)])?[\s:\]】|(\"=は」]{0,4}(?:〒? ?\d{3}-?\d{4}[\s:|]{0,3})?(?P<v>[^\s\d、。:〒(])",
    refine=_refine_labelled,
    taken_in=(0, REACH),
    column="",
    examples=(
        "住所：青葉見原2丁目8番1号",
        "自宅　中央町1-2",
        "現住所は霞ケ谷原三丁目1-1です",
        "送付先：さつきが丘13-5",
        "自宅（栄町2-27）",
    ),
    non_examples=("住所欄は1-2-3の順に記入", "住所：未定 2-1", "所在地の確認は2回"),
)


_MANY = 4  # a town of so many municipalities may be a family name: 田中, 小野, 中野


def _refine_town(match: Match, labels: Labels) -> Iterator[Refined]:
    """道玄坂2-10-7: no municipality, but a town of the list and a chain of three numbers, or 丁目 and a number."""
    text, numbers = match.text, match.start
    start = towns.any_town_start(text, numbers - (text[numbers - 1 : numbers] == " "))
    before = text[max(0, start - 1) : start]
    if re.match("[一-龥々ァ-ヺーA-Za-z]", before) or (
        before.isdigit() and not _CODE_BEFORE.search(text, max(0, start - 24), start)
    ):
        return
    town = text[start:numbers].rstrip()
    body = chain(text, start, start + len(town))
    if len(town) < 2 or body is None or not body.door or body.numbers[0] == "0":
        return
    end = body.end
    if COUNTER.match(text, end):
        return
    common = towns.how_many(town) > _MANY and len(town) < 4
    parted = text[numbers - 1] == " "  # 高田馬場 12-3-1 教室
    score = 0.85 if "丁目" in body.numbers else 0.35 if common or parted else 0.6
    evidence = ["gazetteer", "town", "number"]
    if (behind := building(text, end)) > end:
        end, score = behind, _raised(score, 1.0)
        evidence.append("building")
    if _near(match, labels):
        score = max(0.8, _raised(score, 1.0))
        evidence.append("label")
    code = _CODE_BEFORE.search(text, max(0, start - 24), start) or _CODE_BEHIND.match(text, end)
    if code and towns.key(town) in towns.towns_of(code[1] + code[2]):
        score = _raised(max(score, 0.6), 2.0)
        evidence.append("postal_agrees")
    if score >= 0.5 and _is_company(text, start, end):
        score, evidence = COMPANY, [*evidence, "company"]
    yield start, end, round(score, 3), (*evidence, "depth:door")


TOWN = Pattern(
    id="jp_address.town",
    entity="JP_ADDRESS",
    regex=r"[一-龥々ァ-ヺーぁ-ん] ?(?P<v>\d{1,2}(?:丁目 ?\d|[\-ー]\d{1,3}[\-ー]\d))|[一-龥々ァ-ヺーぁ-ん](?P<k>[一二三四五六七八九十]{1,3}丁目(?:\d|[一二三四五六七八九十]))",
    refine=_refine_town,
    taken_in=(10, REACH),
    context=_CONTEXT,
    column="",
    examples=(
        "道玄坂2-88-7",
        "神南1-88-11 パークウェースクエア2",
        "恵比寿西2丁目88番11号に住んでいます",
        "吉祥寺南町2-88-18となります",
    ),
    non_examples=("田中1-2-3組", "上野1.2.3を導入", "渋谷 03-1234-5678", "大阪 24-5-6"),
)


def _refine_part(match: Match, labels: Labels) -> Iterator[Refined]:
    if (end := building_part(match.text, match.start)) > match.start:
        yield match.start, end, 0.7, ("label", "building")


PART = Pattern(
    id="jp_address.part",
    entity="JP_ADDRESS",
    regex=r"(?:addr(?:ess)?_?(?:line)?_?[23]|住所[23]|建物名|方書|マンション名|アパート名)[\"']?\s{0,2}[:=]\s{0,2}[\"']?(?P<v>[^\s\"',;:=<\d])",
    ignore_case=True,
    refine=_refine_part,
    taken_in=(0, REACH),
    column="",
    examples=(
        "addr1=大阪府枚方市楠葉並木2-88-3, addr2=ルネ楠葉 B-1103",
        '"address2": "コーポ青葉 302"',
        "方書：県営住宅3-402",
    ),
    non_examples=("addr2=10.0.0.1", 'address2: "株式会社北風 3F"', "建物名：未定"),
)


def _depth(body: Chain) -> str:
    return "depth:door" if body.door else "depth:block"


_ADDRESS_HEADER = lazy(r"住所|居所|所在地|本籍|帰省先|送付先|送り先|届け?先|町名|町域|丁目|番地|addr|address", re.I)
_PART_HEADER = lazy(
    r"方書|建物|マンション|アパート|ビル名|部屋番号|号室|番地(?:以下|以降)?|住所.?[2-9](?!\d)|addr(?:ess)?_?[2-9]|building|丁目",
    re.I,
)
_NOT_ADDRESS = lazy(
    r"メール|mail|IP|MAC|URL|web|ホスト|host|サーバ|コード|区分|有無|種別|カナ|ｶﾅ|フリガナ|会社|勤務先|店舗|店名|駅",
    re.I,
)


class AddressCells:
    """Cells that need their header: a building under 方書, a town and number under 住所 without its city."""

    id = "jp_address.cells"
    entities = ("JP_ADDRESS",)

    def wants(self, hints: Hints) -> bool:
        header = hints.header
        named = header and (_PART_HEADER.search(header) or _ADDRESS_HEADER.search(header))
        return bool(named) and not _NOT_ADDRESS.search(header)

    def find(self, text: str, hints: Hints) -> Iterator[Hit]:
        header = hints.header
        if not 2 <= len(text.strip()) <= 80 or not self.wants(hints):
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
            and (body := chain(folded, 0))
            and body.town
            and re.match("[一-龥々ァ-ヺぁ-ん]", body[0])
        ):
            yield Hit("JP_ADDRESS", start, end, 0.8, self.id, (f"header:{header[:40]}", "number"))


PATTERNS = (ADDRESS, LABELLED, TOWN, PART)
