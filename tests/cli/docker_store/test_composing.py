"""Getting a product of several images: its compose file is kept whole, and never over something else."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.scripted import problem, scripted

TEXT = "services:\n  web:\n    image: localhost:5000/acme/stack:web-1.0.0\n    privileged: true\n"
PLAN = {"id": "free", "name": "Free", "access": "anyone", "repository": "acme/stack"}
PRODUCT = {
    "slug": "acme/stack",
    "kind": "compose",
    "external": False,
    "publisher": {"name": "Acme"},
    "plans": [PLAN | {"pull_command": "docker store get acme/stack/free"}],
}
OWN = {"name": "localhost:5000/acme/stack", "tag": "web-1.0.0", "digest": None, "place": "own"}
FILE = {
    "version": "1.0.0",
    "digest": f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}",
    "text": TEXT,
    "images": [
        OWN | {"certified": {"since": "2026-11-01", "until": "2027-11-01"}},
        {"name": "docker.io/library/redis", "tag": "7", "digest": None, "place": "elsewhere", "certified": None},
    ],
    "remarks": [
        {"check": "host-access", "where": "services.web.privileged, line 4", "what": "has every power over the host"}
    ],
}


def gets(home: Home, *words: str, **changed: Any) -> Any:
    answers = {"GET_products_acme_stack": [(200, PRODUCT)]}
    with scripted(**answers, GET_products_acme_stack_plans_free_compose=[(200, FILE | changed)]) as store:
        home.knows(store.url)
        return home.runs("get", "acme/stack", *words)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_file_is_kept_and_its_command_printed(home: Home, tmp_path: Path) -> None:
    said = gets(home)
    assert (said.code, said.out) == (0, "docker compose -f stack-1.0.0.yaml up -d\n")
    assert (tmp_path / "stack-1.0.0.yaml").read_text() == TEXT


def test_it_is_told_which_images_are_certified_and_what_reaches_the_host(home: Home) -> None:
    lines = gets(home).err.splitlines()
    assert lines == [
        "acme/stack 1.0.0 is in stack-1.0.0.yaml",
        "  localhost:5000/acme/stack:web-1.0.0: certified until 2027-11-01",
        "  docker.io/library/redis:7: of another registry, not checked",
        "It reaches out of its containers; read these lines before you start it:",
        "  services.web.privileged, line 4: has every power over the host",
    ]


def test_got_twice_it_is_the_same_file(home: Home) -> None:
    assert [gets(home).code, gets(home).code] == [0, 0]


def test_what_somebody_changed_is_not_written_over(home: Home, tmp_path: Path) -> None:
    (tmp_path / "stack-1.0.0.yaml").write_text("services: {}\n")
    said = gets(home)
    assert (said.code, said.err.splitlines()[1]) == (2, "Keep it elsewhere: --output FILE")
    assert (tmp_path / "stack-1.0.0.yaml").read_text() == "services: {}\n"


def test_it_is_kept_where_it_is_wanted_or_printed(home: Home, tmp_path: Path) -> None:
    assert gets(home, "--output", "there/compose.yaml").out == "docker compose -f there/compose.yaml up -d\n"
    assert (tmp_path / "there" / "compose.yaml").read_text() == TEXT
    assert gets(home, "--output", "-").out == TEXT


@pytest.mark.parametrize("changed", [{"text": "services: {}\n"}, {"version": "../../etc/passwd"}, {"version": ""}])
def test_what_is_not_what_it_says_is_not_kept(home: Home, tmp_path: Path, changed: dict[str, str]) -> None:
    assert gets(home, **changed).code == 2
    assert not list(tmp_path.glob("**/*.yaml"))


def test_a_version_that_there_is_not_is_told(home: Home) -> None:
    missing = (404, problem("no-such-version", "There is no such version here."))
    with scripted(
        GET_products_acme_stack=[(200, PRODUCT)], GET_products_acme_stack_plans_free_compose=[missing]
    ) as store:
        home.knows(store.url)
        said = home.runs("get", "acme/stack", "--tag", "9")
    assert (said.code, said.err) == (1, "There is no such version here.\n")


def test_without_the_file_the_command_that_keeps_it_is_printed(home: Home) -> None:
    assert gets(home, "--no-pull").out == "docker store get acme/stack/free\n"
    assert gets(home, "--no-pull", "--tag", "1.0.0").out == "docker store get acme/stack/free --tag 1.0.0\n"
