"""Atom feeds (RFC 4287) as bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


@dataclass(frozen=True)
class Entry:
    """`id` is for ever; times are as RFC 3339 has them."""

    id: str
    title: str
    updated: str
    link: str
    summary: str = ""
    is_html: bool = False  # the summary
    published: str = ""
    category: str = ""


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    author: str
    updated: str
    address: str  # its own
    link: str  # of the page that tells the same
    language: str
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": ATOM, f"{XML}lang": feed.language})
    _say(root, "id", feed.id)
    _say(root, "title", feed.title)
    _say(root, "updated", feed.updated)
    _say(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.link})
    for entry in feed.entries:
        _write(SubElement(root, "entry"), entry)
    told: bytes = tostring(root, "utf-8", xml_declaration=True)
    return told


def _write(into: Element, entry: Entry) -> None:
    _say(into, "id", entry.id)
    _say(into, "title", entry.title)
    _say(into, "updated", entry.updated)
    if entry.published:
        _say(into, "published", entry.published)
    SubElement(into, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
    if entry.category:
        SubElement(into, "category", {"term": entry.category})
    if entry.summary:
        _say(into, "summary", entry.summary, **({"type": "html"} if entry.is_html else {}))


def _say(into: Element, name: str, text: str, **how: str) -> None:
    """Text is what it is: whoever reads it finds no markup in it, unless `type` says so."""
    SubElement(into, name, how).text = NO_XML.sub("", text)
