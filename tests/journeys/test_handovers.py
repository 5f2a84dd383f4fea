"""A ticket goes from the store's desk to the publisher's own support and back; neither loses it, nor its clock."""

import secrets
from typing import Any

import pytest

from tests.journeys.helpdesk import FILLED, PUBLISHER, Helpdesk, helpdesk
from tests.parts.store import Store

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def desks(store: Store) -> Helpdesk:
    return helpdesk(store)


def as_customer(desks: Helpdesk, told: Any) -> Any:
    return desks.customer.get(f"/tickets/{told['ticket']['id']}")


def who_has(ticket: Any) -> tuple[str, str]:
    return ticket["owner"], ticket["waiting_on"]


def said(ticket: Any) -> list[str]:
    return [entry["text"] for entry in ticket["timeline"]]


def test_the_receivers_form_is_filled_in_or_its_fields_are_named(desks: Helpdesk) -> None:
    ticket = desks.ticket()["id"]
    way = desks.desk.get(f"/tickets/{ticket}/receivers")["items"][0]
    form = desks.desk.get(f"/receivers/form?to={way['to']}&by={way['by']}")["items"]
    assert [question["name"] for question in form] == [*FILLED]
    wrong: list[tuple[dict[str, str], str, str]] = [
        ({"nodes": "5"}, "answer-missing", "storage"),
        (FILLED | {"storage": "tape"}, "answer-unfit", "storage"),
        (FILLED | {"colour": "red"}, "answer-unknown", "colour"),
    ]
    for answers, code, field in wrong:
        asked = {"to": way["to"], "by": way["by"], "answers": answers}
        refused = desks.desk.does("POST", f"/tickets/{ticket}/handovers", asked)
        assert (refused.status, refused.json()["code"], refused.json()["detail"]) == (422, code, field)


def test_until_the_publisher_accepts_the_store_has_it(desks: Helpdesk) -> None:
    told = desks.handed()
    assert who_has(as_customer(desks, told)) == ("store", "publisher")
    assert told["id"] in [each["id"] for each in desks.pat.get(f"/handovers?desk={PUBLISHER}&state=open")["items"]]


def test_accepted_it_is_the_publishers_with_case_number_engineer_and_next_steps(desks: Helpdesk) -> None:
    told = desks.taken()
    shown = desks.desk.get(f"/handovers/{told['id']}")
    assert (shown["case_number"], shown["engineer"], shown["next_steps"]) == ("HL-7", "Pat Quay", "We look at the log.")
    assert who_has(as_customer(desks, told)) == (PUBLISHER, "publisher")


def test_rejected_it_is_back_with_the_clock_that_ran_on(desks: Helpdesk) -> None:
    told = desks.handed()
    due = as_customer(desks, told)["sla"]["due"]
    desks.pat.post(f"/handovers/{told['id']}/reject", {"reason": "It is the volume driver's."})
    back = desks.desk.get(f"/tickets/{told['ticket']['id']}")
    assert (*who_has(back), back["sla"]["due"]) == ("store", "store", due)
    assert "It is the volume driver's." in said(back)


def test_asked_and_answered(desks: Helpdesk) -> None:
    told = desks.taken()
    desks.pat.post(f"/handovers/{told['id']}/request-information", {"text": "Which file system?"})
    asked = desks.desk.get(f"/tickets/{told['ticket']['id']}")
    assert (asked["waiting_on"], asked["sla"]["due"] is not None) == ("store", True)
    desks.desk.post(f"/handovers/{told['id']}/give-information", {"text": "ext4"})
    assert who_has(as_customer(desks, told)) == (PUBLISHER, "publisher")


