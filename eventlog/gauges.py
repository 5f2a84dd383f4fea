"""What an operator sees while nothing happens: lags, what is parked, late or waiting, asked for when somebody looks."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from eventlog.remote import Remote
from eventlog.runtime import Kernel
from eventlog.standing import PATIENCE, Told, standing

GAUGES = {
    "eventlog_head_position": ("Position of the log's last event.", ("source",)),
    "eventlog_waiting_for_position": ("Committed events that the sequencer has not placed yet.", ("source",)),
    "eventlog_unpublished_events": ("Placed events that the broker has not taken yet.", ("source",)),
    "eventlog_follower_position": ("Last position that it has applied.", ("follower", "source")),
    "eventlog_follower_lag_events": ("Events that it has not applied.", ("follower", "source")),
    "eventlog_follower_lag_seconds": ("Age of the oldest event that it has not applied.", ("follower", "source")),
    "eventlog_follower_running": ("0: paused, stopped or being rebuilt.", ("follower", "source", "state")),
    "eventlog_follower_paused_since_seconds": (
        "When an operator paused it, in seconds since 1970; 0: nobody has.",
        ("follower", "source"),
    ),
    "eventlog_parked_streams": ("Streams that stand still for it until somebody acts.", ("follower", "source")),
    "eventlog_work_failing": ("1: waits before its next try, or has stopped for good.", ("service", "work")),
    "eventlog_deadlines_waiting": ("Commands that are to be given later.", ("service",)),
    "eventlog_deadlines_late_seconds": ("For how long the oldest one has been due.", ("service",)),
    "eventlog_deadlines_parked": ("Commands given up until somebody acts.", ("service",)),
    "eventlog_effects_waiting": ("Effects outside that are not carried out yet.", ("service", "kind")),
    "eventlog_effects_parked": ("Effects given up until somebody acts.", ("service", "kind")),
    "eventlog_standing_known": ("0: its databases do not answer, so its other numbers are missing.", ("service",)),
}

logger = logging.getLogger(__name__)

Value = tuple[str, tuple[str, ...], float | None]


class Gauges(Collector):
    """Of the services in these containers (nameko's). An unknown number has no sample: a source may be away."""

    def __init__(self, containers: Callable[[], Iterable[Any]]) -> None:
        self._containers = containers
        self._remotes: dict[str, Remote] = {}
        self._one = Lock()  # a remote asks one thing after another

    def describe(self) -> list[Metric]:
        return list(_families().values())

    def collect(self) -> Iterator[Metric]:
        families = _families()
        with self._one:
            self._add(families)
        yield from families.values()

    def close(self) -> None:
        for remote in self._remotes.values():
            remote.close()

    def _add(self, families: Mapping[str, GaugeMetricFamily]) -> None:
        for container in self._containers():
            for name, labels, value in self._values(container):
                if value is not None:
                    families[name].add_metric(labels, value)

    def _values(self, container: Any) -> Iterator[Value]:
        kernel = next((each for each in container.subextensions if isinstance(each, Kernel)), None)
        if kernel is None:
            return
        service = kernel.service
        if service not in self._remotes:
            self._remotes[service] = Remote(kernel.config, PATIENCE)
        try:
            told = standing(kernel, container.extensions, self._remotes[service])
        except Exception as error:
            logger.warning("%s cannot tell how it stands: %s", service, type(error).__name__)
            yield "eventlog_standing_known", (service,), 0
        else:
            yield "eventlog_standing_known", (service,), 1
            yield from _of_log(service, told["log"])
            yield from _of_work(service, told)
            for follower in told["followers"]:
                yield from _of_follower(follower)


def _families() -> dict[str, GaugeMetricFamily]:
    return {name: GaugeMetricFamily(name, meaning, labels=labels) for name, (meaning, labels) in GAUGES.items()}


def _of_log(source: str, log: Told | None) -> Iterator[Value]:
    if log is not None:
        yield "eventlog_head_position", (source,), log["head"]
        yield "eventlog_waiting_for_position", (source,), log["waiting_for_position"]
        yield "eventlog_unpublished_events", (source,), max(0, log["head"] - log["published"])


def _of_follower(told: Told) -> Iterator[Value]:
    about = (told["id"].rpartition("/")[0], told["source"])
    yield "eventlog_follower_position", about, told["position"]
    yield "eventlog_follower_lag_events", about, told["lag"]
    yield "eventlog_follower_lag_seconds", about, told["lag_seconds"]
    yield "eventlog_follower_running", (*about, told["state"]), float(told["state"] == "running")
    yield "eventlog_follower_paused_since_seconds", about, _seconds(told["paused_at"])
    yield "eventlog_parked_streams", about, told["parked"]


def _seconds(paused_at: str | None) -> float:
    return 0.0 if paused_at is None else datetime.fromisoformat(paused_at).timestamp()


def _of_work(service: str, told: Told) -> Iterator[Value]:
    for each in told["work"]:
        failing = each["state"].startswith(("waiting", "stopped"))
        yield "eventlog_work_failing", (service, each["name"]), float(failing)
    due = told["due"]
    if due is not None:
        yield "eventlog_deadlines_waiting", (service,), due["waiting"]
        yield "eventlog_deadlines_late_seconds", (service,), due["late_seconds"]
        yield "eventlog_deadlines_parked", (service,), due["parked"]
    for effect in told["effects"]:
        yield "eventlog_effects_waiting", (service, effect["kind"]), effect["waiting"]
        yield "eventlog_effects_parked", (service, effect["kind"]), effect["parked"]
