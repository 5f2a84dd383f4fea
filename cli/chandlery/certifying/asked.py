"""What somebody wants examined, by what, and what is to come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COULD_NOT_RUN = 2  # exit code
TOOL = "chandlery 0.1.0"


@dataclass(frozen=True)
class Asked:
    image: str  # a reference, a path, or a path with a tag behind a colon
    platforms: tuple[str, ...] = ()  # empty: all
    kind: str | None = None  # None: as the image tells
    policy: Path | None = None
    waivers: Path | None = None
    advisories: Path | None = None
    imported: Path | None = None
    engine: str = ""  # as DOCKER_HOST names it; empty: nothing is tried
    static: bool = False  # what needs an engine is left to the store
    keys: tuple[Path, ...] = ()  # public keys with which its publisher signs


@dataclass(frozen=True)
class Wished:
    """What becomes of the report."""

    form: str = "terminal"
    output: Path | None = None
    whole: bool = False
    bundle: Path | None = None
    key: Path | None = None
    password: str = ""


@dataclass(frozen=True)
class Submission:
    """Where to, and as what; what is empty follows from the image's name or from the docker client."""

    store: str = ""
    token: str = ""
    product: str = ""
    plan: str = ""
    tag: str = ""
    engine_version: str = ""
    infrastructure: str = ""


def docker_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder of the docker client's configuration, where another one than usual is named."""
    return Path(environ["DOCKER_CONFIG"]) if environ.get("DOCKER_CONFIG") else None
