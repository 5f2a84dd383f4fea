"""What the catalogue is told from outside: where registry and names are asked, and what publishers agree to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings
from vocabulary import agreement

LONGEST_AGREEMENT = 200_000  # characters
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Settings:
    registry_api: str  # where the store itself reaches the registry
    registry_host: str  # the registry's name to customers, which its tokens are made for
    registry_version: str  # 2 or 3: how a token names its key
    keys: Path
    agreement_version: str
    agreement: str  # Markdown: what publishers accept before they submit
    dns: tuple[str, ...]  # addresses of name servers, `address` or `address:port`; empty: the machine's own
    networks: tuple[str, ...]  # networks that are not public, where publishers' sites may lie all the same

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        port = environment.get("CHANDLERY_REGISTRY_PORT") or "5000"
        keys = environment.get("CHANDLERY_REGISTRY_KEYS") or f"{environment.get('CHANDLERY_DATA') or './data'}/keys"
        settings = cls(
            registry_api=(environment.get("CHANDLERY_REGISTRY_API") or f"http://127.0.0.1:{port}").rstrip("/"),
            registry_host=environment.get("CHANDLERY_REGISTRY_HOST") or f"localhost:{port}",
            registry_version=environment.get("CHANDLERY_REGISTRY_VERSION") or "2",
            keys=Path(keys),
            agreement_version=environment.get("CHANDLERY_AGREEMENT_VERSION") or "1",
            agreement=environment.get("CHANDLERY_AGREEMENT") or agreement.written(),
            dns=tuple(environment.get("CHANDLERY_DNS", "").split()),
            networks=tuple(environment.get("CHANDLERY_SITE_NETWORKS", "").split()),
        )
        if bad := list(settings._wrong()):
            raise BadSettings(bad)
        return settings

    @property
    def site_networks(self) -> tuple[Network, ...]:
        return tuple(ip_network(network) for network in self.networks)

    @property
    def name_servers(self) -> tuple[tuple[str, int], ...]:
        """Address and port of each."""
        parts = [server.rpartition(":") if server.count(":") == 1 else (server, "", "53") for server in self.dns]
        return tuple((address, int(port)) for address, _, port in parts)

    def _wrong(self) -> Iterator[str]:
        address = urlsplit(self.registry_api)
        if address.scheme not in ("http", "https") or not address.hostname:
            yield f"CHANDLERY_REGISTRY_API: “{self.registry_api}” is not an address such as http://127.0.0.1:5000"
        if self.registry_version not in ("2", "3"):
            yield f"CHANDLERY_REGISTRY_VERSION: “{self.registry_version}” is neither 2 nor 3"
        if not self.agreement.strip() or len(self.agreement) > LONGEST_AGREEMENT:
            yield f"CHANDLERY_AGREEMENT: 1 to {LONGEST_AGREEMENT} characters"
        if len(self.agreement_version) > 40 or not self.agreement_version.isprintable():
            yield "CHANDLERY_AGREEMENT_VERSION: at most 40 characters, such as 2026-11"
        yield from self._wrong_networks()

    def _wrong_networks(self) -> Iterator[str]:
        try:
            for server, _ in self.name_servers:
                ip_address(server)
        except ValueError:
            yield f"CHANDLERY_DNS: “{' '.join(self.dns)}” are no addresses such as 192.0.2.53 or 192.0.2.53:5353"
        try:
            self.site_networks  # noqa: B018
        except ValueError:
            yield f"CHANDLERY_SITE_NETWORKS: “{' '.join(self.networks)}” are no networks such as 10.0.0.0/8"
