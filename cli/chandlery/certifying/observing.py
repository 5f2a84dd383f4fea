"""What is seen of an image beside its bytes: what lies beside it in a registry, and what an engine does with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from cli.chandlery.certifying.asked import COULD_NOT_RUN
from cli.chandlery.printing import Stop
from services.certification.checks import Kind
from services.certification.ports import Source, SourceImage, Unreadable
from services.certification.scan.attached import Lying, about
from services.certification.scan.image import Image
from services.certification.scan.keys import Key, key_of
from services.certification.scan.observed import Attached, Observed, Tried
from vocabulary.findings import said

Observe = Callable[[Image, SourceImage, Kind], Observed]

FOREIGN = "exec format error"


@contextmanager
def observing(
    source: Source,
    engine: str,
    keys: Sequence[str],
    trying: Callable[[str], None] = lambda step: None,
) -> Iterator[Observe]:
    """`engine` is empty where nothing is tried; `keys` are the publisher's, in PEM form. Raises Stop."""
    known = [_key(pem) for pem in keys]

    @cache
    def lying() -> Sequence[Lying] | None:
        """None: what lies there cannot be read, so nobody looked."""
        try:
            return source.attached()
        except Unreadable:
            return None

    def attached(stored: SourceImage) -> Attached | None:
        beside = lying()
        return None if beside is None else about({stored.digest, source.digest}, beside, known)

    with _engine(engine) as tried_on:

        def observe(image: Image, stored: SourceImage, kind: Kind) -> Observed:
            tried = None
            if tried_on is not None:
                tried = of_its_platform(tried_on.try_image(source, stored, kind, trying), image.platform)
            return Observed(attached=attached(stored), tried=tried)

        yield observe


def of_its_platform(tried: Tried, platform: str) -> Tried:
    """That an engine runs no programs of a platform says nothing against the image: it was not tried."""
    starts = tried.steps.get("starts")
    if starts is None or starts.done or FOREIGN not in starts.told:
        return tried
    return Tried(tried.engine, problem=said("engine-of-other-platform", platform=platform))


def _key(pem: str) -> Key:
    try:
        return key_of(pem)
    except ValueError as wrong:
        raise Stop("A publisher's key is no public key in PEM form, such as cosign.pub", COULD_NOT_RUN) from wrong


@contextmanager
def _engine(address: str) -> Iterator[Any]:
    if not address:
        yield None
        return
    from docker.errors import DockerException

    from services.certification.adapters.engine import engine_at

    try:
        engine = engine_at(address)
    except DockerException as wrong:
        raise Stop(f"There is no engine at {address}: {wrong}", COULD_NOT_RUN) from wrong
    try:
        yield engine
    finally:
        engine.close()
