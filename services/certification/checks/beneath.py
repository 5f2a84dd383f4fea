"""Which approved base image lies beneath."""

from services.certification.scan.image import Image
from services.certification.scan.observed import Base, Observed


def base_of(image: Image, observed: Observed) -> Base | None:
    """The one with most layers of those whose layers, by the digests of their contents, are the image's lowest."""
    measured = tuple(layer.diff_id for layer in image.layers)
    fitting = [
        base for base in observed.rules.bases if base.diff_ids and measured[: len(base.diff_ids)] == base.diff_ids
    ]
    return max(fitting, key=lambda base: (len(base.diff_ids), not base.outdated), default=None)
