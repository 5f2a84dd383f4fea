"""A ticket goes to a partner by TSANet and comes back: both sides know the same, and nothing is done twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.support.deciders.handover import (
    CloseHandover,
    ExchangeNote,
    GiveInformation,
    RequestHandover,
    ReturnHandover,
)
from tests.controls.support import ADA
from tests.parts.tsanet import CASES, StandIn, tsanet
from tests.services.support.tsanet_world import World


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


def test_a_ticket_comes_to_the_partner_with_its_form_and_our_number(world: World, peer: StandIn) -> None:
    id = world.handed()
    (case,) = peer.cases()
    assert case["submitterCaseNumber"].startswith("T-1-")
    assert (case["summary"], case["priority"]) == ("The volume is full", "HIGH")
    assert case["description"] == "It says: no space left.\n\nPlease help.\n\n2.0"
    assert case["customFields"][1]["value"] == "SN-1"
    delivered = world.state(id).delivered
    assert delivered is not None
    assert (delivered.token, delivered.number) == (case["token"], str(case["id"]))
    assert delivered.respond_by is not None


def test_a_case_whose_answer_was_lost_is_opened_once(world: World, peer: StandIn) -> None:
    peer.plan("lose", CASES)
    id = world.handed()
    assert world.state(id).delivered is None
    world.later()
    assert [each["token"] for each in peer.cases()] == [world.token(id)]


def test_what_tsanet_would_not_take_stays_with_us_and_says_why(world: World, peer: StandIn) -> None:
    id = world.hand_over(world.open(), {})
    world.settled()
    assert (world.state(id).phase, world.state(id).reason) == ("refused", "Serial number")
    assert peer.cases() == []


def test_while_tsanet_is_away_nothing_is_refused(world: World, peer: StandIn) -> None:
    peer.plan("fail", CASES)
    id = world.handed()
    assert world.events(id) == ["HandoverRequested"]
    world.later()
    assert world.events(id) == ["HandoverRequested", "HandoverDelivered"]


def test_an_acceptance_is_found_by_looking_where_no_ping_came(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id))
    world.look()
    accepted = world.state(id).accepted
    assert accepted is not None
    assert (accepted.case_number, accepted.next_steps) == ("B-7", "We look at the volume.")
    assert accepted.engineer == "Bea, +1 555 0100, bea@beta.example"


def test_what_ended_while_the_store_was_down_for_long_is_found_at_its_first_look(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().reject(world.token(id), "Not our volume.")
    assert world.link is not None
    world.link.cases._asked_at = datetime.now(UTC) + timedelta(days=1)  # TSANet tells of nothing so old
    world.look()
    assert world.state(id).phase == "rejected"


@pytest.mark.parametrize(("path", "looks"), [("/v2/collaboration-requests/list", 1), (f"{CASES}/.*", 2)])
def test_a_case_that_a_look_could_not_read_is_read_by_a_later_one(
    world: World, peer: StandIn, path: str, looks: int
) -> None:
    id = world.handed()
    for _ in range(1, looks):
        world.look()
    peer.beta().reject(world.token(id), "Not our volume.")
    peer.plan("fail", path, method="GET")
    assert len(world.look()["wrong"]) == 1
    assert world.link is not None
    world.link.cases._asked_at = datetime.now(UTC) + timedelta(days=1)  # TSANet tells of nothing so old
    world.look()
    assert world.state(id).phase == "rejected"


def test_looking_again_tells_nothing_twice(world: World, peer: StandIn) -> None:
    id, beta = world.handed(), peer.beta()
    beta.ask(world.token(id), "Which version?")
    beta.accept(world.token(id))
    beta.note(world.token(id), "Seen", "We see it.")
    world.look()
    before = world.events(id)
    for _ in range(3):
        world.look()
    assert world.events(id) == before
    assert before[2:] == ["InformationRequested", "HandoverAccepted", "NoteExchanged"]


def test_a_rejection_brings_the_ticket_back_with_its_reason(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().reject(world.token(id), "Not our volume.")
    world.look()
    assert (world.state(id).phase, world.state(id).reason) == ("rejected", "Not our volume.")


def test_questions_answers_and_notes_go_both_ways_once(world: World, peer: StandIn) -> None:
    id = world.handed()
    token = world.token(id)
    peer.beta().ask(token, "Which version?")
    world.look()
    world.do(id, GiveInformation("m1", "Version 2."))
    world.do(id, ExchangeNote("m2", "It grew."))
    world.settled()
    world.later()
    peer.beta().note(token, "Thanks")
    world.look()
    case = peer.case(token)
    assert [each["type"] for each in case["caseResponses"]] == ["INFORMATION_REQUEST", "INFORMATION_RESPONSE"]
    assert len(case["caseNotes"]) == 2
    assert [text for _, _, text in world.said(id)] == ["Which version?", "Version 2.", "It grew.", "Thanks"]


def test_a_note_whose_answer_was_lost_is_written_once(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.plan("lose", f"{CASES}/{world.token(id)}/notes")
    world.do(id, ExchangeNote("m1", "It grew."))
    world.settled()
    world.later()
    assert len(peer.case(world.token(id))["caseNotes"]) == 1


def test_what_we_say_before_tsanet_has_the_case_waits_for_it(world: World, peer: StandIn) -> None:
    peer.plan("fail", CASES)
    id = world.handed()
    world.do(id, ExchangeNote("m1", "It grew."))
    world.settled()
    world.later()
    world.later()
    assert len(peer.case(world.token(id))["caseNotes"]) == 1


def test_closing_here_closes_there(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id))
    world.look()
    world.do(id, CloseHandover())
    world.settled()
    assert peer.case(world.token(id))["status"] == "CLOSED"


def test_what_is_closed_there_by_hand_is_closed_here(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id))
    world.look()
    link = world.service.link
    assert link is not None
    link.cases.close(world.token(id))
    world.look()
    assert world.state(id).phase == "closed"


def test_what_is_closed_there_before_anybody_answers_comes_back(world: World, peer: StandIn) -> None:
    id = world.handed()
    assert world.link is not None
    world.link.cases.close(world.token(id))
    world.look()
    assert (world.state(id).phase, world.state(id).reason) == ("returned", "The case was closed at TSANet.")


def test_a_case_number_that_cannot_be_printed_is_taken_as_far_as_it_can(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id), " B\n7\x1b\u200b8 ")
    world.look()
    accepted = world.state(id).accepted
    assert accepted is not None
    assert (accepted.case_number, world.said(id)) == ("B 78", [])


def test_taken_back_here_and_accepted_there_at_once_is_closed_there(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id))
    world.do(id, ReturnHandover("We found it."))
    world.look()
    assert world.state(id).phase == "returned"
    assert peer.case(world.token(id))["status"] == "CLOSED"


def test_taken_back_before_the_lost_answer_came_is_closed_there(world: World, peer: StandIn) -> None:
    peer.plan("lose", CASES)
    id = world.handed()
    peer.beta().note(peer.cases()[0]["token"], "Seen", "We see it.")
    world.do(id, ReturnHandover("We found it."))
    world.later()
    assert world.state(id).phase == "returned"
    assert [each["status"] for each in peer.cases()] == ["CLOSED"]
    assert [text for _, _, text in world.said(id)] == ["Seen\n\nWe see it."]


def test_what_we_said_before_the_lost_answer_came_is_not_dropped_when_we_take_the_ticket_back(
    world: World, peer: StandIn
) -> None:
    peer.plan("lose", CASES)
    id = world.handed()
    world.do(id, ExchangeNote("m1", "It grew."))
    peer.beta().reject(peer.cases()[0]["token"], "Not our volume.")
    world.do(id, ReturnHandover("We found it."))
    world.later()
    world.later()
    assert [text[:24] for _, _, text in world.said(id)] == ["It grew.", "TSANet did not take this"]


def test_what_tsanet_refuses_of_a_running_case_is_told_in_it(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().accept(world.token(id))
    link = world.service.link
    assert link is not None
    world.do(id, ExchangeNote("m1", "It grew."))
    link.cases.close(world.token(id))
    world.settled()
    world.later()
    refused = [text for kind, side, text in world.said(id) if side == "receiver"]
    assert len(refused) == 1
    assert refused[0].startswith("TSANet did not take this: Case with token")
    assert world.state(id).phase == "closed"


def test_a_second_acceptance_with_another_engineer_becomes_a_note(world: World, peer: StandIn) -> None:
    id, beta = world.handed(), peer.beta()
    beta.accept(world.token(id))
    world.look()
    beta.ask(world.token(id), "Which version?")
    beta.accept(world.token(id), "B-8", "Now with the kernel's people.")
    world.look()
    world.look()
    assert [text for kind, _, text in world.said(id) if kind == "NoteExchanged"] == [
        "B-8\nBea, +1 555 0100, bea@beta.example\nNow with the kernel's people."
    ]


def test_a_ticket_that_was_rejected_and_is_handed_over_again_is_another_case(world: World, peer: StandIn) -> None:
    about = world.open()
    first = world.hand_over(about)
    world.settled()
    peer.beta().reject(world.token(first), "Not our volume.")
    world.look()
    second = world.hand_over(about)
    world.settled()
    assert world.token(first) != world.token(second)
    assert len({each["submitterCaseNumber"] for each in peer.cases()}) == 2


def test_of_a_handover_that_went_directly_tsanet_hears_nothing(world: World, peer: StandIn) -> None:
    world.do("direct-1", RequestHandover("direct-1", world.open(), ADA, "store", "acme", "direct"))
    world.do("direct-1", ExchangeNote("m1", "It grew."))
    world.settled()
    assert [lane.next_at() for lane in world.lanes] == [None, None]
    assert peer.cases() == []


def test_a_warning_of_tsanets_own_is_named_as_its(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.warn(world.token(id))
    world.look()
    assert world.said(id) == [("NoteExchanged", "receiver", "TSANet: SLA escalation\n\nNo response yet.")]


def test_a_partner_is_asked_to_erase_and_that_it_was_is_kept(world: World, peer: StandIn) -> None:
    id = world.handed()
    erased(world, "e1")
    erased(world, "e2")
    (note,) = peer.case(world.token(id))["caseNotes"]
    asked = [each.event for each in world.log.read(f"handover-{id}")][-1]
    assert (world.events(id)[-1], asked.subject, asked.asked) == ("PartnerNotErased", ADA, str(note["id"]))
    assert world.events(id).count("PartnerNotErased") == 1


def test_a_partner_whose_case_is_closed_cannot_be_asked_and_is_listed(world: World, peer: StandIn) -> None:
    id = world.handed()
    peer.beta().reject(world.token(id), "No.")
    peer.plan("message", ".*/notes")
    erased(world, "e1")
    assert [each.event for each in world.log.read(f"handover-{id}")][-1].asked == ""


def erased(world: World, event: str) -> None:
    """As identity tells it."""
    world.service.ask_to_erase(Told(ADA), Recording(event, world))


class Told:
    def __init__(self, subject: str) -> None:
        self.subject = subject


class Recording:
    def __init__(self, id: str, world: World) -> None:
        self.id, self.world = id, world

    def cause(self) -> object:
        return self.world.by(f"policy:erased-{self.id}")
