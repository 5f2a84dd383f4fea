"""A letter of HTML alone, made text: its words, its lines and lists, where its links lead, and what it quotes."""

import re
from html.parser import HTMLParser

import nh3

LONGEST = 2_000_000  # characters; what a program wrote beyond that nobody reads
BLOCKS = frozenset({"p", "div", "table", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})
BREAKS = BLOCKS | {"li", "br", "hr"}
APART = frozenset({"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})  # a blank line between
UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "math"}


def text_of(html: str) -> str:
    """Well formed by an HTML parser first; then nothing but text is kept."""
    tags = {*BREAKS, "a", "td", "th", "b", "i", "em", "strong", "code"}
    clean = nh3.clean(html[:LONGEST], tags=tags, clean_content_tags=UNSEEN, attributes={"a": {"href"}}, link_rel=None)
    reading = _Reading()
    reading.feed(clean)
    reading.close()
    return re.sub(r"\n{3,}", "\n\n", reading.text()).strip("\n")


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._depth = 0  # of quotations
        self._as_it_is = 0  # how many <pre> around
        self._links: list[tuple[str, int]] = []  # where each link that is open leads, and where its words begin

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self._break(apart=tag in APART)
        if tag == "blockquote":
            self._depth += 1
        elif tag == "pre":
            self._as_it_is += 1
        elif tag == "li":
            self._line = "- "
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._line)))
        elif tag in ("td", "th") and self._line:
            self._line += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._break(apart=tag in APART)
        if tag == "blockquote":
            self._depth = max(0, self._depth - 1)
        elif tag == "pre":
            self._as_it_is = max(0, self._as_it_is - 1)
        elif tag == "a" and self._links:
            self._show(*self._links.pop())

    def handle_data(self, data: str) -> None:
        if self._as_it_is:
            *whole, rest = data.split("\n")
            for line in whole:
                self._line += line
                self._end_line(blank=True)
            self._line += rest
            return
        words = re.sub(r"\s+", " ", data)
        self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words

    def _show(self, href: str, begun: int) -> None:
        """Where a link leads, unless its words say so."""
        words = self._line[begun:].strip()
        if href.startswith(("http://", "https://")) and words.rstrip("/") not in (href, href.rstrip("/")):
            self._line += f" <{href}>"

    def _break(self, *, apart: bool) -> None:
        had = bool(self._line.strip())
        self._end_line()
        if apart and (had or self._lines) and self._lines[-1].strip("> "):
            self._lines.append(self._marks.rstrip())

    def _end_line(self, *, blank: bool = False) -> None:
        line = self._line.rstrip()
        if line or blank:
            self._lines.append((self._marks + line).rstrip())
        self._line = ""

    @property
    def _marks(self) -> str:
        return ">" * self._depth + " " * bool(self._depth)
