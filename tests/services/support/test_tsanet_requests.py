"""A partner sends us a case by TSANet: it becomes a ticket that is handed to the store's desk, once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.peers.tsanet.telling import signature
from eventlog.refusal import Conflicting, Forbidden, Unavailable
from services.support.deciders.handover import (
    AcceptHandover,
    CloseHandover,
    ExchangeNote,
    RejectHandover,
    RequestInformation,
    ReturnHandover,
)
from services.support.policies.tsanet import receiver_of
from tests.parts.tsanet import CASES, StandIn, tsanet
from tests.services.support.tsanet_world import BETA, World


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with tsanet(tmp_path_factory.mktemp("tsanet")) as running:
        yield running


@pytest.fixture
def world(peer: StandIn, tmp_path: Path) -> Iterator[World]:
    peer.begin_anew()
    opened = World(tmp_path, peer)
    yield opened
    opened.close()


def came(world: World, peer: StandIn, number: str = "B-1") -> tuple[str, str]:
    """A case of Beta's that was found: its token and its handover."""
    token = peer.beta().open(number, "Your image does not start", "It ends at once.", "HIGH")
    world.look()
    return token, world.taken_in(token)[0]


def ping(world: World, token: str, *, wrong: bool = False) -> None:
    secret = json.loads((world.settings.data / "keys" / "tsanet-webhook.json").read_text())["secret"]
    body = json.dumps({"eventType": "collaboration-request.created", "requestToken": token, "timestamp": "now"})
    signed = signature(body.encode(), "another" if wrong else secret)
    world.service.tsanet_notice({"X-Hub-Signature-256": signed}, body)


