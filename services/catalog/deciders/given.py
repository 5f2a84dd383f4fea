"""Parts of what comes in by RPC, where they have the right shape: else `field-invalid`."""

from collections.abc import Mapping
from typing import Any

from eventlog.refusal import Invalid


def only(given: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise Invalid("unknown-field", ", ".join(unknown)[:200])


def text(given: Mapping[str, Any], name: str, otherwise: str | None = None) -> str:
    value = given.get(name, otherwise)
    if not isinstance(value, str):
        raise Invalid("field-invalid", f"{name}: a text")
    return value


def texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise Invalid("field-invalid", f"{name}: a list of texts")
    return tuple(dict.fromkeys(value))


def object_of(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if not isinstance(value, Mapping):
        raise Invalid("field-invalid", f"{name}: an object")
    return value


def objects(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise Invalid("field-invalid", f"{name}: a list of objects")
    return list(value)


def integer(given: Mapping[str, Any], name: str, otherwise: int | None = None) -> int:
    value = given.get(name, otherwise)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid("field-invalid", f"{name}: a whole number")
    return value


def flag(given: Mapping[str, Any], name: str, otherwise: bool | None = None) -> bool:
    value = given.get(name, otherwise)
    if not isinstance(value, bool):
        raise Invalid("field-invalid", f"{name}: true or false")
    return value
