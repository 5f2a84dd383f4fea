"""What the registry's notices of one day tell: pulls and checks of versions, the same whatever order they came in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TypeVar

from services.catalog.events import PullCount

# A client asks for what belongs together at once; two minutes are much, but links are slow.
TOGETHER = timedelta(minutes=2)
HIDDEN = "sha256-"  # tags of signatures, attestations and what keeps a digest: the referrers tag schema
CLIENTS = (  # by what their names of themselves begin with or hold; the first that fits
    ("docker", ("docker/",)),
    ("skopeo", ("skopeo/",)),
    ("podman", ("libpod/", "podman/")),
    ("crane", ("crane/", "go-containerregistry")),
    ("containerd", ("containerd/",)),
    ("podman", ("containers/",)),  # github.com/containers/image, which Podman does not rename
)

Versions = Mapping[str, Mapping[str, str]]  # digest of a version, oldest first -> manifest's digest -> platform


@dataclass(frozen=True)
class Notice:
    """The registry handed out a manifest (`read`), or told only that it is there."""

    id: str
    at: datetime
    read: bool
    tag: str  # empty where a digest was asked for
    digest: str
    who: str  # one client at one place
    client: str
    country: str = ""  # of all that this client sends


@dataclass
class _Pull:
    at: datetime
    tag: str
    digest: str
    children: set[str] = field(default_factory=set)


T = TypeVar("T", Notice, _Pull)


def client_of(agent: str) -> str:
    told = agent.casefold()
    return next((name for name, marks in CLIENTS if any(mark in told for mark in marks)), "other")


def tally(notices: Iterable[Notice], versions: Versions, *, paid: bool) -> tuple[PullCount, ...]:
    """What is neither a version nor one of its platforms (a signature, an attestation) is passed over.

    A look at a tag that a client then takes is one pull by that tag; one that leads to nothing is a check. An index
    and what is taken of it is one pull, whose platform the child tells; several children tell none.
    """
    by_client: dict[str, list[Notice]] = defaultdict(list)
    every = {notice.id: notice for notice in notices if not notice.tag.startswith(HIDDEN)}
    for notice in sorted(every.values(), key=lambda one: (one.at, one.read, one.id)):
        by_client[notice.who].append(notice)
    counted: Counter[tuple[tuple[str, str, str, str, str], str]] = Counter()
    for own in by_client.values():
        counted.update((each, own[-1].country) for each in _told(own, versions))
    return tuple(PullCount(*what, paid, count, country) for (what, country), count in sorted(counted.items()))


def _told(notices: Sequence[Notice], versions: Versions) -> list[tuple[str, str, str, str, str]]:
    looks: list[Notice] = []
    pulls: list[_Pull] = []
    for notice in notices:
        if not notice.read:
            looks += [notice] if notice.digest in versions else []
        elif not _joins(notice, pulls, versions):
            digest = _version_of(notice, looks, versions)
            if digest:
                pulls.append(_begun(notice, digest, looks))
    client = notices[0].client
    taken = [
        (pull.tag, pull.digest, _platform(pull, versions), client, "tag" if pull.tag else "digest") for pull in pulls
    ]
    return taken + [(look.tag, look.digest, "", client, "check") for look in looks]


def _joins(notice: Notice, pulls: Sequence[_Pull], versions: Versions) -> bool:
    """Whether it is a platform of an index that the client has just taken."""
    if notice.tag:
        return False
    begun = [
        pull
        for pull in _recent(pulls, notice.at)
        if pull.digest != notice.digest
        and notice.digest in versions[pull.digest]
        and notice.digest not in pull.children
    ]
    # Others behind the same address take the same index: each has its platform before one has two.
    fitting = [pull for pull in begun if not pull.children] or begun[-1:]
    if fitting:
        fitting[0].children.add(notice.digest)
    return bool(fitting)


def _version_of(notice: Notice, looks: Sequence[Notice], versions: Versions) -> str:
    """A version itself; of a platform the index that the client has just looked at, or the first that has it."""
    if notice.digest in versions:
        return notice.digest
    having = [digest for digest, manifests in versions.items() if notice.digest in manifests]
    seen = [look.digest for look in _recent(looks, notice.at) if look.digest in having]
    return (seen[-1:] or having[:1] or [""])[0]


def _begun(notice: Notice, digest: str, looks: list[Notice]) -> _Pull:
    """A pull by the tag that was asked for, or looked at just before; that look is part of it."""
    before = [
        look
        for look in _recent(looks, notice.at)
        if look.digest == digest and (not notice.tag or look.tag == notice.tag)
    ]
    if before:
        del looks[_place(looks, before[-1])]
    tag = notice.tag or (before[-1].tag if before else "")
    return _Pull(notice.at, tag, digest, {notice.digest} - {digest})


def _recent(asked: Sequence[T], now: datetime) -> list[T]:
    """In order of time, as they are given; a day may hold very many."""
    recent = takewhile(lambda one: now - one.at <= TOGETHER, reversed(asked))
    return list(recent)[::-1]


def _place(looks: Sequence[Notice], look: Notice) -> int:
    return next(place for place in reversed(range(len(looks))) if looks[place] is look)


def _platform(pull: _Pull, versions: Versions) -> str:
    manifests = versions[pull.digest]
    told = {manifests[child] for child in pull.children} or {manifests.get(pull.digest, "")}
    return told.pop() if len(told) == 1 else ""
