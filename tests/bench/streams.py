# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many open event streams in one thread, and when each hears of something."""
import selectors
import socket
import time

AT_ONCE = 100


class Listeners:
    def __init__(self, port: int, tokens: list[str]):
        self.selector = selectors.DefaultSelector()
        self.sockets = []
        for at in range(0, len(tokens), AT_ONCE):               # as many as a server lets wait, not a rush of all
            opening = [self._ask(port, token) for token in tokens[at:at + AT_ONCE]]
            for stream in opening:
                self._wait_until_open(stream)
            self.sockets += opening

    @staticmethod
    def _ask(port: int, token: str) -> socket.socket:
        stream = socket.create_connection(("127.0.0.1", port))
        stream.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        return stream

    def _wait_until_open(self, stream: socket.socket) -> None:
        heard = b""
        stream.settimeout(30)
        while b"\r\n\r\n" not in heard:
            heard += stream.recv(4096)
        if not heard.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(heard.decode(errors="replace"))
        stream.setblocking(False)
        self.selector.register(stream, selectors.EVENT_READ)

    def delays_since(self, sent: float, deadline: float = 30) -> list[float]:
        """How long after `sent` each stream heard an update."""
        waiting, delays = set(self.sockets), []
        while waiting and time.monotonic() < sent + deadline:
            for key, _ in self.selector.select(timeout=1):
                text = key.fileobj.recv(65536)
                if b"event: update" in text and key.fileobj in waiting:
                    waiting.discard(key.fileobj)
                    delays.append(time.monotonic() - sent)
        if waiting:
            raise RuntimeError(f"{len(waiting)} streams heard nothing within {deadline} s")
        return delays

    def __enter__(self) -> "Listeners":
        return self

    def __exit__(self, *_) -> None:
        for stream in self.sockets:
            stream.close()
        self.selector.close()
