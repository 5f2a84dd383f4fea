"""Compose files: which images they may name, released under versions that never change, and withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.testing import Scenario
from services.catalog.deciders.composing import Held, Judgement, Named, Reading, judge
from services.catalog.deciders.composition import (
    Composition,
    ReleaseComposeFile,
    WithdrawComposeFile,
    composition,
    evolve,
)
from services.catalog.events import ComposedImage, ComposeFileReleased, ComposeFileWithdrawn, Remark
from tests.controls.catalog import AT, ada, bob
from vocabulary.digest import Digest

TEXT = "services:\n  web:\n    image: store.example/acme/stack:web-1.0.0\n"
IMAGE = ComposedImage("store.example/acme/stack", "web-1.0.0", "", "own", "acme/stack")
REMARK = Remark("host-access", "services.web.privileged, line 4", "has every power over the host", "Leave it out")
release = ReleaseComposeFile(
    "acme", "stack", "free", "compose", "acme/stack", "1.0.0", TEXT, "First.", Judgement((), (REMARK,), (IMAGE,))
)
released = ComposeFileReleased(
    "stack", "free", "acme/stack", "1.0.0", str(Digest.of(TEXT.encode())), TEXT, (IMAGE,), (REMARK,), "First.", AT
)
withdraw = WithdrawComposeFile("acme", "1.0.0", "It loses data.")
withdrawn = ComposeFileWithdrawn("stack", "free", "acme/stack", "1.0.0", released.digest, "It loses data.")
story = Scenario(composition, ada).on(AT)
offered = story.given(released)


def test_a_file_is_released_with_what_its_readers_are_told() -> None:
    story.when(release).then(released)


def test_a_file_that_is_released_twice_is_released_once() -> None:
    offered.when(replace(release, notes="Again.")).then()


def test_a_version_never_changes_its_text() -> None:
    offered.when(replace(release, text=f"{TEXT}# more\n")).then_refused("compose-version-released")


@pytest.mark.parametrize("version", ["latest", "", "a b", "-1", "x" * 129])
def test_a_version_is_one_that_a_tag_could_be_and_does_not_move(version: str) -> None:
    story.when(replace(release, version=version)).then_refused("compose-version-invalid")


def test_what_keeps_a_file_from_working_keeps_it_from_being_offered() -> None:
    wrong = Judgement((Remark("compose-file", "the file", "is no YAML", "Check it"),), (), ())
    story.when(replace(release, judged=wrong)).then_refused("compose-file-wrong")


def test_a_product_of_one_image_has_no_compose_file() -> None:
    story.when(replace(release, kind="container")).then_refused("not-a-compose-product")


def test_nobody_else_releases_or_withdraws() -> None:
    story.by(bob).when(release).then_refused("not-yours")
    offered.by(bob).when(withdraw).then_refused("not-yours")


def test_what_is_withdrawn_is_offered_no_more_and_stays_so() -> None:
    offered.when(withdraw).then(withdrawn)
    offered.given(withdrawn).when(withdraw).then()
    offered.given(withdrawn).when(release).then_refused("compose-version-withdrawn")
    assert not evolve(evolve(Composition(), released), withdrawn).released("free", "stack")


def test_a_withdrawal_names_a_version_and_says_why() -> None:
    offered.when(replace(withdraw, version="2.0.0")).then_refused("no-such-version")
    offered.when(replace(withdraw, reason=" ")).then_refused("reasons-missing")


def test_the_newest_version_comes_first_whenever_it_was_released() -> None:
    old = replace(released, version="0.9.0", at=AT + timedelta(days=1))
    state = evolve(evolve(Composition(), released), old)
    assert [one.version for one in state.offered()] == ["1.0.0", "0.9.0"]


DIGEST = str(Digest.of(b"an image"))
OWN = Held("acme/stack", "subscribers", False, {"web-1.0.0", DIGEST})


def said(name: str, tag: str = "1.0", access: str = "subscribers", digest: str = "", **held: Held) -> Judgement:
    named = Named("services.web.image, line 3", name, tag, digest)
    known = {name: held["held"]} if held else {}
    return judge(Reading(1, (), (), (named,), known), "acme/stack", access, "store.example")


def test_images_of_the_plans_own_repository_come_with_the_plan() -> None:
    told = said("store.example/acme/stack", "web-1.0.0", held=OWN)
    assert (told.wrong, told.remarks, told.images) == ((), (), (IMAGE,))
    assert said("store.example/acme/stack", "", digest=DIGEST, held=OWN).wrong == ()


@pytest.mark.parametrize(
    ("plan", "image", "fits"),
    [
        ("anyone", "anyone", True),
        ("anyone", "signed_in", False),
        ("signed_in", "signed_in", True),
        ("subscribers", "signed_in", True),
        ("subscribers", "anyone", True),
        ("subscribers", "subscribers", False),
        ("terms", "terms", False),
        ("byol", "byol", False),
    ],
)
def test_another_image_of_the_store_asks_for_no_more_than_the_plan(plan: str, image: str, *, fits: bool) -> None:
    held = Held("other/db", image, True, {"1.0"})
    assert (said("store.example/other/db", access=plan, held=held).wrong == ()) is fits


@pytest.mark.parametrize(
    "held",
    [
        {},
        {"held": Held("other/db", "anyone", False, {"1.0"})},
        {"held": Held("other/db", "anyone", True, {"2.0"})},
    ],
)
def test_what_nobody_could_pull_is_told_with_its_place(held: dict[str, Held]) -> None:
    (remark,) = said("store.example/other/db", **held).wrong
    assert (remark.check, remark.where) == ("known-images", "services.web.image, line 3")


def test_an_image_of_another_registry_is_told_and_taken() -> None:
    told = said("docker.io/library/redis", "7")
    assert (told.wrong, [one.what for one in told.remarks]) == ((), ["lies in another registry"])
    assert told.images[0].place == "elsewhere"


def test_an_image_that_the_store_lists_from_elsewhere_needs_no_remark() -> None:
    listed = Held("", "anyone", True, {"7"}, listed=True)
    assert said("docker.io/library/redis", "7", held=listed).remarks == ()
    assert len(said("docker.io/library/redis", "8", held=listed).remarks) == 1


def test_an_image_that_two_services_use_is_named_once() -> None:
    named = Named("services.web.image, line 3", "store.example/acme/stack", "web-1.0.0", "")
    twice = (named, replace(named, where="services.other.image, line 5"))
    reading = Reading(2, (), (), twice, {named.name: OWN})
    assert judge(reading, "acme/stack", "subscribers", "store.example").images == (IMAGE,)
