"""Personal fields: written as ciphertext under their subject's key, unreadable once that key is destroyed."""

import base64
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.recorded import Recorded, event_of
from eventlog.schema import ERASED, Erased, EventSchema, registry

SCHEME = "aes-gcm:"
GONE = "erased:"
NONCE = 12  # bytes; NIST SP 800-38D, section 8.2


class Keys(Protocol):
    """The port to identity's key store."""

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        """A key of 32 bytes for each subject; None where it was erased, or is unknown and not to be made."""


def conceal(text: str, key: bytes | None, nonce: Callable[[int], bytes] = os.urandom) -> str:
    """The ciphertext of a text; without a key nothing of it is kept."""
    if key is None:
        return GONE
    drawn = nonce(NONCE)
    return SCHEME + base64.b64encode(drawn + AESGCM(key).encrypt(drawn, text.encode(), None)).decode()


def reveal(ciphertext: str, key: bytes | None) -> str | Erased:
    """The text again, or ERASED where its key is gone."""
    if key is None or ciphertext == GONE:
        return ERASED
    if not ciphertext.startswith(SCHEME):
        raise ValueError("not a ciphertext of this log")
    sealed = base64.b64decode(ciphertext.removeprefix(SCHEME))
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
    except InvalidTag as tag:
        raise ValueError("the ciphertext was changed, or belongs to another subject") from tag


def masked(value: Any) -> Any:
    """The same for people who may not read it: `(personal)` in place of a ciphertext, however deep it lies."""
    match value:
        case str():
            return "(personal)" if value.startswith(SCHEME) else "(erased)" if value == GONE else value
        case Mapping():
            return {name: masked(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [masked(each) for each in value]
        case _:
            return value


def subject_of(schema: EventSchema | None, data: Mapping[str, Any]) -> str | None:
    """Whose personal fields this event holds; None where it holds none."""
    return str(data[schema.personal_of]) if schema is not None and schema.personal else None


def concealed(
    schema: EventSchema, event: Any, data: dict[str, Any], keys: Mapping[str, bytes | None]
) -> dict[str, Any]:
    """An event's data as it is stored."""
    subject = subject_of(schema, data)
    if subject is None:
        return data
    hidden = dict(data)
    for name in schema.personal:
        if isinstance(getattr(event, name), Erased):
            hidden[name] = GONE
        elif data.get(name) is not None:
            hidden[name] = conceal(data[name], keys[subject])
    return hidden


def revealed(schema: EventSchema, data: Mapping[str, Any], keys: Mapping[str, bytes | None]) -> Mapping[str, Any]:
    """Stored data with its personal fields readable again, or ERASED."""
    subject = subject_of(schema, data)
    if subject is None:
        return data
    key = keys.get(subject)
    shown = {name: reveal(data[name], key) for name in schema.personal if data.get(name) is not None}
    return {**data, **shown}


def readable(recorded: Recorded, keys: Mapping[str, bytes | None]) -> Recorded:
    """With the personal fields of its event as they read."""
    schema = registry.named(recorded.type)
    if schema is None or not schema.personal:
        return recorded
    return replace(recorded, given=event_of(recorded, revealed(schema, recorded.data, keys)))
