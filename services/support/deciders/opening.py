"""A ticket is opened: by a customer, by a publisher's people for their own desk, or because of what a partner sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid
from services.support.deciders import written
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.sides import IN_HOLDER, POLICY
from services.support.deciders.ticket_state import PARTNER, STORE, Event
from services.support.events import Attached, Calendar, Entitlement, Terms, TicketOpened
from vocabulary.digest import is_digest

LONGEST_NAME = 200  # characters
CHANNELS = ("page", "api", "mail", "tsanet")


@dataclass(frozen=True)
class OpenTicket:
    """`owner` is the desk that has it first; `terms` are frozen; `calendars` are those of the desks, oldest first."""

    ticket: str
    subject: str
    holder: str
    product: str
    publisher: str
    plan: str
    tag: str
    digest: str
    priority: int
    summary: str
    description: str
    attachments: tuple[Attached, ...]
    entitlement: Entitlement
    terms: tuple[Terms, ...]
    owner: str
    channel: str
    calendars: Mapping[str, tuple[Calendar, ...]] = field(default_factory=dict)


def open_ticket(command: OpenTicket, by: Context) -> list[Event]:
    _must_open(command, by)
    if command.channel not in CHANNELS:
        raise Invalid("field-invalid", f"channel: {' or '.join(CHANNELS)}")
    if command.digest and not is_digest(command.digest):
        raise Invalid("digest-invalid", command.digest[:80])
    if max(len(command.tag), len(command.plan)) > LONGEST_NAME:
        raise Invalid("field-invalid", f"tag, plan: at most {LONGEST_NAME} characters")
    told = {name: value for name, value in vars(command).items() if name != "calendars"}
    files = written.files(command.attachments)
    told |= {
        "summary": written.summary(command.summary),
        "description": written.text(command.description, files),
        "attachments": files,
        "priority": written.priority(command.priority),
        "at": by.at,
    }
    return [TicketOpened(**told)]


def _must_open(command: OpenTicket, by: Context) -> None:
    """For oneself or one's organisation; a desk's people open what their desk owns."""
    if by.actor.startswith(POLICY):
        return
    if command.subject != by.actor:
        raise Forbidden("not-yours")
    if command.owner != STORE and (command.owner.startswith(PARTNER) or not speaks_for(command.owner, by)):
        raise Forbidden("not-yours")
    if command.holder != command.owner:
        by.must_act_for(command.holder, *IN_HOLDER)
