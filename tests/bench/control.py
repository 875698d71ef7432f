# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to compare with, in the same run: nginx with the same bytes, a bare query, RSA, fsync."""
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile

from data import ROOT
from serving import CONNECTIONS, Load, cpu_seconds, wrk
from support.favilla_process import free_port, wait_until

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type application/json; keepalive_requests 1000000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


class Nginx:
    """One worker, serving one file from memory."""

    def __enter__(self) -> "Nginx":
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-nginx-"))
        (self.folder / "www").mkdir()
        (self.folder / "www" / "page").write_bytes(b"{}")
        self.folder.chmod(0o755)
        self.port = free_port()
        (self.folder / "nginx.conf").write_text(CONFIGURATION.format(folder=self.folder, port=self.port))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], stdin=subprocess.DEVNULL)
        wait_until(lambda: subprocess.run(["wrk", "-t", "1", "-c", "1", "-d", "1s", self.url], capture_output=True, text=True, check=False).stdout.count("requests in"))
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/page"

    def serve(self, content: bytes) -> None:
        (self.folder / "www" / "page").write_bytes(content)

    def load(self, seconds: float) -> Load:
        before = cpu_seconds(self.process.pid)
        answers, _, took = wrk(self.url, seconds, CONNECTIONS)
        return Load(answers, (cpu_seconds(self.process.pid) - before) * 1000 / max(answers, 1), took)

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Controls:
    def __init__(self, prepared):
        done = subprocess.run([str(ROOT / "build/release/bench_controls"), str(prepared.file), str(prepared.folder)], check=True, capture_output=True, text=True)
        self.figures = {name.removesuffix("_ms").replace("_", " "): value for name, value in json.loads(done.stdout).items()}

    @property
    def query_ms(self) -> float:
        return self.figures["home query"]
