"""Reading what lies beside an image: each claim about a digest, with the bytes that were signed. Believes nothing."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vocabulary import cosign
from vocabulary.cosign import CYCLONEDX, SPDX
from vocabulary.findings import Said, said

Form = Literal["tag", "bundle", "plain"]
BUNDLES = "application/vnd.dev.sigstore.bundle"
# Documents that say of themselves what they are, without a statement around them.
DOCUMENTS = {
    "application/vnd.cyclonedx+json": CYCLONEDX,
    "application/vnd.cyclonedx": CYCLONEDX,
    "application/spdx+json": SPDX,
    "text/spdx+json": SPDX,
    "text/spdx": SPDX,
}
MOST = 256  # layers of one manifest, subjects of one statement, signatures of one envelope


@dataclass(frozen=True)
class Claim:
    """`wrong`: why it cannot be read; then the rest is empty. `signatures` are of `message`."""

    form: Form
    about: tuple[str, ...] = ()
    predicate: str = ""  # its type; `cosign.SIGNED`: nothing but a signature
    content: Mapping[str, Any] = field(default_factory=dict)
    message: bytes = b""
    signatures: tuple[bytes, ...] = ()
    wrong: str = ""


def claims(subject: str, manifest: bytes, blobs: Mapping[str, bytes]) -> list[Claim]:
    """Of one manifest beside an image; `subject` is the digest that it is attached to, `blobs` by digest.

    Layers of other kinds, or whose content is missing, are none.
    """
    read = _object(manifest, [])
    layers = read.get("layers") if read is not None else None
    found: list[Claim] = []
    for layer in layers[:MOST] if isinstance(layers, list) else ():
        if isinstance(layer, dict) and (content := blobs.get(str(layer.get("digest")))) is not None:
            found += _claim(str(layer.get("mediaType")).partition(";")[0], layer, content, subject)
    return found


def _claim(kind: str, layer: Mapping[str, Any], content: bytes, subject: str) -> Iterator[Claim]:
    form: Form = "bundle" if kind.startswith(BUNDLES) else "plain" if kind in (cosign.STATEMENT, *DOCUMENTS) else "tag"
    try:
        match kind:
            case cosign.SIMPLE_SIGNING:
                yield _simple(layer, content)
            case cosign.ENVELOPE:
                yield _enveloped("tag", _must_be_object(content))
            case cosign.STATEMENT:
                yield _stated("plain", content, ())
            case _ if kind in DOCUMENTS:
                yield Claim("plain", (subject,), DOCUMENTS[kind], _object(content, []) or {}, content)
            case _ if kind.startswith(BUNDLES):
                yield from _bundled(_must_be_object(content))
    except Unread as wrong:
        yield Claim(form, wrong=wrong.why)


class Unread(Exception):
    """It has not the form that it should have."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


def _simple(layer: Mapping[str, Any], content: bytes) -> Claim:
    critical = _of(_must_be_object(content), "critical")
    digest = _of(critical, "image").get("docker-manifest-digest")
    annotations = layer.get("annotations")
    signature = annotations.get(cosign.SIGNATURE) if isinstance(annotations, dict) else None
    if not isinstance(digest, str) or not isinstance(signature, str):
        raise Unread(said("signature-without-digest"))
    return Claim("tag", (digest,), cosign.SIGNED, {}, content, (_decoded(signature),))


def _bundled(read: Mapping[str, Any]) -> Iterator[Claim]:
    """A bundle of a message's bare signature names no digest, and says nothing of an image."""
    if "dsseEnvelope" in read:
        yield _enveloped("bundle", _of(read, "dsseEnvelope"))


def _enveloped(form: Form, read: Mapping[str, Any]) -> Claim:
    given, kind, signatures = read.get("payload"), read.get("payloadType"), read.get("signatures")
    if not isinstance(given, str) or kind != cosign.STATEMENT or not isinstance(signatures, list):
        raise Unread(said("envelope-without-statement"))
    named = [one.get("sig") for one in signatures[:MOST] if isinstance(one, dict)]
    return _stated(form, _decoded(given), tuple(_decoded(one) for one in named if isinstance(one, str)))


def _stated(form: Form, payload: bytes, signatures: tuple[bytes, ...]) -> Claim:
    read = _must_be_object(payload)
    predicate, subjects, content = read.get("predicateType"), read.get("subject"), read.get("predicate")
    if not isinstance(predicate, str) or not isinstance(subjects, list):
        raise Unread(said("statement-without-subject"))
    about = tuple(digest for one in subjects[:MOST] for digest in _digests(one))
    told = content if isinstance(content, dict) else {}
    return Claim(form, about, predicate, told, cosign.to_sign(payload), signatures)


def _digests(subject: Any) -> Iterator[str]:
    named = subject.get("digest") if isinstance(subject, dict) else None
    for algorithm, digits in named.items() if isinstance(named, dict) else ():
        yield f"{algorithm}:{digits}"


def _of(read: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = read.get(name)
    if not isinstance(found, dict):
        raise Unread(said("lacks", name=name))
    return found


def _must_be_object(content: bytes) -> Mapping[str, Any]:
    wrong: list[Said] = []
    read = _object(content, wrong)
    if read is None:
        raise Unread(wrong[0])
    return read


def _object(content: bytes, wrong: list[Said]) -> Mapping[str, Any] | None:
    """`wrong` gains why it is None."""
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        wrong.append(said("no-json"))
        return None
    if not isinstance(read, dict):
        wrong.append(said("no-json-object"))
        return None
    return read


def _decoded(given: str) -> bytes:
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unread(said("no-base-64")) from wrong
