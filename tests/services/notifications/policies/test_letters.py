"""What follows from a letter that came back, and what mail programs are told beside its words."""

import pytest

from mailing.returned import BOUNCED, COMPLAINED, DELAYED, UNKNOWN, Returned
from services.notifications.policies.letters import headers, stops


@pytest.mark.parametrize("code", ["5.1.1", "5.1.10", "5.2.1", "5.4.1", "5.0.0", ""])
def test_an_address_that_takes_nothing_gets_nothing_more(code: str) -> None:
    assert stops(Returned(BOUNCED, code)) == BOUNCED


@pytest.mark.parametrize("code", ["5.1.8", "5.2.2", "5.2.3", "5.3.4", "5.5.1", "5.6.0", "5.7.1", "5.7.26"])
def test_what_lies_with_the_letter_or_its_sender_says_nothing_of_the_address(code: str) -> None:
    assert stops(Returned(BOUNCED, code)) == ""


def test_who_calls_a_letter_spam_gets_none() -> None:
    assert stops(Returned(COMPLAINED)) == COMPLAINED


@pytest.mark.parametrize("what", [DELAYED, UNKNOWN])
def test_what_may_still_arrive_or_makes_no_sense_changes_nothing(what: str) -> None:
    assert stops(Returned(what, "4.4.1")) == ""


def test_mail_programs_are_told_how_to_stop_it_by_one_click() -> None:
    told = dict(headers("version.released", "https://store.example/unsubscribe/x", "store.example"))
    assert told["List-Unsubscribe"] == "<https://store.example/unsubscribe/x>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told["List-Id"] == "<version-released.notices.store.example>"
