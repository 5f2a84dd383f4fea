"""Lists of what was sent in, what is waived and what is certified follow what happened."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from services.certification.projections import acts, submissions
from tests.controls import certification as told

CLOSED = ("accepted", "rejected", "withdrawn", "failed")


def shown(*events: Any) -> Connection:
    return project([submissions.projection, acts.projection], [("submission-1", event) for event in events])


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "examining"),
        ([told.finished], "in_review"),
        ([told.finished, told.asked], "waiting"),
        ([told.finished, told.asked, told.answered], "in_review"),
        ([told.failed], "failed"),
        ([told.finished, told.accepted], "accepted"),
        ([told.finished, told.rejected], "rejected"),
        ([told.withdrawn], "withdrawn"),
    ],
)
def test_a_submission_stands_in_its_publishers_list_as_it_is(events: list[Any], state: str) -> None:
    with shown(told.opened, *events) as db:
        found = submissions.of_publisher(db, "acme")
        queued = submissions.in_states(db, ("examining", *submissions.REVIEWED))
    assert [each["state"] for each in found] == [state]
    assert bool(queued) is (state not in CLOSED)


def test_who_waits_longest_is_first_in_the_queue() -> None:
    later = replace(told.opened, submission="later", at=told.AT.replace(day=3))
    with shown(later, told.opened) as db:
        queue = submissions.in_states(db, ("examining",))
    assert [each["id"] for each in queue] == [told.SUBMISSION, "later"]


def test_a_reviewer_stands_beside_it() -> None:
    with shown(told.opened, told.assigned) as db:
        assert submissions.of_publisher(db, "acme")[0]["reviewer"] == told.RUTH


def test_a_waiver_counts_through_its_last_day() -> None:
    with shown(told.opened, told.waived) as db:
        on_it, after = (submissions.waivers_of(db, told.DATABASE, day) for day in (date(2027, 6, 30), date(2027, 7, 1)))
    assert [[each["check"] for each in some] for some in (on_it, after)] == [["secrets"], []]


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "valid"),
        ([told.expired], "expired"),
        ([told.expired, told.renewed], "valid"),
        ([told.revoked], "revoked"),
    ],
)
def test_a_certificate_stands_as_it_is(events: list[Any], state: str) -> None:
    with shown(told.issued, *events) as db:
        found = submissions.certificate_of(db, "acme/team", told.INDEX)
        assert submissions.certificates_of(db, "acme/team") == [found]
    assert found is not None
    assert found["state"] == state


def test_who_did_something_is_found_by_it() -> None:
    with shown(told.opened, told.asked) as db:
        assert acts.streams_of(db, "ada") == ["submission-1"]
        assert acts.streams_of(db, "bob") == []
