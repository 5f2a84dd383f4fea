"""What changed between two states of a text or a list, in pieces that a page can mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "gone", "new", "gap"]
CONTEXT = 3  # lines around a change
MOST = 1500  # lines that are compared one by one: a publisher's text must not keep a reviewer waiting
Step = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


class Matcher(SequenceMatcher[str]):
    """difflib's, but that texts of very many lines are taken at a stroke."""

    a: Sequence[str]
    b: Sequence[str]

    def get_opcodes(self) -> list[Any]:
        if max(len(self.a), len(self.b)) > MOST:
            return list(_at_a_stroke(self.a, self.b))
        return super().get_opcodes()


def words(before: str, now: str) -> list[Piece]:
    """Word by word, for a text of one line."""
    return _joined(list(_steps(before.split(), now.split())), " ")


def items(before: Sequence[str], now: Sequence[str]) -> list[Piece]:
    """What stands in a list, what left it, what came."""
    gone = [Piece("gone", item) for item in before if item not in now]
    return gone + [Piece("same" if item in before else "new", item) for item in now]


def lines(before: str, now: str) -> list[Piece]:
    """Line by line, what changed with some lines around it; a gap stands for lines left out."""
    old, new = before.splitlines(), now.splitlines()
    pieces: list[Piece] = []
    end = 0
    for group in Matcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if group[0][3] > end:
            pieces.append(Piece("gap", ""))
        pieces += [piece for step in group for piece in _pieces(step, old, new)]
        end = group[-1][4]
    if pieces and end < len(new):
        pieces.append(Piece("gap", ""))
    return pieces


def _at_a_stroke(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """What is alike at both ends, and all between them as one change."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    ends = (len(old) - tail, len(new) - tail)
    steps: list[Step] = [
        ("equal", 0, start, 0, start),
        ("replace", start, ends[0], start, ends[1]),
        ("equal", ends[0], len(old), ends[1], len(new)),
    ]
    yield from (step for step in steps if step[1] < step[2] or step[3] < step[4])


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step in Matcher(None, old, new, autojunk=False).get_opcodes():
        yield from _pieces(step, old, new)


def _pieces(step: Step, old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    what, from_old, to_old, from_new, to_new = step
    if what == "equal":
        yield from (Piece("same", text) for text in new[from_new:to_new])
        return
    yield from (Piece("gone", text) for text in old[from_old:to_old])
    yield from (Piece("new", text) for text in new[from_new:to_new])


def _joined(pieces: Sequence[Piece], by: str) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + by + piece.text)
        else:
            joined.append(piece)
    return joined
