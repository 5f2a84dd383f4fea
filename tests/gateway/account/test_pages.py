"""The pages of an account, as far as they need no service; with services they are walked in Chromium."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.returning import local


def sent(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """The form of `page`, filled and sent as a browser does."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert found
    return client.post(action, data={"csrf": found[1], **fields})


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/library/nginx", "/library/nginx"),
        ("/a/b/get?plan=pro", "/a/b/get?plan=pro"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_only_addresses_of_this_store_are_returned_to(asked: str | None, given: str) -> None:
    assert local(asked) == given


def test_signing_in_without_an_address_says_so_beside_the_field(visitor: FlaskClient) -> None:
    answer = sent(visitor, "/sign-in", "/sign-in", password="seven harbours")
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'role="alert"' in answer.text


def test_what_was_typed_is_kept_but_for_the_password(visitor: FlaskClient) -> None:
    answer = sent(visitor, "/sign-up", "/sign-up", name="Ada", email="", password="seven harbours")
    assert 'value="Ada"' in answer.text
    assert "seven harbours" not in answer.text


def test_who_signed_up_where_mail_is_a_file_is_told_so(visitor: FlaskClient) -> None:
    assert "This store sends no mail yet" in visitor.get("/sign-up/sent").text
    assert "This store sends no mail yet" in visitor.get("/reset/sent").text


def test_a_form_without_our_token_is_refused(visitor: FlaskClient) -> None:
    answer = visitor.post("/sign-in", data={"email": "ada@mail.example", "password": "seven harbours"})
    assert answer.status_code == 403
    assert "csrf-missing" in answer.text


def test_a_silent_service_leaves_the_form_standing(visitor: FlaskClient) -> None:
    answer = sent(visitor, "/sign-in", "/sign-in", email="ada@mail.example", password="seven harbours")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert 'value="ada@mail.example"' in answer.text


def test_a_silent_service_is_named_where_there_is_no_form_to_keep(ada: FlaskClient) -> None:
    answer = sent(ada, "/account", "/account/tokens/t1/revoke")
    assert answer.status_code == 503
    assert "The desk for accounts does not answer; finding and pulling go on" in answer.text


def test_an_account_lists_its_tokens_though_identity_is_silent(ada: FlaskClient) -> None:
    html = ada.get("/account").text
    assert "build server" in html
    assert "ends in <code>x4Qz</code>" in html


def test_strangers_are_sent_to_sign_in_and_back(visitor: FlaskClient) -> None:
    assert visitor.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_a_mail_scanner_that_follows_the_link_only_sees_a_button(visitor: FlaskClient) -> None:
    answer = visitor.get("/verify/some-token")
    assert answer.status_code == 200
    assert "Confirm this address" in answer.text


def test_a_page_of_somebody_signed_in_is_not_compressed(ada: FlaskClient, visitor: FlaskClient) -> None:
    wanted = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in ada.get("/account", headers=wanted).headers
    assert visitor.get("/sign-in", headers=wanted).headers["Content-Encoding"] == "gzip"
