"""The rooms of the desks: the store's own below /staff/desk, each publisher's below its own pages."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeAlias, TypeVar, cast

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.auth import caller, command_context, signed_in
from gateway.parts import database, parts
from gateway.rpc import Support
from gateway.views import listings

STAFF = frozenset({"support", "operator"})
PEOPLE = ("owner", "support")  # of a publisher

Page: TypeAlias = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])


class Room:
    """A desk's pages: `desk` is store or a publisher, `base` their address."""

    def __init__(self, publisher: str) -> None:
        self.desk = publisher or "store"
        self.base = f"/publish/{publisher}/desk" if publisher else "/staff/desk"
        self.publisher = publisher

    @property
    def name(self) -> str:
        """Its publisher's, for people; the store's own desk has none."""
        known = listings.publisher(database(), self.publisher) if self.publisher else None
        return known.name if known is not None else self.publisher

    @property
    def leads(self) -> bool:
        """Whether the caller says what this desk promises."""
        return f"{self.publisher}:owner" in caller().roles if self.publisher else "operator" in caller().roles


def may_enter(publisher: str) -> bool:
    held = caller().roles
    return any(f"{publisher}:{role}" in held for role in PEOPLE) if publisher else bool(held & STAFF)


def for_desk(view: View) -> View:
    """The page is for the people of the desk; to others there is nothing at its address."""

    @wraps(view)
    def guarded(publisher: str = "", **kwargs: Any) -> Any:
        if not may_enter(publisher):
            abort(404)
        return view(Room(publisher), **kwargs)

    return cast("View", signed_in(guarded))


def support() -> Support:
    return parts().rpc.support


def context() -> dict[str, Any]:
    return command_context().dump()


def derived(what: str) -> dict[str, Any]:
    """The context of one of several commands that a form gives: sent again, each comes to the same."""
    by = command_context()
    return replace(by, command_id=by.derived(what)).dump()


def text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()
