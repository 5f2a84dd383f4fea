"""How a bundle is finished: it says what it is and lists all that is in it, and nothing else stays there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.docker_store import layout
from cli.docker_store.disk import put, sha256
from cli.docker_store.manifests import OCI_INDEX

if TYPE_CHECKING:
    from cli.docker_store.gathering import Gathered

UNDER_WAY = ".under-way.json"  # what is bundled in a folder; gone when it is done


def sealed(folder: Path, bundle: Gathered, told: dict[str, Any], about: dict[str, Any], store: str) -> list[str]:
    """The names of all its files."""
    put(folder / layout.OCI_LAYOUT, layout.LAYOUT_VERSION)
    put(folder / layout.INDEX, layout.rendered(_index(bundle)))
    digests = {*bundle.manifests, *bundle.blobs}
    names = [layout.OCI_LAYOUT, layout.INDEX, *bundle.papers, *(layout.blob(one) for one in digests)]
    # A blob is called by its SHA-256, to which it was held when it came.
    sums = {name: Path(name).name if name.startswith(layout.BLOBS) else sha256(folder / name) for name in names}
    sizes = {name: (folder / name).stat().st_size for name in names}
    files = [{"path": name, "size": sizes[name], "sha256": sums[name]} for name in sorted(names)]
    said = {name: told[name] for name in ("product", "name", "plan", "registry", "repository", "tag", "digest")}
    said.update(version=layout.VERSION, store=store, asked=about, platforms=bundle.platforms, files=files)
    said.update(partial=bool(bundle.missing), missing=sorted(bundle.missing))
    put(folder / layout.BUNDLE, layout.rendered(said))
    sums[layout.BUNDLE] = sha256(folder / layout.BUNDLE)
    put(folder / layout.SUMS, layout.sums(sums))
    kept = {*sums, layout.SUMS, UNDER_WAY}
    for file in [one for one in folder.rglob("*") if one.is_file()]:
        if file.relative_to(folder).as_posix() not in kept:
            file.unlink()
    (folder / UNDER_WAY).unlink()
    return [*sums, layout.SUMS]


def _index(bundle: Gathered) -> dict[str, Any]:
    entries = []
    for tag, one in bundle.entries:
        entry: dict[str, Any] = {"mediaType": one.media_type, "digest": one.digest, "size": one.size}
        entries.append({**entry, "annotations": {layout.REF_NAME: tag}} if tag else entry)
    return {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
