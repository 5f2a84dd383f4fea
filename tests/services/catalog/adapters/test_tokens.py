"""The store's tokens for its own registry name their key as the gateway's do."""

from pathlib import Path

import jwt
import pytest

from gateway.registry import keys
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.ports import RegistryAway


@pytest.mark.parametrize("version", ["2", "3"])
def test_the_key_is_named_as_the_registrys_version_wants_it(tmp_path: Path, version: str) -> None:
    keys.prepare(tmp_path)
    token = Signer(tmp_path, "localhost:5000", version).token([Access("acme/db", ("pull",))])
    assert jwt.get_unverified_header(token)["kid"] == keys.load(tmp_path, version).signing.kid


def test_a_token_opens_what_it_names_for_five_minutes(tmp_path: Path) -> None:
    keys.prepare(tmp_path)
    token = Signer(tmp_path, "localhost:5000", "2").token([Access("acme/db", ("pull",))])
    public = keys.load(tmp_path, "2").signing.private.public_key()
    claims = jwt.decode(token, public, ["ES256"], audience="localhost:5000", issuer="chandlery")
    assert claims["access"] == [{"type": "repository", "name": "acme/db", "actions": ["pull"]}]
    assert claims["exp"] - claims["iat"] == 300


def test_after_a_rotation_the_key_that_signs_is_used(tmp_path: Path) -> None:
    keys.prepare(tmp_path)
    before = keys.load(tmp_path, "2").signing.kid
    signer = Signer(tmp_path, "localhost:5000", "2")
    keys.rotate(tmp_path)
    assert jwt.get_unverified_header(signer.token([]))["kid"] == before
    keys.switch(tmp_path)
    assert jwt.get_unverified_header(signer.token([]))["kid"] != before


def test_what_is_asked_for_again_within_a_minute_is_opened_by_the_same_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.prepare(tmp_path)
    signer, now = Signer(tmp_path, "localhost:5000", "2"), 1_764_000_000.0
    given = []
    for later in (0.0, 59.0, 61.0):
        monkeypatch.setattr("time.time", lambda later=later: now + later)
        given.append(signer.token([Access("acme/db", ("pull",))]))
    assert (given[0] == given[1], given[1] == given[2]) == (True, False)
    assert signer.token([Access("acme/db", ("pull", "push"))]) != given[2]


def test_without_a_key_the_registry_counts_as_away(tmp_path: Path) -> None:
    with pytest.raises(RegistryAway, match="no key yet"):
        Signer(tmp_path, "localhost:5000", "2").token([])
