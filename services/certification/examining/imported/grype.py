"""Grype's JSON."""

from collections.abc import Mapping
from typing import Any

from services.certification.examining.imported import values
from services.certification.examining.imported.values import Imported, listed, table, tables, text
from services.certification.scan.advisory import Found


def is_one(told: Mapping[str, Any]) -> bool:
    return isinstance(told.get("matches"), list) and "source" in told


def read(told: Mapping[str, Any]) -> Imported:
    target = table(table(told, "source"), "target")
    return Imported(
        source="grype",
        version=text(table(told, "descriptor").get("version")),
        platform=values.platform(text(target.get("os")), text(target.get("architecture"))),
        digests=tuple(filter(None, (text(target.get("manifestDigest")), text(target.get("imageID"))))),
        found=values.kept(_found(each) for each in tables(told, "matches")),
    )


def _found(told: Mapping[str, Any]) -> Found:
    hole, package = table(told, "vulnerability"), table(told, "artifact")
    identity = text(hole.get("id"))
    return Found(
        advisory=identity,
        aliases=values.others((each.get("id") for each in tables(told, "relatedVulnerabilities")), identity),
        package=text(package.get("name")),
        version=text(package.get("version")),
        fixed=next(map(text, listed(table(hole, "fix"), "versions")), ""),
        severity=values.severity(text(hole.get("severity"))),
        score=_score(told),
        published=values.UNDATED,
        where=next((text(each.get("path")).lstrip("/") for each in tables(package, "locations")), ""),
        source="grype",
    )


def _score(told: Mapping[str, Any]) -> float | None:
    """The highest; a distribution's own record has none, its relations do."""
    about = [table(told, "vulnerability"), *tables(told, "relatedVulnerabilities")]
    rated = (values.number(table(each, "metrics").get("baseScore")) for one in about for each in tables(one, "cvss"))
    return max((score for score in rated if score is not None), default=None)
