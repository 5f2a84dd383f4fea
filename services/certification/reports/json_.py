"""A report as programs read it: the form in which the store answers for a submission, with what examined it beside."""

import json
from typing import Any

from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.reports.summary import since
from services.certification.scan.advisory import Found
from vocabulary.findings import Said


def render(report: Report) -> str:
    return json.dumps(whole(report), indent=2, ensure_ascii=False) + "\n"


def whole(report: Report) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "digest": report.digest,
        "kind": report.kind,
        "tool": report.tool,
        "policy": report.policy,
        "advisories": report.advisories,
        "passed": report.passed,
        "platforms": [platform(each) for each in report.platforms],
    }


def platform(report: PlatformReport) -> dict[str, Any]:
    """`findings` is None where no advisories were at hand: nobody looked, which is not the same as none found."""
    return {
        "platform": report.platform,
        "asked": report.asked,
        "digest": report.digest,
        "passed": report.passed,
        "problem": report.problem,
        "checks": [check(each) for each in report.checks],
        "packages": report.package_count,
        "findings": None if report.found is None else [found(each) for each in report.found],
        "uncompared": [{"id": each.advisory, "package": each.package} for each in report.uncompared],
        "grade": report.grade,
        "next_drop": None if report.next_drop is None else report.next_drop.isoformat(),
    }


def check(weighed: Weighed) -> dict[str, Any]:
    return {
        "id": weighed.check,
        "group": weighed.group,
        "title": weighed.title,
        "level": weighed.level,
        "outcome": weighed.outcome,
        "told": weighed.told,
        "findings": [{"where": each.where, "what": each.what, "do": each.do} for each in weighed.findings],
        "waived_by": weighed.waived_by,
    }


def in_codes(weighed: Weighed) -> dict[str, Any]:
    """As `check` has it, and each sentence of ours by its code, for who says it in another language."""
    told = check(weighed)
    findings = [
        {**each, **_code(finding.what)} for each, finding in zip(told["findings"], weighed.findings, strict=True)
    ]
    return {**told, **_code(weighed.told), "findings": findings}


def _code(text: str) -> dict[str, Any]:
    if not isinstance(text, Said):
        return {"code": "", "particulars": {}}
    return {"code": text.code, "particulars": dict(text.particulars)}


def found(finding: Found) -> dict[str, Any]:
    """`due` and `vex` are the store's to say: at home no clock runs."""
    return {
        "id": finding.advisory,
        "aliases": list(finding.aliases),
        "package": finding.package,
        "version": finding.version,
        "fixed": finding.fixed,
        "severity": finding.severity,
        "cvss": finding.score,
        "published": finding.published.isoformat() if since(finding) else None,
        "where": finding.where,
        "source": finding.source,
        "due": None,
        "vex": None,
    }
