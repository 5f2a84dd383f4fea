from xml.etree import ElementTree as ET

from services.certification.checks.outcome import Finding
from services.certification.examining.report import PlatformReport, Weighed
from services.certification.reports.junit import render
from tests.services.certification.reports.examples import BAD, BROKEN, GOOD, platform, report


def read(*platforms: PlatformReport) -> ET.Element:
    return ET.fromstring(render(report(*platforms)))  # noqa: S314 — our own


def test_each_platform_is_a_suite_and_each_check_a_case() -> None:
    suites = read(GOOD, BAD).findall("testsuite")
    assert [suite.attrib["name"] for suite in suites] == ["linux/amd64", "linux/arm64"]
    assert suites[1].find("testcase[@name='empty-password']") is not None


def test_a_check_in_the_way_is_a_failure_that_says_what_to_do() -> None:
    failure = read(BAD).find(".//testcase[@name='empty-password']/failure")
    assert failure is not None
    assert "Lock it: passwd --lock demo" in (failure.text or "")


def test_a_required_check_that_could_not_be_run_is_an_error() -> None:
    broken = Weighed("setuid", "hygiene", "No setuid", "required", "error", told="KeyError: 'x'")
    assert read(platform(broken)).attrib["errors"] == "1"


def test_what_was_not_run_is_skipped_with_the_reason() -> None:
    skipped = read(GOOD).find(".//testcase[@name='starts']/skipped")
    assert skipped is not None
    assert skipped.attrib["message"] == "no Docker engine"


def test_a_required_check_that_was_not_run_is_a_failure() -> None:
    missing = Weighed("starts", "dynamic", "Starts", "required", "not_run", told="no Docker engine")
    assert read(platform(missing)).attrib["failures"] == "1"


def test_a_platform_that_was_not_examined_is_an_error() -> None:
    told = read(GOOD, BROKEN)
    assert told.attrib["errors"] == "1"
    assert told.find("testsuite[@name='linux/s390x']/testcase[@name='examined']/error") is not None


def test_the_sums_are_those_of_the_cases() -> None:
    told = read()
    cases = told.findall(".//testcase")
    assert int(told.attrib["tests"]) == len(cases)
    assert int(told.attrib["failures"]) == len(told.findall(".//failure"))
    assert int(told.attrib["skipped"]) == len(told.findall(".//skipped"))


def test_a_file_name_that_no_xml_may_hold_is_still_told() -> None:
    hostile = Weighed("setuid", "hygiene", "t", "required", "fail", "", (Finding("a\x00b", "<is>", "&"),))
    failure = read(platform(hostile)).find(".//failure")
    assert failure is not None
    assert r"a\x00b: <is>" in (failure.text or "")
