"""Pages that are the same for everybody who is not signed in: drawn once for as long as the view tells the same.

What differs between two visitors of a page is the language, the theme and the token of their forms. The token is cut
out of what is kept, and each gets their own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import current_app, g, request

from gateway.auth import caller, csrf_token
from gateway.drawing import theme
from gateway.http import behind
from gateway.parts import database
from gateway.translation import language
from gateway.views.revision import revision

LIFE = 1.0  # seconds: what the view’s revision does not tell is seen within it
MOST = 128  # pages; they are small, and few are asked for within a second
PAGES = "chandlery.kept"


@dataclass
class Page:
    """`around` is what stands between the places of the token."""

    revision: object
    until: float
    around: list[str]


def kept(view: Callable[..., str]) -> Callable[..., str]:
    """The view tells nothing but the read model, and asks for no command: the next visitor may have the same page."""

    @wraps(view)
    def drawn(**named: Any) -> str:
        if caller().account or behind():
            return view(**named)
        pages: dict[Any, Page] = current_app.extensions.setdefault(PAGES, {})
        asked = (request.path, request.query_string, language(), theme())
        now, at = time.monotonic(), revision(database())
        page = pages.get(asked)
        if page is not None and page.revision == at and now < page.until:
            return csrf_token().join(page.around)
        if page is not None and page.revision == at:
            page.until = now + LIFE  # the others are not to draw it, too
        text = view(**named)
        if "commanded" not in g:
            _keep(pages, asked, Page(at, now + LIFE, text.split(csrf_token())))
        return text

    return drawn


def _keep(pages: dict[Any, Page], asked: object, page: Page) -> None:
    if len(pages) >= MOST:
        pages.clear()
    pages[asked] = page
