"""Keys with which a publisher signs a bundle: the kinds that cosign signs with (ECDSA, Ed25519, RSA), in PEM form."""

import hashlib
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

Private: TypeAlias = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
SEALED = b"ENCRYPTED SIGSTORE PRIVATE KEY"


class BadKey(Exception):
    """It is no key that can sign or verify; the text says what to give instead."""


class SigningKey:
    def __init__(self, pem: bytes, password: bytes | None = None) -> None:
        """Raises BadKey."""
        if SEALED in pem:
            raise BadKey("a key sealed by cosign opens in cosign alone; give the PEM that it was imported from")
        try:
            key = serialization.load_pem_private_key(pem, password)
        except TypeError as wrong:
            raise BadKey(f"the key and its password do not go together: {wrong}") from None
        except (ValueError, UnsupportedAlgorithm):
            raise BadKey("it is no private key in PEM form, or the password is not its own") from None
        if not isinstance(key, Private):
            raise BadKey("it is no key for ECDSA, Ed25519 or RSA")
        self._key: Private = key

    def sign(self, message: bytes) -> bytes:
        match self._key:
            case ec.EllipticCurvePrivateKey():
                return self._key.sign(message, ec.ECDSA(hashes.SHA256()))
            case rsa.RSAPrivateKey():
                return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())
            case _:
                return self._key.sign(message)

    @property
    def public(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def verifies(pem: str, message: bytes, signature: bytes) -> bool:
    """Raises BadKey where the PEM is no public key."""
    key = _public(pem)
    try:
        match key:
            case ec.EllipticCurvePublicKey():
                key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            case rsa.RSAPublicKey():
                key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            case ed25519.Ed25519PublicKey():
                key.verify(signature, message)
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def fingerprint(pem: str) -> str:
    """SHA-256 of its DER form, in hexadecimal digits: by which the store calls a key."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(_public(pem).public_bytes(serialization.Encoding.DER, form)).hexdigest()


def _public(pem: str) -> PublicKeyTypes:
    try:
        return serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise BadKey("it is no public key in PEM form, such as cosign.pub") from None
