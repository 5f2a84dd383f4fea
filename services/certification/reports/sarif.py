"""A report in SARIF 2.1.0 (OASIS), which code hosts show beside a change: one run for each platform."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from services.certification.checks.outcome import Finding
from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.reports.summary import SAID, name_of, worst_first
from services.certification.scan.advisory import Found

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
NAMES = {"fail": "error", "error": "error", "warn": "warning", "advice": "note", "waived": "warning"}
HOLES = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "unknown": "note"}


def render(report: Report) -> str:
    runs = [_run(report, each) for each in report.platforms]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=2, ensure_ascii=False) + "\n"


def _run(report: Report, platform: PlatformReport) -> dict[str, Any]:
    rules = [*_check_rules(platform), *_hole_rules(platform)]
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    results = [*_check_results(report, platform), *_hole_results(report, platform)]
    for result in results:
        result["ruleIndex"] = places[result["ruleId"]]
    return {
        "tool": {"driver": {"name": "chandlery", "version": report.tool.removeprefix("chandlery "), "rules": rules}},
        "automationDetails": {"id": f"chandlery/{name_of(platform)}/"},
        "invocations": [_invocation(platform)],
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {
            "reference": report.reference,
            "digest": platform.digest,
            "platform": name_of(platform),
            "policy": report.policy,
            "advisories": report.advisories,
            "passed": platform.passed,
        },
    }


def _invocation(platform: PlatformReport) -> dict[str, Any]:
    """A platform that could not be examined, and a check that could not be run, are told as failures of the tool."""
    told = [("", platform.problem)] if platform.problem else []
    told += [(check.check, check.told) for check in platform.checks if check.outcome == "error"]
    notes = [
        {"level": "error", "message": {"text": text or "could not be run"}}
        | ({"associatedRule": {"id": check}} if check else {})
        for check, text in told
    ]
    return {"executionSuccessful": not told} | ({"toolExecutionNotifications": notes} if notes else {})


def _check_rules(platform: PlatformReport) -> Iterator[dict[str, Any]]:
    for check in platform.checks:
        yield {
            "id": check.check,
            "shortDescription": {"text": check.title},
            "properties": {"tags": [check.group, check.level]},
        }


def _check_results(report: Report, platform: PlatformReport) -> Iterator[dict[str, Any]]:
    for check in platform.checks:
        if check.outcome == "pass" or (check.outcome == "not_run" and not check.blocks):
            continue
        for finding in check.findings or (Finding(report.reference, check.told or SAID[check.outcome], ""),):
            yield _result(report, platform, check, finding)


def _result(report: Report, platform: PlatformReport, check: Weighed, finding: Finding) -> dict[str, Any]:
    said = [f"{finding.where}: {finding.what}", finding.do]
    told: dict[str, Any] = {
        "ruleId": check.check,
        "level": NAMES.get(check.outcome, "error"),
        "message": {"text": ". ".join(each.rstrip(".") for each in said if each) + "."},
        "locations": _places(report, finding.where),
        "partialFingerprints": _fingerprint(name_of(platform), check.check, finding.where, finding.what),
    }
    if check.waived_by:
        told["suppressions"] = [{"kind": "external", "status": "accepted", "justification": check.waived_by}]
    return told


def _hole_rules(platform: PlatformReport) -> Iterator[dict[str, Any]]:
    seen: dict[str, Found] = {}
    for found in worst_first(platform.found or ()):
        seen.setdefault(found.advisory, found)
    for found in seen.values():
        names = f" ({', '.join(found.aliases)})" if found.aliases else ""
        score = {} if found.score is None else {"security-severity": f"{found.score:.1f}"}
        yield {
            "id": found.advisory,
            "shortDescription": {"text": f"{found.advisory}{names}"},
            "helpUri": f"https://osv.dev/vulnerability/{quote(found.advisory)}",
            "properties": {"tags": ["security", found.severity]} | score,
        }


def _hole_results(report: Report, platform: PlatformReport) -> Iterator[dict[str, Any]]:
    for found in worst_first(platform.found or ()):
        mended = f"Update to {found.fixed}." if found.fixed else "No version mends it yet."
        yield {
            "ruleId": found.advisory,
            "level": HOLES[found.severity],
            "message": {"text": f"{found.package} {found.version}: {found.advisory}, {found.severity}. {mended}"},
            "locations": _places(report, found.where),
            "partialFingerprints": _fingerprint(name_of(platform), found.advisory, found.package, found.where),
            "properties": {"source": found.source, "fixed": found.fixed},
        }


def _places(report: Report, where: str) -> list[dict[str, Any]]:
    """Code hosts ask for a file: a path in the image where there is one, otherwise the image's own name."""
    path = where.strip("/") if "/" in where and " " not in where else report.reference
    return [
        {
            "physicalLocation": {"artifactLocation": {"uri": quote(path, safe="/:@")}, "region": {"startLine": 1}},
            "logicalLocations": [{"fullyQualifiedName": where}],
        }
    ]


def _fingerprint(*parts: str) -> dict[str, str]:
    """The same for the same finding in the next image, whose layers have other digests."""
    return {"finding/v1": hashlib.sha256("\0".join(_plain(parts)).encode()).hexdigest()}


def _plain(parts: Iterable[str]) -> Iterator[str]:
    return (part.strip() for part in parts)
