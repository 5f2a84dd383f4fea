"""Handovers on the real kernel: Acme's desk is asked, answers, and the ticket with its clock goes where it says."""

from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from tests.controls.support_handovers import form
from tests.services.support.shop import Shop

ANSWERS = {"system": "Linux", "steps": "Restore a snapshot."}


def handed(shop: Shop) -> dict[str, Any]:
    told: dict[str, Any] = shop.rpc.hand_over(shop.ticket()["id"], "acme", "direct", {}, "Please.", shop.sam())
    return told


def taken(shop: Shop) -> dict[str, Any]:
    told: dict[str, Any] = shop.rpc.accept_handover(handed(shop)["id"], "ACME-17", "Pat", "We look.", shop.pat())
    return told


def owner_of(shop: Shop, told: dict[str, Any]) -> tuple[str, str]:
    ticket = shop.rpc.ticket(told["ticket"]["id"], shop.sam())
    return ticket["owner"], ticket["waiting_on"]


def clock_of(shop: Shop, told: dict[str, Any]) -> tuple[str, str]:
    sla = shop.rpc.ticket(told["ticket"]["id"], shop.sam())["sla"]
    return sla["what"], sla["due"]


def test_a_ticket_is_handed_to_the_publisher_that_it_is_about(shop: Shop) -> None:
    told = shop.ticket()
    ways = shop.rpc.receivers(told["id"], shop.sam())
    assert ways == [{"to": "acme", "by": "direct", "name": "Acme", "department": ""}]


def test_until_it_is_accepted_it_is_the_senders_and_the_receiver_is_waited_on(shop: Shop) -> None:
    assert owner_of(shop, handed(shop)) == ("store", "publisher")


def test_who_accepts_owns_the_ticket_and_its_clock(shop: Shop) -> None:
    told = taken(shop)
    assert (told["state"], told["case_number"], told["engineer"]) == ("accepted", "ACME-17", "Pat")
    assert owner_of(shop, told) == ("acme", "publisher")


def test_rejected_it_is_back_with_the_clock_as_if_it_had_never_left(shop: Shop) -> None:
    told = handed(shop)
    before = clock_of(shop, told)
    rejected = shop.rpc.reject_handover(told["id"], "Not ours.", shop.pat())
    assert (rejected["state"], rejected["reason"]) == ("rejected", "Not ours.")
    assert owner_of(shop, told) == ("store", "store")
    assert clock_of(shop, told) == before


def test_who_rejected_a_ticket_reads_no_more_of_it(shop: Shop) -> None:
    told = handed(shop)
    shop.rpc.reject_handover(told["id"], "Not ours.", shop.pat())
    with pytest.raises(Missing, match="no-such-ticket"):
        shop.rpc.ticket(told["ticket"]["id"], shop.pat())
    shop.settle()
    listed = shop.rpc.tickets({"queue": "all", "publisher": "acme"}, shop.pat())["items"]
    assert told["ticket"]["id"] not in [each["id"] for each in listed]


def test_who_handed_a_ticket_back_reads_it_as_it_was_then(shop: Shop) -> None:
    told = taken(shop)
    shop.rpc.return_handover(told["id"], "Yours.", shop.pat())
    ticket = told["ticket"]["id"]
    shop.rpc.reply(ticket, "The password is 42.", [], False, "page", "", shop.ada())
    read = [shop.rpc.ticket(ticket, by)["timeline"] for by in (shop.sam(), shop.pat())]
    assert [any(each["text"] == "The password is 42." for each in entries) for entries in read] == [True, False]


def test_a_sender_who_is_asked_is_waited_on_until_it_answers(shop: Shop) -> None:
    told = taken(shop)
    asked = shop.rpc.request_information(told["id"], "Which file system?", shop.pat())
    assert asked["asked"] == {"receiver": "Which file system?"}
    assert owner_of(shop, told) == ("acme", "store")
    answered = shop.rpc.give_information(told["id"], "ext4.", shop.sam())
    assert answered["asked"] == {}
    assert owner_of(shop, told) == ("acme", "publisher")


def test_closed_it_is_back_with_the_store(shop: Shop) -> None:
    told = taken(shop)
    assert shop.rpc.close_handover(told["id"], shop.pat())["state"] == "closed"
    assert owner_of(shop, told) == ("store", "store")


def test_handed_back_it_may_be_handed_over_again_at_once(shop: Shop) -> None:
    told = taken(shop)
    shop.rpc.return_handover(told["id"], "Yours.", shop.pat())
    again = shop.rpc.hand_over(told["ticket"]["id"], "acme", "direct", {}, "", shop.sam())
    assert (again["sender"], again["receiver"], again["state"]) == ("store", "acme", "requested")


def test_before_it_is_accepted_its_sender_takes_it_back(shop: Shop) -> None:
    told = handed(shop)
    assert shop.rpc.return_handover(told["id"], "Found it.", shop.sam())["state"] == "returned"
    with pytest.raises(Conflicting, match="handover-over"):
        shop.rpc.accept_handover(told["id"], "ACME-17", "Pat", "", shop.pat())


def test_a_ticket_is_with_one_receiver_at_a_time(shop: Shop) -> None:
    told = handed(shop)
    with pytest.raises(Conflicting, match="already-handed-over"):
        shop.rpc.hand_over(told["ticket"]["id"], "acme", "direct", {}, "", shop.sam())


def test_while_it_is_handed_over_nobody_else_is_offered_it(shop: Shop) -> None:
    ticket = taken(shop)["ticket"]["id"]
    assert shop.rpc.receivers(ticket, shop.sam()) == shop.rpc.receivers(ticket, shop.pat()) == []


