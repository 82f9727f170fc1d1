"""Invented people, as records of customers: what dense texts and tables are made of."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property

from benchmarks import vocabulary as words
from recognizers.checksums import my_number_ok

_MAKERS = (
    "株式会社みなと運輸",
    "あさひ製作所",
    "有限会社白樺建材",
    "若潮水産株式会社",
    "東雲設計事務所",
    "ひばり青果店",
)
_AREAS = ("品川", "練馬", "多摩", "横浜", "大宮", "柏", "仙台", "札幌", "名古屋", "なにわ", "神戸", "福岡")
_NOTES = (
    *("定期便を希望", "次回は月末に連絡", "請求書は郵送", "担当者の変更あり"),
    *("資料送付済み", "再契約の見込み", "紹介による来店", "アンケート回答済み"),
)


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def my_number(rng: random.Random) -> str:
    head = digits(rng, 11)
    return next(head + last for last in "0123456789" if my_number_ok(head + last))


@dataclass
class Person:
    """What is asked for is made up when it is asked for, the same each time."""

    rng: random.Random
    number: int

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        return self.rng.choice(words.FAMILY).split(","), self.rng.choice(words.GIVEN).split(",")

    @cached_property
    def _town(self) -> list[str]:
        return self.rng.choice(words.TOWNS).split(",")

    @property
    def name(self) -> str:
        return f"{self._names[0][0]} {self._names[1][0]}"

    @property
    def kana(self) -> str:
        return f"{self._names[0][1]} {self._names[1][1]}"

    @property
    def postal(self) -> str:
        return self._town[0]

    @cached_property
    def address(self) -> str:
        a, b, c = self.rng.randint(1, 9), self.rng.randint(1, 30), self.rng.randint(1, 20)
        house = self.rng.choice((f"{a}-{b}-{c}", f"{a}丁目{b}番{c}号", f"{a}-{b}"))
        return self._town[1] + house + self.rng.choice(words.BUILDINGS)

    @cached_property
    def mobile(self) -> str:
        return f"0{self.rng.choice('789')}0-{digits(self.rng, 4)}-{digits(self.rng, 4)}"

    @cached_property
    def phone(self) -> str:
        area = self._town[2]
        return f"{area}-{self.rng.randint(2, 8)}{digits(self.rng, 5 - len(area))}-{digits(self.rng, 4)}"

    @cached_property
    def email(self) -> str:
        family, given = self._names[0][2], self._names[1][2]
        box = self.rng.choice((f"{given}.{family}", f"{family}{digits(self.rng, 3)}", f"{given[0]}_{family}"))
        return f"{box}@{self.rng.choice(('example.jp', 'example.com', 'mail.example.ne.jp'))}"

    @cached_property
    def born(self) -> str:
        year, month, day = self.rng.randint(1940, 2005), self.rng.randint(1, 12), self.rng.randint(1, 28)
        return self.rng.choice(
            (f"{year}年{month}月{day}日", f"{year}/{month:02}/{day:02}", f"{year}-{month:02}-{day:02}")
        )

    @cached_property
    def my_number(self) -> str:
        return my_number(self.rng)

    @cached_property
    def account(self) -> str:
        bank, branch = self.rng.choice(words.BANKS).split(",")
        return f"{bank} {branch} 普通 {digits(self.rng, 7)}"

    @cached_property
    def licence(self) -> str:
        return digits(self.rng, 12)

    @cached_property
    def plate(self) -> str:
        hira = self.rng.choice("さすせそたちつなにぬねの")
        return f"{self.rng.choice(_AREAS)} {self.rng.choice(('300', '500', '580'))} {hira} {digits(self.rng, 2)}-{digits(self.rng, 2)}"

    @cached_property
    def employer(self) -> str:
        return self.rng.choice(_MAKERS)

    @cached_property
    def note(self) -> str:
        return self.rng.choice(_NOTES)

    def fields(self) -> dict[str, str]:
        """Label → value, as on a form; another person, other fields."""
        all_of_them = {
            "お客様番号": f"C{self.number:07}",
            "氏名": self.name,
            "フリガナ": self.kana,
            "生年月日": self.born,
            "住所": f"〒{self.postal} {self.address}",
            "電話番号": self.phone,
            "携帯": self.mobile,
            "メール": self.email,
            "勤務先": self.employer,
            "個人番号": self.my_number,
            "口座番号": self.account,
            "免許証番号": self.licence,
            "車両": self.plate,
            "備考": self.note,
        }
        kept = [key for key in all_of_them if key in ("氏名", "住所") or self.rng.random() < 0.75]
        return {key: all_of_them[key] for key in kept}

    def line(self) -> str:
        return ",".join((str(self.number), self.name, self.kana, self.born, self.postal, self.address, self.phone,
                         self.email, self.my_number, self.account, self.note))  # fmt: skip

    def form(self) -> str:
        return "【お客様カード】\n" + "\n".join(f"{label}：{value}" for label, value in self.fields().items()) + "\n"

    def told(self) -> str:
        """In running text, as a note of a call."""
        return (
            f"{self.name}様（{self.born}生まれ、{self.address}在住）より電話。連絡先は{self.mobile}、メールは{self.email}。"
            f"{self.note}。折り返しは{self.phone}まで。\n"
        )


def crowd(count: int, seed: object) -> list[Person]:
    rng = random.Random(f"people {seed}")
    return [Person(random.Random(rng.getrandbits(64)), number + 1) for number in range(count)]


def records(size: int, seed: object) -> str:
    """Customers as text, at least `size` bytes: stretches of lines, of forms and of notes."""
    rng, parts, have, number = random.Random(f"records {seed}"), [], 0, 0
    while have < size:
        write = rng.choice((Person.line, Person.form, Person.told))
        for _ in range(rng.randint(5, 40)):
            number += 1
            parts.append(write(Person(random.Random(rng.getrandbits(64)), number)))
            have += len(parts[-1].encode()) + 1
    return "\n".join(parts) + "\n"
