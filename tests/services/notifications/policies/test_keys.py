"""Product keys: who waited for one hears that it came, its publisher hears that few are left; no key is told."""

from tests.controls.keys import ADA, DATABASE, SUBSCRIPTION, key_came, key_given, keys_ran_low, keys_ran_out
from tests.services.notifications.stories import shelf


def test_who_waited_for_a_key_is_told_that_it_came_and_where_it_stands() -> None:
    told = shelf.given(key_came).one("key.arrived")
    assert (told.audiences, told.link) == ((f"holder:{ADA}",), f"/my-content/subscriptions/{SUBSCRIPTION}")


def test_who_has_it_at_once_is_not_told() -> None:
    assert shelf.given(key_given).told() == []


def test_the_team_is_told_that_few_are_left_and_where_to_add_some() -> None:
    told = shelf.given(keys_ran_low).one("keys.low")
    assert (told.audiences, told.facts["count"], told.about) == (("publisher:acme:team",), "5", DATABASE)
    assert told.link == "/publish/acme/db/plans/team/keys"


def test_that_none_is_left_is_told_with_how_many_wait() -> None:
    facts = shelf.given(keys_ran_out).one("keys.low").facts
    assert (facts["change"], facts["waiting"]) == ("empty", "1")
