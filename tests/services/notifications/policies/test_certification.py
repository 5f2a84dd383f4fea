"""What certification finds reaches publishers and reviewers, and customers where they may know of it: once a scan."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.certification.events import FindingsShown, VulnerabilityFound
from services.notifications.policies.notice import Notice
from tests.controls import certification as controls
from tests.controls import vulnerabilities
from tests.controls.certification import ADA, RUTH, SUBMISSION
from tests.controls.vulnerabilities import AT, DATABASE
from tests.services.notifications.stories import Story, shelf

TEAM = ("publisher:acme:team",)
submitted = shelf.given(controls.opened)
shown = shelf.given(FindingsShown(DATABASE, shown=True))


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (controls.finished, "checked"),
        (controls.failed, "failed"),
        (controls.asked, "asked"),
        (controls.waived, "waived"),
        (controls.accepted, "approved"),
        (controls.rejected, "rejected"),
    ],
)
def test_the_team_hears_how_a_submission_moves(event: object, change: str) -> None:
    notice = submitted.given(event).one("submission.moved")
    assert (notice.audiences, notice.facts["change"], notice.facts["version"]) == (TEAM, change, "2.1")
    assert notice.link == f"/publish/acme/submissions/{SUBMISSION}"


def test_what_a_reviewer_asks_is_read_there_and_not_in_the_notice() -> None:
    facts = submitted.given(controls.asked, actor=RUTH).one("submission.moved").facts
    assert facts == {"name": "Acme Database", "version": "2.1", "change": "asked"}


def test_a_submission_waits_for_a_reviewer_once_it_was_checked() -> None:
    assert submitted.told() == []
    notice = submitted.given(controls.finished).one("review.wanted")
    assert (notice.audiences, notice.facts["change"]) == (("staff:reviewer",), "submission")


def test_an_answer_reaches_who_reviews_it() -> None:
    story = submitted.given(controls.assigned).given(controls.answered, actor=ADA)
    assert story.one("review.wanted").audiences == (f"account:{RUTH}", f"but:{ADA}")


def test_a_certificate_that_was_revoked_says_why() -> None:
    notice = shelf.given(controls.issued, controls.revoked).one("certificate.ending")
    assert (notice.audiences, notice.facts["change"], notice.facts["version"]) == (TEAM, "revoked", "2.1")
    assert notice.facts["reason"] == controls.revoked.reason


def hole(number: int, severity: str = "low", *, at: datetime = AT, due: datetime | None = None) -> VulnerabilityFound:
    about = {"vulnerability": f"v-{number}", "advisory": f"DSA-{number}", "aliases": (f"CVE-2026-{number}",)}
    return replace(vulnerabilities.found, severity=severity, at=at, due=due, **about)


def all_of(story: Story, kind: str) -> list[Notice]:
    return [notice for notice in story.all_told() if notice.kind == kind]


def test_forty_holes_of_one_scan_are_told_once_with_their_number() -> None:
    scan = [hole(number) for number in range(1, 40)] + [hole(40, "critical")]
    (notice,) = all_of(shown.given(*scan), "vulnerability.found")
    assert notice.audiences == ("users:acme/team",)
    assert (notice.facts["count"], notice.facts["critical"], notice.facts["low"]) == ("40", "1", "39")
    assert (notice.facts["advisory"], notice.facts["severity"]) == ("CVE-2026-40", "critical")
    assert (notice.facts["change"], notice.facts["version"]) == ("several", "16.4")


def test_what_is_told_first_of_a_scan_and_what_next_are_the_same_announcement() -> None:
    scan = shown.given(hole(1), hole(2))
    gone = replace(vulnerabilities.fixed, vulnerability="v-1")
    assert all_of(scan, "vulnerability.found")[0].id == all_of(scan.given(gone), "vulnerability.found")[0].id


def test_a_hole_that_another_release_has_too_is_not_told_again() -> None:
    again = replace(hole(1, at=AT + timedelta(days=1)), digest="sha256:another", tag="16.5")
    (notice,) = all_of(shown.given(hole(1), again), "vulnerability.found")
    assert notice.facts["version"] == "16.4"


def test_a_hole_that_was_mended_and_is_found_anew_is_told_again() -> None:
    gone = replace(vulnerabilities.fixed, vulnerability="v-1")
    later = hole(1, at=AT + timedelta(days=2))
    assert shown.given(hole(1), gone, later).kinds() == ["vulnerability.found"]


def test_customers_hear_of_holes_only_where_these_are_shown_or_it_is_certified() -> None:
    assert "vulnerability.found" not in shelf.given(hole(1)).kinds()
    assert "vulnerability.found" in shelf.given(controls.issued, hole(1)).kinds()
    assert "vulnerability.found" not in shelf.given(controls.issued, controls.revoked, hole(1)).kinds()


def test_the_team_hears_once_by_when_the_holes_of_a_scan_are_to_be_mended() -> None:
    due = AT + timedelta(days=3)
    (notice,) = all_of(shelf.given(hole(1, due=due), hole(2, "high", due=due)), "fix.due")
    assert (notice.audiences, notice.facts["until"]) == (TEAM, due.isoformat())
    assert (notice.facts["count"], notice.facts["severity"]) == ("2", "high")


def test_a_clock_that_stays_as_it_is_is_told_once() -> None:
    due = AT + timedelta(days=3)
    again = replace(hole(1, at=AT + timedelta(days=1), due=due), tag="16.5")
    assert shelf.given(hole(1, due=due), again).told() == []


def test_fixes_that_were_missed_at_one_time_are_told_once() -> None:
    due = AT + timedelta(days=3)
    story = shelf.given(hole(1, due=due), hole(2, due=due))
    late = [replace(vulnerabilities.missed, vulnerability=f"v-{number}", due=due) for number in (1, 2)]
    first, second = story.given(late[0]).one("fix.due"), story.given(*late).one("fix.due")
    assert first.id == second.id
    assert (first.facts["change"], first.facts["count"]) == ("missed", "2")


def test_a_fix_that_was_given_up_is_told() -> None:
    assert shelf.given(vulnerabilities.given_up).one("fix.due").facts["change"] == "given-up"
