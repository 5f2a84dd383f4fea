"""Writing beside an image what the store says of it: signatures and statements, under cosign's tags and as referrers.

A registry without a referrers API lets nobody write on a condition, so that each write is made by one at a time, and
looked at afterwards.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.catalog.adapters.registry import merging
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import OCI_MANIFEST
from services.catalog.adapters.registry.merging import Document, Part, descriptor
from services.catalog.adapters.registry.reading import about_tag, keep_tag
from services.catalog.adapters.registry.signing import Key
from services.catalog.ports import Alone, RegistryAway, Said
from vocabulary import cosign

NOTHING = b"{}"


@dataclass(frozen=True)
class Signed:
    """An image of which something is said; `name` is its repository with its registry."""

    name: str
    digest: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Beside:
    client: Client
    repository: str
    key: Key
    alone: Alone

    def sign(self, image: Signed) -> bool:
        """In both forms; whether anything was missing."""
        payload = cosign.simple_signing(image.name, image.digest)
        signature = base64.b64encode(self.key.sign(payload)).decode()
        layer = descriptor(cosign.SIMPLE_SIGNING, payload, annotations={cosign.SIGNATURE: signature})
        under_tag = self._add(f"{about_tag(image.digest)}.sig", layer, payload)
        return self._refer(image, Said(cosign.SIGNED, "", {})) or under_tag

    def attest(self, image: Signed, said: Said) -> None:
        """In both forms, in place of what the store stated so of this platform before."""
        payload = cosign.statement(image.name, image.digest, said.predicate_type, said.predicate)
        enveloped = cosign.envelope(payload, self.key.sign(cosign.to_sign(payload)))
        told = {cosign.SIGNATURE: "", "predicateType": said.predicate_type, merging.OURS: _subject(said)}
        layer = descriptor(cosign.ENVELOPE, enveloped, annotations=told)
        self._add(f"{about_tag(image.digest)}.att", layer, enveloped)
        self._refer(image, said)

    def carry(self, tag: str, content: bytes, media_type: str) -> None:
        """What the publisher laid beside it in staging, whose parts are there already."""
        self._change(tag, lambda present: merging.merged(present, content, media_type, tag), ())

    def _add(self, tag: str, layer: Part, blob: bytes) -> bool:
        return self._change(tag, lambda present: merging.with_layers(present, [layer], tag), [blob])

    def _refer(self, image: Signed, said: Said) -> bool:
        payload = cosign.statement(image.name, image.digest, said.predicate_type, said.predicate)
        hint = base64.b64encode(bytes.fromhex(self.key.id)).decode()
        bundle = cosign.bundle(payload, self.key.sign(cosign.to_sign(payload)), hint)
        told = {
            "dev.sigstore.bundle.content": "dsse-envelope",
            "dev.sigstore.bundle.predicateType": said.predicate_type,
        }
        artifact = _artifact(image, bundle, told)
        ours = {} if said.predicate_type == cosign.SIGNED else {merging.OURS: _subject(said)}
        child = descriptor(OCI_MANIFEST, artifact.content, artifactType=cosign.BUNDLE, annotations=told | ours)
        tag = about_tag(image.digest)

        def named(present: bytes | None) -> Document | None:
            index = merging.with_children(present, [child], tag)
            if index is not None:
                self._put_artifact(artifact, bundle)
            return index

        return self._change(tag, named, ())

    def _put_artifact(self, artifact: Document, bundle: bytes) -> None:
        """Under a keep-tag as well: a collection that minds tags alone takes it for nobody's."""
        for blob in (artifact.config, bundle):
            self.client.put_blob(self.repository, blob)
        for name in (artifact.digest, keep_tag(artifact.digest)):
            self.client.put_manifest(self.repository, name, artifact.content, artifact.media_type)

    def _change(self, tag: str, changed: Callable[[bytes | None], Document | None], blobs: Sequence[bytes]) -> bool:
        with self.alone(f"beside {self.repository}:{tag}"):
            present = self.client.manifest_if_there(self.repository, tag)
            wanted = changed(present)
            if wanted is None:
                return False
            for blob in (*blobs, *filter(None, (wanted.config,))):
                self.client.put_blob(self.repository, blob)
            self.client.put_manifest(self.repository, tag, wanted.content, wanted.media_type)
            stored = self.client.holds_manifest(self.repository, tag)
        if stored is None or stored[0] != wanted.digest:
            raise RegistryAway(f"{self.repository}:{tag} does not hold {wanted.digest} after it was put there")
        return True


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
