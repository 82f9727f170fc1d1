"""YAML file, environment and flags → one frozen Plan. Every mistake a user can make is found here, before any I/O."""

from __future__ import annotations

import difflib
import hashlib
import hmac
import json
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints
from urllib.parse import unquote_to_bytes, urlsplit

from recognizers.yamlfile import load
from scanner import own, passwords
from scanner import taxonomy as taxonomies
from scanner.budget import Limits
from scanner.filters import Filters, moment
from scanner.problems import ConfigError
from scanner.settings import S3, Azure, Gcs, Login, Pace, Sftp, Smb, Sql, Stores

if TYPE_CHECKING:
    from recognizers.custom import Custom
    from recognizers.jp.special_care.lists import Term
    from scanner.suppress import Suppression

ENV_PREFIX = "DAICHO_"
_NESTED: dict[str, Any] = {
    "limits": Limits,
    "s3": S3,
    "gcs": Gcs,
    "azure": Azure,
    "sftp": Sftp,
    "smb": Smb,
    "webdav": Login,
    "ftp": Login,
    "pace": Pace,
    "sql": Sql,
    "stores": Stores,
}  # keys that have keys of their own
_PLACES = (
    "s3",
    "gcs",
    "azure",
    "sftp",
    "smb",
    "webdav",
    "ftp",
    "pace",
    "sql",
    "stores",
)  # of them, those that tell of sources


@dataclass(frozen=True, slots=True)
class Plan:
    """What to scan, how, and what to do with the outcome. Travels to workers; holds no secret.

    until: HH:MM, after which nothing more is begun. hours: HH:MM-HH:MM, outside of which nothing is begun at all.
    memory_bytes: what a worker may use on top of its own needs. samples_per_field: findings kept per field and entity.
    distinct_per_column: different values of a column that are judged; beyond that it counts as sampled.
    custom, terms: users' own recognizers and words of special care, whole: a worker on another machine has no such file.
    taxonomy: the overlay, as JSON.
    passwords: where they are (see passwords.py), never they themselves.
    suppressions: those in force today. lapsed: those that were, for the reports.
    """

    targets: tuple[str, ...]
    out: str = "daicho-out"
    policy: str = "default"
    depth: str = "standard"
    ocr: str = "auto"
    workers: int = 1
    executor: str = "local"
    full: bool = False
    until: str = ""
    hours: str = ""
    fail_on: str = ""
    fail_on_incomplete: bool = False
    lang: str = "en"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_symlinks: bool = False
    one_file_system: bool = False
    max_bytes: int = 0
    min_bytes: int = 0
    modified_after: str = ""
    modified_before: str = ""
    owner: tuple[str, ...] = ()
    exclude_owner: tuple[str, ...] = ()
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    s3: S3 = field(default_factory=S3)
    gcs: Gcs = field(default_factory=Gcs)
    azure: Azure = field(default_factory=Azure)
    sftp: Sftp = field(default_factory=Sftp)
    smb: Smb = field(default_factory=Smb)
    webdav: Login = field(default_factory=Login)
    ftp: Login = field(default_factory=Login)
    pace: Pace = field(default_factory=Pace)
    sql: Sql = field(default_factory=Sql)
    stores: Stores = field(default_factory=Stores)
    memory_bytes: int = 2 << 30
    samples_per_field: int = 5
    distinct_per_column: int = 20_000
    recognizers: tuple[str, ...] = ()
    custom: tuple[Custom, ...] = ()
    terms: tuple[Term, ...] = ()
    taxonomy: str = ""
    suppressions: tuple[Suppression, ...] = ()
    lapsed: tuple[Suppression, ...] = ()

    def fingerprint(self, key_id: str = "") -> str:
        """Same value, same results for the same content: an unchanged item need not be read again."""
        facts = {
            "version": version(),
            "code": code_version(),
            "key": key_id,
            "depth": self.depth,
            "ocr": self.ocr,
            "limits": asdict(self.limits),
            "samples": self.samples_per_field,
            "distinct": self.distinct_per_column,
            "sql": [self.sql.rows, self.sql.bytes, self.sql.value_bytes],
            "stores": [self.stores.rows, self.stores.bytes, self.stores.value_bytes],
            "recognizers": sorted(self.recognizers),
            "custom": _custom_facts(self.custom),
            "terms": [asdict(term) for term in self.terms],
            "taxonomy": self.taxonomy,
            "suppressions": [asdict(one) for one in self.suppressions],
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]

    def scope(self) -> str:
        """What an interrupted run must share with the next one to be resumed by it, besides the fingerprint."""
        facts = [self.targets, self.include, self.exclude, self.follow_symlinks, self.one_file_system]
        return json.dumps(
            [
                *facts,
                *self._filters(),
                self.max_bytes,
                self.full,
                *(asdict(getattr(self, name)) for name in _PLACES if name != "pace"),
            ],
            ensure_ascii=True,
        )

    def _filters(self) -> tuple[Any, ...]:
        return self.min_bytes, self.modified_after, self.modified_before, self.owner, self.exclude_owner

    def filters(self) -> Filters:
        """What is left out by size, age and owner, as of today."""
        now = datetime.now()
        after, before = (moment(text, now) if text else None for text in (self.modified_after, self.modified_before))
        return Filters(self.min_bytes, after, before, self.owner, self.exclude_owner)


