"""What is called like somebody: illnesses and methods, stations, branches, firms, carriers, ships, days of the week; the
blanks and offices of forms; readings set over words."""

from __future__ import annotations

from recognizers.lazily import lazy
from recognizers.namewords import PLACES
from recognizers.tokens import kinds

# レビー小体, 平将門の乱, スティーブンス・ジョンソン症候群, 橋本病: what was called after somebody.
_CALLED_AFTER = lazy(
    r"(?:の(?:乱(?![一-龥])|変(?![ぁ-ん一-龥])|法則|定理|原理)|小体|症候群|病(?![院棟気欠室休死歴状])|母斑)"
)
_METHOD = lazy(
    r"(?:反応|試験|テスト|細胞|効果|係数|分類|指数|染色|手術|変換|級数|関数|方程式|分布|法(?!人)|現象|スコア|スケール|体操|療法)"
)
# A blank to be filled in, an office that is written to, an era set wide, a firm, a branch, a pet.
_FORM = lazy(
    r"満 {1,4}歳|.*[署所局]長殿?|[令平昭大明] [和成正治]|(?:株式|有限|合同)会社.*|.{2,}店|.{2,}(?:[工作業務]所|医院|病院|商会|工業|産業)|.*[犬猫] .*|[一-龥々](?: {1,2}[一-龥々の]){5,}"
)
_PET = lazy(
    r"(?:ちゃん|くん)? ?\([^)\n]{0,12}(?:[犬猫]|プードル|チワワ|ダックス|柴|ポメラニアン|シーズー|ハムスター|うさぎ|ウサギ|インコ|テリア|コーギー|レトリバー|雑種|MIX|♂|♀)"
)
_SCHOOL = lazy(r"[一-龥]{0,3}(?:大学(?!院生)|高校|高等学校|小学校|中学校|学院)")
# 渋沢・津田・北里: on banknotes
_ON_NOTES = frozenset("渋沢 津田 北里 福沢 福澤 諭吉 樋口 一葉 野口 漱石 栄一 梅子".split())
_NOTES = lazy(r"新札|旧札|紙幣|両替機|券売機|万円札|千円札|新一万円|旧一万円|新千円|旧千円")
_STAND_INS = lazy("[甲乙丙丁]野.{0,3}")  # 甲野 and 乙野; one of them alone may be somebody
_NOW = lazy("の(?:ところ|うち)|まで|から|でも|では|すぐ")
_SIGNS = lazy("[月火水木金土日]{1,4}|[明大昭平令]")
_AMONG_SIGNS = lazy(r"毎週|曜|[月火水木金土日][・/、,][月火水木金土日]|[治明大昭平令][・/、,]\s?[大昭平令]")
_DAYS = lazy("月?火?水?木?金?土?日?")  # 火木土: three in the order of the week are days, two may be 水木さん
_KATAKANA = lazy("[ァ-ヺー・=]+")
_PEOPLE = lazy("[ァ-ヺー]{2,}人")  # クルド人
_LABELS = frozenset("カナ かな ヨミ よみ フリガナ ふりがな".split())
_NUMBERED = lazy("[一二三四五六七八九十百千〇0-9第]")
_PART_OF_LAW = lazy(r"[一二三四五六七八九十百千〇]*[条項号節](?: .*)?|前|同")


