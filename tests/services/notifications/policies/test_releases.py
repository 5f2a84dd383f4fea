"""Who uses a repository is told of what is newer there, and of what mends what they have."""

from dataclasses import replace
from datetime import timedelta

from services.catalog.events import TagMoved, VersionDeprecated, VersionYanked
from services.certification.events import FindingsShown
from services.notifications.letters.words import title
from services.notifications.policies import releases
from tests.controls import vulnerabilities
from tests.services.notifications.stories import (
    DATABASE,
    NOON,
    REPOSITORY,
    Story,
    digest_of,
    released,
    scanned,
    shelf,
)

LATER = NOON + timedelta(minutes=5)


def test_a_release_is_told_to_who_uses_the_repository() -> None:
    notice = shelf.given(released("2.0"), released("2.1", "# Faster.\n\nAnd more.")).one("version.released")
    assert notice.audiences == (f"users:{REPOSITORY}",)
    assert (notice.product, notice.link, notice.about) == ("acme/db", "/acme/db/versions", DATABASE)
    assert notice.facts == {
        "name": "Acme Database",
        "version": "2.1",
        "was": "2.0",
        "plan": "Team",
        "notes": "Faster.",
        "pull": "acme/db-team:2.1",
        "digest": digest_of("2.1"),
    }


def test_one_release_in_two_plans_is_told_apart() -> None:
    other = replace(released("2.0"), plan="pro", repository="acme/db-pro")
    told = shelf.given(released("2.0"), other).all_told()
    titles = {title(each.kind, each.facts) for each in told if each.kind in ("version.released", "release.finished")}
    assert titles == {
        *(f"Acme Database ({plan}) 2.0 {what}" for plan in ("Team", "Pro") for what in ("is out", "was released"))
    }


def test_of_the_only_plan_nothing_is_said() -> None:
    alone = Story(shelf.facts[:-1]).given(released("2.0"))
    assert [("plan" in each.facts) for each in alone.told()] == [False, False]


def test_the_first_release_follows_none() -> None:
    assert "was" not in shelf.given(released("2.0")).one("version.released").facts


def test_a_release_follows_the_highest_one_below_it_of_its_variant() -> None:
    before = shelf.given(released("1.9"), released("2.0-alpine"), released("3.0"), released("1.10"))
    assert before.given(released("2.1")).one("version.released").facts["was"] == "1.10"


def test_the_publisher_hears_that_a_release_is_done() -> None:
    notice = shelf.given(released("2.0")).one("release.finished")
    assert notice.audiences == ("publisher:acme:team",)
    assert notice.facts["version"] == "2.0"


def test_a_release_waits_for_its_scan_where_the_one_before_has_holes() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    assert story.kinds() == ["release.finished"]


def test_one_with_fewer_holes_than_the_one_before_is_a_security_release() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    notice = story.given(scanned("2.1", low=3), at=LATER).one("version.security")
    assert (notice.facts["was"], notice.happened) == ("2.0", NOON)


def test_one_with_as_many_holes_is_a_release_like_any_other() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    assert story.given(scanned("2.1", high=2), at=LATER).kinds() == ["version.released"]


def test_what_was_released_after_it_is_not_what_it_follows() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    story = story.given(released("2.0.5"), scanned("2.1"), at=LATER)
    assert story.one("version.security").facts["was"] == "2.0"


def test_another_tag_of_an_image_that_was_released_is_no_release_to_its_users() -> None:
    again = replace(released("2.1"), tag="2.1.0", release="another")
    assert shelf.given(released("2.1")).given(again, at=LATER).kinds() == ["release.finished"]


def test_whichever_of_the_two_it_becomes_it_is_one_announcement() -> None:
    waiting = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    plain = shelf.given(released("2.0"), released("2.1"), released("2.2"))
    (mends,) = waiting.given(scanned("2.1"), at=LATER).told()
    assert mends.id == f"{waiting.facts[-1].id}.version"
    assert plain.one("version.released").id == f"{plain.facts[-1].id}.version"


def test_a_release_that_nobody_looks_at_in_time_is_told_as_a_release() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    newest = next(each for each in story.known.releases_in(REPOSITORY) if each.tag == "2.1")
    assert releases.announced(newest, story.known) == []
    (notice,) = releases.announced(newest, story.known, late=True)
    assert notice.kind == "version.released"


def test_what_is_learned_of_an_old_release_announces_nothing() -> None:
    story = shelf.given(released("2.0"), scanned("2.0", high=2), released("2.1"))
    assert story.given(scanned("2.1"), at=NOON + timedelta(days=2)).told() == []


def mending(*before: object) -> dict[str, str]:
    hole = replace(vulnerabilities.found, repository=REPOSITORY, product=DATABASE)
    gone = replace(vulnerabilities.fixed, repository=REPOSITORY, product=DATABASE)
    story = shelf.given(released("2.0"), scanned("2.0", critical=1), hole, *before)
    story = story.given(released("2.1")).given(gone, scanned("2.1"), at=LATER)
    return dict(story.one("version.security").facts)


def test_it_says_what_it_mends_where_customers_may_know_of_holes() -> None:
    assert mending(FindingsShown(DATABASE, shown=True))["fixes"] == "CVE-2024-6119"
    assert mending(FindingsShown(DATABASE, shown=True))["severity"] == "critical"


def test_it_says_nothing_of_holes_that_the_publisher_does_not_show() -> None:
    assert not {"fixes", "severity"} & mending().keys()


def test_a_tag_that_moves_forward_follows_a_release_that_was_told() -> None:
    story = shelf.given(released("2.0"), released("2.1"))
    assert story.given(moved("latest", "2.1", before="2.0")).told() == []


def test_a_tag_that_moves_back_is_told() -> None:
    story = shelf.given(released("2.0"), released("2.1"))
    facts = story.given(moved("latest", "2.0", before="2.1")).one("version.released").facts
    assert {name: facts[name] for name in ("tag", "version", "was", "change")} == {
        "tag": "latest",
        "version": "2.0",
        "was": "2.1",
        "change": "back",
    }


def moved(tag: str, to: str, before: str) -> TagMoved:
    return TagMoved("r", REPOSITORY, DATABASE, "team", tag, digest_of(to), digest_of(before), NOON)


def test_a_version_that_is_better_left_is_told_with_what_comes_after_it() -> None:
    event = VersionDeprecated(REPOSITORY, DATABASE, "1.9", "sha256:19", "2027-01-31", "2.1", "No more fixes.")
    notice = shelf.given(event).one("version.deprecated")
    assert notice.audiences == (f"users:{REPOSITORY}",)
    assert notice.facts["successor"] == "2.1"
    assert (notice.facts["until"], notice.facts["reason"]) == ("2027-01-31", "No more fixes.")


def test_a_version_that_was_withdrawn_is_told_with_the_reason() -> None:
    event = VersionYanked(REPOSITORY, DATABASE, "2.0", "sha256:20", "It loses rows.", security=True)
    facts = shelf.given(event).one("version.yanked").facts
    assert (facts["version"], facts["reason"], facts["change"]) == ("2.0", "It loses rows.", "security")
