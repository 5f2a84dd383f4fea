"""The registry's notices: pushes to staging are noted once, and nothing that anybody sends does harm."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.registry import notifications
from gateway.registry.notifications import Look, Push
from gateway.rpc import NoServices
from gateway.secrets import notifications_secret
from tests.gateway.counter import Counter, bearer
from tests.parts.countries import database

DIGEST = "sha256:" + "a" * 64
MANIFEST = "application/vnd.oci.image.index.v1+json"


def event(**target: Any) -> dict[str, Any]:
    told = {"repository": "staging/acme/db", "tag": "1.0", "digest": DIGEST, "mediaType": MANIFEST, **target}
    stamp = "2026-11-24T20:16:00.123456789Z"
    return {"id": "e-1", "action": "push", "timestamp": stamp, "target": {k: v for k, v in told.items() if v}}


def body(*events: Any) -> bytes:
    return json.dumps({"events": events}).encode()


def pushes(content: bytes) -> list[Push]:
    return list(notifications.pushes(notifications.events(content)))


def looks(content: bytes) -> list[Look]:
    return list(notifications.looks(notifications.events(content)))


def pull(**target: Any) -> dict[str, Any]:
    asked = {"method": "GET", "addr": "192.0.2.7:50123", "useragent": "docker/28.2"}
    named = {"repository": "acme/db", **target}
    return {**event(**named), "action": "pull", "request": asked, "actor": {"name": "bob"}}


def test_a_push_to_staging_is_read() -> None:
    (push,) = pushes(body(event()))
    assert (push.repository, push.tag, push.digest, push.media_type) == ("acme/db", "1.0", DIGEST, MANIFEST)
    assert push.at.isoformat() == "2026-11-24T20:16:00.123456+00:00"


def test_an_event_that_comes_twice_is_the_same_command() -> None:
    (once,), (again,) = pushes(body(event())), pushes(body(event()))
    assert once.context() == again.context()
    assert once.context().has("registry")


def test_a_manifest_that_was_asked_for_is_read_with_who_asked() -> None:
    (look,) = looks(body(pull()))
    assert (look.repository, look.tag, look.digest, look.method) == ("acme/db", "1.0", DIGEST, "GET")
    assert (look.actor, look.address, look.agent) == ("bob", "192.0.2.7", "docker/28.2")


def test_a_look_by_digest_of_nobody_is_one_too() -> None:
    (look,) = looks(body(pull(tag=None) | {"actor": {}}))
    assert (look.tag, look.actor) == ("", "")
    assert looks(body(pull(), pull()))[0] == looks(body(pull()))[0]


@pytest.mark.parametrize(
    "passed_over",
    [
        event(),
        pull(repository="staging/acme/db"),
        pull(repository="../etc"),
        pull(mediaType="application/octet-stream"),
        pull(digest="sha256:short"),
        pull() | {"request": {"method": "PUT"}},
        pull() | {"request": None},
        pull() | {"action": "mount"},
    ],
)
def test_blobs_staging_and_other_actions_are_no_looks(passed_over: dict[str, Any]) -> None:
    assert looks(body(passed_over)) == []


def test_two_events_are_two_commands() -> None:
    one, other = pushes(body(event(), {**event(), "id": "e-2"}))
    assert one.event != other.event


@pytest.mark.parametrize(
    "passed_over",
    [
        {**event(), "action": "pull"},
        {**event(), "action": "mount"},
        {**event(), "target": None},
        event(repository="acme/db"),
        event(repository="staging/acme"),
        event(repository="staging/../etc/passwd"),
        event(tag=None),
        event(tag="x" * 200),
        event(digest="sha256:short"),
        event(mediaType="application/octet-stream"),
        event(mediaType=["a", "list"]),
        "text",
        None,
        7,
    ],
)
def test_anything_else_is_passed_over(passed_over: Any) -> None:
    assert pushes(body(passed_over)) == []


@given(st.binary(max_size=300))
def test_no_bytes_are_more_than_passed_over(content: bytes) -> None:
    assert (pushes(content), looks(content)) == ([], [])


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, json_values)
def test_no_envelope_is_more_than_passed_over(told: Any, target: Any) -> None:
    assert pushes(json.dumps(told).encode()) == []
    assert pushes(body({**event(), "target": target})) == []
    assert looks(body({**pull(), "target": target})) == []
    assert len(looks(body({**pull(), "actor": told, "timestamp": target}))) == 1


def test_a_sender_without_the_secret_is_turned_away(counter: Counter) -> None:
    answer = counter.client().post("/registry/notifications", data=body(event()))
    assert answer.status_code == 401


def test_what_cannot_be_read_is_taken_so_that_it_is_not_sent_for_ever(counter: Counter) -> None:
    secret = bearer(notifications_secret(counter.settings))
    for content in (b"", b"{", b"[" * 100_000, body({"action": "push"}), body()):
        assert counter.client().post("/registry/notifications", data=content, headers=secret).status_code == 200


class Listening(NoServices):
    def __init__(self) -> None:
        self.told: list[Any] = []

    def call(self, service: str, method: str, *arguments: Any) -> None:
        self.told.append((service, method, *arguments))


def test_the_catalogue_is_told_in_which_country_somebody_pulls(tmp_path: Path) -> None:
    catalogue = Listening()
    known = {"CHANDLERY_COUNTRIES": str(database(tmp_path / "c.mmdb"))}
    counter = Counter(tmp_path, catalogue, known)
    secret = bearer(notifications_secret(counter.settings))
    counter.client().post("/registry/notifications", data=body(pull()), headers=secret)
    ((service, method, (look,), _),) = catalogue.told
    assert (service, method, look["country"]) == ("catalog", "note_pulls", "DE")


def test_a_look_is_sent_again_while_the_catalogue_is_away(counter: Counter) -> None:
    secret = bearer(notifications_secret(counter.settings))
    answer = counter.client().post("/registry/notifications", data=body(pull()), headers=secret)
    assert answer.status_code == 503


def test_a_push_is_sent_again_while_the_catalogue_is_away(counter: Counter) -> None:
    secret = bearer(notifications_secret(counter.settings))
    answer = counter.client().post("/registry/notifications", data=body(event()), headers=secret)
    assert answer.status_code == 503
