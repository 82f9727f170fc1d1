"""Objects in S3 and in stores that speak its language, through boto3."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, BinaryIO, cast

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from scanner.model import Item, Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions
from scanner.sources.objects.entry import Answer, Broken, Entry, Facts, Page
from scanner.sources.objects.source import Broke, ObjectSource
from scanner.sources.patience import within
from scanner.sources.ranged import Ranged
from scanner.sources.s3 import exposure, listed
from scanner.sources.s3.client import account_block, connect
from scanner.sources.s3.customer_keys import CustomerKeys
from scanner.sources.s3.errors import CREDENTIALS, LOCKED, NO_KEY, PERMISSIONS, code_of, refused, unreadable
from scanner.sources.s3.prices import Bill

# They have to be brought back before anything can be read, which costs money and hours: never asked for.
_ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_BUFFER = 64 << 10
_CHECKING = 60.0  # seconds
_ASKING = 16  # access lists of objects that are asked for at once
_ERRORS = (ClientError, BotoCoreError, ResponseParserError, HTTPError, OSError)
_BY_CLIENT = frozenset({"x-amz-key", "x-amz-key-v2"})  # metadata of objects that were encrypted before they came
# Access points, also of Object Lambda and Outposts: there a bucket's name has a slash in it.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-usage-examples.html
_ARN = re.compile(r"arn:[\w-]+:s3[\w-]*:[\w-]*:\d*:(?:outpost[/:][^/:]+[/:])?accesspoint[/:][^/]+")


class S3Source(ObjectSource):
    """`s3://` and a bucket, the alias or ARN of an access point, or nothing for all buckets of the account."""

    scheme, which = "s3", "versionId"

    def __init__(self, target: str, options: SourceOptions) -> None:
        super().__init__(target, options)
        self.versions = options.s3.versions and not options.s3.inventory
        self._paid: dict[str, str] = {"RequestPayer": "requester"} if options.s3.requester_pays else {}
        self._keys = CustomerKeys(options.s3.customer_keys, options.s3.endpoint)
        self.bill = Bill()  # of what has been listed
        self._kept: dict[str, str] = {}  # URI → how the answer said that it is encrypted

    def _split(self, rest: str) -> tuple[str, str]:
        if arn := _ARN.match(rest):
            return arn[0], rest[arn.end() :].removeprefix("/")
        return super()._split(rest)

    @cached_property
    def _client(self) -> Any:
        client = connect(self._options.s3)
        client.meta.events.register("before-send.s3", lambda **_: self._pace.request())
        return client

    def check(self) -> None:
        self._keys.check()
        prefix = "" if _directory(self._bucket) else self._prefix
        ask = {"Bucket": self._bucket, "Prefix": prefix, "MaxKeys": 1, **self._paid}
        list_ = partial(self._client.list_objects_v2, **ask) if self._bucket else self._client.list_buckets
        try:
            answer = within(_CHECKING, list_)
        except _ERRORS as exc:
            raise _told(self.target, exc) from None
        if "IsTruncated" not in answer and "Buckets" not in answer:
            raise ConfigError(
                f"{self.target}: what answers there does not speak S3. Check the endpoint and its port.",
                ja=f"{self.target}: S3 の応答ではありません。エンドポイントとポートを確認してください。",
            )

    def probe(self) -> Iterator[tuple[bool, str]]:
        """Permissions that tell who can read a bucket, and whether they are there. A scan works without."""
        buckets = [self._bucket] if self._bucket else list(self.buckets())
        asked = [bucket for bucket in buckets if ":" not in bucket and not _directory(bucket)]
        missing = {name for bucket in asked for name in self.facts(bucket).hidden}
        for permission in exposure.ASKED if asked else ():
            yield permission not in missing, permission

    def buckets(self) -> Iterator[str]:
        token: dict[str, str] = {}
        while True:
            try:
                answer = self._client.list_buckets(MaxBuckets=1000, **token)
            except _ERRORS as exc:
                raise _unread(exc) from None
            yield from (one["Name"] for one in answer.get("Buckets", ()))
            if not (following := answer.get("ContinuationToken")) or token.get("ContinuationToken") == following:
                return
            token = {"ContinuationToken": following}

    def facts(self, bucket: str) -> Facts:
        if ":" in bucket:
            return Facts("unknown", "access point: what its bucket says is not asked")
        if _directory(bucket):  # they can have no ACL, and public access is always blocked
            return Facts("private", "directory bucket")
        return exposure.look(self._client, bucket, partial(account_block, self._options.s3, self._client))

    # --- listing ---

    def ask(self, bucket: str, prefix: str, token: str, delimiter: str) -> Answer:
        ask = {"Bucket": bucket, "Prefix": prefix, **self._paid} | ({"Delimiter": delimiter} if delimiter else {})
        try:
            if self.versions:
                return self._versions(ask, token)
            if _directory(bucket) and prefix and not prefix.endswith("/"):
                return Answer(self._head(bucket, prefix))  # they list folders only
            answer = self._client.list_objects_v2(**ask, **({"ContinuationToken": token} if token else {}))
        except _ERRORS as exc:
            raise _unread(exc) from None
        if "IsTruncated" not in answer:  # S3 and its kin say always; an empty bucket is another thing
            raise Unreadable(Reason.IO_ERROR, "the answer is no listing")
        return Answer(
            [_entry(one) for one in answer.get("Contents", ())],
            [one["Prefix"] for one in answer.get("CommonPrefixes", ())],
            answer.get("NextContinuationToken", "") if answer.get("IsTruncated") else "",
        )

    def _versions(self, ask: dict[str, Any], token: str) -> Answer:
        """Every version of every object, and the marks that say an object was deleted."""
        key, _, version = token.partition("\0")
        more = {"KeyMarker": key, "VersionIdMarker": version} if token else {}
        answer = self._client.list_object_versions(**ask, **more)
        if "IsTruncated" not in answer:
            raise Unreadable(Reason.IO_ERROR, "the answer is no listing")
        found = [_entry(one) for one in answer.get("Versions", ())]
        found += [_entry(one | {"Size": 0, "IsDeleteMarker": True}) for one in answer.get("DeleteMarkers", ())]
        following = f"{answer.get('NextKeyMarker', '')}\0{answer.get('NextVersionIdMarker', '')}"
        return Answer(found, next=following if answer.get("IsTruncated") else "")

    def _head(self, bucket: str, key: str) -> Page:
        try:
            one = self._client.head_object(Bucket=bucket, Key=key)
        except ClientError as exc:
            if code_of(exc) in ("404", "NoSuchKey"):
                return []
            raise
        return [_entry(one | {"Key": key, "Size": one.get("ContentLength", -1)})]

    def _pages(self, bucket: str) -> Iterator[Page | Broken]:
        return self._reported(bucket) if self._options.s3.inventory else super()._pages(bucket)

    def _reported(self, bucket: str) -> Iterator[Page | Broken]:
        """What a report of S3 Inventory lists."""
        place, prefix, _ = self._place(self._options.s3.inventory)
        try:
            manifest = within(5 * _CHECKING, partial(listed.newest, self._client, place, prefix))
        except _ERRORS as exc:
            yield Broken(self._prefix, _unread(exc))
            return
        if not manifest:
            yield Broken(self._prefix, FileNotFoundError())
            return
        day = manifest.split("/")[-2][:10] if "/" in manifest else ""
        for page in listed.pages(self._file, place, manifest, bucket, self._prefix):
            yield (
                page
                if isinstance(page, Broken)
                else [
                    replace(_entry(one), detail=f"listed by S3 Inventory of {day}")
                    for one in page
                    if self._below(one["Key"])
                    and (self._options.s3.versions or (one.get("IsLatest", True) and not one.get("IsDeleteMarker")))
                ]
            )

    def _file(self, bucket: str, key: str) -> BinaryIO:
        """Something of our own to read, whatever its version."""
        ask = {"Bucket": bucket, "Key": key, **self._paid}
        try:
            size = int(self._client.head_object(**ask)["ContentLength"])
        except _ERRORS as exc:
            raise _unread(exc) from None
        fetch = partial(self._patiently, get=lambda start, end: self._range(ask, start, end))
        return cast(BinaryIO, io.BufferedReader(Ranged(fetch, size), _BUFFER))

    def _seen(self, bucket: str, page: Page, facts: Facts) -> Iterable[Entry]:
        """With `object_acls` each object's own, unless the bucket does not heed them."""
        if not self._options.s3.object_acls or facts.exposure == "public" or not facts.acls:
            return page
        with ThreadPoolExecutor(self._at_once or _ASKING, thread_name_prefix="daicho acl") as pool:
            return list(pool.map(partial(self._with_acl, bucket), page))

    def _with_acl(self, bucket: str, entry: Entry) -> Entry:
        if entry.problem is not None and entry.problem.detail == "delete marker":
            return entry
        version = {"VersionId": entry.version} if entry.version else {}
        self.bill.acls += 1
        try:
            answer = self._client.get_object_acl(Bucket=bucket, Key=entry.key, **version, **self._paid)
        except _ERRORS as exc:
            why = PERMISSIONS["GetObjectAcl"] if refused(exc) else code_of(exc)
            return replace(entry, exposure="unknown", detail=_join(entry.detail, f"not known: {why}"))
        if who := exposure.everybody(answer):
            return replace(entry, exposure="public", detail=_join(entry.detail, f"ACL of the object: {', '.join(who)}"))
        return entry

    def _item(self, bucket: str, above: str, entry: Entry, facts: Facts) -> Item:
        item = super()._item(bucket, above, entry, facts)
        self.bill.listed += 1
        if item.problem is None:
            self.bill.add(max(item.size, 0), entry.kind)
        return item

    # --- reading ---

    def get(self, bucket: str, key: str, item: Item, start: int, end: int) -> bytes:
        _, _, version = self._place(item.uri)
        etag = item.version.partition("/")[0]
        ask = {"Bucket": bucket, "Key": key, **self._paid}
        if version:
            ask["VersionId"] = version
        elif etag:
            ask["IfMatch"] = f'"{etag}"'
        try:
            return self._keys.try_each(lambda keyed: self._range({**ask, **keyed}, start, end, item.uri))
        except Unreadable as exc:
            if exc.detail in (LOCKED, NO_KEY):
                self._kept[item.uri] = "SSE-C"
            raise

    def _range(self, ask: dict[str, Any], start: int, end: int, uri: str = "") -> bytes:
        try:
            answer = self._client.get_object(**ask, Range=f"bytes={start}-{end - 1}")
            with answer["Body"] as body:
                data: bytes = body.read(end - start + 1)
        except ReadTimeoutError as exc:
            raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
        except (HTTPError, OSError) as exc:  # while reading; botocore has not tried that again
            raise Broke(type(exc).__name__) from None
        except (ClientError, BotoCoreError) as exc:
            raise unreadable(exc, "SSECustomerKey" in ask) from None
        except ResponseParserError as exc:
            raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
        if uri and _BY_CLIENT & {name.lower() for name in answer.get("Metadata", ())}:
            raise Unreadable(Reason.ENCRYPTED, "by whoever uploaded it (client-side encryption)")
        if uri:
            self._kept[uri] = "SSE-C" if answer.get("SSECustomerAlgorithm") else answer.get("ServerSideEncryption", "")
        return data

    def refine(self, item: Item) -> Item:
        """With what reading it told: how this very object is encrypted, whatever the bucket does by default."""
        how = self._kept.pop(item.uri, "")
        return replace(item, encryption=how) if how else item


