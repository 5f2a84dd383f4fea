"""Letters go out: to the customer, to who works on a ticket, and to a publisher's people."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from eventlog.amqp import Provided, effect, follow
from eventlog.effects import Effect
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from mailing.addressing import tagged
from mailing.letter import Mail
from mailing.mailers import mailer
from services.identity.events import SubjectErased
from services.support.deciders.desk import desk
from services.support.deciders.handover import handover
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import PARTNER, STORE, Ticket
from services.support.events import TicketOpened, TicketReplied
from services.support.policies import letters, signing, wording
from services.support.projections import languages, people
from services.support.service.desk import settings_of
from services.support.service.ticketing import OF_A_DESK, Ticketing, number_of

MOST_REFERENCES = 20
FOR_GOOD = 500  # from this SMTP reply on
log = logging.getLogger("services.support.letters")


def secret_of(config: Any) -> bytes:
    return bytes.fromhex(config["EVENTLOG"]["secret"])


class Posting(Ticketing):
    mailer = Provided(lambda config: mailer(settings_of(config).mail))
    secret = Provided(secret_of)

    @effect(letters.LETTER)
    def post(self, effect: Effect) -> None:
        """A letter sent again has the same Message-ID; whoever cannot get one keeps nobody else's back."""
        told = {name: str(value) for name, value in effect.arguments.items()}
        history = self._history(told["ticket"])
        if not history or not history[0].position:
            raise Unavailable("log-unavailable", "the ticket has no number yet")
        until = [*_until(history, told["event"])]
        found = until[-1] if until[-1].id == told["event"] else self._of_stream(told["stream"], told["event"])
        is_new = isinstance(found.event, TicketOpened)  # then its clock is set with it
        state = ticket.fold([each.event for each in (history if is_new else until)])
        if not isinstance(state, Ticket):
            return
        for to in self._receivers(found, state, until):
            for account, address in self._addresses(to, state):
                self._post(found, state, history[0].position, until, (to.desk, account, address))

    @follow("identity", SubjectErased)
    def forget_letters(self, event: SubjectErased, recorded: Recorded) -> None:
        """Those that lie with us, as where no mail server is."""
        self.mailer.forget_about(event.subject)

    def _of_stream(self, stream: str, event: str) -> Recorded:
        every: Sequence[Recorded] = self.log.read(stream)
        return next(each for each in every if each.id == event)

    def _receivers(self, found: Recorded, state: Ticket, until: Sequence[Recorded]) -> list[letters.To]:
        if isinstance(found.event, letters.OF_TICKET):
            said = [each.event for each in until[:-1] if isinstance(each.event, TicketReplied)]
            return letters.of_ticket(found.event, state, said)
        if isinstance(found.event, letters.OF_CLOCK):
            return letters.of_clock(found.event, state, self.log.fold(desk, found.event.desk).levels)
        handed = self.log.fold(handover, found.event.handover)
        return letters.of_handover(found.event, handed) if isinstance(handed, Handover) else []

    def _addresses(self, to: letters.To, state: Ticket) -> Iterable[tuple[str, str]]:
        """Of those who still belong to it, with an address that they have proven."""
        with self.views.begin() as db:
            everybody = people.people_of(db, to.desk, OF_A_DESK) if to.everybody else frozenset()
            accounts = sorted(to.accounts | everybody)
            roles = {account: people.roles_of(db, account) for account in accounts}
            found = [people.person(db, each) for each in accounts if letters.is_for(each, roles[each], to.desk, state)]
        known = [each for each in found if each is not None and each["verified"] and each["active"]]
        shown = self._shown([(each["account"], each["email"]) for each in known])
        return [(each["account"], address) for each, address in zip(known, shown, strict=True) if address]

    def _post(
        self, found: Recorded, state: Ticket, position: int, until: Sequence[Recorded], to: tuple[str, str, str]
    ) -> None:
        room, account, address = to
        number = number_of(position)
        said = wording.words(found.event, state, number, self._page(number, room), self._language(account))
        if said is None:
            return
        is_of_desks = isinstance(found.event, letters.OF_DESKS)
        mail = Mail(
            key=f"{found.id}-{account}",
            sender=self.settings.address,
            to=address,
            subject=said.subject,
            text=said.text,
            at=found.time,
            message_id=self._message_id(state.id, found.id, signing.DESKS if is_of_desks else signing.ALL),
            references=self._references(state.id, until, found.id),
            reply_to="" if is_of_desks else self._answers_to(position),
            automatic=said.automatic,
            about="" if state.opened.subject.startswith(PARTNER) else state.opened.subject,
        )
        self._send(mail)

    def _language(self, account: str) -> str:
        with self.views.begin() as db:
            return languages.language_of(db, account)

    def _send(self, mail: Mail) -> None:
        """One that is refused for good is not sent again, since everybody else's would go again with it."""
        try:
            self.mailer.send(mail)
        except SMTPRecipientsRefused as refused:
            if any(code < FOR_GOOD for code, _ in refused.recipients.values()):
                raise  # a server that does not know us yet asks for patience
            log.warning("a letter was not taken for its receiver; the ticket's page tells them")
        except SMTPDataError as refused:
            if refused.smtp_code < FOR_GOOD:
                raise
            log.warning("a letter was refused with %s; the ticket's page tells its receiver", refused.smtp_code)

    def _answer(self, message: str, to: str, subject: str, text: str, at: datetime) -> None:
        """To a letter that was put on no ticket."""
        key = signing.command_of(message)
        again = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        self._send(Mail(key, self.settings.address, to, again, text, at, references=(message,)))

    def _page(self, number: str, of: str) -> str:
        """As a customer has it, or (`of` named) the people of that desk."""
        rooms = {"": "tickets", STORE: "staff/desk/tickets"}
        return f"{self.settings.url}/{rooms.get(of, f'publish/{of}/desk/tickets')}/{number}"

    def _message_id(self, id: str, event: str, kind: str = signing.ALL) -> str:
        return signing.message_id(id, event, self.settings.address.rpartition("@")[2], self.secret, kind)

    def _answers_to(self, position: int) -> str:
        return tagged(self.settings.address, signing.tag(position, self.secret))

    def _references(self, id: str, until: Sequence[Recorded], event: str) -> tuple[str, ...]:
        """Of what was said on the ticket before, as it came or went by letter; the opening first."""
        before = [each for each in until if each.id != event]
        said = [each for each in before[1:] if isinstance(each.event, TicketReplied)]
        went = [self._message_id(id, each.id) for each in before[:1]]
        return (*went, *(each.event.mail or self._message_id(id, each.id) for each in said[-MOST_REFERENCES:]))


def _until(history: Sequence[Recorded], event: str) -> Iterable[Recorded]:
    """As it stood when that happened; all of it where it happened elsewhere."""
    for each in history:
        yield each
        if each.id == event:
            return
