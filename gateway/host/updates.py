"""Each of a host's images beside what the store offers now: told from the shelves alone, in a few queries for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.auth import Caller
from gateway.host.comparing import Compared, compare
from gateway.host.local import Local
from gateway.host.mending import Known, fixes, has_fewer
from gateway.host.seeing import seen
from gateway.parts import database, parts
from gateway.views import hosted
from gateway.views.holes import mended_of
from gateway.views.hosted import Image, Offered, Shelves
from gateway.views.judged import judged
from vocabulary.platform import Platform

MOST_NOTES, LONGEST_NOTES = 10, 1000  # releases, and characters of each

Told = dict[str, Any]


@dataclass(frozen=True)
class Matched:
    local: Local
    offered: Offered
    compared: Compared


def updates(asked: Sequence[Local], who: Caller) -> list[Told]:
    """In the order asked."""
    db = database()
    here = {one.here for one in asked if one.here}
    elsewhere = {name for one in asked for name in one.elsewhere}
    shelves = hosted.shelves(db, here, elsewhere, {digest for one in asked for digest in one.digests})
    open_to = seen(shelves.offered.values(), who)
    matched = [_match(one, shelves, open_to) for one in asked]
    found = [one for one in matched if one is not None]
    known, notes = _known(found), hosted.notes_of(db, {key for one in found for key in _released_since(one)})
    return [
        _unknown(local) if one is None else _told(one, known, notes) for local, one in zip(asked, matched, strict=True)
    ]


def _match(local: Local, shelves: Shelves, open_to: frozenset[str]) -> Matched | None:
    """By its name, else by what it is: an image that was carried to another registry is the same."""
    lying = [each for digest in sorted(local.digests) for each in shelves.manifests.get(digest, ())]
    names = [local.here, *local.elsewhere, *(each.repository for each in lying)]
    offered = next((shelves.offered[name] for name in names if name in shelves.offered and name in open_to), None)
    if offered is None:
        return None
    mine = [each for each in lying if each.repository == offered.repository]
    digests = local.digests | {each.image for each in mine}
    platform = local.platform or next((each.platform for each in mine if each.platform), "")
    compared = compare(local.tag, digests, shelves.images.get(offered.repository, ()), curated=offered.elsewhere)
    return Matched(replace(local, platform=_normal(platform)), offered, compared)


def _known(found: Sequence[Matched]) -> Known:
    """Of what everybody may see."""
    open_ = [one for one in found if one.offered.open and not one.offered.elsewhere]
    pairs = [(one, image) for one in open_ for image in (one.compared.mine, one.compared.newest) if image]
    wanted = {(one.offered.repository, image.digest) for one, image in pairs}
    db = database()
    return Known(judged(db, wanted), mended_of(db, {repository for repository, _ in wanted}))


def _released_since(one: Matched) -> list[tuple[str, str]]:
    since = one.compared.since[:MOST_NOTES]
    return [] if one.offered.elsewhere else [(one.offered.repository, image.digest) for _, image in since]


def _unknown(local: Local) -> Told:
    nothing = dict.fromkeys(("product", "name", "link", "mine", "newest", "successor", "pull_command"))
    empty: Told = {"state": "unknown", "flags": [], "fixes": [], "notes": []}
    return {"reference": local.reference, "known": False, **nothing, **empty}


def _told(one: Matched, known: Known, notes: Mapping[tuple[str, str], str]) -> Told:
    offered, compared = one.offered, one.compared
    revoked = offered.state == "revoked"
    mended, state = ([], "unknown") if revoked else _mended(one, known)
    return {
        "reference": one.local.reference,
        "known": True,
        "product": offered.address,
        "name": offered.name,
        "link": f"{parts().settings.url}/{offered.address}",
        "mine": _release(compared.mine, compared.mine_tag),
        "newest": None if revoked else _release(compared.newest, compared.newest_tag),
        "state": state,
        "flags": _flags(one),
        "fixes": mended,
        "successor": (compared.led.successor if compared.led else "") or None,
        "notes": [] if revoked else _notes(one, notes),
        "pull_command": None if revoked else _pull_command(one),
    }


def _mended(one: Matched, known: Known) -> tuple[list[dict[str, str]], str]:
    """What the newest mends, and the state with that; who has what was withdrawn for security waits for no proof."""
    compared, repository = one.compared, one.offered.repository
    withdrawn = compared.led is not None and compared.led.withdrawn
    if compared.state != "newer" or compared.newest is None:
        return [], "security" if withdrawn and compared.newest else compared.state
    if compared.mine is None:
        return [], compared.state
    named = fixes(known, repository, compared.mine, compared.newest)
    fewer = has_fewer(known, repository, compared.mine, compared.newest, one.local.platform)
    return named, "security" if named or fewer or withdrawn else compared.state


def _flags(one: Matched) -> list[str]:
    led = one.compared.led
    flags = {
        "deprecated": led is not None and led.deprecated,
        "yanked": led is not None and led.yanked,
        "held": bool(one.offered.hold_reason) and one.offered.state == "published",
        "revoked": one.offered.state == "revoked",
    }
    return [name for name, holds in flags.items() if holds]


def _release(image: Image | None, tag: str) -> Told | None:
    if image is None:
        return {"tag": tag, "digest": None, "released": None} if tag else None
    return {"tag": tag, "digest": image.digest or None, "released": image.released or None}


def _notes(one: Matched, notes: Mapping[tuple[str, str], str]) -> list[Told]:
    said = []
    for tag, image in one.compared.since[:MOST_NOTES]:
        text = notes.get((one.offered.repository, image.digest), "")[:LONGEST_NOTES]
        said.append({"tag": tag, "released": image.released or None, "notes": text})
    return said


def _pull_command(one: Matched) -> str | None:
    if not one.compared.pull:
        return None
    host = "" if one.offered.elsewhere else f"{parts().settings.registry_host}/"
    reference = f"{host}{one.offered.repository}:{one.compared.pull}"
    return f"docker plugin install {reference}" if one.offered.kind == "plugin" else f"docker pull {reference}"


def _normal(platform: str) -> str:
    try:
        return str(Platform.parse(platform).normal) if platform else ""
    except ValueError:
        return ""
