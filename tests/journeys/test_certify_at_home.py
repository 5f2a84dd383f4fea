"""Certify at home → submit: a publisher examines one image where it lies, and sends it in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import Offer, offer_with
from tests.parts.docker import Docker
from tests.parts.process import wait_until
from tests.parts.store import ROOT, Store
from tests.services.certification.images import Built, File, built, layout
from vocabulary import elf
from vocabulary.image_reference import is_fixed

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Home:
    """A publisher's machine, with what docker signs in by."""

    docker: Docker
    folder: Path

    def certify(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli.chandlery", "certify", *map(str, words)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "DOCKER_CONFIG": str(self.docker.config)},
            timeout=120,
            check=False,
        )

    def report(self, *words: object) -> Any:
        said = self.certify(*words, "--format", "json")
        assert said.returncode in (0, 1), said.stderr
        return json.loads(said.stdout)


@pytest.fixture
def offer(store: Store) -> Offer:
    """By a tag that names one version for good, as the store wants it."""
    found = offer_with(store, "anyone")
    versions = store.api("GET", f"/products/{found.product}/versions").json()["items"]
    return replace(found, tag=next(each["tag"] for each in versions if is_fixed(each["tag"])))


@pytest.fixture
def home(store: Store, docker: Docker, tmp_path: Path) -> Iterator[Home]:
    demo = store.accounts["publisher"]
    assert docker.login(store.registry, demo["email"], demo["token"]).ok
    return Home(docker, tmp_path)


def reference(store: Store, offer: Offer) -> str:
    return f"{store.registry}/{offer.repository}:{offer.tag}"


def outcomes(platform: dict[str, Any]) -> dict[str, str]:
    return {check["id"]: check["outcome"] for check in platform["checks"]}


def test_an_image_in_the_registry_gives_a_report_for_each_platform(store: Store, offer: Offer, home: Home) -> None:
    report = home.report(reference(store, offer), "--static")
    platforms = [platform["platform"] for platform in report["platforms"]]
    assert len(platforms) > 1
    assert len(set(platforms)) == len(platforms)
    assert all(platform["checks"] and not platform["problem"] for platform in report["platforms"])


def test_what_docker_saves_is_judged_like_what_the_registry_has(store: Store, offer: Offer, home: Home) -> None:
    assert home.docker("pull", reference(store, offer)).ok
    saved = home.folder / "saved.tar"
    assert home.docker("save", "--output", str(saved), reference(store, offer)).ok
    (own,) = home.report(saved, "--static")["platforms"]
    (same,) = home.report(reference(store, offer), "--static", "--platform", own["platform"])["platforms"]
    differing = {name for name, told in outcomes(own).items() if told != outcomes(same)[name]}
    assert differing <= {"unique-tag", "annotations", "signature", "sbom", "provenance"}  # what an archive cannot hold


def test_a_layout_that_skopeo_wrote_is_read(store: Store, offer: Offer, home: Home) -> None:
    if shutil.which("skopeo") is None:
        pytest.skip("skopeo is not on PATH")
    folder = home.folder / "layout"
    source = f"docker://{reference(store, offer)}"
    copy = ["skopeo", "copy", "--all", "--src-tls-verify=false", "--authfile", str(home.docker.config / "config.json")]
    subprocess.run([*copy, source, f"oci:{folder}:{offer.tag}"], check=True, capture_output=True, timeout=180)
    told, same = home.report(folder, "--static"), home.report(reference(store, offer), "--static")
    assert [each["platform"] for each in told["platforms"]] == [each["platform"] for each in same["platforms"]]


def test_an_engine_at_home_tries_the_platform_that_it_runs_and_says_so_of_another(home: Home) -> None:
    images = [_saying(architecture) for architecture in ("amd64", "arm64")]
    folder = layout(home.folder / "layout", *images)
    report = home.report(folder, "--engine", f"unix://{home.docker.socket}")
    told = {platform["platform"]: outcomes(platform)["starts"] for platform in report["platforms"]}
    own = f"linux/{home.docker('version', '--format', '{{.Server.Arch}}').out.strip()}"
    assert told.pop(own) == "pass"
    assert set(told.values()) == {"not_run"}


def _saying(architecture: str) -> Built:
    """An image whose one program says a word and ends."""
    program = File(elf.program(architecture, "aye\n"), 0o755)
    return built({"bin/say": program}, config={"Cmd": ["/bin/say"]}, platform=f"linux/{architecture}")


def test_what_passed_at_home_is_submitted_and_examined_again(store: Store, offer: Offer, home: Home) -> None:
    token = store.accounts["publisher"]["token"]
    (home.folder / "policy.toml").write_text(_everything_is_advice(store))
    said = home.certify(
        *(reference(store, offer), "--policy", home.folder / "policy.toml"),
        *("--submit", "--store", store.url, "--token", token, "--product", offer.product, "--engine-version", "29.1"),
    )
    assert said.returncode == 0, said.stderr
    identity = said.stderr.partition("Submitted as ")[2].partition(":")[0]

    def examined() -> bool:
        return bool(store.api("GET", f"/submissions/{identity}", token=token).json()["platforms"])

    wait_until(examined, 60, "the submission was not examined")


def _everything_is_advice(store: Store) -> str:
    levels = store.api("GET", "/certification/policy").json()["kinds"]["container"]
    return "[checks]\n" + "".join(f'{check} = "advice"\n' for check in levels)
