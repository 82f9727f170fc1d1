"""Azure Blob Storage, and ADLS Gen2 through the same door, by azure-storage-blob."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from scanner.model import Item, Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions
from scanner.sources.objects.entry import Answer, Entry, Facts
from scanner.sources.objects.source import Broke, ObjectSource
from scanner.sources.patience import within

_CHECKING = 60.0  # seconds
_PAGE = 5000
_RETRIES, _WAIT = 5, 1  # of what passes; seconds before the first, then 2, 4 … more
_LOCKED = "with a key of the customer's own (CPK)"
_BY_CODE = {
    "BlobArchived": Reason.ARCHIVED,
    "BlobBeingRehydrated": Reason.ARCHIVED,
    "BlobNotFound": Reason.VANISHED,
    "ContainerNotFound": Reason.VANISHED,
    "ContainerBeingDeleted": Reason.VANISHED,
    "ResourceNotFound": Reason.VANISHED,
    "ConditionNotMet": Reason.CHANGED,
    "InvalidRange": Reason.CHANGED,
    "BlobUsesCustomerSpecifiedEncryption": Reason.ENCRYPTED,
    "KeyVaultEncryptionKeyNotFound": Reason.ENCRYPTED,
    "KeyVaultVaultNotFound": Reason.ENCRYPTED,
    "KeyVaultAccessTokenCannotBeAcquired": Reason.ENCRYPTED,
    "OperationTimedOut": Reason.TIMEOUT,
}
_BY_STATUS = {404: Reason.VANISHED, 412: Reason.CHANGED, 304: Reason.CHANGED, 416: Reason.CHANGED}
# Refused for who asks, not for what is asked for.
_CREDENTIALS = frozenset("AuthenticationFailed NoAuthenticationInformation InvalidAuthenticationInfo".split())
_ROLE = "Storage Blob Data Reader"


class AzureSource(ObjectSource):
    """`az://container/prefix`, or `az://` for all containers of the account that the environment or the plan names.

    AZURE_STORAGE_CONNECTION_STRING, or the account with AZURE_STORAGE_ACCOUNT_KEY, AZURE_STORAGE_SAS_TOKEN, or what
    DefaultAzureCredential finds (environment, workload and managed identity, `az login`).
    """

    scheme, which = "az", "version"

    def __init__(self, target: str, options: SourceOptions) -> None:
        super().__init__(target, options)
        self.versions = options.azure.versions

    def _account(self) -> str:
        """Address of the account, "" where a connection string tells."""
        name = self._options.azure.account or _either("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT")
        if not name and os.environ.get("AZURE_STORAGE_CONNECTION_STRING"):
            return ""
        if not name:
            raise ConfigError(
                f"{self.target}: which account? Set azure.account in the plan, AZURE_STORAGE_ACCOUNT_NAME or "
                "AZURE_STORAGE_CONNECTION_STRING.",
                ja=f"{self.target}: アカウントが分かりません。azure.account、AZURE_STORAGE_ACCOUNT_NAME、"
                "AZURE_STORAGE_CONNECTION_STRING のどれかを設定してください。",
            )
        return name if "://" in name else f"https://{name}.blob.core.windows.net"

    @cached_property
    def _client(self) -> Any:
        """Tries again on what passes, and sends nothing but reads."""
        try:
            from azure.core.pipeline.transport import RequestsTransport
            from azure.identity import DefaultAzureCredential
            from azure.storage.blob import BlobServiceClient, ExponentialRetry
        except ImportError as exc:
            raise ConfigError(
                f"{self.scheme}://: needs {exc.name}. Install it: pip install 'daicho[azure]'",
                ja=f"{self.scheme}://: {exc.name} が要ります: pip install 'daicho[azure]'",
            ) from None
        pace = self._pace

        class OnlyReads(RequestsTransport):  # type: ignore[misc]
            def send(self, request: Any, **more: Any) -> Any:
                if request.method not in ("GET", "HEAD"):
                    raise AssertionError(request.method)
                pace.request()
                return super().send(request, **more)

        more: dict[str, Any] = {
            "retry_policy": ExponentialRetry(
                initial_backoff=_WAIT, increment_base=2, retry_total=_RETRIES, random_jitter_range=0
            ),
            "transport": OnlyReads(connection_timeout=10, read_timeout=60),
            "user_agent": "daicho",
            "max_single_get_size": 32 << 20,  # a block of ours is one request
        }
        account = self._account()
        env = os.environ
        try:
            if not account:
                return BlobServiceClient.from_connection_string(env["AZURE_STORAGE_CONNECTION_STRING"], **more)
            credential: Any = _either("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY") or env.get(
                "AZURE_STORAGE_SAS_TOKEN"
            )
            if not credential and not self._options.azure.anonymous:
                credential = DefaultAzureCredential()
            return BlobServiceClient(account, credential=credential or None, **more)
        except ValueError as exc:
            raise ConfigError(
                f"{self.target}: the settings cannot work ({type(exc).__name__}). Check AZURE_STORAGE_CONNECTION_STRING "
                "and the account.",
                ja=f"{self.target}: 設定に誤りがあります ({type(exc).__name__})。AZURE_STORAGE_CONNECTION_STRING と"
                "アカウントを確認してください。",
            ) from None

    def _container(self, bucket: str) -> Any:
        return self._client.get_container_client(bucket)

    def _try(self, call: Callable[[], Any]) -> Any:
        """Errors of the library as ours. What they say may quote a name; only codes are kept."""
        from azure.core import exceptions as wrong

        try:
            return call()
        except wrong.HttpResponseError as exc:
            if not exc.status_code:  # it broke off while it was read
                raise Broke(type(exc).__name__) from None
            raise _refused(exc) from None
        except wrong.ServiceResponseTimeoutError as exc:
            raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
        except (wrong.ServiceRequestError, wrong.ServiceResponseError, wrong.IncompleteReadError, OSError) as exc:
            raise Broke(type(exc).__name__) from None
        except (wrong.AzureError, ValueError, KeyError, AttributeError, TypeError) as exc:  # an answer that is none
            raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None

    def check(self) -> None:
        if self._bucket:
            ask: Callable[[], Any] = partial(self.ask, self._bucket, self._prefix, "", "/")
        else:
            ask = partial(self._try, lambda: next(iter(self._client.list_containers(results_per_page=1)), None))
        try:
            within(_CHECKING, ask)
        except (Unreadable, Broke, TimeoutError) as exc:
            raise _told(self.target, exc) from None

    def buckets(self) -> Iterator[str]:
        pages = self._client.list_containers().by_page()
        while (page := self._try(lambda: next(pages, None))) is not None:
            yield from [str(one.name) for one in self._try(partial(list, page))]

    # --- listing ---

    def ask(self, bucket: str, prefix: str, token: str, delimiter: str) -> Answer:
        def call() -> Answer:
            asked: dict[str, Any] = {"name_starts_with": prefix or None, "results_per_page": _PAGE}
            asked["include"] = ["metadata", *(("versions", "snapshots") if self.versions else ())]
            container = self._container(bucket)
            found = container.walk_blobs(delimiter=delimiter, **asked) if delimiter else container.list_blobs(**asked)
            pages = found.by_page(continuation_token=token or None)
            page = list(next(pages, ()))
            folders = [str(one.name) for one in page if "blob_type" not in one]
            entries = [_entry(one) for one in page if "blob_type" in one and not _folder(one)]
            return Answer(entries, folders, pages.continuation_token or "")

        found: Answer = self._try(call)
        return found

    def facts(self, bucket: str) -> Facts:
        try:
            told = self._try(lambda: self._container(bucket).get_container_properties())
        except (Unreadable, Broke) as exc:
            hidden = (_ROLE,) if isinstance(exc, Unreadable) and exc.reason is Reason.PERMISSION_DENIED else ()
            return Facts("unknown", "not known: public access", hidden=hidden)
        public = told.public_access
        said = [f"public access: {public} (the account may still forbid it)" if public else "public access: off"]
        scope = getattr(told.encryption_scope, "default_encryption_scope", None)
        said += [f"encryption scope: {scope}"] if scope else []
        said += ["immutable"] if told.has_immutability_policy or told.has_legal_hold else []
        said += [f"metadata {name}={value}" for name, value in sorted((told.metadata or {}).items())]
        return Facts("public" if public else "private", "; ".join(said), "Azure")

    def probe(self) -> Iterator[tuple[bool, str]]:
        """What tells who can read a container. A scan works without."""
        buckets = [self._bucket] if self._bucket else self.buckets()
        yield not any(self.facts(bucket).hidden for bucket in buckets), "public access of containers"

    # --- reading ---

    def get(self, bucket: str, key: str, item: Item, start: int, end: int) -> bytes:
        from azure.core import MatchConditions

        _, _, old = self._place(item.uri)
        which: dict[str, Any] = {}
        blob = partial(self._container(bucket).get_blob_client, key)
        if old.startswith("snapshot-"):
            client = blob(snapshot=old.removeprefix("snapshot-"))
        elif old:
            client, which = blob(), {"version_id": old}
        else:
            client, etag = blob(), item.version.partition("/")[0]
            which = {"etag": f'"{etag}"', "match_condition": MatchConditions.IfNotModified} if etag else {}

        def call() -> bytes:
            data: bytes = client.download_blob(
                offset=start, length=end - start, max_concurrency=1, decompress=False, **which
            ).readall()
            return data

        found: bytes = self._try(call)
        return found


class AdlsSource(AzureSource):
    """`abfss://container@account.dfs.core.windows.net/prefix`: the account is in the target."""

    scheme = "abfss"

    def _account(self) -> str:
        container, at, host = self._bucket.partition("@")
        if not container or not at or not host:
            raise ConfigError(
                "abfss://: write abfss://container@account.dfs.core.windows.net/folder",
                ja="abfss://: abfss://コンテナー@アカウント.dfs.core.windows.net/フォルダー の形で書いてください。",
            )
        return "https://" + host.replace(".dfs.", ".blob.", 1)

    def _container(self, bucket: str) -> Any:
        return super()._container(bucket.partition("@")[0])


def _either(*names: str) -> str:
    """Of a variable that libraries and the command line `az` call by different names."""
    return next((value for name in names if (value := os.environ.get(name))), "")


def _folder(blob: Any) -> bool:
    """The mark of a folder, where the account has a hierarchical namespace."""
    return str((blob.metadata or {}).get("hdi_isfolder", "")).lower() == "true"


def _entry(blob: Any) -> Entry:
    size, etag = int(blob.size or 0), str(blob.etag or "").strip('"')
    version = f"snapshot-{blob.snapshot}" if blob.snapshot else str(blob.version_id or "")
    locked = bool(blob.encryption_key_sha256)
    problem = None
    if str(blob.blob_tier or "") == "Archive":
        problem = Problem(Stage.LIST, Reason.ARCHIVED, detail="Archive")
    elif locked:
        problem = Problem(Stage.LIST, Reason.ENCRYPTED, detail=_LOCKED)
    elif "encryptiondata" in {name.lower() for name in blob.metadata or {}}:
        problem = Problem(Stage.LIST, Reason.ENCRYPTED, detail="by whoever uploaded it (client-side encryption)")
    scope = blob.encryption_scope
    return Entry(
        key=str(blob.name),
        size=size,
        modified=blob.last_modified.timestamp() if blob.last_modified else 0.0,
        stamp=f"{etag}/{size}",
        version=version,
        old=bool(blob.snapshot) or (bool(blob.version_id) and not blob.is_current_version),
        encryption="CPK" if locked else f"scope {scope}" if scope else "",
        kind=str(blob.blob_tier or ""),
        problem=problem,
    )


def _refused(exc: Any) -> Unreadable:
    from azure.core.exceptions import ClientAuthenticationError

    told, status = getattr(exc, "error_code", "") or "", exc.status_code or 0
    code = str(getattr(told, "value", told))
    said = code if code.isalnum() else type(exc).__name__
    if reason := _BY_CODE.get(code) or _BY_STATUS.get(status):
        return Unreadable(reason, _LOCKED if code == "BlobUsesCustomerSpecifiedEncryption" else said)
    if code in _CREDENTIALS or status == 401 or (isinstance(exc, ClientAuthenticationError) and status != 403):
        return Unreadable(Reason.PERMISSION_DENIED, f"credentials: {said}")
    if status == 403:
        return Unreadable(Reason.PERMISSION_DENIED, f"{_ROLE} ({said})")
    return Unreadable(Reason.IO_ERROR, said if code else f"HTTP {status}")


def _told(target: str, exc: Exception) -> ConfigError:
    """Why nothing can be listed, and what to do."""
    why = exc.detail if isinstance(exc, Unreadable | Broke) else type(exc).__name__
    reason = exc.reason if isinstance(exc, Unreadable) else None
    if why.startswith("credentials"):
        return ConfigError(
            f"{target}: the credentials are missing, wrong or expired ({why}). Check the key or token, or: az login",
            ja=f"{target}: 認証情報がないか、誤りか、期限切れです ({why})。キーかトークン、az login を確認してください。",
        )
    if reason is Reason.VANISHED:
        return ConfigError(f"{target}: no such container.", ja=f"{target}: コンテナーがありません。")
    if reason is Reason.PERMISSION_DENIED:
        return ConfigError(
            f"{target}: may not be listed. Grant the role {_ROLE}.",
            ja=f"{target}: 一覧する権限がありません。ロール {_ROLE} を与えてください。",
        )
    return ConfigError(
        f"{target}: cannot be reached ({why}). Check the account and the network.",
        ja=f"{target}: 届きません ({why})。アカウントとネットワークを確認してください。",
    )
