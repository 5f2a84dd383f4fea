"""A store that its operator watches: one request leads to its lines, spans and events, and nobody is in any of it."""

import json
import re
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import makes_token
from tests.parts.collector import Collector, collector
from tests.parts.process import free_port, wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey

FOR_PROMETHEUS = "only-for-prometheus"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACED = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
EMAIL, NAME = "grace.hopper@navy.example.org", "Grace Brewster Murray Hopper"
PASSWORD, WRONG = "nanoseconds of copper wire", "a password of another store"


@dataclass
class Watched:
    store: Store
    collector: Collector
    port: int
    output: Path
    secrets: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.read_text().splitlines() if line.startswith("{")]

    def methods(self) -> set[str]:
        return {line.get("about", {}).get("method", "") for line in self.lines}

    def numbers(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=60) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder, port = tmp_path_factory.mktemp("watched"), free_port()
    settings = {
        "CHANDLERY_DEMO": "0",
        "CHANDLERY_ADMIN_EMAIL": "ada@store.example",
        "CHANDLERY_ADMIN_PASSWORD": "correct horse battery",
        "CHANDLERY_LOG_FORMAT": "json",
        "CHANDLERY_LOG_LEVEL": "info",
        "CHANDLERY_METRICS_PORT": str(port),
        "CHANDLERY_METRICS_TOKEN": FOR_PROMETHEUS,
    }
    with collector() as traces:
        traced = {"OTEL_EXPORTER_OTLP_ENDPOINT": traces.url}
        with running_store(folder, **settings, **traced) as store:
            wait_until(lambda: _is_ready(store), 60, "the store is not ready")  # as whoever sends people to it waits
            yield Watched(store, traces, port, folder / "store.log")


def _is_ready(store: Store) -> bool:
    try:
        return store.call("GET", "/readyz").status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def registered(watched: Watched) -> str:
    """The correlation id that the answer to a sign-up names."""
    body = {"email": EMAIL, "name": NAME, "password": PASSWORD}
    made = watched.store.api("POST", "/accounts", body, **TRACED)
    assert made.status == 201, made.body
    return str(made.headers["Chandlery-Correlation"])


def test_one_trace_leads_from_the_request_over_call_and_append_to_the_followers(
    watched: Watched, registered: str
) -> None:
    names = {
        "request": "POST /api/v1/accounts",
        "append": "append identity",
        "follow": "gateway follows identity",
    }
    wait_until(lambda: set(names.values()) <= set(watched.collector.of(TRACE)), 15, "the trace is not whole")
    wait_until(lambda: watched.collector.kinds(TRACE, "identity.register") == {2, 3}, 5, "a call has two ends")
    spans = [span for span in watched.collector.spans if span.trace == TRACE]
    calls = {span.kind: span for span in spans if span.name == "identity.register"}
    by_name = watched.collector.of(TRACE)
    request, append, follow = (by_name[name] for name in names.values())
    client, server = calls[3], calls[2]
    assert (request.parent, client.parent) == (TRACED["traceparent"].split("-")[2], request.id)
    assert (server.parent, append.parent) == (client.id, server.id)
    assert follow.parent in {span.id for span in spans if span.name == "append identity"}
    assert {span.attributes.get("correlation") for span in spans} == {registered}
    assert request.service == "chandlery-store"


def test_one_correlation_id_finds_the_lines_of_request_call_append_and_followers(
    watched: Watched, registered: str
) -> None:
    def what() -> set[str]:
        return {line["about"]["what"] for line in watched.lines if line["correlation"] == registered}

    wait_until(lambda: what() >= {"request", "call", "append", "follow"}, 10, f"only {what()}")
    assert {line["trace"] for line in watched.lines if line["correlation"] == registered} == {TRACE}


def test_numbers_are_on_the_port_and_behind_the_token_alike(watched: Watched, registered: str) -> None:
    told = watched.store.call("GET", "/metrics", token=FOR_PROMETHEUS)
    assert told.status == 200
    assert watched.store.call("GET", "/metrics", token="of somebody else").status == 401
    for numbers in (watched.numbers(), told.body.decode()):
        assert re.search(r'eventlog_append_seconds_count\{source="identity"\} [1-9]', numbers)
        assert 'eventlog_follower_lag_seconds{follower="gateway",source="identity"} 0.0' in numbers
        assert 'eventlog_rpc_seconds_count{method="register",outcome="done",service="identity"} 1.0' in numbers


def test_no_person_and_no_secret_is_in_lines_numbers_or_traces(watched: Watched, registered: str) -> None:
    """Through every door that takes what a person writes, rightly and wrongly."""
    store = watched.store
    link = next(word for word in store.mail_to(EMAIL).split() if "/verify/" in word)
    secrets = [EMAIL, NAME, PASSWORD, WRONG, FOR_PROMETHEUS, link.rpartition("/")[2], *NAME.split()]
    store.call("GET", link.removeprefix(store.url))
    store.api("POST", "/accounts/verify", {"token": secrets[5]})
    token = makes_token(store, EMAIL, PASSWORD, ("pull", "read", "buy"))
    right, wrong = (b64encode(f"{EMAIL}:{word}".encode()).decode() for word in (PASSWORD, WRONG))
    secrets += [token, right, wrong]
    scope = f"repository:{NAME.split()[3].lower()}/x:pull"
    asked = f"/registry/token?service={store.registry}&account={EMAIL}&scope={scope}"
    for basic in (right, wrong):
        store.call("GET", asked, Authorization=f"Basic {basic}")
        store.api("POST", "/tokens", {"name": NAME, "scopes": ["read"]}, Authorization=f"Basic {basic}")
    store.api("POST", "/accounts", {"email": EMAIL, "name": NAME, "password": PASSWORD})
    store.api("POST", "/accounts", {"email": [NAME], "name": {"of": EMAIL}, "password": WRONG})
    store.api("POST", "/accounts/password-reset", {"email": EMAIL})
    store.api("GET", f"/search?q={EMAIL}")
    store.api("GET", f"/accounts?email={EMAIL}", token=token)
    store.api("POST", "/organizations", {"slug": EMAIL, "name": NAME}, token=token)
    store.call("GET", f"/{EMAIL}/{PASSWORD.replace(' ', '%20')}")
    store.call("POST", "/sign-in", {"email": EMAIL, "password": WRONG})
    store.call("BREW", f"/{EMAIL}", None, token=token, Referer=f"http://{EMAIL}/", User_Agent=NAME)
    wait_until(
        lambda: any(each.get("about", {}).get("method") == "other" for each in watched.lines), 5, "lines are missing"
    )
    wait_until(lambda: any(span.name.startswith("other ") for span in watched.collector.spans), 10, "no more spans")
    sent = b"".join(watched.collector.bodies).decode(errors="replace")
    for kept in (watched.output.read_text(), watched.numbers(), sent):
        assert len(kept) > 5000
        assert [secret for secret in secrets if secret.lower() in kept.lower()] == []
