"""Past an air gap: an image is bundled from a running store, and loaded where no store can be reached."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.people import Offer, offer_with
from tests.parts import registry
from tests.parts.cosign import OLD, Cosign
from tests.parts.docker import Docker, Said
from tests.parts.store import ROOT, Store

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Side:
    """A machine on one side of the gap: its home, and the plugin as the store hands it out."""

    home: Path

    def runs(self, *words: str) -> Said:
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8"}
        command = [str(self.home / "docker-store"), *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return Said(done.returncode, done.stdout.strip(), done.stderr)


@pytest.fixture
def side(tmp_path: Path) -> Side:
    subprocess.run(
        [sys.executable, ROOT / "tools" / "plugin", tmp_path / "docker-store"], check=True, capture_output=True
    )
    return Side(tmp_path)


@contextmanager
def stopped(store: Store) -> Iterator[None]:
    """None of its processes does anything until the block ends."""
    os.killpg(store.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(store.pid, signal.SIGCONT)


def bundled(store: Store, side: Side, offer: Offer) -> tuple[Path, Path]:
    """The bundle, and the store's key, which came by another way."""
    file, key = side.home / "bundle.tar", side.home / "store.pub"
    image = f"{offer.product}/{offer.plan}:{offer.tag}"
    side.runs("bundle", image, "--store", store.url, "--output", str(file))
    with urllib.request.urlopen(f"{store.url}/.well-known/chandlery/cosign.pub", timeout=60) as answer:  # noqa: S310
        key.write_bytes(answer.read())
    return file, key


def test_an_image_holds_on_the_other_side_of_an_air_gap(
    store: Store, docker: Docker, side: Side, tmp_path: Path
) -> None:
    offer = offer_with(store, "anyone")
    file, key = bundled(store, side, offer)
    digest = store.api("GET", f"/bundles/{offer.product}?plan={offer.plan}&tag={offer.tag}").json()["digest"]
    with registry.plain(tmp_path / "there") as there, stopped(store):
        loaded = side.runs("load", str(file), there, "--key", str(key)).out
        assert loaded == f"{there}/{offer.repository}@{digest}"
        nobody, named = Cosign(tmp_path / "cosign", there, {}), f"{there}/{offer.repository}:{offer.tag}"
        assert [nobody.verifies(named, key, *how) for how in ((), (OLD,))] == [True, True]
        pulled = docker("pull", loaded)
        docker("image", "rm", "--force", loaded)
    assert (pulled.ok, digest in pulled.out) == (True, True), pulled.err
