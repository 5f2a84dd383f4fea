"""How requests are opened: by the machine's proxies and certificates, and going nowhere but where they were sent.

urllib's usual opener would take the token along to wherever an answer leads, and read all certificates for plain HTTP.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    getproxies,
)


@lru_cache(maxsize=4)
def opener(place: str) -> OpenerDirector:
    """For requests to this SCHEME://HOST; an answer that leads elsewhere is raised as HTTPError like every refusal."""
    director, proxies = OpenerDirector(), getproxies()
    for handler in (ProxyHandler(proxies), HTTPHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        director.add_handler(handler)
    if proxies or place.startswith("https:"):
        director.add_handler(HTTPSHandler())
    return director
