"""What a desk is told of a customer's right is said in the reader's language, each right and each end of one."""

from flask import Flask

from gateway.support.rights import why

GERMAN = {"Accept-Language": "de"}


def said(told: str) -> str:
    with Flask(__name__).test_request_context(headers=GERMAN):
        return why(told)


def test_a_right_is_told_with_its_plan_and_its_last_day() -> None:
    told = said("team: trial until 2026-12-14")
    assert told.startswith("team: ")
    assert told.endswith(" 14. Dez. 2026")
    assert "until" not in told


def test_what_nobody_knows_stays_as_it_was_told() -> None:
    assert said("team: by hand, until further notice") == "team: by hand, until further notice"
    assert said("team: of-tomorrow") == "team: of-tomorrow"


def test_in_english_it_reads_as_before() -> None:
    with Flask(__name__).test_request_context():
        assert why("nothing was bought or accepted") == "nothing was bought or accepted"
        assert why("team: not-paid") == "team: not paid"
