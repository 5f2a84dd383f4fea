"""Letters come in: one joins the ticket that it answers, or opens one; a stranger's does neither."""

import re
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Refused
from mailing.folding import unfolded
from services.support.deciders import sides
from services.support.deciders.opening import OpenTicket
from services.support.deciders.talking import Reply
from services.support.deciders.ticket_state import STORE, Ticket
from services.support.deciders.written import LONGEST_SUMMARY, LONGEST_TEXT
from services.support.events import Entitlement
from services.support.policies import signing, wording
from services.support.service.threads import Letter, Threads
from services.support.service.ticketing import attached, number_of

STRANGER = "mailroom"  # who acts where a letter comes from nobody that is known
AGAIN = re.compile(r"^(?:(?:re|fwd?|aw|wg|antw|tr|rv|sv|vs)(?:\[\d+\])?:\s*)+", re.IGNORECASE)
NOTHING_SAID = "(The letter holds no text.)"
PRIORITY = 3  # nobody says in a letter how bad it is; a desk looks, and changes it
Told = dict[str, Any]


class Letters(Threads):
    @rpc(expected_exceptions=Refused)
    def take_letter(self, letter: Letter, context: Told) -> Told:
        """{done, ticket, position}: joined | opened | refused | stranger | own | files-wanted.

        `letter`: mailing.reading.Letter as JSON; `files`, how many it has, and their `attachments` once they are kept
        under the account that `files-wanted` names as `owner`; `answer`: whether a stranger is told how to reach us.
        The actor is whose verified address it came from, or `mailroom`. The same letter is taken once.
        """
        by = _by(letter, Context.load(context))
        if self._is_ours(letter):
            return {"done": "own", "ticket": ""}
        if by.actor == STRANGER:
            return self._tell_stranger(letter, by)
        if (between := self._for_desks(letter, by)) is not None:
            return self._refuse(letter, between, by, wording.BETWEEN_DESKS)
        state, follows = self._place(letter, by)
        if state is not None and _not_theirs(state, by):
            return self._refuse(letter, state, by, wording.NOT_THEIRS)
        if letter["files"] and letter.get("attachments") is None:
            return {"done": "files-wanted", "ticket": "", "owner": state.opened.subject if state else by.actor}
        return self._open(letter, follows, by) if state is None else self._join(letter, state, by)

    def _join(self, letter: Letter, state: Ticket, by: Context) -> Told:
        command = Reply(
            message=by.new_id("reply"),
            text=_text(letter),
            attachments=attached(letter.get("attachments") or ()),
            channel="mail",
            mail=letter["message_id"],
            calendars=self._calendars_of(state),
        )
        return {"done": "joined", "ticket": state.id, "position": self._give(state.id, command, by).position}

    def _open(self, letter: Letter, follows: str, by: Context) -> Told:
        text = _text(letter)
        told = f"{text[: LONGEST_TEXT - 60]}\n\nThis follows ticket {self._shown_number(follows)}." if follows else text
        command = OpenTicket(
            ticket=by.new_id("ticket"),
            subject=by.actor,
            holder=by.actor,
            product="",
            publisher="",
            plan="",
            tag="",
            digest="",
            priority=PRIORITY,
            summary=_summary(letter),
            description=told,
            attachments=attached(letter.get("attachments") or ()),
            entitlement=Entitlement("", "", None, ""),
            terms=self._terms("", "", ""),
            owner=STORE,
            channel="mail",
            calendars=self._calendars(STORE),
        )
        position = self._give(command.ticket, command, by).position
        return {"done": "opened", "ticket": command.ticket, "position": position}

    def _shown_number(self, id: str) -> str:
        return number_of(self._history(id)[0].position)

    def _tell_stranger(self, letter: Letter, by: Context) -> Told:
        if letter["answer"] and letter["sender"]:
            text = wording.stranger(self.settings.url)
            self._answer(letter["message_id"], letter["sender"], "Your letter to support", text, by.at)
        return {"done": "stranger", "ticket": ""}

    def _refuse(self, letter: Letter, state: Ticket, by: Context, why: str) -> Told:
        number = self._shown_number(state.id)
        page = self._page(number, sides.desks_of(state, by)[0])
        text = wording.not_taken(number, why, page, self._language(by.actor))
        self._answer(letter["message_id"], letter["sender"], f"[{number}]", text, by.at)
        return {"done": "refused", "ticket": state.id}


def _by(letter: Letter, by: Context) -> Context:
    return replace(by, command_id=signing.command_of(letter["message_id"]), fingerprint="letter")


def _not_theirs(state: Ticket, by: Context) -> bool:
    """One of its readers may not reply: another desk has it."""
    try:
        sides.must("reply", state, by)
    except Forbidden:
        return True
    return False


def _text(letter: Letter) -> str:
    text = str(letter["text"]).strip()
    return text[:LONGEST_TEXT] if text or letter.get("attachments") else NOTHING_SAID


def _summary(letter: Letter) -> str:
    """Its subject; without one its first line."""
    subject = AGAIN.sub("", str(letter["subject"]).strip()).strip()
    first = unfolded(str(letter["text"])).shown.strip().partition("\n")[0]
    return (subject or first or "A letter without a subject")[:LONGEST_SUMMARY]
