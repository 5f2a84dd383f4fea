"""Who can be handed a ticket, by which way, and what they want to know with it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid, Refused
from services.support.clock import calendars as clock
from services.support.deciders import sides
from services.support.deciders.desk import desk
from services.support.deciders.handover import PARTNER, STORE, place_of
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.ticket_state import Ticket
from services.support.events import Question
from services.support.policies.tsanet import receiver_named, receiver_of
from services.support.projections import catalogue, people
from services.support.service.tsanet import AtTSANet

OF_A_DESK = ("owner", "support")  # of a publisher
Told = dict[str, Any]


class Way(NamedTuple):
    receiver: str  # a desk
    partner: str  # TSANet's id of its form; empty: direct
    questions: tuple[Question, ...]


class Receivers(AtTSANet):
    @rpc(expected_exceptions=Refused)
    def receivers(self, named: str, context: dict[str, Any]) -> list[Told]:
        """[{to, by: tsanet | direct, name, department}] for a ticket's owner; by TSANet before directly.

        Nobody while it is handed over already.
        """
        by = Context.load(context)
        state, _ = self._readable(named, by)
        if "hand_over" not in sides.may(state, by) or self.log.holder_of(place_of(state.id)) is not None:
            return []
        return [*self._by_tsanet_to(state), *self._direct_to(state)]

    @rpc(expected_exceptions=Refused)
    def receiver_form(self, to: str, by: str, context: dict[str, Any]) -> list[Told]:
        """[{name, label, kind: text | lines | choice, required, options}]; `to` as `receivers` tells it."""
        asking = Context.load(context)
        if not speaks_for(STORE, asking) and not any(role.endswith((":owner", ":support")) for role in asking.roles):
            raise Forbidden("desk-only")
        questions = self._way(to, by).questions
        return [{**vars(each), "options": list(each.options)} for each in questions]

    def _way(self, to: str, by: str) -> Way:
        if by == "direct":
            return Way(to, "", self.log.fold(desk, to).questions)
        company, document = receiver_of(to)
        if by != "tsanet" or not document:
            raise Invalid("receiver-unfit", to[:80])
        return Way(company, document, self._partner_form(document))

    def _must_be_there(self, way: Way, state: Ticket) -> None:
        """A ticket goes directly to the publisher it is about, and from a publisher to the store."""
        if not way.partner and way.receiver not in [each["to"] for each in self._direct_to(state)]:
            raise Invalid("receiver-unfit", way.receiver[:80])

    def _direct_to(self, state: Ticket) -> Iterator[Told]:
        """A publisher whose people there are none of could not take it."""
        to = STORE if state.owner != STORE else self._publisher(state.opened)
        if not to or state.owner.startswith(PARTNER):
            return
        with self.views.begin() as db:
            name = "" if to == STORE else _name(catalogue.publisher_of(db, to), to)
            is_there = to == STORE or bool(people.people_of(db, to, OF_A_DESK))
        if is_there:
            yield {"to": to, "by": "direct", "name": name, "department": ""}

    def _by_tsanet_to(self, state: Ticket) -> Iterator[Told]:
        """The publisher, where it is a member; nobody while TSANet cannot be asked."""
        if self.link is None or state.owner != STORE or not state.opened.publisher:
            return
        publisher = self._publisher(state.opened)
        with self.views.begin() as db:
            found = catalogue.publisher_of(db, publisher)
        member = found["tsanet"] if found else ""
        if not member:
            return
        try:
            partners = self.link.cases.partners(member)
        except Refused:
            return
        for each in partners:
            to = receiver_named(each.company, each.document)
            yield {"to": to, "by": "tsanet", "name": each.company, "department": each.department}

    def _due(self, way: Way, state: Ticket, by: Context) -> Any:
        """When the receiver has to say something, by its own clock; None: TSANet tells."""
        if way.partner:
            return None
        publisher = "" if way.receiver == STORE else way.receiver
        promised = self._terms(publisher, state.opened.product, state.opened.plan)
        minutes = next((each.first_response for each in promised if each.priority == state.priority), 0)
        return clock.after(self._calendars(way.receiver)[way.receiver], by.at, minutes) if minutes else None


def _name(publisher: Told | None, slug: str) -> str:
    return str(publisher["name"]) if publisher else slug