def _custom_facts(customs: tuple[Custom, ...]) -> str:
    from recognizers import custom

    return custom.fingerprint(customs)


def version() -> str:
    try:
        return installed_version("daicho")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+checkout"


_CODE = (
    *(
        "formats",
        "worker.py",
        "findings.py",
        "columns.py",
        "rare.py",
        "records.py",
        "readings.py",
        "names_read.py",
        "suppress.py",
    ),
    "pictured.py",
    *("redact.py", "classify.py", "taxonomy.py", "sources/database"),
)


@cache
def code_version() -> str:
    """Digest of everything that decides what rows say: recognizers with their data, formats, worker, taxonomy."""
    digest = hashlib.sha256()
    ours = [files("scanner") / name for name in _CODE]
    for root in (files("recognizers"), *ours, files("configs") / "taxonomy.yaml"):
        for name, file in sorted(_walk(root, root.name)):
            digest.update(name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _walk(node: Traversable, name: str) -> Iterable[tuple[str, Traversable]]:
    if node.is_dir():
        for child in node.iterdir():
            if child.name != "__pycache__":
                yield from _walk(child, f"{name}/{child.name}")
    elif node.is_file():
        yield name, node


# --- reading what the user wrote ---


def load_plan(
    flags: Mapping[str, Any] | None = None,
    config_path: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
) -> Plan:
    """Flags beat environment beats file beats defaults. A flag that is None or an empty tuple was not given."""
    env = os.environ if env is None else env
    settings = _read_yaml(Path(config_path)) if config_path else {}
    where = dict.fromkeys(settings, str(config_path))
    for key in _keys():
        if (value := env.get(ENV_PREFIX + key.upper())) is not None:
            settings[key] = value.split("," if key == "passwords" else os.pathsep) if key in _LISTS else value
            where[key] = ENV_PREFIX + key.upper()
    for key, value in (flags or {}).items():
        if value is not None and value != ():
            settings[key] = list(value) if isinstance(value, tuple) else value
            where[key] = "--" + key.replace("_", "-")
    return _plan(_validate(settings, where), env)


def _read_yaml(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise _wrong(path, "no such file. Check --config.", "ファイルがありません。--config を確認してください。")
    data = load(path, _wrong)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise _wrong(
            path,
            "expected settings of the form 'key: value'. See configs/daicho.example.yaml.",
            "「キー: 値」の形で書いてください。例: configs/daicho.example.yaml",
        )
    return {str(key).replace("-", "_"): value for key, value in data.items()}


def _wrong(where: object, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{where}: {en}", ja=f"{where}: {ja}")


_LISTS = (
    "targets",
    "include",
    "exclude",
    "owner",
    "exclude_owner",
    "recognizers",
    "recognizer_files",
    "special_care_terms",
    "suppress",
    "passwords",
)
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*", re.I)


def size(value: Any) -> Any:
    """``"4 GiB"``, ``"512M"`` or a number of bytes."""
    if isinstance(value, str) and (match := _SIZE.fullmatch(value)):
        return int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))
    return value


def _plain_fields(kind: Any) -> dict[str, Any]:
    from pydantic import BeforeValidator, Field

    known: dict[Any, Any] = {
        int: Annotated[int, BeforeValidator(size), Field(ge=0)],
        float: Annotated[float, Field(ge=0)],
        tuple[str, ...]: Annotated[list[str], BeforeValidator(_listed)],
    }
    told = get_type_hints(kind)  # those with a few choices say which
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(kind()).items()}
    return {name: (known.get(told[name], told[name]), value) for name, value in values.items()}


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


