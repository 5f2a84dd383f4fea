"""A notice is addressed to whom it concerns, as each of them wants to hear of it, and to nobody twice."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from eventlog.deadlines import Fired
from eventlog.decider import COMMANDS, Context
from eventlog.recorded import Recorded
from services.notifications.deciders import announcement_letter
from services.notifications.deciders.announcement import CHUNK, Address, Announce, announcement
from services.notifications.deciders.announcement_letter import ReleaseMail, letter
from services.notifications.deciders.preferences_state import Preferences as Chosen
from services.notifications.deciders.preferences_state import preferences_from
from services.notifications.events import NoticeAnnounced, Recipient, Told
from services.notifications.policies import audience, telling
from services.notifications.policies.mails import RELEASE
from services.notifications.policies.notice import Notice
from services.notifications.projections import announcements, holders, preferences, webhooks
from services.notifications.service.audiences import Audiences


class Announcing(Audiences):
    def _announce(self, notice: Notice, by: Context) -> None:
        """Repeated, it tells only those who were not told; nobody of what is long over, or was before it ran here.

        It is announced before it is looked whom it concerns: who becomes one of them meanwhile finds it, and is told
        by _tell_late.
        """
        now = self.clock.now()
        if by.at < self._began() or telling.is_old(by.at, now):
            return
        command = Announce(_announced(notice, now))
        done = self.log.execute(announcement, notice.id, command, _caused(by, notice.id, "announce", now))
        self._must_see(done.position)
        accounts, owners = self._reached(notice.audiences, notice.happened)
        self._tell(notice.id, notice.kind, accounts, owners, by)

    def _tell_late(self, repository: str, holder: str, granted: Recorded) -> None:
        """Of facts since the holder got the right to a repository, that were announced before that was heard."""
        self._must_see(f"{granted.source}:{granted.position}")
        with self.views.begin() as db:
            known = announcements.known(db, announcements.since(db, audience.users(repository), granted.time))
            missed = [id for id, each in known.items() if holders.held(db, holder, repository, each["happened"])]
            besides = {id: [each for each in announcements.audiences_of(db, id) if _is_but(each)] for id in missed}
        for id in missed:
            accounts, owners = self._reached((audience.holder(holder), *besides[id]))
            self._tell(id, known[id]["kind"], accounts, owners, granted.cause())

    def _tell(self, id: str, kind: str, accounts: Sequence[str], owners: Sequence[str], by: Context) -> None:
        for some, theirs in zip_longest(_chunks(accounts), _chunks(owners), fillvalue=()):
            time.sleep(0)  # lets others run where threads are green: it may go to thousands
            now = self.clock.now()
            recipients, hooks = self._recipients(some, kind, now), self._webhooks_of(theirs, kind)
            if recipients or hooks:
                told = " ".join((*(each.account for each in recipients), *hooks))
                self.keys.of([each.account for each in recipients if each.mail == "now"])  # asked for once, for letters
                self.log.execute(announcement, id, Address(id, recipients, hooks), _caused(by, id, told, now))

    def _recipients(self, accounts: Sequence[str], kind: str, now: datetime) -> tuple[Recipient, ...]:
        people = self._preferences_among(accounts, kind)
        found = (telling.recipient(account, kind, people[account], now) for account in accounts)
        return tuple(each for each in found if each is not None)

    def _preferences_among(self, accounts: Sequence[str], kind: str) -> Mapping[str, Chosen]:
        """As far as they are of use for this kind."""
        with self.views.begin() as db:
            ways = preferences.ways_of(db, accounts, kind)
            deliveries = preferences.deliveries_of(db, accounts)
            gone = preferences.forgotten_among(db, accounts)
        return {
            each: preferences_from(kind, ways.get(each), deliveries.get(each), forgotten=each in gone)
            for each in accounts
        }

    def _webhooks_of(self, owners: Sequence[str], kind: str) -> tuple[str, ...]:
        if not owners:
            return ()
        with self.views.begin() as db:
            return tuple(webhooks.wanting(db, list(owners), kind))

    def release_mail(self, fired: Fired) -> None:
        """Somebody's quiet hours are over."""
        account, kind = str(fired.arguments["account"]), str(fired.arguments["kind"])
        command = ReleaseMail(fired.subject, kind, account)
        self.log.execute(letter, announcement_letter.subject(fired.subject, account), command, fired.cause())


def _announced(notice: Notice, now: datetime) -> NoticeAnnounced:
    return NoticeAnnounced(
        announcement=notice.id,
        kind=notice.kind,
        about=notice.about,
        product=notice.product,
        link=notice.link,
        facts=tuple(Told(name, value) for name, value in notice.facts.items()),
        audiences=notice.audiences,
        happened=notice.happened,
        at=now,
    )


def _caused(by: Context, id: str, what: str, now: datetime) -> Context:
    """Known again by whom it tells: as they want to hear of it may have changed, and the time has."""
    cause = by.causation or by.command_id
    command_id = str(uuid.uuid5(COMMANDS, f"{cause}/{id}/{what}"))
    return replace(by, command_id=command_id, causation=cause, fingerprint=id, at=now, versions=None)


def _chunks(each: Sequence[str]) -> list[Sequence[str]]:
    return [each[start : start + CHUNK] for start in range(0, len(each), CHUNK)]


def _is_but(text: str) -> bool:
    return audience.parse(text).kind == "but"


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {RELEASE: Announcing.release_mail}
