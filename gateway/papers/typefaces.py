"""The store's own letters on paper; where they lack one, the nearest face that has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"
TEXT, STRONG, SIGN = "public-sans-400", "public-sans-600", "besley-600"
ELSE = "dejavu-sans"  # Greek, Cyrillic and more
HAN, KANA, HANGUL = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"  # not embedded: every reader brings them
FIRST_HAN = 0x2E80


@dataclass(frozen=True)
class Run:
    """A piece of text that one face has."""

    face: str
    text: str


@cache
def _known(face: str) -> frozenset[int]:
    """The characters of one of our faces, which can be drawn with from now on."""
    font = TTFont(face, str(FOLDER / f"{face}.ttf"))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


@cache
def _register(face: str) -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(face))
    return face


def runs(text: str, face: str) -> list[Run]:
    kana = any(0x3040 <= ord(letter) < 0x3100 for letter in text)
    by_face = groupby(text, lambda letter: _face_of(letter, face, kana))
    return [Run(chosen, "".join(letters)) for chosen, letters in by_face]


def width(text: str, face: str, size: float) -> float:
    return float(sum(pdfmetrics.stringWidth(run.text, run.face, size) for run in runs(text, face)))


def wrapped(text: str, face: str, size: float, room: float) -> list[str]:
    """Lines no wider than `room` points; a word that is wider is broken."""
    return [line for paragraph in text.splitlines() or [""] for line in _lines(paragraph, face, size, room)]


def _lines(paragraph: str, face: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in paragraph.split(" "):
        wider = f"{line} {word}" if line else word
        if width(wider, face, size) <= room:
            line = wider
            continue
        if line:
            yield line
        *full, line = _broken(word, face, size, room)
        yield from full
    yield line


def _broken(word: str, face: str, size: float, room: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and width(piece + letter, face, size) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _face_of(letter: str, face: str, kana: bool) -> str:
    code = ord(letter)
    if code in _known(face):
        return face
    if code in _known(ELSE) or code < FIRST_HAN:
        return ELSE
    if 0xAC00 <= code < 0xD7B0:
        return _register(HANGUL)
    return _register(KANA if kana else HAN)
