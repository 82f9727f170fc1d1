"""Public and historic figures: nobody that a company holds data of, where the text shows that it speaks of one.

A name alone shows nothing: people are called 山本五十六 or after a minister. The sentence must speak of history or of books,
and must not speak of a customer, a colleague or a patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from recognizers.text import fold
from recognizers.tokens import kinds
from recognizers.types import Hit

FIGURE = "figure"  # evidence
_SURE, _NOBODYS = 0.5, 0.3
_REACH = 90  # characters of the sentence to either side
_ENDS = re.compile(r"[。\n!?]")
_TOLD = frozenset(("told", "title", "furigana", "context:label"))  # evidence of somebody at hand
# A year before anybody alive; who is born in one is told of by 生.
_OLD = r"(?<![0-9])(?:[1-9][0-9]{2}|1[0-8][0-9]{2}|190[0-9])年(?!間)"
_HISTORY = re.compile(
    rf"{_OLD}|幕府|将軍|大名|武将|戦国|藩主|藩士|朝廷|皇帝|王朝|国王|女王|法皇|関白|公卿|幕末|維新|(?:縄文|弥生|古墳|飛鳥|奈良|平安|鎌倉|室町|桃山|江戸|明治|大正)時代|明治期|大正期|世界大戦|太平洋戦争|日露戦争|日清戦争|連合艦隊|海軍|陸軍"
    r"|の(?:乱|変|戦い|合戦|条約|改革)[でにのはが、]|[0-9]世紀|文豪|小説家|文学者|俳人|歌人|浮世絵|絵師|思想家|哲学者|物理学者|数学者|化学者|博物学|相対性理論|進化論|革命家|偉人|伝記|史実|生涯を|銅像|生家|菩提寺|大河ドラマ"
)
_OFFICE = re.compile(r"(?:元|前|現)?(?:首相|大統領|総理|国王|皇帝|天皇|女王)")
_FAME = re.compile(r"本塁打|五輪|金メダル|ノーベル[^。]{0,4}賞|芥川賞|直木賞|主演")
# Over a list of names in another sentence: 次の人物の業績を答えよ。
_LESSON = re.compile(
    r"次の人物|人物の業績|年表|歴史の(?:小?テスト|問題|授業|教科書)|日本史|世界史|課題図書|推薦図書|読書感想文"
)
_ABOVE = 120
_BOOK = re.compile(
    r"『[^』\n]{1,40}』|「[^」\n]{1,30}」(?:という|は|を)[^。\n]{0,12}(?:小説|随筆|戯曲|長編|短編|詩集|歌集|句集)"
)
# What tells only of who is known by the whole name: 渋沢栄一, ナポレオン.
_PUBLIC = re.compile("歴史|業績|教科書|課題図書|文豪|紙幣|万円札|千円札")
_AT_HAND = re.compile(
    r"様|さん|くん|ちゃん|殿[、。 ]|氏名|担当|社員|職員|従業員|患者|会員|顧客|お客|利用者|申込|契約|電話|連絡|[@〒]|番号|住所|年齢|歳|生まれ|生年|入社|異動|出席|欠席|弊社|当社|御社|貴社|[総人経営][務事理業]部|課[の長、]|部長|社長|打合せ|面談"
)
_JOINED = re.compile(r"[、・,と及び]{1,2}")


def known_figures(hits: Iterable[Hit], text: str) -> Iterator[Hit]:
    """The hits in order of place, figures less sure."""
    last: Hit | None = None  # the figure before
    for hit in hits:
        if hit.entity == "PERSON" and hit.score >= _SURE and not _TOLD & set(hit.evidence):
            beside = last is not None and _JOINED.fullmatch(text, last.end, hit.start) is not None
            sentence = _sentence(text, hit)
            if not _AT_HAND.search(sentence) and (beside or _is_figure(hit, text, sentence)):
                last = hit = replace(hit, score=_NOBODYS, evidence=(*hit.evidence, FIGURE))
        yield hit


def _sentence(text: str, hit: Hit) -> str:
    before = _ENDS.split(text[max(0, hit.start - _REACH) : hit.start])[-1]
    after = _ENDS.split(text[hit.end : hit.end + _REACH], maxsplit=1)[0]
    return before + text[hit.start : hit.end] + after


def _is_figure(hit: Hit, text: str, sentence: str) -> bool:
    name = fold(text[hit.start : hit.end]).text
    if len(name) < 3:
        return False
    sentence = fold(sentence).text
    if _BOOK.search(sentence) or _LESSON.search(text, max(0, hit.start - _ABOVE), hit.start):
        return True
    if _OFFICE.match(text, hit.end) or _FAME.search(sentence):
        return True
    cues = len(_HISTORY.findall(sentence))
    if "person" in kinds(name):
        return cues >= 1 or _PUBLIC.search(sentence) is not None
    if not cues:
        return False
    # One alone stands in many a text of today: the sentence behind may tell, too.
    behind = _ENDS.split(fold(text[hit.end : hit.end + _REACH]).text)[1:2]
    return cues + sum(len(_HISTORY.findall(one)) for one in behind) >= 2
