"""Domains: the part of a web address that somebody can prove to be theirs."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


def domain_of(web_address: str) -> str:
    """`acme.example` of `https://www.acme.example/shop`; empty where it names no domain (RFC 1123, IDNA)."""
    try:
        host = (urlsplit(web_address).hostname or "").rstrip(".").removeprefix("www.")
        name = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return ""
    return name if len(name) <= 253 and _NAME.fullmatch(name) and not _is_number(name) else ""


def _is_number(host: str) -> bool:
    """Resolvers take `127.1` and `0x7f.1` for addresses of machines, too."""
    last = host.rpartition(".")[2]
    try:
        ip_address(host)
    except ValueError:
        return last.isdigit() or last.startswith("0x")
    return True
