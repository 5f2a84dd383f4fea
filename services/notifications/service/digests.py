"""Letters that tell of many notices at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from eventlog.deadlines import Fired
from services.notifications.deciders import digest as decider
from services.notifications.deciders.digest import SendDigest, digest
from services.notifications.events import DigestSent
from services.notifications.policies.digests import SEND
from services.notifications.projections import inbox
from services.notifications.service.preferences import Preferences


class Digests(Preferences):
    def send_digest(self, fired: Fired) -> None:
        """Fired for each notice that belongs to it: the first gathers all, the others what came at the last moment."""
        account, name = fired.subject, str(fired.arguments["digest"])
        person = self._preferences_of(account)
        if person.forgotten:
            return
        self._must_know(account, str(fired.arguments["announcement"]))
        with self.views.begin() as db:
            waiting = inbox.of_digest(db, account, name)
        notices = tuple(notice for notice, kind in waiting if person.wants_mail(kind))
        again = fired.cause().follows(fired.id, "notifications.digests", name)  # the same, whatever waits by then
        by = replace(again, fingerprint=fired.id)
        self.log.execute(digest, decider.subject(account, name), SendDigest(account, name, notices), by)

    def _notices_of_digest(self, account: str, name: str) -> tuple[str, ...]:
        """What a digest that was sent tells of, the oldest first; `name` as DigestSent has it."""
        history = self.log.read(digest.stream(decider.subject(account, name)))
        told = (each.event for each in history)
        return next((each.notices for each in told if isinstance(each, DigestSent) and each.digest == name), ())

    def _must_know(self, account: str, announcement: str) -> None:
        with self.views.begin() as db:
            is_known = inbox.was_told(db, account, announcement)
        if not is_known:
            self._must_see(f"notifications:{self.log.head()}")


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {SEND: Digests.send_digest}
