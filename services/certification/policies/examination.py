"""What an examination's lines mean for a submission: each becomes a command, or packages and papers to keep."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.certification.deciders.examination import Command, NoteCheck, NoteUnexamined
from services.certification.events import CheckFinding, Particular, SubmissionOpened
from services.certification.scan.advisory import Found
from services.certification.scan.package import Package

SEVERITIES = ("critical", "high", "medium", "low")


def platform_of(line: Mapping[str, Any], opened: SubmissionOpened) -> str:
    """As the submission names it: by name, by its manifest, or the only one there is. Empty: it is none of them."""
    names = {one.platform for one in opened.platforms}
    by_digest = {one.digest: one.platform for one in opened.platforms}
    told = str(line.get("platform", ""))
    if told in names:
        return told
    if found := by_digest.get(str(line.get("digest", ""))):
        return found
    return next(iter(names)) if len(names) == 1 else ""


def command_of(line: Mapping[str, Any], opened: SubmissionOpened) -> Command | None:
    """None: it is a scan, or nothing for the submission."""
    match line["line"]:
        case "check":
            return _check(line, opened)
        case "problem":
            return NoteUnexamined(platform_of(line, opened), str(line["text"]))
    return None


def packages_of(line: Mapping[str, Any]) -> list[Package]:
    return [Package(**{**told, "licences": tuple(told.get("licences", ()))}) for told in line["packages"]]


def by_severity(found: Iterable[Found]) -> dict[str, int]:
    counts = dict.fromkeys((*SEVERITIES, "unrated"), 0)
    for one in found:
        counts[one.severity if one.severity in SEVERITIES else "unrated"] += 1
    return counts


def _check(line: Mapping[str, Any], opened: SubmissionOpened) -> NoteCheck:
    findings = tuple(
        CheckFinding(each["where"], each["what"], each["do"], each.get("code", ""), _particulars(each))
        for each in line["findings"]
    )
    told = {name: str(line[name]) for name in ("check", "group", "title", "level", "outcome", "told")}
    code, particulars = str(line.get("code", "")), _particulars(line)
    return NoteCheck(platform_of(line, opened), **told, findings=findings, code=code, particulars=particulars)


def _particulars(said: Mapping[str, Any]) -> tuple[Particular, ...]:
    return tuple(Particular(name, value) for name, value in said.get("particulars", {}).items())
