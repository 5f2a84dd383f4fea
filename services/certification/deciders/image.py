"""A released image in its repository: which packages its platforms hold, and how they are rated."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Forbidden, Missing
from services.certification.events import ExaminedPlatform, ImageExamined, ImageNoted, ImageRated, PlatformRating


@dataclass(frozen=True)
class NoteImage:
    """It was released, under this tag first."""

    digest: str
    product: str
    plan: str
    repository: str
    tag: str


@dataclass(frozen=True)
class ExamineImage:
    platforms: tuple[ExaminedPlatform, ...]


@dataclass(frozen=True)
class RateImage:
    platforms: tuple[PlatformRating, ...]
    advisories: str  # the state of those that were asked


Command: TypeAlias = NoteImage | ExamineImage | RateImage
Event: TypeAlias = ImageNoted | ImageExamined | ImageRated


@dataclass(frozen=True)
class Image:
    noted: ImageNoted | None = None
    examined: ImageExamined | None = None
    rated: ImageRated | None = None


def subject_of(repository: str, digest: str) -> str:
    """The same bytes in two repositories are rated for each: their publishers say of holes what they say."""
    return f"{repository}@{digest}"


def decide(command: Command, state: Image, by: Context) -> list[Event]:
    only_the_store(by)
    match command:
        case NoteImage(digest, product, plan, repository, tag):
            return [] if state.noted else [ImageNoted(digest, product, plan, repository, tag, by.at)]
        case ExamineImage():
            return _examine(command, state, by)
        case RateImage():
            return _rate(command, state, by)


def only_the_store(by: Context) -> None:
    """What is found in an image is found by the store's own work."""
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def _examine(command: ExamineImage, state: Image, by: Context) -> list[Event]:
    of = _known(state)
    if state.examined is not None and state.examined.platforms == command.platforms:
        return []
    return [ImageExamined(of.digest, of.product, of.plan, of.repository, of.tag, command.platforms, by.at)]


def _rate(command: RateImage, state: Image, by: Context) -> list[Event]:
    """Newer advisories that change nothing about this image are no news."""
    of = _known(state)
    if state.rated is not None and state.rated.platforms == command.platforms:
        return []
    return [ImageRated(of.digest, of.product, of.repository, command.platforms, command.advisories, by.at)]


def _known(state: Image) -> ImageNoted:
    if state.noted is None:
        raise Missing("no-such-image")
    return state.noted


def evolve(state: Image, event: Event) -> Image:
    match event:
        case ImageNoted():
            return replace(state, noted=event)
        case ImageExamined():
            return replace(state, examined=event)
        case ImageRated():
            return replace(state, rated=event)


image: Decider[Command, Image, Event] = Decider("image", Image(), decide, evolve)
