"""A bundle that somebody made to harm is refused before anything of it reaches a registry."""

import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.catalog.adapters.registry.signing import SigningKeys
from tests.cli.docker_store.carried import REPOSITORY, TAG, Source, has_registry, source
from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.sealed import blob, named, put, resealed, tag, without
from vocabulary import cosign

NOWHERE = "127.0.0.1:9"  # where nothing answers: whoever asked there would be told so
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Source]]:
    """A bundle in a folder, as the store gave it."""
    has_registry()
    folder = tmp_path_factory.mktemp("made")
    (folder / "bin").mkdir()
    with source(tmp_path_factory.mktemp("source")) as shop:
        home = Home(folder, {"HOME": str(folder), "PATH": "/usr/bin:/bin"})
        shop.known_to(home)
        said = home.runs("bundle", f"{REPOSITORY}:{TAG}", "--output", str(folder / "bundle"))
        assert said.ok, said.err
        yield folder / "bundle", shop


@pytest.fixture
def bundle(made: tuple[Path, Source], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[0], tmp_path / "bundle"))


def packed(folder: Path, to: Path, *more: tarfile.TarInfo) -> Path:
    with tarfile.open(to, "w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                tar.add(path, path.relative_to(folder).as_posix(), recursive=False)
        for entry in more:
            tar.addfile(entry, io.BytesIO(bytes(entry.size)))
    return to


def refused(home: Home, bundle: Path, why: str) -> None:
    said = home.runs("load", str(bundle), NOWHERE)
    assert (said.code, why in said.err, said.out) == (1, True, ""), said.err


def document(file: Path) -> Any:
    return json.loads(file.read_text())


def layer(folder: Path) -> Path:
    """Of the first platform's image."""
    index = document(folder / "index.json")["manifests"][0]["digest"]
    first = document(blob(folder, document(blob(folder, index))["manifests"][0]["digest"]))
    return blob(folder, first["layers"][0]["digest"])


def flips_a_byte(folder: Path) -> None:
    file = layer(folder)
    file.write_bytes(b"x" + file.read_bytes()[1:])


def cuts_a_blob(folder: Path) -> None:
    layer(folder).write_bytes(layer(folder).read_bytes()[:-1])


def loses_a_blob(folder: Path) -> None:
    layer(folder).unlink()


def adds_a_file(folder: Path) -> None:
    (folder / "run-me.sh").write_text("#!/bin/sh\n")


def links_elsewhere(folder: Path) -> None:
    (folder / "notes.md").unlink()
    (folder / "notes.md").symlink_to("/etc/hostname")


def hides_a_file(folder: Path) -> None:
    (folder / ".profile").write_text("")


@pytest.mark.parametrize(
    ("harms", "why"),
    [
        (flips_a_byte, "is not what its checksum says"),
        (cuts_a_blob, "has another size or checksum than is told of it"),
        (loses_a_blob, "is missing"),
        (adds_a_file, "run-me.sh is in no list"),
        (links_elsewhere, "'notes.md' is no plain file under a plain name"),
        (hides_a_file, "'.profile' is no plain file under a plain name"),
    ],
)
def test_what_was_changed_is_refused(home: Home, bundle: Path, harms: Callable[[Path], None], why: str) -> None:
    harms(bundle)
    refused(home, bundle, why)


def blob_of_another_name(folder: Path) -> None:
    layer(folder).write_bytes(b"x" * layer(folder).stat().st_size)


def blob_of_nobody(folder: Path) -> None:
    put(folder, b"nobody's", "text/plain")


def blob_that_is_missing(folder: Path) -> None:
    layer(folder).unlink()


def image_of_lying_sizes(folder: Path) -> None:
    index = document(folder / "index.json")
    index["manifests"][0]["size"] += 1
    (folder / "index.json").write_text(json.dumps(index))


def image_that_names_itself(folder: Path) -> None:
    """As deep as a tower of indexes goes."""
    below = document(folder / "index.json")["manifests"][0]
    for _ in range(6):
        kind = "application/vnd.oci.image.index.v1+json"
        told = {"schemaVersion": 2, "mediaType": kind, "manifests": [{**below, "annotations": {}}]}
        below = put(folder, json.dumps(told).encode(), kind)
    add(folder, below, "")


def tag_that_climbs(folder: Path) -> None:
    add(folder, document(folder / "index.json")["manifests"][0], "../../other/manifests/latest")


def signature_of_something_else(folder: Path) -> None:
    add(folder, signature(folder), "sha256-" + "0" * 64 + ".sig")


def signature_of_another_image(folder: Path) -> None:
    """Of a platform's manifest, put under the tag of the whole."""
    index = document(folder / "index.json")
    whole = index["manifests"][0]["digest"].replace(":", "-")
    (other,) = [one for one in index["manifests"] if tag(one).endswith(".sig") and not tag(one).startswith(whole)][:1]
    index["manifests"] = [one for one in index["manifests"] if tag(one) != f"{whole}.sig"]
    (folder / "index.json").write_text(json.dumps(index))
    add(folder, other, f"{whole}.sig")
    kept = {one for entry in document(folder / "index.json")["manifests"] for one in named(folder, entry["digest"])}
    for path in (folder / "blobs" / "sha256").iterdir():
        if f"sha256:{path.name}" not in kept:
            path.unlink()


def signature_that_is_none(folder: Path) -> None:
    kind = "application/vnd.dev.cosign.simplesigning.v1+json"
    part = put(folder, b"[]", kind) | {"annotations": {"dev.cosignproject.cosign/signature": "!"}}
    told = {"schemaVersion": 2, "mediaType": MANIFEST, "config": put(folder, b"{}", "x"), "layers": [part]}
    whole = document(folder / "index.json")["manifests"][0]["digest"].replace(":", "-")
    add(folder, put(folder, json.dumps(told).encode(), MANIFEST), f"{whole}.sig")


def key_upon_key(folder: Path) -> None:
    for number in range(21):
        (folder / "keys" / f"more-{number}.pem").write_text((folder / "keys" / "store-1.pem").read_text())


def signature(folder: Path) -> dict[str, Any]:
    return dict(next(one for one in document(folder / "index.json")["manifests"] if tag(one).endswith(".sig")))


def add(folder: Path, entry: dict[str, Any], name: str) -> None:
    index = document(folder / "index.json")
    entry = {**entry, "annotations": {"org.opencontainers.image.ref.name": name}}
    (folder / "index.json").write_text(json.dumps({**index, "manifests": [*index["manifests"], entry]}))


@pytest.mark.parametrize(
    ("harms", "why"),
    [
        (blob_of_another_name, "is not what it is called by"),
        (blob_of_nobody, "belongs to nothing"),
        (blob_that_is_missing, "is missing"),
        (image_of_lying_sizes, "has another size than is told of it"),
        (image_that_names_itself, "its indexes lie deeper in each other than any should"),
        (tag_that_climbs, "'../../other/manifests/latest' is no tag"),
        (signature_of_something_else, "is about nothing in it"),
        (signature_of_another_image, "is of another image"),
        (signature_that_is_none, "cannot be read"),
        (key_upon_key, "it has more than 20 keys"),
    ],
)
def test_what_lies_with_right_checksums_is_refused(
    home: Home, bundle: Path, harms: Callable[[Path], None], why: str
) -> None:
    harms(bundle)
    resealed(bundle)
    refused(home, bundle, why)


@pytest.mark.parametrize(
    "told", [{"missing": ["sha256:" + "0" * 64]}, {"digest": "sha256:" + "0" * 64}, {"version": 2}]
)
def test_what_says_of_itself_what_is_not_so_is_refused(home: Home, bundle: Path, told: dict[str, Any]) -> None:
    resealed(bundle, **told)
    refused(home, bundle, "This is no bundle that could be trusted")


def entry(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.size, made.linkname = kind, size, link
    return made


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "keys/../../x", "a/b/c/d/e/f", "notes.md"])
def test_a_tar_that_writes_elsewhere_or_twice_is_refused(home: Home, bundle: Path, name: str) -> None:
    refused(home, packed(bundle, bundle.parent / "bundle.tar", entry(name)), "is no name of a file in a bundle")


