"""An image is found, refused in our words, and pulled: with the real docker client, registry and store."""

from functools import partial

import pytest

from tests.journeys.people import may, offer_with, signs_up
from tests.parts.docker import Docker
from tests.parts.pace import TIMES, seconds_of
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store

pytestmark = pytest.mark.journey

IN_FORCE = 1.0  # seconds, which are promised


def test_an_access_token_signs_docker_in(store: Store, docker: Docker) -> None:
    said = signs_up(store, docker).login()
    assert said.ok, said.err
    assert "Login Succeeded" in said.out


def test_a_wrong_token_is_told_so_at_login(store: Store, docker: Docker) -> None:
    said = docker.login(store.registry, "ada@example.org", "chy_not-a-token")
    assert not said.ok
    assert "token" in said.err


def test_an_image_for_anyone_is_pulled_without_signing_in(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "anyone")
    said = docker("pull", f"{store.registry}/{offer.repository}:{offer.tag}")
    assert said.ok, said.err


def test_an_image_for_the_signed_in_is_refused_with_its_address_and_pulled_after_signing_in(
    store: Store, docker: Docker
) -> None:
    offer = offer_with(store, "signed_in")
    ada = signs_up(store, docker)
    refused = ada.pull(offer.repository, offer.tag)
    assert f"{store.url}/{offer.product}" in refused.err
    assert ada.login().ok
    said = ada.pull(offer.repository, offer.tag)
    assert said.ok, said.err


def test_terms_are_asked_for_on_the_terminal_and_the_same_pull_succeeds_once_they_are_accepted(
    store: Store, docker: Docker
) -> None:
    offer = offer_with(store, "terms")
    ada = signs_up(store, docker)
    assert ada.login().ok
    refused = ada.pull(offer.repository, offer.tag)
    assert not refused.ok
    assert "terms" in refused.err
    assert f"{store.url}/{offer.product}" in refused.err
    accepted = store.api(
        "POST", f"/products/{offer.product}/plans/{offer.plan}/terms", {"version": offer.terms}, token=ada.token
    )
    assert accepted.status in {200, 201}, accepted.body
    ada.pulls_soon(offer.repository, offer.tag)


def test_what_is_changed_is_in_force_at_the_registrys_door_within_a_second(store: Store, docker: Docker) -> None:
    """Which is promised: of a right that is got, and of a token that is revoked."""
    offer, least = offer_with(store, "terms"), {"got": 9.9, "revoked": 9.9}
    terms = f"/products/{offer.product}/plans/{offer.plan}/terms"
    for _ in range(TIMES):
        ada = signs_up(store, docker)
        pulls = partial(may, store, ada.email, ada.token, offer.repository)
        assert not pulls()
        (mine,) = store.api("GET", "/tokens", token=ada.token).json()["items"]
        assert store.api("POST", terms, {"version": offer.terms}, token=ada.token).ok
        got = seconds_of(lambda pulls=pulls: wait_until(pulls, PATIENCE, "it was not got"))
        assert store.api("DELETE", f"/tokens/{mine['id']}", token=ada.token).ok
        revoked = seconds_of(lambda pulls=pulls: wait_until(lambda: not pulls(), PATIENCE, "it was not revoked"))
        least = {"got": min(least["got"], got), "revoked": min(least["revoked"], revoked)}
        if max(least.values()) < IN_FORCE:
            break
    assert max(least.values()) < IN_FORCE, least


def test_terms_that_are_not_the_present_ones_are_not_accepted(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "terms")
    ada = signs_up(store, docker)
    refused = store.api(
        "POST", f"/products/{offer.product}/plans/{offer.plan}/terms", {"version": "0"}, token=ada.token
    )
    assert refused.status == 409
    assert refused.json()["code"] == "terms-outdated"


def test_a_token_that_may_not_pull_is_told_to_make_one_that_may(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "signed_in")
    reader = signs_up(store, docker, scopes=("read",))
    said = reader.login()
    refused = said.err + reader.pull(offer.repository, offer.tag).err
    assert "may not pull" in refused
    assert f"{store.url}/account" in refused


def test_a_revoked_token_pulls_nothing_more(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "signed_in")
    ada = signs_up(store, docker)
    assert ada.login().ok
    assert ada.pull(offer.repository, offer.tag).ok
    mine = store.api("GET", "/tokens", token=ada.token).json()["items"]
    assert store.api("DELETE", f"/tokens/{mine[0]['id']}", token=ada.token).status in {200, 204}
    ada.is_soon_refused(offer.repository, offer.tag)


def test_unknown_and_staged_repositories_look_alike(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "anyone")
    ada = signs_up(store, docker)
    assert ada.login().ok
    unknown = ada.pull("nobody/nothing", "1.0").err.replace("nobody/nothing", "X")
    staged = ada.pull(f"staging/{offer.repository}", offer.tag).err.replace(f"staging/{offer.repository}", "X")
    assert unknown
    assert unknown.splitlines()[-1] == staged.splitlines()[-1].replace(offer.tag, "1.0")


def test_nobody_but_the_publisher_pushes(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "anyone")
    ada = signs_up(store, docker, scopes=("pull", "push"))
    assert ada.login().ok
    assert ada.pull(offer.repository, offer.tag).ok
    for target in (offer.repository, f"staging/{offer.repository}"):
        reference = f"{store.registry}/{target}:mine"
        assert docker("tag", f"{store.registry}/{offer.repository}:{offer.tag}", reference).ok
        said = docker("push", reference)
        assert not said.ok, said.out


def test_why_explains_both_answers_by_their_events(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "terms")
    ada = signs_up(store, docker)
    operator = store.accounts["operator"]["token"]
    why = f"/admin/why?holder={ada.email}&repository={offer.repository}"
    before = store.api("GET", why, token=operator).json()
    store.api("POST", f"/products/{offer.product}/plans/{offer.plan}/terms", {"version": offer.terms}, token=ada.token)
    wait_until(lambda: store.api("GET", why, token=operator).json()["allowed"], PATIENCE, "it is not allowed")
    after = store.api("GET", why, token=operator).json()
    assert (before["allowed"], after["allowed"]) == (False, True)
    assert before["missing"]
    told = [fact for fact in after["because"] if fact not in before["because"]]
    assert any("terms" in fact["text"] for fact in told), after
    assert all(fact["event"] and fact["at"] for fact in told)
