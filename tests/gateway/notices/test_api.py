"""The inbox by the API: the same notices, marks and choices as on its pages."""

from typing import Any

import pytest

from tests.gateway.notices.answering import KNOWN, notice
from tests.gateway.notices.standing_in import Told


def test_notices_come_with_their_words_and_whole_addresses(told: Told) -> None:
    told.service.items = [notice(1)]
    page = told.api("GET", "/notifications?kind=version.released&unread=true&limit=10&after=2026~x").json
    assert page["items"][0] | {"title": "Acme Database 1.1.0 is out"} == page["items"][0]
    assert page["items"][0]["link"] == "http://store.example/acme/db/versions"
    ((asked,),) = told.service.did("inbox")
    kept = {"group": "", "kind": "version.released", "product": "", "unread": True, "limit": 10, "before": "2026~x"}
    assert asked == kept


@pytest.mark.parametrize("question", ["kind=made.up", "limit=0", "group=nobody", "since=2026"])
def test_a_question_that_cannot_be_answered_is_refused(told: Told, question: str) -> None:
    assert told.api("GET", f"/notifications?{question}").status_code == 422
    assert told.service.asked == []


def test_some_or_all_are_marked_read(told: Told) -> None:
    assert told.api("POST", "/notifications/read", {"ids": ["a", "b"]}).json == {"ids": ["a", "b"]}
    until = told.api("POST", "/notifications/read", {"until": "2026-11-30T09:00:00+01:00"})
    assert (until.json, until.headers["Chandlery-Position"]) == ({"until": "2026-11-30T08:00:00Z"}, "notifications:1")
    assert told.service.did("mark_read") == [(["a", "b"],)]
    assert told.service.did("mark_all_read") == [("2026-11-30T09:00:00+01:00",)]


@pytest.mark.parametrize("body", [{}, {"ids": ["a"], "until": "2026-11-30T09:00:00Z"}, {"ids": []}, {"until": "noon"}])
def test_what_is_meant_has_to_be_said(told: Told, body: Any) -> None:
    assert told.api("POST", "/notifications/read", body).status_code == 422


def test_notices_are_marked_unread(told: Told) -> None:
    assert told.api("POST", "/notifications/unread", {"ids": ["a"]}).json == {"ids": ["a"]}
    assert told.service.did("mark_unread") == [(["a"],)]


def test_preferences_are_read_and_changed_in_part(told: Told) -> None:
    found = told.api("GET", "/notifications/preferences").json
    assert found["kinds"][0] == {
        "name": "version.released", "group": "customer", "page": True, "mail": "daily", "chosen": False
    }  # fmt: skip
    changed = {"kinds": {"version.released": {"mail": "now"}}, "zone": "Asia/Tokyo"}
    assert told.api("PUT", "/notifications/preferences", changed).json == found
    assert told.service.did("set_preferences") == [({**changed, "channel": "api"},)]


def test_what_was_read_of_preferences_may_be_sent_back(told: Told) -> None:
    found = told.api("GET", "/notifications/preferences").json
    assert told.api("PUT", "/notifications/preferences", found).status_code == 200
    ((sent,),) = told.service.did("set_preferences")
    assert sent["kinds"]["version.released"] == {"page": True, "mail": "daily"}
    assert (len(sent["kinds"]), "mail" in sent) == (len(found["kinds"]), False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": [{"mail": "now"}]},
        {"kinds": [{"name": "made.up"}]},
        {"kinds": "all"},
        {"kinds": {"made.up": {}}},
        {"kinds": {"offer.made": {"mail": "hourly"}}},
        {"quiet_from": "7pm"},
    ],
)
def test_a_choice_that_is_none_is_refused(told: Told, wrong: Any) -> None:
    assert told.api("PUT", "/notifications/preferences", wrong).status_code == 422


def test_letters_are_sent_again(told: Told) -> None:
    assert told.api("POST", "/notifications/mail/resume", {}).json["state"] == "ok"


def test_a_feeds_new_address_is_told_whole(told: Told) -> None:
    assert told.api("POST", "/notifications/feed", {}).json == {"url": f"http://store.example/feeds/{KNOWN}.atom"}


def test_the_document_shows_examples(told: Told) -> None:
    document = told.visitor().get("/api/openapi.json").json
    shown = document["paths"]["/api/v1/notifications"]["get"]["responses"]["200"]["content"]["application/json"]
    assert shown["example"]["items"][0]["kind"] == "version.released"
