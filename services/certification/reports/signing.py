"""Keys with which a publisher signs a bundle: the kinds that cosign signs with (ECDSA, Ed25519, RSA), in PEM form."""

from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from services.certification.scan.keys import Key, key_of

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


def public_key(pem: str) -> Key:
    """Raises BadKey."""
    try:
        return key_of(pem)
    except ValueError:
        raise BadKey("it is no public key in PEM form, such as cosign.pub") from None
