"""What has to be so before an image is certified is told one by one."""

from dataclasses import replace

import pytest

from services.certification.deciders.prerequisites import Rules, Standing, prerequisites
from services.certification.events import SubmissionOpened
from tests.controls.certification import opened

ASKED = Rules(agreement="2")
GOOD = Standing(approved=True, agreement="2", support=True)


def unmet(opened: SubmissionOpened = opened, standing: Standing = GOOD, rules: Rules = ASKED) -> list[str]:
    return [each.id for each in prerequisites(opened, standing, rules) if not each.met]


def test_a_publisher_with_agreement_and_support_meets_them_all() -> None:
    assert unmet() == []


@pytest.mark.parametrize(
    ("standing", "lacking"),
    [
        (replace(GOOD, approved=False), ["publisher"]),
        (replace(GOOD, suspended=True), ["publisher"]),
        (replace(GOOD, gave_away=True), ["publisher"]),
        (replace(GOOD, agreement="1"), ["agreement"]),
        (replace(GOOD, support=False), ["support", "exchange"]),
        (replace(GOOD, support=False, tsanet="Acme"), ["support"]),
    ],
)
def test_what_a_publisher_lacks_is_named(standing: Standing, lacking: list[str]) -> None:
    assert unmet(standing=standing) == lacking


@pytest.mark.parametrize(
    ("version", "kind", "met"),
    [
        ("", "container", False),
        ("29.1", "container", True),
        ("28.5.1", "container", True),
        ("27.5", "container", False),
        ("29", "container", False),
        ("17.03", "plugin", False),
    ],
)
def test_an_engine_is_one_of_those_that_the_operator_lists(version: str, kind: str, met: bool) -> None:
    tested = replace(opened, engine_version=version, kind=kind)
    assert ("engine" in unmet(tested, rules=replace(ASKED, engines=("28", "29.1")))) is not met


@pytest.mark.parametrize(
    ("version", "met"), [("17.03", True), ("17.3.0-ce", True), ("17.02", False), ("1.13.1", False)]
)
def test_plugins_need_an_engine_with_managed_plugins(version: str, met: bool) -> None:
    assert ("engine" in unmet(replace(opened, kind="plugin", engine_version=version))) is not met


def test_an_infrastructure_is_one_of_those_that_the_operator_lists() -> None:
    listed = replace(ASKED, infrastructures=("Kubernetes 1.34", "Swarm"))
    assert unmet(rules=listed) == ["infrastructure"]
    assert unmet(replace(opened, infrastructure="Swarm"), rules=listed) == []


def test_each_says_what_to_do() -> None:
    assert all(each.how for each in prerequisites(opened, Standing(), ASKED))
