"""Checks that read how the image was built."""

import pytest

from services.certification.checks import dist_upgrade, index_update_alone, sudo
from services.certification.checks.history import arguments, runs
from services.certification.checks.outcome import Check
from tests.services.certification.checks.asking import ask, places


def judged(check: Check, step: str) -> list[str]:
    return places(ask(check, history=[{"created_by": "/bin/sh -c #(nop) ADD file:1 in / "}, {"created_by": step}]))


@pytest.mark.parametrize(
    "step",
    [
        "/bin/sh -c apt-get update && make",
        "RUN /bin/sh -c apt-get update # buildkit",
        "RUN |1 A=b /bin/bash -eux -o pipefail -c apt-get update; make # buildkit",
        "|2 A=b C=d e /bin/sh -c apt-get update",
        "RUN apt-get update",
    ],
)
def test_a_steps_commands_are_found_however_the_builder_writes_it(step: str) -> None:
    assert [commands[0] for _, commands in runs([step])] == [["apt-get", "update"]]


@pytest.mark.parametrize(
    "step", ["", '/bin/sh -c #(nop)  CMD ["sh"]', "COPY sudo / # buildkit", "ENV A=sudo", "# debian.sh"]
)
def test_a_step_that_ran_nothing_has_no_commands(step: str) -> None:
    assert list(runs([step])) == []


def test_words_before_a_command_are_not_part_of_it() -> None:
    line = "RUN if true; then A=1 sudo x; fi; { echo 'sudo; y'; }"
    assert [words for _, commands in runs([line]) for words in commands] == [
        ["true"],
        ["sudo", "x"],
        ["echo", "sudo; y"],
    ]


def test_a_line_that_was_cut_within_quotes_is_read_all_the_same() -> None:
    assert [commands for _, commands in runs(["RUN apt-get update && echo 'half"])] == [
        [["apt-get", "update"], ["echo", "'half"]]
    ]


@pytest.mark.parametrize(
    "step", ["RUN " + "a;" * 500_000, "|1 " + "/sh -a " * 100_000, "RUN " + "'" * 60_001, "|" + "9" * 5000]
)
def test_a_hostile_history_is_read_in_bounded_work(step: str) -> None:
    assert sum(len(commands) for _, commands in runs([step])) <= 64_000
    assert list(arguments([step])) == []


def test_arguments_are_as_many_as_the_step_says() -> None:
    assert list(arguments(["|1 TOKEN=a PASS=b /bin/sh -c true", "RUN |0 /bin/sh -c X=1"])) == [(1, "TOKEN")]


@pytest.mark.parametrize(
    "step",
    [
        "RUN apt-get update && apt-get purge x",
        "RUN apt-get -y --no-install-recommends install x && apt-get update",
        "RUN apt update",
        "RUN /usr/bin/apt-get -o Acquire::GzipIndexes=false update",
        "RUN apk update",
        "RUN dnf makecache",
    ],
)
def test_an_index_that_nothing_uses_is_told(step: str) -> None:
    assert judged(index_update_alone.CHECK, step) == ["history step 2"]


@pytest.mark.parametrize(
    "step",
    [
        "RUN apt-get install x && apt-get purge y",
        "RUN apt-get update && apt-get -y --no-install-recommends install x",
        "RUN apt update && apt -y --no-install-recommends install x",
        "RUN apt-get update; apt-get upgrade -y",
        "RUN apk update && apk add x",
        "RUN yum update -y",
        "RUN set -eux; case $a in x86) apk add --no-cache --virtual .b gcc;; esac; go install std; npm update",
        "RUN echo apt-get update",
    ],
)
def test_an_index_that_is_used_passes(step: str) -> None:
    assert judged(index_update_alone.CHECK, step) == []


@pytest.mark.parametrize(
    "step", ["RUN apt-get -y dist-upgrade", "RUN apt dist-upgrade", "RUN true && do-release-upgrade"]
)
def test_a_release_upgraded_in_place_is_told(step: str) -> None:
    assert judged(dist_upgrade.CHECK, step) == ["history step 2"]


@pytest.mark.parametrize(
    "step", ["RUN apt-get upgrade", "RUN apt upgrade && addgroup x", "RUN somecommand dist-upgrade pip"]
)
def test_upgraded_packages_are_no_upgraded_release(step: str) -> None:
    assert judged(dist_upgrade.CHECK, step) == []


@pytest.mark.parametrize(
    "step", ["RUN sudo apt-get install x", "RUN true && /usr/bin/sudo -E make", "RUN A=1 sudo make"]
)
def test_a_build_by_sudo_is_told(step: str) -> None:
    assert judged(sudo.CHECK, step) == ["history step 2"]


@pytest.mark.parametrize(
    "step",
    [
        "RUN find / -iname sudo -delete",
        "RUN /bin/sh -o pipefail -c find /bin -xdev \\( -iname su -o -iname sudo \\) -delete",
        "RUN apt-get install -y sudo",
        "COPY sudo /",
    ],
)
def test_the_word_alone_is_no_use_of_it(step: str) -> None:
    assert judged(sudo.CHECK, step) == []
