"""Who can read a bucket, and what else its settings say. Asked once a bucket.

Public is what anybody on the internet can read, or anybody with an account at AWS, which is the same. Inside an
organisation a policy can let in one role or thousands: the answer of S3 does not tell, so it is `private` only as far
as public access goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

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


@dataclass(frozen=True, slots=True)
class Facts:
    """exposure: as in `items`. detail: what was asked and what came, for people. hidden: permissions that are missing.

    encrypted: how objects lie on disk by default, "" where it is not known.
    """

    exposure: str
    detail: str
    encrypted: str = ""
    hidden: tuple[str, ...] = ()


def look(client: Any, bucket: str) -> Facts:
    """Never raises: what may not be asked makes the answer `unknown`."""
    hidden: list[str] = []

    def ask(operation: str, method: str) -> dict[str, Any] | None:
        """None: not known. Empty: not set."""
        try:
            answer: dict[str, Any] = getattr(client, method)(Bucket=bucket)
            return answer
        except ClientError as exc:
            if code_of(exc) in _ABSENT:
                return {}
            if refused(exc):
                hidden.append(PERMISSIONS[operation])
            return None
        except BotoCoreError:
            return None

    return _facts(ask, hidden)


def _facts(ask: Callable[[str, str], dict[str, Any] | None], hidden: list[str]) -> Facts:
    block = ask("GetPublicAccessBlock", "get_public_access_block")
    status = ask("GetBucketPolicyStatus", "get_bucket_policy_status")
    acl = ask("GetBucketAcl", "get_bucket_acl")
    blocks = (block or {}).get("PublicAccessBlockConfiguration", {})
    by_policy = bool((status or {}).get("PolicyStatus", {}).get("IsPublic"))
    by_acl = sorted(
        {
            _EVERYBODY[grant["Grantee"]["URI"]]
            for grant in (acl or {}).get("Grants", ())
            if grant.get("Permission") in _READS and grant.get("Grantee", {}).get("URI") in _EVERYBODY
        }
    )
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
        whole = len(blocks) == 4 and all(blocks.values())
        said.append("public access block: " + ("on" if whole else "partly" if any(blocks.values()) else "off"))
    if (website := ask("GetBucketWebsite", "get_bucket_website")) and len(website) > 1:
        said.append("website")
    encrypted = _encryption(ask("GetBucketEncryption", "get_bucket_encryption"))
    if encrypted:
        said.append(f"encryption: {encrypted}")
    if (versioning := ask("GetBucketVersioning", "get_bucket_versioning")) is not None:
        said.append(f"versioning: {str(versioning.get('Status', 'off')).lower()}")
    for rule in (
        (ask("GetBucketReplication", "get_bucket_replication") or {})
        .get("ReplicationConfiguration", {})
        .get("Rules", ())
    ):
        said.append("replicated to " + str(rule.get("Destination", {}).get("Bucket", "")).rpartition(":")[2])
    tags = (ask("GetBucketTagging", "get_bucket_tagging") or {}).get("TagSet", ())
    said += [f"tag {tag.get('Key', '')}={tag.get('Value', '')}" for tag in tags]
    said += [f"not known: {permission}" for permission in hidden]
    return Facts(exposure, "; ".join(said), encrypted, tuple(hidden))


def _encryption(answer: dict[str, Any] | None) -> str:
    rules = (answer or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
    kinds = [rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "") for rule in rules]
    return next(iter(kinds), "")
