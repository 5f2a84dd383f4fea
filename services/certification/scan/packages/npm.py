"""JavaScript's packages: the package.json of everything that lies in a node_modules."""

import re
from typing import Any, BinaryIO

import orjson

from services.certification.scan.image import Entry
from services.certification.scan.package import Package

PLACE = re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/@][^/]*/package\.json$")
LIMIT = 4 * 1024 * 1024  # bytes


def wants(path: str, entry: Entry) -> bool:
    return path.endswith("/package.json") and PLACE.search(path) is not None


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    try:
        told = orjson.loads(content.read(min(entry.size, LIMIT)))
    except orjson.JSONDecodeError:
        return ()
    if not isinstance(told, dict):
        return ()
    name, version = told.get("name"), told.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        return ()
    return (Package("npm", "npm", name, version, path, licences=_licences(told)),)


def _licences(told: dict[str, Any]) -> tuple[str, ...]:
    """`license`, or in old packages `licenses`: words, or objects with a type."""
    one = told.get("license", told.get("licenses"))
    several = one if isinstance(one, list) else [one]
    named = (each.get("type") if isinstance(each, dict) else each for each in several)
    return tuple(name for name in named if isinstance(name, str) and name)
