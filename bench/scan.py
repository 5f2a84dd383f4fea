"""An image in a registry until its findings are told: `chandlery certify` with every static check, by syft and grype.

Debian of 200 MB with Python packages whose holes are known, packed as engines pack it; the same advisories for both.
Each side runs as processes of its own, from the same registry on this machine; who comes first changes from pair to
pair. As both are used, syft makes the bill of materials and grype finds the holes, each from the registry; their
quickest way is beside it, where grype reads syft's bill instead. What is found must be the same, package by package,
else the benchmark fails. Neither of them checks an image as ours does. Seconds that pass depend on who else is at work;
processor seconds, of all cores, hardly do.
"""

import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import add
from pathlib import Path
from typing import Any

import pytest
import requests

from bench.goals import GRYPE_ON_BILL, SCAN, SCAN_PROCESSOR, SCANNED, SYFT_AND_GRYPE
from bench.harness import compared, report
from services.certification.scan import osv
from tests.parts import debian
from tests.parts.grype import Grype
from tests.parts.process import free_port, running
from tests.parts.registry import PROGRAM
from tests.parts.scanners import GRYPE, SYFT
from tests.services.certification.images import OCI_MANIFEST, Built, built

PAIRS, WARM = 3, 1
NAME = "acme/debian"
LANGUAGES, SIZE = 60, 200_000_000
OUTDATED = "0.0.1"  # of each Python package: something is known about nearly every first version
QUIET = {
    "GRYPE_REGISTRY_INSECURE_USE_HTTP": "true",
    "SYFT_REGISTRY_INSECURE_USE_HTTP": "true",
    "SYFT_CHECK_FOR_APP_UPDATE": "false",
    "GRYPE_CHECK_FOR_APP_UPDATE": "false",
    "GRYPE_DB_AUTO_UPDATE": "false",
    "GRYPE_DB_VALIDATE_AGE": "false",
}
Finding = tuple[str, str]
Spent = tuple[float, float]  # seconds, processor seconds


def main() -> int:
    if shutil.which(PROGRAM) is None:
        print(f"bench-scan needs a registry program ({PROGRAM})")
        return 1
    try:
        with tempfile.TemporaryDirectory() as name, _registry(Path(name)) as host:
            return _compared(Path(name), host)
    except pytest.skip.Exception as missing:
        print(f"bench-scan: {missing}")
        return 1


def _compared(folder: Path, host: str) -> int:
    tree = debian.tree()
    records = [*_of_debian(tree), *_of_python()]
    _push(host, _image(tree, [str(record["affected"][0]["package"]["name"]) for record in _of_python()]))
    ours, peer = _Ours(folder, host, records), _Peer(folder, host, records)
    told: dict[str, list[Spent]] = {"certify": [], "syft": [], "grype": [], "grype on the bill": []}
    for number in range(WARM + PAIRS):
        for side in (ours, peer) if number % 2 else (peer, ours):
            for name, spent in side.run().items():
                told[name] += [spent] if number >= WARM else []
    mine, theirs = ours.found(), peer.found()
    print(f"{len(mine)} findings; ours alone: {sorted(mine - theirs)[:20]}, theirs alone: {sorted(theirs - mine)[:20]}")
    rows = []
    for measure, which in ((SCAN, 0), (SCAN_PROCESSOR, 1)):
        certify, syft, grype, bill = ([spent[which] for spent in spents] for spents in told.values())
        rows.append(compared(measure, SCANNED, certify, list(map(add, syft, grype)), SYFT_AND_GRYPE))
        rows.append(compared(measure, SCANNED, certify, list(map(add, syft, bill)), GRYPE_ON_BILL))
    report("scan", rows)
    return 0 if mine == theirs and all(row.met is not False for row in rows) else 1


class _Ours:
    def __init__(self, folder: Path, host: str, records: Sequence[Mapping[str, Any]]) -> None:
        (archive := folder / "osv").mkdir()
        with zipfile.ZipFile(archive / "all.zip", "w") as written:
            for record in records:
                written.writestr(f"{record['id']}.json", json.dumps(record))
        advisories, self._report = folder / "advisories.db", folder / "report.json"
        _run([*_TOOL, "advisories", "load", str(archive / "all.zip"), "--into", str(advisories)])
        form = ("--format", "json", "--output", str(self._report), "--static", "--advisories", str(advisories))
        self._command = [*_TOOL, "certify", f"{host}/{NAME}:1", *form]

    def run(self) -> dict[str, Spent]:
        return {"certify": _run(self._command, codes=(0, 1))}

    def found(self) -> set[Finding]:
        (platform,) = json.loads(self._report.read_text())["platforms"]
        assert len(platform["checks"]) > 20, platform["problem"]
        return {(one["id"], one["package"]) for one in platform["findings"]}


