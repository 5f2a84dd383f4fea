"""What customers get of a plan, and how far it can be trusted."""

from dataclasses import replace
from datetime import date, timedelta

from services.catalog.deciders.repository_state import Repository
from services.catalog.deciders.shelf import Shelf, certified, grade
from tests.controls.catalog import version_released

TERM = (("linux/amd64",), date(2026, 11, 1), date(2027, 10, 31))


def shelf(*tags: str, certificates: str = "", plan: str = "free", **grades: str) -> Shelf:
    """Tags lead to digests of their own name, released in this order; `certificates` names those that carry one."""
    versions = {
        tag: replace(version_released, tag=tag, digest=tag, at=version_released.at + timedelta(days=day))
        for day, tag in enumerate(tags)
    }
    state = Repository("acme/db", tags={tag: tag for tag in tags}, versions=versions)
    graded = {tag.removeprefix("v"): letter for tag, letter in grades.items()}
    return Shelf(plan, state, dict.fromkeys(certificates.split(), TERM), graded)


def test_the_newest_certified_image_is_the_one_that_is_named() -> None:
    found = certified([shelf("16", "15", "17", certificates="15 16")])
    assert found is not None
    assert (found.tag, found.plan, found.until) == ("16", "free", date(2027, 10, 31))


def test_of_several_plans_the_newest_is_named() -> None:
    found = certified([shelf("1", certificates="1"), shelf("2", certificates="2", plan="pro")])
    assert found is not None
    assert found.plan == "pro"


def test_an_image_without_a_tag_is_not_certified() -> None:
    assert certified([shelf("1", certificates="2")]) is None


def test_the_newest_that_is_rated_says_the_grade_and_the_worst_plan_counts() -> None:
    assert grade([shelf("1", "2", v1="F", v2="A")]) == "A"
    assert grade([shelf("1", "2", v1="C")]) == "C"
    assert grade([shelf("1", v1="A"), shelf("1", v1="D")]) == "D"
    assert grade([shelf("1")]) == ""
