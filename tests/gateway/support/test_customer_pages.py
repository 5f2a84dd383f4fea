"""A customer asks for help and is helped, by pages alone."""

import re
from collections.abc import Iterator

import pytest

from tests.gateway.support.helped import ASKED, NEW, Browser, Help, helped, words

LOG = b"tidewater: disk full\n"


@pytest.fixture(scope="module")
def help_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Help]:
    with helped(tmp_path_factory.mktemp("help")) as opened:
        yield opened


@pytest.fixture
def ada(help_: Help) -> Browser:
    return help_.of("ada")


def waits_for(help_: Help, number: str) -> None:
    """Sam of the store's desk asks something back."""
    help_.shop.rpc.reply(number, "Which volume driver do you use?", [], True, "page", "", help_.shop.sam())


def resolved(help_: Help, number: str) -> None:
    help_.shop.rpc.resolve(number, help_.shop.sam())


def test_the_products_page_leads_to_help(ada: Browser) -> None:
    assert 'href="/tickets/new?product=acme/db"' in ada.get("/acme/db").text


def test_the_form_knows_product_plan_newest_version_and_right(ada: Browser) -> None:
    page = ada.get(NEW)
    assert '<option value="2.2" selected>latest, 2.2</option>' in page.text
    assert "Image db Plan Team Version 2.2 Your right to it runs" in words(page)


def test_what_was_asked_is_a_ticket(help_: Help, ada: Browser) -> None:
    told = help_.told(ada.asks(tag="2.1"))
    assert (told["summary"], told["priority"]) == (ASKED["summary"], 2)
    assert (told["product"]["address"], told["plan"], told["version"]["tag"]) == ("acme/db", "team", "2.1")
    assert told["entitlement"]["reason"] == "subscription"


def test_a_ticket_may_be_about_the_store_itself(help_: Help, ada: Browser) -> None:
    answer = ada.send("/tickets/new", **ASKED)
    number = answer.headers["Location"].partition("?")[0].rpartition("/")[2]
    assert help_.told(number)["product"]["id"] == ""


def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(ada: Browser) -> None:
    answer = ada.send(NEW, tag="2.1", summary="", description="It ends with checksum mismatch.", priority="9")
    assert answer.status_code == 422
    assert all(f'id="{name}-error"' in answer.text for name in ("summary", "priority"))
    assert "It ends with checksum mismatch.</textarea>" in answer.text
    assert '<option value="2.1" selected>' in answer.text


def test_a_file_that_is_not_taken_says_so_beside_its_field(ada: Browser) -> None:
    answer = ada.send(NEW, files={"setup.exe": b"MZ"}, **ASKED)
    assert answer.status_code == 422
    assert "setup.exe: Files of this kind are not taken" in words(answer)


def test_a_file_is_chosen_once_however_often_the_form_is_sent(help_: Help, ada: Browser) -> None:
    wrong = ada.send(NEW, files={"db.log": LOG}, **{**ASKED, "summary": ""})
    kept = re.findall(r'name="kept" value="([0-9a-f]+)" checked', wrong.text)
    (attached,) = help_.told(ada.asks(kept=kept))["timeline"][0]["attachments"]
    assert [attached["id"]] == kept


def test_a_file_that_is_not_wanted_any_more_does_not_go_along(help_: Help, ada: Browser) -> None:
    ada.send(NEW, files={"db.log": LOG}, **{**ASKED, "summary": ""})
    assert help_.told(ada.asks())["timeline"][0]["attachments"] == []


def test_nobody_learns_what_anothers_file_is_called(help_: Help, ada: Browser) -> None:
    wrong = ada.send(NEW, files={"secret-plans.log": LOG}, **{**ASKED, "summary": ""})
    kept = re.findall(r'name="kept" value="([0-9a-f]+)"', wrong.text)
    answer = help_.of("eve").send(NEW, kept=kept, summary="")
    assert "secret-plans" in wrong.text
    assert "secret-plans" not in answer.text


def test_who_is_waited_on_and_when_an_answer_is_due_is_told(help_: Help, ada: Browser) -> None:
    number = ada.asks()
    page = words(ada.get(f"/tickets/{number}"))
    assert "Waited on the store’s support Answer due" in page
    assert "to first answer" in page
    waits_for(help_, number)
    assert "Waited on you Answer due when you have answered" in words(ada.get(f"/tickets/{number}"))


def test_an_answer_with_a_file_is_on_the_ticket_and_comes_back(help_: Help, ada: Browser) -> None:
    number = ada.asks()
    waits_for(help_, number)
    answer = ada.send(f"/tickets/{number}", f"/tickets/{number}/reply", {"Zürich.log": LOG}, text="ZFS, for now.")
    assert answer.headers["Location"] == f"/tickets/{number}?told=replied"
    page = ada.get(f"/tickets/{number}")
    assert "ZFS, for now. Zürich.log" in words(page)
    (link,) = re.findall(rf'href="(/tickets/{number}/attachments/[0-9a-f]+)"', page.text)
    assert ada.get(link).data == LOG