@cache
def _model() -> Any:
    """Built on first use: pydantic takes longer to import than ``daicho --help`` may."""
    from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

    texts = Annotated[list[str], BeforeValidator(_listed)]
    day = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, date) else value)]  # YAML's own
    count = Annotated[int, Field(ge=1)]
    amount = Annotated[int, BeforeValidator(size), Field(ge=0)]
    at_least_one = Annotated[int, BeforeValidator(size), Field(ge=1)]
    strict = ConfigDict(extra="forbid")
    limits = create_model(
        "limits",
        __config__=strict,
        bytes=(at_least_one, Limits().bytes),
        ratio=(count, Limits().ratio),
        depth=(count, Limits().depth),
        members=(count, Limits().members),
        cells=(count, Limits().cells),
        pages=(count, Limits().pages),
        seconds=(Annotated[float, Field(gt=0)], Limits().seconds),
        attempts=(Annotated[int, Field(ge=0)], Limits().attempts),
        ocr_pages=(count, Limits().ocr_pages),
    )
    places = {name: create_model(name, __config__=strict, **_plain_fields(_NESTED[name])) for name in _PLACES}
    fields: dict[str, Any] = {
        "targets": (texts, []),
        "out": (str, "daicho-out"),
        "policy": (str, "default"),
        "depth": (Literal["quick", "standard", "deep"], "standard"),
        # In YAML, off without quotes is false.
        "ocr": (
            Annotated[Literal["auto", "off", "always"], BeforeValidator(lambda v: "off" if v is False else v)],
            "auto",
        ),
        "workers": (Annotated[int, Field(ge=0, le=1024)], 0),
        "executor": (str, "local"),
        "full": (bool, False),
        "until": (Annotated[str, Field(pattern=rf"^(?:{_CLOCK})?$")], ""),
        "hours": (Annotated[str, Field(pattern=rf"^(?:{_CLOCK}-{_CLOCK})?$")], ""),
        "fail_on": (Literal["", "low", "medium", "high", "critical"], ""),
        "fail_on_incomplete": (bool, False),
        "lang": (Literal["", "ja", "en"], ""),
        "include": (texts, []),
        "exclude": (texts, []),
        "follow_symlinks": (bool, False),
        "one_file_system": (bool, False),
        "max_bytes": (amount, 0),
        "min_bytes": (amount, 0),
        "modified_after": (day, ""),
        "modified_before": (day, ""),
        "owner": (texts, []),
        "exclude_owner": (texts, []),
        "passwords": (texts, []),
        "memory_bytes": (Annotated[int, BeforeValidator(size), Field(ge=64 << 20)], 2 << 30),
        "samples_per_field": (Annotated[int, Field(ge=0, le=1000)], 5),
        "distinct_per_column": (Annotated[int, Field(ge=100)], 20_000),
        "recognizers": (texts, []),
        "recognizer_files": (texts, []),
        "special_care_terms": (texts, []),
        "taxonomy": (str, ""),
        "suppress": (texts, []),
        "limits": (limits, limits()),
        **{name: (model, model()) for name, model in places.items()},
    }
    model: type[BaseModel] = create_model("plan", __config__=strict, **fields)
    return model


