"""A product's description as running text: Markdown without its code, links' addresses and signs."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_PLACEHOLDER = re.compile(r"%%[A-Z-]+%%")
LEAD = 700
OPENING = 80  # characters before a heading that are an opening of their own, and no line of links


def prose(markdown: str) -> tuple[str, str]:
    """The opening paragraphs (up to some 700 characters, or the next heading), which say what it is, and the rest."""
    lead: list[str] = []
    rest: list[str] = []
    length, heading = 0, False
    for token in _MARKDOWN.parse(markdown):
        heading = token.type == "heading_open" or (heading and token.type != "heading_close")
        length = LEAD if token.type == "heading_open" and length > OPENING else length
        if token.type != "inline":
            continue
        text = _plain(token)
        if text and not heading and length < LEAD:
            lead.append(text)
            length += len(text)
        elif text:
            rest.append(text)
    return " ".join(lead), "\n".join(rest)


def _plain(token: Token) -> str:
    """What a reader sees of a paragraph; a line of nothing but links and signs tells nothing."""
    parts, said, depth = [], False, 0
    for child in token.children or ():
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        if child.type == "text":
            parts.append(child.content)
            said = said or (not depth and bool(re.search(r"\w{2}", child.content)))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "code_inline":
            parts.append(child.content)
    return _PLACEHOLDER.sub(" ", "".join(parts)).strip() if said else ""
