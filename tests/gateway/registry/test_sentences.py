"""What docker prints is what the front page promises."""

from pathlib import Path

import pytest

from gateway.registry.sentences import sentence
from gateway.settings import Settings

SETTINGS = Settings.load({"CHANDLERY_URL": "https://store.example"})
README = Path(__file__).parents[3] / "README.md"


def test_the_refusal_on_the_front_page_is_the_one_that_docker_prints() -> None:
    said = sentence("sign-in-needed", Settings.load({}), "harbourline/logbook", "harbourline/logbook")
    assert f"denied: {said}\n" in README.read_text()


@pytest.mark.parametrize("code", ["subscription-needed", "trial-ended", "subscription-lapsed", "subscription-ended"])
def test_who_has_no_subscription_reads_where_to_get_one(code: str) -> None:
    said = sentence(code, SETTINGS, "harbourline/tidewater-team", "harbourline/tidewater-db", "team")
    assert "harbourline/tidewater-db" in said
    assert said.endswith(": https://store.example/harbourline/tidewater-db/get?plan=team")


@pytest.mark.parametrize("code", ["token-unknown", "token-expired", "address-not-allowed", "token-without-pull"])
def test_a_robots_token_is_made_where_its_organisation_is(code: str) -> None:
    said = sentence(code, SETTINGS, "acme/db", user="acme-labs+ci")
    assert "robot acme-labs+ci " in said
    assert said.endswith(": https://store.example/organizations/acme-labs")
    for other in ("ada@example.org", "acme-labs+ci\n", "+", ""):
        assert sentence(code, SETTINGS, "acme/db", user=other).endswith("https://store.example/account")
