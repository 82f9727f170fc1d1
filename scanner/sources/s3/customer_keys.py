"""Keys of the customer's own (SSE-C). A plan says where they are; they are read when the first is needed, never written.

A key is 32 bytes, written as base64 or as 64 hexadecimal digits.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit

from scanner import passwords
from scanner.model import Reason
from scanner.problems import ConfigError, Unreadable
from scanner.sources.s3.errors import LOCKED, NO_KEY, NOT_LOCKED

T = TypeVar("T")

WHERE = "s3.customer_keys"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class CustomerKeys:
    def __init__(self, references: tuple[str, ...], endpoint: str) -> None:
        self._references, self._endpoint = references, endpoint
        self._last = -1  # which one fitted last; objects beside each other have the same. -1: none

    def check(self) -> None:
        """Raises ConfigError where a key is not to be had, is none, or would go over the network for all to see."""
        if not self._references:
            return
        endpoint = urlsplit(
            self._endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or "https:"
        )
        if endpoint.scheme != "https" and endpoint.hostname not in _LOOPBACK:
            raise ConfigError(
                f"{WHERE}: keys are not sent without encryption. Use an https:// endpoint.",
                ja=f"{WHERE}: 暗号化されない接続では鍵を送りません。https:// のエンドポイントを使ってください。",
            )
        self._keys  # noqa: B018  reads them

    @cached_property
    def _keys(self) -> tuple[bytes, ...]:
        return tuple(map(_key, passwords.read(self._references, key=WHERE)))

    def try_each(self, get: Callable[[dict[str, str | bytes]], T]) -> T:
        """What `get` gives without a key or with the one that fits. It is given what to ask with."""
        if not self._references:
            return get({})
        order = [self._last, *(n for n in range(-1, len(self._keys)) if n != self._last)]
        for n in order:
            try:
                found = get(_asked(self._keys[n]) if n >= 0 else {})
            except Unreadable as exc:
                if exc.detail not in (LOCKED, NO_KEY, NOT_LOCKED):
                    raise
                continue
            self._last = n
            return found
        raise Unreadable(Reason.ENCRYPTED, NO_KEY)


def _asked(key: bytes) -> dict[str, str | bytes]:
    return {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key}


def _key(text: str) -> bytes:
    text = text.strip()
    try:
        key = bytes.fromhex(text) if len(text) == 64 else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != 32:
        raise ConfigError(
            f"{WHERE}: a key is 32 bytes, as base64 (44 characters) or hexadecimal (64 digits).",
            ja=f"{WHERE}: 鍵は 32 バイトで、base64 (44 文字) か 16 進数 (64 桁) で書いてください。",
        )
    return key
