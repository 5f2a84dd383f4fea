"""When a token was last used is known in every worker; where that was, for some time."""

from pathlib import Path

import pytest

from gateway.uses import Use, Uses
from services.identity import events as identity
from tests.gateway.counter import Counter, basic, bearer


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/uses.db"
    return str(request.getfixturevalue("new_database")())


def test_what_was_never_used_is_not_told(url: str) -> None:
    assert Uses(url).last(["token-1"]) == {}


def test_a_use_is_known_at_once_here_and_soon_elsewhere(url: str) -> None:
    here, elsewhere = Uses(url), Uses(url)
    here.note(["token-1", "refresh-1"], 100.0, "10.0.0.1")
    assert here.last(["token-1"]) == {"token-1": Use(100.0, "10.0.0.1")}
    assert elsewhere.last(["token-1"]) == {}
    here.write()
    assert elsewhere.last(["token-1", "refresh-1", "token-2"]) == {
        "token-1": Use(100.0, "10.0.0.1"),
        "refresh-1": Use(100.0, "10.0.0.1"),
    }


def test_of_two_workers_the_later_use_counts(url: str) -> None:
    late, early = Uses(url), Uses(url)
    late.note(["token-1"], 200.0, "10.0.0.2")
    early.note(["token-1"], 100.0, "10.0.0.1")
    late.write()
    early.write()
    assert late.last(["token-1"]) == {"token-1": Use(200.0, "10.0.0.2")}


def test_more_uses_than_are_made_ready_at_a_time_are_all_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.uses.PORTION", 2)
    names = [f"token-{number}" for number in range(5)]
    uses = Uses(url, lambda asked: [name for name in asked if name == "token-3"])
    uses.note(names, 100.0, "10.0.0.1")
    uses.write()
    gone = {"token-3": Use(100.0, "")}
    assert Uses(url).last(names) == {name: Use(100.0, "10.0.0.1") for name in names} | gone


def test_uses_are_written_by_themselves(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.uses.SECONDS", 0.01)
    uses, elsewhere = Uses(url), Uses(url)
    uses.note(["token-1"], 100.0, "10.0.0.1")
    timer = uses._timer
    assert timer
    timer.join()
    assert elsewhere.last(["token-1"])


def test_where_somebody_was_is_forgotten_after_three_months(url: str) -> None:
    uses, day = Uses(url), 24 * 3600.0
    uses.note(["token-1"], 100.0, "10.0.0.1")
    uses.write()
    uses.note(["token-2"], 100.0 + 91 * day, "10.0.0.2")
    uses.write()
    assert uses.last(["token-1"]) == {"token-1": Use(100.0, "")}


def test_where_somebody_was_is_forgotten_with_them(counter: Counter) -> None:
    counter.account("ada")
    counter.account("bob")
    tokens = [counter.token(name, "pull", "read") for name in ("ada", "bob")]
    client = counter.client()
    for token in tokens:
        client.get("/api/v1/tokens", headers=bearer(token))
    uses = client.application.extensions["chandlery"].uses
    uses.write()
    counter.tell(("account-bob", identity.SubjectErased("bob")))
    uses.forget(["token-2"])
    assert [uses.last([name])[name].address for name in ("token-1", "token-2")] == ["127.0.0.1", ""]


def test_a_use_that_is_written_after_an_erasure_tells_no_place(counter: Counter) -> None:
    counter.account("bob")
    token = counter.token("bob", "pull", "read")
    client = counter.client()
    client.get("/api/v1/tokens", headers=bearer(token))
    counter.tell(("account-bob", identity.SubjectErased("bob")))
    uses = client.application.extensions["chandlery"].uses
    uses.write()
    assert uses.last(["token-1"])["token-1"].address == ""


def test_of_a_place_that_is_forgotten_no_byte_is_left(tmp_path: Path) -> None:
    uses, address = Uses(f"sqlite:///{tmp_path}/uses.db"), "198.51.100.73"
    uses.note([f"token-{number}" for number in range(50)], 100.0, address)
    uses.write()
    assert address.encode() in (tmp_path / "uses.db").read_bytes()
    uses.forget([f"token-{number}" for number in range(50)])
    assert address.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_pulls_and_calls_are_uses(counter: Counter) -> None:
    counter.account("bob")
    tokens = [counter.token("bob", "pull", "read") for _ in range(2)]
    client = counter.client()
    client.get("/registry/token", headers=basic("bob", tokens[0]))
    client.get("/api/v1/tokens", headers=bearer(tokens[1]))
    uses = client.application.extensions["chandlery"].uses
    assert {name: use.address for name, use in uses.last(["token-1", "token-2"]).items()} == {
        "token-1": "127.0.0.1",
        "token-2": "127.0.0.1",
    }
