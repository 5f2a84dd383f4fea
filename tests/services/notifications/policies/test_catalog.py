"""What the catalogue decides of publishers, listings and reviews reaches whoever waits for it."""

from dataclasses import replace

import pytest

from services.catalog.events import (
    EditRejected,
    EditSubmitted,
    HoldLifted,
    Particular,
    ProductApproved,
    ProductHeld,
    ProductPublished,
    ProductRejected,
    ProductRevoked,
    ProductSubmitted,
    ProductTransferred,
    ProductUnlisted,
    PublicationUnscheduled,
    PublisherApproved,
    PublisherRejected,
    PublisherSuspended,
    Reason,
    ReleaseFailed,
    SecurityHoldLifted,
    SecurityHoldPlaced,
    StagingRefused,
    TransferOffered,
)
from services.notifications.letters.words import text
from tests.controls import catalog, trust
from tests.services.notifications.stories import DATABASE, REPOSITORY, shelf
from vocabulary.unreleasable import WITHDRAWN

USERS = ("users:acme/db-pro", f"users:{REPOSITORY}")
TEAM = "publisher:acme:team"


def test_an_application_waits_for_reviewers() -> None:
    notice = shelf.given(catalog.acme_applied, actor="ada").one("review.wanted")
    assert notice.audiences == ("staff:reviewer", "but:ada")
    assert notice.facts == {"publisher": "Acme Ltd", "change": "publisher"}
    assert notice.link == "/staff/publishers/acme"


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (PublisherApproved("acme"), "publisher-approved"),
        (PublisherSuspended("acme", "Its images were not its own."), "publisher-suspended"),
    ],
)
def test_a_publisher_hears_what_became_of_it(event: object, change: str) -> None:
    notice = shelf.given(event).one("listing.moved")
    assert (notice.audiences, notice.facts["change"]) == ((TEAM,), change)
    assert notice.facts["publisher"] == "Acme Ltd"


def test_who_was_turned_down_hears_all_reasons_in_one_line() -> None:
    reasons = (Reason("website", "It does not answer."), Reason("", "We cannot\nfind you."))
    facts = shelf.given(PublisherRejected("acme", reasons)).one("listing.moved").facts
    assert facts["reason"] == "It does not answer.; We cannot find you."


def test_a_product_that_was_handed_in_waits_for_reviewers() -> None:
    notice = shelf.given(ProductSubmitted(DATABASE)).one("review.wanted")
    assert (notice.audiences, notice.link) == (("staff:reviewer",), "/staff/products/acme/db")


def test_an_edit_of_an_approved_product_waits_for_reviewers() -> None:
    notice = shelf.given(EditSubmitted(DATABASE)).one("review.wanted")
    assert (notice.audiences, notice.link, notice.facts["change"]) == (
        ("staff:reviewer",),
        "/staff/products/acme/db",
        "edited",
    )


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (ProductApproved(DATABASE), "approved"),
        (ProductRejected(DATABASE, (Reason("name", "Too long."),)), "rejected"),
        (EditRejected(DATABASE, (Reason("name", "Too long."),)), "edit-rejected"),
        (ProductPublished(DATABASE), "published"),
        (ProductUnlisted(DATABASE), "unlisted"),
    ],
)
def test_the_team_hears_what_became_of_a_listing(event: object, change: str) -> None:
    notice = shelf.given(event).one("listing.moved")
    assert (notice.audiences, notice.facts["change"], notice.product) == ((TEAM,), change, "acme/db")


def test_who_did_it_themselves_is_not_told() -> None:
    assert shelf.given(ProductPublished(DATABASE), actor="pat").one("listing.moved").audiences == (TEAM, "but:pat")


def test_a_publication_that_could_not_happen_on_its_day_is_told() -> None:
    event = PublicationUnscheduled(DATABASE, "version-missing", "team")
    facts = shelf.given(event, actor="policy:deadline-publish").one("listing.moved").facts
    assert (facts["change"], facts["reason"], facts["about"]) == ("not-published", "version-missing", "team")
    assert shelf.given(PublicationUnscheduled(DATABASE), actor="pat").told() == []


@pytest.mark.parametrize(
    ("event", "change", "to_team"),
    [
        (ProductHeld(DATABASE, "It phones home."), None, "held"),
        (HoldLifted(DATABASE), "lifted", "lifted"),
        (ProductRevoked(DATABASE), "revoked", "revoked"),
    ],
)
def test_a_hold_reaches_all_who_use_it_and_its_publisher(event: object, change: str | None, to_team: str) -> None:
    story = shelf.given(event)
    notice = story.one("product.held")
    assert (notice.audiences, notice.facts.get("change")) == (USERS, change)
    assert story.one("listing.moved").facts["change"] == to_team