class _Peer:
    def __init__(self, folder: Path, host: str, records: Sequence[Mapping[str, Any]]) -> None:
        self._bill, self._report = folder / "bill.json", folder / "grype.json"
        (folder / "grype").mkdir()
        Grype(folder / "grype", [osv.parse(record) for record in records])
        self._env = QUIET | {"GRYPE_DB_CACHE_DIR": str(folder / "grype" / "cache")}
        self._syft = [str(SYFT.path()), "-q", f"registry:{host}/{NAME}:1", "-o", f"syft-json={self._bill}"]
        self._grype = [str(GRYPE.path()), "-q", "-o", "json", "--file", str(self._report)]
        self._image = f"registry:{host}/{NAME}:1"

    def run(self) -> dict[str, Spent]:
        return {
            "syft": _run(self._syft, env=self._env),
            "grype on the bill": _run([*self._grype, f"sbom:{self._bill}"], env=self._env),
            "grype": _run([*self._grype, self._image], env=self._env),
        }

    def found(self) -> set[Finding]:
        matches = json.loads(self._report.read_text())["matches"]
        return {(one["vulnerability"]["id"], one["artifact"]["name"]) for one in matches}


_TOOL = [sys.executable, "-m", "cli.chandlery"]


def _run(command: Sequence[str], *, env: Mapping[str, str] | None = None, codes: tuple[int, ...] = (0,)) -> Spent:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False)
    taken, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in codes, done.stdout[-2000:] + done.stderr[-2000:]
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _image(tree: Path, languages: Sequence[str]) -> Built:
    """The distribution, and above it Python packages and as much of an application as is missing to the size."""
    lib = "usr/local/lib/python3.11/site-packages"
    above: dict[str, bytes] = {
        f"{lib}/{name.replace('-', '_')}-{OUTDATED}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\n"
        f"Version: {OUTDATED}\n".encode()
        for name in languages
    }
    lower = tree.read_bytes()
    above["app/data"] = random.Random(9).randbytes(max(0, SIZE - len(lower)))
    return built(lower, above, config={"User": "app", "Cmd": ["python3"]})


def _of_debian(tree: Path) -> Iterator[dict[str, Any]]:
    """Two about each package: one that it has, and one that was mended before it."""
    with tarfile.open(tree) as archive:
        status = archive.extractfile("./var/lib/dpkg/status")
        assert status is not None
        told = status.read().decode()
    sources = {}
    for paragraph in told.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Source|Version): (.+)$", paragraph, re.MULTILINE))
        if fields:
            name, _, version = fields.get("Source", fields["Package"]).partition(" ")
            sources[name] = version.strip("()") or fields["Version"]
    for number, (name, version) in enumerate(sorted(sources.items())):
        yield _record(f"CVE-2026-1{number:03}", "Debian:12", name, f"{version}.1")
        yield _record(f"CVE-2025-1{number:03}", "Debian:12", name, "0~1")


def _of_python() -> list[dict[str, Any]]:
    return [_record(f"GHSA-2026-{number:04}", "PyPI", f"sample-{number}", "1.0.0") for number in range(LANGUAGES)]


def _record(id: str, ecosystem: str, package: str, fixed: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": fixed}]
    affected = {"package": {"ecosystem": ecosystem, "name": package}, "versions": []}
    dates = {"modified": "2026-11-01T00:00:00Z", "published": "2026-10-30T00:00:00Z"}
    return {"id": id, **dates, "affected": [affected | {"ranges": [{"type": "ECOSYSTEM", "events": events}]}]}


@contextmanager
def _registry(folder: Path) -> Iterator[str]:
    """host:port of a registry that asks nobody for anything."""
    host = f"localhost:{free_port()}"
    storage = {"filesystem": {"rootdirectory": str(folder / "storage")}}
    http = {"addr": host.replace("localhost", "127.0.0.1"), "secret": "of this benchmark"}
    told = {"version": 0.1, "log": {"accesslog": {"disabled": True}}, "storage": storage, "http": http}
    (folder / "registry.yml").write_text(json.dumps(told))
    command = [PROGRAM, "serve", str(folder / "registry.yml")]
    with running(command, folder / "registry.log", lambda: _answers(host)):
        yield host


def _answers(host: str) -> bool:
    try:
        return requests.get(f"http://{host}/v2/", timeout=2).status_code == 200
    except requests.ConnectionError:
        return False


def _push(host: str, image: Built) -> None:
    for digest, content in image.blobs.items():
        if digest != image.digest:
            begun = requests.post(f"http://{host}/v2/{NAME}/blobs/uploads/", timeout=10)
            address = f"{begun.headers['Location']}&digest={digest}"
            assert requests.put(address, data=content, timeout=60).status_code == 201
    headers = {"Content-Type": OCI_MANIFEST}
    put = requests.put(f"http://{host}/v2/{NAME}/manifests/1", data=image.manifest, headers=headers, timeout=10)
    assert put.status_code == 201, put.text


if __name__ == "__main__":
    sys.exit(main())
