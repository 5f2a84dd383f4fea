"""A small shop for looking at pages: the gateway's real read model and search index, filled from events."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response
from PIL import Image, ImageDraw

from eventlog.reading import Reader, ReadModel
from eventlog.testing import project, recorded
from eventlog.views import View
from gateway import auth
from gateway.app import create_app
from gateway.rpc import Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.billing.events import EntitlementGranted
from services.catalog.events import (
    Component,
    DomainProven,
    Link,
    ListedVersion,
    ListingEdited,
    PlanAdded,
    PlatformImage,
    Price,
    ProductDrafted,
    ProductFeatured,
    ProductHeld,
    ProductPublished,
    PublisherApplied,
    PublisherApproved,
    PullCount,
    PullsCounted,
    ReviewAnswered,
    ReviewPosted,
    ReviewReported,
    SupportSet,
    Terms,
    Tier,
    VersionDeprecated,
    VersionReleased,
    VersionsListed,
    VersionYanked,
)
from services.identity.events import (
    AccountRegistered,
    EmailVerified,
    MemberJoined,
    OrganizationCreated,
    RobotCreated,
    RoleGranted,
    TokenIssued,
)
from services.notifications.events import NoticeAddressed, Recipient
from services.search.adapters.tantivy import TantivyIndex
from services.search.ports import Checkpoint
from services.search.projections import documents
from services.search.reader import SearchReader
from tests.gateway.notices.answering import Notifications, notice
from tests.gateway.webhooks.answering import Hooks, delivery, hook
from vocabulary.money import Money

OPENED = datetime(2026, 10, 1, 8, tzinfo=UTC)
MANY = ("linux/amd64", "linux/arm/v7", "linux/arm64/v8", "linux/386", "linux/ppc64le", "linux/riscv64", "linux/s390x")
OFFICIAL = (
    ("nginx", "Web server, reverse proxy and cache", "web-servers", ("1.31.4", "mainline", "1", "1.31", "latest")),
    ("httpd", "The Apache web server", "web-servers", ("2.4.68", "2.4", "2", "latest")),
    ("postgres", "Relational database with strong integrity", "databases-and-storage", ("18.6", "18", "latest")),
    ("redis", "In-memory store for caches and queues", "databases-and-storage", ("8.10.1", "8.10", "8", "latest")),
    ("mariadb", "Relational database, forked from MySQL", "databases-and-storage", ("12.3.1", "12", "latest")),
    ("mongo", "Document database", "databases-and-storage", ("8.3.0", "8", "latest")),
    ("rabbitmq", "Message broker that speaks AMQP and MQTT", "message-queues", ("4.4.0", "4", "latest")),
    ("python", "The Python language with pip", "languages-and-frameworks", ("3.14.6", "3.14", "3", "latest")),
    ("golang", "The Go toolchain", "languages-and-frameworks", ("1.27.1", "1.27", "1", "latest")),
    ("node", "JavaScript on the server", "languages-and-frameworks", ("26.3.0", "26", "latest")),
    ("ghost", "Publishing for blogs and newsletters", "content-management-system", ("6.9.0", "6", "latest")),
    ("wordpress", "Blogs and sites in PHP", "content-management-system", ("7.1.0", "7", "latest")),
    ("traefik", "Edge router that configures itself", "networking", ("3.9.1", "3.9", "v3", "latest")),
    ("alpine", "A small Linux of five megabytes", "operating-systems", ("3.24.1", "3.24", "3", "latest")),
    ("debian", "The universal operating system", "operating-systems", ("trixie", "13", "13.4", "latest")),
    ("telegraf", "Collects and sends metrics", "monitoring-and-observability", ("1.40.2", "1.40", "latest")),
)
ABOUT = """# What it does

Keeps recent measurements **in memory**, yesterday's on disk and last year's in a bucket.

### Start it

```console
$ docker run -d -v tide:/data store.example/harbourline/tidewater:4.2.1
```

| Setting | Meaning |
| --- | --- |
| `TIDEWATER_PASSWORD_FILE` | file with the password |

