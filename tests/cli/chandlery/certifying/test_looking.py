import json
from collections.abc import Callable
from pathlib import Path

import pytest

from services.certification.adapters.advisory_file import Written
from tests.cli.chandlery.certifying.conftest import Said, good
from tests.services.certification.images import layout

Run = Callable[..., Said]
RECORD = {
    "schema_version": "1.6.0",
    "id": "DEBIAN-CVE-2022-3715",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2023-01-05T00:00:00Z",
    "upstream": ["CVE-2022-3715"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {
            "package": {"ecosystem": "Debian:12", "name": "bash"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2-1"}]}],
        }
    ],
}
GRYPE = {
    "source": {"target": {"os": "linux", "architecture": "arm64"}},
    "descriptor": {"version": "0.121.2"},
    "matches": [
        {
            "vulnerability": {"id": "CVE-2022-3715", "severity": "High", "fix": {"versions": ["5.2-1"]}},
            "artifact": {"name": "bash", "version": "5.1-2"},
        }
    ],
}


@pytest.fixture
def advisories(tmp_path: Path) -> Path:
    written = Written(tmp_path / "advisories.db")
    written.load([RECORD])
    written.finish(1, 1)
    written.close()
    return tmp_path / "advisories.db"


def test_vulnerabilities_are_looked_up_in_a_file_without_any_network(run: Run, passing: Path, advisories: Path) -> None:
    said = run(passing, "--static", "--advisories", advisories, "--format", "json")
    report = json.loads(said.out)
    (found,) = report["platforms"][0]["findings"]
    assert (found["id"], found["package"], found["fixed"], found["severity"]) == (
        "DEBIAN-CVE-2022-3715",
        "bash",
        "5.2-1",
        "high",
    )
    assert report["advisories"]
    assert report["platforms"][0]["grade"] == "F"


def test_a_file_without_advisories_is_not_taken_for_no_vulnerabilities(run: Run, passing: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    said = run(passing, "--advisories", tmp_path / "empty.db")
    assert (said.code, "advisories load" in said.err) == (2, True)


def test_another_scanners_report_stands_in_for_the_platform_that_it_names(run: Run, tmp_path: Path) -> None:
    layout(tmp_path / "image", good(), good("linux/arm64", a=b"b"))
    (tmp_path / "grype.json").write_text(json.dumps(GRYPE))
    said = run(tmp_path / "image", "--static", "--import-report", tmp_path / "grype.json", "--format", "json")
    report = json.loads(said.out)
    amd, arm = report["platforms"]
    assert amd["findings"] is None
    assert [(found["id"], found["source"]) for found in arm["findings"]] == [("CVE-2022-3715", "grype")]
    assert report["advisories"] == "as grype 0.121.2 reported"


def test_a_report_that_names_no_platform_stands_in_for_one_alone(run: Run, tmp_path: Path) -> None:
    layout(tmp_path / "image", good(), good("linux/arm64", a=b"b"))
    (tmp_path / "grype.json").write_text(json.dumps(GRYPE | {"source": {}}))
    said = run(tmp_path / "image", "--import-report", tmp_path / "grype.json")
    assert (said.code, "--platform" in said.err) == (2, True)


def test_what_is_no_report_is_refused(run: Run, passing: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    said = run(passing, "--import-report", tmp_path / "notes.json")
    assert (said.code, "no report of Trivy or Grype" in said.err) == (2, True)
