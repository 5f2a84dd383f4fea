"""Official images come into a running store from docker-library's own files; what is broken is told by its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.chandlery.test_up import chandlery
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey
MAINTAINERS = "Maintainers: Ada <ada@store.example> (@ada)\nGitRepo: https://github.com/ada/images.git\n\n"
STANZA = "Tags: 1.0, 1, latest\nArchitectures: amd64, arm64v8\nGitCommit: {commit}\nDirectory: 1.0\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("bring"), CHANDLERY_DEMO="0") as opened:
        yield opened


def _repositories(folder: Path, **libraries: str) -> tuple[str, str]:
    """docker-library's two repositories, laid out as they are."""
    library, docs = folder / "official-images" / "library", folder / "docs"
    library.mkdir(parents=True)
    for name, text in libraries.items():
        (library / name).write_text(text)
        (docs / name).mkdir(parents=True)
        (docs / name / "README-short.txt").write_text(f"What {name} is.\n")
        (docs / name / "content.md").write_text(f"# {name}\n\nHow to use %%IMAGE%%.\n")
        (docs / name / "metadata.json").write_text('{"hub": {"categories": ["web-servers"]}}\n')
    return str(library.parent), str(docs)


def test_what_was_brought_is_listed_and_brought_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    folders = _repositories(tmp_path, sloop=MAINTAINERS + STANZA.format(commit="a" * 40))
    first = chandlery("import", "official-images", *folders, CHANDLERY_DATA=str(store.data))
    again = chandlery("import", "official-images", *folders, CHANDLERY_DATA=str(store.data))
    assert (first.returncode, first.stdout.splitlines()[1].split()) == (0, ["1", "0", "0", "0"]), first.stderr
    assert (again.returncode, again.stdout.splitlines()[1].split()) == (0, ["0", "1", "0", "0"]), again.stderr
    assert store.api("GET", "/products/library/sloop").json()["pull_command"] == "docker pull sloop:1.0"


def test_a_broken_stanza_is_told_by_file_and_line_and_the_rest_goes_in(store: Store, tmp_path: Path) -> None:
    broken = MAINTAINERS + STANZA.format(commit="b" * 40) + "\nTags: 2.0\nno field\n"
    folders = _repositories(tmp_path, ketch=broken, yawl=MAINTAINERS + STANZA.format(commit="c" * 40))
    told = chandlery("import", "official-images", *folders, CHANDLERY_DATA=str(store.data))
    assert told.returncode == 1
    assert f"{folders[0]}/library/ketch:10: " in told.stderr
    assert store.api("GET", "/products/library/ketch").status == 200
    assert store.api("GET", "/products/library/yawl").status == 200


def test_a_folder_without_images_is_told_in_the_last_line(store: Store, tmp_path: Path) -> None:
    told = chandlery("import", "official-images", str(tmp_path), str(tmp_path), CHANDLERY_DATA=str(store.data))
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith(f"{tmp_path} lists no image")


def test_another_store_refuses_a_token_that_it_does_not_know(store: Store, tmp_path: Path) -> None:
    folders = _repositories(tmp_path, brig=MAINTAINERS + STANZA.format(commit="d" * 40))
    told = chandlery("import", "official-images", *folders, "--url", store.url, "--token", "chy_nonsense")
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1].startswith(f"{store.url}/api/v1/imports refused: 401")


def test_an_import_into_a_store_that_is_down_opens_its_files(tmp_path: Path) -> None:
    folders = _repositories(tmp_path, dinghy=MAINTAINERS + STANZA.format(commit="e" * 40))
    with running_store(tmp_path, CHANDLERY_DEMO="0") as opened:
        data = str(opened.data)
    told = chandlery("import", "official-images", *folders, CHANDLERY_DATA=data)
    assert (told.returncode, told.stdout.splitlines()[1].split()) == (0, ["1", "0", "0", "0"]), told.stderr
