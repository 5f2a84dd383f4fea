"""The licence of one subscription: issued with it, changed as it changes, its seats taken, replaced and revoked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.deciders.licence_state import Absent, Event, Licence, State, evolve
from services.billing.deciders.licence_values import fields_of, values_of, with_values
from services.billing.events import LicenceChanged, LicenceIssued, LicenceRevoked, SeatFreed, SeatTaken, Value
from services.catalog.events import LicenceField

LONGEST_REASON, LONGEST_SEAT = 300, 100
ENDED, REPLACED = "subscription-ended", "replaced"


@dataclass(frozen=True)
class SetLicence:
    """What the subscription gives a right to now; `given` are values that came with an order."""

    subscription: str
    holder: str
    product: str
    plan: str
    address: str
    publisher: str
    licence_fields: tuple[LicenceField, ...]
    given: tuple[Value, ...]
    seats: int
    starts: date
    until: datetime | None


@dataclass(frozen=True)
class EndLicence:
    reason: str = ENDED


@dataclass(frozen=True)
class AgreeValues:
    """The publisher grants this customer something else than the plan says."""

    values: Mapping[str, str]


@dataclass(frozen=True)
class ReplaceLicence:
    """A new one in place of one that fell into other hands."""


@dataclass(frozen=True)
class RevokeLicence:
    reason: str


@dataclass(frozen=True)
class TakeSeat:
    licence: str
    seat: str


@dataclass(frozen=True)
class FreeSeat:
    seat: str


Command = SetLicence | EndLicence | AgreeValues | ReplaceLicence | RevokeLicence | TakeSeat | FreeSeat


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case SetLicence() | EndLicence(), _:
            return _follow(command, state, by)
        case _, Absent():
            raise Missing("licence-unknown")
        case AgreeValues(values), Licence(says=says):
            by.must_act_for(says.publisher, "owner", "editor")
            _must_count(state)
            return _changed(state, replace(says, values=with_values(says, values)))
        case ReplaceLicence(), Licence(says=says):
            return _replace(state, by)
        case RevokeLicence(reason), Licence():
            return _revoke(state, reason, by)
        case TakeSeat(), Licence():
            return _take(command, state, by)
        case FreeSeat(seat), Licence(says=says):
            if by.actor != f"licence:{says.licence}":
                _must_hold(says, by)
            return [SeatFreed(says.licence, says.subscription, seat)] if seat in state.taken else []
    raise TypeError(command)


def _follow(command: SetLicence | EndLicence, state: State, by: Context) -> list[Event]:
    """As the subscription stands; what was revoked for another reason comes back with no renewal."""
    if not by.actor.startswith("policy:"):
        raise Forbidden("follows-the-subscription")
    match command, state:
        case EndLicence(reason), Licence(revoked=""):
            return [_revoked(state.says, reason)]
        case SetLicence(), Absent() | Licence(revoked="subscription-ended"):
            return [_issued(command, by)]
        case SetLicence(), Licence(revoked=""):
            return _changed(state, _wanted(command, state.says))
    return []


def _issued(command: SetLicence, by: Context) -> LicenceIssued:
    licence_fields = fields_of(command.licence_fields, command.given)
    return LicenceIssued(
        licence=by.new_id("licence"),
        subscription=command.subscription,
        holder=command.holder,
        product=command.product,
        plan=command.plan,
        address=command.address,
        publisher=command.publisher,
        licence_fields=licence_fields,
        values=values_of(licence_fields, command.given, None),
        seats=command.seats,
        starts=command.starts,
        until=command.until,
    )


def _wanted(command: SetLicence, says: LicenceIssued) -> LicenceIssued:
    licence_fields = fields_of(command.licence_fields, command.given)
    values = values_of(licence_fields, command.given, says)
    changed = replace(says, plan=command.plan, licence_fields=licence_fields, values=values)
    return replace(changed, seats=command.seats, until=command.until)


def _changed(state: Licence, wanted: LicenceIssued) -> list[Event]:
    if wanted == state.says:
        return []
    return [
        LicenceChanged(
            licence=wanted.licence,
            subscription=wanted.subscription,
            holder=wanted.holder,
            sequence=state.sequence + 1,
            plan=wanted.plan,
            licence_fields=wanted.licence_fields,
            values=wanted.values,
            seats=wanted.seats,
            until=wanted.until,
        )
    ]


def _revoked(says: LicenceIssued, reason: str) -> LicenceRevoked:
    return LicenceRevoked(says.licence, says.subscription, says.holder, reason)


def _replace(state: Licence, by: Context) -> list[Event]:
    _must_hold(state.says, by)
    _must_count(state)
    return [_revoked(state.says, REPLACED), replace(state.says, licence=by.new_id("licence"))]


def _revoke(state: Licence, reason: str, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:") and not by.has("operator"):
        by.must_act_for(state.says.publisher, "owner", "editor")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid("reason-missing", f"1 to {LONGEST_REASON} characters")
    return [] if state.revoked else [_revoked(state.says, reason.strip())]


def _take(command: TakeSeat, state: Licence, by: Context) -> list[Event]:
    says, seat = state.says, command.seat.strip()
    if not seat or len(seat) > LONGEST_SEAT or not seat.isprintable():
        raise Invalid("seat-unfit", f"1 to {LONGEST_SEAT} characters")
    if command.licence != says.licence:
        raise Conflicting("licence-revoked", REPLACED)
    _must_count(state)
    if state.standing(by.at) == "expired":
        raise Conflicting("licence-expired")
    if seat in state.taken:
        return []
    if len(state.taken) >= says.seats:
        raise Conflicting("seats-taken", str(says.seats))
    return [SeatTaken(says.licence, says.subscription, seat)]


def _must_count(state: Licence) -> None:
    if state.revoked:
        raise Conflicting("licence-revoked", state.revoked)


def _must_hold(says: LicenceIssued, by: Context) -> None:
    if not by.acts_for(says.publisher, "owner", "editor"):
        by.must_act_for(says.holder, "owner", "billing")


licence: Decider[Command, State, Event] = Decider("licence", Absent(), decide, evolve)
