"""The badge as a picture for other sites: static SVG that says no more than is so."""

from html import escape

LETTER = 6.6  # width of an average letter at 11 px, in px
PAD = 8
COLOURS = {"certified": "#1f6f43", "expired": "#6a5200", "held": "#a03520", "": "#5a6672"}


def svg(name: str, words: str, state: str) -> str:
    """`name` at the left, `words` at the right in the colour of `state`: certified, expired, held or none."""
    left, right = _width(name), _width(words)
    whole, label = left + right, escape(f"{name}: {words}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{label}">'
        f"<title>{label}</title>"
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="20" fill="#1b2b3c"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{COLOURS[state]}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f"{_text(name, left / 2, left)}{_text(words, left + right / 2, right)}</g></svg>"
    )


def _width(text: str) -> int:
    return round(len(text) * LETTER) + 2 * PAD


def _text(text: str, middle: float, width: int) -> str:
    """Drawn at its measured length, whichever font the reader has."""
    return f'<text x="{middle:g}" y="14" textLength="{width - 2 * PAD}">{escape(text)}</text>'
