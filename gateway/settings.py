"""What the gateway is told from outside: addresses, folders, proxies; every bad value reported in one go."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings
from gateway.support import clamd

Network = IPv4Network | IPv6Network

REGISTRY_VERSIONS = ("2", "3")
SHORTEST_LIFE, LONGEST_LIFE = 60, 3600  # of a registry token: docker takes a shorter one for one of a minute
REQUESTS, LONGEST_NUMBER = 6000, 9
A_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def bytes_of(text: str) -> int:
    """Of “20 GB”, “500 MB”, “1.5TB” or plain bytes; 0 where it is none of these."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", text.strip(), re.ASCII)
    return int(float(found[1]) * UNITS[found[2]]) if found else 0


@dataclass(frozen=True)
class Settings:
    """`url` has no slash at its end; `registry_host` is the host:port that customers write before a repository."""

    url: str
    data: Path
    port: int
    registry_host: str
    registry_version: str  # 2: keys are named by libtrust's fingerprint, 3: by RFC 7638's
    amqp_uri: str  # empty: embedded, or no broker
    views_url: str
    keys: Path  # what signs registry tokens, and the gateway's own secret
    trusted_proxies: tuple[Network, ...] = ()
    countries: str = ""  # a MaxMind DB of countries; empty: nobody's is known
    countries_refused: frozenset[str] = frozenset()  # to which nothing is handed out
    requests: int = 0  # of the API that one caller may make in a minute; 0: any number
    staging_quota: int = 20 * 10**9  # bytes that a publisher may have in staging before it releases them
    token_life: int = 300  # seconds that a registry token counts
    metrics_token: str = ""  # who has it reads /metrics; empty: there is no such page
    elasticsearch: str = ""  # its address; empty: the index lies in the data folder
    search_prefix: str = ""  # of the names of this store's indices there
    synonyms: str = ""  # a file of words of the house; empty: synonyms.txt in the data folder
    attachments: str = ""  # where attached files lie: file:FOLDER, or s3:ADDRESS of a bucket with its secret
    attachment_size: int = 25 * 10**6  # bytes that one may have
    scanner: str = ""  # ClamAV's address, or a command that looks for viruses in a file; empty: none
    plugin: str = ""  # the file docker-store, which is handed out; empty: none is
    provider: str = ""  # what people know the sign-in service by; empty: there is none
    sends_mail: bool = True  # else letters are written into a folder, and nobody gets them

    @property
    def media(self) -> Path:
        return self.data / "media"

    @property
    def arriving(self) -> Path:
        """Where a file lies until it is whole and was looked at."""
        return self.data / "arriving"

    @property
    def index(self) -> Path:
        return self.data / "index"

    @property
    def searched(self) -> str | Path:
        """Where search's index lies: a folder, or an address."""
        return self.elasticsearch or self.index

    @property
    def own_words(self) -> Path:
        return Path(self.synonyms) if self.synonyms else self.data / "synonyms.txt"

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        return _Reading(environment).settings()


