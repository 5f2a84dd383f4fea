"""A customer's ticket goes to a partner by TSANet, and what is said on either side is read on both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.tsanet import BETA, SERIAL, Partner, StandIn

pytestmark = pytest.mark.journey
ANSWERS = {SERIAL: "SN-1"}


@dataclass
class Handed:
    """A customer's ticket that Beta was asked to take."""

    store: Store
    peer: StandIn
    ticket: str
    id: str

    @property
    def beta(self) -> Partner:
        return self.peer.beta()

    @property
    def token(self) -> str:
        (found,) = [each["token"] for each in self.peer.cases() if each["submitterCaseNumber"] == self.number]
        return str(found)

    @property
    def number(self) -> str:
        return f"{self.told()['number']}-{self.id[-8:]}"

    def told(self, role: str = "support") -> dict[str, Any]:
        return dict(asked(self.store, role, "GET", f"/tickets/{self.ticket}"))

    def handover(self) -> dict[str, Any]:
        return dict(asked(self.store, "support", "GET", f"/handovers/{self.id}"))

    def do(self, what: str, **told: Any) -> None:
        asked(self.store, "support", "POST", f"/handovers/{self.id}/{what}", told)

    def comes(self, true: Callable[[], bool], what: str) -> None:
        wait_until(true, 30, what)

    def look(self) -> None:
        """As each minute."""
        asked(self.store, "support", "POST", "/tsanet/look")


def asked(store: Store, role: str, method: str, path: str, body: Any = None) -> Any:
    answer = store.api(method, path, body, token=store.accounts[role]["token"])
    assert answer.ok, (path, answer.status, answer.body)
    return answer.json()


@pytest.fixture(scope="module")
def member(store: Store) -> Iterator[None]:
    """The publisher is a member of TSANet while this lasts."""
    path = "/publishers/harbourline"
    before = asked(store, "publisher", "GET", f"{path}/application")["support"] or {}
    told = {name: before.get(name) or "" for name in ("policy", "hours", "contacts", "tsanet")}
    asked(store, "publisher", "PUT", f"{path}/support", {**told, "tsanet": BETA.name})
    yield
    asked(store, "publisher", "PUT", f"{path}/support", told)


@pytest.fixture
def handed(store: Store, partners: StandIn, member: None) -> Handed:
    partners.send_pings("once")
    summary = {"priority": 1, "summary": "The volume is full", "description": "It says: no space left."}
    opened = asked(store, "customer", "POST", "/tickets", {"product": "harbourline/tidewater-db", **summary})
    path, found = f"/tickets/{opened['id']}", []

    def offered() -> bool:
        every = asked(store, "support", "GET", f"{path}/receivers")["items"]
        found[:] = [each for each in every if each["by"] == "tsanet"]
        return bool(found)

    wait_until(offered, 30, "the publisher is no member")
    sent = {"to": found[0]["to"], "by": "tsanet", "answers": ANSWERS, "note": "Please look at the volume."}
    made = asked(store, "support", "POST", f"{path}/handovers", sent)
    handed = Handed(store, partners, opened["id"], made["id"])
    handed.comes(lambda: bool(handed.handover()["partner_number"]), "TSANet did not get it")
    return handed


def test_a_partner_accepts_talks_and_closes_and_the_customer_sees_none_of_it(handed: Handed) -> None:
    handed.look()
    handed.beta.accept(handed.token)
    handed.beta.note(handed.token, "Seen", "We see it.")
    handed.comes(lambda: handed.handover()["state"] == "accepted", "no ping brought the acceptance")
    handed.comes(lambda: handed.told()["owner"] == f"partner:{BETA.name}", "the ticket did not go over")
    assert handed.handover()["case_number"] == "B-7"
    handed.do("notes", text="It grew since.")
    handed.comes(lambda: len(handed.peer.case(handed.token)["caseNotes"]) == 2, "our note did not arrive")
    handed.do("close")
    handed.comes(lambda: handed.peer.case(handed.token)["status"] == "CLOSED", "the case was not closed there")
    said = [each["text"] for each in handed.handover()["timeline"] if each["kind"] == "handover-noted"]
    assert said == ["Seen\n\nWe see it.", "It grew since."]
    handed.comes(lambda: handed.told()["owner"] == "store", "the ticket did not come back")
    assert "We see it." not in str(handed.told("customer"))


def test_a_rejection_that_no_ping_told_of_is_found_and_the_clock_goes_on(handed: Handed) -> None:
    before = handed.told()["sla"]
    handed.peer.send_pings("lost")
    handed.beta.reject(handed.token, "Not our volume.")
    handed.look()
    assert (handed.handover()["state"], handed.handover()["reason"]) == ("rejected", "Not our volume.")
    handed.comes(lambda: handed.told()["waiting_on"] == "store", "the ticket did not hear of it")
    told = handed.told()
    assert told["owner"] == "store"
    assert (told["sla"]["due"], told["sla"]["paused"]) == (before["due"], False)


def test_a_question_waits_for_us_and_is_answered_once_however_often_it_is_told(handed: Handed) -> None:
    handed.peer.send_pings("twice")
    handed.beta.ask(handed.token, "Which version?")
    handed.look()
    handed.look()
    assert handed.handover()["state"] == "information"
    handed.comes(lambda: handed.told()["waiting_on"] == "store", "the ticket does not wait for us")
    handed.do("give-information", text="Version 4.2.1.")
    handed.comes(lambda: len(handed.peer.case(handed.token)["caseResponses"]) == 2, "our answer did not arrive")
    kinds = [each["kind"] for each in handed.handover()["timeline"]]
    assert kinds.count("handover-asked") == kinds.count("handover-answered") == 1


def test_a_partner_hands_us_a_case_and_hears_that_we_take_it(store: Store, partners: StandIn, handed: Handed) -> None:
    handed.look()
    token = partners.beta().open("B-31", "Your image does not start", "It ends at once.")
    found: list[dict[str, Any]] = []

    def came() -> bool:
        every = asked(store, "support", "GET", "/handovers?desk=store&state=open")["items"]
        found[:] = [each for each in every if each["ticket"]["summary"] == "Your image does not start"]
        return bool(found)

    wait_until(came, 30, "no ping brought the case in")
    accepted = {"engineer": "Sam Tiller", "next_steps": "We pull it ourselves."}
    asked(store, "support", "POST", f"/handovers/{found[0]['id']}/accept", accepted)
    wait_until(lambda: partners.case(token)["status"] == "ACCEPTED", 30, "the partner was not told")
    assert partners.case(token)["receiverCaseNumber"] == found[0]["ticket"]["number"]
