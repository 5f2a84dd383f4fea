"""Files that messages name: taken for a command before it is given, and shown by the names that lie beside them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context
from gateway.parts import parts


@contextmanager
def taken(ids: Sequence[str], owner: str) -> Iterator[list[dict[str, Any]]]:
    """As events tell of them; `owner` is whom the ticket is about. Where the command is refused they wait again."""
    if not ids:
        yield []
        return
    files = parts().attachments
    found = files.take(ids, caller().account, command_context().command_id, owner)
    try:
        yield [dict(each.told()) for each in found]
    except Unavailable:
        raise  # it may have been done all the same
    except Refused as refused:
        if refused.code != "idempotency-key-reused":  # by which the command that has them was given once already
            files.give_back(found)
        raise


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
