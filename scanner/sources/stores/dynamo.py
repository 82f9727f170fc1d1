"""DynamoDB: the tables of one region, read by parallel scans that stay under a stated rate of read capacity.

Asked are ListTables, DescribeTable, Scan (eventually consistent, which costs half) and GetResourcePolicy; the client
refuses everything else before it is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
)

from scanner.budget import Budget
from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions
from scanner.sources.pace import Limiter
from scanner.sources.stores.documents import Documents
from scanner.sources.stores.source import Collection, Drawn, Reading, StoreSource

_MAY = frozenset({"ListTables", "DescribeTable", "Scan", "GetResourcePolicy"})
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
_SEGMENTS = 100  # stretches of the hash space that a sample is taken of
_UNIT = 8 << 10  # bytes that one unit reads where reads may be stale
_SHARE = 0.25  # of a table's provisioned capacity, at most
_OF_TIME = 0.5  # of what an item may take, for reading
_CODES = {
    "ResourceNotFoundException": Reason.VANISHED,
    "AccessDeniedException": Reason.PERMISSION_DENIED,
    "UnrecognizedClientException": Reason.PERMISSION_DENIED,
    "InvalidSignatureException": Reason.PERMISSION_DENIED,
    "ExpiredTokenException": Reason.PERMISSION_DENIED,
    "KMSAccessDeniedException": Reason.PERMISSION_DENIED,
    "InaccessibleEncryptionCredentialsException": Reason.ENCRYPTED,
}


class Refused(Exception):
    """An operation that could change something. Only a mistake of ours can ask for one."""


class DynamoSource(StoreSource):
    """`dynamodb://table`, `dynamodb://region/table`, or `dynamodb://region` and `dynamodb://` for all tables.

    Region, credentials and endpoint by boto3's own chain.
    """

    SERVER = False
    NAMES = 1

    def __init__(self, target: str, options: SourceOptions) -> None:
        super().__init__(target, options)
        first, names = self.address.servers, self.address.names
        if first and not names and not _REGION.fullmatch(first):
            first, names = "", (first,)
        region = first or boto3.Session().region_name
        if not region:
            raise ConfigError(
                f"{self.target}: which region? Write dynamodb://region/table, or set AWS_REGION.",
                ja=f"{self.target}: リージョンが分かりません。dynamodb://リージョン/テーブル と書くか、AWS_REGION を設定してください。",
            )
        self.address = replace(self.address, servers=region, names=names)
        self.target = self.address.target

    @cached_property
    def _client(self) -> Any:
        wait = self.settings.timeout or None
        config = Config(
            user_agent_extra="daicho",
            connect_timeout=10,
            read_timeout=wait,
            retries={"mode": "adaptive", "total_max_attempts": 8},
        )
        try:
            client = boto3.Session(region_name=self.address.servers).client("dynamodb", config=config)
        except (BotoCoreError, ValueError) as exc:
            raise ConfigError(
                f"{self.target}: the settings cannot work ({type(exc).__name__}). Check ~/.aws/config.",
                ja=f"{self.target}: 設定に誤りがあります ({type(exc).__name__})。~/.aws/config を確認してください。",
            ) from None
        client.meta.events.register("before-call.dynamodb", _only_read)
        client.meta.events.register("before-send.dynamodb", lambda **_: self.pace.request())
        return client

    def reach(self) -> None:
        with _told():
            if self.address.names:
                self._client.describe_table(TableName=self.address.names[0])
            else:
                self._client.list_tables(Limit=1)

    # --- listing ---

    def collections(self) -> Iterator[Collection]:
        for name in self.address.names or self._names():
            try:
                with _told():
                    told = self._client.describe_table(TableName=name)["Table"]
            except Unreadable as exc:
                yield Collection((name,), "table", problem=Problem(Stage.LIST, exc.reason, detail=exc.detail))
                continue
            exposure, detail = self._exposure(str(told.get("TableArn", "")))
            archived = told.get("TableStatus") in ("ARCHIVED", "ARCHIVING")
            problem = Problem(Stage.LIST, Reason.ARCHIVED) if archived else None
            size = int(told.get("TableSizeBytes", -1))
            yield Collection((name,), "table", bytes=size, exposure=exposure, detail=detail, problem=problem)

    def _names(self) -> Iterator[str]:
        with _told():
            for page in self._client.get_paginator("list_tables").paginate():
                yield from page.get("TableNames", ())

    def _exposure(self, arn: str) -> tuple[str, str]:
        """Only a policy of the table itself is looked at; what IAM grants is nowhere to be read as a whole."""
        try:
            policy = json.loads(self._client.get_resource_policy(ResourceArn=arn)["Policy"])
            statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
            everybody = any(
                one.get("Effect") == "Allow"
                and one.get("Principal") in ("*", {"AWS": "*"})
                and not one.get("Condition")
                for one in statements
            )
        except (ClientError, BotoCoreError, NotImplementedError, KeyError, TypeError, ValueError, AttributeError):
            return "unknown", ""
        return ("public", "policy of the table: everybody") if everybody else ("unknown", "policy of the table")

    # --- reading ---

    def documents(self, names: tuple[str, ...], into: Documents, budget: Budget) -> Reading:
        with _told():
            told = self._client.describe_table(TableName=names[-1])["Table"]
            rows, size = int(told.get("ItemCount", 0)), int(told.get("TableSizeBytes", 0))
            average = max(1, size // max(1, rows))
            rate = self._rate(told)
            limiter = Limiter(rate)
            wanted = self._wanted(rows, size, average, rate, budget)
            whole = not wanted or rows <= wanted
            segments = 1 if whole else min(_SEGMENTS, wanted)
            # A page is no more than a second's worth.
            page = max(1, min(1_000, int(rate * _UNIT / average))) if rate else 1_000
            drawn = Drawn("whole" if whole else "key_ranges", rows, units=segments)
            for segment in range(segments):
                last: Any = None
                left = wanted if whole else -(-wanted // segments)
                while left > 0 or whole:
                    ask: dict[str, Any] = {"ExclusiveStartKey": last} if last else {}
                    answer = self._client.scan(
                        TableName=names[-1],
                        Limit=page if whole else min(page, left),
                        Segment=segment,
                        TotalSegments=segments,
                        ReturnConsumedCapacity="TOTAL",
                        **ask,
                    )
                    budget.tick()
                    limiter.take(float(answer.get("ConsumedCapacity", {}).get("CapacityUnits", 0)))
                    for item in answer["Items"]:
                        left -= 1
                        yield from into.take({name: _plain(value) for name, value in item.items()})
                    last = answer.get("LastEvaluatedKey")
                    if not last:
                        break
                    if whole and wanted and into.rows >= wanted * 2:  # the count was of hours ago
                        return Drawn("first_rows", -1)
            return drawn

    def _wanted(self, rows: int, size: int, average: int, rate: float, budget: Budget) -> int:
        """Items to be read, 0 for all: what the plan wants, and what the rate allows in the time there is."""
        if self.options.full:
            return 0
        limits = [self.rows, self.bytes // average if self.bytes and size > self.bytes else 0]
        if rate:
            limits.append(max(1, int(budget.left() * _OF_TIME * rate * _UNIT / average)))
        known = [limit for limit in limits if limit]
        return max(min(known), 1) if known else 0

    def _rate(self, told: dict[str, Any]) -> float:
        """Units a second of this process; 0 for no limit."""
        provisioned = int(told.get("ProvisionedThroughput", {}).get("ReadCapacityUnits", 0)) * _SHARE
        rates = [rate for rate in (self.settings.read_units, provisioned) if rate > 0]
        at_once = max(1, min(self.options.workers, self.settings.requests or 1))
        return min(rates) / at_once if rates else 0.0


def _plain(value: dict[str, Any]) -> Any:
    """An attribute value without its type. At most 32 levels deep, says DynamoDB."""
    [(kind, inner)] = value.items()
    if kind == "M":
        return {name: _plain(child) for name, child in inner.items()}
    if kind == "L":
        return [_plain(child) for child in inner]
    return None if kind == "NULL" else inner


def _only_read(model: Any, **_: Any) -> None:
    if model.name not in _MAY:
        raise Refused(model.name)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of AWS as ours: their codes, not their messages."""
    try:
        yield
    except ClientError as exc:
        code = str(exc.response.get("Error", {}).get("Code", ""))
        reason = _CODES.get(code, Reason.IO_ERROR)
        detail = f"dynamodb:{exc.operation_name}" if code == "AccessDeniedException" else code
        raise Unreadable(reason, detail) from None
    except (ConnectTimeoutError, ReadTimeoutError) as exc:
        raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
    except (NoCredentialsError, PartialCredentialsError) as exc:
        raise Unreadable(Reason.PERMISSION_DENIED, f"credentials: {type(exc).__name__}") from None
    except BotoCoreError as exc:
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
