"""Grype, asked about packages with the very advisories that a test gives it: its database is made of them, offline."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from services.certification.scan.advisory import Advisory, Affected
from tests.parts.scanners import GRYPE, GRYPE_DATABASE

SCHEMAS = "https://raw.githubusercontent.com/anchore/vunnel/main/schema/vulnerability"
OS_SCHEMA = f"{SCHEMAS}/os/schema-1.0.3.json"
LANGUAGE_SCHEMA = f"{SCHEMAS}/github-security-advisory/schema-1.0.1.json"
FORMATS = {"Debian": ("debian", "dpkg"), "Alpine": ("alpine", "apk"), "AlmaLinux": ("ol", "rpm")}
PYTHON = "github:language:python"


class Grype:
    """Its database holds these advisories; AlmaLinux's as Oracle's, whose packages have one way to be matched."""

    def __init__(self, folder: Path, advisories: Sequence[Advisory]) -> None:
        self._folder = folder
        items = {"os": (OS_SCHEMA, "flat-file"), "github": (LANGUAGE_SCHEMA, "flat-file")}
        told = {"os": list(_of_distributions(advisories)), "github": list(_of_python(advisories))}
        for provider, (schema, store) in items.items():
            if told[provider]:
                _workspace(folder / "workspace" / provider, provider, schema, store, told[provider])
        command = [str(GRYPE_DATABASE.path()), str(folder / "workspace"), str(folder / "cache" / "6")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    def found(self, sbom: bytes, distribution: str = "") -> set[tuple[str, str, str, str]]:
        """(advisory, package, version, fixed) of what a bill of materials holds."""
        (bill := self._folder / "bill.json").write_bytes(sbom)
        words = ["--distro", distribution] if distribution else []
        command = [str(GRYPE.path()), f"sbom:{bill}", "-o", "json", *words]
        env = {**os.environ, "GRYPE_DB_CACHE_DIR": str(self._folder / "cache"), "GRYPE_CHECK_FOR_APP_UPDATE": "false"}
        env |= {"GRYPE_DB_AUTO_UPDATE": "false", "GRYPE_DB_VALIDATE_AGE": "false"}
        done = subprocess.run(command, capture_output=True, env=env, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return {_match(one) for one in json.loads(done.stdout)["matches"]}


def _match(told: Any) -> tuple[str, str, str, str]:
    hole, artifact = told["vulnerability"], told["artifact"]
    return hole["id"], artifact["name"], artifact["version"], ", ".join(hole["fix"]["versions"])


def _workspace(folder: Path, provider: str, schema: str, store: str, items: Sequence[tuple[str, Any]]) -> None:
    (results := folder / "results").mkdir(parents=True)
    listed = []
    for number, (identifier, item) in enumerate(items):
        name = f"{number}.json"
        (results / name).write_text(json.dumps({"schema": schema, "identifier": identifier, "item": item}))
        listed.append(f"0  results/{name}\n")
    (results / "listing.xxh64").write_text("".join(listed))
    state = {
        "provider": provider,
        "version": 1,
        "distribution_version": 1,
        "processor": "tests",
        "schema": {"version": schema.rpartition("-")[2].removesuffix(".json"), "url": schema},
        "urls": [],
        "timestamp": "2026-11-29T00:00:00Z",
        "listing": {"path": "results/listing.xxh64", "digest": "0", "algorithm": "xxh64"},
        "store": store,
        "stale": False,
    }
    (folder / "metadata.json").write_text(json.dumps(state))


def _of_distributions(advisories: Sequence[Advisory]) -> Iterator[tuple[str, Any]]:
    for each in advisories:
        for ecosystem in {one.ecosystem for one in each.affected}:
            family, _, release = ecosystem.partition(":")
            if family not in FORMATS:
                continue
            system, format = FORMATS[family]
            namespace = f"{system}:{release.removeprefix('v')}"
            fixed = [
                {
                    "Name": one.package,
                    "NamespaceName": namespace,
                    "Version": piece.fixed or "None",
                    "VersionFormat": format,
                    "VulnerableRange": "" if piece.introduced == "0" else _range(piece),
                }
                for one in each.affected
                if one.ecosystem == ecosystem
                for piece in one.ranges
            ]
            told = {"Name": each.id, "NamespaceName": namespace, "Severity": "High", "FixedIn": fixed}
            yield f"{namespace}/{each.id}", {"Vulnerability": told | {"Description": "", "Link": "https://x.example"}}


def _of_python(advisories: Sequence[Advisory]) -> Iterator[tuple[str, Any]]:
    for each in advisories:
        fixed = [told for one in each.affected if one.ecosystem == "PyPI" for told in _fixes(one)]
        if fixed:
            told = {"ghsaId": each.id, "FixedIn": fixed, "Severity": "High", "Summary": each.summary}
            told |= {"namespace": PYTHON, "CVE": [], "url": "https://x.example", "withdrawn": ""}
            told |= {"published": each.published.isoformat(), "updated": each.modified.isoformat()}
            yield f"{PYTHON}/{each.id}", {"Advisory": told}


def _fixes(affected: Affected) -> Iterator[dict[str, str]]:
    for one in affected.ranges:
        named = {"ecosystem": "pip", "name": affected.package, "namespace": PYTHON}
        yield named | {"identifier": one.fixed, "range": _range(one)}


def _range(piece: Any) -> str:
    bounds = [f">= {piece.introduced}"]
    bounds += [f"< {piece.fixed}"] if piece.fixed else []
    bounds += [f"<= {piece.last_affected}"] if piece.last_affected else []
    return ", ".join(bounds)