@pytest.mark.parametrize(
    "more",
    [
        entry("x" * 300),  # which a tar writes as a file that holds the name
        entry("link", tarfile.SYMTYPE, link="/etc/passwd"),
        entry("hard", tarfile.LNKTYPE, link="notes.md"),
        entry("device", tarfile.CHRTYPE),
        entry("pipe", tarfile.FIFOTYPE),
        entry("sparse", tarfile.GNUTYPE_SPARSE),
        entry("header", tarfile.XHDTYPE),
    ],
    ids=lambda one: f"{one.name[:12]}-{one.type.decode()}",
)
def test_a_tar_of_more_than_plain_files_is_refused(home: Home, bundle: Path, more: tarfile.TarInfo) -> None:
    refused(home, packed(bundle, bundle.parent / "bundle.tar", more), "is no plain file")


def test_a_tar_that_was_cut_off_is_refused(home: Home, bundle: Path) -> None:
    file = packed(bundle, bundle.parent / "bundle.tar")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    refused(home, file, "was cut off")


def test_a_size_that_the_file_does_not_have_is_not_believed(home: Home, tmp_path: Path) -> None:
    head = entry("notes.md", size=1 << 60).tobuf(tarfile.GNU_FORMAT)
    (tmp_path / "bomb.tar").write_bytes(head + bytes(1024))
    refused(home, tmp_path / "bomb.tar", "notes.md is larger than the file itself")


