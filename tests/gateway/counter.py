"""A gateway over a real read model, into which tests tell events as its followers would; no services behind it."""

import base64
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventlog.reading import Reader, ReadModel
from eventlog.testing import recorded
from eventlog.views import View
from gateway.app import create_app
from gateway.registry import keys
from gateway.rpc import NoServices, Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.billing import events as billing
from services.catalog import events as catalog
from services.identity import events as identity
from services.search.reader import SearchReader
from vocabulary.access_token import AccessToken

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
URL = "http://store.example"
HOST = "store.example:5000"
EVERY_SCOPE = ("pull", "push", "read", "buy", "publish", "certify", "support", "staff")


class Unfollowed(Reader):
    """Of a view that is told by hand: what is not in it yet does not come while one waits."""

    def wait_for(self, position: str, at_most: float = 0.0) -> bool:
        return super().wait_for(position, 0.0)


@dataclass
class Counter:
    """The read model and the application; `tell` applies events as a follower does."""

    folder: Path
    calls: Pool | NoServices = field(default_factory=NoServices)
    environment: dict[str, str] = field(default_factory=dict)
    open: Flask | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        told = {"CHANDLERY_DATA": str(self.folder), "CHANDLERY_URL": URL, "CHANDLERY_REGISTRY_HOST": HOST}
        self.settings = Settings.load(told | self.environment)
        keys.prepare(self.settings.keys)
        self.view = View(ReadModel("gateway", PROJECTIONS), self.settings.views_url)
        self.view.prepare()
        self.positions = {source: itertools.count(1) for source in self.view.model.sources}
        self.seeds = itertools.count(1)

    def app(self) -> Flask:
        reader = Unfollowed("gateway", self.settings.views_url)
        app = create_app(self.settings, reader, SearchReader(self.settings.index), Rpc(self.calls))
        app.testing = True
        return app

    def client(self) -> FlaskClient:
        """Somebody new before one and the same application; `app` makes another, which keeps nothing yet."""
        self.open = self.open or self.app()
        return self.open.test_client()

    def tell(self, *events: tuple[str, Any], at: datetime = AT) -> None:
        for stream, event in events:
            told = recorded(event, stream, at=at)
            position = next(self.positions[told.source])
            placed = recorded(event, stream, position, at=at)
            self.view.feed(told.source).apply([placed], "first")

    def account(self, name: str, *roles: str) -> str:
        """A verified account with these staff roles."""
        stream = f"account-{name}"
        self.tell(
            (stream, identity.AccountRegistered(name, f"{name}@mail.example", name, f"key-{name}")),
            (stream, identity.EmailVerified(name)),
            *((stream, identity.RoleGranted(name, role)) for role in roles),
        )
        return name

    def token(self, account: str, *scopes: str, **more: Any) -> str:
        """An access token of the account; every scope where none is named."""
        number = next(self.seeds)
        made = AccessToken.make(number.to_bytes(20, "big"))
        told = {"expires": None, "networks": (), **more}
        issued = identity.TokenIssued(
            account=account,
            token=f"token-{number}",
            name="tests",
            scopes=scopes or EVERY_SCOPE,
            sha256=made.sha256,
            last_four=made.last_four,
            **told,
        )
        self.tell((f"account-{account}", issued))
        return made.text

    def organization(self, slug: str, **roles: str) -> None:
        """An organisation with these accounts in these roles, the first one its founder."""
        stream, founder = f"organization-{slug}", next(iter(roles))
        self.tell(
            (stream, identity.OrganizationCreated(slug, slug.title(), founder)),
            *((stream, identity.MemberJoined(slug, name, role, "")) for name, role in roles.items()),
        )

    def robot(self, slug: str, *scopes: str, products: tuple[str, ...] = (), networks: tuple[str, ...] = ()) -> str:
        """The token of a robot of the organisation, `ci-` and a number."""
        number = next(self.seeds)
        made = AccessToken.make(number.to_bytes(20, "big"))
        limits = (scopes, products, None, networks)
        created = identity.RobotCreated(slug, f"robot-{number}", f"ci-{number}", *limits, made.sha256, made.last_four)
        self.tell((f"organization-{slug}", created))
        return made.text

    def publisher(self, slug: str, owner: str) -> None:
        """An approved one, with its team."""
        self.organization(slug, **{owner: "owner"})
        applied = catalog.PublisherApplied(slug, owner, slug.title(), "https://acme.example", "1", "a@acme.example", "")
        self.tell((f"publisher-{slug}", applied), (f"publisher-{slug}", catalog.PublisherApproved(slug)))

    def product(
        self, address: str, *, access: str = "anyone", terms: str = "", published: bool = True, kind: str = "container"
    ) -> str:
        """A product with one plan, `pro`, whose repository has the product's address; returns its id."""
        publisher, _, slug = address.partition("/")
        product = f"id-{publisher}-{slug}"
        stream = f"product-{product}"
        asked = catalog.Terms(terms, "# Terms", "sha256:" + "0" * 64) if terms else None
        self.tell(
            (stream, catalog.ProductDrafted(product, publisher, slug, kind, external=False)),
            (stream, catalog.ListingEdited(product, slug.title(), "Short.", "Long.", ("security",), (), (), "", "MIT")),
            (stream, catalog.PlanAdded(product, "pro", "Pro", "", address, access, asked)),
        )
        if published:
            self.tell((stream, catalog.ProductPublished(product)))
        return product

    def entitle(self, holder: str, address: str, *, terms: str = "", until: datetime | None = None) -> None:
        product = "id-" + address.replace("/", "-")
        granted = billing.EntitlementGranted(holder, address, product, "pro", until, "terms-accepted", terms)
        self.tell((f"entitlement-{holder}-{address}", granted))


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
