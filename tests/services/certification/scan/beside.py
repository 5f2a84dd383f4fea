"""What lies beside an image, made as cosign, BuildKit and others lay it there."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.certification.scan.attached import Lying
from services.certification.scan.keys import Key, key_of
from vocabulary import cosign

IMAGE, INDEX, OTHER = (f"sha256:{hashlib.sha256(name).hexdigest()}" for name in (b"image", b"index", b"other"))
BOM = {"bomFormat": "CycloneDX", "components": [{"name": "libc6"}, {"name": "bash"}]}


@cache
def private(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def key(name: str) -> Key:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key_of(private(name).public_key().public_bytes(serialization.Encoding.PEM, form).decode())


def sign(name: str, message: bytes) -> bytes:
    return private(name).sign(message, ec.ECDSA(hashes.SHA256()))


def lying(subject: str, media_type: str, content: bytes, annotations: Mapping[str, str] | None = None) -> Lying:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    layer = {"mediaType": media_type, "digest": digest, "size": len(content), "annotations": annotations or {}}
    return subject, json.dumps({"layers": [layer]}).encode(), {digest: content}


def signed(by: str = "ada", subject: str = IMAGE, of: str = IMAGE) -> Lying:
    """Under a tag."""
    payload = cosign.simple_signing("registry.example/acme/db", of)
    signature = base64.b64encode(sign(by, payload)).decode()
    return lying(subject, cosign.SIMPLE_SIGNING, payload, {cosign.SIGNATURE: signature})


def bundled(
    by: str = "ada", subject: str = IMAGE, kind: str = cosign.SIGNED, told: Mapping[str, Any] | None = None
) -> Lying:
    payload = cosign.statement("acme/db", subject, kind, told or {})
    return lying(subject, cosign.BUNDLE, cosign.bundle(payload, sign(by, cosign.to_sign(payload)), "hint"))


def enveloped(kind: str, told: Mapping[str, Any], by: str = "ada", subject: str = IMAGE) -> Lying:
    """Under a tag."""
    payload = cosign.statement("acme/db", subject, kind, told)
    return lying(subject, cosign.ENVELOPE, cosign.envelope(payload, sign(by, cosign.to_sign(payload))))


def built(kind: str, told: Mapping[str, Any], subject: str = IMAGE) -> Lying:
    """BuildKit's, within the index, which nobody signs."""
    return lying(subject, cosign.STATEMENT, cosign.statement("acme/db", subject, kind, told))
