"""The store's processes come and go, one by one, and its promises stand: by their owner's hand, and by none."""

import secrets
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from eventlog.decider import Context
from eventlog.refusal import Unavailable
from gateway.rpc import Pool, Rpc
from tests.journeys.people import makes_token
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import PATIENCE, stop, wait_until
from tests.parts.scale import OPERATOR, Scale
from tests.parts.store import Answer, Store

pytestmark = [pytest.mark.journey, pytest.mark.faults]

LONGEST_END = 3.0  # seconds, which are promised
AT_ONCE = 0.2  # between two commands of somebody busy
SERVICES = ("identity", "catalog", "billing", "certification", "support", "notifications", "search", "gateway-views")
SCOPES = ("read", "buy", "publish")


@pytest.fixture(scope="module")
def token(store: Store) -> str:
    return makes_token(store, OPERATOR["CHANDLERY_ADMIN_EMAIL"], OPERATOR["CHANDLERY_ADMIN_PASSWORD"], SCOPES)


def slug() -> str:
    return f"globex-{secrets.token_hex(5)}"


def founds(store: Store, token: str, name: str, key: str = "", says: str = "Globex") -> Answer:
    """By itself, waiting for nothing done before; `key`: under which it is told from others, where it is sent again."""
    sent = {"Idempotency_Key": key} if key else {}
    return store.call("POST", "/api/v1/organizations", {"slug": name, "name": says}, token=token, **sent)


def is_there(store: Store, token: str, name: str) -> bool:
    return store.api("GET", f"/organizations/{name}", token=token).ok


@dataclass
class Busy:
    """Somebody who founds one organisation after another, and sends again what was not answered."""

    store: Store
    token: str
    done: list[str] = field(default_factory=list)
    longest: float = 0.0  # seconds from sending a command first until it was answered

    def go_on(self, ended: threading.Event) -> None:
        while not ended.wait(AT_ONCE):
            name, key, began = slug(), str(uuid.uuid4()), time.monotonic()
            while not founds(self.store, self.token, name, key).ok:
                time.sleep(AT_ONCE)
            self.longest = max(self.longest, time.monotonic() - began)
            self.done.append(name)


@contextmanager
def somebody_busy(store: Store, token: str) -> Iterator[Busy]:
    busy, ended = Busy(store, token), threading.Event()
    working = threading.Thread(target=busy.go_on, args=(ended,))
    working.start()
    try:
        yield busy
    finally:
        ended.set()
        working.join()


def test_a_change_is_read_by_the_very_next_request(store: Store, token: str) -> None:
    name = slug()
    assert founds(store, token, name).ok
    for number in range(20):
        wanted = f"Globex {number}"
        changed = store.api("PATCH", f"/organizations/{name}", {"name": wanted}, token=token)
        position = changed.headers["Chandlery-Position"]
        seen = store.api("GET", f"/organizations/{name}", token=token, Chandlery_Position=position)
        assert seen.json()["name"] == wanted
        assert "Chandlery-Behind" not in seen.headers


def test_refusals_keep_their_kind_their_code_and_their_detail(store: Store, token: str) -> None:
    name, key = slug(), str(uuid.uuid4())
    assert founds(store, token, name, key).status == 201
    refused: list[tuple[Callable[[], Answer], int, str]] = [
        (lambda: founds(store, token, name, key, "Initech"), 422, "idempotency-key-reused"),
        (lambda: founds(store, token, "No Slug"), 422, "slug-invalid"),
        (lambda: store.api("DELETE", f"/tokens/{uuid.uuid4()}", token=token), 404, "token-not-found"),
        (lambda: store.api("POST", "/products/no/body/approve", {}, token=token), 403, "scope-missing"),
    ]
    for ask, status, code in refused:
        answer = ask()
        assert (answer.status, answer.json().get("code")) == (status, code), answer.body


def test_a_command_that_is_sent_again_is_done_once_whichever_instance_gets_it(store: Store, token: str) -> None:
    name, key = slug(), str(uuid.uuid4())
    answers = [founds(store, token, name, key) for _ in range(6)]
    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
    assert len({answer.headers["Chandlery-Position"] for answer in answers}) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_one_of_two_ends_within_three_seconds_and_nobody_waits_for_it(at_scale: Scale, token: str, name: str) -> None:
    def ending() -> float:
        """How long it took, or somebody busy waited meanwhile."""
        leaving = at_scale.processes[name].pop(0)
        with somebody_busy(at_scale.store, token) as busy:
            took = seconds_of(lambda: stop(leaving, PATIENCE))
            assert leaving.returncode == 0
            at_scale.start(name)
            at_scale.wait(name)
        wait_until(lambda: is_there(at_scale.store, token, busy.done[-1]), PATIENCE, "the views stand still")
        assert all(is_there(at_scale.store, token, one) for one in busy.done)
        return max(took, busy.longest)

    assert at_best(ending, LONGEST_END, times=3) < LONGEST_END


