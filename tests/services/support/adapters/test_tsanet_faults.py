"""What goes wrong between the store and TSANet: nothing is lost by it, and nothing is done twice."""

import time

import pytest

from eventlog.refusal import Conflicting, Missing, Refused, Unavailable
from services.support.adapters.tsanet import Connect, answers, link_of
from services.support.adapters.tsanet.api import Api
from services.support.adapters.tsanet.login import Login
from services.support.settings import Settings
from tests.parts.tsanet import CASES, StandIn
from tests.services.support.adapters.conftest import Opening

SAM = {"name": "Sam", "email": "sam@chandlery.example"}


def test_a_case_whose_answer_was_lost_is_found_by_our_number(cases: Connect, opened: Opening, peer: StandIn) -> None:
    peer.plan("lose", CASES)
    with pytest.raises(Unavailable):
        opened()
    case = opened()
    assert [each["token"] for each in peer.cases()] == [case.token]
    assert case.our_case == "T-1-0198"


def test_another_number_is_another_case(opened: Opening, peer: StandIn) -> None:
    assert len({opened(number).token for number in ("T-1-0198", "T-1-019", "T-1-0199")}) == 3
    assert len(peer.cases()) == 3


def test_what_was_not_sent_is_opened_by_the_next_try(opened: Opening, peer: StandIn) -> None:
    for what in ("drop", "fail", "limit"):
        peer.plan(what, CASES)
        with pytest.raises(Unavailable):
            opened()
    assert opened().token == peer.cases()[0]["token"]


@pytest.mark.parametrize("move", ["approval", "information-request", "rejection"])
def test_a_move_whose_answer_was_lost_is_not_made_again(cases: Connect, peer: StandIn, move: str) -> None:
    token = peer.beta().open("B-1", "Help", "Please.")
    peer.plan("lose", f"{CASES}/{token}/{move}")
    moves = {
        "approval": lambda: cases.accept(token, "T-9", SAM, "We look."),
        "information-request": lambda: cases.ask(token, SAM, "Which\n image?"),
        "rejection": lambda: cases.reject(token, SAM, "Not ours."),
    }
    with pytest.raises(Unavailable):
        moves[move]()
    moves[move]()
    assert len(peer.case(token)["caseResponses"]) == 1


