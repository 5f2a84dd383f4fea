"""What the catalogue needs from outside: the registry with what was pushed and released, and publishers' sites."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from vocabulary.unreleasable import UNRELEASABLE

Step = Literal["mounted", "manifests", "signed", "tagged"]
Alone: TypeAlias = Callable[[str], AbstractContextManager[object]]  # nobody else is at what is named meanwhile


@dataclass(frozen=True)
class DomainProof:
    """What proves a domain to be a publisher's: `value`, in a TXT record or in a file of its site."""

    domain: str
    value: str

    @property
    def record(self) -> str:
        return f"_chandlery.{self.domain}"

    @property
    def url(self) -> str:
        return f"https://{self.domain}/.well-known/chandlery.txt"


@dataclass(frozen=True)
class SeenProof:
    """`how` is empty where nothing proves it; then `told` says what was seen instead."""

    how: Literal["dns", "well-known", ""]
    told: str = ""


class Sites(Protocol):
    def look_for(self, proof: DomainProof) -> SeenProof:
        """Within a few seconds, whatever the other side does."""


@dataclass(frozen=True)
class SeenPlatform:
    """One platform of an image; `size` is what a pull of it moves, in bytes."""

    platform: str
    digest: str
    size: int
    layers: int


@dataclass(frozen=True)
class SeenImage:
    """A pushed image as its manifests and configs describe it; `created` is RFC 3339 or empty."""

    media_type: str
    kind: Literal["container", "plugin"]
    platforms: tuple[SeenPlatform, ...]
    created: str


@dataclass(frozen=True)
class StagedTag:
    """A manifest that lies under a tag of a staging repository now; `repository` is publisher/repository."""

    repository: str
    tag: str
    digest: str
    media_type: str


@dataclass(frozen=True)
class LyingManifest:
    """A manifest that customers reach; `size` is its own, in bytes, `platform` empty where it is of no one platform."""

    digest: str
    media_type: str
    size: int
    platform: str


@dataclass(frozen=True)
class LyingBeside:
    """What lies under a tag that names the digest it is about: a signature, a statement, or the list of referrers."""

    tag: str
    digest: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Lying:
    """An image whole: the manifest that names it first, then those of its platforms; and what lies beside them."""

    manifests: tuple[LyingManifest, ...]
    beside: tuple[LyingBeside, ...]


@dataclass(frozen=True)
class Said:
    """A predicate of an in-toto statement: what is stated of one platform of an image."""

    predicate_type: str
    platform: str
    predicate: Mapping[str, Any]


class Unreleasable(Exception):
    """What was pushed cannot be offered, now and at every later try: a code of vocabulary.unreleasable, with the
    particulars that its sentence names."""

    def __init__(self, code: str, **particulars: object) -> None:
        self.code = code
        self.particulars = {name: str(value) for name, value in particulars.items()}
        super().__init__(UNRELEASABLE[code] % self.particulars)


class RegistryAway(Exception):
    """The registry did not answer as it should; the same call may work later."""


class Registry(Protocol):
    """Each method may be called again, as often as needed, and raises Unreleasable or RegistryAway.

    A repository is publisher/repository; what lies in its staging side is another thing than what customers reach.
    """

    def read(self, repository: str, digest: str) -> SeenImage:
        """What was pushed to the staging side."""

    def release(self, repository: str, tag: str, digest: str, alone: Alone = nullcontext) -> Iterator[Step]:
        """Brings it with its attestations to customers, signs it, the tag last; tells each step when it is done."""

    def check_signature(self, repository: str, digest: str, keys: Collection[str]) -> None:
        """That one of these keys (PEM) has signed it on the staging side; else Unreleasable says why it does not."""

    def signing_keys(self) -> list[dict[str, Any]]:
        """With which the store signs: `id`, `pem` and whether it `signs` now; the newest first."""

    def sign(self, repository: str, digest: str, alone: Alone = nullcontext) -> bool:
        """With the store's newest key, what customers may pull; whether any signature was missing."""

    def attest(self, repository: str, digest: str, said: Sequence[Said], alone: Alone = nullcontext) -> None:
        """States this of a manifest, signed, in place of what was stated so of the same platform before."""

    def move_tag(self, repository: str, tag: str, digest: str) -> None:
        """The tag leads to this digest, which was released before."""

    def drop_tag(self, repository: str, tag: str) -> None:
        """Customers find nothing under this tag; the digest that it led to stays."""

    def withdraw(self, repository: str, digest: str, spared: Collection[str]) -> None:
        """Customers cannot pull it any more, nor any part of it that is not a part of the spared digests."""

    def unstage(self, repository: str, tag: str, digest: str, spared: Collection[str]) -> None:
        """The same on the staging side; of a spared digest the tag alone goes."""

    def staged(self, repository: str = "") -> Iterator[StagedTag]:
        """Everything that lies under a tag in a staging repository, or in any."""

    def released(self, repository: str) -> Iterator[tuple[str, str]]:
        """Each tag that customers reach, hidden ones left out, with its digest."""

    def holds(self, repository: str, digest: str) -> bool:
        """Whether customers could pull this digest."""

    def lying(self, repository: str, digest: str) -> Lying:
        """What of it customers reach now."""

    def repositories(self) -> Iterator[str]:
        """Every repository that has a staging or a released side, once."""


def tombstone(tag: str) -> bytes:
    """An index of nothing: what a tag leads to for the moment until it goes with it.

    A registry 2.x deletes manifests alone, with every tag that leads to them.
    """
    media_type = "application/vnd.oci.image.index.v1+json"
    told = {"schemaVersion": 2, "mediaType": media_type, "manifests": [], "annotations": {"store.tombstone": tag}}
    return json.dumps(told, sort_keys=True).encode()