def _directory(bucket: str) -> bool:
    """Of S3 Express One Zone."""
    return bucket.endswith("--x-s3")


def _entry(one: dict[str, Any]) -> Entry:
    """Of what a listing or a report tells."""
    size, version = int(one.get("Size", -1)), str(one.get("VersionId", ""))
    modified, etag = one.get("LastModified"), str(one.get("ETag", "")).strip('"')
    owner, kept = one.get("Owner", {}), str(one.get("EncryptionStatus", ""))
    problem = None
    if one.get("IsDeleteMarker"):
        problem = Problem(Stage.LIST, Reason.EXCLUDED, detail="delete marker")
    elif one.get("StorageClass") in _ARCHIVED:
        problem = Problem(Stage.LIST, Reason.ARCHIVED, detail=one["StorageClass"])
    return Entry(
        key=one["Key"],
        size=size,
        modified=modified.timestamp() if modified else 0.0,
        stamp="/".join((etag, str(size), version or ("" if etag else str(modified)))).rstrip("/"),
        version=version,
        old=not one.get("IsLatest", True),
        owner=str(owner.get("DisplayName") or owner.get("ID") or ""),
        encryption=_REPORTED.get(kept, kept),
        kind=str(one.get("StorageClass", "")),
        problem=problem,
    )


