"""Which images a product offers: under which tags, yanked, deprecated, or listed from elsewhere."""

from datetime import UTC, datetime
from typing import Any

from eventlog.testing import project
from gateway.views import versions
from gateway.views.versions import Deprecation, Version, versions_of
from services.catalog import events as e


def released(tag: str, digest: str, hour: int, notes: str = "notes") -> e.VersionReleased:
    image = e.PlatformImage("linux/amd64", "sha256:aa", 1000, 2)
    at = datetime(2026, 1, 1, hour, tzinfo=UTC)
    return e.VersionReleased(f"r{tag}", "db", "pro", "acme/db", tag, digest, (image,), "", notes, at)


def moved(tag: str, digest: str, hour: int) -> e.TagMoved:
    return e.TagMoved("t", "acme/db", "db", "pro", tag, digest, "", datetime(2026, 1, 1, hour, tzinfo=UTC))


def yanked(tag: str, digest: str, *, security: bool = False) -> e.VersionYanked:
    return e.VersionYanked("acme/db", "db", tag, digest, "It loses data.", security)


def after(*told: Any, product: str = "db") -> list[Version]:
    return versions_of(project([versions.projection], [("repository-acme/db", each) for each in told]), product)


def test_tags_of_one_image_are_one_version_newest_first() -> None:
    assert [one.tags for one in after(released("1", "sha256:a", 1), released("2", "sha256:b", 2))] == [("2",), ("1",)]
    (one,) = after(released("1", "sha256:a", 1), released("latest", "sha256:a", 2))
    assert (one.tag, one.tags, one.platforms[0].size) == ("latest", ("latest", "1"), 1000)


def test_a_tag_that_moved_is_shown_where_it_leads_now() -> None:
    told = after(released("1", "sha256:a", 1), released("2", "sha256:b", 2), moved("latest", "sha256:b", 3))
    assert [sorted(one.tags) for one in told] == [["2", "latest"], ["1"]]
    told = after(released("1", "sha256:a", 1), released("2", "sha256:b", 2), moved("latest", "sha256:a", 3))
    assert [sorted(one.tags) for one in told] == [["2"], ["1", "latest"]]


def test_an_image_keeps_the_day_and_the_notes_of_its_first_release() -> None:
    (one,) = after(released("1", "sha256:a", 1, "First."), released("latest", "sha256:a", 5, ""))
    assert (one.released, one.notes) == ("2026-01-01T01:00:00Z", "First.")


def test_a_yanked_tag_is_a_version_of_its_own_that_leads_nowhere() -> None:
    live, gone = sorted(
        after(released("1", "sha256:a", 1), moved("latest", "sha256:a", 2), yanked("1", "sha256:a")),
        key=lambda one: one.yanked is not None,
    )
    assert (live.tags, live.yanked) == (("latest",), None)
    assert gone.yanked is not None
    assert (gone.tags, gone.yanked.reason, gone.yanked.security) == (("1",), "It loses data.", False)


def test_what_was_yanked_and_released_again_is_as_new() -> None:
    (one,) = after(released("1", "sha256:a", 1), yanked("1", "sha256:a"), released("1", "sha256:a", 2))
    assert one.yanked is None


def test_a_deprecated_version_says_until_when_and_what_to_use() -> None:
    told = e.VersionDeprecated("acme/db", "db", "1", "sha256:a", "2027-01-31", "2", "2 is faster.")
    new, old = after(released("1", "sha256:a", 1), released("2", "sha256:b", 2), told)
    assert (new.deprecated, old.deprecated) == (None, Deprecation("2027-01-31", "2", "2 is faster."))


def test_the_newest_list_of_another_registry_replaces_the_one_before() -> None:
    def listed(*tags: str) -> e.VersionsListed:
        found = tuple(e.ListedVersion((tag,), ("linux/amd64",), f"commit-{tag}", "2026-01-01") for tag in tags)
        return e.VersionsListed("nginx", "official", "docker-library", "2026-01-02", found)

    told = after(listed("1.0", "1.1"), listed("1.1"), product="nginx")
    assert [(one.tag, one.ref, one.digest) for one in told] == [("1.1", "commit-1.1", "")]
