"""Search, show and versions as they are printed, before a real gateway."""

import json

import pytest

from tests.cli.docker_store.conftest import Home
from tests.parts.terminal import CONTROL, terminal

VERSIONS = """\
TAGS            PLAN        RELEASED     PLATFORMS                  SIZE     STATE        DIGEST
4.2.1, latest   community   2026-10-31   linux/amd64, linux/arm64   61.2MB                sha256:b7b7b7b7b7b7…
4.2.0           community   2026-10-11   linux/amd64, linux/arm64   61.2MB   deprecated   sha256:c3c3c3c3c3c3…
4.1.9           community   2026-10-06   linux/amd64, linux/arm64   61.2MB   yanked       sha256:e8e8e8e8e8e8…
"""


def test_search_prints_columns_and_says_what_was_left_out(home: Home, store: str) -> None:
    said = home.runs("search", "database", "--limit", "1", "--store", store)
    heading, row = said.out.splitlines()
    assert heading.split() == ["IMAGE", "DESCRIPTION", "PRICE", "TYPE"]
    assert row.startswith("library/postgres   Relational database")
    assert "1 of " in said.err


def test_search_finds_nothing_with_exit_code_1(home: Home, store: str) -> None:
    said = home.runs("search", "zyxwvuts", "--store", store)
    assert (said.code, said.out, said.err) == (1, "", "Nothing was found.\n")


def test_a_list_is_json_one_object_a_line(home: Home, store: str) -> None:
    said = home.runs("search", "nginx", "--format", "json", "--store", store)
    assert json.loads(said.out.splitlines()[0])["Slug"] == "library/nginx"


def test_quiet_prints_names_alone(home: Home, store: str) -> None:
    assert home.runs("search", "nginx", "-q", "--store", store).out.splitlines()[0] == "library/nginx"


def test_a_table_template_makes_columns(home: Home, store: str) -> None:
    form = r"table {{.Slug}}\t{{upper .Price}}"
    assert home.runs("search", "nginx", "--limit", "1", "--format", form, "--store", store).out == (
        "SLUG            PRICE\nlibrary/nginx   FREE\n"
    )


def test_a_wrong_template_is_told_before_the_store_is_asked(home: Home) -> None:
    said = home.runs("search", "--format", "{{.Nmae}}", "--store", "http://127.0.0.1:9")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        "The template's {{.Nmae}} cannot be filled in: there is no .Nmae.",
    )


def test_versions_are_listed_with_what_became_of_them(home: Home, store: str) -> None:
    assert home.runs("versions", "harbourline/tidewater/community", "--store", store).out == VERSIONS


def test_versions_of_a_plan_that_is_none_name_those_that_there_are(home: Home, store: str) -> None:
    said = home.runs("versions", "harbourline/tidewater/nope", "--store", store)
    assert (said.code, said.err.splitlines()) == (
        1,
        ["harbourline/tidewater has no plan “nope”.", "There is: community, signed, team, edge"],
    )


def test_versions_for_a_platform_without_any_name_those_that_have_some(home: Home, store: str) -> None:
    said = home.runs("versions", "harbourline/tidewater/community", "--platform", "windows", "--store", store)
    assert (said.code, said.err.splitlines()) == (
        1,
        ["Nothing was released for windows.", "There is: linux/amd64, linux/arm64"],
    )


def test_no_trunc_shows_whole_digests(home: Home, store: str) -> None:
    said = home.runs("versions", "harbourline/tidewater/community", "--no-trunc", "--store", store)
    assert f"sha256:{'b7' * 32}" in said.out


def test_show_has_the_plans_with_what_they_ask_for(home: Home, store: str) -> None:
    said = home.runs("show", "harbourline/tidewater", "--store", store)
    plans = said.out[said.out.index("PLAN") :].splitlines()
    assert [line.split() for line in plans[:4]] == [
        ["PLAN", "PRICE", "TRIAL", "NEEDS", "TERMS"],
        ["community", "free", "nothing"],
        ["signed", "free", "an", "account"],
        ["team", "free", "its", "terms", "version", "3.1"],
    ]


def test_show_has_the_plan_that_is_named_alone_with_its_pull_command(home: Home, store: str) -> None:
    said = home.runs("show", "harbourline/tidewater/team", "--store", store)
    assert "docker pull localhost:5000/harbourline/tidewater:4.2.1\n" in said.out
    assert [line.split()[0] for line in said.out[said.out.index("PLAN") :].splitlines()] == ["PLAN", "team"]


def test_show_of_a_plan_that_is_none_names_those_that_there_are(home: Home, store: str) -> None:
    said = home.runs("show", "harbourline/tidewater/nope", "--store", store)
    assert (said.code, said.err.splitlines()[0]) == (1, "harbourline/tidewater has no plan “nope”.")


def test_columns_that_are_empty_in_every_row_are_left_out(home: Home, store: str) -> None:
    heading = home.runs("versions", "nginx", "--store", store).out.splitlines()[0]
    assert heading.split() == ["TAGS", "PLAN", "RELEASED", "PLATFORMS"]


@pytest.mark.parametrize("command", ["show", "versions", "get"])
def test_an_unknown_image_is_looked_for_elsewhere(home: Home, store: str, command: str) -> None:
    said = home.runs(command, "acme/nowhere", "--store", store)
    assert (said.code, said.err) == (
        1,
        "There is no acme/nowhere in this store, or it is not open to you.\nLook for it: docker-store search nowhere\n",
    )


def test_one_word_is_an_official_image(home: Home, store: str) -> None:
    assert home.runs("show", "nginx", "--format", "{{.Slug}}", "--store", store).out == "library/nginx\n"


def test_a_terminal_has_colours_and_no_color_takes_them(home: Home, store: str) -> None:
    words = ("/usr/bin/env", "python3", "-m", "cli.docker_store", "search", "nginx", "--store", store)
    with terminal(words, home.env | {"TERM": "xterm"}) as coloured:
        assert coloured.ends() == 0
    with terminal(words, home.env | {"TERM": "xterm", "NO_COLOR": "1"}) as plain:
        assert plain.ends() == 0
    assert "\x1b[1mIMAGE\x1b[0m" in coloured.shown
    assert plain.shown == CONTROL.sub("", coloured.shown)


@pytest.mark.parametrize(("words", "is_whole"), [((), False), (("--no-trunc",), True)])
def test_plans_of_one_image_are_laid_below_unless_they_are_wanted_whole(
    home: Home, store: str, words: tuple[str, ...], is_whole: bool
) -> None:
    shows = ("/usr/bin/env", "python3", "-m", "cli.docker_store", "show", "harbourline/tidewater", "--store", store)
    with terminal((*shows, *words), home.env | {"TERM": "xterm", "NO_COLOR": "1"}, columns=40) as shown:
        assert shown.ends() == 0
    assert ("PLAN        PRICE   TRIAL   NEEDS        TERMS" in CONTROL.sub("", shown.shown)) is is_whole


def test_a_reader_who_has_seen_enough_is_no_mistake(home: Home, store: str) -> None:
    home.has("once", "import sys; sys.stdin.readline()")
    words = f"python3 -m cli.docker_store search --store {store} --format json | once"
    with terminal(("/bin/bash", "-o", "pipefail", "-c", words), home.env) as shown:
        assert shown.ends() == 0
    assert "Traceback" not in shown.shown
