"""How a desk has kept its promises, in figures: by desk, publisher and priority."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any, TypeAlias

Group: TypeAlias = tuple[str, str, int]  # desk, publisher and priority
Took: TypeAlias = tuple[str, str, int, int]  # the same, and support seconds


@dataclass(frozen=True)
class Figures:
    opened: Mapping[Group, int]
    responses: Iterable[Took]
    resolutions: Iterable[Took]
    warnings: Mapping[Group, int]
    breaches: Mapping[Group, int]


def report_rows(figures: Figures) -> list[dict[str, Any]]:
    """{desk, publisher, priority, opened, answered, first_response, resolved, resolution, warnings, breaches} each;
    first_response and resolution: {median, mean} in support minutes, None where there was none.
    """
    responses, resolutions = _by_group(figures.responses), _by_group(figures.resolutions)
    every = {*figures.opened, *responses, *resolutions, *figures.warnings, *figures.breaches}
    return [
        {
            "desk": group[0],
            "publisher": group[1],
            "priority": group[2],
            "opened": figures.opened.get(group, 0),
            "answered": len(responses.get(group, ())),
            "first_response": _minutes(responses.get(group, ())),
            "resolved": len(resolutions.get(group, ())),
            "resolution": _minutes(resolutions.get(group, ())),
            "warnings": figures.warnings.get(group, 0),
            "breaches": figures.breaches.get(group, 0),
        }
        for group in sorted(every)
    ]


def _by_group(every: Iterable[Took]) -> Mapping[Group, list[int]]:
    found: dict[Group, list[int]] = defaultdict(list)
    for desk, publisher, priority, seconds in every:
        found[desk, publisher, priority].append(seconds)
    return found


def _minutes(seconds: Iterable[int]) -> dict[str, float] | None:
    took = [each / 60 for each in seconds]
    return {"median": round(median(took), 1), "mean": round(fmean(took), 1)} if took else None
