"""Cosign's formats: what sigstore's tools sign of an image, and the forms in which that lies beside it."""

import base64
import json
from collections.abc import Mapping
from typing import Any

SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json"
ENVELOPE = "application/vnd.dsse.envelope.v1+json"
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
STATEMENT = "application/vnd.in-toto+json"
SIGNATURE = "dev.cosignproject.cosign/signature"  # the annotation of a layer that holds its signature in base 64

SIGNED = "https://sigstore.dev/cosign/sign/v1"  # the predicate that says nothing but: this digest
CYCLONEDX = "https://cyclonedx.org/bom"
SPDX = "https://spdx.dev/Document"
VULNERABILITIES = "https://cosign.sigstore.dev/attestation/vuln/v1"


def simple_signing(reference: str, digest: str) -> bytes:
    """The payload of a signature under a tag: `reference` is the repository with its registry."""
    critical = {
        "identity": {"docker-reference": reference},
        "image": {"docker-manifest-digest": digest},
        "type": "cosign container image signature",
    }
    return _json({"critical": critical, "optional": None})


def statement(name: str, digest: str, predicate_type: str, predicate: Mapping[str, Any]) -> bytes:
    """An in-toto statement (attestation framework, Statement v0.1, which every cosign reads)."""
    algorithm, _, digits = digest.partition(":")
    return _json(
        {
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": predicate_type,
            "subject": [{"name": name, "digest": {algorithm: digits}}],
            "predicate": predicate,
        }
    )


def to_sign(payload: bytes, payload_type: str = STATEMENT) -> bytes:
    """What is signed of a DSSE envelope: its pre-authentication encoding (DSSE v1)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def envelope(payload: bytes, signature: bytes) -> bytes:
    return _json(_envelope(payload, signature))


def bundle(payload: bytes, signature: bytes, hint: str) -> bytes:
    """A sigstore bundle v0.3 of an envelope that a key signed; `hint` is how the key is found."""
    return _json(
        {
            "mediaType": BUNDLE,
            "verificationMaterial": {"publicKey": {"hint": hint}},
            "dsseEnvelope": _envelope(payload, signature),
        }
    )


def _envelope(payload: bytes, signature: bytes) -> dict[str, Any]:
    return {"payload": _base64(payload), "payloadType": STATEMENT, "signatures": [{"sig": _base64(signature)}]}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
