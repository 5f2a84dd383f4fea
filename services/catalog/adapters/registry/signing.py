"""The keys with which the store signs what it releases: the newest signs, and those before still count.

Each is a file, by its number: of one that was made here it holds the key, of one that a KMS keeps its reference and its
public half.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.catalog.adapters.registry.kms import Keeper, KeyAway

FILE = re.compile(r"signing-(\d{1,9})\.(pem|kms)")
KEPT = ".kms"
# The same signature for the same message (RFC 6979): what is signed again at a later attempt is found to be there.
ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
VERIFIED = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True)
class Key:
    """`repeats`: it signs the same message in the same way; `sign` raises KeyAway where a KMS keeps it."""

    name: str
    public: ec.EllipticCurvePublicKey
    sign: Callable[[bytes], bytes]
    repeats: bool = True

    @cached_property
    def pem(self) -> str:
        return self._public(serialization.Encoding.PEM).decode()

    @cached_property
    def id(self) -> str:
        """The SHA-256 of its public half in DER form, in hexadecimal digits."""
        return hashlib.sha256(self._public(serialization.Encoding.DER)).hexdigest()

    def _public(self, encoding: serialization.Encoding) -> bytes:
        return self.public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


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
        self.begin()
        return [_key(path) for _, path in sorted(self._files(), reverse=True)]

    def begin(self) -> None:
        """Makes the first key where there is none."""
        if not self._files():
            self.add()

    def add(self) -> None:
        """A new key, which signs from now on."""
        made = ec.generate_private_key(ec.SECP256R1())
        form = serialization.PrivateFormat.PKCS8
        pem = made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        _write_once(self._next("pem"), pem)

    def add_kept(self, reference: str) -> None:
        """One that a KMS keeps, which signs from now on; raises KeyAway, and nothing has changed, where it does not."""
        keeper = Keeper(reference)
        public = keeper.public_key()
        _must_be_of(public, keeper.sign(b"chandlery"), b"chandlery", reference)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        pem = public.public_bytes(serialization.Encoding.PEM, form)
        _write_once(self._next("kms"), f"{reference}\n".encode() + pem)

    def published(self) -> list[dict[str, Any]]:
        """Public halves, the newest first, which signs."""
        keys = self.all
        return [{"id": key.id, "pem": key.pem, "signs": key is keys[0]} for key in keys]

    def _next(self, kind: str) -> Path:
        number = max((number for number, _ in self._files()), default=0) + 1
        return self._folder / f"signing-{number}.{kind}"

    def _files(self) -> list[tuple[int, Path]]:
        found = ((FILE.fullmatch(path.name), path) for path in self._folder.glob("signing-*.*"))
        return [(int(named[1]), path) for named, path in found if named]


def _key(path: Path) -> Key:
    if path.suffix == KEPT:
        return _kept(path)
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} holds no elliptic curve key")
    return Key(path.name, private.public_key(), lambda message: private.sign(message, ALGORITHM))


def _kept(path: Path) -> Key:
    """Its public half is read from the file: what counts is known without asking the KMS."""
    reference, _, pem = path.read_text(encoding="utf-8").partition("\n")
    public = serialization.load_pem_public_key(pem.encode())
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError(f"{path} holds no elliptic curve key")

    def sign(message: bytes) -> bytes:
        signature = Keeper(reference).sign(message)
        _must_be_of(public, signature, message, reference)
        return signature

    return Key(path.name, public, sign, repeats=False)


def _must_be_of(public: ec.EllipticCurvePublicKey, signature: bytes, message: bytes, reference: str) -> None:
    """What customers could not verify is never written."""
    try:
        public.verify(signature, message, VERIFIED)
    except InvalidSignature as wrong:
        raise KeyAway(f"{reference} signs with another key than its public one") from wrong


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
