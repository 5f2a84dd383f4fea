"""Whose webhooks a page shows, and where these are found: one's own, an organisation's, a publisher's."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.auth import caller
from gateway.notices.words import kind_words
from gateway.parts import database
from gateway.translation import gettext
from gateway.views import accounts, listings
from services.notifications.events.kinds import kinds_for


@dataclass(frozen=True)
class Room:
    owner: str  # as in services.notifications.events.kinds.OF_OWNERS
    base: str  # path of its list
    name: str
    crumbs: Sequence[tuple[str, str]]  # path and words of what is above
    here: str  # of the header

    @property
    def kinds(self) -> list[tuple[str, str]]:
        words = kind_words()
        return [(name, words[name]) for name in kinds_for(self.owner)]


def of_owner(owner: str) -> Room:
    kind, _, of = owner.partition(":")
    if kind == "publisher":
        return of_publisher(of)
    return of_organization(of) if kind == "organization" else own()


def own() -> Room:
    above = [("/account", gettext("Account"))]
    return Room(f"account:{caller().account}", "/account/webhooks", gettext("your account"), above, "account")


def of_organization(slug: str) -> Room:
    mine = accounts.organizations_of(database(), caller().account)
    name = next((each.name for each in mine if each.slug == slug), slug)
    above = [("/organizations", gettext("Organisations")), (f"/organizations/{slug}", name)]
    return Room(f"organization:{slug}", f"/organizations/{slug}/webhooks", name, above, "account")


def of_publisher(slug: str) -> Room:
    seller = listings.publisher(database(), slug)
    above = [
        ("/publish", gettext("Publish")),
        (f"/publish/{slug}", slug),
        (f"/publish/{slug}/settings", gettext("Settings")),
    ]
    return Room(f"publisher:{slug}", f"/publish/{slug}/webhooks", seller.name if seller else slug, above, "publish")
