"""Names of images (the grammar of distribution's references; Docker's short names made whole)."""

import re
from dataclasses import dataclass

PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?"
GRAMMAR = re.compile(
    rf"(?:(?P<host>{HOST})/)??(?P<path>{PART}(?:/{PART})*)(?::(?P<tag>\w[\w.-]{{0,127}}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?",
    re.ASCII,
)
DOCKER = "docker.io"


@dataclass(frozen=True)
class Reference:
    """`registry` and `library/` are put in where a short name leaves them out; no tag and no digest mean `latest`."""

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.registry}/{self.repository}"


def parse(text: str) -> Reference | None:
    """None where it names no image, such as a file or a folder."""
    if not (read := GRAMMAR.fullmatch(text)):
        return None
    host, path = _split(text, read)
    if host == DOCKER and "/" not in path:
        path = f"library/{path}"
    return Reference(host, path, read["tag"] or "", read["digest"] or "")


def _split(text: str, read: re.Match[str]) -> tuple[str, str]:
    """What stands before the first slash is a registry only if it looks like a host."""
    whole = f"{read['host']}/{read['path']}" if read["host"] else read["path"]
    first, slash, rest = whole.partition("/")
    if slash and (first == "localhost" or any(sign in first for sign in ".:[") or first != first.lower()):
        return first, rest
    return DOCKER, whole
