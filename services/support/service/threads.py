"""Which ticket a letter belongs to: by what it refers to and where it was sent, and only where its writer may read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Missing
from mailing.addressing import tag_in
from services.support.deciders import sides
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import Ticket
from services.support.policies import signing
from services.support.service.posting import Posting
from services.support.service.ticketing import number_of

MOST_MERGED = 5

Letter = Mapping[str, Any]


class Threads(Posting):
    def _is_ours(self, letter: Letter) -> bool:
        """It went out from here, and came back."""
        sender = tag_in(self.settings.address, letter["sender"])
        return sender is not None or any(
            signing.ticket_of(letter["message_id"], self.secret, kind) for kind in signing.KINDS
        )

    def _for_desks(self, letter: Letter, by: Context) -> Ticket | None:
        """The ticket on which desks spoke with each other, where that stands anywhere in what it answers."""
        for message in reversed(letter["references"]):
            id = signing.ticket_of(message, self.secret, signing.DESKS)
            state = self.log.fold(ticket, id) if id else None
            if isinstance(state, Ticket) and sides.desks_of(state, by):
                return state
        return None

    def _place(self, letter: Letter, by: Context) -> tuple[Ticket | None, str]:
        """The ticket that it answers, where its writer may read that; else what it follows, whose time is over."""
        follows = ""
        for id in self._answered(letter, by):
            state = self._merged(self.log.fold(ticket, id))
            if state is None or not sides.may_read(state, by):
                continue
            if not _is_over(state, by):
                return state, ""
            follows = follows or state.id
        return None, follows

    def _answered(self, letter: Letter, by: Context) -> Iterator[str]:
        """By what it refers to, the last first, and by the address that it was sent to."""
        references: Sequence[str] = letter["references"]
        for message in reversed(references):
            yield signing.ticket_of(message, self.secret)
            yield replace(by, command_id=signing.command_of(message)).new_id("ticket")  # their own letter opened it
        for address in letter["recipients"]:
            number = signing.numbered(tag_in(self.settings.address, address) or "", self.secret)
            if number:
                yield self._numbered_id(number)

    def _numbered_id(self, number: int) -> str:
        try:
            return self._id(number_of(number))
        except Missing:
            return ""

    def _merged(self, state: Any) -> Ticket | None:
        """The ticket that it went into in the end."""
        for _ in range(MOST_MERGED):
            if not isinstance(state, Ticket) or not state.merged_into:
                break
            state = self.log.fold(ticket, state.merged_into)
        return state if isinstance(state, Ticket) else None


def _is_over(state: Ticket, by: Context) -> bool:
    try:
        sides.must("reply", state, by)
    except Conflicting:
        return True
    except Forbidden:
        return False
    return False
