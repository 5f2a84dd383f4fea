"""Images made in memory from what their layers hold; as a source, a folder in OCI layout, or `docker save`'s tar.

>>> held = Held(built({"etc/passwd": b"root:x:0:0::/root:/bin/sh\\n"}, {"etc/passwd": REMOVED}, config={"User": "app"}))
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import zstandard

from services.certification.ports import SourceImage
from services.certification.scan.image import Image
from services.certification.scan.reading import read

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json"
LAYER = {"gzip": "+gzip", "zstd": "+zstd", "": ""}


@dataclass(frozen=True)
class File:
    content: bytes = b""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0


@dataclass(frozen=True)
class Folder:
    mode: int = 0o755


@dataclass(frozen=True)
class Link:
    target: str
    hard: bool = False
    mode: int = 0o777  # of a hard link, which both names have then


@dataclass(frozen=True)
class Device:
    major: int = 1
    minor: int = 3


@dataclass(frozen=True)
class Removed:
    """A whiteout of the path; `opaque`: of everything in the folder that lower layers brought."""

    opaque: bool = False


REMOVED, OPAQUE = Removed(), Removed(opaque=True)
Tree: TypeAlias = Mapping[str, "bytes | str | File | Folder | Link | Device | Removed"]


@dataclass(frozen=True)
class Built:
    """One platform: `blobs` holds its manifest, config and layers by digest."""

    digest: str
    manifest: bytes
    config: bytes
    layers: tuple[bytes, ...]  # as stored
    unpacked: tuple[bytes, ...]
    platform: str
    blobs: Mapping[str, bytes] = field(repr=False)


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def layer(tree: Tree) -> bytes:
    """An uncompressed archive with exactly these names, in this order."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, what in tree.items():
            member, content = _member(path, what)
            archive.addfile(member, io.BytesIO(content))
    return written.getvalue()


def built(
    *layers: Tree | bytes,
    config: Mapping[str, Any] | None = None,
    platform: str = "linux/amd64",
    compression: str = "gzip",
    history: Sequence[Mapping[str, Any]] = (),
    annotations: Mapping[str, str] | None = None,
    plugin: Mapping[str, Any] | None = None,
    packed: bool = False,
) -> Built:
    """`config` is what runs (User, Env, Cmd …); `plugin` makes it a plugin with that config.

    `packed`: the config names layers as they are stored, as `docker plugin create` does.
    """
    unpacked = tuple(one if isinstance(one, bytes) else layer(one) for one in layers)
    stored = tuple(_compressed(one, compression) for one in unpacked)
    rootfs = {"type": "layers", "diff_ids": [digest_of(one) for one in (stored if packed else unpacked)]}
    names = ("os", "architecture", "variant")
    document: dict[str, Any] = dict(zip(names, platform.split("/"), strict=False))
    document |= {"config": dict(config or {}), "rootfs": rootfs, "history": list(history)}
    if plugin is not None:
        document = dict(plugin) | {"rootfs": rootfs}
    written = json.dumps(document).encode()
    kind = OCI_CONFIG if plugin is None else PLUGIN_CONFIG
    media_type = f"application/vnd.oci.image.layer.v1.tar{LAYER[compression]}"
    manifest: dict[str, Any] = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": descriptor(kind, written)}
    manifest |= {"layers": [descriptor(media_type, one) for one in stored]}
    manifest |= {"annotations": dict(annotations)} if annotations else {}
    whole = json.dumps(manifest).encode()
    blobs = {digest_of(one): one for one in (whole, written, *stored)}
    return Built(digest_of(whole), whole, written, stored, unpacked, platform, blobs)


def descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}


def index_of(*images: Built, annotations: Mapping[str, str] | None = None) -> bytes:
    named = []
    for one in images:
        names = ("os", "architecture", "variant")
        platform = dict(zip(names, one.platform.split("/"), strict=False))
        named.append(descriptor(OCI_MANIFEST, one.manifest) | {"platform": platform})
    whole: dict[str, Any] = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": named}
    return json.dumps(whole | ({"annotations": dict(annotations)} if annotations else {})).encode()


