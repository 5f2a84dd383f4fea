"""What identity does unasked: keeping deadlines, sending letters, forgetting, and making the first operator."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from eventlog.amqp import at_start, deadline, effect, follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.effects import Effect
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from eventlog.schema import Erased
from mailing.letter import Mail
from services.billing.events import SeatEnded
from services.identity import policies, private
from services.identity.deciders import account as accounts
from services.identity.deciders import certifying
from services.identity.deciders.account_state import Absent, Account
from services.identity.deciders.organization import EndMembership, organization
from services.identity.deciders.organization_state import Organization
from services.identity.events import MemberJoined, MemberRoleChanged, SubjectErased
from services.identity.private.links import InvitationLink, Link
from services.identity.projections import memberships
from services.identity.service.erasing import Forgetting
from vocabulary.email_address import EmailAddress

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


class Outside(Forgetting):
    @deadline
    def fire(self, due: Fired) -> None:
        decider, command = policies.when_due(due)
        self.log.execute(decider, due.subject, command, due.cause())

    # letters

    @effect("mail")
    def send(self, effect: Effect) -> None:
        """Nothing is sent to who is gone meanwhile; a letter sent twice has one Message-ID."""
        told = {name: str(value) for name, value in effect.arguments.items()}
        if told["letter"] == policies.INVITATION:
            self._invite(effect.key, told)
        else:
            self._write(effect.key, told)

    def _write(self, key: str, told: dict[str, str]) -> None:
        state = self.log.fold(accounts.account, told["account"])
        if not isinstance(state, Account) or isinstance(state.email, Erased):
            return
        if told["letter"] == policies.VERIFY and state.verified:
            return
        link = Link(told["letter"], state.account, state.passwords, datetime.fromisoformat(told["until"]))
        self._send(key, state.email, told["at"], policies.letter(told["letter"], self.settings.url, self._sealed(link)))

    def _invite(self, key: str, told: dict[str, str]) -> None:
        state = self.log.fold(organization, told["organization"])
        asked = state.standing(told["invitation"], self.clock.now()) if isinstance(state, Organization) else None
        if asked is None or isinstance(asked.email, Erased):
            return
        link = InvitationLink(told["organization"], told["invitation"], asked.until)
        named = {"organization": told["organization"], "role": asked.role}
        words = policies.letter(policies.INVITATION, self.settings.url, self._sealed(link), **named)
        self._send(key, asked.email, told["at"], words)

    def _sealed(self, link: Link | InvitationLink) -> str:
        return link.sign(self.links.counting()[0])

    def _send(self, key: str, to: str, at: str, words: policies.Letter) -> None:
        self.mailer.send(Mail(key, self.settings.sender, to, words.subject, words.text, datetime.fromisoformat(at)))

    # forgetting

    @effect("forget")
    def forget(self, effect: Effect) -> None:
        self._forget(str(effect.arguments["subject"]), str(effect.arguments.get("why", certifying.ENDED)))

    @follow("billing", SeatEnded)
    def forget_invited(self, event: SeatEnded, recorded: Recorded) -> None:
        """The address that an invitation to a seat went to: who has no seat is not known here by it."""
        self._forget(event.seat, certifying.ENDED)

    @follow("identity", SubjectErased, MemberJoined, MemberRoleChanged)
    def end_memberships(self, event: Any, recorded: Recorded) -> None:
        """Who is erased belongs nowhere any more; a last owner stays on the books until there is another."""
        for slug, account in self._gone(event, recorded):
            by = recorded.cause().follows(recorded.id, policies.END_MEMBERSHIPS, f"{slug}/{account}")
            self.log.execute(organization, slug, EndMembership(account), by)

    def _gone(self, event: Any, recorded: Recorded) -> list[tuple[str, str]]:
        if isinstance(event, SubjectErased):
            if not self.views.wait_for(f"identity:{recorded.position}", CATCH_UP):
                raise Unavailable("view-behind", "memberships")
            with self.views.begin() as db:
                return [(slug, event.subject) for slug in memberships.of_account(db, event.subject)]
        state = self.log.fold(organization, event.organization)
        asked = {event.account, *policies.owners(state)}
        folded = {account: self.log.fold(accounts.account, account) for account in asked}
        return [(event.organization, account) for account in policies.to_end(state, folded)]

    # the start

    @at_start
    def prepare(self) -> None:
        with self.log.begin() as db:
            private.prepare(db)
        if self.settings.admin_email:
            self._make_first_operator(EmailAddress.parse(self.settings.admin_email))

    def _make_first_operator(self, address: EmailAddress) -> None:
        """The one account that nobody had to grant its role; made on an empty store, and finished after a crash."""
        by = Context("first-operator", policies.FIRST_OPERATOR, self.clock.now(), frozenset({"operator"}))
        first = by.new_id(address.normalised)
        if isinstance(self.log.fold(accounts.account, first), Absent) and self.log.head():
            return
        beside = private.keep_password(first, self.passwords.hash(self.settings.admin_password))
        for command in policies.first_operator(first, str(address), self._key(address)):
            own = replace(by, command_id=by.new_id(type(command).__name__), actor=first)
            self.log.execute(accounts.account, first, command, own, beside=beside)
            beside = []
