"""What a handover's facts mean for its ticket, and how they read."""

from dataclasses import replace
from typing import Any

from eventlog.recorded import Recorded
from eventlog.schema import ERASED
from eventlog.testing import recorded
from services.support.deciders.handover import handover
from services.support.deciders.moving import ChangeOwner, ChangeWaiting
from services.support.events import HandoverRequested
from services.support.policies.handover_timeline import answers_of, entry
from services.support.policies.handovers import Promised, moves
from tests.controls import support_handovers as told
from tests.controls.support import HANDOVER, PAT, SAM, acme_terms, log_file, store_terms

PROMISED = Promised({"store": store_terms, "acme": acme_terms}, {"store": ()})


def history(*events: Any) -> list[Recorded]:
    return [recorded(event, f"handover-{HANDOVER}", number) for number, event in enumerate(events, 1)]


def last(*events: Any) -> Any:
    return moves(history(*events), PROMISED)[-1][1]


def read(*events: Any) -> dict[str, Any]:
    """The last of them, as both desks read it."""
    return entry(history(*events)[-1], handover.fold(events))


def test_the_receiver_is_waited_on_until_it_answers() -> None:
    assert last(told.requested) == ChangeWaiting("acme", PROMISED.calendars)


def test_who_accepts_owns_the_ticket_by_its_own_terms() -> None:
    moved = ChangeOwner("acme", HANDOVER, acme_terms, PROMISED.calendars)
    assert last(told.requested, told.accepted) == moved


def test_what_is_rejected_or_refused_waits_for_its_sender() -> None:
    for end in (told.rejected, told.refused, replace(told.returned, side="sender")):
        assert last(told.requested, end) == ChangeWaiting("store", PROMISED.calendars)


def test_what_ends_after_it_was_accepted_is_the_senders_again() -> None:
    for end in (told.closed, told.returned):
        assert last(told.requested, told.accepted, end) == ChangeOwner(
            "store", HANDOVER, store_terms, PROMISED.calendars
        )


def test_who_is_asked_is_waited_on_until_it_answers() -> None:
    asked = (told.requested, told.accepted, told.asked)
    assert last(*asked) == ChangeWaiting("store", PROMISED.calendars)
    assert last(*asked, told.given) == ChangeWaiting("acme", PROMISED.calendars)


def test_notes_move_nothing() -> None:
    everything = history(told.requested, told.delivered, told.exchanged, told.not_erased)
    assert [type(about.event) for about, _ in moves(everything, PROMISED)] == [HandoverRequested]


def test_each_fact_reads_as_its_desk_said_it() -> None:
    said = [(one["kind"], one["side"], one["by"], one["text"]) for one in map(read_with_request, told.EVERY_EVENT)]
    assert said == [
        ("handover-requested", "store", SAM, "Her shop is down while this lasts."),
        ("handover-delivered", "", "", "2104"),
        ("handover-refused", "", "", "Duplicate case number"),
        ("handover-accepted", "acme", PAT, "ACME-17; Pat, pat@acme.example; We restore your snapshot here."),
        ("handover-rejected", "acme", PAT, "Version 2.1 is not ours."),
        ("handover-asked", "acme", PAT, "Which file system does it lie on?"),
        ("handover-answered", "store", SAM, "On ext4."),
        ("handover-noted", "acme", PAT, "2.1.1 will mend it."),
        ("handover-returned", "acme", PAT, "It is the store's own volume driver."),
        ("handover-closed", "acme", PAT, ""),
        ("not-erased", "", "", "Globex"),
    ]


def read_with_request(event: Any) -> dict[str, Any]:
    return read(event) if isinstance(event, HandoverRequested) else read(told.requested, event)


def test_what_is_handed_over_says_to_whom() -> None:
    assert read(told.requested)["told"] == "acme"
    assert read(told.requested, told.accepted)["told"] == ""


def test_files_go_with_their_note() -> None:
    assert read(told.requested, told.exchanged)["attachments"] == [vars(log_file)]


def test_what_was_erased_has_no_text() -> None:
    assert read(told.requested, replace(told.exchanged, text=ERASED))["text"] is None
    accepted = replace(told.accepted, engineer=ERASED, next_steps=ERASED)
    assert read(told.requested, accepted)["text"] == "ACME-17"


def test_a_form_reads_as_it_was_filled_in_until_it_is_erased() -> None:
    assert answers_of(handover.fold([told.requested]))["system"] == "Linux"
    assert answers_of(handover.fold([replace(told.requested, answers=ERASED)])) == {}


def test_a_partner_has_no_account_here() -> None:
    assert read(told.requested, replace(told.exchanged, by="policy:support.tsanet"))["by"] == ""
