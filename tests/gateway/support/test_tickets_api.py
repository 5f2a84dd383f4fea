"""Tickets by the API: opened, read, answered and worked on, by customers, desks and publishers with their tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.support import schemas
from services.catalog import events as catalog
from tests.gateway.support.helped import Help, helped

ASKED = {
    "product": "acme/db",
    "version": "2.1",
    "priority": 2,
    "summary": "A snapshot is not restored",
    "description": "It ends with checksum mismatch.",
}


@dataclass
class Caller:
    """Somebody's token at the door of the API."""

    help: Help
    token: str

    def asks(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {
            "Authorization": f"Bearer {self.token}",
            **{name.replace("_", "-"): told for name, told in headers.items()},
        }
        return self.help.app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=sent)

    def opens(self, **asked: Any) -> dict[str, Any]:
        answer = self.asks("POST", "/tickets", {**ASKED, **asked})
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.get_json()
        return told


@dataclass
class Door:
    help: Help
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, name: str, *scopes: str) -> Caller:
        if (name, *scopes) not in self.tokens:
            shop = self.help.shop
            made = shop.services.rpc.identity.issue_token(
                shop.accounts[name], "laptop", scopes, None, [], shop.by(name), ""
            )
            self.tokens[name, *scopes] = made["token"]
            self.help.settle()
        return Caller(self.help, self.tokens[name, *scopes])


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with helped(tmp_path_factory.mktemp("door")) as opened:
        shop = opened.shop
        shop.services.rpc.identity.grant_role(shop.accounts["sam"], "support", shop.by("eve", "operator"))
        opened.settle()
        yield Door(opened)


@pytest.fixture
def ada(door: Door) -> Caller:
    return door.of("ada", "buy")


@pytest.fixture
def sam(door: Door) -> Caller:
    return door.of("sam", "support")


def test_a_customer_opens_a_ticket_and_reads_it_by_its_number(ada: Caller) -> None:
    told = ada.opens()
    assert (told["state"], told["version"]["tag"], told["plan"]) == ("open", "2.1", "team")
    read = ada.asks("GET", f"/tickets/{told['number']}")
    assert (read.get_json(), read.headers["ETag"]) == (told, '"2"')


def test_a_version_may_be_named_by_its_digest(ada: Caller) -> None:
    digest = "sha256:" + "21" * 32
    assert ada.opens(version=digest)["version"] == {"tag": "", "digest": digest}


@pytest.mark.parametrize(
    "wrong", [{"unknown": 1}, {"priority": 5}, {"summary": "x" * 201}, {"priority": None}, {"attachments": ["x"] * 11}]
)
def test_what_is_not_right_is_told_by_its_field(ada: Caller, wrong: dict[str, Any]) -> None:
    answer = ada.asks("POST", "/tickets", {**ASKED, **wrong})
    assert answer.status_code == 422
    assert [each["field"].partition("/")[0] for each in answer.get_json()["errors"]] == [next(iter(wrong))]


def test_sent_again_under_its_key_it_is_one_ticket(ada: Caller) -> None:
    sent = [ada.asks("POST", "/tickets", ASKED, Idempotency_Key="once").get_json()["id"] for _ in range(2)]
    assert sent[0] == sent[1]


def test_desk_and_customer_talk(ada: Caller, sam: Caller) -> None:
    path = f"/tickets/{ada.opens()['id']}"
    asked = sam.asks("POST", f"{path}/replies", {"text": "Which version?", "waits": True}).get_json()
    assert (asked["waiting_on"], asked["timeline"][-1]["kind"]) == ("customer", "asked")
    assert sam.asks("POST", f"{path}/notes", {"text": "As at Globex."}).status_code == 200
    answered = ada.asks("POST", f"{path}/replies", {"text": "2.0.3"}).get_json()
    assert [entry["kind"] for entry in answered["timeline"]] == ["opened", "asked", "replied"]


