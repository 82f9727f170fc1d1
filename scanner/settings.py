"""What a plan says of each kind of source. Plain values: they travel to workers and hold no secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class S3:
    """Credentials come from boto3's own chain (environment, profile, SSO, instance role), never from here.

    profile: of ~/.aws/config, "" for the chain's. role: ARN to assume on top. region, endpoint: where boto3 does not
    know them; endpoint for stores that speak S3. path_style: bucket in the path, as many of them want. anonymous: no
    signature, for buckets that are open to everybody. requester_pays: who asks agrees to pay.
    customer_keys: where keys of SSE-C are, as passwords.py has it. object_acls: who can read is asked of each object too.
    versions: old versions and delete markers too. inventory: a manifest.json of S3 Inventory, or the folder of its
    configuration for the newest: keys are taken from there.
    """

    profile: str = ""
    role: str = ""
    region: str = ""
    endpoint: str = ""
    path_style: bool = False
    anonymous: bool = False
    requester_pays: bool = False
    customer_keys: tuple[str, ...] = ()
    object_acls: bool = False
    versions: bool = False
    inventory: str = ""


@dataclass(frozen=True, slots=True)
class Gcs:
    """Credentials as Google's libraries find them.

    project: whose buckets `gs://` lists, "" for that of the credentials. user_project: who pays for buckets where the
    requester does. anonymous: for buckets that are open to everybody. object_acls: who can read is asked of each object
    too, where the bucket heeds access lists. versions: old ones too.
    """

    project: str = ""
    user_project: str = ""
    anonymous: bool = False
    object_acls: bool = False
    versions: bool = False


@dataclass(frozen=True, slots=True)
class Azure:
    """Credentials from the environment, a managed identity or `az login`.

    account: a name or an address, "" for that of the environment. anonymous: for containers that are open to everybody.
    versions: old versions and snapshots too.
    """

    account: str = ""
    anonymous: bool = False
    versions: bool = False


@dataclass(frozen=True, slots=True)
class Sftp:
    """User, port and keys come from ~/.ssh/config and the agent too. key_file: a private key. known_hosts: a file.

    password: where the account's is; passphrase: where the key's is. See `passwords.py`.
    """

    key_file: str = ""
    known_hosts: str = ""
    user: str = ""
    password: str = ""
    passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Smb:
    """User and password come from here, from the environment, or from a Kerberos ticket.

    password: where it is, see `passwords.py`. auth: negotiate, ntlm, kerberos. encrypt: refuse a server that does not
    encrypt. acl: who can read is asked of each folder (`folder`), of each file too (`file`, a request each), or not at
    all (`none`). hidden: of a server's shares, also administrative ones and those with `$`. streams: named streams of
    files too. dfs: links to other servers are followed, with the same login.
    """

    user: str = ""
    password: str = ""
    auth: Literal["negotiate", "ntlm", "kerberos"] = "negotiate"
    encrypt: bool = False
    acl: Literal["folder", "file", "none"] = "folder"
    hidden: bool = False
    streams: bool = False
    dfs: bool = False


@dataclass(frozen=True, slots=True)
class Login:
    """Of WebDAV or FTP. password: where it is, see `passwords.py`."""

    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast sources are asked, all workers together: requests and bytes a second, 0 for no limit.

    connections: at the same time, of all workers and the lister; each has one at least. 0: as many as they like.
    """

    requests: float = 0.0
    bytes: int = 0
    connections: int = 0


@dataclass(frozen=True, slots=True)
class Sql:
    """Databases. rows, bytes: of a table that are read, larger ones by sample; 0 for all. value_bytes: of one value.

    views: read them too. statements: that run on one server at a time, of all workers. statement_timeout, lock_timeout:
    seconds, after which the server ends what we asked for. replica: host[:port] that is asked first.
    password: where it is (see passwords.py), never it itself; "" for what the driver finds (~/.pgpass and the like).
    """

    rows: int = 100_000
    bytes: int = 256 << 20
    value_bytes: int = 8 << 20
    views: bool = False
    statements: int = 2
    statement_timeout: float = 60.0
    lock_timeout: float = 3.0
    replica: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Stores:
    """MongoDB, Redis, DynamoDB, Elasticsearch. rows, bytes: of a collection that are read, larger ones by sample; 0 for
    all. value_bytes: of one value.

    views: read them too. requests: under way on one server at a time, of all workers. timeout: seconds that the server may
    take for one. read_units: of DynamoDB, a second, of all workers. password: where it is (see passwords.py).
    """

    rows: int = 100_000
    bytes: int = 256 << 20
    value_bytes: int = 8 << 20
    views: bool = False
    requests: int = 2
    timeout: float = 60.0
    read_units: float = 100.0
    password: str = ""