def _keys() -> tuple[str, ...]:
    read = {
        "limits": (),
        **{name: () for name in _PLACES},
        "custom": ("recognizer_files",),
        "terms": ("special_care_terms",),
        "suppressions": ("suppress",),
        "lapsed": (),
    }
    return tuple(key for name in Plan.__dataclass_fields__ for key in read.get(name, (name,)))


def _validate(settings: Mapping[str, Any], where: Mapping[str, str]) -> Any:
    from pydantic import ValidationError

    try:
        return _model().model_validate(settings)
    except ValidationError as exc:
        lines = [_explain(error, where) for error in exc.errors(include_url=False, include_input=False)]
    raise ConfigError("\n".join(en for en, _ in lines), ja="\n".join(ja for _, ja in lines)) from None


def _explain(error: Any, where: Mapping[str, str]) -> tuple[str, str]:
    """One sentence: where, what, what instead. Never the value: it may be a password put in the wrong place."""
    names = [str(name) for name in error["loc"] if isinstance(name, str)]
    key, context = ".".join(names) or "plan", error.get("ctx", {})
    at = where.get(names[0], "") if names else ""
    place = at if at.startswith(("--", ENV_PREFIX)) else f"{at}: {key}" if at else key
    kind = error["type"]
    if kind == "extra_forbidden":
        nested = _NESTED.get(names[0])
        known = tuple(nested.__dataclass_fields__) if nested else (*_keys(), *_NESTED)
        near = difflib.get_close_matches(names[-1], known, n=1)
        hint, tip = (
            (f"Did you mean '{near[0]}'?", f"'{near[0]}' ではありませんか。")
            if near
            else (f"Known keys: {', '.join(known)}.", f"使えるキー: {', '.join(known)}")
        )
        return f"{place}: unknown key. {hint}", f"{place}: 知らないキーです。{tip}"
    if kind == "string_pattern_mismatch":
        if names[-1] == "hours":
            return f"{place}: hours like 22:00-06:00.", f"{place}: 22:00-06:00 のような時間帯にしてください。"
        return f"{place}: a time of day like 06:00.", f"{place}: 06:00 のような時刻にしてください。"
    if kind == "literal_error":
        choices = str(context.get("expected", "")).replace("'', ", "").replace("'", "")
        return f"{place}: use one of {choices}.", f"{place}: 次のどれかにしてください: {choices}"
    if "ge" in context or "gt" in context or "le" in context:
        bound = next(f"{word} {context[op]}" for op, word in _BOUNDS if op in context)
        sign = next(f"{context[op]} {word}" for op, word in _BOUNDS_JA if op in context)
        return f"{place}: must be {bound}.", f"{place}: {sign}にしてください。"
    kinds = {"int": "a whole number", "bool": "true or false", "float": "a number", "list": "a list", "string": "text"}
    kinds_ja = {"int": "整数", "bool": "true か false", "float": "数", "list": "リスト", "string": "文字列"}
    word = kind.partition("_")[0]
    expected, expected_ja = kinds.get(word, "settings of the form 'key: value'"), kinds_ja.get(word, "「キー: 値」の形")
    return f"{place}: must be {expected}.", f"{place}: {expected_ja}にしてください。"


_BOUNDS = (("ge", "at least"), ("gt", "more than"), ("le", "at most"))
_BOUNDS_JA = (("ge", "以上"), ("gt", "より大きい値"), ("le", "以下"))