def test_a_ticket_that_is_not_yours_is_not_there(door: Door, ada: Caller) -> None:
    path = f"/tickets/{ada.opens()['id']}"
    for stranger in (door.of("eve", "buy"), door.of("pat", "publish")):
        for answer in (stranger.asks("GET", path), stranger.asks("POST", f"{path}/replies", {"text": "…"})):
            assert (answer.status_code, answer.get_json()["code"]) == (404, "no-such-ticket")


def test_a_customer_may_not_do_what_desks_do(door: Door, ada: Caller) -> None:
    path = f"/tickets/{ada.opens()['id']}"
    both = door.of("ada", "buy", "publish")
    for command, body, code in (
        ("notes", {"text": "…"}, "desk-only"),
        ("assign", {}, "not-the-owner"),
        ("priority", {"priority": 1}, "not-the-owner"),
        ("close", None, "not-the-owner"),
    ):
        answer = both.asks("POST", f"{path}/{command}", body)
        assert (answer.status_code, answer.get_json()["code"]) == (403, code)
    assert ada.asks("POST", f"{path}/notes", {"text": "…"}).get_json()["code"] == "scope-missing"


def test_a_change_is_wanted_on_what_was_read(ada: Caller, sam: Caller) -> None:
    path = f"/tickets/{ada.opens()['id']}"
    read = sam.asks("GET", path).headers["ETag"]
    changed = sam.asks("POST", f"{path}/priority", {"priority": 1}, If_Match=read)
    assert (changed.status_code, changed.headers["ETag"] != read) == (200, True)
    late = sam.asks("POST", f"{path}/priority", {"priority": 3}, If_Match=read)
    assert (late.status_code, late.get_json()["code"]) == (412, "edited-meanwhile")


def test_what_a_desk_does_and_the_customer_afterwards(door: Door, ada: Caller, sam: Caller) -> None:
    one, other = ada.opens(), ada.opens()
    path = f"/tickets/{one['number']}"
    door.help.settle()
    assert sam.asks("POST", f"{path}/assign", {"assignee": door.help.shop.accounts["sam"]}).status_code == 200
    assert sam.asks("POST", f"{path}/advisories", {"advisory": "CVE-2026-1"}).get_json()["advisories"] == ["CVE-2026-1"]
    assert sam.asks("POST", f"{path}/advise", {"text": ""}).get_json()["timeline"][-1]["kind"] == "advised"
    assert sam.asks("POST", f"{path}/resolve").get_json()["state"] == "resolved"
    assert ada.asks("POST", f"{path}/rate", {"stars": 5}).get_json()["rating"] == 5
    assert ada.asks("POST", f"{path}/reopen").get_json()["state"] == "open"
    assert sam.asks("POST", f"{path}/merge", {"into": other["number"]}).get_json()["merged_into"] == other["number"]
    assert sam.asks("POST", f"/tickets/{other['number']}/resolve").status_code == 200
    assert sam.asks("POST", f"/tickets/{other['number']}/close").get_json()["state"] == "closed"


def test_a_file_goes_with_a_ticket_by_its_name(ada: Caller, sam: Caller, door: Door) -> None:
    sent = {"Authorization": f"Bearer {ada.token}", "Content-Type": "application/octet-stream"}
    client = door.help.app.test_client()
    kept = client.post("/api/v1/tickets/attachments?name=db.log", data=b"disk full\n", headers=sent).get_json()
    told = ada.opens(attachments=[kept["id"]])
    assert [each["name"] for each in told["timeline"][0]["attachments"]] == ["db.log"]
    again = ada.asks("POST", "/tickets", {**ASKED, "attachments": [kept["id"]]})
    assert again.get_json()["code"] == "attachment-taken"
    answer = sam.asks("POST", f"/tickets/{told['id']}/replies", {"text": "…", "attachments": [kept["id"]]})
    assert answer.get_json()["code"] == "attachment-unknown"


def test_answers_are_as_the_document_says(door: Door, ada: Caller, sam: Caller) -> None:
    path = f"/tickets/{door.of('pat', 'publish').opens(publisher='acme')['id']}"
    door.help.settle()
    for told in (ada.opens(), sam.asks("GET", path).get_json()):
        assert schemas.Ticket().validate(told) == {}
    assert schemas.TicketPage().validate(sam.asks("GET", "/tickets?queue=all").get_json()) == {}


