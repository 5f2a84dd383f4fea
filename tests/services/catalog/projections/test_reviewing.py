"""Who has a right to a product, who belongs to a publisher, and who wrote what: what reviews are judged by."""

from datetime import UTC, datetime

from eventlog.testing import project
from services.billing.events import EntitlementEnded, EntitlementGranted
from services.catalog.projections import reviewing
from services.identity.events import MemberJoined, MemberLeft
from tests.controls.catalog import review_erased, review_posted

granted = EntitlementGranted("crew", "acme/db", "db", "free", datetime(2027, 1, 1, tzinfo=UTC), "subscription", "")
ended = EntitlementEnded("crew", "acme/db", "db", "free", "lapsed")
joined = MemberJoined("crew", "bob", "member", "")


def test_a_right_of_ones_own_or_of_ones_organisation_counts_also_after_it_ended() -> None:
    told = [("customer-crew", granted), ("organization-crew", joined), ("customer-crew", ended)]
    with project(reviewing.PROJECTIONS, told) as db:
        assert reviewing.has_right(db, "crew", "db")
        assert reviewing.has_right(db, "bob", "db")
        assert not reviewing.has_right(db, "bob", "cache")
        assert not reviewing.has_right(db, "carol", "db")


def test_who_has_left_belongs_no_more() -> None:
    with project(reviewing.PROJECTIONS, [("organization-crew", joined)]) as db:
        assert reviewing.belongs_to(db, "bob", "crew")
    left = MemberLeft("crew", "bob", "bob")
    with project(reviewing.PROJECTIONS, [("organization-crew", joined), ("organization-crew", left)]) as db:
        assert not reviewing.belongs_to(db, "bob", "crew")


def test_what_somebody_wrote_is_found_until_it_was_forgotten() -> None:
    with project(reviewing.PROJECTIONS, [("review-rv1", review_posted)]) as db:
        assert reviewing.reviews_by(db, "bob") == ["rv1"]
    with project(reviewing.PROJECTIONS, [("review-rv1", review_posted), ("review-rv1", review_erased)]) as db:
        assert reviewing.reviews_by(db, "bob") == []
