"""What `load` puts into a registry is what was bundled, signed by a key that is trusted, and is sent once."""

import json
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.docker_store import openssl, pushing
from tests.cli.docker_store.carried import REPOSITORY, TAG, Source, has_registry, source
from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.sealed import resealed, tag, without
from tests.parts.docker import Said
from tests.services.catalog.pushed import digest_of, push_one

NOWHERE = "127.0.0.1:9"  # where nothing answers
KILLS = "from tests.cli.docker_store.killed import main; main()"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    has_registry()
    with source(tmp_path_factory.mktemp("source")) as made:
        yield made


@pytest.fixture
def signed_in(home: Home, shop: Source) -> Home:
    shop.known_to(home)
    return home


@pytest.fixture
def to(request: pytest.FixtureRequest) -> str:
    """A repository that nothing was loaded into before."""
    return f"there/{request.node.name.partition('[')[0].removeprefix('test_').replace('_', '-')[:80]}"


def bundled(home: Home, name: str = "bundle.tar", *words: str) -> Path:
    said = home.runs("bundle", f"{REPOSITORY}:{TAG}", "--output", str(home.folder / name), *words)
    assert said.ok, said.err
    return home.folder / name


@pytest.fixture
def blobs_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent as large ones are."""
    monkeypatch.setattr(pushing, "AT_ONCE", 0)


def loads(home: Home, bundle: Path, place: str, *words: str) -> Said:
    said = home.runs("load", str(bundle), place, *words)
    assert said.ok, said.err
    return said


def key_of(home: Home, shop: Source) -> str:
    file = home.folder / "store.pub"
    file.write_text(shop.key)
    return str(file)


@pytest.mark.parametrize("name", ["bundle.tar", "bundle"])
def test_digests_stay_what_they_were(signed_in: Home, shop: Source, to: str, name: str) -> None:
    said = loads(signed_in, bundled(signed_in, name), shop.at(f"{to}-{len(name)}"), "--key", key_of(signed_in, shop))
    assert said.out == f"{shop.at(f'{to}-{len(name)}')}@{shop.digest}\n"
    named = shop.digest.replace(":", "-")
    for one in (TAG, named, f"{named}.sig", f"{named}.att"):
        assert digest_of(shop.settings, f"{to}-{len(name)}", one) == digest_of(shop.settings, REPOSITORY, one) != ""


def test_without_a_repository_it_goes_where_it_was(signed_in: Home, shop: Source) -> None:
    said = loads(signed_in, bundled(signed_in), shop.settings.registry_host)
    assert said.out == f"{shop.at(REPOSITORY)}@{shop.digest}\n"
    assert said.err.endswith("Sent 0 of 17 blobs, 0 of 14 manifests, 0 tags.\n")


def test_repeated_it_sends_nothing(signed_in: Home, shop: Source, to: str) -> None:
    bundle = bundled(signed_in)
    assert loads(signed_in, bundle, shop.at(to)).err.endswith("Sent 17 of 17 blobs, 14 of 14 manifests, 8 tags.\n")
    assert loads(signed_in, bundle, shop.at(to)).err.endswith("Sent 0 of 17 blobs, 0 of 14 manifests, 0 tags.\n")


@pytest.mark.usefixtures("blobs_of_any_size")
def test_killed_at_any_moment_it_goes_on(signed_in: Home, shop: Source, to: str) -> None:
    bundle, where = bundled(signed_in), "cli.docker_store.registry:Registry.asked"
    for after in (random.randrange(9), random.randrange(9, 50)):
        words = [sys.executable, "-c", KILLS, where, str(after), "load", str(bundle), shop.at(to)]
        done = subprocess.run(words, env=signed_in.env, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert digest_of(shop.settings, to, TAG) == ""  # the name comes last
    loads(signed_in, bundle, shop.at(to))
    assert digest_of(shop.settings, to, TAG) == shop.digest


def test_a_key_that_came_with_it_is_told_to_be_no_more_than_that(signed_in: Home, shop: Source) -> None:
    key, bundle = key_of(signed_in, shop), bundled(signed_in)
    loose, firm = (signed_in.runs("load", str(bundle), NOWHERE, *words).err for words in ((), ("--key", key)))
    (told,) = [one["id"] for one in shop.distribution.signing_keys()]
    assert all(f"Key SHA256 {told}" in one for one in (loose, firm))
    assert ("came with the bundle" in loose, "came with the bundle" in firm) == (True, False)


def test_what_another_key_signed_is_refused(signed_in: Home, shop: Source, to: str, tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key"], cwd=tmp_path, check=True
    )
    subprocess.run(
        ["openssl", "ec", "-in", "key", "-pubout", "-out", "pub"], cwd=tmp_path, check=True, capture_output=True
    )
    said = signed_in.runs("load", str(bundled(signed_in)), shop.at(to), "--key", str(tmp_path / "pub"))
    assert (said.code, "is signed by none of the keys" in said.err) == (1, True)
    assert digest_of(shop.settings, to, TAG) == ""


def test_what_nobody_signed_is_refused_unless_it_is_asked_for(signed_in: Home, shop: Source, to: str) -> None:
    bundle = bundled(signed_in, "bundle")
    index = json.loads((bundle / "index.json").read_text())["manifests"]
    without(bundle, *(tag(one) for one in index if tag(one) != TAG))
    said = signed_in.runs("load", str(bundle), shop.at(to))
    assert (said.code, f"The image {shop.digest} is not signed." in said.err) == (1, True)
    loads(signed_in, bundle, shop.at(to), "--insecure-unsigned")
    assert digest_of(shop.settings, to, TAG) == shop.digest


def test_what_was_signed_under_another_name_is_refused(signed_in: Home, shop: Source, to: str) -> None:
    bundle = bundled(signed_in, "bundle")
    resealed(bundle, repository="acme/other")
    said = signed_in.runs("load", str(bundle), shop.at(to))
    assert (said.code, "it says that it is acme/other, and was signed as acme/db" in said.err) == (1, True)


def test_platforms_alone_stand_for_an_index_that_the_registry_does_not_take(
    signed_in: Home, shop: Source, to: str
) -> None:
    arm64 = shop.image.manifests[1].digest
    said = loads(signed_in, bundled(signed_in, "part.tar", "--platform", "linux/arm64"), shop.at(to))
    assert "takes no index of which platforms are missing" in said.err
    assert (said.out, digest_of(shop.settings, to, TAG)) == (f"{shop.at(to)}@{arm64}\n", arm64)


def test_signatures_of_this_side_are_not_taken_away(signed_in: Home, shop: Source, to: str) -> None:
    bundle, tag = bundled(signed_in), f"{shop.digest.replace(':', '-')}.sig"
    config, layer = shop.image.blobs[:2]
    mine = push_one(shop.settings, to, tag, config, layer, shop.image.manifests[0].media_type)
    assert "has signatures that the bundle does not have" in loads(signed_in, bundle, shop.at(to)).err
    assert digest_of(shop.settings, to, tag) == mine
    loads(signed_in, bundle, shop.at(to), "--replace")
    assert digest_of(shop.settings, to, tag) == digest_of(shop.settings, REPOSITORY, tag)


def test_who_is_not_signed_in_to_the_registry_is_told_how(signed_in: Home, shop: Source, to: str) -> None:
    bundle = bundled(signed_in)
    (signed_in.config / "config.json").unlink()
    said = signed_in.runs("load", str(bundle), shop.at(to))
    assert (said.code, "acme/db is not yours" in said.err) == (2, True)


def test_a_registry_that_is_away_is_told_in_a_sentence(signed_in: Home) -> None:
    said = signed_in.runs("load", str(bundled(signed_in)), NOWHERE)
    assert (said.code, said.err.splitlines()[-2]) == (2, "Nothing answers at http://127.0.0.1:9.")


def test_without_openssl_nothing_is_loaded(signed_in: Home) -> None:
    openssl._made.cache_clear()
    said = signed_in.runs("load", str(bundled(signed_in)), NOWHERE, PATH=str(signed_in.folder))
    assert (said.code, said.err.splitlines()[-2]) == (2, "openssl is not on PATH.")
