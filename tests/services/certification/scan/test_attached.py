"""What lies beside an image is believed as far as a known key signed it, and is never more than what it says."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, x25519
from hypothesis import given
from hypothesis import strategies as some

from services.certification.scan.attached import about
from services.certification.scan.keys import key_of
from services.certification.scan.observed import Attached, Signature, Statement
from tests.services.certification.scan.beside import (
    BOM,
    IMAGE,
    INDEX,
    OTHER,
    built,
    bundled,
    enveloped,
    key,
    lying,
    signed,
)
from vocabulary import cosign
from vocabulary.cosign import CYCLONEDX, SPDX

ADA = key("ada")
SLSA_1, SLSA_02 = "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"


def seen(*beside: Any, keys: Any = (ADA,)) -> Attached:
    return about({IMAGE, INDEX}, beside, keys)


def test_a_signature_in_either_form_verifies_with_the_publisher_s_key() -> None:
    assert seen(signed()).signatures == (Signature("tag", valid=True, key=ADA.id),)
    assert seen(bundled()).signatures == (Signature("bundle", valid=True, key=ADA.id),)


def test_a_signature_on_the_index_counts_for_each_platform() -> None:
    assert seen(signed(subject=INDEX, of=INDEX)).signatures[0].valid


@pytest.mark.parametrize("of", [signed, bundled])
def test_another_s_signature_does_not_verify(of: Any) -> None:
    (found,) = seen(of("bob")).signatures
    assert (found.valid, found.key, found.told) == (False, "", "It verifies with no key that its publisher registered.")


def test_without_known_keys_nothing_verifies() -> None:
    found = seen(signed(), keys=())
    assert not found.keys
    assert [(one.valid, one.told) for one in found.signatures] == [(False, "No key of its publisher is known.")]


def test_a_signature_of_another_image_does_not_count() -> None:
    assert [(one.valid, one.told) for one in seen(signed(of=OTHER)).signatures] == [(False, "It is of another image.")]


def test_what_lies_beside_another_image_is_passed_over() -> None:
    assert seen(signed(subject=OTHER, of=OTHER), built(CYCLONEDX, BOM, OTHER)) == Attached(keys=True)


def test_a_changed_payload_does_not_verify() -> None:
    subject, manifest, blobs = signed()
    changed = {digest: content.replace(b"acme/db", b"acme/xx") for digest, content in blobs.items()}
    assert not seen((subject, manifest, changed)).signatures[0].valid


def test_bills_of_materials_are_counted_whatever_their_form() -> None:
    spdx = {"SPDXID": "SPDXRef-DOCUMENT", "packages": [{"name": "libc6"}]}
    found = seen(
        enveloped(CYCLONEDX, BOM),
        built(SPDX, spdx),
        lying(IMAGE, "application/vnd.cyclonedx+json", json.dumps(BOM).encode()),
        bundled("bob", kind=f"{SPDX}/v2.3", told=spdx),
    )
    assert found.statements == (
        Statement(CYCLONEDX, signed=True, packages=2),
        Statement(SPDX, signed=False, packages=1),
        Statement(CYCLONEDX, signed=False, packages=2),
        Statement(f"{SPDX}/v2.3", signed=False, packages=1),
    )
    assert not found.signatures


def test_provenance_says_its_builder_and_the_level_that_it_supports() -> None:
    first = built(SLSA_1, {"runDetails": {"builder": {"id": "https://builds.example/1"}}})
    second = enveloped(SLSA_02, {"builder": {"id": "https://builds.example/2"}})
    assert [(one.builder, one.level) for one in seen(first, second).statements] == [
        ("https://builds.example/1", 1),
        ("https://builds.example/2", 2),
    ]


@pytest.mark.parametrize(
    ("media_type", "content", "told"),
    [
        (cosign.SIMPLE_SIGNING, b"{}", "It lacks critical."),
        (cosign.SIMPLE_SIGNING, b"[1]", "It is no JSON object."),
        (cosign.SIMPLE_SIGNING, cosign.simple_signing("x", IMAGE), "A signature names no digest, or is missing."),
        (cosign.ENVELOPE, b"\xff", "It is no JSON."),
        (cosign.BUNDLE, b'{"dsseEnvelope": 1}', "It lacks dsseEnvelope."),
        (cosign.BUNDLE, b'{"dsseEnvelope": {"payload": "!", "payloadType": "text"}}', "holds no in-toto statement"),
    ],
)
def test_what_cannot_be_read_is_a_signature_that_does_not_verify(media_type: str, content: bytes, told: str) -> None:
    (found,) = seen(lying(IMAGE, media_type, content)).signatures
    assert not found.valid
    assert told in found.told


def test_layers_of_other_kinds_say_nothing() -> None:
    assert seen(lying(IMAGE, "application/octet-stream", b"x"), (IMAGE, b"no JSON", {})) == Attached(keys=True)


def test_every_kind_of_key_that_cosign_has_is_understood() -> None:
    form, message = serialization.PublicFormat.SubjectPublicKeyInfo, b"message"
    rsa_key, edwards, curve = (
        rsa.generate_private_key(65537, 2048),
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
    )
    made = {
        rsa_key: rsa_key.sign(message, padding.PKCS1v15(), hashes.SHA256()),
        edwards: edwards.sign(message),
        curve: curve.sign(message, ec.ECDSA(hashes.SHA384())),
    }
    for private, signature in made.items():
        known = key_of(private.public_key().public_bytes(serialization.Encoding.PEM, form).decode())
        assert known.verifies(message, signature)
        assert not known.verifies(b"another", signature)


def test_what_is_no_key_for_signatures_is_refused() -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    other = x25519.X25519PrivateKey.generate().public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    for pem in ("", "words", other):
        with pytest.raises(ValueError):
            key_of(pem)


KINDS = (cosign.SIMPLE_SIGNING, cosign.ENVELOPE, cosign.BUNDLE, cosign.STATEMENT, "application/spdx+json", "text/plain")
WORDS = some.sampled_from(
    (
        *("critical", "image", "docker-manifest-digest", "payload", "payloadType", "signatures", "sig", "dsseEnvelope"),
        *("subject", "digest", "predicate", "predicateType", "builder", "id", "runDetails", "components", "sha256"),
    )
)
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8) | some.just(cosign.STATEMENT),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORDS, inner, max_size=5),
    max_leaves=20,
)


@given(some.sampled_from(KINDS), VALUES | some.binary(max_size=40), VALUES)
def test_no_document_breaks_the_reader(media_type: str, content: Any, manifest: Any) -> None:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    subject, told, blobs = lying(IMAGE, media_type, raw)
    for one in (told, json.dumps(manifest).encode(), raw):
        assert not any(found.valid for found in seen((subject, one, blobs)).signatures)
