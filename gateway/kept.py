"""Pages that are the same for everybody who is not signed in: drawn once for as long as what they tell is the same.

What differs between two visitors of a page is the language, the theme and the token of their forms. The token is cut
out of what is kept, and each gets their own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request

from gateway.auth import caller, csrf_token
from gateway.drawing import theme
from gateway.http import behind
from gateway.parts import database, parts
from gateway.translation import language
from gateway.views.revision import revision

LIFE = 1.0  # seconds: what the source’s state does not tell is seen within it
MOST = 128  # pages of one source; they are small, and few are asked for within a second
PAGES = "chandlery.kept"
Drawn = TypeVar("Drawn")
State = Callable[[], object | None]


@dataclass
class Page:
    """`around` is what stands between the places of the token."""

    state: object
    until: float
    around: list[str]


def kept_by(state: State) -> Callable[[Callable[..., Drawn]], Callable[..., Drawn | str]]:
    """For views that tell nothing but one source, and ask for no command: the next visitor may have the same page.

    `state` changes with what the source tells; None where that is not known, and then nothing is kept. What a view
    answers that is no text is given to who asked alone.
    """

    def wrapped(view: Callable[..., Drawn]) -> Callable[..., Drawn | str]:
        @wraps(view)
        def drawn(**named: Any) -> Drawn | str:
            if caller().account or behind() or (at := state()) is None:
                return view(**named)
            pages: dict[Any, Page] = current_app.extensions.setdefault(PAGES, {}).setdefault(state, {})
            asked = (request.path, request.query_string, language(), theme())
            now = time.monotonic()
            page = pages.get(asked)
            if page is not None and page.state == at and now < page.until:
                return csrf_token().join(page.around)
            if page is not None and page.state == at:
                page.until = now + LIFE  # the others are not to draw it, too
            text = view(**named)
            if isinstance(text, str) and "commanded" not in g:
                _keep(pages, asked, Page(at, now + LIFE, text.split(csrf_token())))
            return text

        return drawn

    return wrapped


def _of_view() -> object:
    return revision(database())


def _of_index() -> object | None:
    return parts().search.state()


kept = kept_by(_of_view)  # tells the read model alone
kept_by_index = kept_by(_of_index)  # tells what search finds


def _keep(pages: dict[Any, Page], asked: object, page: Page) -> None:
    if len(pages) >= MOST:
        pages.clear()
    pages[asked] = page