class Held:
    """A source in memory: one image, or an index of several."""

    def __init__(self, *images: Built, reference: str = "acme/db:1.0.0", tags: Sequence[str] = ()) -> None:
        self._images = images
        self.reference, self.tags = reference, tags
        self.digest = images[0].digest if len(images) == 1 else digest_of(index_of(*images))

    def images(self) -> Sequence[SourceImage]:
        several = len(self._images) > 1
        return [
            SourceImage(one.digest, OCI_MANIFEST, one.manifest, one.config, one.platform if several else "")
            for one in self._images
        ]

    @contextmanager
    def layer(self, image: SourceImage, index: int) -> Iterator[BinaryIO]:
        found = next(one for one in self._images if one.digest == image.digest)
        yield io.BytesIO(found.layers[index])

    def attached(self) -> Sequence[tuple[str, bytes, Mapping[str, bytes]]]:
        return ()


def image_of(*layers: Tree | bytes, tags: Sequence[str] = (), reference: str = "acme/db:1.0.0", **told: Any) -> Image:
    """Built and read at once: what a check is given."""
    source = Held(built(*layers, **told), reference=reference, tags=tags)
    return read(source, source.images()[0])


def layout(folder: Path, *images: Built, tag: str = "1.0.0") -> Path:
    """A folder in OCI layout (OCI image layout 1.0.0) with one image, or an index of several."""
    top = images[0].manifest if len(images) == 1 else index_of(*images)
    named = descriptor(OCI_MANIFEST if len(images) == 1 else OCI_INDEX, top)
    named |= {"annotations": {"org.opencontainers.image.ref.name": tag}}
    blobs = {digest_of(top): top}
    for one in images:
        blobs |= one.blobs
    written = {f"blobs/sha256/{digest.partition(':')[2]}": content for digest, content in blobs.items()}
    written["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
    written["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [named]}).encode()
    for path, content in written.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def layout_archive(path: Path, folder: Path) -> Path:
    """The same as a tar."""
    with tarfile.open(path, "w") as archive:
        archive.add(folder, arcname=".")
    return path


def saved(path: Path, image: Built, tags: Sequence[str] = ("acme/db:1.0.0",)) -> Path:
    """As `docker save` wrote it before Docker 25: layers uncompressed, a manifest.json, no digests of a registry."""
    config = f"{hashlib.sha256(image.config).hexdigest()}.json"
    names = [f"{hashlib.sha256(one).hexdigest()}/layer.tar" for one in image.unpacked]
    written = dict(zip(names, image.unpacked, strict=True)) | {config: image.config}
    told = [{"Config": config, "RepoTags": list(tags), "Layers": names}]
    written["manifest.json"] = json.dumps(told).encode()
    path.write_bytes(layer(written))
    return path


def _compressed(content: bytes, compression: str) -> bytes:
    if compression == "gzip":
        return gzip.compress(content, 1, mtime=0)
    return zstandard.compress(content) if compression == "zstd" else content


def _member(path: str, what: "bytes | str | File | Folder | Link | Device | Removed") -> tuple[tarfile.TarInfo, bytes]:
    if isinstance(what, Removed):
        folder, _, name = path.rpartition("/")
        path = f"{path}/.wh..wh..opq" if what.opaque else f"{folder}/.wh.{name}".lstrip("/")
        what = b""
    if isinstance(what, bytes | str):
        what = File(what.encode() if isinstance(what, str) else what)
    member = tarfile.TarInfo(path)
    match what:
        case File(content, mode, uid, gid):
            member.size, member.mode, member.uid, member.gid = len(content), mode, uid, gid
            return member, content
        case Folder(mode):
            member.type, member.mode = tarfile.DIRTYPE, mode
        case Link(target, hard, mode):
            member.type, member.linkname, member.mode = (tarfile.LNKTYPE if hard else tarfile.SYMTYPE), target, mode
        case Device(major, minor):
            member.type, member.devmajor, member.devminor = tarfile.CHRTYPE, major, minor
    return member, b""
