"""What `bundle` writes is whole, is the same each time, and is gone on with wherever it was broken off."""

import json
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.docker_store.sealing import UNDER_WAY
from tests.cli.docker_store.carried import LICENCE, REPOSITORY, SBOM, TAG, Source, has_registry, source
from tests.cli.docker_store.conftest import Home
from tests.parts.docker import Said
from tests.parts.terminal import terminal

IMAGE = f"{REPOSITORY}:{TAG}"
KILLS = "import sys; from tests.cli.docker_store.killed import main; main()"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    has_registry()
    with source(tmp_path_factory.mktemp("source")) as made:
        yield made


@pytest.fixture
def signed_in(home: Home, shop: Source) -> Home:
    shop.known_to(home)
    return home


def bundles(home: Home, to: Path, *words: str) -> Said:
    said = home.runs("bundle", IMAGE, "--output", str(to), *words)
    assert said.ok, said.err
    return said


def document(file: Path) -> Any:
    return json.loads(file.read_text())


def blob(folder: Path, digest: str) -> Path:
    return folder / "blobs" / "sha256" / digest.partition(":")[2]


def test_sha256sum_accepts_what_it_wrote(signed_in: Home) -> None:
    to = signed_in.folder / "bundle"
    bundles(signed_in, to)
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=to, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    files = {path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()}
    assert files == {line.split("  ")[1] for line in (to / "SHA256SUMS").read_text().splitlines()} | {"SHA256SUMS"}


def test_it_holds_the_image_of_all_platforms_and_what_signs_it(signed_in: Home, shop: Source) -> None:
    to = signed_in.folder / "bundle"
    bundles(signed_in, to)
    tags = [one["annotations"]["org.opencontainers.image.ref.name"] for one in document(to / "index.json")["manifests"]]
    named = shop.digest.replace(":", "-")
    assert tags[0] == TAG
    assert {named, f"{named}.sig", f"{named}.att"} < set(tags)
    for one in (shop.image.index, *shop.image.manifests, *shop.image.blobs):
        assert blob(to, one.digest).read_bytes() == one.content


def test_its_papers_come_along(signed_in: Home, shop: Source) -> None:
    to = signed_in.folder / "bundle"
    bundles(signed_in, to)
    papers = {name: (to / name).read_bytes() for name in ("licence.jws", "sbom/linux-amd64.cdx.json", "notes.md")}
    assert papers == {"licence.jws": LICENCE, "sbom/linux-amd64.cdx.json": SBOM, "notes.md": b"Faster.\n"}
    assert (to / "keys" / "store-1.pem").read_text() == shop.key


