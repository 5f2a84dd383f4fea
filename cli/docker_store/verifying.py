"""Whether a bundle is whole: every checksum, size and digest is right, nothing is missing, nothing else is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import layout
from cli.docker_store.archive import hostile
from cli.docker_store.disk import hashed
from cli.docker_store.ending import Stop
from cli.docker_store.manifests import OCI_INDEX, Descriptor, Manifest
from cli.docker_store.wire import MOST, document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.docker_store.opened import Opened

DEEPEST, MOST_MANIFESTS = 4, 2_000
MOST_OF_ALL = 64 << 20  # bytes of all manifests together, which are kept in memory
TEXTS = ("product", "repository", "registry", "digest")


class Bundle:
    """`entries` are tags with what they lead to; `manifests` by digest, children before parents."""

    def __init__(self, opened: Opened, told: dict[str, Any]) -> None:
        self.opened, self.told, self.weight = opened, told, 0
        self.entries: list[tuple[str, Descriptor]] = []
        self.manifests: dict[str, Manifest] = {}
        self.blobs: dict[str, int] = {}
        self.missing: set[str] = set(told["missing"])

    @property
    def digest(self) -> str:
        return str(self.told["digest"])

    @property
    def image(self) -> Manifest:
        return self.manifests[self.digest]

    def content(self, digest: str, most: int = MOST) -> bytes:
        return self.opened.small(layout.blob(digest), most)


def whole(opened: Opened, seen: Callable[[int], None] = lambda count: None) -> Bundle:
    """Raises Stop for what is not as the bundle itself says, or more than it."""
    listed = layout.read_sums(opened.small(layout.SUMS))
    if listed is None:
        raise hostile(f"{layout.SUMS} cannot be read")
    _nothing_else(set(opened.sizes), {*listed, layout.SUMS})
    told = _told(opened, listed)
    for name, digest in listed.items():
        with opened.open(name) as file:
            found, _ = hashed(file, seen)
        if found.hexdigest() != digest:
            raise hostile(f"{name} is not what its checksum says")
        if name.startswith(layout.BLOBS) and name != layout.BLOBS + digest:
            raise hostile(f"{name} is not what it is called by")
    if document(opened.small(layout.OCI_LAYOUT)).get("imageLayoutVersion") != "1.0.0":
        raise hostile("its layout is of another version")
    return _walked(opened, told)


def _nothing_else(there: set[str], listed: set[str]) -> None:
    for name in sorted(there - listed):
        raise hostile(f"{name} is in no list")
    for name in sorted(listed - there):
        raise hostile(f"{name[:200]} is missing")


def _told(opened: Opened, listed: dict[str, str]) -> dict[str, Any]:
    """What it says of itself, as far as that is of the shape that it has."""
    told = document(opened.small(layout.BUNDLE))
    if told.get("version") != layout.VERSION:
        raise hostile(f"{layout.BUNDLE} is of another version, or cannot be read")
    files = told.get("files")
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files):
        raise hostile(f"{layout.BUNDLE} lists no files")
    said = {str(one.get("path")): (one.get("sha256"), one.get("size")) for one in files}
    found = {name: (digest, opened.sizes[name]) for name, digest in listed.items() if name != layout.BUNDLE}
    for name, right in found.items():
        if said.get(name) != right:
            raise hostile(f"{name} has another size or checksum than is told of it")
    missing = told.get("missing")
    if said.keys() != found.keys() or not isinstance(missing, list) or not all(isinstance(one, str) for one in missing):
        raise hostile(f"{layout.BUNDLE} names what is not there")
    if not all(isinstance(told.get(name), str) for name in TEXTS):
        raise hostile(f"{layout.BUNDLE} does not say what it is")
    return told


def _walked(opened: Opened, told: dict[str, Any]) -> Bundle:
    bundle = Bundle(opened, told)
    try:
        index = Manifest(opened.small(layout.INDEX), OCI_INDEX)
        for one in index.children:
            tag = str(one.annotations.get(layout.REF_NAME) or "")
            if tag and not layout.is_tag(tag):
                raise hostile(f"{tag[:100]!r} is no tag")
            bundle.entries.append((tag, one))
            _walk(bundle, one, 0)
    except Stop as wrong:
        raise wrong if wrong.todo else hostile(wrong.text.rstrip(".")) from wrong
    if bundle.digest not in bundle.manifests or bundle.digest not in [one.digest for _, one in bundle.entries]:
        raise hostile("the image that it is said to hold is not there")
    if bundle.missing - {one.digest for one in bundle.image.children if one.is_manifest}:
        raise hostile("it says that it lacks what its image never had")
    reached = {layout.blob(one) for one in (*bundle.manifests, *bundle.blobs)}
    for name in sorted(opened.sizes):
        if name.startswith(layout.BLOBS) and name not in reached:
            raise hostile(f"{name} belongs to nothing")
    return bundle


def _walk(bundle: Bundle, one: Descriptor, depth: int) -> None:
    if depth > DEEPEST:
        raise hostile("its indexes lie deeper in each other than any should")
    name = layout.blob(one.digest)
    if name not in bundle.opened.sizes:
        if one.digest in bundle.missing and depth == 1:
            return
        raise hostile(f"{one.digest} is missing")
    if bundle.opened.sizes[name] != one.size:
        raise hostile(f"{one.digest} has another size than is told of it")
    if not one.is_manifest:
        bundle.blobs[one.digest] = one.size
        return
    if one.digest in bundle.manifests:
        return
    bundle.weight += one.size
    if len(bundle.manifests) >= MOST_MANIFESTS or bundle.weight > MOST_OF_ALL:
        raise hostile("it has more manifests than any image")
    manifest = Manifest(bundle.content(one.digest), one.media_type)
    for child in manifest.children:
        if not child.lies_elsewhere:
            _walk(bundle, child, depth + 1)
    bundle.manifests[one.digest] = manifest
