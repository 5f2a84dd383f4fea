"""Identity and catalogue on the real kernel: what tests of the service say to them, and wait for."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eventlog.decider import Context
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.controls.catalog import LOGO
from tests.parts.services import Services, config_in, running
from vocabulary.digest import Digest

LISTING = {
    "name": "Acme Database",
    "short_description": "A small database that keeps its word.",
    "description": "Start it with one command.",
    "categories": ["databases-and-storage"],
    "logo": LOGO,
}
SOURCE = {
    "name": "docker-library/official-images",
    "listed": "2026-08-21",
    "publisher": {"slug": "library", "name": "Docker Official Images", "website": "https://images.example"},
}


@dataclass
class Shop:
    services: Services
    commands: Iterator[int] = field(default_factory=itertools.count)

    @property
    def catalog(self) -> Any:
        return self.services.rpc.catalog

    def by(self, actor: str, *roles: str, key: str = "") -> dict[str, Any]:
        """A context, each time of a new command unless a key is given."""
        id = key or f"command-{next(self.commands)}"
        return Context(id, actor, datetime.now(UTC), frozenset(roles), fingerprint=f"request {id}").dump()

    def ada(self, key: str = "") -> dict[str, Any]:
        return self.by("ada", "acme:owner", key=key)

    def rita(self, key: str = "") -> dict[str, Any]:
        return self.by("rita", "reviewer", key=key)

    def sells(self, product: str = "db", repository: str = "db") -> str:
        """Ada's publisher is approved, and her product has one plan, `free`; returns its address."""
        applied = ("acme", "Acme Ltd", "https://acme.example", "1", "shop@acme.example", LOGO)
        self.catalog.apply_as_publisher(*applied, self.ada(key="apply"))
        self.catalog.approve_publisher("acme", self.rita(key="approve"))
        self.catalog.accept_agreement("acme", "1", self.ada(key="agree"))
        address: str = self.catalog.draft_product("acme", product, "container", LISTING, self.ada())["slug"]
        plan = {"id": "free", "name": "Free", "repository": repository, "access": "anyone"}
        self.catalog.add_plan(address, plan, self.ada())
        return address

    def tells(self, repository: str, tag: str, digest: str, media_type: str) -> None:
        """The registry's notice of a push."""
        at = datetime.now(UTC).isoformat()
        self.catalog.note_push(repository, tag, digest, media_type, at, self.by("registry", "registry"))

    def staged(self, address: str, tag: str = "1.0.0") -> dict[str, Any]:
        """The pushed tag, as soon as its manifest was read."""

        def read() -> list[dict[str, Any]]:
            found = self.catalog.staged(address, "free")
            return [one for one in found if one["tag"] == tag and one["state"] != "reading"]

        return self.services.until(read)[0]

    def ended(self, address: str, release: str) -> dict[str, Any]:
        """The release, as soon as it is over."""

        def over() -> dict[str, Any] | None:
            found: dict[str, Any] = self.catalog.release(address, "free", release)
            return found if found["state"] != "requested" else None

        found = self.services.until(over)
        assert found is not None
        return found


@contextmanager
def open_shop(folder: Path, environment: Mapping[str, str], *beside: type) -> Iterator[Shop]:
    told = {name: value for name, value in environment.items() if name != "CHANDLERY_DATA"}
    with running(config_in(folder, **told), Identity, Catalog, *beside) as services:
        yield Shop(services)


def official(slug: str, **more: Any) -> dict[str, Any]:
    """A product as the importer sends it."""
    version = {"tags": ["1.0", "latest"], "platforms": ["linux/amd64"], "ref": str(Digest.of(b"1")), "created": ""}
    told = {"short_description": "An image.", "description": "", "categories": [], "tags": [], "links": []}
    named = {"slug": slug, "name": slug, "logo": "", "licence": "", "pull": slug, "versions": [version]}
    return {**told, **named, **more}
