import json
from dataclasses import replace

from services.certification.reports.json_ import render
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
