"""Names of images as people type them behind `docker pull`: host, repository, tag and digest."""

import re
from dataclasses import dataclass

from vocabulary.digest import is_digest

LONGEST_REPOSITORY = 255
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"  # distribution specification, “Pulling manifests”
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?"
)
_FIXED = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+(?:[.+_-].*)?")


def is_repository(text: str) -> bool:
    return len(text) <= LONGEST_REPOSITORY and _REPOSITORY.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    return _TAG.fullmatch(text) is not None


def is_fixed(tag: str) -> bool:
    """Whether a tag names one version for good (`1.4.2`, `2026.11.24-alpine`) and not a channel (`latest`, `1.4`)."""
    return _FIXED.fullmatch(tag) is not None


@dataclass(frozen=True)
class ImageReference:
    """`host` is empty for a name that docker looks for on its default registry."""

    host: str
    repository: str
    tag: str = ""
    digest: str = ""

    def __str__(self) -> str:
        name = f"{self.host}/{self.repository}" if self.host else self.repository
        return name + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")

    @classmethod
    def parse(cls, text: str) -> "ImageReference":
        """The first part is a host where it holds a dot or a port, or is `localhost`; raises ValueError."""
        name, _, digest = text.partition("@")
        first, slash, rest = name.partition("/")
        is_host = bool(slash) and (first == "localhost" or "." in first or ":" in first)
        host, path = (first, rest) if is_host else ("", name)
        repository, _, tag = path.partition(":")
        found = cls(host, repository, tag, digest)
        if str(found) != text or not found._holds():
            raise ValueError(f"“{text[:80]}” is not the name of an image such as localhost:5000/acme/db:1.0.0")
        return found

    def _holds(self) -> bool:
        return (
            (not self.host or _HOST.fullmatch(self.host) is not None)
            and is_repository(self.repository)
            and (not self.tag or is_tag(self.tag))
            and (not self.digest or is_digest(self.digest))
        )
