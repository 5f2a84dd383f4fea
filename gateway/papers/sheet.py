"""A4 pages that are written from top to bottom, in the store's look: ink on paper, rules, figures set to the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from gateway.papers import typefaces
from gateway.papers.typefaces import SIGN, STRONG, TEXT

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 50.0, 92.0
INK, SECOND, LINE, CONTOUR, NAVY = (HexColor(each) for each in ("#10222f", "#4a5e6b", "#d3dee4", "#b3cfdd", "#0f2a43"))
LEADING = 1.42
Draw = Callable[[Canvas], None]


@dataclass(frozen=True)
class Column:
    """From `left` to `right` points; figures are set to the right."""

    left: float
    right: float
    figures: bool = False


@dataclass
class Sheet:
    """`y` is how far down the page is written; `foot` stands on every page."""

    title: str
    author: str
    foot: Sequence[str] = ()
    y: float = TOP
    pages: list[list[Draw]] = field(default_factory=lambda: [[]])

    def need(self, height: float) -> bool:
        """Goes on with a new page where so much does not fit on this one; whether it did."""
        if self.y - height >= BOTTOM:
            return False
        self.pages.append([])
        self.y = TOP
        return True

    def down(self, height: float) -> None:
        self.y -= height

    def put(self, x: float, text: str, *, face: str = TEXT, size: float = 9.5, ink: HexColor = INK) -> None:
        """One line that begins at `x`, on the present height."""
        self._draw(partial(_line, x=x, y=self.y, text=text, face=face, size=size, ink=ink))

    def block(self, x: float, room: float, text: str, *, face: str = TEXT, size: float = 9.5) -> float:
        """Lines below each other from the present height on, which stays; how high they are."""
        lines = typefaces.wrapped(text, face, size, room)
        for number, line in enumerate(lines):
            y = self.y - number * size * LEADING
            self._draw(partial(_line, x=x, y=y, text=line, face=face, size=size, ink=INK))
        return len(lines) * size * LEADING

    def height(self, columns: Sequence[Column], texts: Sequence[str], size: float = 9.5) -> float:
        """Of these texts as a row."""
        pairs = zip(columns, texts, strict=True)
        return (
            max(len(typefaces.wrapped(text, TEXT, size, each.right - each.left)) for each, text in pairs)
            * size
            * LEADING
        )

    def row(self, columns: Sequence[Column], texts: Sequence[str], *, face: str = TEXT, size: float = 9.5) -> None:
        """Texts side by side, each wrapped in its column, and the height of the highest below it."""
        wrapped = [
            typefaces.wrapped(text, face, size, column.right - column.left)
            for column, text in zip(columns, texts, strict=True)
        ]
        for column, lines in zip(columns, wrapped, strict=True):
            for number, line in enumerate(lines):
                x = column.right - typefaces.width(line, face, size) if column.figures else column.left
                y = self.y - number * size * LEADING
                self._draw(partial(_line, x=x, y=y, text=line, face=face, size=size, ink=INK))
        self.down(max(len(lines) for lines in wrapped) * size * LEADING)

    def rule(self, left: float = LEFT, right: float = RIGHT, *, strong: bool = False) -> None:
        ink, thick = (INK, 0.9) if strong else (LINE, 0.6)
        self._draw(partial(_rule, left=left, right=right, y=self.y, ink=ink, thick=thick))

    def finished(self) -> bytes:
        """The same bytes each time for what says the same."""
        file = BytesIO()
        canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
        canvas.setTitle(self.title)
        canvas.setAuthor(self.author)
        for number, page in enumerate(self.pages, 1):
            for draw in page:
                draw(canvas)
            self._foot(canvas, f"{number} / {len(self.pages)}")
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _draw(self, draw: Draw) -> None:
        self.pages[-1].append(draw)

    def _foot(self, canvas: Canvas, page: str) -> None:
        y = BOTTOM - 30
        _scale(canvas, y + 14)
        for number, line in enumerate(self.foot):
            _line(canvas, LEFT, y - number * 10.5, line, TEXT, 7.5, SECOND)
        _line(canvas, RIGHT - typefaces.width(page, TEXT, 7.5), y, page, TEXT, 7.5, SECOND)


def letterhead(sheet: Sheet, name: str) -> None:
    """The mark, the name of whose paper it is, and the scale below."""
    y = sheet.y
    sheet._draw(lambda canvas: _mark(canvas, LEFT, y - 15))
    sheet.down(9)
    sheet.put(LEFT + 31, name, face=SIGN, size=15, ink=NAVY)
    sheet.down(18)
    at = sheet.y
    sheet._draw(lambda canvas: _scale(canvas, at))
    sheet.down(40)


def facts(sheet: Sheet, left: float, pairs: Sequence[tuple[str, str]]) -> float:
    """What is told beside each other, a name and its value a line; how high they are."""
    start = sheet.y
    for name, value in pairs:
        sheet.put(left, name, size=8.5, ink=SECOND)
        sheet.down(sheet.block(left + 84, RIGHT - left - 84, value, face=STRONG, size=8.5) + 3)
    height, sheet.y = start - sheet.y, start
    return height


def _line(canvas: Canvas, x: float, y: float, text: str, face: str, size: float, ink: HexColor) -> None:
    written = canvas.beginText(x, y)
    written.setFillColor(ink)
    for run in typefaces.runs(text, face):
        written.setFont(run.face, size)
        written.textOut(run.text)
    canvas.drawText(written)


def _rule(canvas: Canvas, left: float, right: float, y: float, ink: HexColor, thick: float) -> None:
    canvas.setStrokeColor(ink)
    canvas.setLineWidth(thick)
    canvas.line(left, y, right, y)


def _scale(canvas: Canvas, y: float) -> None:
    """The latitude scale of a chart's frame: every other stretch is dark."""
    stretch = (RIGHT - LEFT) / 24
    _rule(canvas, LEFT, RIGHT, y, INK, 0.5)
    _rule(canvas, LEFT, RIGHT, y - 3, INK, 0.5)
    canvas.setFillColor(INK)
    for number in range(0, 24, 2):
        canvas.rect(LEFT + number * stretch, y - 3, stretch, 3, stroke=0, fill=1)


def _mark(canvas: Canvas, x: float, y: float) -> None:
    """A bell of a ship's compass under its bow, as in `logo.svg`."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(0.75, 0.75)
    canvas.setFillColor(NAVY)
    canvas.setStrokeColor(NAVY)
    canvas.setLineWidth(3)
    canvas.arc(6.1, 8.8, 25.9, 28.6, 14, 152)
    canvas.rect(0, 14.2, 32, 3.2, stroke=0, fill=1)
    bowl = canvas.beginPath()
    bowl.moveTo(4.7, 12.8)
    bowl.curveTo(5.4, 6.6, 10.2, 1.4, 16, 1.4)
    bowl.curveTo(21.8, 1.4, 26.6, 6.6, 27.3, 12.8)
    bowl.close()
    canvas.drawPath(bowl, stroke=0, fill=1)
    canvas.restoreState()
