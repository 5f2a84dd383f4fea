import json
from dataclasses import replace

from gateway.certification import schemas
from services.certification.reports.json_ import render
from services.certification.scan.matching import Uncompared
from tests.services.certification.reports.examples import BAD, BROKEN, DROPPED, GOOD, report


def test_it_has_the_form_of_the_stores_answers() -> None:
    told = json.loads(render(report(BAD)))["platforms"][0]
    assert told["checks"][1] == {
        "id": "empty-password",
        "group": "hygiene",
        "title": "No account has an empty password",
        "level": "required",
        "outcome": "fail",
        "told": "",
        "findings": [
            {
                "where": "etc/shadow",
                "what": "the account “demo” has an empty password",
                "do": "Lock it: passwd --lock demo",
            }
        ],
        "waived_by": "",
    }


def test_the_store_answers_with_the_same_fields() -> None:
    platform = json.loads(render(report(BAD)))["platforms"][0]
    assert set(schemas.Platform().fields) == set(platform) - {"uncompared"}
    assert set(schemas.Check().fields) == set(platform["checks"][0])
    assert set(schemas.Hole().fields) == set(platform["findings"][0])


def test_a_hole_says_what_mends_it_and_leaves_clocks_to_the_store() -> None:
    (hole,) = json.loads(render(report(BAD)))["platforms"][0]["findings"]
    assert {name: hole[name] for name in ("id", "fixed", "severity", "cvss", "due", "vex")} == {
        "id": "DEBIAN-CVE-2022-3715",
        "fixed": "5.2",
        "severity": "high",
        "cvss": 7.8,
        "due": None,
        "vex": None,
    }


def test_nobody_looked_is_not_none_found() -> None:
    (platform,) = json.loads(render(report(replace(GOOD, found=None))))["platforms"]
    assert platform["findings"] is None


def test_one_platform_that_was_not_examined_fails_the_image() -> None:
    told = json.loads(render(report(GOOD, BROKEN)))
    assert [platform["passed"] for platform in told["platforms"]] == [True, False]
    assert told["passed"] is False


def test_a_platform_without_a_single_check_never_passed() -> None:
    assert json.loads(render(report(replace(GOOD, checks=()))))["passed"] is False


def test_the_day_of_the_next_drop_is_told() -> None:
    (platform,) = json.loads(render(report(replace(GOOD, grade="B", next_drop=DROPPED))))["platforms"]
    assert (platform["grade"], platform["next_drop"]) == ("B", "2026-12-24")


def test_what_could_not_be_compared_is_told_and_not_taken_for_safe() -> None:
    unsure = (Uncompared("CVE-2026-1", "bash", "unknown", "Debian:12"),)
    (platform,) = json.loads(render(report(replace(GOOD, uncompared=unsure))))["platforms"]
    assert platform["uncompared"] == [{"id": "CVE-2026-1", "package": "bash"}]


def test_packages_are_counted_where_they_are_not_at_hand() -> None:
    (platform,) = json.loads(render(report(replace(GOOD, packages=(), counted=131))))["platforms"]
    assert platform["packages"] == 131


def test_a_platform_whose_examination_broke_never_passed_whatever_was_checked_before() -> None:
    assert json.loads(render(report(replace(GOOD, problem="it broke"))))["passed"] is False
