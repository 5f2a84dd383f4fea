"""Words of their own, and what a letter only says again: the letter that it answers, quoted beneath or above.

A text that is kept holds what was quoted at its end, each line of it marked with `> `, so that pages can fold it away.
"""

from typing import NamedTuple

import quotequail

MARK = "> "
LONGEST = 20_000  # lines that are looked at


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
    if len(lines) > LONGEST:
        return Folded(text, "")
    shown, quoted = _parted(text, len(lines))
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


def _parted(text: str, lines: int) -> tuple[str, str]:
    """At the line that says who wrote what follows; or at the header that Outlook puts over it."""
    pieces = quotequail.quote(text, limit=lines + 1, quote_intro_line=True)
    if len(pieces) > 1:
        return pieces[0][1], pieces[1][1]
    found = quotequail.unwrap(text) or {}
    above = found.get("text_top", "")
    if found.get("type") != "forward" or not above or found.get("text_bottom"):
        return text, ""
    after = text.index(above) + len(above) if above in text else len(text)
    return text[:after], text[after:]


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
