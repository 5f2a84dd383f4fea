"""What people type after `docker pull`: HOST/REPOSITORY:TAG@DIGEST, with what goes without saying."""

import ipaddress
import re
from dataclasses import dataclass

from services.certification.ports import Unreadable
from vocabulary.digest import is_digest

HUB, HUB_API = "docker.io", "registry-1.docker.io"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?")


@dataclass(frozen=True)
class Reference:
    host: str
    repository: str
    tag: str
    digest: str = ""

    def __str__(self) -> str:
        named = f"{self.host}/{self.repository}{f':{self.tag}' if self.tag else ''}"
        return f"{named}@{self.digest}" if self.digest else named

    @property
    def wanted(self) -> str:
        return self.digest or self.tag

    @property
    def api_host(self) -> str:
        return HUB_API if self.host == HUB else self.host


def parse(text: str) -> Reference:
    """Raises Unreadable for what is none."""
    named, _, digest = text.partition("@")
    host, slash, repository = named.partition("/")
    if not slash or not (host == "localhost" or "." in host or ":" in host):
        host, repository = HUB, named
    repository, colon, tag = repository.partition(":")
    if host in (HUB, "index.docker.io"):
        host, repository = HUB, repository if "/" in repository else f"library/{repository}"
    right = _REPOSITORY.fullmatch(repository) and _HOST.fullmatch(host) and len(repository) < 256
    if not right or (colon and not _TAG.fullmatch(tag)) or ("@" in text and not is_digest(digest)):
        raise Unreadable(f"“{text[:200]}” is neither a file or folder here nor an image's name, such as acme/db:1.0.0.")
    return Reference(host, repository, tag or ("" if digest else "latest"), digest)


def is_loopback(host: str) -> bool:
    """Where Docker, too, takes http."""
    name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
