"""Pictures are decoded and written anew, so that nothing but a picture is ever served."""

import io
from pathlib import Path

import pytest
from PIL import Image

from eventlog.refusal import Invalid
from gateway.media import LARGEST_FILE, Media, address
from tests.gateway.counter import Counter


def picture(kind: str = "PNG", side: int = 600) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "navy").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_kept_under_its_contents_name(tmp_path: Path, kind: str) -> None:
    kept = Media(tmp_path).keep(picture(kind))
    path = Media(tmp_path).path(kept.digest)
    assert path is not None
    with Image.open(path) as stored:
        assert (kept.width, kept.height, stored.format) == (600, 600, "PNG")


def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    media = Media(tmp_path)
    assert media.keep(picture()) == media.keep(picture())
    assert len(list(tmp_path.rglob("*.png"))) == 1


def test_what_hides_behind_a_picture_is_not_kept(tmp_path: Path) -> None:
    kept = Media(tmp_path).keep(picture() + b"<script>alert(1)</script>")
    path = Media(tmp_path).path(kept.digest)
    assert path is not None
    assert b"script" not in path.read_bytes()


def test_what_a_picture_tells_of_itself_is_not_kept(tmp_path: Path) -> None:
    """Where it was taken, say; and a colour profile may hold anything."""
    taken, out = Image.Exif(), io.BytesIO()
    taken[0x010E] = "at home"
    Image.new("RGB", (600, 600), "navy").save(out, "JPEG", exif=taken, icc_profile=b"anything" * 1000)
    path = Media(tmp_path).path(Media(tmp_path).keep(out.getvalue()).digest)
    assert path is not None
    with Image.open(path) as stored:
        assert (dict(stored.getexif()), stored.info) == ({}, {})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-picture"),
        (picture()[:200], "not-a-picture"),
        (picture(side=2049), "picture-too-large"),
        (b"x" * (LARGEST_FILE + 1), "picture-too-large"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        Media(tmp_path).keep(content)


def test_a_picture_is_served_for_ever(counter: Counter) -> None:
    digest = Media(counter.settings.media).keep(picture()).digest
    answer = counter.client().get(address(digest))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize("name", ["..", "0" * 64, "A" * 64, "%2e%2e%2fkeys"])
def test_nothing_else_is_served(counter: Counter, name: str) -> None:
    assert counter.client().get(f"/media/{name}").status_code == 404
