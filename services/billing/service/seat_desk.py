"""What is asked of a subscription's seats by what changes the subscription."""

from collections.abc import Iterator
from contextlib import contextmanager

from eventlog.decider import Context
from eventlog.refusal import Refused
from services.billing.deciders.seats import LimitSeats, Seats, seats
from services.billing.deciders.subscription_state import Subscription
from services.billing.policies import seats as policies
from services.billing.service.subscription_desk import SubscriptionDesk


class SeatDesk(SubscriptionDesk):
    def _seats(self, subscription: str) -> Seats:
        """Without a key being asked for where nobody was ever invited."""
        known = self.log.version(seats, subscription)
        folded: Seats = self.log.fold(seats, subscription) if known else Seats()
        return folded

    @contextmanager
    def _kept_within(self, state: Subscription, quantity: int, by: Context, *, dry: bool) -> Iterator[None]:
        """Before fewer are ordered, no more seats are given than that; Conflicting("seats-in-use") where more are.

        Where fewer cannot be ordered after all, as many may be given as before.
        """
        if quantity >= policies.bought(state) or not self.log.version(seats, state.id):
            yield
            return
        ours = by.follows(by.command_id, "billing.limit-seats", state.id)
        command = LimitSeats(state.id, quantity)
        if dry:
            self.log.rehearse(seats, state.id, command, ours)
            yield
            return
        self.log.execute(seats, state.id, command, ours)
        try:
            yield
        except Refused:
            free = by.follows(by.command_id, "billing.free-seats", state.id)
            self.log.execute(seats, state.id, LimitSeats(state.id, policies.limit_of(state)), free)
            raise
