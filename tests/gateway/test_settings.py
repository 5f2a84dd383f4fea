"""Settings are read once, and everything that is wrong with them is told in one go."""

from pathlib import Path

import pytest

from eventlog.settings import BadSettings
from gateway.settings import Settings


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.load({})
    assert settings.url == "http://localhost:8000"
    assert settings.registry_host == "localhost:5000"
    assert settings.keys == Path("data/keys").absolute()


def test_every_bad_value_is_reported_at_once() -> None:
    wrong = {
        "CHANDLERY_PORT": "ninety",
        "CHANDLERY_URL": "store.example",
        "CHANDLERY_REGISTRY_VERSION": "1",
        "CHANDLERY_TRUSTED_PROXIES": "10.0.0.0/8, proxy",
    }
    with pytest.raises(BadSettings) as bad:
        Settings.load(wrong)
    assert [line.partition(":")[0] for line in bad.value.lines] == [
        "CHANDLERY_PORT",
        "CHANDLERY_URL",
        "CHANDLERY_REGISTRY_VERSION",
        "CHANDLERY_TRUSTED_PROXIES",
    ]


def test_cookies_are_kept_to_https_where_the_store_is() -> None:
    assert Settings.load({"CHANDLERY_URL": "https://store.example/"}).secure
    assert not Settings.load({"CHANDLERY_URL": "http://store.example"}).secure


def test_a_scanner_is_an_address_or_a_command_that_can_be_taken_apart() -> None:
    with pytest.raises(BadSettings, match="CHANDLERY_SCANNER: “clamdscan 'x” is no scanner"):
        Settings.load({"CHANDLERY_SCANNER": "clamdscan 'x"})
    with pytest.raises(BadSettings, match="needs clamd://"):
        Settings.load({"CHANDLERY_SCANNER": "clamd:"})
    assert Settings.load({"CHANDLERY_SCANNER": "clamd://clamav"}).scanner == "clamd://clamav"
