"""Whoever owns a webhook adds it, sees what was sent and answered, and stops it, by pages that need no script."""

import pytest

from tests.gateway.notices.standing_in import words
from tests.gateway.webhooks.answering import ID, MESSAGE, SECRET, UNTIL, delivery, hook
from tests.gateway.webhooks.conftest import Owner

LISTS = {
    "/account/webhooks": "account:ada",
    "/organizations/northwick/webhooks": "organization:northwick",
    "/publish/acme/webhooks": "publisher:acme",
}
ONE = f"/webhooks/{ID}"


@pytest.mark.parametrize("page", LISTS)
def test_a_webhook_is_added_and_its_secret_shown_this_once(owner: Owner, page: str) -> None:
    added = owner.send(page, page, url=" https://hooks.acme.example/in ", description="Our chat")
    assert (added.status_code, added.headers["Cache-Control"]) == (200, "no-store")
    assert SECRET in added.text
    ((asked,),) = owner.service.did("add_webhook")
    wanted = {"owner": LISTS[page], "url": "https://hooks.acme.example/in", "description": "Our chat", "kinds": []}
    assert asked == wanted
    assert SECRET not in owner.client.get(ONE).text
    assert "Our chat" in words(owner.client.get(page))


def test_some_kinds_are_chosen_among_those_that_its_owner_hears_of(owner: Owner) -> None:
    kinds = ["review.posted", "sale.moved"]
    owner.send("/publish/acme/webhooks", url="https://h.example/", kinds=kinds)
    ((asked,),) = owner.service.did("add_webhook")
    assert asked["kinds"] == kinds
    assert "version.security" not in owner.client.get("/publish/acme/webhooks").text
    assert "version.security" in owner.client.get("/account/webhooks").text


def test_an_address_that_is_refused_stays_in_the_form(owner: Owner) -> None:
    refused = owner.send("/account/webhooks", url="http://h.example/", kinds=["version.security"])
    assert refused.status_code == 422
    assert "Webhooks are sent by HTTPS only" in words(refused)
    assert 'value="http://h.example/"' in refused.text
    assert 'value="version.security" checked' in refused.text


@pytest.mark.parametrize("page", ["/organizations/harbourline/webhooks", "/publish/harbourline/webhooks"])
def test_others_webhooks_are_not_shown(owner: Owner, page: str) -> None:
    assert owner.client.get(page).status_code in (403, 404)


@pytest.mark.parametrize("page", [*LISTS, ONE, f"{ONE}/deliveries/delivery-1"])
def test_who_is_not_signed_in_signs_in_first(owner: Owner, page: str) -> None:
    visited = owner.app.test_client().get(page)
    assert visited.status_code in (303, 302, 404)
    assert owner.service.asked == []


@pytest.mark.parametrize("action", ["test", "secret", "leaked", "stop", "remove"])
def test_what_can_be_done_is_done_by_a_button(owner: Owner, action: str) -> None:
    owner.service.hooks = [hook()]
    done = owner.send(ONE, f"{ONE}/{action}")
    assert done.status_code in (200, 303)
    assert (SECRET in done.text) == (action in ("secret", "leaked"))
    asked = {"secret": ("rotate_webhook_secret", ID, False), "leaked": ("rotate_webhook_secret", ID, True)}
    method, *arguments = asked.get(action, (f"{action}_webhook", ID))
    assert owner.service.did(str(method)) == [tuple(arguments)]


def test_while_two_secrets_are_valid_none_is_made_but_for_one_that_leaked(owner: Owner) -> None:
    owner.service.hooks = [hook(old_until=UNTIL)]
    html = owner.client.get(ONE).text
    assert (f"{ONE}/secret" in html, f"{ONE}/leaked" in html) == (False, True)


def test_a_webhook_without_words_goes_by_its_host_and_shows_its_address_once(owner: Owner) -> None:
    owner.service.hooks = [hook(description="", url="https://hooks.acme.example/in?key=1")]
    html = owner.client.get(ONE).text
    assert "<h1>hooks.acme.example</h1>" in html
    assert html.count("https://hooks.acme.example/in?key=1") == 2  # and in the form's field


def test_a_secret_is_copied_by_its_name(owner: Owner) -> None:
    owner.service.hooks = [hook()]
    shown = owner.send(ONE, f"{ONE}/leaked").text
    assert 'class="vh"> the secret</span>' in shown


def test_a_webhook_that_is_stopped_says_why_and_goes_on(owner: Owner) -> None:
    owner.service.hooks = [hook(state="stopped", reason="failing")]
    assert "for three days nothing was taken" in words(owner.client.get(ONE))
    assert owner.send(ONE, f"{ONE}/resume").location == f"{ONE}?told=resume"


def test_a_webhook_is_changed(owner: Owner) -> None:
    owner.service.hooks = [hook()]
    owner.send(ONE, f"{ONE}/change", url="https://other.example/", description="")
    wanted = {"url": "https://other.example/", "description": "", "kinds": []}
    assert owner.service.did("change_webhook") == [(ID, wanted)]


def test_its_page_lists_what_was_sent_and_how_it_went(owner: Owner) -> None:
    owner.service.hooks = [hook()]
    owner.service.sent = [delivery(2, status=503, error="answered 503", attempt=2), delivery(1, status=0, error="lost")]
    shown = words(owner.client.get(ONE))
    assert "not taken, 503" in shown
    assert "no answer" in shown
    assert f"{ONE}?before=2026-11-30T07%3A30%3A01Z~delivery-1" in owner.client.get(ONE).text


def test_a_delivery_shows_request_and_answer_and_is_sent_again(owner: Owner) -> None:
    owner.service.hooks, owner.service.sent = [hook()], [delivery()]
    owner.service.answer = "<script>alert(1)</script>"
    page = f"{ONE}/deliveries/delivery-1"
    shown = owner.client.get(page)
    assert "<script>alert" not in shown.text
    assert '"type": "review.posted"' in words(shown)
    assert MESSAGE in words(shown)
    assert owner.send(page, f"{page}/redeliver").status_code == 303
    assert owner.service.did("redeliver") == [(ID, MESSAGE)]


@pytest.mark.parametrize("page", [ONE, f"{ONE}/deliveries/delivery-1", f"{ONE}/nothing"])
def test_what_is_not_there_is_not_found(owner: Owner, page: str) -> None:
    assert owner.client.get(page).status_code in (404, 405)


def test_each_list_is_linked_from_where_its_owner_is(owner: Owner) -> None:
    assert 'href="/account/webhooks"' in owner.client.get("/account").text
    assert 'href="/organizations/northwick/webhooks"' in owner.client.get("/organizations/northwick").text
