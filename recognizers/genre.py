"""What kind of text a passage is, where the kind tells more than the single sentence: laws, novels, source code,
product texts, news and manuals name illnesses and crimes without speaking of anybody one knows.

Told by how dense the marks of a genre stand, so a memo that quotes one article is no law. Both the whole passage
and the stretch around a place are looked at: an exported mailbox may hold a law, and a law a filled form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial

from recognizers.beginnings import searching
from recognizers.frame import Frames
from recognizers.lazily import made_lazily
from recognizers.sieve import Census

# Genre → marks, how many a thousand characters must hold, how many there must be, how many of them different.
_MARKS: dict[str, tuple[re.Pattern[str], float, int, int]] = {
    "statute": (
        searching(
            r"(?:^|\n)[\s　]*第[一二三四五六七八九十百千〇\d０-９]+[条章節款編]|第[一二三四五六七八九十百千〇\d０-９]+[条項号](?:第|の|に|及び|又は|から|若しくは|[、。])|前[項条号]|同[条項]|次条|各号|次の各号|準用する|ただし、|"
            r"ものとする。|なければならない。|てはならない。|ことができる。|この(?:法律|政令|省令|規則|条例|規程|要綱|告示|規約)(?:[はにで]|において|の施行)|に規定する|の規定(?:に|は|を)|とみなす。|に処する。|又は|若しくは|及び第|附則|をいう。|以下「[^」\n]{1,20}」という|施行する。|定めるところにより"
        ),
        6.0, 7, 4,
    ),
    "literature": (
        searching(
            r"《[ぁ-んァ-ヺー]{1,14}》|［＃|｜|[ゐゑヰヱ]|云[うっつひはふ]|でせう|ませう|[いし]やう|やう[なに]|といふ|[つつ]た(?=[のがと。])|であつた|ゐた|[てで]居[たるり]|底本：|青空文庫|ぢや|かう[いし]|まへ|思ふ|[云言]ふ|へたの|"
            r"(?:である|であった|だった|のだ|のである)(?=。)|ございます|(?:^|\n)[　 ]*「|」と[^。\n「」]{0,10}(?:言っ|呟|つぶや|答え|叫|笑|尋ね|囁)"
        ),
        4.0, 12, 3,
    ),
    "product": (
        re.compile(
            r"効能|効果|用法|用量|使用上の注意|添付文書|禁忌|副作用|次の人は|薬剤師|有効成分|医薬品|薬事|【(?:成分|特徴|特長|原材料名?|保管)|錠中|包装|お召し上がり|栄養成分|原材料|サプリ|健康食品|機能性表示|"
            r"保険金|給付金額|約款|特約|保険料|お支払い?(?:し|する|事由|の対象|いたし|できな)|お申込み|ご契約|ご加入|免責|補償|責任開始|告知義務|保障|解約返戻金|払込|当社所定|被保険者が|"
            r"税込|送料|お買い上げ|ご購入|ご注文|ご利用|資料請求|無料|キャンペーン|診療時間|休診日|当院|当クリニック|初診の方|ご予約|ご来院|ご相談ください|お気軽に|お問い?合わ?せ|おすすめ|オプション検査|コース|検査項目|料金|承ります|皆[様さ]|方へ|方は|方に|あなた|の場合"
        ),
        14.0, 7, 4,
    ),
    "news": (
        re.compile(
            r"(?:警察署|県警|府警|道警|警視庁|地検|地裁|高裁|最高裁)(?:は|が|によ|の調べ|など|で|に)|調べに(?:対し|よると)|容疑を(?:否認|認め)|によりますと|によると、|と発表した|ことが(?:\d+日|分か|わか)|取材に|記者会見|【[^】\n]{1,10}(?:時事|共同|支局|＝)|(?:\d|[０-９])+日、[^。\n]{2,40}(?:した|された)。|と(?:話して|話した|みて|している。)|報じ|関係者|(?:男|女|少年|少女|男性|女性|容疑者|被告)[(（]\d\d[)）]|[(（]\d\d[)）](?:を|が|は)|無職の|会社員の(?:男|女)|住所不定|の疑いで[^。\n]{0,12}(?:逮捕|送検)|(?:県警|府警|道警|警視庁)[^。\n]{0,8}課|同(?:署|課|容疑者)|疑い。"
        ),
        9.0, 4, 4,
    ),
    "manual": (
        searching(
            r"してください|ましょう|とは、|場合は、|場合には|しないこと|クリック|手順|ポイント|事例|解説|確認テスト|正解|チェックリスト|\bQ\d|\bA\d|[ＱＡQA][.．:：]|対応フロー|一次切り分け|エスカレーション|設問|学習|参照|例えば|たとえば|など(?:の|が|を)|といった|について(?:は|、)|必要(?:です|が)|大切です|重要です|求められ|図\d|表\d|とされ(?:る|て|ます)|一般(?:に|的)|組合員|労使|会社は|従業員は|社員は"
        ),
        11.0, 7, 4,
    ),
}  # fmt: skip
# The engine does not look around. What must stand beside a mark is counted with it, or every 「 would do for one of a line.
_AROUND = ((r"(?:^|\n)[　 ]*「", "\n「| 「|　「"), ("(?=。)", "。"), ("(?=[のがと。])", "[のがと。]"))


def _looked_for(marks: re.Pattern[str]) -> re.Pattern[str]:
    regex = marks.pattern
    for beside, written in _AROUND:
        regex = regex.replace(beside, written)
    return re.compile(regex)


_CENSUS = Census({name: made_lazily(partial(_looked_for, marks)) for name, (marks, *_) in _MARKS.items()})
_CODE_ENDS = tuple(";{}[]()>,")
_CODE_BEGINS = re.compile(
    r"\s*(?://|/\*|\*|#|--|<!--|import |from |def |class |public |private |return|if |for |else|package |using |func |const |let |var |@|</?[a-zA-Z!?])"
    r"|\s*[\"']?[A-Za-z_][\w.\-]*[\"']?\s*[:=]\s*\S|\s*(?:CREATE|ALTER|SELECT|INSERT|FROM|WHERE|COMMENT|AND|OR|msgid|msgstr)\b|\s*<[a-z]|\s*`?\w+`?\s+(?:VARCHAR|INT|TEXT|DATE|CHAR|BOOLEAN|SMALLINT)",
    re.IGNORECASE,
)
_ASCII = re.compile(r"[A-Za-z_]{3}")
_LATIN_LINE = re.compile(rb"[A-Za-z_]{3}[^\n]*")
# A filled form about somebody: labels with something behind them, digits among it.
_RECORD = re.compile(
    r"(氏[ 　]*名|患者(?:名|ID|番号)?|社員(?:番号|名|ID)|従業員(?:番号|名)|被保険者(?:番号|名)|生年月日|住所|電話(?:番号)?|TEL|会員番号|顧客番号|受診者|申請者|申込者|契約者)[\]）)】」\"']*[ 　:：=＝\t\"',]{1,6}(?![ 　_＿（(□:：]|欄|を|は|が|の|に|$|[^\n]{0,6}(?:ください|必須|入力|記入))[^\s:：]{2}"
)
_PIECE = 1_500  # characters to either side that count as around a place
_FEW = 120  # shorter texts have no genre, only sentences


@dataclass(slots=True)
class Genre:
    """The genre of a passage and of places in it; worked out when asked. name: of the file."""

    text: str
    name: str = ""
    _known: dict[int, str] = field(default_factory=dict)
    _frames: Frames | None = None

    def framed(self, start: int) -> str:
        """What the heading above a place, or the file's name, says that it is; "" where they say nothing."""
        if self._frames is None:
            self._frames = Frames(self.text, self.name)
        return self._frames.at(start)

    def recorded(self, start: int, end: int) -> bool:
        """Whether a filled form stands under the same heading as a place."""
        self.framed(start)
        low, high = self._frames.below(start) if self._frames else (0, len(self.text))
        return plain_record(self.text, start, end, low, high)

    def at(self, start: int) -> str:
        """The genre around a place, or ""."""
        if len(self.text) < _FEW:
            return ""
        if len(self.text) <= 2 * _PIECE:
            return self._of(-1, self.text)
        block = start // _PIECE
        around = self.text[max(0, (block - 1) * _PIECE) : (block + 2) * _PIECE]
        return self._of(-1, self.text) or self._of(block, around)

    def _of(self, key: int, text: str) -> str:
        if key not in self._known:
            self._known[key] = genre(text)
        return self._known[key]