def test_sent_again_under_the_same_key_it_is_handed_over_once(shop: Shop) -> None:
    ticket = shop.ticket()["id"]
    asked = (ticket, "acme", "direct", {}, "Please.")
    first = shop.rpc.hand_over(*asked, shop.sam("once"))
    shop.rpc.accept_handover(first["id"], "ACME-17", "Pat", "", shop.pat())
    assert shop.rpc.hand_over(*asked, shop.sam("once"))["id"] == first["id"]


def test_each_desk_finds_what_was_handed_to_and_by_it(shop: Shop) -> None:
    told = handed(shop)
    shop.settle()
    ours = shop.rpc.handovers("store", "open", shop.sam())[0]
    theirs = shop.rpc.handovers("acme", "open", shop.pat())[0]
    assert (ours["id"], ours["with"], theirs["id"], theirs["with"]) == (told["id"], "acme", told["id"], "store")
    assert theirs["ticket"]["summary"] == "A snapshot is not restored"


def test_a_handover_is_nobody_elses_to_read(shop: Shop) -> None:
    told = handed(shop)
    for other in (shop.ada(), shop.eve()):
        with pytest.raises(Missing, match="no-such-handover"):
            shop.rpc.handover(told["id"], other)
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.handovers("acme", "", shop.eve())


def test_a_customer_hands_nothing_over(shop: Shop) -> None:
    told = shop.ticket()
    assert shop.rpc.receivers(told["id"], shop.ada()) == []
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.hand_over(told["id"], "acme", "direct", {}, "", shop.ada())


@pytest.mark.parametrize(("to", "by"), [("globex", "direct"), ("partner:Globex", "direct"), ("acme", "tsanet")])
def test_a_ticket_goes_to_the_publisher_that_it_is_about_alone(shop: Shop, to: str, by: str) -> None:
    with pytest.raises(Invalid, match="receiver-unfit"):
        shop.rpc.hand_over(shop.ticket()["id"], to, by, {}, "", shop.sam())


def test_a_publisher_hands_one_of_its_own_to_the_store_which_answers_with_its_number(shop: Shop) -> None:
    ticket = shop.rpc.open_ticket(
        {"publisher": "acme", "priority": 3, "summary": "Our push is refused", "description": "403."}, shop.pat()
    )
    id = ticket["handover"]["id"]
    accepted = shop.rpc.accept_handover(id, "", "Sam", "", shop.sam())
    assert (accepted["case_number"], accepted["ticket"]["owner"]) == (ticket["number"], "store")
    assert shop.rpc.close_handover(id, shop.sam())["ticket"]["owner"] == "acme"


def test_both_desks_read_the_same_and_the_customer_nothing_of_it(shop: Shop) -> None:
    told = taken(shop)
    shop.rpc.exchange_note(told["id"], "2.1.1 will mend it.", [], shop.pat())
    shop.settle()
    ticket = told["ticket"]["id"]
    sam, pat, ada = (shop.rpc.ticket(ticket, by)["timeline"] for by in (shop.sam(), shop.pat(), shop.ada()))
    kinds = [each["kind"] for each in pat if each["kind"].startswith("handover-")]
    assert kinds == ["handover-requested", "handover-accepted", "handover-noted"]
    assert [each for each in sam if each.get("handover")] == [each for each in pat if each.get("handover")]
    assert [each for each in ada if each.get("handover")] == []


def test_files_of_a_note_are_for_both_desks_alone(shop: Shop) -> None:
    told = taken(shop)
    sent = {"id": f"file-{told['id']}", "media_type": "text/plain", "size": 3, "digest": "sha256:" + "0" * 64}
    shop.rpc.exchange_note(told["id"], "", [sent], shop.sam())
    shop.settle()
    ticket = told["ticket"]["id"]
    assert shop.rpc.attachment(ticket, sent["id"], shop.pat()) == sent
    with pytest.raises(Missing, match="no-such-attachment"):
        shop.rpc.attachment(ticket, sent["id"], shop.ada())


def test_a_ticket_that_is_closed_is_with_nobody_else(shop: Shop) -> None:
    told = handed(shop)
    shop.rpc.resolve(told["ticket"]["id"], shop.sam())
    shop.rpc.close(told["ticket"]["id"], shop.sam())
    shop.services.until(lambda: shop.rpc.handover(told["id"], shop.pat())["state"] == "returned")


def test_what_may_be_done_now_is_told_with_the_ticket(shop: Shop) -> None:
    told = handed(shop)
    may = shop.rpc.ticket(told["ticket"]["id"], shop.pat())["may"]
    assert {"accept_handover", "reject_handover", "request_information", "exchange_note"} <= set(may)
    assert "return_handover" not in may


def test_a_receivers_own_form_is_asked_for_and_kept(shop: Shop) -> None:
    questions = [{**vars(each), "options": list(each.options)} for each in form]
    shop.rpc.set_form("acme", questions, shop.by("pat", "acme:owner"))
    try:
        assert shop.rpc.receiver_form("acme", "direct", shop.sam()) == questions
        ticket = shop.ticket()["id"]
        with pytest.raises(Invalid, match="answer-missing: steps"):
            shop.rpc.hand_over(ticket, "acme", "direct", {"system": "Linux"}, "", shop.sam())
        told = shop.rpc.hand_over(ticket, "acme", "direct", ANSWERS, "", shop.sam())
        assert shop.rpc.handover(told["id"], shop.pat())["answers"] == ANSWERS
    finally:
        shop.rpc.set_form("acme", [], shop.by("pat", "acme:owner"))
