"""A signing key is replaced in steps, so that the registry knows the new one before a token is signed with it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.chandlery.rotating import keys as command
from gateway.registry import keys
from services.catalog.adapters.registry.signing import SigningKeys
from services.identity.adapters.link_secrets import LinkSecrets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.prepare(tmp_path / "keys")
    return tmp_path / "keys"


def says(folder: Path, *words: str) -> Result:
    settings = {"CHANDLERY_DATA": str(folder.parent), "CHANDLERY_REGISTRY_KEYS": str(folder), "COLUMNS": "200"}
    return CliRunner().invoke(command, words, env=settings)


def test_a_new_key_is_known_before_it_signs(folder: Path) -> None:
    before = keys.load(folder, "2").signing.name
    assert says(folder, "rotate").exit_code == 0
    ring = keys.load(folder, "2")
    assert (len(ring.all), ring.signing.name) == (2, before)
    assert (folder / keys.BUNDLE).read_text().count("BEGIN CERTIFICATE") == 2
    known = {key["kid"] for key in json.loads((folder / keys.KEY_SET).read_text())["keys"]}
    assert known == {key.kid for version in keys.VERSIONS for key in keys.load(folder, version).all}


def test_after_the_switch_the_new_key_signs_and_the_old_one_counts(folder: Path) -> None:
    before = keys.load(folder, "2").signing.name
    says(folder, "rotate")
    assert says(folder, "switch").exit_code == 0
    ring = keys.load(folder, "2")
    assert ring.signing.name != before
    assert before in {each.name for each in ring.all}
    assert says(folder, "list").output.count("registry-") == 2


def test_a_folder_without_keys_is_named(tmp_path: Path) -> None:
    said = says(tmp_path / "nothing", "rotate")
    assert said.exit_code != 0
    assert "There are no keys" in str(said.exception)


def test_a_new_key_signs_images_at_once_and_the_one_before_counts(folder: Path) -> None:
    before = SigningKeys(folder).newest
    assert says(folder, "rotate", "--images").exit_code == 0
    ring = SigningKeys(folder)
    assert [key.name for key in ring.all] == ["signing-2.pem", "signing-1.pem"]
    assert ring.all[1].id == before.id
    assert [key["signs"] for key in ring.published()] == [True, False]
    assert len(keys.load(folder, "2").all) == 1
    listed = says(folder, "list").output
    assert "signing-1.pem" in listed
    assert ring.newest.id[:32] in listed


def test_a_key_that_no_kms_gives_changes_nothing(folder: Path) -> None:
    SigningKeys(folder).add()
    said = says(folder, "rotate", "--images", "--kms", "nobodys-hsm://images")
    assert said.exit_code != 0
    assert "Nothing is changed. There is no program sigstore-kms-nobodys-hsm on PATH" in str(said.exception)
    assert [key.name for key in SigningKeys(folder).all] == ["signing-1.pem"]
    assert "say --images" in says(folder, "rotate", "--kms", "nobodys-hsm://images").output


def test_keys_of_images_are_their_owner_s_alone(folder: Path) -> None:
    SigningKeys(folder).add()
    assert [path.stat().st_mode & 0o777 for path in folder.glob("signing-*.pem")] == [0o600]


def test_a_new_secret_of_links_signs_at_once_and_no_other_user_reads_it(folder: Path) -> None:
    said = says(folder, "rotate", "--links")
    assert (said.exit_code, said.output.split()[0]) == (0, "links-1.secret")
    assert (folder / "links-1.secret").stat().st_mode & 0o077 == 0
    assert len(LinkSecrets(folder, b"first").counting()) == 2
