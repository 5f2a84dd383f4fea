"""The keys that sign registry tokens: made once, two live during a rotation, known to the registry by certificates."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.secrets import write_once

BUNDLE = "registry-bundle.crt"  # what the registry's `rootcertbundle` names
KEY_SET = "registry-jwks.json"  # what a registry 3 reads as `jwks`
VERSIONS = ("2", "3")  # of registries, which name a key differently
SIGNING = "registry-signing"  # the name of the key that signs now
FILE = re.compile(r"registry-\d{20}\.pem")
LIFE = timedelta(days=3650)


@dataclass(frozen=True)
class Key:
    name: str
    private: ec.EllipticCurvePrivateKey
    kid: str


@dataclass(frozen=True)
class KeyRing:
    """All live keys; tokens are signed with one of them, and those of any of them still count."""

    signing: Key
    all: tuple[Key, ...]

    def jwks(self) -> dict[str, Any]:
        return {"keys": [{**_jwk(key.private), "kid": key.kid, "use": "sig", "alg": "ES256"} for key in self.all]}


def prepare(folder: Path) -> Path:
    """A key and its certificate are there afterwards; returns the bundle for the registry's configuration."""
    if not _files(folder):
        _make(folder)
    return bundle(folder)


def rotate(folder: Path) -> None:
    """A new key, known to the registry once it has read the bundle again; the old one goes on signing till `switch`."""
    ring = _signing(folder)
    write_once(folder / SIGNING, ring.encode())
    _make(folder)
    bundle(folder)


def switch(folder: Path) -> None:
    """The newest key signs from now on; keys that are not needed any more may be removed five minutes later."""
    (folder / SIGNING).unlink(missing_ok=True)


def bundle(folder: Path) -> Path:
    """The self-signed certificates of all keys in one file, for `rootcertbundle`; beside it the keys for `jwks`.

    There each key stands under both its ids, so that a registry 3 takes a token whichever way that names its key.
    """
    named = [key for version in VERSIONS for key in load(folder, version).jwks()["keys"]]
    _replaced(folder / KEY_SET, (json.dumps({"keys": named}, indent=2) + "\n").encode())
    certificates = [file.with_suffix(".crt").read_bytes() for file in _files(folder)]
    return _replaced(folder / BUNDLE, b"".join(certificates))


def load(folder: Path, registry_version: str) -> KeyRing:
    """The keys of this folder; `kid` is libtrust's fingerprint for a registry 2.x, RFC 7638's thumbprint for 3."""
    name_of = thumbprint if registry_version == "3" else libtrust_id
    loaded = []
    for file in _files(folder):
        private = serialization.load_pem_private_key(file.read_bytes(), None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{file} holds no elliptic curve key")
        loaded.append(Key(file.name, private, name_of(private)))
    signing = _signing(folder)
    return KeyRing(next(key for key in loaded if key.name == signing), tuple(loaded))


def libtrust_id(private: ec.EllipticCurvePrivateKey) -> str:
    """240 bits of the SHA-256 of the public key's DER form, in base 32, by fours."""
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    text = base64.b32encode(hashlib.sha256(der).digest()[:30]).decode()
    return ":".join(text[at : at + 4] for at in range(0, len(text), 4))


def thumbprint(private: ec.EllipticCurvePrivateKey) -> str:
    """RFC 7638, section 3."""
    members = json.dumps(_jwk(private), separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(members.encode()).digest())


def _jwk(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = private.public_key().public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("registry-*.pem") if FILE.fullmatch(path.name))


def _replaced(path: Path, content: bytes) -> Path:
    """Who reads it meanwhile sees it whole."""
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    return beside.replace(path)


def _signing(folder: Path) -> str:
    pointer = folder / SIGNING
    return pointer.read_text() if pointer.exists() else _files(folder)[-1].name


def _make(folder: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    name = f"registry-{now:%Y%m%d%H%M%S%f}"
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_once(folder / f"{name}.crt", _certificate(private, name, now), 0o644)
    write_once(folder / f"{name}.pem", pem)


def _certificate(private: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
        .sign(private, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
