"""Schemas `legacy` and `systems`: what old systems left behind, logs, goods, and what is encrypted."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.companydb import texts
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.offices import staff_number
from benchmarks.companydb.people import People, jans, my_numbers
from benchmarks.companydb.values import (
    code,
    days,
    digits,
    join,
    mojibake,
    moments,
    number,
    pick,
    rng,
    serial,
    some,
    written,
)  # fmt: skip
from benchmarks.companydb.world import World

_STAFF, _KEY = ("EMPLOYEE_ID",), ("CUSTOMER_ID",)
_FIRST, _LAST = date(2023, 1, 1), date(2026, 10, 31)


def tables(world: World) -> Iterator[Table]:
    yield old_customers(world)
    yield old_notes(world)
    yield excel_import(world)
    yield vault(world)
    yield web_members(world)
    yield web_access(world)
    yield products(world)
    yield orders(world)
    yield batch_jobs(world)
    yield mileage_logs(world)
    yield shops(world)
    yield audit_trail(world)


def old_customers(world: World) -> Table:
    n, chance = world.rows(10_000), rng("old")
    who = People("old", n)
    names, homes = who.full("").to_pylist(), who.address.to_pylist()
    return Table("legacy", "m_kokyaku_kyu", (
        Column("id", "bigint", serial(n), key=True),
        Column("nm", "bytes", pa.array([text.encode("cp932", "replace") for text in names], pa.binary()), ("PERSON",), trap="CP932 in bytes"),
        Column("jusho", "bytes", pa.array([text.encode("euc_jp", "replace") for text in homes], pa.binary()), ("JP_ADDRESS",), trap="EUC-JP in bytes"),
        Column("nm_sjis", "cp932", pa.array([text.encode("cp932", "ignore").decode("cp932") for text in names]), ("PERSON",), trap="a column in CP932"),
        Column("tel", "char(13)", who.mobile(), ("PHONE_NUMBER",)),
        Column("toroku", "char(8)", pc.strftime(moments(chance, n, date(2001, 1, 1), date(2012, 1, 1)), "%Y%m%d"), trap="a date, nobody's birth"),
    ), about="persons")  # fmt: skip


def old_notes(world: World) -> Table:
    n, chance = world.rows(10_000), rng("old notes")
    who = People("old notes", n)
    return Table("legacy", "t_memo_latin1", (
        Column("id", "bigint", serial(n), key=True),
        Column("namae", "latin1", pa.array([mojibake(text) for text in who.full("").to_pylist()]), ("PERSON",), trap="UTF-8 in a column of latin1"),
        Column("addr", "latin1", pa.array([mojibake(text) for text in who.address.to_pylist()]), ("JP_ADDRESS",), trap="UTF-8 in a column of latin1"),
        Column("memo", "latin1", pa.array([mojibake(text) for text in texts.calls(who, np.arange(n), n).to_pylist()]),
               ("PERSON", "PHONE_NUMBER"), also=("FAMILY", "JP_MY_NUMBER", "JP_CREDIT_INFO"), trap="UTF-8 in a column of latin1",
               rare={"JP_MY_NUMBER": 3} if n >= 1_000 else {}),
        Column("kbn", "char(1)", pick(chance, n, ("1", "2", "9"))),
    ), about="persons")  # fmt: skip


def excel_import(world: World) -> Table:
    n, chance = world.rows(5_000), rng("excel")
    who = People("excel", n)
    return Table("legacy", "xl_import_20240401", (
        Column("F1", "varchar(40)", who.full(" "), ("PERSON",), trap="headers of an import: F1, F2 …"),
        Column("F2", "double", number(who.mobile("")).cast(pa.float64()), ("PHONE_NUMBER",), trap="phone numbers as floating point"),
        Column("F3", "varchar(120)", who.address, ("JP_ADDRESS",)),
        Column("F4", "double", number(join("26", written(digits(chance, n, 10)))).cast(pa.float64()), trap="12 digits as floating point"),
        Column("F5", "varchar(80)", some(chance, who.email, 0.5), ("EMAIL_ADDRESS",)),
    ), about="persons")  # fmt: skip


def vault(world: World) -> Table:
    """Encrypted and hashed: nothing to be read, and recognised as such."""
    n, chance = world.rows(5_000), rng("vault")
    numbers, mobile = my_numbers(chance, n).to_pylist(), People("vault", n).mobile("").to_pylist()
    raw = [chance.bytes(32) for _ in range(n)]
    bcrypt = [
        f"$2b$12${base64.b64encode(chance.bytes(40)).decode()[:53].replace('+', '.').replace('=', 'a')}"
        for _ in range(n)
    ]
    return Table("systems", "vault", (
        Column("cust_id", "bigint", pa.array(world.whose("vault", n) + 1), also=_KEY, references="customers.cust_id"),
        Column("mynumber_enc", "bytes", pa.array(raw, pa.binary()), ("ENCRYPTED_VALUE",), trap="encrypted"),
        Column("name_enc", "varchar(64)", pa.array([base64.b64encode(chance.bytes(32)).decode() for _ in range(n)]), ("ENCRYPTED_VALUE|HASHED_VALUE",), trap="encrypted, base64"),
        Column("mynumber_sha256", "char(64)", pa.array([hashlib.sha256(b"pepper" + text.encode()).hexdigest() for text in numbers]), ("HASHED_VALUE",), trap="hashed"),
        Column("tel_md5", "char(32)", pa.array([hashlib.md5(text.encode()).hexdigest() for text in mobile]), ("HASHED_VALUE",), trap="hashed"),
        Column("password_hash", "char(60)", pa.array(bcrypt), ("HASHED_VALUE",), trap="hashed"),
    ), about="persons")  # fmt: skip


def web_members(world: World) -> Table:
    n, chance = world.rows(40_000), rng("members")
    whose = world.whose("members", n)
    who, rows = world.customers, pa.array(whose)
    return Table("systems", "web_members", (
        Column("member_id", "bigint", serial(n), also=_KEY, key=True),
        Column("cust_id", "bigint", pa.array(whose + 1), also=_KEY, references="customers.cust_id"),
        Column("login_mail", "varchar(80)", who.email.take(rows), ("EMAIL_ADDRESS",)),
        Column("nickname", "varchar(20)", pick(chance, n, ("くるま好き", "haru_88", "けいちゃん", "タク", "no_name")), also=("PERSON", "SNS_ID")),
        Column("last_ip", "varchar(15)", texts.addresses_v4("members", n), ("IP_ADDRESS",)),
        Column("session_uuid", "char(36)", texts.uuids("members", n), also=("COOKIE_ID",), trap="random"),
        Column("registered_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
    ), about="persons")  # fmt: skip


def web_access(world: World) -> Table:
    n, chance = world.rows(250_000), rng("access")
    return Table("systems", "web_access", (
        Column("req_id", "char(12)", texts.numbers("request", n, 12), trap="12 digits, one in ten passes My Number's check"),
        Column("at", "timestamp", moments(chance, n, date(2026, 9, 1), _LAST)),
        Column("client_ip", "varchar(15)", texts.addresses_v4("access", n), ("IP_ADDRESS",)),
        Column("path", "varchar(60)", join("/lease/", pick(chance, n, ("search", "quote", "apply")), "/", pa.array(chance.integers(1, 900, n)))),
        Column("status", "smallint", pa.array(chance.choice(np.array([200, 302, 404, 500]), n))),
        Column("user_agent", "text", texts.user_agents(n)),
    ))  # fmt: skip


def products(world: World) -> Table:
    n, chance = world.rows(5_000), rng("products")
    return Table("systems", "products", (
        Column("jan_cd", "bigint", number(jans(chance, n)), trap="JAN codes"),
        Column("hinmei", "varchar(40)", join(pick(chance, n, ("鈴木式ジャッキ", "本田シートカバー", "芳香剤 さくら", "ウォッシャー液", "ワイパー")),
               " ", pa.array(chance.integers(1, 900, n))), trap="surnames in names of goods"),
        Column("part_no", "varchar(14)", join(pick(chance, n, ("090", "080", "070")), written(digits(chance, n, 4)), written(digits(chance, n, 4)), sep="-"),
               trap="part numbers like mobile numbers"),
        Column("maker_cd", "char(8)", join(written(digits(chance, n, 3)), written(digits(chance, n, 4)), sep="-"), trap="codes like postal codes"),
        Column("tanka", "int", pa.array(chance.integers(80, 90_000, n))),
        Column("hatsubai_bi", "date", days(chance, n, date(1975, 1, 1), date(2005, 1, 1)), trap="a date, nobody's birth"),
    ), comment="商品マスタ")  # fmt: skip


def orders(world: World) -> Table:
    n, chance = world.rows(60_000), rng("orders")
    return Table("systems", "orders", (
        Column("order_no", "bigint", number(join("2604", written(digits(chance, n, 8)))), trap="12 digits, one in ten passes My Number's check"),
        Column("denpyo_no", "char(12)", texts.numbers("denpyo", n, 12), trap="12 digits, one in ten passes My Number's check"),
        Column("okurijo_no", "char(12)", texts.numbers("okurijo", n, 12), trap="tracking numbers"),
        Column("qty", "int", pa.array(chance.integers(1, 60, n))),
        Column("epoch", "bigint", pa.array(np.sort(chance.integers(1_672_500_000, 1_793_000_000, n))), trap="ten digits: seconds"),
        Column("tanto_busho", "varchar(20)", pick(chance, n, ("石川営業所", "福島支店", "宮崎出張所")), trap="places that are surnames"),
    ))  # fmt: skip


def batch_jobs(world: World) -> Table:
    n, chance = world.rows(20_000), rng("jobs table")
    at = moments(chance, n, _FIRST, _LAST)
    return Table("systems", "batch_jobs", (
        Column("job_no", "bigint", number(pc.strftime(at, "%Y%m%d%H%M")), trap="12 digits: a moment"),
        Column("job_name", "varchar(30)", pick(chance, n, ("夜間集計", "請求作成", "督促抽出", "健診データ取込", "顧客名寄せ")), trap="words of personal data, nobody in them"),
        Column("finished_at", "timestamp", at),
        Column("message", "text", texts.job_messages(n), trap="words such as 障害, nobody in them"),
        Column("host", "varchar(12)", join("kz-app", code(pa.array(chance.integers(1, 20, n)), 2))),
    ))  # fmt: skip


def mileage_logs(world: World) -> Table:
    n, chance = world.rows(100_000), rng("mileage")
    return Table("systems", "mileage_logs", (
        Column("vehicle_id", "bigint", pa.array(chance.integers(1, world.vehicles + 1, n))),
        Column("logged_on", "date", days(chance, n, _FIRST, _LAST), trap="a date, nobody's birth"),
        Column("km", "int", pa.array(chance.integers(0, 190_000, n))),
        Column("fuel_l", "numeric(6,2)", pa.array(np.round(chance.uniform(0.5, 60, n), 2))),
        Column("device_sn", "char(11)", texts.numbers("device", n, 11, "7"), trap="11 digits"),
    ))  # fmt: skip


def shops(world: World) -> Table:
    n, chance = world.rows(300), rng("shops")
    who = People("shops", n)
    return Table("systems", "shops", (
        Column("shop_cd", "char(4)", code(serial(n), 4), key=True),
        Column("shop_name", "varchar(30)", join(pick(chance, n, ("石川", "大宮", "柏木", "中野", "福島", "長野")), "店"), trap="surnames in names of shops"),
        Column("shop_addr", "varchar(120)", who.address, also=("JP_ADDRESS",), trap="a shop's address"),
        Column("shop_tel", "varchar(14)", who.tel, also=("PHONE_NUMBER",), trap="a shop's number"),
        Column("floor_m2", "int", pa.array(chance.integers(60, 900, n))),
    ), comment="店舗マスタ")  # fmt: skip


def audit_trail(world: World) -> Table:
    n, chance = world.rows(100_000), rng("audit")
    return Table("systems", "audit_trail", (
        Column("audit_id", "bigint", serial(n), key=True),
        Column("table_name", "varchar(30)", pick(chance, n, ("customers", "contracts", "payroll", "氏名変更", "住所変更")), trap="words of personal data, nobody in them"),
        Column("pk", "bigint", pa.array(chance.integers(1, 9_000_000, n))),
        Column("emp_no", "char(6)", staff_number(pa.array(chance.integers(1, world.employees.count + 1, n))), also=_STAFF, trap="no foreign key: the name tells"),
        Column("done_at", "timestamp", moments(chance, n, _FIRST, _LAST)),
        Column("action", "enum", pick(chance, n, ("INSERT", "UPDATE", "DELETE"))),
    ), about="persons")  # fmt: skip
