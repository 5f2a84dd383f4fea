"""What runs out is noted with its day, and is over when it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from eventlog.testing import recorded
from services.billing.events import PaymentMethodAdded, PaymentMethodRemoved, SubscriptionResumed
from services.identity.events import RobotCreated, RobotRevoked, TokenIssued, TokenRevoked
from services.notifications.deciders.ending import NoteEnding, SettleEnding, days_of
from services.notifications.events import EndingNoted, EndingReminded
from services.notifications.policies.endings import is_wanted, reminder
from tests.controls import certification, deals, licences
from tests.controls import identity as people
from tests.controls import subscriptions as sold
from tests.controls.subscriptions import ADA, SUBSCRIPTION
from tests.services.notifications.stories import Story, shelf
from vocabulary.money import Money

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
yearly = replace(sold.started, agreed=replace(sold.team, interval="year"), ends=date(2027, 1, 15), quantity=2)
tried = shelf.given(sold.tried, at=datetime(2026, 1, 15, tzinfo=UTC))


def noted(story: Story, ending: str) -> NoteEnding:
    (found,) = [each for each in story.noted() if isinstance(each, NoteEnding) and each.ending == ending]
    return found


def facts(note: NoteEnding) -> dict[str, str]:
    return {each.name: each.value for each in note.facts}


def settled(story: Story) -> list[str]:
    return [each.ending for each in story.noted() if isinstance(each, SettleEnding)]


def test_a_robot_with_an_end_concerns_the_owners_of_its_organisation() -> None:
    robot = replace(people.robot_created, expires=UNTIL)
    note = noted(Story().given(robot), "robot:robot-1")
    assert (note.kind, note.audiences, note.until) == ("robot.ending", ("owners:acme",), UNTIL)
    assert facts(note) == {"robot": "ci", "organization": "acme"}


def test_a_token_with_an_end_concerns_its_account_and_is_not_named() -> None:
    note = noted(Story().given(people.narrow_token), "token:token-2")
    assert note.audiences == (f"account:{people.ADA}",)
    assert people.narrow_token.name not in facts(note).values()
    assert facts(note) == {"last_four": people.narrow_token.last_four, "made": "2026-03-02", "change": "token"}


@pytest.mark.parametrize("event", [people.robot_created, people.token_issued])
def test_what_has_no_end_does_not_run_out(event: RobotCreated | TokenIssued) -> None:
    assert Story().given(replace(event, expires=None)).noted() == []


@pytest.mark.parametrize(
    ("event", "ending"),
    [(RobotRevoked("acme", "robot-1"), "robot:robot-1"), (TokenRevoked("ada", "token-2"), "token:token-2")],
)
def test_a_token_that_was_revoked_runs_out_no_more(event: object, ending: str) -> None:
    assert settled(Story().given(event)) == [ending]


def test_a_licence_runs_out_for_its_holder_and_is_prolonged() -> None:
    story = shelf.given(replace(sold.started, subscription=licences.SUBSCRIPTION), licences.licence_issued)
    assert noted(story, f"licence:{licences.LICENCE}").until == licences.licence_issued.until
    assert noted(story, f"licence:{licences.LICENCE}").audiences == (f"holder:{ADA}",)
    assert noted(story.given(licences.licence_changed), f"licence:{licences.LICENCE}").until == datetime(
        2026, 5, 16, tzinfo=UTC
    )
    assert settled(story.given(licences.licence_revoked)) == [f"licence:{licences.LICENCE}"]


def test_nobody_is_reminded_of_a_licence_that_is_prolonged_by_itself() -> None:
    story = shelf.given(replace(sold.started, subscription=licences.SUBSCRIPTION), licences.licence_issued)
    note = EndingNoted(**vars(noted(story, f"licence:{licences.LICENCE}")), at=UNTIL)
    assert not is_wanted(note, story.known)
    cancelled = replace(sold.cancelled, subscription=licences.SUBSCRIPTION)
    assert is_wanted(note, story.given(cancelled).known)


def test_a_trial_ends_for_who_would_pay_after_it() -> None:
    note = noted(tried, f"trial:{SUBSCRIPTION}")
    assert (note.kind, note.audiences, note.until) == ("trial.ending", (f"payer:{ADA}",), sold.tried.trial_until)
    assert facts(note) == {"name": "Acme Database", "plan": "Team", "amount": "49.00 USD"}


def test_a_trial_that_was_cancelled_costs_nothing_after_it() -> None:
    assert "amount" not in facts(noted(tried.given(sold.cancelled), f"trial:{SUBSCRIPTION}"))


def test_a_trial_that_is_extended_ends_later() -> None:
    assert noted(tried.given(sold.trial_extended), f"trial:{SUBSCRIPTION}").until == sold.trial_extended.until


def test_a_trial_that_ended_is_settled_as_of_then() -> None:
    ended = datetime(2026, 1, 20, tzinfo=UTC)
    assert SettleEnding(f"trial:{SUBSCRIPTION}", ended) in tried.given(sold.trial_ended, at=ended).noted()


def test_a_year_that_is_renewed_is_noted_with_what_it_costs() -> None:
    note = noted(shelf.given(yearly), f"renewal:{SUBSCRIPTION}")
    assert (note.kind, note.until) == ("renewal.coming", datetime(2027, 1, 15, tzinfo=UTC))
    assert facts(note)["amount"] == "98.00 USD"


def test_a_month_is_renewed_without_a_word() -> None:
    assert shelf.given(sold.started).noted() == []


def test_a_year_that_becomes_months_is_renewed_without_a_word() -> None:
    to_months = replace(sold.switched, before=yearly.agreed, agreed=sold.fleet)
    assert settled(shelf.given(yearly, to_months)) == [f"renewal:{SUBSCRIPTION}"]


def test_who_does_not_pay_is_told_when_the_access_ends_and_who_paid_is_not() -> None:
    behind = shelf.given(sold.started, sold.past_due)
    note = noted(behind, f"access:{SUBSCRIPTION}")
    assert (note.kind, note.audiences, note.until) == (
        "payment.trouble",
        (f"payer:{ADA}",),
        datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert note.link == f"/my-content/invoices/{sold.past_due.invoice}"
    assert (facts(note)["change"], days_of(note.ending)) == ("access", (7, 1))
    for over in (sold.recovered, sold.lapsed):
        assert f"access:{SUBSCRIPTION}" in settled(behind.given(over))


def test_a_price_that_was_announced_counts_from_its_renewal() -> None:
    raised = replace(sold.price_announced, applies=date(2026, 12, 1))
    note = noted(shelf.given(yearly, raised), f"renewal:{SUBSCRIPTION}")
    assert facts(note)["amount"] == str(raised.price.times(2))


def test_a_year_is_renewed_with_the_plan_and_the_quantity_that_were_chosen_for_it() -> None:
    solo = replace(sold.switch_scheduled.agreed, plan_name="Solo", price=Money(1900, "USD"))
    one, fewer = replace(sold.switch_scheduled, agreed=solo), replace(sold.quantity_scheduled, quantity=1)
    year = shelf.given(yearly, one, fewer)
    told = facts(noted(year, f"renewal:{SUBSCRIPTION}"))
    assert (told["next_plan"], told["amount"]) == ("Solo", "19.00 USD")
    free = shelf.given(yearly, replace(sold.switch_scheduled, agreed=replace(solo, price=None)))
    assert "amount" not in facts(noted(free, f"renewal:{SUBSCRIPTION}"))
    as_before = facts(noted(year.given(sold.schedule_dropped), f"renewal:{SUBSCRIPTION}"))
    assert ("next_plan" in as_before, as_before["amount"]) == (False, "98.00 USD")
    came = replace(sold.switched, agreed=replace(solo, interval="year"))
    told = facts(noted(year.given(came, replace(sold.quantity_changed, quantity=1)), f"renewal:{SUBSCRIPTION}"))
    assert ("next_plan" in told, told["plan"], told["amount"]) == (False, "Solo", "19.00 USD")


def test_what_was_cancelled_is_not_renewed_unless_it_is_resumed() -> None:
    cancelled = shelf.given(yearly, sold.cancelled)
    assert settled(cancelled) == [f"renewal:{SUBSCRIPTION}"]
    assert noted(cancelled.given(SubscriptionResumed(SUBSCRIPTION, ADA, ADA)), f"renewal:{SUBSCRIPTION}")


def test_what_lapsed_and_was_paid_is_renewed_as_before() -> None:
    lapsed = shelf.given(yearly, sold.past_due, sold.lapsed)
    assert f"renewal:{SUBSCRIPTION}" in settled(lapsed)
    back = lapsed.given(sold.recovered)
    assert noted(back, f"renewal:{SUBSCRIPTION}").kind == "renewal.coming"
    licence = back.given(replace(licences.licence_issued, subscription=SUBSCRIPTION))
    note = noted(licence, f"licence:{licences.LICENCE}")
    assert not is_wanted(EndingNoted(**vars(note), at=UNTIL), licence.known)
    cancelled = shelf.given(yearly, sold.cancelled, sold.past_due, sold.lapsed, sold.recovered)
    assert f"renewal:{SUBSCRIPTION}" in settled(cancelled)


def test_an_offer_runs_out_until_it_is_accepted_or_withdrawn() -> None:
    offered = shelf.given(deals.offer_extended)
    ending = f"offer:{deals.OFFER}"
    assert noted(offered, ending).until == deals.offer_extended.until
    assert settled(offered.given(deals.offer_accepted)) == [ending]
    assert settled(offered.given(deals.offer_declined)) == [ending]
    assert settled(offered.given(deals.offer_withdrawn)) == [ending]
    assert noted(offered.given(deals.offer_accepted, deals.offer_reopened), ending).kind == "offer.ending"


def card(method: str, expires: str) -> PaymentMethodAdded:
    return PaymentMethodAdded(ADA, f"billing-{ADA}", method, "visa", "4242", expires, ADA)


def test_a_card_runs_out_with_its_month_and_its_number_is_not_told() -> None:
    note = noted(Story().given(card("pm_1", "2028-02")), f"card:{ADA}")
    assert (note.until, note.audiences) == (datetime(2028, 3, 1, tzinfo=UTC), (f"payer:{ADA}",))
    assert facts(note) == {"brand": "Visa"}


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("card.ending", "2026-05-31"),
        ("certificate.ending", "2026-05-31"),
        ("waiver.ending", "2026-05-31"),
        ("renewal.coming", "2026-06-01"),
        ("licence.ending", UNTIL.isoformat()),
    ],
)
def test_a_reminder_names_the_last_day(kind: str, day: str) -> None:
    note = EndingNoted("it", kind, "it", "", "", (), (), UNTIL, UNTIL)
    reminded = EndingReminded("it", 0, UNTIL, UNTIL)
    assert reminder(reminded, recorded(reminded, "ending-it"), note).facts["until"] == day


def test_the_card_that_is_charged_counts_alone() -> None:
    story = Story().given(card("pm_1", "2028-02"), card("pm_2", "2029-12"))
    assert noted(story, f"card:{ADA}").until == datetime(2030, 1, 1, tzinfo=UTC)
    assert story.given(PaymentMethodRemoved(ADA, "pm_1", ADA)).noted() == []
    assert settled(story.given(PaymentMethodRemoved(ADA, "pm_2", ADA))) == [f"card:{ADA}"]


def test_a_certificate_lasts_through_its_last_day() -> None:
    issued = shelf.given(certification.issued)
    ending = f"certificate:{certification.issued.digest}"
    assert noted(issued, ending).until == datetime(2027, 11, 3, tzinfo=UTC)
    assert noted(issued.given(certification.renewed), ending).until == datetime(2028, 11, 3, tzinfo=UTC)
    assert settled(issued.given(certification.revoked)) == [ending]
    assert issued.given(certification.expired).noted() == []


def test_a_waiver_runs_out_for_the_team_that_got_it() -> None:
    story = shelf.given(certification.opened, certification.waived)
    note = noted(story, f"waiver:{certification.SUBMISSION}:secrets")
    assert (note.audiences, note.until) == (("publisher:acme:team",), datetime(2027, 7, 1, tzinfo=UTC))
    assert facts(note)["check"] == "secrets"
