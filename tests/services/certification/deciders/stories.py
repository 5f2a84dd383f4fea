"""Stories of submissions: what came before, and who asks."""

from datetime import UTC, datetime

from eventlog.testing import Scenario, acting
from services.certification.deciders.prerequisites import Prerequisite
from services.certification.deciders.submission import submission
from tests.controls import certification as told

NOW = datetime(2026, 11, 2, 13, tzinfo=UTC)
ada = acting(told.ADA, "acme:owner")
ruth = acting(told.RUTH, "reviewer")
bob = acting("0198a000-0000-7000-8000-00000000000b")
MET = (Prerequisite("publisher", True, ""),)

story = Scenario(submission, ada).on(NOW)
sent_in = story.given(told.opened, told.began)
examined = sent_in.given(told.layers_pass, told.scanned)
in_review = examined.given(told.finished).by(ruth)
