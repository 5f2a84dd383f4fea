"""The demonstration lists official images by facts, and describes them in words of its own."""

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from demo.catalogue import imports, own_words

TEXTS = Path(__file__).parents[3] / "shared" / "data" / "official-images"
PRODUCTS = {product["slug"]: product for batch in imports() for product in batch["products"]}


def test_every_official_image_is_listed_with_a_line_of_ours() -> None:
    assert len(PRODUCTS) == len(own_words()) == 123
    assert all(20 < len(product["short_description"]) <= 140 for product in PRODUCTS.values())


def test_a_listing_tells_its_tags_and_platforms() -> None:
    newest = PRODUCTS["nginx"]["versions"][0]
    assert "latest" in newest["tags"]
    assert "linux/arm64" in newest["platforms"]


@pytest.mark.real_data
@pytest.mark.skipif(not TEXTS.is_dir(), reason="no ../shared/data in this clone")
def test_no_line_repeats_the_images_own_text() -> None:
    for name, (_, line) in own_words().items():
        theirs = (TEXTS / name / "README-short.txt").read_text().strip()
        assert SequenceMatcher(None, line.lower(), theirs.lower()).ratio() < 0.6, (name, line, theirs)
