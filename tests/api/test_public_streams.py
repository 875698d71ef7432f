# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an open public stream does not tell its reader."""
import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402


class PublicStreams(unittest.TestCase):
    def test_who_has_only_the_public_stream_open_is_spared_whom_they_block(self):
        with Favilla() as favilla:
            tokens = favilla.create_people("ada", "bob", "cleo")
            bob = favilla.get("/api/v1/accounts/lookup?acct=bob").json["id"]
            favilla.post(f"/api/v1/accounts/{bob}/block", {}, token=tokens["cleo"])
            with socket.create_connection(("127.0.0.1", favilla.port), timeout=20) as stream:
                stream.sendall(f"GET /api/v1/streaming/public HTTP/1.1\r\nHost: {favilla.domain}\r\n"
                               f"Authorization: Bearer {tokens['cleo']}\r\n\r\n".encode())
                told = stream.recv(4096).decode()
                favilla.post("/api/v1/statuses", {"status": "unwanted words"}, token=tokens["bob"])
                favilla.post("/api/v1/statuses", {"status": "welcome words"}, token=tokens["ada"])
                while "welcome words" not in told:
                    read = stream.recv(65536)
                    self.assertTrue(read, told)
                    told += read.decode()
            self.assertNotIn("unwanted words", told)


if __name__ == "__main__":
    unittest.main()
