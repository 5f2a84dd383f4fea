"""What is seen of an image beside its bytes: what lies beside it in a registry, and what an engine does with it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cli.chandlery.certifying.asked import COULD_NOT_RUN
from cli.chandlery.printing import Stop
from services.certification.checks import Kind
from services.certification.ports import Source, SourceImage
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed

Observe = Callable[[Image, SourceImage, Kind], Observed]


@contextmanager
def observing(source: Source, engine: str, keys: Sequence[str]) -> Iterator[Observe]:
    """`engine` is empty where nothing is tried; `keys` are the publisher's, in PEM form."""
    with _engine(engine) as tried_on:

        def observe(image: Image, stored: SourceImage, kind: Kind) -> Observed:
            tried = None if tried_on is None else tried_on.try_image(source, stored, kind)
            return Observed(tried=tried)

        yield observe


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
