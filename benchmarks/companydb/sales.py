"""Schema `sales`: customers, contracts, money, cars, drivers, accidents, calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.companydb import documents, texts
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.people import People, cards, chassis, corporate, half, jans, plates
from benchmarks.companydb.values import (
    code,
    days,
    digits,
    fixed,
    join,
    mixed,
    moments,
    number,
    pick,
    rng,
    serial,
    some,
    written,
)  # fmt: skip
from benchmarks.companydb.world import World

_KEY = ("CUSTOMER_ID",)
_FIRST, _LAST = date(2023, 1, 1), date(2026, 10, 31)


def tables(world: World) -> Iterator[Table]:
    yield customers(world)
    yield corporate_customers(world)
    yield vehicles(world)
    yield contracts(world)
    yield contract_parties(world)
    yield payments(world)
    yield bank_accounts(world)
    yield cards_on_file(world)
    yield drivers(world)
    yield licence_scans(world)
    yield vehicle_positions(world)
    yield accidents(world)
    yield call_logs(world)
    yield tickets(world)
    yield surveys(world)


def customers(world: World) -> Table:
    who, chance = world.customers, rng("customers")
    n = who.count
    born = pc.strftime(who.born.cast(pa.timestamp("s")), "%Y%m%d")
    income = pa.array(chance.integers(180, 1500, n) * 10_000)
    return Table("sales", "customers", (
        Column("cust_id", "bigint", serial(n), also=_KEY, key=True),
        Column("cust_no", "char(9)", code(serial(n), 8, "C"), also=_KEY),
        Column("sei", "varchar(20)", who.sei, ("PERSON",)),
        Column("mei", "varchar(20)", who.mei, ("PERSON",)),
        Column("sei_mei_kn", "varchar(40)", half(who.kana()), ("PERSON",), trap="kana in half width"),
        Column("birth_ymd", "int", number(born), ("DATE_OF_BIRTH",), trap="a date as a number"),
        Column("sex_kbn", "enum", pc.if_else(pa.array(who.woman), "2", "1"), ("GENDER",), trap="1 and 2"),
        Column("zip", "int", number(pc.replace_substring(who.zip, "-", "")), ("JP_POSTAL_CODE",),
               trap="a number: 060-0001 lost its zero"),
        Column("addr1", "varchar(80)", join(who.pref, who.city, who.town), ("JP_ADDRESS",)),
        Column("addr2", "varchar(80)", join(who.house, pc.fill_null(who.building, ""), sep=" "), ("JP_ADDRESS",),
               trap="house and building without the town"),
        Column("tel", "varchar(14)", some(chance, who.tel, 0.8), ("PHONE_NUMBER",)),
        Column("mobile", "bigint", number(who.mobile("")), ("PHONE_NUMBER",), trap="a number: lost its zero"),
        Column("email", "varchar(80)", some(chance, who.email, 0.7), ("EMAIL_ADDRESS",)),
        Column("nenshu", "int", income, ("INCOME",)),
        Column("kinmusaki", "varchar(40)", join(pick(chance, n, ("みなと", "あさひ", "白樺", "東雲", "若潮")),
               pick(chance, n, ("運輸株式会社", "製作所", "建材有限会社", "青果店", "水産株式会社"))), ("EMPLOYER",)),
        Column("biko", "text", texts.remarks(n), ("SPC_MEDICAL_HISTORY|SPC_DISABILITY|SPC_MEDICAL_CARE",),
               also=("SPC_DISABILITY", "SPC_MEDICAL_CARE", "SPC_MEDICAL_HISTORY", "JP_DISABILITY_CERT"),
               trap="sparse: one row in fourteen tells of an illness"),
        Column("dm_flg", "bool", pa.array(chance.random(n) < 0.6)),
        Column("shop_cd", "char(4)", code(pa.array(chance.integers(1, 300, n)), 4)),
        Column("created_at", "timestamp", moments(chance, n, date(2012, 4, 1), _LAST)),
    ), about="persons")  # fmt: skip


def corporate_customers(world: World) -> Table:
    n = world.rows(8_000)
    who, chance = People("representatives", n), rng("corporate")
    number_ = corporate(chance, n)
    name = join(pick(chance, n, ("株式会社", "有限会社", "合同会社")), pick(chance, n, (
        "石川", "本田", "山口", "みどり", "北辰", "青葉", "鈴木", "長崎")), pick(chance, n, ("運送", "建設", "商会", "電機")))  # fmt: skip
    return Table("sales", "corporate_customers", (
        Column("corp_id", "bigint", serial(n), key=True),
        Column("houjin_bango", "bigint", number(number_), ("JP_CORPORATE_NUMBER",), trap="13 digits; no person's"),
        Column("invoice_no", "char(14)", join("T", number_), ("JP_INVOICE_NUMBER",), also=("JP_CORPORATE_NUMBER",)),
        Column("corp_name", "varchar(60)", name, also=("EMPLOYER",), trap="surnames in names of companies"),
        Column("daihyo_mei", "varchar(40)", who.full("　"), ("PERSON",)),
        Column("daihyo_tel", "varchar(14)", who.tel, ("PHONE_NUMBER",)),
        Column("capital", "bigint", pa.array(chance.integers(1, 300, n) * 1_000_000)),
    ), about="persons")  # fmt: skip


def vehicles(world: World) -> Table:
    n, chance = world.vehicles, rng("vehicles")
    return Table("sales", "vehicles", (
        Column("vehicle_id", "bigint", serial(n), key=True),
        Column("maker", "varchar(10)", pick(chance, n, ("トヨタ", "ホンダ", "日産", "スズキ", "マツダ")), trap="makers that are surnames"),
        Column("katashiki", "varchar(20)", pick(chance, n, ("6AA-ZVW51", "DBA-GP5", "DAA-ZRR80W", "5AA-MXPH10")), trap="types of cars"),
        Column("touroku_no", "varchar(20)", plates(chance, n), ("JP_LICENSE_PLATE",)),
        Column("shadai_no", "varchar(20)", chassis(chance, n), ("JP_CHASSIS_NUMBER",)),
        Column("shodo_touroku", "date", days(chance, n, date(2012, 1, 1), date(2026, 9, 30)), trap="a date, nobody's birth"),
        Column("accessory_jan", "bigint", number(jans(chance, n)), trap="JAN codes"),
        Column("odometer", "int", pa.array(chance.integers(5, 190_000, n))),
        Column("key_no", "char(5)", written(digits(chance, n, 5))),
    ), comment="リース車両台帳")  # fmt: skip


def contracts(world: World) -> Table:
    n, chance = world.contracts, rng("contracts")
    whose = pa.array(world.whose("contracts", n) + 1)
    start = days(chance, n, date(2019, 1, 1), _LAST)
    return Table("sales", "contracts", (
        Column("contract_id", "bigint", serial(n), key=True),
        Column("contract_no", "char(12)", texts.numbers("contract no", n, 12, "26"), trap="12 digits, one in ten passes My Number's check"),
        Column("cust_id", "bigint", whose, also=_KEY, references="customers.cust_id"),
        Column("vehicle_id", "bigint", pa.array(chance.integers(1, world.vehicles + 1, n)), references="vehicles.vehicle_id"),
        Column("start_date", "date", start, trap="a date, nobody's birth"),
        Column("months", "smallint", pa.array(chance.choice(np.array([36, 48, 60, 84]), n))),
        Column("monthly_fee", "numeric(12,0)", pa.array(chance.integers(120, 990, n) * 100)),
        Column("status", "enum", pick(chance, n, ("有効", "満了", "解約", "審査中"))),
    ), about="persons")  # fmt: skip


def contract_parties(world: World) -> Table:
    """No name in it, only keys: who stands surety for whom."""
    n, chance = world.rows(150_000), rng("parties")
    return Table("sales", "contract_parties", (
        Column("contract_id", "bigint", pa.array(chance.integers(1, world.contracts + 1, n)), references="contracts.contract_id"),
        Column("cust_id", "bigint", pa.array(world.whose("parties", n) + 1), also=_KEY, references="customers.cust_id"),
        Column("role_cd", "char(2)", pick(chance, n, ("01", "02", "03"))),
        Column("signed_on", "date", days(chance, n, _FIRST, _LAST), trap="a date, nobody's birth"),
    ), about="persons")  # fmt: skip


def payments(world: World) -> Table:
    n, chance = world.rows(500_000), rng("payments")
    payer = world.whose("payments", n)
    return Table("sales", "payments", (
        Column("payment_id", "bigint", serial(n), trap="a serial number"),
        Column("cust_id", "bigint", pa.array(payer + 1), also=_KEY, trap="no foreign key: the name tells"),
        Column("paid_on", "date", pa.array(np.sort(np.asarray(
            days(chance, n, _FIRST, _LAST).cast(pa.int32()))), pa.int32()).cast(pa.date32()), trap="a date, nobody's birth"),
        Column("amount", "numeric(12,0)", pa.array(chance.integers(120, 990, n) * 100)),
        Column("payer_kana", "varchar(40)", texts.payers(world.customers, payer), ("PERSON",), trap="kana in half width"),
        Column("ref_no", "char(16)", texts.numbers("ref no", n, 16, "26"), trap="16 digits, one in ten passes Luhn's check"),
        Column("method", "enum", pick(chance, n, ("口座振替", "振込", "カード"))),
    ), partition_by="paid_on", partitions=(2023, 2024, 2025, 2026), about="persons")  # fmt: skip


def bank_accounts(world: World) -> Table:
    from share_maker.places import BANKS

    n, chance = world.rows(50_000), rng("accounts")
    whose = world.whose("accounts", n)
    bank = pa.array(chance.integers(0, len(BANKS), n))
    codes, _, branches, _ = (pa.array(part).take(bank) for part in zip(*BANKS, strict=True))
    account = number(world.customers.account.take(pa.array(whose)))
    return Table("sales", "bank_accounts", (
        Column("account_id", "bigint", serial(n), key=True),
        Column("cust_id", "bigint", pa.array(whose + 1), also=_KEY, references="customers.cust_id"),
        Column("bank_cd", "char(4)", codes, also=("JP_BANK_ACCOUNT",), trap="codes of banks"),
        Column("branch_cd", "char(3)", branches, also=("JP_BANK_ACCOUNT",)),
        Column("kouza_no", "int", account, ("JP_BANK_ACCOUNT",), trap="a number: lost its zeros"),
        Column("meigi_kana", "varchar(40)", texts.payers(world.customers, whose), ("PERSON",)),
        Column("kouza_shubetsu", "enum", pick(chance, n, ("普通", "当座")), also=("JP_BANK_ACCOUNT",)),
    ), about="persons")  # fmt: skip


def cards_on_file(world: World) -> Table:
    n, chance = world.rows(20_000), rng("cards")
    return Table("sales", "cards_on_file", (
        Column("cust_id", "bigint", pa.array(world.whose("cards", n) + 1), also=_KEY, references="customers.cust_id"),
        Column("pan", "bigint", number(cards(chance, n)), ("CREDIT_CARD",), trap="card numbers as numbers"),
        Column("expiry", "char(4)", join(code(pa.array(chance.integers(1, 13, n)), 2), code(pa.array(chance.integers(26, 32, n)), 2)),
               also=("CREDIT_CARD",)),
        Column("token", "char(32)", texts.hexes("token", n, 32), also=("HASHED_VALUE",), trap="random digits of a payment service"),
    ), about="persons")  # fmt: skip


def drivers(world: World) -> Table:
    n, chance = world.rows(40_000), rng("drivers")
    who = People("drivers", n)
    return Table("sales", "drivers", (
        Column("driver_id", "bigint", serial(n), key=True, also=("CUSTOMER_ID", "EMPLOYEE_ID")),
        Column("contract_id", "bigint", pa.array(chance.integers(1, world.contracts + 1, n)), references="contracts.contract_id"),
        Column("driver_name", "varchar(40)", who.full("　"), ("PERSON",)),
        Column("menkyo_no", "bigint", number(who.licence), ("JP_DRIVERS_LICENSE",), trap="licences as numbers"),
        Column("menkyo_kigen", "date", days(chance, n, date(2026, 1, 1), date(2031, 12, 31)), trap="a date, nobody's birth"),
        Column("seinengappi", "varchar(16)", pc.strftime(who.born.cast(pa.timestamp("s")), "%Y/%m/%d"), ("DATE_OF_BIRTH",)),
        Column("renrakusaki", "varchar(20)", who.mobile(""), ("PHONE_NUMBER",)),
    ), about="persons")  # fmt: skip


def licence_scans(world: World) -> Table:
    n, chance = world.rows(300), rng("scans")
    who = People("scans", n)
    rows = zip(*(part.to_pylist() for part in (who.full(""), who.licence, who.address, who.mobile())), strict=True)
    bodies, names = [], []
    for place, (name, licence, address, mobile) in enumerate(rows):
        lines = (f"氏名：{name}", f"運転免許証番号：{licence}", f"住所：{address}", f"携帯電話：{mobile}")
        ending, make = documents.MAKERS[place % len(documents.MAKERS)]
        bodies.append(make(lines))
        names.append(f"menkyo_{place + 1:05}.{ending}")
    return Table("sales", "licence_scans", (
        Column("scan_id", "bigint", serial(n), key=True),
        Column("cust_id", "bigint", pa.array(world.whose("scans", n) + 1), also=_KEY, references="customers.cust_id"),
        Column("file_name", "varchar(60)", pa.array(names)),
        Column("body", "bytes", pa.array(bodies, pa.binary()), ("PERSON", "JP_DRIVERS_LICENSE", "JP_ADDRESS", "PHONE_NUMBER"),
               trap="documents in a BLOB: docx, pdf, csv in CP932"),
        Column("uploaded_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
    ), about="persons")  # fmt: skip


def vehicle_positions(world: World) -> Table:
    n, chance = world.rows(250_000), rng("positions")
    return Table("sales", "vehicle_positions", (
        Column("vehicle_id", "bigint", pa.array(chance.integers(1, world.vehicles + 1, n)), trap="no foreign key"),
        Column("ts_ms", "bigint", pa.array(np.sort(chance.integers(1_750_000_000_000, 1_775_000_000_000, n))), trap="13 digits: milliseconds"),
        Column("lat", "double", pa.array(np.round(chance.uniform(33.5, 43.2, n), 6)), ("GEO_COORDINATE",)),
        Column("lng", "double", pa.array(np.round(chance.uniform(130.4, 141.9, n), 6)), ("GEO_COORDINATE",)),
        Column("speed", "smallint", pa.array(chance.integers(0, 110, n))),
    ))  # fmt: skip


def accidents(world: World) -> Table:
    n, chance = world.rows(8_000), rng("accidents")
    who = People("injured", n)
    return Table("sales", "accidents", (
        Column("accident_id", "bigint", serial(n), key=True),
        Column("contract_id", "bigint", pa.array(chance.integers(1, world.contracts + 1, n)), references="contracts.contract_id"),
        Column("happened_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
        Column("place", "varchar(80)", join(who.pref, who.city, who.town, "交差点付近"), also=("JP_ADDRESS",), trap="a place, nobody's home"),
        Column("aite_shimei", "varchar(40)", some(chance, who.full(" "), 0.6), ("PERSON",)),
        Column("kega_no_joutai", "text", texts.injuries(n), ("SPC_MEDICAL_HISTORY|SPC_MEDICAL_CARE",),
               also=("SPC_MEDICAL_CARE", "SPC_MEDICAL_HISTORY")),
        Column("jiko_shoumei_no", "char(10)", texts.numbers("certificate", n, 10), trap="10 digits"),
        Column("ratio", "varchar(5)", pick(chance, n, ("100:0", "80:20", "50:50", "30:70"))),
    ), about="persons")  # fmt: skip


def call_logs(world: World) -> Table:
    n, chance = world.rows(200_000), rng("call logs")
    callers = world.whose("calls", n)
    return Table("sales", "call_logs", (
        Column("call_id", "bigint", serial(n), key=True),
        Column("cust_id", "bigint", pa.array(callers + 1), also=_KEY, trap="no foreign key: the name tells"),
        Column("started_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
        Column("ani", "varchar(15)", world.customers.mobile("").take(pa.array(callers)), ("PHONE_NUMBER",), trap="a header that says nothing"),
        Column("seconds", "int", pa.array(chance.integers(5, 2_400, n))),
        Column("naiyou", "text", texts.calls(world.customers, callers, n), ("PERSON", "PHONE_NUMBER"),
               also=("FAMILY", "JP_MY_NUMBER", "JP_CREDIT_INFO"), trap="free text", rare={"JP_MY_NUMBER": 3} if n >= 1_000 else {}),
        Column("operator_cd", "char(4)", code(pa.array(chance.integers(1, 90, n)), 4), also=("EMPLOYEE_ID",)),
    ), about="persons")  # fmt: skip


def tickets(world: World) -> Table:
    n, chance = world.rows(40_000), rng("tickets")
    who, whose = world.customers, pa.array(world.whose("tickets", n))
    name, tel, mail = who.full("").take(whose), who.mobile().take(whose), who.email.take(whose)
    order = texts.numbers("ticket order", n, 12, "2604")
    rows = zip(*(part.to_pylist() for part in (name, tel, mail, order)), strict=True)
    bodies = [
        json.dumps(
            {"contact": {"name": a, "tel": b, "mail": c}, "order_no": d, "tags": ["web", "問合せ"], "score": place % 7},
            ensure_ascii=False,
        )
        for place, (a, b, c, d) in enumerate(rows)
    ]
    return Table("sales", "tickets", (
        Column("ticket_id", "bigint", serial(n), key=True),
        Column("attributes", "json", pa.array(bodies), ("PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS"), trap="JSON with key paths"),
        Column("priority", "enum", pick(chance, n, ("高", "中", "低"))),
        Column("opened_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
    ), about="persons")  # fmt: skip


def surveys(world: World) -> Table:
    n, chance = world.rows(10_000), rng("surveys")
    who, other = People("surveys", n), People("emergency", n)
    xml = join("<回答><氏名>", who.full(" "), "</氏名><電話番号>", who.mobile(), "</電話番号><満足度>",
               pa.array(chance.integers(1, 6, n)), "</満足度></回答>")  # fmt: skip
    contacts = [[a, b] for a, b in zip(other.full("").to_pylist(), other.full("").to_pylist()[::-1], strict=True)]
    return Table("sales", "surveys", (
        Column("survey_id", "bigint", serial(n), key=True),
        Column("answer", "xml", xml, ("PERSON", "PHONE_NUMBER"), trap="XML"),
        Column("kinkyu_renrakusaki", "texts", pa.array(contacts, pa.list_(pa.string())), ("PERSON",), also=("PHONE_NUMBER",), trap="an array of names"),
        Column("topics", "texts", pa.array([["料金", "納車"], ["車検"]] * (n // 2) + [["その他"]] * (n % 2), pa.list_(pa.string())),
               trap="an array of words"),
        Column("free_word", "text", mixed(chance, n, [(1.0, fixed("特になし")), (1.0, fixed("対応が早くてよかった")), (1.0, fixed("料金を下げてほしい"))])),
    ), about="persons")  # fmt: skip
