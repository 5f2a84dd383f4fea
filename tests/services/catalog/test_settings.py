"""What the catalogue is told, and every bad value of it in one go."""

from pathlib import Path

import pytest

from eventlog.settings import BadSettings
from services.catalog.settings import Settings


def test_defaults_lead_to_the_registry_beside_the_store() -> None:
    found = Settings.load({"CHANDLERY_DATA": "/srv/store", "CHANDLERY_REGISTRY_PORT": "5050"})
    assert (found.registry_api, found.registry_host) == ("http://127.0.0.1:5050", "localhost:5050")
    assert (found.keys, found.registry_version) == (Path("/srv/store/keys"), "2")


def test_all_bad_values_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        Settings.load({"CHANDLERY_REGISTRY_API": "registry:5000", "CHANDLERY_REGISTRY_VERSION": "1"})
    assert [line.partition(":")[0] for line in told.value.lines] == [
        "CHANDLERY_REGISTRY_API",
        "CHANDLERY_REGISTRY_VERSION",
    ]
