"""Cases at TSANet, as its stand-in has them: opened, answered, asked about, noted on and closed."""

import pytest

from eventlog.refusal import Conflicting, Invalid
from services.support.adapters.tsanet import Connect
from services.support.ports import Partner
from tests.parts.tsanet import BETA, SERIAL, StandIn
from tests.services.support.adapters.conftest import Opening

SAM = {"name": "Sam", "email": "sam@chandlery.example", "phone": "+1 555 0199"}


def test_a_partner_is_found_by_a_part_of_its_name(cases: Connect) -> None:
    assert cases.partners(" beta ") == [Partner("Beta Storage", "Volumes", "department-20")]
    assert cases.partners("nobody/else?") == cases.partners("  ") == []


def test_a_form_is_shown_in_its_own_order(cases: Connect) -> None:
    serial, system = cases.form("department-20")
    assert (serial.name, serial.section, serial.required, serial.kind) == (SERIAL, "Common customer", True, "text")
    assert (system.kind, system.options, system.required) == ("choice", ("Debian", "Alpine", "Other"), False)
    assert cases.form("company-3") == []


def test_a_case_is_opened_with_our_number_and_told_who_answers_by_when(cases: Connect, opened: Opening) -> None:
    case = opened()
    assert (case.status, case.ours, case.company, case.our_case) == ("OPEN", True, "Beta Storage", "T-1-0198")
    assert (case.summary, case.description, case.priority) == ("The volume is full", "It says: no space left.", 1)
    assert case.respond_by is not None
    assert cases.case(case.token) == case


def test_a_form_that_is_not_filled_in_is_not_sent(cases: Connect, peer: StandIn) -> None:
    for given in ({}, {SERIAL: "SN-1", "2002": "Plan 9"}):
        with pytest.raises(Invalid, match="tsanet-form-incomplete"):
            cases.open("department-20", "T-2", "Full", "Full.", 1, given)
    assert peer.cases() == []


def test_a_description_too_long_for_a_case_goes_on_in_notes(cases: Connect, opened: Opening) -> None:
    told = "\n".join(f"line {number} of the log" for number in range(900))
    case = opened(description=told)
    notes = cases.case(case.token).notes
    whole = " ".join([case.description, *(each["text"].rpartition("\n")[0] for each in notes)])
    assert whole.split() == told.split()


def test_an_acceptance_tells_the_partners_number_engineer_and_next_steps(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    token = opened().token
    peer.beta().accept(token)
    case = cases.case(token)
    (said,) = case.responses
    assert (case.status, case.their_case, said["type"], said["ours"]) == ("ACCEPTED", "B-7", "approval", False)
    assert (said["engineer"], said["text"], said["case_number"]) == ("Bea", "We look at the volume.", "B-7")


def test_what_a_partner_asks_is_answered_and_stays_open_until_it_decides(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    token = opened().token
    peer.beta().ask(token, "Which version?")
    cases.answer(token, SAM, "Version 2.")
    case = cases.case(token)
    said = [(each["type"], each["ours"], each["text"]) for each in case.responses]
    asked, answered = ("information-request", False, "Which version?"), ("information-response", True, "Version 2.")
    assert (case.status, said) == ("INFORMATION", [asked, answered])


def test_a_partners_case_is_accepted_asked_about_and_rejected(cases: Connect, peer: StandIn) -> None:
    beta = peer.beta()
    accepted, asked, rejected = (beta.open(number, "Help", "Please.") for number in ("B-1", "B-2", "B-3"))
    cases.accept(accepted, "T-9", SAM, "We look.")
    cases.ask(asked, SAM, "Which image?")
    cases.reject(rejected, SAM, "Not ours.")
    shown = [cases.case(each) for each in (accepted, asked, rejected)]
    assert [each.status for each in shown] == ["ACCEPTED", "INFORMATION", "REJECTED"]
    assert [(each.ours, each.their_case) for each in shown] == [(False, "B-1"), (False, "B-2"), (False, "B-3")]
    assert [each.responses[0]["ours"] for each in shown] == [True, True, True]
    assert shown[0].our_case == "T-9"


def test_a_question_that_our_own_people_asked_there_is_ours(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    cases.ask(token, SAM, "Do you need a log?")
    peer.beta().answer(token, "Yes.")
    assert [each["ours"] for each in cases.case(token).responses] == [True, False]


def test_notes_go_both_ways_and_are_told_apart(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    cases.note(token, "message-1", "News", "It grew.\nA lot.", 2)
    peer.beta().note(token, "Seen", "We see <none>:<none> & more.")
    peer.warn(token)
    ours, theirs, system = cases.case(token).notes
    assert (ours["ours"], ours["text"].startswith("It grew.\nA lot.")) == (True, True)
    assert (theirs["ours"], theirs["system"], theirs["text"]) == (False, False, "We see <none>:<none> & more.")
    assert (system["system"], system["ours"]) == (True, False)


def test_a_long_reason_is_told_whole_in_a_note(cases: Connect, peer: StandIn) -> None:
    token, reason = peer.beta().open("B-4", "Help", "Please."), "Because of this and that. " * 100
    cases.reject(token, SAM, reason)
    case = cases.case(token)
    assert case.status == "REJECTED"
    assert case.notes[0]["text"].startswith(reason.strip())
    assert case.responses[0]["text"].endswith("…")


def test_an_answer_that_is_too_long_is_refused_before_it_is_sent(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    token = opened().token
    peer.beta().ask(token, "Which version?")
    with pytest.raises(Invalid, match="tsanet-too-long"):
        cases.answer(token, SAM, "v" * 5001)
    assert len(peer.case(token)["caseResponses"]) == 1


def test_an_engineer_of_another_domain_is_named_with_the_members_address(cases: Connect, peer: StandIn) -> None:
    token = peer.beta().open("B-5", "Help", "Please.")
    cases.accept(token, "T-9", {"name": "Sam", "email": "sam@elsewhere.example"}, "We look.")
    (said,) = cases.case(token).responses
    assert (said["engineer"], said["email"]) == ("Sam", "api@chandlery.example")


def test_who_opened_a_case_closes_it_and_another_says_that_it_is_done(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    mine, theirs = opened().token, peer.beta().open("B-6", "Help", "Please.")
    peer.beta().accept(mine)
    cases.accept(theirs, "T-9", SAM, "We look.")
    cases.close(mine)
    cases.close(theirs)
    assert (cases.case(mine).status, cases.case(theirs).status) == ("CLOSED", "ACCEPTED")
    assert [each["summary"] for each in cases.case(theirs).notes] == ["We are done with this case."]


def test_a_case_that_waits_for_an_answer_is_taken_back_by_a_note(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    token = opened().token
    peer.beta().ask(token, "Which version?")
    cases.close(token)
    assert cases.case(token).notes[0]["summary"] == "We take this request back."


def test_what_may_not_be_done_now_is_refused_with_tsanets_words(cases: Connect, opened: Opening) -> None:
    with pytest.raises(Conflicting, match="in status OPEN"):
        cases.answer(opened().token, SAM, "Nobody asked.")


def test_cases_that_wait_and_cases_that_changed_are_told(cases: Connect, opened: Opening, peer: StandIn) -> None:
    waiting, accepted, closed = opened("T-1").token, opened("T-2").token, opened("T-3").token
    assert set(cases.waiting()) == {waiting, accepted, closed}
    peer.beta().accept(accepted)
    peer.beta().accept(closed)
    cases.close(closed)
    assert set(cases.waiting()) == {waiting, accepted, closed}
    assert BETA.name == cases.case(waiting).company
