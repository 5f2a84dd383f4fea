"""A release is killed after each thing that the registry did for it, and taken up again by the next process."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from demo.images import Image
from services.catalog.adapters.registry.reading import keep_tag
from services.catalog.deciders.repository_state import STEPS
from services.catalog.settings import Settings
from tests.faults import checks
from tests.faults.between import Between, between
from tests.parts import registry
from tests.parts.store import ROOT
from tests.services.catalog.pushed import about, attach, blob_of, digest_of, image_saying, push

EVERY = int(os.environ.get("CHANDLERY_KILL_EVERY", "6"))  # so many requests of the registry lie between two kills
MOST = 300  # requests that one release may need

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(shutil.which(registry.PROGRAM) is None, reason="no docker-registry on this machine"),
]


@dataclass
class Catalogue:
    """The process, which a nursery starts again when it was killed."""

    folder: Path
    environment: dict[str, str]
    pid: int = 0

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.catalogue", str(self.folder)]
        told = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        self.nursery = subprocess.Popen(
            command, env=told, text=True, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def start(self) -> None:
        self.pid = self.ask("start")
        assert self.pid

    def ask(self, *words: str) -> Any:
        """None where it was killed before it answered; then it is gone."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        print(json.dumps(words), file=self.nursery.stdin, flush=True)
        return json.loads(self.nursery.stdout.readline())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Nobody tells them anything any more: both end, and their pipes are closed."""
        self.nursery.communicate()


@dataclass(frozen=True)
class Kill:
    name: str
    digest: str
    image: Image
    attestation: str
    requests: tuple[str, ...]  # what the registry had done
    tag_then: str  # where the tag led while nothing ran
    whole_then: bool
    state: str  # of the release, in the end


@dataclass(frozen=True)
class Ordeal:
    settings: Settings
    folder: Path
    kills: list[Kill]


def whole(settings: Settings, name: str, image: Image, attestation: str) -> bool:
    repository = f"acme/{name}"
    names = [one.digest for one in (*image.manifests, image.index)]
    tags = {keep_tag(one): one for one in (*names, attestation)} | {one: one for one in names}
    tags |= {about(image.manifests[0].digest, ".att"): attestation}
    signed = [digest_of(settings, repository, about(one, form)) != "" for one in names for form in ("", ".sig")]
    blobs = [blob_of(settings, repository, one.digest) == one.content for one in image.blobs]
    return all(digest_of(settings, repository, tag) == digest for tag, digest in tags.items()) and all(
        [*blobs, *signed]
    )


def killed_at(number: int, settings: Settings, catalogue: Catalogue, door: Between) -> Kill | None:
    """None where the release was over before so many requests."""
    name, image = f"killed-{number}", image_saying(f"killed after {number}")
    digest = push(settings, f"staging/acme/{name}", "1.0.0", image)
    attestation = attach(settings, f"staging/acme/{name}", image.manifests[0].digest, ".att", name)
    assert catalogue.ask("stage", name, "1.0.0", digest, image.index.media_type) == "staged"
    door.expect(number, catalogue.kill)
    release = catalogue.ask("release", name, "1.0.0", digest)
    if release is not None and catalogue.ask("end", name, release) is not None:
        return None
    asked = tuple(door.seen[:number])
    tag_then, whole_then = digest_of(settings, f"acme/{name}", "1.0.0"), whole(settings, name, image, attestation)
    push(settings, f"staging/acme/{name}", "1.0.0", image_saying(f"pushed into {number}"))
    door.expect(0, lambda: None)
    catalogue.start()
    releases = checks.events_of(catalogue.folder, "catalog", "catalog.release-requested")
    asked_for = next(one["release"] for one in releases if one["repository"] == f"acme/{name}")
    state = catalogue.ask("end", name, asked_for)
    return Kill(name, digest, image, attestation, asked, tag_then, whole_then, state)


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    folder = tmp_path_factory.mktemp("released")
    with registry.own(folder / "registry") as environment, between(environment["CHANDLERY_REGISTRY_API"]) as door:
        (folder / "store").mkdir()
        settings = Settings.load(environment)
        catalogue = Catalogue(folder / "store", environment | {"CHANDLERY_REGISTRY_API": door.address})
        catalogue.start()
        try:
            numbered = (killed_at(number, settings, catalogue, door) for number in range(1, MOST, EVERY))
            kills = [kill for kill in takewhile(lambda kill: kill is not None, numbered) if kill is not None]
        finally:
            catalogue.end()
        print(f"\n{len(kills)} kills of a release, the last after {kills[-1].requests[-1]}")
        yield Ordeal(settings, folder / "store", kills)


def test_every_request_of_a_release_was_a_moment_to_die(ordeal: Ordeal) -> None:
    assert len(ordeal.kills) * EVERY >= 40
    assert Counter(kill.state for kill in ordeal.kills) == {"released": len(ordeal.kills)}


def test_no_customer_ever_saw_a_tag_without_all_that_it_leads_to(ordeal: Ordeal) -> None:
    for kill in ordeal.kills:
        assert kill.tag_then in ("", kill.digest), kill.requests[-1]
        assert not kill.tag_then or kill.whole_then, kill.requests[-1]


def test_in_the_end_customers_have_all_of_what_was_named(ordeal: Ordeal) -> None:
    for kill in ordeal.kills:
        assert digest_of(ordeal.settings, f"acme/{kill.name}", "1.0.0") == kill.digest, kill.requests[-1]
        assert whole(ordeal.settings, kill.name, kill.image, kill.attestation), kill.requests[-1]


def test_each_step_and_the_release_are_told_once(ordeal: Ordeal) -> None:
    released = checks.events_of(ordeal.folder, "catalog", "catalog.version-released")
    assert Counter(one["repository"] for one in released) == {f"acme/{kill.name}": 1 for kill in ordeal.kills} | {
        one["repository"]: 1 for one in released
    }
    steps: dict[str, list[str]] = {}
    for one in checks.events_of(ordeal.folder, "catalog", "catalog.release-advanced"):
        steps.setdefault(one["repository"], []).append(one["step"])
    assert {tuple(told) for told in steps.values()} == {STEPS}
