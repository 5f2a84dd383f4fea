"""Tokens that the store gives to itself, signed with the key that the registry trusts."""

import base64
import hashlib
import json
import os
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.catalog.ports import RegistryAway

ISSUER, ROBOT = "chandlery", "chandlery"
LIFE = 300
REUSED = 60  # seconds in which what is asked for again gets the same token
MOST_KEPT = 200  # tokens
_FILE = re.compile(r"registry-\d{20}\.pem")


@dataclass(frozen=True)
class Access:
    """What a token opens: a repository (or the catalogue of them) and the actions on it."""

    name: str
    actions: tuple[str, ...]
    type: str = "repository"

    def claim(self) -> dict[str, Any]:
        return {"type": self.type, "name": self.name, "actions": list(self.actions)}


@dataclass(frozen=True)
class Given:
    token: str
    at: int  # seconds since 1970
    stamp: int  # of the folder of keys, as it was then


@dataclass(frozen=True)
class Signer:
    """Looks for another signing key before each token, so that a rotation needs no restart.

    A release asks the registry for the same a hundred times: signing it each time took a quarter of the time at it.
    """

    folder: Path
    service: str
    version: str
    _given: dict[tuple[Access, ...], Given] = field(default_factory=dict, init=False, repr=False, compare=False)

    def token(self, access: Sequence[Access]) -> str:
        wanted, now, stamp = tuple(access), int(time.time()), self._stamp()
        before = self._given.get(wanted)
        if before is not None and before.stamp == stamp and 0 <= now - before.at < REUSED:
            return before.token
        if len(self._given) >= MOST_KEPT:
            self._given.clear()
        signed = self._signed(wanted, now)
        self._given[wanted] = Given(signed, now, stamp)
        return signed

    def _stamp(self) -> int:
        try:
            return os.stat(self.folder).st_mtime_ns  # noqa: PTH116 — once a call to the registry
        except FileNotFoundError:
            return 0

    def _signed(self, access: Sequence[Access], now: int) -> str:
        key = self._key()
        claims = {
            "iss": ISSUER,
            "sub": ROBOT,
            "aud": self.service,
            "iat": now,
            "nbf": now - 5,
            "exp": now + LIFE,
            "jti": str(uuid.uuid4()),
            "access": [one.claim() for one in access],
        }
        kid = _thumbprint(key) if self.version == "3" else _libtrust_id(key)
        return jwt.encode(claims, key, "ES256", headers={"kid": kid})

    def _key(self) -> ec.EllipticCurvePrivateKey:
        pointer = self.folder / "registry-signing"
        files = sorted(path.name for path in self.folder.glob("registry-*.pem") if _FILE.fullmatch(path.name))
        if not files:
            raise RegistryAway(f"{self.folder} holds no key yet that a registry trusts")
        name = pointer.read_text().strip() if pointer.exists() else files[-1]
        key = serialization.load_pem_private_key((self.folder / name).read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{self.folder / name} holds no elliptic curve key")
        return key


def _libtrust_id(key: ec.EllipticCurvePrivateKey) -> str:
    """How a registry 2.x names a key: the first 240 bits of its SHA-256, in base 32, by fours."""
    public = key.public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = base64.b32encode(hashlib.sha256(der).digest()[:30]).decode()
    return ":".join(re.findall("....", text))


def _thumbprint(key: ec.EllipticCurvePrivateKey) -> str:
    """RFC 7638: how a registry 3 names a key."""
    numbers = key.public_key().public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    members = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))
    return _base64url(hashlib.sha256(members.encode()).digest())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
