"""A made publisher with products of its own: what it says about itself, what it offers, and what its images hold."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demo.images import Recipe

SITE = "https://harbourline.example"

PUBLISHER = {
    "slug": "harbourline",
    "legal_name": "Harbourline",
    "website": SITE,
    "phone": "+49 40 5550 0142",
    "email": "store@harbourline.example",
}


@dataclass(frozen=True)
class Version:
    tags: tuple[str, ...]  # the first is the version's own; the others lead to the same image
    day: datetime
    notes: str

    @property
    def number(self) -> str:
        return self.tags[0]


@dataclass(frozen=True)
class Plan:
    body: dict[str, Any]  # of POST …/plans
    versions: tuple[Version, ...]

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def repository(self) -> str:
        return str(self.body["repository"])


@dataclass(frozen=True)
class Product:
    body: dict[str, Any]  # of POST /products, without logo
    program: str
    files: dict[str, str]
    plans: tuple[Plan, ...]

    @property
    def slug(self) -> str:
        return f"harbourline/{self.body['slug']}"

    def recipe(self, plan: Plan, version: Version) -> Recipe:
        name, edition = self.body["name"], plan.body["name"]
        says = (
            f"{name} {version.number}, {edition}\n"
            f"This image is part of Chandlery's demonstration: a small program that says where it came from.\n"
            f"Repository: {plan.repository}\n"
        )
        title = f"{name} {edition}"
        told = (str(self.body["licence"]), SITE, self.files, PUBLISHER["legal_name"], self.body["short_description"])
        return Recipe(title, version.number, self.program, says, version.day, *told)


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=UTC)


LICENCE = """# Harbourline Software Licence, version 3.1

1. You may run the software on the number of nodes that your plan names, on machines that you own or rent.
2. You may make copies for backup and for moving between machines. You may not hand the software on to others.
3. Updates within a major version are part of the plan. A new major version may come with new terms, which you are
   asked to accept before you get it.
4. The software sends nothing home. What you keep in it stays yours.
5. Harbourline answers for damage that it causes on purpose or by gross negligence, and otherwise for no more than was
   paid in the year before.
6. The law of Hamburg applies. Where a rule does not hold, the others do.

This agreement belongs to a demonstration: the company is made up, and so are its duties and yours.
"""
PREVIEW = """# Logbook preview terms, version 1

