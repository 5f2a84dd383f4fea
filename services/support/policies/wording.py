"""The words of support's letters. What a person wrote stands first; what the store says of it, beneath."""

from dataclasses import dataclass
from typing import Any

from mailing.catalogues import SOURCE
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
    LookAsked,
    SlaBreached,
    SlaWarned,
    TicketClosed,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketReplied,
    TicketResolved,
)
from services.support.letters.language import moment, said


def later(message: str) -> str:
    """Said once it is known to whom."""
    return message


NOT_THEIRS = later("another desk has the ticket now.")
BETWEEN_DESKS = later("what desks say to each other is not for its customer, who reads what is answered by letter.")


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    automatic: bool  # no person's words stand in it


def words(event: Any, state: Ticket, number: str, page: str, language: str = SOURCE) -> Words | None:
    """None where what it would tell was erased."""
    text = getattr(event, "text", "")
    if not isinstance(text, str) or not isinstance(state.opened.summary, str):
        return None
    wrote = unfolded(text).shown if getattr(event, "channel", "") == "mail" else text
    told = "\n\n".join(part for part in (wrote, _files(event, language), _told(event, state, language)) if part)
    can_answer = isinstance(event, TicketReplied | TicketOpened)
    answer = said("Answer this letter, or on that page.", language) if can_answer else ""
    about = said("Ticket %(number)s: %(page)s", language, number=number, page=page)
    foot = "\n".join(line for line in (about, answer) if line)
    subject = f"[{number}] {state.opened.summary}"
    again = "" if isinstance(event, TicketOpened) else "Re: "
    return Words(f"{again}{subject}", f"{told}\n\n-- \n{foot}\n", automatic=not text)


def _told(event: Any, state: Ticket, language: str) -> str:
    match event:
        case TicketOpened():
            have = said("We have your ticket “%(summary)s”.", language, summary=str(state.opened.summary))
            due = state.clock.due if state.clock else None
            if due is None:
                return have
            hears = said("You hear from us by %(due)s.", language, due=moment(due, language))
            return f"{have} {hears}"
        case TicketReplied(waits=True):
            return said("We wait for your answer.", language)
        case TicketReplied(side=side):
            return "" if side != CUSTOMER else said("The customer wrote this.", language)
        case TicketResolved(reopened_until=until):
            return said(
                "This ticket was resolved. Should it not be: answer, or open it again, until %(until)s.",
                language,
                until=moment(until, language),
            )
        case TicketReopened():
            return said("The ticket was opened again.", language)
        case TicketClosed():
            return said("This ticket was closed. If you need more help with it, open a new one.", language)
        case TicketMerged():
            return said(
                "This ticket was merged into another one of yours, in which it goes on: its page says which.", language
            )
        case SlaWarned(due=due):
            return said(
                "An answer is due by %(due)s: three quarters of the time for it are gone.",
                language,
                due=moment(due, language),
            )
        case SlaBreached(due=due):
            return said("An answer was due by %(due)s, and has not come.", language, due=moment(due, language))
        case Escalated(name=name):
            return said(
                "An answer on this ticket is overdue, and has not come yet. You are told as: %(name)s.",
                language,
                name=name,
            )
    return _looked_at(event, language) if isinstance(event, LookAsked) else _handed(event, language)


def _looked_at(event: LookAsked, language: str) -> str:
    return said(
        "The store's support asks to look at your own pages, to help with this ticket. "
        "Allow it for a while, or refuse it, on the ticket's page; nothing can be changed by looking.",
        language,
    )


def _handed(event: Any, language: str) -> str:
    match event:
        case HandoverRequested():
            return _asked(event, language)
        case HandoverAccepted(receiver=receiver, case_number=number):
            desk = _desk(receiver, language)
            if not number:
                return said("%(desk)s has taken the ticket over, as case without a number.", language, desk=desk)
            return said(
                "%(desk)s has taken the ticket over, as case %(number)s.", language, desk=desk, number=str(number)
            )
        case HandoverRejected():
            stays = said("The ticket was not taken over, and stays with you:", language)
            return f"{stays}\n\n{_plain(event.reason)}".rstrip()
        case HandoverReturned(side="sender"):
            return said("The ticket is not handed to you any more.", language)
        case HandoverReturned():
            back = said("The ticket was handed back to you:", language)
            return f"{back}\n\n{_plain(event.reason)}".rstrip()
        case HandoverClosed():
            return said(
                "The other desk is done with the ticket: it is yours again, and its customer waits for your word.",
                language,
            )
        case InformationRequested():
            return said("The other desk asks you this, and waits for your answer.", language)
        case InformationGiven():
            return said("This is what the other desk answers you.", language)
    return said("The ticket could not be handed over, and stays with you.", language)


def _asked(event: HandoverRequested, language: str) -> str:
    asks = said("%(desk)s asks you to take this ticket over.", language, desk=_desk(event.sender, language))
    if event.due:
        due = said("An answer is due by %(due)s.", language, due=moment(event.due, language))
        asks = f"{asks} {due}"
    return f"{asks}\n\n{_plain(event.note)}".rstrip()


def not_taken(number: str, why: str, page: str, language: str = SOURCE) -> str:
    """To one of a desk, whose words the customer would have read; `why` is one of those above."""
    reason = said(why, language)
    told = said("Your letter was not put on ticket %(number)s: %(why)s", language, number=number, why=reason)
    instead = said("Write on its page instead: %(page)s", language, page=page)
    return f"{told}\n\n{instead}\n"


def stranger(url: str) -> str:
    """Nothing of what came in stands in it: it may go to somebody who never wrote to us. In which language they read
    nobody knows.
    """
    return (
        "A letter from your address came to support, and we could not tell it to be from one of our accounts.\n\n"
        f"Support answers to accounts of {url}. Sign in there and open a ticket:\n\n"
        f"{url}/tickets\n\n"
        "or write again from the address of your account. "
        f"If you have none yet, sign up with this address: {url}/sign-up\n\n"
        "If you did not write to us, do nothing: somebody used your address.\n"
    )


def _files(event: Any, language: str) -> str:
    sent: tuple[Attached, ...] = getattr(event, "attachments", ())
    if not sent or isinstance(event, TicketOpened):
        return ""
    if len(sent) == 1:
        return said("With a file, to be found on the ticket's page.", language)
    return said("With %(number)s files, to be found on the ticket's page.", language, number=str(len(sent)))


def _desk(name: str, language: str) -> str:
    return said("The store's support", language) if name == "store" else name


def _plain(text: Any) -> str:
    return text if isinstance(text, str) else ""