def test_an_answer_whose_answer_was_lost_is_not_given_again(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    peer.beta().ask(token, "Which version?")
    peer.plan("lose", f"{CASES}/{token}/information-response")
    with pytest.raises(Unavailable):
        cases.answer(token, SAM, "Version 2.")
    cases.answer(token, SAM, "Version 2.")
    assert [each["type"] for each in peer.case(token)["caseResponses"]] == [
        "INFORMATION_REQUEST",
        "INFORMATION_RESPONSE",
    ]


def test_the_same_answer_to_another_question_is_given(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token, beta = opened().token, peer.beta()
    beta.ask(token, "Again with 2.0?")
    cases.answer(token, SAM, "Yes.")
    beta.accept(token)
    beta.ask(token, "And with 2.1?")
    cases.answer(token, SAM, "Yes.", 2)
    assert [each["text"] for each in cases.case(token).responses if each["ours"]] == ["Yes.", "Yes."]


def test_a_note_is_written_once_and_a_long_one_goes_on_where_it_broke_off(
    cases: Connect, opened: Opening, peer: StandIn
) -> None:
    token, text = opened().token, "word " * 2500
    cases.note(token, "message-1", "News", "Short.", 2)
    peer.plan("lose", f"{CASES}/{token}/notes")
    with pytest.raises(Unavailable):
        cases.note(token, "message-2", "Log", text, 2)
    first = cases.note(token, "message-2", "Log", text, 2)
    assert cases.note(token, "message-1", "News", "Short.", 2) != first
    assert len(peer.case(token)["caseNotes"]) == 1 + 3


def test_a_login_that_ran_out_is_made_anew_unseen(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    peer.sign_everybody_out()
    assert cases.case(token).status == "OPEN"


@pytest.mark.parametrize("older", [False, True])
def test_a_wrong_password_is_no_refusal_of_the_case(peer: StandIn, older: bool) -> None:
    if older:
        peer.plan("message", "/v1/login")
    wrong = Connect(Api(Login(peer.url, "api@chandlery.example", "wrong")))
    with pytest.raises(Unavailable, match="tsanet-login-refused"):
        wrong.partners("beta")


@pytest.mark.parametrize("older", [False, True])
def test_a_bad_move_is_a_refusal_in_either_form(cases: Connect, opened: Opening, peer: StandIn, older: bool) -> None:
    token = opened().token
    if older:
        peer.plan("message", f"{CASES}/{token}/closure")
    peer.beta().reject(token, "No.")
    with pytest.raises(Conflicting, match="REJECTED"):
        cases._move(token, "closure", {}, lambda case: case.status == "CLOSED")


@pytest.mark.parametrize("older", [False, True])
def test_an_unknown_case_is_missing_in_either_form(cases: Connect, peer: StandIn, older: bool) -> None:
    if older:
        peer.plan("message", f"{CASES}/nothing", method="GET")
    with pytest.raises(Missing, match="tsanet-unknown"):
        cases.case("nothing")


def test_a_page_in_place_of_an_answer_is_an_outage(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    peer.plan("fail", f"{CASES}/{token}", method="GET")
    with pytest.raises(Unavailable, match="502"):
        cases.case(token)


def test_who_answers_too_slowly_is_away(peer: StandIn, opened: Opening) -> None:
    token = opened().token
    hurried = Connect(Api(Login(peer.url, "api@chandlery.example", "chandlery-secret"), (1.0, 0.2)))
    peer.plan("slow", f"{CASES}/{token}", method="GET", seconds=0.6)
    with pytest.raises(Unavailable, match="tsanet-away"):
        hurried.case(token)


def test_nobody_at_the_address_is_away() -> None:
    with pytest.raises(Unavailable, match="tsanet-away"):
        Connect(Api(Login("http://127.0.0.1:9", "a", "b"))).partners("beta")


def test_a_poll_that_broke_off_looks_at_the_same_again(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    peer.beta().reject(token, "No.")
    peer.plan("fail", "/v2/collaboration-requests/list", method="GET")
    with pytest.raises(Refused):
        list(cases.waiting())
    assert list(cases.waiting()) == [token]


def test_another_store_does_not_see_the_case(cases: Connect, opened: Opening, peer: StandIn) -> None:
    token = opened().token
    told = {**peer.settings, "CHANDLERY_TSANET_USER": "api@gamma.example", "CHANDLERY_TSANET_PASSWORD": "gamma-secret"}
    gamma = link_of(Settings.load(told))
    assert gamma is not None
    with pytest.raises(Missing):
        gamma.cases.case(token)


def test_a_client_signs_in_with_its_secret_at_whoever_gives_tokens(peer: StandIn) -> None:
    told = (peer.url, "api@chandlery.example")
    client = Connect(Api(Login(*told, "chandlery-secret", f"{peer.url}/oauth2/token", "connect/.default")))
    assert client.partners("beta")
    peer.sign_everybody_out()
    assert client.partners("beta")
    with pytest.raises(Unavailable, match="tsanet-login-refused"):
        Connect(Api(Login(*told, "wrong", f"{peer.url}/oauth2/token", "connect/.default"))).partners("beta")


def test_a_login_is_made_once_for_many_calls_and_anew_before_it_ends(peer: StandIn) -> None:
    before = len(peer.recorded())
    login = Login(peer.url, "api@chandlery.example", "chandlery-secret")
    client = Connect(Api(login))
    for _ in range(3):
        client.partners("beta")
    login._until = time.monotonic() - 1
    client.partners("beta")
    assert [each["rule"] for each in peer.recorded()[before:]].count("/v1/login") == 2


def test_an_answer_without_what_is_needed_is_no_case(peer: StandIn) -> None:
    with pytest.raises(Unavailable, match="tsanet-unreadable"):
        answers.one(answers.Case, {"id": 1, "status": "OPEN"})
