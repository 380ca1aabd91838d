"""A device with passkeys, as the standard describes one: key pairs of its own, and answers that it signs."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from struct import pack
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One pair; ``looks`` tells whether it asks its owner for a finger first, ``counts`` whether it counts its uses."""

    origin: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    handle: bytes = field(default_factory=lambda: token_bytes(16))
    uses: int = 0
    looks: bool = True
    counts: bool = True

    def make(self, wish: str) -> str:
        told = json.loads(wish)
        numbers = self.key.public_key().public_numbers()
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        of_key = bytes(16) + pack(">H", len(self.handle)) + self.handle + public
        data = self._data(told["rp"]["id"], WITH_KEY) + of_key
        said = self._said("webauthn.create", told)
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": said, "attestationObject": attested})

    def answer(self, question: str) -> str:
        told = json.loads(question)
        self.uses += 1 if self.counts else 0
        data, said = self._data(told["rpId"]), self._said("webauthn.get", told)
        signature = self.key.sign(data + sha256(said).digest(), ECDSA(SHA256()))
        return self._answer({"clientDataJSON": said, "authenticatorData": data, "signature": signature})

    def _data(self, site: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.looks else 0)
        return sha256(site.encode()).digest() + bytes([flags]) + pack(">I", self.uses)

    def _said(self, kind: str, told: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": told["challenge"], "origin": self.origin}).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        handle = bytes_to_base64url(self.handle)
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        return json.dumps({"id": handle, "rawId": handle, "type": "public-key", "response": response})
