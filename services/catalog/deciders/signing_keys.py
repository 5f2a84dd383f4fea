"""The keys with which a publisher signs: once one is registered, nothing is released that none of them signed."""

import hashlib
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Missing
from services.catalog.deciders.publisher_state import Event, Publisher
from services.catalog.events import SigningKeyRegistered, SigningKeyWithdrawn

NAME, PEM, MOST = 100, 10_000, 20
Fit: TypeAlias = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
SHORTEST = 2048  # bits of an RSA key


@dataclass(frozen=True)
class RegisterSigningKey:
    name: str
    pem: str


@dataclass(frozen=True)
class WithdrawSigningKey:
    key: str


Command: TypeAlias = RegisterSigningKey | WithdrawSigningKey


@dataclass(frozen=True)
class PublicKey:
    """`id` is the SHA-256 of its DER form, in hexadecimal digits; `pem` its one spelling."""

    id: str
    pem: str


def keep(command: Command, state: Publisher, by: Context) -> list[Event]:
    by.must_act_for(state.slug, "owner")
    match command:
        case RegisterSigningKey():
            return _register(command, state, by)
        case WithdrawSigningKey(key):
            return _withdraw(key, state, by)


def public_key(pem: str) -> PublicKey:
    """Of the kinds that cosign signs with: ECDSA, Ed25519, RSA; raises Invalid."""
    try:
        key = serialization.load_pem_public_key(pem.strip().encode()) if len(pem) <= PEM else None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not _is_fit(key):
        raise Invalid("signing-key-invalid", "a public key in PEM form, such as cosign.pub")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    der = key.public_bytes(serialization.Encoding.DER, form)
    return PublicKey(hashlib.sha256(der).hexdigest(), key.public_bytes(serialization.Encoding.PEM, form).decode())


def _is_fit(key: object) -> TypeGuard[Fit]:
    match key:
        case ec.EllipticCurvePublicKey(curve=curve):
            return isinstance(curve, CURVES)
        case rsa.RSAPublicKey(key_size=size):
            return size >= SHORTEST
        case _:
            return isinstance(key, ed25519.Ed25519PublicKey)


def _register(command: RegisterSigningKey, state: Publisher, by: Context) -> list[Event]:
    name, key = command.name.strip(), public_key(command.pem)
    if not name or len(name) > NAME or not name.isprintable():
        raise Invalid("signing-key-name-invalid", f"1 to {NAME} characters on one line")
    known = state.signing_keys.get(key.id)
    if known is not None and known.name == name:
        return []
    if known is None and len(state.signing_keys) >= MOST:
        raise Conflicting("too-many-signing-keys", str(MOST))
    return [SigningKeyRegistered(state.slug, key.id, name, key.pem, by.at)]


def _withdraw(key: str, state: Publisher, by: Context) -> list[Event]:
    if key in state.signing_keys:
        return [SigningKeyWithdrawn(state.slug, key, by.at)]
    if key in state.withdrawn_keys:
        return []
    raise Missing("no-such-signing-key", key[:80])
