"""Given what was told, when something is told, then whoever it concerns gets these notices: policies on real views."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection

from eventlog.reading import Reader
from eventlog.recorded import Recorded
from eventlog.testing import project, recorded
from services.catalog import events as catalog
from services.notifications.deciders.ending import NoteEnding, SettleEnding
from services.notifications.policies import billing, certification, identity, lasting, support, vouched
from services.notifications.policies import catalog as of_catalog
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice
from services.notifications.projections import PROJECTIONS
from services.notifications.service.heads import Heads
from services.notifications.service.knowing import Knowing

DATABASE, REPOSITORY = "0198a000-0000-7000-8000-0000000000db", "acme/db-team"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AROUND = [each for each in PROJECTIONS if each.source != "notifications"]
HEARD = {
    "catalog": of_catalog.heard,
    "billing": billing.heard,
    "certification": certification.heard,
    "support": support.heard,
}
ENDINGS = {"identity": identity.endings, "billing": lasting.endings, "certification": vouched.endings}


class Views:
    def __init__(self, db: Connection) -> None:
        self._db = db

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        yield self._db

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return True


class AllHeard:
    def of(self, source: str) -> int:
        return 0


def knowing(db: Connection) -> Known:
    return Knowing(cast("Reader", Views(db)), cast("Heads", AllHeard()))


@dataclass(frozen=True)
class Story:
    facts: tuple[Recorded, ...] = ()

    def given(self, *events: Any, at: datetime = NOON, actor: str = "policy:store") -> "Story":
        story = self
        for event in events:
            place = len(story.facts) + 1
            fact = recorded(event, f"stream-{place}", place, at=at, actor=actor)
            story = replace(story, facts=(*story.facts, fact))
        return story

    def told(self) -> list[Notice]:
        """Because of the last fact."""
        fact = self.facts[-1]
        return HEARD[fact.source](fact.event, fact, self.known) if fact.source in HEARD else []

    def all_told(self) -> list[Notice]:
        """Because of each fact, all of them known."""
        known = self.known
        heard = (HEARD[fact.source](fact.event, fact, known) for fact in self.facts if fact.source in HEARD)
        return [notice for told in heard for notice in told]

    def noted(self) -> list[NoteEnding | SettleEnding]:
        """What runs out, because of the last fact."""
        fact = self.facts[-1]
        return ENDINGS[fact.source](fact.event, fact, self.known) if fact.source in ENDINGS else []

    def one(self, kind: str) -> Notice:
        """The only notice of this kind."""
        (notice,) = [each for each in self.told() if each.kind == kind]
        return notice

    def kinds(self) -> list[str]:
        return [notice.kind for notice in self.told()]

    @property
    def known(self) -> Known:
        return knowing(project(AROUND, self.facts))


shelf = Story().given(
    catalog.PublisherApplied("acme", "pat", "Acme Ltd", "https://acme.example", "", "", ""),
    catalog.PublisherApplied("bobs", "bob", "Bob's", "https://bobs.example", "", "", ""),
    catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
    catalog.ListingEdited(DATABASE, "Acme Database", "", "", (), (), (), "", ""),
    catalog.PlanAdded(DATABASE, "team", "Team", "", REPOSITORY, "subscribers", None),
    catalog.PlanAdded(DATABASE, "pro", "Pro", "", "acme/db-pro", "subscribers", None),
)


def released(tag: str, notes: str = "") -> catalog.VersionReleased:
    told = (f"release-{tag}", DATABASE, "team", REPOSITORY, tag, digest_of(tag))
    return catalog.VersionReleased(*told, (), "", notes, NOON)


def scanned(tag: str, **counts: int) -> catalog.VersionScanned:
    holes = {"critical": 0, "high": 0, "medium": 0, "low": 0, "unrated": 0} | counts
    return catalog.VersionScanned(
        REPOSITORY, digest_of(tag), (catalog.Holes(platform="linux/amd64", **holes),), "s", NOON
    )


def digest_of(tag: str) -> str:
    return f"sha256:{tag}"
