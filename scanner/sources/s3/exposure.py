"""Who can read a bucket, and what else its settings say. Asked once a bucket.

Public is what anybody on the internet can read, or anybody with an account at AWS, which is the same. Inside an
organisation a policy can let in one role or thousands: the answer of S3 does not tell, so it is `private` only as far
as public access goes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from scanner.sources.objects.entry import Facts
from scanner.sources.s3.errors import PERMISSIONS, code_of, refused

_EVERYBODY = {
    "http://acs.amazonaws.com/groups/global/AllUsers": "everyone",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account",
}
_READS = frozenset({"READ", "FULL_CONTROL", "READ_ACP"})
# Settings that are not there, and stores that do not know them.
_ABSENT = frozenset(
    """NoSuchPublicAccessBlockConfiguration NoSuchBucketPolicy ServerSideEncryptionConfigurationNotFoundError
    ReplicationConfigurationNotFoundError NoSuchWebsiteConfiguration NoSuchTagSet OwnershipControlsNotFoundError""".split()
)


_CALLS = {
    "GetPublicAccessBlock": "get_public_access_block",
    "GetBucketPolicyStatus": "get_bucket_policy_status",
    "GetBucketAcl": "get_bucket_acl",
    "GetBucketOwnershipControls": "get_bucket_ownership_controls",
    "GetBucketWebsite": "get_bucket_website",
    "GetBucketEncryption": "get_bucket_encryption",
    "GetBucketVersioning": "get_bucket_versioning",
    "GetBucketReplication": "get_bucket_replication",
    "GetBucketTagging": "get_bucket_tagging",
}
Account = Callable[[str], dict[str, bool] | None]
ASKED = tuple(PERMISSIONS[operation] for operation in _CALLS)


def look(client: Any, bucket: str, account: Account | None = None) -> Facts:
    """Never raises: what may not be asked makes the answer `unknown`.

    account: the public access block of the account, asked for where only that may keep a bucket closed.
    """
    hidden: list[str] = []
    answers: dict[str, dict[str, Any] | None] = {}  # None: not known. Empty: not set.
    for operation, method in _CALLS.items():
        try:
            answers[operation] = getattr(client, method)(Bucket=bucket)
        except ClientError as exc:
            answers[operation] = {} if code_of(exc) in _ABSENT else None
            if refused(exc):
                hidden.append(PERMISSIONS[operation])
        except BotoCoreError:
            answers[operation] = None
    exposure, said = _readers(answers, {})
    if exposure == "public" and account is not None:
        if (blocks := account(bucket)) is None:
            said.append("public access block of the account: not known (s3:GetAccountPublicAccessBlock)")
        elif any(blocks.values()):
            exposure, said = _readers(answers, blocks)
            said.append("public access block of the account: on")
    encrypted = _encryption(answers["GetBucketEncryption"])
    said += _settings(answers, encrypted) + [f"not known: {permission}" for permission in hidden]
    return Facts(exposure, "; ".join(said), encrypted, tuple(hidden), _heeds_acls(answers))


def _readers(answers: dict[str, dict[str, Any] | None], account: dict[str, bool]) -> tuple[str, list[str]]:
    """(exposure, what lets people in). account: what the account blocks."""
    block, status = answers["GetPublicAccessBlock"], answers["GetBucketPolicyStatus"]
    acl = answers["GetBucketAcl"]
    own = (block or {}).get("PublicAccessBlockConfiguration", {})
    blocks = {name: own.get(name, False) or account.get(name, False) for name in (*own, *account)}
    by_policy = bool((status or {}).get("PolicyStatus", {}).get("IsPublic"))
    by_acl = everybody(acl or {})
    said = []
    public = False
    if by_policy:
        stopped = blocks.get("RestrictPublicBuckets", False)
        public |= not stopped
        said.append("policy: public" + (" (blocked)" if stopped else ""))
    for who in by_acl:
        stopped = blocks.get("IgnorePublicAcls", False)
        public |= not stopped
        said.append(f"ACL: {who}" + (" (blocked)" if stopped else ""))
    if public:
        exposure = "public"
    elif (status is None and not blocks.get("RestrictPublicBuckets")) or (
        acl is None and not blocks.get("IgnorePublicAcls")
    ):
        exposure = "unknown"
    else:
        exposure = "private"

    if block is not None:
        whole = len(own) == 4 and all(own.values())
        said.append("public access block: " + ("on" if whole else "partly" if any(own.values()) else "off"))
    return exposure, said


def everybody(acl: dict[str, Any]) -> list[str]:
    """Of an answer with an access list: which of the two groups that are the whole world may read."""
    return sorted(
        {
            _EVERYBODY[grant["Grantee"]["URI"]]
            for grant in acl.get("Grants", ())
            if grant.get("Permission") in _READS and grant.get("Grantee", {}).get("URI") in _EVERYBODY
        }
    )


def _heeds_acls(answers: dict[str, dict[str, Any] | None]) -> bool:
    """Whether access lists of objects count for anything, as far as is known."""
    blocks = (answers["GetPublicAccessBlock"] or {}).get("PublicAccessBlockConfiguration", {})
    controls = (answers["GetBucketOwnershipControls"] or {}).get("OwnershipControls", {})
    owned = any(rule.get("ObjectOwnership") == "BucketOwnerEnforced" for rule in controls.get("Rules", ()))
    return not (owned or blocks.get("IgnorePublicAcls", False))


def _settings(answers: dict[str, dict[str, Any] | None], encrypted: str) -> list[str]:
    said = []
    website = answers["GetBucketWebsite"] or {}
    if "IndexDocument" in website or "RedirectAllRequestsTo" in website:
        said.append("website")
    if encrypted:
        said.append(f"encryption: {encrypted}")
    if (versioning := answers["GetBucketVersioning"]) is not None:
        said.append(f"versioning: {str(versioning.get('Status', 'off')).lower()}")
    replication = (answers["GetBucketReplication"] or {}).get("ReplicationConfiguration", {})
    goals = [str(rule.get("Destination", {}).get("Bucket", "")) for rule in replication.get("Rules", ())]
    said += [f"replicated to {goal.rpartition(':')[2]}" for goal in goals]
    tags = (answers["GetBucketTagging"] or {}).get("TagSet", ())
    return said + [f"tag {tag.get('Key', '')}={tag.get('Value', '')}" for tag in tags]


def _encryption(answer: dict[str, Any] | None) -> str:
    rules = (answer or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    kinds = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "") for rule in rules]
    return next(iter(kinds), "")
