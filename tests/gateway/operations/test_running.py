"""What an operator reads of running services and does to them, by the API and on the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gateway.operations.running_pages import at_work, lasting, moment
from tests.gateway.operations.running import Running, opened
from tests.services.identity.conftest import Desk

PAGE = "/staff/operations"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with opened(Path(tmp_path_factory.mktemp("running"))) as running:
        yield running


def test_the_api_tells_every_service(store: Running) -> None:
    items = {each["source"]: each for each in store.asks("GET", "/logs").get_json()["items"]}
    assert {name: each["state"] for name, each in items.items()} == dict.fromkeys(
        ("identity", "catalog", "billing", "certification", "support", "notifications", "search", "gateway-views"),
        "ready",
    )
    assert (items["identity"]["position"] > 0, items["search"]["position"]) == (True, None)
    assert {"kind": "mail", "waiting": 0, "parked": 0} in items["identity"]["effects"]
    assert [each["name"] for each in items["gateway-views"]["read_models"]] == ["gateway"]


def test_a_follower_is_paused_and_resumed(store: Running) -> None:
    told = store.asks("POST", "/followers/gateway/catalog/pause")
    assert told.get_json() == {"id": "gateway/catalog", "state": "paused"}
    assert store.follower("gateway/catalog")["state"] == "paused"
    assert store.asks("POST", "/followers/gateway/catalog/resume").status_code == 200
    assert store.follower("gateway/catalog")["state"] == "running"


def test_a_read_model_is_rebuilt_and_checked(store: Running) -> None:
    assert store.asks("POST", "/read-models/search/rebuild").status_code == 202
    assert store.asks("POST", "/read-models/search/check").get_json()["purpose"] == "check"

    def states() -> set[str]:
        (model,) = store.log("search")["read_models"]
        return {each["state"] for each in model["replays"]}

    store.services.until(lambda: states() == {"done"})


def test_what_is_parked_is_tried_again_once_it_was_mended(store: Running) -> None:
    parked = store.parks("ValueError: no room", readable=False)
    (told,) = store.log("identity")["parked"]
    assert (told["id"], told["events"], told["kind"]) == (parked, 1, "event")
    again = store.asks("POST", f"/parked/{parked}/retry")
    assert (again.status_code, again.get_json()["code"]) == (409, "still-parked")
    store.parks("ValueError: no room")
    assert store.asks("POST", f"/parked/{parked}/retry").get_json()["state"] == "done"
    assert store.parked() == []


def test_what_is_left_out_needs_a_reason_and_keeps_it(store: Running) -> None:
    parked = store.parks("ValueError: no room")
    assert store.asks("POST", f"/parked/{parked}/skip", {"reason": ""}).status_code == 422
    assert store.asks("POST", f"/parked/{parked}/skip", {"reason": "a mistake"}).status_code == 200
    assert (store.parked(), "a mistake (olga)" in store.passed_over()) == ([], True)


@pytest.mark.parametrize(
    "path", ["/followers/moon/pause", "/parked/moon/retry", "/read-models/moon/check", "/read-models/moon/rebuild"]
)
def test_what_is_not_there_is_told_so(store: Running, path: str) -> None:
    assert store.asks("POST", path).status_code == 404


@pytest.mark.parametrize("path", ["/followers/gateway/catalog/pause", "/parked/x/retry", "/read-models/search/check"])
def test_a_reviewer_is_no_operator(store: Running, path: str) -> None:
    assert store.asks("POST", path, who="rita").get_json()["code"] == "staff-only"
    assert store.asks("GET", "/logs", who="rita").get_json()["code"] == "staff-only"


def test_the_page_is_for_operators_alone(store: Running) -> None:
    assert store.browser("rita").get(PAGE).status_code == 404
    assert store.sends(f"{PAGE}/followers/pause", who="rita", follower="gateway/catalog").status_code == 404
    assert store.app.test_client().get(PAGE).headers["Location"] == f"/sign-in?next={PAGE}"
    assert f'href="{PAGE}"' in store.browser().get("/staff").text
    assert f'href="{PAGE}"' not in store.browser("rita").get("/staff").text


def test_the_page_shows_logs_followers_and_read_models(store: Running) -> None:
    html = store.browser().get(PAGE).text
    for shown in ("<code>gateway/catalog</code>", "<code>billing.react/catalog</code>", "Nothing is parked", "search"):
        assert shown in html


def test_the_page_pauses_and_resumes(store: Running) -> None:
    assert store.sends(f"{PAGE}/followers/pause", follower="billing.react/catalog").status_code == 303
    assert "Let it go on" in store.browser().get(PAGE).text
    done = store.sends(f"{PAGE}/followers/resume", follower="billing.react/catalog")
    assert done.headers["Location"] == f"{PAGE}?told=resumed"
    assert "Let it go on" not in store.browser().get(PAGE).text


def test_the_page_begins_replays(store: Running) -> None:
    done = store.sends(f"{PAGE}/read-models/check", read_model="catalog")
    assert done.headers["Location"] == f"{PAGE}?told=checking"
    store.services.until(lambda: "no row differs" in store.browser().get(PAGE).text)


def test_the_page_shows_what_is_parked_and_tries_it_again(store: Running) -> None:
    parked = store.parks("ValueError: no <room>")
    assert "ValueError: no &lt;room&gt;" in store.browser().get(PAGE).text
    assert store.sends(f"{PAGE}/parked/retry", id=parked).headers["Location"] == f"{PAGE}?told=retried"
    gone = store.sends(f"{PAGE}/parked/retry", id=parked)
    assert (gone.status_code, "it may have been mended meanwhile" in gone.text) == (404, True)


def test_leaving_out_is_asked_for_with_the_count_and_a_reason(store: Running) -> None:
    parked = store.parks("ValueError: no room")
    asked = store.browser().get(f"{PAGE}/parked/skip", query_string={"id": parked}).text
    assert ("This is for good." in asked, "0 events" in asked, "ValueError: no room" in asked) == (True, True, True)
    refused = store.sends(f"{PAGE}/parked/skip", id=parked, reason=" ")
    assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    done = store.sends(f"{PAGE}/parked/skip", id=parked, reason="a mistake")
    assert (done.headers["Location"], store.parked()) == (f"{PAGE}?told=skipped", [])


def test_who_did_what_is_found_over_all_logs(store: Running) -> None:
    answer = store.asks("GET", "/audit?type=account-registered").get_json()
    (registered,) = answer["items"]
    assert (registered["service"], registered["data"]["name"]) == ("identity", "(personal)")
    assert (answer["next"], answer["away"]) == (None, [])
    account = registered["data"]["account"]
    about = store.asks("GET", f"/audit?about={account}&service=identity").get_json()["items"]
    assert registered["id"] in {each["id"] for each in about}
    assert store.asks("GET", f"/audit?about={account}&to=2020-01-01").get_json()["items"] == []


def test_no_one_but_an_operator_searches_the_logs(store: Running) -> None:
    assert store.asks("GET", "/audit", who="rita").get_json()["code"] == "staff-only"
    assert store.browser("rita").get("/staff/audit").status_code == 404


def test_the_page_finds_a_person_by_an_address_that_no_address_holds(store: Running) -> None:
    Desk(store.services, store.folder / "mail").member("ivy@mail.example")
    found = store.sends("/staff/audit", about="ivy@mail.example", type="account-registered")
    assert (found.status_code, "mail.example" in found.headers["Location"]) == (303, False)
    page = store.browser().get(found.headers["Location"]).text
    assert "identity.account-registered" in page
    assert "ivy@mail.example" not in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("actor", "eve@mail.example", "There is no such account"), ("from", "yesterday", "not a day")],
)
def test_what_nobody_can_look_for_is_said_beside_its_field(store: Running, field: str, value: str, words: str) -> None:
    answer = store.sends("/staff/audit", **{field: value})
    page = answer if answer.status_code != 303 else store.browser().get(answer.headers["Location"])
    assert (page.status_code in (404, 422), words in page.text) == (True, True)


def test_times_and_measures_are_told_in_the_readers_language() -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": "de"}):
        assert moment("2026-11-25T04:15:00+00:00") == "25. Nov. 2026, 04:15 UTC"
        assert lasting(2.5) == "2,5 s"
        assert at_work("waiting: no route") == f"{at_work('waiting')}: no route" != "waiting: no route"
