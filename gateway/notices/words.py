"""What kinds of notices, their groups and the ways of hearing are called on pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.auth import Caller
from gateway.parts import database
from gateway.translation import gettext
from gateway.views import listings
from services.notifications.events import CUSTOMER, KINDS, PUBLISHER, STAFF


@dataclass(frozen=True)
class Group:
    name: str  # customer | publisher | staff
    words: str
    kinds: Sequence[tuple[str, str]]  # name and words


def groups(who: Caller) -> list[Group]:
    """Those that concern somebody: a publisher's its people, and not other organisations'; the staff's the staff."""
    kinds = kind_words()
    named = {CUSTOMER: gettext("What you use"), PUBLISHER: gettext("What you publish"), STAFF: gettext("Your desk")}
    there = {CUSTOMER: True, PUBLISHER: _publishes(who)}
    there[STAFF] = any(":" not in role for role in who.roles)
    return [
        Group(group, words, [(kind.name, kinds[kind.name]) for kind in KINDS if kind.group == group])
        for group, words in named.items()
        if there[group]
    ]


def _publishes(who: Caller) -> bool:
    organizations = {slug for slug, _, role in (each.partition(":") for each in who.roles) if role}
    return any(listings.publisher(database(), each) for each in sorted(organizations))


def kind_words() -> dict[str, str]:
    return {
        "version.released": gettext("New versions"),
        "version.security": gettext("Versions that mend a security hole"),
        "version.deprecated": gettext("Versions that are no longer looked after"),
        "version.yanked": gettext("Versions that were withdrawn"),
        "vulnerability.found": gettext("Holes found in what you run"),
        "product.held": gettext("Products put on hold, or revoked"),
        "price.changed": gettext("Changed prices"),
        "trial.ending": gettext("Trials that end"),
        "renewal.coming": gettext("Renewals to come"),
        "payment.trouble": gettext("Trouble with payments"),
        "licence.ending": gettext("Licences that run out"),
        "card.ending": gettext("Cards that run out"),
        "key.arrived": gettext("Product keys that followed"),
        "offer.made": gettext("Offers made to you"),
        "offer.ending": gettext("Offers that run out"),
        "ticket.moved": gettext("News of your tickets"),
        "review.answered": gettext("Answers to your reviews"),
        "robot.ending": gettext("Tokens and robots that run out"),
        "search.matched": gettext("New products that answer your saved searches"),
        "listing.moved": gettext("Your applications and listings"),
        "release.finished": gettext("Releases that finished or failed"),
        "submission.moved": gettext("Submissions to certification"),
        "certificate.ending": gettext("Certificates that run out"),
        "waiver.ending": gettext("Waivers that run out"),
        "fix.due": gettext("Vulnerabilities to fix by a deadline"),
        "review.posted": gettext("New reviews of your products"),
        "sale.moved": gettext("Sales, changes and cancellations"),
        "keys.low": gettext("Product keys that run low"),
        "statement.ready": gettext("Statements"),
        "handover.moved": gettext("Tickets handed to you"),
        "webhook.stopped": gettext("Webhooks that were stopped"),
        "review.wanted": gettext("What waits for review"),
    }


def mail_words() -> list[tuple[str, str]]:
    return [
        ("off", gettext("Never")),
        ("now", gettext("At once")),
        ("daily", gettext("Once a day")),
        ("weekly", gettext("Once a week")),
    ]


def weekdays() -> list[str]:
    """Monday first."""
    return [
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    ]


LANGUAGES = (("en", "English"), ("de", "Deutsch"))
