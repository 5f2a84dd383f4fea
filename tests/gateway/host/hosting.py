"""A host with images of a store's products, and what the store tells it of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient

from services.catalog import events as catalog
from tests.gateway.counter import AT, HOST, Counter, bearer

AMD64, ARM64 = "linux/amd64", "linux/arm64"


def digest(name: str) -> str:
    return "sha256:" + sha256(name.encode()).hexdigest()


@dataclass
class Hosting:
    """The counter of the store that this host asks; `acme/db` is on its shelves."""

    counter: Counter
    released: int = 0

    @cached_property
    def client(self) -> FlaskClient:
        return self.counter.client()

    def release(self, *tags: str, address: str = "acme/db", notes: str = "") -> str:
        """The digest of a new image under these tags, each released a day after the one before."""
        self.released += 1
        at, whole = AT + timedelta(days=self.released), digest(f"{address}:{tags[0]} {self.released}")
        product = "id-" + address.replace("/", "-")
        images = tuple(catalog.PlatformImage(one, digest(f"{whole} {one}"), 1, 1) for one in (AMD64, ARM64))
        for tag in tags:
            told = (f"r{self.released}{tag}", product, "pro", address, tag, whole, images, "", notes, at)
            self.tell(address, catalog.VersionReleased(*told))
        return whole

    def tell(self, address: str, event: Any, at: datetime = AT) -> None:
        self.counter.tell((f"repository-{address}", event), at=at)

    def listed(self, *versions: tuple[str, ...], slug: str = "nginx") -> None:
        """An official image that lies on docker's own registry, by the tags of each of its images."""
        product, stream = f"id-library-{slug}", f"product-id-library-{slug}"
        told = tuple(catalog.ListedVersion(tags, (AMD64,), "b8590bd:debian", "") for tags in versions)
        self.counter.tell(
            (stream, catalog.ProductDrafted(product, "library", slug, "container", external=True)),
            (stream, catalog.PlanAdded(product, "image", "Public image", "", slug, "anyone", None)),
            (stream, catalog.VersionsListed(product, "image", "official", "2026-11-01", told)),
            (stream, catalog.ProductPublished(product)),
        )

    def ask(self, *images: dict[str, Any], token: str = "") -> list[dict[str, Any]]:
        headers = bearer(token) if token else {}
        answer = self.client.post("/api/v1/updates", json={"images": [*images]}, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        items: list[dict[str, Any]] = answer.json["items"]
        return items

    def of(self, reference: str, *digests: str, token: str = "") -> dict[str, Any]:
        (told,) = self.ask({"reference": reference, "digests": [*digests]}, token=token)
        return told


def name(tag: str, address: str = "acme/db") -> str:
    return f"{HOST}/{address}:{tag}"