def _plan(model: Any, env: Mapping[str, str]) -> Plan:
    values = model.model_dump()
    nested = {
        name: kind(**{key: tuple(one) if isinstance(one, list) else one for key, one in values.pop(name).items()})
        for name, kind in _NESTED.items()
    }
    nested["s3"] = replace(nested["s3"], customer_keys=tuple(map(_key_place, nested["s3"].customer_keys)))
    for name in _PLACES:
        for key in ("password", "passphrase"):
            if reference := getattr(nested[name], key, ""):
                passwords.check(reference, f"{name}.{key}")
    _check_sql(nested["sql"])
    for key in _LISTS:
        values[key] = tuple(values[key])
    values["targets"] = tuple(dict.fromkeys(_target(target) for target in values["targets"]))
    values["out"] = os.path.abspath(os.path.expanduser(values["out"]))
    values["workers"] = _workers(values["workers"], nested["pace"].connections)
    values["lang"] = values["lang"] or language(env)
    values["passwords"] = tuple(passwords.check(one) for one in values["passwords"])
    for key in ("modified_after", "modified_before"):
        _check_moment(key, values[key])
    values["custom"] = own.recognizers(values.pop("recognizer_files"))
    values["terms"] = own.terms(values.pop("special_care_terms"))
    overlay = taxonomies.read(Path(values["taxonomy"])) if values["taxonomy"] else ""
    values["taxonomy"] = own.with_types(overlay, values["custom"])
    values["suppressions"], values["lapsed"] = _suppressions(values.pop("suppress"), values["taxonomy"])
    return Plan(**nested, **values)


_REPLICA = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def _check_sql(sql: Sql) -> None:
    if sql.replica and not _REPLICA.fullmatch(sql.replica):
        raise ConfigError(
            "sql.replica: host or host:port, without user and database.",
            ja="sql.replica: ホスト名か ホスト名:ポート だけを書いてください (利用者やデータベース名は不要です)。",
        )
    if not sql.statements:
        raise ConfigError("sql.statements: must be at least 1.", ja="sql.statements: 1 以上にしてください。")


def _key_place(reference: str) -> str:
    """Where a customer's key is. Workers read it too, wherever they are at home."""
    kind, _, rest = passwords.check(reference, "s3.customer_keys").partition(":")
    return f"file:{os.path.abspath(os.path.expanduser(rest))}" if kind == "file" else reference.strip()


def _workers(asked: int, connections: int) -> int:
    """How many. Each has a connection of its own, and the lister one."""
    if connections == 1 or 0 < connections <= asked:
        raise ConfigError(
            f"pace.connections: {connections} is too few: each worker needs one, and the lister another. "
            f"Give at least {max(asked, 1) + 1}, or fewer workers.",
            ja=f"pace.connections: {connections} では足りません。ワーカーごとに一つと、一覧に一つ要ります。"
            f"{max(asked, 1) + 1} 以上にするか、workers を減らしてください。",
        )
    return asked or min(os.cpu_count() or 1, connections - 1 if connections else 1024)


def _check_moment(key: str, text: str) -> None:
    try:
        moment(text or "1d", datetime.now())
    except ValueError:
        raise ConfigError(
            f"{key}: a date like 2026-04-01, or an age like 90d (also w, m, y).",
            ja=f"{key}: 2026-04-01 のような日付か、90d (ほかに w, m, y) のような古さを書いてください。",
        ) from None


def _suppressions(paths: Iterable[str], overlay: str) -> tuple[tuple[Suppression, ...], tuple[Suppression, ...]]:
    """(in force today, lapsed)."""
    if not paths:
        return (), ()
    from scanner import signed, suppress

    kinds = entity_types(overlay)
    found = [one for path in paths for one in signed.read(Path(path), kinds)]
    if twice := [name for name, times in Counter(one.id for one in found).items() if times > 1]:
        raise ConfigError(
            f"suppress: the id {twice[0]} is in two files.", ja=f"suppress: id {twice[0]} が二つのファイルにあります。"
        )
    now = suppress.today()
    return tuple(one for one in found if one.active(now)), tuple(one for one in found if not one.active(now))


