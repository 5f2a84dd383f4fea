"""After its release a version is deprecated, yanked, or its moving tags are led elsewhere."""

from dataclasses import replace
from datetime import date

from eventlog.testing import Scenario
from services.catalog.deciders.releasing import CompleteRelease, ReleaseVersion
from services.catalog.deciders.repository import repository
from services.catalog.deciders.versions import (
    CompleteRetag,
    DeprecateVersion,
    FailRetag,
    RetagVersion,
    YankVersion,
)
from services.catalog.events import ReleaseFailed
from tests.controls.catalog import (
    DIGEST,
    OTHER_DIGEST,
    ada,
    bob,
    push_noticed,
    release_requested,
    retag_failed,
    retag_requested,
    rita,
    store,
    tag_moved,
    version_deprecated,
    version_released,
    version_staged,
    version_yanked,
)
from vocabulary.unreleasable import WITHDRAWN

released = Scenario(repository, ada).given(push_noticed, version_staged, release_requested, version_released)
moved = released.given(retag_requested, tag_moved)
other_released = (
    replace(push_noticed, tag="2.0.0", digest=OTHER_DIGEST),
    replace(version_staged, tag="2.0.0", digest=OTHER_DIGEST),
    replace(release_requested, release="r2", tag="2.0.0", digest=OTHER_DIGEST),
    replace(version_released, release="r2", tag="2.0.0", digest=OTHER_DIGEST),
)
yank = YankVersion("acme", "db", "1.0.0", "It loses data.", security=False)
withdraw = replace(yank, security=True)
deprecate = DeprecateVersion("acme", "db", "1.0.0", "2027-01-31", "", "2 is out.")
retag = RetagVersion("t1", "acme", "db", "free", "acme/db", "latest", DIGEST)
again = ReleaseVersion("r9", "acme", "db", "free", "container", "acme/db", "1.0.0", DIGEST, "First.")


def test_a_yanked_version_loses_its_tag_with_a_reason() -> None:
    released.when(yank).then(version_yanked)
    released.given(version_yanked).when(yank).then()


def test_a_yank_for_security_takes_the_image_from_every_tag() -> None:
    gone = replace(version_yanked, security=True)
    moved.when(withdraw).then(gone, replace(gone, tag="latest"))
    moved.given(gone, replace(gone, tag="latest")).when(withdraw).then()


def test_a_withdrawal_spares_what_is_being_brought_to_customers() -> None:
    gone = replace(version_yanked, security=True)
    coming = released.given(*other_released[:3], gone)
    assert (coming.state.pullable(), coming.state.spared()) == (set(), {OTHER_DIGEST})
    given_up = ReleaseFailed("r2", "acme/db", "2.0.0", OTHER_DIGEST, "It is not in staging any more.")
    assert coming.given(given_up).state.spared() == set()


def test_what_was_yanked_may_be_withdrawn_for_security_later() -> None:
    released.given(version_yanked).when(withdraw).then(replace(version_yanked, security=True))


def test_staff_may_yank_and_strangers_may_not() -> None:
    released.by(rita).when(yank).then(version_yanked)
    released.by(bob).when(yank).then_refused("not-yours")


def test_a_yank_says_why_and_names_what_is_there() -> None:
    released.when(replace(yank, reason=" ")).then_refused("reasons-missing")
    released.when(replace(yank, tag="3.0.0")).then_refused("no-such-version")


def test_a_tag_on_its_way_is_not_yanked() -> None:
    back = moved.given(replace(retag_requested, retag="t2", digest=OTHER_DIGEST))
    back.when(replace(yank, tag="latest")).then_refused("release-under-way")


def test_a_yanked_version_comes_back_as_the_same_image_alone() -> None:
    yanked = released.given(*other_released, version_yanked)
    yanked.when(again).then(replace(release_requested, release="r9"))
    yanked.when(replace(again, digest=OTHER_DIGEST)).then_refused("version-already-released")


