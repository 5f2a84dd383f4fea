"""A small shelf for search's tests: documents of our own, and an index over them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.search.adapters.tantivy import TantivyIndex
from services.search.ports import Change, Checkpoint, Document
from services.search.reader import Query, SearchReader

PLAIN = Document(
    id="",
    revision=1,
    slug="",
    name="",
    publisher="",
    publisher_name="",
    short_description="",
    description="",
    categories=(),
    tags=(),
    type="community",
    kind="container",
    prices=("free",),
    platforms=("linux/amd64",),
    held=False,
    updated="2026-03-01T12:00:00Z",
    logo="",
    pulls=0,
    stars=0,
    ratings=0,
)


def document(slug: str, short: str = "", **more: Any) -> Document:
    publisher, _, name = slug.partition("/")
    told = {"id": f"id-{slug}", "name": name, "publisher": publisher, "publisher_name": publisher.title()}
    return replace(PLAIN, slug=slug, short_description=short, **told | more)


DATABASES = ("databases-and-storage",)
SHELF = (
    document("library/postgres", "Keeps tables and answers SQL.", type="official", categories=DATABASES),
    document("library/postfixadmin", "Mailboxes and aliases in a browser.", type="official"),
    document("library/redis", "Keeps keys and values in memory.", type="official", categories=DATABASES),
    document("library/nginx", "Serves files and passes requests on.", type="official", categories=("web-servers",)),
    document("acme/ledger", "Double entry for small shops, on PostgreSQL.", platforms=("linux/amd64", "linux/arm64")),
    document("acme/gauge", "Draws what sensors measure.", prices=("paid",), kind="plugin", tags=("thermometer",)),
    document("harbour/tide", "Tables of tides for the coast.", description="# What\n\nReads **buoys** by radio."),
)


def changes(documents: Iterable[Document]) -> list[Change]:
    return [Change(one.id, one.revision, one) for one in documents]


def filled(folder: Path, documents: Iterable[Document] = SHELF) -> SearchReader:
    """A reader of an index with these documents."""
    index = TantivyIndex(folder)
    index.rebuild([changes(documents)], Checkpoint("test", 1))
    index.close()
    return SearchReader(folder)


def found(reader: SearchReader, text: str = "", **more: Any) -> list[str]:
    return [item.slug for item in reader.search(Query(text, **more)).items]