def test_what_follows_the_end_of_a_tar_is_refused(home: Home, bundle: Path) -> None:
    file = packed(bundle, bundle.parent / "bundle.tar")
    with file.open("ab") as tail:
        tail.write(b"hidden")
    refused(home, file, "something follows its end")


def test_what_is_compressed_is_not_unpacked(home: Home, bundle: Path) -> None:
    with tarfile.open(bundle.parent / "bundle.tar.gz", "w:gz") as tar:
        tar.add(bundle / "notes.md", "notes.md")
    said = home.runs("load", str(bundle.parent / "bundle.tar.gz"), NOWHERE)
    assert (said.code, said.err.splitlines()[0]) == (2, "It is compressed.")


def test_what_somebody_else_states_is_refused(home: Home, bundle: Path, tmp_path: Path) -> None:
    whole = document(bundle / "index.json")["manifests"][0]["digest"]
    payload = cosign.statement("registry.example/acme/db", whole, cosign.CYCLONEDX, {"components": []})
    envelope = cosign.envelope(payload, SigningKeys(tmp_path / "theirs").newest.sign(cosign.to_sign(payload)))
    told = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": put(bundle, b"{}", "application/vnd.oci.image.config.v1+json"),
        "layers": [put(bundle, envelope, cosign.ENVELOPE)],
    }
    add(bundle, put(bundle, json.dumps(told).encode(), MANIFEST), f"{whole.replace(':', '-')}.att")
    resealed(bundle)
    refused(home, bundle, f"What signs or states something of {whole} is signed by none of the keys.")


@pytest.mark.parametrize("form", [".sig", ""], ids=["tag", "bundle"])
def test_either_form_of_a_signature_is_enough(home: Home, bundle: Path, form: str) -> None:
    whole = document(bundle / "index.json")["manifests"][0]["digest"]
    without(bundle, *(f"{whole.replace(':', '-')}{ending}" for ending in ({".sig", "", ".att"} - {form})))
    said = home.runs("load", str(bundle), NOWHERE)
    assert (said.code, "signatures verified" in said.err, "Nothing answers" in said.err) == (2, True, True), said.err


def test_a_statement_alone_is_no_signature(home: Home, bundle: Path) -> None:
    whole = document(bundle / "index.json")["manifests"][0]["digest"]
    without(bundle, *(f"{whole.replace(':', '-')}{ending}" for ending in (".sig", "")))
    refused(home, bundle, f"The image {whole} is not signed.")


def test_a_list_that_is_larger_than_any_is_not_read(home: Home, bundle: Path) -> None:
    with (bundle / "chandlery-bundle.json").open("ab") as file:
        file.truncate(5 << 20)
    refused(home, bundle, "chandlery-bundle.json is larger than it could be")


def test_words_of_a_bundle_do_not_move_the_cursor(home: Home, bundle: Path) -> None:
    resealed(bundle, product="acme/\x1b[2Jdb")
    assert "\x1b" not in home.runs("load", str(bundle), NOWHERE).err
