"""A version takes the place of the one before while people work: followers, services one by one, the gateway last."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.journeys.people import makes_token
from tests.journeys.scale.test_processes import founds, slug
from tests.parts import postgresql, rabbitmq
from tests.parts.next_version import MOTTO, next_version
from tests.parts.process import free_port, stop, wait_until
from tests.parts.scale import OPERATOR, Scale, scale
from tests.parts.store import ROOT, Answer, Store

pytestmark = pytest.mark.journey

FOLLOWERS = ("gateway-views", "search")
SERVICES = ("identity", "catalog", "billing", "certification", "support", "notifications")
PAUSE = 0.5  # seconds between three commands and the next
AGAIN = 0.1  # seconds until one is sent again
SCOPES = ("read", "buy", "publish")


@dataclass
class Traffic:
    """Somebody who founds organisations and renames each, and asks again only as the documents say."""

    store: Store
    token: str
    named: dict[str, str] = field(default_factory=dict)  # slug → the name that was last answered
    wrong: list[str] = field(default_factory=list)  # answers that nobody should get
    asked_again: int = 0

    def go_on(self, ended: threading.Event) -> None:
        while not ended.wait(PAUSE):
            name = slug()
            self._founds(name)
            self.named[name] = "Globex"
            for each in (name, next(iter(self.named))):
                self._renames(each)

    def _founds(self, name: str) -> None:
        self._until_done(lambda: founds(self.store, self.token, name, key=f"found-{name}"))

    def _renames(self, name: str) -> None:
        wanted = f"Globex {len(self.named)}"
        body, key = {"name": wanted}, f"rename-{name}-{len(self.named)}"
        path = f"/organizations/{name}"
        self._until_done(lambda: self.store.api("PATCH", path, body, token=self.token, Idempotency_Key=key))
        self.named[name] = wanted

    def _until_done(self, ask: Callable[[], Answer]) -> None:
        until = time.monotonic() + 60
        while not (answer := ask()).ok:
            self._note(answer)
            assert time.monotonic() < until, f"no end: {answer.status} {answer.body!r}"
            self.asked_again += 1
            time.sleep(AGAIN)

    def _note(self, answer: Answer) -> None:
        if answer.status >= 500 and not (answer.status == 503 and "Retry-After" in answer.headers):
            self.wrong.append(f"{answer.status} {answer.body!r}")


@dataclass
class Upgrade:
    """A store of two instances of each part, and both versions to start them from."""

    at_scale: Scale
    after: Path
    token: str
    doors: Store

    def start(self, part: str, tree: Path) -> None:
        self.at_scale.environment["PYTHONPATH"] = str(tree)
        self.at_scale.start(part)
        self.at_scale.wait(part, within=90)

    def replace(self, part: str, tree: Path) -> None:
        """One instance after the other: the new one serves before the old one ends."""
        for leaving in list(self.at_scale.processes[part]):
            self.start(part, tree)
            self.at_scale.processes[part].remove(leaving)
            stop(leaving)

    def chandlery(self, tree: Path, *words: str) -> str:
        done = self.at_scale.chandlery(*words, PYTHONPATH=str(tree))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def columns_of_organizations(self) -> set[str]:
        """As the live generation of the gateway's views has them."""
        engine = create_engine(self.at_scale.environment["CHANDLERY_VIEWS"])
        with engine.connect() as db:
            live = db.scalar(text("SELECT live FROM read_models WHERE name = 'gateway'"))
            found = text(
                "SELECT table_schema || '.' || column_name FROM information_schema.columns "
                "WHERE table_name = 'organizations'"
            )
            every = [str(one).rpartition(".") for one in db.scalars(found)]
        engine.dispose()
        return {column for schema, _, column in every if schema.endswith(str(live))}


@contextmanager
def busy(upgrade: Upgrade) -> Iterator[Traffic]:
    traffic, ended = Traffic(upgrade.doors, upgrade.token), threading.Event()
    working = threading.Thread(target=traffic.go_on, args=(ended,))
    working.start()
    try:
        yield traffic
    finally:
        ended.set()
        working.join()


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgrade]:
    if postgresql.programs() is None or rabbitmq.program() is None:
        pytest.skip("PostgreSQL or RabbitMQ is not installed")
    with scale(tmp_path_factory.mktemp("before"), instances=2) as at_scale:
        after = next_version(tmp_path_factory.mktemp("after"))
        store = at_scale.store
        token = makes_token(store, OPERATOR["CHANDLERY_ADMIN_EMAIL"], OPERATOR["CHANDLERY_ADMIN_PASSWORD"], SCOPES)
        yield Upgrade(at_scale, after, token, store)


