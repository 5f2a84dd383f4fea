from dataclasses import replace

from eventlog.testing import Scenario, acting
from services.certification.deciders.image import ExamineImage, NoteImage, RateImage, image
from services.certification.events import ImageRated
from tests.controls.vulnerabilities import AT, DATABASE, INDEX, STATE, clean, examined, falling, noted, rated

store = Scenario(image, acting("policy:certification.inspect")).on(AT)
ada = acting("ada", "acme:owner")
NOTE = NoteImage(INDEX, DATABASE, "team", "acme/team", "16.4")
known = store.given(noted, examined)


def test_a_released_image_is_noted_once() -> None:
    store.when(NOTE).then(noted)
    store.given(noted).when(replace(NOTE, tag="latest")).then()


def test_what_is_in_an_image_is_told_once() -> None:
    store.given(noted).when(ExamineImage(examined.platforms)).then(examined)
    known.when(ExamineImage(examined.platforms)).then()


def test_an_image_that_was_never_released_is_not_examined() -> None:
    store.when(ExamineImage(examined.platforms)).then_refused("no-such-image")


def test_an_image_is_rated_when_its_rating_changes() -> None:
    known.when(RateImage((falling, clean), STATE)).then(rated)
    fallen = replace(falling, grade="C")
    later = ImageRated(INDEX, DATABASE, "acme/team", (fallen, clean), STATE, AT)
    known.given(rated).when(RateImage((fallen, clean), STATE)).then(later)


def test_newer_advisories_that_change_nothing_about_an_image_are_no_news() -> None:
    known.given(rated).when(RateImage((falling, clean), "2026-11-29:99")).then()


def test_an_image_that_was_never_released_is_not_rated() -> None:
    store.when(RateImage((falling,), STATE)).then_refused("no-such-image")


def test_nobody_but_the_store_says_what_is_in_an_image() -> None:
    for command in (NOTE, ExamineImage(examined.platforms), RateImage((clean,), STATE)):
        known.by(ada).when(command).then_refused("store-only")
