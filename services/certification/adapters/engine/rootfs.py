"""A plugin as an engine creates it: its configuration, and its layers' files below `rootfs/`, made while it is sent."""

import json
import tarfile
from collections.abc import Iterator
from typing import Any

from services.certification.adapters.engine.archive import PIECE
from services.certification.ports import Source, SourceImage, Unreadable

MOST = 4_000_000_000  # bytes of all files
BLOCK = tarfile.BLOCKSIZE
ROOT = "rootfs/"


def rootfs_of(source: Source, image: SourceImage) -> Iterator[bytes]:
    """An archive as POST /plugins/create takes it (Docker Engine API 1.40). Raises Unreadable or SourceAway."""
    config = json.loads(image.config)
    config.pop("rootfs", None)  # of the image; the engine makes its own
    yield from _member(tarfile.TarInfo("config.json"), json.dumps(config).encode())
    folder = tarfile.TarInfo(ROOT.rstrip("/"))
    folder.type, folder.mode = tarfile.DIRTYPE, 0o755
    yield folder.tobuf(tarfile.PAX_FORMAT)
    sent = 0
    for index, _ in enumerate(json.loads(image.manifest)["layers"]):
        for piece in _layer(source, image, index):
            sent += len(piece)
            if sent > MOST:
                raise Unreadable(f"Unpacked, the plugin is larger than {MOST} bytes.")
            yield piece
    yield bytes(2 * BLOCK)


def _layer(source: Source, image: SourceImage, index: int) -> Iterator[bytes]:
    try:
        with source.layer(image, index) as stored, tarfile.open(fileobj=stored, mode="r|*") as layer:
            for entry in layer:
                yield from _entry(layer, entry)
    except (tarfile.TarError, EOFError, OSError, ValueError) as wrong:
        raise Unreadable(f"Layer {index} is no archive: {wrong}") from wrong


def _entry(layer: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    entry.name = ROOT + entry.name.lstrip("./")
    if entry.islnk():
        entry.linkname = ROOT + entry.linkname.lstrip("./")
    entry.pax_headers = {}
    yield entry.tobuf(tarfile.PAX_FORMAT)
    content: Any = layer.extractfile(entry) if entry.isreg() else None
    while content is not None and (piece := content.read(PIECE)):
        yield piece
    yield bytes(-(entry.size if entry.isreg() else 0) % BLOCK)


def _member(entry: tarfile.TarInfo, content: bytes) -> Iterator[bytes]:
    entry.size = len(content)
    yield entry.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % BLOCK)
