from eventlog.testing import Scenario, acting
from services.certification.deciders.showing import ShowFindings, showing
from tests.controls.vulnerabilities import DATABASE, shown

ada = Scenario(showing, acting("ada", "acme:owner"))
SHOW = ShowFindings(DATABASE, "acme", shown=True)


def test_a_publisher_shows_what_is_known_of_its_product() -> None:
    ada.when(SHOW).then(shown)


def test_shown_twice_is_shown_once() -> None:
    ada.given(shown).when(SHOW).then()


def test_nobody_shows_what_is_known_of_anothers_product() -> None:
    ada.by(acting("bob", "initech:owner")).when(SHOW).then_refused("not-yours")
