"""Whether an image in a bundle, and what is about it, was signed by somebody whose key is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.docker_store import layout, signatures
from cli.docker_store.archive import hostile
from cli.docker_store.ending import NO, Stop
from cli.docker_store.openssl import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.docker_store.verifying import Bundle

GIVE_KEY = "Give the key of who signed it: --key FILE, more than once for more. --insecure-unsigned loads it as it is."
MOST_SIGNATURES, MOST_KEYS = 500, 20  # each signature is tried with each key
STAGING = "staging/"  # where a publisher signs what is not released yet


class Trust:
    """`keys` that signed something here, and how many signatures are by keys that are not known."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.verified = self.unknown = self.tried = 0
        self.names: set[str] = set()
        self.signed: set[str] = set()


def given(files: Sequence[str]) -> list[Key]:
    return [_read(Path(name)) for name in files]


def _read(file: Path) -> Key:
    try:
        return Key(file.read_bytes(), str(file))
    except OSError as wrong:
        raise Stop(f"{file} cannot be read: {wrong.strerror}.") from wrong


def of_bundle(bundle: Bundle) -> list[Key]:
    """The keys that came with it, which are as good as the bundle is."""
    names = sorted(name for name in bundle.opened.sizes if name.startswith(layout.KEYS))
    if len(names) > MOST_KEYS:
        raise hostile(f"it has more than {MOST_KEYS} keys")
    return [Key(bundle.opened.small(name), name) for name in names]


def trusted(bundle: Bundle, keys: Sequence[Key]) -> Trust:
    """Raises Stop where the image is not signed by one of the keys, or where something about it is not."""
    trust = Trust()
    there = {bundle.digest, *(one.digest for one in bundle.image.children if one.is_manifest)}
    tried: set[str] = set()
    for tag, entry in bundle.entries:
        if entry.digest == bundle.digest:
            continue
        digest = signatures.about(tag)
        if digest not in there:
            raise hostile(f"{tag or entry.digest} is about nothing in it")
        found = signatures.claims(bundle, entry)
        if any(digest not in one.digests for one in found):
            raise hostile(f"a signature under {tag} is of another image")
        tried.update(digest for one in found if one.signs)
        by = [_counted(trust, digest, one, keys) for one in found]
        if found and not any(by):
            raise Stop(f"What signs or states something of {digest} is signed by none of the keys.", GIVE_KEY, NO)
    if bundle.digest not in trust.signed:
        why = "is signed by none of the keys" if bundle.digest in tried else "is not signed"
        raise Stop(f"The image {bundle.digest} {why}.", GIVE_KEY, NO)
    _must_be_named(bundle, trust)
    return trust


def _counted(trust: Trust, digest: str, claim: signatures.Claim, keys: Sequence[Key]) -> bool:
    trust.tried += len(claim.signatures)
    if trust.tried > MOST_SIGNATURES:
        raise hostile(f"it has more than {MOST_SIGNATURES} signatures")
    key = claim.by(keys)
    if key is None:
        trust.unknown += 1
        return False
    trust.verified += 1
    trust.keys[key.id] = key
    if claim.signs:
        trust.signed.add(digest)
        trust.names.update([claim.name.partition("/")[2]] if claim.name else [])
    return True


def _must_be_named(bundle: Bundle, trust: Trust) -> None:
    """A bundle may say that it is something else than what was signed."""
    repository = bundle.told["repository"]
    if trust.names and not trust.names & {repository, STAGING + repository}:
        raise hostile(f"it says that it is {repository}, and was signed as {', '.join(sorted(trust.names))[:200]}")
