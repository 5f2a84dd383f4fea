"""What the other services tell becomes notices."""

from collections.abc import Callable
from typing import Any

from eventlog.amqp import every, follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from services.billing.events import EntitlementGranted
from services.notifications.policies import billing, catalog, certification, releases, support
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice
from services.notifications.projections import announcements
from services.notifications.projections import releases as view
from services.notifications.service.announcing import Announcing
from services.notifications.service.knowing import Knowing

LOOK_AGAIN = 30  # seconds
LONG_AGO = releases.LATEST  # a release that nobody has looked at is announced within that
Heard = Callable[[Any, Recorded, Known], list[Notice]]


class Following(Announcing):
    @follow("catalog", *catalog.HEARD)
    def hear_catalog(self, event: Any, recorded: Recorded) -> None:
        self._hear(catalog.heard, event, recorded)

    @follow("billing", *billing.FOLLOWED)
    def hear_billing(self, event: Any, recorded: Recorded) -> None:
        self._hear(billing.heard, event, recorded)

    @follow("certification", *certification.HEARD)
    def hear_certification(self, event: Any, recorded: Recorded) -> None:
        self._hear(certification.heard, event, recorded)

    @follow("support", *support.HEARD)
    def hear_support(self, event: Any, recorded: Recorded) -> None:
        self._hear(support.heard, event, recorded)

    @follow("billing", EntitlementGranted)
    def tell_late(self, event: EntitlementGranted, recorded: Recorded) -> None:
        """What concerns whoever could pull when it happened, and was announced before that was heard."""
        self._tell_late(event.repository, event.holder, recorded)

    @every(LOOK_AGAIN)
    def announce_late(self) -> None:
        """Releases that were to be told apart by their holes, which nobody has counted in time."""
        now = self.clock.now()
        with self.views.begin() as db:
            recent = view.between(db, now - LONG_AGO, now - releases.WAITED)
            ids = {releases.announced_as(each["fact"]): each for each in recent}
            told = announcements.known(db, ids)
        for repository in sorted({each["repository"] for id, each in ids.items() if id not in told}):
            self._announce_late_in(repository)

    def _announce_late_in(self, repository: str) -> None:
        known, now = Knowing(self.views, self.heads), self.clock.now()
        for release in known.releases_in(repository):
            if releases.WAITED <= now - release.at < LONG_AGO:
                by = Context("", "policy:notifications", release.at, causation=release.fact)
                for notice in releases.announced(release, known, late=True):
                    self._announce(notice, by)

    def _hear(self, heard: Heard, event: Any, recorded: Recorded) -> None:
        self._must_see(f"{recorded.source}:{recorded.position}")
        for notice in heard(event, recorded, Knowing(self.views, self.heads)):
            self._announce(notice, recorded.cause())
