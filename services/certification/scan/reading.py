"""An image as checks see it, from one streaming pass over each of its layers, the lowest first.

Nothing is unpacked to disk, and no more is held than names, a few small files, and what packages tell.
"""

from collections.abc import Callable
from typing import Any

from services.certification.ports import Source, SourceImage, Unreadable
from services.certification.scan import documents, packages, wanted
from services.certification.scan.documents import Manifest, StoredLayer
from services.certification.scan.image import Config, Image, Layer
from services.certification.scan.layers import Meter, Stored, Unpacked
from services.certification.scan.limits import USUAL, Limits, within
from services.certification.scan.passing import Passing
from vocabulary.unreadable import unreadable

__all__ = ["Limits", "read"]


def read(
    source: Source,
    image: SourceImage,
    limits: Limits = USUAL,
    progress: Callable[[int, int], None] | None = None,
) -> Image:
    """`progress(read, of)`: stored bytes of the layers; raises Unreadable or SourceAway."""
    manifest, told = _documents(image)
    plugin = manifest.config_type == documents.PLUGIN_CONFIG
    config = (documents.plugin_config_of if plugin else documents.config_of)(told, image.asked)
    within(len(manifest.layers), limits.layers, "more-layers")
    if len(config.diff_ids) != len(manifest.layers):
        raise Unreadable(unreadable("other-layer-count", told=len(config.diff_ids), listed=len(manifest.layers)))
    passing = _passed(source, image, manifest, config, limits, progress)
    steps = documents.steps_of_layers(told)
    content = passing.tree.content
    os_release = next((found for name in wanted.OS_RELEASE if (found := content(name))), b"")
    kept = passing.kept
    return Image(
        reference=source.reference,
        digest=image.digest,
        kind="plugin" if plugin else "container",
        config=config,
        raw_config=documents.as_specified(told) if plugin else told,
        layers=tuple(
            Layer(stored.digest, diff_id, stored.size, next(steps))
            for stored, diff_id in zip(manifest.layers, config.diff_ids, strict=True)
        ),
        files=passing.tree,
        asked=image.asked,
        annotations={**image.annotations, **manifest.annotations},
        tags=tuple(source.tags),
        leftovers=kept.leftovers(),
        changed=tuple(kept.changed),
        packages=packages.finish(kept.packages, os_release, kept.owned),
        owned=kept.owned,
        stages=tuple(kept.stages),
    )


def _documents(image: SourceImage) -> tuple[Manifest, dict[str, Any]]:
    if image.problem:
        raise Unreadable(image.problem)
    if not documents.matches(image.manifest, image.digest):
        raise Unreadable(unreadable("other-manifest"))
    manifest = documents.manifest_of(image.manifest)
    if manifest.config_type not in documents.CONFIGS:
        raise Unreadable(unreadable("no-image", type=manifest.config_type or "“”"))
    if not documents.matches(image.config, manifest.config_digest):
        raise Unreadable(unreadable("other-config"))
    return manifest, documents.document(image.config, unreadable("image-config"))


def _passed(
    source: Source,
    image: SourceImage,
    manifest: Manifest,
    config: Config,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> Passing:
    meter = Meter(limits, sum(layer.size for layer in manifest.layers), progress)
    passing = Passing(limits)
    for number, (layer, diff_id) in enumerate(zip(manifest.layers, config.diff_ids, strict=True)):
        with source.layer(image, number) as stream:
            stored = Stored(stream, layer.size, meter, layer.digest.partition(":")[0])
            _one_layer(stored, meter, passing, number + 1, layer, _unpacked_as(diff_id, layer, manifest))
    quiet = Meter(limits, 0)
    for number, unread in sorted(passing.unread().items()):
        size = manifest.layers[number].size
        with source.layer(image, number) as stream, Unpacked(Stored(stream, size, quiet), quiet) as archive:
            passing.again(archive, unread)
    return passing


def _unpacked_as(diff_id: str, layer: StoredLayer, manifest: Manifest) -> str:
    """The digest of the unpacked layer; empty where none is told: for a plugin `docker plugin create` names the layer
    as it is packed."""
    return "" if manifest.config_type == documents.PLUGIN_CONFIG and diff_id == layer.digest else diff_id


def _one_layer(stored: Stored, meter: Meter, passing: Passing, number: int, layer: StoredLayer, diff_id: str) -> None:
    with Unpacked(stored, meter) as archive:
        passing.through(archive)
        if archive.drained() != diff_id and diff_id:
            raise Unreadable(unreadable("layer-unpacks-otherwise", layer=number))
    if stored.drained() != layer.digest:
        raise Unreadable(unreadable("layer-otherwise", layer=number))
