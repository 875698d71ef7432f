# SPDX-License-Identifier: AGPL-3.0-or-later
"""An authenticator and the browser before it, in software: Web Authentication as python3-fido2 has it, written apart from the server's own.

    phone = Authenticator("http://localhost:8080")
    offer = phone.create(options)               # PublicKeyCredentialCreationOptionsJSON → RegistrationResponseJSON
    answer = phone.sign(options)                # PublicKeyCredentialRequestOptionsJSON → AuthenticationResponseJSON

What it does wrong is said by its fields, or for one ceremony by the arguments.
"""
import hashlib
import json
import os
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2.cose import ES256, RS256, EdDSA
from fido2.ctap2 import AttestationObject, AttestedCredentialData, AuthenticatorData
from fido2.utils import websafe_decode, websafe_encode

ES256_ID, EDDSA_ID, RS256_ID = -7, -8, -257
PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


class Authenticator:
    def __init__(self, origin: str, algorithm: int = ES256_ID, counter: int = 0, verified: bool = True):
        self.origin, self.rp_id = origin, urllib.parse.urlsplit(origin).hostname
        self.algorithm, self.counter, self.verified = algorithm, counter, verified
        self.id, self.handle = os.urandom(32), b""
        if algorithm == ES256_ID:
            self.key = ec.generate_private_key(ec.SECP256R1())
            self.cose = ES256.from_cryptography_key(self.key.public_key())
        elif algorithm == EDDSA_ID:
            self.key = ed25519.Ed25519PrivateKey.generate()
            self.cose = EdDSA.from_cryptography_key(self.key.public_key())
        else:
            self.key = rsa.generate_private_key(65537, 2048)
            self.cose = RS256.from_cryptography_key(self.key.public_key())

    def create(self, options, origin=None, rp_id=None, fmt="none", statement=None):
        assert self.algorithm in [one["alg"] for one in options["pubKeyCredParams"]]
        assert self.id not in [websafe_decode(one["id"]) for one in options["excludeCredentials"]], "it is here already"
        self.handle = websafe_decode(options["user"]["id"])
        made = AttestedCredentialData.create(b"\0" * 16, self.id, self.cose)
        data = AuthenticatorData.create(self._hash(rp_id), self._flags() | HAS_CREDENTIAL, self.counter, made)
        said = self._said("webauthn.create", options["challenge"], origin)
        return self._credential({"clientDataJSON": said, "attestationObject": bytes(AttestationObject.create(fmt, data, statement or {}).with_string_keys())}, transports=["internal"])

    def sign(self, options, origin=None, rp_id=None, kind="webauthn.get", handle=None):
        if options["allowCredentials"]:
            assert self.id in [websafe_decode(one["id"]) for one in options["allowCredentials"]], "it is not asked for"
        if self.counter:
            self.counter += 1
        said = self._said(kind, options["challenge"], origin)
        data = bytes(AuthenticatorData.create(self._hash(rp_id), self._flags(), self.counter))
        signed = data + hashlib.sha256(said).digest()
        return self._credential({"clientDataJSON": said, "authenticatorData": data, "signature": self._sign(signed), "userHandle": self.handle if handle is None else handle})

    def _flags(self):
        return PRESENT | (VERIFIED if self.verified else 0)

    def _hash(self, rp_id):
        return hashlib.sha256((rp_id or self.rp_id).encode()).digest()

    def _said(self, kind, challenge, origin):
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin or self.origin, "crossOrigin": False}).encode()

    def _sign(self, message):
        if self.algorithm == ES256_ID:
            return self.key.sign(message, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(message) if self.algorithm == EDDSA_ID else self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def _credential(self, response, **more):
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": {**{key: websafe_encode(value) for key, value in response.items()}, **more}}
