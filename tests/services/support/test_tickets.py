"""Tickets on the real kernel: what customers, desks and publishers are told and may do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.catalog import events as catalog
from tests.services.support.shop import NEWER, RUN, Shop

FILE = {"id": "ab" * 16, "media_type": "text/plain", "size": 5, "digest": "sha256:" + "ab" * 32}


def kinds(told: dict[str, Any]) -> list[str]:
    return [entry["kind"] for entry in told["timeline"]]


def test_a_ticket_knows_what_it_is_about(shop: Shop) -> None:
    told = shop.ticket()
    assert (told["product"]["address"], told["product"]["name"], told["publisher"]) == ("acme/db", "db", "acme")
    assert (told["plan"], told["entitlement"]["reason"]) == ("team", "subscription")
    assert (told["state"], told["waiting_on"], told["owner"]) == ("open", "store", "store")
    assert told["opener"]["name"] == "Ada"


def test_its_first_answer_is_due_by_what_the_store_promises(shop: Shop) -> None:
    sla = shop.ticket()["sla"]
    assert (sla["what"], sla["next_update_due"], sla["breached"], sla["paused"]) == (
        "first_response",
        None,
        False,
        False,
    )
    assert sla["first_response_due"] == sla["due"]


def test_a_ticket_about_the_store_itself_needs_no_product(shop: Shop) -> None:
    told = shop.ticket(product="", tag="")
    assert (told["product"]["address"], told["publisher"], told["plan"]) == ("", "", "")


@pytest.mark.parametrize(
    ("asked", "refusal", "code"),
    [
        ({"product": "acme/none"}, Missing, "no-such-product"),
        ({"plan": "none"}, Invalid, "plan-unknown"),
        ({"summary": ""}, Invalid, "text-missing"),
        ({"holder": "acme"}, Forbidden, "not-yours"),
        ({"publisher": "acme"}, Missing, "no-such-publisher"),
    ],
)
def test_what_cannot_be_opened(shop: Shop, asked: dict[str, str], refusal: type[Exception], code: str) -> None:
    with pytest.raises(refusal, match=code):
        shop.ticket(**asked)


def test_sent_again_under_its_key_it_is_the_same_ticket(shop: Shop) -> None:
    assert shop.ticket(key="once")["id"] == shop.ticket(key="once")["id"]


def test_a_ticket_is_found_by_its_number(shop: Shop) -> None:
    told = shop.ticket()
    assert shop.rpc.ticket(told["number"], shop.ada())["id"] == told["id"]


@pytest.mark.parametrize("named", ["T-0", "T-2", "T-999999", "none", "", "ticket 1", "T-x"])
def test_where_there_is_no_ticket_it_says_so(shop: Shop, named: str) -> None:
    with pytest.raises(Missing, match="no-such-ticket"):
        shop.rpc.ticket(named, shop.sam())


def test_a_ticket_of_another_looks_as_if_there_were_none(shop: Shop) -> None:
    told = shop.ticket()
    for by in (shop.eve(), shop.pat()):
        with pytest.raises(Missing, match="no-such-ticket"):
            shop.rpc.ticket(told["id"], by)


def test_a_desk_answers_and_asks_and_the_customer_is_waited_on(shop: Shop) -> None:
    told = shop.ticket()
    asked = shop.rpc.reply(told["id"], "Which version?", [], True, "page", "", shop.sam())
    assert (asked["waiting_on"], asked["sla"]["paused"], asked["sla"]["due"]) == ("customer", True, None)
    answered = shop.rpc.reply(told["id"], "2.0.3", [], False, "page", "", shop.ada())
    assert (answered["waiting_on"], answered["sla"]["what"]) == ("store", "next_update")
    assert [(entry["side"], entry["text"]) for entry in answered["timeline"][1:]] == [
        ("store", "Which version?"),
        ("customer", "2.0.3"),
    ]


def test_notes_and_who_sees_to_it_are_the_desks_own(shop: Shop) -> None:
    told = shop.ticket()
    shop.rpc.note(told["id"], "As at Globex.", [], shop.sam())
    shop.settle()
    shop.rpc.assign(told["id"], shop.accounts["sam"], shop.sam())
    assert kinds(shop.rpc.ticket(told["id"], shop.sam())) == ["opened", "noted", "assigned"]
    assert kinds(shop.rpc.ticket(told["id"], shop.ada())) == ["opened"]


def test_customers_are_told_how_the_publishers_own_support_is_reached(shop: Shop) -> None:
    told = shop.rpc.advise(shop.ticket()["id"], "They know it best.", shop.sam())
    assert told["timeline"][-1]["kind"] == "advised"
    said = told["timeline"][-1]["text"]
    assert said.startswith("They know it best.")
    assert "We answer by mail." in said
    assert said.endswith("http://store.example/publishers/acme")


def test_a_ticket_is_merged_into_another_and_says_which(shop: Shop) -> None:
    one, other = shop.ticket(), shop.ticket()
    told = shop.rpc.merge(one["id"], other["number"], shop.sam())
    assert (told["state"], told["merged_into"], told["timeline"][-1]["told"]) == (
        "merged",
        other["number"],
        other["number"],
    )
    with pytest.raises(Conflicting, match="ticket-over"):
        shop.rpc.reply(one["id"], "And now?", [], False, "page", "", shop.ada())


def test_what_is_resolved_is_rated_and_reopened(shop: Shop) -> None:
    id = shop.ticket()["id"]
    resolved = shop.rpc.resolve(id, shop.sam())
    assert (resolved["state"], resolved["waiting_on"], resolved["sla"]["due"]) == ("resolved", "nobody", None)
    assert shop.rpc.rate(id, 4, shop.ada())["rating"] == 4
    reopened = shop.rpc.reopen(id, shop.ada())
    assert (reopened["state"], reopened["waiting_on"]) == ("open", "store")
    shop.rpc.resolve(id, shop.sam())
    assert shop.rpc.close(id, shop.sam())["state"] == "closed"


def test_the_rest_of_what_a_desk_does(shop: Shop) -> None:
    id = shop.ticket()["id"]
    assert shop.rpc.set_priority(id, 1, shop.sam())["priority"] == 1
    told = shop.rpc.link_advisory(id, "CVE-2026-1234", shop.sam())
    assert (told["advisories"], told["timeline"][-1]["told"]) == (["CVE-2026-1234"], "CVE-2026-1234")
    with pytest.raises(Conflicting, match="not-of-the-desk"):
        shop.rpc.assign(id, shop.accounts["eve"], shop.sam())


def test_who_may_read_a_ticket_may_have_its_files(shop: Shop) -> None:
    id = shop.ticket(attachments=[FILE])["id"]
    assert shop.rpc.attachment(id, FILE["id"], shop.ada()) == FILE
    with pytest.raises(Missing, match="no-such-ticket"):
        shop.rpc.attachment(id, FILE["id"], shop.eve())
    with pytest.raises(Missing, match="no-such-attachment"):
        shop.rpc.attachment(id, "cd" * 16, shop.ada())


def test_what_lies_at_a_note_is_its_desks_own_too(shop: Shop) -> None:
    id = shop.ticket()["id"]
    shop.rpc.note(id, "", [FILE], shop.sam())
    with pytest.raises(Missing, match="no-such-attachment"):
        shop.rpc.attachment(id, FILE["id"], shop.ada())


def test_a_change_is_wanted_on_the_ticket_as_it_was_read(shop: Shop) -> None:
    told = shop.ticket()
    edition = told["edition"]
    shop.rpc.set_priority(told["id"], 3, shop.sam())
    with pytest.raises(Conflicting, match="edited-meanwhile"):
        shop.rpc.set_priority(told["id"], 4, shop.sam() | {"versions": [edition]})


def test_desks_see_the_customer_and_the_image_and_customers_do_not(shop: Shop) -> None:
    shop.rates(RUN, "2.1", "C", critical=2)
    shop.rates(NEWER, "2.2", "A")
    id = shop.ticket()["id"]
    shop.settle()
    beside = shop.rpc.ticket(id, shop.sam())["context"]
    customer, image = beside["customer"], beside["image"]
    assert (customer["name"], customer["may_pull"], customer["why"]) == ("Ada", True, "team: subscription")
    assert customer["open"] >= 1
    assert (image["tag"], image["grade"], image["newest"], image["newest_grade"]) == ("2.1", "C", "2.2", "A")
    assert image["findings"]["critical"] == 2
    assert shop.rpc.ticket(id, shop.ada())["context"] is None


def test_what_was_resolved_and_reads_alike_is_shown_beside(shop: Shop) -> None:
    old = shop.ticket(summary="Replication stops after failover")
    shop.rpc.resolve(old["id"], shop.sam())
    shop.settle()
    beside = shop.rpc.ticket(shop.ticket(summary="After a failover replication stops")["id"], shop.sam())["context"]
    assert [each["number"] for each in beside["alike"]] == [old["number"]]


def test_another_publishers_desk_sees_nothing_beside_it_of_tickets_that_it_never_had(shop: Shop) -> None:
    old = shop.ticket(summary="Indexes vanish after an upgrade")
    shop.rpc.resolve(old["id"], shop.sam())
    handed = shop.ticket(summary="After an upgrade indexes vanish")["id"]
    shop.rpc.hand_over(handed, "acme", "direct", {}, "", shop.sam())
    shop.settle()
    ours, theirs = (shop.rpc.ticket(handed, by)["context"] for by in (shop.sam(), shop.pat()))
    assert [each["number"] for each in ours["alike"]] == [old["number"]]
    assert theirs["alike"] == []
    assert theirs["customer"]["tickets"] < ours["customer"]["tickets"]


def test_after_a_transfer_it_is_the_new_publishers_support_that_is_advised(shop: Shop) -> None:
    mover, eve = "0198a000-0000-7000-8000-0000000000dd", shop.accounts["eve"]
    globex = catalog.PublisherApplied("globex", eve, "Globex", "https://globex.example", "", "", "")
    shop.tell(globex, catalog.ProductDrafted(mover, "acme", "mover", "container", external=False))
    shop.settle()
    id = shop.ticket(product=mover, tag="")["id"]
    shop.tell(catalog.ProductTransferred(mover, "globex", "mover", "acme/mover"))
    shop.settle()
    assert shop.rpc.advise(id, "", shop.sam())["timeline"][-1]["text"].endswith("/publishers/globex")
    assert shop.rpc.receivers(id, shop.sam()) == []


def test_the_stores_support_looks_only_while_its_customer_lets_it_and_each_look_is_told(shop: Shop) -> None:
    id = shop.ticket()["id"]
    with pytest.raises(Forbidden, match="look-not-granted"):
        shop.rpc.look(id, "licences", shop.sam())
    asked = shop.rpc.ask_to_look(id, "To see which plan is pulled.", shop.sam())
    assert (asked["state"], asked["asked"]["text"], asked["customer"]) == (
        "asked",
        "To see which plan is pulled.",
        "Ada",
    )
    assert shop.rpc.grant_look(id, 24, shop.ada())["state"] == "open"
    assert shop.rpc.look(id, "licences", shop.sam(key="once"))["holder"] == shop.accounts["ada"]
    shop.rpc.look(id, "licences", shop.sam(key="once"))
    ended = shop.rpc.withdraw_look(id, shop.ada())
    ada, sam = shop.accounts["ada"], shop.accounts["sam"]
    assert [(each["what"], each["by"]["id"], each["page"]) for each in ended["trail"]] == [
        ("withdrawn", ada, ""),
        ("looked", sam, "licences"),
        ("looked", sam, "licences"),
        ("granted", ada, ""),
        ("asked", sam, ""),
    ]
    with pytest.raises(Forbidden, match="look-over"):
        shop.rpc.look(id, "licences", shop.sam(key="once"))  # what was answered before outlasts no consent
    shop.settle()
    assert id in [each["ticket"] for each in shop.rpc.looks_of(shop.ada())]
    assert shop.rpc.looks_of(shop.eve()) == []


def test_who_is_not_of_the_stores_desk_learns_of_no_look(shop: Shop) -> None:
    id = shop.ticket()["id"]
    shop.rpc.hand_over(id, "acme", "direct", {}, "", shop.sam())
    for by in (shop.pat(), shop.eve()):
        for asked in (("look_of",), ("ask_to_look", "Why?"), ("look", "licences"), ("grant_look", 1)):
            with pytest.raises(Missing, match="no-such-ticket"):
                getattr(shop.rpc, asked[0])(id, *asked[1:], by)


def test_a_look_ends_by_itself_and_with_its_ticket(shop: Shop) -> None:
    id = shop.ticket()["id"]
    shop.rpc.ask_to_look(id, "To see which plan is pulled.", shop.sam())
    until = datetime.fromisoformat(shop.rpc.grant_look(id, 1, shop.ada())["until"])
    assert until > datetime.now(UTC)
    shop.rpc.resolve(id, shop.sam())
    shop.rpc.close(id, shop.sam())
    assert shop.rpc.look_of(id, shop.ada())["state"] == "lapsed"
    with pytest.raises(Forbidden, match="look-over"):
        shop.rpc.look(id, "licences", shop.sam())
