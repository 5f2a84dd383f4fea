"""Images are made from nothing, the same bytes each time."""

import gzip
import hashlib
import io
import json
import tarfile
from datetime import UTC, datetime

from demo.images import Recipe, make

RECIPE = Recipe(
    title="Tidewater DB",
    version="4.2.1",
    program="/bin/tidewater",
    says="Tidewater DB 4.2.1\n",
    created=datetime(2026, 9, 1, 8, tzinfo=UTC),
    licence="Apache-2.0",
    source="https://harbourline.example/tidewater",
    files={"/etc/tidewater.conf": "nodes = 1\n"},
)


def test_the_same_recipe_gives_the_same_digest() -> None:
    assert make(RECIPE).index.digest == make(RECIPE).index.digest


def test_the_index_names_a_manifest_for_each_platform() -> None:
    image = make(RECIPE)
    children = json.loads(image.index.content)["manifests"]
    assert [child["platform"]["architecture"] for child in children] == ["amd64", "arm64"]
    assert [child["digest"] for child in children] == [manifest.digest for manifest in image.manifests]


def test_the_config_names_the_unpacked_layer() -> None:
    layer, config = make(RECIPE).blobs[:2]
    unpacked = gzip.decompress(layer.content)
    assert json.loads(config.content)["rootfs"]["diff_ids"] == ["sha256:" + hashlib.sha256(unpacked).hexdigest()]


def test_the_layer_holds_the_program_and_the_files() -> None:
    layer = make(RECIPE).blobs[0]
    with tarfile.open(fileobj=io.BytesIO(layer.content)) as tar:
        assert {entry.name: oct(entry.mode) for entry in tar} == {
            "bin/tidewater": "0o755",
            "etc/tidewater.conf": "0o644",
        }
