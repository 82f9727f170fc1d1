"""What S3 and its kin answer when they refuse → Reason. A message of theirs may quote a key; only codes are kept."""

from __future__ import annotations

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    TokenRetrievalError,
)

from scanner.model import Reason
from scanner.problems import Unreadable

# What each call needs, for whoever has to grant it.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
PERMISSIONS = {
    "GetObject": "s3:GetObject",
    "GetObjectVersion": "s3:GetObjectVersion",
    "GetObjectAcl": "s3:GetObjectAcl",
    "HeadObject": "s3:GetObject",
    "ListObjectsV2": "s3:ListBucket",
    "ListObjectVersions": "s3:ListBucketVersions",
    "ListBuckets": "s3:ListAllMyBuckets",
    "GetBucketLocation": "s3:GetBucketLocation",
    "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "GetBucketPolicyStatus": "s3:GetBucketPolicyStatus",
    "GetBucketAcl": "s3:GetBucketAcl",
    "GetBucketOwnershipControls": "s3:GetBucketOwnershipControls",
    "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "GetBucketVersioning": "s3:GetBucketVersioning",
    "GetBucketReplication": "s3:GetReplicationConfiguration",
    "GetBucketWebsite": "s3:GetBucketWebsite",
    "GetBucketTagging": "s3:GetBucketTagging",
}

_BY_CODE = {
    "NoSuchKey": Reason.VANISHED,
    "NoSuchVersion": Reason.VANISHED,
    "NoSuchBucket": Reason.VANISHED,
    "404": Reason.VANISHED,
    "InvalidObjectState": Reason.ARCHIVED,
    "PreconditionFailed": Reason.CHANGED,
    "412": Reason.CHANGED,
    "InvalidRange": Reason.CHANGED,  # shorter than it was listed
    "416": Reason.CHANGED,
    "RequestTimeout": Reason.TIMEOUT,
    "KMS.DisabledException": Reason.ENCRYPTED,
    "KMS.KMSInvalidStateException": Reason.ENCRYPTED,
    "KMS.NotFoundException": Reason.ENCRYPTED,
}
# What an object that is encrypted with a key of the customer's own is told as.
LOCKED = "with a key of the customer's own (SSE-C)"
NO_KEY = "with a key of the customer's own (SSE-C), another than those of the plan"
NOT_LOCKED = "with no key of the customer's own"
_TOLD_LOCKED = ("Server Side Encryption", "server side encryption")  # sent without a key
_TOLD_PLAIN = "encryption parameters are not applicable"  # sent with one
# Refused for who asks, not for what is asked for.
CREDENTIALS = frozenset(
    """ExpiredToken ExpiredTokenException TokenRefreshRequired InvalidToken InvalidAccessKeyId SignatureDoesNotMatch
    RequestExpired RequestTimeTooSkewed UnrecognizedClientException InvalidClientTokenId AuthFailure""".split()
)


def code_of(exc: Exception) -> str:
    """The code of an answer, the class of anything else."""
    return str(exc.response.get("Error", {}).get("Code", "")) if isinstance(exc, ClientError) else type(exc).__name__


def refused(exc: Exception) -> bool:
    """Whether the answer is that this caller may not."""
    return isinstance(exc, ClientError) and exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode") in (401, 403)


def unreadable(exc: ClientError | BotoCoreError, customer_key: bool = False) -> Unreadable:
    """`customer_key`: whether a key was sent along (SSE-C); an object that has another says no more than 400 or 403."""
    code = code_of(exc)
    if isinstance(exc, ClientError):
        operation = exc.operation_name
        if reason := _BY_CODE.get(code):
            return Unreadable(reason, code)
        if code in CREDENTIALS:
            return Unreadable(Reason.PERMISSION_DENIED, f"credentials: {code}")
        if not customer_key and any(words in str(exc) for words in _TOLD_LOCKED):
            return Unreadable(Reason.ENCRYPTED, LOCKED)
        if customer_key and (refused(exc) or code in ("InvalidRequest", "InvalidArgument", "400")):
            return Unreadable(Reason.ENCRYPTED, NOT_LOCKED if _TOLD_PLAIN in str(exc) else NO_KEY)
        if "KMS" in code or "kms:" in str(exc) or "customer master key" in str(exc):
            return Unreadable(Reason.PERMISSION_DENIED, "kms:Decrypt")
        if refused(exc):
            return Unreadable(Reason.PERMISSION_DENIED, PERMISSIONS.get(operation, operation))
        return Unreadable(Reason.IO_ERROR, code)
    if isinstance(exc, ConnectTimeoutError | ReadTimeoutError):
        return Unreadable(Reason.TIMEOUT, code)
    if isinstance(exc, NoCredentialsError | PartialCredentialsError | CredentialRetrievalError | TokenRetrievalError):
        return Unreadable(Reason.PERMISSION_DENIED, f"credentials: {code}")
    return Unreadable(Reason.IO_ERROR, code)
