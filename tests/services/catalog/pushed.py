"""Images made from nothing, pushed as the store's robot past the token endpoint, which these tests do without."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import requests

from demo.images import Blob, Image, Recipe, make
from services.catalog.adapters.registry.manifests import ACCEPT, OCI_INDEX, OCI_MANIFEST
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.settings import Settings
from vocabulary.cosign import SIGNATURE


def image_saying(text: str) -> Image:
    created = datetime(2026, 1, 15, 10, tzinfo=UTC)
    return make(Recipe("db", "1.0.0", "/db", text, created, "Apache-2.0", "https://acme.example", {"/words": text}))


def client_headers(settings: Settings, repository: str) -> dict[str, str]:
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return {"Authorization": f"Bearer {signer.token([Access(repository, ('pull', 'push'))])}"}


def push_blob(settings: Settings, repository: str, content: bytes, digest: str) -> None:
    headers = client_headers(settings, repository)
    begun = requests.post(f"{settings.registry_api}/v2/{repository}/blobs/uploads/", headers=headers, timeout=60)
    place = f"{urljoin(begun.url, begun.headers['Location'])}&digest={digest}"
    assert requests.put(place, data=content, headers=headers, timeout=60).status_code == 201


def put_manifest(settings: Settings, repository: str, reference: str, content: bytes, media_type: str) -> None:
    headers = client_headers(settings, repository) | {"Content-Type": media_type}
    address = f"{settings.registry_api}/v2/{repository}/manifests/{reference}"
    response = requests.put(address, data=content, headers=headers, timeout=60)
    assert response.status_code == 201, response.text


def push(settings: Settings, repository: str, tag: str, image: Image) -> str:
    """The whole image under a tag; returns its digest."""
    for blob in image.blobs:
        push_blob(settings, repository, blob.content, blob.digest)
    for manifest in image.manifests:
        put_manifest(settings, repository, manifest.digest, manifest.content, manifest.media_type)
    put_manifest(settings, repository, tag, image.index.content, image.index.media_type)
    return image.index.digest


def push_one(
    settings: Settings, repository: str, tag: str, config: Blob, layer: Blob, media_type: str, signature: str = ""
) -> str:
    """A manifest of its own, without an index; returns its digest."""
    for blob in (config, layer):
        push_blob(settings, repository, blob.content, blob.digest)
    document: dict[str, Any] = {"schemaVersion": 2, "mediaType": media_type}
    told = {"annotations": {SIGNATURE: signature}} if signature else {}
    document |= {"config": config.descriptor(), "layers": [layer.descriptor() | told]}
    manifest = Blob(media_type, json.dumps(document).encode())
    put_manifest(settings, repository, tag, manifest.content, media_type)
    return manifest.digest


def digest_of(settings: Settings, repository: str, reference: str) -> str:
    """The digest that lies under this tag or digest; empty where there is none."""
    headers = client_headers(settings, repository) | {"Accept": ACCEPT}
    address = f"{settings.registry_api}/v2/{repository}/manifests/{reference}"
    return requests.head(address, headers=headers, timeout=60).headers.get("Docker-Content-Digest", "")


def blob_of(settings: Settings, repository: str, digest: str) -> bytes | None:
    address = f"{settings.registry_api}/v2/{repository}/blobs/{digest}"
    response = requests.get(address, headers=client_headers(settings, repository), timeout=60)
    return response.content if response.status_code == 200 else None


def about(digest: str, ending: str = "") -> str:
    """The tag of what is attached to a digest (distribution spec, “Referrers Tag Schema”; cosign's endings)."""
    return digest.replace(":", "-") + ending


def attach(
    settings: Settings,
    repository: str,
    to: str,
    ending: str,
    text: str,
    media_type: str = "application/json",
    signature: str = "",
) -> str:
    """A signature or attestation, as cosign puts it under its own tag; returns its digest."""
    config, layer = Blob("application/vnd.oci.image.config.v1+json", b"{}"), Blob(media_type, text.encode())
    return push_one(settings, repository, about(to, ending), config, layer, OCI_MANIFEST, signature)


def refer(settings: Settings, repository: str, to: str, text: str) -> tuple[str, str]:
    """An artifact with a subject, and the index that stands for the referrers API; returns both digests."""
    config, layer = Blob("application/vnd.oci.empty.v1+json", b"{}"), Blob("application/json", text.encode())
    artifact = push_one(settings, repository, "artifact", config, layer, OCI_MANIFEST)
    size = len(manifest_of(settings, repository, artifact))
    named = {"mediaType": OCI_MANIFEST, "digest": artifact, "size": size, "artifactType": "application/spdx+json"}
    index = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [named]}).encode()
    put_manifest(settings, repository, about(to), index, OCI_INDEX)
    return artifact, digest_of(settings, repository, about(to))


def manifest_of(settings: Settings, repository: str, reference: str) -> bytes:
    headers = client_headers(settings, repository) | {"Accept": ACCEPT}
    address = f"{settings.registry_api}/v2/{repository}/manifests/{reference}"
    return requests.get(address, headers=headers, timeout=60).content


def tags_of(settings: Settings, repository: str) -> list[str]:
    address = f"{settings.registry_api}/v2/{repository}/tags/list"
    answer = requests.get(address, headers=client_headers(settings, repository), timeout=60)
    return sorted(answer.json().get("tags") or ()) if answer.status_code == 200 else []
