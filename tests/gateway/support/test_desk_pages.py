"""A desk's pages: the queue, a ticket that is answered, noted on and handed over, what is promised, and the report."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.gateway.support.helped import Browser, Help, helped, words

STORE, ACME = "/staff/desk", "/publish/acme/desk"
FORM = [{"name": "nodes", "label": "Nodes", "kind": "text", "required": True, "options": []}]


@pytest.fixture(scope="module")
def help_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Help]:
    with helped(tmp_path_factory.mktemp("desk")) as opened:
        opened.shop.rpc.set_form("acme", FORM, opened.shop.by("pat", "acme:owner"))
        yield opened


@pytest.fixture
def sam(help_: Help) -> Browser:
    return help_.of("sam")


@pytest.fixture
def pat(help_: Help) -> Browser:
    return help_.of("pat")


@pytest.fixture
def number(help_: Help) -> str:
    return help_.of("ada").asks()


def handed(sam: Browser, number: str) -> None:
    page = f"{STORE}/tickets/{number}/handover?to=acme&by=direct"
    answer = sam.send(page, to="acme", by="direct", **{"a-nodes": "5"})
    assert answer.status_code == 303, words(answer)


@pytest.mark.parametrize("page", [STORE, f"{STORE}/report", f"{STORE}/promises", ACME])
def test_to_a_customer_there_is_no_desk(help_: Help, page: str) -> None:
    assert help_.of("ada").get(page).status_code == 404


def test_the_queue_leads_to_each_ticket(sam: Browser, number: str) -> None:
    queue = sam.get(STORE)
    assert f'href="{STORE}/tickets/{number}"' in queue.text
    assert "to first answer" in words(sam.get(f"{STORE}/tickets/{number}"))


def listed(sam: Browser, number: str, **kept: str) -> bool:
    return f"{STORE}/tickets/{number}?" in sam.get(f"{STORE}?{urlencode(kept)}").text


def test_the_queue_is_kept_to_what_is_looked_for(sam: Browser, number: str) -> None:
    sam.send(f"{STORE}/tickets/{number}", f"{STORE}/tickets/{number}/priority", priority="1")
    assert listed(sam, number, priority="1", waiting_on="store", publisher="acme", product="acme/db")
    for other in ({"priority": "2"}, {"waiting_on": "customer"}, {"publisher": "globex"}, {"product": "acme/other"}):
        assert not listed(sam, number, **other)
    sam.send(f"{STORE}/tickets/{number}", f"{STORE}/tickets/{number}/resolve")
    assert listed(sam, number, state="resolved")
    assert not listed(sam, number, priority="1")


def test_what_has_ended_stands_the_newest_first(help_: Help, sam: Browser, number: str) -> None:
    later = help_.of("ada").asks()
    for each in (number, later):
        sam.send(f"{STORE}/tickets/{each}", f"{STORE}/tickets/{each}/resolve")
    ended = sam.get(f"{STORE}?state=resolved").text
    assert ended.index(f"/tickets/{later}?") < ended.index(f"/tickets/{number}?")


def test_what_makes_no_sense_keeps_nothing_out(sam: Browser, number: str) -> None:
    assert f"/tickets/{number}" in sam.get(f"{STORE}?state=lost&priority=9&waiting_on=godot&queue=x&before=z").text


def test_whatever_is_done_with_a_ticket_the_queue_stays_as_it_was(sam: Browser, number: str) -> None:
    page, kept = f"{STORE}/tickets/{number}", "?queue=unassigned&priority=3"
    assert f"{page}/assign?queue=unassigned&amp;priority=3" in sam.get(f"{page}{kept}").text
    answer = sam.send(f"{page}{kept}", f"{page}/priority{kept}", priority="2")
    assert answer.headers["Location"] == f"{page}{kept}&told=priority"
    wrong = sam.send(f"{page}{kept}", f"{page}/merge{kept}", into="T-0")
    assert f"{page}/merge?queue=unassigned&amp;priority=3" in wrong.text


def test_a_ticket_is_found_by_its_number(sam: Browser, number: str) -> None:
    assert sam.get(f"{STORE}?number={number}").headers["Location"] == f"{STORE}/tickets/{number}"


def test_a_note_is_read_by_the_desk_alone(help_: Help, sam: Browser, number: str) -> None:
    sam.send(f"{STORE}/tickets/{number}", f"{STORE}/tickets/{number}/say", to="note", text="She is a friend of ours.")
    assert "Note, not seen by the customer. She is a friend of ours." in words(sam.get(f"{STORE}/tickets/{number}"))
    assert "friend" not in words(help_.of("ada").get(f"/tickets/{number}"))


def test_nothing_is_sent_without_words_or_a_reader(sam: Browser, number: str) -> None:
    answer = sam.send(f"{STORE}/tickets/{number}", f"{STORE}/tickets/{number}/say", to="everybody")
    assert answer.status_code == 422
    assert "Write something, or attach a file" in words(answer)
    assert "Say who is to read it" in words(answer)


def test_a_file_of_the_desk_reaches_the_customer(help_: Help, sam: Browser, number: str) -> None:
    page = f"{STORE}/tickets/{number}"
    sam.send(page, f"{page}/say", files={"patch.diff": b"- slow\n+ quick\n"}, to="customer", text="Try this.")
    assert "patch.diff" in words(help_.of("ada").get(f"/tickets/{number}"))


def test_a_ready_answer_is_filled_in_and_waits_for_the_customer(help_: Help, sam: Browser, number: str) -> None:
    rpc, shop = help_.shop.rpc, help_.shop
    text = "How many nodes run {product}? It is about {ticket}."
    kept = rpc.keep_macro("store", "", "Ask", text, True, False, shop.by("sam", "operator"))
    page = f"{STORE}/tickets/{number}"
    sam.send(page, f"{page}/say", to="customer", macro=kept["macros"][-1]["macro"])
    told = help_.told(number)
    assert told["timeline"][-1]["text"] == f"How many nodes run db? It is about {number}."
    assert told["waiting_on"] == "customer"


def ready(sam: Browser) -> dict[str, str]:
    """Texts by name, as they are offered beside a ticket."""
    shop = sam.help.shop
    return {one["name"]: one["text"] for one in shop.rpc.desk("store", shop.by("sam", "support"))["macros"]}


def test_a_ready_answer_is_made_changed_and_dropped_on_its_page(sam: Browser, number: str) -> None:
    page, said = f"{STORE}/answers", {"macro-name": "Logs", "macro-text": "Send the logs.", "waits": "on"}
    assert page in sam.get(f"{STORE}/tickets/{number}").text
    assert sam.send(page, **said).status_code == 303
    found = re.search(rf'href="({page}/[^"]+)">Change it<span class="vh">: Logs<', sam.get(page).text)
    assert found is not None
    form = sam.get(found[1]).text
    assert "Send the logs.</textarea>" in form
    assert 'name="waits" checked' in form
    wrong = sam.send(found[1], **said | {"macro-text": " "})
    assert (wrong.status_code, '<a href="#macro-text">' in wrong.text) == (422, True)
    assert sam.send(found[1], **said | {"macro-text": "Send all logs."}).status_code == 303
    assert ready(sam)["Logs"] == "Send all logs."
    sam.send(page, f"{found[1]}/drop")
    assert "Logs" not in ready(sam)
    gone = sam.send(page, found[1], **said)  # from a page that was opened before
    assert gone.status_code == 404
    assert "There is no such ready answer" in words(gone)
    assert "Send the logs." in gone.text


def test_ready_answers_are_on_no_page_for_who_is_not_of_the_desk(help_: Help, pat: Browser) -> None:
    assert (help_.of("ada").get(f"{STORE}/answers").status_code, pat.get(f"{STORE}/answers").status_code) == (404, 404)
    assert pat.get(f"{ACME}/answers/unknown").status_code == 404


def test_what_the_receivers_form_lacks_is_told_beside_it(sam: Browser, number: str) -> None:
    page = f"{STORE}/tickets/{number}/handover?to=acme&by=direct"
    answer = sam.send(page, to="acme", by="direct", note="She waits.")
    assert answer.status_code == 422
    assert '<a href="#a-nodes">' in answer.text
    assert "She waits." in words(answer)


def test_a_publisher_accepts_what_is_handed_to_it_and_hands_it_back(sam: Browser, pat: Browser, number: str) -> None:
    page = f"{ACME}/tickets/{number}"
    assert pat.get(page).status_code == 404
    handed(sam, number)
    assert "still ours" in (shown := words(sam.get(f"{STORE}/tickets/{number}")))
    assert "Handover to Acme By" in shown
    short = pat.send(page, f"{page}/accept-handover", case_number="A-7", engineer="")
    assert "Needs 1 to" in words(short)
    pat.send(page, f"{page}/accept-handover", case_number="A-7", engineer="Pat Quay", next_steps="We look.")
    assert "A-7 Engineer Pat Quay" in words(sam.get(f"{STORE}/tickets/{number}"))
    pat.send(page, f"{page}/return-handover", reason="It is the disk.")
    assert "Waits for the store" in words(sam.get(f"{STORE}/tickets/{number}"))


def test_a_calendar_that_is_none_is_told_beside_its_day_and_kept_as_typed(pat: Browser) -> None:
    page = f"{ACME}/promises"
    answer = pat.send(
        page, f"{page}/calendar", zone="Europe/Berlin", **{"day-0": "nine to five", "day-1": "09:00-17:00"}
    )
    assert answer.status_code == 422
    assert '<a href="#day-0">' in answer.text
    assert 'value="nine to five"' in answer.text


def test_a_calendar_is_shown_as_it_was_said(pat: Browser) -> None:
    page = f"{ACME}/promises"
    days = {"day-0": "09:00-12:00, 13:00-17:00", "day-4": "9:00 – 24:00"}
    assert pat.send(page, f"{page}/calendar", zone="Europe/Berlin", holidays="de", **days).status_code == 303
    shown = pat.get(page).text
    assert 'value="09:00-12:00, 13:00-17:00"' in shown
    assert 'value="09:00-24:00"' in shown
    assert 'value="DE"' in shown


def test_who_is_told_at_a_level_stays_so_when_its_minutes_are_changed_on_the_page(help_: Help, pat: Browser) -> None:
    shop, page = help_.shop, f"{ACME}/promises"
    level = {"name": "Lead", "after": 30, "accounts": [shop.accounts["pat"]]}
    shop.rpc.set_levels("acme", [level], shop.by("pat", "acme:owner"))
    ticked = f'name="told-0" value="{shop.accounts["pat"]}" checked'
    assert ticked in pat.get(page).text
    pat.send(page, f"{page}/levels", name="Lead", after="60", **{"told-0": shop.accounts["pat"]})
    assert shop.rpc.desk("acme", shop.pat())["levels"] == [level | {"after": 60}]


def test_whoever_leads_chooses_on_the_page_who_is_told_at_a_level(help_: Help, pat: Browser) -> None:
    shop, page = help_.shop, f"{ACME}/promises"
    pat.send(page, f"{page}/levels", name="Head of support", after="0", **{"told-0": shop.accounts["pat"]})
    told = {"name": "Head of support", "after": 0, "accounts": [shop.accounts["pat"]]}
    assert shop.rpc.desk("acme", shop.pat())["levels"] == [told]
    answer = pat.send(page, f"{page}/levels", name="Head of support", after="0", **{"told-0": shop.accounts["ada"]})
    assert answer.status_code == 422


def test_who_leads_no_desk_says_nothing_of_what_it_promises(sam: Browser) -> None:
    assert sam.get(f"{STORE}/promises").status_code == 404


def test_the_report_counts_what_was_opened_and_answered(sam: Browser, number: str) -> None:
    page = f"{STORE}/tickets/{number}"
    sam.send(page, f"{page}/say", to="customer", text="We look at it.")
    assert "Acme the store P2" in words(sam.get(f"{STORE}/report"))