def test_it_is_the_same_byte_for_byte(signed_in: Home) -> None:
    one, two = signed_in.folder / "one.tar", signed_in.folder / "two.tar"
    for to in (one, two):
        bundles(signed_in, to)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    "where", ["cli.docker_store.wire:Answer.read", "pathlib:Path.replace", "tarfile:TarFile.addfile"]
)
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(signed_in: Home, where: str) -> None:
    to, once = signed_in.folder / "killed.tar", signed_in.folder / "once.tar"
    bundles(signed_in, once)
    words = [sys.executable, "-c", KILLS, where, str(random.randrange(30)), "bundle", IMAGE, "--output", str(to)]
    done = subprocess.run(words, env=signed_in.env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    bundles(signed_in, to)
    assert (to.read_bytes(), sorted(signed_in.folder.glob("killed*"))) == (once.read_bytes(), [to])


def test_a_blob_that_was_spoilt_meanwhile_is_fetched_again(signed_in: Home, shop: Source) -> None:
    to = signed_in.folder / "bundle"
    bundles(signed_in, to)
    (to / UNDER_WAY).write_text("{}")
    layer = blob(to, shop.image.blobs[0].digest)
    layer.write_bytes(b"x" * layer.stat().st_size)
    bundles(signed_in, to)
    assert layer.read_bytes() == shop.image.blobs[0].content


def test_what_an_earlier_run_was_about_does_not_come_along(signed_in: Home) -> None:
    to = signed_in.folder / "bundle"
    blob(to, "sha256:of-another-release").parent.mkdir(parents=True)
    blob(to, "sha256:of-another-release").write_text("large")
    (to / "licence.jws").write_text("of somebody else")
    (to / UNDER_WAY).write_text("{}")
    bundles(signed_in, to)
    assert not blob(to, "sha256:of-another-release").exists()
    assert (to / "licence.jws").read_bytes() == LICENCE


def test_what_is_there_is_not_made_again(signed_in: Home) -> None:
    to = signed_in.folder / "bundle.tar"
    bundles(signed_in, to)
    assert bundles(signed_in, to).err == f"{to} has it already, whole.\n"


@pytest.mark.parametrize("there", ["other.tar", "folder"])
def test_what_is_something_else_is_left_alone(signed_in: Home, there: str) -> None:
    to = signed_in.folder / there
    if there == "folder":
        to.mkdir()
    file = to / "mine" if to.is_dir() else to
    file.write_text("mine")
    said = signed_in.runs("bundle", IMAGE, "--output", str(to))
    assert (said.code, "something else" in said.err, file.read_text()) == (1, True, "mine")


def test_some_platforms_alone_are_told_to_be_partial(signed_in: Home, shop: Source) -> None:
    to = signed_in.folder / "bundle"
    said = bundles(signed_in, to, "--platform", "linux/arm64")
    told = document(to / "chandlery-bundle.json")
    amd64, arm64 = (one.digest for one in shop.image.manifests)
    assert "It is partial" in said.err
    assert (told["partial"], told["missing"], told["digest"]) == (True, [amd64], shop.digest)
    assert (blob(to, amd64).exists(), blob(to, arm64).exists()) == (False, True)


def test_a_platform_that_is_not_there_is_refused(signed_in: Home) -> None:
    to = signed_in.folder / "bundle"
    said = signed_in.runs("bundle", IMAGE, "--platform", "linux/riscv64", "--output", str(to))
    assert (said.code, said.err) == (1, "There is no linux/riscv64 of it.\nThere is: linux/amd64, linux/arm64\n")


def test_who_may_not_pull_is_told_so_in_the_registrys_words(home: Home, shop: Source) -> None:
    said = home.runs("bundle", IMAGE, "--store", shop.url, "--output", str(home.folder / "b.tar"))
    assert (said.code, "acme/db is not yours" in said.err) == (2, True)


def test_a_full_disk_is_told_in_a_sentence_and_gone_on_with(signed_in: Home) -> None:
    to = signed_in.folder / "bundle.tar"
    limited = 'ulimit -f 16; exec "$@"'  # blocks of 512 bytes: the tar has no room
    words = ["sh", "-c", limited, "sh", sys.executable, "-m", "cli.docker_store", "bundle", IMAGE, "--output", str(to)]
    done = subprocess.run(words, env=signed_in.env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, f"There is no space left for {to}.")
    bundles(signed_in, to)


def test_how_far_it_is_stands_on_the_terminal(signed_in: Home) -> None:
    to = signed_in.folder / "bundle.tar"
    words = [sys.executable, "-m", "cli.docker_store", "bundle", IMAGE, "--output", str(to)]
    with terminal(words, signed_in.env | {"TERM": "xterm"}) as shown:
        assert shown.ends() == 0, shown.shown
    assert re.search(r"acme/db 1\.0\.0  [0-9.]+k?B of [0-9.]+kB  +\d+ %", shown.shown)


def test_a_disk_that_is_too_small_is_told_before(signed_in: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: type("", (), {"free": 5000}))
    said = signed_in.runs("bundle", IMAGE, "--output", str(signed_in.folder / "bundle.tar"))
    assert (said.code, "are needed, and 5kB are free." in said.err) == (2, True)
