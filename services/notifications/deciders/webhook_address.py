"""Where a webhook may be: by HTTPS, in everybody's network."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from eventlog.refusal import Invalid
from vocabulary.networks import is_everybodys

LONGEST = 2000


def host_of(url: str, *, inside: bool) -> str:
    """The host, and its port where it is named; `inside`: plain HTTP and the store's own network are allowed too.

    A host that is a name is looked up when something is sent: what it means may change.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Invalid("webhook-url-invalid")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid("webhook-url-invalid") from None
    if not host or port == 0 or parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("webhook-url-invalid")
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise Invalid("webhook-url-not-https")
    if not inside and _is_inside(host):
        raise Invalid("webhook-url-inside", host[:100])
    return f"{host}:{port}" if port is not None else host


def _is_inside(host: str) -> bool:
    try:
        return not is_everybodys(ip_address(host))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
