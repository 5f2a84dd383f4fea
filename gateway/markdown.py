"""Publishers' Markdown as safe HTML: nothing of theirs runs, loads or outranks the page's own headings."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gateway.aside import aside

T = TypeVar("T")

DEEPEST = 6
TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # a command would not read as it is copied
AT_ONCE = 5_000  # characters: some 20 ms; the longest text that is accepted takes up to a second
LINKED = 200_000  # characters of all links' addresses: a few letters may refer to a long one, over and over
EXCERPT = 700  # characters of a description at least, before the rest is folded
TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "del", "ins", "sub", "sup", "kbd", "small"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "a", "div", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "caption"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "div": {"tabindex", "role", "aria-label"}}
CLASSES = {"pre": {"term"}, "div": {"tablebox"}}

_parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@lru_cache(maxsize=256)
def rendered(text: str, top: int = 3, table: str = "Table") -> str:
    """HTML of `text` whose highest heading has level `top`; `table` names its tables for screen readers."""
    return _drawn(_rendered, text, top, table)


@lru_cache(maxsize=256)
def parted(text: str, top: int = 3, table: str = "Table") -> tuple[str, str]:
    """The same in two: an excerpt that ends before a heading, and the rest; the rest is empty where little is left."""
    return _drawn(_parted, text, top, table)


def _drawn(draw: Callable[[str, int, str], T], text: str, top: int, table: str) -> T:
    return draw(text, top, table) if len(text) <= AT_ONCE else aside(draw, text, top, table)


def _rendered(text: str, top: int, table: str) -> str:
    return _clean(_tokens(text, top), table)


def _parted(text: str, top: int, table: str) -> tuple[str, str]:
    tokens = _tokens(text, top)
    at = _end_of_excerpt(tokens)
    return _clean(tokens[:at], table), _clean(tokens[at:], table)


def _tokens(text: str, top: int) -> list[Token]:
    tokens = _parser.parse(text.translate(TURNS))
    _fit_headings(tokens, top)
    for token in tokens:
        _name_images(token.children or ())
    _bound_links(child for token in tokens for child in token.children or ())
    return tokens


def _clean(tokens: Sequence[Token], table: str) -> str:
    html = _parser.renderer.render(_boxed(tokens, table), _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=_only_ours,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def _end_of_excerpt(tokens: Sequence[Token]) -> int:
    lengths = list(itertools.accumulate(len(token.content) for token in tokens))
    for i, token in enumerate(tokens):
        before = lengths[i - 1] if i else 0
        if token.type == "heading_open" and token.level == 0 and before > EXCERPT:
            return i if lengths[-1] - before > EXCERPT else len(tokens)
    return len(tokens)


def _fit_headings(tokens: Sequence[Token], top: int) -> None:
    """Shift levels so that the highest is `top`, and close gaps, since a level left out confuses screen readers."""
    opening = [token for token in tokens if token.type == "heading_open"]
    closing = [token for token in tokens if token.type == "heading_close"]  # headings do not nest
    highest = min((int(token.tag[1]) for token in opening), default=1)
    before = top - 1
    for start, end in zip(opening, closing, strict=True):
        before = min(top + int(start.tag[1]) - highest, before + 1, DEEPEST)
        start.tag = end.tag = f"h{before}"


def _name_images(children: Sequence[Token]) -> None:
    """An image becomes its words: a page loads nothing from other hosts, and tells none who reads it."""
    for token in children:
        if token.type == "image":
            token.type, token.tag, token.children = "text", "", None


def _bound_links(children: Iterable[Token]) -> None:
    """Links over the limit lose their addresses; their words stay."""
    left = LINKED
    for token in children:
        if token.type == "link_open":
            left -= sum(len(str(value)) for value in token.attrs.values())
            if left < 0:
                token.attrs = {}


def _boxed(tokens: Sequence[Token], table: str) -> list[Token]:
    """Tables in a box that scrolls sideways, code in the terminal's dress."""
    boxed: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            name = {"class": "tablebox", "tabindex": "0", "role": "group", "aria-label": table}
            boxed.append(Token("box_open", "div", 1, attrs=dict(name)))
        elif token.type in ("fence", "code_block"):
            boxed += [Token("pre_open", "pre", 1, attrs={"class": "term"}), _code(token), Token("pre_close", "pre", -1)]
            continue
        boxed.append(token)
        if token.type == "table_close":
            boxed.append(Token("box_close", "div", -1))
    return boxed


def _code(token: Token) -> Token:
    return Token("inline", "", 0, children=[Token("code_inline", "code", 0, content=token.content.rstrip("\n"))])


def _only_ours(element: str, attribute: str, value: str) -> str | None:
    """A relative link would lead into the store's own pages; a role or a tab stop is not the publisher's to give."""
    if attribute == "href" and not value.lower().startswith(("http://", "https://", "mailto:")):
        return None
    if (attribute == "role" and value != "group") or (attribute == "tabindex" and value != "0"):
        return None
    return value
