"""Letters of a kind end by one click, without signing in, and only when somebody means it (RFC 8058)."""

import pytest

from tests.gateway.notices.answering import KNOWN
from tests.gateway.notices.standing_in import Told, words

LINK = f"/unsubscribe/{KNOWN}"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_the_link_says_what_it_ends_and_ends_nothing_by_itself(told: Told) -> None:
    page = told.visitor().get(LINK)
    assert "No more letters of the kind “New versions” will be sent" in words(page)
    assert told.service.did("unsubscribe") == []


def test_its_button_works_without_an_account(told: Told) -> None:
    page = told.visitor().post(LINK, data=ONE_CLICK)
    assert (page.status_code, "These letters are stopped" in words(page)) == (200, True)
    assert told.service.did("unsubscribe") == [(KNOWN,)]


def test_a_mail_program_posts_without_cookies_and_may_again(told: Told) -> None:
    sent = [told.visitor().post(LINK, data=ONE_CLICK, headers={"Origin": "null"}) for _ in range(2)]
    assert [each.status_code for each in sent] == [200, 200]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_inbox_is_promised_where_it_shows_the_kind_alone(told: Told, method: str) -> None:
    def said() -> bool:
        page = told.visitor().open(LINK, method=method, data=ONE_CLICK if method == "POST" else None)
        return "stands in the inbox all the same" in words(page)

    shown = said()
    told.service.page = False
    assert (shown, said()) == (True, False)


def test_it_works_for_whoever_is_signed_in_as_well(told: Told) -> None:
    assert told.client.post(LINK, data=ONE_CLICK).status_code == 200


def test_letters_that_are_off_already_are_said_to_be(told: Told) -> None:
    told.service.mail = "off"
    assert "These letters are stopped" in words(told.visitor().get(LINK))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_behind_a_forged_link_is_nothing(told: Told, method: str) -> None:
    page = told.visitor().open("/unsubscribe/forged", method=method, data=ONE_CLICK if method == "POST" else None)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is nothing at this address" in words(page)


def test_the_address_is_told_to_nobody(told: Told) -> None:
    headers = told.visitor().get(LINK).headers
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
