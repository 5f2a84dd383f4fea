"""The inbox of whoever asks, each notice in words of their language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gateway.auth import command_context
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import language
from services.notifications.letters.words import words


def notices(asked: Mapping[str, Any]) -> Answer:
    """`asked`: group, kind, product, unread, before, limit."""
    found = parts().rpc.notifications.inbox(asked, command_context().dump())
    now = now_in(found.pop("zone"))
    return {**found, "items": [in_words(one, language(), now) for one in found["items"]]}


def now_in(zone: str) -> datetime:
    return datetime.now(ZoneInfo(zone))


def in_words(notice: Mapping[str, Any], language: str, now: datetime) -> dict[str, Any]:
    """`now`: in its reader's zone."""
    said = words(notice["kind"], notice["facts"], language, notice["product"], now)
    return {**notice, "title": said.title, "text": f"{said.text} {said.todo}".rstrip()}


def full(link: str) -> str:
    """A path of ours as an address for whoever is not on a page of ours."""
    return parts().settings.url + link if link.startswith("/") else link
