"""Answers made light to load: compressed where that gives nothing away, and our own files kept by browsers."""

import gzip
from functools import lru_cache

from flask import Response, g, request

YEAR, WEEK = 365 * 24 * 3600, 7 * 24 * 3600
TEXTS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/xml")
SMALL = 800


def lighten(response: Response) -> Response:
    """After every request.

    A page of somebody who is signed in stays as it is: compressed beside text from the address, its CSRF token could
    be guessed letter by letter (BREACH).
    """
    ours = request.endpoint == "static"
    if ours and response.status_code in (200, 304):
        life = f"max-age={YEAR}, immutable" if "v" in request.args else f"max-age={WEEK}"
        response.headers["Cache-Control"] = f"public, {life}"
    elif response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(["Cookie", "Accept-Language"])
    if response.status_code == 200 and response.mimetype in TEXTS and (ours or not _signed_in()):
        _compress(response, ours)
    return response


def _signed_in() -> bool:
    return "caller" in g and bool(g.caller.account)


def _compress(response: Response, ours: bool) -> None:
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return
    response.direct_passthrough = False
    content = response.get_data()
    response.close()  # the file is read
    if len(content) < SMALL:
        return
    response.set_data(_best(content) if ours else gzip.compress(content, 5))
    response.headers["Content-Encoding"] = "gzip"
    if "ETag" in response.headers:
        response.set_etag(response.get_etag()[0] or "", weak=True)


@lru_cache(maxsize=64)
def _best(content: bytes) -> bytes:
    return gzip.compress(content, 9)
