"""Atom feeds: of a product's versions, for whoever may see it; and of one's own notices, at a secret address."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from gateway.catalog.pages import product_or_404
from gateway.notices import asking, atom
from gateway.notices.versions_feed import LONG_AGO, feed_of, named
from gateway.parts import database, parts
from gateway.translation import gettext
from gateway.views.versions import versions_of

pages = Blueprint("feeds_pages", __name__)

PUBLIC = ("published", "held")


@pages.get("/<publisher>/<product>/versions.atom")
def versions_feed(publisher: str, product: str) -> Response:
    found = product_or_404(f"{publisher}/{product}")
    told = feed_of(found, versions_of(database(), found.id), parts().settings.url)
    response = _answer(told)
    response.headers["Cache-Control"] = "public, max-age=300" if found.state in PUBLIC else "private, no-store"
    response.vary.add("Accept-Language")
    return response


@pages.get("/feeds/<secret>.atom")
def own_feed(secret: str) -> Response:
    """Whoever knows the address reads it, so it is told to nobody: not to caches on the way, nor to where links lead.

    A link from here leads to the store, where a reader signs in: no link has the secret in it.
    """
    found, store = parts().rpc.notifications.feed(secret), parts().settings.url
    now = asking.now_in(found["zone"])
    items = [asking.in_words(one, found["language"], now) for one in found["items"]]
    ours = named(store)
    told = atom.Feed(
        id=f"{ours}:inbox:{found['account']}",
        title=gettext("Your inbox at %(store)s", store=urlsplit(store).netloc),
        author="Chandlery",
        updated=max((one["at"] for one in items), default=LONG_AGO),
        address=f"{store}/feeds/{secret}.atom",
        link=f"{store}/account/inbox",
        language=found["language"],
        entries=[_entry(one, ours) for one in items],
    )
    response = _answer(told)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _entry(notice: Mapping[str, Any], ours: str) -> atom.Entry:
    return atom.Entry(
        id=f"{ours}:notice:{notice['id']}",
        title=notice["title"],
        updated=notice["at"],
        published=notice["at"],
        link=asking.full(notice["link"] or "/account/inbox"),
        summary=notice["text"],
        category=notice["kind"],
    )


def _answer(feed: atom.Feed) -> Response:
    """With what tells a reader that it has this already: it is answered 304 then."""
    content = atom.written(feed)
    response = Response(content, content_type="application/atom+xml; charset=utf-8")
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.last_modified = datetime.fromisoformat(feed.updated)
    response.make_conditional(request)
    return response
