"""Writing beside an image what the store says of it: signatures and statements, under cosign's tags and as referrers.

A registry without a referrers API lets nobody write on a condition, so that each write is made by one at a time, and
looked at afterwards.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from services.catalog.adapters.registry import merging, verifying
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import OCI_MANIFEST
from services.catalog.adapters.registry.merging import Document, Part, descriptor
from services.catalog.adapters.registry.reading import about_tag, keep_tag
from services.catalog.adapters.registry.signing import Key
from services.catalog.ports import Alone, RegistryAway, Said
from vocabulary import cosign
from vocabulary.digest import Digest

NOTHING = b"{}"
# What is there, what is added, the tag → what is to be written, or None.
United: TypeAlias = Callable[[bytes | None, Sequence[Part], str], Document | None]


@dataclass(frozen=True)
class Signed:
    """An image of which something is said; `name` is its repository with its registry."""

    name: str
    digest: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Coming:
    """A part of a manifest that is to be written, and how what it names is brought there before."""

    part: Part
    bring: Callable[[], None]


@dataclass(frozen=True)
class Beside:
    client: Client
    repository: str
    key: Key
    alone: Alone

    def sign(self, image: Signed) -> bool:
        """In both forms; whether anything was missing."""
        there = frozenset[str]() if self.key.repeats else self._signed(image)
        under_tag = "tag" not in there and self._sign_under_tag(image)
        return ("bundle" not in there and self._refer(image, [Said(cosign.SIGNED, "", {})])) or under_tag

    def _sign_under_tag(self, image: Signed) -> bool:
        payload = cosign.simple_signing(image.name, image.digest)
        signature = base64.b64encode(self.key.sign(payload)).decode()
        layer = descriptor(cosign.SIMPLE_SIGNING, payload, annotations={cosign.SIGNATURE: signature})
        return self._write(f"{about_tag(image.digest)}.sig", merging.with_layers, [self._blob(layer, payload)])

    def _signed(self, image: Signed) -> frozenset[str]:
        """The forms in which this key has signed it already: one that signs otherwise each time would go on adding."""
        return frozenset(
            claim.form
            for claim in verifying.beside(self.client, self.repository, image.digest)
            if claim.predicate == cosign.SIGNED and verifying.signs(claim, image.digest, self.key.pem)
        )

    def attest(self, image: Signed, said: Sequence[Said]) -> None:
        """In both forms, in place of what the store stated so of the same platform before."""
        layers = [self._enveloped(image, one) for one in said]
        self._write(f"{about_tag(image.digest)}.att", merging.with_layers, layers)
        self._refer(image, said)

    def carry(self, tag: str, content: bytes, media_type: str) -> None:
        """What the publisher laid beside it in staging, whose parts are there already."""
        self._change(tag, lambda present: merging.merged(present, content, media_type, tag), ())

    def _refer(self, image: Signed, said: Sequence[Said]) -> bool:
        return self._write(about_tag(image.digest), merging.with_children, [self._bundled(image, one) for one in said])

    def _enveloped(self, image: Signed, said: Said) -> Coming:
        payload = _statement(image, said)
        enveloped = cosign.envelope(payload, self.key.sign(cosign.to_sign(payload)))
        told = {cosign.SIGNATURE: "", "predicateType": said.predicate_type, merging.OURS: _subject(said)}
        return self._blob(descriptor(cosign.ENVELOPE, enveloped, annotations=told), enveloped)

    def _bundled(self, image: Signed, said: Said) -> Coming:
        payload, hint = _statement(image, said), base64.b64encode(bytes.fromhex(self.key.id)).decode()
        bundle = cosign.bundle(payload, self.key.sign(cosign.to_sign(payload)), hint)
        kind = said.predicate_type
        told = {"dev.sigstore.bundle.content": "dsse-envelope", "dev.sigstore.bundle.predicateType": kind}
        artifact = _artifact(image, bundle, told)
        ours = {} if kind == cosign.SIGNED else {merging.OURS: _subject(said)}
        child = descriptor(OCI_MANIFEST, artifact.content, artifactType=cosign.BUNDLE, annotations=told | ours)

        def bring() -> None:
            """Under a keep-tag: a collection that minds tags alone takes it for nobody's."""
            if not self.client.holds_blob(self.repository, str(Digest.of(NOTHING))):
                self.client.put_blob(self.repository, NOTHING)
            self.client.put_blob(self.repository, bundle)
            self.client.put_manifest(self.repository, keep_tag(artifact.digest), artifact.content, artifact.media_type)

        return Coming(child, bring)

    def _blob(self, part: Part, content: bytes) -> Coming:
        return Coming(part, lambda: self.client.put_blob(self.repository, content))

    def _write(self, tag: str, united: United, coming: Sequence[Coming]) -> bool:
        return self._change(tag, lambda present: united(present, [one.part for one in coming], tag), coming)

    def _change(self, tag: str, changed: Callable[[bytes | None], Document | None], coming: Sequence[Coming]) -> bool:
        """Whether anything was to be changed."""
        with self.alone(f"beside {self.repository}:{tag}"):
            present = self.client.manifest_if_there(self.repository, tag)
            wanted = changed(present)
            if wanted is None:
                return False
            for one in coming:
                if one.part["digest"] in wanted.added:
                    one.bring()
            if wanted.config:
                self.client.put_blob(self.repository, wanted.config)
            self.client.put_manifest(self.repository, tag, wanted.content, wanted.media_type)
            stored = self.client.holds_manifest(self.repository, tag)
            if stored is None or stored[0] != wanted.digest:
                raise RegistryAway(f"{self.repository}:{tag} does not hold {wanted.digest} after it was put there")
            self._clear(present, wanted)
        return True

    def _clear(self, before: bytes | None, now: Document) -> None:
        """What was replaced would lie there for good; what a publisher brought is left, and a keep-tag leads to it."""
        for digest in now.left:
            self.client.delete_manifest(self.repository, digest)
        replaced = str(Digest.of(before)) if before is not None else ""
        if replaced and self.client.holds_manifest(self.repository, keep_tag(replaced)) is None:
            self.client.delete_manifest(self.repository, replaced)


def _statement(image: Signed, said: Said) -> bytes:
    return cosign.statement(image.name, image.digest, said.predicate_type, said.predicate)


def _subject(said: Said) -> str:
    return f"{said.predicate_type} {said.platform}"


def _artifact(image: Signed, bundle: bytes, annotations: Mapping[str, str]) -> Document:
    """An artifact with a subject (OCI image specification 1.1, “Guidelines for Artifact Usage”)."""
    told = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "artifactType": cosign.BUNDLE,
        "config": descriptor(merging.EMPTY, NOTHING),
        "layers": [descriptor(cosign.BUNDLE, bundle)],
        "subject": {"mediaType": image.media_type, "size": image.size, "digest": image.digest},
        "annotations": dict(annotations),
    }
    return Document(json.dumps(told, separators=(",", ":")).encode(), OCI_MANIFEST, NOTHING)
