"""Licences through the gateway: for who has them, and for machines that have nothing else."""

import itertools
from dataclasses import dataclass, replace
from typing import Any

import jwt
import pytest

from services.billing import events
from tests.gateway.counter import bearer
from tests.gateway.opened import API, Opened
from tests.services.billing.told import started, tell

names = itertools.count()


@dataclass
class Fleet:
    """Ada's subscription with two seats in an open store."""

    store: Opened
    ada: str  # her token
    account: str
    id: str

    @property
    def path(self) -> str:
        return f"/subscriptions/{self.id}/licence"

    def licence(self) -> dict[str, Any]:
        answer = self.store.get(self.path, self.ada)
        assert answer.status_code == 200, answer.text
        assert isinstance(answer.json, dict)
        return answer.json

    def check(self, licence: str) -> dict[str, Any]:
        answer = self.store.post("/licences/check", {"licence": licence})
        assert isinstance(answer.json, dict)
        return answer.json

    def seat(self, name: str, path: str = "/licences/seats") -> tuple[int, Any]:
        answer = self.store.post(path, {"licence": self.licence()["licence"], "seat": name})
        return answer.status_code, answer.json


@pytest.fixture
def fleet(store: Opened, ada: tuple[str, str]) -> Fleet:
    token, account = ada
    id = f"0198a000-0000-7000-8000-{next(names):012}"
    tell(store.books, replace(started, subscription=id, holder=account))
    return Fleet(store, token, account, id)


def test_a_customer_verifies_the_licence_with_the_published_keys_alone(fleet: Fleet) -> None:
    keys = fleet.store.client.get(f"{API}/licence-keys").json
    signed = fleet.store.client.get(f"{API}{fleet.path}.jws", headers=bearer(fleet.ada)).text
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(signed)["kid"]]  # type: ignore[arg-type]
    said = jwt.decode(signed, key, ["ES256"], issuer="http://store.example")
    assert (said["product"], said["plan"], said["seats"], said["fields"]["nodes"]) == ("acme/db", "team", 2, 3)


def test_hidden_fields_are_not_shown_to_the_customer(fleet: Fleet) -> None:
    assert [each["id"] for each in fleet.licence()["fields"]] == ["nodes", "edition", "admin"]


def test_nobody_else_sees_the_licence(fleet: Fleet) -> None:
    bob = fleet.store.member("bob@example.org")
    for path in (fleet.path, f"{fleet.path}.jws"):
        assert fleet.store.get(path, bob).json["code"] == "licence-unknown"  # type: ignore[index]


def test_a_customer_lists_their_licences(fleet: Fleet) -> None:
    held = fleet.licence()
    fleet.store.settle()

    def listed() -> list[tuple[str, str]]:
        items = fleet.store.get("/licences", fleet.ada).json["items"]  # type: ignore[index]
        return [(each["id"], each["state"]) for each in items]

    fleet.store.services.until(lambda: (held["id"], "valid") in listed())


def test_a_machine_checks_its_licence_and_gets_the_newer_one(fleet: Fleet) -> None:
    old = fleet.licence()["licence"]
    assert fleet.check(old)["state"] == "valid"
    tell(fleet.store.books, events.QuantityChanged(fleet.id, fleet.account, 3, None, "ada"))
    fleet.store.services.until(lambda: fleet.check(old)["newest"])
    assert fleet.check(fleet.check(old)["newest"])["seats"] == 3


def test_seats_are_taken_and_given_back_by_the_licence_alone(fleet: Fleet) -> None:
    assert [fleet.seat(name)[0] for name in ("one", "two", "two")] == [200, 200, 200]
    status, problem = fleet.seat("three")
    assert (status, problem["code"]) == (409, "seats-taken")
    assert fleet.seat("one", "/licences/seats/leave")[1]["taken"] == 1
    assert fleet.seat("three")[1]["taken"] == 2


def test_a_customer_frees_the_seat_of_a_machine_that_is_gone(fleet: Fleet) -> None:
    fleet.seat("one")
    freed = fleet.store.post(f"{fleet.path}/free-seat", {"seat": "one"}, **bearer(fleet.ada))
    assert freed.json["taken"] == []  # type: ignore[index]


def test_a_leaked_licence_is_replaced_and_stands_on_the_list(fleet: Fleet) -> None:
    leaked = fleet.licence()
    new = fleet.store.post(f"{fleet.path}/replace", **bearer(fleet.ada)).json
    assert new["id"] != leaked["id"]  # type: ignore[index]
    assert fleet.check(leaked["licence"])["state"] == "revoked"
    revoked = fleet.store.client.get(f"{API}/licences/revoked")
    assert revoked.headers["Cache-Control"] == "public, max-age=300"
    fleet.store.services.until(lambda: leaked["id"] in fleet.store.client.get(f"{API}/licences/revoked").text)


def test_the_publisher_agrees_to_more_and_revokes(fleet: Fleet, editor: str) -> None:
    fleet.licence()
    more = fleet.store.post(f"{fleet.path}/values", {"values": {"nodes": "12"}}, **bearer(editor))
    assert [each["value"] for each in more.json["fields"] if each["id"] == "nodes"] == [12]  # type: ignore[index]
    assert "cohort" in [each["id"] for each in more.json["fields"]]  # type: ignore[index]
    revoked = fleet.store.post(f"{fleet.path}/revoke", {"reason": "resold"}, **bearer(editor))
    assert (revoked.json["state"], revoked.json["licence"]) == ("revoked", None)  # type: ignore[index]


def test_what_we_did_not_sign_is_refused_in_words(fleet: Fleet) -> None:
    problem = fleet.check("a.b.c")
    assert (problem["status"], problem["code"]) == (422, "licence-unreadable")


def test_a_service_container_reports_use_by_its_licence(fleet: Fleet) -> None:
    report = {"component": "requests", "amount": 7, "at": "2026-01-15T12:00:00Z", "id": "report-1"}
    told = fleet.store.post("/licences/usage", {"licence": fleet.licence()["licence"], **report})
    assert (told.status_code, told.json) == (200, {"component": "requests", "amount": 7, "id": "report-1"})
    [counted] = fleet.store.get(f"/subscriptions/{fleet.id}/usage", fleet.ada).json["items"]  # type: ignore[index]
    assert (counted["component"], counted["amount"]) == ("requests", 7)
    unknown = fleet.store.post("/licences/usage", {"licence": fleet.licence()["licence"], **report, "component": "x"})
    assert unknown.json["code"] == "component-unknown"  # type: ignore[index]