def reads_as_named(upgrade: Upgrade, traffic: Traffic) -> None:
    """Whatever was answered can be read, as soon as followers are there."""
    assert traffic.named

    def name_of(organization: str) -> str:
        read = upgrade.doors.api("GET", f"/organizations/{organization}", token=upgrade.token)
        return str(read.json()["name"]) if read.ok else ""

    def as_named() -> bool:
        return all(name_of(organization) == wanted for organization, wanted in traffic.named.items())

    wait_until(as_named, 60, "what was answered cannot be read")


def versions(upgrade: Upgrade) -> Counter[tuple[int, str]]:
    """How many organisations were founded by events of which version, with which motto."""
    engine = create_engine(upgrade.at_scale.database("identity"))
    with engine.connect() as db:
        lines = [json.loads(line) for line in db.scalars(text("SELECT line FROM events WHERE stream LIKE 'organi%'"))]
    engine.dispose()
    founded = [line for line in lines if line["type"] == "identity.organization-created"]
    return Counter((line["dataversion"], line["data"].get("motto", "")) for line in founded)


def test_databases_are_taken_along_while_the_version_before_runs(upgrade: Upgrade) -> None:
    with busy(upgrade) as traffic:
        wait_until(lambda: len(traffic.named) > 2, 30, "nothing is founded")
        said = upgrade.chandlery(upgrade.after, "migrate")
        migrated = len(traffic.named)
        wait_until(lambda: len(traffic.named) > migrated + 2, 30, "nothing is founded any more")
    assert "log of identity" in said
    assert (traffic.wrong, traffic.asked_again) == ([], 0)
    reads_as_named(upgrade, traffic)


def test_followers_may_go_back_as_long_as_no_service_has_gone_ahead(upgrade: Upgrade) -> None:
    with busy(upgrade) as traffic:
        upgrade.replace("gateway-views", upgrade.after)
        wait_until(lambda: "motto" in upgrade.columns_of_organizations(), 60, "it was not built anew")
        upgrade.replace("gateway-views", ROOT)
        wait_until(lambda: "motto" not in upgrade.columns_of_organizations(), 60, "it was not built as before")
    assert traffic.wrong == []
    reads_as_named(upgrade, traffic)


def test_followers_then_services_then_the_gateway_and_nobody_notices(upgrade: Upgrade) -> None:
    with busy(upgrade) as traffic:
        for part in (*FOLLOWERS, *SERVICES):
            upgrade.replace(part, upgrade.after)
        _replace_gateway(upgrade, traffic)
        wait_until(lambda: (2, MOTTO) in versions(upgrade), 30, "nothing was founded by the new version")
    assert traffic.wrong == []
    reads_as_named(upgrade, traffic)
    assert "motto" in upgrade.columns_of_organizations()
    assert {version for version, _ in versions(upgrade)} == {1, 2}
    upgrade.chandlery(upgrade.after, "rebuild", "--all", "--check")
    upgrade.chandlery(upgrade.after, "verify")
    assert upgrade.chandlery(upgrade.after, "parked", "list") == "Nothing is parked.\n"


def _replace_gateway(upgrade: Upgrade, traffic: Traffic) -> None:
    """As behind a proxy: the new one has a place of its own, and is asked before the old one ends."""
    [leaving] = upgrade.at_scale.processes["gateway"]
    port = free_port()
    upgrade.at_scale.environment |= {"CHANDLERY_PORT": str(port), "CHANDLERY_URL": f"http://localhost:{port}"}
    upgrade.start("gateway", upgrade.after)
    upgrade.doors = traffic.store = replace(upgrade.doors, url=upgrade.at_scale.url)
    time.sleep(1)  # what is under way is answered
    upgrade.at_scale.processes["gateway"].remove(leaving)
    stop(leaving)