_REPORTED = {"SSE-S3": "AES256", "SSE-KMS": "aws:kms", "DSSE-KMS": "aws:kms:dsse", "NOT-SSE": "none"}


def _join(*said: str) -> str:
    return "; ".join(filter(None, said))


def _unread(exc: Exception) -> Exception:
    """As a problem of ours."""
    if isinstance(exc, ClientError | BotoCoreError):
        return unreadable(exc)
    return Unreadable(Reason.IO_ERROR, type(exc).__name__)


def _told(target: str, exc: Exception) -> ConfigError:
    """Why nothing can be listed, and what to do."""
    code = code_of(exc)
    if isinstance(exc, ParamValidationError):
        return ConfigError(
            f"{target}: no name that a bucket can have. Write s3://bucket/prefix",
            ja=f"{target}: バケットの名前として使えません。s3://バケット/プレフィックス の形で書いてください。",
        )
    if isinstance(exc, NoCredentialsError | PartialCredentialsError) or code in CREDENTIALS:
        return ConfigError(
            f"{target}: the credentials are missing, wrong or expired ({code}). Try: aws sts get-caller-identity",
            ja=f"{target}: 認証情報がないか、誤りか、期限切れです ({code})。aws sts get-caller-identity で確認してください。",
        )
    if code in ("NoSuchBucket", "404"):
        return ConfigError(f"{target}: no such bucket.", ja=f"{target}: バケットがありません。")
    if refused(exc):
        needed = PERMISSIONS.get(getattr(exc, "operation_name", ""), code)
        return ConfigError(
            f"{target}: may not be listed. Grant {needed}; docs/s3.md has a policy with all that daicho asks for.",
            ja=f"{target}: 一覧する権限がありません。{needed} を許可してください (必要な権限は docs/s3.md)。",
        )
    return ConfigError(
        f"{target}: cannot be reached ({code}). Check region, endpoint and network.",
        ja=f"{target}: 接続できません ({code})。リージョン、エンドポイント、ネットワークを確認してください。",
    )
