"""An image in OCI layout (OCI image layout 1.0), a folder or a tar, as buildx, skopeo and Docker 25 write it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from services.certification.adapters.sources import manifests
from services.certification.adapters.sources.manifests import Attached, Descriptor
from services.certification.adapters.sources.places import Place, place, read
from services.certification.ports import SourceImage, Unreadable
from services.certification.scan.documents import LARGEST, document, field, manifest_of, text

INDEX, MARK = "index.json", "oci-layout"
_NAME, _CONTAINERD = "org.opencontainers.image.ref.name", "io.containerd.image.name"


class Layout:
    """`tag` says which image where the layout holds several; raises Unreadable where that is not clear."""

    def __init__(self, path: Path, tag: str = "", within: Place | None = None) -> None:
        self._place = within or place(path)
        self._listed = manifests.descriptors(read(self._place, INDEX, LARGEST), INDEX) or []
        self._top = _chosen(path, self._images(), tag)
        self._content = self._manifest(self._top.digest, LARGEST)
        self.reference = f"{path}:{tag}" if tag else str(path)
        self.digest = self._top.digest
        same = [one for one in self._listed if one.digest == self.digest]
        self.tags: Sequence[str] = tuple(dict.fromkeys(_tag(name) for one in same for name in _names(one)))

    def images(self) -> Sequence[SourceImage]:
        return manifests.platforms(self._top, self._content, self._manifest, self._blob)

    @contextmanager
    def layer(self, image: SourceImage, index: int) -> Iterator[BinaryIO]:
        with self._place.open(_path(manifest_of(image.manifest).layers[index].digest)) as file:
            yield file

    def attached(self) -> Sequence[Attached]:
        return [*manifests.attestations(self._content, self._manifest, self._blob), *self._referrers()]

    def _images(self) -> list[Descriptor]:
        """Signatures and the like lie beside them: they name a subject, or are tagged with its digest."""
        return [one for one in self._listed if not (one.artifact_type or any(map(_about, _names(one))))]

    def _referrers(self) -> Iterator[Attached]:
        for one in self._listed[: manifests.ATTACHED]:
            if _path(one.digest) not in self._place:
                continue
            content = self._manifest(one.digest, LARGEST)
            subject = field(document(content, "An attached manifest"), "subject")
            named = text(field(subject, "digest")) if isinstance(subject, dict) else ""
            if not named:
                named = next(filter(None, map(_about, _names(one))), "")
            if named:
                yield named, content, manifests.blobs_of(content, self._blob)

    def _manifest(self, digest: str, limit: int) -> bytes:
        return manifests.checked(read(self._place, _path(digest), limit), digest)

    _blob = _manifest


def is_layout(place: Place) -> bool:
    return MARK in place and INDEX in place


def _path(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"


def _names(one: Descriptor) -> list[str]:
    return [name for key in (_NAME, _CONTAINERD) if (name := one.annotations.get(key))]


def _tag(name: str) -> str:
    """A name may be a tag alone, or a whole reference."""
    return name.rpartition("/")[2].rpartition(":")[2]


def _about(name: str) -> str:
    """cosign's tags: sha256-9f86d0….sig is about sha256:9f86d0…"""
    algorithm, dash, rest = _tag(name).partition("-")
    return f"{algorithm}:{rest.partition('.')[0]}" if dash and algorithm in ("sha256", "sha512") else ""


def _chosen(path: Path, images: Sequence[Descriptor], tag: str) -> Descriptor:
    asked = [one for one in images if not tag or any(tag in (name, _tag(name)) for name in _names(one))]
    digests = {one.digest for one in asked}
    if len(digests) == 1:
        return asked[0]
    known = ", ".join(sorted({_tag(name) for one in images for name in _names(one)})) or "none has a name"
    if not digests:
        raise Unreadable(f"{path} holds no image{f' named {tag} ({known})' if tag else ''}.")
    raise Unreadable(f"{path} holds several images ({known}): say which, as {path}:TAG.")
