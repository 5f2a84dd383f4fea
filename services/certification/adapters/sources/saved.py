"""An archive of `docker save` as Docker up to 24 writes it: a manifest.json that names configs and layers.

It has no manifest as a registry stores it: one is made, always the same for the same image, and `digest` is of that.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from services.certification.ports import SourceImage


class Saved:
    """`tag` (acme/db:1.0.0) says which image where the archive holds several."""

    def __init__(self, path: Path, tag: str = "") -> None:
        self.reference = str(path)
        self.digest = ""
        self.tags: Sequence[str] = ()

    def images(self) -> Sequence[SourceImage]:
        raise NotImplementedError

    def layer(self, image: SourceImage, index: int) -> AbstractContextManager[BinaryIO]:
        raise NotImplementedError

    def attached(self) -> Sequence[tuple[str, bytes, Mapping[str, bytes]]]:
        raise NotImplementedError
