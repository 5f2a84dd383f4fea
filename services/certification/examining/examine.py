"""An examination: each platform of an image is read, checked and compared with what is known of its packages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol, TypeAlias

from services.certification.checks import Kind, for_kind, judge, kind_of
from services.certification.examining.imported import UNDATED
from services.certification.examining.policy import Policy, weigh
from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.ports import Source, SourceAway, SourceImage, Unreadable
from services.certification.scan.advisory import Found
from services.certification.scan.documents import config_of, document
from services.certification.scan.grade import NOT_GRADED, Grade, grade, missing
from services.certification.scan.image import Image
from services.certification.scan.matching import Uncompared
from services.certification.scan.observed import Observed
from services.certification.scan.reading import Limits, read
from services.certification.scan.sbom import bill
from vocabulary.unreadable import unreadable


@dataclass(frozen=True)
class Looked:
    found: tuple[Found, ...]
    uncompared: tuple[Uncompared, ...] = ()


Look: TypeAlias = Callable[[Image], Looked | None]


@dataclass(frozen=True)
class Terms:
    """By what an image is examined; `broken` are the errors that cost one platform and not the whole examination."""

    tool: str  # chandlery 0.1.0
    now: datetime
    policy: Callable[[Kind], Policy]
    observe: Callable[[Image, SourceImage, Kind], Observed]
    look: Look  # for vulnerabilities; answers None where nobody can
    looked_in: str = ""  # the state of the advisories
    kind: Kind | None = None  # None: as the image tells
    known: frozenset[str] = frozenset()  # digests and names of platforms that are left out
    limits: Limits = field(default_factory=Limits)
    broken: tuple[type[Exception], ...] = (Unreadable,)


class Progress(Protocol):
    """How an examination goes, while it goes."""

    def began(self, image: SourceImage) -> None: ...

    def read(self, done: int, of: int) -> None:
        """Stored bytes of the layers of the platform that began last."""

    def observing(self, image: Image) -> None:
        """It is read; what an engine and a registry show of it comes next, which may take minutes."""

    def checked(self, platform: PlatformReport, check: Weighed) -> None:
        """`platform` as far as it is known."""

    def finished(self, platform: PlatformReport) -> None: ...


def named(image: SourceImage) -> str:
    """The platform as the index names it, or as a single image's config does; empty where neither says."""
    if image.asked or image.problem:
        return image.asked
    try:
        return config_of(document(image.config, unreadable("config")), "").platform
    except Unreadable:
        return ""


def examine(source: Source, images: Sequence[SourceImage], terms: Terms, progress: Progress) -> Report:
    """Of those platforms of the source that are wanted; raises SourceAway unless it is among `broken`."""
    wanted = [image for image in images if image.digest not in terms.known and image.asked not in terms.known]
    examined = [_platform(source, image, terms, progress) for image in wanted]
    policies = [terms.policy(kind) for _, kind in examined[:1]] or [terms.policy(terms.kind or "container")]
    return Report(
        reference=source.reference,
        digest=source.digest,
        kind=policies[0].kind,
        tool=terms.tool,
        policy=policies[0].label,
        advisories=terms.looked_in,
        platforms=tuple(platform for platform, _ in examined),
    )


def _platform(source: Source, stored: SourceImage, terms: Terms, progress: Progress) -> tuple[PlatformReport, Kind]:
    """A platform that breaks is reported as broken, and the others go on."""
    progress.began(stored)
    kind: Kind = terms.kind or "container"
    unexamined = PlatformReport("", stored.asked, stored.digest, (), (), None, b"", problem=stored.problem)
    if not stored.problem:
        try:
            image = read(source, stored, terms.limits, progress.read)
            kind = terms.kind or kind_of(image)
            return _finished(_judged(image, stored, kind, terms, progress), progress), kind
        except terms.broken as wrong:
            unexamined = replace(unexamined, problem=str(wrong))
        except SourceAway:
            raise
        except Exception as wrong:  # a fault of ours, which is no pass either
            unexamined = replace(unexamined, problem=unreadable("broke", why=f"{type(wrong).__name__}: {wrong}"))
    return _finished(unexamined, progress), kind


def _judged(image: Image, stored: SourceImage, kind: Kind, terms: Terms, progress: Progress) -> PlatformReport:
    policy = terms.policy(kind)
    progress.observing(image)
    observed = replace(terms.observe(image, stored, kind), rules=policy.rules, now=terms.now.date().isoformat())
    told = PlatformReport(image.platform, image.asked, image.digest, (), image.packages, None, b"")
    for check in for_kind(kind):
        if policy.asks(check):
            weighed = weigh(check, judge(check, image, observed), policy, observed.now)
            told = replace(told, checks=(*told.checks, weighed))
            progress.checked(told, weighed)
    looked = terms.look(image)
    found = None if looked is None else looked.found
    graded = _graded(found, terms.now.date()) if image.packages else NOT_GRADED
    return replace(
        told,
        found=found,
        uncompared=() if looked is None else looked.uncompared,
        sbom=bill(image.reference, image.digest, image.platform, image.packages, terms.now).encode(),
        grade=graded.letter,
        next_drop=graded.next_drop,
    )


def _graded(found: Sequence[Found] | None, today: date) -> Grade:
    """None is given where nobody looked, or who did does not say since when holes are known."""
    if found is None or any(each.published == UNDATED for each in found):
        return NOT_GRADED
    return grade(missing(found), today)


def _finished(platform: PlatformReport, progress: Progress) -> PlatformReport:
    progress.finished(platform)
    return platform
