"""How requests are opened: by the machine's proxies and certificates, and going nowhere but where they were sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener


class Stays(HTTPRedirectHandler):
    """urllib would take the token along to wherever an answer leads, and some Pythons know no 308."""

    def redirect_request(self, *told: Any) -> None:
        return None


@lru_cache(maxsize=1)
def opener() -> OpenerDirector:
    return build_opener(Stays)
