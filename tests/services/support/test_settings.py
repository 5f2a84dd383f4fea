"""What support is told of TSANet, and every bad value of it in one go."""

import pytest

from eventlog.settings import BadSettings
from services.support.adapters.tsanet import link_of
from services.support.settings import Settings


def test_without_settings_the_store_is_no_member() -> None:
    assert link_of(Settings.load({})) is None


def test_a_members_secret_is_in_no_print_of_its_settings() -> None:
    told = {"CHANDLERY_TSANET": "https://connect.example/", "CHANDLERY_TSANET_USER": "api"}
    found = Settings.load({**told, "CHANDLERY_TSANET_PASSWORD": "hidden"})
    assert (found.tsanet, found.tsanet_user, found.tsanet_password) == ("https://connect.example", "api", "hidden")
    assert "hidden" not in repr(found)


def test_every_bad_value_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        Settings.load({"CHANDLERY_TSANET": "connect.example", "CHANDLERY_TSANET_TOKENS": "ftp://x"})
    names = ("TSANET:", "TSANET_TOKENS:", "TSANET_USER", "TSANET_PASSWORD")
    assert all(f"CHANDLERY_{name}" in str(told.value) for name in names)
