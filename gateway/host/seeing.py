"""Which of the store's repositories a caller may be told of: those on the shelves, and what they have, or prepare."""

from collections.abc import Iterable

from gateway.auth import Caller
from gateway.parts import database
from gateway.views import accounts, hosted
from gateway.views.hosted import Offered
from gateway.views.listings import PREPARES, SEES_DRAFTS

OFF_THE_SHELVES = frozenset({"unlisted", "revoked"})  # who has it may know what became of it
READING = frozenset({"read", "pull"})


def seen(offered: Iterable[Offered], who: Caller) -> frozenset[str]:
    """Their names; the others look to this caller as if there were none."""
    every = [*offered]
    off = [one.repository for one in every if one.state in OFF_THE_SHELVES and one.access != "anyone"]
    had = hosted.had_by(database(), holders(who), off) if off and who.scopes & READING else frozenset()
    return frozenset(one.repository for one in every if one.repository in had or _is_seen(one, who))


def _is_seen(one: Offered, who: Caller) -> bool:
    if one.state == "published" or not who.roles.isdisjoint(SEES_DRAFTS):
        return True
    if not who.roles.isdisjoint(f"{one.publisher}:{role}" for role in PREPARES):
        return True
    if one.state not in OFF_THE_SHELVES:
        return False
    return one.access == "anyone" or (one.access == "signed_in" and bool(who.account))


def holders(who: Caller) -> list[str]:
    """By whom a caller has what they have: themselves, and the organisations that they belong to."""
    return [who.account, *(one.slug for one in accounts.organizations_of(database(), who.account))]
