"""Services that follow each other, inside one process and over RabbitMQ alike."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from nameko.containers import ServiceContainer
from nameko.standalone.rpc import ClusterRpcProxy

from eventlog import amqp, runtime
from eventlog.amqp import ReadModels, states
from eventlog.broker import Inbox, Outlet, queue_of
from eventlog.decider import Context
from eventlog.following import Message
from eventlog.log import open_log
from eventlog.reading import Reader
from eventlog.stopping import stop
from tests.eventlog.services import Names, Office, Shop, done
from tests.eventlog.shelf import BoxOpened, broken
from tests.eventlog.shop import SECRET, names_on_shelf, tell, times_of
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import PATIENCE

numbers = itertools.count(1)


@pytest.fixture(params=["inproc", "rabbitmq"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "inproc":
        return f"inproc://services-{next(numbers)}"
    return str(request.getfixturevalue("rabbit"))


@pytest.fixture
def config(address: str, tmp_path: Path) -> dict[str, Any]:
    kept = {
        "log": f"sqlite:///{tmp_path}/{{service}}.log.db",
        "views": f"sqlite:///{tmp_path}/views",
        "secret": b"a secret of the tests".hex(),
    }
    return {"AMQP_URI": address, "EVENTLOG": kept, "PREFIX": "told"}


@pytest.fixture
def run(config: dict[str, Any]) -> Iterator[Callable[..., list[ServiceContainer]]]:
    """Starts services; at the end all of them are stopped and their queues gone."""
    running: list[ServiceContainer] = []

    def run(*services: type) -> list[ServiceContainer]:
        containers = [ServiceContainer(service, config) for service in services]
        for container in containers:
            container.start()
        running.extend(containers)
        return containers

    yield run
    stop(running)
    done.clear()
    broken.clear()
    with Connection(config["AMQP_URI"]) as connection:
        for queue in FOLLOWERS:
            queue(connection.default_channel).delete()


FOLLOWERS = [queue_of("shop", "office.office.book"), queue_of("shop", "names-views.names")]


@pytest.fixture
def rpc(config: dict[str, Any]) -> Iterator[Any]:
    with ClusterRpcProxy(config, timeout=PATIENCE) as rpc:
        yield rpc


@pytest.fixture
def reader(config: dict[str, Any]) -> Callable[[str], Reader]:
    return lambda name: Reader(name, config["EVENTLOG"]["views"])


def eventually(true: Callable[[], bool], within: float = PATIENCE) -> bool:
    until = time.monotonic() + within
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


def test_ones_own_write_is_read_at_its_position(run: Any, rpc: Any, reader: Any) -> None:
    run(Shop)
    position = rpc.shop.arrive("1", "lamp")
    assert reader("shop").wait_for(position, PATIENCE)
    with reader("shop").begin() as db:
        assert names_on_shelf(db) == ["lamp"]


def test_another_service_keeps_a_view_of_it(run: Any, rpc: Any, reader: Any) -> None:
    run(Names, Shop)
    position = rpc.shop.arrive("1", "lamp")
    assert reader("names").wait_for(position, PATIENCE)
    with reader("names").begin() as db:
        assert times_of(db, "lamp") == 1


def test_another_service_acts_on_what_happens(run: Any, rpc: Any) -> None:
    run(Office, Shop)
    rpc.shop.arrive("1", "lamp")
    assert eventually(lambda: rpc.office.booked("1") == 1)


def test_who_was_not_there_catches_up_at_its_start(run: Any, rpc: Any, reader: Any) -> None:
    run(Shop)
    position = rpc.shop.arrive("1", "lamp")
    run(Names, Office)
    assert reader("names").wait_for(position, PATIENCE)
    assert eventually(lambda: rpc.office.booked("1") == 1)


def test_a_follower_waits_for_a_source_that_is_not_there_yet(run: Any, rpc: Any, reader: Any) -> None:
    run(Names)
    time.sleep(0.2)
    run(Shop)
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)


def test_services_that_are_started_again_do_nothing_twice(run: Any, rpc: Any, reader: Any) -> None:
    first = run(Office, Names, Shop)
    rpc.shop.arrive("1", "lamp")
    assert eventually(lambda: rpc.office.booked("1") == 1 and "told good-1" in done)
    stop(first)
    run(Office, Names, Shop)
    assert reader("names").wait_for(rpc.shop.arrive("2", "chair"), PATIENCE)
    assert eventually(lambda: rpc.office.booked("2") == 1)
    assert rpc.office.booked("1") == 1
    assert done.count("told good-1") == 1


def test_a_lost_message_is_noticed_within_seconds(
    run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(Names, Shop)
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    with monkeypatch.context() as broker:
        broker.setattr(Outlet, "send", lambda self, messages: None)
        position = rpc.shop.arrive("2", "chair")
        time.sleep(0.3)
    assert reader("names").wait_for(position, PATIENCE)


@pytest.fixture
def listens(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether a follower is as far as to wait for messages; before, it reads the log itself."""
    waited: list[float] = []
    take = Inbox.take

    def watched(inbox: Inbox, timeout: float) -> list[Message]:
        waited.append(timeout)
        return take(inbox, timeout)

    monkeypatch.setattr(Inbox, "take", watched)
    return lambda: bool(waited)


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """From now on the broker loses what it is told, of which the keys are kept."""
    lost: list[str] = []

    def begin() -> list[str]:
        monkeypatch.setattr(Outlet, "send", lambda self, messages: lost.extend(each.key for each in messages))
        return lost

    return begin


