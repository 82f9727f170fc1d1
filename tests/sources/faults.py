"""Two proxies on loopback that stand between a source and a real server, write down what is asked, and do harm on demand."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SLOW_DOWN = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"
EXPIRED = (
    b"<?xml version='1.0'?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
)


@dataclass
class Fault:
    """What happens to answers of requests that fit. times: how often; -1 for ever.

    kind: cut (the connection ends after half of the body), status (another answer), stall (none at all), trickle (a byte
    in a while), late (the right answer after a moment).
    """

    kind: str
    fits: Callable[[str, str], bool]  # (method, path and query)
    times: int = -1
    status: int = 503
    body: bytes = SLOW_DOWN

    def takes(self, method: str, path: str) -> bool:
        if not self.times or not self.fits(method, path):
            return False
        self.times -= 1
        return True


@dataclass
class Http:
    """address: of the proxy. asked: (method, path and query) of all that came. faults: the first that fits is done."""

    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    at_once: int = 0
    most: int = 0  # requests at once
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def methods(self) -> set[str]:
        return {method for method, _ in self.asked}


@contextmanager
def http_proxy(upstream: str) -> Iterator[Http]:
    """For `http://host:port`. Headers go through as they are, so that signatures hold."""
    told, lock = Http(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            told.asked.append((self.command, self.path))
            with lock:
                told.at_once += 1
                told.most = max(told.most, told.at_once)
            try:
                self.do()
            finally:
                with lock:
                    told.at_once -= 1

        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            fault = next((one for one in told.faults if one.takes(self.command, self.path)), None)
            if fault is not None and fault.kind == "stall":
                told.over.wait(60)
                self.close_connection = True
                return
            if fault is not None and fault.kind == "late":
                time.sleep(0.05)
                fault = None
            if fault is not None and fault.kind == "status":
                self.answer(fault.status, [("Content-Type", "application/xml")], fault.body, None)
                return
            there = http.client.HTTPConnection(upstream.partition("://")[2], timeout=60)
            try:
                there.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    there.putheader(name, value)
                there.endheaders(body)
                answer = there.getresponse()
                # Node answers HEAD with a length and no body
                data = answer.read() if self.command != "HEAD" else b""
                self.answer(answer.status, answer.getheaders(), data, fault)
            finally:
                there.close()

        def answer(self, status: int, headers: list[tuple[str, str]], data: bytes, fault: Fault | None) -> None:
            self.send_response_only(status)
            lengths = [value for name, value in headers if name.lower() == "content-length"]
            for name, value in headers:
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", lengths[0] if lengths and self.command == "HEAD" else str(len(data)))
            self.end_headers()
            if self.command == "HEAD":
                return
            if fault is not None:
                self.close_connection = True
            with suppress(OSError):
                if fault is None:
                    self.wfile.write(data)
                elif fault.kind == "cut":
                    self.wfile.write(data[: len(data) // 2])
                    self.wfile.flush()
                    self.connection.shutdown(socket.SHUT_RDWR)
                else:
                    for byte in data:
                        if told.over.wait(0.2):
                            break
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()

        def log_message(self, *_: Any) -> None: ...

    for method in (
        "GET",
        "HEAD",
        "PUT",
        "POST",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "PROPFIND",
        "PROPPATCH",
        "MKCOL",
        "MOVE",
    ):
        setattr(Handler, f"do_{method}", Handler.forward)

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: Any) -> None: ...  # a client that has gone is what is tested

    server = Server(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.over.set()
        server.shutdown()
        server.server_close()


@dataclass
class Tcp:
    """cuts: after how many bytes from the server each connection ends, one after the other; those after them live.
    connections: how many there were. silent: from now on nothing is passed on."""

    port: int = 0
    cuts: list[int] = field(default_factory=list)
    connections: int = 0
    silent: bool = False


@contextmanager
def tcp_proxy(port: int) -> Iterator[Tcp]:
    """For a server on loopback, whatever it speaks."""
    told, listener, over = Tcp(), socket.create_server(("127.0.0.1", 0)), threading.Event()
    told.port = listener.getsockname()[1]

    def pump(come: socket.socket, go: socket.socket, most: int) -> None:
        passed = 0
        with suppress(OSError):
            while data := come.recv(64 << 10):
                while told.silent and not over.is_set():
                    time.sleep(0.05)
                if 0 <= most < passed + len(data):
                    go.sendall(data[: most - passed])
                    break
                go.sendall(data)
                passed += len(data)
        for end in (come, go):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                told.connections += 1
                most = told.cuts.pop(0) if told.cuts else -1
                there = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=pump, args=(here, there, -1), daemon=True).start()
                threading.Thread(target=pump, args=(there, here, most), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield told
    finally:
        over.set()
        listener.close()
