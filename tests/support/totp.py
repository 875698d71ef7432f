# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authenticator app: RFC 6238 as the apps have it, written apart from the server's own."""
import base64
import hashlib
import hmac
import time


def code_of(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff) % 1_000_000:06}"


def step_now() -> int:
    return int(time.time()) // 30
