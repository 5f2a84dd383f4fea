"""Bundles as somebody would make them who wants to be believed: changed, and their lists and checksums made right."""

import hashlib
import json
from pathlib import Path
from typing import Any


def resealed(folder: Path, **told: Any) -> None:
    """Its lists say what lies there now; `told` is what it says of itself besides."""
    (folder / "SHA256SUMS").unlink()
    said = json.loads((folder / "chandlery-bundle.json").read_text())
    names = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "chandlery-bundle.json"]
    files = [
        {"path": path.relative_to(folder).as_posix(), "size": path.stat().st_size, "sha256": sha256(path)}
        for path in names
    ]
    (folder / "chandlery-bundle.json").write_text(json.dumps({**said, "files": files, **told}))
    names.append(folder / "chandlery-bundle.json")
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def blob(folder: Path, digest: str) -> Path:
    return folder / "blobs" / "sha256" / digest.partition(":")[2]


def put(folder: Path, content: bytes, media_type: str) -> dict[str, Any]:
    """A blob, and its descriptor."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    blob(folder, digest).write_bytes(content)
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def without(folder: Path, *tags: str) -> None:
    """Without what lies under these tags, and what belongs to nothing then."""
    index = json.loads((folder / "index.json").read_text())
    index["manifests"] = [one for one in index["manifests"] if tag(one) not in tags]
    (folder / "index.json").write_text(json.dumps(index))
    kept = {one for entry in index["manifests"] for one in named(folder, entry["digest"])}
    for path in (folder / "blobs" / "sha256").iterdir():
        if f"sha256:{path.name}" not in kept:
            path.unlink()
    resealed(folder)


def tag(entry: dict[str, Any]) -> str:
    return str(entry["annotations"]["org.opencontainers.image.ref.name"])


def named(folder: Path, digest: str) -> set[str]:
    """The digest, and all that it leads to."""
    found = {digest}
    try:
        told = json.loads(blob(folder, digest).read_bytes())
    except ValueError:
        return found
    for one in [*told.get("manifests", []), *told.get("layers", []), *([told["config"]] if "layers" in told else [])]:
        found |= named(folder, one["digest"])
    return found
