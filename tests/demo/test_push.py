"""A made image goes through the front door of a real registry."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from demo.images import Image, Recipe, make
from demo.push import PushRefused, Registry
from tests.parts.process import free_port, running

PROGRAM = shutil.which("docker-registry") or shutil.which("registry")


@pytest.fixture(scope="module")
def image() -> Image:
    created = datetime(2026, 9, 1, 8, tzinfo=UTC)
    return make(Recipe("Lamplighter", "1.0.0", "/bin/lamplighter", "lit\n", created, "MIT", "", {}))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if PROGRAM is None:
        pytest.skip("no registry program (docker-registry) on PATH")
    folder, port = tmp_path_factory.mktemp("registry"), free_port()
    config = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder / "storage")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    (folder / "config.yml").write_text(json.dumps(config))  # JSON is YAML
    url = f"http://127.0.0.1:{port}"
    with running([PROGRAM, "serve", str(folder / "config.yml")], folder / "log", lambda: _answers(f"{url}/v2/")):
        yield url


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.ConnectionError:
        return False


def test_what_was_pushed_is_there_under_its_tag(address: str, image: Image) -> None:
    pushed = Registry(address).push("harbourline/lamplighter", "1.0.0", image)
    headers = {"Accept": image.index.media_type}
    tagged = requests.get(f"{address}/v2/harbourline/lamplighter/manifests/1.0.0", headers=headers, timeout=5)
    assert (pushed, tagged.content) == (image.index.digest, image.index.content)
    stored = requests.get(f"{address}/v2/harbourline/lamplighter/blobs/{image.blobs[2].digest}", timeout=5)
    assert stored.content == image.blobs[2].content


def test_pushing_again_changes_nothing(address: str, image: Image) -> None:
    registry = Registry(address)
    first = registry.push("harbourline/again", "1.0.0", image)
    assert registry.push("harbourline/again", "1.0.0", image) == first


def test_what_the_registry_refuses_is_told_in_its_words(address: str, image: Image) -> None:
    without_its_parts = Image((), (), image.index)
    with pytest.raises(PushRefused, match="MANIFEST_BLOB_UNKNOWN"):
        Registry(address).push("harbourline/broken", "1.0.0", without_its_parts)
