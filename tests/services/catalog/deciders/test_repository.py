"""Pushed, staged, released: what customers get is what was staged, under tags with a history."""

from dataclasses import replace
from datetime import timedelta

from eventlog.testing import Scenario, acting
from services.catalog.deciders.pushing import ClearStaged, NotePush, RefuseStaging, RemoveStaged, StageVersion
from services.catalog.deciders.releasing import AdvanceRelease, CompleteRelease, FailRelease, ReleaseVersion
from services.catalog.deciders.repository import repository
from services.catalog.deciders.telling_repository import told_staged
from services.catalog.events import Particular, ReleaseFailed, StagingRefused
from services.catalog.ports import tombstone
from tests.controls.catalog import (
    DIGEST,
    INDEX_TYPE,
    OTHER_DIGEST,
    PUSHED,
    ada,
    bob,
    linux_amd64,
    linux_arm64,
    push_noticed,
    registry,
    release_mounted,
    release_requested,
    staged_removed,
    store,
    version_released,
    version_staged,
)
from vocabulary.digest import Digest

story = Scenario(repository, registry)
note = NotePush("acme/db", "1.0.0", DIGEST, INDEX_TYPE, PUSHED)
stage = StageVersion(
    "1.0.0", DIGEST, INDEX_TYPE, "container", (linux_amd64, linux_arm64), created="2026-01-15T10:00:00Z"
)
release = ReleaseVersion("r1", "acme", "db", "free", "container", "acme/db", "1.0.0", DIGEST, "First.")
pushed = story.given(push_noticed)
staged = pushed.given(version_staged).by(ada)
requested = staged.given(release_requested)
released = requested.given(version_released)
other_staged = (replace(push_noticed, digest=OTHER_DIGEST), replace(version_staged, digest=OTHER_DIGEST))


def test_a_push_is_noted() -> None:
    story.when(note).then(push_noticed)


def test_a_push_told_twice_is_noted_once() -> None:
    pushed.when(replace(note, at=PUSHED + timedelta(seconds=5))).then()


def test_a_push_told_late_does_not_move_the_tag_back() -> None:
    pushed.when(replace(note, digest=OTHER_DIGEST, at=PUSHED - timedelta(seconds=5))).then()


def test_a_tag_pushed_again_is_a_new_push() -> None:
    later = PUSHED + timedelta(minutes=5)
    pushed.when(replace(note, digest=OTHER_DIGEST, at=later)).then(replace(push_noticed, digest=OTHER_DIGEST, at=later))


def test_what_was_refused_is_read_again_when_it_is_pushed_again() -> None:
    refused = pushed.given(StagingRefused("acme/db", "1.0.0", DIGEST, "It is not in staging any more."))
    refused.when(note).then()
    later = PUSHED + timedelta(minutes=5)
    again = replace(push_noticed, at=later)
    refused.when(replace(note, at=later)).then(again)
    refused.given(again).by(store).when(stage).then(version_staged)


def test_signatures_and_untagged_manifests_are_not_versions() -> None:
    story.when(replace(note, tag="sha256-" + "0" * 64 + ".sig")).then()
    story.when(replace(note, tag="")).then()


def test_only_the_registry_tells_of_pushes() -> None:
    story.by(ada).when(note).then_refused("store-only")


def test_nonsense_from_the_registry_is_refused() -> None:
    story.when(replace(note, digest="sha256:zz")).then_refused("digest-invalid")
    story.when(replace(note, repository="db")).then_refused("repository-invalid")


def test_a_read_manifest_is_staged() -> None:
    pushed.by(store).when(stage).then(version_staged)
    pushed.given(version_staged).by(store).when(stage).then()


def test_an_unreadable_manifest_is_refused_with_its_reason() -> None:
    refused = StagingRefused("acme/db", "1.0.0", DIGEST, "It names no platform.")
    pushed.by(store).when(RefuseStaging("1.0.0", DIGEST, "It names no platform.")).then(refused)
    pushed.given(refused).by(store).when(RefuseStaging("1.0.0", DIGEST, "It names no platform.")).then()


def test_why_it_cannot_be_released_is_kept_by_code() -> None:
    why = ("“x/y” is no layer of an image.", "layer-unknown", (Particular("type", "“x/y”"),))
    refused = StagingRefused("acme/db", "1.0.0", DIGEST, *why)
    pushed.by(store).when(RefuseStaging("1.0.0", DIGEST, *why)).then(refused)
    (told,) = told_staged(pushed.given(refused).state)
    assert (told["state"], told["reason"], told["code"], told["particulars"]) == (
        "refused",
        why[0],
        "layer-unknown",
        {"type": "“x/y”"},
    )


def test_a_publisher_cannot_stage_past_the_registry() -> None:
    pushed.by(ada).when(stage).then_refused("store-only")


def test_a_staged_version_is_released_by_its_digest() -> None:
    staged.when(release).then(release_requested)
    requested.when(replace(release, release="r2")).then()
    released.when(replace(release, release="r2")).then()


