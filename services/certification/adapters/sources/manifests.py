"""What a top manifest leads to: platforms, and what is attached to them, wherever the bytes lie."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from services.certification.ports import SourceImage, Unreadable
from services.certification.scan.documents import LARGEST, document, field, matches, text, texts_by_name
from vocabulary.digest import is_digest
from vocabulary.unreadable import unreadable

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
ACCEPT = ", ".join((OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST))
MOST = 64  # manifests of an index
ATTACHED, ATTACHED_BYTES = 64, 128 * 1024 * 1024  # manifests about an image, and bytes of all they name
_KIND, _SUBJECT = "vnd.docker.reference.type", "vnd.docker.reference.digest"

# A digest, and how many bytes it may have at most → its bytes; raises Unreadable where it is not there or longer.
Fetch: TypeAlias = Callable[[str, int], bytes]
Attached: TypeAlias = tuple[str, bytes, Mapping[str, bytes]]


@dataclass(frozen=True)
class Descriptor:
    digest: str
    media_type: str
    platform: str
    annotations: Mapping[str, str]
    artifact_type: str = ""

    @property
    def attests(self) -> bool:
        """BuildKit puts attestations beside the platforms of an index."""
        return _KIND in self.annotations or self.platform == "unknown/unknown"


def descriptors(content: bytes, what: str) -> list[Descriptor] | None:
    """Those of an index; None where it is a manifest."""
    told = document(content, what)
    listed = field(told, "manifests")
    if not isinstance(listed, list) or field(told, "config") is not None:
        return None
    if len(listed) > MOST:
        raise Unreadable(unreadable("too-many-manifests", what=what, most=MOST))
    return [_descriptor(one, what) for one in listed]


def _descriptor(told: Any, what: str) -> Descriptor:
    digest = text(field(told, "digest")) if isinstance(told, dict) else ""
    if not is_digest(digest):
        raise Unreadable(unreadable("manifest-without-digest", what=what))
    platform = field(told, "platform")
    parts = [text(field(platform, name)) for name in ("os", "architecture", "variant")] if platform else []
    return Descriptor(
        digest,
        text(field(told, "mediaType")),
        "/".join(part for part in parts if part),
        texts_by_name(field(told, "annotations")),
        text(field(told, "artifactType")),
    )


def platforms(top: Descriptor, content: bytes, manifest: Fetch, blob: Fetch) -> Sequence[SourceImage]:
    """One of an image alone, all of an index; what an index names and nobody can read is told with its problem."""
    listed = descriptors(content, unreadable("image-manifest"))
    if listed is None:
        return [_image(top, content, {}, blob)]
    found = list(_listed(listed, _annotations(content), manifest, blob))
    if not found:
        raise Unreadable(unreadable("no-platform"))
    return found


def _listed(
    listed: Sequence[Descriptor], above: Mapping[str, str], manifest: Fetch, blob: Fetch
) -> Iterator[SourceImage]:
    """Indexes within it are gone through as well, as far as anybody nests them."""
    todo = [(one, above) for one in listed if not one.attests]
    for looked_at, (one, before) in enumerate(todo):
        annotations = {**before, **one.annotations}
        if looked_at >= MOST:
            raise Unreadable(unreadable("leads-too-far", most=MOST))
        try:
            content = manifest(one.digest, LARGEST)
            within = descriptors(content, unreadable("index-of", digest=one.digest))
            found = _image(one, content, annotations, blob) if within is None else None
        except Unreadable as problem:
            yield SourceImage(one.digest, one.media_type, b"", b"", one.platform, annotations, str(problem))
            continue
        if found is not None:
            yield found
        todo += [(each, {**annotations, **_annotations(content)}) for each in within or () if not each.attests]


def _image(one: Descriptor, content: bytes, annotations: Mapping[str, str], blob: Fetch) -> SourceImage:
    told = field(document(content, unreadable("image-manifest")), "config")
    digest = text(field(told, "digest")) if isinstance(told, dict) else ""
    if not is_digest(digest):
        raise Unreadable(unreadable("no-config-and-layers"))
    return SourceImage(one.digest, one.media_type, content, blob(digest, LARGEST), one.platform, annotations)


def _annotations(content: bytes) -> Mapping[str, str]:
    return texts_by_name(field(document(content, unreadable("index")), "annotations"))


def attestations(content: bytes, manifest: Fetch, blob: Fetch) -> Iterator[Attached]:
    """Those that lie within the index itself."""
    for one in descriptors(content, unreadable("image-manifest")) or ():
        subject = one.annotations.get(_SUBJECT, "")
        if one.attests and is_digest(subject):
            yield subject, (told := manifest(one.digest, LARGEST)), blobs_of(told, blob)


def blobs_of(content: bytes, blob: Fetch) -> Mapping[str, bytes]:
    """What a manifest about an image names; what is not there or too long is left out."""
    told = document(content, unreadable("attached-manifest"))
    layers, config = field(told, "layers"), field(told, "config")
    named = [*(layers if isinstance(layers, list) else ()), config]
    digests = [text(field(one, "digest")) for one in named[: ATTACHED + 1] if isinstance(one, dict)]
    found: dict[str, bytes] = {}
    for digest in filter(is_digest, digests):
        left = ATTACHED_BYTES - sum(map(len, found.values()))
        try:
            found.setdefault(digest, blob(digest, left))
        except Unreadable:
            continue
    return found


def checked(content: bytes, digest: str) -> bytes:
    if not matches(content, digest):
        raise Unreadable(unreadable("something-else", digest=digest))
    return content
