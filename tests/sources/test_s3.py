"""Objects in S3: what is listed, what is read, what is refused, who can see a bucket."""

from __future__ import annotations

import io
import json
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from scanner.budget import Budget
from scanner.model import Item, Passage, Problem, Reason, Segment
from scanner.problems import ConfigError
from scanner.settings import S3
from scanner.sources import SourceOptions, open_source
from scanner.sources.objects import listing
from scanner.sources.objects.entry import Answer, Broken, Entry, Facts
from scanner.sources.s3 import exposure
from scanner.sources.s3.client import Refused
from scanner.sources.s3.errors import unreadable
from scanner.sources.s3.source import S3Source
from tests.sources.stores import REGION, Store, moto, seaweed
from tests.sources.whole import the_whole_way

TEXT = "連絡先は担当まで\n".encode()
# Key → why it is odd.
KEYS = {
    "名簿.txt": "UTF-8",
    "営業/顧客/一覧.txt": "folders",
    unicodedata.normalize("NFD", "ガイド.txt"): "as a Mac writes it",
    "ﾒｲﾎﾞ.txt": "half-width kana",
    "髙﨑㐂.txt": "rare kanji",
    "a b  c.txt": "blanks",
    " ends .txt ": "blanks at both ends",
    "100%.txt": "a percent sign",
    "a%41%2F.txt": "looks percent-encoded",
    "q?a=1#x.txt": "ends a path in URIs",
    "a+b&c=d;e,f:g@h!.txt": "signs that mean something in URIs",
    "trailing.dot.": "no name on Windows",
    "\u202etxt.exe": "turns the direction of text",
    "*[1]?.txt": "looks like a glob",
    "~$下書き.txt": "left by Office",
    "k" * 200 + ".txt": "long",
    "A.TXT": "differs from",
    "a.txt": "only by case",
    "a.txt2/b": "a folder whose name begins like a file's",
}


@pytest.fixture(scope="module")
def moto_server() -> Iterator[Store]:
    with moto() as store:
        yield store


@pytest.fixture(scope="module")
def weed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with seaweed(tmp_path_factory.mktemp("weed")) as store:
        yield store


@pytest.fixture
def aws(moto_server: Store) -> Iterator[Store]:
    with moto_server.environment():
        yield moto_server


@pytest.fixture
def weed(weed_server: Store) -> Iterator[Store]:
    with weed_server.environment():
        yield weed_server


@pytest.fixture
def bucket(aws: Store) -> str:
    """An empty one, of this test alone."""
    bucket.number += 1  # type: ignore[attr-defined]
    name = f"bucket-{bucket.number}"  # type: ignore[attr-defined]
    aws.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


bucket.number = 0  # type: ignore[attr-defined]


def source(target: str, **options: Any) -> S3Source:
    settings = {name: options.pop(name) for name in list(options) if name in S3.__dataclass_fields__}
    found = open_source(target, SourceOptions(s3=S3(path_style=True, **settings), **options))
    assert isinstance(found, S3Source)
    return found


def put(store: Store, bucket: str, objects: dict[str, bytes], **more: Any) -> None:
    client = store.client()
    for key, body in objects.items():
        client.put_object(Bucket=bucket, Key=key, Body=body, **more)


def texts(at: S3Source, item: Item) -> list[str]:
    return [one.text for one in segments(at, item) if isinstance(one, Passage)]


def segments(at: S3Source, item: Item) -> list[Segment]:
    return list(at.read(item, Budget()))


def reasons(items: Iterator[Item] | list[Item]) -> dict[str, Reason | None]:
    return {item.relative: item.problem.reason if item.problem else None for item in items}


# --- listing ---