@pytest.mark.parametrize("address", ["inproc"], indirect=True)
def test_a_lost_last_message_is_noticed_by_the_next_head(
    run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch, listens: Any, lose: Any
) -> None:
    monkeypatch.setattr(runtime, "SILENCE", 10 * PATIENCE)  # nobody asks meanwhile
    send = Outlet.send
    run(Names, Shop)
    rpc.shop.arrive("1", "lamp")
    assert reader("names").wait_for("shop:2", PATIENCE)  # it was looked after, too
    assert eventually(listens)
    lost = lose()
    rpc.shop.arrive("2", "chair")
    assert eventually(lambda: {"shop.good-arrived", "shop.box-opened"} <= set(lost))
    monkeypatch.setattr(Outlet, "send", send)
    assert reader("names").wait_for("shop:4", PATIENCE)


@pytest.mark.parametrize("address", ["inproc"], indirect=True)
def test_a_follower_that_hears_nothing_asks(
    run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch, listens: Any, lose: Any
) -> None:
    monkeypatch.setattr(runtime, "SILENCE", 0.3)
    run(Names, Shop)
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    assert eventually(listens)
    lose()
    assert reader("names").wait_for(rpc.shop.arrive("2", "chair"), PATIENCE)


@pytest.mark.parametrize("address", ["inproc"], indirect=True)
def test_a_follower_catches_up_at_its_start_though_nobody_tells_it(
    run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch, lose: Any
) -> None:
    monkeypatch.setattr(runtime, "SILENCE", 10 * PATIENCE)
    lose()
    run(Shop)
    position = rpc.shop.arrive("1", "lamp")
    run(Names)
    assert reader("names").wait_for(position, PATIENCE)


def test_a_deadline_is_fired_and_an_effect_carried_out(run: Any, rpc: Any) -> None:
    run(Shop)
    rpc.shop.arrive("1", "lamp")
    assert eventually(lambda: "told good-1" in done)
    assert eventually(lambda: rpc.shop.looked_after("1") == 1)


@pytest.mark.parametrize("address", ["inproc"], indirect=True)
def test_commands_of_clients_are_forgotten_after_ninety_days(
    run: Any, config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amqp, "HOUR", 0.05)
    now = datetime.now(UTC)
    with closing(open_log("shop", config["EVENTLOG"]["log"].format(service="shop"), keys=None, secret=SECRET)) as log:
        for days in (91, 89):
            tell(log, str(days), BoxOpened(), by=Context(f"{days} days old", "ada", now - timedelta(days=days)))
        run(Shop)
        assert eventually(lambda: log.store.command("ada", "91 days old") is None)
        assert log.store.command("ada", "89 days old") is not None


def test_what_is_to_be_done_at_the_start_is_done(run: Any) -> None:
    run(Shop)
    assert done == ["opened"]


def read_models(container: ServiceContainer) -> ReadModels:
    return next(each for each in container.dependencies if isinstance(each, ReadModels))


def test_a_read_model_is_rebuilt_and_compared_while_the_services_run(run: Any, rpc: Any, reader: Any) -> None:
    names = read_models(run(Names, Shop)[0])
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    assert names.rebuild() == 2
    assert reader("names").wait_for(rpc.shop.arrive("2", "chair"), PATIENCE)
    assert names.compare() == []


def test_what_was_read_before_a_rebuild_soon_goes(
    run: Any, rpc: Any, reader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.amqp.UNREAD", -0.9)
    shop = read_models(run(Shop)[0])
    assert reader("shop").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    shop.rebuild()
    assert eventually(lambda: [path.name for path in (tmp_path / "views").glob("shop.*.db")] == ["shop.2.db"])
    assert reader("shop").wait_for(rpc.shop.arrive("2", "chair"), PATIENCE)


def test_what_goes_on_beside_requests_is_told(run: Any) -> None:
    told = states(run(Names, Office, Shop))
    assert {"names-views: names follows shop", "office: office.book follows shop", "shop: relay"} <= told.keys()


def test_a_follower_that_has_to_stop_says_why(run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(Names, Shop)
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    stop(first)
    monkeypatch.setattr("eventlog.log.Log.incarnation", "restored")
    again = run(Names, Shop)
    stopped = "names-views: names follows shop"
    assert eventually(lambda: states(again)[stopped].startswith("stopped: names followed incarnation"))


def test_a_follower_that_had_to_stop_goes_on_after_a_rebuild(
    run: Any, rpc: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(Names, Shop)
    assert reader("names").wait_for(rpc.shop.arrive("1", "lamp"), PATIENCE)
    stop(first)
    monkeypatch.setattr("eventlog.log.Log.incarnation", "restored")
    again = run(Names, Shop)
    assert eventually(lambda: states(again)["names-views: names follows shop"].startswith("stopped"))
    read_models(again[0]).rebuild()
    assert reader("names").wait_for(rpc.shop.arrive("2", "chair"), PATIENCE)
    assert states(again)["names-views: names follows shop"] == "running"


def test_what_is_parked_is_mended_while_the_services_run(run: Any, rpc: Any, reader: Any) -> None:
    shop = read_models(run(Shop)[0])
    broken.add("cursed")
    assert reader("shop").wait_for(rpc.shop.arrive("1", "cursed"), PATIENCE)
    (parked,) = shop.view.parked()
    broken.clear()
    assert (shop.view.retry(parked.source, parked.stream), shop.view.parked()) == (1, [])


def test_services_stop_at_once(run: Any) -> None:
    def stopping() -> float:
        containers = run(Office, Names, Shop)
        return seconds_of(lambda: stop(containers))

    assert at_best(stopping, 3) < 3
