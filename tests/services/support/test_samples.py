"""Events as they were ever stored can be read for ever; a sample, once committed, is never edited."""

import json
from pathlib import Path

import pytest

from eventlog.schema import registry
from eventlog.testing import check_samples
from tests.controls import support, support_desks, support_handovers, support_looks

CONTROLS = (support, support_desks, support_handovers, support_looks)
EVERY_EVENT = tuple(event for each in CONTROLS for event in each.EVERY_EVENT)
SAMPLES = Path(__file__).parent / "samples"
PRESENT = {registry.dump(event)[:2]: event for event in EVERY_EVENT}


def test_every_event_ever_released_is_read_from_its_sample() -> None:
    check_samples(SAMPLES, "support")


@pytest.mark.parametrize("stored_as", sorted({name for name, _ in PRESENT}))
def test_an_event_of_today_is_stored_as_its_sample_says(stored_as: str) -> None:
    version = registry.named(stored_as).dataversion()
    sample = json.loads((SAMPLES / f"{stored_as}.{version}.json").read_text())
    assert registry.load(stored_as, version, sample) == PRESENT[stored_as, version]


def test_every_event_has_a_named_example() -> None:
    declared = {(s.stored_as, s.dataversion()) for s in registry if s.stored_as.startswith("support.")}
    assert set(PRESENT) == declared
