"""An image in a registry (OCI distribution specification 1.1), read as a person at home or as the store itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, TypeAlias

import requests

from services.certification.adapters.sources import manifests, references
from services.certification.adapters.sources.asking import Asking
from services.certification.adapters.sources.credentials import DockerCredentials
from services.certification.adapters.sources.manifests import Attached, Descriptor
from services.certification.adapters.sources.signing_in import AtHome, OfTheStore
from services.certification.ports import SourceImage, Unreadable
from services.certification.scan.documents import LARGEST, manifest_of
from vocabulary.digest import Digest
from vocabulary.unreadable import unreadable

# A repository's name, such as staging/acme/db → the value of the Authorization header for pulling from it.
Authorization: TypeAlias = Callable[[str], str]
COSIGN = (".sig", ".att", ".sbom")


class Registry:
    """A reference whose top manifest was read when this was made."""

    def __init__(self, asking: Asking, reference: str, wanted: str) -> None:
        self._asking = asking
        self._content, media_type = asking.manifest(wanted)
        self.reference = reference
        self.digest = str(Digest.of(self._content))
        if ":" in wanted:
            self._content = manifests.checked(self._content, wanted)
            self.digest = wanted
        self._top = Descriptor(self.digest, media_type, "", {})
        self.tags: Sequence[str] = tuple(tag for tag in asking.tags() if not tag.startswith(("sha256-", "sha512-")))

    @classmethod
    def at_home(cls, reference: str, credentials: DockerCredentials) -> "Registry":
        """As `docker pull` reads it, `docker.io/library/` where it goes without saying; http for loopback alone."""
        told = references.parse(reference)
        session = requests.Session()
        asking = Asking(session, told.api_host, told.repository, AtHome(session, told, credentials))
        return cls(asking, reference, told.wanted)

    @classmethod
    def of_the_store(cls, api: str, repository: str, reference: str, authorization: Authorization) -> "Registry":
        """`api` is http://127.0.0.1:5000, `reference` a tag or a digest; neither proxies nor netrc are heeded."""
        session = requests.Session()
        session.trust_env = False
        asking = Asking(session, api, repository, OfTheStore(lambda: authorization(repository)))
        return cls(asking, f"{repository}{'@' if ':' in reference else ':'}{reference}", reference)

    def images(self) -> Sequence[SourceImage]:
        return manifests.platforms(self._top, self._content, self._manifest, self._asking.blob)

    @contextmanager
    def layer(self, image: SourceImage, index: int) -> Iterator[BinaryIO]:
        with self._asking.stream(manifest_of(image.manifest).layers[index].digest) as content:
            yield content

    def attached(self) -> Sequence[Attached]:
        found = list(manifests.attestations(self._content, self._manifest, self._asking.blob))
        listed = manifests.descriptors(self._content, unreadable("image-manifest")) or ()
        for subject in dict.fromkeys((self.digest, *(one.digest for one in listed if not one.attests))):
            found += self._about(subject)
        return found

    def _about(self, subject: str) -> Iterator[Attached]:
        """By the referrers API or the tag that stands for it, and by cosign's tags."""
        tag = subject.replace(":", "-")
        referring = self._asking.referrers(subject) or self._asking.manifest_if_any(tag)
        listed = manifests.descriptors(referring, unreadable("list-of-attached")) or () if referring else ()
        for one in listed[: manifests.ATTACHED]:
            content = self._manifest(one.digest, LARGEST)
            yield subject, content, manifests.blobs_of(content, self._asking.blob)
        for ending in COSIGN:
            tagged = self._asking.manifest_if_any(tag + ending)
            if tagged is not None:
                yield subject, tagged, manifests.blobs_of(tagged, self._asking.blob)

    def _manifest(self, digest: str, limit: int) -> bytes:
        content = self._asking.manifest(digest)[0]
        if len(content) > limit:
            raise Unreadable(unreadable("too-long", what=digest, bytes=f"{limit:,}"))
        return manifests.checked(content, digest)
