"""An image as it lies on somebody's host: the names that it may have in the store, its tag, and its digests."""

from collections.abc import Sequence
from dataclasses import dataclass

from vocabulary.digest import is_digest
from vocabulary.image_reference import ImageReference

HUB = frozenset({"", "docker.io", "index.docker.io", "registry-1.docker.io"})  # where docker looks by default
LIBRARY = "library/"


@dataclass(frozen=True)
class Local:
    """`here` is its repository in this store's registry; `elsewhere` the names that one elsewhere is listed by."""

    reference: str
    here: str = ""
    elsewhere: tuple[str, ...] = ()
    tag: str = ""  # empty: it has none, or is known by its digest alone
    digests: frozenset[str] = frozenset()
    platform: str = ""


def local(reference: str, digests: Sequence[str], platform: str, registry_host: str) -> Local:
    """What cannot be read as a name, `<none>:<none>` say, has its digests alone."""
    known = frozenset(filter(is_digest, digests))
    try:
        named = ImageReference.parse(reference)
    except ValueError:
        return Local(reference, digests=known, platform=platform)
    tag = named.tag or ("" if named.digest else "latest")
    known |= {named.digest} if named.digest else set()
    if named.host == registry_host:
        return Local(reference, named.repository, (), tag, known, platform)
    return Local(reference, "", _elsewhere(named.host, named.repository), tag, known, platform)


def _elsewhere(host: str, repository: str) -> tuple[str, ...]:
    if host not in HUB:
        return (f"{host}/{repository}",)
    short = repository.removeprefix(LIBRARY)
    names = [short] if "/" in short else [short, f"{LIBRARY}{short}"]
    return (*names, *(f"docker.io/{name}" for name in names))