_K = "一-龥々〆ヶヵ"
_K_BEFORE = lazy(rf"[{_K}]")
_ONE_WORD = lazy(rf"[{_K}]{{1,4}}")
# A name with a trade behind it is a firm: 三浦印刷, 佐々木硝子; with these others a place, a ship, an age.
_OWNED = lazy(
    r"(?:印刷|硝子|ガラス|塗料|電工|電設|設備工業|土木|造園|製菓|製麺|製本|鉄工|鉄工所|板金|金属|化学|繊維|紡績|木材|材木|建材|鋼材|通運|倉庫|急便|交通|観光|タクシー|薬品|精機|精工|工機|機械|機工|水産|青果|精肉|牧場|農園|農場"
    r"|写真館|酒店|米店|書店|書房|文具|楽器|時計店|眼鏡|呉服|質店|葬祭|葬儀社|寝具|製紙|製鋼|製鉄|製缶|鉱業|漁業|林業|畜産|記念館|美術館|貴金属|製パン|商店|商会|商事|工務店|工業|産業|建設|製作所|製薬|電機|電器|食品|酒造|不動産|運輸|運送|物流|医院|病院|クリニック|薬局|歯科|[眼内外]科|整形外科|皮膚科|小児科|耳鼻科|少年院|刑務所|拘置所|地裁|高裁|簡裁|地検|県警|府警"
    r"|丸[・、のは]|湾|流域|橋(?=[のがでをはに、。]|$)|信用[組金]|信金|銀行|トンネル|幕府|将軍|源氏|平氏|藩|城[下跡址])(?![部課係室長担医]|さん)"
)
# 小山で乗り換え; 石橋・宇都宮を経て; 長野・松本・上田の各営業所; 宮崎、鹿児島の両県
_MORE = rf"(?:[・、→][{_K}]{{1,4}}){{0,9}}"
_TRAVEL = lazy(
    rf"{_MORE}(?:(?:駅|IC|インター)?(?:で|から|にて|を)(?:、)?(?:乗り?換|乗継|下車|乗車|降車|降り|経由|経て|出発|発車)|(?:経由|経て|行き|止まり|[発着](?:の|便|[ 、。\d]|$)|間で運転|方面|回り))"
)
_BRANCHES = lazy(
    rf"{_MORE}(?:の(?:各|両|[0-9二三四五六]{{1,2}})|各|両)(?:営業所|支店|支社|店舗?|工場|拠点|事業所|出張所|会場|地区|ブロック|エリア|センター|都市|[県市町村区駅])"
)
_ROUTE_BEFORE = lazy(
    rf"(?:[着発]店|[着発]地|デポ|経由|[乗降]車駅|最寄り?駅|停車駅|行き?先駅|向け先|車両基地|発駅|着駅|ルート|経路|区間|配送順)[: ]{{1,3}}(?:[{_K}]{{1,5}}[・、→])*\Z"
)
_OFFICE = lazy("(?:支店|支社|営業所|出張所|事業所|工場|本店|本社)")
_CARRIERS = frozenset("佐川 福山 西濃 名鉄 久留米 日通".split())
_PARCEL = lazy(r"(?:の|は|便|: ?| )?(?:急便|運輸|通運|運送|伝票|送り状|[0-9-]{1,8} ?便|(?:[0-9]{4}-?){3}(?![0-9]))")
_SYMBOL_BEFORE = lazy(r"(?:記号番号|記号|記番号)[: ・]{1,3}\Z")
_SYMBOL_AFTER = lazy(r"[ ・-]?[0-9]{3,}")


def is_namesake(text: str, start: int, end: int) -> bool:
    """Of a folded text: whether what looks like a name there is none."""
    name = text[start:end]
    if _is_stand_in(text, start, end, name):
        return True
    if (
        _CALLED_AFTER.match(text, end)
        or _FORM.fullmatch(name)
        or (text[start - 1 : start] == "《" and text[end : end + 1] == "》")
    ):
        return True
    if name in _LABELS and text[end : end + 1] in (")", ":"):  # 氏名(カナ)
        return True
    if _SIGNS.fullmatch(name) and (
        (len(name) > 2 and _DAYS.fullmatch(name)) or _AMONG_SIGNS.search(text[max(0, start - 3) : end + 2])
    ):
        return True
    if _KATAKANA.fullmatch(name):
        return _METHOD.match(text, end) is not None
    if _PEOPLE.fullmatch(name):
        return True
    if _PART_OF_LAW.fullmatch(name) and (_NUMBERED.match(text[start - 1 : start]) or _NUMBERED.match(text, end)):
        return True
    return _ONE_WORD.fullmatch(name) is not None and _is_place(text, start, end, name)


def _is_stand_in(text: str, start: int, end: int, name: str) -> bool:
    """Letters of the law's examples, faces of banknotes, pets, 13日(金), 今のところ."""
    if _STAND_INS.fullmatch(name):
        return sum(other in text for other in ("甲野", "乙野", "丙野")) > 1
    if name in _ON_NOTES and _NOTES.search(text, max(0, start - 60), end + 60):
        return True
    if len(name) == 1:
        weekday = (
            text[start - 1 : start] == "("
            and text[end : end + 1] == ")"
            and text[start - 2 : start - 1] in ("日", *"0123456789")
        )
        return weekday or (name == "今" and _NOW.match(text, end) is not None)
    return _PET.match(text, end) is not None


def _is_place(text: str, start: int, end: int, name: str) -> bool:
    if _OWNED.match(text, end) or _TRAVEL.match(text, end) or _BRANCHES.match(text, end):
        return True
    if len(name) < 4 and _SCHOOL.match(text, end) and text[end - 1 : end] != " ":
        return True
    if _OFFICE.match(text, end) and (name in PLACES or "sei" not in kinds(name)):  # 大阪支店長
        return True
    if name[-1] in "市区町村県" and _K_BEFORE.match(text[start - 1 : start]):  # 瑞穂ヶ浦市
        return True
    before = text[max(0, start - 30) : start]
    if _ROUTE_BEFORE.search(before) or (name in _CARRIERS and _PARCEL.match(text, end)):
        return True
    return bool(_SYMBOL_BEFORE.search(before) and _SYMBOL_AFTER.match(text, end))
