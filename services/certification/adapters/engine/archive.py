"""An image as an engine loads it: an archive as `docker save` writes it, made while it is sent."""

import json
import tarfile
from collections.abc import Iterator, Sequence
from typing import Any

from services.certification.ports import Source, SourceImage, Unreadable

PIECE = 1024 * 1024
BLOCK = tarfile.BLOCKSIZE


def archive_of(source: Source, image: SourceImage, name: str) -> Iterator[bytes]:
    """The archive in pieces; loaded, the image has `name`. Raises Unreadable or SourceAway, also midway."""
    layers: Sequence[Any] = json.loads(image.manifest)["layers"]
    files = [f"{index}/layer.tar" for index in range(len(layers))]
    yield from _file("config.json", image.config)
    for index, (file, layer) in enumerate(zip(files, layers, strict=True)):
        yield _header(file, int(layer["size"]))
        yield from _layer(source, image, index, int(layer["size"]))
    told = [{"Config": "config.json", "RepoTags": [name], "Layers": files}]
    yield from _file("manifest.json", json.dumps(told).encode())
    yield bytes(2 * BLOCK)


def _layer(source: Source, image: SourceImage, index: int, size: int) -> Iterator[bytes]:
    sent = 0
    with source.layer(image, index) as content:
        while piece := content.read(PIECE):
            sent += len(piece)
            if sent > size:
                break
            yield piece
    if sent != size:
        raise Unreadable(f"Layer {index} has not the {size} bytes that the manifest tells.")
    yield _padding(size)


def _file(name: str, content: bytes) -> Iterator[bytes]:
    yield _header(name, len(content))
    yield content + _padding(len(content))


def _header(name: str, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size = size
    return entry.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)
