"""Events as they were ever stored can be read for ever; a sample, once committed, is never edited."""

import json
from pathlib import Path

import pytest

from eventlog.schema import registry
from tests.controls.identity import EVERY_EVENT

SAMPLES = Path(__file__).parent / "samples"
PRESENT = {registry.dump(event)[:2]: event for event in EVERY_EVENT}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda sample: sample.stem)
def test_every_stored_sample_is_read(sample: Path) -> None:
    name, _, dataversion = sample.stem.rpartition(".")
    event = registry.load(name, int(dataversion), json.loads(sample.read_text()))
    assert event is not None
    assert event == PRESENT.get((name, int(dataversion)), event)


def test_every_event_has_a_sample_of_its_present_version() -> None:
    declared = {(s.stored_as, s.dataversion()) for s in registry if s.stored_as.startswith("identity.")}
    assert {f"{name}.{version}.json" for name, version in declared} <= {found.name for found in SAMPLES.iterdir()}
    assert set(PRESENT) == declared
