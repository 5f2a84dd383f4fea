"""A ticket follows its handover, and a handover ends with its ticket."""

from dataclasses import replace

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from services.support.deciders.handover import PARTNER, EndHandover, handover, place_of
from services.support.deciders.handover_state import STORE, Handover
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import TicketClosed, TicketMerged
from services.support.policies import handovers as policy
from services.support.policies.handovers import FOLLOWED, OVER, Followed, Promised
from services.support.service.ticketing import Ticketing


class Following(Ticketing):
    @follow("support", *FOLLOWED)
    def follow_handover(self, event: Followed, recorded: Recorded) -> None:
        self._follow(event.handover)

    @follow("support", TicketClosed, TicketMerged)
    def end_handover(self, event: TicketClosed | TicketMerged, recorded: Recorded) -> None:
        """Nobody has anything to do any more."""
        stream = self.log.holder_of(place_of(event.ticket))
        if stream is not None:
            self._end(stream.partition("-")[2], OVER[type(event)], recorded.cause())

    def _follow(self, id: str) -> str:
        """Tells the ticket what it was not told yet; where it is then, or empty where it knew.

        What is told is told in the handover's order and once, whoever comes first: who answers, or the follower.
        """
        history = self.log.read(handover.stream(id))
        state = handover.fold([each.event for each in history])
        about = self.log.fold(ticket, state.requested.ticket) if isinstance(state, Handover) else None
        if not isinstance(state, Handover) or not isinstance(about, Ticket):
            return ""
        position = ""
        for recorded, move in policy.moves(history, self._promised_by_both(state, about)):
            told = self._give(about.id, move, _because_of(recorded))
            position = told.position if told.events else position
        if about.phase in ("closed", "merged") and not state.is_over:
            self._end(id, f"ticket-{about.phase}", history[-1].cause())
        return position

    def _end(self, id: str, reason: str, by: Context) -> None:
        self.log.execute(handover, id, EndHandover(reason), by)

    def _promised_by_both(self, state: Handover, about: Ticket) -> Promised:
        """The store promises for a partner what it promises itself."""
        ends = (state.requested.sender, state.requested.receiver)
        product, plan = about.opened.product, about.opened.plan
        terms = {desk: self._terms("" if _is_ours(desk) else desk, product, plan) for desk in ends}
        return Promised(terms, self._calendars(*ends, *(each.desk for each in about.holdings)))


def _is_ours(desk: str) -> bool:
    return desk == STORE or desk.startswith(PARTNER)


def _because_of(recorded: Recorded) -> Context:
    """The same each time; what the desks promise by then is no other command."""
    by = recorded.cause().follows(recorded.id, "support.handover", "ticket")
    return replace(by, fingerprint=recorded.id)
