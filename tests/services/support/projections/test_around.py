"""What is known of people, products, rights and images: what a ticket is opened with, and read beside."""

from datetime import UTC, date, datetime, timedelta

from eventlog.testing import project
from services.billing.events import EntitlementEnded, EntitlementGranted
from services.catalog.events import PlanAdded, PlanChanged, ProductDrafted, ProductTransferred, TagMoved, VersionYanked
from services.certification.events import CertificateIssued, CertificateRevoked, ImageRated, PlatformRating
from services.identity.events import (
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
)
from services.support.projections import beside, catalogue, entitlements, findings, people

DB, RUN, NEWER = "db", "sha256:" + "21" * 32, "sha256:" + "22" * 32
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
drafted = ProductDrafted(DB, "acme", "db", "container", external=False)
team = PlanAdded(DB, "team", "Team", "", "acme/db-team", "subscribers", None)
granted = EntitlementGranted("ada", "acme/db-team", DB, "team", NOW + timedelta(days=30), "subscription", "")
ended = EntitlementEnded("ada", "acme/db-team", DB, "team", "not paid")
AROUND = (catalogue.projection, entitlements.projection, findings.projection)


def tagged(tag: str, digest: str, days: int) -> TagMoved:
    return TagMoved(f"retag-{tag}", "acme/db-team", DB, "team", tag, digest, "", NOW + timedelta(days=days))


def rated(digest: str, *grades: str) -> ImageRated:
    platforms = tuple(PlatformRating(f"linux/{n}", grade, None, "", n, 0, 0, 0, 0) for n, grade in enumerate(grades))
    return ImageRated(digest, DB, "acme/db-team", platforms, "", NOW)


def test_who_bought_may_pull_until_it_is_over() -> None:
    with project(AROUND, [("p", drafted), ("p", team), ("c", granted)]) as db:
        assert beside.right_of(db, "ada", DB, "team", NOW) == {
            "may_pull": True,
            "why": "team: subscription until 2026-04-01",
        }
        assert not beside.right_of(db, "ada", DB, "team", NOW + timedelta(days=31))["may_pull"]
        assert not beside.right_of(db, "eve", DB, "", NOW)["may_pull"]


def test_a_right_that_ended_says_why() -> None:
    with project(AROUND, [("p", drafted), ("p", team), ("c", granted), ("c", ended)]) as db:
        assert beside.right_of(db, "ada", DB, "", NOW) == {"may_pull": False, "why": "team: not paid"}


def test_what_is_for_everybody_nobody_has_to_buy() -> None:
    free = PlanChanged(DB, "team", "Team", "", "anyone", None)
    with project(AROUND, [("p", drafted), ("p", team), ("p", free)]) as db:
        assert beside.right_of(db, "eve", DB, "team", NOW)["may_pull"]


def test_the_image_that_is_run_is_told_by_its_worst_platform_beside_the_newest() -> None:
    events = [tagged("2.0", RUN, 0), tagged("2.1", NEWER, 1), rated(RUN, "A", "C"), rated(NEWER, "B")]
    with project(AROUND, [("x", event) for event in (drafted, team, *events)]) as db:
        image = beside.image_of(db, "acme/db-team", "2.0", "")
    assert (image["digest"], image["grade"], image["newest"], image["newest_grade"]) == (RUN, "C", "2.1", "B")
    assert image["findings"] == {"critical": 1, "high": 0, "medium": 0, "low": 0, "unrated": 0}


def test_the_newest_is_named_by_the_tag_that_tells_its_version() -> None:
    events = [tagged("2.1.4", NEWER, 0), tagged("2.1", NEWER, 1), tagged("latest", NEWER, 2)]
    with project(AROUND, [("x", event) for event in (drafted, team, *events)]) as db:
        assert beside.image_of(db, "acme/db-team", "2.0", "")["newest"] == "2.1.4"


def test_a_version_that_was_yanked_is_the_newest_no_more() -> None:
    yanked = VersionYanked("acme/db-team", DB, "2.1", NEWER, "", security=False)
    events = [drafted, team, tagged("2.0", RUN, 0), tagged("2.1", NEWER, 1), yanked]
    with project(AROUND, [("x", event) for event in events]) as db:
        assert beside.image_of(db, "acme/db-team", "2.0", "")["newest"] == "2.0"


def test_a_certificate_counts_until_it_is_revoked() -> None:
    issued = CertificateIssued(RUN, "s", DB, "team", "acme/db-team", "2.0", (), NOW.date(), date(2027, 3, 2))
    revoked = CertificateRevoked(RUN, DB, "acme/db-team", "…")
    for events, until in (([issued], "2027-03-02"), ([issued, revoked], None)):
        with project(AROUND, [("c", event) for event in events]) as db:
            assert findings.certified_until(db, "acme/db-team", RUN) == until


def test_a_product_is_found_by_where_it_is_now() -> None:
    moved = ProductTransferred(DB, "globex", "db", "acme/db")
    with project(AROUND, [("p", drafted), ("p", moved)]) as db:
        assert catalogue.product_at(db, "acme/db") is None
        found = catalogue.product_at(db, "globex/db")
    assert found is not None
    assert found["publisher"] == "globex"


def test_people_speak_for_whom_they_belong_to() -> None:
    events = [RoleGranted("sam", "support"), MemberJoined("acme", "sam", "member", "")]
    changed = [*events, MemberRoleChanged("acme", "sam", "support")]
    for told, roles in ((events, {"support", "acme:member"}), (changed, {"support", "acme:support"})):
        with project([people.projection], [("x", event) for event in told]) as db:
            assert people.roles_of(db, "sam") == roles


def test_who_left_or_was_erased_speaks_for_nobody() -> None:
    joined = [RoleGranted("sam", "support"), MemberJoined("acme", "sam", "owner", "")]
    left = [*joined, RoleWithdrawn("sam", "support"), MemberLeft("acme", "sam", "sam")]
    for told in (left, [*joined, SubjectErased("sam")]):
        with project([people.projection], [("x", event) for event in told]) as db:
            assert people.roles_of(db, "sam") == frozenset()
            assert people.people_of(db, "acme", ("owner",)) == frozenset()
