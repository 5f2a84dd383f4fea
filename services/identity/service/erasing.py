"""How somebody's data ends: the key destroyed at once, everybody told, and a certificate once all have forgotten."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded, instant
from eventlog.refusal import Refused, Unavailable
from eventlog.telling import told
from services.identity import private
from services.identity.adapters.erasures import FileErasures
from services.identity.adapters.listeners import RemoteListeners
from services.identity.deciders import account as deciding
from services.identity.deciders import certifying
from services.identity.deciders import subject as erasing
from services.identity.deciders.account_state import Absent, Account
from services.identity.deciders.organization import organization
from services.identity.events import SubjectErased
from services.identity.ports import Erasures, Listeners
from services.identity.private import devices, searches, second_factor
from services.identity.projections import memberships
from services.identity.service.desk import Answer, Told, settings_of
from services.identity.service.passwords import Passwords
from services.identity.service.searches import Searches

AT_ONCE = 5.0  # seconds that followers are waited for before the next try
PAUSE = 0.05


def erasures_of(config: Any) -> Erasures:
    return FileErasures(settings_of(config).data / "erased", bytes.fromhex(config["EVENTLOG"]["secret"]))


def listeners_of(config: Any) -> Listeners:
    return RemoteListeners(config)


class Forgetting(Passwords, Searches):
    erasures = Provided(erasures_of)
    listeners = Provided(listeners_of)

    @rpc(expected_exceptions=Refused)
    def erase(self, subject: str, context: Told) -> Answer:
        """Destroys the subject's key, so that its personal fields are unreadable everywhere, backups included."""
        return {"position": self._erase(subject, Context.load(context))}

    @rpc(expected_exceptions=Refused)
    def erasure(self, subject: str) -> Answer:
        """`state`: none, under-way or certified; with the certificate, or with who has yet to hear of it."""
        erased = self._erased(subject)
        if erased is None:
            return {"state": "none", "certificate": None, "behind": []}
        certificate = self.erasures.certificate(subject)
        if certificate is not None and certificate["event"] == erased.id:
            return {"state": "certified", "certificate": certificate, "behind": []}
        return {"state": "under-way", "certificate": None, "behind": self._behind(subject, self._reached(erased))}

    @rpc(expected_exceptions=Refused)
    def confirm(self, account: str, password: str, address: str) -> Answer:
        """That it is the account's owner who asks, before what cannot be taken back."""
        self._judge(account, self._known(account).email_key, password, address)
        return {"account": account}

    @rpc(expected_exceptions=Refused)
    def data_of(self, account: str) -> Answer:
        """All that identity holds of somebody but what opens doors: the account, where it belongs, and its events."""
        state = self._known(account)
        with self.views.begin() as db:
            joined = memberships.of_account(db, account)
        theirs = (each for slug in joined for each in self.log.read(organization.stream(slug)))
        events = [*self.log.read(deciding.account.stream(account)), *(each for each in theirs if _of(each, account))]
        profile = {"id": account, "email": str(state.email), "name": str(state.name), "verified": state.verified}
        profile["second_factor"] = state.second_factor
        kept = {"organizations": joined, "saved_searches": self._saved(account)}
        return {**profile, "roles": sorted(state.roles), **kept, "events": told(events)}

    @rpc(expected_exceptions=Refused)
    def replay_erasures(self, context: Told) -> Answer:
        """After a restore: whatever was erased since the backup is erased again; how many subjects are on the list."""
        by = Context.load(context)
        by.must_have("operator")
        listed = list(dict.fromkeys(self.erasures.all()))
        for one in listed:
            if one.why == certifying.ERASED:
                self._erase(one.subject, by.follows(by.command_id, "identity.replay-erasures", one.subject))
            else:
                self._forget(one.subject, one.why)
        return {"subjects": len({one.subject for one in listed}), "position": f"identity:{self.log.head()}"}

    @effect("certify")
    def certify(self, effect: Attempt) -> None:
        """Tried until all that follow any log are past the erasure and what it caused, and have cleaned up."""
        subject = str(effect.arguments["subject"])
        erased = self._erased(subject)
        if erased is None:
            return
        self._wait(subject, self._reached(erased))
        heads = self.listeners.heads()  # what the first to hear of it caused in their own logs is before these
        self._wait(subject, heads)
        cleaned = {service: list(self.listeners.clean(service, subject)) for service in self.listeners.services}
        heard = {service: self.listeners.heard(service) for service in self.listeners.services}
        body = {"subject": subject, "event": erased.id, "erased_at": instant(erased.time), "logs": dict(heads)}
        self.erasures.certify({**body, **certifying.certificate(heard, cleaned, effect.at)})

    def _erase(self, subject: str, by: Context) -> str:
        state = self.log.fold(deciding.account, subject)
        if isinstance(state, Absent):
            executed = self.log.execute(erasing.subject, subject, erasing.EraseSubject(subject), by)
        else:
            executed = self.log.execute(deciding.account, subject, deciding.EraseAccount(), by)
        if isinstance(state, Account):
            self.mailer.forget(str(state.email))
            with self.log.begin() as db:
                private.forget_tries(db, state.email_key)
        self._forget(subject, certifying.ERASED)  # at once; the outbox does it again where we die before this line
        return str(executed.position)

    def _forget(self, subject: str, why: str) -> None:
        self.erasures.add(subject, why, self.clock.now())
        self.keys.destroy(subject)
        with self.log.begin() as db:
            forgetting = (private.forget_password, searches.forget_all, devices.forget_all, second_factor.forget)
            for statement in [each for forget in forgetting for each in forget(subject)]:
                db.execute(statement)

    def _erased(self, subject: str) -> Recorded | None:
        """The event that tells of it."""
        streams = (decider.stream(subject) for decider in (deciding.account, erasing.subject))
        found = (each for stream in streams for each in self.log.read(stream) if isinstance(each.event, SubjectErased))
        return next(found, None)

    def _reached(self, erased: Recorded) -> Mapping[str, int]:
        if not erased.position:
            raise Unavailable("followers-behind", "the erasure has no position yet")
        return {"identity": erased.position}

    def _wait(self, subject: str, reached: Mapping[str, int]) -> None:
        until = time.monotonic() + AT_ONCE
        while behind := self._behind(subject, reached):
            if time.monotonic() >= until:
                raise Unavailable("followers-behind", "; ".join(behind))
            time.sleep(PAUSE)

    def _behind(self, subject: str, reached: Mapping[str, int]) -> list[str]:
        """A sentence for each follower that has not heard, and for each service that does not answer."""
        return [line for service in self.listeners.services for line in self._behind_at(service, subject, reached)]

    def _behind_at(self, service: str, subject: str, reached: Mapping[str, int]) -> Iterator[str]:
        try:
            following, waiting = self.listeners.heard(service)
        except Unavailable:
            yield f"{service} does not answer"
            return
        yield from certifying.behind(following, waiting, reached, self._own_streams(subject))

    def _own_streams(self, subject: str) -> frozenset[str]:
        return frozenset(decider.stream(subject) for decider in (deciding.account, erasing.subject))


def _of(recorded: Recorded, account: str) -> bool:
    return getattr(recorded.event, "account", "") == account or recorded.actor == account
