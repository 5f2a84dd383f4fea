"""Webhooks by the API: the same as on their pages."""

import pytest

from tests.gateway.webhooks.answering import ID, MESSAGE, SECRET, UNTIL, delivery, hook
from tests.gateway.webhooks.conftest import Owner

ONE = f"/webhooks/{ID}"
WANTED = {"owner": "account:ada", "url": "https://hooks.acme.example/in", "kinds": ["version.security"]}


def test_a_webhook_is_added_with_its_secret(owner: Owner) -> None:
    added = owner.api("POST", "/webhooks", WANTED)
    assert (added.status_code, added.json) == (201, {"id": ID, "secret": SECRET})
    assert owner.service.did("add_webhook") == [({**WANTED, "description": ""},)]


def test_an_owners_webhooks_are_listed(owner: Owner) -> None:
    owner.service.hooks = [hook(), hook(owner="publisher:acme")]
    listed = owner.api("GET", "/webhooks?owner=publisher:acme").json
    assert ([each["owner"] for each in listed["items"]], listed["total"]) == (["publisher:acme"], 1)


@pytest.mark.parametrize(
    "body", [{}, {**WANTED, "kinds": ["made.up"]}, {**WANTED, "more": 1}, {"owner": "account:ada"}]
)
def test_what_is_no_webhook_is_refused(owner: Owner, body: dict[str, object]) -> None:
    assert owner.api("POST", "/webhooks", body).status_code == 422
    assert owner.service.asked == []


def test_a_webhook_is_read_changed_and_removed(owner: Owner) -> None:
    owner.service.hooks = [hook()]
    assert owner.api("GET", ONE).json["last"]["status"] == 200
    assert owner.api("PATCH", ONE, {"kinds": []}).json == {"id": ID}
    assert owner.api("DELETE", ONE).json == {"id": ID}
    assert owner.service.did("change_webhook") == [(ID, {"kinds": []})]
    assert owner.service.did("remove_webhook") == [(ID,)]


@pytest.mark.parametrize("action", ["stop", "resume"])
def test_a_webhook_is_stopped_and_goes_on(owner: Owner, action: str) -> None:
    assert owner.api("POST", f"{ONE}/{action}").json == {"id": ID}
    assert owner.service.did(f"{action}_webhook") == [(ID,)]


def test_its_secret_is_renewed(owner: Owner) -> None:
    assert owner.api("POST", f"{ONE}/secret").json == {"id": ID, "secret": SECRET, "old_until": UNTIL}


def test_a_secret_that_leaked_is_replaced_at_once(owner: Owner) -> None:
    answered = owner.api("POST", f"{ONE}/secret", {"at_once": True})
    assert answered.json == {"id": ID, "secret": SECRET, "old_until": None}


def test_a_test_is_under_way(owner: Owner) -> None:
    tested = owner.api("POST", f"{ONE}/test")
    assert (tested.status_code, tested.json) == (202, {"id": ID, "message": "test-1"})


def test_deliveries_are_read_and_sent_again(owner: Owner) -> None:
    owner.service.sent = [delivery()]
    listed = owner.api("GET", f"{ONE}/deliveries?limit=1&after=2026~x").json
    assert [each["message"] for each in listed["items"]] == [MESSAGE]
    assert owner.service.did("webhook_deliveries") == [(ID, {"before": "2026~x", "limit": 1})]
    assert owner.api("GET", f"{ONE}/deliveries/delivery-1").json["answer"] == "thanks"
    again = owner.api("POST", f"{ONE}/deliveries/delivery-1/redeliver")
    assert (again.status_code, again.json) == (202, {"id": ID, "message": MESSAGE})


def test_what_is_not_there_is_not_found(owner: Owner) -> None:
    assert owner.api("GET", f"{ONE}/deliveries/none").json["code"] == "no-such-delivery"
    assert owner.api("GET", ONE).json["code"] == "no-such-webhook"
