"""Images as they lie in a registry: the top manifest, those that it names, and what is attached to any of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from services.catalog.adapters.registry import manifests
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.manifests import Descriptor, Index, Manifest
from services.catalog.ports import Unreleasable
from vocabulary.digest import Digest, is_digest

# Signatures, attestations and SBOMs by cosign's tags, and the index that stands for the referrers API where a registry
# has none (distribution specification 1.1, “Referrers Tag Schema”).
ATTACHED = ("", ".sig", ".att", ".sbom")
KEPT = ".keep"
MOST = 256  # manifests of one image with all that is attached


@dataclass(frozen=True)
class Part:
    """One manifest of an image with its bytes."""

    descriptor: Descriptor
    content: bytes
    manifest: Manifest


@dataclass(frozen=True)
class Whole:
    """An image as it lies in the registry: its top manifest, and the manifests that it names."""

    digest: str
    content: bytes
    media_type: str
    parts: tuple[Part, ...]
    single: bool  # the top manifest is the only one

    @property
    def digests(self) -> tuple[str, ...]:
        """Of every manifest, the top one last."""
        children = () if self.single else tuple(part.descriptor.digest for part in self.parts)
        return (*dict.fromkeys(children), self.digest)


@dataclass(frozen=True)
class Attached:
    """What lies under a tag that names the digest it is about."""

    tag: str
    whole: Whole


def whole(client: Client, repository: str, reference: str) -> Whole:
    """By digest, or by a tag of ours; raises Unreleasable where a part is missing or is none."""
    content, media_type = client.manifest(repository, reference)
    digest = reference if is_digest(reference) else str(Digest.of(content))
    top = manifests.parse(content, digest, media_type)
    if isinstance(top, Manifest):
        own = Descriptor(media_type, digest, len(content), None, attests=False, foreign=False)
        return Whole(digest, content, media_type, (Part(own, content, top),), single=True)
    return Whole(digest, content, media_type, tuple(_parts(client, repository, top)), single=False)


def _parts(client: Client, repository: str, index: Index) -> Iterator[Part]:
    for one in index.children:
        content, _ = client.manifest(repository, one.digest)
        yield Part(one, content, manifests.child(content, one))


def attached(client: Client, repository: str, image: Whole) -> list[Attached]:
    """What is attached to the image and to its parts, and to that again; deepest last."""
    hidden = hidden_tags(client, repository)
    found: dict[str, Attached] = {}
    about, count = list(image.digests), len(image.digests)
    while about:
        for tag in attached_to(about.pop(), hidden):
            if tag not in found:
                found[tag] = Attached(tag, whole(client, repository, tag))
                about += found[tag].whole.digests
                count += len(found[tag].whole.digests)
                if count > MOST:
                    raise Unreleasable("too-many-attached", most=MOST)
    return list(found.values())


def closure(client: Client, repository: str, digests: Iterable[str]) -> list[str]:
    """Every manifest that these name or that is attached to them, as far as it is there, what names before named."""
    hidden = hidden_tags(client, repository)
    seen: dict[str, None] = {}
    waiting = list(digests)
    while waiting:
        digest = waiting.pop()
        if digest not in seen:
            seen[digest] = None
            waiting += _named_by(client, repository, digest)
            tags = [client.holds_manifest(repository, tag) for tag in attached_to(digest, hidden)]
            waiting += [found[0] for found in tags if found is not None]
    return list(seen)


def _named_by(client: Client, repository: str, digest: str) -> list[str]:
    try:
        content, media_type = client.manifest(repository, digest)
        read = manifests.parse(content, digest, media_type)
    except Unreleasable:
        return []  # gone, or no image at all
    return [one.digest for one in read.children] if isinstance(read, Index) else []


def hidden_tags(client: Client, repository: str) -> set[str]:
    return {tag for tag in client.tags(repository) if tag.startswith("sha256-")}


def attached_to(digest: str, hidden: Collection[str]) -> list[str]:
    return [tag for ending in ATTACHED if (tag := about_tag(digest) + ending) in hidden]


def keep_tag(digest: str) -> str:
    """A tag that no customer sees and no tag replaces: garbage collection never takes a released digest."""
    return about_tag(digest) + KEPT


def about_tag(digest: str) -> str:
    return f"sha256-{Digest.parse(digest).hex[:64]}"
