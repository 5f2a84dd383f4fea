"""Who gets which letter, what stands in it, and what nobody but the store can have signed."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventlog.schema import ERASED
from services.support.deciders.handover import handover
from services.support.deciders.ticket import ticket
from services.support.deciders.ticket_state import Ticket
from services.support.events import Level
from services.support.letters.language import CATALOGUES, moment
from services.support.letters.translating import texts
from services.support.policies import letters, signing, wording
from services.support.policies.letters import To
from tests.controls import support as told
from tests.controls import support_handovers as handed

FACT = re.compile(r"%\(\w+\)s")
SECRET, OTHER = b"secret", b"another"
PAGE = "http://store.example/tickets/T-5"


def state(*events: object) -> Ticket:
    found = ticket.fold([told.opened, *events])  # type: ignore[list-item]
    assert isinstance(found, Ticket)
    return found


def words(event: object, *events: object) -> wording.Words:
    found = wording.words(event, state(*events), "T-5", PAGE)
    assert found is not None
    return found


def test_a_desks_answer_goes_to_the_customer_and_to_nobody_who_wrote_it() -> None:
    assert letters.of_ticket(told.replied, state(told.assigned), []) == [To(frozenset({told.ADA}))]


def test_whoever_of_the_customers_wrote_on_a_ticket_gets_its_answers_too() -> None:
    wrote = [replace(told.answered, by="bob")]
    assert letters.of_ticket(told.replied, state(), wrote) == [To(frozenset({told.ADA, "bob"}))]


def test_the_customers_answer_goes_to_who_works_on_the_ticket() -> None:
    assert To(frozenset({told.SAM}), "store") in letters.of_ticket(told.answered, state(told.assigned), [])


def test_where_nobody_has_it_everybody_of_a_publishers_desk_gets_it_and_the_stores_see_their_queue() -> None:
    of_acme = letters.of_ticket(told.answered, state(told.handed_over), [])
    assert To(frozenset(), "acme", everybody=True) in of_acme
    assert [to for to in letters.of_ticket(told.answered, state(), []) if to.desk] == []


@pytest.mark.parametrize("event", [replace(told.closed, by=told.SAM), told.merged])
def test_the_customer_hears_that_a_ticket_was_closed_or_merged(event: object) -> None:
    assert letters.of_ticket(event, state(told.resolved), []) == [To(frozenset({told.ADA}))]
    assert "This ticket was" in words(event, told.resolved).text


def test_of_what_is_closed_when_it_was_said_to_be_nobody_hears_again() -> None:
    assert letters.of_ticket(told.closed, state(told.resolved), []) == []


def test_a_request_goes_to_the_desk_that_is_asked_and_its_answers_to_who_asked() -> None:
    asked = handover.fold([handed.requested])
    assert letters.of_handover(handed.requested, asked) == [To(frozenset(), "acme", everybody=True)]  # type: ignore[arg-type]
    assert letters.of_handover(handed.rejected, asked) == [To(frozenset({told.SAM}), "store")]  # type: ignore[arg-type]


def test_who_has_a_ticket_is_warned_and_the_desks_ladder_names_who_hears_of_what_lasts() -> None:
    ladder = (Level("Lead", 0, ("lena",)), Level("Head", 60, ("hugo",)))
    late = state(told.assigned)
    assert letters.of_clock(told.warned, late, ladder) == [To(frozenset({told.SAM}), "store")]
    assert letters.of_clock(replace(told.escalated, level=2), late, ladder) == [To(frozenset({"hugo"}), "store")]
    assert letters.of_clock(replace(told.escalated, level=3), late, ladder) == [To(frozenset(), "store")]
    assert "You are told as: Lead." in words(told.escalated).text


@pytest.mark.parametrize(
    ("account", "roles", "desk", "is_for"),
    [
        (told.ADA, {"globex:owner"}, "", True),
        ("bob", {"globex:member"}, "", True),
        (told.ADA, {"acme:owner"}, "", False),
        (told.PAT, {"acme:support"}, "acme", True),
        (told.PAT, {"globex:support"}, "acme", False),
        (told.SAM, set(), "store", False),
    ],
)
def test_who_left_their_organisation_or_desk_gets_no_letters(
    account: str, roles: set[str], desk: str, is_for: bool
) -> None:
    of_globex = ticket.fold([replace(told.opened, holder="globex")])
    assert isinstance(of_globex, Ticket)
    assert letters.is_for(account, frozenset(roles), desk, of_globex) == is_for


def test_a_partner_gets_no_letters() -> None:
    by_partner = replace(told.handed_over, owner="partner:Beta")
    assert [to for to in letters.of_ticket(told.answered, state(by_partner), []) if to.desk] == []


def test_what_a_person_wrote_stands_first_and_what_was_quoted_not_at_all() -> None:
    said = words(replace(told.replied, text="Try 2.2.\n\n> Which version?", channel="mail"))
    assert said.text.startswith("Try 2.2.\n\n")
    assert "Which version" not in said.text
    assert said.text.endswith(f"-- \nTicket T-5: {PAGE}\nAnswer this letter, or on that page.\n")


def test_what_was_written_on_the_page_stands_in_the_letter_whole() -> None:
    said = words(replace(told.replied, text="It prints\n\n> checksum mismatch\n> at block 7"))
    assert said.text.startswith("It prints\n\n> checksum mismatch\n> at block 7\n\n")


def test_an_opening_says_when_one_hears_of_it() -> None:
    assert "You hear from us by 2 March 2026, 11:00 UTC." in words(told.opened, told.clock_set).text


def test_of_what_was_erased_no_letter_is_sent() -> None:
    assert wording.words(replace(told.replied, text=ERASED), state(), "T-5", PAGE) is None


def test_a_moment_is_told_in_utc() -> None:
    assert moment(datetime(2026, 3, 2, 9, 5, tzinfo=UTC) + timedelta(hours=1)) == "2 March 2026, 10:05 UTC"


def test_a_letter_is_in_the_language_of_its_reader_and_what_a_person_wrote_stays() -> None:
    found = wording.words(told.opened, state(told.clock_set), "T-5", PAGE, "de")
    assert found is not None
    assert found.subject == f"[T-5] {told.opened.summary}"
    assert "ist bei uns eingegangen. Sie hören bis zum 2. März 2026, 11:00 UTC von uns." in found.text
    assert "Antworten Sie auf diesen Brief oder auf der genannten Seite." in found.text


def test_a_language_that_no_letter_is_written_in_is_english() -> None:
    assert wording.words(told.resolved, state(), "T-5", PAGE, "fr") == words(told.resolved)


@pytest.mark.parametrize("language", CATALOGUES.languages()[1:])
def test_whatever_a_letter_says_is_said_in_each_language_with_the_same_facts(language: str) -> None:
    every = [str(each.id) for each in texts() if each.id]
    assert len(every) > 30
    for message in every:
        translated = CATALOGUES.gettext(message, language)
        assert FACT.findall(translated) == FACT.findall(message), message
        assert translated != message or message.startswith("Ticket %(number)s"), message


def test_a_message_id_leads_to_its_ticket_and_no_other_does() -> None:
    ours = signing.message_id(told.TICKET, told.REPLY, "store.example", SECRET)
    assert signing.ticket_of(ours, SECRET) == told.TICKET
    assert signing.ticket_of(ours, OTHER) == ""
    assert signing.ticket_of(ours, SECRET, signing.DESKS) == ""
    assert signing.ticket_of(ours.replace(told.TICKET, told.OTHER_TICKET), SECRET) == ""


@pytest.mark.parametrize("given", ["6.{}", "5.{}0", "05.{}", "{}", "5."])
def test_an_address_counts_for_the_ticket_that_it_was_signed_for(given: str) -> None:
    mark = signing.tag(5, SECRET).partition(".")[2]
    assert signing.numbered(f"5.{mark}", SECRET) == 5
    assert signing.numbered(given.format(mark), SECRET) == 0
    assert signing.numbered(f"5.{mark}", OTHER) == 0