def held(*missed: object) -> SecurityHoldPlaced:
    return SecurityHoldPlaced(DATABASE, missed)  # type: ignore[arg-type]


def test_a_hold_for_a_hole_names_it() -> None:
    facts = shelf.given(held(trust.openssl)).one("product.held").facts
    assert (facts["change"], facts["advisory"], facts["severity"]) == ("late", "DSA-5764-1", "critical")


def test_a_hold_is_told_once_however_many_holes_it_comes_to_be_for() -> None:
    story = shelf.given(held(trust.openssl))
    assert story.given(held(trust.openssl, trust.zlib)).told() == []
    assert story.given(held(trust.openssl, trust.zlib), held(trust.zlib)).told() == []


def test_a_hold_after_one_that_was_lifted_is_another() -> None:
    story = shelf.given(held(trust.openssl), SecurityHoldLifted(DATABASE), held(trust.zlib))
    assert story.one("product.held").facts["advisory"] == "DSA-5801-1"


def test_who_may_take_a_product_over_is_asked() -> None:
    notice = shelf.given(TransferOffered(DATABASE, "bobs", "pat"), actor="pat").one("listing.moved")
    assert (notice.audiences, notice.facts["publisher"]) == (("publisher:bobs:team", "but:pat"), "Acme Ltd")


def test_who_gave_a_product_away_hears_that_it_was_taken() -> None:
    notice = shelf.given(ProductTransferred(DATABASE, "bobs", "db", "acme/db")).one("listing.moved")
    assert (notice.audiences, notice.facts["publisher"]) == ((TEAM,), "Bob's")
    assert notice.product == "bobs/db"


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (ReleaseFailed("r", REPOSITORY, "2.0", "sha256:20", "The registry is away."), "failed"),
        (StagingRefused(REPOSITORY, "2.0", "sha256:20", "It has no platform."), "refused"),
    ],
)
def test_a_release_that_failed_says_why(event: ReleaseFailed | StagingRefused, change: str) -> None:
    notice = shelf.given(event).one("release.finished")
    assert (notice.audiences, notice.product) == ((TEAM,), "acme/db")
    assert (notice.facts["version"], notice.facts["reason"], notice.facts["change"]) == ("2.0", event.reason, change)


def test_a_release_that_failed_is_told_by_code_in_its_readers_language() -> None:
    withdrawn = ReleaseFailed("r", REPOSITORY, "2.0", "sha256:20", "It was withdrawn meanwhile.", WITHDRAWN)
    facts = shelf.given(withdrawn).one("release.finished").facts
    assert facts["reason"] == WITHDRAWN
    assert "Es wurde inzwischen zurückgezogen." in text("release.finished", facts, "de")


def test_a_push_that_was_refused_is_told_by_code_with_what_its_sentence_names() -> None:
    refused = StagingRefused(REPOSITORY, "2.0", "sha256:20", "…", "layer-unknown", (Particular("type", "“x/y”"),))
    facts = shelf.given(refused).one("release.finished").facts
    assert (facts["reason"], facts["type"]) == ("layer-unknown", "“x/y”")
    said = text("release.finished", facts, "de")
    assert "“x/y” ist keine Schicht eines Images." in said


posted = replace(catalog.review_posted, product=DATABASE, review="r-1", account="ada")


def test_a_review_is_told_by_its_stars_alone() -> None:
    notice = shelf.given(posted, actor="ada").one("review.posted")
    assert notice.audiences == (TEAM, "but:ada")
    assert notice.facts == {"name": "Acme Database", "stars": str(posted.stars)}


def test_whoever_wrote_a_review_hears_of_its_answer_and_not_what_it_says() -> None:
    answered = replace(catalog.review_answered, product=DATABASE, review="r-1")
    notice = shelf.given(posted).given(answered, actor="pat").one("review.answered")
    assert (notice.audiences, notice.facts) == (("account:ada", "but:pat"), {"name": "Acme Database"})


def test_a_review_that_was_reported_waits_for_reviewers() -> None:
    reported = replace(catalog.review_reported, product=DATABASE, review="r-1")
    notice = shelf.given(posted).given(reported, actor="eve").one("review.wanted")
    assert (notice.audiences, notice.facts["change"]) == (("staff:reviewer", "but:eve"), "reported")