def test_lists_are_for_whom_they_are(door: Door, ada: Caller, sam: Caller) -> None:
    told = ada.opens(priority=1)
    door.help.settle()
    mine = ada.asks("GET", "/tickets?state=open").get_json()
    assert mine["items"][0]["id"] == told["id"]
    queue = sam.asks("GET", "/tickets?queue=all&priority=1&product=acme/db").get_json()
    assert told["id"] in [each["id"] for each in queue["items"]]
    assert ada.asks("GET", "/tickets?queue=all").get_json()["code"] == "not-yours"
    assert ada.asks("GET", "/tickets?queue=theirs").status_code == 422


def test_a_publishers_people_hand_a_ticket_of_theirs_to_the_store(door: Door, sam: Caller) -> None:
    pat = door.of("pat", "publish")
    told = pat.opens(publisher="acme", version="")
    assert (told["owner"], told["holder"], told["handover"]["state"]) == ("acme", "acme", "requested")
    door.help.settle()
    read = sam.asks("GET", f"/tickets/{told['id']}").get_json()
    assert (read["handover"]["sender"], "accept_handover" in read["may"]) == ("acme", True)


def test_what_one_asked_as_a_customer_is_not_listed_to_a_token_that_only_publishes(door: Door, ada: Caller) -> None:
    ada.opens()
    answer = door.of("ada", "publish").asks("GET", "/tickets")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "scope-missing")


def test_a_draft_looks_to_strangers_as_if_there_were_none(door: Door, ada: Caller) -> None:
    secret = "0198a000-0000-7000-8000-0000000000dc"
    door.help.shop.tell(catalog.ProductDrafted(secret, "acme", "secret-project", "container", external=False))
    door.help.settle()
    for named in ("acme/secret-project", secret):
        answer = ada.asks("POST", "/tickets", {**ASKED, "product": named})
        assert (answer.status_code, answer.get_json()["code"]) == (404, "no-such-product")
    assert door.of("pat", "publish", "buy").opens(product="acme/secret-project", version="")["product"]["id"] == secret


@pytest.mark.parametrize(
    "asked",
    [
        "tickets?queue=all&before=1.0~9999999999999999999",
        "tickets?queue=mine&before=9999999999999999999",
        "tickets?queue=all&before=1.0~-9999999999999999999",
        "desks/store/report?from=9999-12-31&to=9999-12-31",
        "desks/store/report?to=0001-01-05",
    ],
)
def test_what_lies_beyond_all_tickets_and_days_is_refused(door: Door, asked: str) -> None:
    answer = door.of("sam", "support", "buy").asks("GET", f"/{asked}")
    assert (answer.status_code, answer.get_json()["code"]) in [(422, "field-invalid"), (422, "report-days-invalid")]


def test_support_asks_to_look_and_looks_by_the_api_while_it_is_let(ada: Caller, sam: Caller) -> None:
    path = f"/tickets/{ada.opens()['number']}/looks"
    assert (ada.asks("GET", path).get_json()["state"], ada.asks("POST", path, {"text": "…"}).status_code) == (
        "none",
        403,
    )
    assert sam.asks("POST", path, {"text": "To see what you may pull."}).get_json()["state"] == "asked"
    early = sam.asks("GET", f"{path}/rights")
    assert (early.status_code, early.get_json()["code"]) == (403, "look-not-granted")
    assert ada.asks("POST", f"{path}/grant", {"hours": 2}).get_json()["state"] == "open"
    shown = sam.asks("GET", f"{path}/rights").get_json()
    assert [(each["repository"], each["may_pull"]) for each in shown["items"]] == [("acme/db-team", True)]
    assert ada.asks("GET", f"{path}/rights").status_code == 403
    assert ada.asks("GET", "/looks").get_json()["items"][0]["trail"][0]["page"] == "rights"
    assert ada.asks("POST", f"{path}/withdraw").get_json()["state"] == "withdrawn"
    late = sam.asks("GET", f"{path}/rights")
    assert (late.status_code, late.get_json()["code"]) == (403, "look-over")
