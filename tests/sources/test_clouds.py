"""Google Cloud Storage and Azure Blob Storage: what is listed, what is read, what is refused, who can see it."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from scanner.budget import Budget
from scanner.model import Item, Passage, Problem, Reason, Segment
from scanner.problems import ConfigError
from scanner.settings import Azure, Gcs
from scanner.sources import SourceOptions, open_source
from scanner.sources import azure as azures
from scanner.sources import gcs as gcss
from scanner.sources.azure import AzureSource
from scanner.sources.gcs import GcsSource
from scanner.sources.objects.entry import Facts
from scanner.sources.objects.source import Broke, ObjectSource
from tests.sources.clouds import ACCOUNT, SECRET, Azurite, Google, azurite, gcs
from tests.sources.whole import the_whole_way

TEXT = "連絡先は担当まで\n"
KEYS = (
    "名簿.txt",
    "営業/顧客/一覧.txt",
    unicodedata.normalize("NFD", "ガイド.txt"),
    "ﾒｲﾎﾞ.txt",
    "髙﨑㐂.txt",
    "a b  c.txt",
    "100%.txt",
    "a%41%2F.txt",
    "q?a=1#x.txt",
    "a+b&c=d;e,f:g@h!.txt",
    "trailing.dot.txt.",
    "~$下書き.txt",
    "A.TXT",
    "a.txt",
    "a.txt2/b",
    "k" * 200 + ".txt",
)


@pytest.fixture(scope="module")
def google_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    with gcs(tmp_path_factory.mktemp("gcs")) as server:
        yield server


@pytest.fixture(scope="module")
def azure_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    with azurite(tmp_path_factory.mktemp("azurite")) as server:
        yield server


@pytest.fixture
def gs(google_server: Google, monkeypatch: pytest.MonkeyPatch) -> Google:
    google_server.environment(monkeypatch)
    return google_server


@pytest.fixture
def az(azure_server: Azurite, monkeypatch: pytest.MonkeyPatch) -> Azurite:
    azure_server.environment(monkeypatch)
    return azure_server


@pytest.fixture
def cloud(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    """(scheme, server), each in turn."""
    monkeypatch.setattr("scanner.sources.objects.source._WAIT", 0.01)
    return request.param, request.getfixturevalue(request.param)


both = pytest.mark.parametrize("cloud", ["gs", "az"], indirect=True)


def source(target: str, **options: Any) -> ObjectSource:
    found = open_source(target, SourceOptions(**options))
    assert isinstance(found, ObjectSource)
    return found


def segments(at: ObjectSource, item: Item) -> list[Segment]:
    return list(at.read(item, Budget()))


def text(at: ObjectSource, item: Item) -> str:
    found = segments(at, item)
    assert all(isinstance(one, Passage) for one in found), found
    return "".join(one.text for one in found if isinstance(one, Passage))


def reasons(at: ObjectSource, item: Item) -> list[Reason]:
    return [one.reason for one in segments(at, item) if isinstance(one, Problem)]


# --- listing and reading ---


@both
def test_every_key_is_listed_once_and_read(cloud: tuple[str, Any]) -> None:
    scheme, server = cloud
    server.make("odd")
    for key in KEYS:
        server.put("odd", key, TEXT.encode())
    at = source(f"{scheme}://odd")
    items = list(at.list())
    assert len({item.uri for item in items}) == len(items) == len(KEYS)
    for item in items:
        assert text(at, item) == TEXT, item.relative
    assert {item.relative for item in items} == {unicodedata.normalize("NFC", key) for key in KEYS}
    assert [item.uri for item in at.list()] == [item.uri for item in items]


@both
def test_what_a_target_means(cloud: tuple[str, Any]) -> None:
    scheme, server = cloud
    server.make("targets")
    for key in ("data", "data/a", "data/b/c", "database/x", "e"):
        server.put("targets", key, TEXT.encode())
    wanted = {"": 5, "/data": 3, "/data/": 2, "/%64ata/": 2, "/database/x": 1, "/nothing": 0}
    assert {below: len(list(source(f"{scheme}://targets{below}").list())) for below in wanted} == wanted
    at = source(f"{scheme}://", gcs=Gcs(project="p"))
    assert "targets/data/b/c" in {item.relative for item in at.list()}
    found = {
        item.relative: item.problem for item in source(f"{scheme}://targets", include=("data/**",), max_bytes=1).list()
    }
    assert found["e"] and found["e"].reason is Reason.EXCLUDED and found["data/a"]
    assert found["data/a"].reason is Reason.TOO_LARGE


@both
def test_many_keys_and_pages(cloud: tuple[str, Any]) -> None:
    scheme, server = cloud
    server.make("pages")
    keys = [f"flat/{n:02}" for n in range(25)] + [f"deep/{n}/{m}" for n in range(3) for m in range(12)]
    for key in keys:
        server.put("pages", key, b"")
    with mock.patch.object(azures, "_PAGE", 10), mock.patch.object(gcss, "_PAGE", 10):
        at = source(f"{scheme}://pages")
        with mock.patch.object(at, "ask", wraps=at.ask) as asked:
            found = [item.relative for item in at.list()]
    assert sorted(found) == sorted(keys) and asked.call_count > 6


@both
@pytest.mark.parametrize("what", ["replaced", "deleted"])
def test_an_object_that_changes_after_it_was_listed(cloud: tuple[str, Any], what: str) -> None:
    scheme, server = cloud
    server.make(f"changing-{what}")
    server.put(f"changing-{what}", "a.txt", TEXT.encode())
    at = source(f"{scheme}://changing-{what}")
    (item,) = at.list()
    if what == "replaced":
        server.put(f"changing-{what}", "a.txt", TEXT.encode()[::-1])  # as many bytes
    else:
        server.delete(f"changing-{what}", "a.txt")
    # Azurite says that the condition is not met where there is nothing any more.
    assert reasons(at, item) in ([[Reason.CHANGED]] if what == "replaced" else [[Reason.VANISHED], [Reason.CHANGED]])


@both
def test_what_was_uploaded_packed_is_read_as_it_is_stored(cloud: tuple[str, Any]) -> None:
    """A store may unpack it on the way, and then no range of it is where it was listed to be."""
    scheme, server = cloud
    server.make("packed")
    packed = gzip.compress(TEXT.encode() * 50)
    if scheme == "gs":
        server.put("packed", "a.txt.gz", packed, **{"Content-Encoding": "gzip"})
    else:
        from azure.storage.blob import ContentSettings

        server.put("packed", "a.txt.gz", packed, content_settings=ContentSettings(content_encoding="gzip"))
    at = source(f"{scheme}://packed")
    (item,) = at.list()
    if scheme == "gs" and item.size != len(packed):
        pytest.skip("fake-gcs-server unpacks what comes in packed")
    assert text(at, item).count(TEXT.strip()) == 50


@both
def test_a_large_object_comes_in_blocks_of_which_some_are_kept(cloud: tuple[str, Any]) -> None:
    scheme, server = cloud
    server.make("large")
    body = bytes(range(256)) * (70 << 10)
    server.put("large", "a.bin", body)
    at = source(f"{scheme}://large")
    (item,) = at.list()
    with mock.patch.object(at, "get", wraps=at.get) as asked, at.open(item) as stream:
        stream.seek(-300, 2)
        assert stream.read() == body[-300:]
        stream.seek(0)
        assert stream.read(1_000) == body[:1_000]
    assert asked.call_count == 2


@both
@pytest.mark.parametrize("breaks, read", [(2, True), (9, False)])
def test_a_connection_that_breaks_while_reading(cloud: tuple[str, Any], breaks: int, read: bool) -> None:
    scheme, server = cloud
    server.make(f"breaking-{breaks}")
    server.put(f"breaking-{breaks}", "a.txt", TEXT.encode())
    at = source(f"{scheme}://breaking-{breaks}")
    (item,) = at.list()
    whole, left = at.get, [breaks]

    def breaking(*asked: Any) -> bytes:
        left[0] -= 1
        if left[0] >= 0:
            raise Broke("cut")
        return whole(*asked)

    with mock.patch.object(at, "get", breaking):
        found = segments(at, item)
    if read:
        assert [one.text for one in found if isinstance(one, Passage)] == [TEXT]
    else:
        assert [one.reason for one in found if isinstance(one, Problem)] == [Reason.IO_ERROR]


@both
def test_the_whole_way(cloud: tuple[str, Any], tmp_path: Path) -> None:
    scheme, server = cloud
    server.make("whole")
    the_whole_way(f"{scheme}://whole", lambda key, content: server.put("whole", key, content), tmp_path)
    written = b"".join(file.read_bytes() for file in (tmp_path / "a").rglob("*") if file.is_file())
    assert SECRET.encode() not in written


@both
def test_targets_that_cannot_be_listed(cloud: tuple[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    scheme, _ = cloud
    with pytest.raises(ConfigError, match="no such"):
        source(f"{scheme}://not-there-at-all")
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING", raising=False)
    with pytest.raises(ConfigError, match=r"whose buckets|which account"):
        source(f"{scheme}://")


@both
def test_nothing_but_reads_can_be_sent(cloud: tuple[str, Any]) -> None:
    scheme, server = cloud
    server.make("mine")
    at = source(f"{scheme}://mine")
    with pytest.raises(AssertionError):
        if isinstance(at, GcsSource):
            at._session.post(f"{at._base}/storage/v1/b", json={"name": "x"})
        elif isinstance(at, AzureSource):
            at._client.create_container("another")


# --- Azure ---


def test_cold_and_open_containers_of_azure(az: Azurite) -> None:
    from azure.storage.blob import PublicAccess, StandardBlobTier

    az.make("open", public_access=PublicAccess.BLOB, metadata={"busho": "jinji"})
    az.put("open", "hot.txt", TEXT.encode())
    az.put("open", "cold.txt", TEXT.encode(), standard_blob_tier=StandardBlobTier.ARCHIVE)
    az.put("open", "locked.txt", TEXT.encode(), metadata={"encryptiondata": "{}"})
    az.put("open", "folder", b"", metadata={"hdi_isfolder": "true"})
    with mock.patch.object(AzureSource, "get", side_effect=AssertionError):
        found = {item.relative: item for item in source("az://open").list()}
    assert found.keys() == {"hot.txt", "cold.txt", "locked.txt"}
    cold, locked = found["cold.txt"].problem, found["locked.txt"].problem
    assert cold and cold.reason is Reason.ARCHIVED and locked and locked.reason is Reason.ENCRYPTED
    assert found["hot.txt"].exposure == "public" and "metadata busho=jinji" in found["hot.txt"].exposure_detail


def test_snapshots_of_azure_are_rows_where_they_are_wanted(az: Azurite) -> None:
    az.make("old")
    az.put("old", "a.txt", TEXT.encode())
    with az.service() as service:
        service.get_blob_client("old", "a.txt").create_snapshot()
    az.put("old", "a.txt", b"new\n")
    assert len(list(source("az://old").list())) == 1
    at = source("az://old", azure=Azure(versions=True))
    items = list(at.list())
    assert sorted(text(at, item) for item in items) == ["new\n", TEXT] and len({item.uri for item in items}) == 2


def test_accounts_of_azure_by_name_and_by_target(az: Azurite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", SECRET)
    az.make("named")
    az.put("named", "a.txt", TEXT.encode())
    assert len(list(source("az://named", azure=Azure(account=f"{az.address}/{ACCOUNT}")).list())) == 1
    at = azures.AdlsSource("abfss://jinji@konto.dfs.core.windows.net/営業", SourceOptions())
    assert at._account() == "https://konto.blob.core.windows.net" and at._prefix == "営業"
    assert at._place(at._uri(at._bucket, "営業/a.txt", "")) == ("jinji@konto.dfs.core.windows.net", "営業/a.txt", "")
    with pytest.raises(ConfigError, match="abfss://container@account"):
        open_source("abfss://jinji/x", SourceOptions())


def test_a_wrong_key_of_azure_is_told_and_not_repeated(az: Azurite, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "d3JvbmctYW5kLXNlY3JldA=="
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", az.connection.replace(SECRET, wrong))
    with pytest.raises(ConfigError, match=r"credentials|may not be listed") as raised:
        source("az://named")
    assert wrong not in str(raised.value)


@pytest.mark.parametrize("code, status, reason, detail", [
    ("BlobArchived", 409, Reason.ARCHIVED, ""),
    ("BlobNotFound", 404, Reason.VANISHED, ""),
    ("ConditionNotMet", 412, Reason.CHANGED, ""),
    ("BlobUsesCustomerSpecifiedEncryption", 409, Reason.ENCRYPTED, "CPK"),
    ("KeyVaultEncryptionKeyNotFound", 403, Reason.ENCRYPTED, "KeyVault"),
    ("AuthorizationPermissionMismatch", 403, Reason.PERMISSION_DENIED, "Storage Blob Data Reader"),
    ("AuthenticationFailed", 403, Reason.PERMISSION_DENIED, "credentials"),
    ("ServerBusy", 503, Reason.IO_ERROR, "ServerBusy"),
    ("山田太郎.txt", 500, Reason.IO_ERROR, "HTTP"),  # no code of Azure's, so nothing of it is kept
])  # fmt: skip
def test_what_a_refusal_of_azure_becomes(code: str, status: int, reason: Reason, detail: str) -> None:
    from azure.core.exceptions import HttpResponseError

    error: Any = HttpResponseError("山田太郎.txt")
    error.error_code, error.status_code = code, status
    found = azures._refused(error)
    assert found.reason is reason and "山田" not in found.detail and (detail in found.detail or detail == "HTTP")


# --- Google ---


def policy(role: str, *members: str, **more: Any) -> dict[str, Any]:
    return {"bindings": [{"role": role, "members": list(members), **more}]}


VIEWER = "roles/storage.objectViewer"


@pytest.mark.parametrize("bucket, rules, wanted, says", [
    ({}, policy(VIEWER, "allUsers"), "public", "objectViewer: everyone"),
    ({}, policy("roles/storage.legacyObjectReader", "allAuthenticatedUsers"), "public", "every Google account"),
    ({"iamConfiguration": {"publicAccessPrevention": "enforced"}}, policy(VIEWER, "allUsers"), "private", "(prevented)"),
    ({}, policy("roles/storage.objectCreator", "allUsers"), "private", "inherited"),  # may put, not read
    ({}, policy("projects/p/roles/own", "allUsers"), "public", "projects/p/roles/own"),  # may, for all that is known
    ({}, policy(VIEWER, "domain:example.jp"), "company", "domain:example.jp"),
    ({}, policy(VIEWER, "user:a@example.jp"), "private", "object ACLs: heeded"),
    ({}, policy(VIEWER, "allUsers", condition={"expression": "x"}), "public", "on a condition"),
    ({}, None, "unknown", ""),
    (None, policy(VIEWER, "allUsers"), "public", "everyone"),
    ({"iamConfiguration": {"publicAccessPrevention": "enforced"}}, None, "private", "enforced"),
    ({"encryption": {"defaultKmsKeyName": "k"}, "versioning": {"enabled": True}, "labels": {"busho": "jinji"},
      "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}},
     policy(VIEWER), "private", "object ACLs: off; encryption: CMEK; versioning: enabled; label busho=jinji"),
])  # fmt: skip
def test_who_can_read_a_bucket_of_google(bucket: Any, rules: Any, wanted: str, says: str) -> None:
    facts = gcss.exposure(bucket, rules)
    assert facts.exposure == wanted and says in facts.detail


def test_what_google_tells_of_an_object() -> None:
    locked = gcss._entry({"name": "a", "size": "3", "customerEncryption": {"keySha256": "x"}})
    assert locked.problem and locked.problem.reason is Reason.ENCRYPTED and locked.encryption == "CSEK"
    opened = gcss._entry(
        {"name": "a", "size": "3", "kmsKeyName": "k", "acl": [{"entity": "allUsers", "role": "READER"}]}
    )
    assert opened.exposure == "public" and opened.encryption == "CMEK" and opened.problem is None
    old = gcss._entry({"name": "a", "size": "3", "generation": "7", "timeDeleted": "2026-01-01T00:00:00Z"})
    assert old.old and old.version == "7"


@pytest.mark.parametrize("status, body, reason, detail", [
    (404, "No such object: jinji/山田太郎.txt", Reason.VANISHED, "HTTP 404"),
    (412, "", Reason.CHANGED, "HTTP 412"),
    (403, "山田@example.jp does not have storage.objects.get access", Reason.PERMISSION_DENIED, "storage.objects.get"),
    (403, "Permission cloudkms.cryptoKeyVersions.useToDecrypt denied", Reason.PERMISSION_DENIED, "cloudkms."),
    (400, "resourceIsEncryptedWithCustomerEncryptionKey", Reason.ENCRYPTED, "CSEK"),
    (400, "Cloud KMS key is disabled", Reason.ENCRYPTED, "CMEK"),
    (400, "Bucket is a requester pays bucket but no user project provided.", Reason.PERMISSION_DENIED, "user_project"),
    (401, "", Reason.PERMISSION_DENIED, "credentials"),
    (503, "", Reason.IO_ERROR, "HTTP 503"),
])  # fmt: skip
def test_what_a_refusal_of_google_becomes(status: int, body: str, reason: Reason, detail: str) -> None:
    found = gcss._refused(status, body.encode())
    assert found.reason is reason and detail in found.detail and "山田" not in found.detail


def test_old_generations_are_asked_for_by_number() -> None:
    at = GcsSource("gs://jinji", SourceOptions(gcs=Gcs(versions=True)))
    answer = {
        "kind": "storage#objects",
        "items": [{"name": "a", "size": "1", "generation": "5", "timeDeleted": "2026-01-01T00:00:00Z"}],
    }
    with mock.patch.object(GcsSource, "_json", return_value=answer) as asked:
        page = at.ask("jinji", "", "", "")
    assert asked.call_args.kwargs["versions"] == "true"
    item = at._item("jinji", "", page.entries[0], Facts())
    assert item.uri == "gs://jinji/a?generation=5"
    with mock.patch.object(GcsSource, "_get", return_value=b"x") as got:
        at.get("jinji", "a", item, 0, 1)
    assert got.call_args.args[1] == {"alt": "media", "generation": "5"}


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from google.auth.exceptions import DefaultCredentialsError

    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.delenv("DAICHO_GCS_ANONYMOUS", raising=False)
    failing = mock.patch("google.auth.default", side_effect=DefaultCredentialsError("path of a secret"))
    with failing, pytest.raises(ConfigError, match="application-default login") as raised:
        open_source("gs://jinji", SourceOptions())
    assert "secret" not in str(raised.value)
    for name in ("CONNECTION_STRING", "ACCOUNT_NAME"):
        monkeypatch.delenv(f"AZURE_STORAGE_{name}", raising=False)
    with pytest.raises(ConfigError, match="which account"):
        open_source("az://jinji", SourceOptions())
