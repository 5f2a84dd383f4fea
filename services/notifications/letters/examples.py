"""Facts as sources tell them, by kind: what previews show, and which names facts go by.

`name` is the product's, as customers read it; `until` and `starts` are days or moments (ISO 8601), `days` those that
were left; `amount`, `price` and `was` (of a price) are such as 49.00 USD. `change` says which turn of its kind it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.notifications.letters.sayings import SAYINGS

PRODUCT, NAME, PUBLISHER = "harbourline/tidewater-db", "Tidewater DB", "Harbourline"
UNTIL = "2027-01-29T12:00:00+00:00"
FACTS: Mapping[str, Mapping[str, str]] = {
    "version.released": {"version": "2.2", "was": "2.1"},
    "version.security": {"version": "2.1.1", "was": "2.1", "fixes": "CVE-2026-1234, CVE-2026-1240", "severity": "high"},
    "version.deprecated": {"version": "1.9", "successor": "2.1", "reason": "It gets no more fixes."},
    "version.yanked": {"version": "2.0", "successor": "2.1", "reason": "It loses rows when the disk is full."},
    "version.released/back": {"tag": "2", "version": "2.1", "was": "2.2"},
    "vulnerability.found/several": {"version": "2.1", "advisory": "CVE-2026-1234", "severity": "high", "count": "3"},
    "fix.due/several": {"advisory": "CVE-2026-1234", "severity": "high", "count": "3", "until": UNTIL},
    "product.held/late": {"advisory": "CVE-2026-1234", "severity": "high"},
    "submission.moved/waived": {"version": "2.2", "check": "runs-as-root", "until": UNTIL},
    "certificate.ending/revoked": {"version": "2.2", "reason": "It changed after it was examined."},
    "licence.ending/cancelled": {"plan": "Team", "publisher": PUBLISHER},
    "vulnerability.found": {"version": "2.1", "advisory": "CVE-2026-1234", "severity": "high", "fixed": "2.1.1"},
    "product.held": {"reason": "A fix for CVE-2026-1234 is late."},
    "product.held/revoked": {"reason": "It sends out what it stores."},
    "price.changed": {"plan": "Team", "was": "49.00 USD", "price": "55.00 USD", "starts": UNTIL},
    "trial.ending": {"plan": "Team", "days": "7", "until": UNTIL, "amount": "49.00 USD"},
    "renewal.coming": {"plan": "Team", "days": "30", "until": UNTIL, "amount": "49.00 USD"},
    "payment.trouble": {"plan": "Team", "amount": "49.00 USD", "until": UNTIL},
    "payment.trouble/access": {"plan": "Team", "amount": "49.00 USD", "days": "7", "until": UNTIL},
    "licence.ending": {"plan": "Team", "days": "14", "until": UNTIL},
    "card.ending": {"brand": "Visa", "last_four": "4242", "days": "30", "until": UNTIL},
    "key.arrived": {"plan": "Team"},
    "keys.low": {"plan": "Team", "count": "10"},
    "keys.low/empty": {"plan": "Team", "count": "0", "waiting": "3"},
    "offer.made": {"plan": "Team", "publisher": PUBLISHER, "until": UNTIL},
    "offer.ending": {"plan": "Team", "days": "1", "until": UNTIL},
    "ticket.moved": {"number": "T-1042"},
    "handover.moved": {"number": "T-1042"},
    "robot.ending": {"robot": "ci-build", "organization": "northwick", "days": "0", "until": UNTIL},
    "robot.ending/token": {"last_four": "x7Qk", "made": "2026-10-31", "days": "1", "until": UNTIL},
    "listing.moved": {"publisher": PUBLISHER, "reason": "Say in the description which licence it is under."},
    "listing.moved/not-published": {"publisher": PUBLISHER, "reason": "version-missing", "about": "team"},
    "release.finished": {"version": "2.2"},
    "release.finished/failed": {"version": "2.2", "reason": "the registry did not answer."},
    "submission.moved": {"version": "2.2", "reason": "It runs as root."},
    "certificate.ending": {"version": "2.2", "days": "60", "until": UNTIL},
    "waiver.ending": {"check": "secrets", "version": "2.2", "days": "14", "until": UNTIL},
    "fix.due": {"advisory": "CVE-2026-1234", "severity": "high", "days": "7", "until": UNTIL},
    "review.posted": {"stars": "4"},
    "sale.moved": {"plan": "Team"},
    "statement.ready": {"period": "2026-11", "amount": "1,204.00 USD"},
    "webhook.stopped": {"host": "hooks.northwick.example"},
    "review.wanted": {"version": "2.2", "publisher": PUBLISHER},
}
OF_NO_PRODUCT = ("card.ending", "robot.ending", "statement.ready", "webhook.stopped", "ticket.moved", "handover.moved")


@dataclass(frozen=True)
class Example:
    """`name` is that of its saying: the kind, and after a slash its turn."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]

    @property
    def now(self) -> datetime:
        """When it is read: as many days before its day as it tells."""
        return datetime.fromisoformat(UNTIL) - timedelta(days=int(self.facts.get("days", "30")))

    @property
    def product(self) -> str:
        return "" if self.kind in OF_NO_PRODUCT else PRODUCT


def _example(name: str) -> Example:
    kind, _, change = name.partition("/")
    told = FACTS.get(name) or FACTS.get(kind, {})
    return Example(name, {"name": NAME, **told, **({"change": change} if change else {})})


EXAMPLES: Mapping[str, Example] = {name: _example(name) for name in SAYINGS}
