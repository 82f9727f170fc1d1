"""Google Cloud Storage by its JSON interface, of which four calls are used, all of them GET.

By that and not by a library of Google's: gcsfs lists folder by folder and waits a minute for each bucket of a store that is
not Google's, google-cloud-storage brings gRPC along. https://cloud.google.com/storage/docs/json_api/v1
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from scanner.model import Item, Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions
from scanner.sources.objects.entry import Answer, Entry, Facts
from scanner.sources.objects.source import Broke, ObjectSource, again
from scanner.sources.patience import within

_SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
_CONNECT, _READ, _CHECKING = 10, 60, 60.0  # seconds
_PAGE = 1000
_RETRIES = 5
_LONGEST = 64 << 20  # bytes of an answer to a listing
_RETRY = (408, 429, 500, 502, 503, 504)
_FIELDS = "kind,nextPageToken,prefixes,items(name,size,updated,generation,timeDeleted,storageClass,kmsKeyName,customerEncryption"
_PUBLIC = {"allUsers": "everyone", "allAuthenticatedUsers": "every Google account"}
# Roles that let nobody read. Custom roles may.
_BLIND = frozenset(
    {"roles/storage.objectCreator", "roles/storage.hmacKeyAdmin", "roles/storage.insightsCollectorService"}
)
_PERMISSION = re.compile(r"\b(?:storage|cloudkms|serviceusage)\.[A-Za-z]+\.[A-Za-z]+\b")


class GcsSource(ObjectSource):
    """`gs://bucket/prefix`, or `gs://` for all buckets of the project. Credentials as Google's libraries find them."""

    scheme, which = "gs", "generation"

    def __init__(self, target: str, options: SourceOptions) -> None:
        super().__init__(target, options)
        self._settings = options.gcs
        self.versions = options.gcs.versions
        self._base = os.environ.get("STORAGE_EMULATOR_HOST", "").rstrip("/") or "https://storage.googleapis.com"
        if "://" not in self._base:
            self._base = f"http://{self._base}"
        self._project = options.gcs.project or os.environ.get("GOOGLE_CLOUD_PROJECT", "")

    # --- asking ---

    @cached_property
    def _session(self) -> Any:
        """Signs, tries again on what passes, and sends nothing but GET."""
        try:
            import google.auth
            from google.auth.credentials import AnonymousCredentials
            from google.auth.exceptions import GoogleAuthError
            from google.auth.transport.requests import AuthorizedSession
            from requests.adapters import HTTPAdapter
            from urllib3.util import Retry
        except ImportError as exc:
            raise ConfigError(
                f"gs://: needs {exc.name}. Install it: pip install 'daicho[gcs]'",
                ja=f"gs://: {exc.name} が要ります: pip install 'daicho[gcs]'",
            ) from None
        pace, anonymous = self._pace, self._settings.anonymous or os.environ.get("DAICHO_GCS_ANONYMOUS")

        class OnlyReads(HTTPAdapter):
            def send(self, request: Any, *rest: Any, **more: Any) -> Any:
                if request.method != "GET":
                    raise AssertionError(request.method)
                pace.request()
                return super().send(request, *rest, **more)

        if anonymous or os.environ.get("STORAGE_EMULATOR_HOST"):
            credentials: Any = AnonymousCredentials()  # type: ignore[no-untyped-call]
        else:
            try:
                credentials, project = google.auth.default(scopes=[_SCOPE])
            except (GoogleAuthError, OSError, ValueError) as exc:
                raise _login(self.target, type(exc).__name__) from None
            self._project = self._project or project or ""
        session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
        retry = Retry(
            total=_RETRIES, backoff_factor=0.5, status_forcelist=_RETRY, allowed_methods=("GET",), redirect=False
        )
        retry.raise_on_status = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, OnlyReads(max_retries=retry, pool_maxsize=32))
        session.headers["User-Agent"] = "daicho"
        return session

    def _get(
        self, path: str, asked: dict[str, str], headers: dict[str, str] | None = None, most: int = _LONGEST
    ) -> bytes:
        """The body of an answer, up to so many bytes. Raises Unreadable or Broke."""
        import requests
        from google.auth.exceptions import GoogleAuthError
        from urllib3.exceptions import HTTPError

        if self._settings.user_project:
            asked = asked | {"userProject": self._settings.user_project}
        try:
            with self._session.get(
                f"{self._base}/storage/v1/{path}",
                params=asked,
                headers=headers,
                timeout=(_CONNECT, _READ),
                stream=True,
                allow_redirects=False,
            ) as answer:
                # As it is stored: what was uploaded packed is not to be unpacked on the way.
                body: bytes = answer.raw.read(most, decode_content=headers is None)
                if len(body) < most and answer.raw.length_remaining:
                    raise Broke("IncompleteRead")
                status, generation = answer.status_code, answer.headers.get("x-goog-generation", "")
        except GoogleAuthError as exc:
            raise Unreadable(Reason.PERMISSION_DENIED, f"credentials: {type(exc).__name__}") from None
        except requests.exceptions.ReadTimeout as exc:
            raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
        except (requests.exceptions.RequestException, HTTPError, OSError) as exc:
            raise Broke(type(exc).__name__) from None
        if status >= 300:
            raise _refused(status, body)
        if generation != asked.get("ifGenerationMatch", generation):  # a store that does not know conditions
            raise Unreadable(Reason.CHANGED, "another generation")
        return body

    def _json(self, path: str, **asked: str) -> dict[str, Any]:
        try:
            told = json.loads(again(partial(self._get, path, asked)))
        except ValueError:
            raise Unreadable(Reason.IO_ERROR, "the answer is no JSON") from None
        return told if isinstance(told, dict) else {}

    def check(self) -> None:
        self._session  # noqa: B018  finds the credentials
        if self._bucket:
            ask = partial(self._json, f"b/{quote(self._bucket, safe='')}/o", maxResults="1", prefix=self._prefix)
        elif not self._project:
            raise ConfigError(
                "gs://: whose buckets? Set gcs.project in the plan or GOOGLE_CLOUD_PROJECT, or name a bucket.",
                ja="gs://: プロジェクトが分かりません。gcs.project か GOOGLE_CLOUD_PROJECT、またはバケットを指定してください。",
            )
        else:
            ask = partial(self._json, "b", project=self._project, maxResults="1")
        try:
            if not str(within(_CHECKING, ask).get("kind", "")).startswith("storage#"):
                raise Unreadable(Reason.IO_ERROR, "the answer is no listing")
        except (Unreadable, Broke, TimeoutError) as exc:
            raise _told(self.target, exc) from None

    def buckets(self) -> Iterator[str]:
        token = ""
        while True:
            answer = self._json("b", project=self._project, **({"pageToken": token} if token else {}))
            yield from (str(one["name"]) for one in answer.get("items", ()))
            if not (token := answer.get("nextPageToken", "")):
                return

    # --- listing ---

    def ask(self, bucket: str, prefix: str, token: str, delimiter: str) -> Answer:
        ask = {"prefix": prefix, "pageToken": token, "delimiter": delimiter, "maxResults": str(_PAGE)}
        ask |= {"versions": "true" if self.versions else "", "projection": "full" if self._settings.object_acls else ""}
        ask["fields"] = _FIELDS + (",owner,acl)" if self._settings.object_acls else ")")
        answer = self._json(f"b/{quote(bucket, safe='')}/o", **{name: value for name, value in ask.items() if value})
        if answer.get("kind") != "storage#objects":
            raise Unreadable(Reason.IO_ERROR, "the answer is no listing")
        return Answer(
            [_entry(one) for one in answer.get("items", ())],
            [str(one) for one in answer.get("prefixes", ())],
            answer.get("nextPageToken", ""),
        )

    def facts(self, bucket: str) -> Facts:
        """By the bucket's settings and its own policy; what the project or the organisation grants is not seen."""
        hidden: list[str] = []
        answers: list[dict[str, Any] | None] = []
        for path, permission in (("", "storage.buckets.get"), ("/iam", "storage.buckets.getIamPolicy")):
            more = {"optionsRequestedPolicyVersion": "3"} if path else {"projection": "noAcl"}
            try:
                answers.append(self._json(f"b/{quote(bucket, safe='')}{path}", **more))
            except (Unreadable, Broke) as exc:
                answers.append(None)
                if isinstance(exc, Unreadable) and exc.reason is Reason.PERMISSION_DENIED:
                    hidden.append(permission)
        return exposure(answers[0], answers[1], tuple(hidden))

    def probe(self) -> Iterator[tuple[bool, str]]:
        """Permissions that tell who can read a bucket, and whether they are there. A scan works without."""
        buckets = [self._bucket] if self._bucket else self.buckets()
        missing = {name for bucket in buckets for name in self.facts(bucket).hidden}
        for permission in ("storage.buckets.get", "storage.buckets.getIamPolicy"):
            yield permission not in missing, permission

    # --- reading ---

    def get(self, bucket: str, key: str, item: Item, start: int, end: int) -> bytes:
        _, _, old = self._place(item.uri)
        which = {"generation": old} if old else {"ifGenerationMatch": item.version.partition("/")[0]}
        headers = {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "gzip"}
        path = f"b/{quote(bucket, safe='')}/o/{quote(key, safe='', errors='surrogatepass')}"
        return self._get(path, {"alt": "media", **which}, headers, end - start + 1)


