"""What is other in an image than in the version that was certified before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.certification.reports import json_
from services.certification.scan.advisory import Found
from services.certification.scan.package import Package

NO_SHAPE: Mapping[str, Any] = {"config": {}, "layers": []}


class Side(NamedTuple):
    """One platform of a version, as far as it is kept; `shape` as scan.shape tells it."""

    packages: Sequence[Package]
    found: Sequence[Found]
    shape: Mapping[str, Any]


def difference(platform: str, before: Side, after: Side) -> dict[str, Any]:
    return {
        "platform": platform,
        "packages": _packages(before.packages, after.packages),
        "findings": {
            "new": [json_.found(each) for each in _only(after.found, before.found)],
            "gone": [json_.found(each) for each in _only(before.found, after.found)],
        },
        "config": [*_config(before.shape["config"], after.shape["config"])],
        "layers": _layers(before.shape["layers"], after.shape["layers"]),
    }


def _packages(before: Iterable[Package], after: Iterable[Package]) -> dict[str, list[dict[str, str]]]:
    """Several versions of one package in an image are told together."""
    old, new = _versions(before), _versions(after)
    changes: dict[str, list[dict[str, str]]] = {"added": [], "removed": [], "changed": []}
    for key in sorted(old.keys() | new.keys()):
        was, is_now = old.get(key, ""), new.get(key, "")
        if was != is_now:
            sort = "changed" if was and is_now else "added" if is_now else "removed"
            changes[sort].append({"type": key[0], "name": key[1], "before": was, "after": is_now})
    return changes


def _versions(packages: Iterable[Package]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], set[str]] = {}
    for each in packages:
        found.setdefault((each.type, each.name), set()).add(each.version)
    return {key: ", ".join(sorted(versions)) for key, versions in found.items()}


def _only(these: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """A hole that stays is no news where the package's version changed."""
    known = {(each.advisory, each.package) for each in others}
    return [each for each in these if (each.advisory, each.package) not in known]


def _config(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for name in [*after, *(name for name in before if name not in after)]:
        was, is_now = before.get(name, ""), after.get(name, "")
        if was != is_now:
            yield {"field": name, "before": was, "after": is_now}


def _layers(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> dict[str, int]:
    """Kept are those at the bottom that both have."""
    kept = 0
    for old, new in zip(before, after, strict=False):
        if old[0] != new[0]:
            break
        kept += 1
    sizes = {"before": sum(size for _, size in before), "after": sum(size for _, size in after)}
    return {"kept": kept, "added": len(after) - kept, "removed": len(before) - kept, **sizes}
