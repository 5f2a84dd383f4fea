"""`load`: verifies all of what `bundle` wrote, and pushes it to a registry on this side, digests unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.docker_store import layout, pushing, signatures, trusting
from cli.docker_store.asking import tell
from cli.docker_store.clean import clean
from cli.docker_store.disk import written
from cli.docker_store.ending import DONE, Stop
from cli.docker_store.opened import opened
from cli.docker_store.progress import Progress
from cli.docker_store.registry import Registry
from cli.docker_store.signed_in import by_docker
from cli.docker_store.standing import stands_in_the_way
from cli.docker_store.verifying import whole
from cli.docker_store.versions import size
from cli.docker_store.wire import Lost

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.manifests import Descriptor
    from cli.docker_store.session import Session
    from cli.docker_store.verifying import Bundle


def take(parser: ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="FILE|DIR", help="what `bundle` wrote")
    parser.add_argument("registry", metavar="REGISTRY[/REPOSITORY]", help="without a repository: as in the store")
    parser.add_argument(
        "--key", action="append", default=[], metavar="FILE", help="trust this public key, and no other"
    )
    parser.add_argument("--insecure-unsigned", action="store_true", help="also what nobody signed whose key is known")
    parser.add_argument("--replace", action="store_true", help="also signatures there that the bundle does not have")
    parser.add_argument("--plain-http", action="store_true", help="speak http:// with the registry, unprotected")


def run(asked: Any, session: Session) -> int:
    place = Path(asked.bundle)
    with written(place), opened(place) as there:
        total = sum(there.sizes.values())
        progress = Progress("Verifying", total)
        try:
            bundle = whole(there, progress.add)
        finally:
            progress.end()
        tell(f"{_name(bundle)}: {len(there.sizes)} files, {size(total)}, whole.")
        _trust(asked, bundle)
        registry = _registry(asked, session, bundle)
        try:
            whole_there = _load(registry, bundle, asked)
        except Lost as lost:
            raise lost.stop(pushing.AGAIN) from lost
    for digest in [bundle.digest] if whole_there else [one.digest for one in _platforms(bundle)]:
        print(clean(f"{registry.named}@{digest}"))
    return DONE


def _name(bundle: Bundle) -> str:
    return f"{bundle.told['product']} {bundle.told.get('tag') or ''}".strip()


def _trust(asked: Any, bundle: Bundle) -> None:
    if asked.insecure_unsigned:
        tell("Its signatures were not looked at.")
        return
    keys = trusting.given(asked.key) or trusting.of_bundle(bundle)
    trust = trusting.trusted(bundle, keys)
    others = f"; {trust.unknown} by others, whose keys are not known here" if trust.unknown else ""
    tell(f"{trust.verified} signatures verified{others}.")
    for one in trust.keys.values():
        tell(f"Key SHA256 {one.id} ({one.name})")
    if not asked.key:
        tell("That key came with the bundle, and is as good as the bundle is. Better: --key FILE, had by another way.")


def _registry(asked: Any, session: Session, bundle: Bundle) -> Registry:
    host, _, repository = asked.registry.removeprefix("https://").removeprefix("http://").rstrip("/").partition("/")
    repository = repository or bundle.told["repository"]
    if not layout.is_repository(repository) or not layout.is_host(host):
        raise Stop(f"“{asked.registry}” is no place in a registry.", "Such as registry.example:5000/acme/db")
    login = by_docker(session.known.folder, host)
    return Registry(host, repository, login, "pull,push", plain=asked.plain_http)


def _load(registry: Registry, bundle: Bundle, asked: Any) -> bool:
    """Blobs before manifests, children before parents, and what signs the image before the tag that leads to it.

    False where the registry has not the index, of which platforms are missing, and has its platforms alone.
    """
    progress = Progress(f"To {registry.named}", sum(bundle.blobs.values()))
    sent = done = 0
    try:
        for digest, count in sorted(bundle.blobs.items(), key=lambda one: (one[1], one[0])):
            with bundle.opened.open(layout.blob(digest)) as file:
                file.seen = progress.add
                sent += pushing.blob(registry, digest, file)
            done += count
            progress.done = done  # also what was there already, or was sent twice
    finally:
        progress.end()
    put = {digest: _put(registry, bundle, digest) for digest in bundle.manifests}
    incomplete = put[bundle.digest] is None
    tags = _tags(bundle, registry, incomplete=incomplete)
    led = sum(_tagged(registry, bundle, tag, digest, asked) for tag, digest in tags)
    count = sum(map(bool, put.values()))
    tell(f"Sent {sent} of {len(bundle.blobs)} blobs, {count} of {len(bundle.manifests)} manifests, {led} tags.")
    return not incomplete


def _platforms(bundle: Bundle) -> list[Descriptor]:
    return [one for one in bundle.image.children if one.digest in bundle.manifests and one.platform]


def _put(registry: Registry, bundle: Bundle, digest: str) -> bool | None:
    """Whether it had to be sent; None where the registry does not take the index without what a part lacks."""
    try:
        return pushing.manifest(registry, digest, bundle.manifests[digest])
    except pushing.Incomplete as wrong:
        if digest == bundle.digest and bundle.missing:
            return None
        raise Stop(f"{registry.named} does not take {digest}: it lacks what that names.", pushing.AGAIN) from wrong


def _tags(bundle: Bundle, registry: Registry, *, incomplete: bool) -> list[tuple[str, str]]:
    """The image's own last."""
    beside = [(tag, one.digest) for tag, one in bundle.entries if one.digest != bundle.digest]
    tag = next((tag for tag, one in bundle.entries if one.digest == bundle.digest), "")
    if not incomplete:
        return [*beside, (tag, bundle.digest)] if tag else beside
    parts = _platforms(bundle)
    tell(f"{registry.host} takes no index of which platforms are missing: its platforms are there by themselves.")
    if len(parts) == 1:
        return [*beside, (tag, parts[0].digest)] if tag else beside
    return [*beside, *((f"{tag}-{layout.plain(one.platform)}", one.digest) for one in parts if tag)]


def _tagged(registry: Registry, bundle: Bundle, tag: str, digest: str, asked: Any) -> bool:
    if (
        signatures.about(tag)
        and not asked.replace
        and stands_in_the_way(registry, tag, digest, bundle.manifests[digest])
    ):
        tell(f"{registry.named}:{tag} has signatures that the bundle does not have, and was left. Or: --replace")
        return False
    return pushing.tag(registry, tag, digest, bundle.manifests[digest])
