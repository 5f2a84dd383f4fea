import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.cli.chandlery.certifying.conftest import Said

Run = Callable[..., Said]


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A publisher's private and public key."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private, public = tmp_path / "key.pem", tmp_path / "key.pub"
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    public.write_bytes(key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_a_signed_bundle_is_verified_by_the_publishers_key(
    run: Run, passing: Path, tmp_path: Path, keys: tuple[Path, Path]
) -> None:
    made = run(passing, "--static", "--bundle", tmp_path / "b.zip", "--key", keys[0])
    assert "signed" in made.err
    said = run("--verify-bundle", tmp_path / "b.zip", "--publisher-key", keys[1])
    assert (said.code, said.out.splitlines()[1].startswith("Signed by ")) == (0, True)


def test_a_bundle_of_what_failed_says_so(run: Run, failing: Path, tmp_path: Path) -> None:
    run(failing, "--static", "--bundle", tmp_path / "b.zip")
    said = run("--verify-bundle", tmp_path / "b.zip")
    assert (said.code, "It did not pass" in said.out, "nobody signed it" in said.out) == (1, True, True)


def test_a_bundle_that_was_changed_is_refused(run: Run, passing: Path, tmp_path: Path) -> None:
    run(passing, "--static", "--bundle", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.writestr("more.json", "{}")
    said = run("--verify-bundle", tmp_path / "b.zip")
    assert (said.code, "not those" in said.err) == (1, True)


def test_a_key_that_is_none_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key")
    said = run(tmp_path / "nothing", "--key", tmp_path / "key.pem", "--bundle", tmp_path / "b.zip")
    assert (said.code, "private key" in said.err) == (2, True)


def test_an_image_and_a_bundle_at_once_are_a_mistake(run: Run, passing: Path, tmp_path: Path) -> None:
    assert run().code == 2
