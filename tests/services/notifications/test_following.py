"""On the real kernel: what the other services tell becomes notices and reminders, in whatever order it is heard."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.remote import RemoteLog
from services.billing import events as billing
from services.catalog import events as catalog
from services.certification import events as certification
from services.identity.service import Identity
from services.notifications.policies import catalog as catalog_policy
from services.notifications.policies import lasting
from tests.controls import subscriptions, vulnerabilities
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.notifications.shop import DATABASE, REPOSITORY, TELLERS, Opened, Shop


@dataclass
class MovedClock:
    by: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Followed(Shop):
    clock: MovedClock = field(default_factory=MovedClock)

    def told(self, name: str, kind: str) -> list[dict[str, Any]]:
        self.settle()
        return [each["facts"] for each in self.inbox(name, kind=kind)["items"]]

    def becomes(self, name: str, kind: str, number: int) -> list[dict[str, Any]]:
        """So many notices of this kind come to be in somebody's inbox."""
        self.services.until(lambda: len(self.told(name, kind)) >= number)
        return self.told(name, kind)

    def later(self, **spans: float) -> None:
        self.clock.by += timedelta(**spans)


class Replayed(Opened):
    """That hears what it has heard."""

    config = Provided(lambda config: config)

    @rpc
    def hear_again(self, source: str) -> None:
        hear = {
            "catalog": (self.hear_catalog, {*catalog_policy.HEARD}),
            "billing": (self.note_bought, {*lasting.ENDINGS}),
        }[source]
        with RemoteLog(self.config, source) as log:
            for recorded in log.read(0, 1000):
                if type(recorded.event) in hear[1]:
                    hear[0](recorded.event, recorded)

    @rpc
    def look_again(self) -> None:
        self.announce_late()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    clock, folder = MovedClock(), tmp_path_factory.mktemp("following")
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Identity, *TELLERS, Replayed) as services:
        shop = Followed(services, folder, clock=clock)
        shop.opens()
        yield shop


def release(tag: str) -> catalog.VersionReleased:
    digest, now = f"sha256:{tag}", datetime.now(UTC)
    return catalog.VersionReleased(f"r-{tag}", DATABASE, "team", REPOSITORY, tag, digest, (), "", "New.", now)


def test_a_release_reaches_who_bought_it_and_its_publisher(store: Followed) -> None:
    store.tell(release("2.0"))
    (facts,) = store.becomes("ada", "version.released", 1)
    assert (facts["version"], "plan" in facts) == ("2.0", False)  # it has but one
    assert len(store.told("pat", "release.finished")) == 1
    assert store.told("eve", "version.released") == []


def test_who_buys_after_a_release_is_not_told_of_it(store: Followed) -> None:
    store.grants("eve")
    assert store.told("eve", "version.released") == []


def test_a_follower_that_hears_everything_again_tells_nothing_new(store: Followed) -> None:
    before = [store.notices(name) for name in ("ada", "pat", "eve")]
    store.rpc.hear_again("catalog")
    store.settle()
    assert [store.notices(name) for name in ("ada", "pat", "eve")] == before


def test_a_release_that_mends_what_the_one_before_had_is_told_once_as_that(store: Followed) -> None:
    store.tell(scan("2.0", high=1), release("2.1"))
    assert store.told("ada", "version.security") == []
    store.tell(scan("2.1"))
    (facts,) = store.becomes("ada", "version.security", 1)
    assert (facts["version"], facts["was"]) == ("2.1", "2.0")
    assert [each["version"] for each in store.told("ada", "version.released")] == ["2.0"]


def test_a_release_that_nobody_scans_is_told_after_a_while(store: Followed) -> None:
    store.tell(scan("2.1", low=1), release("2.2"))
    store.rpc.look_again()
    assert len(store.told("ada", "version.released")) == 1
    store.later(minutes=11)
    store.rpc.look_again()
    assert store.becomes("ada", "version.released", 2)[0]["version"] == "2.2"


def scan(tag: str, **counts: int) -> catalog.VersionScanned:
    holes = {"critical": 0, "high": 0, "medium": 0, "low": 0, "unrated": 0} | counts
    told = (catalog.Holes(platform="linux/amd64", **holes),)
    return catalog.VersionScanned(REPOSITORY, f"sha256:{tag}", told, "state", datetime.now(UTC))


def test_the_holes_of_one_scan_are_one_notice(store: Followed) -> None:
    found = replace(vulnerabilities.found, product=DATABASE, repository=REPOSITORY, due=None)
    holes = [replace(found, vulnerability=f"v-{number}") for number in range(4)]
    store.tell(certification.FindingsShown(DATABASE, shown=True), *holes)
    store.settle()
    assert len(store.becomes("ada", "vulnerability.found", 1)) == 1


def test_a_trial_reminds_three_days_and_one_day_before_its_end(store: Followed) -> None:
    until = store.clock.now() + timedelta(days=5)
    store.tell(tried("s-1", store.accounts["ada"], until))
    store.settle()
    store.later(days=2, hours=1)
    assert store.becomes("ada", "trial.ending", 1)[0]["days"] == "3"
    store.later(days=2)
    assert store.becomes("ada", "trial.ending", 2)[0]["days"] == "1"


def tried(id: str, holder: str, until: datetime) -> billing.SubscriptionStarted:
    agreed = replace(subscriptions.team, product=DATABASE, repository=REPOSITORY)
    return replace(subscriptions.tried, subscription=id, holder=holder, agreed=agreed, trial_until=until, by=holder)


def test_a_trial_that_is_extended_reminds_of_its_new_end_alone(store: Followed) -> None:
    until, ada = store.clock.now() + timedelta(days=5), store.accounts["ada"]
    store.tell(tried("s-2", ada, until))
    store.settle()
    store.tell(billing.TrialExtended("s-2", ada, until + timedelta(days=5), "pat"))
    store.settle()
    store.later(days=7, hours=1)
    newest = store.becomes("ada", "trial.ending", 4)[0]  # beside the last of the other one
    assert (newest["days"], newest["until"]) == ("3", (until + timedelta(days=5)).isoformat())


def test_reminders_that_are_heard_again_remind_of_nothing_again(store: Followed) -> None:
    before = store.notices("ada")
    store.rpc.hear_again("billing")
    store.later(seconds=1)
    store.settle()
    assert store.notices("ada") == before
