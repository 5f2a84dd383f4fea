"""On the real kernel: each message reaches its webhook at least once under one id, or its owner can see why not."""

from collections.abc import Iterator

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.notifications.deciders.webhook import MOST
from services.notifications.service.delivering import UNTRIED
from tests.parts.receiver import Receiver, at_first, receiver, says, takes
from tests.services.notifications.hooked import Hooked, open_hooked, verified


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    with open_hooked(tmp_path_factory.mktemp("webhooks")) as hooked:
        yield hooked


@pytest.fixture
def to() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def added(hooked: Hooked, to: Receiver) -> Iterator[tuple[str, str]]:
    """Id and secret of a webhook that hears of reviews, and goes with the test."""
    id, secret = hooked.add(to, "review.posted")
    yield id, secret
    hooked.shop.rpc.remove_webhook(id, hooked.by)


def test_a_notice_reaches_its_webhook_signed(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.happens("one", stars="4")
    (sent,) = hooked.until(to, 1)
    read = verified(sent, added[1])
    assert (sent.headers["webhook-id"], read["type"]) == ("one_review_posted", "review.posted")
    assert (read["data"]["product"], read["data"]["facts"]) == ("acme/db", {"stars": "4"})
    assert "4" in read["data"]["text"]


def test_of_those_that_are_added_at_once_no_more_are_taken_than_one_may_have(hooked: Hooked) -> None:
    owner = f"account:{hooked.shop.accounts['sam']}"
    asked = {"owner": owner, "url": "https://hooks.example/sam", "kinds": (), "description": ""}
    adding = [hooked.shop.rpc.add_webhook.call_async(asked, hooked.shop.by("sam")) for _ in range(MOST + 2)]
    refused = []
    for each in adding:
        try:
            each.result()
        except Conflicting as refusal:
            refused.append(refusal.code)
    assert refused == ["too-many-webhooks"] * 2
    assert len(hooked.shop.rpc.webhooks(owner, hooked.shop.by("sam"))["items"]) == MOST


def test_a_notice_that_is_told_again_is_sent_once(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.happens("twice")
    hooked.happens("twice")
    hooked.happens("thrice")
    hooked.until(to, 2)
    assert to.ids() == ["twice_review_posted", "thrice_review_posted"]


def test_a_webhook_hears_of_its_kinds_alone(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.happens("other", "statement.ready", period="2026-11", amount="1.00 USD")
    hooked.happens("ours")
    hooked.until(to, 1)
    assert to.ids() == ["ours_review_posted"]


def test_an_account_hears_of_what_it_holds(hooked: Hooked, to: Receiver) -> None:
    ada = hooked.shop.accounts["ada"]
    asked = {"owner": f"account:{ada}", "url": to.url, "kinds": [], "description": ""}
    hooked.shop.rpc.add_webhook(asked, hooked.shop.by("ada"))
    hooked.happens("held", "version.security", "users:acme/db-team", version="2.1.1")
    hooked.until(to, 1)
    assert to.ids() == ["held_version_security"]


def test_what_is_not_taken_is_tried_again_under_its_id(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = at_first(2, says(503, b"closed"), takes())
    hooked.happens("patient")
    hooked.until(to, 3)
    assert {*to.ids()} == {"patient_review_posted"}
    assert len({sent.body for sent in to.sent}) == 1
    hooked.shop.services.until(lambda: len(hooked.deliveries(added[0])) == 3)
    tried = [(each["attempt"], each["status"], each["error"]) for each in hooked.deliveries(added[0])]
    assert tried == [(1, 503, "answered 503"), (2, 503, "answered 503"), (3, 200, "")]


def test_a_message_that_is_never_taken_holds_up_no_other(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(429, Retry_After="3600")
    for id in ("poison", "fine", "good"):
        hooked.happens(id)
    taken = takes()
    to.answer = lambda asked: says(500)(asked) if "poison" in asked.headers["webhook-id"] else taken(asked)
    hooked.shop.rpc.change_webhook(added[0], {"url": f"{to.url}?all-at-once"}, hooked.by)
    hooked.shop.services.until(lambda: to.ids().count("poison_review_posted") == 10)
    assert to.ids().count("fine_review_posted") == to.ids().count("good_review_posted") == 1
    assert hooked.told(added[0])["state"] == "active"


def test_who_takes_nothing_for_long_is_sent_nothing_more_and_told(
    hooked: Hooked, to: Receiver, added: tuple[str, str]
) -> None:
    to.answer = says(500)
    hooked.happens("lost")
    hooked.shop.services.until(lambda: hooked.told(added[0])["state"] == "stopped")
    assert hooked.told(added[0])["reason"] == "failing"
    assert len(to.sent) == 10
    hooked.shop.settle()
    notices = hooked.shop.inbox("pat", kind="webhook.stopped")["items"]
    told = [each["facts"]["reason"] for each in notices if each["facts"]["host"] == f"127.0.0.1:{to.port}"]
    assert told == ["failing"]


def test_who_says_that_it_is_gone_is_sent_nothing_more(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(410)
    hooked.happens("gone")
    hooked.shop.services.until(lambda: hooked.told(added[0])["reason"] == "gone")
    assert len(to.sent) == 1


def test_what_waited_when_it_was_stopped_is_not_lost(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(429, Retry_After="3600")
    hooked.happens("first")
    hooked.happens("second")
    hooked.shop.services.until(lambda: hooked.told(added[0])["rests_until"])
    hooked.shop.rpc.stop_webhook(added[0], hooked.by)
    hooked.shop.services.until(lambda: len(hooked.deliveries(added[0])) == 3)
    assert {each["error"] for each in hooked.deliveries(added[0])[1:]} == {UNTRIED}
    to.answer = takes()
    hooked.shop.rpc.resume_webhook(added[0], hooked.by)
    hooked.shop.rpc.redeliver(added[0], "second_review_posted", hooked.by)
    hooked.until(to, 2)
    assert to.ids() == ["first_review_posted", "second_review_posted"]


def test_what_waited_when_its_receiver_went_is_put_down_at_once(
    hooked: Hooked, to: Receiver, added: tuple[str, str]
) -> None:
    to.answer = says(429, Retry_After="3600")
    hooked.happens("early")
    hooked.happens("late")
    hooked.shop.services.until(lambda: hooked.told(added[0])["rests_until"])
    to.answer = says(410)
    hooked.shop.rpc.test_webhook(added[0], hooked.by)
    hooked.shop.services.until(lambda: [each["error"] for each in hooked.deliveries(added[0])].count(UNTRIED) == 2)


def test_nothing_is_sent_to_a_webhook_that_its_owner_stopped(
    hooked: Hooked, to: Receiver, added: tuple[str, str]
) -> None:
    hooked.shop.rpc.stop_webhook(added[0], hooked.by)
    hooked.happens("unheard")
    hooked.shop.rpc.resume_webhook(added[0], hooked.by)
    hooked.happens("heard")
    hooked.until(to, 1)
    assert to.ids() == ["heard_review_posted"]


def test_a_test_arrives_also_while_it_is_stopped(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.shop.rpc.stop_webhook(added[0], hooked.by)
    message = hooked.shop.rpc.test_webhook(added[0], hooked.by)["message"]
    (sent,) = hooked.until(to, 1)
    assert verified(sent, added[1])["type"] == "webhook.test"
    assert to.ids() == [message]


def test_a_test_that_fails_is_not_tried_again(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(500)
    hooked.shop.rpc.test_webhook(added[0], hooked.by)
    hooked.shop.services.until(lambda: len(hooked.deliveries(added[0])) == 1)
    to.answer = takes()
    hooked.happens("after")
    hooked.shop.services.until(lambda: len(hooked.deliveries(added[0])) == 2)
    assert to.ids()[1:] == ["after_review_posted"]


def test_what_was_sent_is_sent_again_as_it_was(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.happens("again")
    hooked.until(to, 1)
    hooked.shop.services.until(lambda: hooked.deliveries(added[0]))
    hooked.shop.rpc.redeliver(added[0], "again_review_posted", hooked.by)
    first, second = hooked.until(to, 2)
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    verified(second, added[1])


def test_after_a_renewal_both_secrets_verify(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    renewed = hooked.shop.rpc.rotate_webhook_secret(added[0], False, hooked.by)
    hooked.happens("rotated")
    (sent,) = hooked.until(to, 1)
    assert renewed["secret"] != added[1]
    for secret in (renewed["secret"], added[1]):
        verified(sent, secret)


def test_after_a_leak_the_new_secret_alone_signs(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    renewed = hooked.shop.rpc.rotate_webhook_secret(added[0], True, hooked.by)
    hooked.happens("leaked")
    (sent,) = hooked.until(to, 1)
    verified(sent, renewed["secret"])
    assert (renewed["old_until"], len(sent.headers["webhook-signature"].split())) == (None, 1)


def test_a_secret_is_shown_to_who_asks_again_by_the_same_command_alone(hooked: Hooked, to: Receiver) -> None:
    asked = {"owner": "publisher:acme", "url": to.url, "kinds": [], "description": ""}
    by = hooked.by
    first, second = hooked.shop.rpc.add_webhook(asked, by), hooked.shop.rpc.add_webhook(asked, by)
    assert first["secret"] == second["secret"]
    assert "whsec_" not in str(hooked.told(first["id"]))
    hooked.shop.rpc.remove_webhook(first["id"], hooked.by)


def test_at_another_address_it_is_tried_at_once(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(503, Retry_After="3600")
    hooked.happens("moved")
    hooked.shop.services.until(lambda: hooked.told(added[0])["rests_until"])
    with receiver() as other:
        hooked.shop.rpc.change_webhook(added[0], {"url": other.url}, hooked.by)
        hooked.until(other, 1)
    assert other.ids() == ["moved_review_posted"]


def test_while_it_rests_others_wait_and_are_not_tried(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    to.answer = says(429, Retry_After="3600")
    for id in ("w1", "w2", "w3"):
        hooked.happens(id)
    hooked.shop.services.until(lambda: hooked.told(added[0])["rests_until"])
    assert to.ids() == ["w1_review_posted"]
    to.answer = takes()
    hooked.shop.rpc.test_webhook(added[0], hooked.by)  # which it takes: so it is well again
    hooked.until(to, 5)
    assert to.ids()[2:] == ["w1_review_posted", "w2_review_posted", "w3_review_posted"]


def test_a_delivery_shows_what_was_asked_and_answered(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    hooked.happens("shown")
    hooked.shop.services.until(lambda: hooked.deliveries(added[0]))
    (one,) = hooked.deliveries(added[0])
    whole = hooked.shop.rpc.webhook_delivery(added[0], one["id"], hooked.by)
    assert (whole["request"].encode(), whole["answer"], whole["status"]) == (to.sent[0].body, "thanks", 200)
    assert hooked.told(added[0])["last"] == one


def test_deliveries_are_read_page_by_page(hooked: Hooked, to: Receiver, added: tuple[str, str]) -> None:
    for id in ("p1", "p2", "p3"):
        hooked.happens(id)
    hooked.shop.services.until(lambda: len(hooked.deliveries(added[0])) == 3)
    first = hooked.shop.rpc.webhook_deliveries(added[0], {"limit": 2}, hooked.by)
    second = hooked.shop.rpc.webhook_deliveries(added[0], {"limit": 2, "before": first["next"]}, hooked.by)
    found = [each["message"] for each in first["items"] + second["items"]]
    assert found == ["p3_review_posted", "p2_review_posted", "p1_review_posted"]
    assert second["next"] is None
    with pytest.raises(Invalid, match="time-invalid"):
        hooked.shop.rpc.webhook_deliveries(added[0], {"before": "0001-01-01T00:00:00+14:00~p1"}, hooked.by)


def test_nobody_sees_what_is_not_theirs(hooked: Hooked, added: tuple[str, str]) -> None:
    eve = hooked.shop.by("eve")
    with pytest.raises(Forbidden):
        hooked.shop.rpc.webhooks("publisher:acme", eve)
    for ask in (hooked.shop.rpc.webhook, hooked.shop.rpc.test_webhook):
        with pytest.raises(Missing, match="no-such-webhook"):
            ask(added[0], eve)
    with pytest.raises(Missing, match="no-such-webhook"):
        hooked.shop.rpc.rotate_webhook_secret(added[0], True, eve)
    with pytest.raises(Missing, match="no-such-webhook"):
        hooked.shop.rpc.webhook_deliveries(added[0], {}, eve)


def test_of_a_webhook_that_was_removed_nothing_is_left(hooked: Hooked, to: Receiver) -> None:
    id, _ = hooked.add(to, "review.posted")
    hooked.happens("last")
    hooked.until(to, 1)
    hooked.shop.rpc.remove_webhook(id, hooked.by)
    hooked.happens("late")
    assert to.ids() == ["last_review_posted"]
    with pytest.raises(Missing):
        hooked.shop.rpc.webhook_deliveries(id, {}, hooked.by)


def test_the_webhooks_of_an_account_that_is_erased_go_with_it(hooked: Hooked, to: Receiver) -> None:
    eve = hooked.shop.accounts["eve"]
    asked = {"owner": f"account:{eve}", "url": to.url, "kinds": [], "description": ""}
    id = hooked.shop.rpc.add_webhook(asked, hooked.shop.by("eve"))["id"]
    (kept,) = hooked.shop.rpc.data_of(eve)["webhooks"]
    assert (kept["id"], kept["url"]) == (id, to.url)
    hooked.shop.services.rpc.identity.erase(eve, hooked.shop.by("sam", "operator"))
    hooked.shop.settle()
    with pytest.raises(Missing, match="no-such-webhook"):
        hooked.shop.rpc.webhook(id, hooked.shop.by("eve"))
    assert hooked.shop.rpc.webhooks(f"account:{eve}", hooked.shop.by("eve"))["items"] == []
