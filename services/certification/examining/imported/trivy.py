"""Trivy's JSON (SchemaVersion 2)."""

from collections.abc import Mapping
from typing import Any

from services.certification.examining.imported import values
from services.certification.examining.imported.values import Imported, listed, table, tables, text
from services.certification.scan.advisory import Found


def is_one(told: Mapping[str, Any]) -> bool:
    return "SchemaVersion" in told and "ArtifactName" in told


def read(told: Mapping[str, Any]) -> Imported:
    about = table(told, "Metadata")
    config = table(about, "ImageConfig")
    digests = [text(about.get("ImageID")), *(text(each).rpartition("@")[2] for each in listed(about, "RepoDigests"))]
    return Imported(
        source="trivy",
        version=text(table(told, "Trivy").get("Version")),
        platform=values.platform(*(text(config.get(name)) for name in ("os", "architecture", "variant"))),
        digests=tuple(filter(None, digests)),
        found=values.kept(
            _found(each, text(result.get("Target")))
            for result in tables(told, "Results")
            for each in tables(result, "Vulnerabilities")
        ),
    )


def _found(told: Mapping[str, Any], target: str) -> Found:
    identity = text(told.get("VulnerabilityID"))
    return Found(
        advisory=identity,
        aliases=values.others(listed(told, "VendorIDs"), identity),
        package=text(told.get("PkgName")),
        version=text(told.get("InstalledVersion")),
        fixed=text(told.get("FixedVersion")).partition(",")[0].strip(),
        severity=values.severity(text(told.get("Severity"))),
        score=_score(told),
        published=values.instant(told.get("PublishedDate")),
        where=(text(told.get("PkgPath")) or target).lstrip("/"),
        source="trivy",
    )


def _score(told: Mapping[str, Any]) -> float | None:
    """Of who gave the severity, else the first."""
    scores = table(told, "CVSS")
    given = (
        values.number(table(scores, name).get("V3Score")) for name in (text(told.get("SeveritySource")), "nvd", *scores)
    )
    return next((score for score in given if score is not None), None)
