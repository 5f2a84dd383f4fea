"""What a customer says of a product in stars and words, what its publisher answers, and what staff take away."""

import uuid
from dataclasses import dataclass, replace
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from eventlog.schema import ERASED, Erased
from services.catalog.events import (
    ReviewAnswered,
    ReviewEdited,
    ReviewErased,
    ReviewKept,
    ReviewPosted,
    ReviewRemoved,
    ReviewReported,
)

REVIEWS = uuid.UUID("5b0de4f6-0f0c-5d7e-8a3e-6f6f1c1d0a55")
TITLE, TEXT, REASON = 120, 5_000, 500
STARS = range(1, 6)


def id_of(product: str, account: str) -> str:
    """One review an account and product: the same id whenever it is asked for."""
    return str(uuid.uuid5(REVIEWS, f"{product}/{account}"))


@dataclass(frozen=True)
class PostReview:
    """`earned`: the account pulled the product or got a right to it; `own`: it belongs to the product's publisher."""

    review: str
    product: str
    earned: bool
    own: bool
    stars: int
    title: str
    text: str


@dataclass(frozen=True)
class EditReview:
    stars: int
    title: str
    text: str


@dataclass(frozen=True)
class AnswerReview:
    publisher: str  # whose product it is now
    text: str


@dataclass(frozen=True)
class ReportReview:
    reason: str


@dataclass(frozen=True)
class KeepReview:
    """What was reported is no reason to take it away."""


@dataclass(frozen=True)
class RemoveReview:
    reason: str


@dataclass(frozen=True)
class EraseReview:
    """Its author was erased."""


Command: TypeAlias = PostReview | EditReview | AnswerReview | ReportReview | KeepReview | RemoveReview | EraseReview
Event: TypeAlias = (
    ReviewPosted | ReviewEdited | ReviewAnswered | ReviewReported | ReviewKept | ReviewRemoved | ReviewErased
)


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Review:
    id: str
    product: str
    account: str
    stars: int
    title: str | Erased
    text: str | Erased
    answer: str = ""
    reported_by: frozenset[str] = frozenset()
    waiting: bool = False  # reported, and not looked at since
    removed: bool = False
    erased: bool = False


State: TypeAlias = Absent | Review


def decide(command: Command, state: State, by: Context) -> list[Event]:
    if isinstance(command, PostReview):
        return _post(command, state, by)
    if isinstance(state, Absent):
        raise Missing("no-such-review")
    match command:
        case EditReview():
            return _edit(command, state, by)
        case AnswerReview():
            return _answer(command, state, by)
        case ReportReview():
            return _report(command, state, by)
        case KeepReview():
            by.must_have("reviewer", "operator")
            _must_stand(state)
            return [ReviewKept(state.id, state.product, by.actor)] if state.waiting else []
        case RemoveReview(reason):
            by.must_have("reviewer", "operator")
            _must_be_reason(reason)
            return [] if state.removed else [ReviewRemoved(state.id, state.product, reason.strip(), by.actor)]
        case EraseReview():
            if not by.actor.startswith("policy:"):
                raise Forbidden("store-only")
            return [] if state.erased else [ReviewErased(state.id, state.product)]


def _post(command: PostReview, state: State, by: Context) -> list[Event]:
    stars, title, text = _checked(command.stars, command.title, command.text)
    if isinstance(state, Review):
        if state.removed:
            raise Conflicting("review-removed")
        if (state.stars, state.title, state.text) == (stars, title, text):
            return []
        raise Conflicting("already-reviewed", state.id)
    if command.own:
        raise Forbidden("own-product")
    if not command.earned:
        raise Forbidden("review-not-earned")
    return [ReviewPosted(command.review, command.product, by.actor, stars, title, text)]


def _edit(command: EditReview, state: Review, by: Context) -> list[Event]:
    if by.actor != state.account:
        raise Forbidden("not-yours")
    _must_stand(state)
    stars, title, text = _checked(command.stars, command.title, command.text)
    if (state.stars, state.title, state.text) == (stars, title, text):
        return []
    return [ReviewEdited(state.id, state.product, state.account, stars, title, text)]


def _answer(command: AnswerReview, state: Review, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor", "support")
    _must_stand(state)
    text = command.text.strip()
    if not text:
        raise Invalid("answer-missing")
    if len(text) > TEXT:
        raise Invalid("text-too-long", f"at most {TEXT} characters")
    return [] if text == state.answer else [ReviewAnswered(state.id, state.product, command.publisher, text, by.actor)]


def _report(command: ReportReview, state: Review, by: Context) -> list[Event]:
    _must_stand(state)
    _must_be_reason(command.reason)
    if by.actor in state.reported_by:
        return []  # who asked once is heard
    return [ReviewReported(state.id, state.product, by.actor, command.reason.strip())]


def _must_stand(state: Review) -> None:
    if state.removed:
        raise Conflicting("review-removed")


def _must_be_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("reasons-missing")
    if len(reason) > REASON:
        raise Invalid("text-too-long", f"at most {REASON} characters")


def _checked(stars: int, title: str, text: str) -> tuple[int, str, str]:
    if isinstance(stars, bool) or not isinstance(stars, int) or stars not in STARS:
        raise Invalid("stars-invalid")
    title, text = " ".join(title.split()), text.strip()
    if len(title) > TITLE:
        raise Invalid("title-too-long", f"at most {TITLE} characters")
    if len(text) > TEXT:
        raise Invalid("text-too-long", f"at most {TEXT} characters")
    return stars, title, text


def evolve(state: State, event: Event) -> State:
    match event:
        case ReviewPosted():
            return Review(event.review, event.product, event.account, event.stars, event.title, event.text)
        case _ if isinstance(state, Absent):
            return state
        case ReviewEdited(stars=stars, title=title, text=text):
            return replace(state, stars=stars, title=title, text=text)
        case ReviewAnswered(text=text):
            return replace(state, answer=text)
        case ReviewReported(by=by):
            return replace(state, reported_by=state.reported_by | {by}, waiting=True)
        case ReviewKept():
            return replace(state, waiting=False)
        case ReviewRemoved():
            return replace(state, removed=True)
        case ReviewErased():
            return replace(state, title=ERASED, text=ERASED, erased=True)


review: Decider[Command, State, Event] = Decider("review", Absent(), decide, evolve)
