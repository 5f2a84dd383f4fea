"""The checks of a compose file. Its subject is a text, not an image: its way in is here."""

from collections.abc import Iterator

from services.certification.checks import compose_file, host_access, known_images, pinned_images
from services.certification.checks.compose_reading import read
from services.certification.checks.composition import ComposeCheck, Known
from services.certification.checks.outcome import Outcome

CHECKS: tuple[ComposeCheck, ...] = (
    compose_file.CHECK,
    pinned_images.CHECK,
    known_images.CHECK,
    host_access.CHECK,
)


def check(text: str, known: Known) -> Iterator[tuple[ComposeCheck, Outcome]]:
    """Each check with what it says; `known` are the images that the store has: name with registry, tags and digests."""
    composition = read(text)
    return ((each, each.run(composition, known)) for each in CHECKS)
