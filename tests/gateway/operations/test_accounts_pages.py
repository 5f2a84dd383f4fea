"""Operators find an account, shut it out and let it in again, and take away what signs in to it."""

import re
from typing import Any

import pytest

from tests.gateway.operations.test_working_pages import Office, office
from tests.services.identity.conftest import PASSWORD
from tests.services.identity.test_second_factor import turned_on

PAGE = "/staff/accounts"
__all__ = ["office"]


def reads(office: Office, account: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", office.browser("root").get(f"{PAGE}/{account}").text).split())


def told(office: Office, account: str) -> Any:
    return office.browser("root").get(f"/api/v1/accounts/{account}").json


def test_an_account_is_found_by_its_address_which_no_address_holds(office: Office) -> None:
    found = office.sends("root", PAGE, email="ada@mail.example")
    assert found.headers["Location"] == f"{PAGE}/{office.accounts['ada']}"
    assert "ada@mail.example" in reads(office, office.accounts["ada"])


@pytest.mark.parametrize(
    ("email", "words"), [("", "Enter an e-mail"), ("eve@mail.example", "There is no such account")]
)
def test_who_has_no_account_is_not_found(office: Office, email: str, words: str) -> None:
    refused = office.sends("root", PAGE, email=email)
    assert refused.status_code in (404, 422)
    assert words in refused.text


def test_an_account_is_suspended_for_a_reason_and_opened_again(office: Office) -> None:
    bob = office.accounts["bob"]
    assert office.sends("root", f"{PAGE}/{bob}/suspend", reason=" ").status_code == 422
    assert told(office, bob)["suspended"] is False
    done = office.sends("root", f"{PAGE}/{bob}/suspend", reason="sends spam")
    assert done.headers["Location"] == f"{PAGE}/{bob}?told=suspended"
    assert told(office, bob)["suspended"] is True
    assert "It is suspended" in reads(office, bob)
    office.sends("root", f"{PAGE}/{bob}/reinstate")
    assert told(office, bob)["suspended"] is False


def test_no_operator_shuts_themselves_out(office: Office) -> None:
    root = office.accounts["root"]
    refused = office.sends("root", f"{PAGE}/{root}/suspend", reason="tired")
    assert (refused.status_code, "Another operator has to do this." in refused.text) == (409, True)


def test_two_factor_sign_in_is_lifted_for_who_lost_their_app(office: Office) -> None:
    ada = office.accounts["ada"]
    turned_on(office.desk, ada)
    assert "They lost their app" in reads(office, ada)
    done = office.sends("root", f"{PAGE}/{ada}/lift-two-factor")
    assert done.headers["Location"] == f"{PAGE}/{ada}?told=lifted"
    assert told(office, ada)["second_factor"] is False
    assert office.desk.rpc.authenticate("ada@mail.example", PASSWORD, "192.0.2.7")["account"] == ada


def test_the_sign_in_service_opens_it_no_more(office: Office) -> None:
    ada = office.accounts["ada"]
    office.desk.rpc.link_identity(ada, {"issuer": "", "key": "1d5f"}, office.desk.by())
    assert told(office, ada)["sign_in_service"] is True
    office.sends("root", f"{PAGE}/{ada}/unlink")
    assert told(office, ada)["sign_in_service"] is False


def test_the_page_is_for_operators_alone(office: Office) -> None:
    ada = office.accounts["ada"]
    for page in (PAGE, f"{PAGE}/{ada}"):
        assert office.browser("bob").get(page).status_code == 404
    for deed in ("suspend", "reinstate", "lift-two-factor", "unlink"):
        assert office.sends("bob", f"{PAGE}/{ada}/{deed}", reason="envy").status_code == 404
    assert office.browser("bob").get(f"/api/v1/accounts/{ada}").status_code == 403
    assert office.browser("root").get(f"{PAGE}/nobody").status_code == 404
