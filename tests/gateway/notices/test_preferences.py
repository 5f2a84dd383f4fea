"""How one hears of things is said on one page: by kind and way, when, in which language, and in a feed of one's own."""

from typing import Any

from eventlog.refusal import Invalid
from services.notifications.events import KINDS, FeedRenewed
from tests.gateway.counter import AT
from tests.gateway.notices.answering import KNOWN, preferences
from tests.gateway.notices.standing_in import Told, words

PAGE = "/account/notifications"
CUSTOMERS = [kind for kind in KINDS if kind.group == "customer"]
AS_THEY_ARE = {
    "kind": [kind.name for kind in CUSTOMERS],
    "page": [kind.name for kind in CUSTOMERS if kind.page],
    **{f"mail-{kind.name}": kind.mail for kind in CUSTOMERS},
}


def asked(told: Told) -> dict[str, Any]:
    ((sent,),) = told.service.did("set_preferences")
    return dict(sent)


def test_each_kind_of_ones_groups_is_shown_with_its_ways(told: Told) -> None:
    html = told.client.get(PAGE).text
    assert '<input type="checkbox" name="page" value="version.released" checked>' in html
    assert 'name="mail-version.released"' in html
    assert 'name="mail-statement.ready"' not in html
    assert html.count('type="checkbox"') == len(CUSTOMERS)


def test_a_publishers_people_choose_for_what_they_publish(told: Told) -> None:
    told.counter.publisher("acme", told.counter.account("pat"))
    assert 'name="mail-statement.ready"' in told.browser("pat").get(PAGE).text


def test_an_organisation_that_publishes_nothing_chooses_nothing_for_it(told: Told) -> None:
    told.counter.organization("northwick", **{told.counter.account("kim"): "owner"})
    html = told.browser("kim").get(PAGE).text
    assert ("What you publish" in html, 'name="mail-statement.ready"' in html) == (False, False)


def test_whoever_may_have_a_webhook_chooses_how_they_hear_that_it_was_stopped(told: Told) -> None:
    html = told.client.get(PAGE).text
    assert html.count('name="mail-webhook.stopped"') == 1
    assert "Tokens and robots that run out" in html


def test_only_what_was_changed_is_sent(told: Told) -> None:
    told.send(PAGE, **AS_THEY_ARE | {"mail-version.released": "weekly"})
    assert asked(told)["kinds"] == {"version.released": {"page": True, "mail": "weekly"}}


def test_a_kind_is_taken_out_of_the_inbox(told: Told) -> None:
    told.send(PAGE, **AS_THEY_ARE | {"page": [name for name in AS_THEY_ARE["page"] if name != "offer.made"]})
    assert asked(told)["kinds"] == {"offer.made": {"page": False, "mail": "now"}}


def test_times_zone_and_language_are_sent_as_they_were_chosen(told: Told) -> None:
    times = {"quiet_from": "21:00", "quiet_until": "06:30", "digest_at": "18:00", "digest_on": "4"}
    sent = told.send(PAGE, **AS_THEY_ARE, **times, zone="America/New_York", language="de")
    expected = {**times, "digest_on": 4, "zone": "America/New_York", "language": "de", "channel": "page", "kinds": {}}
    assert (asked(told), sent.headers["Location"]) == (expected, f"{PAGE}?told=saved")


def test_what_was_refused_stands_beside_its_field_and_is_kept(told: Told, monkeypatch: Any) -> None:
    def refuse(*sent: Any) -> None:
        raise Invalid("time-of-day-invalid", "quiet_from")

    monkeypatch.setattr(told.service, "answer_set_preferences", refuse, raising=False)
    sent = told.send(PAGE, **AS_THEY_ARE | {"mail-offer.made": "weekly"}, quiet_from="25:00")
    assert sent.status_code == 422
    assert '<option value="weekly" selected>' in sent.text
    assert 'id="quiet_from-error"' in sent.text
    assert 'value="25:00"' in sent.text


def test_letters_that_came_back_are_told_of_and_can_be_sent_again(told: Told) -> None:
    mail = {"state": "stopped", "reason": "bounced", "code": "5.1.1", "since": "2026-11-29T08:00:00Z"}
    told.service.preferences = preferences(mail=mail)
    assert "Since 29 Nov 2026: they came back from your address." in words(told.client.get(PAGE))
    assert told.send(PAGE, f"{PAGE}/mail").headers["Location"] == f"{PAGE}?told=resumed"
    assert told.service.did("resume_mail") == [()]


def test_a_feeds_address_is_shown_once_and_kept_by_no_browser(told: Told) -> None:
    made = told.send(PAGE, f"{PAGE}/feed")
    assert f"http://store.example/feeds/{KNOWN}.atom" in made.text
    assert made.headers["Cache-Control"] == "no-store"
    assert KNOWN not in told.client.get(PAGE).text


def test_since_when_a_feed_has_its_address_is_told(told: Told) -> None:
    told.counter.tell(("preferences-dan", FeedRenewed(told.counter.account("dan"), AT)))
    assert "It has had an address since 15 Jan 2026" in words(told.browser("dan").get(PAGE))
