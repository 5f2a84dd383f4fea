"""Letters go out; who wants no more of a kind says so by one click, and what comes back is heeded."""

import uuid
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect, follow
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused, Unavailable
from mailing.addressing import returns_at, tag_in
from mailing.returned import read
from services.identity.events import SubjectErased
from services.notifications.deciders.preferences import OptOut, StopMail, preferences
from services.notifications.events import BY_NAME, KINDS
from services.notifications.letters import drawing, previews
from services.notifications.policies import letters, signing
from services.notifications.policies.digests import DIGEST
from services.notifications.policies.mails import MAIL
from services.notifications.policies.signing import DIGESTS, OptingOut
from services.notifications.projections import announcements, inbox
from services.notifications.service.digests import Digests
from services.notifications.service.sending import Sending, To

AT_ONCE = 4  # letters that go out side by side
KEPT = 100  # notices
IN_DIGESTS = ("daily", "weekly")


class Letters(Sending, Digests):
    told = Provided(lambda config: {})  # the last notices, which thousands of letters tell

    @effect(MAIL, at_once=AT_ONCE)
    def send_mail(self, effect: Attempt) -> None:
        """Who opted out since, has no address any more or may not use the store gets none."""
        account, notice = str(effect.arguments["account"]), str(effect.arguments["announcement"])
        item, at = self._item(notice)
        person = self._preferences_of(account)
        if not person.wants_mail(item.kind) or not (address := self._address(account)):
            return
        reader = self._reader(account, item.kind, person.delivery.language, person.delivery.zone)
        self._send(drawing.letter(item, reader), To(account, address, item.kind, at), reader, effect)

    @effect(DIGEST)
    def send_digest_mail(self, effect: Attempt) -> None:
        """Of what they have not read meanwhile, and still want to hear of."""
        account, name = str(effect.arguments["account"]), str(effect.arguments["digest"])
        person = self._preferences_of(account)
        with self.views.begin() as db:
            unread = inbox.still_unread(db, account, self._notices_of_digest(account, name))
        found = [(item, at) for item, at in self._items(unread) if person.wants_mail(item.kind)]
        if not found or not (address := self._address(account)):
            return
        reader = self._reader(account, DIGESTS, person.delivery.language, person.delivery.zone)
        told = drawing.digest([item for item, _ in found], reader, daily=name.startswith("daily"))
        self._send(told, To(account, address, DIGESTS, max(at for _, at in found)), reader, effect)

    @follow("identity", SubjectErased)
    def forget_letters(self, event: SubjectErased, recorded: Recorded) -> None:
        """Those that lie with us, as where no mail server is."""
        self.mailer.forget_about(event.subject)

    @rpc(expected_exceptions=Refused)
    def unsubscription(self, token: str) -> dict[str, Any]:
        """{kind, mail, page}: of a digest's link the kind is `digests`, mail now | off, and page that of all kinds."""
        asked = self._opting_out(token)
        person = self._preferences_of(asked.account)
        if asked.kind == DIGESTS:
            page = all(person.ways(kind.name).page for kind in KINDS)
            return {"kind": DIGESTS, "mail": "now" if self._in_digests(asked.account) else "off", "page": page}
        return {"kind": asked.kind, **asdict(person.ways(asked.kind))}

    @rpc(expected_exceptions=Refused)
    def unsubscribe(self, token: str) -> dict[str, Any]:
        """Of a digest's link: no letters of whatever kind comes in digests now."""
        asked = self._opting_out(token)
        kinds = self._in_digests(asked.account) if asked.kind == DIGESTS else [asked.kind]
        position = None
        for kind in kinds:
            by = Context(str(uuid.uuid4()), asked.account, self.clock.now())
            position = self.log.execute(preferences, asked.account, OptOut(asked.account, kind), by).position
        return {"kind": asked.kind, "position": position}

    @rpc
    def letters(self) -> dict[str, Any]:
        return {"items": previews.listed()}

    @rpc(expected_exceptions=Refused)
    def letter(self, name: str, language: str) -> dict[str, Any]:
        reader = self._reader("example", name, language)
        found = previews.preview(name, reader, self.settings.url)
        if found is None:
            raise Missing("letter-unknown", name[:60])
        return {"subject": found.subject, "text": found.text, "html": found.html}

    @rpc(expected_exceptions=Refused)
    def take_returned(self, letter: str, recipients: list[str], context: dict[str, Any]) -> dict[str, Any]:
        """`recipients`: the addresses that it came to; one that the store did not give changes nothing."""
        by = Context.load(context)
        accounts = [each for each in map(self._whose, recipients) if each]
        if not accounts:
            return {"done": "unknown"}
        returned = read(b64decode(letter))
        reason = letters.stops(returned)
        for account in accounts if reason else ():
            self.log.execute(preferences, account, StopMail(account, reason, returned.code), by)
        return {"done": "stopped" if reason else "passing"}

    def _item(self, notice: str) -> tuple[drawing.Item, datetime]:
        """What was announced never changes."""
        if notice not in self.told:
            if len(self.told) >= KEPT:
                self.told.clear()
            self.told[notice] = self._items([notice])[0]
        found: tuple[drawing.Item, datetime] = self.told[notice]
        return found

    def _items(self, notices: Sequence[str]) -> list[tuple[drawing.Item, datetime]]:
        """As they are told, with when they happened. Raises Unavailable while the view has not heard of them."""
        with self.views.begin() as db:
            known = announcements.known(db, notices)
        if len(known) < len(set(notices)):
            raise Unavailable("view-behind", "notices")
        rows = [known[each] for each in notices]
        return [(_item(row, self._at(row["link"])), row["happened"]) for row in rows]

    def _opting_out(self, token: str) -> OptingOut:
        asked = signing.opting_out(token, self.secret)
        if asked is None or asked.kind not in (*BY_NAME, DIGESTS) or self._preferences_of(asked.account).forgotten:
            raise Missing("unsubscription-unknown")
        return asked

    def _in_digests(self, account: str) -> list[str]:
        person = self._preferences_of(account)
        return [kind.name for kind in KINDS if person.ways(kind.name).mail in IN_DIGESTS]

    def _whose(self, recipient: str) -> str:
        """The account whose letter came back to this address; empty: the store never gave it, or to another address."""
        tag = tag_in(returns_at(self.settings.sender), recipient) or ""
        account = signing.account_in(tag)
        address = self._address(account) if account else ""
        return account if address and signing.is_of(tag, account, address, self.secret) else ""


def _item(row: dict[str, Any], link: str) -> drawing.Item:
    return drawing.Item(row["kind"], row["facts"], row["product"], link)