def test_notes_and_files_go_both_ways_and_not_to_the_customer(desks: Helpdesk) -> None:
    told = desks.taken()
    ticket, log = told["ticket"]["id"], f"log {secrets.token_hex(8)}".encode()
    for one, other in ((desks.desk, desks.pat), (desks.pat, desks.desk)):
        file = one.sends("node.log", log)
        one.post(f"/handovers/{told['id']}/notes", {"text": "Look at this.", "attachments": [file]})
        assert other.reads(ticket, file).body == log
        assert desks.customer.reads(ticket, file).status == 404
    names = [file["name"] for each in other.get(f"/handovers/{told['id']}")["timeline"] for file in each["attachments"]]
    assert names == ["node.log", "node.log"]
    assert "Look at this." not in said(desks.customer.get(f"/tickets/{ticket}"))


def test_closed_it_is_back_with_the_store_which_tells_the_customer(desks: Helpdesk) -> None:
    told = desks.taken()
    desks.pat.post(f"/handovers/{told['id']}/close")
    ticket = f"/tickets/{told['ticket']['id']}"
    assert who_has(desks.desk.get(ticket)) == ("store", "store")
    desks.desk.post(f"{ticket}/replies", {"text": "4.2.2 mends it."})
    desks.desk.post(f"{ticket}/resolve")
    shown = desks.customer.get(ticket)
    assert (shown["state"], "4.2.2 mends it." in said(shown)) == ("resolved", True)


def test_handed_back_it_is_the_stores_again(desks: Helpdesk) -> None:
    told = desks.taken()
    desks.pat.post(f"/handovers/{told['id']}/return", {"reason": "The volume driver is yours."})
    assert who_has(as_customer(desks, told)) == ("store", "store")
    late = desks.pat.does("POST", f"/handovers/{told['id']}/notes", {"text": "One more thing."})
    assert (late.status, late.json()["code"]) == (409, "handover-over")


def test_taken_back_before_it_was_accepted_it_is_not_accepted_any_more(desks: Helpdesk) -> None:
    told = desks.handed()
    desks.desk.post(f"/handovers/{told['id']}/return", {"reason": "She found it."})
    refused = desks.pat.does("POST", f"/handovers/{told['id']}/accept", {"case_number": "HL-8", "engineer": "Pat"})
    assert (refused.status, refused.json()["code"]) == (409, "handover-over")
    assert who_has(as_customer(desks, told)) == ("store", "store")


def test_a_publisher_hands_one_of_its_own_to_the_store(desks: Helpdesk) -> None:
    asked = {"publisher": PUBLISHER, "priority": 3, "summary": "Our push is refused", "description": "403"}
    own = desks.pat.post("/tickets", asked)
    accepted = desks.desk.post(f"/handovers/{own['handover']['id']}/accept", {"engineer": "Sam Tiller"})
    assert (accepted["case_number"], accepted["ticket"]["owner"]) == (own["number"], "store")
    desks.desk.post(f"/handovers/{accepted['id']}/close")
    assert desks.pat.get(f"/tickets/{own['id']}")["owner"] == PUBLISHER


def test_sent_twice_under_one_key_it_is_handed_over_once(desks: Helpdesk) -> None:
    ticket = desks.ticket()["id"]
    key = secrets.token_hex(8)
    asked = {"to": PUBLISHER, "by": "direct", "answers": FILLED}
    first, again = (
        desks.desk.does("POST", f"/tickets/{ticket}/handovers", asked, Idempotency_Key=key) for _ in range(2)
    )
    assert (first.status, first.json()["id"]) == (201, again.json()["id"])
    other = desks.desk.does("POST", f"/tickets/{ticket}/handovers", asked | {"note": "x"}, Idempotency_Key=key)
    assert (other.status, other.json()["code"]) == (422, "idempotency-key-reused")


def test_a_handover_is_nobodys_but_the_two_desks(desks: Helpdesk) -> None:
    told = desks.handed()
    assert desks.customer.does("GET", f"/handovers/{told['id']}").status in (403, 404)
    assert desks.customer.does("GET", f"/handovers?desk={PUBLISHER}").status == 403
