"""The seats of one subscription that people have: as many as were bought, each for who accepts an invitation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from eventlog.decider import Context, Decider, Reservation
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.billing.events import SeatAccepted, SeatEnded, SeatInvited, SeatsLimited

INVITED_FOR = timedelta(days=14)
MOST_INVITATIONS = 100  # that wait at a time
MOST_A_DAY = 200  # letters: who takes seats back and gives them again writes no more


@dataclass(frozen=True)
class InviteToSeat:
    """`bought`: how many seats the subscription has, now and from its next period on."""

    subscription: str
    holder: str
    product: str
    address: str
    seat: str
    email: str  # in one spelling
    bought: int


@dataclass(frozen=True)
class AcceptSeat:
    """By somebody who has the letter: that was seen before."""

    seat: str
    account: str
    product: str


@dataclass(frozen=True)
class EndSeat:
    """Given back by who has it, or taken back by who buys for the holder."""

    seat: str
    holder: str


@dataclass(frozen=True)
class LapseSeat:
    """The time of its invitation may be over."""

    seat: str


@dataclass(frozen=True)
class LimitSeats:
    """No more than so many from now on, before fewer are ordered; None: as many as were bought."""

    subscription: str
    limit: int | None


@dataclass(frozen=True)
class EndSeats:
    """All of them, or those of one account."""

    reason: str  # account-erased | subscription-ended
    account: str = ""


Command = InviteToSeat | AcceptSeat | EndSeat | LapseSeat | LimitSeats | EndSeats
Event = SeatInvited | SeatAccepted | SeatEnded | SeatsLimited


@dataclass(frozen=True)
class Given:
    """A seat that is somebody's, or waits for them; `account` is empty while it waits."""

    invited: SeatInvited
    account: str = ""

    @property
    def waits(self) -> bool:
        return not self.account


@dataclass(frozen=True)
class Seats:
    given: Mapping[str, Given] = field(default_factory=dict)
    ended: Mapping[str, SeatEnded] = field(default_factory=dict)
    limit: int | None = None
    invited: tuple[datetime, ...] = ()  # until when each invitation of all times could be accepted

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(each.account for each in self.given.values() if each.account)

    def of(self, account: str) -> Given | None:
        return next((each for each in self.given.values() if each.account == account), None)


def decide(command: Command, state: Seats, by: Context) -> list[Event]:
    match command:
        case InviteToSeat():
            return _invite(command, state, by)
        case AcceptSeat():
            return _accept(command, state, by)
        case EndSeat(seat):
            return _end(command, state, by) if seat in state.given else _gone(seat, state)
        case LapseSeat(seat):
            given = state.given.get(seat)
            lapsed = given is not None and given.waits and by.at >= given.invited.until
            return [_ended(given, "lapsed")] if given and lapsed else []
        case LimitSeats():
            return _limit(command, state, by)
        case EndSeats(reason):
            _must_be_ours(by)
            return [_ended(each, reason) for each in _meant(command, state)]


def _invite(command: InviteToSeat, state: Seats, by: Context) -> list[Event]:
    by.must_act_for(command.holder, "owner", "billing")
    if command.seat in state.given or command.seat in state.ended:
        return []
    same = next((each for each in state.given.values() if each.invited.email == command.email), None)
    if same is not None:
        raise Conflicting("seat-waits" if same.waits else "seat-given")
    bought = command.bought if state.limit is None else min(command.bought, state.limit)
    if len(state.given) >= bought:
        raise Conflicting("no-seat-left", str(bought))
    until = by.at + INVITED_FOR
    waiting = sum(each.waits for each in state.given.values())
    lately = sum(each > until - timedelta(days=1) for each in state.invited)
    if waiting >= MOST_INVITATIONS or lately >= MOST_A_DAY:
        raise Conflicting("too-many-seat-invitations", f"{MOST_INVITATIONS} at a time, {MOST_A_DAY} a day")
    told = (command.subscription, command.holder, command.product, command.address, command.seat, command.email)
    return [SeatInvited(*told, by.actor, until)]


def _accept(command: AcceptSeat, state: Seats, by: Context) -> list[Event]:
    by.must_act_for(command.account)
    given = state.given.get(command.seat)
    if given is not None and given.account == command.account:
        return []
    if given is None or (given.waits and by.at >= given.invited.until):
        raise Missing("link-expired")
    if given.account:
        raise Conflicting("seat-taken")
    return [SeatAccepted(given.invited.subscription, given.invited.product, command.seat, command.account)]


def _end(command: EndSeat, state: Seats, by: Context) -> list[Event]:
    given = state.given[command.seat]
    if given.account and by.actor == given.account:
        return [_ended(given, "left")]
    by.must_act_for(command.holder, "owner", "billing")
    return [_ended(given, "taken-back")]


def _gone(seat: str, state: Seats) -> list[Event]:
    if seat not in state.ended:
        raise Missing("seat-unknown")
    return []


def _limit(command: LimitSeats, state: Seats, by: Context) -> list[Event]:
    _must_be_ours(by)
    if command.limit == state.limit:
        return []
    if command.limit is not None and len(state.given) > command.limit:
        raise Conflicting("seats-in-use", f"{len(state.given)} given, {command.limit} wanted")
    return [SeatsLimited(command.subscription, command.limit)]


def _ended(given: Given, reason: str) -> SeatEnded:
    invited = given.invited
    return SeatEnded(invited.subscription, invited.product, invited.seat, given.account, reason)


def _meant(command: EndSeats, state: Seats) -> Iterator[Given]:
    return (each for each in state.given.values() if command.account in ("", each.account))


def _must_be_ours(by: Context) -> None:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def evolve(state: Seats, event: Event) -> Seats:
    match event:
        case SeatInvited(seat=seat):
            invited = (*state.invited, event.until)
            return replace(state, given={**state.given, seat: Given(event)}, invited=invited)
        case SeatAccepted(seat=seat, account=account):
            return replace(state, given={**state.given, seat: replace(state.given[seat], account=account)})
        case SeatEnded(seat=seat):
            left = {name: each for name, each in state.given.items() if name != seat}
            return replace(state, given=left, ended={**state.ended, seat: event})
        case SeatsLimited(limit=limit):
            return replace(state, limit=limit)


def place_of(account: str, product: str) -> str:
    """The reservation that a seat holds: one a person and product."""
    return f"seat-of-{account}-{product}"


def reserves(command: Command) -> Sequence[Reservation]:
    match command:
        case AcceptSeat(account=account, product=product):
            return [Reservation(place_of(account, product), "seat-held")]
        case _:
            return []


def releases(command: Command, state: Seats) -> Sequence[str]:
    match command:
        case EndSeat(seat):
            ending = [state.given[seat]] if seat in state.given else []
        case EndSeats():
            ending = [*_meant(command, state)]
        case _:
            ending = []
    return [place_of(each.account, each.invited.product) for each in ending if each.account]


seats: Decider[Command, Seats, Event] = Decider("seats", Seats(), decide, evolve, reserves, releases)
