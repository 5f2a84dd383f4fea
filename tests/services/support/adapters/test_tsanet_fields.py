"""What is sent and read are TSANet's own names: none that its clients do not know, and the stand-in tells them all."""

from typing import Any

import pytest

from demo.peers.tsanet import fields as known
from demo.peers.tsanet.members import STORE
from services.support.adapters.tsanet import Connect, Link, answers
from tests.parts.tsanet import CASES, StandIn
from tests.services.support.adapters.conftest import Opening

SAM = {"name": "Sam", "email": "sam@chandlery.example"}
READ = {
    answers.Token: known.TOKEN,
    answers.Me: known.ME,
    answers.Company: known.COMPANY,
    answers.User: known.USER,
    answers.Partner: known.PARTNER,
    answers.Form: known.FORM,
    answers.Field: known.FIELD,
    answers.Listed: known.CASE,
    answers.Case: known.CASE,
    answers.Response: known.RESPONSE,
    answers.Note: known.NOTE,
    answers.Page: known.PAGE,
    answers.Subscription: known.SUBSCRIPTION,
    answers.Subscribed: known.SUBSCRIBED,
}
SENT = {
    "/v1/login": known.LOGIN,
    CASES: known.FORM - {"receiverInternalCaseNumber", "adminNote", "escalationInstructions"},
    f"{CASES}/<token>/approval": known.APPROVAL,
    f"{CASES}/<token>/rejection": known.REJECTION,
    f"{CASES}/<token>/information-request": known.INFORMATION_REQUEST,
    f"{CASES}/<token>/information-response": known.INFORMATION_RESPONSE,
    f"{CASES}/<token>/notes": known.NEW_NOTE,
    f"{CASES}/<token>/closure": set(),
    "/v1/webhooks": known.SUBSCRIBE,
}
TOLD = {
    "/v1/login": known.TOKEN,
    "/v1/me": known.ME,
    CASES: known.CASE,
    f"{CASES}/<token>": known.CASE,
    f"{CASES}/<token>/closure": known.CASE,
    f"{CASES}/<token>/notes": known.NOTE,
    "/v1/forms/department/<int:department>": known.FORM,
    "/v2/collaboration-requests": known.PAGE,
}


@pytest.mark.parametrize("schema", READ, ids=lambda schema: schema.__name__)
def test_no_name_is_read_that_tsanet_does_not_tell(schema: type[answers.Answer]) -> None:
    assert {str(field.data_key) for field in schema().fields.values()} <= READ[schema]


@pytest.fixture
def recorded(cases: Connect, link: Link, opened: Opening, peer: StandIn) -> list[dict[str, Any]]:
    """Every call that the client makes, with its answer."""
    mine, theirs, no = opened().token, *(peer.beta().open(each, "Help", "Please.") for each in ("B-1", "B-2"))
    peer.beta().ask(mine, "Which version?")
    cases.answer(mine, SAM, "Version 2.")
    peer.beta().accept(mine)
    cases.note(mine, "message-1", "News", "It grew.", 2)
    cases.close(mine)
    cases.ask(theirs, SAM, "Which image?")
    cases.accept(theirs, "T-9", SAM, "We look.")
    cases.reject(no, SAM, "Not ours.")
    cases.partners("beta")
    link.hook.subscribe()
    return peer.recorded()


def test_each_call_sends_the_names_that_tsanet_knows_and_all_of_them(recorded: list[dict[str, Any]]) -> None:
    posted = [each for each in recorded if each["method"] == "POST" and each["by"] in (None, STORE.id)]
    assert {each["rule"]: set(each["body"]) for each in posted if each["status"] == 200} == SENT


def test_the_stand_in_tells_all_that_tsanet_tells(recorded: list[dict[str, Any]]) -> None:
    told = {each["rule"]: set(each["answer"]) for each in recorded if each["rule"] in TOLD and each["status"] == 200}
    assert told == TOLD
    shown = [each["answer"]["caseResponses"] for each in recorded if each["rule"] == f"{CASES}/<token>"]
    assert {name for responses in shown for each in responses for name in each} == known.RESPONSE
