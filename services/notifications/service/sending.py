"""One letter to one person: the address they have proven, and what a mail server says to it."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any
from zoneinfo import ZoneInfo

from eventlog.amqp import Provided
from eventlog.outbox import Attempt
from eventlog.personal import reveal
from eventlog.refusal import Unavailable
from mailing.addressing import returns_at, tagged
from mailing.letter import Mail
from mailing.mailers import mailer
from mailing.returned import BOUNCED, Returned
from services.notifications.deciders.preferences import StopMail, preferences
from services.notifications.letters.drawing import Letter, Reader
from services.notifications.policies import letters, signing
from services.notifications.policies.signing import OptingOut
from services.notifications.projections import people
from services.notifications.service.preferences import Preferences
from services.notifications.service.room import settings_of

INBOX, CHOOSING, UNSUBSCRIBE = "/account/inbox", "/account/notifications", "/unsubscribe"
FOR_GOOD = 500  # from this SMTP reply on
MOST_TRIES = 600  # by then two days are over
CODE = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})\b")  # RFC 2034
log = logging.getLogger("services.notifications.letters")


@dataclass(frozen=True)
class To:
    """Whom a letter goes to, about what, and when what it tells of happened."""

    account: str
    address: str
    kind: str
    at: datetime


class Sending(Preferences):
    mailer = Provided(lambda config: mailer(settings_of(config).mail))
    secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))

    def _address(self, account: str) -> str:
        """That they have proven; empty: there is none, or they may not use the store at the moment."""
        with self.views.begin() as db:
            found = people.person(db, account)
        if found is None or not found["verified"] or not found["active"]:
            return ""
        shown = reveal(found["email"], self.keys.of([account]).get(account))
        return shown if isinstance(shown, str) else ""

    def _reader(self, account: str, kind: str, language: str, zone: str = "UTC") -> Reader:
        stop = signing.token(OptingOut(account, kind), self.secret)
        at = {"stop": f"{UNSUBSCRIBE}/{stop}", "preferences": CHOOSING, "inbox": INBOX}
        now = self.clock.now().astimezone(ZoneInfo(zone))
        return Reader(language, self.settings.url, **{name: self._at(path) for name, path in at.items()}, now=now)

    def _at(self, path: str) -> str:
        """As an address for whoever is not on a page of ours."""
        return f"{self.settings.url}{path or INBOX}"

    def _send(self, letter: Letter, to: To, reader: Reader, effect: Attempt) -> None:
        sender = self.settings.sender
        mail = Mail(
            key=signing.key(effect.kind, effect.key),
            sender=sender,
            to=to.address,
            subject=letter.subject,
            text=letter.text,
            at=to.at,
            about=to.account,
            html=letter.html,
            returns=self._returns(to),
            headers=letters.headers(to.kind, reader.stop, sender.rpartition("@")[2]),
        )
        self._hand_over(mail, to.account, effect)

    def _returns(self, to: To) -> str:
        """Where nobody listens for what comes back, it goes to the sender's mailbox, and people read it there."""
        if not self.settings.returns:
            return ""
        return tagged(returns_at(self.settings.sender), signing.tag(to.account, to.address, self.secret))

    def _hand_over(self, mail: Mail, account: str, effect: Attempt) -> None:
        """One that is refused for good is not sent again; one for which there is no time now, for two days.

        What makes no sense counts as such. A refused sender is a mistake of the operator's, who finds it parked.
        """
        try:
            self.mailer.send(mail)
        except SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            self._refused(code, effect)
            if code >= FOR_GOOD and (found := CODE.match(_text(said))):
                self._stop(account, Returned(BOUNCED, found[1]), effect)
        except SMTPResponseException as refused:
            if isinstance(refused, SMTPSenderRefused) and refused.smtp_code >= FOR_GOOD:
                raise
            self._refused(refused.smtp_code, effect)

    def _refused(self, code: int, effect: Attempt) -> None:
        """Raises Unavailable, for that is waited for and never parked."""
        if code < FOR_GOOD and effect.attempt < MOST_TRIES:
            raise Unavailable("letter-put-off", str(code))
        log.warning("a letter was refused with %s; the inbox tells its receiver", code)

    def _stop(self, account: str, returned: Returned, effect: Attempt) -> None:
        reason = letters.stops(returned)
        if reason:
            self.log.execute(preferences, account, StopMail(account, reason, returned.code), effect.cause())


def _text(said: Any) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else str(said)
