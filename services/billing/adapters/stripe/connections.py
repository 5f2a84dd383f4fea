"""Connections to Stripe that are kept open, without what requests does anew for each request.

Which proxy leads to an address, and whose certificates are believed, is asked once, and of requests.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
import stripe
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import Timeout
from urllib3.exceptions import HTTPError

CONNECTIONS = 32


class Way(NamedTuple):
    """To an address; a proxy of plain HTTP is told the whole of it."""

    pool: Any  # urllib3's
    by_whole_address: bool


class Connections(stripe.HTTPClient):
    """What Stripe's package sends its requests by. What fails is an APIConnectionError, its cause urllib3's."""

    name = "urllib3"

    def __init__(self, patience: tuple[float, float]) -> None:
        """Seconds to connect, and for an answer."""
        super().__init__()
        self._timeout = Timeout(connect=patience[0], read=patience[1])
        self._adapter = HTTPAdapter(pool_maxsize=CONNECTIONS)
        self._ways: dict[str, Way] = {}

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        host, path = _parted(url)
        try:
            way = self._ways.get(host) or self._way(host)
            told = url if way.by_whole_address else path
            answer = way.pool.urlopen(
                method.upper(), told, post_data, headers, retries=False, redirect=False, timeout=self._timeout
            )
        except (HTTPError, OSError) as error:
            told = f"{type(error).__name__}: {error}"
            raise stripe.APIConnectionError(told, should_retry=False) from error  # type: ignore[no-untyped-call]
        return answer.data, answer.status, answer.headers

    def close(self) -> None:
        self._adapter.close()

    def _way(self, host: str) -> Way:
        settings = requests.Session().merge_environment_settings(host, {}, False, stripe.ca_bundle_path, None)
        asked = requests.Request("GET", host).prepare()
        proxies, verify = settings["proxies"], settings["verify"]
        pool = self._adapter.get_connection_with_tls_context(asked, verify, proxies)
        self._adapter.cert_verify(pool, host, verify, None)  # type: ignore[no-untyped-call]
        proxy = select_proxy(host, proxies) or ""
        plain = bool(proxy) and host.startswith("http:") and not proxy.startswith("socks")
        return self._ways.setdefault(host, Way(pool, plain))


def _parted(url: str) -> tuple[str, str]:
    """`https://api.stripe.com`, and what follows."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{query}"
