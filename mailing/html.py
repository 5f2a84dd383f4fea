"""A letter of HTML alone, made text: its words, its lines and lists, where its links lead, and what it quotes."""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3

LONGEST = 2_000_000  # characters; what a program wrote beyond that nobody reads
LONGEST_TEXT = 500_000  # characters that are left when nothing but text is kept
BLOCKS = frozenset({"p", "div", "table", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})
BREAKS = BLOCKS | {"li", "br", "hr"}
APART = frozenset({"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"})  # a blank line between
DEEPEST = 200  # elements around a word; the parser looks at each of them for every tag
DEEPEST_QUOTATION = 20
TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
NEED_NO_END = frozenset({"p", "li", "td", "th", "tr", "br", "hr", "img", "meta", "link", "col", "input", "wbr", "area"})
UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "math"}


def text_of(html: str) -> str:
    """Well formed by an HTML parser first; then nothing but text is kept."""
    tags = {*BREAKS, "a", "td", "th", "b", "i", "em", "strong", "code"}
    shallow = _shallow(html[:LONGEST])
    clean = nh3.clean(shallow, tags=tags, clean_content_tags=UNSEEN, attributes={"a": {"href"}}, link_rel=None)
    reading = _Reading()
    reading.feed(clean[:LONGEST_TEXT])
    reading.close()
    return re.sub(r"\n{3,}", "\n\n", reading.text()).strip("\n")


def _shallow(html: str) -> str:
    """With no more elements in each other than a letter's may have: those that lie deeper are line breaks."""
    open_: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[2].lower()
        if name in NEED_NO_END:
            return tag[0]
        is_broken = bool(broken[name]) if tag[1] else depth >= DEEPEST
        within, step = broken if is_broken else open_, -1 if tag[1] else 1
        if step == 1 or within[name]:
            within[name] += step
            depth += 0 if is_broken else step
        return "<br" if is_broken else tag[0]

    return TAG.sub(kept, html)


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._length = 0  # characters of all lines
        self._line = _Line()
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
            self._line = _Line("- ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._line.pieces)))
        elif tag in ("td", "th") and self._line.last:
            self._line.add(" ")

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
                self._line.add(line)
                self._end_line(blank=True)
            self._line.add(rest)
            return
        words = re.sub(r"\s+", " ", data)
        self._line.add(words.lstrip() if self._line.last in ("", " ") else words)

    def _show(self, href: str, begun: int) -> None:
        """Where a link leads, unless its words say so."""
        words = "".join(self._line.pieces[begun:]).strip()
        if href.startswith(("http://", "https://")) and words.rstrip("/") not in (href, href.rstrip("/")):
            self._line.add(f" <{href}>")

    def _break(self, *, apart: bool) -> None:
        self._end_line()
        if apart and self._lines and self._lines[-1].strip("> "):
            self._put("")

    def _end_line(self, *, blank: bool = False) -> None:
        line = "".join(self._line.pieces).rstrip()
        if line or blank:
            self._put(line)
        self._line = _Line()

    def _put(self, line: str) -> None:
        if self._length > LONGEST_TEXT:
            return
        depth = min(self._depth, DEEPEST_QUOTATION)
        self._lines.append((">" * depth + " " * bool(depth) + line).rstrip())
        self._length += len(self._lines[-1]) + 1


class _Line:
    """One that is being written; in pieces, since adding to a long text copies it."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = list(pieces)
        self.last = pieces[-1][-1] if pieces else ""  # its last character

    def add(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.last = piece[-1]
