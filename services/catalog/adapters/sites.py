"""Publishers' sites: whether a TXT record, or a file fetched over HTTPS, proves that a domain is a publisher's.

The domain is a stranger's word. So only public addresses are asked, the one that was judged is the one that is
called, no redirect is followed, little is read, and all of it is over in a few seconds.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from services.catalog.ports import DomainProof, SeenProof
from services.catalog.settings import Network, Settings

LONGEST = 4.0  # seconds for everything: who asked waits for the answer
NAMES, ANSWER = 1.2, 8 * 1024  # seconds for one name; bytes with the headers
PORT = 443
Address = IPv4Address | IPv6Address
# Addresses of IPv6 that lead to one of IPv4, which may be anything: compatible, mapped, NAT64 (RFC 6052 and 8215),
# Teredo, 6to4.
DISGUISES = tuple(
    map(ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))
)


class NothingThere(Exception):
    """Why there is no proof, in words for the publisher."""


def sites_of(config: Mapping[str, Any]) -> "PublishersSites":
    settings = Settings.load(config["CHANDLERY"])
    return PublishersSites(settings.name_servers, settings.site_networks)


@dataclass(frozen=True)
class PublishersSites:
    """Implements ports.Sites. `networks` may be asked although they are not public."""

    servers: Sequence[tuple[str, int]] = ()
    networks: Sequence[Network] = ()
    port: int = PORT
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def look_for(self, proof: DomainProof) -> SeenProof:
        until = time.monotonic() + LONGEST
        seen = []
        try:
            if proof.value in self._texts(proof.record):
                return SeenProof("dns")
            seen.append(f"{proof.record} has other TXT records")
        except NothingThere as nothing:
            seen.append(str(nothing))
        try:
            if self._file(proof, until).strip() == proof.value:
                return SeenProof("well-known")
            seen.append(f"{proof.url} says something else")
        except NothingThere as nothing:
            seen.append(str(nothing))
        return SeenProof("", "; ".join(seen)[:300])

    def _texts(self, name: str) -> list[str]:
        found = self._resolved(name, "TXT")
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]

    def _file(self, proof: DomainProof, until: float) -> str:
        address = next(self._addresses(proof.domain), None)
        if address is None:
            raise NothingThere(f"{proof.domain} has no public address")
        try:
            return self._fetched(address, proof, until)
        except (OSError, ValueError) as wrong:
            raise NothingThere(f"{proof.url} cannot be read: {wrong}"[:200]) from wrong

    def _addresses(self, domain: str) -> Iterator[Address]:
        for kind in ("A", "AAAA"):
            with suppress(NothingThere):
                for record in self._resolved(domain, kind):
                    address = ip_address(record.address)
                    if self._may_be_asked(address):
                        yield address

    def _may_be_asked(self, address: Address) -> bool:
        public = address.is_global and not address.is_multicast
        disguised = any(address in network for network in DISGUISES)
        return (public and not disguised) or any(address in network for network in self.networks)

    def _resolved(self, name: str, kind: str) -> Any:
        resolver = dns.resolver.Resolver(configure=not self.servers)
        if self.servers:
            resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in self.servers]
        try:
            return resolver.resolve(f"{name}.", kind, lifetime=NAMES, search=False)
        except (dns.exception.DNSException, OSError) as wrong:
            raise NothingThere(f"{name} has no {kind} record ({type(wrong).__name__})") from wrong

    def _fetched(self, address: Address, proof: DomainProof, until: float) -> str:
        """HTTP/1.0, so that the answer ends with the connection (RFC 9112, section 6.3)."""
        wanted = urlsplit(proof.url)
        asked = f"GET {wanted.path} HTTP/1.0\r\nHost: {wanted.hostname}\r\nAccept: text/plain\r\n\r\n"
        with (
            socket.create_connection((str(address), self.port), _left(until)) as plain,
            self.trusted.wrap_socket(plain, server_hostname=proof.domain) as site,
        ):
            site.settimeout(_left(until))
            site.sendall(asked.encode())
            answer = b""
            while len(answer) <= ANSWER:
                site.settimeout(_left(until))
                if not (read := site.recv(ANSWER)):
                    return _body(answer)
                answer += read
        raise ValueError("it is too long")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


def _body(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n", 1)[0].split(b" ")[1:2]
    if status != [b"200"]:
        raise ValueError(f"it answers {b''.join(status).decode('ascii', 'replace')[:3] or 'no HTTP'}")
    return body.decode()
