"""What is seen of an image beside its bytes: what lies beside it in a registry, and what an engine does with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from cli.chandlery.certifying.asked import COULD_NOT_RUN
from cli.chandlery.printing import Stop
from services.certification.adapters.sources.saved import Saved
from services.certification.checks import Kind
from services.certification.ports import Source, SourceImage
from services.certification.scan.attached import about
from services.certification.scan.image import Image
from services.certification.scan.keys import Key, key_of
from services.certification.scan.observed import Observed

Observe = Callable[[Image, SourceImage, Kind], Observed]


@contextmanager
def observing(source: Source, engine: str, keys: Sequence[str]) -> Iterator[Observe]:
    """`engine` is empty where nothing is tried; `keys` are the publisher's, in PEM form."""
    known = [_key(pem) for pem in keys]
    beside = cache(source.attached)
    with _engine(engine) as tried_on:

        def observe(image: Image, stored: SourceImage, kind: Kind) -> Observed:
            tried = None if tried_on is None else tried_on.try_image(source, stored, kind)
            found = None if isinstance(source, Saved) else about({image.digest, source.digest}, beside(), known)
            return Observed(attached=found, tried=tried)

        yield observe


def _key(pem: str) -> Key:
    try:
        return key_of(pem)
    except ValueError as wrong:
        raise Stop(f"This is no public key in PEM form: {pem[:60]}", COULD_NOT_RUN) from wrong


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
