"""What is other than in the version certified before, as marked lines under a heading each."""

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.drawing import size
from gateway.operations.difference import Piece
from gateway.translation import gettext, ngettext

Told = Mapping[str, Any]


def changes_of(told: Told) -> list[tuple[str, list[Piece]]]:
    """Of one platform: heading and pieces; an empty list says that nothing changed there."""
    return [
        (gettext("Known holes"), _holes(told["findings"])),
        (gettext("Packages"), _packages(told["packages"])),
        (gettext("Configuration"), _fields(told["config"])),
        (gettext("Layers"), _layers(told["layers"])),
    ]


def _holes(told: Told) -> list[Piece]:
    new = [Piece("new", _hole(one)) for one in told["new"]]
    return new + [Piece("gone", _hole(one)) for one in told["gone"]]


def _hole(found: Told) -> str:
    return f"{found['id']}: {found['package']} {found['version']}"


def _packages(told: Told) -> list[Piece]:
    added = [Piece("new", f"{one['name']} {one['after']}") for one in told["added"]]
    removed = [Piece("gone", f"{one['name']} {one['before']}") for one in told["removed"]]
    changed = [Piece("same", f"{one['name']} {one['before']} → {one['after']}") for one in told["changed"]]
    return added + removed + changed


def _fields(told: Sequence[Told]) -> list[Piece]:
    pieces = []
    for one in told:
        pieces += [Piece("gone", f"{one['field']}: {one['before']}")] if one["before"] else []
        pieces += [Piece("new", f"{one['field']}: {one['after']}")] if one["after"] else []
    return pieces


def _layers(told: Told) -> list[Piece]:
    if not told["added"] and not told["removed"]:
        return []
    kept = ngettext("%(num)s layer is the same", "%(num)s layers are the same", told["kept"])
    sizes = gettext("%(before)s before, %(after)s now", before=size(told["before"]), after=size(told["after"]))
    return [Piece("same", kept), Piece("same", sizes)]
