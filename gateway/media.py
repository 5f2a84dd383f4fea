"""Pictures that people hand in: decoded and written anew, named by their content, served from our own address."""

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, send_file
from PIL import Image, UnidentifiedImageError

from eventlog.refusal import Invalid
from gateway.aside import aside
from gateway.secrets import write_once

ACCEPTED = ("PNG", "JPEG", "WEBP", "GIF")
NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Size:
    """Pixels of the longer side: what may come in, so that decoding stays short, and what is kept of it."""

    largest: int
    stored: int
    file: int = 2 * 1024 * 1024  # bytes that may come in


LOGO = Size(largest=2048, stored=512)  # decoded in some 50 ms


@dataclass(frozen=True)
class Picture:
    """A stored picture: `digest` is `sha256:…` of the stored file, width and height are those of what came in."""

    digest: str
    width: int
    height: int


class Media:
    """Content-addressed files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes, size: Size = LOGO) -> Picture:
        """Refused: `picture-too-large`, `not-a-picture`."""
        if len(content) > size.file:
            raise Invalid("picture-too-large", f"at most {size.file // 1024} KiB")
        picture, sides = aside(_written_anew, content, size)
        name = hashlib.sha256(picture).hexdigest()
        if not self._path(name).exists():
            write_once(self._path(name), picture, 0o644)
        return Picture(f"sha256:{name}", *sides)

    def path(self, digest: str) -> Path | None:
        """Where `sha256:…` (or its bare hex) lies; None where there is no such file."""
        name = digest.removeprefix("sha256:")
        if not NAME.fullmatch(name):
            return None
        path = self._path(name)
        return path if path.is_file() else None

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.png"


def address(digest: str) -> str:
    """The path of a picture on our own pages; empty where there is none."""
    return f"/media/{digest.removeprefix('sha256:')}" if digest else ""


def _written_anew(content: bytes, size: Size) -> tuple[bytes, tuple[int, int]]:
    try:
        with Image.open(io.BytesIO(content), formats=ACCEPTED) as picture:
            sides = picture.size
            if max(sides) > size.largest:
                raise Invalid("picture-too-large", f"at most {size.largest} pixels a side")
            picture.thumbnail((size.stored, size.stored))
            out = io.BytesIO()
            # Optimising takes four times as long for 4 % less; a colour profile is kilobytes of anybody's bytes.
            picture.convert("RGBA").save(out, "PNG", icc_profile=None)
            return out.getvalue(), sides
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise Invalid("not-a-picture", "a PNG, JPEG, WebP or GIF is accepted") from problem


pages = Blueprint("media", __name__)


@pages.get("/media/<name>")
def serve(name: str) -> Response:
    from gateway.parts import parts

    path = parts().media.path(name)
    if path is None:
        abort(404)
    return send_file(path, mimetype="image/png", max_age=31_536_000, etag=name)
