"""Schemas `hr` and `credit`: employees and payroll, health checks, what credit bureaus answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.companydb import texts
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.people import People, my_numbers
from benchmarks.companydb.values import (
    code,
    days,
    digits,
    join,
    moments,
    number,
    pick,
    rng,
    serial,
    written,
)  # fmt: skip
from benchmarks.companydb.world import World

_STAFF, _KEY = ("EMPLOYEE_ID",), ("CUSTOMER_ID",)
_FIRST, _LAST = date(2023, 1, 1), date(2026, 10, 31)


def tables(world: World) -> Iterator[Table]:
    yield employees(world)
    yield payroll(world)
    yield dependents(world)
    yield health_checks(world)
    yield foreign_workers(world)
    yield staff_list(world)
    yield credit_inquiries(world)
    yield credit_legacy(world)


def staff_number(rows: pa.Array) -> pa.Array:
    return code(rows, 5, "E")


def employees(world: World) -> Table:
    who, chance = world.employees, rng("employees")
    n = who.count
    return Table("hr", "employees", (
        Column("emp_no", "char(6)", staff_number(serial(n)), also=_STAFF, key=True),
        Column("shimei", "varchar(40)", who.full("　"), ("PERSON",)),
        Column("romaji", "varchar(40)", who.roman, ("PERSON",), trap="names in Latin letters"),
        Column("birthday", "date", who.born, ("DATE_OF_BIRTH",)),
        Column("nyusha_bi", "date", days(chance, n, date(1995, 4, 1), date(2026, 4, 1)), trap="a date, nobody's birth"),
        Column("busho", "varchar(20)", pick(chance, n, ("総務部", "石川営業所", "大宮支店", "人事課", "福井営業所")), trap="places that are surnames"),
        Column("mail", "varchar(80)", who.email, ("EMAIL_ADDRESS",)),
        Column("naisen", "char(4)", written(digits(chance, n, 4)), also=("PHONE_NUMBER",)),
    ), comment="社員マスタ", about="persons")  # fmt: skip


def payroll(world: World) -> Table:
    who, chance = world.employees, rng("payroll")
    n = world.rows(24_000)
    whose = np.arange(n) % who.count
    rows = pa.array(whose)
    pension = join(
        code(pa.array(whose % 9000 + 1000), 4), written(digits(rng("pension"), who.count, 6)).take(rows), sep="-"
    )
    return Table("hr", "payroll", (
        Column("emp_no", "char(6)", staff_number(pa.array(whose + 1)), also=_STAFF, references="employees.emp_no"),
        Column("ym", "int", pa.array(202501 + np.arange(n) // who.count % 12), trap="six digits: a month"),
        Column("kojin_bango", "bigint", number(who.my_number.take(rows)), ("JP_MY_NUMBER",), trap="My Numbers as numbers: one in ten lost its zero"),
        Column("kiso_nenkin_no", "char(11)", pension, ("JP_PENSION_NUMBER",)),
        Column("kihonkyu", "numeric(12,0)", pa.array(chance.integers(190, 640, n) * 1_000), ("INCOME",)),
        Column("shotokuzei", "numeric(12,0)", pa.array(chance.integers(30, 900, n) * 100), also=("INCOME",)),
        Column("furikomi_kouza", "varchar(40)", join("みずほ銀行 浅草橋支店 普通 ", who.account.take(rows)), ("JP_BANK_ACCOUNT",)),
    ), about="persons")  # fmt: skip


def dependents(world: World) -> Table:
    n, chance = world.rows(3_000), rng("dependents")
    who = People("dependents", n)
    numbers = my_numbers(chance, n)
    grouped = join(*(pc.utf8_slice_codeunits(numbers, start, start + 4) for start in (0, 4, 8)), sep="-")
    year = pc.year(who.born)
    era = join("昭和", pc.subtract(year, 1925), "年", pc.month(who.born), "月", pc.day(who.born), "日")
    return Table("hr", "dependents", (
        Column("emp_no", "char(6)", staff_number(pa.array(chance.integers(1, world.employees.count + 1, n))), also=_STAFF, references="employees.emp_no"),
        Column("fuyou_mei", "varchar(40)", who.full(""), ("PERSON",)),
        Column("zokugara", "varchar(6)", pick(chance, n, ("妻", "夫", "長男", "長女", "母", "父")), ("FAMILY",)),
        Column("mynumber", "varchar(14)", grouped, ("JP_MY_NUMBER",)),
        Column("seinen", "varchar(16)", pc.if_else(pc.less(year, 1989), era, pc.strftime(who.born.cast(pa.timestamp("s")), "%Y年%m月%d日")),
               ("DATE_OF_BIRTH",), trap="years of eras"),
    ), about="persons")  # fmt: skip


def health_checks(world: World) -> Table:
    n, chance = world.rows(4_000), rng("health")
    return Table("hr", "health_checks", (
        Column("emp_no", "char(6)", staff_number(pa.array(np.arange(n) % world.employees.count + 1)), also=_STAFF, references="employees.emp_no"),
        Column("jushin_bi", "date", days(chance, n, _FIRST, _LAST), trap="a date, nobody's birth"),
        Column("ketsuatsu", "varchar(9)", join(pa.array(chance.integers(95, 175, n)), pa.array(chance.integers(55, 110, n)), sep="/"),
               ("SPC_HEALTH_CHECK",)),
        Column("hba1c", "numeric(4,1)", pa.array(np.round(chance.uniform(4.8, 9.5, n), 1)), ("SPC_HEALTH_CHECK",)),
        Column("hantei", "varchar(20)", pick(chance, n, ("A 異常なし", "B 軽度異常", "C 要経過観察", "D 要精密検査", "E 治療中")),
               ("SPC_HEALTH_CHECK",)),
        Column("shoken", "text", pick(chance, n, ("高血圧症の疑い。要再検査。", "所見なし", "脂質異常症で内服治療中", "胃部に陰影あり、精密検査を指示", "貧血")),
               ("SPC_HEALTH_CHECK|SPC_MEDICAL_HISTORY",), also=("SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE", "SPC_HEALTH_CHECK")),
    ), about="persons", comment="定期健康診断の結果")  # fmt: skip


def foreign_workers(world: World) -> Table:
    n, chance = world.rows(200), rng("foreign")
    letters = list("ABCDEFGHJKLMN")
    card = join(
        pick(chance, n, letters),
        pick(chance, n, letters),
        written(digits(chance, n, 8)),
        pick(chance, n, letters),
        pick(chance, n, letters),
    )
    passport = join(pick(chance, n, ("TK", "TR", "MZ", "TZ")), written(digits(chance, n, 7)))
    name = pick(
        chance,
        n,
        ("NGUYEN VAN ANH", "TRAN THI LINH", "KIM MINJUN", "THAPA BISHNU", "SILVA MARIA", "CHEN WEI", "SANTOS JOSE"),
    )
    return Table("hr", "foreign_workers", (
        Column("emp_no", "char(6)", staff_number(pa.array(chance.integers(1, world.employees.count + 1, n))), also=_STAFF, references="employees.emp_no"),
        Column("full_name", "varchar(60)", name, ("PERSON",), trap="names in Latin letters"),
        Column("zairyu_card_no", "char(12)", card, ("JP_RESIDENCE_CARD",)),
        Column("passport_no", "char(9)", passport, ("JP_PASSPORT",)),
        Column("kokuseki", "char(3)", pick(chance, n, ("VNM", "BRA", "NPL", "CHN", "PHL")), also=("SPC_RACE",)),
        Column("visa", "varchar(20)", pick(chance, n, ("技能実習2号", "特定技能1号", "永住者"))),
    ), about="persons")  # fmt: skip


def staff_list(world: World) -> Table:
    n = world.rows(500)
    who = People("list", n)
    return Table("hr", "緊急連絡網 2026", (
        Column("氏名", "varchar(40)", who.full(""), ("PERSON",), trap="names of tables and columns in Japanese, with a space"),
        Column("自宅", "varchar(120)", who.address, ("JP_ADDRESS",)),
        Column("電話（携帯）", "varchar(20)", who.mobile(), ("PHONE_NUMBER",)),
        Column("備考", "text", pick(rng("list"), n, ("", "", "夜間可", "メール優先"))),
    ), about="persons")  # fmt: skip


def credit_inquiries(world: World) -> Table:
    n, chance = world.rows(60_000), rng("inquiries")
    return Table("credit", "inquiries", (
        Column("inquiry_id", "bigint", serial(n), key=True),
        Column("cust_id", "bigint", pa.array(world.whose("inquiries", n) + 1), also=_KEY, references="customers.cust_id"),
        Column("bureau", "enum", pick(chance, n, ("CIC", "JICC", "KSC")), also=("JP_CREDIT_INFO",)),
        Column("asked_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
        Column("kekka", "text", texts.bureau(n), ("JP_CREDIT_INFO",), also=("SPC_CRIMINAL_PROCEDURE",)),
        Column("nyukin_jokyo", "char(24)", join(*[pick(chance, n, ("$", "A", "-", "P"), (20, 1, 2, 0.5)) for _ in range(24)]),
               ("JP_CREDIT_INFO",), trap="marks of CIC, a month each"),
    ), about="persons")  # fmt: skip


def credit_legacy(world: World) -> Table:
    """Columns without names that say anything; remarks on them do, in engines that keep remarks."""
    n, chance = world.rows(20_000), rng("credit legacy")
    who = People("credit legacy", n)
    return Table("credit", "t_kyu_shinsa", (
        Column("f01", "bigint", serial(n), comment="連番"),
        Column("f02", "varchar(40)", who.full(""), ("PERSON",), comment="申込者氏名"),
        Column("f03", "int", number(pc.strftime(who.born.cast(pa.timestamp("s")), "%Y%m%d")), ("DATE_OF_BIRTH",), comment="生年月日",
               trap="the remark is the only evidence"),
        Column("f04", "int", pa.array(chance.integers(180, 1500, n)), ("INCOME",), comment="年収(万円)", trap="the remark is the only evidence"),
        Column("f05", "char(1)", pick(chance, n, ("1", "2", "3", "4")), ("HOUSING|JP_CREDIT_INFO",), also=("HOUSING",), comment="住居形態 1:持家 2:賃貸 3:社宅 4:家族所有",
               trap="the remark is the only evidence"),
        Column("f06", "bigint", number(join("2604", written(digits(chance, n, 8)))), comment="受付伝票番号", trap="12 digits"),
        Column("f07", "varchar(12)", written(digits(chance, n, 11)), ("JP_EMPLOYMENT_INSURANCE",), comment="雇用保険被保険者番号",
               trap="the remark is the only evidence"),
        Column("f08", "varchar(20)", who.tel, ("PHONE_NUMBER",), comment="自宅電話"),
    ), comment="旧審査システム 申込テーブル", about="persons")  # fmt: skip