More at [the site](https://harbourline.example/docs). <script>alert(1)</script>
"""
TERMS = "# Harbourline licence 3.1\n\n1. You may run it on your own machines.\n2. You may not pass it on.\n\n" + (
    "3. Either side may end this with a month's notice.\n\n" * 12
)
LANTERN = Price((Money(1200, "USD"), Money(1100, "EUR")), "month", (), 14, trial_needs_card=True, by_order=False)
STORED = Component("storage", "Storage", "terabyte", (Tier(5, "0"), Tier(None, "1800")))
FLEET = Price((Money(49000, "USD"),), "month", (STORED,), 0, trial_needs_card=False, by_order=False)
Told = tuple[str, Any]


def stories() -> Iterator[Told]:
    yield from _publisher("library", "Official images")
    for name, short, category, tags in OFFICIAL:
        yield from _official(name, short, category, tags)
    yield from _publisher("harbourline", "Harbourline")
    yield from _harbourline()
    yield from _tidewater()
    yield from _opinions()
    yield from _published("lantern", "Lantern", "Log search that fits on one machine", "monitoring-and-observability")
    yield (
        "product-lantern",
        PlanAdded(
            "lantern", "pro", "Pro", "Everything.", "harbourline/lantern", "subscribers", None, "stable", LANTERN
        ),
    )
    yield (
        "product-lantern",
        PlanAdded("lantern", "fleet", "Fleet", "Metered.", "harbourline/fleet", "subscribers", None, "stable", FLEET),
    )
    yield "product-lantern", ProductHeld("lantern", "Two critical findings have no fix yet.")
    yield from _published("edge", "Edge", "Tidewater for small machines", "databases-and-storage")
    agreed = Terms("1", TERMS, "sha256:" + "2f" * 32)
    yield "product-edge", PlanAdded("edge", "free", "Free", "Everything.", "harbourline/edge", "terms", agreed)
    image = (PlatformImage("linux/arm64", "sha256:" + "e1" * 32, 8_000_000, 2),)
    told = ("release", "edge", "free", "harbourline/edge", "1.0.0", "sha256:" + "e2" * 32, image, "", "", OPENED)
    yield "repository-harbourline/edge", VersionReleased(*told)
    accepted = EntitlementGranted("ada", "harbourline/edge", "edge", "free", None, "terms-accepted", "1")
    yield "entitlement-3", accepted
    yield "product-sketch", ProductDrafted("sketch", "harbourline", "sketch", "container", external=False)
    yield "account-ada", AccountRegistered("ada", "", "", "key")
    yield "account-ada", EmailVerified("ada")
    life = (OPENED + timedelta(days=400), ("pull", "read"))
    yield "account-ada", TokenIssued("ada", "t1", "build server", life[1], life[0], (), "ab" * 32, "x4Qz")
    granted = EntitlementGranted("ada", "harbourline/tidewater", "tidewater", "team", None, "terms-accepted", "3.0")
    yield "entitlement-1", granted
    yield "account-rita", AccountRegistered("rita", "", "", "key-rita")
    yield "account-rita", EmailVerified("rita")
    yield "account-rita", RoleGranted("rita", "reviewer")
    yield "organization-northwick", OrganizationCreated("northwick", "Northwick Observatory", "ada")
    yield "organization-northwick", MemberJoined("northwick", "ada", "owner", "")
    robot = ("northwick", "r1", "cluster-1", ("pull",), ("harbourline/edge",), life[0], ("192.0.2.0/24",), "cd" * 32)
    yield "organization-northwick", RobotCreated(*robot, "9fKe")
    yield "announcement-1", NoticeAddressed("1", "version.released", (_reader("ada"),), (), OPENED)
    extra = EntitlementGranted("ada", "harbourline/tidewater-edge", "tidewater", "edge", None, "terms-accepted", "1")
    yield "entitlement-2", extra


def _reader(account: str) -> Recipient:
    return Recipient(account, page=True, mail="off", send_at=None, digest="")


def _publisher(slug: str, name: str) -> Iterator[Told]:
    website = f"https://{slug}.example"
    yield f"publisher-{slug}", PublisherApplied(slug, "harbour-master", name, website, "", "", "")
    yield f"publisher-{slug}", PublisherApproved(slug)


def _harbourline() -> Iterator[Told]:
    policy = "We answer on working days, and fix what is **critical** within three."
    yield "publisher-harbourline", SupportSet("harbourline", policy, "Mon to Fri, 8 to 18 CET", "", "")
    yield "publisher-harbourline", DomainProven("harbourline", "harbourline.example", "dns", OPENED)


def _opinions() -> Iterator[Told]:
    said = (
        ("jonas", 5, "Moved 3 TB off our old cluster", "Our dashboards did not notice."),
        ("amara", 3, "Good, but restart took minutes", "After a big compaction it needed four minutes to come up."),
        ("ines", 5, "Runs", ""),
        ("omar", 4, "One binary is enough", "No coordinator, no compactor."),
    )
    for author, stars, title, text in said:
        yield f"review-{author}", ReviewPosted(f"r-{author}", "tidewater", author, stars, title, text)
    yield "review-amara", ReviewAnswered("r-amara", "tidewater", "harbourline", "Found, and fixed in 4.2.1.", "mia")
    yield "review-omar", ReviewReported("r-omar", "tidewater", "jonas", "Reads like an advertisement")
    pulled = PullCount("4.2.1", "sha256:" + "b7" * 32, "linux/amd64", "docker", "tag", paid=False, count=2_310)
    repository, day = "harbourline/tidewater-community", (OPENED + timedelta(days=31)).date()
    yield f"pulls-{repository}", PullsCounted(repository, "tidewater", "community", day, (pulled,))


def _screenshot() -> bytes:
    drawn, out = Image.new("RGB", (640, 400), "#dde9ef"), io.BytesIO()
    ImageDraw.Draw(drawn).line([(0, 300), (160, 220), (320, 260), (480, 120), (640, 90)], fill="#0a4c8b", width=6)
    drawn.save(out, "PNG")
    return out.getvalue()


def _listing(product: str, name: str, short: str, category: str, text: str = "") -> ListingEdited:
    links = (Link("website", f"https://{product}.example"), Link("source", f"https://code.example/{product}"))
    return ListingEdited(product, name, short, text, (category,), ("self-hosted",), links, "", "Apache-2.0")


def _official(name: str, short: str, category: str, tags: tuple[str, ...]) -> Iterator[Told]:
    yield f"product-{name}", ProductDrafted(name, "library", name, "container", external=True)
    yield f"product-{name}", _listing(name, name, short, category, f"# {name}\n\n{short}.")
    yield (
        f"product-{name}",
        PlanAdded(name, "official", "Official", "As its maintainers build it.", name, "anyone", None),
    )
    listed = tuple(ListedVersion(tags, MANY, f"{'b8590bd36b' * 4}:mainline", "2026-10-20") for tags in _tags(tags))
    versions = VersionsListed(name, "official", "docker-library/official-images", "2026-10-21", listed)
    yield f"product-{name}", versions
    yield f"product-{name}", ProductPublished(name)


def _tags(tags: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield tags
    for ending in ("alpine", "slim", *(f"slim-{n}" for n in range(30 if tags[0] == "1.31.4" else 1))):
        yield tuple(f"{tag}-{ending}" for tag in tags if tag != "latest")


def _published(product: str, name: str, short: str, category: str, text: str = "") -> Iterator[Told]:
    yield f"product-{product}", ProductDrafted(product, "harbourline", product, "container", external=False)
    yield f"product-{product}", _listing(product, name, short, category, text)
    yield f"product-{product}", ProductPublished(product)


def _tidewater() -> Iterator[Told]:
    yield from _published("tidewater", "Tidewater DB", "Time-series database with SQL", "databases-and-storage", ABOUT)
    pictures = (f"sha256:{hashlib.sha256(SCREENSHOT).hexdigest()}",)
    listing = _listing("tidewater", "Tidewater DB", "Time-series database with SQL", "databases-and-storage", ABOUT)
    install = "1. Make a volume.\n2. Run the image with it.\n"
    yield "product-tidewater", replace(listing, screenshots=pictures, install=install)
    yield "product-tidewater", ProductFeatured("tidewater")
    plans = (
        ("community", "Community", "One node.", "harbourline/tidewater-community", "anyone", None),
        ("signed", "Workshop", "Three nodes.", "harbourline/tidewater-workshop", "signed_in", None),
        (
            "team",
            "Team",
            "Five nodes, backups.",
            "harbourline/tidewater",
            "terms",
            Terms("3.1", TERMS, "sha256:" + "9f" * 32),
        ),
        (
            "edge",
            "Edge",
            "For small machines.",
            "harbourline/tidewater-edge",
            "terms",
            Terms("1", TERMS, "sha256:" + "1f" * 32),
        ),
    )
    for plan, name, text, repository, access, terms in plans:
        yield "product-tidewater", PlanAdded("tidewater", plan, name, text, repository, access, terms)
        for tag, digest, days in (("4.2.0", "c3" * 32, 10), ("4.2.1", "b7" * 32, 30), ("latest", "b7" * 32, 30)):
            images = tuple(
                PlatformImage(f"linux/{arch}", f"sha256:{mark * 32}", size, 4)
                for arch, mark, size in (("amd64", "a1", 61_200_000), ("arm64", "a2", 58_900_000))
            )
            at = OPENED + timedelta(days=days)
            told = ("release", "tidewater", plan, repository, tag, f"sha256:{digest}", images, "2026-10-30T09:00:00Z")
            yield f"repository-{repository}", VersionReleased(*told, "Fixes a **slow restart**.", at)
    bad = ("harbourline/tidewater-community", "tidewater", "4.1.9", "sha256:" + "e8" * 32)
    told = ("release", "tidewater", "community", bad[0], *bad[2:], images, "2026-09-30T09:00:00Z")
    yield f"repository-{bad[0]}", VersionReleased(*told, "Compacts in half the time.", OPENED + timedelta(days=5))
    yield f"repository-{bad[0]}", VersionYanked(*bad, "It loses the last minute when it is killed.", security=True)
    old = ("harbourline/tidewater-community", "tidewater", "4.2.0", "sha256:" + "c3" * 32)
    yield f"repository-{old[0]}", VersionDeprecated(*old, "2027-06-30", "4.2.1", "It restarts slowly.")


SCREENSHOT = _screenshot()


def fill(folder: Path, url: str) -> Settings:
    """Read model and index as the services' followers would leave them."""
    positions: dict[str, int] = {}
    events = []
    for minute, (stream, event) in enumerate(stories()):
        source = type(event).__module__.split(".")[1]
        positions[source] = positions.get(source, 0) + 1
        events.append(recorded(event, stream, positions[source], at=OPENED + timedelta(minutes=minute)))
    plugin = __file__  # any file will do
    settings = Settings.load({"CHANDLERY_DATA": str(folder), "CHANDLERY_URL": url, "CHANDLERY_PLUGIN": plugin})
    _fill_views(settings, events)
    _fill_index(settings, events)
    _keep(settings, SCREENSHOT)
    return settings


def _fill_views(settings: Settings, events: Sequence[Any]) -> None:
    view = View(ReadModel("gateway", PROJECTIONS), settings.views_url)
    view.prepare()
    for source in view.model.sources:
        view.feed(source).apply([event for event in events if event.source == source], "first")


def _keep(settings: Settings, picture: bytes) -> None:
    name = hashlib.sha256(picture).hexdigest()
    folder = settings.media / name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(picture)


def _fill_index(settings: Settings, events: Sequence[Any]) -> None:
    index = TantivyIndex(settings.index)
    with project([documents.projection], [event for event in events if event.source == "catalog"]) as db:
        index.rebuild([documents.published_after(db, "", 1000)], Checkpoint("seeded", len(events)))
    index.close()


class Answering(Notifications, Hooks):
    """With a device that asks to be let in, and a webhook."""

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if (service, method) == ("identity", "device_asking"):
            named = {"user_code": "WDJB-MJHT", "name": "docker store on build-1", "scopes": ["buy", "pull", "read"]}
            return named | {"address": "203.0.113.7", "until": "2026-11-30T07:45:00Z"}
        return super().call(service, method, *arguments)


def shop(folder: Path, url: str = "http://localhost:8000") -> Flask:
    settings = fill(folder, url)
    told = Answering([notice(2), notice(1, read=True, link="")])
    told.hooks = [hook(), hook(id="hook-2", state="stopped", reason="failing", kinds=[], last=None)]
    told.sent = [delivery(2, status=0, error="no answer within 15 seconds"), delivery(1)]
    app = create_app(settings, Reader("gateway", settings.views_url), SearchReader(settings.index), Rpc(told))
    app.testing = True
    return app


def session_of(app: Flask, account: str) -> str:
    """The value of the session cookie that a sign-in of this account would set."""
    with app.test_request_context("/"):
        cookie = auth.start_session(Response(), account).headers["Set-Cookie"]
    return cookie.partition("=")[2].partition(";")[0]
