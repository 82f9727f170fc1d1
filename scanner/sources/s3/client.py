"""A client of boto3 that waits, tries again, and cannot write."""

from __future__ import annotations

from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ProfileNotFound

from scanner.problems import ConfigError
from scanner.settings import S3

_ATTEMPTS = 8
_AWS = (".amazonaws.com", ".amazonaws.com.cn")
_READ = ("Get", "List", "Head", "CreateSession")


class Refused(Exception):
    """An operation that could change something. Only a mistake of ours can ask for one."""


def connect(settings: S3) -> Any:
    """An S3 client after the plan. Raises ConfigError where the settings cannot work; asks nothing of the network.

    Retries are `adaptive`: on SlowDown and 503 the client backs off and then keeps below the rate that was refused.
    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html
    """
    config = Config(
        user_agent_extra="daicho",
        connect_timeout=10,
        read_timeout=60,
        retries={"mode": "adaptive", "total_max_attempts": _ATTEMPTS},
        max_pool_connections=32,
        # Checksums of whole objects: stores that are not S3 give them with parts of objects too, and the parts differ.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"} if settings.path_style else {},
        **({"signature_version": UNSIGNED} if settings.anonymous else {}),
    )
    try:
        client = _session(settings, config).client("s3", endpoint_url=settings.endpoint or None, config=config)
    except ProfileNotFound:
        raise ConfigError(
            f"s3: no profile {settings.profile!r}. See: aws configure list-profiles",
            ja=f"s3: プロファイル {settings.profile!r} がありません。aws configure list-profiles で確認してください。",
        ) from None
    except (BotoCoreError, ValueError) as exc:
        raise ConfigError(
            f"s3: the settings cannot work ({type(exc).__name__}). Check region, endpoint and ~/.aws/config.",
            ja=f"s3: 設定に誤りがあります ({type(exc).__name__})。region、endpoint、~/.aws/config を確認してください。",
        ) from None
    client.meta.events.register("before-call.s3", _only_read)
    client.meta.events.register("provide-client-params.s3.CreateSession", _only_read_session)
    return client


def _session(settings: S3, config: Config) -> boto3.Session:
    session = boto3.Session(profile_name=settings.profile or None, region_name=settings.region or None)
    return _assumed(session, settings.role, config) if settings.role else session


def account_block(settings: S3, client: Any, bucket: str) -> dict[str, bool] | None:
    """The public access block of the account that the bucket belongs to: it holds for all buckets of an account, and no
    bucket tells of it. None where it is not known: it may not be asked, or the bucket is somebody else's."""
    if not client.meta.endpoint_url.endswith(_AWS):
        return {}  # other stores have none
    config = Config(connect_timeout=10, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 3})
    try:
        session = _session(settings, config)
        account = session.client("sts", config=config).get_caller_identity()["Account"]
        client.head_bucket(Bucket=bucket, ExpectedBucketOwner=account)
        answer = session.client("s3control", config=config).get_public_access_block(AccountId=account)
    except ClientError as exc:
        absent = exc.response.get("Error", {}).get("Code") == "NoSuchPublicAccessBlockConfiguration"
        return {} if absent else None
    except BotoCoreError:
        return None
    found: dict[str, bool] = answer["PublicAccessBlockConfiguration"]
    return found


def _assumed(session: boto3.Session, role: str, config: Config) -> boto3.Session:
    """A session with the role, renewed by itself before it ends: a scan outlives an hour."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
    from botocore.session import get_session

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=session._session.create_client,
        source_credentials=session.get_credentials(),
        role_arn=role,
        extra_args={"RoleSessionName": "daicho"},
    )
    inner = get_session()
    inner._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
    return boto3.Session(botocore_session=inner, region_name=session.region_name)


def _only_read_session(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What boto3 asks a directory bucket for by itself, before anything else; else it would be one for writing, too."""
    return params | {"SessionMode": "ReadOnly"}


def _only_read(model: Any, **_: Any) -> None:
    if not model.name.startswith(_READ) or model.http.get("method") not in ("GET", "HEAD"):
        raise Refused(model.name)
