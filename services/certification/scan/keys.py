"""Public keys, and whether one of them signed a message as cosign signs."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

Public: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey


@dataclass(frozen=True)
class Key:
    public: Public

    @cached_property
    def id(self) -> str:
        """The SHA-256 of its DER form, in hexadecimal digits."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return hashlib.sha256(self.public.public_bytes(serialization.Encoding.DER, form)).hexdigest()

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """ECDSA and RSA (PKCS #1 v1.5) over SHA-256, or the curve's own hash; Ed25519."""
        if isinstance(self.public, ec.EllipticCurvePublicKey):
            kinds = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
            usual = kinds.get(self.public.key_size, hashes.SHA256())
            return any(self._verifies(message, signature, ec.ECDSA(kind)) for kind in (hashes.SHA256(), usual))
        return self._verifies(message, signature)

    def _verifies(self, message: bytes, signature: bytes, how: ec.ECDSA | None = None) -> bool:
        try:
            if isinstance(self.public, ec.EllipticCurvePublicKey):
                self.public.verify(signature, message, how or ec.ECDSA(hashes.SHA256()))
            elif isinstance(self.public, rsa.RSAPublicKey):
                self.public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            else:
                self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def key_of(pem: str) -> Key:
    """Raises ValueError for what is no public key of such a kind."""
    try:
        found = serialization.load_pem_public_key(pem.strip().encode())
    except UnsupportedAlgorithm as wrong:
        raise ValueError(str(wrong)) from wrong
    if not isinstance(found, Public):
        raise ValueError("a key that signs nothing")  # noqa: TRY004 — it was read, and is of another kind
    return Key(found)
