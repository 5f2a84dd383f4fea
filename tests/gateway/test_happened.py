"""Every event that a service can tell has words for people."""

import importlib

from eventlog.schema import registry
from gateway.happened import HAPPENED, SERVICES, disputed, happened

for service in SERVICES:
    importlib.import_module(f"services.{service}.events")


def test_every_event_has_words() -> None:
    told = {each.stored_as for each in registry if each.stored_as.partition(".")[0] in SERVICES}
    assert told - HAPPENED.keys() == set(), "say in gateway/happened.py what they are called on pages"


def test_an_event_of_a_newer_version_is_told_by_its_name() -> None:
    assert happened("billing.moon-bought") == "Moon bought"


def test_why_a_payment_was_disputed_is_told_in_words() -> None:
    assert disputed("fraudulent") == "the customer knows nothing of it"
    assert disputed("moon_eclipsed") == "moon eclipsed"