@lru_cache(maxsize=64)  # two layers of hits ask for the same stretches
def genre(text: str) -> str:
    """The genre of a text as a whole, or "" for business text of no kind of its own."""
    if _is_code(text):
        return "code"
    if _is_story(text):
        return "literature"
    best, found = 1.0, ""
    least_of = {name: max(density * len(text) / 1001, least) for name, (_, density, least, _) in _MARKS.items()}
    able = _CENSUS.reaches("\n" + text, least_of)
    if len(able) == 1:  # none that could surpass it
        (name,) = able
        return name if _enough(text, *_MARKS[name]) else ""
    for name, (marks, density, least, different) in _MARKS.items():
        if name not in able:
            continue
        hits = [m[0].strip() for m in marks.finditer(text)]
        if len(hits) < least or len(set(hits)) < different:
            continue
        ratio = len(hits) * 1000 / len(text) / density
        if ratio >= best:
            best, found = ratio, name
    return found


def _enough(text: str, marks: re.Pattern[str], density: float, least: int, different: int) -> bool:
    """Whether a text holds as many marks as a genre must, looked for only until it does."""
    met = set[str]()
    for count, mark in enumerate(marks.finditer(text), start=1):
        met.add(mark[0].strip())
        if count >= least and len(met) >= different and count * 1000 / len(text) / density >= 1.0:
            return True
    return False


def _is_code(text: str) -> bool:
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    if len(lines) < 5:
        return False
    # Without their other characters no fewer lines hold three letters side by side.
    if len(_LATIN_LINE.findall(text.encode("ascii", "ignore"))) <= 0.6 * len(lines):
        return False
    latin = [line for line in lines if len(line) < 400 and _ASCII.search(line)]
    if len(latin) <= 0.6 * len(lines):
        return False
    others = 0  # that are no code; where too many are there is no need to look at the rest
    for line in latin:
        others += not (line.rstrip().endswith(_CODE_ENDS) or _CODE_BEGINS.match(line))
        if others > 0.4 * len(latin) + 1:
            return False
    return len(latin) - others > 0.6 * len(latin)


def _is_story(text: str) -> bool:
    """Paragraphs set in by a wide space, speech among them."""
    if text.count("　「") < 2:
        return False
    paragraphs = [line for line in text.split("\n") if line.strip()]
    spoken = sum(line.startswith("　「") for line in paragraphs)
    told = sum(line.startswith("　") and line.rstrip().endswith(("た。", "る。", "い。")) for line in paragraphs)
    return spoken >= 2 and told >= 2 and spoken + told > 0.7 * len(paragraphs)


def plain_record(text: str, start: int, end: int, low: int = 0, high: int | None = None) -> bool:
    """Whether a filled form stands around a place, between `low` and `high`: two labels with values, and a number."""
    around = text[max(low, start - 250) : min(len(text) if high is None else high, end + 150)]
    labels = {m[1] for m in _RECORD.finditer(around)}
    return len(labels) >= 2 and any(c.isdigit() for c in around)
