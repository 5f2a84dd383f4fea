"""Pictures are decoded and written anew, so that nothing but a picture is ever served."""

import io
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from eventlog.refusal import Invalid
from gateway.media import LOGO, Media, Size, address
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
        (b"x" * (LOGO.file + 1), "picture-too-large"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        Media(tmp_path).keep(content)


def spoiled(content: bytes, chance: Random) -> bytes:
    """Some bytes are others, some are gone."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    cut = chance.randrange(len(found))
    del found[cut : cut + chance.choice((0, 0, 0, 5))]
    return bytes(found)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning", "ignore:Invalid APNG")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_spoiled_picture_is_refused_or_written_anew(tmp_path: Path, kind: str) -> None:
    media, chance, whole = Media(tmp_path), Random(kind), picture(kind, 64)
    for _ in range(300):
        try:
            kept = media.path(media.keep(spoiled(whole, chance)).digest)
        except Invalid:
            continue
        assert kept is not None
        with Image.open(kept) as stored:
            assert (stored.format, stored.mode, stored.info) == ("PNG", "RGBA", {})


def test_a_larger_picture_is_kept_where_it_is_to_be_read(tmp_path: Path) -> None:
    media, size = Media(tmp_path), Size(largest=3000, stored=1600)
    kept = media.path(media.keep(picture(side=2900), size).digest)
    assert kept is not None
    with Image.open(kept) as stored:
        assert stored.size == (1600, 1600)
    with pytest.raises(Invalid, match="picture-too-large: at most 3000 pixels a side"):
        media.keep(picture(side=3001), size)


def test_a_picture_is_served_for_ever(counter: Counter) -> None:
    digest = Media(counter.settings.media).keep(picture()).digest
    answer = counter.client().get(address(digest))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize("name", ["..", "0" * 64, "A" * 64, "%2e%2e%2fkeys"])
def test_nothing_else_is_served(counter: Counter, name: str) -> None:
    assert counter.client().get(f"/media/{name}").status_code == 404