def test_a_partners_case_becomes_a_ticket_of_the_partners(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    about, state = world.taken_in(token)[1], world.state(id)
    assert (about.owner, about.opened.holder, about.opened.subject) == (BETA, BETA, BETA)
    assert (about.opened.summary, about.opened.description) == ("Your image does not start", "It ends at once.")
    assert (about.priority, about.opened.channel) == (1, "tsanet")
    assert (state.requested.sender, state.requested.receiver, state.requested.partner) == (BETA, "store", token)
    assert state.requested.due is not None


def test_a_case_comes_in_once_however_often_it_is_told(world: World, peer: StandIn) -> None:
    token, _ = came(world, peer)
    before = world.log.head()
    for _ in range(2):
        ping(world, token)
        world.look()
    assert world.log.head() == before


def test_a_ping_brings_a_case_in_at_once(world: World, peer: StandIn) -> None:
    world.look()
    token = peer.beta().open("B-1", "Help", "Please.")
    ping(world, token)
    world.settled()
    assert world.taken_in(token)[1].opened.summary == "Help"


def test_a_ping_that_is_not_tsanets_is_turned_away(world: World, peer: StandIn) -> None:
    world.look()
    token = peer.beta().open("B-1", "Help", "Please.")
    before = world.log.head()
    with pytest.raises(Forbidden, match="ping-not-signed"):
        ping(world, token, wrong=True)
    assert world.log.head() == before


def test_a_ping_that_cannot_be_looked_into_now_is_sent_again(world: World, peer: StandIn) -> None:
    world.look()
    token = peer.beta().open("B-1", "Help", "Please.")
    peer.plan("fail", f"{CASES}/{token}", method="GET")
    with pytest.raises(Unavailable):
        ping(world, token)
    ping(world, token)
    world.settled()
    assert world.taken_in(token)


def test_a_case_that_is_over_before_we_hear_of_it_is_left_alone(world: World, peer: StandIn) -> None:
    token = peer.beta().open("B-1", "Help", "Please.")
    peer.beta().close(token)
    world.look()
    assert world.log.head() == 0


def test_our_acceptance_is_told_to_the_partner_once(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    peer.plan("lose", f"{CASES}/{token}/approval")
    world.do(id, AcceptHandover("T-9", "Sam of the desk", "We look at the image."))
    world.settled()
    world.later()
    (said,) = peer.case(token)["caseResponses"]
    assert (said["caseNumber"], said["engineerName"], said["nextSteps"]) == (
        "T-9",
        "Sam of the desk",
        "We look at the image.",
    )


def test_our_rejection_is_told_with_its_reason(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    world.do(id, RejectHandover("This image is not ours."))
    world.settled()
    assert peer.case(token)["status"] == "REJECTED"
    assert peer.case(token)["caseResponses"][0]["nextSteps"] == "This image is not ours."


def test_we_ask_and_the_partner_answers(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    world.do(id, RequestInformation("m1", "Which tag?"))
    world.settled()
    peer.beta().answer(token, "Tag 2.0.")
    world.look()
    asked, answered = ("InformationRequested", "receiver", "Which tag?"), ("InformationGiven", "sender", "Tag 2.0.")
    assert world.said(id) == [asked, answered]


def test_a_question_whose_answer_was_lost_is_not_asked_again_after_it_was_answered(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    peer.plan("lose", f"{CASES}/{token}/information-request")
    world.do(id, RequestInformation("m1", "Which tag?"))
    world.settled()
    peer.beta().answer(token, "Tag 2.0.")
    world.look()
    world.later()
    world.do(id, RequestInformation("m2", "Which tag?"))
    world.settled()
    kinds = [each["type"] for each in peer.case(token)["caseResponses"]]
    assert kinds == ["INFORMATION_REQUEST", "INFORMATION_RESPONSE"]
    assert world.said(id)[-1][2].startswith("TSANet did not take this")


def test_a_case_that_the_partner_closes_is_over_here(world: World, peer: StandIn) -> None:
    accepted, first = came(world, peer)
    world.do(first, AcceptHandover("T-9", "Sam", "We look."))
    world.settled()
    waiting, second = came(world, peer, "B-2")
    peer.beta().close(accepted)
    peer.beta().close(waiting)
    world.look()
    assert (world.state(first).phase, world.state(second).phase) == ("closed", "returned")


def test_when_we_are_done_the_partner_is_told_and_closes(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    world.do(id, AcceptHandover("T-9", "Sam", "We look."))
    world.do(id, ExchangeNote("m1", "Pull it again."))
    world.do(id, CloseHandover())
    world.settled()
    world.later()
    summaries = [each["summary"] for each in peer.case(token)["caseNotes"]]
    assert summaries == ["<p>Pull it again.</p>", "<p>We are done with this case.</p>"]


def test_the_last_word_is_said_before_a_case_ends(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    world.do(id, ExchangeNote("m1", "Pull it again."))
    world.do(id, RejectHandover("This image is not ours."))
    peer.plan("fail", f"{CASES}/{token}/notes")
    world.settled()
    world.later()
    case = peer.case(token)
    assert (case["status"], len(case["caseNotes"])) == ("REJECTED", 1)


def test_what_we_hand_back_is_told_with_its_reason(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    world.do(id, AcceptHandover("T-9", "Sam", "We look."))
    world.do(id, ReturnHandover("It is your volume after all."))
    world.settled()
    (note,) = peer.case(token)["caseNotes"]
    assert note["summary"] == "<p>We hand this back</p>"
    assert "It is your volume after all." in note["description"]


def test_our_acceptance_of_a_case_that_was_closed_meanwhile_is_overtaken(world: World, peer: StandIn) -> None:
    token, id = came(world, peer)
    peer.beta().close(token)
    world.do(id, AcceptHandover("T-9", "Sam", "We look."))
    world.settled()
    assert world.state(id).phase == "closed"
    assert world.said(id)[-1][2].startswith("TSANet did not take this")


def test_one_case_that_cannot_be_read_holds_up_no_other(world: World, peer: StandIn) -> None:
    first, second = (peer.beta().open(each, "Help", "Please.") for each in ("B-1", "B-2"))
    peer.plan("fail", f"{CASES}/{min(first, second)}", method="GET")
    told = world.look()
    assert (told["cases"], len(told["wrong"])) == (2, 1)
    assert world.taken_in(max(first, second))
    assert world.look()["wrong"] == []
    assert world.taken_in(min(first, second))


def test_a_case_of_text_that_is_no_text_comes_in_readably(world: World, peer: StandIn) -> None:
    token = peer.beta().open("B-\ud800", "Help \ud83d", "<p>Please \udc00.</p>")
    assert world.look()["wrong"] == []
    assert world.taken_in(token)[1].opened.summary == "Help \ufffd"
    assert world.taken_in(token)[1].opened.description == "Please \ufffd."


def test_a_case_of_another_form_than_tsanets_holds_up_no_other(world: World, peer: StandIn) -> None:
    strange = peer.beta().post(CASES, {**peer.beta().asking("B-1", "Help", "Please."), "problemSummary": 5})["token"]
    token = peer.beta().open("B-2", "Help", "Please.")
    (wrong,) = world.look()["wrong"]
    assert wrong.startswith(f"{strange}: tsanet-unreadable")
    assert world.taken_in(token)


def test_a_case_that_the_store_stumbles_over_holds_up_no_other(
    world: World, peer: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted(peer.beta().open(each, "Help", "Please.") for each in ("B-1", "B-2"))
    assert world.link is not None
    read = world.link.cases.case
    monkeypatch.setattr(world.link.cases, "case", lambda token: read(token) if token != first else 1 / 0)
    (wrong,) = world.look()["wrong"]
    assert wrong.startswith(f"{first[:40]}: ZeroDivisionError")
    assert world.taken_in(second)


def test_staff_see_that_a_login_is_refused(world: World, peer: StandIn) -> None:
    peer.sign_everybody_out()
    peer.plan("message", "/v1/login")
    link = world.service.link
    assert link is not None
    link.cases._api._login.password = "changed"
    told = world.look()
    assert told["member"]
    assert any("tsanet-login-refused" in each for each in told["wrong"])


def test_partners_are_found_by_staff_alone(world: World) -> None:
    (found,) = world.service.partners("beta", world.staff)
    assert (found["company"], found["department"]) == ("Beta Storage", "Volumes")
    assert receiver_of(found["to"]) == (BETA, found["document"]) == (BETA, "department-20")
    with pytest.raises(Forbidden, match="staff-only"):
        world.service.partners("beta", world.by("ada").dump())


def test_a_store_that_is_no_member_finds_no_partners(world: World) -> None:
    vars(world.service)["link"] = None
    assert world.service.partners("beta", world.staff) == []
    assert world.service.tsanet_status(world.staff) == {"member": False}
    with pytest.raises(Conflicting, match="tsanet-no-member"):
        world.service.look_at_tsanet(world.staff)
    with pytest.raises(Unavailable, match="tsanet-no-member"):
        world.service.tsanet_notice({}, "{}")