def test_a_withdrawn_image_is_released_no_more() -> None:
    gone = moved.given(replace(version_yanked, security=True))
    gone.when(again).then_refused("version-withdrawn")
    gone.when(replace(retag, retag="t2", tag="1.0")).then_refused("version-withdrawn")


def test_a_release_that_was_under_way_fails_when_its_image_is_withdrawn() -> None:
    asked = released.given(
        replace(release_requested, release="r3", tag="1.0.1"), replace(version_yanked, security=True)
    )
    failed = ReleaseFailed("r3", "acme/db", "1.0.1", DIGEST, "It was withdrawn meanwhile.", WITHDRAWN)
    asked.by(store).when(CompleteRelease("r3")).then(failed)


def test_without_a_tag_nothing_is_released_any_more() -> None:
    assert released.state.released("free", "db")
    assert not released.given(version_yanked).state.released("free", "db")


def test_a_version_is_deprecated_until_a_day_in_favour_of_another() -> None:
    released.when(deprecate).then(version_deprecated)
    released.given(version_deprecated).when(deprecate).then()
    other = replace(deprecate, successor="2.0.0")
    released.given(*other_released).when(other).then(replace(version_deprecated, successor="2.0.0"))


def test_a_deprecation_is_worded_anew() -> None:
    later = replace(version_deprecated, until="2027-03-31")
    released.given(version_deprecated).when(replace(deprecate, until="2027-03-31")).then(later)


def test_a_deprecation_names_a_coming_day_and_a_version_that_is_there() -> None:
    released.when(replace(deprecate, until="tomorrow")).then_refused("day-unreadable")
    released.on(date(2027, 2, 1)).when(deprecate).then_refused("day-past")
    released.when(replace(deprecate, tag="3.0.0")).then_refused("no-such-version")
    released.when(replace(deprecate, successor="3.0.0")).then_refused("no-such-version")
    released.when(replace(deprecate, successor="1.0.0")).then_refused("successor-unfit")
    released.by(bob).when(deprecate).then_refused("not-yours")


def test_a_moving_tag_is_led_to_a_released_image() -> None:
    released.when(retag).then(retag_requested)
    released.given(retag_requested).when(replace(retag, retag="t2")).then()
    moved.when(replace(retag, retag="t2")).then()


def test_a_fixed_version_is_not_led_elsewhere() -> None:
    away = replace(retag, tag="1.0.0", digest=OTHER_DIGEST)
    released.given(*other_released).when(away).then_refused("version-already-released")


def test_a_tag_is_led_to_nothing_else() -> None:
    released.when(replace(retag, digest=OTHER_DIGEST)).then_refused("no-such-version")
    released.when(replace(retag, tag="sha256-" + "0" * 64)).then_refused("tag-invalid")
    released.by(bob).when(retag).then_refused("not-yours")


def test_a_moved_tag_remembers_where_it_led() -> None:
    asked = moved.given(*other_released, replace(retag_requested, retag="t2", digest=OTHER_DIGEST))
    there = replace(tag_moved, retag="t2", digest=OTHER_DIGEST, before=DIGEST)
    asked.by(store).when(CompleteRetag("t2")).then(there)
    asked.given(there).by(store).when(CompleteRetag("t2")).then()


def test_a_retag_that_fails_says_why_and_can_be_asked_again() -> None:
    asked = released.given(retag_requested)
    asked.by(store).when(FailRetag("t1", "It is not there any more.")).then(retag_failed)
    asked.given(retag_failed).when(replace(retag, retag="t2")).then(replace(retag_requested, retag="t2"))
    asked.when(CompleteRetag("t1")).then_refused("store-only")


def test_what_was_said_of_a_tag_is_not_said_of_the_next_image() -> None:
    latest = replace(version_deprecated, tag="latest")
    state = moved.given(*other_released, latest, replace(tag_moved, digest=OTHER_DIGEST)).state
    assert "latest" not in state.deprecated
