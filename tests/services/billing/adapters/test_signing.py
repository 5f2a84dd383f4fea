"""Licences are signed with a key that stays, and read by anybody with what is published of it."""

from pathlib import Path

import jwt
import pytest

from services.billing.adapters.signing import LicenceKeys

URL = "https://store.example"


@pytest.fixture
def keys(tmp_path: Path) -> LicenceKeys:
    return LicenceKeys(tmp_path / "keys", URL)


def offline(published: dict[str, object], signed: str) -> dict[str, object]:
    """As a customer's machine reads it, which knows nothing but what was published."""
    key = jwt.PyJWKSet.from_dict(published)[jwt.get_unverified_header(signed)["kid"]]
    return jwt.decode(signed, key, ["ES256"], issuer=URL)


def test_what_is_published_verifies_what_was_signed(keys: LicenceKeys) -> None:
    signed = keys.sign({"jti": "licence-1"})
    assert offline(keys.published(), signed) == {"iss": URL, "jti": "licence-1"}


def test_no_private_part_is_published(keys: LicenceKeys) -> None:
    [key] = keys.published()["keys"]
    assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_the_key_lasts(keys: LicenceKeys, tmp_path: Path) -> None:
    signed = keys.sign({"jti": "licence-1"})
    assert LicenceKeys(tmp_path / "keys", URL).read(signed) == {"iss": URL, "jti": "licence-1"}
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()] == [0o600]


def test_a_new_key_signs_and_the_old_ones_signatures_count(keys: LicenceKeys) -> None:
    before = keys.sign({"jti": "licence-1"})
    keys.add()
    after = keys.sign({"jti": "licence-1"})
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    assert offline(keys.published(), before) == offline(keys.published(), after) == keys.read(before)


def test_another_stores_licence_is_not_ours(keys: LicenceKeys, tmp_path: Path) -> None:
    assert keys.read(LicenceKeys(tmp_path / "elsewhere", URL).sign({"jti": "licence-1"})) is None


def test_a_changed_licence_is_not_ours(keys: LicenceKeys) -> None:
    head, _, signature = keys.sign({"jti": "licence-1"}).split(".")
    body = keys.sign({"jti": "licence-2"}).split(".")[1]
    assert keys.read(f"{head}.{body}.{signature}") is None


@pytest.mark.parametrize("text", ["", "a.b.c", "licence", "e30.e30.e30"])
def test_what_is_no_licence_is_not_read(keys: LicenceKeys, text: str) -> None:
    assert keys.read(text) is None


def test_an_unsigned_licence_is_not_read(keys: LicenceKeys) -> None:
    assert keys.read(jwt.encode({"iss": URL, "jti": "licence-1"}, "", "none")) is None


def test_a_password_is_the_same_each_time_and_another_for_each_licence(keys: LicenceKeys, tmp_path: Path) -> None:
    made = keys.password("licence-1", "admin")
    assert made == LicenceKeys(tmp_path / "keys", URL).password("licence-1", "admin")
    assert len({made, keys.password("licence-2", "admin"), keys.password("licence-1", "reader")}) == 3
