"""A ticket follows its handover: whose it is, and who has to do something. Given by policies alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eventlog.decider import Context
from eventlog.refusal import Forbidden
from services.support.deciders.sides import POLICY
from services.support.deciders.ticket_state import Event, Ticket
from services.support.events import Calendar, OwnerChanged, Terms, WaitingChanged


@dataclass(frozen=True)
class ChangeOwner:
    """To the receiver of `handover` with its `terms`, or under the same handover back to its sender."""

    owner: str
    handover: str
    terms: tuple[Terms, ...] = ()
    calendars: Mapping[str, tuple[Calendar, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeWaiting:
    """`on`: customer, or a desk (store, a publisher, partner:COMPANY), whose people may read the ticket from now on."""

    on: str
    calendars: Mapping[str, tuple[Calendar, ...]] = field(default_factory=dict)


def change_owner(command: ChangeOwner, state: Ticket, by: Context) -> list[Event]:
    """Back to the sender under a handover that did not bring it to its owner, nothing: it is where it was."""
    _only_a_policy(by)
    if state.owner == command.owner:
        return []
    return [OwnerChanged(state.id, command.owner, state.owner, command.handover, command.terms, by.at)]


def change_waiting(command: ChangeWaiting, state: Ticket, by: Context) -> list[Event]:
    """Of a ticket that is over nobody has to do anything; a desk that waits for the customer has to afterwards."""
    _only_a_policy(by)
    if state.phase != "open" or command.on in (state.waiting_on, state.before):
        return []
    return [WaitingChanged(state.id, command.on, by.at)]


def _only_a_policy(by: Context) -> None:
    if not by.actor.startswith(POLICY):
        raise Forbidden("store-only")
