# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenID providers for tests: a real one, and one that says what it is told to, true or not."""
import base64
import contextlib
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support import scratch
from support.favilla_process import free_port

TESTS = pathlib.Path(__file__).resolve().parents[1]


def settings(**providers) -> str:
    """The path of a file that names them."""
    handle, path = tempfile.mkstemp(suffix=".toml", dir=scratch.folder())
    with os.fdopen(handle, "w") as out:
        for name, lines in providers.items():
            out.write(f"[openid.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()))
    return path


@contextlib.contextmanager
def real_provider(port: int, client_id: str, client_secret: str, redirect_uris: list[str]):
    """npm oidc-provider, with its own node."""
    told = json.dumps({"port": port, "client_id": client_id, "client_secret": client_secret, "redirect_uris": redirect_uris})
    process = subprocess.Popen([str(TESTS / "node_modules/.bin/node"), str(TESTS / "support/openid_provider.mjs"), told], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            raise RuntimeError(f"the provider did not start:\n{process.stderr.read()}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int, size: int = 0) -> str:
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


class Key:
    def __init__(self, algorithm: str, kid: str):
        self.algorithm, self.kid = algorithm, kid
        self.private = {"RS256": lambda: rsa.generate_private_key(65537, 2048), "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
                        "EdDSA": ed25519.Ed25519PrivateKey.generate}[algorithm]()

    def jwk(self) -> dict:
        public = self.private.public_key()
        if self.algorithm == "RS256":
            own = {"kty": "RSA", "n": _number(public.public_numbers().n), "e": _number(public.public_numbers().e)}
        elif self.algorithm == "ES256":
            own = {"kty": "EC", "crv": "P-256", "x": _number(public.public_numbers().x, 32), "y": _number(public.public_numbers().y, 32)}
        else:
            own = {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes(Encoding.Raw, PublicFormat.Raw))}
        return {**own, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    def sign(self, message: bytes) -> bytes:
        if self.algorithm == "RS256":
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        if self.algorithm == "EdDSA":
            return self.private.sign(message)
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def token(self, claims: dict, **header) -> str:
        head = b64(json.dumps({"alg": self.algorithm, "kid": self.kid, "typ": "JWT", **header}).encode())
        signed = f"{head}.{b64(json.dumps(claims).encode())}"
        return f"{signed}.{b64(self.sign(signed.encode()))}"


class Liar:
    """A provider whose every answer a test decides. `token` makes the ID token from the claims that would be right."""

    def __init__(self):
        self.keys = [Key("RS256", "one"), Key("ES256", "two"), Key("EdDSA", "three")]
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.token = lambda claims: self.keys[0].token(claims)
        self.discovery = lambda document: json.dumps(document).encode()
        self.key_set = lambda: json.dumps({"keys": [key.jwk() for key in self.keys]}).encode()
        self.userinfo = b"{}"                         # asked for where the token says no address
        self.asked: list[str] = []                      # paths
        self.claims: dict = {}                          # of the next token
        self.verifier = ""                              # that was last sent
        self.slow = False

    def __enter__(self) -> "Liar":
        liar = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, body: bytes):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                liar.asked.append(self.path)
                if liar.slow:                           # a byte at a time, for longer than anybody waits
                    with contextlib.suppress(OSError):
                        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
                        while liar.slow:
                            self.wfile.write(b" ")
                            self.wfile.flush()
                            time.sleep(0.2)
                    return
                if self.path.startswith("/.well-known/"):
                    self.answer(liar.discovery({"issuer": liar.issuer, "authorization_endpoint": f"{liar.issuer}/authorize",
                                                "token_endpoint": f"{liar.issuer}/token", "jwks_uri": f"{liar.issuer}/keys",
                                                "userinfo_endpoint": f"{liar.issuer}/userinfo"}))
                elif self.path == "/userinfo":
                    self.answer(liar.userinfo)
                else:
                    self.answer(liar.key_set())

            def do_POST(self):
                liar.asked.append(self.path)
                sent = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                liar.verifier = sent.get("code_verifier", "")
                self.answer(json.dumps({"access_token": "none", "token_type": "Bearer", "id_token": liar.token(dict(liar.claims))}).encode())

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.slow = False
        self.server.shutdown()
        self.server.server_close()

    def right_claims(self, for_nonce: str, client_id: str, **more) -> dict:
        now = int(time.time())
        return {"iss": self.issuer, "sub": "mallory", "aud": client_id, "exp": now + 300, "iat": now, "nonce": for_nonce,
                "email": "mallory@example.org", "email_verified": True, "preferred_username": "mallory", **more}
