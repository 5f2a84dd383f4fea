"""What goes with an image and lies in no registry: keys, bills of materials, the licence and the release's notes."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from cli.docker_store import layout
from cli.docker_store.disk import put
from cli.docker_store.gathering import fits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli.docker_store.calling import Store


def bring(store: Store, told: dict[str, Any], wanted: Sequence[str], folder: Path) -> list[str]:
    """Their names; what an earlier run of the same bundle brought is kept as it is."""
    pems = [pem.strip().encode() + b"\n" for pem in told["keys"]]
    names = [_kept(folder, f"{layout.KEYS}store-{place}.pem", pem) for place, pem in enumerate(pems, 1)]
    if told["notes"]:
        names.append(_kept(folder, layout.NOTES, told["notes"].rstrip().encode() + b"\n"))
    bills = [one for one in told["sboms"] if not wanted or any(fits(one["platform"], asked) for asked in wanted)]
    names += [
        _had(store, folder, f"{layout.SBOMS}{layout.plain(one['platform'])}.cdx.json", one["url"]) for one in bills
    ]
    if told["licence"]:
        names.append(_had(store, folder, layout.LICENCE, told["licence"]["url"]))
    return names


def _kept(folder: Path, name: str, content: bytes) -> str:
    put(folder / name, content)
    return name


def _had(store: Store, folder: Path, name: str, url: str) -> str:
    if not (folder / name).exists():
        put(folder / name, store.file(url))
    return name


def fingerprint(pem: str) -> str:
    """SHA-256 of the key's DER form, in hexadecimal: its `id` in the store's list of keys; empty for what is no PEM."""
    lines = [line.strip() for line in pem.strip().splitlines()]
    if len(lines) < 3 or lines[0] != "-----BEGIN PUBLIC KEY-----" or lines[-1] != "-----END PUBLIC KEY-----":
        return ""
    try:
        return hashlib.sha256(b64decode("".join(lines[1:-1]), validate=True)).hexdigest()
    except ValueError:
        return ""
