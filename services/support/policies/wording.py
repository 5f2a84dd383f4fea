"""The words of support's letters. What a person wrote stands first; what the store says of it, beneath."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mailing.folding import unfolded
from services.support.deciders.ticket_state import CUSTOMER, Ticket
from services.support.events import (
    Attached,
    Escalated,
    HandoverAccepted,
    HandoverClosed,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    SlaBreached,
    SlaWarned,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketResolved,
)

NOT_THEIRS = "another desk has the ticket now."
BETWEEN_DESKS = "what desks say to each other is not for its customer, who reads what is answered by letter."


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    automatic: bool  # no person's words stand in it


def words(event: Any, state: Ticket, number: str, page: str) -> Words | None:
    """None where what it would tell was erased."""
    said = getattr(event, "text", "")
    if not isinstance(said, str) or not isinstance(state.opened.summary, str):
        return None
    wrote = unfolded(said).shown if getattr(event, "channel", "") == "mail" else said
    told = "\n\n".join(part for part in (wrote, _files(event), _told(event, state)) if part)
    answer = "Answer this letter, or on that page." if isinstance(event, TicketReplied | TicketOpened) else ""
    foot = "\n".join(line for line in (f"Ticket {number}: {page}", answer) if line)
    subject = f"[{number}] {state.opened.summary}"
    again = "" if isinstance(event, TicketOpened) else "Re: "
    return Words(f"{again}{subject}", f"{told}\n\n-- \n{foot}\n", automatic=not said)


def _told(event: Any, state: Ticket) -> str:
    match event:
        case TicketOpened():
            due = state.clock.due if state.clock else None
            by = f" You hear from us by {moment(due)}." if due else ""
            return f"We have your ticket “{state.opened.summary}”.{by}"
        case TicketReplied(waits=True):
            return "We wait for your answer."
        case TicketReplied(side=side):
            return "" if side != CUSTOMER else "The customer wrote this."
        case TicketResolved(reopened_until=until):
            return f"This ticket was resolved. Should it not be: answer, or open it again, until {moment(until)}."
        case TicketReopened():
            return "The ticket was opened again."
        case TicketClosed():
            return "This ticket was closed. If you need more help with it, open a new one."
        case TicketMerged():
            return "This ticket was merged into another one of yours, in which it goes on: its page says which."
        case SlaWarned(due=due):
            return f"An answer is due by {moment(due)}: three quarters of the time for it are gone."
        case SlaBreached(due=due):
            return f"An answer was due by {moment(due)}, and has not come."
        case Escalated(name=name):
            return f"An answer on this ticket is overdue, and has not come yet. You are told as: {name}."
    return _handed(event)


def _handed(event: Any) -> str:
    match event:
        case HandoverRequested(sender=sender, due=due):
            by = f" An answer is due by {moment(due)}." if due else ""
            return f"{_desk(sender)} asks you to take this ticket over.{by}\n\n{_plain(event.note)}".rstrip()
        case HandoverAccepted(receiver=receiver, case_number=number):
            return f"{_desk(receiver)} has taken the ticket over, as case {number or 'without a number'}."
        case HandoverRejected():
            return f"The ticket was not taken over, and stays with you:\n\n{_plain(event.reason)}".rstrip()
        case HandoverReturned(side="sender"):
            return "The ticket is not handed to you any more."
        case HandoverReturned():
            return f"The ticket was handed back to you:\n\n{_plain(event.reason)}".rstrip()
        case HandoverClosed():
            return "The other desk is done with the ticket: it is yours again, and its customer waits for your word."
        case InformationRequested():
            return "The other desk asks you this, and waits for your answer."
        case InformationGiven():
            return "This is what the other desk answers you."
    return "The ticket could not be handed over, and stays with you."


def not_taken(number: str, why: str, page: str) -> str:
    """To one of a desk, whose words the customer would have read."""
    return f"Your letter was not put on ticket {number}: {why}\n\nWrite on its page instead: {page}\n"


def stranger(url: str) -> str:
    """Nothing of what came in stands in it: it may go to somebody who never wrote to us."""
    return (
        "A letter from your address came to support, and we could not tell it to be from one of our accounts.\n\n"
        f"Support answers to accounts of {url}. Sign in there and open a ticket:\n\n"
        f"{url}/tickets\n\n"
        "or write again from the address of your account. "
        f"If you have none yet, sign up with this address: {url}/sign-up\n\n"
        "If you did not write to us, do nothing: somebody used your address.\n"
    )


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"


def _files(event: Any) -> str:
    sent: tuple[Attached, ...] = getattr(event, "attachments", ())
    if not sent or isinstance(event, TicketOpened):
        return ""
    return f"With {'a file' if len(sent) == 1 else f'{len(sent)} files'}, to be found on the ticket's page."


def _desk(name: str) -> str:
    return "The store's support" if name == "store" else name


def _plain(text: Any) -> str:
    return text if isinstance(text, str) else ""
