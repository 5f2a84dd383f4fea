"""What a shell is offered, by docker's completion and by the plugin's own scripts."""

import json
import shutil
import subprocess
import sys

import pytest

from cli.docker_store import completing
from cli.docker_store.commands import COMMANDS
from cli.docker_store.completion import SCRIPTS
from tests.cli.docker_store.conftest import Home
from tests.parts.process import PATIENCE
from tests.parts.store import ROOT


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has much else to do answers later than people wait."""
    monkeypatch.setattr(completing, "PATIENCE", PATIENCE)


def offered(home: Home, *words: str) -> list[str]:
    said = home.runs("__complete", *words)
    *found, directive = said.out.splitlines()
    assert (said.code, directive) == (0, ":4")
    return [line.partition("\t")[0] for line in found]


def test_commands_come_first_with_what_they_do(home: Home) -> None:
    said = home.runs("__complete", "store", "upd")
    assert said.out == f"updates\t{COMMANDS['updates']}\n:4\n"


def test_every_command_is_offered_plainly_too(home: Home) -> None:
    assert set(COMMANDS) <= set(offered(home, ""))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("store", "updates", "--fo"), ["--format"]),
        (("store", "updates", "--format", ""), ["table", "json"]),
        (("store", "updates", "--format=j"), ["--format=json"]),
        (("search", "--type", "v"), ["verified"]),
        (("completion", ""), ["bash", "fish", "zsh"]),
        (("--context", "far", "store", "logi"), ["login"]),
        (("store", "--st"), ["--store"]),
        (("store", "--store", "http://127.0.0.1:9", "upg"), ["upgrade"]),
        (("nothing", ""), []),
    ],
)
def test_options_and_their_values_are_offered(home: Home, words: tuple[str, ...], found: list[str]) -> None:
    assert offered(home, *words) == found


@pytest.mark.parametrize(
    ("words", "directive"),
    [
        (("load", ""), ":0"),
        (("load", "bundle.tar", ""), ":4"),
        (("load", "bundle.tar", "localhost:5000", "--key", ""), ":0"),
        (("bundle", "acme/db", "--output", "bun"), ":0"),
        (("bundle", "acme/db", "--platform", ""), ":4"),
    ],
)
def test_where_a_file_is_meant_the_shell_offers_its_own(home: Home, words: tuple[str, ...], directive: str) -> None:
    assert home.runs("__complete", "store", *words).out == f"{directive}\n"


def test_images_are_asked_of_the_store(home: Home, store: str) -> None:
    assert offered(home, "get", "--store", store, "library/ngi") == ["library/nginx"]
    assert offered(home, "show", "--store", store, "ngi") == ["nginx"]


def test_plans_are_those_of_the_image(home: Home, store: str) -> None:
    words = ("get", "harbourline/tidewater", "--store", store, "--plan", "")
    assert offered(home, *words) == ["community", "signed", "team", "edge"]


def test_a_store_that_is_away_is_waited_for_by_nobody(home: Home) -> None:
    assert offered(home, "get", "--store", "http://127.0.0.1:9", "lib") == []


@pytest.mark.parametrize("shell", sorted(SCRIPTS))
def test_a_shells_script_is_printed(home: Home, shell: str) -> None:
    assert "docker-store __complete" in home.runs("completion", shell).out


def test_bash_completes_by_its_script(home: Home) -> None:
    home.has(
        "docker-store",
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cli.docker_store.__main__ import main; main()",
    )
    typed = "COMP_WORDS=(docker-store updates --fo); COMP_CWORD=2; _docker_store; printf '%s ' \"${COMPREPLY[@]}\""
    script = f"source <(docker-store completion bash); {typed}"
    done = subprocess.run(["bash", "-c", script], env=home.env, capture_output=True, text=True, check=True, timeout=180)
    assert done.stdout == "--format "


ASKS_PLUGINS = 24  # the first version of docker whose completion does


@pytest.mark.skipif(shutil.which("docker") is None, reason="no docker on PATH")
def test_docker_lists_its_plugin_and_asks_it_what_comes_next(home: Home) -> None:
    plugins = home.config / "cli-plugins"
    plugins.mkdir(parents=True)
    subprocess.run(
        [sys.executable, str(ROOT / "tools" / "plugin"), str(plugins / "docker-store")], check=True, capture_output=True
    )

    def docker(*words: str) -> str:
        command = [shutil.which("docker") or "", *words]
        return subprocess.run(
            command, env=home.env, capture_output=True, text=True, check=True, timeout=PATIENCE
        ).stdout

    assert "Find images in a store, get them, and keep them current" in docker("--help")
    if int(docker("--version").split()[2].partition(".")[0]) >= ASKS_PLUGINS:
        assert docker("__complete", "store", "upgr").startswith("upgrade\t")


def test_the_metadata_is_what_docker_wants(home: Home) -> None:
    from cli.docker_store.metadata import METADATA

    told = json.loads(METADATA)
    assert (told["SchemaVersion"], told["Vendor"]) == ("0.1.0", "Chandlery")
