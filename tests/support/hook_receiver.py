# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another tool on loopback that is told what happens on a desk, for tests. It keeps every request, and answers what it is told to:

    with HookReceiver() as tool:
        tool.answers = [500, 200]            # in this order; then 200
        tool.wait_for(3)                     # the bodies of the first three that it took
"""
import hashlib
import hmac
import http.server
import json
import threading

from support.favilla_process import wait_until


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        tool = self.server.tool
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = tool.hear(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class HookReceiver:
    def __init__(self):
        self.heard, self.answers, self.lock = [], [], threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.tool = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def hear(self, path, headers, body):
        with self.lock:
            status = self.answers.pop(0) if self.answers else 200
            self.heard.append((status, path, headers, body))
        return status

    def taken(self):
        with self.lock:
            return [json.loads(body) for status, _, _, body in self.heard if status == 200]

    def wait_for(self, count):
        wait_until(lambda: len(self.taken()) >= count)
        return self.taken()


def signature(secret, headers, body):
    return "v1=" + hmac.new(secret.encode(), headers["favilla-timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
