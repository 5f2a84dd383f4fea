"""Whom a notice is meant for, as people and as owners of webhooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventlog.amqp import Provided
from eventlog.refusal import Unavailable
from services.notifications.policies import audience
from services.notifications.policies.audience import Audience
from services.notifications.projections import holders, people
from services.notifications.service.heads import Heads
from services.notifications.service.room import Room

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


class Audiences(Room):
    heads = Provided(Heads)

    def _reached(self, audiences: Sequence[str], happened: datetime | None = None) -> tuple[list[str], list[str]]:
        """Accounts of everybody who is meant; owners whose webhooks are: account:ID, organization:SLUG, publisher:SLUG.

        Each once. `happened`: `users` are those of that time, and not those of now. Raises Unavailable while it is not
        known who belongs to what.
        """
        self._must_know_people()
        at = happened or self.clock.now()
        meant = [audience.parse(each) for each in audiences]
        with self.views.begin() as db:
            return _accounts(db, meant, at), _owners(db, meant, at)

    def _must_know_people(self) -> None:
        """Whatever is told was caused by people of whom identity told before."""
        if not self.views.wait_for(f"identity:{self.heads.of('identity')}", CATCH_UP):
            raise Unavailable("view-behind", "people")


def _accounts(db: Any, meant: Sequence[Audience], at: datetime) -> list[str]:
    found = {account for each in meant for account in _among(db, each, at)}
    found -= people.gone(db, found)
    return sorted(found - {each.of for each in meant if each.kind == "but"})


def _owners(db: Any, meant: Sequence[Audience], at: datetime) -> list[str]:
    users = [each.of for each in meant if each.kind == "users"]
    each_user = [Audience("holder", one) for name in users for one in holders.holders_of(db, name, at)]
    organizations = people.organizations_among(db, {each.of for each in (*meant, *each_user)})
    owners = {audience.owner(one, is_organization=one.of in organizations) for one in (*meant, *each_user)}
    return sorted(owners - {""})


def _among(db: Any, meant: Audience, at: datetime) -> set[str]:
    match meant.kind:
        case "account":
            return {meant.of}
        case "holder" | "payer":
            return _of_holders(db, [meant.of], meant.roles)
        case "users":
            return _of_holders(db, holders.holders_of(db, meant.of, at))
        case "publisher" | "owners":
            return people.members(db, [meant.of], meant.roles)
        case "staff":
            return people.members(db, [""], [meant.of])
        case _:
            return set()


def _of_holders(db: Any, ids: Sequence[str], roles: Sequence[str] = ()) -> set[str]:
    """Accounts themselves, and the members of organisations."""
    organizations = people.organizations_among(db, ids)
    return (set(ids) - organizations) | (people.members(db, organizations, roles) if organizations else set())
