"""The adapter under test, on the real registry."""

import pytest

from services.catalog.adapters.registry import Distribution, distribution_of


@pytest.fixture
def distribution(registry_environment: dict[str, str]) -> Distribution:
    return distribution_of({"CHANDLERY": registry_environment})