def entity_types(overlay: str) -> frozenset[str]:
    """Those of the taxonomy, and those that recognizers of other packages bring."""
    import recognizers

    foreign = recognizers.table().keys() - recognizers.RECOGNIZERS.keys()
    patterns, others = recognizers.load(sorted(foreign)) if foreign else ([], [])
    found = {pattern.entity for pattern in patterns} | {entity for one in others for entity in one.entities}
    return frozenset(taxonomies.taxonomy(overlay).entities) | found


def language(env: Mapping[str, str]) -> str:
    """Japanese where the locale is, else English."""
    wanted = env.get(ENV_PREFIX + "LANG") or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "ja" if wanted.lower().startswith("ja") else "en"


def _target(target: str) -> str:
    """An absolute path, or a URI as given. No password in a URI: it would end up in shell history and rows."""
    if not target.strip():
        raise ConfigError(
            "A target is empty: perhaps a variable that is not set. Give a path; . is the current folder.",
            ja="空の対象があります (値のない変数など)。パスを指定してください。現在のフォルダーは . です。",
        )
    if target.startswith("file://"):
        target = os.fsdecode(unquote_to_bytes(urlsplit(target).path))
    if "://" in target:
        scheme, _, rest = target.partition("://")
        # As a person means it: a password may hold # or ?, where urlsplit ends what comes before the path.
        if ":" in rest.partition("/")[0].rpartition("@")[0]:
            raise ConfigError(
                f"{scheme}://…: no password in a target. Put it into the environment or a keyring.",
                ja=f"{scheme}://…: 対象にパスワードを書かないでください。環境変数かキーリングを使ってください。",
            )
        try:
            urlsplit(target)
        except ValueError:
            raise ConfigError(
                "A target is no URI: a [ in the name of a host or bucket. Check the target.",
                ja="対象が URI として読めません (ホストやバケットの名前に [ があります)。対象を確認してください。",
            ) from None
        return target
    path = os.path.abspath(os.path.expanduser(target))
    if os.name != "nt" and target.startswith("\\\\"):
        raise ConfigError(
            r"\\host\share: a share of Windows is written smb://host/share here.",
            ja=r"\\host\share: Windows の共有は smb://host/share と書いてください。",
        )
    if not os.path.lexists(path):
        shown = path.encode("utf-8", "backslashreplace").decode()
        raise ConfigError(
            f"{shown}: no such file or folder. Check the target.",
            ja=f"{shown}: ファイルもフォルダーもありません。対象を確認してください。",
        )
    return path


# --- the secret behind digests ---


def load_key(env: Mapping[str, str] | None = None, folder: Path | None = None) -> bytes:
    """32 bytes from DAICHO_KEY, or from a file of the user's that is made on first use. Never in plan or inventory."""
    env = os.environ if env is None else env
    if given := env.get("DAICHO_KEY"):
        if len(given) < 16:
            raise ConfigError(
                "DAICHO_KEY: too short to keep digests safe. Use 16 characters or more, best: openssl rand -hex 32",
                ja="DAICHO_KEY: 短すぎます。16 文字以上にしてください。例: openssl rand -hex 32",
            )
        return hashlib.sha256(given.encode()).digest()
    path = (folder or config_folder()) / "key"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise ConfigError(
            f"{path}: cannot be read or made. Fix the folder's permissions, or set DAICHO_KEY.",
            ja=f"{path}: 読めないか、作れません。フォルダーの権限を直すか、DAICHO_KEY を設定してください。",
        ) from None
    if len(key) < 16:
        raise ConfigError(
            f"{path}: not a key. Delete it to have a new one made; digests of earlier scans will not match.",
            ja=f"{path}: 鍵として正しくありません。削除すると作り直します (以前の照合値とは一致しなくなります)。",
        )
    return key


def key_id(key: bytes) -> str:
    """Tells keys apart without giving them away."""
    return hmac.new(key, b"daicho key id", hashlib.sha256).hexdigest()[:8]


def config_folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path("daicho", appauthor=False)
