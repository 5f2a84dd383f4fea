"""The inbox's page: what one was told, how it is filtered, and how it is marked."""

from typing import Any

import pytest

from tests.gateway.notices.answering import notice
from tests.gateway.notices.standing_in import Told, words

FIRST, SECOND = notice(1), notice(2, read=True)
OPENED = f"/account/inbox/{FIRST['id']}"


def test_an_empty_inbox_says_what_will_stand_there(told: Told) -> None:
    assert "Nothing here yet" in words(told.client.get("/account/inbox"))


def test_a_stranger_is_sent_to_sign_in_and_comes_back(told: Told) -> None:
    sent = told.visitor().get("/account/inbox?unread=true")
    assert sent.headers["Location"] == "/sign-in?next=/account/inbox%3Funread%3Dtrue"


def test_a_notice_stands_with_its_words_and_what_is_unread_says_so(told: Told) -> None:
    told.service.items = [FIRST, SECOND]
    said = words(told.client.get("/account/inbox"))
    assert "Unread Acme Database 1.1.0 is out" in said
    assert "Unread Acme Database 1.2.0" not in said
    assert "New versions, acme/db , 30 Nov 2026, 07:30 UTC" in said


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("group=customer&unread=true", {"group": "customer", "unread": True}),
        ("kind=version.yanked&product=acme/db", {"kind": "version.yanked", "product": "acme/db"}),
        ("group=staff&kind=made.up&unread=perhaps", {"group": "", "kind": "", "unread": False}),
        ("before=2026~fact", {"before": "2026~fact"}),
    ],
)
def test_the_address_says_what_is_shown(told: Told, question: str, kept: dict[str, Any]) -> None:
    told.client.get(f"/account/inbox?{question}")
    ((asked,),) = told.service.did("inbox")
    assert asked | kept == asked


def test_each_filter_in_use_can_be_taken_away(told: Told) -> None:
    html = told.client.get("/account/inbox?kind=version.yanked&product=acme/db&unread=true").text
    assert '<a class="chip" href="/account/inbox?product=acme%2Fdb&amp;unread=true">' in html
    assert "Nothing fits these filters" in html


def test_older_ones_are_a_page_away(told: Told) -> None:
    told.service.items, told.service.following = [FIRST], "2026~fact"
    assert (
        'href="/account/inbox?unread=true&amp;before=2026~fact"' in told.client.get("/account/inbox?unread=true").text
    )


def test_one_is_marked_read_by_its_button_and_the_filters_stay(told: Told) -> None:
    told.service.items = [FIRST]
    sent = told.send("/account/inbox?unread=true", unread="true", one=FIRST["id"])
    assert sent.headers["Location"] == "/account/inbox?unread=true&told=read&many=1"
    assert told.service.did("mark_read") == [([FIRST["id"]],)]


@pytest.mark.parametrize(("do", "method"), [("read", "mark_read"), ("unread", "mark_unread")])
def test_the_chosen_are_marked_together(told: Told, do: str, method: str) -> None:
    told.service.items = [FIRST, SECOND]
    told.send("/account/inbox", do=do, notice=[FIRST["id"], SECOND["id"]])
    assert told.service.did(method) == [([FIRST["id"], SECOND["id"]],)]


def test_who_chose_none_is_told_so(told: Told) -> None:
    told.service.items = [FIRST]
    sent = told.send("/account/inbox", do="read")
    assert (sent.status_code, "Choose at least one notice" in words(sent)) == (422, True)


def test_all_are_marked_that_were_there_when_the_page_was_made(told: Told) -> None:
    told.service.items = [FIRST]
    told.send("/account/inbox", do="all", until="2026-11-30T08:00:00+00:00")
    assert told.service.did("mark_all_read") == [("2026-11-30T08:00:00+00:00",)]


def test_a_form_of_another_site_marks_nothing(told: Told) -> None:
    assert told.client.post("/account/inbox", data={"do": "all"}).status_code == 403
    assert told.service.asked == []


@pytest.mark.parametrize(
    ("headers", "read"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}, 1),
        ({"Referer": "http://store.example/account/inbox"}, 1),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Purpose": "prefetch"}, 0),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 0),
        ({"Referer": "http://elsewhere.example/"}, 0),
        ({}, 0),
    ],
)
def test_opening_leads_on_and_marks_read_what_a_reader_followed(told: Told, headers: Any, read: int) -> None:
    sent = told.client.get(f"{OPENED}?to=/acme/db/versions", headers=headers)
    assert sent.headers["Location"] == "/acme/db/versions"
    assert len(told.service.did("mark_read")) == read


def test_opening_leads_nowhere_but_into_the_store(told: Told) -> None:
    sent = told.client.get(f"{OPENED}?to=//elsewhere.example/")
    assert sent.headers["Location"] == "/account/inbox"


def test_every_pages_header_tells_how_many_are_unread_without_a_call(told: Told) -> None:
    told.address(told.counter.account("bea"), "one", "two")
    assert '<b class="n">2<span class="vh"> unread</span></b>' in told.browser("bea").get("/categories").text
    assert told.service.asked == []
    assert 'class="bell"' not in told.visitor().get("/categories").text


def test_a_header_counts_no_further_than_99(told: Told) -> None:
    told.address(told.counter.account("cy"), *(f"notice-{number}" for number in range(120)))
    assert '<b class="n">99+<' in told.browser("cy").get("/categories").text