@pytest.mark.parametrize("server", ["aws", "weed"])
def test_every_key_is_listed_once_and_read(server: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue(server)
    store.client().create_bucket(Bucket="odd-keys", CreateBucketConfiguration={"LocationConstraint": REGION})
    put(store, "odd-keys", {key: TEXT for key in KEYS})
    at = source("s3://odd-keys")
    items = list(at.list())
    assert len({item.uri for item in items}) == len(items) == len(KEYS)
    for item in items:
        assert texts(at, item) == [TEXT.decode()], item.relative
    assert {item.relative for item in items} >= {"ガイド.txt", "\\u202etxt.exe", "a%41%2F.txt"}
    assert [item.uri for item in at.list()] == [item.uri for item in items]


@pytest.mark.parametrize("target, found", [
    ("s3://{}", 5),
    ("s3://{}/", 5),
    ("s3://{}/data", 3),  # the object, and what is below the folder; not database/
    ("s3://{}/data/", 2),
    ("s3://{}/%64ata/", 2),  # a target is a URI
    ("s3://{}/database/x", 1),
    ("s3://{}/nothing", 0),
])  # fmt: skip
def test_what_a_target_means(target: str, found: int, aws: Store, bucket: str) -> None:
    put(aws, bucket, {key: TEXT for key in ("data", "data/a", "data/b/c", "database/x", "e")})
    assert len(list(source(target.format(bucket)).list())) == found


def test_many_keys_under_one_prefix_and_many_folders(aws: Store, bucket: str) -> None:
    keys = [f"flat/{n:05}" for n in range(1_100)] + [f"deep/{n:02}/{m}" for n in range(12) for m in range(3)]
    put(aws, bucket, dict.fromkeys(keys, b""))
    found = [item.relative for item in source(f"s3://{bucket}").list()]
    assert sorted(found) == sorted(keys)
    assert [item.relative for item in source(f"s3://{bucket}").list()] == found


def test_a_whole_account(aws: Store, bucket: str) -> None:
    put(aws, bucket, {"a/b.txt": TEXT})
    at = source("s3://")
    item = next(item for item in at.list() if item.relative == f"{bucket}/a/b.txt")
    assert item.source == "s3://" and texts(at, item) == [TEXT.decode()]


def test_a_listing_that_breaks_off_gives_what_came_and_a_row(aws: Store, bucket: str) -> None:
    from botocore.exceptions import ClientError

    put(aws, bucket, {f"{folder}/{n}": b"" for folder in "abc" for n in range(3)})
    at = source(f"s3://{bucket}")
    whole = at._client.list_objects_v2

    def broken(**ask: Any) -> Any:
        if ask["Prefix"] == "b/":
            answer = {"Error": {"Code": "InternalError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
            raise ClientError(answer, "ListObjectsV2")
        return whole(**ask)

    with mock.patch.object(at._client, "list_objects_v2", broken):
        found = reasons(at.list())
    assert found == {**{f"{folder}/{n}": None for folder in "ac" for n in range(3)}, "b/": Reason.IO_ERROR}


def test_a_server_that_gives_the_same_page_forever_ends() -> None:
    def stuck(prefix: str, token: str, delimiter: str) -> Answer:
        return Answer([Entry("a")], next="x")

    found = list(listing.pages(stuck, "", at_once=1))
    assert isinstance(found[-1], Broken) and len(found) == 3


def test_folders_are_not_listed_far_ahead() -> None:
    """What was listed of hundreds of folders would lie in memory until the first ones are scanned."""
    folders, asked = [f"{n:03}/" for n in range(300)], list[str]()

    def ask(prefix: str, token: str, delimiter: str) -> Answer:
        asked.append(prefix)
        return Answer([], folders, "") if delimiter else Answer([Entry(prefix + "a")], [], "")

    pages = listing.pages(ask, "", at_once=4)
    first = [next(pages) for _ in range(3)]
    time.sleep(0.3)  # for whoever would go on
    assert len(asked) <= 12
    keys = [entry.key for page in (*first, *pages) if not isinstance(page, Broken) for entry in page]
    assert keys == [folder + "a" for folder in folders] and len(asked) == 301


def test_nobody_waits_for_a_listing_that_is_given_up(aws: Store, bucket: str) -> None:
    put(aws, bucket, {f"{folder}/{n}": b"" for folder in "abcdefghijkl" for n in range(8)})
    items = source(f"s3://{bucket}").list()
    next(items)
    items.close()  # type: ignore[attr-defined]


def test_archived_objects_are_rows_and_never_asked_for(aws: Store, bucket: str) -> None:
    for kind in ("STANDARD", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"):
        put(aws, bucket, {kind: TEXT}, StorageClass=kind)
    assert reasons(source(f"s3://{bucket}").list()) == {
        "STANDARD": None,
        "GLACIER_IR": None,
        "GLACIER": Reason.ARCHIVED,
        "DEEP_ARCHIVE": Reason.ARCHIVED,
    }


def test_old_versions_and_delete_markers(aws: Store, bucket: str) -> None:
    client = aws.client()
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put(aws, bucket, {"a.txt": "旧\n".encode()})
    put(aws, bucket, {"a.txt": "新\n".encode(), "gone.txt": "消\n".encode()})
    client.delete_object(Bucket=bucket, Key="gone.txt")
    assert list(reasons(source(f"s3://{bucket}").list())) == ["a.txt"]
    at = source(f"s3://{bucket}", versions=True)
    items = list(at.list())
    assert sorted(text for item in items if item.problem is None for text in texts(at, item)) == [
        "新\n",
        "旧\n",
        "消\n",
    ] or sorted(text for item in items if item.problem is None for text in texts(at, item)) == sorted(
        ["新\n", "旧\n", "消\n"]
    )
    assert [item.problem.detail for item in items if item.problem] == ["delete marker"]
    assert len({item.uri for item in items}) == 4


def test_left_out_by_the_plan(aws: Store, bucket: str) -> None:
    put(aws, bucket, {"a.txt": TEXT, "b.log": TEXT, "big.txt": TEXT * 9})
    at = source(f"s3://{bucket}", include=("*.txt",), max_bytes=len(TEXT))
    assert reasons(at.list()) == {"a.txt": None, "b.log": Reason.EXCLUDED, "big.txt": Reason.TOO_LARGE}


# --- reading ---


def test_a_stream_can_seek_and_asks_for_few_blocks(aws: Store, bucket: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("big.bin", bytes(20 << 20))
        archive.writestr("名簿.txt", TEXT)
    put(aws, bucket, {"a.zip": packed.getvalue()})
    at = source(f"s3://{bucket}")
    (item,) = at.list()
    with mock.patch.object(at._client, "get_object", wraps=at._client.get_object) as asked, at.open(item) as stream:
        assert zipfile.ZipFile(stream).read("名簿.txt") == TEXT
        stream.seek(5)
        assert stream.read(3) == packed.getvalue()[5:8] and stream.tell() == 8
        assert stream.seek(0, io.SEEK_END) == item.size and stream.read() == b""
    assert asked.call_count == 2


@pytest.mark.parametrize("what, reason", [
    ("replaced", Reason.CHANGED),
    ("deleted", Reason.VANISHED),
])  # fmt: skip
@pytest.mark.parametrize("server", ["aws", "weed"])
def test_an_object_that_changes_after_it_was_listed(
    what: str, reason: Reason, server: str, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(server)
    name = f"changing-{what}"
    client = store.client()
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    put(store, name, {"a.txt": TEXT})
    at = source(f"s3://{name}")
    (item,) = at.list()
    if what == "replaced":
        put(store, name, {"a.txt": TEXT[::-1]})
    else:
        client.delete_object(Bucket=name, Key="a.txt")
    assert [one.reason for one in segments(at, item) if isinstance(one, Problem)] == [reason]


@pytest.mark.parametrize("breaks, read", [(2, True), (9, False)])
def test_a_connection_that_breaks_while_reading(breaks: int, read: bool, aws: Store, bucket: str) -> None:
    from urllib3.exceptions import ProtocolError

    put(aws, bucket, {"a.txt": TEXT})
    at = source(f"s3://{bucket}")
    (item,) = at.list()
    whole, left = at._client.get_object, [breaks]

    def breaking(**ask: Any) -> Any:
        answer = whole(**ask)
        if left[0]:
            left[0] -= 1
            answer["Body"] = mock.MagicMock()
            answer["Body"].__enter__.return_value.read.side_effect = ProtocolError("cut: 090-1234-5678")
        return answer

    with mock.patch.object(at._client, "get_object", breaking):
        found = segments(at, item)
    if read:
        assert [one.text for one in found if isinstance(one, Passage)] == [TEXT.decode()]
    else:
        (problem,) = found
        assert isinstance(problem, Problem) and problem.reason is Reason.IO_ERROR and "090" not in problem.detail


@pytest.mark.parametrize("code, status, reason, says", [
    ("AccessDenied", 403, Reason.PERMISSION_DENIED, "s3:GetObject"),
    ("ExpiredToken", 400, Reason.PERMISSION_DENIED, "credentials"),
    ("InvalidObjectState", 403, Reason.ARCHIVED, ""),
    ("SlowDown", 503, Reason.IO_ERROR, "SlowDown"),
    ("KMS.DisabledException", 400, Reason.ENCRYPTED, "KMS"),
])  # fmt: skip
def test_what_a_refusal_becomes(code: str, status: int, reason: Reason, says: str, aws: Store, bucket: str) -> None:
    from botocore.exceptions import ClientError

    put(aws, bucket, {"a.txt": TEXT})
    at = source(f"s3://{bucket}")
    (item,) = at.list()
    answer = {"Error": {"Code": code, "Message": "山田太郎.txt"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    with mock.patch.object(at._client, "get_object", side_effect=ClientError(answer, "GetObject")):
        (problem,) = segments(at, item)
    assert isinstance(problem, Problem) and problem.reason is reason
    assert says in problem.detail and "山田" not in problem.detail


# --- who may ---


def test_wrong_credentials_are_told_before_anything_is_read(weed: Store) -> None:
    with weed.environment((weed.reader[0], "wrong-secret")), pytest.raises(ConfigError, match="credentials") as raised:
        source("s3://ready")
    assert "wrong-secret" not in str(raised.value)


@pytest.mark.parametrize(
    "target, says",
    [
        ("s3://not-there-at-all", "no such bucket"),
        ("s3://", ""),
        ("s3:///folder", "the bucket is missing"),  # and not that folder of every bucket
        ("s3://a bucket/x", "no name that a bucket can have"),
    ],
)
def test_targets_that_cannot_be_listed(target: str, says: str, aws: Store) -> None:
    if says:
        with pytest.raises(ConfigError, match=says):
            source(target)
    else:
        source(target)


def test_nothing_can_be_written_through_our_client(weed: Store) -> None:
    at = source("s3://ready")
    for call in (
        lambda: at._client.put_object(Bucket="ready", Key="b", Body=b""),
        lambda: at._client.delete_object(Bucket="ready", Key="a"),
        lambda: at._client.restore_object(Bucket="ready", Key="a"),
    ):
        with pytest.raises(Refused):
            call()


def test_nothing_but_reads_reaches_the_server(weed: Store) -> None:
    """The key that scans may do nothing else; whatever is tried is refused, and nothing was refused but settings."""
    at = source("s3://ready")
    with mock.patch.object(at._client, "_make_api_call", wraps=at._client._make_api_call) as calls:
        for item in at.list():
            segments(at, item)
    assert {call.args[0][:3] for call in calls.call_args_list} <= {"Get", "Lis", "Hea"}
    assert reasons(source("s3://ready").list()) == {"a": None}


# --- exposure ---

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{}/*"}],
}
BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


class Answers:
    """Settings of a bucket as S3 gives them. A name that is missing is refused."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def __getattr__(self, method: str) -> Any:
        from botocore.exceptions import ClientError

        def call(Bucket: str) -> Any:
            if method in self.answers:
                return self.answers[method]
            answer = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
            raise ClientError(answer, method)

        return call


EVERYBODY = {"Grants": [{"Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"}]}
PUBLIC, PRIVATE = {"PolicyStatus": {"IsPublic": True}}, {"PolicyStatus": {"IsPublic": False}}
BLOCKED = {"PublicAccessBlockConfiguration": BLOCK}


@pytest.mark.parametrize("answers, wanted, says", [
    ({"get_bucket_policy_status": PRIVATE, "get_bucket_acl": {}, "get_public_access_block": BLOCKED}, "private", "on"),
    ({"get_bucket_policy_status": PUBLIC, "get_bucket_acl": {}, "get_public_access_block": {}}, "public", "policy: public"),
    ({"get_bucket_policy_status": PUBLIC, "get_bucket_acl": {}, "get_public_access_block": BLOCKED}, "private", "(blocked)"),
    ({"get_bucket_policy_status": PRIVATE, "get_bucket_acl": EVERYBODY}, "public", "ACL: everyone"),
    ({"get_bucket_acl": EVERYBODY, "get_public_access_block": BLOCKED}, "private", "ACL: everyone (blocked)"),
    ({"get_bucket_acl": {}}, "unknown", "not known: s3:GetBucketPolicyStatus"),
    ({}, "unknown", "not known: s3:GetBucketAcl"),
])  # fmt: skip
def test_who_can_read_a_bucket(answers: dict[str, Any], wanted: str, says: str) -> None:
    facts = exposure.look(Answers(**answers), "b")
    assert facts.exposure == wanted and says in facts.detail


@pytest.mark.parametrize("account, wanted, says", [
    (dict.fromkeys(BLOCK, False), "public", "policy: public"),
    (BLOCK, "private", "policy: public (blocked)"),  # no bucket tells of it
    (None, "public", "s3:GetAccountPublicAccessBlock"),
])  # fmt: skip
def test_what_the_account_blocks(account: dict[str, bool] | None, wanted: str, says: str) -> None:
    answers = {"get_bucket_policy_status": PUBLIC, "get_bucket_acl": {}, "get_public_access_block": {}}
    facts = exposure.look(Answers(**answers), "b", lambda bucket: account)
    assert facts.exposure == wanted and says in facts.detail


def test_the_account_is_asked_only_where_a_bucket_is_open_and_its_own() -> None:
    from botocore.exceptions import ClientError

    from scanner.sources.s3 import client as clients

    never = mock.Mock(side_effect=AssertionError)
    quiet = {"get_bucket_policy_status": PRIVATE, "get_bucket_acl": {}, "get_public_access_block": {}}
    assert exposure.look(Answers(**quiet), "b", never).exposure == "private"
    elsewhere = mock.Mock()
    elsewhere.meta.endpoint_url = "http://127.0.0.1:9000"
    assert clients.account_block(S3(), elsewhere, "b") == {}
    aws = mock.Mock()
    aws.meta.endpoint_url = "https://s3.ap-northeast-1.amazonaws.com"
    told = mock.Mock()
    told.client.return_value.get_caller_identity.return_value = {"Account": "123456789012"}
    told.client.return_value.get_public_access_block.return_value = BLOCKED
    with mock.patch.object(clients, "_session", return_value=told):
        assert clients.account_block(S3(), aws, "b") == BLOCK
        aws.head_bucket.side_effect = ClientError({"Error": {"Code": "403"}}, "HeadBucket")  # somebody else's
        assert clients.account_block(S3(), aws, "b") is None


def test_settings_of_a_bucket_are_in_every_row(aws: Store, bucket: str) -> None:
    client = aws.client()
    put(aws, bucket, {"a.txt": TEXT})
    policy = json.dumps(POLICY).replace("{}", bucket)
    client.put_bucket_policy(Bucket=bucket, Policy=policy)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    client.put_bucket_website(Bucket=bucket, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
    client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "部署", "Value": "人事"}]})
    rule = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}
    client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rule)
    (item,) = source(f"s3://{bucket}").list()
    assert item.exposure == "public"
    for word in ("policy: public", "website", "versioning: enabled", "tag 部署=人事", "encryption: aws:kms"):
        assert word in item.exposure_detail


def test_the_whole_way(aws: Store, bucket: str, tmp_path: Path) -> None:
    the_whole_way(f"s3://{bucket}", lambda key, content: put(aws, bucket, {key: content}), tmp_path)


# --- encryption ---


def keyed(n: int) -> bytes:
    return bytes(range(n, n + 32))


def test_objects_with_keys_of_the_customers_own(
    weed: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Read with the key that fits, by base64 or hexadecimal, beside others; without it `encrypted`. No key anywhere."""
    import base64

    store = weed.client()
    store.create_bucket(Bucket="sse-c")
    for number, name in enumerate(("one.txt", "two.txt", "three.txt")):
        store.put_object(
            Bucket="sse-c", Key=name, Body=TEXT, SSECustomerAlgorithm="AES256", SSECustomerKey=keyed(number)
        )
    put(weed, "sse-c", {"plain.txt": TEXT})
    monkeypatch.setenv("KEY_ONE", base64.b64encode(keyed(0)).decode())
    (tmp_path / "keys").write_text(keyed(9).hex() + "\n" + keyed(1).hex() + "\n")
    (tmp_path / "keys").chmod(0o600)

    def read(*places: str) -> dict[str, Any]:
        at = source("s3://sse-c", customer_keys=places)
        found: dict[str, Any] = {}
        for item in at.list():
            (one,) = segments(at, item)
            found[item.relative] = (
                one.reason if isinstance(one, Problem) else isinstance(one, Passage) and one.text == TEXT.decode()
            )
            found[item.relative + "?"] = at.refine(item).encryption
        return found

    with caplog.at_level("DEBUG", logger="scanner"):
        none, some = read(), read("env:KEY_ONE", f"file:{tmp_path}/keys")
    assert none["plain.txt"] is True and none["one.txt"] is none["three.txt"] is Reason.ENCRYPTED
    assert some["plain.txt"] is some["one.txt"] is some["two.txt"] is True and some["three.txt"] is Reason.ENCRYPTED
    assert some["one.txt?"] == none["one.txt?"] == some["three.txt?"] == "SSE-C" and some["plain.txt?"] == ""
    out = tmp_path / "out"
    (tmp_path / "plan.yaml").write_text(
        f"s3: {{path_style: true, customer_keys: ['env:KEY_ONE', 'file:{tmp_path}/keys']}}"
    )
    flags = ["--out", str(out), "--executor", "inline", "--depth", "quick", "--config", str(tmp_path / "plan.yaml")]
    code, said = run("scan", "s3://sse-c", *flags)
    from scanner import inventory

    rows = inventory.open(out).table("items", ["relative", "status", "encryption", "encrypted"]).to_pylist()
    told = {row["relative"]: (row["status"], row["encryption"], row["encrypted"]) for row in rows}
    assert (
        code == 0
        and told["one.txt"] == ("scanned", "SSE-C", False)
        and told["three.txt"] == ("unreadable", "SSE-C", True)
    )
    written = b"".join(file.read_bytes() for file in out.rglob("*") if file.is_file()) + (said + caplog.text).encode()
    for key in (keyed(0), keyed(1), keyed(9)):
        for form in (key, key.hex().encode(), base64.b64encode(key)):
            assert form not in written


@pytest.mark.parametrize("place, endpoint, says", [
    ("env:NOT_SET", "", "not set"),
    ("env:SHORT", "", "32 bytes"),
    ("env:RIGHT", "http://store.example.jp", "https"),
])  # fmt: skip
def test_keys_that_cannot_be(place: str, endpoint: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    monkeypatch.setenv("SHORT", "c2hvcnQ=")
    monkeypatch.setenv("RIGHT", keyed(0).hex())
    with pytest.raises(ConfigError, match=says) as raised:
        source("s3://bucket", customer_keys=(place,), endpoint=endpoint)
    assert "c2hvcnQ=" not in str(raised.value) and keyed(0).hex() not in str(raised.value)


def test_a_key_in_the_plan_itself_is_refused_and_not_repeated() -> None:
    from scanner.config import load_plan

    with pytest.raises(ConfigError, match="customer_keys: say where"):
        run_config = {"targets": ["s3://b"], "s3": {"customer_keys": [keyed(0).hex()]}}
        load_plan(run_config, env={})


def test_how_objects_are_kept_is_told_as_it_is(aws: Store, bucket: str) -> None:
    """The bucket's default until an object is read, then what the answer says."""
    rule = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
    client = aws.client()
    put(aws, bucket, {"old.txt": TEXT}, ServerSideEncryption="aws:kms")
    client.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rule)
    at = source(f"s3://{bucket}")
    (item,) = at.list()
    assert item.encryption == "AES256" and texts(at, item) and at.refine(item).encryption == "aws:kms"


def test_what_was_encrypted_before_it_came_is_told(aws: Store, bucket: str) -> None:
    put(aws, bucket, {"a.txt": bytes(range(256))}, Metadata={"x-amz-key-v2": "x", "x-amz-iv": "y"})
    at = source(f"s3://{bucket}")
    (item,) = at.list()
    (problem,) = segments(at, item)
    assert isinstance(problem, Problem) and problem.reason is Reason.ENCRYPTED and "client-side" in problem.detail


@pytest.mark.parametrize("message, with_key, reason, detail", [
    ("The object was stored using a form of Server Side Encryption. The correct parameters must be provided", False,
     Reason.ENCRYPTED, "SSE-C"),
    ("User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt on resource", False,
     Reason.PERMISSION_DENIED, "kms:Decrypt"),
    ("The ciphertext refers to a customer master key that does not exist", False, Reason.PERMISSION_DENIED, "kms:Decrypt"),
    ("Access Denied", True, Reason.ENCRYPTED, "another than those"),
    ("The encryption parameters are not applicable to this object.", True, Reason.ENCRYPTED, "no key"),
    ("Access Denied", False, Reason.PERMISSION_DENIED, "s3:GetObject"),
])  # fmt: skip
def test_why_something_encrypted_cannot_be_read(message: str, with_key: bool, reason: Reason, detail: str) -> None:
    from botocore.exceptions import ClientError

    answer = {"Error": {"Code": "AccessDenied", "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    found = unreadable(ClientError(answer, "GetObject"), with_key)
    assert found.reason is reason and detail in found.detail


# --- access lists of objects, other kinds of buckets ---


def test_an_object_that_is_open_in_a_bucket_that_is_not(aws: Store, bucket: str) -> None:
    client = aws.client()
    put(aws, bucket, {"open.txt": TEXT}, ACL="public-read")
    put(aws, bucket, {"own.txt": TEXT})
    assert {item.exposure for item in source(f"s3://{bucket}").list()} == {"private"}
    found = {item.relative: item for item in source(f"s3://{bucket}", object_acls=True).list()}
    assert found["open.txt"].exposure == "public" and "ACL of the object: everyone" in found["open.txt"].exposure_detail
    assert found["own.txt"].exposure == "private"
    client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCK)
    at = source(f"s3://{bucket}", object_acls=True)
    with mock.patch.object(at._client, "get_object_acl", side_effect=AssertionError):  # they count for nothing there
        assert {item.exposure for item in at.list()} == {"private"}


OUTPOST = "arn:aws:s3-outposts:us-east-1:1:outpost/op-1/accesspoint/n"
ARN = "arn:aws:s3:ap-northeast-1:123456789012:accesspoint/jinji"


@pytest.mark.parametrize("target, bucket, prefix", [
    (f"s3://{ARN}", ARN, ""),
    (f"s3://{ARN}/data/", ARN, "data/"),
    ("s3://arn:aws:s3-object-lambda:us-east-1:1:accesspoint/mask/a", "arn:aws:s3-object-lambda:us-east-1:1:accesspoint/mask", "a"),
    (f"s3://{OUTPOST}/a/b", OUTPOST, "a/b"),
])  # fmt: skip
def test_access_points_as_targets(target: str, bucket: str, prefix: str) -> None:
    at = S3Source(target, SourceOptions())
    assert (at._bucket, at._prefix) == (bucket, prefix)
    assert at._place(at._uri(bucket, "a/名簿.txt", "v1")) == (bucket, "a/名簿.txt", "v1")


def test_a_directory_bucket_is_read_in_a_session_that_may_not_write() -> None:
    """boto3 opens one by itself. Nothing here speaks S3 Express, so only what is asked is seen."""
    from scanner.sources.s3.client import _only_read_session, connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "x")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "y")
        client = connect(S3(region="ap-northeast-1"))
    assert _only_read_session({"Bucket": "b"}) == {"Bucket": "b", "SessionMode": "ReadOnly"}
    sent: dict[str, Any] = {}

    def answer(request: Any, **_: Any) -> None:
        sent.update(request.headers)
        raise OSError("nobody there")

    client.meta.events.register("before-send.s3.CreateSession", answer)
    with pytest.raises(Exception, match="nobody there"):
        client.list_objects_v2(Bucket="jinji--apne1-az4--x-s3")
    assert sent["x-amz-create-session-mode"] in (b"ReadOnly", "ReadOnly")
    at = S3Source("s3://jinji--apne1-az4--x-s3", SourceOptions())
    assert at.facts("jinji--apne1-az4--x-s3").exposure == "private"


def test_all_buckets_page_by_page() -> None:
    at = S3Source("s3://", SourceOptions())
    pages = {"": (["a", "b"], "1"), "1": (["c"], "2"), "2": (["d"], "")}

    class Client:
        def list_buckets(self, MaxBuckets: int, ContinuationToken: str = "") -> dict[str, Any]:
            names, following = pages[ContinuationToken]
            return {"Buckets": [{"Name": name} for name in names], "ContinuationToken": following}

    at.__dict__["_client"] = Client()
    assert list(at.buckets()) == ["a", "b", "c", "d"]


# --- S3 Inventory ---

COLUMNS = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass"


def report(kind: str, rows: list[list[Any]]) -> bytes:
    """One file of a report, as S3 writes it: CSV has no header and encoded keys, Parquet has snake_case columns."""
    import csv
    import gzip
    from urllib.parse import quote_plus

    import pyarrow as pa
    import pyarrow.orc as orc
    import pyarrow.parquet as pq

    if kind == "CSV":
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(
            [row[0], quote_plus(row[1]), row[2], *(str(value).lower() for value in row[3:5]), row[5], row[6], *row[7:]]
            for row in rows
        )
        return gzip.compress(text.getvalue().encode())
    names = ("bucket", "key", "version_id", "is_latest", "is_delete_marker", "size", "last_modified_date", "e_tag")
    table = pa.table({name: [row[n] for row in rows] for n, name in enumerate((*names, "storage_class"))})
    sink = io.BytesIO()
    (pq if kind == "Parquet" else orc).write_table(table, sink)
    return sink.getvalue()


@pytest.mark.parametrize("kind", ["CSV", "Parquet", "ORC"])
def test_keys_from_a_report_of_s3_inventory(kind: str, aws: Store, bucket: str) -> None:
    client = aws.client()
    objects = {"a b+c.txt": TEXT, "営業/名簿.txt": TEXT, "changed.txt": TEXT, "other.txt": TEXT}
    put(aws, bucket, objects)
    etags = {one["Key"]: one["ETag"].strip('"') for one in client.list_objects_v2(Bucket=bucket)["Contents"]}
    put(aws, bucket, {"changed.txt": TEXT * 2, "new.txt": TEXT})
    rows: list[list[Any]] = [
        [bucket, key, "", True, False, len(TEXT), "2026-11-25T01:00:00.000Z", etags[key], "STANDARD"] for key in objects
    ]
    rows += [[bucket, "cold", "", True, False, 9, "2026-11-25T01:00:00.000Z", "x", "DEEP_ARCHIVE"]]
    rows += [[bucket, "deleted", "v1", True, True, 0, "2026-11-25T01:00:00.000Z", "", ""]]
    folder = f"reports/{bucket}/all"
    for day in ("2026-11-24T01-00Z", "2026-11-25T01-00Z"):
        part = f"{folder}/data/{day}.{kind.lower()}"
        manifest = {
            "sourceBucket": bucket,
            "destinationBucket": f"arn:aws:s3:::{bucket}",
            "fileFormat": kind,
            "fileSchema": COLUMNS if kind == "CSV" else "",
            "files": [{"key": part}],
        }
        put(
            aws,
            bucket,
            {
                part: report(kind, rows if "25" in day else rows[4:5]),
                f"{folder}/{day}/manifest.json": json.dumps(manifest).encode(),
            },
        )
    at = source(f"s3://{bucket}", inventory=f"s3://{bucket}/{folder}/")
    items = list(at.list())
    assert reasons(items) == {**dict.fromkeys(objects), "cold": Reason.ARCHIVED}
    assert all("S3 Inventory of 2026-11-25" in item.exposure_detail for item in items)
    by_name = {item.relative: segments(at, item) for item in items if item.problem is None}
    assert [one.reason for one in by_name.pop("changed.txt") if isinstance(one, Problem)] == [Reason.CHANGED]
    assert all(isinstance(one, Passage) for found in by_name.values() for one in found)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"sourceBucket": "another", "files": [], "fileFormat": "CSV", "destinationBucket": "x"}']
)
def test_a_report_that_is_none_is_a_row(text: str, aws: Store, bucket: str) -> None:
    put(aws, bucket, {"manifest.json": text.encode()} if text else {"x": b""})
    (item,) = source(f"s3://{bucket}", inventory=f"s3://{bucket}/manifest.json").list()
    assert item.kind == "folder" and item.problem is not None


# --- the command line ---


def run(*arguments: str) -> tuple[int, str]:
    from click.testing import CliRunner

    from scanner.cli import cli

    result = CliRunner().invoke(cli, [*arguments, "--lang", "en"])
    return result.exit_code, result.output


def test_sources_check(aws: Store, weed: Store, bucket: str) -> None:
    with weed.environment(weed.reader):
        code, output = run("sources", "check", "s3://ready")
        assert code == 0 and "reading: works" in output and "listed: 1 items" in output
    with weed.environment((weed.reader[0], "wrong-secret")):
        code, output = run("sources", "check", "s3://ready")
        assert code == 2 and "credentials" in output and "wrong-secret" not in output


def test_what_may_not_be_seen_is_told(aws: Store, bucket: str) -> None:
    from botocore.exceptions import ClientError

    put(aws, bucket, {"a.txt": TEXT})
    whole = S3Source._fetch
    answer = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    refused = Facts("unknown", "", hidden=("s3:GetBucketAcl",))
    with (
        mock.patch.object(S3Source, "_fetch", side_effect=unreadable(ClientError(answer, "GetObject"))),
        mock.patch.object(exposure, "look", return_value=refused),
    ):
        code, output = run("sources", "check", f"s3://{bucket}")
    assert whole is S3Source._fetch and code == 3
    assert (
        "s3:GetObject" in output and "s3:GetBucketAcl: missing" in output and "s3:GetBucketTagging: granted" in output
    )


def test_a_plan_counts_and_reads_nothing(aws: Store, bucket: str) -> None:
    put(aws, bucket, {f"{n}.txt": TEXT for n in range(3)})
    put(aws, bucket, {"cold": TEXT}, StorageClass="GLACIER")
    with mock.patch.object(S3Source, "open", side_effect=AssertionError):
        code, output = run("scan", "--plan", f"s3://{bucket}")
    assert code == 0
    assert "4 items, of them 3 to be read, 75 B" in output and "Archived 1" in output and "3 GET, 1 LIST" in output
    assert "time: about 0:00" in output


def test_what_reading_costs() -> None:
    """By storage class, a request a block, and what is fetched of those that are kept for seldom use."""
    from scanner.sources.s3.prices import Bill

    bill = Bill(listed=2_500)
    bill.add(20 << 20, "STANDARD")
    bill.add(10**9, "STANDARD_IA")
    bill.add(0, "STANDARD")
    assert (bill.lists, bill.gets) == (3, 3 + 120)
    assert bill.money == pytest.approx(3 * 0.005 / 1000 + 3 * 0.0004 / 1000 + 120 * 0.001 / 1000 + 0.01)


def test_no_secret_is_written_anywhere(weed: Store, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Not by a scan that works and not by one that is refused: in no file, no output, no message."""
    said = ""
    for number, who in enumerate((weed.reader, (weed.reader[0], "another-secret"), ("AKIANOBODY", "third-secret"))):
        with weed.environment(who), pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_SESSION_TOKEN", "session-secret") if number else None
            target, out = "s3://ready", str(tmp_path / str(number))
            said += run("scan", target, "--out", out, "--executor", "inline", "--depth", "quick")[1]
            said += run("sources", "check", target)[1]
    captured = capfd.readouterr()
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"s3://ready/a" in written  # the first scan was done
    for secret in (weed.reader[1], "another-secret", "third-secret", "session-secret"):
        assert secret not in said + captured.out + captured.err and secret.encode() not in written
