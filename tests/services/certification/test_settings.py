"""What certification is told, and every bad value of it in one go."""

import pytest

from eventlog.settings import BadSettings
from services.certification.settings import Settings

WRONG = {
    "CHANDLERY_EXAMINERS": "0",
    "CHANDLERY_EXAMINER_MEMORY": "64 MB",
    "CHANDLERY_EXAMINER_MINUTES": "an hour",
    "CHANDLERY_POLICY": "/nowhere/policy.toml",
    "CHANDLERY_CERTIFIED_ENGINES": "newest",
}


def test_without_settings_one_image_is_examined_at_a_time_for_any_engine() -> None:
    found = Settings.load({})
    assert (found.examiners, found.memory, found.minutes) == (1, 2 * 1000**3, 30)
    assert (found.engines, found.infrastructures, found.policy) == ((), (), "")


def test_lists_are_read_as_people_write_them() -> None:
    found = Settings.load(
        {"CHANDLERY_CERTIFIED_ENGINES": "28, 29.1", "CHANDLERY_CERTIFIED_INFRASTRUCTURES": "Kubernetes 1.34, Swarm"}
    )
    assert (found.engines, found.infrastructures) == (("28", "29.1"), ("Kubernetes 1.34", "Swarm"))


def test_every_bad_value_is_told_in_one_go() -> None:
    with pytest.raises(BadSettings) as bad:
        Settings.load(WRONG)
    assert sorted(line.partition(":")[0] for line in bad.value.lines) == sorted(WRONG)