def test_nobody_releases_for_another_publisher() -> None:
    staged.by(bob).when(release).then_refused("not-yours")


def test_a_product_that_moved_is_released_by_who_publishes_it_now() -> None:
    moved = replace(release, publisher="boatyard")
    staged.by(acting("eve", "boatyard:editor")).when(moved).then(release_requested)
    staged.when(moved).then_refused("not-yours")


def test_what_was_not_staged_is_not_released() -> None:
    story.by(ada).when(release).then_refused("not-staged")
    pushed.by(ada).when(release).then_refused("staging-under-way")
    pushed.given(StagingRefused("acme/db", "1.0.0", DIGEST, "x")).by(ada).when(release).then_refused("staging-refused")


def test_a_plugin_is_not_released_as_a_container() -> None:
    staged.when(replace(release, kind="plugin")).then_refused("kind-differs")


def test_a_hidden_tag_is_not_released() -> None:
    staged.when(replace(release, tag="sha256-" + "0" * 64)).then_refused("tag-invalid")


def test_a_released_version_never_changes_its_digest() -> None:
    again = replace(release, release="r2", digest=OTHER_DIGEST)
    released.given(*other_staged).when(again).then_refused("version-already-released")


def test_a_moving_tag_moves_and_can_come_back() -> None:
    moved = replace(release_requested, release="r2", tag="latest", digest=OTHER_DIGEST)
    first = replace(release_requested, tag="latest"), replace(version_released, tag="latest")
    latest = staged.given(*first, *other_staged)
    latest.when(replace(release, release="r2", tag="latest", digest=OTHER_DIGEST)).then(moved)
    back = latest.given(moved, replace(version_released, release="r2", tag="latest", digest=OTHER_DIGEST))
    back.when(replace(release, release="r3", tag="latest")).then(replace(first[0], release="r3"))


def test_a_tag_waits_for_its_release_that_is_under_way() -> None:
    again = replace(release, release="r2", digest=OTHER_DIGEST)
    requested.given(*other_staged).when(again).then_refused("release-under-way")


def test_a_completed_release_reaches_customers_with_what_was_staged() -> None:
    requested.by(store).when(CompleteRelease("r1")).then(version_released)
    released.by(store).when(CompleteRelease("r1")).then()


def test_a_failed_release_says_why_and_can_be_asked_again() -> None:
    failed = ReleaseFailed("r1", "acme/db", "1.0.0", DIGEST, "A layer is gone.")
    requested.by(store).when(FailRelease("r1", "A layer is gone.")).then(failed)
    requested.given(failed).by(store).when(FailRelease("r1", "A layer is gone.")).then()
    requested.given(failed).when(replace(release, release="r2")).then(replace(release_requested, release="r2"))


def test_a_publisher_cannot_complete_its_release() -> None:
    requested.when(CompleteRelease("r1")).then_refused("store-only")


def test_a_release_tells_its_steps_in_order_and_each_once() -> None:
    requested.by(store).when(AdvanceRelease("r1", "mounted")).then(release_mounted)
    on = requested.given(release_mounted).by(store)
    on.when(AdvanceRelease("r1", "mounted")).then()
    on.when(AdvanceRelease("r1", "manifests")).then(replace(release_mounted, step="manifests"))
    on.when(AdvanceRelease("r1", "tagged")).then_refused("step-out-of-order")
    requested.when(AdvanceRelease("r1", "mounted")).then_refused("store-only")


def test_a_publisher_takes_a_pushed_image_out_of_staging() -> None:
    remove = RemoveStaged("acme", "1.0.0")
    staged.when(remove).then(staged_removed)
    staged.given(staged_removed).when(remove).then()
    staged.by(bob).when(remove).then_refused("not-yours")
    staged.when(RemoveStaged("acme", "2.0.0")).then_refused("no-such-push")


def test_what_left_staging_is_released_no_more_and_may_be_pushed_again() -> None:
    gone = staged.given(staged_removed)
    gone.when(release).then_refused("not-staged")
    later = PUSHED + timedelta(minutes=5)
    gone.by(registry).when(replace(note, at=later)).then(replace(push_noticed, at=later))


def test_what_is_being_released_stays_in_staging() -> None:
    requested.when(RemoveStaged("acme", "1.0.0")).then_refused("release-under-way")
    requested.by(store).when(ClearStaged("1.0.0", DIGEST, "expired")).then()


def test_the_store_clears_what_is_past_its_age_also_where_a_later_push_hides_it() -> None:
    expired = replace(staged_removed, why="expired")
    clear = ClearStaged("1.0.0", DIGEST, "expired")
    hidden = staged.given(*other_staged).by(store)
    hidden.when(clear).then(expired)
    hidden.given(expired).when(clear).then()
    staged.when(clear).then_refused("store-only")


def test_a_push_that_is_read_while_it_goes_is_not_staged_after_all() -> None:
    pushed.given(staged_removed).by(store).when(stage).then()


def test_the_store_s_own_way_of_dropping_a_tag_is_no_push() -> None:
    story.when(replace(note, digest=str(Digest.of(tombstone("1.0.0"))))).then()
