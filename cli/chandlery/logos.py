"""Logos as docker-library keeps them, made small enough for the store to take."""

import io

from PIL import Image

from gateway.media import LOGO


def fitting(content: bytes) -> bytes:
    """The picture as it is, or drawn smaller where its sides are too long; raises OSError and ValueError for none.

    This is done here, in the importer's own process, since decoding some 20 million pixels would hold up the store's.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if max(picture.size) <= LOGO.largest:
                return content
            picture.thumbnail((LOGO.stored, LOGO.stored))
            smaller = io.BytesIO()
            picture.save(smaller, "PNG")
            return smaller.getvalue()
    except (SyntaxError, Image.DecompressionBombError) as wrong:
        raise ValueError(str(wrong)) from wrong
