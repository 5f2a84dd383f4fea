"""The keys with which a publisher signs its images."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519

from eventlog.refusal import Invalid
from eventlog.testing import Scenario, acting
from services.catalog.deciders.publisher import publisher
from services.catalog.deciders.signing_keys import RegisterSigningKey, WithdrawSigningKey, public_key
from tests.controls.catalog import (
    ACME_PEM,
    AT,
    acme_applied,
    acme_approved,
    acme_key,
    acme_key_withdrawn,
    ada,
    bob,
    rita,
)

story = Scenario(publisher, ada).given(acme_applied, acme_approved).on(AT)
register, withdraw = RegisterSigningKey("Build server", ACME_PEM), WithdrawSigningKey(acme_key.key)


def pem_of(key: object, private: bool = False) -> str:
    form, spki = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    if private:
        return key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()  # type: ignore[attr-defined, no-any-return]
    return key.public_key().public_bytes(form, spki).decode()  # type: ignore[attr-defined, no-any-return]


def test_an_owner_registers_a_key() -> None:
    story.when(register).then(acme_key)


def test_the_same_key_twice_is_registered_once_and_can_be_given_another_name() -> None:
    known = story.given(acme_key)
    known.when(RegisterSigningKey(" Build server ", ACME_PEM.replace("\n", "\r\n"))).then()
    known.when(RegisterSigningKey("Laptop", ACME_PEM)).then(replace(acme_key, name="Laptop"))


def test_owners_alone_say_which_keys_count() -> None:
    for other in (bob, rita, acting("eve", "acme:editor")):
        story.by(other).when(register).then_refused("not-yours")
        story.given(acme_key).by(other).when(withdraw).then_refused("not-yours")


def test_a_key_is_withdrawn_once_and_may_come_back() -> None:
    known = story.given(acme_key)
    known.when(withdraw).then(acme_key_withdrawn)
    known.given(acme_key_withdrawn).when(withdraw).then()
    known.given(acme_key_withdrawn).when(register).then(acme_key)


def test_a_key_that_was_never_registered_is_not_withdrawn() -> None:
    story.when(withdraw).then_refused("no-such-signing-key")


def test_a_key_needs_a_name_on_one_line() -> None:
    for name in ("", " ", "two\nlines", "x" * 101):
        story.when(RegisterSigningKey(name, ACME_PEM)).then_refused("signing-key-name-invalid")


def test_there_are_at_most_twenty() -> None:
    many = [replace(acme_key, key=f"{number:064x}") for number in range(20)]
    story.given(*many).when(register).then_refused("too-many-signing-keys")


def test_keys_of_every_kind_that_cosign_signs_with_are_taken() -> None:
    kept = (
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 2048),
    )
    for key in kept:
        assert public_key(pem_of(key)).pem == pem_of(key)


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "no key",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        pem_of(ec.generate_private_key(ec.SECP256R1()), private=True),
        pem_of(ec.generate_private_key(ec.SECP256K1())),
        pem_of(rsa.generate_private_key(65537, 1024)),  # noqa: S505 — that is what is refused
        pem_of(dsa.generate_private_key(2048)),
        pem_of(x25519.X25519PrivateKey.generate()),
        ACME_PEM + " " * 10_000,
    ],
    ids=["nothing", "words", "garbage", "private", "curve", "short", "dsa", "x25519", "long"],
)
def test_what_is_no_public_key_of_such_a_kind_is_refused(pem: str) -> None:
    with pytest.raises(Invalid, match="signing-key-invalid"):
        public_key(pem)
