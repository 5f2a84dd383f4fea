"""An image in a registry (OCI distribution specification 1.1), read as a person at home or as the store itself."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, TypeAlias

from services.certification.adapters.sources.credentials import DockerCredentials
from services.certification.ports import SourceImage

# A repository's name, such as staging/acme/db → the value of the Authorization header for pulling from it.
Authorization: TypeAlias = Callable[[str], str]


class Registry:
    """A reference whose top manifest was read when this was made."""

    reference: str
    digest: str
    tags: Sequence[str]

    @classmethod
    def at_home(cls, reference: str, credentials: DockerCredentials) -> "Registry":
        """As `docker pull` reads it, `docker.io/library/` where it goes without saying; http for loopback alone."""
        raise NotImplementedError

    @classmethod
    def of_the_store(cls, api: str, repository: str, reference: str, authorization: Authorization) -> "Registry":
        """`api` is http://127.0.0.1:5000, `reference` a tag or a digest; neither proxies nor netrc are heeded."""
        raise NotImplementedError

    def images(self) -> Sequence[SourceImage]:
        raise NotImplementedError

    def layer(self, image: SourceImage, index: int) -> AbstractContextManager[BinaryIO]:
        raise NotImplementedError

    def attached(self) -> Sequence[tuple[str, bytes, Mapping[str, bytes]]]:
        raise NotImplementedError
