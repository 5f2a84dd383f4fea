"""A report as build servers show tests: a suite for each platform, a case for each check (JUnit's XML)."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.reports.printable import printable
from services.certification.reports.summary import SAID, holes, name_of, worst_first


def render(report: Report) -> str:
    """A check that blocks is a failure, or an error where it could not be run; what was not run is skipped."""
    told = printable(report)
    suites = [_suite(told, each) for each in told.platforms]
    whole = ET.Element("testsuites", {"name": told.reference, **_sums(suites)})
    whole.extend(suites)
    ET.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode") + "\n"


def _suite(report: Report, platform: PlatformReport) -> ET.Element:
    cases = [_case(platform, check) for check in platform.checks]
    if platform.problem or not cases:
        cases.append(_unexamined(platform))
    cases.append(_holes(platform))
    suite = ET.Element("testsuite", {"name": name_of(platform), **_counts(cases)})
    properties = ET.SubElement(suite, "properties")
    facts = {"reference": report.reference, "digest": platform.digest, "policy": report.policy, "tool": report.tool}
    for name, value in (facts | {"advisories": report.advisories}).items():
        ET.SubElement(properties, "property", {"name": name, "value": value})
    suite.extend(cases)
    return suite


def _case(platform: PlatformReport, check: Weighed) -> ET.Element:
    case = ET.Element("testcase", {"classname": f"{name_of(platform)}.{check.group}", "name": check.check})
    lines = [check.title, *([check.told] if check.told else []), *([check.waived_by] if check.waived_by else [])]
    lines += [f"{each.where}: {each.what}\n  {each.do}" for each in check.findings]
    if check.blocks:
        kind = "error" if check.outcome == "error" else "failure"
        said = check.told or SAID[check.outcome]
        ET.SubElement(case, kind, {"message": said, "type": check.outcome}).text = "\n".join(lines)
    elif check.outcome in ("not_run", "error"):
        ET.SubElement(case, "skipped", {"message": check.told or SAID[check.outcome]})
    elif check.outcome != "pass":
        ET.SubElement(case, "system-out").text = "\n".join([SAID[check.outcome], *lines])
    return case


def _unexamined(platform: PlatformReport) -> ET.Element:
    case = ET.Element("testcase", {"classname": name_of(platform), "name": "examined"})
    ET.SubElement(case, "error", {"message": platform.problem or "no check was run", "type": "problem"})
    return case


def _holes(platform: PlatformReport) -> ET.Element:
    """Holes decide nothing here: the store's clocks run for them."""
    case = ET.Element(
        "testcase", {"classname": f"{name_of(platform)}.vulnerabilities", "name": "known-vulnerabilities"}
    )
    if platform.found is None:
        ET.SubElement(case, "skipped", {"message": "no advisories were at hand"})
    elif platform.found:
        lines = [
            f"{each.severity} {each.package} {each.version} {each.advisory}, fixed in {each.fixed or 'none yet'}"
            for each in worst_first(platform.found)
        ]
        ET.SubElement(case, "system-out").text = "\n".join([holes(platform.found), *lines])
    return case


def _counts(cases: Iterable[ET.Element]) -> dict[str, str]:
    kinds = [child.tag for case in cases for child in case[:1] or [case]]
    named = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": str(len(kinds))} | {name: str(kinds.count(kind)) for name, kind in named.items()}


def _sums(suites: Iterable[ET.Element]) -> dict[str, str]:
    counted = list(suites)
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.attrib[name]) for suite in counted)) for name in names}