class _Reading:
    """Reads values one by one and keeps what was wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.bad: list[str] = []

    def settings(self) -> Settings:
        data = Path(self.text("CHANDLERY_DATA", "./data")).absolute()
        port = self.port("CHANDLERY_PORT", 8000)
        registry_port = self.port("CHANDLERY_REGISTRY_PORT", 5000)
        settings = Settings(
            url=self.url("CHANDLERY_URL", f"http://localhost:{port}"),
            data=data,
            port=port,
            registry_host=self.text("CHANDLERY_REGISTRY_HOST", f"localhost:{registry_port}"),
            registry_version=self.one_of("CHANDLERY_REGISTRY_VERSION", REGISTRY_VERSIONS),
            amqp_uri=self.text("AMQP_URI", ""),
            views_url=self.text("CHANDLERY_VIEWS", f"sqlite:///{data}/views"),
            keys=Path(self.text("CHANDLERY_REGISTRY_KEYS", f"{data}/keys")).absolute(),
            trusted_proxies=self.networks("CHANDLERY_TRUSTED_PROXIES"),
            countries=self.text("CHANDLERY_COUNTRIES", ""),
            countries_refused=self.refused_countries("CHANDLERY_COUNTRIES_REFUSED"),
            requests=self.number("CHANDLERY_REQUESTS", REQUESTS),
            staging_quota=self.size("CHANDLERY_STAGING_QUOTA", "20 GB"),
            token_life=self.seconds("CHANDLERY_TOKEN_LIFE", 300, SHORTEST_LIFE, LONGEST_LIFE),
            metrics_token=self.text("CHANDLERY_METRICS_TOKEN", ""),
            elasticsearch=self.text("ELASTICSEARCH_URL", ""),
            search_prefix=self.text("CHANDLERY_SEARCH_PREFIX", ""),
            synonyms=self.text("CHANDLERY_SYNONYMS", ""),
            attachments=self.text("CHANDLERY_ATTACHMENTS", f"file:{data}/attachments"),
            attachment_size=self.size("CHANDLERY_ATTACHMENT_SIZE", "25 MB"),
            scanner=self.scanner("CHANDLERY_SCANNER"),
            plugin=self.text("CHANDLERY_PLUGIN", ""),
            provider=self.provider(),
            sends_mail=not self.text("CHANDLERY_MAIL", "file:").startswith("file:"),
        )
        if self.bad:
            raise BadSettings(self.bad)
        return settings

    def provider(self) -> str:
        issuer = self.text("CHANDLERY_OIDC_ISSUER", "")
        return self.text("CHANDLERY_OIDC_NAME", urlsplit(issuer).hostname or issuer) if issuer else ""

    def text(self, name: str, default: str) -> str:
        return self.environment.get(name, "").strip() or default

    def port(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
            return int(text)
        self.bad.append(f"{name}: “{text}” is not a port (1 to 65535)")
        return default

    def number(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
        self.bad.append(f"{name}: “{text}” is not a whole number")
        return default

    def seconds(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        self.bad.append(f"{name}: “{text}” is no number of seconds ({least} to {most})")
        return default

    def size(self, name: str, default: str) -> int:
        found = bytes_of(self.text(name, default))
        if not found:
            self.bad.append(f"{name}: “{self.text(name, default)}” is not a size such as 20 GB")
        return found

    def url(self, name: str, default: str) -> str:
        text = self.text(name, default).rstrip("/")
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            self.bad.append(f"{name}: “{text}” is not an address such as https://store.example")
        return text

    def scanner(self, name: str) -> str:
        """ClamAV's address, or a command."""
        text = self.text(name, "")
        try:
            _ = clamd.is_address(text) or shlex.split(text)
        except ValueError as wrong:
            self.bad.append(f"{name}: “{text}” is no scanner: {wrong}")
        return text

    def refused_countries(self, name: str) -> frozenset[str]:
        found = self.text(name, "").replace(",", " ").upper().split()
        self.bad += [f"{name}: “{one}” is not a country’s two letters" for one in found if not A_COUNTRY.fullmatch(one)]
        if found and not self.text("CHANDLERY_COUNTRIES", ""):
            self.bad.append(f"{name}: CHANDLERY_COUNTRIES names no database that tells where an address lies")
        return frozenset(found)

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        text = self.text(name, allowed[0])
        if text not in allowed:
            self.bad.append(f"{name}: “{text}” is none of {', '.join(allowed)}")
        return text

    def networks(self, name: str) -> tuple[Network, ...]:
        found = []
        for part in self.text(name, "").replace(",", " ").split():
            try:
                found.append(ip_network(part, strict=False))
            except ValueError:
                self.bad.append(f"{name}: “{part}” is not an address or a network such as 10.0.0.0/8")
        return tuple(found)
