"""Compact signed tokens (RFC 7515, RFC 7519) with ES256: one header, signed over and over, without detours."""

import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from gateway.registry.keys import Key, KeyRing, load

ES256 = ec.ECDSA(hashes.SHA256())


class Signer:
    def __init__(self, key: Key) -> None:
        header = {"alg": "ES256", "typ": "JWT", "kid": key.kid}
        self._head = _base64url(json.dumps(header, separators=(",", ":")).encode()) + b"."
        self._sign = key.private.sign

    def token(self, claims: bytes) -> str:
        """`claims` is the JSON that is signed."""
        content = self._head + _base64url(claims)
        r, s = decode_dss_signature(self._sign(content, ES256))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")  # RFC 7518, section 3.4
        return (content + b"." + _base64url(signature)).decode()


@dataclass(frozen=True)
class Loaded:
    stamp: int
    ring: KeyRing
    signer: Signer


class LiveKeys:
    """The keys as their folder has them now: a rotation reaches a running gateway by itself."""

    def __init__(self, folder: Path, registry_version: str) -> None:
        self._folder = folder
        self._folder_name = str(folder)
        self._version = registry_version
        self._loaded: Loaded | None = None

    def now(self) -> Loaded:
        stamp = os.stat(self._folder_name).st_mtime_ns  # noqa: PTH116 — once a token
        if self._loaded is None or self._loaded.stamp != stamp:
            ring = load(self._folder, self._version)
            self._loaded = Loaded(stamp, ring, Signer(ring.signing))
        return self._loaded


def _base64url(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")
