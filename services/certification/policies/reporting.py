"""A submission as a report, in the form that the tool at its publisher's home writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from services.certification.checks.outcome import Finding, Group
from services.certification.deciders.remediation import id_of
from services.certification.deciders.remediation_state import Remediation
from services.certification.deciders.submission_state import Submission
from services.certification.events import CheckFinding, CheckFinished
from services.certification.examining.report import Level, PlatformReport, Report, Weighed, Weight
from services.certification.reports import html, json_, junit, sarif
from services.certification.scan.advisory import Found
from services.certification.scan.grade import NOT_GRADED, grade, missing
from vocabulary.findings import Said
from vocabulary.unreadable import unreadable

FORMS: Mapping[str, Callable[[Report], str]] = {
    "json": json_.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "html": html.render,
}


def report_of(state: Submission, found: Mapping[str, Sequence[Found]], today: date) -> Report:
    """`found` by the digest of a platform's manifest; packages and their papers are left out."""
    opened = state.opened
    scans = [scan for scan in state.scans.values() if scan.advisories]
    return Report(
        reference=f"{opened.repository}:{opened.tag}",
        digest=opened.digest,
        kind=opened.kind,
        tool="",
        policy="",
        advisories=max((scan.advisories for scan in scans), default=""),
        platforms=tuple(_platform(one.platform, one.digest, state, found, today) for one in opened.platforms),
    )


def platforms_of(
    state: Submission, found: Mapping[str, Sequence[Found]], known: Remediation, today: date
) -> list[dict[str, Any]]:
    """As reports.json_ has them; with sentences by their codes, the clocks of their repository, and what its publisher
    says of each hole.
    """
    platforms = [_in_codes(each) for each in report_of(state, found, today).platforms]
    for hole in (hole for platform in platforms for hole in platform["findings"] or ()):
        vulnerability = id_of(state.opened.repository, hole["id"], hole["package"])
        due, said = known.due(vulnerability), known.vex.get(vulnerability)
        hole |= {"due": due and due.isoformat(), "vex": said and said.status}
    return platforms


def _platform(
    name: str, digest: str, state: Submission, found: Mapping[str, Sequence[Found]], today: date
) -> PlatformReport:
    checks = [_weighed(done, state, today) for (where, _), done in state.checks.items() if where == name]
    scan, problem = state.scans.get(name), state.problems.get(name, "")
    if name not in state.examined and not problem and state.phase != "examining":
        problem = unreadable("not-examined")
    report = PlatformReport(name, name, digest, tuple(checks), (), None, b"", problem)
    report = replace(report, counted=0 if scan is None else scan.packages)
    if scan is None or not scan.advisories:
        return report
    holes = found.get(digest, ())
    graded = grade(missing(holes), today) if scan.packages else NOT_GRADED
    return replace(report, found=tuple(holes), grade=graded.letter, next_drop=graded.next_drop)


def _weighed(done: CheckFinished, state: Submission, today: date) -> Weighed:
    findings = tuple(Finding(each.where, _said(each.what, each), each.do) for each in done.findings)
    level, outcome = cast("Level", done.level), cast("Weight", done.outcome)
    told = Weighed(done.check, cast("Group", done.group), done.title, level, outcome, _said(done.told, done), findings)
    waiver = state.waivers.get(done.check)
    if waiver is None or outcome == "pass" or not state.is_waived(done.check, today):
        return told
    return replace(told, outcome="waived", waived_by=f"{waiver.by} until {waiver.until}: {waiver.reason}")


def _said(text: str, told: CheckFinished | CheckFinding) -> str:
    return Said(text, told.code, {one.name: one.value for one in told.particulars}) if told.code else text


def _in_codes(report: PlatformReport) -> dict[str, Any]:
    platform = json_.platform(report)
    return platform | {"checks": [json_.in_codes(check) for check in report.checks]}
