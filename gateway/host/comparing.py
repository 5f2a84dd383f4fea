"""Whether a local image is its line's newest: by the digest where a tag moves on, else by the order of versions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gateway.views.hosted import Image, Led
from vocabulary.version_tag import VersionTag


@dataclass(frozen=True)
class Compared:
    """`mine` and `newest` with the tags that say most of them; `pull` is the tag that brings the newest."""

    state: str  # current | newer | unknown
    mine: Image | None = None
    mine_tag: str = ""
    newest: Image | None = None
    newest_tag: str = ""
    pull: str = ""
    led: Led | None = None  # the tag by which mine came, as it stands now
    since: tuple[tuple[str, Image], ...] = ()  # what was released after mine in its line, with its tag, newest first


class Candidate(NamedTuple):
    tag: VersionTag
    image: Image


def compare(tag: str, digests: frozenset[str], images: Sequence[Image], *, curated: bool = False) -> Compared:
    """`images` newest first; `tag` is empty for what is known by its digest alone.

    `curated`: the images are all that their source looks after, so that what it leads by a channel (3.12) goes on.
    """
    held = next((one for one in images if one.digest and one.digest in digests), None)
    named = VersionTag.parse(tag or _fullest(held))
    lead = next((one for one in images if any(led.tag == named.text and not led.yanked for led in one.tags)), None)
    if not named.text or _moves(named, lead):
        return _by_digest(named, held, lead, digests, images)
    mine = held or next((one for one in images if any(led.tag == named.text for led in one.tags)), None)
    return _by_version(named, mine, images, by_digest=held is not None, curated=curated)


def _by_digest(
    named: VersionTag, held: Image | None, lead: Image | None, digests: frozenset[str], images: Sequence[Image]
) -> Compared:
    mine_tag = _fullest(held, named.variant) or named.text
    if lead is None:  # the tag was taken away, or leads nowhere any more
        own = VersionTag.parse(_fullest(held, named.variant) or _fullest(held))
        known = held is not None and own.names_version
        return _by_version(own, held, images, by_digest=True) if known else Compared("unknown", held)
    newest_tag = _fullest(lead, named.variant) or named.text
    told = "newer" if digests and lead.digest else "unknown"
    state = "current" if held is lead else told
    led = _led(held, named.text) or _led(held, mine_tag)
    since = _since(held, lead, named.variant, images) if state == "newer" else ()
    return Compared(state, held, mine_tag if held else "", lead, newest_tag, named.text, led, since)


def _by_version(
    named: VersionTag, mine: Image | None, images: Sequence[Image], *, by_digest: bool, curated: bool = False
) -> Compared:
    led = _led(mine, named.text)
    every = [one for one in _offered(images) if one.tag.variant == named.variant and (one.tag.final or not named.final)]
    line = _line(named, every, mine, curated=curated)
    best = _newest(line, named)
    if best is None:
        return Compared("unknown", mine, named.text if mine else "", led=led)
    told = "current" if mine else "unknown"
    state = "newer" if _is_newer(best, named, mine, by_digest=by_digest) else told
    since = tuple(_after(named, best, mine, line)) if state == "newer" else ()
    shown = best.tag.text
    return Compared(state, mine, named.text, best.image, shown, shown, led, since)


def _line(named: VersionTag, every: list[Candidate], mine: Image | None, *, curated: bool) -> list[Candidate]:
    """The channel that goes on, else the same major version; all of them where nothing there is newer."""
    channels = [one.tag for one in every if curated and one.tag.numbers and one.tag.opens(named)]
    if channels:
        channel = max(channels, key=lambda tag: len(tag.numbers))
        return [one for one in every if channel.opens(one.tag)]
    major = [one for one in every if one.tag.same_major(named)]
    goes_on = any(one.image is not mine and one.tag.later_than(named) for one in major)
    return major if goes_on else every


def _is_newer(best: Candidate, named: VersionTag, mine: Image | None, *, by_digest: bool) -> bool:
    """A version that was built anew leads, under the same tag, to another digest."""
    if best.image is mine:
        return False
    return best.tag.later_than(named) or (by_digest and best.tag.text == named.text)


def _offered(images: Iterable[Image]) -> Iterator[Candidate]:
    for image in images:
        for led in image.tags:
            if not led.yanked and (tag := VersionTag.parse(led.tag)).names_version:
                yield Candidate(tag, image)


def _newest(line: Iterable[Candidate], named: VersionTag) -> Candidate | None:
    return max(line, key=lambda one: _order(one, named), default=None)


def _order(one: Candidate, named: VersionTag) -> tuple[Any, ...]:
    """Of the tags that say the same of one image the shortest, and with a build where `named` has one."""
    alike = bool(one.tag.builds) == bool(named.builds)
    return one.tag.numbers, one.tag.final, alike, one.tag.builds if named.builds else (), -len(one.tag.text)


def _after(
    named: VersionTag, best: Candidate, mine: Image | None, line: Iterable[Candidate]
) -> Iterator[tuple[str, Image]]:
    seen = [mine] if mine else []
    for one in sorted(line, key=lambda one: _order(one, named), reverse=True):
        later = one.image is best.image or (one.tag.later_than(named) and not one.tag.later_than(best.tag))
        if later and not any(one.image is each for each in seen):
            seen.append(one.image)
            yield one.tag.text, one.image


def _since(
    held: Image | None, lead: Image, variant: tuple[str, ...], images: Sequence[Image]
) -> tuple[tuple[str, Image], ...]:
    """In the order of their release: what a tag that moves on may have led to meanwhile."""
    upto = images.index(held) if held else images.index(lead) + 1
    told = ((_fullest(one, variant), one) for one in images[images.index(lead) : upto])
    return tuple((tag, one) for tag, one in told if tag)


def _moves(named: VersionTag, lead: Image | None) -> bool:
    """Whether a tag leads to the next version tomorrow: it names none, or what it leads to names itself more fully."""
    if not named.names_version:
        return True
    return lead is not None and any(named.opens(VersionTag.parse(led.tag)) for led in lead.tags)


def _fullest(image: Image | None, variant: tuple[str, ...] | None = None) -> str:
    """Of the image's tags (those of one variant, if it is given) the one that says most; empty: there is none."""
    tags = [VersionTag.parse(led.tag) for led in image.tags] if image else []
    fitting = [one for one in tags if variant is None or one.variant == variant]
    best = max(fitting, key=_fullness, default=None)
    return best.text if best else ""


def _fullness(tag: VersionTag) -> tuple[int, int, int, str]:
    return len(tag.numbers), 0 if tag.numbers else len(tag.builds), -len(tag.text), tag.text


def _led(image: Image | None, tag: str) -> Led | None:
    return next((led for led in image.tags if led.tag == tag), None) if image else None
