"""A desk's ready answers, with what is at hand put in."""

from collections.abc import Mapping
from typing import Any

from gateway.support.desks import Room, context, support


def answers(room: Room, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    at_hand = {
        "{customer}": told["opener"]["name"] or "",
        "{ticket}": told["number"],
        "{product}": (told["product"] or {}).get("name") or "",
    }
    return [{**each, "text": _filled(each["text"], at_hand)} for each in support().desk(room.desk, context())["macros"]]


def _filled(text: str, at_hand: Mapping[str, str]) -> str:
    for name, value in at_hand.items():
        text = text.replace(name, value)
    return text


def chosen(room: Room, told: Mapping[str, Any], macro: str) -> Mapping[str, Any] | None:
    return next((each for each in answers(room, told) if each["macro"] == macro), None) if macro else None
