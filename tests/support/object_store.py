# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real store that speaks S3 on loopback (tests/support/object_store.mjs), behind a door that can be told to misbehave:

    with ObjectStore() as store, Favilla(environment=store.settings()) as favilla:
        ...
        store.objects()                                     # {name: bytes}
        store.fault = lambda method, path: "503"            # or "cut", "hang"; None: as it is
        store.asked                                         # [(method, path)]
"""
import http.client
import http.server
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.parse

import scratch
from favilla_process import START_DEADLINE, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUCKET = "sparks"


class _Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def pass_on(self) -> None:
        store = self.server.store
        store.asked.append((self.command, urllib.parse.urlsplit(self.path).path))
        fault = store.fault(self.command, urllib.parse.urlsplit(self.path).path)
        length = int(self.headers.get("Content-Length") or 0)
        if fault == "cut":
            self.rfile.read(length // 2)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if fault == "hang":
            store.closing.wait()
            self.close_connection = True
            return
        if fault:
            answer = b"<Error><Code>SlowDown</Code></Error>"
            self.send_response(int(fault))
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            return
        line = http.client.HTTPConnection("127.0.0.1", store.inner, timeout=60)
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            line.putheader(name, value)
        line.endheaders(body or None)
        answer = line.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "keep-alive", "transfer-encoding", "content-length", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", answer.headers["Content-Length"] if self.command == "HEAD" else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        line.close()

    do_GET = do_PUT = do_HEAD = do_DELETE = pass_on

    def log_message(self, *_) -> None:
        pass


class ObjectStore:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="store-", dir=scratch.folder()))
        self.inner, self.port = free_port(), free_port()
        self.asked: list[tuple[str, str]] = []
        self.fault = lambda method, path: None
        self.closing = threading.Event()
        self._start()
        self._door = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), _Door)
        self._door.daemon_threads = True
        self._door.store = self
        threading.Thread(target=self._door.serve_forever, daemon=True).start()

    def _start(self) -> None:
        node = ROOT / "tests" / "node_modules" / ".bin" / "node"
        self.process = subprocess.Popen([str(node), str(ROOT / "tests" / "support" / "object_store.mjs"), str(self.folder), BUCKET, str(self.inner)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        if said.strip() != str(self.inner):
            raise RuntimeError(f"the store did not start: {said!r}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **more: str) -> dict[str, str]:
        """What tells a server of it; store="folder" leaves new files in the data folder."""
        settings = {"media_store": "s3", "s3_endpoint": self.url, "s3_bucket": BUCKET, "s3_prefix": "media/", "s3_access_key": "S3RVER", "s3_secret_key": "S3RVER", **more}
        return {"FAVILLA_" + name.upper(): value for name, value in settings.items()}

    def files(self) -> dict[str, pathlib.Path]:
        """Its objects by name, as they lie on its disk."""
        folder = self.folder / BUCKET / "media"
        mark = "._S3rver_object"
        return {path.name.removesuffix(mark): path for path in folder.glob("*" + mark)} if folder.exists() else {}

    def objects(self) -> dict[str, bytes]:
        return {name: path.read_bytes() for name, path in self.files().items()}

    def close(self) -> None:
        self.closing.set()
        self._door.shutdown()
        self._door.server_close()
        self.process.terminate()
        self.process.wait(timeout=START_DEADLINE)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "ObjectStore":
        return self

    def __exit__(self, *_) -> None:
        self.close()
