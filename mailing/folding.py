"""Words of their own, and what a letter only says again: the letter that it answers, quoted beneath or above.

A text that is kept holds what was quoted at its end, each line of it marked with `> `, so that pages can fold it away.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import quotequail

MARK = "> "
LOOKED_AT = 2_000  # lines among which the one that says who wrote what follows is looked for
UNDER_HEADERS = 300  # lines among which a header is; each is compared with all that follow
LONGEST_LINE, MOST_ADDRESSES = 300, 2  # of one that says who wrote what follows; looking at others takes long


class Folded(NamedTuple):
    shown: str
    quoted: str  # without marks of this fold's own; empty: nothing

    def whole(self) -> str:
        """As it is kept; `unfolded` is its inverse."""
        if not self.quoted:
            return self.shown
        marked = "\n".join((MARK + line).rstrip() for line in self.quoted.split("\n"))
        return f"{self.shown}\n\n{marked}"


def fold(text: str) -> Folded:
    """Where nothing but a quotation would be left, and where somebody wrote between its lines, all of it is shown."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    text = "\n".join(lines)
    shown, quoted = _parted(lines)
    if not quoted.strip():
        return Folded(text, "")
    answers = _answers(quoted)
    if answers is None:
        return _beside(shown, quoted, text)
    above, beneath = answers
    if shown.strip() or above is None:
        return Folded(text, "")  # between the lines
    return _beside(beneath, above, text)


def unfolded(kept: str) -> Folded:
    """What is shown of a kept text, and what is folded away."""
    lines = kept.split("\n")
    start = len(lines)
    while start and (lines[start - 1] == MARK.strip() or lines[start - 1].startswith(MARK)):
        start -= 1
    if start < 2 or start == len(lines) or lines[start - 1]:
        return Folded(kept, "")
    return Folded("\n".join(lines[:start]).rstrip("\n"), "\n".join(line[2:] for line in lines[start:]))


def _beside(shown: str, quoted: str, text: str) -> Folded:
    words = shown.strip("\n")
    return Folded(words, quoted.strip("\n")) if words else Folded(text, "")


def _parted(lines: Sequence[str]) -> tuple[str, str]:
    """At the line that says who wrote what follows; or at the header that Outlook puts over it."""
    seen = [_seen(line) for line in lines[:LOOKED_AT]]
    pieces = quotequail.quote("\n".join(seen), limit=len(seen) + 1, quote_intro_line=True)
    quoted = pieces[1][1].count("\n") + 1 if len(pieces) > 1 else 0
    at = len(seen) - quoted if quoted else _headed(seen[:UNDER_HEADERS], len(lines))
    return "\n".join(lines[:at]), "\n".join(lines[at:])


def _headed(seen: Sequence[str], end: int) -> int:
    """The line at which such a header begins; `end` where there is none."""
    found = quotequail.unwrap("\n".join(seen)) or {}
    above = found.get("text_top", "")
    if found.get("type") != "forward" or not above or found.get("text_bottom"):
        return end
    text = "\n".join(seen)
    return text[: text.index(above) + len(above)].count("\n") + 1 if above in text else end


def _seen(line: str) -> str:
    """As it is looked at: of one that is too long for it, its beginning."""
    if len(line) <= LONGEST_LINE and max(line.count("<"), line.count("@")) <= MOST_ADDRESSES:
        return line
    return re.sub("[<@]", " ", line[:40])


def _answers(quoted: str) -> tuple[str | None, str] | None:
    """Of a quotation with marks: None where nobody wrote beneath it.

    Else the quotation and what is beneath it; None in its place where it goes on beneath that.
    """
    lines = quoted.split("\n")
    marked = [at for at, line in enumerate(lines) if line.startswith(">")]
    if not marked:
        return None
    end = marked[0]
    while end < len(lines) and (lines[end].startswith(">") or not lines[end].strip()):
        end += 1
    beneath = "\n".join(lines[end:])
    if not beneath.strip():
        return None
    return (None, beneath) if marked[-1] > end else ("\n".join(lines[:end]), beneath)
