"""WebDAV servers (Nextcloud, SharePoint, Box and the like, RFC 4918): PROPFIND of each folder, ranges of each file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

import urllib3
from lxml import etree
from urllib3.exceptions import HTTPError, SSLError

from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.logins import secret
from scanner.sources.tree import Broken, Node, Place, TreeSource

USER, PASSWORD = "DAICHO_WEBDAV_USER", "DAICHO_WEBDAV_PASSWORD"
_SECONDS = 60.0
_LARGEST = 256 << 20  # bytes of an answer to PROPFIND: a folder of some hundred thousand names
_ASK = (
    b'<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:getcontentlength/>'
    b"<D:getlastmodified/><D:getetag/></D:prop></D:propfind>"
)
_RETRY = (429, 500, 502, 503, 504)


class WebdavSource(TreeSource):
    """`davs://host/path` over TLS. Name and password from DAICHO_WEBDAV_USER and DAICHO_WEBDAV_PASSWORD."""

    scheme = "davs"
    transport = "https"

    def connect(self) -> Place:
        login = self.options.webdav
        user = self.user or login.user or os.environ.get(USER, "")
        password = secret(login.password, PASSWORD, "webdav.password")
        headers = urllib3.make_headers(basic_auth=f"{user}:{password}", user_agent="daicho") if user else {}
        headers.setdefault("user-agent", "daicho")
        return _Server(f"{self.transport}://{self._authority.rpartition('@')[2]}", headers)


class PlainWebdavSource(WebdavSource):
    """`dav://host/path`, without encryption."""

    scheme = "dav"
    transport = "http"


class _Server(Place):
    def __init__(self, base: str, headers: dict[str, str]) -> None:
        self._base, self._headers = base, headers
        # A redirect to another server would take the password along; to the same it is a path that was written wrong.
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(_SECONDS), retries=False)

    def _send(self, method: str, path: bytes, body: bytes = b"", **headers: str) -> Any:
        url = self._base + quote(path)
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            answer = self._pool.request(
                method, url, body=body or None, headers=self._headers | own, redirect=False, preload_content=False
            )
        except SSLError:
            raise Unreadable(Reason.IO_ERROR, "no TLS there, or its certificate is not trusted") from None
        except HTTPError as exc:
            raise Broken(type(exc).__name__) from None
        if answer.status < 300:
            return answer
        answer.drain_conn()
        answer.release_conn()
        if answer.status in (401, 403):
            raise PermissionError(f"HTTP {answer.status}")
        if answer.status in (404, 410):
            raise FileNotFoundError(f"HTTP {answer.status}")
        if answer.status in _RETRY:
            raise Broken(f"HTTP {answer.status}")
        if answer.status == 416:
            raise Unreadable(Reason.CHANGED, "shorter than it was listed")
        raise Unreadable(Reason.IO_ERROR, f"HTTP {answer.status}")

    def _properties(self, path: bytes, depth: str) -> Iterator[tuple[bytes, Node]]:
        """(path, node) of each response: the asked one is among them."""
        answer = self._send("PROPFIND", path, _ASK, Depth=depth, Content_Type="application/xml; charset=utf-8")
        try:
            data = answer.read(_LARGEST + 1)
        except HTTPError as exc:
            raise Broken(type(exc).__name__) from None
        finally:
            answer.release_conn()
        if len(data) > _LARGEST:
            raise Unreadable(Reason.TOO_MANY, "a folder with more names than an answer may hold")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise Unreadable(Reason.IO_ERROR, "no WebDAV: the answer is no XML") from None
        for response in root.iter("{DAV:}response"):
            href = (response.findtext("{DAV:}href") or "").strip()
            found = b"/" + unquote_to_bytes(urlsplit(href).path).strip(b"/")
            yield found, _node(found.rpartition(b"/")[2], response)

    def stat(self, path: bytes) -> Node:
        for _, node in self._properties(path, "0"):
            return node
        raise FileNotFoundError("no response")

    def names(self, path: bytes) -> Iterator[Node]:
        own = b"/" + path.strip(b"/")
        for found, node in self._properties(own.rstrip(b"/") + b"/", "1"):
            if found != own:
                yield node

    def read(self, path: bytes, start: int, end: int) -> bytes:
        answer = self._send("GET", path, Range=f"bytes={start}-{end - 1}", Accept_Encoding="identity")
        try:
            if answer.status == 206:
                return bytes(answer.read(end - start))
            left = start  # a server without ranges gives all of it, each time
            while left and (skipped := answer.read(min(left, 1 << 20))):
                left -= len(skipped)
            return bytes(answer.read(end - start))
        except (HTTPError, OSError) as exc:
            raise Broken(type(exc).__name__) from None
        finally:
            answer.close()

    def close(self) -> None:
        self._pool.clear()


def _node(name: bytes, response: Any) -> Node:
    told = {
        etree.QName(one).localname: one
        for properties in response.findall("{DAV:}propstat")
        if " 200 " in (properties.findtext("{DAV:}status") or " 200 ") + " "
        for one in properties.iterfind("{DAV:}prop/*")
    }

    def text(key: str) -> str:
        return (told[key].text or "").strip() if key in told else ""

    kind = "folder" if "resourcetype" in told and told["resourcetype"].find("{DAV:}collection") is not None else "file"
    size = int(text("getcontentlength")) if text("getcontentlength").isdigit() else 0
    modified = 0.0
    if when := text("getlastmodified"):
        with suppress(ValueError, OverflowError):
            modified = parsedate_to_datetime(when).timestamp()
    return Node(name, kind, size, modified, f"{text('getetag') or when}-{size}")
