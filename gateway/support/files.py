"""Files that messages name: taken for a command before it is given, and shown by the names that lie beside them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventlog.refusal import Unavailable
from gateway.auth import caller, command_context
from gateway.parts import parts


@contextmanager
def taken(ids: Sequence[str], owner: str) -> Iterator[list[dict[str, Any]]]:
    """As events tell of them; `owner` is whom the ticket is about. Where the command is refused they wait again."""
    if not ids:
        yield []
        return
    with parts().attachments.taking(ids, caller().account, command_context().command_id, owner) as found:
        yield [dict(each.told()) for each in found]


def with_names(told: dict[str, Any]) -> dict[str, Any]:
    """A ticket whose files bear their names; empty where a file is gone."""
    for entry in told["timeline"]:
        for each in entry["attachments"]:
            each["name"] = _name_of(each["id"])
    return told


def _name_of(attachment: str) -> str:
    """Where names cannot be read at the moment, the ticket is read all the same."""
    try:
        found = parts().attachments.find(attachment)
    except Unavailable:
        return attachment
    return found.name if found else ""
