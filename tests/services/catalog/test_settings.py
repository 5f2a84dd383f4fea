"""What the catalogue is told, and every bad value of it in one go."""

from pathlib import Path

import pytest

from eventlog.settings import BadSettings
from services.catalog.settings import Settings

WRONG = {
    "CHANDLERY_REGISTRY_API": "registry:5000",
    "CHANDLERY_REGISTRY_VERSION": "1",
    "CHANDLERY_AGREEMENT": " ",
    "CHANDLERY_AGREEMENT_VERSION": "x" * 41,
    "CHANDLERY_DNS": "ns.example",
    "CHANDLERY_SITE_NETWORKS": "10.0.0.1/8",
}


def test_defaults_lead_to_the_registry_beside_the_store() -> None:
    found = Settings.load({"CHANDLERY_DATA": "/srv/store", "CHANDLERY_REGISTRY_PORT": "5050"})
    assert (found.registry_api, found.registry_host) == ("http://127.0.0.1:5050", "localhost:5050")
    assert (found.keys, found.registry_version) == (Path("/srv/store/keys"), "2")


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        Settings.load(WRONG)
    assert [line.partition(":")[0] for line in told.value.lines] == list(WRONG)


def test_the_agreement_may_be_the_operators_own() -> None:
    assert "right to distribute" in Settings.load({}).agreement
    found = Settings.load({"CHANDLERY_AGREEMENT": "Be kind.", "CHANDLERY_AGREEMENT_VERSION": "2026-11"})
    assert (found.agreement, found.agreement_version) == ("Be kind.", "2026-11")


def test_private_installations_name_their_name_servers_and_networks() -> None:
    told = {"CHANDLERY_DNS": "192.0.2.53 192.0.2.54:5353 2001:db8::53", "CHANDLERY_SITE_NETWORKS": "10.0.0.0/8"}
    found = Settings.load(told)
    assert found.name_servers == (("192.0.2.53", 53), ("192.0.2.54", 5353), ("2001:db8::53", 53))
    assert [str(network) for network in found.site_networks] == ["10.0.0.0/8"]
