"""Every event that the catalogue ever wrote stays readable: one stored sample a version."""

import json
from pathlib import Path

import pytest

from eventlog.schema import registry
from services.catalog import events

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_event_is_read_back(sample: Path) -> None:
    name, _, version = sample.stem.rpartition(".")
    event = registry.load(name, int(version), json.loads(sample.read_text()))
    assert type(event).__module__.startswith(events.__name__)


@pytest.mark.parametrize(
    "schema", [s for s in registry if s.event.__module__.startswith(events.__name__)], ids=lambda s: s.stored_as
)
def test_each_version_of_each_event_has_a_sample(schema: type) -> None:
    wanted = {f"{schema.stored_as}.{version}" for version in range(1, schema.dataversion() + 1)}  # type: ignore[attr-defined]
    assert wanted <= {sample.stem for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_present_version_is_written_as_its_sample(sample: Path) -> None:
    name, _, version = sample.stem.rpartition(".")
    stored = json.loads(sample.read_text())
    event = registry.load(name, int(version), stored)
    written_as, dataversion, data = registry.dump(event)
    assert (written_as, dataversion) != (name, int(version)) or data == stored
