"""The keys that sign licences: made once, kept in the store's folder, their public halves for everybody."""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from jwt.exceptions import InvalidTokenError

FILE = re.compile(r"licence-(\d{1,9})\.pem")
SECRET = "licence-passwords.secret"  # noqa: S105  a file's name
GROUP, GROUPS = 5, 4  # of a password: twenty letters of 32, a hundred bits


class LicenceKeys:
    """The newest key signs, and every key's signature counts; `folder` is read anew each time, for a key may come."""

    def __init__(self, folder: Path, issuer: str) -> None:
        self._folder = folder
        self._issuer = issuer

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A compact JWS (RFC 7515) with ES256; its header names the key."""
        newest = self._keys()[0]
        return jwt.encode({"iss": self._issuer, **claims}, newest, "ES256", headers={"kid": _kid(newest)})

    def read(self, signed: str) -> dict[str, Any] | None:
        """What a licence of ours says, whether or not it has expired; None where we have not signed it."""
        try:
            kid = jwt.get_unverified_header(signed).get("kid")
            key = next((each for each in self._keys() if _kid(each) == kid), None)
            wanted = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
            options: Any = {**wanted, "require": ["iss"]}
            if key is None:
                return None
            return dict(jwt.decode(signed, key.public_key(), ["ES256"], options, issuer=self._issuer))
        except InvalidTokenError:
            return None

    def published(self) -> dict[str, Any]:
        """A JSON Web Key Set (RFC 7517)."""
        return {"keys": [{**_jwk(key), "kid": _kid(key), "use": "sig", "alg": "ES256"} for key in self._keys()]}

    def password(self, licence: str, field: str) -> str:
        """The same for the same licence, and known to nobody who lacks the secret: so it need not be kept."""
        letters = (
            base64.b32encode(hmac.digest(self._secret(), f"{licence}/{field}".encode(), "sha256")).decode().lower()
        )
        return "-".join(letters[at : at + GROUP] for at in range(0, GROUP * GROUPS, GROUP))

    def add(self) -> None:
        """A new key, which signs from now on."""
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write_once(self._folder / f"licence-{max(self._numbers(), default=0) + 1}.pem", pem)

    def _keys(self) -> list[ec.EllipticCurvePrivateKey]:
        """The newest first."""
        if not self._numbers():
            self.add()
        return [_loaded(self._folder / f"licence-{number}.pem") for number in sorted(self._numbers(), reverse=True)]

    def _numbers(self) -> list[int]:
        return [int(found[1]) for path in self._folder.glob("licence-*.pem") if (found := FILE.fullmatch(path.name))]

    def _secret(self) -> bytes:
        path = self._folder / SECRET
        if not path.exists():
            _write_once(path, secrets.token_bytes(32))
        return path.read_bytes()


def _loaded(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no elliptic curve key")
    return key


def _jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return dict(ECAlgorithm.to_jwk(key.public_key(), as_dict=True))


def _kid(key: ec.EllipticCurvePrivateKey) -> str:
    """The thumbprint of RFC 7638."""
    members = json.dumps(_jwk(key), separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()


def _write_once(path: Path, content: bytes) -> None:
    """Whole or not at all, and never over what another process wrote at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
