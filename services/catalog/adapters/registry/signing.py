"""The keys with which the store signs what it releases: made once, the newest signs, and those before still count."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

FILE = re.compile(r"signing-(\d{1,9})\.pem")
# The same signature for the same message (RFC 6979): what is signed again at a later attempt is found to be there.
ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True)
class Key:
    name: str
    private: ec.EllipticCurvePrivateKey

    @cached_property
    def pem(self) -> str:
        return self._public(serialization.Encoding.PEM).decode()

    @cached_property
    def id(self) -> str:
        """The SHA-256 of its public half in DER form, in hexadecimal digits."""
        return hashlib.sha256(self._public(serialization.Encoding.DER)).hexdigest()

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message, ALGORITHM)

    def _public(self, encoding: serialization.Encoding) -> bytes:
        return self.private.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


class SigningKeys:
    """`folder` is read anew each time, for another instance may have made a key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def newest(self) -> Key:
        return self.all[0]

    @property
    def all(self) -> list[Key]:
        """The newest first; one is made where there is none."""
        if not self._numbers():
            self.add()
        return [self._key(number) for number in sorted(self._numbers(), reverse=True)]

    def add(self) -> None:
        """A new key, which signs from now on."""
        made = ec.generate_private_key(ec.SECP256R1())
        form = serialization.PrivateFormat.PKCS8
        pem = made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        _write_once(self._folder / f"signing-{max(self._numbers(), default=0) + 1}.pem", pem)

    def published(self) -> list[dict[str, Any]]:
        """Public halves, the newest first, which signs."""
        keys = self.all
        return [{"id": key.id, "pem": key.pem, "signs": key is keys[0]} for key in keys]

    def _key(self, number: int) -> Key:
        path = self._folder / f"signing-{number}.pem"
        private = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path} holds no elliptic curve key")
        return Key(path.name, private)

    def _numbers(self) -> list[int]:
        return [int(found[1]) for path in self._folder.glob("signing-*.pem") if (found := FILE.fullmatch(path.name))]


def _write_once(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone, never over what another process wrote at the same moment."""
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
