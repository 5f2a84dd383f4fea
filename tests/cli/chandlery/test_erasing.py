"""An erasure is certified once all that a store runs have heard of it."""

from cli.chandlery import sealing, services
from services.identity.adapters import listeners


def test_whatever_a_store_runs_hears_of_an_erasure() -> None:
    assert set(listeners.SERVICES) == set(services.SERVICES)


def test_what_the_first_to_hear_of_it_caused_is_looked_for_in_every_log() -> None:
    assert listeners.LOGS == sealing.LOGS
