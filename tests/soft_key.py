"""A passkey in software: what a phone answers to a challenge, or a forger who lacks one thing of it."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "http://localhost:8000"
FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED = FLAG.UP, FLAG.UV


@dataclass
class SoftKey:
    """`flags` and `origin` are what a forger changes."""

    handle: str = ""
    origin: str = ORIGIN
    flags: AuthenticatorData.FLAG = PRESENT | VERIFIED
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def register(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`; remembers whose key it is."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = AttestedCredentialData.create(
            Aaguid.NONE,
            self.id,
            ES256.from_cryptography_key(self.key.public_key()),  # type: ignore[no-untyped-call]
        )
        data = AuthenticatorData.create(_digest(asked["rp"]["id"]), self.flags | FLAG.AT, 0, public)
        attested = AttestationObject.create("none", data, {})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]),
            attestationObject=websafe_encode(attested),
        )

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(_digest(asked["rpId"]), self.flags, 1)
        client = self._client_data("webauthn.get", asked["challenge"])
        signed = self.key.sign(
            data + hashlib.sha256(websafe_decode(client)).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=client,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signed),
            userHandle=self.handle,
        )

    def _client_data(self, kind: str, challenge: str) -> str:
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return websafe_encode(json.dumps(told).encode())

    def _answer(self, **response: str) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _digest(host: str) -> bytes:
    return hashlib.sha256(host.encode()).digest()