def test_the_desk_has_the_file_too_and_a_stranger_has_nothing(help_: Help, ada: Browser) -> None:
    answer = ada.send(NEW, files={"db.log": LOG}, **ASKED)
    number = answer.headers["Location"].partition("?")[0].rpartition("/")[2]
    link = f"/tickets/{number}/attachments/{help_.told(number)['timeline'][0]['attachments'][0]['id']}"
    assert help_.of("eve").get(link).status_code == 404
    assert help_.of("eve").get(f"/tickets/{number}").status_code == 404


def test_an_empty_answer_says_what_is_missing(ada: Browser) -> None:
    number = ada.asks()
    answer = ada.send(f"/tickets/{number}", f"/tickets/{number}/reply", text=" ")
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text


def test_what_was_resolved_is_reopened(help_: Help, ada: Browser) -> None:
    number = ada.asks()
    resolved(help_, number)
    assert "If it is not, answer or reopen it by" in words(ada.get(f"/tickets/{number}"))
    assert ada.send(f"/tickets/{number}", f"/tickets/{number}/reopen").status_code == 303
    assert help_.told(number)["state"] == "open"


def test_a_customer_says_that_it_is_solved_and_rates_it(help_: Help, ada: Browser) -> None:
    number = ada.asks()
    page = f"/tickets/{number}"
    ada.send(page, f"{page}/resolve")
    assert ada.send(page, f"{page}/rate", stars="4").status_code == 303
    assert help_.told(number)["rating"] == 4


def test_a_rating_without_stars_says_so_beside_them(help_: Help, ada: Browser) -> None:
    page = f"/tickets/{ada.asks()}"
    ada.send(page, f"{page}/resolve")
    answer = ada.send(page, f"{page}/rate")
    assert answer.status_code == 422
    assert 'id="stars-error"' in answer.text


def test_ones_tickets_stand_in_ones_content(help_: Help, ada: Browser) -> None:
    number = ada.asks(summary="The newest of all")
    waits_for(help_, number)
    assert f"The newest of all {number}, db 2.2" in words(ada.get("/my-content/tickets"))
    assert "Waiting for you" in words(ada.get("/my-content/tickets"))


def test_who_has_asked_nothing_is_told_how(help_: Help) -> None:
    assert "You have asked nothing" in words(help_.of("eve").get("/my-content/tickets"))


def test_who_is_not_signed_in_signs_in_first(help_: Help) -> None:
    answer = help_.app.test_client().get(NEW)
    assert answer.headers["Location"].startswith("/sign-in?next=/tickets/new")


def test_support_looks_at_a_customers_pages_once_it_is_let_and_the_customer_reads_it(help_: Help, ada: Browser) -> None:
    number, sam = ada.asks(), help_.of("sam")
    desk, mine = f"/staff/desk/tickets/{number}/looks", f"/tickets/{number}/looks"
    assert f'href="{desk}"' in sam.get(f"/staff/desk/tickets/{number}").text
    assert sam.send(desk, f"{desk}/ask", text="").status_code == 422
    assert sam.send(desk, f"{desk}/ask", text="To see what you may pull.").status_code == 303
    assert "Support asks to look at your own pages." in words(ada.get(f"/tickets/{number}"))
    assert "To see what you may pull." in words(ada.get(mine))
    assert ada.send(mine, f"{mine}/grant", hours="4").status_code == 303
    shown = sam.get(f"{desk}/rights")
    assert "You see Ada’s pages." in words(shown)
    assert "acme/db-team" in shown.text
    assert "It may be pulled." in words(shown)
    assert "<form" not in shown.text.partition("<main")[2].partition("</main>")[0]
    for page in (ada.get(mine), ada.get("/account/looks")):
        assert "looked at “What may be pulled”" in words(page)
    assert ada.send(mine, f"{mine}/withdraw").status_code == 303
    refused = sam.get(f"{desk}/rights")
    assert (refused.status_code, "The customer allows it no more" in words(refused)) == (403, True)


def test_nobody_looks_without_leave_and_nothing_is_sent_from_there(help_: Help, ada: Browser) -> None:
    number, sam = ada.asks(), help_.of("sam")
    desk = f"/staff/desk/tickets/{number}/looks"
    refused = sam.get(f"{desk}/licences")
    assert (refused.status_code, "has not allowed" in words(refused)) == (403, True)
    assert sam.get(f"{desk}/tokens").status_code == 404
    assert sam.send(desk, f"{desk}/licences").status_code == 405
    for name in ("ada", "pat", "eve"):
        assert help_.of(name).get(f"{desk}/licences").status_code == 404
    assert help_.of("eve").get(f"/tickets/{number}/looks").status_code == 404
    sam.send(desk, f"{desk}/ask", text="To see what you may pull.")
    mine = f"/tickets/{number}/looks"
    assert sam.send(desk, f"{mine}/grant", hours="4").status_code == 403
    assert ada.send(mine, f"{mine}/refuse").status_code == 303
    assert sam.get(f"{desk}/licences").status_code == 403
