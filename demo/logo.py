"""Marks drawn for the made publisher and its products: no picture of anybody else's is shipped."""

import base64
import io
from collections.abc import Callable

from PIL import Image, ImageDraw

SIDE, FINE = 512, 4  # drawn four times as large and made smaller, for smooth edges
NAVY, PAPER, BUFF, SHOAL = "#10222f", "#ffffff", "#e8d9b0", "#8ac3f2"
Draw = Callable[[ImageDraw.ImageDraw, float], None]


def drawn(name: str) -> str:
    """The mark of this name as PNG in base 64."""
    side = SIDE * FINE
    picture = Image.new("RGB", (side, side), NAVY)
    MARKS[name](ImageDraw.Draw(picture), side)
    written = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return base64.b64encode(written.getvalue()).decode()


def _harbourline(pen: ImageDraw.ImageDraw, side: float) -> None:
    """Two moles, and the line between them that ships cross."""
    pen.rectangle(_box(side, 0.16, 0.2, 0.3, 0.8), fill=PAPER)
    pen.rectangle(_box(side, 0.7, 0.2, 0.84, 0.8), fill=PAPER)
    pen.rectangle(_box(side, 0.3, 0.46, 0.7, 0.54), fill=BUFF)


def _tidewater(pen: ImageDraw.ImageDraw, side: float) -> None:
    """Three tides, each with less water."""
    for place, colour in enumerate((SHOAL, BUFF, PAPER)):
        top = 0.2 + 0.22 * place
        pen.rounded_rectangle(_box(side, 0.16, top, 0.84 - 0.18 * place, top + 0.14), side * 0.07, fill=colour)


def _lamplighter(pen: ImageDraw.ImageDraw, side: float) -> None:
    """A lamp on its post, lit."""
    pen.ellipse(_box(side, 0.3, 0.14, 0.7, 0.54), fill=BUFF)
    pen.ellipse(_box(side, 0.41, 0.25, 0.59, 0.43), fill=PAPER)
    pen.rectangle(_box(side, 0.46, 0.54, 0.54, 0.86), fill=PAPER)


def _logbook(pen: ImageDraw.ImageDraw, side: float) -> None:
    """A bound page with its entries and a seal."""
    pen.rectangle(_box(side, 0.22, 0.14, 0.78, 0.86), fill=PAPER)
    pen.rectangle(_box(side, 0.22, 0.14, 0.3, 0.86), fill=SHOAL)
    for place in range(3):
        pen.rectangle(_box(side, 0.38, 0.26 + 0.12 * place, 0.7, 0.3 + 0.12 * place), fill=NAVY)
    pen.ellipse(_box(side, 0.54, 0.62, 0.7, 0.78), fill=BUFF)


def _box(side: float, *parts: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (side * part for part in parts)
    return left, top, right, bottom


MARKS: dict[str, Draw] = {
    "harbourline": _harbourline,
    "tidewater-db": _tidewater,
    "lamplighter": _lamplighter,
    "logbook": _logbook,
}
