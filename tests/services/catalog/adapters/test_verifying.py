"""What lies beside an image is read as far as a publisher may lay it there, and no further."""

import json
from dataclasses import dataclass, field
from typing import cast

import pytest

from services.catalog.adapters.registry import verifying
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import OCI_MANIFEST
from services.catalog.adapters.registry.merging import CONFIG, descriptor
from services.catalog.ports import Unreleasable
from vocabulary import cosign
from vocabulary.digest import Digest

IMAGE = f"sha256:{'1' * 64}"


@dataclass
class Laden:
    """A repository in which an image has this many signatures of this many bytes beside it."""

    signatures: int
    size: int
    read: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        layers = [descriptor(cosign.SIMPLE_SIGNING, self._blob(number)) for number in range(self.signatures)]
        config = descriptor(CONFIG, b"{}")
        told = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers}
        return json.dumps(told).encode()

    def _blob(self, number: int) -> bytes:
        return str(number).encode().ljust(self.size)

    def holds_manifest(self, repository: str, reference: str) -> tuple[str, str] | None:
        return (str(Digest.of(self.content)), OCI_MANIFEST) if reference.endswith(".sig") else None

    def manifest(self, repository: str, reference: str) -> tuple[bytes, str]:
        return self.content, OCI_MANIFEST

    def blob(self, repository: str, digest: str) -> bytes:
        self.read.append(digest)
        return self._blob(len(self.read) - 1)


def test_a_publisher_fills_no_memory_with_what_it_lays_beside_an_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LONGEST", 1000)
    laden = Laden(signatures=50, size=100)
    with pytest.raises(Unreleasable, match="longer than 1000 bytes"):
        list(verifying.beside(cast("Client", laden), "staging/acme/db", IMAGE))
    assert len(laden.read) == 11


def test_what_is_short_enough_is_read_to_its_end() -> None:
    laden = Laden(signatures=3, size=10)
    assert len(list(verifying.beside(cast("Client", laden), "staging/acme/db", IMAGE))) == 3
