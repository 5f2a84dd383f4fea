"""What is said on a ticket: to everybody, or to the people of one's own desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eventlog.decider import Context
from eventlog.refusal import Forbidden
from services.support.deciders import sides, written
from services.support.deciders.ticket_state import CUSTOMER, Event, Ticket
from services.support.events import Attached, Calendar, TicketNoted, TicketReopened, TicketReplied


@dataclass(frozen=True)
class Reply:
    """By the customer or by a desk; `waits`: a desk asks something of the customer, who is then waited for."""

    message: str  # its id
    text: str
    attachments: tuple[Attached, ...] = ()
    waits: bool = False
    advised: bool = False  # how the publisher's own support is reached
    channel: str = "page"
    mail: str = ""  # Message-ID of the letter that brought it
    calendars: Mapping[str, tuple[Calendar, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    note: str  # its id
    text: str
    attachments: tuple[Attached, ...] = ()


def reply(command: Reply, state: Ticket, by: Context) -> list[Event]:
    """A customer who replies in time to what was resolved reopens it."""
    side = sides.side_of(state, by)
    if command.message in state.messages or (command.mail and command.mail in state.letters):
        return []
    sides.must("advise" if command.advised else "reply", state, by)
    files = written.files(command.attachments)
    said = TicketReplied(
        ticket=state.id,
        subject=state.opened.subject,
        message=command.message,
        side=side,
        by="" if by.actor.startswith(sides.POLICY) else by.actor,
        text=written.text(command.text, files),
        attachments=files,
        waits=command.waits and side != CUSTOMER and state.phase == "open",
        advised=command.advised,
        channel=command.channel,
        mail=command.mail,
        at=by.at,
    )
    reopens = side == CUSTOMER and state.phase == "resolved"
    return [TicketReopened(state.id, by.actor, by.at), said] if reopens else [said]


def note(command: Note, state: Ticket, by: Context) -> list[Event]:
    sides.must("note", state, by)
    if command.note in state.messages:
        return []
    desks = sides.desks_of(state, by)
    if not desks:
        raise Forbidden("desk-only")
    files = written.files(command.attachments)
    told = (state.id, state.opened.subject, command.note, desks[0], by.actor)
    return [TicketNoted(*told, written.text(command.text, files), files, by.at)]
