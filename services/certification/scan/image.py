"""One platform's image as checks see it: its manifest and config, its layers, and the files that remain of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from services.certification.scan.package import Package

EntryKind = Literal["file", "folder", "link", "device", "fifo"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in a layer; `path` has no slash at its beginning or end. A hard link is told as the file that it names."""

    path: str
    kind: EntryKind
    mode: int  # permission bits with setuid, setgid and sticky
    uid: int
    gid: int
    size: int  # bytes
    target: str  # of a link, as written; of a hard link, the name that it was first archived by
    layer: int  # counted from 0, the lowest


@dataclass(frozen=True)
class Layer:
    digest: str  # as stored
    diff_id: str  # of the uncompressed archive, as measured
    size: int  # stored bytes
    created_by: str  # from the config's history; empty: not told


@dataclass(frozen=True)
class Healthcheck:
    test: tuple[str, ...]  # ("NONE",) switches an inherited one off


@dataclass(frozen=True)
class Config:
    """The image's config (OCI image specification 1.1, config; Docker's additions)."""

    os: str
    architecture: str
    variant: str = ""
    created: str = ""  # RFC 3339; empty: not told
    user: str = ""
    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    shell_form: tuple[str, ...] = ()  # which of entrypoint, cmd and healthcheck are wrapped in a shell
    volumes: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()  # 5432/tcp
    labels: Mapping[str, str] = field(default_factory=dict)
    working_dir: str = ""
    stop_signal: str = ""
    healthcheck: Healthcheck | None = None
    history: tuple[str, ...] = ()  # every `created_by`, also of steps that made no layer
    diff_ids: tuple[str, ...] = ()  # as the config says

    @property
    def platform(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)


@dataclass(frozen=True)
class Leftover:
    """Something in a layer that looks like a secret, or that a later layer deletes; values are never kept."""

    path: str
    layer: int
    what: str  # a private key | a file named id_rsa | an AWS access key
    deleted_in: int | None = None  # the layer that hides it; it is in the image all the same


class Files(Protocol):
    """The tree that remains of all layers, whiteouts honoured."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Entry]: ...

    def get(self, path: str) -> Entry | None:
        """As it is named; a link is not followed."""

    def resolve(self, path: str) -> Entry | None:
        """With links followed inside the image; None where they leave it, lead nowhere or in a circle."""

    def content(self, path: str) -> bytes | None:
        """Of a file that was wanted while the layers were read, links followed."""

    def under(self, folder: str) -> Iterable[Entry]:
        """Everything below a folder, at any depth."""


@dataclass(frozen=True)
class Image:
    """`asked` is the platform under which an index names it; empty where nobody asked for one."""

    reference: str
    digest: str  # of its manifest
    kind: Literal["container", "plugin"]
    config: Config
    raw_config: Mapping[str, object]  # a plugin's own: interface, privileges (Docker plugin configuration v1)
    layers: tuple[Layer, ...]
    files: Files
    asked: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)  # the index's and the manifest's own
    tags: tuple[str, ...] = ()  # of its repository, where that is known
    leftovers: tuple[Leftover, ...] = ()
    changed: tuple[tuple[str, int], ...] = ()  # paths of lower layers that a layer replaces or deletes, with that layer
    packages: tuple[Package, ...] = ()
    owned: Mapping[str, str] = field(default_factory=dict)  # path to the operating system's package that brought it
    stages: tuple[tuple[int, Mapping[str, str]], ...] = ()  # versions by package after each layer that changed them

    @property
    def platform(self) -> str:
        return self.config.platform