A preview is for trying out. It may change or end at any time, and what it stores may not be readable by the next one.
Tell us what you found; we may use what you say to make it better. The company is made up, as is this agreement.
"""

TIDEWATER = Product(
    body={
        "publisher": "harbourline",
        "slug": "tidewater-db",
        "kind": "container",
        "name": "Tidewater DB",
        "short_description": "Time-series database with SQL, tiered storage and one binary to run.",
        "description": (
            "## What it is\n\nTidewater keeps measurements by time and place, answers SQL, and moves what is old to "
            "cheaper storage by itself.\n\n"
            "- one binary, no other service beside it\n- reads the PostgreSQL wire protocol\n"
            "- three nodes form a cluster without a coordinator\n\n"
            "## Start it\n\nPull it with the command above, then run it under the same name: "
            "`docker run --rm --network none …`.\n\n"
            "This is a product of the demonstration: its image holds a small program that says where it came from.\n"
        ),
        "categories": ["databases-and-storage", "monitoring-and-observability"],
        "tags": ["time-series", "sql", "metrics"],
        "links": [
            {"what": "website", "url": f"{SITE}/tidewater"},
            {"what": "documentation", "url": f"{SITE}/tidewater/docs"},
            {"what": "support", "url": f"{SITE}/support"},
        ],
        "licence": "Harbourline Software Licence 3.1",
    },
    program="/usr/bin/tidewater",
    files={"/etc/tidewater/tidewater.conf": "listen = 127.0.0.1:5442\ntier_after = 30d\n"},
    plans=(
        Plan(
            {
                "id": "community",
                "name": "Community",
                "description": "One node, no tiering.",
                "repository": "harbourline/tidewater-community",
                "access": "signed_in",
            },
            (
                Version(("4.1.3",), _day(2026, 6, 2), "Fixes a slow start after a power cut."),
                Version(("4.2.1", "4.2", "4", "latest"), _day(2026, 9, 15), "Joins over time ranges are planned anew."),
            ),
        ),
        Plan(
            {
                "id": "team",
                "name": "Team",
                "description": "Up to five nodes, tiered storage, backups, support on working days.",
                "repository": "harbourline/tidewater-team",
                "access": "subscribers",
                "terms": {"version": "3.1", "text": LICENCE},
                "price": {"amount": 4900, "currency": "USD"},
                "other_prices": [{"amount": 4500, "currency": "EUR"}],
                "interval": "month",
                "trial_days": 14,
                "trial_needs_card": True,
                "licence_fields": [
                    {"id": "nodes", "name": "Nodes", "kind": "integer", "default": "5"},
                    {"id": "tiering", "name": "Tiered storage", "kind": "boolean", "default": "true"},
                ],
            },
            (
                Version(("4.1.3",), _day(2026, 6, 2), "Fixes a slow start after a power cut."),
                Version(("4.2.0",), _day(2026, 8, 20), "Backups go to object storage as they are written."),
                Version(("4.2.1", "4.2", "4", "latest"), _day(2026, 9, 15), "A replica that lags is told apart."),
            ),
        ),
        Plan(
            {
                "id": "fleet",
                "name": "Fleet",
                "description": "Any number of nodes, metered by stored terabyte, support round the clock.",
                "repository": "harbourline/tidewater-fleet",
                "access": "subscribers",
                "terms": {"version": "3.1", "text": LICENCE},
                "price": {"amount": 49000, "currency": "USD"},
                "interval": "month",
                "components": [
                    {
                        "id": "stored",
                        "name": "Stored",
                        "unit": "terabyte",
                        "tiers": [{"up_to": 5, "unit_amount": "0"}, {"up_to": None, "unit_amount": "1800"}],
                    }
                ],
                "licence_fields": [{"id": "nodes", "name": "Nodes", "kind": "text", "default": "any number"}],
            },
            (Version(("4.2.1", "4.2", "4", "latest"), _day(2026, 9, 15), "A replica that lags is told apart."),),
        ),
        Plan(
            {
                "id": "own-licence",
                "name": "Bring your own licence",
                "description": "You bought from Harbourline directly, and have an order link.",
                "repository": "harbourline/tidewater-byol",
                "access": "byol",
                "by_order": True,
            },
            (Version(("4.2.1", "4.2", "4", "latest"), _day(2026, 9, 15), "A replica that lags is told apart."),),
        ),
    ),
)
LAMPLIGHTER = Product(
    body={
        "publisher": "harbourline",
        "slug": "lamplighter",
        "kind": "container",
        "name": "Lamplighter",
        "short_description": "Watches that your services answer, and lights a lamp where one does not.",
        "description": (
            "## What it is\n\nLamplighter asks each address on its list every few seconds and shows one lamp for each: "
            "lit, dim or out.\n\nIt keeps no history and needs no database; put Tidewater behind it for that.\n\n"
            "This is a product of the demonstration: its image holds a small program that says where it came from.\n"
        ),
        "categories": ["monitoring-and-observability", "networking"],
        "tags": ["uptime", "status", "health-checks"],
        "links": [{"what": "website", "url": f"{SITE}/lamplighter"}],
        "licence": "MIT",
    },
    program="/usr/bin/lamplighter",
    files={"/etc/lamplighter/watch.list": "http://localhost:8000/healthz 5s\n"},
    plans=(
        Plan(
            {
                "id": "free",
                "name": "Free",
                "description": "All of it, on as many machines as you like.",
                "repository": "harbourline/lamplighter",
                "access": "anyone",
            },
            (
                Version(("1.3.0",), _day(2026, 5, 12), "Lamps can be grouped."),
                Version(("1.4.2", "1.4", "1", "latest"), _day(2026, 10, 6), "Certificates that end soon dim the lamp."),
            ),
        ),
    ),
)
LOGBOOK = Product(
    body={
        "publisher": "harbourline",
        "slug": "logbook",
        "kind": "container",
        "name": "Logbook",
        "short_description": "Audit journal that nobody can rewrite: append, seal by the hour, prove later.",
        "description": (
            "## What it is\n\nLogbook takes what your programs did, chains each entry to the one before, and seals "
            "every hour with a signature, so that a missing line shows.\n\n"
            "This is a product of the demonstration: its image holds a small program that says where it came from.\n"
        ),
        "categories": ["security", "databases-and-storage"],
        "tags": ["audit", "compliance", "append-only"],
        "links": [
            {"what": "website", "url": f"{SITE}/logbook"},
            {"what": "documentation", "url": f"{SITE}/logbook/docs"},
        ],
        "licence": "Harbourline Software Licence 3.1",
    },
    program="/usr/bin/logbook",
    files={"/etc/logbook/seal.conf": "every = 1h\n"},
    plans=(
        Plan(
            {
                "id": "standard",
                "name": "Standard",
                "description": "One journal, sealed by the hour.",
                "repository": "harbourline/logbook",
                "access": "terms",
                "terms": {"version": "3.1", "text": LICENCE},
            },
            (Version(("2.0.1", "2.0", "2", "latest"), _day(2026, 7, 28), "Seals carry RFC 3161 time stamps."),),
        ),
        Plan(
            {
                "id": "preview",
                "name": "Preview",
                "description": "What comes next, to be tried out.",
                "repository": "harbourline/logbook-preview",
                "access": "terms",
                "terms": {"version": "1", "text": PREVIEW},
            },
            (Version(("3.0.0-rc.1",), _day(2026, 11, 3), "Journals of several machines, woven into one."),),
        ),
    ),
)
PRODUCTS = (TIDEWATER, LAMPLIGHTER, LOGBOOK)
