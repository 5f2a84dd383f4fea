"""An image in OCI layout (OCI image layout 1.0), a folder or a tar, as buildx, skopeo and Docker 25 write it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from services.certification.ports import SourceImage


class Layout:
    """`tag` says which image where the layout holds several; raises Unreadable where that is not clear."""

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
