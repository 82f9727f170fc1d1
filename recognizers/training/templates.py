"""Business text of our own kind with invented people in it: mail, minutes, forms, call logs, chat, lists, signatures.

Corpora are Wikipedia, news and blogs; a company's files look otherwise. Names are drawn from the name data, with rare
and unknown surnames, variant kanji, foreign names, kana and romaji among them.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from recognizers.namedata import katakana, rows
from recognizers.training.corpora import Labelled

_SLOT = re.compile(r"\{\{|\}\}|\{([a-z_]+?)([2-4]?)\}")
_VARIANTS = str.maketrans("高崎辺斎浜沢", "髙﨑邉齋濵澤")
_PLACES = "東京 大阪 名古屋 横浜 札幌 福岡 仙台 神戸 京都 広島 千葉 埼玉 川崎 新宿 渋谷 品川 池袋 上野 松本 長野 金沢 岡山 高松 松山 熊本 鹿児島 宮崎 大分 長崎 佐賀 福島 山形 秋田 青森 盛岡 水戸 宇都宮 前橋 甲府 静岡 浜松 岐阜 津 大津 奈良 和歌山 鳥取 松江 山口 徳島 高知 那覇 豊田 岡崎 柏 船橋 藤沢 町田 立川 三島 小田原 野田 足立 練馬 春日井".split()
_CITIES = "東京都新宿区 大阪府吹田市 愛知県名古屋市中区 北海道札幌市中央区 福岡県福岡市博多区 神奈川県横浜市西区 京都府京都市左京区 埼玉県川口市 兵庫県西宮市 長野県松本市".split()
_FIRMS = "(有){s}ボデー {s}モータース {s}整備 {s}オート (有){s}商店 {s}鈑金 {s}石油 {s}ガレージ ㈲{s}電気 {s}塗装 {s}不動産販売 {s}税理士事務所 {s}医院 {s}薬局 {s}興業 {s}フーズ {s}サービス {s}技研 株式会社{w} {w}株式会社 (株){w} {s}商事 {s}工業株式会社 有限会社{s}製作所 {s}運輸 {w}リース {s}建設 {l}信用金庫 {l}銀行 {s}病院 {s}クリニック {l}市役所 {s}電機 {w}システムズ 医療法人{w}会 {l}大学 {s}不動産 {s}法律事務所 {s}歯科医院 {l}中央病院 {s}自動車 {s}家具店 {l}年金事務所 {l}税務署".split()
_BRANDS = "日本 東洋 大和 三和 共栄 大成 光陽 東海 第一 みらい さくら 青葉 北斗 富士 アルファ ネクスト グリーン サンライズ テクノ 協和 太平 明和 エース フジ".split()
_WORDS = {
    "role": "部長 課長 係長 主任 次長 店長 所長 社長 専務 常務 室長 支店長 リーダー マネージャー 班長 主査 工場長",
    "dept": "総務部 人事部 経理部 営業部 営業一課 情報システム部 管理部 法務部 お客様相談室 審査部 リース営業部 車両管理課 品質保証部 開発部 カスタマーサポート 物流センター 購買部 監査室",
    "job": "営業 総務 経理 担当 医師 看護師 運転手 アルバイト パート 派遣社員 契約社員 講師 弁護士 税理士 社労士 相談員 ケアマネ 事務 警備員 調理師",
    "paper": "請求書 見積書 契約書 車検証 申込書 議事録 報告書 名簿 納品書 免許証の写し 住民票 通帳のコピー 年末調整の書類 健康診断の結果 保険証 アンケート 稟議書 注文書",
    "event": "打合せ 面談 会議 研修 出張 引継ぎ 訪問 内覧 点検 納車 修理 契約更新 解約手続 口座変更 住所変更 再審査 現地調査 電話対応 クレーム対応",
    "honorific": "様 さん 氏 殿 様 さん くん 先生 さま ちゃん 君",
}
_FOREIGN = (
    "マリア ジョン グエン アナ カルロス デイビッド スニタ ラジェシュ ミン リン ホセ ピーター サラ アリ ファティマ レ ティ チャン エミリー ロバート オレナ イワン クリスティーナ アレックス ハンナ".split(),
    "サントス スミス ヴァン クマール シャルマ シルバ オリベイラ ジョンソン ハサン カーン フォン ラム グルン タマン ガルシア ロペス ブラウン ウィルソン ミュラー ペトロワ クルーズ ホアン バン ユスフ".split(),
)
_FOREIGN_LATIN = (
    "Maria John Nguyen Carlos David Sunita Minh Jose Peter Sarah Ali Emily Robert Anna Wei Hana Linh".split(),
    "Santos Smith Tran Kumar Silva Johnson Hassan Khan Garcia Brown Wilson Chen Wang Kim Park Lee Pham".split(),
)
_CHINESE = (
    list("林金李朴王張陳劉黄呉"),
    "秀英 美玲 志明 建国 麗華 明哲 浩然 静 偉 芳 俊傑 雅婷 恩珠 智秀 民俊".split(),
)


@dataclass(frozen=True, slots=True)
class _Person:
    surname: str
    given: str
    surname_kana: str  # hiragana
    given_kana: str
    surname_latin: str
    given_latin: str


@dataclass
class _Text:
    text: str = ""
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, text: str, kind: str = "") -> None:
        if kind:
            self.spans.append((len(self.text), len(self.text) + len(text), kind))
        self.text += text


class Writer:
    """The same texts for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._surnames = [(row[0], int(row[1] or 0), row[2], row[3]) for row in rows("last_name_org.csv")]
        self._weights = [max(1, count) ** 0.4 for _, count, _, _ in self._surnames]
        self._given = [
            (spelling, kana, latin)
            for name in ("first_name_man_org.csv", "first_name_woman_org.csv")
            for kana, latin, *spellings in rows(name)
            for spelling in spellings[:6]
            if spelling
        ]
        self._kanji = sorted({char for surname, *_ in self._surnames for char in surname if "一" <= char <= "龥"})
        source = files("recognizers.training").joinpath("templates.txt").read_text(encoding="utf-8")
        self._peopled, self._empty = (
            [line for line in part.split("\n") if line and not line.startswith("#")]
            for part in re.split(r"# Sentences without anybody.*\n", source)
        )

    def texts(self, count: int) -> Iterator[Labelled]:
        """Texts of one to six sentences or lines."""
        rng = self._random
        for _ in range(count):
            whole = _Text()
            sentences = rng.choices((1, 2, 3, 4, 6), (5, 4, 3, 2, 1))[0]
            for number in range(sentences):
                peopled = rng.random() < 0.75
                part = self._fill(rng.choice(self._peopled if peopled else self._empty))
                base = len(whole.text)
                spans = part.spans if peopled else [span for span in part.spans if span[2] != "P"]
                whole.spans += [(base + start, base + end, kind) for start, end, kind in spans]
                whole.text += part.text
                if number < sentences - 1:
                    whole.text += rng.choice(("\n", "\n", "。", " ", "　"))
            yield Labelled(whole.text, tuple(whole.spans))

    def _fill(self, template: str) -> _Text:
        out, people, last = _Text(), dict[str, _Person](), 0
        for match in _SLOT.finditer(template):
            out.add(template[last : match.start()])
            last = match.end()
            if match[0] in ("{{", "}}"):
                out.add(match[0][0])
                continue
            person = people.setdefault(match[2], self._person())
            out.add(*self._slot(match[1], person))
        out.add(template[last:])
        return out

    def _person(self) -> _Person:
        surname, _, kana, latin = self._random.choices(self._surnames, self._weights)[0]
        luck = self._random.random()
        if luck < 0.06:  # a surname that no dictionary holds
            surname = "".join(self._random.choice(self._kanji) for _ in range(self._random.choice((2, 2, 2, 3))))
        elif luck < 0.14:
            surname = surname.translate(_VARIANTS)
        given, given_kana, given_latin = self._random.choice(self._given)
        return _Person(surname, given, kana, given_kana, latin, given_latin)

    def _slot(self, slot: str, person: _Person) -> tuple[str, str]:
        """(text, kind) of one slot."""
        pick, between = self._random.choice, self._random.randint
        if slot in _WORDS:
            return pick(_WORDS[slot].split()), ""
        writers: dict[str, Callable[[], tuple[str, str]]] = {
            "name": lambda: (self._name(person), "P"),
            "surname": lambda: (person.surname, "P"),
            "given": lambda: (person.given, "P"),
            "kana": lambda: (katakana(person.surname_kana) + pick((" ", "　", "", " ")) + katakana(person.given_kana), "P"),
            "hiragana": lambda: (person.surname_kana + pick((" ", "　")) + person.given_kana, "P"),
            "half": lambda: (_half_width(katakana(person.surname_kana) + " " + katakana(person.given_kana)), "P"),
            "romaji": lambda: (self._romaji(person), "P"),
            "romaji_lower": lambda: (person.surname_latin.lower(), "P"),
            "org": lambda: (self._firm(), "G"),
            "place": lambda: (pick(_PLACES), "L"),
            "address": lambda: (
                f"{pick(_CITIES)}{self._person().surname}{pick(('町', '', '台'))}{between(1, 9)}-{between(1, 30)}-{between(1, 20)}",
                "L",
            ),
            "tel": lambda: (pick((f"0{between(3, 9)}-", f"0{between(7, 9)}0-")) + f"{between(1000, 9999)}-{between(1000, 9999)}", ""),
            "mail": lambda: (f"{person.surname_latin}{pick(('', '.' + person.given_latin))}@{pick(('example.co.jp', 'mail.example.jp', 'example.com'))}", ""),
            "date": lambda: (self._date(2019, 2026), ""),
            "born": lambda: (self._date(1940, 2008), ""),
            "number": lambda: ("".join(pick("0123456789") for _ in range(pick((4, 5, 6, 7, 8, 10, 12)))), ""),
            "time": lambda: (f"{between(8, 20)}:{between(0, 59):02}", ""),
            "sep": lambda: (pick((":", "：", "　", " ", "\t", ": ", ":　", "／", ",")), ""),
            "tab": lambda: ("\t", ""),
            "two": lambda: (str(between(10, 99)), ""),
        }  # fmt: skip
        return writers[slot]()

    def _name(self, person: _Person) -> str:
        space = self._random.choices(("", " ", "　"), (6, 3, 3))[0]
        luck = self._random.random()
        if luck < 0.03:
            return self._random.choice("・・ 　").join(self._random.choice(part) for part in _FOREIGN)
        if luck < 0.05:
            return person.surname + space + katakana(person.given_kana)
        if luck < 0.06:
            return space.join(self._random.choice(part) for part in _CHINESE)
        if luck < 0.07:
            return " ".join(person.surname) + "　" + " ".join(person.given)
        return person.surname + space + person.given

    def _romaji(self, person: _Person) -> str:
        given, surname = person.given_latin.capitalize(), person.surname_latin.capitalize()
        if self._random.random() < 0.15:
            given, surname = (self._random.choice(part) for part in _FOREIGN_LATIN)
        forms = (
            f"{given} {surname}", f"{surname} {given}", f"{surname.upper()} {given}", f"{surname.upper()} {given.upper()}",
            f"{surname}, {given}", f"{given[0]}. {surname}",
        )  # fmt: skip
        return self._random.choices(forms, (8, 5, 3, 2, 1, 1))[0]

    def _firm(self) -> str:
        pick = self._random.choice
        return str(pick(_FIRMS)).format(w=pick(_BRANDS), s=self._person().surname, l=pick(_PLACES))

    def _date(self, first: int, last: int) -> str:
        between = self._random.randint
        year, month, day = between(first, last), between(1, 12), between(1, 28)
        era, back = ("令和", 2018) if year > 2018 else ("平成", 1988) if year > 1988 else ("昭和", 1925)
        forms = (
            f"{year}年{month}月{day}日", f"{year}/{month:02}/{day:02}", f"{year}.{month}.{day}",
            f"{era}{year - back}年{month}月{day}日", f"{month}月{day}日", f"{month}/{day}",
        )  # fmt: skip
        return self._random.choice(forms)


_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)} | {
    "\u3099": "ﾞ",
    "\u309a": "ﾟ",
}


def _half_width(text: str) -> str:
    return "".join(_HALF.get(char, char) for char in unicodedata.normalize("NFD", text))
