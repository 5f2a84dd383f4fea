"""What docker prints is what the front page promises."""

from pathlib import Path

from gateway.registry.sentences import sentence
from gateway.settings import Settings

README = Path(__file__).parents[3] / "README.md"


def test_the_refusal_on_the_front_page_is_the_one_that_docker_prints() -> None:
    said = sentence("sign-in-needed", Settings.load({}), "harbourline/tidewater-team", "harbourline/tidewater-db")
    assert f"denied: {said}\n" in README.read_text()
