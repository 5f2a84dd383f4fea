"""A host's images beside a real gateway's releases: what is told, how it ends, and what is pulled."""

import json

import pytest

from cli.docker_store.ending import Stop
from cli.docker_store.engine import Docker
from cli.docker_store.local import Image, images, of_store
from cli.docker_store.pulling import words_of
from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.engine import asked, container, image, stands
from tests.cli.docker_store.scripted import scripted

COMMUNITY = "localhost:5000/harbourline/tidewater-community"
OLD, NEW, BAD = (f"sha256:{mark * 32}" for mark in ("c3", "b7", "e8"))


def test_nothing_newer_ends_with_0(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.1", NEW)])
    said = home.runs("updates", "--store", store)
    assert (said.code, said.out) == (0, "")
    assert said.err == "Nothing newer: 1 image of the store on this host.\n"


def test_what_is_newer_is_told_and_ends_with_1(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)])
    said = home.runs("updates", "--quiet", "--store", store)
    assert (said.code, said.out) == (1, f"{COMMUNITY}:4.2.0\n")


def test_docker_that_cannot_be_asked_ends_with_2(home: Home, store: str) -> None:
    home.has("docker", "import sys; sys.exit('Cannot connect to the Docker daemon')")
    said = home.runs("updates", "--store", store)
    assert (said.code, said.err) == (2, "docker could not be asked: Cannot connect to the Docker daemon\n")


def test_no_docker_at_all_ends_with_2(home: Home, store: str) -> None:
    said = home.runs("updates", "--store", store, PATH=str(home.folder / "bin"))
    assert (said.code, said.err.splitlines()[0]) == (2, "docker is not on PATH.")


def test_the_most_urgent_comes_first_with_what_runs_on_it(home: Home, store: str) -> None:
    stands(
        home,
        [image(f"{COMMUNITY}:4.2.0", OLD), image(f"{COMMUNITY}:4.1.9", BAD)],
        [container("web", f"{COMMUNITY}:4.2.0")],
    )
    lines = home.runs("updates", "--store", store).out.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        [f"{COMMUNITY}:4.1.9", "security,", "yanked"],
        [f"{COMMUNITY}:4.2.0", "deprecated:", "use"],
    ]
    assert lines[2].endswith("web")


WAITS = """
import pathlib, sys, time
for _ in range(1000):
    if pathlib.Path(__file__).with_name("ready").exists():
        sys.exit()
    time.sleep(0.01)
sys.exit("nothing was made ready")
"""


def test_what_the_request_needs_is_made_ready_while_docker_looks(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.has("docker", WAITS)
    monkeypatch.setenv("PATH", home.env["PATH"])
    assert images(Docker(), (home.folder / "bin" / "ready").touch) == []


def test_notes_since_mine_are_told_on_demand(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)])
    assert "    Fixes a **slow restart**." in home.runs("updates", "--notes", "--store", store).out.splitlines()


def test_notes_of_one_release_are_told_once_to_all_that_are_older(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD), image(f"{COMMUNITY}:mine", OLD)])
    said = home.runs("updates", "--notes", "--store", store)
    assert len([line for line in said.out.splitlines() if line.startswith(COMMUNITY)]) == 2
    assert said.out.count("Fixes a **slow restart**.") == 1


def test_the_fields_are_there_as_json(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)], [container("web", f"{COMMUNITY}:4.2.0", "shop")])
    told = json.loads(home.runs("updates", "--format", "json", "--store", store).out)
    assert (told["Product"], told["Mine"], told["Newest"]) == ("harbourline/tidewater", "4.2.0", "4.2.1")
    assert (told["Containers"], told["Projects"], told["Pulled"]) == (["web"], ["shop"], False)


def test_an_old_image_that_is_only_left_over_is_not_told(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD), image(f"{COMMUNITY}:4.2.1", NEW)])
    assert home.runs("updates", "--store", store).code == 0


def test_a_container_on_an_old_image_is_told_although_the_newer_was_pulled(home: Home, store: str) -> None:
    both = [image(f"{COMMUNITY}:4.2.0", OLD), image(f"{COMMUNITY}:4.2.1", NEW)]
    stands(home, both, [container("web", f"{COMMUNITY}:4.2.0")])
    said = home.runs("updates", "--store", store)
    assert said.code == 1
    assert "4.2.1 (pulled)" in said.out


def test_docker_is_asked_twice_and_with_its_own_options(home: Home, store: str) -> None:
    stands(home)
    home.runs("--context", "far", "store", "updates", "--store", store)
    assert sorted(asked(home)) == [
        ["--context", "far", "image", "ls", "--digests", "--no-trunc", "--format", "{{json .}}"],
        ["--context", "far", "ps", "--no-trunc", "--format", "{{json .}}"],
    ]


