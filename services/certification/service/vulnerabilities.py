"""What is in released images, how they are rated, and by when what was found there must be mended."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import eventlet

from eventlog.amqp import effect, follow
from eventlog.deadlines import Fired
from eventlog.decider import Context, Decider
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Unavailable
from services.catalog.events import TagMoved, VersionReleased, VersionYanked
from services.certification.deciders.image import ExamineImage, NoteImage, RateImage, image, subject_of
from services.certification.deciders.remediation import NoteHoles, remediation
from services.certification.events import ExaminedPlatform
from services.certification.policies import judging
from services.certification.policies import vulnerabilities as policies
from services.certification.policies.examination import packages_of
from services.certification.ports import BrokenOff, Exhausted, SourceAway, Unreadable, Wanted
from services.certification.private import advisories, findings, inventories
from services.certification.projections import catalogue, submissions
from services.certification.projections import vulnerabilities as view
from services.certification.projections.vulnerabilities import Lead
from services.certification.service.desk import Desk
from vocabulary.digest import Digest

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event
TRIES = 3  # of an examination that takes too much, or breaks off without a word
AT_ONCE = 100  # images that are told of before the next are looked for


class Vulnerabilities(Desk):
    @follow("catalog", VersionReleased, TagMoved, VersionYanked)
    def note_shelf(self, event: VersionReleased | TagMoved | VersionYanked, recorded: Recorded) -> None:
        """Another image may be the newest now; one that is new is read."""
        self._must_have_heard(f"catalog:{recorded.position}")
        if isinstance(event, VersionReleased):
            command = NoteImage(event.digest, event.product, event.plan, event.repository, event.tag)
            self.log.execute(image, subject_of(event.repository, event.digest), command, recorded.cause())
        self._look(event.repository, recorded.cause())

    @follow("certification", *policies.LOOKED_AT)
    def look_again(self, event: Any, recorded: Recorded) -> None:
        """Clocks begin with a certificate; what a publisher says of a hole counts in its grade."""
        self._must_have_heard(f"certification:{recorded.position}")
        if isinstance(event, policies.RATED_AGAIN):
            for digest in {lead.digest for lead in self._leads(event.repository)}:
                self._rate(event.repository, digest, recorded.cause())
        self._look(event.repository, recorded.cause())

    @effect(policies.INSPECT)
    def inspect(self, effect: Attempt) -> None:
        """Reads what no examination before it has read, and tells what is in the image."""
        repository, digest = str(effect.arguments["repository"]), str(effect.arguments["digest"])
        with self.views.begin() as db:
            found = catalogue.image_of(db, repository, digest)
        if found is None:
            raise Unavailable("view-behind", "images")
        platforms = {manifest: platform for platform, manifest in found["platforms"]}
        try:
            self._read(repository, digest, platforms)
        except Unreadable:
            pass  # it is told of what could be read
        except SourceAway as away:
            raise Unavailable("registry-away", str(away)) from away
        except (Exhausted, BrokenOff):
            if effect.attempt < TRIES:
                raise
        examined = self._examined(platforms)
        if examined:
            self._give(image, subject_of(repository, digest), ExamineImage(examined), effect.cause())
            self._rate(repository, digest, effect.cause())
            self._look(repository, effect.cause())

    @effect(policies.RESCAN)
    def rescan(self, effect: Attempt) -> None:
        """Images that hold a package of which something new is known, and no others."""
        while self._match_some():
            eventlet.sleep(0)
        while waiting := self._unsettled():
            self._must_have_heard(f"certification:{self.log.head()}")
            with self.views.begin() as db:
                images = view.images_with(db, [one.digest for one in waiting])
            for repository, digest in images:
                self._rate(repository, digest, effect.cause())
            for repository in sorted({repository for repository, _ in images}):
                self._look(repository, effect.cause())
            with self.log.begin() as db:
                findings.settled(db, waiting)
        self._rate_the_unrated(effect.cause())

    def _rate_the_unrated(self, cause: Context) -> None:
        """Images that were read before the first advisories came, and that none of these touches."""
        self._must_have_heard(f"certification:{self.log.head()}")
        last = ("", "")
        while True:
            with self.views.begin() as db:
                images = view.unrated(db, AT_ONCE, last)
            for repository, digest in images:
                self._rate(repository, digest, cause)
            if not images:
                return
            last = images[-1]

    def rerate_due(self, fired: Fired) -> None:
        repository, _, digest = fired.subject.rpartition("@")
        self._rate(repository, digest, fired.cause())

    def remediate_due(self, fired: Fired) -> None:
        self.log.execute(remediation, fired.subject, policies.when_due(fired), fired.cause())

    def _match_some(self) -> int:
        with self.log.begin() as db:
            return findings.match_touched(db)

    def _unsettled(self) -> list[findings.Unsettled]:
        with self.log.reading() as db:
            return findings.unsettled(db, AT_ONCE)

    def _read(self, repository: str, digest: str, platforms: Mapping[str, str]) -> None:
        with self.log.reading() as db:
            known = tuple(manifest for manifest in platforms if inventories.sbom_of(db, manifest) is not None)
        if len(known) == len(platforms):
            return
        wanted = Wanted(repository, digest, staged=False, known=known, checked=False)
        for line in self.examiner.examine(wanted):
            if line["line"] == "scan" and (platform := platforms.get(str(line["digest"]))) is not None:
                told = (str(line["digest"]), platform, str(line.get("tool", "")))
                with self.log.begin() as db:
                    inventories.keep(db, *told, packages_of(line), str(line["sbom"]).encode(), self.clock.now())

    def _examined(self, platforms: Mapping[str, str]) -> tuple[ExaminedPlatform, ...]:
        examined = []
        with self.log.reading() as db:
            for manifest, platform in sorted(platforms.items(), key=lambda one: one[1]):
                sbom = inventories.sbom_of(db, manifest)
                if sbom is not None:
                    packages = len(inventories.packages_of(db, manifest))
                    examined.append(ExaminedPlatform(platform, manifest, packages, str(Digest.of(sbom))))
        return tuple(examined)

    def _rate(self, repository: str, digest: str, cause: Context) -> None:
        """Where no advisories are at hand, or no package of a platform is known, nobody has looked for holes."""
        subject = subject_of(repository, digest)
        examined = self.log.fold(image, subject).examined
        if examined is None:
            return
        today, harmless = self.clock.now().date(), self.log.fold(remediation, repository).harmless
        with self.log.reading() as db:
            asked = advisories.state(db)
            ratings = tuple(
                judging.rating(repository, one.platform, findings.findings_of(db, one.digest), harmless, today)
                for one in examined.platforms
                if one.packages and asked
            )
        if ratings:
            self._give(image, subject, RateImage(ratings, asked), cause)

    def _look(self, repository: str, cause: Context) -> None:
        """At the newest image that was read, with all that is known of it now."""
        leads = self._leads(repository)
        newest = next((lead for lead in leads if self._has_been_read(repository, lead.digest)), None)
        if newest is None and leads:
            return  # it is being read
        with self.views.begin() as db:
            own = submissions.certificates_of(db, repository)
        certified = {one["digest"] for one in own if one["state"] == "valid"}
        carries = any(lead.digest in certified for lead in leads)
        if newest is None:
            command = NoteHoles("", repository, "", "", carries, ())
        else:
            command = self._holes(repository, newest, carries)
        self._give(remediation, repository, command, cause)

    def _holes(self, repository: str, newest: Lead, certified: bool) -> NoteHoles:
        examined = self.log.fold(image, subject_of(repository, newest.digest)).examined
        with self.log.reading() as db:
            found = {one.platform: findings.findings_of(db, one.digest) for one in examined.platforms}
        return NoteHoles(newest.product, repository, newest.digest, newest.tag, certified, judging.holes(found))

    def _leads(self, repository: str) -> list[Lead]:
        with self.views.begin() as db:
            return judging.newest_first(view.leads_in(db, repository))

    def _has_been_read(self, repository: str, digest: str) -> bool:
        return self.log.fold(image, subject_of(repository, digest)).examined is not None

    def _must_have_heard(self, position: str) -> None:
        if not self.views.wait_for(position, CATCH_UP):
            raise Unavailable("view-behind", "images")

    def _give(self, decider: Decider[Any, Any, Any], subject: str, command: Any, cause: Context) -> None:
        """Under an id of what it says: what is known may be more when the same cause comes again."""
        key = cause.new_id(f"{cause.causation} {subject} {sha256(repr(command).encode()).hexdigest()}")
        self.log.execute(decider, subject, command, replace(cause, command_id=key, at=self.clock.now()))


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {
    policies.RERATE: Vulnerabilities.rerate_due,
    policies.CHECK: Vulnerabilities.remediate_due,
    policies.GIVE_UP: Vulnerabilities.remediate_due,
}
