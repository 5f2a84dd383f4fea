"""Seats: people are invited to those that were bought, take them, may pull as long as they run, and give them back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect, follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused
from eventlog.schema import Erased
from mailing.letter import Mail
from mailing.mailers import mailer
from services.billing.deciders.customer import GrantEntitlement, customer
from services.billing.deciders.offering import offering
from services.billing.deciders.seat_links import read_token, seat_token
from services.billing.deciders.seats import (
    AcceptSeat,
    EndSeat,
    EndSeats,
    Given,
    InviteToSeat,
    LapseSeat,
    LimitSeats,
    Seats,
    place_of,
    seats,
)
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import Agreed, EntitlementEnded, PlanSwitched, SeatAccepted, SeatEnded
from services.billing.policies import seats as policies
from services.billing.policies.subscriptions import right_of
from services.billing.projections import seats as view
from services.billing.service.seat_desk import SeatDesk
from services.billing.settings import Settings
from services.identity.events import SubjectErased
from vocabulary.email_address import EmailAddress

Answer = dict[str, Any]


class SeatService(SeatDesk):
    seat_secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))
    mailer = Provided(lambda config: mailer(Settings.load(config["CHANDLERY"]).mail))

    @rpc(expected_exceptions=Refused)
    def invite_to_seat(self, subscription: str, email: str, context: Answer) -> Answer:
        """By a letter; refused as deciders.seats refuses, and where the subscription gives no right at the moment."""
        by, state = Context.load(context), self._subscription(subscription)
        command = InviteToSeat(
            subscription=state.id,
            holder=state.holder,
            product=state.agreed.product,
            address=state.agreed.address,
            seat=by.new_id("seat"),
            email=_spelled(email),
            bought=policies.bought(state),
        )
        by.must_act_for(state.holder, "owner", "billing")
        if not isinstance(right_of(state), GrantEntitlement):
            raise Conflicting("subscription-over" if state.over else "payment-outstanding")
        result = {"seat": command.seat}
        executed = self.log.execute(seats, state.id, command, by, result=lambda events: result)
        return {**self._told_seats(state), "seat": (executed.result or result)["seat"], "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def seats_of(self, subscription: str) -> Answer:
        """{subscription, holder, publisher, seats, given, items: [{id, email, account, state, until}]}.

        `state`: invited (until when) | taken.
        """
        return self._told_seats(self._subscription(subscription))

    @rpc(expected_exceptions=Refused)
    def end_seat(self, subscription: str, seat: str, context: Answer) -> Answer:
        """Taken back by who buys for the holder, or given back by who has it."""
        by, state = Context.load(context), self._subscription(subscription)
        executed = self.log.execute(seats, state.id, EndSeat(seat, state.holder), by)
        return {**self._told_seats(state), "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def seat_invitation(self, token: str) -> Answer:
        """For who has the letter: {subscription, seat, product, plan, address, account: who took it, until}."""
        state, given = self._invited(token)
        return _of_one(state, given)

    @rpc(expected_exceptions=Refused)
    def accept_seat(self, token: str, context: Answer) -> Answer:
        by = Context.load(context)
        state, given = self._invited(token)
        if by.actor.startswith("visitor:"):
            raise Forbidden("not-yours")
        if not isinstance(right_of(state), GrantEntitlement):
            raise Conflicting("subscription-over")
        command = AcceptSeat(given.invited.seat, by.actor, state.agreed.product)
        executed = self.log.execute(seats, state.id, command, by)
        return {**_of_one(state, self._invited(token)[1]), "position": executed.position}

    @rpc
    def seats_held(self, account: str) -> list[Answer]:
        """The newest first: {subscription, seat, product, plan, address, account, until}."""
        with self.views.begin() as db:
            rows = view.of_account(db, account)
        states = [(self._subscription(row["subscription"]), row["seat"]) for row in rows]
        found = [(state, self._seats(state.id).given.get(seat)) for state, seat in states]
        return [_of_one(state, given) for state, given in found if given is not None]

    # what follows

    @follow("billing", *policies.FOLLOWED)
    def keep_seats(self, event: Any, recorded: Recorded) -> None:
        """Who has a seat may pull as the holder may; a subscription that is over for good has no seats."""
        if not self.log.version(seats, event.subscription):
            return
        state, given = self._subscription(event.subscription), self._seats(event.subscription)
        for account in given.accounts:
            by = recorded.cause().follows(recorded.id, "billing.entitle-seat", account)
            if isinstance(event, PlanSwitched) and event.before.plan != state.agreed.plan:
                before = by.follows(recorded.id, "billing.entitle-seat", f"{account}/before")
                self._entitle_seated(state, account, before, event.before)
            self._entitle_seated(state, account, by)
        self._keep_limit(state, given, recorded.cause())
        if state.phase in ("ended", "abandoned"):
            by = recorded.cause().follows(recorded.id, "billing.end-seats", state.id)
            self.log.execute(seats, state.id, EndSeats("subscription-ended"), by)

    @follow("billing", SeatAccepted, SeatEnded)
    def entitle_by_seat(self, event: SeatAccepted | SeatEnded, recorded: Recorded) -> None:
        if event.account:
            state = self._subscription(event.subscription)
            self._entitle_seated(state, event.account, recorded.cause())

    @follow("billing", EntitlementEnded)
    def entitle_again(self, event: EntitlementEnded, recorded: Recorded) -> None:
        """A right of their own ended, and they have a seat that opens the same."""
        stream = self.log.holder_of(place_of(event.holder, event.product))
        if stream is None:
            return
        state = self._subscription(stream.removeprefix(seats.stream("")))
        if state.agreed.plan == event.plan:
            self._entitle_seated(state, event.holder, recorded.cause())

    @follow("identity", SubjectErased)
    def end_seats_of_erased(self, event: SubjectErased, recorded: Recorded) -> None:
        self._must_have_seen_all("seats")
        with self.views.begin() as db:
            mine = [row["subscription"] for row in view.of_account(db, event.subject)]
        for subscription in mine:
            by = recorded.cause().follows(recorded.id, "billing.end-erased-seats", subscription)
            self.log.execute(seats, subscription, EndSeats("account-erased", event.subject), by)

    @effect(policies.LETTER)
    def send_seat_letter(self, effect: Attempt) -> None:
        """Nothing is sent to who is not asked any more; a letter sent twice has one Message-ID."""
        told = {name: str(value) for name, value in effect.arguments.items()}
        given = self._seats(told["subscription"]).given.get(told["seat"])
        if given is None or not given.waits or isinstance(given.invited.email, Erased):
            return
        token = seat_token(self.seat_secret, told["subscription"], told["seat"])
        words = policies.letter(self.settings.url, given.invited.address, token)
        at = datetime.fromisoformat(told["at"])
        self.mailer.send(Mail(effect.key, self.settings.sender, given.invited.email, words.subject, words.text, at))

    def seat_lapses(self, fired: Fired) -> None:
        self.log.execute(seats, fired.subject, LapseSeat(str(fired.arguments["seat"])), fired.cause())

    def limit_in_doubt(self, fired: Fired) -> None:
        """The store died between limiting the seats and ordering fewer."""
        self._keep_limit(self._subscription(fired.subject), self._seats(fired.subject), fired.cause())

    def _entitle_seated(self, state: Subscription, account: str, by: Context, before: Agreed | None = None) -> None:
        """By the seat, unless they have a right of their own to the same: that one counts."""
        agreed = before or state.agreed
        held = self.log.fold(customer, account).entitled.get((agreed.product, agreed.plan))
        if held is not None and held.reason != policies.REASON:
            return
        right = policies.right_of_seat(state, account, self.log.fold(offering, agreed.product), before)
        if before is None and self._seats(state.id).of(account) is None:
            right = policies.no_right(agreed)
        self.log.execute(customer, account, right, by)

    def _keep_limit(self, state: Subscription, given: Seats, by: Context) -> None:
        """As long as fewer are to come from the next period on, no more than those are given."""
        limit = policies.limit_of(state)
        if limit != given.limit and (limit is None or len(given.given) <= limit):
            by = by.follows(by.causation or by.command_id, "billing.keep-limit", state.id)
            self.log.execute(seats, state.id, LimitSeats(state.id, limit), by)

    def _invited(self, token: str) -> tuple[Subscription, Given]:
        """Raises Missing("link-expired") where the seat is not to be had, or never was."""
        subscription, seat = read_token(token, self.seat_secret)
        given = self._seats(subscription).given.get(seat)
        if given is None or (given.waits and self.clock.now() >= given.invited.until):
            raise Missing("link-expired")
        return self._subscription(subscription), given

    def _told_seats(self, state: Subscription) -> Answer:
        given = self._seats(state.id).given
        return {
            "subscription": state.id,
            "holder": state.holder,
            "publisher": state.agreed.publisher,
            "seats": policies.bought(state),
            "given": len(given),
            "items": [_told(each) for each in given.values()],
        }


def _told(given: Given) -> Answer:
    email = "" if isinstance(given.invited.email, Erased) else given.invited.email
    return {
        "id": given.invited.seat,
        "email": email,
        "account": given.account,
        "state": "invited" if given.waits else "taken",
        "until": given.invited.until.isoformat() if given.waits else None,
    }


def _of_one(state: Subscription, given: Given) -> Answer:
    agreed = state.agreed
    return {
        "subscription": state.id,
        "seat": given.invited.seat,
        "product": agreed.product,
        "plan": agreed.plan,
        "plan_name": agreed.plan_name,
        "address": agreed.address,
        "account": given.account,
        "until": given.invited.until.isoformat() if given.waits else None,
    }


def _spelled(email: str) -> str:
    try:
        return EmailAddress.parse(email).normalised
    except ValueError as unfit:
        raise Invalid("email-unfit", str(unfit)) from unfit


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {
    policies.LAPSE: SeatService.seat_lapses,
    policies.CHECK: SeatService.limit_in_doubt,
}
