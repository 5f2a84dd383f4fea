"""Passwords are hashed slowly, and a wrong one is as slow as a right one."""

import pytest

from services.identity.adapters.argon2_passwords import Argon2Passwords


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords()


def test_the_right_password_matches(passwords: Argon2Passwords) -> None:
    assert passwords.matches("correct horse battery", passwords.hash("correct horse battery"))


def test_a_wrong_password_does_not(passwords: Argon2Passwords) -> None:
    assert not passwords.matches("Correct horse battery", passwords.hash("correct horse battery"))


def test_the_hash_is_argon2id_over_19_mebibytes(passwords: Argon2Passwords) -> None:
    assert passwords.hash("correct horse battery").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_two_hashes_of_one_password_differ(passwords: Argon2Passwords) -> None:
    assert passwords.hash("correct horse battery") != passwords.hash("correct horse battery")
