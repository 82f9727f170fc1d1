"""Objects in S3 and in stores that speak its language, through boto3."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any, BinaryIO, cast
from urllib.parse import quote, unquote

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from urllib3.exceptions import HTTPError

from scanner.budget import Budget
from scanner.model import Item, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import SourceOptions
from scanner.sources.content import Content
from scanner.sources.globs import Globs
from scanner.sources.names import readable
from scanner.sources.pace import Pace
from scanner.sources.ranged import Ranged
from scanner.sources.s3 import exposure, listed, listing
from scanner.sources.s3.client import connect
from scanner.sources.s3.errors import CREDENTIALS, PERMISSIONS, code_of, refused, unreadable

# They have to be brought back before anything can be read, which costs money and hours: never asked for.
_ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_BUFFER = 64 << 10
_TRIES = 4  # of a block whose connection broke, each of which botocore has tried again by itself


class S3Source:
    """`s3://bucket`, `s3://bucket/prefix` (an object of that name and all below it), or `s3://` for all buckets."""

    def __init__(self, target: str, options: SourceOptions) -> None:
        scheme, _, rest = target.partition("://")
        bucket, _, prefix = rest.partition("/")
        self._bucket, self._prefix = bucket, unquote(prefix, errors="surrogateescape")
        self._options = options
        self._include = Globs(options.include)
        self._exclude = Globs(options.exclude)
        self._pace = Pace(options.pace.requests, options.pace.bytes, options.workers)
        self._paid: dict[str, str] = {"RequestPayer": "requester"} if options.s3.requester_pays else {}
        self.target = f"{scheme.lower()}://" + (f"{bucket}/{quote(self._prefix)}" if bucket else "")

    @cached_property
    def _client(self) -> Any:
        client = connect(self._options.s3)
        client.meta.events.register("before-send.s3", lambda **_: self._pace.request())
        return client

    def check(self) -> None:
        try:
            if self._bucket:
                self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1, **self._paid)
            else:
                self._client.list_buckets()
        except (ClientError, BotoCoreError, HTTPError) as exc:
            raise _told(self.target, exc) from None

    def probe(self) -> Iterator[tuple[bool, str]]:
        """Permissions that tell who can read a bucket, and whether they are there. A scan works without."""
        buckets = [self._bucket] if self._bucket else [one["Name"] for one in self._client.list_buckets()["Buckets"]]
        missing = {name for bucket in buckets for name in exposure.look(self._client, bucket).hidden}
        for permission in exposure.ASKED:
            yield permission not in missing, permission

    def list(self) -> Iterator[Item]:
        if self._bucket:
            yield from self._bucket_items(self._bucket, "")
            return
        try:
            buckets = [one["Name"] for one in self._client.list_buckets().get("Buckets", ())]
        except (ClientError, BotoCoreError, HTTPError) as exc:
            yield Item(self.target, self.target, "folder", relative=".", problem=_list_problem(exc))
            return
        for bucket in buckets:
            yield from self._bucket_items(bucket, f"{bucket}/")

    def _bucket_items(self, bucket: str, above: str) -> Iterator[Item]:
        facts = exposure.look(self._client, bucket)
        if self._options.s3.inventory:
            yield from self._reported(bucket, above, facts)
            return
        for prefix in self._prefixes(bucket):
            if isinstance(prefix, Item):
                yield prefix
                continue
            ask = {"Bucket": bucket, "Prefix": prefix, **self._paid}
            if self._options.s3.versions:
                yield from self._versions(bucket, above, ask, facts)
                continue
            for page in listing.pages(self._client, ask):
                if isinstance(page, listing.Broken):
                    yield self._broken(bucket, page)
                    continue
                for one in page:
                    yield self._item(bucket, above, one, facts)

    def _prefixes(self, bucket: str) -> Iterator[str | Item]:
        """What to list. `s3://bucket/data` means the object `data` and all below `data/`, and not `database/`."""
        if not self._prefix or self._prefix.endswith("/"):
            yield self._prefix
            return
        try:
            ask = {"Bucket": bucket, "Prefix": self._prefix, "MaxKeys": 1, **self._paid}
            first = self._client.list_objects_v2(**ask).get("Contents", [])
        except (ClientError, BotoCoreError, HTTPError) as exc:
            yield self._broken(bucket, listing.Broken(self._prefix, exc))
            return
        if first and first[0]["Key"] == self._prefix:
            yield self._item(bucket, "", first[0], exposure.look(self._client, bucket))
        yield self._prefix + "/"

    def _versions(self, bucket: str, above: str, ask: dict[str, Any], facts: exposure.Facts) -> Iterator[Item]:
        for page in listing.versions(self._client, ask):
            if isinstance(page, listing.Broken):
                yield self._broken(bucket, page)
                continue
            for one in page[0]:
                yield self._item(bucket, above, one, facts)
            for one in page[1]:
                yield self._item(bucket, above, one | {"Size": 0, "IsDeleteMarker": True}, facts)

    def _reported(self, bucket: str, above: str, facts: exposure.Facts) -> Iterator[Item]:
        """What a report of S3 Inventory lists."""
        place, prefix, _ = _place(self._options.s3.inventory)
        broken: Exception | None = None
        try:
            manifest = listed.newest(self._client, place, prefix)
        except (ClientError, BotoCoreError, HTTPError) as exc:
            manifest, broken = "", exc
        if not manifest:
            yield self._broken(bucket, listing.Broken(self._prefix, broken or FileNotFoundError()))
            return
        day = manifest.split("/")[-2][:10] if "/" in manifest else ""
        facts = replace(facts, detail="; ".join(filter(None, (facts.detail, f"listed by S3 Inventory of {day}"))))
        for page in listed.pages(self._file, place, manifest, bucket, self._prefix):
            if isinstance(page, listing.Broken):
                yield self._broken(bucket, page)
                continue
            for one in page:
                if self._options.s3.versions or (one.get("IsLatest", True) and not one.get("IsDeleteMarker")):
                    yield self._item(bucket, above, one, facts)

    def _file(self, bucket: str, key: str) -> BinaryIO:
        """Something of our own to read, whatever its version."""
        ask = {"Bucket": bucket, "Key": key, **self._paid}
        try:
            size = int(self._client.head_object(**ask)["ContentLength"])
        except (ClientError, BotoCoreError) as exc:
            raise unreadable(exc) from None
        stream = io.BufferedReader(Ranged(lambda start, end: self._fetch(ask, start, end), size), _BUFFER)
        return cast(BinaryIO, stream)

    def _item(self, bucket: str, above: str, one: dict[str, Any], facts: exposure.Facts) -> Item:
        key, size, version = one["Key"], int(one.get("Size", -1)), one.get("VersionId", "")
        relative = readable(above + (key.removeprefix(self._prefix).lstrip("/") or key.rpartition("/")[2] or key))
        old = f" ({version})" if version and not one.get("IsLatest", True) else ""
        modified, etag = one.get("LastModified"), str(one.get("ETag", "")).strip('"')
        owner = one.get("Owner", {})
        return Item(
            source=self.target,
            uri=_uri(bucket, key, version),
            kind="object",
            size=size,
            modified=modified.timestamp() if modified else 0.0,
            version="/".join((etag, str(size), version or ("" if etag else str(modified)))).rstrip("/"),
            owner=str(owner.get("DisplayName") or owner.get("ID") or ""),
            exposure=facts.exposure,
            exposure_detail=facts.detail,
            relative=relative + old,
            problem=self._left_out(relative, size, one),
        )

    def _left_out(self, relative: str, size: int, one: dict[str, Any]) -> Problem | None:
        if (self._options.include and not self._include.match(relative)) or self._exclude.match(relative):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if 0 < self._options.max_bytes < size:
            return Problem(Stage.LIST, Reason.TOO_LARGE, detail=f"more than {self._options.max_bytes} bytes")
        if one.get("IsDeleteMarker"):
            return Problem(Stage.LIST, Reason.EXCLUDED, detail="delete marker")
        if one.get("StorageClass") in _ARCHIVED:
            return Problem(Stage.LIST, Reason.ARCHIVED, detail=one["StorageClass"])
        return None

    def _broken(self, bucket: str, broken: listing.Broken) -> Item:
        shown = readable(broken.prefix.removeprefix(self._prefix)) or "."
        uri = _uri(bucket, broken.prefix, "")
        return Item(self.target, uri, "folder", relative=shown, problem=_list_problem(broken.error))

    # --- reading ---

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        """Reads by ranges, each only of the very object that was listed: another in its place is `changed`."""
        bucket, key, version = _place(item.uri)
        etag = item.version.partition("/")[0]
        ask = {"Bucket": bucket, "Key": key, **self._paid}
        if version:
            ask["VersionId"] = version
        elif etag:
            ask["IfMatch"] = f'"{etag}"'

        def fetch(start: int, end: int) -> bytes:
            return self._fetch(ask, start, end)

        if item.size < 0:
            raise Unreadable(Reason.IO_ERROR, "size not known")
        with io.BufferedReader(Ranged(fetch, item.size, item.version), _BUFFER) as stream:
            yield cast(BinaryIO, stream)

    def _fetch(self, ask: dict[str, Any], start: int, end: int) -> bytes:
        self._pace.bytes(end - start)
        for left in reversed(range(_TRIES)):
            try:
                answer = self._client.get_object(**ask, Range=f"bytes={start}-{end - 1}")
                with answer["Body"] as body:
                    data: bytes = body.read(end - start + 1)
            except (HTTPError, OSError, BotoCoreError) as exc:  # while reading; botocore has not tried that again
                if not left:
                    raise (
                        unreadable(exc)
                        if isinstance(exc, BotoCoreError)
                        else Unreadable(Reason.IO_ERROR, type(exc).__name__)
                    ) from None
            except ClientError as exc:
                raise unreadable(exc) from None
            else:
                if len(data) == end - start:
                    return data
                if not left:
                    raise Unreadable(Reason.CHANGED, "another length than was listed")
        raise AssertionError

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        return Content(self, item, budget).segments()

    def version(self, stream: BinaryIO) -> str:
        """What was listed: each range was asked of that and nothing else."""
        return cast(Ranged, cast(io.BufferedReader, stream).raw).version


def _uri(bucket: str, key: str, version: str) -> str:
    return f"s3://{bucket}/{quote(key, errors='surrogatepass')}" + (f"?versionId={quote(version)}" if version else "")


def _place(uri: str) -> tuple[str, str, str]:
    """(bucket, key, version) of an item's URI."""
    bucket, _, rest = uri.removeprefix("s3://").partition("/")
    key, _, version = rest.partition("?versionId=")
    return bucket, unquote(key, errors="surrogatepass"), unquote(version)


def _list_problem(exc: Exception) -> Problem:
    return problem_of(unreadable(exc) if isinstance(exc, ClientError | BotoCoreError) else exc, Stage.LIST)


def _told(target: str, exc: Exception) -> ConfigError:
    """Why nothing can be listed, and what to do."""
    code = code_of(exc)
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
