"""What remains of layers is what a real Docker engine has of them; what it saves is read again."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.certification.adapters.sources import find
from services.certification.scan.image import Entry, Image
from services.certification.scan.reading import read
from tests.parts.docker import Docker, engine
from tests.services.certification.images import OPAQUE, REMOVED, File, Folder, Link, Tree, built, image_of, saved

LOWER: Tree = {
    "app/": Folder(),
    "app/old": "1",
    "app/deep/er/x": "1",
    "app/deep/y": "1",
    "bin/tool": File(b"1", mode=0o4755),
    "usr/lib/": Folder(),
    "usr/lib/a": "1",
    "file": "1",
    "gone": "1",
    "to/folder": "1",
    "link": Link("usr/lib"),
}
UPPER: dict[str, Tree] = {
    "a file and a folder are removed": {"gone": REMOVED, "app/deep": REMOVED},
    "a folder is emptied and filled again": {"app/": Folder(), "app": OPAQUE, "app/new": "2"},
    "a file takes a folder's place and a folder a file's": {"app": "2", "file/": Folder(0o700), "file/in": "2"},
    "a link takes a folder's place": {"app": Link("bin"), "usr/lib/": Folder(), "usr/lib": OPAQUE},
    "a folder's mode changes": {"app/": Folder(0o700)},
    "files have other names": {"bin/tool2": File(b"22"), "bin/again": Link("bin/tool2", hard=True, mode=0o4711)},
    "what is removed comes back": {"gone": REMOVED, "gone/": Folder(), "gone/in": "2"},
}
OF_THE_ENGINE = ("dev", "proc", "sys", "etc", ".dockerenv")


@pytest.fixture(scope="module")
def docker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Docker]:
    with engine(tmp_path_factory.mktemp("engine")) as started:
        yield started


def as_the_engine_has_it(docker: Docker, name: str) -> set[tuple[str, str, int, str]]:
    container = docker("create", name, "/nothing").out.strip()
    exported = subprocess.run(
        ["docker", "--host", f"unix://{docker.socket}", "export", container], capture_output=True, check=True
    ).stdout
    assert docker("rm", container).ok
    with tarfile.open(fileobj=io.BytesIO(exported)) as archive:
        return {told(member) for member in archive if member.name.split("/")[0] not in OF_THE_ENGINE}


def told(member: tarfile.TarInfo) -> tuple[str, str, int, str]:
    kind = "folder" if member.isdir() else "link" if member.issym() else "file"
    return (
        member.name.rstrip("/"),
        kind,
        member.mode & 0o7777 if kind != "link" else 0,
        member.linkname if kind == "link" else "",
    )


def as_we_have_it(image: Image) -> set[tuple[str, str, int, str]]:
    def one(entry: Entry) -> tuple[str, str, int, str]:
        link = entry.kind == "link"
        return entry.path, entry.kind, 0 if link else entry.mode, entry.target if link else ""

    return {one(entry) for entry in image.files}


@pytest.mark.parametrize("case", UPPER)
def test_the_tree_is_the_engine_s(docker: Docker, tmp_path: Path, case: str):
    image = built(LOWER, UPPER[case], config={"Cmd": ["/nothing"]})
    name = f"acme/db:{abs(hash(case))}"
    assert docker("load", "--input", str(saved(tmp_path / "image.tar", image, (name,)))).ok
    assert as_we_have_it(image_of(LOWER, UPPER[case])) == as_the_engine_has_it(docker, name)


def test_what_a_real_engine_saves_is_read_again(docker: Docker, tmp_path: Path):
    image = built(LOWER, UPPER["a file and a folder are removed"], config={"User": "app"})
    assert docker("load", "--input", str(saved(tmp_path / "given.tar", image, ("acme/db:2.0.0",)))).ok
    assert docker("save", "--output", str(tmp_path / "saved.tar"), "acme/db:2.0.0").ok
    source = find(str(tmp_path / "saved.tar"))
    again = read(source, source.images()[0])
    assert (again.config.user, source.tags, len(again.layers)) == ("app", ("2.0.0",), 2)
    assert as_we_have_it(again) == as_we_have_it(image_of(LOWER, UPPER["a file and a folder are removed"]))
