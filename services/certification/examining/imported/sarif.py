"""SARIF 2.1.0 of a scanner. It has no place for packages: Trivy and Grype write them into their texts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from services.certification.examining.imported import values
from services.certification.examining.imported.values import Imported, table, tables, text
from services.certification.scan.advisory import Found, Severity

LEVELS: Mapping[str, Severity] = {"error": "high", "warning": "medium", "note": "low"}
BY_SCORE: Sequence[tuple[float, Severity]] = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
PACKAGE = re.compile(r"^Package:[ \t]*(\S+)", re.MULTILINE)
INSTALLED = re.compile(r"^(?:Installed )?Version:[ \t]*(\S+)", re.MULTILINE)
FIXED = re.compile(r"^Fix(?:ed)? Versions?:[ \t]*([^\s,]+)", re.MULTILINE)


def is_one(told: Mapping[str, Any]) -> bool:
    return isinstance(told.get("runs"), list)


def read(told: Mapping[str, Any]) -> Imported:
    drivers = [table(table(run, "tool"), "driver") for run in tables(told, "runs")]
    found = [
        _found(_name(driver), result, {text(rule.get("id")): rule for rule in tables(driver, "rules")})
        for run, driver in zip(tables(told, "runs"), drivers, strict=True)
        for result in tables(run, "results")
    ]
    first = next(iter(drivers), {})
    return Imported(_name(first), text(first.get("version")), "", (), values.kept(found))


def _name(driver: Mapping[str, Any]) -> str:
    return text(driver.get("name")).lower() or "sarif"


def _found(source: str, told: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> Found:
    identity = text(told.get("ruleId"))
    rule = rules.get(identity, {})
    said = "\n".join(text(table(one, key).get("text")) for one, key in ((told, "message"), (rule, "help")))
    score = values.number(table(rule, "properties").get("security-severity"))
    package = _first(PACKAGE, said)
    places = (table(table(each, "physicalLocation"), "artifactLocation") for each in tables(told, "locations"))
    return Found(
        advisory=identity.removesuffix(f"-{package}"),  # Grype puts it there
        aliases=(),
        package=package,
        version=_first(INSTALLED, said),
        fixed=_first(FIXED, said),
        severity=LEVELS.get(text(told.get("level")), "unknown") if score is None else _by_score(score),
        score=score,
        published=values.UNDATED,
        where=next((text(each.get("uri")).lstrip("/") for each in places), ""),
        source=source,
    )


def _by_score(score: float) -> Severity:
    return next((word for least, word in BY_SCORE if score >= least), "unknown")


def _first(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.search(said)
    return found[1] if found else ""
