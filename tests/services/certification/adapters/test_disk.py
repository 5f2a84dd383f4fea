"""Images on disk: OCI layouts as folders and as tars, archives of `docker save`, and what is neither."""

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest

from services.certification.adapters.sources import find
from services.certification.adapters.sources.references import is_loopback, parse
from services.certification.ports import Unreadable
from services.certification.scan.reading import read
from tests.services.certification.images import (
    OCI_MANIFEST,
    Link,
    built,
    descriptor,
    digest_of,
    index_of,
    layer,
    layout,
    layout_archive,
    saved,
)

AMD = built({"etc/passwd": "root:x:0:0\n"}, {"app": "1"})
ARM = built({"app": "2"}, platform="linux/arm64/v8")


def test_a_layout_is_read_as_a_folder_and_as_a_tar(tmp_path: Path):
    folder = layout(tmp_path / "layout", AMD, ARM)
    for where in (folder, layout_archive(tmp_path / "layout.tar", folder)):
        source = find(str(where))
        assert (source.digest, source.tags) == (digest_of(index_of(AMD, ARM)), ("1.0.0",))
        assert [read(source, one).platform for one in source.images()] == ["linux/amd64", "linux/arm64/v8"]


def test_what_docker_saved_is_the_same_image_each_time(tmp_path: Path):
    source, again = find(str(saved(tmp_path / "a.tar", AMD))), find(str(saved(tmp_path / "b.tar", AMD, ("x:2",))))
    image = read(source, source.images()[0])
    assert image.files.content("etc/passwd") == b"root:x:0:0\n"
    assert (source.reference, source.tags, source.digest) == ("acme/db:1.0.0", ("1.0.0",), again.digest)


def test_old_engines_save_a_layer_once_and_link_to_it(tmp_path: Path):
    names = ["one/layer.tar", "two/layer.tar"]
    same = built(AMD.unpacked[0], AMD.unpacked[0])
    told = [{"Config": "config.json", "RepoTags": None, "Layers": names}]
    held = {names[0]: AMD.unpacked[0], names[1]: Link("../one/layer.tar"), "config.json": same.config}
    (tmp_path / "old.tar").write_bytes(layer(held | {"manifest.json": json.dumps(told)}))
    source = find(str(tmp_path / "old.tar"))
    assert len(read(source, source.images()[0]).layers) == 2


def several(folder: Path) -> Path:
    layout(folder, AMD)
    index = json.loads((folder / "index.json").read_text())
    other = descriptor(OCI_MANIFEST, ARM.manifest)
    index["manifests"].append(other | {"annotations": {"org.opencontainers.image.ref.name": "2.0.0"}})
    for digest, content in ARM.blobs.items():
        (folder / "blobs" / digest.replace(":", "/")).write_bytes(content)
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def test_of_several_images_one_is_asked_for_by_its_tag(tmp_path: Path):
    folder = several(tmp_path / "layout")
    assert find(f"{folder}:2.0.0").digest == ARM.digest
    with pytest.raises(Unreadable, match=r"several images \(1.0.0, 2.0.0\)"):
        find(str(folder))
    with pytest.raises(Unreadable, match="no image named 3"):
        find(f"{folder}:3")


def test_a_signature_in_a_layout_is_no_image_of_its_own(tmp_path: Path):
    folder = layout(tmp_path / "layout", AMD)
    told = json.loads(AMD.manifest) | {"subject": descriptor(OCI_MANIFEST, AMD.manifest)}
    content = json.dumps(told).encode()
    (folder / "blobs" / digest_of(content).replace(":", "/")).write_bytes(content)
    index = json.loads((folder / "index.json").read_text())
    index["manifests"].append(descriptor(OCI_MANIFEST, content) | {"artifactType": "application/x"})
    (folder / "index.json").write_text(json.dumps(index))
    source = find(str(folder))
    assert source.digest == AMD.digest
    assert [(subject, told) for subject, told, _ in source.attached()] == [(AMD.digest, content)]


def test_an_attestation_in_an_index_is_no_platform(tmp_path: Path):
    note = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": AMD.digest}
    told = descriptor(OCI_MANIFEST, ARM.manifest) | {"annotations": note}
    index = {"schemaVersion": 2, "manifests": [descriptor(OCI_MANIFEST, AMD.manifest), told]}
    folder = layout(tmp_path / "layout", AMD, ARM)
    content = json.dumps(index).encode()
    (folder / "blobs" / digest_of(content).replace(":", "/")).write_bytes(content)
    top = descriptor("application/vnd.oci.image.index.v1+json", content)
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [top]}))
    source = find(str(folder))
    assert [one.digest for one in source.images()] == [AMD.digest]
    assert [subject for subject, _, _ in source.attached()] == [AMD.digest]


def test_a_blob_that_is_another_is_refused(tmp_path: Path):
    folder = layout(tmp_path / "layout", AMD)
    (folder / "blobs" / AMD.digest.replace(":", "/")).write_bytes(ARM.manifest)
    with pytest.raises(Unreadable, match="something else"):
        find(str(folder))


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 2000, layer({"a": "b"}), layer({"manifest.json": "[[{"})])
def test_files_that_hold_no_image_are_refused(tmp_path: Path, content: bytes):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Unreadable):
        find(str(tmp_path / "file"))


@pytest.mark.parametrize(
    ("typed", "host", "repository", "wanted"),
    [
        ("nginx", "docker.io", "library/nginx", "latest"),
        ("acme/db:1", "docker.io", "acme/db", "1"),
        ("localhost/db", "localhost", "db", "latest"),
        ("shop.example:5000/acme/db:1.0.0", "shop.example:5000", "acme/db", "1.0.0"),
        (f"shop.example/db:1@{AMD.digest}", "shop.example", "db", AMD.digest),
    ],
)
def test_references_are_read_as_docker_reads_them(typed: str, host: str, repository: str, wanted: str):
    told = parse(typed)
    assert (told.host, told.repository, told.wanted) == (host, repository, wanted)


@pytest.mark.parametrize("typed", ["", "Acme/db", "a b", "shop.example/", "db:", "db@sha256:1", "../x", "a//b", "-a"])
def test_what_is_no_reference_is_refused(typed: str):
    with pytest.raises(Unreadable):
        parse(typed)


def test_http_is_taken_on_loopback_alone():
    assert all(map(is_loopback, ("localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "127.1.2.3")))
    assert not any(map(is_loopback, ("localhost.example", "10.0.0.1:5000", "127.0.0.1.example")))


def test_whatever_a_file_on_disk_holds_it_is_read_or_refused(tmp_path: Path):
    given = [saved(tmp_path / "saved", AMD), layout_archive(tmp_path / "tar", layout(tmp_path / "layout", AMD, ARM))]
    seeds, words = (
        [path.read_bytes() for path in given],
        (b'"', b"{", b"[", b"null", b"-1", b"9" * 30, b"sha256:", b"\0"),
    )
    for number in range(500):
        chance = random.Random(number)
        content = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 5)):
            at, word = chance.randrange(len(content)), chance.choice(words)
            at = max(content.find(chance.choice((b'"', b":", b"sha256")), at), 0)
            content[at : at + len(word)] = word
        (tmp_path / "file").write_bytes(content)
        with suppress(Unreadable):
            source = find(str(tmp_path / "file"))
            assert all(read(source, image).layers for image in source.images() if not image.problem)