def test_names_of_other_registries_and_of_ones_own_builds_are_told_nobody(home: Home) -> None:
    rows = [image("quay.io/acme/secret:1", NEW), image("mine:latest", "<none>"), image("nginx:1.30.2", OLD)]
    stands(home, rows)
    answers = {"GET_store": [(200, {"registry": "localhost:5000"})], "POST_updates": [(200, {"items": []})]}
    with scripted(**answers) as store:  # type: ignore[arg-type]
        home.runs("updates", "--store", store.url)
        assert store.bodies("POST /api/v1/updates") == [{"images": [{"reference": "nginx:1.30.2", "digests": [OLD]}]}]


class Listed:
    def listed(self, *asked: tuple[str, ...], meanwhile: object) -> list[list[dict[str, str]]]:
        gone = image(f"{COMMUNITY}:<none>", OLD, id="sha256:aa")
        return [[gone, image(f"{COMMUNITY}:4", NEW, id="sha256:bb")], [container("web", "sha256:aa")]]


def test_an_image_whose_tag_went_on_is_known_by_its_digest_and_its_container_by_the_id() -> None:
    old, new = images(Listed(), lambda: None)  # type: ignore[arg-type]
    assert (old.reference, [one.name for one in old.containers]) == (f"{COMMUNITY}@{OLD}", ["web"])
    assert (new.reference, new.containers) == (f"{COMMUNITY}:4", [])


@pytest.mark.parametrize(
    ("repository", "kept"),
    [("nginx", True), ("docker.io/acme/db", True), ("localhost:5000/acme/db", True), ("localhost/acme/db", False)],
)
def test_a_registry_is_told_by_its_dot_or_port(repository: str, kept: bool) -> None:
    one = Image(f"{repository}:1", repository, "1", "sha256:aa")
    assert bool(of_store([one], "localhost:5000")) is kept


def test_a_dry_run_prints_the_commands_and_what_would_run_on(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)], [container("web", f"{COMMUNITY}:4.2.0", "shop")])
    said = home.runs("upgrade", "--dry-run", "--store", store)
    assert (said.code, said.out) == (0, f"docker pull {COMMUNITY}:4.2.1\n")
    assert "web would still run" in said.err
    assert "docker compose -p shop up -d" in said.err
    assert not any("pull" in words for words in asked(home))


@pytest.mark.parametrize("words", [["upgrade"], ["upgrade", "--dry-run"]])
def test_where_nothing_is_newer_upgrade_says_so(home: Home, store: str, words: list[str]) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.1", NEW)])
    said = home.runs(*words, "--store", store)
    assert (said.code, said.out, said.err) == (0, "", "Nothing is newer.\n")


def test_upgrade_of_what_is_not_here_names_it(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)])
    assert home.runs("upgrade", "acme/other", "--store", store).err == "Nothing is newer of acme/other.\n"


def test_upgrade_pulls_and_tells_what_still_runs_on_the_old_one(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)], [container("web", f"{COMMUNITY}:4.2.0")])
    said = home.runs("upgrade", "--store", store)
    assert said.code == 0
    assert asked(home)[-1] == ["pull", f"{COMMUNITY}:4.2.1"]
    assert f"web still runs {COMMUNITY}:4.2.0." in said.err


def test_a_pull_that_fails_ends_with_2(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)], fails=1)
    assert home.runs("upgrade", "--store", store).code == 2


@pytest.mark.parametrize(
    "command",
    ["rm -rf /", "docker run acme/db", "docker pull acme/db; id", "docker pull --all-tags", "docker pull", "pull a"],
)
def test_a_store_cannot_have_another_command_run_than_a_pull(command: str) -> None:
    with pytest.raises(Stop, match="was not run"):
        words_of(command)


def test_docker_is_signed_in_where_it_is_not_before_it_pulls(home: Home, store: str) -> None:
    stands(home, [image(f"{COMMUNITY}:4.2.0", OLD)])
    home.knows(store, token="")
    home.runs("upgrade", "--store", store)
    assert [words[0] for words in asked(home)[2:]] == ["pull"]
    with scripted(POST_updates=[(200, {"items": [newer()]})]) as other:
        home.knows(other.url)
        home.runs("upgrade")
    assert [words[0] for words in asked(home)[-2:]] == ["login", "pull"]


def newer() -> dict[str, object]:
    told = {"tag": "4.2.1", "digest": NEW, "released": None}
    pull = f"docker pull {COMMUNITY}:4.2.1"
    nothing = {"flags": [], "fixes": [], "notes": [], "successor": None, "mine": None, "link": None}
    return {
        "known": True,
        "product": "a/b",
        "name": "B",
        "state": "newer",
        "newest": told,
        "pull_command": pull,
        **nothing,
    }
