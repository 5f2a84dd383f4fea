"""`bundle`: an image with all that makes it whole elsewhere, as an OCI image layout that is carried past an air gap."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.docker_store import archive, fetching, layout, papers
from cli.docker_store.asking import tell
from cli.docker_store.calling import at
from cli.docker_store.clean import clean
from cli.docker_store.disk import GOES_ON, put, written
from cli.docker_store.ending import DONE, NO, Stop
from cli.docker_store.gathering import Gathered
from cli.docker_store.opened import opened
from cli.docker_store.products import parts_of
from cli.docker_store.progress import Progress
from cli.docker_store.registry import Registry
from cli.docker_store.sealing import UNDER_WAY, sealed
from cli.docker_store.verifying import whole
from cli.docker_store.versions import size
from cli.docker_store.wire import Lost

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session


def take(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="PUBLISHER/PRODUCT[/PLAN][:TAG|@DIGEST]")
    parser.add_argument("--plan", default="", help="the plan, where there are several")
    parser.add_argument("--platform", action="append", default=[], metavar="OS/ARCH", help="only these; several times")
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE.tar|DIR", help="where to; PUBLISHER-PRODUCT-TAG.tar if unsaid"
    )
    parser.add_argument("--plain-http", action="store_true", help="speak http:// with the registry, unprotected")


def run(asked: Any, session: Session) -> int:
    told = _told(asked, session)
    target = Path(asked.output or f"{told['product'].replace('/', '-')}-{layout.plain(told['tag'] or 'image')}.tar")
    is_file = target.suffix == ".tar" and not target.is_dir()
    about = {"digest": told["digest"], "repository": told["repository"], "platforms": sorted(set(asked.platform))}
    folder = target.with_name(f"{target.name}.partial") if is_file else target
    with written(target):
        if _is_there(target, about):
            if is_file:
                shutil.rmtree(folder, ignore_errors=True)
            tell(f"{target} has it already, whole.")
            print(target)
            return DONE
        _begin(folder, about, told)
        bundle = _filled(asked, session, told, folder, twice=is_file)
        names = sealed(folder, bundle, told, about, session.url)
        if is_file:
            archive.pack(folder, names, target)
            shutil.rmtree(folder)
    _say(target, bundle, told)
    print(target)
    return DONE


def _told(asked: Any, session: Session) -> dict[str, Any]:
    name, _, digest = asked.image.partition("@")
    tag = ""
    if ":" in name:
        name, _, tag = name.rpartition(":")
    publisher, product, plan = parts_of(name)
    path = at("/bundles/{}/{}", publisher, product)
    told: dict[str, Any] = session.store.get(path, plan=asked.plan or plan, tag=tag, digest=digest)
    return told


def _is_there(target: Path, about: dict[str, Any]) -> bool:
    """Raises Stop where something else lies there."""
    if not target.exists() or (target.is_dir() and ((target / UNDER_WAY).exists() or not any(target.iterdir()))):
        return False
    try:
        with opened(target) as there:
            same = whole(there).told.get("asked") == about
    except Stop:
        same = False
    if not same:
        raise Stop(f"{target} is there already, and something else.", "Say where to: --output FILE.tar", NO)
    return True


def _begin(folder: Path, about: dict[str, Any], told: dict[str, Any]) -> None:
    """Where an earlier run was about something else, its blobs are looked at again, and its papers are not kept."""
    note = layout.rendered({"asked": about, "told": told})
    file = folder / UNDER_WAY
    if file.exists() and file.read_bytes() != note:
        for paper in (layout.KEYS, layout.SBOMS, layout.LICENCE, layout.NOTES):
            shutil.rmtree(folder / paper, ignore_errors=True)
            if (folder / paper).is_file():
                (folder / paper).unlink()
    (folder / layout.BLOBS).mkdir(parents=True, exist_ok=True)
    put(file, note)


def _filled(asked: Any, session: Session, told: dict[str, Any], folder: Path, *, twice: bool) -> Gathered:
    registry = Registry(told["registry"], told["repository"], session.login, "pull", plain=asked.plain_http)
    bundle = Gathered(registry, folder)
    try:
        bundle.image(told, asked.platform)
        bundle.beside([*told["signatures"], *told["attestations"]])
    except Lost as lost:
        raise lost.stop(GOES_ON) from lost
    _must_fit(folder, bundle, twice=twice)
    progress = Progress(f"{told['product']} {told['tag'] or told['digest'][:19]}", bundle.size)
    try:
        for one in sorted(bundle.blobs.values(), key=lambda blob: (blob.size, blob.digest)):
            fetching.blob(registry, one, folder / layout.blob(one.digest), progress.add)
    finally:
        progress.end()
    bundle.papers = papers.bring(session.store, told, asked.platform, folder)
    return bundle


def _must_fit(folder: Path, bundle: Gathered, *, twice: bool) -> None:
    """Better said before hours of fetching; the tar is packed from what was fetched, so that both lie there once."""
    there = sum(file.stat().st_size for file in (folder / layout.BLOBS).iterdir() if file.is_file())
    needed = max(bundle.size - there, 0) + (bundle.size if twice else 0)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Stop(
            f"There is no space left for {folder}: {size(needed)} are needed, and {size(free)} are free.",
            f"Make room. {GOES_ON}",
        )


def _say(target: Path, bundle: Gathered, told: dict[str, Any]) -> None:
    what = f"{told['product']} {told['tag'] or ''}".strip()
    tell(f"{what}: {', '.join(bundle.platforms) or 'one platform'}; {size(bundle.size)} in {len(bundle.blobs)} blobs.")
    tell(f"Digest {told['digest']}")
    if bundle.missing:
        tell(f"It is partial: its index keeps its digest, and {len(bundle.missing)} that it names were left out.")
    for pem in told["keys"]:
        tell(f"Key SHA256 {papers.fingerprint(pem)}")
    if not told["signatures"] and not told["attestations"]:
        tell("It is not signed: `load` will ask for --insecure-unsigned.")
    tell(clean(f"On the other side: docker store load {target.name} REGISTRY"))
