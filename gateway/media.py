"""Pictures that people hand in: decoded and written anew, named by their content, served from our own address."""

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, send_file
from PIL import Image, UnidentifiedImageError

from eventlog.refusal import Invalid
from gateway.secrets import write_once

ACCEPTED = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_SIDE = 2048  # in: decoding stays under some 50 ms
STORED_SIDE = 512
LARGEST_FILE = 2 * 1024 * 1024
NAME = re.compile(r"[0-9a-f]{64}")


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

    def keep(self, content: bytes) -> Picture:
        """Refused: `picture-too-large`, `not-a-picture`."""
        if len(content) > LARGEST_FILE:
            raise Invalid("picture-too-large", f"at most {LARGEST_FILE // 1024} KiB")
        picture, size = _written_anew(content)
        name = hashlib.sha256(picture).hexdigest()
        if not self._path(name).exists():
            write_once(self._path(name), picture, 0o644)
        return Picture(f"sha256:{name}", *size)

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


def _written_anew(content: bytes) -> tuple[bytes, tuple[int, int]]:
    try:
        with Image.open(io.BytesIO(content), formats=ACCEPTED) as picture:
            size = picture.size
            if max(size) > LARGEST_SIDE:
                raise Invalid("picture-too-large", f"at most {LARGEST_SIDE} pixels a side")
            picture.thumbnail((STORED_SIDE, STORED_SIDE))
            out = io.BytesIO()
            # Optimising takes four times as long for 4 % less; a colour profile is kilobytes of anybody's bytes.
            picture.convert("RGBA").save(out, "PNG", icc_profile=None)
            return out.getvalue(), size
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
