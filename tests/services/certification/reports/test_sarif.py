import json
from typing import Any

from services.certification.reports.sarif import render
from tests.services.certification.reports.examples import BAD, BROKEN, GOOD, report


def runs(*platforms: Any) -> list[dict[str, Any]]:
    told = json.loads(render(report(*platforms)))
    assert told["version"] == "2.1.0"
    return told["runs"]  # type: ignore[no-any-return]


def test_each_platform_is_a_run_of_its_own() -> None:
    assert [run["automationDetails"]["id"] for run in runs(GOOD, BAD)] == [
        "chandlery/linux/amd64/",
        "chandlery/linux/arm64/",
    ]


def test_a_finding_is_a_result_that_names_the_file_and_what_to_do() -> None:
    (run,) = runs(BAD)
    result = next(each for each in run["results"] if each["ruleId"] == "empty-password")
    place = result["locations"][0]["physicalLocation"]
    assert result["level"] == "error"
    assert result["message"]["text"].endswith("Lock it: passwd --lock demo.")
    assert place["artifactLocation"]["uri"] == "etc/shadow"


def test_every_result_points_at_its_rule() -> None:
    for run in runs():
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_the_same_finding_has_the_same_fingerprint_in_the_next_image() -> None:
    (first,), (second,) = runs(BAD), runs(BAD)
    assert [each["partialFingerprints"] for each in first["results"]] == [
        each["partialFingerprints"] for each in second["results"]
    ]
    marks = [each["partialFingerprints"]["finding/v1"] for each in first["results"]]
    assert len(set(marks)) == len(marks)


def test_a_platform_that_was_not_examined_is_a_failed_run() -> None:
    (run,) = runs(BROKEN)
    (told,) = run["invocations"]
    assert told["executionSuccessful"] is False
    assert told["toolExecutionNotifications"][0]["message"]["text"] == "layer 2 is cut off"


def test_what_was_waived_is_suppressed_with_the_reason() -> None:
    (run,) = runs(GOOD)
    waived = next(each for each in run["results"] if each["ruleId"] == "approved-base")
    assert waived["suppressions"][0]["justification"] == "ada, until 2027-01-31: our own base"


def test_a_hole_carries_its_score_where_code_hosts_look_for_it() -> None:
    (run,) = runs(BAD)
    rule = next(each for each in run["tool"]["driver"]["rules"] if each["id"] == "DEBIAN-CVE-2022-3715")
    assert rule["properties"]["security-severity"] == "7.8"
