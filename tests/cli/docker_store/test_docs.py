"""What docs/docker-store.md shows is what is printed, and it leaves no command and no option out."""

import re
import shlex

import pytest

from cli.docker_store.arguments import parser_of
from cli.docker_store.commands import COMMANDS
from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.engine import container, image, stands
from tests.parts.store import ROOT

DOCS = (ROOT / "docs" / "docker-store.md").read_text()
AIR_GAP = (ROOT / "docs" / "air-gap.md").read_text()
BLOCK = re.compile(r"^```console\n\$ docker store ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = BLOCK.findall(DOCS)
COMMUNITY, TEAM = "localhost:5000/harbourline/tidewater-community", "localhost:5000/harbourline/tidewater"
EVERYWHERE = {"--help", "--store"}


@pytest.mark.parametrize(("typed", "shown"), EXAMPLES, ids=[typed for typed, _ in EXAMPLES])
def test_an_example_prints_what_the_docs_say(home: Home, store: str, typed: str, shown: str) -> None:
    images = [(COMMUNITY, "4.1.9", "e8"), (COMMUNITY, "4.2.0", "c3"), (TEAM, "4.2.0", "c3"), ("nginx", "1.31.4", "11")]
    stands(
        home,
        [image(f"{name}:{tag}", f"sha256:{mark * 32}") for name, tag, mark in images],
        [container("metrics", f"{COMMUNITY}:4.2.0"), container("shop-db-1", f"{TEAM}:4.2.0", "shop")],
    )
    said = home.runs(*shlex.split(typed), CHANDLERY_STORE=store, DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND="docker")
    assert (said.out + said.err).replace(store, "http://localhost:8000") == shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    options = {each for action in parser_of(name, "docker store")._actions for each in action.option_strings}
    long = {each for each in options if each.startswith("--")} - EVERYWHERE
    explained = DOCS + (AIR_GAP if name in ("bundle", "load") else "")
    assert f"### {name}" in DOCS
    assert sorted(each for each in long if f"`{each}" not in explained and each != "--quiet") == []