def _entry(one: dict[str, Any]) -> Entry:
    size, generation = int(one.get("size", -1)), str(one.get("generation", ""))
    who = [_PUBLIC[grant["entity"]] for grant in one.get("acl", ()) if grant.get("entity") in _PUBLIC]
    problem = None
    if one.get("customerEncryption"):
        problem = Problem(Stage.LIST, Reason.ENCRYPTED, detail="with a key of the customer's own (CSEK)")
    return Entry(
        key=str(one["name"]),
        size=size,
        modified=_seconds(str(one.get("updated", ""))),
        stamp=f"{generation}/{size}",
        version=generation,
        old=bool(one.get("timeDeleted")),
        owner=str(one.get("owner", {}).get("entity", "")),
        exposure="public" if who else "",
        detail=f"ACL of the object: {', '.join(sorted(who))}" if who else "",
        encryption="CSEK" if problem else "CMEK" if one.get("kmsKeyName") else "",
        kind=str(one.get("storageClass", "")),
        problem=problem,
    )


def _seconds(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return 0.0


def exposure(bucket: dict[str, Any] | None, policy: dict[str, Any] | None, hidden: tuple[str, ...] = ()) -> Facts:
    """Of the settings of a bucket and its IAM policy, None where they could not be had."""
    settings = (bucket or {}).get("iamConfiguration", {})
    prevented = settings.get("publicAccessPrevention") == "enforced"
    uniform = settings.get("uniformBucketLevelAccess", {}).get("enabled", False)
    public, wide, said = False, False, []
    for binding in (policy or {}).get("bindings", ()):
        role, members = str(binding.get("role", "")), binding.get("members", ())
        if role in _BLIND:
            continue
        for member in sorted(set(members)):
            if member in _PUBLIC:
                public |= not prevented
                said.append(f"{role}: {_PUBLIC[member]}" + (" (prevented)" if prevented else ""))
            elif member.startswith("domain:"):
                wide = True
                said.append(f"{role}: {member}")
            else:
                continue
            if binding.get("condition"):
                said[-1] += " (on a condition)"
    found = "public" if public else "company" if wide else "unknown" if policy is None and not prevented else "private"
    if bucket is not None:
        said.append("public access prevention: " + ("enforced" if prevented else "inherited"))
        said.append("object ACLs: " + ("off" if uniform else "heeded"))
        key = bucket.get("encryption", {}).get("defaultKmsKeyName")
        said += ["encryption: CMEK"] if key else []
        said += ["website"] if bucket.get("website") else []
        said.append("versioning: " + ("enabled" if bucket.get("versioning", {}).get("enabled") else "off"))
        said += ["requester pays"] if bucket.get("billing", {}).get("requesterPays") else []
        said += [f"label {name}={value}" for name, value in sorted(bucket.get("labels", {}).items())]
    said += [f"not known: {permission}" for permission in hidden]
    kept = "" if bucket is None else "CMEK" if bucket.get("encryption", {}).get("defaultKmsKeyName") else "Google"
    return Facts(found, "; ".join(said), kept, hidden)


def _refused(status: int, body: bytes) -> Unreadable:
    """Only codes and names of permissions are kept: what a store says may quote a name."""
    text = body[:4_000].decode("utf-8", "replace")
    permission = found[0] if (found := _PERMISSION.search(text)) else ""
    if status in (404, 410):
        return Unreadable(Reason.VANISHED, f"HTTP {status}")
    if status in (304, 412, 416):
        return Unreadable(Reason.CHANGED, f"HTTP {status}")
    if "resourceIsEncryptedWithCustomerEncryptionKey" in text:
        return Unreadable(Reason.ENCRYPTED, "with a key of the customer's own (CSEK)")
    if status in (400, 403) and "requester pays" in text.lower():
        return Unreadable(Reason.PERMISSION_DENIED, "requester pays: set gcs.user_project")
    if permission.startswith("cloudkms."):
        return Unreadable(Reason.PERMISSION_DENIED, permission)
    if status == 400 and "kms" in text.lower():
        return Unreadable(Reason.ENCRYPTED, "its key is disabled or gone (CMEK)")
    if status == 401:
        return Unreadable(Reason.PERMISSION_DENIED, "credentials: HTTP 401")
    if status == 403:
        return Unreadable(Reason.PERMISSION_DENIED, permission or "HTTP 403")
    return Unreadable(Reason.IO_ERROR, f"HTTP {status}")


def _login(target: str, why: str) -> ConfigError:
    return ConfigError(
        f"{target}: no credentials, or they are wrong or expired ({why}). Try: gcloud auth application-default login",
        ja=f"{target}: 認証情報がないか、誤りか、期限切れです ({why})。"
        "gcloud auth application-default login を試してください。",
    )


def _told(target: str, exc: Exception) -> ConfigError:
    """Why nothing can be listed, and what to do."""
    why = exc.detail if isinstance(exc, Unreadable | Broke) else type(exc).__name__
    if why.startswith("credentials"):
        return _login(target, why)
    reason = exc.reason if isinstance(exc, Unreadable) else None
    if reason is Reason.VANISHED:
        return ConfigError(f"{target}: no such bucket.", ja=f"{target}: バケットがありません。")
    if reason is Reason.PERMISSION_DENIED:
        return ConfigError(
            f"{target}: may not be listed ({why}). Grant the role Storage Object Viewer.",
            ja=f"{target}: 一覧する権限がありません ({why})。ロール Storage Object Viewer を与えてください。",
        )
    return ConfigError(
        f"{target}: cannot be reached ({why}). Check the name and the network.",
        ja=f"{target}: 届きません ({why})。名前とネットワークを確認してください。",
    )
