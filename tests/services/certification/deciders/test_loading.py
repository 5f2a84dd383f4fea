"""That advisories came is told once for each state that they come to."""

from datetime import UTC, datetime

from eventlog.testing import Scenario, acting
from services.certification.deciders.loading import NoteLoaded, loading
from services.certification.events import AdvisoriesLoaded

NOW = datetime(2026, 11, 29, tzinfo=UTC)
FIRST = NoteLoaded("2026-11-28T00:00:00Z 10 aa", 10, 10)
story = Scenario(loading, acting("olga", "operator")).on(NOW)
loaded = AdvisoriesLoaded(FIRST.state, 10, 10, NOW)


def test_a_new_state_is_told() -> None:
    story.when(FIRST).then(loaded)


def test_the_same_state_is_told_once() -> None:
    story.given(loaded).when(FIRST).then()


def test_only_the_store_itself_says_that_they_came() -> None:
    story.by(acting("ada", "acme:owner")).when(FIRST).then_refused("store-only")
