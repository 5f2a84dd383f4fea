"""What identity is told from outside."""

import pytest

from eventlog.settings import BadSettings
from services.identity.settings import Settings


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.load({})
    assert settings.url == "http://localhost:8000"
    assert settings.mail == "file:./data/mail"
    assert settings.sender == "store@localhost"
    assert settings.admin_email == ""


def test_a_slash_at_the_end_of_the_address_is_dropped() -> None:
    assert Settings.load({"CHANDLERY_URL": "https://store.example/"}).url == "https://store.example"


def test_mail_comes_from_the_stores_own_host() -> None:
    assert Settings.load({"CHANDLERY_URL": "https://store.example"}).sender == "store@store.example"


def test_every_bad_value_is_reported_in_one_go() -> None:
    wrong = {
        "CHANDLERY_URL": "store.example",
        "CHANDLERY_MAIL": "pigeon://loft",
        "CHANDLERY_MAIL_FROM": "the store",
        "CHANDLERY_ADMIN_EMAIL": "root",
        "CHANDLERY_ADMIN_PASSWORD": "short",
    }
    with pytest.raises(BadSettings) as bad:
        Settings.load(wrong)
    assert [line.split(":")[0] for line in bad.value.lines] == list(wrong)


def test_a_bad_password_is_not_repeated() -> None:
    with pytest.raises(BadSettings) as bad:
        Settings.load({"CHANDLERY_ADMIN_EMAIL": "ada@example.org", "CHANDLERY_ADMIN_PASSWORD": "hunter2"})
    assert "hunter2" not in str(bad.value)


def test_a_provider_is_named_with_its_client_and_over_https() -> None:
    told = {"CHANDLERY_OIDC_ISSUER": "https://sign-in.example/", "CHANDLERY_OIDC_CLIENT": "chandlery"}
    assert Settings.load(told).provider == "https://sign-in.example"
    assert Settings.load({**told, "CHANDLERY_OIDC_ISSUER": "http://localhost:5556/dex"}).provider_client == "chandlery"
    for wrong in ({"CHANDLERY_OIDC_ISSUER": "http://sign-in.example"}, {"CHANDLERY_OIDC_CLIENT": ""}):
        with pytest.raises(BadSettings, match=next(iter(wrong))):
            Settings.load({**told, **wrong})
    with pytest.raises(BadSettings, match="CHANDLERY_OIDC_ISSUER"):
        Settings.load({"CHANDLERY_OIDC_CLIENT": "chandlery"})
