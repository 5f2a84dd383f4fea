import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.certification.examining.imported import UNDATED, NoReport, read

TRIVY: dict[str, Any] = {
    "SchemaVersion": 2,
    "ArtifactName": "acme/db:1.4.2",
    "Metadata": {
        "ImageID": "sha256:aa",
        "RepoDigests": ["acme/db@sha256:bb"],
        "ImageConfig": {"os": "linux", "architecture": "arm64"},
    },
    "Results": [
        {
            "Target": "acme/db:1.4.2 (debian 12)",
            "Vulnerabilities": [
                {
                    "VulnerabilityID": "CVE-2022-3715",
                    "PkgName": "bash",
                    "InstalledVersion": "5.1-2",
                    "FixedVersion": "5.2, 5.3",
                    "Severity": "HIGH",
                    "SeveritySource": "debian",
                    "CVSS": {"nvd": {"V3Score": 7.8}},
                    "PublishedDate": "2023-01-05T15:15:00Z",
                },
                {"VulnerabilityID": "CVE-2000-0001"},
            ],
        },
        {"Target": "app/none"},
    ],
}
GRYPE: dict[str, Any] = {
    "source": {"type": "image", "target": {"manifestDigest": "sha256:bb", "architecture": "amd64", "os": "linux"}},
    "descriptor": {"name": "grype", "version": "0.121.2"},
    "matches": [
        {
            "vulnerability": {
                "id": "GHSA-xxxx",
                "severity": "Negligible",
                "fix": {"versions": [], "state": "wont-fix"},
            },
            "relatedVulnerabilities": [{"id": "CVE-2024-1", "cvss": [{"metrics": {"baseScore": 3.1}}]}],
            "artifact": {"name": "requests", "version": "2.0.0", "locations": [{"path": "/app/METADATA"}]},
        }
    ],
}
HELP = "Vulnerability CVE-2022-3715\nPackage: bash\nVersion: 5.1-2\nFix Version: \nType: deb"
SARIF: dict[str, Any] = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": "Grype",
                    "rules": [
                        {
                            "id": "CVE-2022-3715-bash",
                            "help": {"text": HELP},
                            "properties": {"security-severity": "9.8"},
                        }
                    ],
                }
            },
            "results": [{"ruleId": "CVE-2022-3715-bash", "level": "error", "message": {"text": "A hole"}}],
        }
    ],
}


def test_trivys_findings_stand_with_their_source() -> None:
    told = read(json.dumps(TRIVY))
    (found,) = told.found
    assert (found.advisory, found.package, found.version, found.fixed) == ("CVE-2022-3715", "bash", "5.1-2", "5.2")
    assert (found.severity, found.score, found.source) == ("high", 7.8, "trivy")
    assert found.published.date().isoformat() == "2023-01-05"


def test_trivy_says_which_platform_and_digest_it_looked_at() -> None:
    told = read(json.dumps(TRIVY))
    assert (told.platform, told.digests) == ("linux/arm64", ("sha256:aa", "sha256:bb"))


def test_grypes_findings_take_the_score_of_what_they_are_related_to() -> None:
    told = read(json.dumps(GRYPE))
    (found,) = told.found
    assert (found.severity, found.score, found.fixed, found.aliases) == ("low", 3.1, "", ("CVE-2024-1",))
    assert (found.where, found.published) == ("app/METADATA", UNDATED)
    assert told.state == "as grype 0.121.2 reported"


def test_a_package_is_read_from_the_text_of_a_rule_in_sarif() -> None:
    (found,) = read(json.dumps(SARIF)).found
    assert (found.advisory, found.package, found.version, found.fixed) == ("CVE-2022-3715", "bash", "5.1-2", "")
    assert (found.severity, found.source) == ("critical", "grype")


def test_a_message_of_trivys_sarif_is_read_as_well() -> None:
    text = "Package: bash\nInstalled Version: 5.1-2\nVulnerability CVE-1\nSeverity: LOW\nFixed Version: 5.2\nLink: x"
    run = {
        "tool": {"driver": {"name": "Trivy"}},
        "results": [{"ruleId": "CVE-1", "level": "note", "message": {"text": text}}],
    }
    (found,) = read(json.dumps({"runs": [run]})).found
    assert (found.package, found.version, found.fixed, found.severity) == ("bash", "5.1-2", "5.2", "low")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"bomFormat": "CycloneDX"}', "[" * 100_000])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(NoReport):
        read(text)


KEYS = st.sampled_from(["id", "fix", "cvss", "text"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(form=st.sampled_from([TRIVY, GRYPE, SARIF]), key=st.integers(0, 3), value=VALUES)
def test_no_report_breaks_the_reading(form: dict[str, Any], key: int, value: object) -> None:
    names = list(form)
    told = read(json.dumps(form | {names[key % len(names)]: value, "runs": [value], "ArtifactName": ""}))
    assert all(found.advisory and found.package for found in told.found)