def test_what_is_killed_loses_nothing_that_was_answered(at_scale: Scale, token: str) -> None:
    with somebody_busy(at_scale.store, token) as busy:
        for name in SERVICES:
            killed = at_scale.processes[name].pop(0)
            killed.kill()
            killed.wait()
            time.sleep(1)
    assert busy.done
    for name in SERVICES:
        at_scale.start(name)
        at_scale.wait(name)
    wait_until(lambda: is_there(at_scale.store, token, busy.done[-1]), 10, "the views stand still")
    assert all(is_there(at_scale.store, token, one) for one in busy.done)


def test_a_broker_that_comes_back_is_found_by_the_first_request(at_scale: Scale, store: Store, token: str) -> None:
    assert at_scale.broker is not None
    assert founds(store, token, slug()).ok  # the workers have lines open
    at_scale.broker.kill()
    refused = founds(store, token, slug())
    assert (refused.status, refused.json()["code"]) == (503, "service-unavailable")
    assert "Retry-After" in refused.headers
    assert store.call("GET", "/").ok
    at_scale.broker.start()
    name = slug()
    wait_until(lambda: founds(store, token, name).status in (201, 409), 30, "services do not come back")
    for _ in range(20):  # every worker's threads
        assert founds(store, token, slug()).ok
    wait_until(lambda: is_there(store, token, name), 30, "followers do not come back")


def test_a_broker_that_says_nothing_is_not_waited_for(at_scale: Scale, store: Store, token: str) -> None:
    assert at_scale.broker is not None
    at_scale.broker.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert founds(store, token, slug()).status == 503
        assert time.monotonic() - began < 15
        assert store.call("GET", "/").ok
    finally:
        at_scale.broker.signal(signal.SIGCONT)
    wait_until(lambda: founds(store, token, slug()).ok, 30, "commands do not go on")


def test_what_was_told_to_be_unavailable_is_not_done_later(at_scale: Scale, store: Store, token: str) -> None:
    at_scale.end("identity")
    calls, name = Rpc(Pool({"AMQP_URI": at_scale.amqp_uri}, timeout=1.0)), slug()
    by = Context(str(uuid.uuid4()), "somebody", datetime.now(UTC))
    with pytest.raises(Unavailable):
        calls.identity.create_organization(name, "Globex", by.dump())
    calls.close()
    for _ in range(2):
        at_scale.start("identity")
    at_scale.wait("identity")
    assert founds(store, token, name).status == 201


def ready(store: Store) -> dict[str, dict[str, str]]:
    parts: dict[str, dict[str, str]] = store.call("GET", "/readyz").json()["parts"]
    return parts


def test_the_gateway_ends_within_three_seconds_and_is_there_again(at_scale: Scale, store: Store, token: str) -> None:
    def ending() -> float:
        [leaving] = at_scale.processes["gateway"]
        took = seconds_of(lambda: stop(leaving, PATIENCE))
        assert leaving.returncode == 0
        at_scale.restart("gateway")
        assert founds(store, token, slug()).ok
        return took

    assert at_best(ending, LONGEST_END, times=3) < LONGEST_END


def test_a_part_that_is_away_is_told_by_name(at_scale: Scale, store: Store) -> None:
    told = ready(store)
    assert {part["state"] for part in told.values()} == {"ready"}, told
    at_scale.end("gateway-views")
    told = ready(store)
    assert told["followers"] == {"state": "away", "detail": "gateway-views"}
    for _ in range(2):
        at_scale.start("gateway-views")
    at_scale.wait("gateway-views")
    assert ready(store)["followers"] == {"state": "ready"}


def test_the_doctor_finds_every_part_well(at_scale: Scale) -> None:
    told = at_scale.chandlery("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    rows = [line for line in told.stdout.splitlines() if line.startswith("ok")]
    for part in (*(f"serve {name}" for name in SERVICES), "serve gateway", "broker", "log of billing", "key store"):
        assert any(part in row for row in rows), told.stdout


def test_the_whole_store_in_one_process_is_refused_beside_its_parts(at_scale: Scale) -> None:
    refused = at_scale.chandlery("up")
    assert refused.returncode == 1
    assert "is in use by" in refused.stderr
    assert "`serve identity (process" in refused.stderr
